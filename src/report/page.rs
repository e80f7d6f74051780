//! A report in, one page of HTML out.

use super::markup::{
    Cell, Section, capital, card, counted, escape, figure, grouped, page, percent, signed, table,
};
use super::sample::Estimate;
use super::{Evaluation, Feature, Report, Slice, cases, charts, mean_and_spread};
use std::fmt::Write;

/// Names and meanings of the figures, in the order of [`super::sample::FIGURES`].
pub const MEANINGS: [(&str, &str, &str); 12] = [
    ("accuracy", "Accuracy", "share of right predictions"),
    ("balanced_accuracy", "Balanced accuracy", "mean recall of the labels that have rows"),
    ("macro_precision", "Macro precision", "plain mean over the labels"),
    ("macro_recall", "Macro recall", "plain mean over the labels that occur in truth or prediction"),
    ("macro_f1", "Macro F1", "plain mean over the labels that occur in truth or prediction"),
    ("weighted_f1", "Weighted F1", "mean over the labels by their rows"),
    ("matthews_correlation", "Matthews correlation", "−1 to 1; 0 is guessing"),
    ("cohen_kappa", "Cohen’s kappa", "agreement beyond chance; 0 is guessing"),
    ("log_loss", "Log loss", "mean −ln of the true label’s probability; less is better"),
    ("brier", "Brier score", "0 to 2, squared error of the probabilities; less is better"),
    (
        "expected_calibration_error",
        "Calibration error",
        "mean distance of confidence and accuracy, 15 bins; less is better",
    ),
    ("groups_right", "Groups wholly right", "share of the groups in which every row is right"),
];

/// Rows a group, on average, up to which it says something that all of them are right.
const SMALL: f64 = 5.0;

/// Whether a figure of [`MEANINGS`] says something about these rows.
pub fn is_shown(e: &Evaluation, name: &str) -> bool {
    match name {
        "log_loss" | "brier" | "expected_calibration_error" => !e.reliability.is_empty(),
        "groups_right" => e.sampling.unit == "groups" && e.rows as f64 <= SMALL * e.sampling.units as f64,
        _ => true,
    }
}

/// The page.
pub fn html(report: &Report) -> String {
    let e = &report.evaluation;
    let mut sections = vec![
        Section { id: "scores", title: "Scores", body: scores(report) },
        Section { id: "labels", title: "By label", body: labels(e) },
        Section { id: "confusion", title: "Confusion", body: matrix(e, !report.errors.is_empty()) },
    ];
    if !e.reliability.is_empty() {
        sections.push(Section { id: "certainty", title: "Certainty", body: charts::certainty(e) });
        sections.push(Section { id: "curves", title: "Precision and recall", body: charts::curves(e) });
    }
    if !report.learning_curve.is_empty() {
        let body = charts::learning(&report.learning_curve);
        sections.push(Section { id: "learning", title: "Learning curve", body });
    }
    if !report.slices.is_empty() {
        sections.push(Section { id: "slices", title: "Parts of the data", body: slices(&report.slices) });
    }
    if !report.strongest_features.is_empty() {
        sections.push(Section { id: "features", title: "Strongest features", body: features(report) });
    }
    sections.push(Section { id: "errors", title: "Errors", body: cases::errors(report) });
    let cards = format!("<h3>Data</h3>{}<h3>Model</h3>{}", card(&report.data_card), card(&report.model_card));
    sections.push(Section { id: "cards", title: "Data and model", body: cards });
    sections.push(Section { id: "made", title: "How this was made", body: made(&report.command) });
    page(&report.title, &lead(report), &sections)
}

/// Which rows the figures leave out, as a sentence; empty where they leave out none.
pub fn left_out(e: &Evaluation) -> String {
    e.certainty.abstained.map_or_else(String::new, |a| {
        format!(
            "Of {}, {} are left out because the probability stays below {}; all figures but those of coverage are of the other {}.",
            counted(a.of, "row", "rows"),
            grouped(a.rows),
            a.min_probability,
            grouped(a.of - a.rows)
        )
    })
}

/// The report in a few sentences.
pub fn summary(report: &Report) -> String {
    let e = &report.evaluation;
    let right: u64 = e.confusion.correct();
    let accuracy = e.figure("accuracy");
    let mut out = format!(
        "{} gives {} of {} the right label",
        capital(&report.model),
        grouped(right as usize),
        counted(e.rows, "row", "rows")
    );
    let _ = write!(out, " ({}", percent(accuracy.value));
    if let (Some(low), Some(high)) = (accuracy.low, accuracy.high) {
        let _ = write!(out, "; 95 % interval {:.1} to {:.1} %", low * 100.0, high * 100.0);
    }
    out.push_str(").");
    let by_f1 = |a: &&super::measure::OfLabel, b: &&super::measure::OfLabel| {
        a.f1.value.unwrap_or(0.0).total_cmp(&b.f1.value.unwrap_or(0.0))
    };
    if let (Some(best), Some(worst)) = (e.labels.iter().max_by(by_f1), e.labels.iter().min_by(by_f1))
        && best.label != worst.label
    {
        let _ = write!(
            out,
            " Best is {} (F1 {}), weakest {} (F1 {}).",
            best.label,
            figure(best.f1.value),
            worst.label,
            figure(worst.f1.value)
        );
    }
    if let Some((truth, predicted, n)) = e.worst_confusion() {
        let _ = write!(
            out,
            " The most frequent confusion is {truth} taken for {predicted} ({}).",
            counted(n as usize, "row", "rows")
        );
    }
    if let Some(c) = e.certainty.accuracy_at(0.8).filter(|_| e.certainty.abstained.is_none()) {
        let _ = write!(
            out,
            " Of the most certain {:.0} %, {:.1} % are right.",
            c.coverage * 100.0,
            c.accuracy.unwrap_or(0.0) * 100.0
        );
    }
    out
}

fn lead(report: &Report) -> String {
    let mut out = format!("<p class=\"lead\">{}</p>", escape(&summary(report).replace(" %", "\u{a0}%")));
    let abstained = left_out(&report.evaluation);
    if !abstained.is_empty() {
        let _ = write!(out, "<p class=\"lead\">{}</p>", escape(&abstained));
    }
    for caution in &report.cautions {
        let _ = write!(out, "<p class=\"warn\"><b>Caution:</b> {}.</p>", escape(caution));
    }
    out
}

/// The ends of an interval, a dash where there is none.
pub fn between(estimate: Estimate) -> String {
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => format!("{low:.3} to {high:.3}"),
        _ => "–".to_owned(),
    }
}

/// An interval from 0 to 1 as a bar; empty for other ranges.
fn bar(estimate: Estimate) -> String {
    let (Some(value), Some(low), Some(high)) = (estimate.value, estimate.low, estimate.high) else {
        return String::new();
    };
    let at = |v: f64| (v.clamp(0.0, 1.0)) * 100.0;
    format!(
        "<span class=\"ci\" aria-hidden=\"true\"><i style=\"left:{:.1}%;right:{:.1}%\"></i><b style=\"left:{:.1}%\"></b></span>",
        at(low),
        100.0 - at(high),
        at(value).min(98.5)
    )
}

fn scores(report: &Report) -> String {
    let e = &report.evaluation;
    let mut out = String::from("<div class=\"cards\">");
    for name in ["accuracy", "macro_f1", "matthews_correlation", "expected_calibration_error"] {
        let estimate = e.figure(name);
        let shown = MEANINGS.iter().find(|(n, _, _)| *n == name).map_or(name, |(_, shown, _)| shown);
        if estimate.value.is_some() || name != "expected_calibration_error" {
            let _ = write!(
                out,
                "<div><span>{shown}</span><b>{}</b><span>{}</span></div>",
                figure(estimate.value),
                between(estimate)
            );
        }
    }
    out.push_str("</div>");
    let rows: Vec<Vec<String>> = MEANINGS
        .iter()
        .filter(|(name, _, _)| is_shown(e, name))
        .map(|(name, shown, meaning)| {
            let estimate = e.figure(name);
            let bounded = !["log_loss", "brier"].contains(name);
            let picture = if bounded { bar(estimate) } else { String::new() };
            vec![
                format!("{shown}<span class=\"soft sub\">{meaning}</span>"),
                figure(estimate.value),
                between(estimate),
                picture,
            ]
        })
        .collect();
    let columns = [
        ("Figure", Cell::Words),
        ("Value", Cell::Number),
        ("95 % interval", Cell::Number),
        ("0 to 1", Cell::Bar),
    ];
    out.push_str(&table("Scores of the whole", &columns, &rows));
    let _ = write!(
        out,
        "<p class=\"soft\">{} A figure that these rows do not define is shown as undefined.</p>",
        escape(&sampling(e))
    );
    out.push_str(&folds(report));
    out
}

/// How the intervals were made, as a sentence.
pub fn sampling(e: &Evaluation) -> String {
    let s = &e.sampling;
    let what = match s.unit {
        "groups" => format!(
            "whole groups ({} of them), so that rows that belong together are not taken for independent",
            grouped(s.units)
        ),
        _ => "rows one by one; where rows belong together, a group column gives honest intervals".to_owned(),
    };
    format!(
        "Intervals hold {:.0} % of {} bootstrap samples (seed {}), which draw {what}.",
        s.level * 100.0,
        grouped(s.rounds),
        s.seed
    )
}

fn folds(report: &Report) -> String {
    if report.folds.is_empty() {
        return String::new();
    }
    let spread = |values: (Option<f64>, Option<f64>)| match values {
        (Some(mean), Some(deviation)) => format!("{mean:.3} ± {deviation:.3}"),
        (mean, _) => figure(mean),
    };
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
    rows.push(vec![
        "mean ± s.d.".to_owned(),
        String::new(),
        String::new(),
        spread(mean_and_spread(report.folds.iter().map(|f| f.accuracy))),
        spread(mean_and_spread(report.folds.iter().map(|f| f.macro_f1))),
    ]);
    let columns = [
        ("Repetition", Cell::Words),
        ("Fold", Cell::Number),
        ("Rows", Cell::Number),
        ("Accuracy", Cell::Number),
        ("Macro F1", Cell::Number),
    ];
    let note = "<p class=\"soft\">Folds share training rows, so their spread is not an interval. All other figures are of the first repetition.</p>";
    format!("<h3>Folds</h3>{}{note}", table("Scores of each fold", &columns, &rows))
}

fn labels(e: &Evaluation) -> String {
    let probable = !e.reliability.is_empty();
    let mut columns = vec![
        ("Label", Cell::Words),
        ("Precision", Cell::Number),
        ("Recall", Cell::Number),
        ("F1", Cell::Number),
        ("Support", Cell::Number),
        ("F1, 95 % interval", Cell::Number),
    ];
    if probable {
        columns.extend([("AUROC", Cell::Number), ("Average precision", Cell::Number)]);
    }
    let mut rows: Vec<Vec<String>> = e
        .labels
        .iter()
        .map(|l| {
            let mut row = vec![
                escape(&l.label),
                figure(l.precision.value),
                figure(l.recall.value),
                figure(l.f1.value),
                grouped(l.support as usize),
                between(l.f1),
            ];
            if probable {
                row.extend([figure(l.auroc), figure(l.average_precision)]);
            }
            row
        })
        .collect();
    let total = grouped(e.rows);
    let blank = String::new;
    let accuracy = e.figure("accuracy");
    rows.push(vec![
        "accuracy".into(),
        blank(),
        blank(),
        figure(accuracy.value),
        total.clone(),
        between(accuracy),
    ]);
    for (name, scores, interval) in [
        ("micro avg", e.micro_average, between(accuracy)),
        ("macro avg", e.macro_average, between(e.figure("macro_f1"))),
        ("weighted avg", e.weighted_average, between(e.figure("weighted_f1"))),
    ] {
        rows.push(vec![
            name.into(),
            figure(scores.precision),
            figure(scores.recall),
            figure(scores.f1),
            total.clone(),
            interval,
        ]);
    }
    if probable {
        for row in rows.iter_mut().rev().take(4) {
            row.extend([blank(), blank()]);
        }
    }
    let note = "<p class=\"soft\">Precision: of the predictions of a label, the share that is right. Recall: of its rows, the share that was found. AUROC and average precision hold the label’s probability against all other labels. As each row has one label, the micro average is the accuracy. What is undefined counts as 0 in averages.</p>";
    table("As in scikit-learn’s classification report", &columns, &rows) + note
}

fn matrix(e: &Evaluation, linked: bool) -> String {
    let names = &e.matrix_labels;
    let caption = "Rows are true labels, columns predictions: count, and share of the true label’s rows";
    let mut out = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Confusion matrix\"><table class=\"matrix\"><caption>{caption}</caption><thead><tr><td class=\"sum\"></td>"
    );
    for name in names {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escape(name));
    }
    out.push_str("<th scope=\"col\" class=\"n\">all</th></tr></thead><tbody>");
    for (t, row) in e.confusion_matrix.iter().enumerate() {
        let sum: u64 = row.iter().sum();
        let _ = write!(out, "<tr><th scope=\"row\">{}</th>", escape(&names[t]));
        for (p, count) in row.iter().enumerate() {
            let share = if sum > 0 { *count as f64 / sum as f64 } else { 0.0 };
            // Errors are few; the root lets small shares be seen and keeps their order.
            let (class, colour, shade) = if t == p {
                (" class=\"right\"", "right", 58.0 * share)
            } else {
                ("", "wrong", 62.0 * share.sqrt())
            };
            let percent = percent((sum > 0).then_some(share));
            let inner = format!("<b>{}</b><span>{percent}</span>", grouped(*count as usize));
            // A click shows the errors of the cell.
            let inner = if linked && t != p && *count > 0 {
                format!("<a href=\"#errors\" data-cell=\"{t} {p}\">{inner}</a>")
            } else {
                inner
            };
            let _ = write!(
                out,
                "<td{class} style=\"background:color-mix(in srgb,var(--{colour}) {shade:.1}%,var(--panel))\">{inner}</td>"
            );
        }
        let _ = write!(out, "<td class=\"n sum\">{}</td></tr>", grouped(sum as usize));
    }
    out.push_str("</tbody></table></div><p class=\"soft\">Blue cells are right, orange ones wrong; the deeper, the larger the share of the row.");
    if linked {
        out.push_str(" A wrong cell leads to its errors.");
    }
    out.push_str("</p>");
    out
}

fn slices(slices: &[Slice]) -> String {
    let columns = [
        ("Part", Cell::Words),
        ("Rows", Cell::Number),
        ("Accuracy", Cell::Number),
        ("95 % interval", Cell::Number),
        ("0 to 1", Cell::Bar),
        ("Macro F1", Cell::Number),
        ("95 % interval", Cell::Number),
    ];
    let mut out = String::from("<div class=\"parts\">");
    for part in slices.chunk_by(|a, b| a.by == b.by) {
        let rows: Vec<Vec<String>> = part
            .iter()
            .map(|s| {
                vec![
                    escape(&s.value),
                    grouped(s.rows),
                    figure(s.accuracy.value),
                    between(s.accuracy),
                    bar(s.accuracy),
                    figure(s.macro_f1.value),
                    between(s.macro_f1),
                ]
            })
            .collect();
        out.push_str(&table(&format!("By {}", part[0].by), &columns, &rows));
    }
    out.push_str("</div><p class=\"soft\">Too few groups, or all right, or none, give no interval (–). Macro F1 runs over the labels that occur in the part, so it can be held against other parts only where they have the same labels. With many parts, some stand out by chance.</p>");
    out
}

fn features(report: &Report) -> String {
    let list = |features: &[Feature]| {
        let mut out = String::from("<ol>");
        for f in features {
            let _ = write!(
                out,
                "<li><span>{}</span><span>{} <span class=\"kind\">{}</span></span></li>",
                signed(f.weight),
                escape(&f.feature),
                f.family
            );
        }
        out + "</ol>"
    };
    let mut out = String::from(
        "<p class=\"soft\">Weight of each feature above the mean of the labels. Words are stems; not_ marks what a negation denies.</p><div class=\"features\">",
    );
    for label in &report.strongest_features {
        let _ = write!(
            out,
            "<div><h3>{}</h3><p class=\"soft\">for it</p>{}<p class=\"soft\">against it</p>{}</div>",
            escape(&label.label),
            list(&label.favour),
            list(&label.against)
        );
    }
    out + "</div>"
}

/// The command line, and the version.
pub fn made(command: &str) -> String {
    let command = if command.is_empty() { String::new() } else { format!("<pre>{}</pre>", escape(command)) };
    format!(
        "{command}<p class=\"soft\">Written by demarche {}. The same input, model and options give the same page, to the byte.</p>",
        env!("CARGO_PKG_VERSION")
    )
}
