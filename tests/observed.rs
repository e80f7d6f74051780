//! What a run says of itself: on standard error, and in `--stats`.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)] // a failed step fails the test

mod support;

use serde_json::Value;
use support::{Folder, Run, conforms, fed, lines, run, schema};

const LIST: &[u8] =
    b"{\"id\": \"a\", \"text\": \"The council rejected the offer.\"}\nno json\n{\"id\": \"b\", \"text\": \"They demanded a vote.\"}\n";

fn classified(more: &[&str]) -> Run {
    let run = fed(&[&["classify", "--format", "jsonl"], more].concat(), LIST);
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert_eq!(lines(&run.stdout).len(), 2);
    run
}

#[test]
fn errors_are_said_with_their_place_and_counted() {
    let run = classified(&[]);
    let said: Vec<&str> = run.stderr.lines().collect();
    assert_eq!(said.len(), 2);
    assert!(said[0].starts_with("demarche: standard input:2: not a JSON object, at byte 2"), "{said:?}");
    assert_eq!(said[1], "demarche: 1 of 3 records could not be read and are left out");
    let quiet = classified(&["--quiet"]);
    assert_eq!(quiet.stderr.lines().collect::<Vec<_>>(), &said[..1]);
    let verbose = classified(&["-v"]);
    for word in ["built-in English model, read in", "2 records, 1 unreadable", "parsing", "labelling"] {
        assert!(verbose.stderr.contains(word), "{word} is not in {}", verbose.stderr);
    }
}

#[test]
fn a_log_in_json_is_one_object_a_line() {
    let run = classified(&["-v", "--log-format", "json"]);
    let log = lines(run.stderr.as_bytes());
    for line in &log {
        assert!(line["message"].is_string() && line["seconds"].is_number(), "{line}");
    }
    let level = |level: &str| log.iter().filter(|line| line["level"] == level).collect::<Vec<_>>();
    assert_eq!(level("error").len(), 1);
    assert_eq!(level("error")[0]["place"], "standard input:2");
    assert_eq!(level("note").len(), 1);
    let figures = level("detail").into_iter().find(|line| line["run"].is_object()).unwrap();
    assert_eq!((&figures["run"]["records"], &figures["run"]["errors"]), (&2.into(), &1.into()));
    assert!(figures["run"]["stages"]["parsing"].is_number());
    let missing = support::run(&["inspect", "no/such.demarche", "--log-format", "json"]);
    assert_eq!(missing.code, Some(2));
    assert_eq!(lines(missing.stderr.as_bytes())[0]["place"], "no/such.demarche");
}

#[test]
fn statistics_keep_to_their_schema_and_add_up() {
    let folder = Folder::new();
    let (stats, output) = (folder.path("stats.json"), folder.path("out.jsonl"));
    classified(&["--quiet", "--stats", &stats]);
    let read = || -> Value { serde_json::from_slice(&std::fs::read(&stats).unwrap()).unwrap() };
    conforms(&read(), &schema("stats.json"));
    assert_eq!((&read()["records"], &read()["errors"]), (&2.into(), &1.into()));
    run(&["classify", "datasets/articles/train", "-o", &output, "--stats", &stats]).ok();
    let found = read();
    conforms(&found, &schema("stats.json"));
    let written = std::fs::read(&output).unwrap();
    let labels: u64 = found["labels"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(found["written"], lines(&written).len());
    assert_eq!(found["output_bytes"], written.len());
    assert_eq!(found["written"], labels);
    let bytes: u64 = std::fs::read_dir("datasets/articles/train")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .map(|path| std::fs::metadata(path).unwrap().len())
        .sum();
    assert_eq!(found["bytes"], bytes);
    assert_eq!(found["model"], "built-in English model");
}
