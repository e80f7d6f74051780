//! Attributions in text order → the source of each, and the voice of each quotation.
//!
//! An attribution outside a quotation that covers it gives it its voice; else the
//! sentence before it that reports in other words, or the quotation before it where
//! the speech goes on ([`super::speech`]).

use super::attribution::Attribution;
use super::coreference::Register;
use super::kind::kind_of;
use super::main_predicate;
use super::phrase::Run;
use super::quote::Quote;
use super::speech::{Voices, overlapping, quote_at};
use super::subject::{Subject, subject};
use super::{Parsed, Sentence, Source};
use crate::lexicon::Group;

/// Who speaks in an article.
pub(super) struct Speakers {
    /// The source of each attribution of each sentence.
    pub(super) sources: Vec<Vec<Option<Source>>>,
    /// Who speaks in each quotation that an attribution covers or stands before.
    pub(super) voices: Voices,
    /// All names and sources of the article.
    pub(super) register: Register,
}

/// Finds the sources of all attributions, in text order.
pub(super) fn speakers(parsed: &Parsed, found: &[Vec<Attribution>]) -> Speakers {
    let mut register = Register::default();
    let mut voices = Voices { by_quote: vec![None; parsed.quotes.len()] };
    let mut sources: Vec<Vec<Option<Source>>> = Vec::with_capacity(found.len());
    for (n, sentence) in parsed.sentences.iter().enumerate() {
        let (tokens, senses) = (&sentence.tokens, &sentence.senses);
        if let Some(run) = own_subject(sentence) {
            register.note_subject(tokens, senses, run, n);
        }
        let of_sentence = found[n].iter().map(|attribution| {
            let cue = tokens.span_of(attribution.cue.0, attribution.cue.1);
            let within = quote_at(&parsed.quotes, cue.start);
            let spoken = within.is_some_and(|q| parsed.quotes[q].is_speech(parsed.text));
            let source = attribution.source.map(|run| {
                // Who is named inside speech does not speak in the article.
                let (kind, resolved) = if spoken {
                    (kind_of(tokens, senses, run), None)
                } else {
                    register.resolve(tokens, senses, run, n)
                };
                Source { span: Some(tokens.span_of(run.0, run.1)), kind, resolved }
            });
            if within.is_none()
                && let Some(source) = &source
            {
                give_voice(parsed, sentence, attribution, source, &mut voices);
            }
            source
        });
        sources.push(of_sentence.collect());
        register.note_names(tokens, senses, n);
    }
    follow_on(parsed, found, &sources, &mut voices);
    Speakers { sources, voices, register }
}

/// Gives the quotations that an attribution covers or announces to its source.
fn give_voice(
    parsed: &Parsed,
    sentence: &Sentence,
    attribution: &Attribution,
    source: &Source,
    voices: &mut Voices,
) {
    let tokens = &sentence.tokens;
    if attribution.content.is_empty()
        && let Some(q) = announced(parsed.text, &parsed.quotes, tokens.span.end)
    {
        voices.by_quote[q] = Some(source.clone());
    }
    for run in &attribution.content {
        for (q, quote) in overlapping(&parsed.quotes, tokens.span_of(run.0, run.1)) {
            let speech = quote.is_speech(parsed.text) || attribution.content.len() == 1;
            if voices.by_quote[q].is_none() && speech {
                voices.by_quote[q] = Some(source.clone());
            }
        }
    }
}

/// Gives a sentence of speech without a speaker to whom the sentence before it
/// quotes in other words: *Petrel said the map was unfair. “We will not sign it.”*
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
        let fills = quote.span.start == here.tokens.span.start
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

/// The quotation that a colon at the end of the sentence announces: *Petrel told the council:* and a new paragraph.
pub(super) fn announced(text: &str, quotes: &[Quote], end: usize) -> Option<usize> {
    let q = quotes.partition_point(|q| q.span.start < end);
    (text[..end].ends_with(':')
        && quotes.get(q).is_some_and(|quote| text[end..quote.span.start].trim().is_empty()))
    .then_some(q)
}

/// The subject of the main predicate, where it stands before it.
pub(super) fn own_subject(sentence: &Sentence) -> Option<Run> {
    match subject(&sentence.tokens, &sentence.senses, main_predicate(&sentence.senses)?) {
        Subject::Before(run) => Some(run),
        _ => None,
    }
}
