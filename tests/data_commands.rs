//! `demarche data` as its users run it.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)] // a failed step fails the test

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

const FAULTY: &str = "id,text,label,group,split
1,The dockers refused the new night rota on Monday.,rejection,g1,train
2,the dockers refused the new night rota on monday,none,g1,test
3,On Friday the dockers refused the new night rota on Monday.,rejection,g2,test
4,,demand,g2,test
5,The mayor saidâ€™ no.,refusal,g3,train
5,Too short
6,\"\",,g3,
";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_demarche"))
        .current_dir(folder)
        .arg("data")
        .args(arguments)
        .output()
        .unwrap()
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn check_names_every_kind_of_fault_and_fails_where_asked() {
    let folder = folder(&[("a.csv", FAULTY)]);
    let labels = "--labels=demand,rejection,none";
    let done = run(folder.path(), &["check", "a.csv", labels, "--suspicious", "0"]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let said = text(&done.stdout);
    for expected in [
        "empty text: the row is left out (a.csv:5, a.csv:8)",
        "unknown label: \"refusal\", expected one of demand, rejection, none (a.csv:6)",
        "wrong number of fields: 2 fields, expected 5 as in the header (a.csv:7)",
        "text of a wrong encoding: UTF-8 read as Windows-1252, such as \"â€™\" for ’ (a.csv:6)",
        "empty split: the row belongs to no part (a.csv:8)",
        "label conflicts (same text, other label): 1, 1 of them across parts",
        "near-duplicates: 1, 1 of them across parts",
        "groups in several parts: 1",
        "g1: 1 in \"train\", 1 in \"test\"",
    ] {
        assert!(said.contains(expected), "{expected:?} is not in\n{said}");
    }
    assert_eq!(run(folder.path(), &["check", "a.csv", "--suspicious", "0", "--fail"]).status.code(), Some(1));
    let json = run(folder.path(), &["check", "a.csv", labels, "--suspicious", "0", "--format", "json"]);
    let report: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(report["conflicts"][0]["first"]["id"], "1");
    assert_eq!(report["near_duplicates"][0]["share"], 1.0);
}

#[test]
fn check_takes_files_for_parts_and_says_what_it_misses() {
    let folder = folder(&[
        ("train.csv", "text,label\nThe talks on the map go on.,none\n"),
        ("test.csv", "text,label\nThe talks on the map go on.,none\n"),
        ("b.csv", "sentence,label\nx,y\n"),
    ]);
    let said = text(&run(folder.path(), &["check", "train.csv", "test.csv", "--suspicious", "0"]).stdout);
    assert!(said.contains("duplicates: 1, 1 of them across parts"), "{said}");
    let failed = run(folder.path(), &["check", "b.csv"]);
    assert_eq!(failed.status.code(), Some(2));
    assert!(
        text(&failed.stderr)
            .contains("no column \"text\" among sentence, label; name the right one with --text-column")
    );
}

#[test]
fn split_keeps_groups_and_rows_and_repeats_itself() {
    let rows: String =
        (0..200).map(|n| format!("{n},\"text, {n}\",{},g{}\n", ["a", "b"][n % 2], n / 4)).collect();
    let folder = folder(&[("all.csv", &format!("id,text,label,group\n{rows}"))]);
    for name in ["one.csv", "two.csv"] {
        assert!(run(folder.path(), &["split", "all.csv", "-o", name, "--seed", "3"]).status.success());
    }
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("one.csv"), read("two.csv"));
    assert!(read("one.csv").starts_with("id,text,label,group,split\n0,\"text, 0\",a,g0,"));
    let json = run(
        folder.path(),
        &["split", "all.csv", "-o", "{part}.csv", "--parts", "x=0.8,y=0.2", "--format", "json"],
    );
    let summary: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(summary["parts"][0]["rows"], read("x.csv").lines().count() - 1);
    assert_eq!(read("x.csv").lines().count() + read("y.csv").lines().count(), 202);
    let checked = run(folder.path(), &["check", "one.csv", "--suspicious", "0", "--fail"]);
    assert!(checked.status.success(), "{}", text(&checked.stdout));
    let failed = run(folder.path(), &["split", "all.csv", "-o", "z.csv", "--parts", "x=0.8"]);
    assert_eq!(failed.status.code(), Some(2));
    assert!(text(&failed.stderr).contains("shares that add up to 1"));
}

#[test]
fn agree_joins_files_by_id_or_takes_columns() {
    let folder = folder(&[
        ("anna.csv", "id,label\n1,x\n2,y\n3,x\n4,y\n"),
        ("ben.csv", "id,label\n4,y\n2,y\n1,x\n3,y\n"),
        ("both.csv", "id,anna,ben\n1,x,x\n2,y,y\n3,x,y\n4,y,y\n"),
    ]);
    let figures = |arguments: &[&str]| -> Value {
        let done = run(folder.path(), arguments);
        serde_json::from_slice(&done.stdout).unwrap_or_else(|e| panic!("{e}: {}", text(&done.stderr)))
    };
    let files = figures(&["agree", "anna.csv", "ben.csv", "--format", "json"]);
    let columns = figures(&["agree", "both.csv", "--columns", "anna,ben", "--format", "json"]);
    assert_eq!(files["pairs"][0]["kappa"]["estimate"], 0.5);
    assert_eq!(files["pairs"][0]["confusion"], columns["pairs"][0]["confusion"]);
    assert_eq!(files["alpha"]["estimate"], columns["alpha"]["estimate"]);
    for wrong in [
        &["agree", "anna.csv"][..],
        &["agree", "both.csv", "--columns", "anna,chris"],
        &["agree", "anna.csv", "ben.csv", "--columns", "a,b"],
    ] {
        assert_eq!(run(folder.path(), wrong).status.code(), Some(2), "{wrong:?}");
    }
}
