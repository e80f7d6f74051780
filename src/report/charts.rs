//! Figures in, the parts of the page that are drawn out.

use super::Evaluation;
use super::markup::{Cell, counted, escape, figure, percent, table};
use super::svg::{Axis, Chart};
use std::fmt::Write;

/// Reliability, and what leaving the uncertain out brings.
pub fn certainty(e: &Evaluation) -> String {
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
