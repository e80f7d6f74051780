//! Noun phrases around a place in a sentence.

use super::time::{is_day, is_month, past_time};
use crate::token::{Kind, Tag, Tokens};

/// A run of tokens, `start..end`.
pub type Run = (usize, usize);

fn nominal(tokens: &Tokens, k: usize) -> bool {
    matches!(tokens.tag_of(k), Tag::Noun | Tag::Propn | Tag::Num | Tag::Sym)
        || (tokens.tag_of(k) == Tag::Pron)
}

/// The noun phrase that ends right before token `end`, if there is one.
pub fn phrase_before(tokens: &Tokens, end: usize) -> Option<Run> {
    if end == 0 {
        return None;
    }
    let last = end - 1;
    let head = tokens.tag_of(last);
    let word = tokens.word(last);
    if head == Tag::Pron {
        let who = matches!(word, "who" | "which" | "whom" | "what" | "that");
        // *one of them*
        if last > 1
            && tokens.word(last - 1) == "of"
            && matches!(tokens.tag_of(last - 2), Tag::Num | Tag::Det | Tag::Noun | Tag::Adj | Tag::Pron)
        {
            return Some((last - 2, end));
        }
        return (!who).then_some((last, end));
    }
    let acronym = tokens.form(last).chars().all(char::is_uppercase) && tokens.kind(last) == Kind::Word;
    let nounish = matches!(head, Tag::Noun | Tag::Propn)
        || acronym
        || matches!(
            word,
            "both"
                | "others"
                | "many"
                | "some"
                | "all"
                | "those"
                | "this"
                | "that"
                | "these"
                | "few"
                | "several"
                | "most"
                | "critics"
        )
        || (head == Tag::Adj && last > 0 && tokens.word(last - 1) == "the")
        || (head == Tag::Num && last > 0);
    if !nounish
        || is_day(word)
        || (head == Tag::Num
            && !matches!(tokens.tag_of(last - 1), Tag::Det | Tag::Adp | Tag::Noun | Tag::Propn))
    {
        // *Carter (D-Mo.) said*: step over a bracket.
        if word == ")" {
            let open = (0..last).rev().take(8).find(|k| tokens.word(*k) == "(")?;
            return phrase_before(tokens, open).map(|(start, _)| (start, end));
        }
        return None;
    }
    let mut start = last;
    while start > 0 {
        let k = start - 1;
        let w = tokens.word(k);
        let grow = match tokens.tag_of(k) {
            Tag::Noun | Tag::Propn => {
                !is_day(w) && !(is_month(w) && tokens.form(k).starts_with(char::is_uppercase))
            }
            Tag::Adj | Tag::Num | Tag::Sym => true,
            Tag::Part => w == "'s" || w == "'",
            Tag::Det => true,
            Tag::Verb => {
                modifies(tokens, k)
                    || matches!(w, "allied" | "briefed" | "involved" | "opposed" | "aligned")
                        && tokens.tag_of(k + 1) == Tag::Adp
            }
            Tag::Adv => k > 0 && tokens.tag_of(k + 1) == Tag::Adj && matches!(tokens.tag_of(k - 1), Tag::Det),
            // *a source familiar with the talks*, *a person close to her*
            _ if matches!(w, "to" | "with" | "by" | "in" | "on")
                && k > 1
                && matches!(
                    tokens.word(k - 1),
                    "close"
                        | "familiar"
                        | "loyal"
                        | "allied"
                        | "briefed"
                        | "involved"
                        | "opposed"
                        | "aligned"
                ) =>
            {
                true
            }
            Tag::Adp
                if matches!(
                    w,
                    "of" | "for"
                        | "in"
                        | "at"
                        | "on"
                        | "from"
                        | "with"
                        | "to"
                        | "about"
                        | "against"
                        | "behind"
                        | "near"
                        | "representing"
                ) || (w == "de" || w == "al") =>
            {
                k > 0
                    && (nominal(tokens, k - 1)
                        || tokens.word(k - 1) == ")"
                        || matches!(
                            tokens.word(k - 1),
                            "many" | "some" | "most" | "few" | "several" | "those"
                        ))
                    && end - k < 14
                    && !is_day(tokens.word(start))
                    && (w == "of"
                        || w == "de"
                        || w == "for"
                        || w == "from"
                        || w == "with"
                        || w == "behind"
                        || w == "representing"
                        || attached(tokens, k))
            }
            Tag::Cconj if w == "and" || w == "or" => {
                k > 0
                    && matches!(tokens.tag_of(k - 1), Tag::Noun | Tag::Propn | Tag::Adj)
                    && joins(tokens, k, start)
            }
            Tag::Punct => matches!(w, "-" | "/" | "&") && k > 0 && nominal(tokens, k - 1),
            _ => w == "&" || w == "-",
        };
        // A determiner opens the phrase, unless a preposition ties it to a noun before.
        if tokens.tag_of(start) == Tag::Det
            && !matches!(tokens.tag_of(k), Tag::Adp | Tag::Cconj)
            && !matches!(tokens.word(k), "all" | "both" | "half")
        {
            break;
        }
        if !grow {
            break;
        }
        start = k;
    }
    // *14:05 / Kesmar rejects*: a time of day on a line of its own.
    if start < last && tokens.kind(start) == Kind::Number && line_ends(tokens, start) {
        start += 1;
    }
    // *a tweet Wednesday night from a viewer who*: the time is no part of the phrase.
    if start > 0 && start < last && is_day(tokens.word(start - 1)) {
        let after = (start..last).find(|k| tokens.tag_of(*k) == Tag::Adp);
        start = after.map_or(start, |k| k + 1);
    }
    while start < last && matches!(tokens.tag_of(start), Tag::Cconj | Tag::Adp | Tag::Sym | Tag::Punct)
        || tokens.word(start) == "'s"
    {
        start += 1;
    }
    (start < end).then_some((start, end))
}

/// Whether a line ends behind token `k`.
fn line_ends(tokens: &Tokens, k: usize) -> bool {
    let (a, b) = (tokens.span_of(k, k + 1).end, tokens.span_of(k + 1, k + 2).start);
    tokens.text.get(a..b).is_some_and(|gap| gap.contains('\n'))
}

/// Whether the preposition at `k` ties two nouns inside one phrase rather than opening an adjunct:
/// the noun before it has a determiner or is plural or a title close by.
fn attached(tokens: &Tokens, k: usize) -> bool {
    let mut j = k;
    while j > 0 && matches!(tokens.tag_of(j - 1), Tag::Noun | Tag::Propn | Tag::Adj) {
        j -= 1;
    }
    // *After talks in Geneva* – the phrase before is itself governed by a preposition.
    j == 0
        || !matches!(tokens.tag_of(j - 1), Tag::Adp)
            && !(tokens.tag_of(j - 1) == Tag::Det
                && j > 1
                && matches!(tokens.tag_of(j - 2), Tag::Adp | Tag::Verb))
            && tokens.tag_of(j - 1) != Tag::Verb
}

/// Whether *and* at `k` joins two nouns of one subject: the first must open its clause.
fn joins(tokens: &Tokens, k: usize, _start: usize) -> bool {
    let Some((first, _)) = phrase_before_simple(tokens, k) else { return false };
    first == 0
        || matches!(tokens.kind(first - 1), Kind::Quote | Kind::Mark)
        || matches!(tokens.tag_of(first - 1), Tag::Sconj | Tag::Adp)
        || matches!(tokens.word(first - 1), "that" | "but")
}

fn phrase_before_simple(tokens: &Tokens, end: usize) -> Option<Run> {
    let mut start = end;
    while start > 0
        && matches!(tokens.tag_of(start - 1), Tag::Noun | Tag::Propn | Tag::Adj | Tag::Det | Tag::Num)
    {
        start -= 1;
        if tokens.tag_of(start) == Tag::Det {
            break;
        }
    }
    (start < end).then_some((start, end))
}

/// Whether the verb form at `k` modifies the noun after it: *the ruling party*, *a proposed law*.
fn modifies(tokens: &Tokens, k: usize) -> bool {
    let word = tokens.word(k);
    (word.ends_with("ing") || word.ends_with("ed"))
        && k > 0
        && matches!(tokens.tag_of(k - 1), Tag::Det | Tag::Adj)
        || (k == 0 && word.ends_with("ing") && matches!(tokens.tag_of(1), Tag::Noun))
}

/// The noun phrase that begins at `start`, with its *of* and *for* phrases and
/// a name in apposition; stops before verbs and clause marks.
pub fn phrase_at(tokens: &Tokens, start: usize) -> Option<Run> {
    let mut end = start;
    let mut nouns = false;
    while end < tokens.len() {
        let word = tokens.word(end);
        let take = match tokens.tag_of(end) {
            Tag::Noun | Tag::Propn => {
                if is_day(word) {
                    false
                } else {
                    nouns = true;
                    true
                }
            }
            Tag::Pron if end == start => {
                return (!matches!(word, "who" | "which" | "what" | "that")).then_some((start, end + 1));
            }
            Tag::Det => {
                end == start
                    || matches!(tokens.tag_of(end - 1), Tag::Adp | Tag::Cconj | Tag::Det)
                    || matches!(tokens.word(end - 1), "all" | "both")
            }
            Tag::Adj => !nouns || matches!(tokens.tag_of(end + 1), Tag::Noun | Tag::Propn),
            Tag::Num => !nouns || matches!(tokens.tag_of(end + 1), Tag::Noun | Tag::Propn),
            Tag::Sym => true,
            Tag::Part => word == "'s" || word == "'",
            Tag::Verb => {
                !nouns
                    && (word.ends_with("ing") || word.ends_with("ed"))
                    && matches!(tokens.tag_of(end + 1), Tag::Noun | Tag::Adj | Tag::Propn)
            }
            Tag::Adv => !nouns && end > start,
            Tag::Adp => {
                nouns
                    && matches!(word, "of" | "for" | "in" | "at" | "from" | "with" | "on" | "de")
                    && matches!(tokens.tag_of(end + 1), Tag::Det | Tag::Propn | Tag::Noun | Tag::Adj)
                    && past_time(tokens, end) == end
            }
            Tag::Cconj => {
                nouns
                    && word != "but"
                    && matches!(tokens.tag_of(end + 1), Tag::Propn | Tag::Noun | Tag::Det | Tag::Adj)
                    && !clause_ahead(tokens, end + 1)
            }
            _ => word == "&" || word == "-" || tokens.kind(end) == Kind::Mark && word == "/",
        };
        if !take {
            break;
        }
        end += 1;
    }
    while end > start && matches!(tokens.tag_of(end - 1), Tag::Adp | Tag::Cconj | Tag::Det | Tag::Adv) {
        end -= 1;
    }
    (nouns && end > start).then_some((start, end))
}

/// Whether a verb follows the phrase at `k`, so that it opens a clause of its own.
fn clause_ahead(tokens: &Tokens, k: usize) -> bool {
    (k..(k + 6).min(tokens.len()))
        .take_while(|j| !matches!(tokens.tag_of(*j), Tag::Punct | Tag::Cconj))
        .any(|j| matches!(tokens.tag_of(j), Tag::Aux | Tag::Verb))
}

/// Grows a phrase over a name or description in commas right behind it:
/// *the minister, Ana Petrel,*.
pub fn with_apposition(tokens: &Tokens, run: Run) -> Run {
    if tokens.word(run.1) != "," {
        return run;
    }
    let from = run.1 + 1;
    let Some(close) = (from..(from + 24).min(tokens.len()))
        .find(|k| matches!(tokens.word(*k), "," | "." | ";" | ":" | "—" | "–"))
    else {
        // to the end of the sentence
        let to = tokens.len();
        let fits = matches!(tokens.tag_of(from), Tag::Det | Tag::Propn | Tag::Noun)
            && !has_finite(tokens, from, to)
            && to > from;
        return if fits { (run.0, to) } else { run };
    };
    let opens = matches!(tokens.tag_of(from), Tag::Det | Tag::Propn | Tag::Noun)
        && !matches!(tokens.word(from), "this" | "these");
    if opens && !has_finite(tokens, from, close) && close > from { (run.0, close) } else { run }
}

fn has_finite(tokens: &Tokens, from: usize, to: usize) -> bool {
    (from..to).any(|k| {
        tokens.tag_of(k) == Tag::Aux
            || (tokens.tag_of(k) == Tag::Verb
                && !tokens.word(k).ends_with("ing")
                && !matches!(tokens.tag_of(k.wrapping_sub(1)), Tag::Det | Tag::Adj))
    }) && !(from..to).any(|k| matches!(tokens.word(k), "who" | "which" | "whose"))
}

/// Whether a noun phrase may begin at `j`.
pub fn opens_phrase(tokens: &Tokens, j: usize) -> bool {
    matches!(tokens.tag_of(j), Tag::Det | Tag::Noun | Tag::Propn | Tag::Pron | Tag::Adj | Tag::Num)
        && j < tokens.len()
        || tokens.word(j) == "$"
        || (tokens.tag_of(j) == Tag::Verb
            && matches!(tokens.tag_of(j + 1), Tag::Noun)
            && tokens.word(j).ends_with("ed"))
}

/// Whether a finite verb comes within the clause that begins at `j`.
pub fn finite_ahead(tokens: &Tokens, j: usize) -> bool {
    let mut k = j + 1;
    while k < tokens.len() && k < j + 14 {
        let word = tokens.word(k);
        match tokens.tag_of(k) {
            Tag::Aux => return true,
            Tag::Verb if word.ends_with("ing") => k += 1,
            Tag::Verb => return true,
            Tag::Punct if !matches!(word, "-" | "$" | "," | "'" | "\"" | "“" | "”" | "‘") => {
                return false;
            }
            Tag::Sconj => return false,
            _ if matches!(word, "who" | "which" | "that") => return false,
            _ if word == "to" => k += 2,
            _ => k += 1,
        }
    }
    false
}
