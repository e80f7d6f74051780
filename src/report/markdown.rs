//! A report in, Markdown out, for repositories and notebooks.

use super::markup::{counted, figure, grouped, percent};
use super::page::{MEANINGS, between, is_shown, left_out, sampling, summary};
use super::{Evaluation, Report, mean_and_spread};
use std::fmt::Write;

/// Errors that are shown.
const ERRORS: usize = 20;

/// The report.
pub fn markdown(report: &Report) -> String {
    let e = &report.evaluation;
    let mut out = format!("# {}\n\n{}\n", cell(&report.title), plain(&summary(report)));
    let abstained = left_out(e);
    if !abstained.is_empty() {
        let _ = write!(out, "\n{}\n", plain(&abstained));
    }
    for caution in &report.cautions {
        let _ = write!(out, "\n> **Caution:** {}.\n", plain(caution));
    }
    out.push_str("\n## Scores\n\n");
    let rows = MEANINGS.iter().filter(|(name, _, _)| is_shown(e, name)).map(|(name, shown, meaning)| {
        vec![
            (*shown).to_owned(),
            figure(e.figure(name).value),
            between(e.figure(name)),
            (*meaning).to_owned(),
        ]
    });
    table(&mut out, &["Figure", "Value:", "95 % interval:", "What it is"], rows);
    let _ = write!(out, "\n{}\n", sampling(e));
    if !report.folds.is_empty() {
        out.push_str("\n### Folds\n\n");
        let mut rows: Vec<Vec<String>> = report
            .folds
            .iter()
            .map(|f| {
                vec![
                    f.repeat.to_string(),
                    f.fold.to_string(),
                    grouped(f.rows),
                    figure(f.accuracy),
                    figure(f.macro_f1),
                ]
            })
            .collect();
        for (name, pick) in [("mean", 0), ("s.d.", 1)] {
            let of = |(mean, deviation): (Option<f64>, Option<f64>)| {
                figure(if pick == 0 { mean } else { deviation })
            };
            let accuracy = mean_and_spread(report.folds.iter().map(|f| f.accuracy));
            let f1 = mean_and_spread(report.folds.iter().map(|f| f.macro_f1));
            rows.push(vec![name.to_owned(), String::new(), String::new(), of(accuracy), of(f1)]);
        }
        table(&mut out, &["Repetition", "Fold:", "Rows:", "Accuracy:", "Macro F1:"], rows.into_iter());
    }
    out.push_str("\n## By label\n\n");
    let mut rows: Vec<Vec<String>> = e
        .labels
        .iter()
        .map(|l| {
            let scores = [l.precision, l.recall, l.f1].map(|s| figure(s.value));
            let mut row = vec![cell(&l.label)];
            row.extend(scores);
            row.extend([
                grouped(l.support as usize),
                between(l.f1),
                figure(l.auroc),
                figure(l.average_precision),
            ]);
            row
        })
        .collect();
    for (name, s) in
        [("micro avg", e.micro_average), ("macro avg", e.macro_average), ("weighted avg", e.weighted_average)]
    {
        rows.push(vec![
            name.to_owned(),
            figure(s.precision),
            figure(s.recall),
            figure(s.f1),
            grouped(s.support as usize),
            String::new(),
            String::new(),
            String::new(),
        ]);
    }
    table(
        &mut out,
        &[
            "Label",
            "Precision:",
            "Recall:",
            "F1:",
            "Support:",
            "F1, 95 % interval:",
            "AUROC:",
            "Average precision:",
        ],
        rows.into_iter(),
    );
    out.push_str("\n## Confusion\n\nRows are true labels, columns predictions.\n\n");
    let mut header = vec![String::new()];
    header.extend(e.matrix_labels.iter().map(|name| format!("{}:", cell(name))));
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let rows = e.confusion_matrix.iter().zip(&e.matrix_labels).map(|(counts, name)| {
        let sum: u64 = counts.iter().sum();
        let mut row = vec![format!("**{}**", cell(name))];
        row.extend(counts.iter().map(|n| {
            format!("{} ({})", grouped(*n as usize), percent((sum > 0).then(|| *n as f64 / sum as f64)))
        }));
        row
    });
    table(&mut out, &header, rows);
    certainty(&mut out, e);
    if !report.learning_curve.is_empty() {
        out.push_str("\n## Learning curve\n\nModels trained on a share of each fold's training rows; mean and standard deviation over the folds.\n\n");
        let rows = report.learning_curve.iter().map(|p| {
            vec![
                percent(Some(p.share)),
                grouped(p.rows.round() as usize),
                p.folds.to_string(),
                figure(p.accuracy.0),
                figure(p.accuracy.1),
                figure(p.macro_f1.0),
                figure(p.macro_f1.1),
            ]
        });
        let header = ["Share", "Rows:", "Folds:", "Accuracy:", "s.d.:", "Macro F1:", "s.d.:"];
        table(&mut out, &header, rows);
    }
    if !report.slices.is_empty() {
        out.push_str("\n## Parts of the data\n\n");
        let rows = report.slices.iter().map(|s| {
            vec![
                cell(&s.by),
                cell(&s.value),
                grouped(s.rows),
                figure(s.accuracy.value),
                between(s.accuracy),
                figure(s.macro_f1.value),
                between(s.macro_f1),
            ]
        });
        table(
            &mut out,
            &["By", "Value", "Rows:", "Accuracy:", "95 % interval:", "Macro F1:", "95 % interval:"],
            rows,
        );
    }
    if !report.strongest_features.is_empty() {
        out.push_str("\n## Strongest features\n\n");
        let list = |features: &[super::Feature]| {
            features
                .iter()
                .map(|f| format!("`{}` {:+.2}", f.feature.replace(['`', '|'], "'"), f.weight))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let rows =
            report.strongest_features.iter().map(|s| vec![cell(&s.label), list(&s.favour), list(&s.against)]);
        table(&mut out, &["Label", "For it", "Against it"], rows);
    }
    let _ = write!(out, "\n## Errors\n\n{} of {}", grouped(report.mistakes), counted(e.rows, "row", "rows"));
    if report.mistakes > 0 {
        let _ = write!(out, "; the {} most certain:\n\n", report.errors.len().min(ERRORS));
        let rows = report.errors.iter().take(ERRORS).map(|m| {
            vec![
                cell(&m.label),
                cell(&m.predicted),
                figure(Some(m.probability)),
                figure(m.p_label),
                cell(&m.text),
                cell(&format!("{}:{}", m.file, m.line)),
            ]
        });
        table(&mut out, &["True", "Predicted", "Probability:", "Of the true one:", "Text", "Line"], rows);
    } else {
        out.push_str(".\n");
    }
    for (title, pairs) in [("Data", &report.data_card), ("Model", &report.model_card)] {
        let _ = write!(out, "\n## {title}\n\n");
        table(&mut out, &["", ""], pairs.iter().map(|(name, value)| vec![cell(name), cell(value)]));
    }
    command(&mut out, &report.command);
    out
}

/// What leaving out the least certain brings.
fn certainty(out: &mut String, e: &Evaluation) {
    let c = &e.certainty;
    if c.at_least.is_empty() {
        return;
    }
    out.push_str("\n## Certainty\n\nCoverage and accuracy where decisions below a probability are left out, of all rows.\n\n");
    let rows = c.at_least.iter().map(|at| {
        vec![
            format!("{:.2}", at.threshold),
            grouped(at.rows),
            percent(Some(at.coverage)),
            figure(at.accuracy),
        ]
    });
    table(out, &["At least", "Rows:", "Coverage:", "Accuracy:"], rows);
    if let Some(own) = &c.own_thresholds {
        out.push_str("\nAt the model's own thresholds:\n\n");
        let each = own.labels.iter().map(|l| {
            vec![
                cell(&l.label),
                l.threshold.map_or_else(|| "never".to_owned(), |t| format!("{t:.3}")),
                grouped(l.rows),
                percent((l.predicted > 0).then(|| l.rows as f64 / l.predicted as f64)),
                figure(l.precision),
            ]
        });
        let all = vec![
            "all".to_owned(),
            String::new(),
            grouped(own.rows),
            percent(Some(own.coverage)),
            figure(own.accuracy),
        ];
        let rows = each.chain(std::iter::once(all));
        table(out, &["Predicted", "At least:", "Rows:", "Coverage:", "Right:"], rows);
    }
    if let Some(before) = c.calibration_error_uncalibrated {
        let after = figure(e.figure("expected_calibration_error").value);
        let _ = write!(out, "\nCalibration error {after}, {before:.3} before calibration.\n");
    }
}

/// How the report was made.
pub(super) fn command(out: &mut String, command: &str) {
    if !command.is_empty() {
        let fence = if command.contains("```") { "````" } else { "```" };
        let _ = write!(out, "\n## How this was made\n\n{fence}sh\n{command}\n{fence}\n");
    }
}

/// A table; a column whose name ends in a colon goes to the right.
pub(super) fn table(out: &mut String, header: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let names: Vec<&str> = header.iter().map(|h| h.strip_suffix(':').unwrap_or(h)).collect();
    let rules: Vec<&str> = header.iter().map(|h| if h.ends_with(':') { "--:" } else { ":--" }).collect();
    let _ = write!(out, "| {} |\n| {} |\n", names.join(" | "), rules.join(" | "));
    for mut row in rows {
        row.resize(header.len(), String::new());
        let _ = writeln!(out, "| {} |", row.join(" | "));
    }
}

/// Text that stays within a cell and is no markup.
pub(super) fn cell(text: &str) -> String {
    plain(text).replace('|', "\\|")
}

/// Text on one line that is no markup.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
