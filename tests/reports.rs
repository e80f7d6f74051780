//! The committed reports are those of the built-in model: `models/reports/make.sh` has
//! the commands, and what they write is what stands beside it, to the byte.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a failed step fails the test
#![cfg(feature = "cli")]

use std::fs;
use std::path::Path;
use std::process::Command;

/// What stands before the arguments of each command.
const PROGRAM: &str = "cargo run --release -- ";

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let name = entry.unwrap().file_name();
            copy(&from.join(&name), &to.join(&name));
        }
    } else {
        fs::copy(from, to).unwrap();
    }
}

#[test]
fn the_committed_reports_are_what_their_commands_write() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let script = fs::read_to_string(root.join("models/reports/make.sh")).unwrap();
    // The commands name their files from the root; here it is an empty one with the data.
    let folder = tempfile::tempdir().unwrap();
    copy(&root.join("datasets"), &folder.path().join("datasets"));
    fs::create_dir_all(folder.path().join("models/reports")).unwrap();
    let commands: Vec<Vec<&str>> = script
        .lines()
        .filter_map(|line| line.strip_prefix(PROGRAM))
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(commands.len(), 3, "test part, contrast set, articles");
    let mut stale = Vec::new();
    for args in commands {
        let done =
            Command::new(env!("CARGO_BIN_EXE_demarche")).args(&args).current_dir(folder.path()).output();
        let done = done.unwrap();
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
        let reports = args.windows(2).filter(|pair| pair[0] == "--report").map(|pair| pair[1]);
        for name in reports {
            let written = fs::read(folder.path().join(name)).unwrap();
            if fs::read(root.join(name)).ok().as_ref() != Some(&written) {
                stale.push(name.to_owned());
            }
        }
    }
    assert!(stale.is_empty(), "stale: {}; run models/reports/make.sh", stale.join(", "));
}
