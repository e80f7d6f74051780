//! A report in, one page of HTML out.

use super::markup::{Cell, Section, capital, card, counted, escape, figure, grouped, page, percent, table};
use super::sample::Estimate;
use super::svg::{Axis, Chart};
use super::{Evaluation, Feature, Mistake, Report, Slice, mean_and_spread};
use std::fmt::Write;

/// Most characters of a text that are shown.
const LONGEST: usize = 1200;

/// Most bytes of all errors together.
const ERRORS: usize = 1_600_000;

/// Names and meanings of the figures, in the order of [`super::sample::FIGURES`].
pub const MEANINGS: [(&str, &str, &str); 11] = [
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
];

/// The page.
pub fn html(report: &Report) -> String {
    let e = &report.evaluation;
    let mut sections = vec![
        Section { id: "scores", title: "Scores", body: scores(report) },
        Section { id: "labels", title: "By label", body: labels(e) },
        Section { id: "confusion", title: "Confusion", body: matrix(e, !report.errors.is_empty()) },
    ];
    if !e.reliability.is_empty() {
        sections.push(Section { id: "certainty", title: "Certainty", body: certainty(e) });
        sections.push(Section { id: "curves", title: "Precision and recall", body: curves(e) });
    }
    if !report.slices.is_empty() {
        sections.push(Section { id: "slices", title: "Parts of the data", body: slices(&report.slices) });
    }
    if !report.strongest_features.is_empty() {
        sections.push(Section { id: "features", title: "Strongest features", body: features(report) });
    }
    sections.push(Section { id: "errors", title: "Errors", body: errors(report) });
    let cards = format!("<h3>Data</h3>{}<h3>Model</h3>{}", card(&report.data_card), card(&report.model_card));
    sections.push(Section { id: "cards", title: "Data and model", body: cards });
    sections.push(Section { id: "made", title: "How this was made", body: made(report) });
    page(&report.title, &lead(report), &sections)
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
    if let Some(c) = e.accuracy_at(0.8) {
        let _ = write!(
            out,
            " Of the most certain {:.0} %, {:.1} % are right.",
            c.coverage * 100.0,
            c.accuracy * 100.0
        );
    }
    out
}

fn lead(report: &Report) -> String {
    let mut out = format!("<p class=\"lead\">{}</p>", escape(&summary(report).replace(" %", "\u{a0}%")));
    for caution in &report.cautions {
        let _ = write!(out, "<p class=\"warn\"><b>Caution:</b> {}.</p>", escape(caution));
    }
    out
}

fn between(estimate: Estimate) -> String {
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
        .filter(|(name, _, _)| {
            !e.reliability.is_empty() || !["log_loss", "brier", "expected_calibration_error"].contains(name)
        })
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
        "<p class=\"soft\">{} A dash is a figure that is not defined on these rows.</p>",
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
        for row in rows.iter_mut().rev().take(3) {
            row.extend([blank(), blank()]);
        }
    }
    let note = "<p class=\"soft\">Precision: of the predictions of a label, the share that is right. Recall: of its rows, the share that was found. AUROC and average precision hold the label’s probability against all other labels. What is undefined counts as 0 in averages.</p>";
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
            let (class, shade) = if t == p { (" class=\"right\"", share) } else { ("", share.sqrt()) };
            let percent = if sum > 0 { format!("{:.1} %", share * 100.0) } else { "–".to_owned() };
            let inner = format!("<b>{}</b><span>{percent}</span>", grouped(*count as usize));
            // A click shows the errors of the cell.
            let inner = if linked && t != p && *count > 0 {
                format!("<a href=\"#errors\" data-cell=\"{t} {p}\">{inner}</a>")
            } else {
                inner
            };
            let _ = write!(out, "<td{class} style=\"--s:{shade:.3}\">{inner}</td>");
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

fn certainty(e: &Evaluation) -> String {
    let size = (360.0, 300.0);
    let ece = figure(e.figure("expected_calibration_error").value);
    let description = format!(
        "Expected calibration error {ece}. A point on the diagonal means that predictions of this confidence are right as often as they claim."
    );
    let mut chart = Chart::new(
        "reliability",
        "Reliability",
        &description,
        size,
        Axis::share("confidence"),
        Axis::share("accuracy"),
    );
    let most = e.reliability.iter().map(|b| b.count).max().unwrap_or(1).max(1) as f64;
    for bin in e.reliability.iter().filter(|b| b.count > 0) {
        let note = format!(
            "{} with confidence from {:.2} to {:.2}",
            counted(bin.count as usize, "row", "rows"),
            bin.lower,
            bin.upper
        );
        chart.bar("rows", (bin.lower, bin.upper), (0.0, 0.3 * bin.count as f64 / most), &note);
    }
    chart.line("base", &[(0.0, 0.0), (1.0, 1.0)]);
    let points: Vec<(f64, f64, u64)> =
        e.reliability.iter().filter_map(|b| Some((b.confidence?, b.accuracy?, b.count))).collect();
    chart.line("curve", &points.iter().map(|(x, y, _)| (*x, *y)).collect::<Vec<_>>());
    for (x, y, count) in points {
        let note = format!("confidence {x:.3}, accuracy {y:.3}, {}", counted(count as usize, "row", "rows"));
        chart.dot("point", x, y, 2.5 + 3.0 * (count as f64 / most).sqrt(), &note);
    }
    let mut out = format!(
        "<div class=\"two\"><figure class=\"wide\"><figcaption><b>Reliability</b>: does 0.8 mean right in 8 of 10? Calibration error {ece}; bars show how many rows</figcaption>{}</figure>",
        chart.finish()
    );

    let least = e.coverage.iter().filter(|c| c.coverage >= 0.05).map(|c| c.accuracy).fold(1.0, f64::min);
    let y = Axis::share_from("accuracy of those", least - 0.02);
    let description = "Accuracy of the predictions that are kept when the least certain are left out.";
    let mut chart = Chart::new(
        "coverage",
        "Coverage against accuracy",
        description,
        size,
        Axis::share("share of rows answered"),
        y,
    );
    // The first few rows say little and swing widely.
    let shown: Vec<(f64, f64)> = e
        .coverage
        .iter()
        .filter(|c| c.coverage >= 0.02 || e.rows < 50)
        .map(|c| (c.coverage, c.accuracy))
        .collect();
    chart.line("curve", &shown);
    let _ = write!(
        out,
        "<figure class=\"wide\"><figcaption><b>Coverage against accuracy</b>: how right is it where it is most certain?</figcaption>{}</figure></div>",
        chart.finish()
    );
    let rows: Vec<Vec<String>> = [0.5, 0.7, 0.8, 0.9, 1.0]
        .iter()
        .filter_map(|share| {
            let c = e.accuracy_at(*share)?;
            Some(vec![percent(Some(c.coverage)), figure(Some(c.accuracy)), figure(Some(c.threshold))])
        })
        .collect();
    let columns = [
        ("Most certain share", Cell::Words),
        ("Accuracy", Cell::Number),
        ("Least probability", Cell::Number),
    ];
    out.push_str(&table("What --min-probability buys", &columns, &rows));
    out
}

fn curves(e: &Evaluation) -> String {
    let mut out = String::from(
        "<p class=\"soft\">Each label against all others, from the strictest threshold to the laxest. The dashed line is what guessing would reach.</p><div class=\"charts\">",
    );
    for (n, curve) in e.precision_recall.iter().enumerate() {
        let average = e.labels.iter().find(|l| l.label == curve.label).and_then(|l| l.average_precision);
        let description = format!(
            "Average precision {}; {} of the rows have the label.",
            figure(average),
            percent(Some(curve.base))
        );
        let mut chart = Chart::new(
            &format!("pr{n}"),
            &curve.label,
            &description,
            (200.0, 185.0),
            Axis::halves("recall"),
            Axis::halves("precision"),
        );
        chart.line("base", &[(0.0, curve.base), (1.0, curve.base)]);
        let points: Vec<(f64, f64)> =
            std::iter::once((0.0, 1.0)).chain(curve.points.iter().map(|p| (p.recall, p.precision))).collect();
        chart.steps("curve", &points);
        let _ = write!(
            out,
            "<figure><figcaption><b>{}</b> AP {}</figcaption>{}</figure>",
            escape(&curve.label),
            figure(average),
            chart.finish()
        );
    }
    out.push_str("</div>");
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

fn signed(weight: f64) -> String {
    format!("{weight:+.2}").replace('-', "−")
}

fn errors(report: &Report) -> String {
    if report.mistakes == 0 {
        return "<p>Every row got its label.</p>".to_owned();
    }
    let mut cases = String::new();
    let mut shown = 0;
    for mistake in &report.errors {
        let case = case(mistake);
        if cases.len() + case.len() > ERRORS {
            break;
        }
        cases.push_str(&case);
        shown += 1;
    }
    let names = &report.evaluation.matrix_labels;
    let options: String =
        names.iter().map(|name| format!("<option value=\"{0}\">{0}</option>", escape(name))).collect();
    let select = |name: &str, title: &str| {
        format!(
            "<label>{title}<select name=\"{name}\"><option value=\"\">all</option>{options}</select></label>"
        )
    };
    let all = if shown == report.mistakes {
        format!("{}, the most certain first.", counted(shown, "row", "rows"))
    } else {
        format!(
            "The {} most certain of {}; --errors FILE.csv writes them all.",
            grouped(shown),
            counted(report.mistakes, "error", "errors")
        )
    };
    format!(
        "<p>{all}</p><p class=\"soft\"><mark>Marked</mark> words speak for the prediction against its runner-up, <mark class=\"against\">underlined</mark> ones against it.</p><form id=\"filter\" hidden>{}{}<button type=\"reset\">Show all</button><output id=\"shown\" class=\"soft\"></output></form>{cases}",
        select("truth", "True label"),
        select("predicted", "Predicted")
    )
}

fn case(m: &Mistake) -> String {
    let mut out = format!(
        "<article class=\"case\" data-true=\"{0}\" data-predicted=\"{1}\"><p class=\"head\"><span><b>{0}</b> taken for <b>{1}</b></span><span class=\"soft\">{1} {2:.3}, {0} {3}</span></p>",
        escape(&m.label),
        escape(&m.predicted),
        m.probability,
        figure(m.p_label)
    );
    let _ = write!(out, "<p class=\"text\">{}</p>", marked(&m.text, &m.evidence));
    let mut where_from = vec![format!("{}:{}", m.file, m.line)];
    if !m.id.is_empty() && m.id != m.line.to_string() {
        where_from.push(m.id.clone());
    }
    if !m.speaker.is_empty() {
        where_from.push(format!("speaker: {}", m.speaker));
    }
    let terms: Vec<String> =
        m.evidence.iter().map(|e| format!("{} {}", escape(&e.feature), signed(e.weight))).collect();
    let against = m.runner_up.as_deref().map_or(String::new(), |rival| format!(" against {}", escape(rival)));
    let _ = write!(
        out,
        "<p class=\"why\">For {}{against}: {}<br>{}</p></article>",
        escape(&m.predicted),
        terms.join(", "),
        escape(&where_from.join(" · "))
    );
    out
}

/// The text with the words of the evidence marked: those whose weights add up to
/// more than nothing, and those that speak against.
pub fn marked(text: &str, evidence: &[crate::classify::EvidenceOut]) -> String {
    let points: Vec<char> = text.chars().collect();
    let mut weights = vec![0.0_f64; points.len()];
    for e in evidence {
        if let (Some(start), Some(end)) = (e.start, e.end) {
            let end = end.min(points.len());
            for weight in &mut weights[start.min(end)..end] {
                *weight += e.weight;
            }
        }
    }
    let sign = |w: f64| {
        if w > 0.0 {
            1
        } else if w < 0.0 {
            -1
        } else {
            0
        }
    };
    let mut out = String::new();
    let shown = points.len().min(LONGEST);
    let mut at = 0;
    while at < shown {
        let end = (at..shown).find(|i| sign(weights[*i]) != sign(weights[at])).unwrap_or(shown);
        let words = escape(&points[at..end].iter().collect::<String>());
        match sign(weights[at]) {
            1 => {
                let _ = write!(out, "<mark>{words}</mark>");
            }
            -1 => {
                let _ = write!(out, "<mark class=\"against\">{words}</mark>");
            }
            _ => out.push_str(&words),
        }
        at = end;
    }
    if shown < points.len() {
        let _ = write!(
            out,
            "… <span class=\"soft\">({} more)</span>",
            counted(points.len() - shown, "character", "characters")
        );
    }
    out
}

fn made(report: &Report) -> String {
    let command = if report.command.is_empty() {
        String::new()
    } else {
        format!("<pre>{}</pre>", escape(&report.command))
    };
    format!(
        "{command}<p class=\"soft\">Written by demarche {}. The same tables, model and options give the same page, to the byte.</p>",
        env!("CARGO_PKG_VERSION")
    )
}
