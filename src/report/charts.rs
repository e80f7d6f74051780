//! Figures in, the parts of the page that are drawn out.

use super::certainty::Certainty;
use super::markup::{Cell, UNDEFINED, counted, escape, figure, grouped, percent, table};
use super::svg::{Axis, Chart};
use super::{Evaluation, Learned};
use std::fmt::Write;

/// Reliability, and what leaving the uncertain out brings.
pub fn certainty(e: &Evaluation) -> String {
    let size = (360.0, 300.0);
    let ece = figure(e.figure("expected_calibration_error").value);
    let before = e
        .certainty
        .calibration_error_uncalibrated
        .map_or_else(String::new, |v| format!(", {v:.3} before calibration"));
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
        "<div class=\"two\"><figure class=\"wide\"><figcaption><b>Reliability</b>: does 0.8 mean right in 8 of 10? Calibration error {ece}{before}; bars show how many rows</figcaption>{}</figure>",
        chart.finish()
    );

    let curve = &e.certainty.coverage;
    let accuracies = curve.iter().filter(|c| c.coverage >= 0.05).filter_map(|c| c.accuracy);
    let least = accuracies.fold(1.0, f64::min);
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
    let shown: Vec<(f64, f64)> = curve
        .iter()
        .filter(|c| c.coverage >= 0.02 || e.rows < 50)
        .filter_map(|c| Some((c.coverage, c.accuracy?)))
        .collect();
    chart.line("curve", &shown);
    let _ = write!(
        out,
        "<figure class=\"wide\"><figcaption><b>Coverage against accuracy</b>: how right is it where it is most certain?</figcaption>{}</figure></div>",
        chart.finish()
    );
    out.push_str("<div class=\"two\">");
    out.push_str(&thresholds(&e.certainty));
    out.push_str("</div>");
    out
}

/// What leaving out the less certain costs and brings.
fn thresholds(c: &Certainty) -> String {
    let rows: Vec<Vec<String>> = c
        .at_least
        .iter()
        .map(|at| {
            vec![
                format!("{:.2}", at.threshold),
                grouped(at.rows),
                percent(Some(at.coverage)),
                figure(at.accuracy),
            ]
        })
        .collect();
    let columns = [
        ("At least", Cell::Words),
        ("Rows", Cell::Number),
        ("Coverage", Cell::Number),
        ("Accuracy", Cell::Number),
    ];
    let mut out =
        format!("<div>{}</div>", table("What --min-probability leaves, of all rows", &columns, &rows));
    let Some(own) = &c.own_thresholds else { return out };
    let mut rows: Vec<Vec<String>> = own
        .labels
        .iter()
        .map(|l| {
            vec![
                escape(&l.label),
                l.threshold.map_or_else(|| "never".to_owned(), |t| format!("{t:.3}")),
                grouped(l.rows),
                percent((l.predicted > 0).then(|| l.rows as f64 / l.predicted as f64)),
                figure(l.precision),
            ]
        })
        .collect();
    rows.push(vec![
        "all".to_owned(),
        String::new(),
        grouped(own.rows),
        percent(Some(own.coverage)),
        figure(own.accuracy),
    ]);
    let columns = [
        ("Predicted", Cell::Words),
        ("At least", Cell::Number),
        ("Rows", Cell::Number),
        ("Coverage", Cell::Number),
        ("Right", Cell::Number),
    ];
    let _ = write!(out, "<div>{}</div>", table("What the model’s own thresholds leave", &columns, &rows));
    out
}

/// Scores by the share of the training rows.
pub fn learning(points: &[Learned]) -> String {
    let most = points.iter().map(|p| p.rows).fold(1.0, f64::max);
    let scored = || points.iter().filter_map(|p| Some((p, p.macro_f1.0?)));
    let least = scored().map(|(p, v)| v - p.macro_f1.1.unwrap_or(0.0)).fold(1.0, f64::min);
    let x = Axis::rows("training rows", most);
    let y = Axis::share_from("macro F1", least - 0.02);
    let description = "Macro F1 of models trained on shares of the rows, mean of the folds; bars reach one standard deviation up and down.";
    let mut chart = Chart::new("learning-curve", "Learning curve", description, (360.0, 300.0), x, y);
    for (p, value) in scored() {
        let spread = p.macro_f1.1.unwrap_or(0.0);
        chart.line("spread", &[(p.rows, value - spread), (p.rows, value + spread)]);
    }
    chart.line("curve", &scored().map(|(p, value)| (p.rows, value)).collect::<Vec<_>>());
    for (p, value) in scored() {
        let note = format!("{} rows, macro F1 {value:.3}", grouped(p.rows as usize));
        chart.dot("point", p.rows, value, 3.5, &note);
    }
    let spread = |(mean, deviation): (Option<f64>, Option<f64>)| match (mean, deviation) {
        (Some(mean), Some(deviation)) => format!("{mean:.3} ± {deviation:.3}"),
        (mean, _) => figure(mean),
    };
    let rows: Vec<Vec<String>> = points
        .iter()
        .map(|p| {
            vec![
                percent(Some(p.share)),
                grouped(p.rows.round() as usize),
                p.folds.to_string(),
                spread(p.accuracy),
                spread(p.macro_f1),
            ]
        })
        .collect();
    let columns = [
        ("Share", Cell::Words),
        ("Rows", Cell::Number),
        ("Folds", Cell::Number),
        ("Accuracy", Cell::Number),
        ("Macro F1", Cell::Number),
    ];
    format!(
        "<p class=\"soft\">Models trained on a share of each fold’s training rows, whole groups of them, and tested on the same held-out rows: where the line still climbs, more rows of the same kind would help. A share too small to train on is {UNDEFINED}.</p><figure class=\"wide\"><figcaption><b>Learning curve</b>: mean of the folds, bars of one standard deviation</figcaption>{}</figure>{}",
        chart.finish(),
        table("Mean and standard deviation over the folds", &columns, &rows)
    )
}

/// Precision over recall for each label.
pub fn curves(e: &Evaluation) -> String {
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
