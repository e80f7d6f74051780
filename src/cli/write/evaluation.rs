//! Figures → the report of `evaluate`, as text and as JSON.

use super::layout::Paint;
use crate::cli::tables::Labelled;
use demarche::error::Error;
use demarche::metrics::{Confusion, Scores};
use demarche::report::certainty::Certainty;
use demarche::report::markup::UNDEFINED;
use demarche::report::sample::Estimate;
use demarche::report::{Evaluation, Fold, Learned, mean_and_spread, page};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// The labels of table and model, and those that the model lacks.
pub struct Named {
    /// All of them, sorted.
    pub names: Vec<String>,
    /// Those that only the table has.
    pub unknown: Vec<String>,
}

/// What is said of a model on a table.
pub struct Summary<'a> {
    /// The rows.
    pub data: &'a Labelled,
    /// The labels.
    pub labels: &'a Named,
    /// The model's name.
    pub model: &'a str,
    /// The figures.
    pub evaluation: &'a Evaluation,
    /// Scores of each fold, where there were folds.
    pub folds: &'a [Fold],
    /// What fewer training rows would have given, where that was asked for.
    pub learned: &'a [Learned],
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
    micro_average: Scores,
    matthews_correlation: Option<f64>,
    cohen_kappa: Option<f64>,
    macro_f1_interval_95: Option<Value>,
    intervals_95: Map<String, Value>,
    auroc: Map<String, Value>,
    average_precision: Map<String, Value>,
    confusion_matrix: Value,
    #[serde(flatten)]
    certainty: &'a Certainty,
    #[serde(skip_serializing_if = "Option::is_none")]
    folds: Option<Value>,
    #[serde(skip_serializing_if = "<[Learned]>::is_empty")]
    learning_curve: &'a [Learned],
}

impl Summary<'_> {
    fn confusion(&self) -> &Confusion {
        &self.evaluation.confusion
    }

    fn groups(&self) -> Option<usize> {
        self.data.grouped.then_some(self.evaluation.sampling.units)
    }

    /// scikit-learn's report, the confusion matrix, and figures of the whole.
    pub fn text(&self, paint: Paint) -> String {
        let mut out = String::new();
        let _ = writeln!(out, "model  {}", self.model);
        for (n, line) in self.data.summary.iter().enumerate() {
            let _ = writeln!(out, "{:<7}{line}", if n == 0 { "data" } else { "" });
        }
        let left_out = page::left_out(self.evaluation);
        if !left_out.is_empty() {
            let _ = writeln!(out, "{left_out}");
        }
        let _ = write!(out, "\n{}\n", self.confusion().report(&self.labels.names));
        let _ = writeln!(out, "{}", paint.bold("Confusion matrix: a row for each true label"));
        out.push_str(&self.matrix(paint));
        out.push('\n');
        let unit = match self.groups() {
            Some(groups) => format!("{groups} groups drawn"),
            None => "rows drawn".to_owned(),
        };
        let mut figure = |name: &str, value: String| {
            let _ = writeln!(out, "{name:<22}{value}");
        };
        let whole = |name: &str| self.evaluation.figure(name);
        let interval = |e: Estimate| match (e.value, e.low, e.high) {
            (Some(value), Some(low), Some(high)) => {
                format!("{value:.3}   95 % interval {low:.3} to {high:.3}")
            }
            _ => UNDEFINED.to_owned(),
        };
        figure("accuracy", interval(whole("accuracy")));
        figure(
            "macro-F1",
            match whole("macro_f1") {
                e if e.value.is_some() => format!("{} (bootstrap, {unit})", interval(e)),
                _ => UNDEFINED.to_owned(),
            },
        );
        figure(
            "micro-F1",
            format!("{}   the accuracy, as each row has one label", shown(whole("accuracy").value)),
        );
        figure("weighted F1", interval(whole("weighted_f1")));
        figure("balanced accuracy", interval(whole("balanced_accuracy")));
        figure("Matthews correlation", interval(whole("matthews_correlation")));
        figure("Cohen's kappa", interval(whole("cohen_kappa")));
        figure("log loss", interval(whole("log_loss")));
        figure("Brier score", interval(whole("brier")));
        figure(
            "calibration error",
            format!(
                "{}   expected, 15 bins{}",
                shown(whole("expected_calibration_error").value),
                self.evaluation
                    .certainty
                    .calibration_error_uncalibrated
                    .map_or_else(String::new, |before| format!("; {before:.3} before calibration"))
            ),
        );
        if page::is_shown(self.evaluation, "groups_right") {
            figure("groups wholly right", interval(whole("groups_right")));
        }
        self.one_against_rest(&mut out, paint);
        self.certainty_text(&mut out, paint);
        self.folds_text(&mut out, paint);
        self.learned_text(&mut out, paint);
        out
    }

    fn one_against_rest(&self, out: &mut String, paint: Paint) {
        let names = self.evaluation.labels.iter().map(|l| super::layout::width(&l.label));
        let side = names.max().unwrap_or(0);
        let _ = writeln!(out, "\n{}", paint.bold("Each label against the rest"));
        let _ = writeln!(out, "{}      AUROC  average precision", " ".repeat(side));
        for label in &self.evaluation.labels {
            let fill = super::layout::fill(&label.label, side);
            let _ = writeln!(
                out,
                "{fill}{}  {:>9}  {:>17}",
                label.label,
                shown(label.auroc),
                shown(label.average_precision)
            );
        }
    }

    /// Coverage and accuracy where less certain decisions are left out.
    fn certainty_text(&self, out: &mut String, paint: Paint) {
        let c = &self.evaluation.certainty;
        if c.at_least.is_empty() {
            return;
        }
        let _ = writeln!(out, "\n{}", paint.bold("Without decisions below a probability, of all rows"));
        let _ = writeln!(out, "at least      rows  coverage   accuracy");
        for at in &c.at_least {
            let _ = writeln!(
                out,
                "{:<8.2}  {:>8}  {:>8.3}  {:>9}",
                at.threshold,
                at.rows,
                at.coverage,
                shown(at.accuracy)
            );
        }
        let Some(own) = &c.own_thresholds else { return };
        let side = own.labels.iter().map(|l| super::layout::width(&l.label)).max().unwrap_or(0).max(3);
        let _ = writeln!(out, "\n{}", paint.bold("At the model's own thresholds, by predicted label"));
        let _ = writeln!(out, "{}  at least      rows  coverage      right", " ".repeat(side));
        let mut line = |name: &str, least: &str, rows: usize, share: Option<f64>, right: Option<f64>| {
            let fill = super::layout::fill(name, side);
            let _ = writeln!(
                out,
                "{fill}{name}  {least:>8}  {rows:>8}  {:>8}  {:>9}",
                shown(share),
                shown(right)
            );
        };
        for l in &own.labels {
            let least = l.threshold.map_or_else(|| "never".to_owned(), |t| format!("{t:.3}"));
            let share = (l.predicted > 0).then(|| l.rows as f64 / l.predicted as f64);
            line(&l.label, &least, l.rows, share, l.precision);
        }
        line("all", "", own.rows, Some(own.coverage), own.accuracy);
    }

    /// Scores by the share of the training rows.
    fn learned_text(&self, out: &mut String, paint: Paint) {
        if self.learned.is_empty() {
            return;
        }
        let _ = writeln!(
            out,
            "\n{}",
            paint.bold("Learning curve: shares of the training rows, mean of the folds")
        );
        let _ = writeln!(out, "share    rows  folds   accuracy    s.d.   macro-F1    s.d.");
        let deviation = |v: Option<f64>| v.map_or_else(String::new, |v| format!("{v:.3}"));
        for p in self.learned {
            let _ = writeln!(
                out,
                "{:<5.2}  {:>6.0}  {:>5}  {:>9}  {:>6}  {:>9}  {:>6}",
                p.share,
                p.rows,
                p.folds,
                shown(p.accuracy.0),
                deviation(p.accuracy.1),
                shown(p.macro_f1.0),
                deviation(p.macro_f1.1)
            );
        }
    }

    fn folds_text(&self, out: &mut String, paint: Paint) {
        if self.folds.is_empty() {
            return;
        }
        let _ = writeln!(out, "\n{}", paint.bold("Scores of each fold"));
        let _ = writeln!(out, "repetition  fold    rows   accuracy   macro-F1");
        for f in self.folds {
            let _ = writeln!(
                out,
                "{:>10}  {:>4}  {:>6}  {:>9}  {:>9}",
                f.repeat,
                f.fold,
                f.rows,
                shown(f.accuracy),
                shown(f.macro_f1)
            );
        }
        let accuracy = mean_and_spread(self.folds.iter().map(|f| f.accuracy));
        let macro_f1 = mean_and_spread(self.folds.iter().map(|f| f.macro_f1));
        let _ = writeln!(out, "{:>24}  {:>9}  {:>9}", "mean", shown(accuracy.0), shown(macro_f1.0));
        let _ =
            writeln!(out, "{:>24}  {:>9}  {:>9}", "standard deviation", shown(accuracy.1), shown(macro_f1.1));
    }

    /// The labels that occur, each with its counts; those of right predictions strong.
    fn matrix(&self, paint: Paint) -> String {
        let confusion = self.confusion();
        let present: Vec<usize> = confusion.present().collect();
        let name = |label: usize| self.labels.names[label].as_str();
        let cell = |label: usize| {
            let most = present.iter().map(|truth| confusion.count(*truth, label)).max().unwrap_or(0);
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
                let count = confusion.count(truth, label);
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
        let (e, names) = (self.evaluation, &self.labels.names);
        let counts: Vec<Vec<u64>> = (0..names.len())
            .map(|truth| (0..names.len()).map(|label| e.confusion.count(truth, label)).collect())
            .collect();
        let interval = |e: &Estimate| json!({"estimate": e.value, "low": e.low, "high": e.high});
        let of_label = |value: fn(&demarche::report::measure::OfLabel) -> Option<f64>| -> Map<String, Value> {
            e.labels.iter().map(|l| (l.label.clone(), Value::from(value(l)))).collect()
        };
        let figure = |name: &str| e.figure(name).value;
        let folds = (!self.folds.is_empty()).then(|| {
            let spread = |(mean, deviation): (Option<f64>, Option<f64>)| json!({"mean": mean, "standard_deviation": deviation});
            json!({"each": self.folds,
                   "accuracy": spread(mean_and_spread(self.folds.iter().map(|f| f.accuracy))),
                   "macro_f1": spread(mean_and_spread(self.folds.iter().map(|f| f.macro_f1)))})
        });
        let details = Details {
            model: self.model,
            rows: e.rows,
            groups: self.groups(),
            labels_unknown_to_model: &self.labels.unknown,
            balanced_accuracy: figure("balanced_accuracy"),
            log_loss: figure("log_loss"),
            brier: figure("brier"),
            expected_calibration_error: figure("expected_calibration_error"),
            matthews_correlation: figure("matthews_correlation"),
            cohen_kappa: figure("cohen_kappa"),
            macro_f1_interval_95: figure("macro_f1").map(|_| interval(&e.figure("macro_f1"))),
            intervals_95: e
                .figures
                .iter()
                .map(|(name, estimate)| ((*name).to_owned(), interval(estimate)))
                .collect(),
            auroc: of_label(|l| l.auroc),
            average_precision: of_label(|l| l.average_precision),
            confusion_matrix: json!({"labels": names, "counts": counts}),
            micro_average: e.micro_average,
            certainty: &e.certainty,
            learning_curve: self.learned,
            folds,
        };
        let mut out = serde_json::to_string_pretty(&Whole { report: e.confusion.report(names), details })
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
        let c = self.confusion();
        Ok(match name {
            "accuracy" => c.accuracy(),
            "balanced-accuracy" => c.balanced_accuracy(),
            "macro-f1" => c.macro_average().f1,
            "micro-f1" => c.micro_average().f1,
            "weighted-f1" => c.weighted_average().f1,
            "matthews" => c.matthews(),
            "kappa" => c.kappa(),
            _ => {
                let label = name
                    .strip_prefix("f1:")
                    .and_then(|label| self.labels.names.iter().position(|n| n == label));
                let unknown = || Error::Parameter {
                    name: "fail-under",
                    found: name.to_owned(),
                    expected: "accuracy, balanced-accuracy, macro-f1, micro-f1, weighted-f1, matthews, kappa or f1:LABEL",
                };
                c.f1(label.ok_or_else(unknown)?)
            }
        })
    }
}

fn shown(value: Option<f64>) -> String {
    value.map_or(UNDEFINED.to_owned(), |v| format!("{v:.3}"))
}

#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    report: demarche::metrics::Report,
    details: Details<'a>,
}
