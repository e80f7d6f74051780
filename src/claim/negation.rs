//! Tokens → negation cues and what they scope over.
//!
//! Preceding cues (*not*, *no*, *never*, *without*, *neither … nor*), affixes
//! (*unacceptable*, *useless*), multi-word cues (*no longer*, *by no means*),
//! pseudo-negation left out (*not only*, *no doubt*). The scope is the clause
//! of the cue: subject and predicate for a verb's cue, the noun phrase for a
//! determiner. After the guidelines of Morante & Daelemans (2012, *SEM shared
//! task), punctuation apart.

use super::affix::affix;
use super::phrase::Run;
use crate::token::{Kind, Tag, Tokens};

/// A negation cue and its scope, in runs of tokens; an affix is part of its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Negation {
    /// The tokens of the cue.
    pub cue: Vec<Run>,
    /// Bytes of the affix within its token, where the cue is one (`un`, `less`).
    pub affix: Option<(usize, usize)>,
    /// What is negated.
    pub scope: Vec<Run>,
}

/// The negations of a sentence, in order.
pub fn negations(tokens: &Tokens) -> Vec<Negation> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        let (cue, end) = cue_at(tokens, i);
        if let Some((second, limit)) = correlated(tokens, i) {
            // *neither accepted nor rejected the terms*: one cue in two parts.
            let mut scope = Vec::new();
            let left = clause_start(tokens, i);
            scope.extend(
                [(left, i), (i + 1, second), (second + 1, limit)].into_iter().filter(|run| run.0 < run.1),
            );
            out.push(Negation { cue: vec![(i, i + 1), (second, second + 1)], affix: None, scope });
            i = limit.max(second + 1);
        } else if let Some(kind) = cue {
            out.push(Negation { cue: vec![(i, end)], affix: None, scope: scope(tokens, i, end, kind) });
            i = end;
        } else {
            if let Some(affix) = affix(tokens, i) {
                out.push(Negation {
                    cue: vec![(i, i + 1)],
                    affix: Some(affix),
                    scope: affix_scope(tokens, i),
                });
            }
            i = end;
        }
    }
    out
}

/// The *nor* of a *neither* at `i`, and where its clause ends.
fn correlated(tokens: &Tokens, i: usize) -> Option<(usize, usize)> {
    if tokens.word(i) != "neither" {
        return None;
    }
    let nor = (i + 1..tokens.len().min(i + 20))
        .take_while(|k| !stops(tokens, *k))
        .find(|k| tokens.word(*k) == "nor")?;
    Some((nor, clause_end(tokens, nor + 1)))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum CueKind {
    /// *not*, *never*: negates the clause.
    Verb,
    /// *no*, *without*: negates the phrase, and the clause if it is subject or object.
    Phrase,
    /// *nothing*, *nobody*, *none*: is itself the phrase.
    Pronoun,
}

/// The cue that begins at token `i`, and where to go on.
fn cue_at(tokens: &Tokens, i: usize) -> (Option<CueKind>, usize) {
    let word = tokens.word(i);
    let next = tokens.word(i + 1);
    let pseudo = match word {
        "not" => {
            matches!(next, "only" | "just" | "merely" | "simply" | "to")
                && (next != "to" || tokens.word(i + 2) == "mention")
        }
        "no" => {
            matches!(next, "doubt" | "wonder" | "." | "matter" | "sooner" | "less")
                || tokens.form(i + 1).starts_with(|c: char| c.is_ascii_digit())
        }
        "nothing" => matches!(next, "but"),
        "none" => next == "the" && matches!(tokens.word(i + 2), "less"),
        "without" => next == "doubt" || (next == "a" && tokens.word(i + 2) == "doubt"),
        _ => false,
    };
    if pseudo {
        return (None, i + 2);
    }
    match word {
        "not" | "n't" | "never" | "hardly" | "scarcely" | "cannot" => (Some(CueKind::Verb), i + 1),
        "nor" => (Some(CueKind::Verb), i + 1),
        "neither" => (Some(CueKind::Verb), i + 1),
        "no" if next == "longer" || next == "more" && tokens.kind(i + 2) == Kind::Mark => {
            (Some(CueKind::Verb), i + 2)
        }
        "no" if next == "one" => (Some(CueKind::Pronoun), i + 2),
        "no" if matches!(next, "," | "!" | "" | "?") || tokens.kind(i + 1) == Kind::Quote => {
            (Some(CueKind::Pronoun), i + 1)
        }
        "no" => (Some(CueKind::Phrase), i + 1),
        "without" => (Some(CueKind::Phrase), i + 1),
        "nothing" | "nobody" | "none" | "nowhere" => (Some(CueKind::Pronoun), i + 1),
        "by" if next == "no" && tokens.word(i + 2) == "means" => (Some(CueKind::Verb), i + 3),
        "in" if next == "no" && tokens.word(i + 2) == "way" => (Some(CueKind::Verb), i + 3),
        "under" if next == "no" && tokens.word(i + 2) == "circumstances" => (Some(CueKind::Verb), i + 3),
        "on" if next == "no" && tokens.word(i + 2) == "account" => (Some(CueKind::Verb), i + 3),
        "far" if next == "from" => (Some(CueKind::Verb), i + 2),
        _ if word.ends_with("n't") => (Some(CueKind::Verb), i + 1),
        _ => (None, i + 1),
    }
}

/// Whether token `k` is a clause boundary: a mark that is not inside a phrase, or a conjunction that opens a clause.
fn stops(tokens: &Tokens, k: usize) -> bool {
    matches!(
        tokens.word(k),
        ";" | ":"
            | "."
            | "?"
            | "!"
            | "—"
            | "--"
            | "because"
            | "although"
            | "though"
            | "but"
            | "unless"
            | "until"
            | "since"
            | "while"
            | "whereas"
    ) || tokens.kind(k) == Kind::Quote
}

/// The clause around a cue, without the cue and marks.
fn scope(tokens: &Tokens, start: usize, end: usize, kind: CueKind) -> Vec<Run> {
    let right = clause_end(tokens, end);
    let left = match kind {
        CueKind::Verb => infinitive(tokens, start).unwrap_or_else(|| clause_start(tokens, start)),
        CueKind::Phrase | CueKind::Pronoun => {
            // Object of a verb: the whole predicate and its subject are denied; as adjunct only the phrase.
            let governs = start > 0
                && (matches!(tokens.tag_of(start - 1), Tag::Verb | Tag::Aux)
                    || matches!(tokens.word(start - 1), "there" | "be" | "had" | "have"));
            if governs { clause_start(tokens, start) } else { start }
        }
    };
    let mut out = Vec::new();
    if left < start {
        out.push((left, start));
    }
    let right = if tokens.word(start) == "without" { adjunct_end(tokens, end, right) } else { right };
    if end < right {
        out.push((end, right));
    }
    out
}

fn adjunct_end(tokens: &Tokens, from: usize, limit: usize) -> usize {
    (from..limit).find(|k| tokens.word(*k) == ",").unwrap_or(limit)
}

fn clause_end(tokens: &Tokens, from: usize) -> usize {
    let mut k = from;
    while k < tokens.len() {
        if stops(tokens, k) {
            break;
        }
        if tokens.word(k) == "," {
            // A comma ends the clause where a new one, a participle or a conjunction follows.
            let next = tokens.word(k + 1);
            let list = matches!(tokens.tag_of(k + 1), Tag::Adj | Tag::Noun)
                && matches!(tokens.tag_of(k.wrapping_sub(1)), Tag::Adj | Tag::Noun)
                && next != "and"
                || listed(tokens, k);
            if !list {
                break;
            }
        }
        if tokens.tag_of(k) == Tag::Cconj && k > from && opens_clause(tokens, k + 1) {
            break;
        }
        k += 1;
    }
    k
}

/// Whether the comma at `k` divides a list that *or* closes: *lower wages, longer weeks or fewer holidays*.
fn listed(tokens: &Tokens, k: usize) -> bool {
    (k + 1..tokens.len().min(k + 10))
        .take_while(|j| {
            matches!(
                tokens.tag_of(*j),
                Tag::Adj | Tag::Adv | Tag::Noun | Tag::Propn | Tag::Det | Tag::Num | Tag::Cconj
            )
        })
        .any(|j| tokens.word(j) == "or")
}

fn opens_clause(tokens: &Tokens, k: usize) -> bool {
    matches!(tokens.tag_of(k), Tag::Pron | Tag::Verb | Tag::Aux | Tag::Adv)
        || (k..(k + 4).min(tokens.len())).any(|j| matches!(tokens.tag_of(j), Tag::Aux))
        || matches!(tokens.word(k), "then" | "there")
}

fn clause_start(tokens: &Tokens, start: usize) -> usize {
    let mut k = start;
    while k > 0 {
        let p = k - 1;
        if stops(tokens, p)
            || tokens.word(p) == ","
            || matches!(
                tokens.word(p),
                "that"
                    | "if"
                    | "when"
                    | "whether"
                    | "as"
                    | "which"
                    | "who"
                    | "where"
                    | "what"
                    | "how"
                    | "why"
                    | "than"
            )
        {
            // *who* and *which* are subjects inside their clause
            if matches!(tokens.word(p), "who" | "which") {
                k = p;
            }
            break;
        }
        if tokens.tag_of(p) == Tag::Cconj || reports(tokens, p, start) {
            break;
        }
        k = p;
    }
    k
}

/// Whether a verb at `p` reports the clause that follows it without *that*: *Petrel said the map was not final*.
fn reports(tokens: &Tokens, p: usize, cue: usize) -> bool {
    matches!(
        tokens.word(p),
        "said"
            | "says"
            | "say"
            | "think"
            | "thought"
            | "thinks"
            | "believe"
            | "believes"
            | "believed"
            | "hope"
            | "hopes"
            | "hoped"
            | "know"
            | "knew"
            | "knows"
            | "suppose"
            | "warned"
            | "insisted"
            | "claims"
            | "claimed"
            | "argued"
    ) && super::phrase::opens_phrase(tokens, p + 1)
        && (p + 1..cue).any(|k| matches!(tokens.tag_of(k), Tag::Aux | Tag::Verb))
}

/// Where the scope of *not to shell the dam* begins: at the object who is asked, *asked them not to*.
fn infinitive(tokens: &Tokens, cue: usize) -> Option<usize> {
    let object =
        (tokens.word(cue + 1) == "to").then(|| super::phrase::phrase_before(tokens, cue)).flatten()?;
    (object.0 > 0 && tokens.tag_of(object.0 - 1) == Tag::Verb).then_some(object.0)
}

/// What an affix denies: the word's noun, or the subject of which it is said.
fn affix_scope(tokens: &Tokens, i: usize) -> Vec<Run> {
    let copula = (i.saturating_sub(3)..i).any(|k| super::sense::is_copula(tokens.word(k)));
    if copula && tokens.tag_of(i + 1) != Tag::Noun {
        let left = clause_start(tokens, i);
        return vec![(left, i + 1)];
    }
    let end = (i + 1..(i + 4).min(tokens.len()))
        .take_while(|k| matches!(tokens.tag_of(*k), Tag::Adj | Tag::Noun | Tag::Propn))
        .last()
        .map_or(i + 1, |k| k + 1);
    vec![(i, end)]
}
