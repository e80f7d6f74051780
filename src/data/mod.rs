//! Care of labelled tables: faults, splits, agreement of coders.
//!
//! [`table`] reads any table as it stands, [`check`] says what is wrong with a
//! labelled one, [`split`] divides it, [`agree`] compares those who labelled it.
//! Text in, values out that show as text and serialise as JSON; files and
//! arguments are the command line's.

pub mod table;
pub mod agree;
pub mod check;
pub mod split;

/// A share as a percentage with one decimal.
fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// A figure with three decimals, or a dash where it is not defined.
fn figure(value: Option<crate::metrics::Interval>) -> String {
    value.map_or("-".into(), |v| format!("{:.3} [{:.3}, {:.3}]", v.estimate, v.low, v.high))
}

/// Rows of cells as text: the first column to the left, all others to the right.
fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|c| rows.iter().filter_map(|r| r.get(c)).map(|s| s.chars().count()).max().unwrap_or(0))
        .collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::from(" ");
        for (c, (cell, &width)) in row.iter().zip(&widths).enumerate() {
            let padding = " ".repeat(width - cell.chars().count());
            line.push(' ');
            line.push_str(&if c == 0 { format!("{cell}{padding}") } else { format!(" {padding}{cell}") });
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
