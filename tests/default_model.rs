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

#[test]
fn a_judgement_and_a_refusal_in_one_sentence_are_told_apart() {
    let text = "Foreign minister Ana Petrel on Tuesday called the talks \u{201c}constructive\u{201d} but said \
                the border map was \u{201c}unacceptable\u{201d}.";
    let article = demarche::article::Article::new("stdin", text);
    let model = demarche::embedded::english().unwrap();
    let found = demarche::classify::classify(&article, &model, &demarche::classify::Options::default());
    let labels: Vec<&str> = found.iter().map(|claim| claim.label.as_str()).collect();
    assert_eq!(labels, ["assessment", "rejection"]);
}
