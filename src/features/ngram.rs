//! Stemmed word n-grams, negation marked.
//!
//! *did not accept the map* → `did`, `not`, `not_accept`, `not_map`, `did not`, `not not_accept`, …
//! Numbers become `0`; with names masked, a proper noun becomes `@`, and a number,
//! which stands for how concrete a text is and not for a position, ends an n-gram.

use super::stem::Stemmer;
use super::view::Place;
use super::{Family, Sink, TextSettings, View};
use crate::token::{Kind, Tag};

/// Writes the n-grams of every part.
pub fn write(view: &View, settings: &TextSettings, stemmer: &Stemmer, sink: &mut dyn Sink) {
    let (low, high) = settings.ngram_range;
    let mut words: Vec<(String, usize)> = Vec::new();
    let mut gram = String::new();
    for (p, part) in view.parts.iter().enumerate() {
        words.clear();
        let tokens = &part.sentence.tokens;
        let negated = if settings.negation { negated_tokens(view, p) } else { Vec::new() };
        let mut name_before = false;
        for i in part.from..part.to {
            let word = tokens.word(i);
            let masked = settings.mask_names && tokens.tag_of(i) == Tag::Propn && !tokens.opens(i)
                || settings.mask_names
                    && tokens.tag_of(i) == Tag::Propn
                    && view.source_span.is_some_and(|s| s.overlaps(tokens.span_of(i, i + 1)));
            if masked {
                if !name_before {
                    words.push(("@".to_owned(), i));
                }
                name_before = true;
                continue;
            }
            name_before = false;
            match tokens.kind(i) {
                Kind::Word if word == "'s" && tokens.tag_of(i) == Tag::Part => {}
                Kind::Word => {
                    let stem = stemmer.stem(word);
                    let marked = negated.contains(&i)
                        && matches!(tokens.tag_of(i), Tag::Verb | Tag::Adj | Tag::Noun | Tag::Adv);
                    words.push((if marked { format!("not_{stem}") } else { stem.into_owned() }, i));
                }
                Kind::Number if settings.mask_names => words.push((String::new(), i)),
                Kind::Number => words.push(("0".to_owned(), i)),
                Kind::Mark if matches!(word, "?" | "!") => words.push((word.to_owned(), i)),
                _ => {}
            }
        }
        for n in low..=high {
            for window in words.windows(n).filter(|window| window.iter().all(|(word, _)| !word.is_empty())) {
                gram.clear();
                for (k, (word, _)) in window.iter().enumerate() {
                    if k > 0 {
                        gram.push(' ');
                    }
                    gram.push_str(word);
                }
                let place = Place { part: p, start: window[0].1, end: window[n - 1].1 + 1 };
                sink.feature(Family::Ngram, &gram, Some(place));
            }
        }
    }
}

/// Tokens in the scope of a negation, up to four words behind its cue.
fn negated_tokens(view: &View, part: usize) -> Vec<usize> {
    let mut out = Vec::new();
    for negation in view.parts[part].sentence.negations.iter().filter(|n| n.affix.is_none()) {
        let Some(cue) = negation.cue.last() else { continue };
        for run in &negation.scope {
            out.extend((run.0.max(cue.1)..run.1).take(4));
        }
    }
    out
}
