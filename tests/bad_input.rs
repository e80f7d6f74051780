//! What the command line says to bad input: one clear line, a status, nothing half-written.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)] // a failed step fails the test

mod support;

use std::io::Read;
use std::process::Stdio;
use support::{Folder, Run, command, fed, lines, run};

const GOOD: &str = "The council rejected the offer on Monday.";

fn train(folder: &Folder, table: impl AsRef<[u8]>) -> Run {
    let data = folder.file("rows.csv", table);
    let run = run(&["train", &data, "-o", &folder.path("m.demarche"), "--cv", "0"]);
    assert_eq!(folder.names(), ["rows.csv"], "a failed training leaves nothing");
    run
}

fn classify(name: &str, bytes: impl AsRef<[u8]>) -> Run {
    let folder = Folder::new();
    let file = folder.file(name, bytes);
    let run = run(&["classify", &file, "-o", &folder.path("out.csv")]);
    assert_eq!(folder.names(), [name], "a failed run leaves nothing");
    run
}

#[test]
fn a_missing_column_is_named_with_those_there_are() {
    let folder = Folder::new();
    train(&folder, "sentence,label\na,b\n").fails(&[
        "rows.csv",
        "no column \"text\"",
        "sentence, label",
        "--text-column",
    ]);
    train(&folder, "text,code\na,b\n").fails(&["no column \"label\"", "--label-column"]);
    let data = folder.file("rows.csv", "text,label\na,b\n");
    run(&["evaluate", &data, "--where", "split=test"]).fails(&["no column \"split\"", "--where"]);
    run(&["evaluate", &data, "--where", "label=c"]).fails(&["--where", "no row"]);
    classify("rows.csv", "sentence,label\na,b\n")
        .fails(&["no column \"text\" among sentence, label", "--text-column"]);
    classify("rows.jsonl", "{\"headline\": \"x\"}\n").fails(&[
        "rows.jsonl:1",
        "no field text, body or content",
        "headline",
    ]);
}

#[test]
fn one_label_is_not_enough() {
    train(&Folder::new(), "text,label\na b,demand\nc d,demand\n").fails(&[
        "cannot train",
        "demand",
        "two labels",
    ]);
}

#[test]
fn an_empty_file_is_said_to_be_empty() {
    let folder = Folder::new();
    train(&folder, "").fails(&["rows.csv", "empty"]);
    train(&folder, "text,label\n").fails(&["no rows"]);
    train(&folder, "text,label\n,demand\nx,\n").fails(&["no rows"]);
    for name in ["a.txt", "a.md", "a.csv", "a.jsonl"] {
        classify(name, " \n\n").fails(&[name, "no text"]);
    }
    classify("a.html", "<html></html>").fails(&["a.html", "no article"]);
    classify("b.csv", "id,text\n").fails(&["b.csv", "no rows"]);
    fed(&["classify"], b"").fails(&["standard input", "no text"]);
}

#[test]
fn a_row_with_the_wrong_number_of_fields_is_found() {
    train(&Folder::new(), "text,label\na,b\nc,d,e\n").fails(&["rows.csv:3", "found 3 fields, expected 2"]);
    classify("a.csv", "id,text\n1,a,b\n").fails(&["a.csv:2", "found 3 fields, expected 2"]);
}

#[test]
fn broken_utf8_is_found_to_the_byte() {
    train(&Folder::new(), b"text,label\na\xffb,c\n").fails(&[
        "rows.csv",
        "line 2, byte 2",
        "UTF-8",
        "--encoding",
    ]);
    classify("a.txt", b"one\ntwo \xe9t\xe9\n").fails(&["a.txt", "line 2, byte 5", "UTF-8"]);
    classify("a.csv", b"id,text\n1,\xe9t\xe9\n").fails(&["a.csv:2", "column text", "byte 1"]);
    classify("a.jsonl", b"{\"text\": \"\xe9\"}\n").fails(&["a.jsonl:1", "byte 11"]);
    classify("a.html", b"<html><p>\xe9\xe9\xe9</p>").fails(&["a.html", "line 1, byte 10"]);
    let folder = Folder::new();
    let file = folder.file("a.txt", b"\x00\xd8\x41\x00");
    run(&["classify", &file, "--encoding", "utf-16le"]).fails(&["a.txt", "line 1", "UTF-16LE"]);
    run(&["classify", &file, "--encoding", "latin-9000"]).code.map(|code| assert_eq!(code, 2)).unwrap();
}

#[test]
fn a_nul_is_found_to_the_byte() {
    train(&Folder::new(), b"text,label\na\0b,c\n").fails(&["rows.csv", "line 2, byte 2", "NUL"]);
    classify("a.txt", b"one\nt\0wo\n").fails(&["a.txt", "line 2, byte 2 is a NUL", "utf-16le"]);
    classify("a.csv", b"id,text\n1,a\0b\n").fails(&["a.csv:2", "column text", "NUL"]);
    classify("a.jsonl", b"{\"text\": \"a\\u0000b\"}\n").fails(&["a.jsonl:1", "NUL"]);
}

#[test]
fn a_text_without_sentences_is_said_to_have_none() {
    classify("a.txt", "12345 !!! ---\n").fails(&["a.txt", "no sentences", "without a letter"]);
}

#[test]
fn lines_that_never_end_are_refused_quickly() {
    // As long as the limit of 2 MiB and then some; memory for more is never asked for.
    let long = "word ".repeat(4 << 20);
    classify("a.txt", &long).fails(&["a.txt", "longer than 2097152 bytes", "--max-article-bytes"]);
    classify("a.jsonl", format!("{{\"text\": \"{long}{long}\"}}\n")).fails(&["a.jsonl:1", "longer than"]);
    classify("a.csv", format!("id,text\n1,\"{long}\n")).fails(&["a.csv", "unclosed quotation mark"]);
    train(&Folder::new(), format!("text,label\n{long},x\nb,y\n")).fails(&[
        "rows.csv:2",
        "column text",
        "20971519 bytes",
    ]);
    let after = format!("{{\"text\": \"{long}{long}\"}}\n{{\"text\": \"{GOOD}\"}}\n");
    let run = fed(&["classify", "--format", "jsonl"], after.as_bytes());
    assert_eq!((run.code, lines(&run.stdout).len()), (Some(3), 1), "{}", run.stderr);
}

#[test]
#[ignore = "writes 100 MB; for release builds"]
fn a_line_of_100_mb_is_refused_or_read() {
    let folder = Folder::new();
    let file = folder.file("a.txt", "The council rejected it. ".repeat(4_000_000));
    run(&["classify", &file]).fails(&["a.txt", "longer than"]);
    let run =
        run(&["classify", &file, "--max-article-bytes", "200000000", "--top", "1", "--format", "jsonl"]).ok();
    assert_eq!(lines(&run.stdout).len(), 1);
}

#[test]
fn a_folder_without_readable_files_is_said_to_have_none() {
    let folder = Folder::new();
    folder.file("in/a.docx", "x");
    run(&["classify", &folder.path("in")]).fails(&["in: no readable files", ".txt"]);
}

#[test]
fn files_that_are_not_there_are_named() {
    for args in [
        ["classify", "no/such.txt"],
        ["evaluate", "no/such.csv"],
        ["inspect", "no/such.demarche"],
        ["parse", "no/such.txt"],
    ] {
        run(&args).fails(&[args[1], "No such file"]);
    }
    run(&["classify", "README.md", "--model", "no/such.demarche"]).fails(&["no/such.demarche"]);
}

#[test]
fn a_file_that_is_no_model_is_refused() {
    let folder = Folder::new();
    let file = folder.file("a.demarche", "DEMARCHE? no");
    run(&["inspect", &file]).fails(&["a.demarche"]);
    let mut bytes = std::fs::read("models/en.demarche").unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let file = folder.file("b.demarche", bytes);
    run(&["inspect", &file]).fails(&["b.demarche", "damaged", "checksum"]);
}

#[test]
fn an_output_that_cannot_be_written_is_named() {
    let folder = Folder::new();
    let file = folder.file("a.txt", GOOD);
    let beyond = folder.path("no/such/out.csv");
    run(&["classify", &file, "-o", &beyond]).fails(&["no/such/out.csv", "No such file"]);
    run(&["classify", &file, "-o", &folder.path("")]).fails(&["directory"]);
    let data = folder.file("rows.csv", "text,label\na b,x\nc d,y\n");
    run(&["train", &data, "-o", &beyond, "--cv", "0"]).fails(&["no/such/out.csv"]);
}

#[test]
fn a_label_that_the_model_lacks_is_said_and_counts_as_an_error() {
    let folder = Folder::new();
    let data = folder.file("rows.csv", "text,label\nThey rejected it.,rejection\nThey shrugged.,shrug\n");
    let words = ["rows.csv:3", "column label", "no label \"shrug\" (1 rows)"];
    let report = run(&["evaluate", &data]).says(0, &words);
    assert!(report.text().contains("shrug"));
    run(&["evaluate", &data, "--strict"]).fails(&words);
    run(&["evaluate", &data, "--where", "label=shrug"]).fails(&words);
}

#[test]
fn settings_out_of_range_are_named() {
    let folder = Folder::new();
    let data = folder.file("rows.csv", "text,label\na b,x\nc d,y\n");
    let model = folder.path("m.demarche");
    let with = |more: &[&str]| run(&[&["train", &data, "-o", &model, "--quiet"], more].concat());
    with(&["--alpha", "0"]).fails(&["alpha"]);
    with(&["--features", "ngram,magic"]).fails(&["features", "magic"]);
    with(&["--language", "tlh"]).fails(&["language", "tlh"]);
    with(&["--cv", "9"]).fails(&["folds", "9"]);
    with(&["--cv", "1"]).fails(&["cv"]);
    with(&["--cv", "0", "--alpha", "1,2"]).fails(&["cv"]);
    with(&["--cv", "0", "--class-weight", "z=2"]).fails(&["class weight", "z"]);
    with(&["--cv", "0", "--min-df", "9"]).fails(&["min-df"]);
    with(&["--cv", "0", "--lexicon", "no/such.tsv"]).fails(&["no/such.tsv"]);
    run(&["evaluate", &data, "--cv", "1"]).fails(&["cv"]);
    assert_eq!(folder.names(), ["rows.csv"]);
}

#[test]
fn a_bad_record_among_good_ones_is_left_out_and_counted() {
    let folder = Folder::new();
    folder.file("in/a.txt", GOOD);
    folder.file("in/b.txt", b"\xff\xff");
    folder.file("in/c.txt", GOOD);
    let (input, output) = (folder.path("in"), folder.path("out.jsonl"));
    let run_with = |more: &[&str]| run(&[&["classify", &input, "-o", &output], more].concat());
    let done = run_with(&[]);
    assert_eq!(done.code, Some(3));
    let said: Vec<&str> = done.stderr.lines().collect();
    assert!(said.len() == 2 && said[0].contains("b.txt") && said[1].contains("1 of 3"), "{said:?}");
    let ids: Vec<String> = lines(&std::fs::read(&output).unwrap())
        .iter()
        .map(|c| c["article"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids, ["a", "c"]);
    std::fs::remove_file(&output).unwrap();
    run_with(&["--strict"]).fails(&["b.txt"]);
    assert_eq!(folder.names(), ["in"]);
}

#[test]
fn a_failed_run_leaves_the_old_output_as_it_was() {
    let folder = Folder::new();
    let old = folder.file("out.csv", "old");
    let bad = folder.file("bad.txt", b"\xff");
    run(&["classify", &bad, "-o", &old]).fails(&["bad.txt"]);
    assert_eq!(std::fs::read_to_string(&old).unwrap(), "old");
    assert_eq!(folder.names(), ["bad.txt", "out.csv"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_leaves_nothing() {
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = command(&["classify", "datasets/articles/train"])
        .stdin(Stdio::null())
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    let said = Run {
        code: output.status.code(),
        stdout: output.stdout,
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    said.fails(&["standard output", "No space left"]);
    run(&["inspect", "-o", "/dev/full"]).fails(&["/dev/full", "No space left"]);

    // Files may have one block only; then writing fails as on a full disk.
    let folder = Folder::new();
    let target = folder.path("out.csv");
    let script = format!(
        "trap '' XFSZ; ulimit -f 1; exec {} classify datasets/articles/train -o {target}",
        env!("CARGO_BIN_EXE_demarche")
    );
    let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
    let said = Run {
        code: output.status.code(),
        stdout: output.stdout,
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    said.fails(&["out.csv", "File too large"]);
    assert!(folder.names().is_empty(), "{:?}", folder.names());
}

#[test]
fn a_closed_pipe_is_a_quiet_success() {
    for args in [
        &["classify", "datasets/articles/train", "--format", "jsonl", "--include-none", "--explain"][..],
        &["parse", "datasets/articles/train"],
        &["inspect", "--top", "20000"],
    ] {
        let mut child =
            command(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 10];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            (output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()),
            (Some(0), ""),
            "{args:?}"
        );
    }
}
