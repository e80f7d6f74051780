//! An evaluation → a report for reading: scikit-learn's table, the confusion
//! matrix, and figures of the whole.

use super::layout::{Paint, fill, width};
use demarche::evaluate::Evaluation;
use std::fmt::Write;

/// The report.
pub fn text(evaluation: &Evaluation, model: &str, tables: &[String], paint: Paint) -> String {
    let mut out = format!("model  {model}\n");
    for (n, line) in tables.iter().enumerate() {
        let _ = writeln!(out, "{:<7}{line}", if n == 0 { "data" } else { "" });
    }
    let confusion = &evaluation.confusion;
    let _ = write!(out, "\n{}\n", confusion.report(&evaluation.labels));
    let _ = writeln!(out, "{}", paint.bold("Confusion matrix: a row for each true label"));
    matrix(evaluation, paint, &mut out);
    out.push('\n');
    let shown = |value: Option<f64>| value.map_or("-".to_owned(), |v| format!("{v:.3}"));
    let drawn = evaluation.groups.map_or("rows drawn".to_owned(), |n| format!("{n} groups drawn"));
    let macro_f1 = evaluation.intervals.macro_f1.map_or("-".to_owned(), |i| {
        format!("{:.3}   95 % interval {:.3} to {:.3} (bootstrap, {drawn})", i.estimate, i.low, i.high)
    });
    for (name, value) in [
        ("macro-F1", macro_f1),
        ("balanced accuracy", shown(confusion.balanced_accuracy())),
        ("Matthews correlation", shown(confusion.matthews())),
        ("Cohen's kappa", shown(confusion.kappa())),
        ("log loss", shown(evaluation.log_loss)),
        ("Brier score", shown(evaluation.brier)),
        ("calibration error", format!("{}   expected, 15 bins", shown(evaluation.calibration_error()))),
    ] {
        let _ = writeln!(out, "{name:<22}{value}");
    }
    out
}

/// The labels that occur, each with its counts; those of right predictions strong.
fn matrix(evaluation: &Evaluation, paint: Paint, out: &mut String) {
    let confusion = &evaluation.confusion;
    let present: Vec<usize> = confusion.present().collect();
    let name = |label: usize| evaluation.labels[label].as_str();
    let cell = |label: usize| {
        let most = present.iter().map(|truth| confusion.count(*truth, label)).max().unwrap_or(0);
        width(name(label)).max(most.to_string().len()) + 2
    };
    let side = present.iter().map(|label| width(name(*label))).max().unwrap_or(0);
    let pad = |text: &str, columns: usize| format!("{}{text}", fill(text, columns));
    out.push_str(&" ".repeat(side));
    for &label in &present {
        out.push_str(&pad(name(label), cell(label)));
    }
    out.push('\n');
    for &truth in &present {
        out.push_str(&pad(name(truth), side));
        for &label in &present {
            let count = confusion.count(truth, label);
            let shown = pad(&if count == 0 { "·".to_owned() } else { count.to_string() }, cell(label));
            out.push_str(&if truth == label { paint.bold(&shown) } else { shown });
        }
        out.push('\n');
    }
}
