//! A trained model: claim in, probabilities and reasons out.
//!
//! Shared and immutable; each thread has its own [`RowSink`].

use crate::features::stem::Stemmer;
use crate::features::vocabulary::{RowSink, Vocabulary};
use crate::features::{Family, TextSettings, View, features, view::Place};
use crate::label::Labels;
use crate::lexicon::Lexicon;
use crate::solver::softmax::{argmax, softmax};
use serde::{Deserialize, Serialize};

/// What is known of a model's making; no dates, so that training twice gives the same bytes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Facts {
    /// Version of demarche that trained it.
    pub trained_by: String,
    /// Rows of training data.
    pub rows: usize,
    /// Rows of each label, in label order.
    pub label_rows: Vec<usize>,
    /// CRC-32 of the training tables, in hexadecimal.
    pub data_crc32: String,
    /// Parameters of training, by name.
    pub parameters: Vec<(String, String)>,
    /// Scores on held-out folds, by name.
    pub scores: Vec<(String, f64)>,
    /// Probability that each label must reach, in label order, above 1 where it is to be
    /// abstained from always ([`crate::abstention::UNREACHABLE`]); empty for none.
    pub thresholds: Vec<f64>,
}

/// A multinomial logistic regression on named features.
#[derive(Debug)]
pub struct Model {
    /// The labels.
    pub labels: Labels,
    /// How text becomes features.
    pub settings: TextSettings,
    /// The features.
    pub vocabulary: Vocabulary,
    /// `weights[feature * labels + label]`.
    pub weights: Vec<f32>,
    /// One number a label.
    pub intercept: Vec<f64>,
    /// The map from scores to calibrated scores.
    pub calibration: crate::calibration::Calibration,
    /// How it was made.
    pub facts: Facts,
    stemmer: Stemmer,
    lexicon: Option<Lexicon>,
}

/// What a model says of one claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// The likeliest label.
    pub label: usize,
    /// The probability of every label, calibrated.
    pub probabilities: Vec<f64>,
}

/// A feature's part in a decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The feature's number.
    pub feature: usize,
    /// Its value times its weight for the label less that for the rival.
    pub weight: f64,
    /// Where it stands, if it stands somewhere.
    pub place: Option<Place>,
}

/// A decision taken apart: the terms add up to the difference of the two raw scores.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The label decided for.
    pub label: usize,
    /// The label that came next.
    pub rival: usize,
    /// The difference of the intercepts.
    pub intercept: f64,
    /// The features, those that mattered most first.
    pub evidence: Vec<Evidence>,
}

impl Model {
    /// Puts a model together.
    ///
    /// # Errors
    /// As [`TextSettings::check`], and [`crate::error::Error::Lexicon`] for faulty extra entries.
    pub fn new(
        labels: Labels,
        settings: TextSettings,
        vocabulary: Vocabulary,
        weights: Vec<f32>,
        intercept: Vec<f64>,
        calibration: crate::calibration::Calibration,
        facts: Facts,
    ) -> Result<Self, crate::error::Error> {
        settings.check()?;
        let stemmer = Stemmer::new(&settings.language)?;
        let lexicon = extended(&settings)?;
        Ok(Self { labels, settings, vocabulary, weights, intercept, calibration, facts, stemmer, lexicon })
    }

    /// The lexicon that this model reads with.
    pub fn lexicon(&self) -> &Lexicon {
        self.lexicon.as_ref().unwrap_or_else(|| Lexicon::english())
    }

    /// Predicts one claim.
    pub fn predict<'a>(&'a self, view: &View, scratch: &mut RowSink<'a>) -> Prediction {
        let mut scores = self.scores_of(view, scratch);
        self.calibration.apply(&mut scores);
        softmax(&mut scores);
        Prediction { label: argmax(&scores), probabilities: scores }
    }

    /// As [`Self::predict`], and beside it the probabilities before calibration.
    pub fn predict_twice<'a>(&'a self, view: &View, scratch: &mut RowSink<'a>) -> (Prediction, Vec<f64>) {
        let mut raw = self.scores_of(view, scratch);
        let mut scores = raw.clone();
        self.calibration.apply(&mut scores);
        softmax(&mut scores);
        softmax(&mut raw);
        (Prediction { label: argmax(&scores), probabilities: scores }, raw)
    }

    fn scores_of<'a>(&'a self, view: &View, scratch: &mut RowSink<'a>) -> Vec<f64> {
        scratch.clear();
        features(view, &self.settings, &self.stemmer, scratch);
        self.scores(scratch.row(&self.settings))
    }

    /// Predicts a row: a text taken as one claim of `speaker`.
    pub fn predict_text(&self, text: &str, speaker: &str) -> Prediction {
        let parsed = self.settings.parse_row(text, self.lexicon());
        let view = View::of_row(&parsed, speaker, self.lexicon());
        self.predict(&view, &mut self.scratch())
    }

    /// Memory for predictions, one for each thread.
    pub fn scratch(&self) -> RowSink<'_> {
        RowSink::new(&self.vocabulary)
    }

    /// Raw scores of a row.
    pub fn scores(&self, row: &[(u32, f32)]) -> Vec<f64> {
        let k = self.labels.len();
        let mut scores = self.intercept.clone();
        for &(feature, value) in row {
            let start = feature as usize * k;
            for (score, weight) in scores.iter_mut().zip(&self.weights[start..start + k]) {
                *score += f64::from(value) * f64::from(*weight);
            }
        }
        scores
    }

    /// Takes the decision for one claim apart, for its label against the runner-up.
    pub fn explain(&self, view: &View, prediction: &Prediction) -> Explanation {
        let mut sink = self.scratch();
        sink.places = Some(Vec::new());
        features(view, &self.settings, &self.stemmer, &mut sink);
        let places = sink.places.take().unwrap_or_default();
        let k = self.labels.len();
        let label = prediction.label;
        let rival = (0..k)
            .filter(|l| *l != label)
            .max_by(|a, b| {
                prediction.probabilities[*a].total_cmp(&prediction.probabilities[*b]).then(b.cmp(a))
            })
            .unwrap_or(label);
        let mut evidence: Vec<Evidence> = sink
            .row(&self.settings)
            .iter()
            .map(|&(id, value)| {
                let weights = &self.weights[id as usize * k..(id as usize + 1) * k];
                let place = places.iter().find(|(p, _)| *p == id).map(|(_, place)| *place);
                Evidence {
                    feature: id as usize,
                    weight: f64::from(value) * (f64::from(weights[label]) - f64::from(weights[rival])),
                    place,
                }
            })
            .collect();
        evidence.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then(a.feature.cmp(&b.feature)));
        Explanation { label, rival, intercept: self.intercept[label] - self.intercept[rival], evidence }
    }

    /// The `top` features with the largest weight for `label` above the mean of the labels, or below it.
    pub fn strongest(&self, label: usize, top: usize, against: bool) -> Vec<(&str, Family, f64)> {
        let k = self.labels.len();
        let mut all: Vec<(usize, f64)> = self
            .weights
            .chunks_exact(k)
            .enumerate()
            .map(|(id, weights)| {
                (
                    id,
                    f64::from(weights[label]) - weights.iter().map(|w| f64::from(*w)).sum::<f64>() / k as f64,
                )
            })
            .collect();
        all.sort_by(|a, b| {
            if against { a.1.total_cmp(&b.1) } else { b.1.total_cmp(&a.1) }.then(a.0.cmp(&b.0))
        });
        all.into_iter()
            .take(top)
            .map(|(id, w)| (self.vocabulary.name(id), self.vocabulary.families()[id], w))
            .collect()
    }
}

/// The built-in lexicon with the settings' own entries on top, where there are any.
///
/// # Errors
/// [`crate::error::Error::Lexicon`] for a faulty entry.
pub fn extended(settings: &TextSettings) -> Result<Option<Lexicon>, crate::error::Error> {
    if settings.lexicon.is_empty() {
        return Ok(None);
    }
    let mut lexicon = Lexicon::english().clone();
    lexicon.extend(&settings.lexicon, "the model's own lexicon")?;
    Ok(Some(lexicon))
}
