//! Labelled rows and models → how well the models label the rows.
//!
//! Either one model judges all rows, or each fold's rows are judged by a model
//! of the other folds. Labels are the union of table and models, so that a label
//! that a model lacks is an error in every row that has it.

use crate::dataset::Row;
use crate::error::Error;
use crate::folds;
use crate::label::Labels;
use crate::metrics::{
    Bootstrap, Confusion, Forecasts, Interval, ReliabilityBin, Resampled, expected_calibration_error,
};
use crate::model::{Facts, Model, Prediction};
use crate::train::{Options, train};
use rayon::prelude::*;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// The models that judge the rows of a table.
#[derive(Debug)]
pub struct Judges {
    models: Vec<Model>,
    /// The model of each row; empty where there is only one.
    of_row: Vec<usize>,
}

impl Judges {
    /// One model for all rows.
    pub fn one(model: Model) -> Self {
        Self { models: vec![model], of_row: Vec::new() }
    }

    /// One model a fold, trained with `options` on the other folds' rows alone;
    /// rows of a group share a fold.
    ///
    /// # Errors
    /// As [`train`] and [`folds::assign`].
    pub fn cross_validated(rows: &[Row], options: &Options, k: usize) -> Result<Self, Error> {
        let labels = Labels::of(rows.iter().map(|row| row.label.as_str()))?;
        let truth: Vec<usize> = rows.iter().map(|row| labels.id(&row.label).unwrap_or_default()).collect();
        let of_row = folds::assign(&truth, Some(&groups(rows)), k, options.seed)?;
        let models = (0..k)
            .into_par_iter()
            .map(|fold| {
                let others = rows.iter().zip(&of_row).filter(|(_, of)| **of != fold);
                let others: Vec<Row> = others.map(|(row, _)| row.clone()).collect();
                Ok(train(&others, options, Facts::default())?.model)
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self { models, of_row })
    }

    /// The model that judges row `n`.
    pub fn of(&self, n: usize) -> &Model {
        &self.models[self.of_row.get(n).copied().unwrap_or(0)]
    }

    fn knows(&self, label: &str) -> bool {
        self.models.iter().any(|model| model.labels.id(label).is_some())
    }
}

/// The group of each row; a row without one is its own.
pub fn groups(rows: &[Row]) -> Vec<String> {
    let own = |(n, row): (usize, &Row)| {
        if row.group.is_empty() { format!("\0{n}") } else { row.group.clone() }
    };
    rows.iter().enumerate().map(own).collect()
}

/// How well models label the rows of a table.
///
/// Serialises to the keys of scikit-learn's `classification_report` with
/// `output_dict=True`, and all further figures under `details`.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// The labels of table and models, sorted.
    pub labels: Vec<String>,
    /// Those that no model knows.
    pub unknown: Vec<String>,
    /// The prediction for each row, by the labels of its model.
    pub predictions: Vec<Prediction>,
    /// How many groups the rows are in, where they are in any.
    pub groups: Option<usize>,
    /// Truth against prediction.
    pub confusion: Confusion,
    /// 95 % intervals from whole groups drawn again and again.
    pub intervals: Resampled<Interval>,
    /// Mean of −ln p(truth).
    pub log_loss: Option<f64>,
    /// Brier's score, from 0 to 2.
    pub brier: Option<f64>,
    /// The rows by their largest probability.
    pub reliability: Vec<ReliabilityBin>,
}

/// Has every row judged, and counts.
///
/// # Errors
/// [`Error::Parameter`] where a model gives no probabilities.
pub fn evaluate(rows: &[Row], judges: &Judges) -> Result<Evaluation, Error> {
    let known = judges.models.iter().flat_map(|model| model.labels.names().iter().cloned());
    let mut labels: Vec<String> = known.chain(rows.iter().map(|row| row.label.clone())).collect();
    labels.sort_unstable();
    labels.dedup();
    let k = labels.len();
    let id = |name: &str| labels.binary_search_by(|label| label.as_str().cmp(name)).unwrap_or_default();
    let predictions: Vec<Prediction> = rows
        .par_iter()
        .enumerate()
        .map(|(n, row)| judges.of(n).predict_text(&row.text, &row.speaker))
        .collect();
    let truth: Vec<usize> = rows.iter().map(|row| id(&row.label)).collect();
    let mut predicted = Vec::with_capacity(rows.len());
    let mut probabilities = vec![0.0; rows.len() * k];
    for (n, prediction) in predictions.iter().enumerate() {
        let names = &judges.of(n).labels;
        predicted.push(id(names.name(prediction.label)));
        for (label, probability) in prediction.probabilities.iter().enumerate() {
            probabilities[n * k + id(names.name(label))] = probability.clamp(0.0, 1.0);
        }
    }
    let grouped = rows.iter().any(|row| !row.group.is_empty()).then(|| groups(rows));
    let forecasts = Forecasts::new(&truth, &probabilities, k)?;
    Ok(Evaluation {
        unknown: labels.iter().filter(|label| !judges.knows(label)).cloned().collect(),
        confusion: Confusion::of(k, &truth, &predicted)?,
        intervals: Bootstrap::default().intervals(k, &truth, &predicted, grouped.as_deref())?,
        groups: grouped.map(|mut names| {
            names.sort_unstable();
            names.dedup();
            names.len()
        }),
        log_loss: forecasts.log_loss(),
        brier: forecasts.brier(),
        reliability: forecasts.reliability(),
        predictions,
        labels,
    })
}

impl Evaluation {
    /// Expected calibration error over 15 bins.
    pub fn calibration_error(&self) -> Option<f64> {
        expected_calibration_error(&self.reliability)
    }

    /// A figure by its name on the command line.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a name that stands for none.
    pub fn figure(&self, name: &str) -> Result<Option<f64>, Error> {
        let c = &self.confusion;
        Ok(match name {
            "accuracy" => c.accuracy(),
            "balanced-accuracy" => c.balanced_accuracy(),
            "macro-f1" => c.macro_average().f1,
            "weighted-f1" => c.weighted_average().f1,
            "matthews" => c.matthews(),
            "kappa" => c.kappa(),
            _ => {
                let label = name.strip_prefix("f1:");
                let label = label.and_then(|label| self.labels.iter().position(|known| known == label));
                c.f1(label.ok_or_else(|| Error::Parameter {
                    name: "figure",
                    found: name.to_owned(),
                    expected: "accuracy, balanced-accuracy, macro-f1, weighted-f1, matthews, kappa or f1:LABEL",
                })?)
            }
        })
    }
}

impl Serialize for Evaluation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let report = self.confusion.report(&self.labels);
        let mut map = serializer.serialize_map(Some(report.labels.len() + 4))?;
        for (label, scores) in &report.labels {
            map.serialize_entry(label, scores)?;
        }
        map.serialize_entry("accuracy", &report.accuracy)?;
        map.serialize_entry("macro avg", &report.macro_average)?;
        map.serialize_entry("weighted avg", &report.weighted_average)?;
        map.serialize_entry("details", &Details::of(self))?;
        map.end()
    }
}

/// What scikit-learn's report has no key for.
#[derive(serde::Serialize)]
struct Details<'a> {
    rows: usize,
    groups: Option<usize>,
    labels_unknown_to_model: &'a [String],
    balanced_accuracy: Option<f64>,
    matthews_correlation: Option<f64>,
    cohen_kappa: Option<f64>,
    log_loss: Option<f64>,
    brier: Option<f64>,
    expected_calibration_error: Option<f64>,
    intervals_95: &'a Resampled<Interval>,
    confusion_matrix: Matrix<'a>,
}

/// Counts, a row for each true label.
#[derive(serde::Serialize)]
struct Matrix<'a> {
    labels: &'a [String],
    counts: Vec<Vec<u64>>,
}

impl<'a> Details<'a> {
    fn of(evaluation: &'a Evaluation) -> Self {
        let c = &evaluation.confusion;
        let k = c.n_labels();
        Self {
            rows: evaluation.predictions.len(),
            groups: evaluation.groups,
            labels_unknown_to_model: &evaluation.unknown,
            balanced_accuracy: c.balanced_accuracy(),
            matthews_correlation: c.matthews(),
            cohen_kappa: c.kappa(),
            log_loss: evaluation.log_loss,
            brier: evaluation.brier,
            expected_calibration_error: evaluation.calibration_error(),
            intervals_95: &evaluation.intervals,
            confusion_matrix: Matrix {
                labels: &evaluation.labels,
                counts: (0..k).map(|t| (0..k).map(|p| c.count(t, p)).collect()).collect(),
            },
        }
    }
}
