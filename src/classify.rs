//! Article → labelled claims, in the shape that goes out.
//!
//! Offsets are code points of the article's text; the fields are those of the
//! JSON schema in `tests/schema`.

use crate::article::Article;
use crate::claim::{Claim, Parsed, Source, parse};
use crate::features::View;
use crate::label::NONE;
use crate::model::{Explanation, Model, Prediction};
use crate::span::{CodePoints, Span};
use serde::Serialize;

/// A stretch of text, in code points.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Place {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// Who holds a claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Speaker {
    /// The words, where they stand in the text.
    pub text: Option<String>,
    /// Where they stand.
    pub start: Option<usize>,
    /// One past where they end.
    pub end: Option<usize>,
    /// Who it is, where that is certain.
    pub resolved: Option<String>,
    /// What kind of source it is.
    pub kind: &'static str,
}

/// The words of a cue.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cue {
    /// The words.
    pub text: String,
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// A negation within a claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NegationOut {
    /// The cue's words.
    pub cue: String,
    /// First code point of the cue.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// First and one past the last code point of its scope.
    pub scope: [usize; 2],
}

/// A feature that decided.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EvidenceOut {
    /// The feature's name.
    pub feature: String,
    /// Its family.
    pub family: &'static str,
    /// How much it moved the score, for the label against the runner-up.
    pub weight: f64,
    /// Where it stands, where it stands somewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<usize>,
    /// One past where it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<usize>,
}

/// A labelled claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelledClaim {
    /// The article's id.
    pub article: String,
    /// Its number in the article, from 0, claims of label `none` counted.
    pub claim: usize,
    /// Its sentence's number, from 0.
    pub sentence: usize,
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The words.
    pub text: String,
    /// Who holds it.
    pub speaker: Option<Speaker>,
    /// What attributes it.
    pub cue: Option<Cue>,
    /// What is held.
    pub content: Vec<Place>,
    /// The label.
    pub label: String,
    /// The label's probability.
    pub probability: f64,
    /// Whether the probability stays below the threshold that was asked for.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub abstained: bool,
    /// The probability of every label, in label order.
    #[serde(serialize_with = "as_map")]
    pub probabilities: Vec<(String, f64)>,
    /// Negations in the claim.
    pub negation: Vec<NegationOut>,
    /// What decided, where that was asked for.
    pub evidence: Vec<EvidenceOut>,
    /// The label that the evidence speaks against.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runner_up: Option<String>,
}

fn as_map<S: serde::Serializer>(pairs: &[(String, f64)], serializer: S) -> Result<S::Ok, S::Error> {
    use serde::ser::SerializeMap;
    let mut map = serializer.serialize_map(Some(pairs.len()))?;
    for (key, value) in pairs {
        map.serialize_entry(key, value)?;
    }
    map.end()
}

/// What a user may choose about classifying.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Whether claims labelled `none` come too.
    pub include_none: bool,
    /// Whether the evidence comes too, and how many features of it.
    pub explain: Option<usize>,
    /// Least probability; claims below it are marked as abstained.
    pub min_probability: Option<f64>,
}

/// The labelled claims of an article, in text order.
pub fn classify(article: &Article, model: &Model, options: &Options) -> Vec<LabelledClaim> {
    let parsed = parse(&article.text, model.lexicon());
    label(article, &parsed, model, options)
}

/// The labelled claims of an article whose text is parsed already, with the model's
/// lexicon.
pub fn label(article: &Article, parsed: &Parsed, model: &Model, options: &Options) -> Vec<LabelledClaim> {
    let points = CodePoints::new(&article.text);
    let mut scratch = model.scratch();
    let mut out = Vec::new();
    let mut number = 0;
    for (n, sentence) in parsed.sentences.iter().enumerate() {
        for claim in &sentence.claims {
            let view = View::of_claim(parsed, n, claim, model.lexicon());
            let prediction = model.predict(&view, &mut scratch);
            let name = model.labels.name(prediction.label);
            number += 1;
            if name == NONE && !options.include_none {
                continue;
            }
            let mut labelled = labelled(article, parsed, n, claim, &points, model, &prediction, options);
            labelled.claim = number - 1;
            if let Some(top) = options.explain {
                evidence(&mut labelled, &model.explain(&view, &prediction), &view, model, &points, top);
            }
            out.push(labelled);
        }
    }
    out
}

/// A whole text taken as one claim.
pub fn classify_row(
    article: &Article,
    speaker: &str,
    model: &Model,
    options: &Options,
) -> Option<LabelledClaim> {
    let parsed = parse(&article.text, model.lexicon());
    let points = CodePoints::new(&article.text);
    let view = View::of_row(&parsed, speaker, model.lexicon());
    let prediction = model.predict(&view, &mut model.scratch());
    if model.labels.name(prediction.label) == NONE && !options.include_none {
        return None;
    }
    let span = Span::new(0, article.text.len()).trim(&article.text);
    let source = (!speaker.is_empty()).then(|| crate::claim::Source {
        span: view.source_span,
        kind: crate::claim::kind::SourceKind::Unnamed,
        resolved: Some(speaker.to_owned()),
    });
    let claim = Claim {
        span,
        source: source.or_else(|| view.source.cloned()),
        cue: None,
        content: vec![span],
        head: None,
        quoted: false,
        narration: false,
    };
    let mut labelled = labelled(article, &parsed, 0, &claim, &points, model, &prediction, options);
    if let Some(top) = options.explain {
        evidence(&mut labelled, &model.explain(&view, &prediction), &view, model, &points, top);
    }
    Some(labelled)
}

#[allow(clippy::too_many_arguments)]
fn labelled(
    article: &Article,
    parsed: &Parsed,
    sentence: usize,
    claim: &Claim,
    points: &CodePoints,
    model: &Model,
    prediction: &Prediction,
    options: &Options,
) -> LabelledClaim {
    let text = &article.text;
    let [start, end] = points.span(claim.span);
    let probability = prediction.probabilities[prediction.label];
    let threshold = options.min_probability.or_else(|| model.facts.thresholds.get(prediction.label).copied());
    LabelledClaim {
        article: article.id.clone(),
        claim: 0,
        sentence,
        start,
        end,
        text: claim.span.of(text).to_owned(),
        speaker: claim.source.as_ref().map(|s| speaker(s, text, points)),
        cue: claim.cue.map(|span| Cue::new(span, text, points)),
        content: claim
            .content
            .iter()
            .map(|span| points.span(*span))
            .map(|[start, end]| Place { start, end })
            .collect(),
        label: model.labels.name(prediction.label).to_owned(),
        probability: round(probability),
        abstained: threshold.is_some_and(|t| probability < t),
        probabilities: model
            .labels
            .names()
            .iter()
            .cloned()
            .zip(prediction.probabilities.iter().map(|p| round(*p)))
            .collect(),
        negation: negations(parsed, sentence, claim, points),
        evidence: Vec::new(),
        runner_up: None,
    }
}

/// A source in the shape that goes out.
pub fn speaker(source: &Source, text: &str, points: &CodePoints) -> Speaker {
    let place = source.span.map(|span| points.span(span));
    Speaker {
        text: source.span.map(|span| span.of(text).to_owned()),
        start: place.map(|p| p[0]),
        end: place.map(|p| p[1]),
        resolved: source.resolved.clone(),
        kind: source.kind.name(),
    }
}

impl Cue {
    /// The cue at `span` of `text`.
    pub fn new(span: Span, text: &str, points: &CodePoints) -> Self {
        let [start, end] = points.span(span);
        Self { text: span.of(text).to_owned(), start, end }
    }
}

/// Six decimals, so that a file is the same to the byte on every machine.
fn round(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

fn negations(parsed: &Parsed, sentence: usize, claim: &Claim, points: &CodePoints) -> Vec<NegationOut> {
    let Some(sentence) = parsed.sentences.get(sentence) else { return Vec::new() };
    let tokens = &sentence.tokens;
    sentence
        .negations
        .iter()
        .filter_map(|n| {
            let run = *n.cue.first()?;
            let mut cue = tokens.span_of(run.0, run.1);
            if let Some((from, to)) = n.affix {
                cue = Span::new(cue.start + from, cue.start + to);
            }
            let scope = n.scope.iter().map(|r| tokens.span_of(r.0, r.1)).reduce(Span::join)?;
            let [start, end] = points.span(cue);
            claim.span.contains(cue).then(|| NegationOut {
                cue: cue.of(parsed.text).to_owned(),
                start,
                end,
                scope: points.span(scope),
            })
        })
        .collect()
}

fn evidence(
    labelled: &mut LabelledClaim,
    explanation: &Explanation,
    view: &View,
    model: &Model,
    points: &CodePoints,
    top: usize,
) {
    labelled.runner_up = Some(model.labels.name(explanation.rival).to_owned());
    labelled.evidence = explanation
        .evidence
        .iter()
        .take(top)
        .map(|e| {
            let place =
                e.place.map(|p| points.span(view.parts[p.part].sentence.tokens.span_of(p.start, p.end)));
            EvidenceOut {
                feature: model.vocabulary.name(e.feature).to_owned(),
                family: model.vocabulary.families()[e.feature].name(),
                weight: round(e.weight),
                start: place.map(|p| p[0]),
                end: place.map(|p| p[1]),
            }
        })
        .collect();
}
