//! Outcomes in, what leaving out the least certain decisions brings out.
//!
//! Everything here looks at all rows, also where other figures are of those alone that
//! reach a probability.

use super::Outcomes;
use super::curves::{self, thinned};
use crate::abstention::{Coverage, UNREACHABLE, coverage};
use crate::error::Error;
use crate::metrics::{Forecasts, expected_calibration_error};
use crate::solver::softmax::argmax;
use serde::Serialize;

/// Thresholds whose coverage is shown.
const THRESHOLDS: [f64; 7] = [0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

/// How right a system is where it is certain.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Certainty {
    /// Coverage and accuracy at each probability that occurs, the most certain first;
    /// empty without probabilities.
    pub coverage: Vec<Coverage>,
    /// The same at round thresholds.
    pub at_least: Vec<Coverage>,
    /// The same at the model's own thresholds, where it has some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_thresholds: Option<Own>,
    /// The expected calibration error of the probabilities before calibration.
    pub calibration_error_uncalibrated: Option<f64>,
    /// Which rows the other figures leave out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abstained: Option<Abstained>,
}

/// Rows that are left out, for not being certain enough.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Abstained {
    /// The least probability asked for.
    pub min_probability: f64,
    /// Rows below it.
    pub rows: usize,
    /// All rows.
    pub of: usize,
}

/// What the thresholds leave that stand in the model, one a label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Own {
    /// Rows decided.
    pub rows: usize,
    /// Rows decided by all rows.
    pub coverage: f64,
    /// The share of the rows decided that is right.
    pub accuracy: Option<f64>,
    /// Label by label.
    pub labels: Vec<OfLabel>,
}

/// What the threshold of one label leaves of its predictions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfLabel {
    /// The label.
    pub label: String,
    /// The probability that it must reach; none where nothing is certain enough.
    pub threshold: Option<f64>,
    /// Rows for which it is predicted.
    pub predicted: usize,
    /// Those of them that reach the threshold.
    pub rows: usize,
    /// The share of those that is right.
    pub precision: Option<f64>,
}

impl Certainty {
    /// Measures; nothing without probabilities.
    ///
    /// # Errors
    /// Where a probability is not one.
    pub fn new(outcomes: &Outcomes) -> Result<Self, Error> {
        let k = outcomes.labels.len();
        if outcomes.probabilities.is_empty() {
            return Ok(Self::default());
        }
        let decisions: Vec<(f64, bool)> = decisions(outcomes).collect();
        let all = decisions.len();
        let before = if outcomes.uncalibrated.is_empty() {
            None
        } else {
            let raw = Forecasts::new(&outcomes.truth, &outcomes.uncalibrated, k)?;
            expected_calibration_error(&raw.reliability())
        };
        let curve = curves::coverage(&decisions);
        Ok(Self {
            coverage: thinned(&curve, |c| (c.coverage, c.accuracy.unwrap_or(0.0))),
            at_least: THRESHOLDS.iter().map(|t| coverage(*t, decisions.iter().copied(), all)).collect(),
            own_thresholds: (!outcomes.thresholds.is_empty()).then(|| own(outcomes, &decisions)),
            calibration_error_uncalibrated: before,
            abstained: None,
        })
    }

    /// Coverage and accuracy of the most certain `share` of the rows; none without
    /// probabilities.
    pub fn accuracy_at(&self, share: f64) -> Option<Coverage> {
        self.coverage.iter().find(|c| c.coverage >= share - 1e-9).copied()
    }
}

/// The probability of each row's decision, and whether it is right.
pub fn decisions(outcomes: &Outcomes) -> impl Iterator<Item = (f64, bool)> {
    let rows = outcomes.probabilities.chunks_exact(outcomes.labels.len().max(1));
    rows.zip(&outcomes.truth).map(|(row, truth)| {
        let label = argmax(row);
        (row[label], label == *truth)
    })
}

fn own(outcomes: &Outcomes, decisions: &[(f64, bool)]) -> Own {
    let k = outcomes.labels.len();
    let least = |label: usize| outcomes.thresholds.get(label).copied().unwrap_or(0.0);
    let label_of: Vec<usize> = outcomes.probabilities.chunks_exact(k).map(argmax).collect();
    let kept = |n: &usize| decisions[*n].0 >= least(label_of[*n]);
    let share = |rows: &[usize]| {
        let right = rows.iter().filter(|n| decisions[**n].1).count();
        (!rows.is_empty()).then(|| right as f64 / rows.len() as f64)
    };
    let all: Vec<usize> = (0..decisions.len()).filter(kept).collect();
    let labels = (0..k)
        .map(|label| {
            let predicted: Vec<usize> = (0..decisions.len()).filter(|n| label_of[*n] == label).collect();
            let rows: Vec<usize> = predicted.iter().copied().filter(kept).collect();
            OfLabel {
                label: outcomes.labels[label].clone(),
                threshold: (least(label) < UNREACHABLE).then(|| least(label)),
                predicted: predicted.len(),
                rows: rows.len(),
                precision: share(&rows),
            }
        })
        .filter(|l| l.predicted > 0)
        .collect();
    Own {
        rows: all.len(),
        coverage: all.len() as f64 / decisions.len().max(1) as f64,
        accuracy: share(&all),
        labels,
    }
}
