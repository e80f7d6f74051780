//! The shipped model is what its documented command makes, to the byte.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::process::Command;

#[test]
fn training_again_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let made = folder.path().join("en.demarche");
    let card = std::fs::read_to_string("models/en.md").unwrap();
    let command = card.lines().find(|line| line.contains(" train datasets/")).unwrap();
    let arguments: Vec<&str> = command.split(" train ").nth(1).unwrap().split_whitespace().collect();
    let at = arguments.iter().position(|a| *a == "-o").unwrap();
    let status = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .arg("train")
        .args(&arguments[..at])
        .args(["-q", "--jobs", "1", "-o"])
        .arg(&made)
        .status()
        .unwrap();
    assert!(status.success());
    let (shipped, made) = (std::fs::read("models/en.demarche").unwrap(), std::fs::read(made).unwrap());
    assert!(
        shipped == made,
        "models/en.demarche is not what `{command}` makes; run it and commit the result"
    );
}
