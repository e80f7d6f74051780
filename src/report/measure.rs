//! Outcomes in, everything that a report says of one system in figures out.

use super::Outcomes;
use super::certainty::{Abstained, Certainty, decisions};
use super::curves::{self, Threshold, thinned};
use super::sample::{self, Estimate, FIGURES};
use crate::error::Error;
use crate::metrics::{Bootstrap, Confusion, Forecasts, ReliabilityBin, Scores};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

/// What is measured of one label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfLabel {
    /// The label.
    pub label: String,
    /// Of its predictions, the share that is right.
    pub precision: Estimate,
    /// Of its rows, the share that was found.
    pub recall: Estimate,
    /// The harmonic mean of the two.
    pub f1: Estimate,
    /// Its rows.
    pub support: u64,
    /// Rows for which it was predicted.
    pub predicted: u64,
    /// Area under the ROC curve, against all other labels.
    pub auroc: Option<f64>,
    /// Average precision, against all other labels.
    pub average_precision: Option<f64>,
}

/// A curve of precision over recall.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Curve {
    /// The label.
    pub label: String,
    /// The share of rows that have it: what guessing would reach.
    pub base: f64,
    /// From the strictest threshold to the laxest.
    pub points: Vec<Threshold>,
}

/// How intervals were made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sampling {
    /// Share of the samples inside an interval.
    pub level: f64,
    /// Samples drawn.
    pub rounds: usize,
    /// Seed of the draws.
    pub seed: u64,
    /// What was drawn: `groups` or `rows`.
    pub unit: &'static str,
    /// How many of them there are.
    pub units: usize,
}

/// The figures of one system on some rows.
#[derive(Debug, Clone, Serialize)]
pub struct Evaluation {
    /// Rows.
    pub rows: usize,
    /// How intervals were made.
    pub sampling: Sampling,
    /// Figures of the whole, with intervals, in the order of [`FIGURES`].
    #[serde(serialize_with = "by_name")]
    pub figures: Vec<(&'static str, Estimate)>,
    /// Figures of each label that occurs.
    pub labels: Vec<OfLabel>,
    /// All decisions taken together; with one label a row, each is the accuracy.
    pub micro_average: Scores,
    /// The plain mean over the labels.
    pub macro_average: Scores,
    /// The mean over the labels by their rows.
    pub weighted_average: Scores,
    /// The labels that have a row or a prediction, in the order of the matrix.
    pub matrix_labels: Vec<String>,
    /// `[true label][predicted label]` counts of rows.
    pub confusion_matrix: Vec<Vec<u64>>,
    /// Rows in bins of their largest probability; empty without probabilities.
    pub reliability: Vec<ReliabilityBin>,
    /// How right it is where it is certain.
    #[serde(flatten)]
    pub certainty: Certainty,
    /// One curve a label with rows; empty without probabilities.
    pub precision_recall: Vec<Curve>,
    /// The table of counts over all labels.
    #[serde(skip)]
    pub confusion: Confusion,
}

fn by_name<S: Serializer>(figures: &[(&'static str, Estimate)], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(figures.len()))?;
    for (name, estimate) in figures {
        map.serialize_entry(name, estimate)?;
    }
    map.end()
}

impl Evaluation {
    /// Measures.
    ///
    /// # Errors
    /// Where lists do not fit each other, there are no rows, or a probability is not one.
    pub fn new(outcomes: &Outcomes, bootstrap: &Bootstrap) -> Result<Self, Error> {
        outcomes.check()?;
        let (n, k) = (outcomes.truth.len(), outcomes.labels.len());
        let confusion = Confusion::of(k, &outcomes.truth, &outcomes.predicted)?;
        let estimates = sample::estimates(outcomes, bootstrap)?;
        let probable = !outcomes.probabilities.is_empty();
        let forecasts =
            if probable { Some(Forecasts::new(&outcomes.truth, &outcomes.probabilities, k)?) } else { None };
        let present: Vec<usize> = confusion.present().collect();
        let labels = present
            .iter()
            .map(|&label| OfLabel {
                label: outcomes.labels[label].clone(),
                precision: estimates.labels[label][0],
                recall: estimates.labels[label][1],
                f1: estimates.labels[label][2],
                support: confusion.support(label),
                predicted: confusion.predicted(label),
                auroc: forecasts.and_then(|f| f.auroc(label)),
                average_precision: forecasts.and_then(|f| f.average_precision(label)),
            })
            .collect();
        let curve = |label: usize| {
            let points = curves::precision_recall(&outcomes.truth, &outcomes.probabilities, k, label);
            let points = thinned(&points, |p| (p.recall, p.precision));
            let base = confusion.support(label) as f64 / n as f64;
            (!points.is_empty()).then(|| Curve { label: outcomes.labels[label].clone(), base, points })
        };
        let units = outcomes.groups.as_ref().map_or(n, |groups| {
            let mut groups = groups.clone();
            groups.sort_unstable();
            groups.dedup();
            groups.len()
        });
        Ok(Self {
            rows: n,
            sampling: Sampling {
                level: bootstrap.level,
                rounds: bootstrap.rounds,
                seed: bootstrap.seed,
                unit: if outcomes.groups.is_some() { "groups" } else { "rows" },
                units,
            },
            figures: FIGURES.into_iter().zip(estimates.whole).collect(),
            labels,
            micro_average: confusion.micro_average(),
            macro_average: confusion.macro_average(),
            weighted_average: confusion.weighted_average(),
            matrix_labels: present.iter().map(|l| outcomes.labels[*l].clone()).collect(),
            confusion_matrix: present
                .iter()
                .map(|truth| present.iter().map(|label| confusion.count(*truth, *label)).collect())
                .collect(),
            reliability: forecasts.map_or_else(Vec::new, |f| f.reliability()),
            certainty: Certainty::new(outcomes)?,
            precision_recall: if probable {
                present.iter().filter_map(|l| curve(*l)).collect()
            } else {
                Vec::new()
            },
            confusion,
        })
    }

    /// Measures the rows alone whose prediction is at least so probable; what stands in
    /// [`Self::certainty`] is of all rows.
    ///
    /// # Errors
    /// As [`Self::new`], and where no row is left.
    pub fn above(outcomes: &Outcomes, least: f64, bootstrap: &Bootstrap) -> Result<Self, Error> {
        outcomes.check()?;
        let kept = above(outcomes, least);
        if kept.is_empty() {
            return Err(Error::Parameter {
                name: "min-probability",
                found: least.to_string(),
                expected: "a probability that some row reaches",
            });
        }
        let of = outcomes.truth.len();
        let abstained = Abstained { min_probability: least, rows: of - kept.len(), of };
        let part = Self::new(&outcomes.of_rows(&kept), bootstrap)?;
        Ok(Self { certainty: Certainty { abstained: Some(abstained), ..Certainty::new(outcomes)? }, ..part })
    }

    /// A figure of [`FIGURES`] by its name; undefined for any other name.
    pub fn figure(&self, name: &str) -> Estimate {
        self.figures.iter().find(|(n, _)| *n == name).map_or_else(Estimate::default, |(_, e)| *e)
    }

    /// The most frequent confusion: true label, predicted label, rows.
    pub fn worst_confusion(&self) -> Option<(&str, &str, u64)> {
        let names = &self.matrix_labels;
        let cells = self.confusion_matrix.iter().enumerate().flat_map(|(t, row)| {
            row.iter().enumerate().filter(move |(p, _)| *p != t).map(move |(p, n)| (t, p, *n))
        });
        let (truth, predicted, n) =
            cells.filter(|(_, _, n)| *n > 0).max_by_key(|(t, p, n)| (*n, std::cmp::Reverse((*t, *p))))?;
        Some((&names[truth], &names[predicted], n))
    }
}

/// The rows whose prediction is at least so probable.
pub fn above(outcomes: &Outcomes, least: f64) -> Vec<usize> {
    decisions(outcomes).enumerate().filter(|(_, (p, _))| *p >= least).map(|(n, _)| n).collect()
}
