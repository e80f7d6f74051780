//! Truth and predictions in; reports that can be published out.
//!
//! [`Outcomes`] are what all begins with. [`Evaluation`] measures one system on
//! them, and [`page`], [`markdown`] and serde write it; [`Comparison`] holds systems
//! against each other on the same rows; [`Drift`] looks at texts without labels;
//! [`EndToEnd`] shows whole articles.
//! All of it is pure: nothing reads a file or a clock, so the same rows give the
//! same report, to the byte.

pub mod cases;
pub mod certainty;
pub mod charts;
pub mod compare;
pub mod compare_page;
pub mod curves;
pub mod drift;
pub mod gold;
pub mod markdown;
pub mod markup;
pub mod measure;
pub mod page;
pub mod sample;
pub mod sides;
pub mod slices;
pub mod svg;

pub use compare::{Comparison, System};
pub use drift::Drift;
pub use gold::EndToEnd;
pub use measure::Evaluation;
pub use slices::{Slice, Traits};

use crate::classify::EvidenceOut;
use crate::error::Error;
use serde::Serialize;
use std::collections::BTreeMap;

/// The true labels of some rows with what was predicted for them.
#[derive(Debug, Clone, Default)]
pub struct Outcomes {
    /// Names of all labels that occur, sorted.
    pub labels: Vec<String>,
    /// Number of the true label of each row.
    pub truth: Vec<usize>,
    /// Number of the predicted label of each row.
    pub predicted: Vec<usize>,
    /// `rows × labels` probabilities, row after row; empty where there are none.
    pub probabilities: Vec<f64>,
    /// The same before calibration; empty where that is not known.
    pub uncalibrated: Vec<f64>,
    /// The probability that each label must reach to be decided for; empty for none.
    pub thresholds: Vec<f64>,
    /// The number of what each row must stay together with; rows are drawn one by one
    /// without.
    pub groups: Option<Vec<usize>>,
}

impl Outcomes {
    /// The rows of some numbers alone.
    #[must_use]
    pub fn of_rows(&self, rows: &[usize]) -> Self {
        let k = self.labels.len();
        let part = |all: &[f64]| -> Vec<f64> {
            if all.is_empty() {
                return Vec::new();
            }
            rows.iter().flat_map(|n| all[n * k..(n + 1) * k].iter().copied()).collect()
        };
        Self {
            labels: self.labels.clone(),
            truth: rows.iter().map(|n| self.truth[*n]).collect(),
            predicted: rows.iter().map(|n| self.predicted[*n]).collect(),
            probabilities: part(&self.probabilities),
            uncalibrated: part(&self.uncalibrated),
            thresholds: self.thresholds.clone(),
            groups: self.groups.as_ref().map(|groups| rows.iter().map(|n| groups[*n]).collect()),
        }
    }

    /// Checks that all lists fit each other.
    ///
    /// # Errors
    /// [`Error::Parameter`] naming the first that does not, or for no rows at all.
    pub fn check(&self) -> Result<(), Error> {
        let (n, k) = (self.truth.len(), self.labels.len());
        let wrong =
            |name, found: usize, expected| Err(Error::Parameter { name, found: found.to_string(), expected });
        if n == 0 {
            return wrong("rows", 0, "at least one row with a label");
        }
        if self.predicted.len() != n {
            return wrong("number of predictions", self.predicted.len(), "one for each row");
        }
        if let Some(label) = self.truth.iter().chain(&self.predicted).find(|label| **label >= k) {
            return wrong("label", *label, "below the number of labels");
        }
        for probabilities in [&self.probabilities, &self.uncalibrated] {
            if !probabilities.is_empty() && probabilities.len() != n * k {
                return wrong("number of probabilities", probabilities.len(), "one for each row and label");
            }
        }
        if !self.thresholds.is_empty() && self.thresholds.len() != k {
            return wrong("number of thresholds", self.thresholds.len(), "one for each label");
        }
        match &self.groups {
            Some(groups) if groups.len() != n => wrong("number of groups", groups.len(), "one for each row"),
            _ => Ok(()),
        }
    }
}

/// The number of each row's group by its name; a row of an empty name is its own.
pub fn numbered<'a>(names: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let mut numbers = BTreeMap::new();
    let mut next = 0;
    names
        .map(|name| {
            let new = next;
            let number = if name.is_empty() { new } else { *numbers.entry(name).or_insert(new) };
            next += usize::from(number == new);
            number
        })
        .collect()
}

/// A row that was labelled wrongly, with what decided.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mistake {
    /// The table.
    pub file: String,
    /// The line where it begins.
    pub line: u64,
    /// The row's id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// What was predicted.
    pub predicted: String,
    /// How probable that was held to be.
    pub probability: f64,
    /// How probable its label was held to be; none where the model lacks the label.
    pub p_label: Option<f64>,
    /// The label that the evidence speaks against.
    pub runner_up: Option<String>,
    /// Who speaks, empty where not known.
    pub speaker: String,
    /// What it belongs to, empty for nothing.
    pub group: String,
    /// The words.
    pub text: String,
    /// The features that decided most; places are code points of `text`.
    pub evidence: Vec<EvidenceOut>,
}

/// A feature and its weight.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Feature {
    /// Its name.
    pub feature: String,
    /// Its family.
    pub family: &'static str,
    /// Its weight above the mean of the labels.
    pub weight: f64,
}

/// The features that speak most for and against a label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Strongest {
    /// The label.
    pub label: String,
    /// Those for it, the strongest first.
    pub favour: Vec<Feature>,
    /// Those against it, the strongest first.
    pub against: Vec<Feature>,
}

/// The scores of one fold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Fold {
    /// Number of the repetition, from 1.
    pub repeat: usize,
    /// Number of the fold, from 1.
    pub fold: usize,
    /// Rows held out.
    pub rows: usize,
    /// Share of right predictions.
    pub accuracy: Option<f64>,
    /// Macro-averaged F1.
    pub macro_f1: Option<f64>,
}

/// What a model reaches that is trained on a share of the rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Learned {
    /// The share of the training rows of each fold.
    pub share: f64,
    /// Mean number of rows that it is.
    pub rows: f64,
    /// Folds whose share was enough to train on.
    pub folds: usize,
    /// Mean and standard deviation of the folds' accuracy.
    pub accuracy: (Option<f64>, Option<f64>),
    /// Mean and standard deviation of the folds' macro-averaged F1.
    pub macro_f1: (Option<f64>, Option<f64>),
}

/// A report on one system: what was measured, and what it was measured on.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Heading.
    pub title: String,
    /// The model.
    pub model: String,
    /// The command line that made the report, empty where there was none.
    pub command: String,
    /// What a reader must know before the figures.
    pub cautions: Vec<String>,
    /// All figures.
    #[serde(flatten)]
    pub evaluation: Evaluation,
    /// Scores of each fold, where there were folds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub folds: Vec<Fold>,
    /// What fewer training rows would have given, where that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub learning_curve: Vec<Learned>,
    /// Scores of parts of the rows.
    pub slices: Vec<Slice>,
    /// Features of the model, where it is one.
    pub strongest_features: Vec<Strongest>,
    /// How many rows were labelled wrongly.
    pub mistakes: usize,
    /// Some or all of them, the most certain first.
    pub errors: Vec<Mistake>,
    /// What is known of the data.
    #[serde(serialize_with = "pairs")]
    pub data_card: Vec<(String, String)>,
    /// What is known of the model.
    #[serde(serialize_with = "pairs")]
    pub model_card: Vec<(String, String)>,
}

fn pairs<S: serde::Serializer>(pairs: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    use serde::ser::SerializeMap;
    let mut map = serializer.serialize_map(Some(pairs.len()))?;
    for (name, value) in pairs {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

/// Mean and standard deviation (of a sample, n − 1) of the values that are defined;
/// the deviation needs two.
pub fn mean_and_spread(values: impl Iterator<Item = Option<f64>>) -> (Option<f64>, Option<f64>) {
    let values: Vec<f64> = values.flatten().collect();
    let n = values.len() as f64;
    if values.is_empty() {
        return (None, None);
    }
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
    (Some(mean), (values.len() > 1).then(|| (squares / (n - 1.0)).sqrt()))
}
