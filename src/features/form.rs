//! The form of the claim: modality, person, condition, question, quotation, length.
//!
//! *“We will not sign unless …”* → `person=we`, `modal=will`, `person>modal=we>will`,
//! `condition`, `quote`, `negations=1`.

use super::view::{Place, View};
use super::{Family, Sink};
use crate::token::{Kind, Tag};

/// Writes what the wording shows, whatever it is about.
pub fn write(view: &View, sink: &mut dyn Sink) {
    let mut words = 0;
    let mut names = 0;
    let mut negations = 0;
    for (p, part) in view.parts.iter().enumerate() {
        let tokens = &part.sentence.tokens;
        let mut put = |name: &[&str], i: usize| {
            sink.joined(Family::Form, name, Some(Place { part: p, start: i, end: i + 1 }));
        };
        let mut quoted = false;
        let mut person = "";
        for i in part.from..part.to {
            let word = tokens.word(i);
            match tokens.kind(i) {
                Kind::Word => words += 1,
                Kind::Quote => quoted = true,
                Kind::Number | Kind::Mark => {}
            }
            names += usize::from(tokens.tag_of(i) == Tag::Propn);
            match word {
                "if" | "unless" | "provided" | "until" => put(&["condition=", word], i),
                "?" => put(&["question"], i),
                "!" => put(&["exclamation"], i),
                "i" | "we" | "you" => {
                    person = if word == "i" {
                        "i"
                    } else if word == "we" {
                        "we"
                    } else {
                        "you"
                    };
                    put(&["person=", person], i);
                }
                "my" | "our" | "us" | "me" => put(&["person=own"], i),
                "must" | "should" | "ought" | "shall" => {
                    put(&["modal=must"], i);
                    put(&["person>modal=", person, ">must"], i);
                }
                "will" | "'ll" | "won't" => {
                    put(&["modal=will"], i);
                    put(&["person>modal=", person, ">will"], i);
                }
                "would" | "wouldn't" | "'d" => put(&["modal=would"], i),
                "can" | "could" | "can't" | "cannot" | "couldn't" => {
                    put(&["modal=can"], i);
                    put(&["person>modal=", person, ">can"], i);
                }
                "may" | "might" => put(&["modal=may"], i),
                "never" | "no" | "nothing" | "nobody" => put(&["neg=", word], i),
                "too" | "so" | "very" | "more" | "less" | "better" | "worse" => put(&["degree"], i),
                _ => {}
            }
        }
        negations += part
            .sentence
            .negations
            .iter()
            .filter(|n| n.affix.is_none() && n.cue.first().is_some_and(|c| c.0 >= part.from && c.0 < part.to))
            .count();
        if quoted {
            put(&["quote"], part.from);
        }
        // An imperative opens with a bare verb.
        let first = (part.from..part.to).find(|i| tokens.kind(*i) == Kind::Word);
        if let Some(i) = first.filter(|i| {
            tokens.tag_of(*i) == Tag::Verb
                && !tokens.word(*i).ends_with("ing")
                && !tokens.word(*i).ends_with("ed")
        }) {
            put(&["imperative"], i);
        }
    }
    if negations > 0 {
        sink.joined(Family::Form, &["negations=", ["0", "1", "2", "3"][negations.min(3)]], None);
    }
    let length = match words {
        0..=4 => "4",
        5..=8 => "8",
        9..=15 => "15",
        16..=25 => "25",
        _ => "more",
    };
    sink.joined(Family::Form, &["words<=", length], None);
    if names == 0 {
        sink.feature(Family::Form, "nameless", None);
    }
    if view.quoted {
        sink.feature(Family::Form, "spoken", None);
    }
    if view.narration {
        sink.feature(Family::Form, "narration", None);
    }
}
