//! Whether a lexicon entry's words stand at a place, and what its frame asks for behind them.

use crate::claim::phrase::{finite_ahead, opens_phrase, phrase_at, phrase_before};
use crate::claim::time::past_time;
use crate::lexicon::{Entry, Frame, Pos};
use crate::token::{Kind, Tag, Tokens};

/// Where the entry's words end if they stand at `i`: past its unbroken part,
/// and past its last word.
pub(super) fn phrase_end(tokens: &Tokens, i: usize, entry: &Entry) -> Option<(usize, usize)> {
    let mut at = i + 1;
    let mut unbroken = at;
    let mut gap = false;
    let mut broken = false;
    for (n, word) in entry.words.iter().enumerate().skip(1) {
        if word == "_" {
            gap = true;
            broken = true;
            continue;
        }
        let plural = entry.pos != Pos::Verb && n + 1 == entry.words.len();
        let matches = |k: usize| {
            let found = tokens.word(k);
            found == word
                || (plural
                    && found.len() == word.len() + 1
                    && found.starts_with(word.as_str())
                    && found.ends_with('s'))
        };
        if gap {
            at = (at..(at + 6).min(tokens.len()))
                .take_while(|k| tokens.kind(*k) != Kind::Mark || matches!(tokens.word(*k), "-" | "$"))
                .find(|k| matches(*k))?
                + 1;
            gap = false;
        } else if matches(at) {
            at += 1;
        } else if n == 1 && entry.pos == Pos::Verb && tokens.tag_of(at) == Tag::Adv && matches(at + 1) {
            // an adverb between verb and particle: *called loudly for*
            at += 2;
        } else {
            return None;
        }
        if !broken {
            unbroken = at;
        }
    }
    Some((unbroken, at))
}

/// Whether an object of one to eight words stands at `at`, then what one of the frames asks for.
pub(super) fn object_then(tokens: &Tokens, at: usize, frames: &[Frame]) -> bool {
    (at + 1..(at + 9).min(tokens.len()))
        .take_while(|k| tokens.kind(*k - 1) != Kind::Mark && tokens.tag_of(*k - 1) != Tag::Verb)
        .any(|k| {
            frames.iter().any(|f| {
                matches!(f, Frame::To | Frame::Preposition(_) | Frame::Gerund) && follows(tokens, k, f)
            })
        })
}

/// Whether what stands at `at` fits the frame.
pub(super) fn follows(tokens: &Tokens, at: usize, frame: &Frame) -> bool {
    let j = past_time(tokens, at);
    let word = tokens.word(j);
    match frame {
        Frame::That => {
            word == "that"
                || word == "," && quote_at(tokens, j + 1)
                || quote_at(tokens, j)
                || word == ":"
                || (opens_phrase(tokens, j)
                    && finite_ahead(tokens, j)
                    && !(j..(j + 14).min(tokens.len()))
                        .take_while(|k| !matches!(tokens.tag_of(*k), Tag::Aux | Tag::Verb))
                        .any(|k| tokens.word(k) == ","))
        }
        Frame::To => word == "to" && infinitive_at(tokens, j + 1),
        Frame::Object => opens_phrase(tokens, j) || quote_at(tokens, j) && opens_phrase(tokens, j + 1),
        Frame::Quote => quote_at(tokens, j) || matches!(word, "," | ":") && quote_at(tokens, j + 1),
        Frame::Gerund => {
            word.len() > 4 && word.ends_with("ing") && matches!(tokens.tag_of(j), Tag::Verb | Tag::Noun)
        }
        Frame::Question => {
            matches!(word, "whether" | "how" | "why" | "what" | "when" | "who" | "where" | "if" | "which")
        }
        Frame::Preposition(p) => {
            word == p && !(p == "to" && infinitive_at(tokens, j + 1)) || (p == "that" && word == "that")
        }
        Frame::Predicate => judged_ahead(tokens, j),
        Frame::Nothing => {
            j >= tokens.len()
                || tokens.kind(j) == Kind::Mark && word != "$"
                || matches!(tokens.tag_of(j), Tag::Cconj)
        }
    }
}

pub(super) fn quote_at(tokens: &Tokens, j: usize) -> bool {
    tokens.kind(j) == Kind::Quote
}

/// Whether an object judged to be something begins at `j`: *the plan a mess*,
/// *the charges false and malicious*.
fn judged_ahead(tokens: &Tokens, j: usize) -> bool {
    if !opens_phrase(tokens, j) && !quote_at(tokens, j) {
        return false;
    }
    let mut k = j;
    let mut nouns = 0;
    while k < tokens.len() && k < j + 18 {
        let word = tokens.word(k);
        match tokens.tag_of(k) {
            Tag::Noun | Tag::Propn | Tag::Pron => nouns += 1,
            Tag::Det if nouns > 0 && matches!(word, "a" | "an" | "the") => {
                if !matches!(tokens.tag_of(k - 1), Tag::Adp | Tag::Cconj | Tag::Verb) {
                    return true;
                }
            }
            Tag::Det | Tag::Num | Tag::Part | Tag::Adv | Tag::Adp | Tag::Cconj => {}
            Tag::Adj if nouns > 0 => {
                let object_goes_on = matches!(tokens.tag_of(k + 1), Tag::Noun | Tag::Propn)
                    && tokens.tag_of(k - 1) != Tag::Pron;
                if !object_goes_on {
                    return !matches!(tokens.tag_of(k - 1), Tag::Adp | Tag::Det);
                }
            }
            Tag::Adj => {}
            // *called the charges unsubstantiated*, *the contempt citation*
            Tag::Verb if nouns > 0 && word.ends_with("ed") && judged_end(tokens, k + 1) => return true,
            Tag::Verb if k > j && matches!(tokens.tag_of(k - 1), Tag::Det | Tag::Part) => {}
            _ => return quote_at(tokens, k) && nouns > 0,
        }
        if nouns > 0 && word == "as" {
            return true;
        }
        k += 1;
    }
    false
}

/// Whether the clause ends at `k` or another such word is joined there.
fn judged_end(tokens: &Tokens, k: usize) -> bool {
    k >= tokens.len() || tokens.kind(k) == Kind::Mark || matches!(tokens.word(k), "and" | "but" | "or" | "by")
}

/// Whether what somebody is judged to be stands at `at`, its object being in
/// front: *what she called a “rant”*, *a step the envoy called encouraging*.
pub(super) fn judged_at(tokens: &Tokens, at: usize) -> bool {
    opens_phrase(tokens, at)
        || quote_at(tokens, at)
        || tokens.tag_of(at) == Tag::Verb && tokens.word(at).ends_with("ing") && judged_end(tokens, at + 1)
}

/// Whether the verb at `i` has its object in front of its subject: *what she
/// called*, *which the envoy called*, *a step the envoy called*.
pub(super) fn fronted_object(tokens: &Tokens, i: usize) -> bool {
    let relative = (i.saturating_sub(14)..i)
        .rev()
        .take_while(|k| !matches!(tokens.tag_of(*k), Tag::Verb | Tag::Aux) && tokens.kind(*k) != Kind::Quote)
        .find(|k| matches!(tokens.word(*k), "what" | "which"));
    if relative.is_some() {
        return true;
    }
    // *a step the envoy called*: two phrases with no mark between them.
    let Some((start, _)) = phrase_before(tokens, i) else { return false };
    let Some(before) = start.checked_sub(1) else { return false };
    matches!(tokens.word(start), "the" | "he" | "she" | "they" | "it" | "his" | "its")
        && matches!(tokens.tag_of(before), Tag::Noun)
        && (before.saturating_sub(3)..before).any(|k| matches!(tokens.word(k), "a" | "an"))
}

/// Whether the verb at `i`, whose words end at `end`, stands behind what is
/// said: *“…?” the mayor asked.*, *…, insists Marsh.*
pub(super) fn postposed(tokens: &Tokens, i: usize, end: usize, frames: &[Frame]) -> bool {
    if !frames.iter().any(|f| matches!(f, Frame::That | Frame::Quote)) || i < 3 {
        return false;
    }
    let closes = |k: usize| {
        tokens.kind(k) == Kind::Quote
            || tokens.word(k) == "," && k > 1
            || matches!(tokens.word(k), "?" | "!" | "—" | "–")
    };
    // *insists Marsh*: the subject ends the sentence.
    if closes(i - 1) {
        return phrase_at(tokens, end).is_some_and(|run| {
            !matches!(tokens.word(end), "the" | "a" | "an" if tokens.kind(i - 1) != Kind::Quote)
                && judged_end(tokens, run.1)
                && matches!(tokens.tag_of(run.1 - 1), Tag::Propn | Tag::Noun)
                && (tokens.kind(i - 1) == Kind::Quote || run.1 + 1 >= tokens.len())
        });
    }
    // *the mayor asked*: the clause ends with the verb.
    let next = past_time(tokens, end);
    let ends = next >= tokens.len()
        || matches!(tokens.word(next), "." | "," | ";" | ":" | "in" | "at" | "after" | "during" | "on")
        || tokens.kind(next) == Kind::Quote;
    ends && phrase_before(tokens, i).is_some_and(|run| {
        run.0 > 1
            && (tokens.kind(run.0 - 1) == Kind::Quote
                || tokens.word(run.0 - 1) == "," && tokens.kind(run.0 - 2) == Kind::Quote)
    })
}

/// Whether an infinitive begins at `j`, past an adverb.
fn infinitive_at(tokens: &Tokens, j: usize) -> bool {
    let k = if tokens.tag_of(j) == Tag::Adv { j + 1 } else { j };
    let word = tokens.word(k);
    matches!(tokens.tag_of(k), Tag::Verb | Tag::Aux) && !word.ends_with("ing") && !word.ends_with("ed")
        || (matches!(tokens.tag_of(k), Tag::Noun | Tag::Adj)
            && opens_phrase(tokens, k + 1)
            && matches!(tokens.tag_of(k + 1), Tag::Det | Tag::Pron))
}
