//! Attributions and quotations of all sentences → claims, each with its speaker.

use super::attribution::Attribution;
use super::coreference::Register;
use super::kind::{SourceKind, kind_of};
use super::phrase::Run;
use super::quote::Quote;
use super::speech::{Voices, carry, extend_content, overlapping, quote_at, take_turn, turn_label};
use super::subject::{Subject, subject};
use super::{Claim, Parsed, Sentence, Source, main_predicate};
use crate::lexicon::Class;
use crate::span::Span;
use crate::token::Kind;

/// Makes claims of the attributions, and of quotations and clauses without one.
pub(super) fn gather(parsed: &mut Parsed, found: &[Vec<Attribution>]) {
    let text = parsed.text;
    let mut register = Register::default();
    let mut voices = Voices { by_quote: vec![None; parsed.quotes.len()] };
    let mut sources: Vec<Vec<Option<Source>>> = Vec::with_capacity(found.len());
    for (n, sentence) in parsed.sentences.iter().enumerate() {
        let tokens = &sentence.tokens;
        let mut of_sentence = Vec::new();
        for attribution in &found[n] {
            let source = attribution.source.map(|run| {
                let (kind, resolved) = register.resolve(tokens, &sentence.senses, run, n);
                Source { span: Some(tokens.span_of(run.0, run.1)), kind, resolved }
            });
            // A cue outside a quotation gives it its voice.
            let cue = tokens.span_of(attribution.cue.0, attribution.cue.1);
            if source.is_some() && quote_at(&parsed.quotes, cue.start).is_none() {
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
    let spoken: Vec<bool> = voices.by_quote.iter().map(Option::is_some).collect();
    carry(text, &parsed.quotes, &mut voices);
    let carried: Vec<bool> =
        voices.by_quote.iter().zip(&spoken).map(|(voice, own)| voice.is_some() && !own).collect();
    let mut turn: Option<Source> = None;
    for (n, sentence) in parsed.sentences.iter_mut().enumerate() {
        if n > 0 && text[..sentence.tile.start].ends_with('\n') {
            turn = None;
        }
        sentence.claims = claims(text, sentence, &found[n], &sources[n], &parsed.quotes, &voices);
        if let Some(speaker) = &turn {
            take_turn(sentence, speaker);
        }
        // *OSTRAND: We stay. We always stay.*: the turn lasts to the end of the line.
        if (n == 0 || text[..sentence.tile.start].ends_with('\n'))
            && let Some(run) = turn_label(&sentence.tokens)
        {
            let name = sentence.tokens.span_of(run.0, run.1).of(text).to_owned();
            turn = Some(Source { span: None, kind: SourceKind::Person, resolved: Some(name) });
            if let Some(speaker) = &turn {
                take_turn(sentence, speaker);
            }
        }
    }
    extend_content(text, parsed, &carried);
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
        let content: Vec<Span> = attribution.content.iter().map(|run| span_of(*run)).collect();
        // What is said inside speech is the content of the speaker's claim; so is
        // what the speaker of a transcript says of himself.
        let transcript = first_person
            && attribution.sense.is_some()
            && found.iter().any(|a| {
                a.sense.is_none()
                    && a.content.iter().any(|c| c.0 <= attribution.cue.0 && attribution.cue.1 <= c.1)
            });
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
        if speech.is_some() || transcript {
            continue;
        }
        if inside.is_none() {
            voiced.extend(content.iter().copied());
        }
        let mut span = content.iter().fold(cue, |a, b| a.join(*b));
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
            let run = head.and_then(|h| match subject(tokens, &sentence.senses, h) {
                Subject::Before(run) => Some(run),
                _ => None,
            });
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
