//! Article → what is known of its sentences before any model, in the shape that goes out.
//!
//! Offsets are code points of the article's text; the fields are those of
//! `tests/schema/parse.json`.

use crate::article::Article;
use crate::claim::negation::Negation;
use crate::claim::parse;
use crate::classify::{Cue, Place, Speaker, speaker};
use crate::features::stem::Stemmer;
use crate::lexicon::Lexicon;
use crate::span::{CodePoints, Span};
use crate::token::{Kind, Tag, Tokens};
use serde::Serialize;

/// A word, number or mark.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TokenOut {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Its part of speech, as in Universal Dependencies.
    pub tag: Tag,
    /// The stem of its lower-case form; a mark's is itself.
    pub stem: String,
}

/// A negation: runs of code points, `[first, one past the last]`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NegationRuns {
    /// The cue; of an affix only its own characters.
    pub cue: Vec<[usize; 2]>,
    /// What it denies, its own characters left out.
    pub scope: Vec<[usize; 2]>,
}

/// A claim before it has a label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimOut {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Who holds it.
    pub speaker: Option<Speaker>,
    /// What attributes it.
    pub cue: Option<Cue>,
    /// What is held.
    pub content: Vec<Place>,
}

/// A sentence and what stands in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SentenceOut {
    /// The article's id.
    pub article: String,
    /// Its number in the article, from 0.
    pub sentence: usize,
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The words, white space at the ends left out.
    pub text: String,
    /// Its tokens, in order.
    pub tokens: Vec<TokenOut>,
    /// The quotations that reach into it, marks included, each at its full length.
    pub quotes: Vec<Place>,
    /// Its negations, in order.
    pub negation: Vec<NegationRuns>,
    /// Its claims, in order.
    pub claims: Vec<ClaimOut>,
}

/// The sentences of an article with tokens, quotations, negations and claims.
///
/// ```
/// use demarche::{article::Article, describe::describe, features::stem::Stemmer, lexicon::Lexicon};
/// let article = Article::new("a", "The map remains unacceptable, he said.");
/// let sentences = describe(&article, Lexicon::english(), &Stemmer::new("en").unwrap());
/// assert_eq!(sentences[0].negation[0].cue, [[16, 18]]); // un
/// ```
pub fn describe(article: &Article, lexicon: &Lexicon, stemmer: &Stemmer) -> Vec<SentenceOut> {
    let text = article.text.as_str();
    let parsed = parse(text, lexicon);
    let points = CodePoints::new(text);
    let place = |span: Span| {
        let [start, end] = points.span(span);
        Place { start, end }
    };
    let mut out = Vec::with_capacity(parsed.sentences.len());
    for (number, sentence) in parsed.sentences.iter().enumerate() {
        let tokens = &sentence.tokens;
        let [start, end] = points.span(tokens.span);
        let first = parsed.quotes.partition_point(|q| q.span.end <= tokens.span.start);
        let quotes = parsed.quotes[first..].iter().take_while(|q| q.span.start < tokens.span.end);
        out.push(SentenceOut {
            article: article.id.clone(),
            sentence: number,
            start,
            end,
            text: tokens.span.of(text).to_owned(),
            tokens: (0..tokens.len()).filter_map(|i| token(tokens, i, stemmer, &points)).collect(),
            quotes: quotes.map(|q| place(q.span)).collect(),
            negation: sentence.negations.iter().map(|n| negation(tokens, n, &points)).collect(),
            claims: sentence
                .claims
                .iter()
                .map(|claim| {
                    let [start, end] = points.span(claim.span);
                    ClaimOut {
                        start,
                        end,
                        speaker: claim.source.as_ref().map(|source| speaker(source, text, &points)),
                        cue: claim.cue.map(|span| Cue::new(span, text, &points)),
                        content: claim.content.iter().map(|span| place(*span)).collect(),
                    }
                })
                .collect(),
        });
    }
    out
}

fn token(tokens: &Tokens, i: usize, stemmer: &Stemmer, points: &CodePoints) -> Option<TokenOut> {
    let token = tokens.get(i)?;
    let [start, end] = points.span(token.span);
    let word = tokens.word(i);
    let mut stem = String::new();
    if token.kind == Kind::Word {
        stemmer.push(word, tokens.known(i), &mut stem);
    } else {
        stem.push_str(word);
    }
    Some(TokenOut { start, end, tag: token.tag, stem })
}

fn negation(tokens: &Tokens, negation: &Negation, points: &CodePoints) -> NegationRuns {
    let spans = |runs: &[(usize, usize)]| -> Vec<Span> {
        runs.iter().map(|run| tokens.span_of(run.0, run.1)).collect()
    };
    let mut cue = spans(&negation.cue);
    let mut scope = spans(&negation.scope);
    if let (Some((from, to)), Some(word)) = (negation.affix, cue.first().copied()) {
        let affix = Span::new(word.start + from, word.start + to);
        cue = vec![affix];
        scope = scope.into_iter().flat_map(|span| without(span, affix)).collect();
    }
    let runs = |spans: Vec<Span>| {
        spans
            .into_iter()
            .map(|s| s.trim(tokens.text))
            .filter(|s| !s.is_empty())
            .map(|s| points.span(s))
            .collect()
    };
    NegationRuns { cue: runs(cue), scope: runs(scope) }
}

/// What is left of `span` without `hole`, white space at the cut aside.
fn without(span: Span, hole: Span) -> [Span; 2] {
    if !span.overlaps(hole) {
        return [span, Span::default()];
    }
    [Span::new(span.start, hole.start.max(span.start)), Span::new(hole.end.min(span.end), span.end)]
}
