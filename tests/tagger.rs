//! The packed tagger gives the tags of the library that it was packed from.

#![allow(clippy::unwrap_used)] // a failed step fails the test

use demarche::tagger::{Dictionary, Tag};
use demarche::words::Word;
use harper_brill::{Tagger as _, brill_tagger};
use proptest::prelude::*;
use std::fs;

/// The tags of both for the same words.
fn tags(words: &[String]) -> [Vec<Option<String>>; 2] {
    let dictionary = Dictionary::english();
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let ours = dictionary.tags(lower.iter().map(|word| (dictionary.find(Word::new(word)), word.as_str())));
    let theirs = brill_tagger().tag_sentence(words);
    let name = |tag: Tag| format!("{tag:?}").to_uppercase();
    [
        ours.into_iter().map(|tag| tag.map(name)).collect(),
        theirs.into_iter().map(|tag| tag.map(|tag| format!("{tag:?}"))).collect(),
    ]
}

#[test]
fn sentences_of_the_corpus_have_the_same_tags() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/claims-en.csv");
    let mut words = 0;
    for line in fs::read_to_string(root).unwrap().lines().step_by(7) {
        // Words and marks apart, near enough to a sentence's tokens.
        let apart = line.replace(',', " , ").replace('.', " . ").replace('"', " \" ");
        let line: Vec<String> = apart.split_whitespace().map(str::to_owned).collect();
        words += line.len();
        let [ours, theirs] = tags(&line);
        assert_eq!(ours, theirs, "{line:?}");
    }
    assert!(words > 20_000, "{words} words");
}

proptest! {
    #[test]
    fn any_words_have_the_same_tags(
        picks in proptest::collection::vec(0_usize..100_000, 0..300),
        others in proptest::collection::vec("[a-zA-Z']{1,4}|\\PC{1,6}", 1..20),
    ) {
        let dictionary = Dictionary::english();
        let common = ["to", "that", "the", "of", "as", "have", "had", "do", "one", "in", "a", "her", "like", "t"];
        let all = dictionary.words().len();
        let words: Vec<String> = picks
            .iter()
            .map(|pick| match pick % 3 {
                0 => common[pick / 3 % common.len()].to_owned(),
                1 => others[pick / 3 % others.len()].to_lowercase(),
                _ => dictionary.words().nth(pick % all).map(|(_, word)| word.to_owned()).unwrap_or_default(),
            })
            .collect();
        let [ours, theirs] = tags(&words);
        prop_assert_eq!(ours, theirs);
    }
}
