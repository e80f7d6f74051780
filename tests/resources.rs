//! Time in proportion to the input, and memory within the bound that `SECURITY.md` gives.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)] // a failed step fails the test

#[path = "support/adversarial.rs"]
mod adversarial;
mod support;

use demarche::article::Article;
use demarche::classify::{Options, classify};
use std::time::{Duration, Instant};
use support::Folder;

fn time(text: &str, model: &demarche::model::Model) -> Duration {
    let article = Article::new("a", text);
    let options = Options { include_none: true, ..Options::default() };
    let began = Instant::now();
    classify(&article, model, &options);
    began.elapsed()
}

#[test]
fn time_grows_with_the_length_and_not_faster() {
    let model = demarche::embedded::english().unwrap();
    let mut slow = Vec::new();
    for (name, piece) in adversarial::KINDS {
        let [short, long] = [16 << 10, 64 << 10].map(|bytes| adversarial::text(piece, bytes));
        let (mut least, mut most) = (Duration::MAX, Duration::MAX);
        // Again where it looks slow, since others may be at work.
        for _ in 0..4 {
            (least, most) = (least.min(time(&short, &model)), most.min(time(&long, &model)));
            if most <= least * 9 || most <= Duration::from_millis(60) {
                break;
            }
        }
        // Four times the length: four times the time, and room for noise; sixteen
        // times would be the square.
        if most > least * 9 && most > Duration::from_millis(60) {
            slow.push(format!("{name}: {least:?} for 16 KiB, {most:?} for 64 KiB"));
        }
    }
    assert!(slow.is_empty(), "\n{}\n", slow.join("\n"));
}

/// Runs with so much address space and no more.
#[cfg(target_os = "linux")]
fn within(megabytes: usize, args: &str) -> (Option<i32>, String) {
    let program = env!("CARGO_BIN_EXE_demarche");
    let script = format!("ulimit -v {}; exec {program} {args} --jobs 2", megabytes << 10);
    let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_of_a_gigabyte_is_refused_in_little_memory() {
    let folder = Folder::new();
    for (name, beginning, words) in [
        ("a.txt", "", "longer than 2097152 bytes"),
        ("a.md", "", "longer than 2097152 bytes"),
        ("a.html", "<html>", "longer than"),
        ("a.jsonl", "{\"text\": \"", "longer than 2097152 bytes"),
        ("a.csv", "id,text\n1,\"", "too long"),
        ("b.csv", "", "NUL"),
    ] {
        let path = folder.file(name, beginning);
        // The rest is a hole, read as NULs.
        std::fs::File::options().write(true).open(&path).unwrap().set_len(1 << 30).unwrap();
        let (code, stderr) = within(600, &format!("classify {path}"));
        assert_eq!((code, stderr.lines().count()), (Some(2), 1), "{name}: {stderr}");
        assert!(stderr.contains(name) && stderr.contains(words) || name == "b.csv", "{name}: {stderr}");
    }
    let model = folder.file("a.demarche", "");
    std::fs::File::options().write(true).open(&model).unwrap().set_len(1 << 30).unwrap();
    let (code, stderr) = within(900, &format!("classify README.md --model {model}"));
    assert!(code == Some(2) && stderr.contains("a.demarche: longer than 268435456 bytes"), "{stderr}");
}

#[cfg(target_os = "linux")]
#[test]
fn an_article_of_half_a_megabyte_without_a_full_stop_is_read_in_little_memory() {
    let folder = Folder::new();
    for (n, piece) in ["word ", "“ said ", "x"].iter().enumerate() {
        let path = folder.file(&format!("{n}.txt"), adversarial::text(piece, 1 << 19));
        let (code, stderr) = within(900, &format!("classify {path} --format jsonl"));
        assert_eq!((code, stderr.as_str()), (Some(0), ""));
    }
}

#[cfg(feature = "html")]
#[test]
fn pages_nested_without_end_are_refused_or_read() {
    let folder = Folder::new();
    for piece in [
        "<div>",
        "<b>",
        "<p><i>",
        "<table><tr><td>",
        "<svg><g>",
        "<a href=x>",
        "<template>",
        "<!--",
        "<li><ul>",
    ] {
        let page =
            format!("<html><body><article>{}They refused to sign it, she said.", piece.repeat(100_000));
        let path = folder.file("a.html", page);
        let began = Instant::now();
        let run = support::run(&["classify", &path, "--format", "jsonl"]);
        assert!(matches!(run.code, Some(0 | 2)), "{piece}: {:?} {}", run.code, run.stderr);
        assert!(run.code == Some(0) || run.stderr.lines().count() == 1, "{}", run.stderr);
        assert!(began.elapsed() < Duration::from_secs(30), "{piece}: {:?}", began.elapsed());
    }
}
