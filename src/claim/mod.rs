//! Article → sentences → claims.
//!
//! `parse` is the front half of the pipeline: sentences, tokens, quotations,
//! senses of the lexicon, negations, attributions, and from them the claims,
//! each with source, cue and content. It is pure and total; what label a claim
//! has is the model's business.

pub mod attribution;
pub mod coreference;
pub mod negation;
pub mod phrase;
pub mod quote;
pub mod sense;
pub mod subject;

use crate::lexicon::Lexicon;
use crate::sentence::sentences;
use crate::span::Span;
use crate::token::{Kind, Tag, Tokens};
use attribution::{Attribution, attributions};
use coreference::{Register, SourceKind};
use negation::{Negation, negations};
use phrase::Run;
use quote::{Quote, quotes};
use sense::{Sense, senses};

/// Who holds a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Where its words stand, if they stand in the text.
    pub span: Option<Span>,
    /// What kind of thing it is.
    pub kind: SourceKind,
    /// Who it is, where that is certain.
    pub resolved: Option<String>,
}

/// One attributed position, or a clause of narration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The clause that holds cue and content; lies within its sentence.
    pub span: Span,
    /// Who holds it.
    pub source: Option<Source>,
    /// The words that attribute it; none for narration and for speech that goes on.
    pub cue: Option<Span>,
    /// What is held; may go on past the sentence where a quotation does.
    pub content: Vec<Span>,
    /// The sense of the cue or main predicate, an index into the sentence's senses.
    pub head: Option<usize>,
    /// Whether it stands in a direct quotation.
    pub quoted: bool,
    /// Whether it is narration rather than an attributed position.
    pub narration: bool,
}

/// A sentence with all that is known of it before any model.
#[derive(Debug)]
pub struct Sentence<'a> {
    /// Its tile of the text, the white space behind it included.
    pub tile: Span,
    /// Its words.
    pub tokens: Tokens<'a>,
    /// The lexicon's words in it.
    pub senses: Vec<Sense>,
    /// Its negations.
    pub negations: Vec<Negation>,
    /// Its claims, in text order.
    pub claims: Vec<Claim>,
}

/// A parsed text.
#[derive(Debug)]
pub struct Parsed<'a> {
    /// The text.
    pub text: &'a str,
    /// Its sentences, in order.
    pub sentences: Vec<Sentence<'a>>,
    /// Its quotations, in order.
    pub quotes: Vec<Quote>,
}

/// Parses a whole text.
///
/// ```
/// use demarche::{claim::parse, lexicon::Lexicon};
/// let text = "The envoy called the round “useful” but said the map was “a non-starter”.";
/// let parsed = parse(text, Lexicon::english());
/// let claims: Vec<&str> = parsed.sentences[0].claims.iter().map(|c| c.span.of(text)).collect();
/// assert_eq!(claims, ["The envoy called the round “useful”", "said the map was “a non-starter”"]);
/// ```
pub fn parse<'a>(text: &'a str, lexicon: &Lexicon) -> Parsed<'a> {
    let mut parsed = Parsed { text, sentences: Vec::new(), quotes: quotes(text) };
    let mut found = Vec::new();
    for tile in sentences(text) {
        let sentence = read(text, tile, lexicon);
        found.push(attributions(&sentence.tokens, &sentence.senses));
        parsed.sentences.push(sentence);
    }
    assemble(&mut parsed, &found);
    parsed
}

/// Reads one sentence, claims aside.
fn read<'a>(text: &'a str, tile: Span, lexicon: &Lexicon) -> Sentence<'a> {
    let tokens = Tokens::new(text, tile);
    let senses = senses(&tokens, lexicon);
    let negations = negations(&tokens);
    Sentence { tile, tokens, senses, negations, claims: Vec::new() }
}

/// Who speaks in each quotation, found in a first pass over the sentences.
struct Voices {
    by_quote: Vec<Option<Source>>,
}

/// Makes claims of the attributions, and of quotations and clauses without one.
fn assemble(parsed: &mut Parsed, found: &[Vec<Attribution>]) {
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

/// The name that opens a turn of a transcript, in capitals before a colon.
fn turn_label(tokens: &Tokens) -> Option<Run> {
    let k = (1..tokens.len().min(6)).find(|k| tokens.word(*k) == ":")?;
    let capitals =
        (0..k).all(|t| tokens.kind(t) != Kind::Word || tokens.form(t).chars().all(|c| !c.is_lowercase()));
    (capitals && tokens.form(0).chars().filter(|c| c.is_alphabetic()).count() > 1).then_some((0, k))
}

/// Gives the claims of a sentence in a transcript to the speaker whose turn it
/// is, where they name nobody else.
fn take_turn(sentence: &mut Sentence, speaker: &Source) {
    let tokens = &sentence.tokens;
    for claim in &mut sentence.claims {
        let own =
            claim.source.as_ref().and_then(|s| s.span).is_some_and(|span| {
                matches!(tokens.word(tokens.at_byte(span.start)), "i" | "we" | "my" | "our")
            });
        if claim.source.is_none() || own || claim.narration {
            claim.source = Some(Source {
                span: claim.source.as_ref().and_then(|s| s.span).filter(|_| own),
                ..speaker.clone()
            });
            claim.quoted = true;
            claim.narration = false;
        }
    }
}

/// Gives a quotation without a voice that of the one before it, where it goes
/// on: in the next paragraph of the same speech, or in the same paragraph.
fn carry(text: &str, quotes: &[Quote], voices: &mut Voices) {
    for q in 1..quotes.len() {
        if voices.by_quote[q].is_some() || !quotes[q].is_speech(text) {
            continue;
        }
        let between = text.get(quotes[q - 1].span.end..quotes[q].span.start).unwrap_or("");
        let opens_paragraph = between.trim_end_matches(char::is_whitespace).is_empty()
            || text[..quotes[q].span.start].ends_with('\n');
        let same_paragraph = !between.contains('\n');
        if quotes[q].continued || same_paragraph || opens_paragraph && between.len() < 300 {
            voices.by_quote[q] = voices.by_quote[q - 1].clone().map(|s| Source { span: None, ..s });
        }
    }
    // Speech that opens again after an open paragraph names its speaker later at times.
    for q in (1..quotes.len()).rev() {
        if quotes[q].continued && voices.by_quote[q - 1].is_none() {
            voices.by_quote[q - 1] = voices.by_quote[q].clone().map(|s| Source { span: None, ..s });
        }
    }
}

fn quote_at(quotes: &[Quote], byte: usize) -> Option<usize> {
    let q = quotes.partition_point(|q| q.span.end <= byte);
    (q < quotes.len() && quotes[q].span.start <= byte).then_some(q)
}

fn overlapping(quotes: &[Quote], span: Span) -> impl Iterator<Item = (usize, &Quote)> {
    let from = quotes.partition_point(|q| q.span.end <= span.start);
    quotes[from..]
        .iter()
        .take_while(move |q| q.span.start < span.end)
        .enumerate()
        .map(move |(k, q)| (from + k, q))
}

fn claims(
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
                    && a.sense.is_some_and(|s| sentence.senses[s].class == crate::lexicon::Class::Say)
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
            let run = head.and_then(|h| match subject::subject(tokens, &sentence.senses, h) {
                subject::Subject::Before(run) => Some(run),
                _ => None,
            });
            let source = run.map(|run| Source {
                span: Some(span_of(run)),
                kind: coreference::kind_of(tokens, &sentence.senses, run),
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

/// The first finite predicate that is not in a relative clause, else the first predicate.
pub fn main_predicate(senses: &[Sense]) -> Option<usize> {
    (0..senses.len())
        .find(|i| senses[*i].predicate && senses[*i].mood == sense::Mood::Finite)
        .or_else(|| (0..senses.len()).find(|i| senses[*i].predicate))
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

/// Lets the content of an attributed quotation run on over the sentences that
/// it fills: *He said: “We will not go. We stay.”*
fn extend_content(text: &str, parsed: &mut Parsed, carried: &[bool]) {
    let quotes = &parsed.quotes;
    for sentence in &mut parsed.sentences {
        for claim in sentence.claims.iter_mut().filter(|c| c.cue.is_some() && !c.quoted) {
            for span in &mut claim.content {
                let last = span.end.saturating_sub(1);
                let Some(q) = quote_at(quotes, last.max(span.start)) else { continue };
                if quotes[q].span.end > sentence.tile.end
                    && quotes[q].is_speech(text)
                    && span.end + 3 >= sentence.tokens.span.end
                {
                    span.end = quotes[q].span.end;
                }
                if quotes[q].span.start < sentence.tile.start && span.start <= sentence.tokens.span.start + 3
                {
                    span.start = quotes[q].span.start;
                }
            }
            // *“…,” he said in August. “…”*: the same speech goes on in the paragraph.
            let Some(end) = claim.content.last().map(|s| s.end) else { continue };
            let mut q = match quote_at(quotes, end.saturating_sub(1)) {
                Some(q) if claim.content.iter().any(|s| s.overlaps(quotes[q].span)) => q,
                _ => continue,
            };
            while q + 1 < quotes.len()
                && carried[q + 1]
                && !text[quotes[q].span.end..quotes[q + 1].span.start].contains('\n')
                && quotes[q + 1].span.start >= sentence.tokens.span.end
            {
                q += 1;
                claim.content.push(quotes[q].span);
            }
        }
    }
}

/// Whether token `i` is a first-person pronoun.
pub fn first_person(tokens: &Tokens, i: usize) -> bool {
    tokens.tag_of(i) == Tag::Pron && matches!(tokens.word(i), "i" | "we" | "me" | "us")
}
