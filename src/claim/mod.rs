//! Article → sentences → claims.
//!
//! `parse` is the front half of the pipeline: sentences, tokens, quotations,
//! senses of the lexicon, negations, attributions, and from them the claims,
//! each with source, cue and content. It is pure and total; what label a claim
//! has is the model's business.

pub mod time;
pub mod phrase;
pub mod quote;
pub mod sense;
pub mod subject;
mod affix;
pub mod negation;
pub mod attribution;
pub mod name;
pub mod kind;
pub mod coreference;
mod furniture;
mod turn;
mod speech;
mod speaker;
mod sentence_claims;
mod gather;

use crate::lexicon::Lexicon;
use crate::sentence::sentences;
use crate::span::Span;
use crate::token::Tokens;
use attribution::attributions;
use gather::gather;
use kind::SourceKind;
use negation::{Negation, negations};
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
    gather(&mut parsed, &found);
    parsed
}

/// Sentences with words and negations alone: no quotations, senses and claims.
pub fn skim(text: &str) -> Parsed<'_> {
    let skimmed = |tile: Span| {
        let tokens = Tokens::new(text, tile);
        let negations = negations(&tokens);
        Sentence { tile, tokens, senses: Vec::new(), negations, claims: Vec::new() }
    };
    Parsed { text, sentences: sentences(text).into_iter().map(skimmed).collect(), quotes: Vec::new() }
}

/// Reads one sentence, claims aside.
fn read<'a>(text: &'a str, tile: Span, lexicon: &Lexicon) -> Sentence<'a> {
    let tokens = Tokens::new(text, tile);
    let senses = senses(&tokens, lexicon);
    let negations = negations(&tokens);
    Sentence { tile, tokens, senses, negations, claims: Vec::new() }
}

/// The first finite predicate that is not in a relative clause, else the first predicate.
pub fn main_predicate(senses: &[Sense]) -> Option<usize> {
    (0..senses.len())
        .find(|i| senses[*i].predicate && senses[*i].mood == sense::Mood::Finite)
        .or_else(|| (0..senses.len()).find(|i| senses[*i].predicate))
}
