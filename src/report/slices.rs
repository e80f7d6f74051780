//! Outcomes and what is known of their rows in, scores of parts of the rows out.

use super::Outcomes;
use super::sample::{self, Estimate};
use crate::claim::{Parsed, Source};
use crate::error::Error;
use crate::features::View;
use crate::metrics::Bootstrap;
use crate::token::Kind;
use serde::Serialize;
use std::collections::BTreeMap;

/// Groups or rows below which samples say too little for an interval.
const FEW: usize = 10;

/// Values of a column that are shown; the rest are one.
const VALUES: usize = 20;

/// The longest text of each band but the last, in words.
const BANDS: [(usize, &str); 4] =
    [(10, "up to 10 words"), (20, "11 to 20 words"), (30, "21 to 30 words"), (45, "31 to 45 words")];
const LONGER: &str = "46 words or more";

/// What the parser found in a row, as far as slices go by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traits {
    /// Kind of the source.
    pub source: &'static str,
    /// How it is quoted.
    pub quoted: &'static str,
    /// Whether a negation stands in it.
    pub negated: &'static str,
    /// Band of length.
    pub length: &'static str,
}

impl Traits {
    /// The traits of a row as the model sees it.
    pub fn of(parsed: &Parsed, view: &View) -> Self {
        let words: usize = parsed
            .sentences
            .iter()
            .map(|s| {
                (0..s.tokens.len()).filter(|i| s.tokens.get(*i).is_some_and(|t| t.kind == Kind::Word)).count()
            })
            .sum();
        let source = |source: &Source| source.kind.name();
        Self {
            source: view.source.map_or("none found", source),
            quoted: match (view.quoted, parsed.quotes.is_empty()) {
                (true, _) => "in a direct quotation",
                (false, false) => "with quoted words",
                (false, true) => "not quoted",
            },
            negated: if parsed.sentences.iter().any(|s| !s.negations.is_empty()) {
                "with a negation"
            } else {
                "without a negation"
            },
            length: BANDS.iter().find(|(most, _)| words <= *most).map_or(LONGER, |(_, name)| name),
        }
    }
}

/// The scores of the rows that have one value of something.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Slice {
    /// What they were parted by.
    pub by: String,
    /// The value.
    pub value: String,
    /// Rows.
    pub rows: usize,
    /// Share of right predictions.
    pub accuracy: Estimate,
    /// Macro-averaged F1 over the labels that occur in the slice.
    pub macro_f1: Estimate,
}

/// Scores by source, quotation, negation and length.
///
/// # Errors
/// As [`by`].
pub fn by_traits(outcomes: &Outcomes, traits: &[Traits], bootstrap: &Bootstrap) -> Result<Vec<Slice>, Error> {
    let mut out = Vec::new();
    for (name, of) in [
        ("kind of source", (|t: &Traits| t.source) as fn(&Traits) -> &'static str),
        ("quotation", |t| t.quoted),
        ("negation", |t| t.negated),
    ] {
        let values: Vec<&str> = traits.iter().map(of).collect();
        out.extend(by(outcomes, name, &values, bootstrap)?);
    }
    let lengths: Vec<&str> = traits.iter().map(|t| t.length).collect();
    let mut lengths = by(outcomes, "length", &lengths, bootstrap)?;
    let place =
        |slice: &Slice| BANDS.iter().position(|(_, name)| *name == slice.value).unwrap_or(BANDS.len());
    lengths.sort_by_key(place);
    out.extend(lengths);
    Ok(out)
}

/// Scores by the value that each row has, the most frequent first.
///
/// # Errors
/// As [`sample::estimates`].
pub fn by(
    outcomes: &Outcomes,
    name: &str,
    values: &[impl AsRef<str>],
    bootstrap: &Bootstrap,
) -> Result<Vec<Slice>, Error> {
    let mut rows: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (n, value) in values.iter().enumerate() {
        rows.entry(value.as_ref()).or_default().push(n);
    }
    let mut parts: Vec<(String, Vec<usize>)> = rows
        .into_iter()
        .map(|(value, rows)| (if value.is_empty() { "(empty)".to_owned() } else { value.to_owned() }, rows))
        .collect();
    parts.sort_by_key(|(_, rows)| std::cmp::Reverse(rows.len()));
    if parts.len() > VALUES {
        let others = parts.split_off(VALUES - 1);
        let name = format!("({} other values)", others.len());
        let mut rows: Vec<usize> = others.into_iter().flat_map(|(_, rows)| rows).collect();
        rows.sort_unstable();
        parts.push((name, rows));
    }
    parts
        .into_iter()
        .map(|(value, rows)| {
            let mut part = outcomes.of_rows(&rows);
            // Neither figure looks at them.
            part.probabilities.clear();
            let estimates = sample::estimates(&part, bootstrap)?;
            let units = part.groups.as_ref().map_or(rows.len(), |groups| {
                let mut groups = groups.clone();
                groups.sort_unstable();
                groups.dedup();
                groups.len()
            });
            let [accuracy, macro_f1] = [0, 4].map(|figure| honest(estimates.whole[figure], units));
            Ok(Slice { by: name.to_owned(), value, rows: rows.len(), accuracy, macro_f1 })
        })
        .collect()
}

/// The estimate without its interval where samples cannot give one: of few groups,
/// or where all rows are right or all are wrong, every sample is the same.
fn honest(estimate: Estimate, units: usize) -> Estimate {
    if units >= FEW && estimate.value.is_some_and(|v| v > 0.0 && v < 1.0) {
        return estimate;
    }
    Estimate { low: None, high: None, ..estimate }
}
