//! Stemmed word n-grams, negation marked.
//!
//! *did not accept the map* → `did`, `not`, `not_accept`, `not_map`, `did not`, `not not_accept`, …
//! Numbers become `0`; with names masked, a proper noun becomes `@`, and a number,
//! which stands for how concrete a text is and not for a position, ends an n-gram.

use super::stem::Stemmer;
use super::view::Place;
use super::{Family, Sink, TextSettings, View};
use crate::token::{Kind, Tag};

/// A word of the claim as it stands in the line of all words.
struct Gram {
    start: usize,
    end: usize,
    token: usize,
}

/// Writes the n-grams of every part.
pub fn write(view: &View, settings: &TextSettings, stemmer: &Stemmer, sink: &mut dyn Sink) {
    let (low, high) = settings.ngram_range;
    // All words with a space between them: an n-gram is a stretch of it.
    let mut line = String::new();
    let mut words: Vec<Gram> = Vec::new();
    for (p, part) in view.parts.iter().enumerate() {
        line.clear();
        words.clear();
        let tokens = &part.sentence.tokens;
        let negated = if settings.negation { negated_tokens(view, p) } else { Vec::new() };
        let mut name_before = false;
        for i in part.from..part.to {
            let word = tokens.word(i);
            let masked = settings.mask_names
                && tokens.tag_of(i) == Tag::Propn
                && (!tokens.opens(i)
                    || view.source_span.is_some_and(|s| s.overlaps(tokens.span_of(i, i + 1))));
            if masked && name_before {
                continue;
            }
            name_before = masked;
            let end = line.len();
            if !words.is_empty() {
                line.push(' ');
            }
            let start = line.len();
            match tokens.kind(i) {
                _ if masked => line.push('@'),
                Kind::Word if word == "'s" && tokens.tag_of(i) == Tag::Part => {
                    line.truncate(end);
                    continue;
                }
                Kind::Word => {
                    let marked = negated.contains(&i)
                        && matches!(tokens.tag_of(i), Tag::Verb | Tag::Adj | Tag::Noun | Tag::Adv);
                    line.push_str(if marked { "not_" } else { "" });
                    stemmer.push(word, tokens.known(i), &mut line);
                }
                Kind::Number if settings.mask_names => {
                    line.truncate(end);
                    words.push(Gram { start: end, end, token: i });
                    continue;
                }
                Kind::Number => line.push('0'),
                Kind::Mark if matches!(word, "?" | "!") => line.push_str(word),
                _ => {
                    line.truncate(end);
                    continue;
                }
            }
            words.push(Gram { start, end: line.len(), token: i });
        }
        for n in low..=high {
            // A masked number is an empty word.
            for window in words.windows(n).filter(|window| window.iter().all(|w| w.start < w.end)) {
                let (first, last) = (&window[0], &window[n - 1]);
                let place = Place { part: p, start: first.token, end: last.token + 1 };
                sink.feature(Family::Ngram, &line[first.start..last.end], Some(place));
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
