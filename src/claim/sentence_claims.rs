//! One sentence → its claims: of its attributions, of speech that none of its cues
//! attributes, of narration where it has neither; or of a turn in a transcript.

use super::attribution::Attribution;
use super::kind::{SourceKind, kind_of};
use super::quote::Quote;
use super::speaker::{announced, own_subject};
use super::speech::{Voices, overlapping, quote_at};
use super::turn::Turn;
use super::{Claim, Sentence, Source, main_predicate};
use crate::lexicon::{Class, Group};
use crate::span::Span;
use crate::token::Kind;

/// The article around a sentence: its text, its quotations and who speaks in them.
pub(super) struct Heard<'a> {
    pub(super) text: &'a str,
    pub(super) quotes: &'a [Quote],
    pub(super) voices: &'a Voices,
}

/// The claims of a sentence that is no turn of a transcript.
pub(super) fn claims(
    heard: &Heard,
    sentence: &Sentence,
    found: &[Attribution],
    sources: &[Option<Source>],
) -> Vec<Claim> {
    let mut out: Vec<Claim> = Vec::new();
    let mut voiced: Vec<Span> = Vec::new();
    for (attribution, source) in found.iter().zip(sources) {
        if let Some(claim) = attributed(heard, sentence, found, attribution, source.clone()) {
            if !claim.quoted {
                voiced.extend(claim.content.iter().copied());
            }
            out.push(claim);
        }
    }
    speech_claims(heard, sentence, &voiced, &mut out);
    if out.is_empty() {
        out.extend(narration(heard, sentence));
    }
    out.sort_by_key(|c| (c.span.start, c.span.end));
    out.dedup_by(|b, a| a.span == b.span);
    out
}

/// The claim of one attribution, unless it is part of another's.
fn attributed(
    heard: &Heard,
    sentence: &Sentence,
    found: &[Attribution],
    attribution: &Attribution,
    source: Option<Source>,
) -> Option<Claim> {
    let Heard { text, quotes, .. } = heard;
    let (tokens, senses) = (&sentence.tokens, &sentence.senses);
    let cue = tokens.span_of(attribution.cue.0, attribution.cue.1);
    let inside = quote_at(quotes, cue.start).filter(|q| quotes[*q].inner.start <= cue.start);
    // What is said inside speech is the content of the speaker's claim.
    if inside.is_some_and(|q| quotes[q].is_speech(text)) || held(sentence, found, attribution) {
        return None;
    }
    // *JETS: Two planes over Trebin*, *NEW VARLAND: The council met*: a caption or a dateline.
    let said = attribution.content.first().map_or("", |run| tokens.span_of(run.0, run.1).of(text));
    let label = attribution.source.map_or("", |run| tokens.span_of(run.0, run.1).of(text));
    let caption = cue.of(text) == ":"
        && !label.contains(char::is_lowercase)
        && said.contains(char::is_lowercase)
        && text.trim().contains('\n');
    if caption {
        return None;
    }
    let word = attribution.source.filter(|run| run.1 == run.0 + 1).map_or("", |run| tokens.word(run.0));
    // *OSTRAND: I know that.*: what the speaker says of himself is what he says.
    let own = matches!(word, "i" | "we" | "you" | "my" | "our")
        && found.iter().any(|a| {
            a.sense.is_none()
                && a.content.iter().any(|c| c.0 <= attribution.cue.0 && attribution.cue.1 <= c.1)
        });
    if own && attribution.sense.is_some() {
        return None;
    }
    let source = source.map(|s| match word {
        "i" | "we" | "my" | "our" => Source { resolved: None, kind: SourceKind::Unnamed, ..s },
        _ => s,
    });
    let mut content: Vec<Span> = attribution.content.iter().map(|run| tokens.span_of(run.0, run.1)).collect();
    let mut span = content.iter().fold(cue, |a, b| a.join(*b));
    let says = |s: usize| matches!(senses[s].class.group(), Group::Say | Group::Judge);
    if content.is_empty() && attribution.sense.is_some_and(says) {
        // *Petrel told the council:* holds the quotation of the next paragraph.
        content.push(quotes[announced(text, quotes, tokens.span.end)?].span);
    }
    if let (Some(run), false) = (attribution.source, attribution.shared) {
        let own = tokens.span_of(run.0, run.1);
        if own.end + FAR > span.start && own.start < span.end + FAR {
            span = span.join(own);
        }
    }
    Some(Claim {
        span,
        source,
        cue: (!attribution.act).then_some(cue),
        content,
        head: attribution.sense,
        quoted: inside.is_some(),
        narration: attribution.act,
    })
}

/// Bytes between a source and its cue from which on the source stands outside the claim.
const FAR: usize = 80;

/// Whether an attribution is what its own speaker says: *Petrel said she was
/// disappointed* is one claim.
fn held(sentence: &Sentence, found: &[Attribution], attribution: &Attribution) -> bool {
    let tokens = &sentence.tokens;
    let Some(run) = attribution.source.filter(|run| run.1 == run.0 + 1) else { return false };
    matches!(tokens.word(run.0), "he" | "she" | "it" | "they")
        && found.iter().any(|a| {
            a.cue < attribution.cue
                && a.source.is_some()
                && a.sense.is_some_and(|s| sentence.senses[s].class == Class::Say)
                && a.content.iter().any(|c| c.0 == run.0)
        })
}

/// The claim of a sentence without attribution: what the author tells, or the
/// rest of a speech, too short to count as a claim of its own.
fn narration(heard: &Heard, sentence: &Sentence) -> Option<Claim> {
    let Heard { text, quotes, voices } = heard;
    let tokens = &sentence.tokens;
    let end = (0..tokens.len()).rev().find(|k| tokens.kind(*k) != Kind::Mark).map_or(tokens.len(), |k| k + 1);
    let span = tokens.span_of(0, end.max(1));
    if tokens.is_empty() || !span.of(text).contains(char::is_alphabetic) {
        return None;
    }
    let own = own_subject(sentence).map(|run| Source {
        span: Some(tokens.span_of(run.0, run.1)),
        kind: kind_of(tokens, &sentence.senses, run),
        resolved: None,
    });
    let speech = quote_at(quotes, span.start)
        .filter(|q| quotes[*q].is_speech(text) && quotes[*q].span.end + 1 >= span.end);
    Some(Claim {
        span,
        source: speech.and_then(|q| voices.by_quote[q].clone()).or(own),
        cue: None,
        content: vec![span],
        head: main_predicate(&sentence.senses),
        quoted: speech.is_some(),
        narration: speech.is_none(),
    })
}

/// Claims for stretches of speech that no cue of the sentence attributes.
fn speech_claims(heard: &Heard, sentence: &Sentence, voiced: &[Span], out: &mut Vec<Claim>) {
    let Heard { text, quotes, voices } = heard;
    let tokens = &sentence.tokens;
    for (q, quote) in overlapping(quotes, tokens.span) {
        if !quote.is_speech(text) {
            continue;
        }
        let part = Span::new(quote.span.start.max(tokens.span.start), quote.span.end.min(tokens.span.end));
        let (from, to) = (tokens.at_byte(part.start), tokens.at_byte(part.end.saturating_sub(1)) + 1);
        let words = (from..to.min(tokens.len())).filter(|k| tokens.kind(*k) == Kind::Word).count();
        let covered = voiced
            .iter()
            .any(|v| v.overlaps(part) && v.end.min(part.end) - v.start.max(part.start) > part.len() / 2);
        if covered || words < 3 {
            continue;
        }
        let whole = tokens.span.start >= quote.span.start && tokens.span.end <= quote.span.end + 1;
        if !whole && voices.by_quote[q].is_none() {
            continue;
        }
        let mut end = to.min(tokens.len());
        while end > from && tokens.kind(end - 1) == Kind::Mark {
            end -= 1;
        }
        let span = tokens.span_of(from, end);
        if span.is_empty() {
            continue;
        }
        let head = (0..sentence.senses.len())
            .find(|i| sentence.senses[*i].predicate && sentence.senses[*i].start >= from);
        out.push(Claim {
            span,
            source: voices.by_quote[q].clone(),
            cue: None,
            content: vec![span],
            head,
            quoted: true,
            narration: false,
        });
    }
}

/// The claim of a sentence in a turn of a transcript: all of it is the speaker's.
pub(super) fn turn_claim(text: &str, sentence: &Sentence, turn: &Turn, name: &str) -> Vec<Claim> {
    let tokens = &sentence.tokens;
    let opens = turn.label.start >= tokens.span.start;
    let end = (0..tokens.len()).rev().find(|k| tokens.kind(*k) != Kind::Mark).map_or(0, |k| k + 1);
    let from = if opens { tokens.at_byte(turn.colon.end) } else { 0 };
    let said = tokens.span_of(from, end);
    // Tags behind a post: *#islands*.
    let tag = !opens && tokens.word(0) == "#";
    if from >= end || tag || !said.of(text).contains(char::is_alphabetic) {
        return Vec::new();
    }
    let head = (0..sentence.senses.len())
        .find(|i| sentence.senses[*i].predicate && sentence.senses[*i].start >= from)
        .or_else(|| main_predicate(&sentence.senses));
    let source = Source {
        span: opens.then_some(turn.label),
        kind: SourceKind::Person,
        resolved: Some(name.to_owned()),
    };
    vec![Claim {
        span: if opens { said.join(turn.label) } else { said },
        source: Some(source),
        cue: opens.then_some(turn.colon),
        content: vec![if opens { turn.body } else { said }],
        head,
        quoted: true,
        narration: false,
    }]
}
