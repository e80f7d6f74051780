//! The laws of the fuzz targets (`fuzz/src/lib.rs`) on mutated seeds, without any tool:
//! some hundred inputs each as a test, as many as `DEMARCHE_MUTATIONS` says on demand.
//!
//! Mutations are drawn by `SplitMix64`, so a run can be repeated; what breaks a law is
//! printed as a byte string.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::print_stderr)] // a failed step fails the test

#[path = "../fuzz/src/lib.rs"]
#[allow(unreachable_pub)]
mod fuzz;

use demarche::random::SplitMix64;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Inputs a target where nobody says how many.
const INPUTS: usize = 400;

/// The longest mutated input, in bytes.
const LONGEST: usize = 16 << 10;

/// Pieces that mean something somewhere.
const PIECES: [&str; 40] = [
    "“", "”", "‘", "’", "\"", "'", "«", "\n", "\n\n", "\r", "\t", ",", ";", ".", "…", "(", "[", "{", "}",
    "<", "</", ">", "<p>", "<table>", "&#x0;", "\0", "\u{feff}", "\u{202e}", "\u{301}", "🔴", "said", "not",
    "they", "rejected", "who", "by", "T1\t", "R9\t", "\\ud800", "-1",
];

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = std::fs::read_dir(format!("fuzz/seeds/{target}")).unwrap();
    let mut paths: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

fn mutated(seeds: &[Vec<u8>], random: &mut SplitMix64) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len() + 1);
        let end = at + random.below((bytes.len() - at).min(64) + 1);
        match random.below(7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            1 if at < bytes.len() => bytes[at] = random.next_u64() as u8,
            2 => drop(bytes.drain(at..end)),
            3 => {
                let run = bytes[at..end].repeat(1 + random.below(8));
                bytes.splice(at..at, run);
            }
            4 => {
                let other = &seeds[random.below(seeds.len())];
                let from = random.below(other.len() + 1);
                bytes.truncate(at);
                bytes.extend(&other[from..]);
            }
            5 => bytes.truncate(end),
            _ => drop(bytes.splice(at..at, PIECES[random.below(PIECES.len())].bytes())),
        }
    }
    bytes.truncate(LONGEST);
    bytes
}

fn hold(target: &str, law: fn(&[u8])) {
    let seeds = seeds(target);
    let inputs = std::env::var("DEMARCHE_MUTATIONS").ok().map_or(INPUTS, |n| n.parse().unwrap());
    let mut random = SplitMix64::new(inputs as u64);
    let check = |bytes: &[u8]| {
        if let Err(broken) = catch_unwind(AssertUnwindSafe(|| law(bytes))) {
            eprintln!("{target}: b\"{}\"", bytes.escape_ascii());
            resume_unwind(broken);
        }
    };
    for seed in &seeds {
        check(seed);
    }
    for _ in 0..inputs {
        check(&mutated(&seeds, &mut random));
    }
}

#[test]
fn articles_keep_the_laws() {
    hold("article", fuzz::article);
}

#[test]
fn pages_keep_the_laws() {
    hold("html", fuzz::html);
}

#[test]
fn tables_of_articles_keep_the_laws() {
    hold("csv", fuzz::csv);
}

#[test]
fn json_lines_keep_the_laws() {
    hold("jsonl", fuzz::jsonl);
}

#[test]
fn texts_of_any_encoding_keep_the_laws() {
    hold("text", fuzz::text);
}

#[test]
fn annotations_keep_the_laws() {
    hold("ann", fuzz::ann);
}

#[test]
fn models_keep_the_laws() {
    hold("model", fuzz::model);
}

#[test]
fn lexicons_keep_the_laws() {
    hold("lexicon", fuzz::lexicon);
}

#[test]
fn labelled_tables_keep_the_laws() {
    hold("table", fuzz::table);
}
