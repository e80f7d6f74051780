//! Truth and predictions → the report of `evaluate`, as text and as JSON.

use super::layout::Paint;
use crate::cli::evaluate::Judges;
use crate::cli::tables::{self, Labelled};
use demarche::error::Error;
use demarche::metrics::{Bootstrap, Confusion, Forecasts, Interval, expected_calibration_error};
use demarche::model::Prediction;
use serde::Serialize;
use serde_json::{Value, json};
use std::fmt::Write;

/// The labels of table and model, and those that the model lacks.
pub struct Named {
    /// All of them, sorted.
    pub names: Vec<String>,
    /// Those that only the table has.
    pub unknown: Vec<String>,
}

/// What is said of a model on a table.
pub struct Evaluation {
    names: Vec<String>,
    unknown: Vec<String>,
    model: String,
    summary: Vec<String>,
    rows: usize,
    groups: Option<usize>,
    confusion: Confusion,
    macro_f1: Option<Interval>,
    log_loss: Option<f64>,
    brier: Option<f64>,
    calibration_error: Option<f64>,
}

/// The figures beside those of scikit-learn's report.
#[derive(Serialize)]
struct Details<'a> {
    model: &'a str,
    rows: usize,
    groups: Option<usize>,
    labels_unknown_to_model: &'a [String],
    balanced_accuracy: Option<f64>,
    log_loss: Option<f64>,
    brier: Option<f64>,
    expected_calibration_error: Option<f64>,
    matthews_correlation: Option<f64>,
    cohen_kappa: Option<f64>,
    macro_f1_interval_95: Option<Interval>,
    confusion_matrix: Value,
}

impl Evaluation {
    /// Counts and measures.
    ///
    /// # Errors
    /// Never for predictions of the rows; the metrics' types ask for it.
    pub fn new(
        data: &Labelled,
        labels: &Named,
        judges: &Judges,
        predictions: &[Prediction],
    ) -> Result<Self, Error> {
        let id = |name: &str| labels.names.iter().position(|n| n == name).unwrap_or_default();
        let truth: Vec<usize> = data.rows.iter().map(|row| id(&row.label)).collect();
        let k = labels.names.len();
        let mut predicted = Vec::with_capacity(truth.len());
        let mut probabilities = vec![0.0; truth.len() * k];
        for (n, prediction) in predictions.iter().enumerate() {
            let model = judges.of(n);
            predicted.push(id(model.labels.name(prediction.label)));
            for (label, probability) in prediction.probabilities.iter().enumerate() {
                probabilities[n * k + id(model.labels.name(label))] = probability.clamp(0.0, 1.0);
            }
        }
        let groups = data.grouped.then(|| tables::groups(&data.rows));
        let intervals = Bootstrap::default().intervals(k, &truth, &predicted, groups.as_deref())?;
        let forecasts = Forecasts::new(&truth, &probabilities, k)?;
        let count = groups.map(|mut groups| {
            groups.sort_unstable();
            groups.dedup();
            groups.len()
        });
        Ok(Self {
            names: labels.names.clone(),
            unknown: labels.unknown.clone(),
            model: judges.name.clone(),
            summary: data.summary.clone(),
            rows: truth.len(),
            groups: count,
            confusion: Confusion::of(k, &truth, &predicted)?,
            macro_f1: intervals.macro_f1,
            log_loss: forecasts.log_loss(),
            brier: forecasts.brier(),
            calibration_error: expected_calibration_error(&forecasts.reliability()),
        })
    }

    /// scikit-learn's report, the confusion matrix, and figures of the whole.
    pub fn text(&self, paint: Paint) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "model  {}", self.model);
        for (n, line) in self.summary.iter().enumerate() {
            let _ = writeln!(out, "{:<7}{line}", if n == 0 { "data" } else { "" });
        }
        let _ = write!(out, "\n{}\n", self.confusion.report(&self.names));
        let _ = writeln!(out, "{}", paint.bold("Confusion matrix: a row for each true label"));
        out.push_str(&self.matrix(paint));
        out.push('\n');
        let shown = |value: Option<f64>| value.map_or("-".to_owned(), |v| format!("{v:.3}"));
        let unit = match self.groups {
            Some(groups) => format!("{groups} groups drawn"),
            None => "rows drawn".to_owned(),
        };
        let mut figure = |name: &str, value: String| {
            let _ = writeln!(out, "{name:<22}{value}");
        };
        figure(
            "macro-F1",
            match &self.macro_f1 {
                Some(i) => format!(
                    "{:.3}   95 % interval {:.3} to {:.3} (bootstrap, {unit})",
                    i.estimate, i.low, i.high
                ),
                None => "-".to_owned(),
            },
        );
        figure("balanced accuracy", shown(self.confusion.balanced_accuracy()));
        figure("Matthews correlation", shown(self.confusion.matthews()));
        figure("Cohen's kappa", shown(self.confusion.kappa()));
        figure("log loss", shown(self.log_loss));
        figure("Brier score", shown(self.brier));
        figure("calibration error", format!("{}   expected, 15 bins", shown(self.calibration_error)));
        out
    }

    /// The labels that occur, each with its counts; those of right predictions strong.
    fn matrix(&self, paint: Paint) -> String {
        let present: Vec<usize> = self.confusion.present().collect();
        let name = |label: usize| self.names[label].as_str();
        let cell = |label: usize| {
            let most = present.iter().map(|truth| self.confusion.count(*truth, label)).max().unwrap_or(0);
            super::layout::width(name(label)).max(most.to_string().len()) + 2
        };
        let side = present.iter().map(|l| super::layout::width(name(*l))).max().unwrap_or(0);
        let pad = |text: &str, columns: usize| format!("{}{text}", super::layout::fill(text, columns));
        let mut out = " ".repeat(side);
        for &label in &present {
            out.push_str(&pad(name(label), cell(label)));
        }
        out.push('\n');
        for &truth in &present {
            out.push_str(&pad(name(truth), side));
            for &label in &present {
                let count = self.confusion.count(truth, label);
                let text = if count == 0 { "·".to_owned() } else { count.to_string() };
                let padded = pad(&text, cell(label));
                out.push_str(&if truth == label { paint.bold(&padded) } else { padded });
            }
            out.push('\n');
        }
        out
    }

    /// The keys of scikit-learn's `output_dict`, and `details` beside them.
    ///
    /// # Errors
    /// Never for figures; serde's types ask for it.
    pub fn json(&self) -> Result<String, Error> {
        let fail = |error: serde_json::Error| Error::input("report", error.to_string());
        let counts: Vec<Vec<u64>> = (0..self.names.len())
            .map(|truth| (0..self.names.len()).map(|label| self.confusion.count(truth, label)).collect())
            .collect();
        let details = Details {
            model: &self.model,
            rows: self.rows,
            groups: self.groups,
            labels_unknown_to_model: &self.unknown,
            balanced_accuracy: self.confusion.balanced_accuracy(),
            log_loss: self.log_loss,
            brier: self.brier,
            expected_calibration_error: self.calibration_error,
            matthews_correlation: self.confusion.matthews(),
            cohen_kappa: self.confusion.kappa(),
            macro_f1_interval_95: self.macro_f1,
            confusion_matrix: json!({"labels": self.names, "counts": counts}),
        };
        let mut out =
            serde_json::to_string_pretty(&Whole { report: self.confusion.report(&self.names), details })
                .map_err(fail)?;
        out.push('\n');
        Ok(out)
    }

    /// A line for each figure that stays below what was asked for.
    ///
    /// # Errors
    /// For a figure of no known name.
    pub fn missed(&self, floors: &[(String, f64)]) -> Result<Vec<String>, Error> {
        let mut missed = Vec::new();
        for (name, floor) in floors {
            let value = self.figure(name)?;
            if value.is_none_or(|value| value < *floor) {
                let found = value.map_or("undefined".to_owned(), |value| format!("{value:.4}"));
                missed.push(format!("{name} is {found}, below {floor}"));
            }
        }
        Ok(missed)
    }

    fn figure(&self, name: &str) -> Result<Option<f64>, Error> {
        let c = &self.confusion;
        Ok(match name {
            "accuracy" => c.accuracy(),
            "balanced-accuracy" => c.balanced_accuracy(),
            "macro-f1" => c.macro_average().f1,
            "weighted-f1" => c.weighted_average().f1,
            "matthews" => c.matthews(),
            "kappa" => c.kappa(),
            _ => {
                let label =
                    name.strip_prefix("f1:").and_then(|label| self.names.iter().position(|n| n == label));
                let unknown = || Error::Parameter {
                    name: "fail-under",
                    found: name.to_owned(),
                    expected: "accuracy, balanced-accuracy, macro-f1, weighted-f1, matthews, kappa or f1:LABEL",
                };
                c.f1(label.ok_or_else(unknown)?)
            }
        })
    }
}

#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    report: demarche::metrics::Report,
    details: Details<'a>,
}
