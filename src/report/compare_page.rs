//! A comparison in, one page of HTML out.

use super::compare::{Comparison, p_value};
use super::markup::{Cell, Section, UNDEFINED, capital, counted, escape, figure, grouped, page, table};
use super::page::MEANINGS;
use super::sample::Estimate;
use crate::metrics::Difference;
use std::fmt::Write;

/// Most rows that flip on the page.
const FLIPS: usize = 500;

/// Most bytes of them together.
const BYTES: usize = 1_600_000;

/// The page.
pub fn html(c: &Comparison) -> String {
    let mut lead = String::from("<ul class=\"lead\">");
    for pair in &c.pairs {
        let _ = write!(lead, "<li>{}.</li>", escape(&capital(&pair.verdict)));
    }
    lead.push_str("</ul>");
    for note in &c.notes {
        let _ = write!(lead, "<p class=\"warn\">{}</p>", escape(note));
    }
    let sections = [
        Section { id: "scores", title: "Scores", body: scores(c) },
        Section { id: "differences", title: "Differences", body: differences(c) },
        Section { id: "errors", title: "Rows that flip", body: flips(c) },
        Section { id: "made", title: "How this was made", body: made(c) },
    ];
    page(&format!("{} compared", counted(c.systems.len(), "system", "systems")), &lead, &sections)
}

/// `A`, `B`, … for the systems, in their order.
fn letter(n: usize) -> char {
    char::from(b'A' + (n % 26) as u8)
}

fn with_interval(e: Estimate) -> String {
    match (e.low, e.high) {
        (Some(low), Some(high)) => {
            format!("{}<br><span class=\"soft\">{low:.3} to {high:.3}</span>", figure(e.value))
        }
        _ => figure(e.value),
    }
}

fn scores(c: &Comparison) -> String {
    let headers: Vec<String> =
        c.systems.iter().enumerate().map(|(n, s)| format!("{} {}", letter(n), s.name)).collect();
    let mut columns = vec![("Figure", Cell::Words)];
    columns.extend(headers.iter().map(|h| (h.as_str(), Cell::Number)));
    let rows: Vec<Vec<String>> = MEANINGS
        .iter()
        .enumerate()
        .filter(|(n, _)| c.systems.iter().any(|s| s.figures[*n].value.is_some()))
        .map(|(n, (_, shown, _))| {
            let mut row = vec![(*shown).to_owned()];
            row.extend(c.systems.iter().map(|s| with_interval(s.figures[n])));
            row
        })
        .collect();
    let labels: Vec<Vec<String>> = c
        .labels
        .iter()
        .enumerate()
        .map(|(n, label)| {
            let mut row = vec![format!(
                "{} <span class=\"soft\">{}</span>",
                escape(label),
                counted(c.support[n] as usize, "row", "rows")
            )];
            row.extend(c.systems.iter().map(|s| with_interval(s.f1[n])));
            row
        })
        .collect();
    let mut of_label = vec![("Label", Cell::Words)];
    of_label.extend(headers.iter().map(|h| (h.as_str(), Cell::Number)));
    table("Scores of the whole, with 95 % intervals", &columns, &rows)
        + &table("F1 by label, with 95 % intervals", &of_label, &labels)
        + "<p class=\"soft\">Log loss, Brier score and calibration error are undefined for a system that gives no probability for each label.</p>"
}

fn difference(d: Option<Difference>) -> [String; 3] {
    d.map_or([UNDEFINED.into(), "–".into(), "–".into()], |d| {
        let signed = |v: f64| format!("{v:+.3}").replace('-', "−");
        [
            signed(d.interval.estimate),
            format!("{} to {}", signed(d.interval.low), signed(d.interval.high)),
            p_value(d.p_value),
        ]
    })
}

fn differences(c: &Comparison) -> String {
    let mut out = String::new();
    for pair in &c.pairs {
        let (a, b) = (letter(pair.first), letter(pair.second));
        let _ = write!(
            out,
            "<h3>{b} {} less {a} {}</h3><p>{}.</p>",
            escape(&c.systems[pair.second].name),
            escape(&c.systems[pair.first].name),
            escape(&capital(&pair.verdict))
        );
        let mut rows = Vec::new();
        let mut row = |name: String, d: Option<Difference>, holm: Option<f64>| {
            let mut cells = vec![name];
            cells.extend(difference(d));
            cells.push(holm.map_or_else(|| "–".to_owned(), p_value));
            rows.push(cells);
        };
        row("Accuracy".into(), pair.accuracy, None);
        row("Macro F1".into(), pair.macro_f1, pair.macro_f1_p_holm);
        for label in &pair.labels {
            row(format!("F1 of {}", escape(&label.label)), label.f1, label.p_holm);
        }
        let columns = [
            ("Figure", Cell::Words),
            ("Difference", Cell::Number),
            ("95 % interval", Cell::Number),
            ("p", Cell::Number),
            ("p after Holm", Cell::Number),
        ];
        out.push_str(&table(&format!("{b} less {a}: above zero, {b} is better"), &columns, &rows));
        let counts = vec![
            vec![format!("{a} right"), grouped(pair.both_right as usize), grouped(pair.only_first as usize)],
            vec![format!("{a} wrong"), grouped(pair.only_second as usize), grouped(pair.both_wrong as usize)],
        ];
        let (right, wrong) = (format!("{b} right"), format!("{b} wrong"));
        out.push_str(&table(
            &format!("Rows that {a} and {b} have right or wrong"),
            &[("Rows", Cell::Words), (&right, Cell::Number), (&wrong, Cell::Number)],
            &counts,
        ));
        let _ = write!(out, "<p class=\"soft\">McNemar’s exact test: p {}", escape(&p_value(pair.mcnemar_p)));
        if c.pairs.len() > 1 {
            let _ = write!(
                out,
                ", {} after Holm’s correction over {} pairs",
                escape(&p_value(pair.mcnemar_p_holm)),
                c.pairs.len()
            );
        }
        out.push_str(".</p>");
    }
    let unit = c.groups.map_or("rows".to_owned(), |g| format!("whole groups ({})", grouped(g)));
    let _ = write!(
        out,
        "<p class=\"soft\">Intervals and p-values of differences come from {} paired bootstrap samples, which draw {unit}. Holm’s correction of labels runs over the labels of a pair, that of macro F1 and McNemar’s test over the pairs. McNemar’s test takes rows for independent.</p>",
        grouped(c.rounds)
    );
    out
}

fn flips(c: &Comparison) -> String {
    if c.flips.is_empty() {
        return "<p>The systems have the same rows right.</p>".to_owned();
    }
    let mut cases = String::new();
    let mut shown = 0;
    for flip in c.flips.iter().take(FLIPS) {
        let said: Vec<String> = flip
            .predicted
            .iter()
            .enumerate()
            .map(|(n, p)| {
                format!(
                    "<span>{} <b>{}</b> {}</span>",
                    letter(n),
                    escape(p),
                    if *p == flip.label { "right" } else { "wrong" }
                )
            })
            .collect();
        let text: String = flip.row.text.chars().take(1200).collect();
        let case = format!(
            "<div class=\"case\"><p class=\"head\"><span>true <b>{}</b></span>{}</p><p class=\"text\">{}</p><p class=\"why\">{}, line {}</p></div>",
            escape(&flip.label),
            said.join(""),
            escape(&text),
            escape(&flip.row.id),
            flip.row.line
        );
        if cases.len() + case.len() > BYTES {
            break;
        }
        cases.push_str(&case);
        shown += 1;
    }
    let all = c.flips.len();
    let some = if shown < all { format!("; the first {} are shown", grouped(shown)) } else { String::new() };
    format!(
        "<p>Of {}, {} {} right for some systems and wrong for others{some}.</p>{cases}",
        counted(c.rows, "row", "rows"),
        grouped(all),
        if all == 1 { "is" } else { "are" }
    )
}

fn made(c: &Comparison) -> String {
    let mut out = String::new();
    for line in &c.data {
        let _ = write!(out, "<p>{}</p>", escape(line));
    }
    if !c.command.is_empty() {
        let _ = write!(out, "<pre>{}</pre>", escape(&c.command));
    }
    let _ = write!(out, "<p class=\"soft\">Written by demarche {}.</p>", env!("CARGO_PKG_VERSION"));
    out
}
