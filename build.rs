//! Lexicon, tagger and stems in; two files out that the program finds ready.
//!
//! `lexicon.bin` is `src/lexicon/en.tsv` with all inflected forms, packed by
//! `src/lexicon/pack.rs`. `dictionary.bin` holds the words, tags and patches of
//! `harper-brill`, those of closed classes and of the lexicon, and the stems of all;
//! `src/tagger/mod.rs` reads it.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)] // a failed step fails the build

use rust_stemmers::{Algorithm, Stemmer};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{env, fs};

#[path = "src/lexicon"]
mod lexicon {
    pub mod entry;
    pub mod inflect;
    pub mod pack;
}
#[path = "src/tagger/tag.rs"]
mod tag;
#[path = "src/words.rs"]
mod words;

use lexicon::entry::{Line, lines};
use lexicon::pack::Pack;
use tag::{CLOSED, Tag};
use words::{WordList, WordTable, write_bytes, write_numbers};

/// Patches name at most this many words; one bit each.
const MARKS: usize = 32;

fn main() {
    for file in ["build.rs", "src/lexicon", "src/tagger/tag.rs", "src/words.rs"] {
        println!("cargo::rerun-if-changed={file}");
    }
    let out = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    let table = fs::read_to_string("src/lexicon/en.tsv").expect("the lexicon is there");
    let read =
        lines(&table).map(|(n, line)| line.map_err(|error| format!("src/lexicon/en.tsv:{n}: {error}")));
    let lines: Vec<Line> = match read.collect() {
        Ok(lines) => lines,
        Err(error) => {
            println!("cargo::error={error}");
            return;
        }
    };
    let pack = Pack::new(&lines);
    let mut bytes = Vec::new();
    pack.write(&mut bytes);
    fs::write(Path::new(&out).join("lexicon.bin"), bytes).expect("the lexicon can be written");
    fs::write(Path::new(&out).join("dictionary.bin"), dictionary(&pack))
        .expect("the dictionary can be written");
}

/// The dictionary, in the order in which `Dictionary::read` takes it apart.
fn dictionary(lexicon: &Pack) -> Vec<u8> {
    let tagger = serde_json::to_value(&*harper_brill::brill_tagger()).expect("the tagger is data");
    let tags: BTreeMap<&str, Tag> = tagger["base"]["mapping"]
        .as_object()
        .expect("the tagger has a dictionary")
        .iter()
        .map(|(word, name)| (word.as_str(), tag(name)))
        .collect();
    let closed: BTreeMap<&str, Tag> =
        CLOSED.iter().flat_map(|(tag, words)| words.iter().map(move |word| (*word, *tag))).collect();
    // Words of the lexicon first, with the numbers that they have there.
    let begins: Vec<&str> = lexicon.first_words().collect();
    let others: BTreeSet<&str> = tags.keys().chain(closed.keys()).copied().collect();
    let of_lexicon: BTreeSet<&str> = begins.iter().copied().collect();
    let words: Vec<&str> = begins.iter().copied().chain(others.difference(&of_lexicon).copied()).collect();

    let (patches, patterns) = patches(&tagger["patches"]);
    let stemmer = Stemmer::create(Algorithm::English);
    let (mut endings, mut facts) = (vec![String::new()], Vec::new());
    for word in &words {
        let stem = stemmer.stem(word);
        let same = word.char_indices().zip(stem.chars()).find(|((_, a), b)| a != b).map(|((at, _), _)| at);
        let same = same.unwrap_or(word.len().min(stem.len()));
        let ending = &stem[same..];
        let place = endings.iter().position(|e| e == ending).unwrap_or_else(|| {
            endings.push(ending.to_owned());
            endings.len() - 1
        });
        let code = |tag: Option<&Tag>| tag.map_or(0, |tag| *tag as u8 + 1);
        facts.push(u32::from_le_bytes([
            code(tags.get(word)),
            code(closed.get(word)),
            u8::try_from(same).expect("words are short"),
            u8::try_from(place).expect("stems have few endings of their own"),
        ]));
        facts.push(
            patterns
                .iter()
                .enumerate()
                .filter(|(_, p)| p.bytes().zip(word.bytes()).all(|(a, b)| a.eq_ignore_ascii_case(&b)))
                .fold(0_u32, |bits, (n, _)| bits | 1 << n),
        );
    }
    let mut out = Vec::new();
    WordTable::from(words.into_iter().collect::<WordList>()).write(&mut out);
    write_numbers(&facts, &mut out);
    patterns.iter().map(String::as_str).collect::<WordList>().write(&mut out);
    endings.iter().map(String::as_str).collect::<WordList>().write(&mut out);
    write_bytes(&patches, &mut out);
    write_numbers(&[begins.len() as u32], &mut out);
    out
}

/// The patches as bytes, and the words that they name.
fn patches(patches: &Value) -> (Vec<u8>, Vec<String>) {
    let (mut out, mut patterns) = (Vec::new(), Vec::new());
    for patch in patches.as_array().expect("the tagger has patches") {
        let mut conditions = Vec::new();
        conditions_of(&patch["criteria"], &mut patterns, &mut conditions);
        out.extend([tag(&patch["from"]) as u8, tag(&patch["to"]) as u8, (conditions.len() / 3) as u8]);
        out.extend(conditions);
    }
    assert!(patterns.len() <= MARKS && patterns.iter().all(|p| p.is_ascii()), "{patterns:?}");
    (out, patterns)
}

/// The conditions that a criterion is made of, three bytes each.
fn conditions_of(criterion: &Value, patterns: &mut Vec<String>, out: &mut Vec<u8>) {
    let (kind, value) = criterion.as_object().and_then(|c| c.iter().next()).expect("a criterion has a kind");
    let relative = |name: &str| {
        let places = value[name].as_i64().expect("a distance in words");
        assert!(places.abs() < 64, "{criterion}");
        places as i8 as u8
    };
    match kind.as_str() {
        "Combined" => {
            conditions_of(&value["a"], patterns, out);
            conditions_of(&value["b"], patterns, out);
        }
        "WordIsTaggedWith" => out.extend([0, relative("relative"), tag(&value["is_tagged"]) as u8]),
        "AnyWordIsTaggedWith" => out.extend([1, relative("max_relative"), tag(&value["is_tagged"]) as u8]),
        "SandwichTaggedWith" => {
            out.extend([2, tag(&value["prev_word_tagged"]) as u8, tag(&value["post_word_tagged"]) as u8]);
        }
        "WordIs" => {
            let word = value["word"].as_str().expect("a word").to_owned();
            let place = patterns.iter().position(|p| *p == word).unwrap_or_else(|| {
                patterns.push(word);
                patterns.len() - 1
            });
            out.extend([3, relative("relative"), place as u8]);
        }
        _ => panic!("unknown criterion {kind}"),
    }
}

fn tag(name: &Value) -> Tag {
    let name = name.as_str().expect("a tag's name");
    let same = |tag: &&Tag| format!("{tag:?}").eq_ignore_ascii_case(name);
    *Tag::ALL.iter().find(same).unwrap_or_else(|| panic!("unknown tag {name}"))
}
