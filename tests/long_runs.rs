//! Runs that are broken off: nothing half-written, no record lost or doubled.

#![cfg(all(feature = "cli", unix))]
#![allow(clippy::unwrap_used)] // a failed step fails the test

mod support;

use demarche::random::SplitMix64;
use serde_json::{Value, json};
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use support::{Folder, command, fed, lines, run};

/// How often a run is killed before it may end.
const KILLS: usize = 50;

/// A list of `records` short texts, each with an id of its own and every 17th of them broken.
fn list(records: usize) -> Vec<u8> {
    let folder = std::fs::read_dir("datasets/articles/train").unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = folder.filter(|path| path.extension().is_some_and(|e| e == "txt")).collect();
    files.sort();
    let texts: String = files.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let texts: Vec<&str> = texts.lines().filter(|line| line.len() > 40).collect();
    let mut out = Vec::new();
    for n in 0..records {
        if n % 17 == 5 {
            out.extend(b"{\"text\": 1}\n");
        } else {
            let line = json!({ "id": format!("a{n}"), "text": texts[n % texts.len()] });
            out.extend(format!("{line}\n").bytes());
        }
    }
    out
}

fn start(args: &[&str]) -> Child {
    command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn signal(child: &Child, name: &str) {
    let sent = std::process::Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

fn end(child: Child) -> (ExitStatus, String, Vec<u8>) {
    let output = child.wait_with_output().unwrap();
    (output.status, String::from_utf8(output.stderr).unwrap(), output.stdout)
}

/// Waits until `folder` holds a file that `is` says yes to.
fn until(folder: &Folder, is: impl Fn(&str) -> bool) {
    let began = Instant::now();
    while !folder.names().iter().any(|name| is(name)) {
        assert!(began.elapsed() < Duration::from_mins(1), "{:?}", folder.names());
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// What a run counted, but for its times.
fn counts(path: &str) -> Value {
    let mut stats: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    for name in ["seconds", "stages"] {
        assert!(stats.as_object_mut().unwrap().remove(name).is_some());
    }
    stats
}

#[test]
fn a_run_killed_fifty_times_gives_the_bytes_of_one_that_was_not() {
    let folder = Folder::new();
    let input = folder.file("in.jsonl", list(3000));
    let (whole, parts) = (folder.path("whole.jsonl"), folder.path("parts.jsonl"));
    let stats = [folder.path("whole.json"), folder.path("parts.json")];
    let began = Instant::now();
    let done = run(&["classify", &input, "-o", &whole, "--stats", &stats[0], "--quiet"]);
    assert_eq!(done.code, Some(3), "{}", done.stderr);
    let once = began.elapsed();
    let args = ["classify", &input, "-o", &parts, "--resume", "--stats", &stats[1], "--quiet"];
    let mut random = SplitMix64::new(8);
    let (mut kills, mut killed) = (0, true);
    while kills < KILLS || killed {
        let mut child = command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Long enough to come on, now and then; often too short for one checkpoint.
        let share = random.next_u64() % 1000;
        let patience = if kills < KILLS { once.mul_f64(share as f64 / 1500.0) } else { once * 20 };
        let began = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break Some(status);
            }
            if began.elapsed() >= patience {
                child.kill().unwrap();
                child.wait().unwrap();
                break None;
            }
            std::thread::sleep(Duration::from_millis(1));
        };
        killed = status.is_none();
        match status {
            None => {
                kills += 1;
                // Under its own name there is nothing, or, killed after the last step, all of it.
                assert!(
                    !std::path::Path::new(&parts).exists()
                        || std::fs::read(&whole).unwrap() == std::fs::read(&parts).unwrap()
                );
            }
            Some(status) => {
                assert_eq!(status.code(), Some(3));
                assert!(std::fs::read(&whole).unwrap() == std::fs::read(&parts).unwrap());
                assert_eq!(counts(&stats[0]), counts(&stats[1]));
            }
        }
    }
    // Killed while it wrote the statistics, a run may leave a file without a name.
    let named: Vec<String> = folder.names().into_iter().filter(|name| !name.starts_with('.')).collect();
    assert_eq!(named, ["in.jsonl", "parts.json", "parts.jsonl", "whole.json", "whole.jsonl"]);
    let ids: Vec<Value> =
        lines(&std::fs::read(&parts).unwrap()).iter().map(|claim| claim["article"].clone()).collect();
    let mut different = ids.clone();
    different.dedup();
    different.sort_by_key(|id| id.as_str().unwrap()[1..].parse::<usize>().unwrap());
    different.dedup();
    assert!(different.len() > 1000 && ids.len() > 2000, "{} {}", different.len(), ids.len());
}

#[test]
fn an_interrupted_run_leaves_nothing_and_says_so() {
    for name in ["-INT", "-TERM"] {
        let folder = Folder::new();
        let mut child = start(&["classify", "--format", "jsonl", "-o", &folder.path("out.jsonl")]);
        // Standard input stays open, so that the run cannot be done.
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(&list(40)).unwrap();
        until(&folder, |name| name.starts_with(".demarche-"));
        signal(&child, name);
        let (status, stderr, _) = end(child);
        assert_eq!(status.signal(), Some(if name == "-INT" { 2 } else { 15 }), "{stderr}");
        assert!(stderr.lines().any(|line| line == "demarche: interrupted"), "{stderr}");
        assert!(folder.names().is_empty(), "{:?}", folder.names());
    }
}

#[test]
fn a_signal_that_the_caller_ignores_stays_ignored() {
    let folder = Folder::new();
    let input = folder.file("in.jsonl", list(300));
    let output = folder.path("out.jsonl");
    let script = format!(
        "trap '' HUP INT; {} classify {input} -o {output} --quiet & kill -HUP $!; kill -INT $!; wait $!",
        env!("CARGO_BIN_EXE_demarche")
    );
    let status = std::process::Command::new("sh").args(["-c", &script]).output().unwrap().status;
    assert_eq!(status.code(), Some(3));
    assert!(std::path::Path::new(&output).exists());
}

#[test]
fn what_goes_to_a_pipe_ends_with_a_whole_record() {
    let mut child = start(&["classify", "--format", "jsonl"]);
    let mut stdin = child.stdin.take().unwrap();
    let feeder = std::thread::spawn(move || drop(stdin.write_all(&list(6000))));
    let mut stdout = child.stdout.take().unwrap();
    let mut first = [0; 4096];
    std::io::Read::read_exact(&mut stdout, &mut first).unwrap();
    let reader = std::thread::spawn(move || {
        let mut rest = Vec::new();
        std::io::Read::read_to_end(&mut stdout, &mut rest).unwrap();
        rest
    });
    signal(&child, "-INT");
    let (status, stderr, _) = end(child);
    let all = [&first[..], &reader.join().unwrap()].concat();
    assert_eq!(status.signal(), Some(2), "{stderr}");
    assert!(all.ends_with(b"}\n") && lines(&all).len() > 1);
    feeder.join().unwrap();
}

#[test]
fn an_interrupted_run_with_resume_says_how_it_goes_on() {
    let folder = Folder::new();
    let output = folder.path("out.csv");
    let mut child = start(&["classify", "--input-format", "jsonl", "--resume", "-o", &output]);
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(&list(100)).unwrap();
    until(&folder, |name| name == "out.csv.part.log");
    signal(&child, "-INT");
    let (status, stderr, _) = end(child);
    assert_eq!(status.signal(), Some(2));
    assert!(stderr.lines().last().unwrap().contains("the same command goes on with"), "{stderr}");
    assert_eq!(folder.names(), ["out.csv.part", "out.csv.part.log"]);
    let whole = fed(&["classify", "--input-format", "jsonl", "--format", "csv"], &list(100));
    let resumed = fed(&["classify", "--input-format", "jsonl", "--resume", "-o", &output], &list(100));
    assert_eq!((whole.code, resumed.code), (Some(3), Some(3)));
    assert_eq!(folder.names(), ["out.csv"]);
    assert!(std::fs::read(&output).unwrap() == whole.stdout);
}

/// A folder with a run that was broken off after some checkpoints.
fn broken_off(input: &[u8]) -> (Folder, String) {
    let folder = Folder::new();
    let output = folder.path("out.jsonl");
    let mut child = start(&["classify", "--resume", "-o", &output, "--quiet"]);
    let mut stdin = child.stdin.take().unwrap();
    // In pieces, so that some time passes while records come.
    let log = folder.path("out.jsonl.part.log");
    for piece in input.chunks(input.len() / 50 + 1) {
        stdin.write_all(piece).unwrap();
        std::thread::sleep(Duration::from_millis(15));
    }
    let began = Instant::now();
    while std::fs::metadata(&log).map_or(0, |m| m.len()) == 0 {
        assert!(began.elapsed() < Duration::from_mins(1), "no checkpoint");
        let _ = stdin.write_all(b"{\"id\": \"more\", \"text\": \"The council rejected it.\"}\n");
        std::thread::sleep(Duration::from_millis(15));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    (folder, output)
}

#[test]
fn a_run_goes_on_only_as_it_was_begun() {
    let input = list(200);
    let (folder, output) = broken_off(&input);
    let resume = |more: &[&str], input: &[u8]| {
        fed(&[&["classify", "--resume", "-o", &output, "--quiet"], more].concat(), input)
    };
    resume(&["--include-none"], &input).fails(&["out.jsonl.part", "other options", "remove it"]);
    let changed = [&b"{\"text\": \"Another one came first.\"}\n"[..], &input].concat();
    resume(&[], &changed).fails(&["the input", "are not those of the run"]);
    resume(&[], &list(1)).fails(&["the input", "are not those of the run"]);
    assert_eq!(folder.names(), ["out.jsonl.part", "out.jsonl.part.log"]);
    fed(&["classify", "--resume", "--format", "brat", "-o", &folder.path("b")], &input).fails(&[
        "--resume",
        "found brat",
        "expected jsonl",
    ]);
    assert_eq!(run(&["classify", "--resume"]).code, Some(2));
    run(&["classify", "README.md", "--resume", "-o", "/dev/null"]).fails(&["/dev/null", "--resume"]);
}

#[test]
fn a_log_that_was_torn_or_lost_costs_time_and_no_record() {
    let input = list(200);
    let whole = fed(&["classify", "--format", "jsonl", "--quiet"], &input);
    type Damage = fn(&str);
    let damages: [Damage; 4] = [
        |log| std::fs::write(log, &std::fs::read(log).unwrap()[..40]).unwrap(),
        |log| std::fs::write(log, [&std::fs::read(log).unwrap()[..], b"{\"run\": 1"].concat()).unwrap(),
        |log| std::fs::remove_file(log).unwrap(),
        |log| std::fs::write(log.trim_end_matches(".log"), "short").unwrap(),
    ];
    for damage in damages {
        let (folder, output) = broken_off(&input);
        damage(&folder.path("out.jsonl.part.log"));
        // More may have been fed than the list has; then the part is refused and begun anew.
        let mut done = fed(&["classify", "--resume", "-o", &output, "--quiet"], &input);
        if done.code == Some(2) {
            std::fs::remove_file(folder.path("out.jsonl.part")).unwrap();
            done = fed(&["classify", "--resume", "-o", &output, "--quiet"], &input);
        }
        assert_eq!(done.code, Some(3), "{}", done.stderr);
        assert!(std::fs::read(&output).unwrap() == whole.stdout);
        assert_eq!(folder.names(), ["out.jsonl"]);
    }
}

#[test]
fn two_runs_do_not_write_one_output() {
    let folder = Folder::new();
    let output = folder.path("out.jsonl");
    let args = ["classify", "--resume", "-o", &output];
    let mut first = start(&args);
    let stdin = first.stdin.take().unwrap();
    until(&folder, |name| name == "out.jsonl.part.log");
    fed(&args, &list(3)).fails(&["out.jsonl.part", "another run is writing it"]);
    drop(stdin);
    let (status, stderr, _) = end(first);
    // Nothing came in, so there is nothing to go on with.
    assert_eq!(status.code(), Some(2), "{stderr}");
    assert!(folder.names().is_empty(), "{:?}", folder.names());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_keeps_what_a_later_run_goes_on_with() {
    let folder = Folder::new();
    let input = folder.file("in.jsonl", list(400));
    let output = folder.path("out.jsonl");
    let args = format!("classify {input} -o {output} --resume --quiet");
    // A file of 200 blocks of 512 bytes and no more.
    let script = format!(
        "trap '' XFSZ; ulimit -f 200; exec {} {args} 2>&1 | tail -n 1",
        env!("CARGO_BIN_EXE_demarche")
    );
    let said = std::process::Command::new("sh").args(["-c", &script]).output().unwrap().stdout;
    let said = String::from_utf8(said).unwrap();
    assert!(said.contains("out.jsonl") && said.contains("File too large"), "{said}");
    assert!(!folder.names().contains(&"out.jsonl".to_owned()));
    let done = run(&args.split(' ').collect::<Vec<_>>());
    let whole = run(&["classify", &input, "--format", "jsonl", "--quiet"]);
    assert_eq!((done.code, whole.code), (Some(3), Some(3)));
    assert!(std::fs::read(&output).unwrap() == whole.stdout);
    assert_eq!(folder.names(), ["in.jsonl", "out.jsonl"]);
}
