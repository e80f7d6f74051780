//! Attributions and quotations of all sentences → claims, each with its speaker.

use super::attribution::Attribution;
use super::coreference::Register;
use super::furniture::furniture;
use super::kind::{SourceKind, kind_of};
use super::phrase::Run;
use super::quote::Quote;
use super::speech::{Voices, carry, extend_content, overlapping, quote_at};
use super::subject::{Subject, subject};
use super::turn::{Turn, turns};
use super::{Claim, Parsed, Sentence, Source, main_predicate};
use crate::lexicon::{Class, Group};
use crate::span::Span;
use crate::token::Kind;
use rustc_hash::FxHashMap;

/// Makes claims of the attributions, and of quotations and clauses without one.
pub(super) fn gather(parsed: &mut Parsed, found: &[Vec<Attribution>]) {
    let text = parsed.text;
    let mut register = Register::default();
    let mut voices = Voices { by_quote: vec![None; parsed.quotes.len()] };
    let mut sources: Vec<Vec<Option<Source>>> = Vec::with_capacity(found.len());
    for (n, sentence) in parsed.sentences.iter().enumerate() {
        let tokens = &sentence.tokens;
        let mut of_sentence = Vec::new();
        if let Some(run) = own_subject(sentence) {
            register.note_subject(tokens, &sentence.senses, run, n);
        }
        for attribution in &found[n] {
            let within = quote_at(&parsed.quotes, tokens.span_of(attribution.cue.0, attribution.cue.1).start)
                .is_some_and(|q| parsed.quotes[q].is_speech(text));
            let source = attribution.source.map(|run| {
                // Who is named inside speech does not speak in the article.
                if within {
                    let kind = kind_of(tokens, &sentence.senses, run);
                    return Source { span: Some(tokens.span_of(run.0, run.1)), kind, resolved: None };
                }
                let (kind, resolved) = register.resolve(tokens, &sentence.senses, run, n);
                Source { span: Some(tokens.span_of(run.0, run.1)), kind, resolved }
            });
            // A cue outside a quotation gives it its voice.
            let cue = tokens.span_of(attribution.cue.0, attribution.cue.1);
            if source.is_some() && quote_at(&parsed.quotes, cue.start).is_none() {
                if attribution.content.is_empty()
                    && let Some(q) = announced(text, &parsed.quotes, tokens.span.end)
                {
                    voices.by_quote[q].clone_from(&source);
                }
                for run in &attribution.content {
                    let span = tokens.span_of(run.0, run.1);
                    for (q, quote) in overlapping(&parsed.quotes, span) {
                        if voices.by_quote[q].is_none()
                            && (quote.is_speech(text) || attribution.content.len() == 1)
                        {
                            voices.by_quote[q].clone_from(&source);
                        }
                    }
                }
            }
            of_sentence.push(source);
        }
        register.note_names(tokens, &sentence.senses, n);
        sources.push(of_sentence);
    }
    follow_on(parsed, found, &sources, &mut voices);
    let spoken: Vec<bool> = voices.by_quote.iter().map(Option::is_some).collect();
    carry(text, &parsed.quotes, &mut voices);
    let carried: Vec<bool> =
        voices.by_quote.iter().zip(&spoken).map(|(voice, own)| voice.is_some() && !own).collect();
    let turns = turns(text);
    let mut names: FxHashMap<&str, String> = FxHashMap::default();
    for turn in &turns {
        let label = turn.label.of(text);
        names.entry(label).or_insert_with(|| register.named(label).unwrap_or_else(|| label.to_owned()));
    }
    for (n, sentence) in parsed.sentences.iter_mut().enumerate() {
        let start = sentence.tokens.span.start;
        let after = turns.partition_point(|t| t.label.start <= sentence.tokens.span.end);
        let turn = after.checked_sub(1).map(|t| &turns[t]).filter(|t| start < t.body.end);
        sentence.claims = match turn {
            Some(turn) => turn_claim(text, sentence, turn, &names[turn.label.of(text)]),
            None if furniture(&sentence.tokens) => Vec::new(),
            None => claims(text, sentence, &found[n], &sources[n], &parsed.quotes, &voices),
        };
    }
    extend_content(text, parsed, &carried);
}

/// Gives a paragraph of speech without a speaker to whom the sentence before it
/// quotes in other words: *Petrel said the map was unfair. / “We will not sign it.”*
fn follow_on(
    parsed: &Parsed,
    found: &[Vec<Attribution>],
    sources: &[Vec<Option<Source>>],
    voices: &mut Voices,
) {
    for n in 1..parsed.sentences.len() {
        let (before, here) = (&parsed.sentences[n - 1], &parsed.sentences[n]);
        let Some(q) = quote_at(&parsed.quotes, here.tokens.span.start) else { continue };
        let quote = &parsed.quotes[q];
        let fills = parsed.text[..quote.span.start].ends_with('\n')
            && quote.span.start == here.tokens.span.start
            && found[n].iter().all(|a| quote.span.contains(here.tokens.span_of(a.cue.0, a.cue.1)));
        let reported = found[n - 1].iter().zip(&sources[n - 1]).rev().find(|(a, source)| {
            source.is_some()
                && a.sense.is_some_and(|s| before.senses[s].class.group() == Group::Say)
                && quote_at(&parsed.quotes, before.tokens.span_of(a.cue.0, a.cue.1).start).is_none()
        });
        if let (true, None, Some((_, source))) =
            (fills && quote.is_speech(parsed.text), &voices.by_quote[q], reported)
        {
            voices.by_quote[q] = source.clone().map(|s| Source { span: None, ..s });
        }
    }
}

pub(super) fn claims(
    text: &str,
    sentence: &Sentence,
    found: &[Attribution],
    sources: &[Option<Source>],
    quotes: &[Quote],
    voices: &Voices,
) -> Vec<Claim> {
    let tokens = &sentence.tokens;
    let mut out: Vec<Claim> = Vec::new();
    let span_of = |run: Run| tokens.span_of(run.0, run.1);
    let mut voiced: Vec<Span> = Vec::new();
    for (attribution, source) in found.iter().zip(sources) {
        let cue = span_of(attribution.cue);
        let inside = quote_at(quotes, cue.start).filter(|q| quotes[*q].inner.start <= cue.start);
        let first_person = attribution
            .source
            .is_some_and(|run| run.1 == run.0 + 1 && matches!(tokens.word(run.0), "i" | "we" | "my" | "our"));
        let mut source = source.clone();
        let speech = inside.filter(|q| quotes[*q].is_speech(text));
        if first_person && source.is_some() {
            source = source.map(|s| Source { resolved: None, kind: SourceKind::Unnamed, ..s });
        }
        let mut content: Vec<Span> = attribution.content.iter().map(|run| span_of(*run)).collect();
        let announces = content.is_empty()
            && attribution
                .sense
                .is_some_and(|s| matches!(sentence.senses[s].class.group(), Group::Say | Group::Judge));
        if announces {
            let Some(q) = announced(text, quotes, tokens.span.end) else { continue };
            content.push(quotes[q].span);
        }
        // *Petrel said she was disappointed*: the speaker's own clause is what she holds.
        let pronoun = attribution.source.is_some_and(|run| {
            run.1 == run.0 + 1 && matches!(tokens.word(run.0), "he" | "she" | "it" | "they")
        });
        let held = pronoun
            && found.iter().any(|a| {
                a.cue < attribution.cue
                    && a.source.is_some()
                    && a.sense.is_some_and(|s| sentence.senses[s].class == Class::Say)
                    && a.content.iter().any(|c| Some(c.0) == attribution.source.map(|s| s.0))
            });
        if held {
            continue;
        }
        // What is said inside speech is the content of the speaker's claim.
        if speech.is_some() {
            continue;
        }
        if inside.is_none() {
            voiced.extend(content.iter().copied());
        }
        let held = content.iter().filter(|_| !announces);
        let mut span = held.fold(cue, |a, b| a.join(*b));
        if let (Some(run), false) = (attribution.source, attribution.shared) {
            let own = span_of(run);
            if own.end + 80 > span.start && own.start < span.end + 80 {
                span = span.join(own);
            }
        }
        out.push(Claim {
            span,
            source,
            cue: (!attribution.act).then_some(cue),
            content,
            head: attribution.sense,
            quoted: inside.is_some(),
            narration: attribution.act,
        });
    }
    speech_claims(text, sentence, quotes, voices, &voiced, &mut out);
    if out.is_empty() && !tokens.is_empty() {
        let end =
            (0..tokens.len()).rev().find(|k| tokens.kind(*k) != Kind::Mark).map_or(tokens.len(), |k| k + 1);
        let span = tokens.span_of(0, end.max(1));
        if text[span.start..span.end].chars().any(char::is_alphabetic) {
            let head = main_predicate(&sentence.senses);
            let run = own_subject(sentence);
            let source = run.map(|run| Source {
                span: Some(span_of(run)),
                kind: kind_of(tokens, &sentence.senses, run),
                resolved: None,
            });
            // The rest of a speech, too short to count as a claim of its own.
            let speech = quote_at(quotes, span.start)
                .filter(|q| quotes[*q].is_speech(text) && quotes[*q].span.end + 1 >= span.end);
            let source = speech.and_then(|q| voices.by_quote[q].clone()).or(source);
            out.push(Claim {
                span,
                source,
                cue: None,
                content: vec![span],
                head,
                quoted: speech.is_some(),
                narration: speech.is_none(),
            });
        }
    }
    out.sort_by_key(|c| (c.span.start, c.span.end));
    out.dedup_by(|b, a| a.span == b.span);
    out
}

/// Claims for stretches of speech that no cue of the sentence attributes.
fn speech_claims(
    text: &str,
    sentence: &Sentence,
    quotes: &[Quote],
    voices: &Voices,
    voiced: &[Span],
    out: &mut Vec<Claim>,
) {
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

/// The quotation that a colon at the end of the sentence announces: *Petrel told the council:* and a new paragraph.
fn announced(text: &str, quotes: &[Quote], end: usize) -> Option<usize> {
    let q = quotes.partition_point(|q| q.span.start < end);
    (text[..end].ends_with(':')
        && quotes.get(q).is_some_and(|quote| text[end..quote.span.start].trim().is_empty()))
    .then_some(q)
}

/// The subject of the main predicate, where it stands before it.
fn own_subject(sentence: &Sentence) -> Option<Run> {
    match subject(&sentence.tokens, &sentence.senses, main_predicate(&sentence.senses)?) {
        Subject::Before(run) => Some(run),
        _ => None,
    }
}

/// The claim of a sentence in a turn of a transcript: all of it is the speaker's.
fn turn_claim(text: &str, sentence: &Sentence, turn: &Turn, name: &str) -> Vec<Claim> {
    let tokens = &sentence.tokens;
    let opens = turn.label.start >= tokens.span.start;
    let end = (0..tokens.len()).rev().find(|k| tokens.kind(*k) != Kind::Mark).map_or(0, |k| k + 1);
    let from = if opens { tokens.at_byte(turn.colon.end) } else { 0 };
    let said = tokens.span_of(from, end);
    if from >= end || !said.of(text).contains(char::is_alphabetic) {
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
