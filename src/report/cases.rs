//! Errors in, the part of the page that shows them out: each with its words marked by
//! what they speak for.

use super::markup::{counted, escape, figure, grouped, signed};
use super::{Mistake, Report};
use std::fmt::Write;

/// Most characters of a text that are shown.
const LONGEST: usize = 1200;

/// Most bytes of all errors together.
const ERRORS: usize = 1_600_000;

/// The errors, with filters by label, and how many are not shown.
pub fn errors(report: &Report) -> String {
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
        "<p>{all}</p><p class=\"soft\"><mark>Marked</mark> words speak for the prediction against its runner-up, <mark class=\"against\">underlined</mark> ones against it.</p><div id=\"filter\" role=\"group\" aria-label=\"Filter errors\" hidden>{}{}<button type=\"button\">Show all</button><output id=\"shown\" class=\"soft\"></output></div>{cases}",
        select("truth", "True label"),
        select("predicted", "Predicted")
    )
}

fn case(m: &Mistake) -> String {
    let mut out = format!(
        "<div class=\"case\" data-true=\"{0}\" data-predicted=\"{1}\"><p class=\"head\"><span><b>{0}</b> taken for <b>{1}</b></span><span class=\"soft\">{1} {2:.3}, {0} {3}</span></p>",
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
        "<p class=\"why\">For {}{against}: {}<br>{}</p></div>",
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
