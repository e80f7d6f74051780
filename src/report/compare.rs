//! Truth and the predictions of two or more systems on the same rows in, what can be
//! said of their differences out.
//!
//! Differences have paired bootstrap intervals (whole groups drawn where there are
//! groups); right against wrong has `McNemar`'s exact test, which takes rows for
//! independent. Holm's correction runs over all pairs of systems, and for labels
//! over the labels of a pair.

use super::Outcomes;
use super::sample::{self, Estimate, FIGURES};
use crate::error::Error;
use crate::metrics::{Bootstrap, Difference, holm, mcnemar};
use serde::Serialize;
use std::fmt::Write;

/// Below this a difference is called one.
const SIGNIFICANT: f64 = 0.05;

/// What one system says of the rows.
#[derive(Debug, Clone, Default)]
pub struct System {
    /// Its name.
    pub name: String,
    /// Number of the predicted label of each row.
    pub predicted: Vec<usize>,
    /// `rows × labels` probabilities; empty where it gives none.
    pub probabilities: Vec<f64>,
}

/// A row, as it is shown.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Shown {
    /// The row's id.
    pub id: String,
    /// The table's line.
    pub line: u64,
    /// The words.
    pub text: String,
}

/// The scores of one system.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scored {
    /// Its name.
    pub name: String,
    /// Figures of the whole, in the order of [`FIGURES`].
    #[serde(serialize_with = "by_name")]
    pub figures: Vec<Estimate>,
    /// F1 of each label of [`Comparison::labels`].
    pub f1: Vec<Estimate>,
}

fn by_name<S: serde::Serializer>(figures: &[Estimate], serializer: S) -> Result<S::Ok, S::Error> {
    use serde::ser::SerializeMap;
    let mut map = serializer.serialize_map(Some(figures.len()))?;
    for (name, estimate) in FIGURES.iter().zip(figures) {
        map.serialize_entry(name, estimate)?;
    }
    map.end()
}

/// The difference in F1 for one label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfLabel {
    /// The label.
    pub label: String,
    /// The difference; none where it is undefined for a system.
    pub f1: Option<Difference>,
    /// Its p-value after Holm's correction over the labels.
    pub p_holm: Option<f64>,
}

/// Two systems held against each other: the second less the first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// Number of the first system.
    pub first: usize,
    /// Number of the second system.
    pub second: usize,
    /// Rows that both have right.
    pub both_right: u64,
    /// Rows that only the first has right.
    pub only_first: u64,
    /// Rows that only the second has right.
    pub only_second: u64,
    /// Rows that neither has right.
    pub both_wrong: u64,
    /// `McNemar`'s exact test, two-sided.
    pub mcnemar_p: f64,
    /// The same after Holm's correction over the pairs.
    pub mcnemar_p_holm: f64,
    /// Difference in accuracy.
    pub accuracy: Option<Difference>,
    /// Difference in macro-F1.
    pub macro_f1: Option<Difference>,
    /// Its p-value after Holm's correction over the pairs.
    pub macro_f1_p_holm: Option<f64>,
    /// Difference in F1 of each label.
    pub labels: Vec<OfLabel>,
    /// What follows, as a sentence.
    pub verdict: String,
}

/// A row that not all systems have right or wrong alike.
#[derive(Debug, Clone, Serialize)]
pub struct Flip {
    /// The row.
    #[serde(flatten)]
    pub row: Shown,
    /// Its label.
    pub label: String,
    /// What each system predicts.
    pub predicted: Vec<String>,
}

/// Systems held against each other.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// What they were compared on.
    pub data: Vec<String>,
    /// Remarks on rows left out.
    pub notes: Vec<String>,
    /// The command line, empty where there was none.
    pub command: String,
    /// Rows compared.
    pub rows: usize,
    /// Groups drawn; none where rows are drawn.
    pub groups: Option<usize>,
    /// Bootstrap samples.
    pub rounds: usize,
    /// The labels.
    pub labels: Vec<String>,
    /// Rows of each label.
    pub support: Vec<u64>,
    /// Each system's scores.
    pub systems: Vec<Scored>,
    /// Each pair of systems.
    pub pairs: Vec<Pair>,
    /// The rows on which they differ in being right.
    pub flips: Vec<Flip>,
}

impl Comparison {
    /// Compares. `truth` holds labels, truth and groups; its predictions are not looked at.
    ///
    /// # Errors
    /// For fewer than two systems, or where lists do not fit each other.
    pub fn new(
        truth: &Outcomes,
        rows: &[Shown],
        systems: &[System],
        bootstrap: &Bootstrap,
    ) -> Result<Self, Error> {
        if systems.len() < 2 {
            return Err(Error::Parameter {
                name: "systems",
                found: systems.len().to_string(),
                expected: "two or more to compare",
            });
        }
        let k = truth.labels.len();
        let support: Vec<u64> =
            (0..k).map(|label| truth.truth.iter().filter(|t| **t == label).count() as u64).collect();
        let scored = systems
            .iter()
            .map(|system| {
                let outcomes = Outcomes {
                    predicted: system.predicted.clone(),
                    probabilities: system.probabilities.clone(),
                    ..truth.clone()
                };
                let estimates = sample::estimates(&outcomes, bootstrap)?;
                Ok(Scored {
                    name: system.name.clone(),
                    figures: estimates.whole,
                    f1: estimates.labels.iter().map(|l| l[2]).collect(),
                })
            })
            .collect::<Result<Vec<Scored>, Error>>()?;
        let mut pairs = Vec::new();
        for second in 1..systems.len() {
            for first in 0..second {
                pairs.push(pair(truth, systems, (first, second), bootstrap)?);
            }
        }
        pairs.sort_by_key(|p| (p.first, p.second));
        correct(&mut pairs);
        for pair in &mut pairs {
            pair.verdict = verdict(pair, systems, truth.groups.is_some());
        }
        let right = |system: &System, n: usize| system.predicted[n] == truth.truth[n];
        let flips = (0..truth.truth.len())
            .filter(|n| systems.iter().any(|s| right(s, *n)) && !systems.iter().all(|s| right(s, *n)))
            .map(|n| Flip {
                row: rows.get(n).cloned().unwrap_or_default(),
                label: truth.labels[truth.truth[n]].clone(),
                predicted: systems.iter().map(|s| truth.labels[s.predicted[n]].clone()).collect(),
            })
            .collect();
        let groups = truth
            .groups
            .as_ref()
            .map(|groups| groups.iter().collect::<std::collections::BTreeSet<_>>().len());
        Ok(Self {
            data: Vec::new(),
            notes: Vec::new(),
            command: String::new(),
            rows: truth.truth.len(),
            groups,
            rounds: bootstrap.rounds,
            labels: truth.labels.clone(),
            support,
            systems: scored,
            pairs,
            flips,
        })
    }

    /// The comparison as lines of text, with at most `flips` rows that flip.
    pub fn text(&self, flips: usize) -> String {
        let mut out = String::new();
        let unit = self.groups.map_or("rows drawn".to_owned(), |g| format!("{g} groups drawn"));
        let _ = writeln!(
            out,
            "{} rows; 95 % intervals and p-values from {} bootstrap samples, {unit}\n",
            self.rows, self.rounds
        );
        for note in &self.notes {
            let _ = writeln!(out, "{note}\n");
        }
        let letter = |n: usize| char::from(b'A' + (n % 26) as u8);
        let _ =
            writeln!(out, "   accuracy                macro F1                log loss  calibration error");
        for (n, system) in self.systems.iter().enumerate() {
            let figure = |name: &str| {
                FIGURES.iter().position(|f| *f == name).map_or_else(Estimate::default, |i| system.figures[i])
            };
            let wide = |e: Estimate| match (e.value, e.low, e.high) {
                (Some(v), Some(low), Some(high)) => format!("{v:.3} [{low:.3}, {high:.3}]"),
                _ => "undefined".to_owned(),
            };
            let short = |e: Estimate| e.value.map_or("undefined".to_owned(), |v| format!("{v:.3}"));
            let _ = writeln!(
                out,
                "{}  {:<23} {:<23} {:<9} {:<7}  {}",
                letter(n),
                wide(figure("accuracy")),
                wide(figure("macro_f1")),
                short(figure("log_loss")),
                short(figure("expected_calibration_error")),
                system.name
            );
        }
        for pair in &self.pairs {
            let (a, b) = (letter(pair.first), letter(pair.second));
            let _ = writeln!(out, "\n{b} less {a}\n  {}", pair.verdict);
            let line = |d: Option<Difference>| {
                d.map_or("undefined".to_owned(), |d| {
                    format!(
                        "{:+.3} [{:+.3}, {:+.3}]  p {}",
                        d.interval.estimate,
                        d.interval.low,
                        d.interval.high,
                        p_value(d.p_value)
                    )
                })
            };
            let holm = |p: Option<f64>| {
                if self.pairs.len() > 1 {
                    p.map_or(String::new(), |p| {
                        format!(", {} after Holm over {} pairs", p_value(p), self.pairs.len())
                    })
                } else {
                    String::new()
                }
            };
            let _ = writeln!(out, "  accuracy   {}", line(pair.accuracy));
            let _ = writeln!(out, "  macro F1   {}{}", line(pair.macro_f1), holm(pair.macro_f1_p_holm));
            let _ = writeln!(
                out,
                "  only {a} right {}, only {b} right {}; McNemar's exact p {}{}",
                pair.only_first,
                pair.only_second,
                p_value(pair.mcnemar_p),
                holm(Some(pair.mcnemar_p_holm))
            );
            let width = self.labels.iter().map(|l| l.chars().count()).max().unwrap_or(0);
            for label in &pair.labels {
                let corrected = label
                    .p_holm
                    .map_or(String::new(), |p| format!(", {} after Holm over labels", p_value(p)));
                let _ = writeln!(out, "  F1 {:<width$}  {}{corrected}", label.label, line(label.f1));
            }
        }
        if !self.flips.is_empty() && flips > 0 {
            let _ = writeln!(
                out,
                "\nRows right for some and wrong for others: {} of {}",
                self.flips.len(),
                self.rows
            );
            for flip in self.flips.iter().take(flips) {
                let said: Vec<String> =
                    flip.predicted.iter().enumerate().map(|(n, p)| format!("{} {p}", letter(n))).collect();
                let _ = writeln!(
                    out,
                    "  {}  true {}; {}\n    {}",
                    flip.row.id,
                    flip.label,
                    said.join(", "),
                    one_line(&flip.row.text)
                );
            }
            if self.flips.len() > flips {
                let _ =
                    writeln!(out, "  … {} more; --format json or html shows them", self.flips.len() - flips);
            }
        }
        out
    }
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() > 160 { line.chars().take(159).chain(['…']).collect() } else { line }
}

/// A p-value as people write it.
pub fn p_value(p: f64) -> String {
    if p < 0.0001 { "< 0.0001".to_owned() } else { format!("{p:.4}") }
}

fn pair(
    truth: &Outcomes,
    systems: &[System],
    (first, second): (usize, usize),
    bootstrap: &Bootstrap,
) -> Result<Pair, Error> {
    let (a, b) = (&systems[first].predicted, &systems[second].predicted);
    let differences =
        bootstrap.differences(truth.labels.len(), &truth.truth, a, b, truth.groups.as_deref())?;
    let mut counts = [0_u64; 4];
    for ((t, a), b) in truth.truth.iter().zip(a).zip(b) {
        counts[usize::from(a != t) * 2 + usize::from(b != t)] += 1;
    }
    let defined: Vec<f64> = differences.f1.iter().flatten().map(|d| d.p_value).collect();
    let mut corrected = holm(&defined).into_iter();
    let labels = truth
        .labels
        .iter()
        .zip(&differences.f1)
        .map(|(label, f1)| OfLabel {
            label: label.clone(),
            f1: *f1,
            p_holm: if f1.is_some() { corrected.next() } else { None },
        })
        .collect();
    Ok(Pair {
        first,
        second,
        both_right: counts[0],
        only_first: counts[1],
        only_second: counts[2],
        both_wrong: counts[3],
        mcnemar_p: mcnemar(counts[1], counts[2]),
        mcnemar_p_holm: 1.0,
        accuracy: differences.accuracy,
        macro_f1: differences.macro_f1,
        macro_f1_p_holm: None,
        labels,
        verdict: String::new(),
    })
}

/// Holm's correction over the pairs.
fn correct(pairs: &mut [Pair]) {
    let tests: Vec<f64> = pairs.iter().map(|p| p.mcnemar_p).collect();
    let defined: Vec<f64> = pairs.iter().filter_map(|p| p.macro_f1).map(|d| d.p_value).collect();
    let mut macro_f1 = holm(&defined).into_iter();
    for (pair, p) in pairs.iter_mut().zip(holm(&tests)) {
        pair.mcnemar_p_holm = p;
        pair.macro_f1_p_holm = if pair.macro_f1.is_some() { macro_f1.next() } else { None };
    }
}

fn verdict(pair: &Pair, systems: &[System], grouped: bool) -> String {
    let (a, b) = (&systems[pair.first].name, &systems[pair.second].name);
    if pair.only_first + pair.only_second == 0 {
        return format!("{a} and {b} have the same rows right");
    }
    // Where rows come in groups, McNemar's test takes too much for independent.
    let accuracy = pair.accuracy.map_or(1.0, |d| d.p_value);
    let right = if grouped { accuracy.max(pair.mcnemar_p_holm) } else { pair.mcnemar_p_holm };
    let (more, fewer) = if pair.only_second > pair.only_first { (b, a) } else { (a, b) };
    let f1 = pair.macro_f1.map_or(0.0, |d| d.interval.estimate);
    let f1_p = pair.macro_f1_p_holm.unwrap_or(1.0);
    let (better, worse) = if f1 > 0.0 { (b, a) } else { (a, b) };
    match (right < SIGNIFICANT, f1_p < SIGNIFICANT) {
        (true, true) if more == better => format!(
            "{more} is better than {fewer}: more rows right and a higher macro F1, by more than chance explains"
        ),
        (true, true) => format!(
            "{more} has more rows right than {fewer}, but {better} the higher macro F1, both by more than chance explains"
        ),
        (true, false) => format!(
            "{more} has more rows right than {fewer}, by more than chance explains; the difference in macro F1 may be chance"
        ),
        (false, true) => format!(
            "{better} has a higher macro F1 than {worse}, by more than chance explains; the difference in rows right may be chance"
        ),
        (false, false) => format!("the difference between {a} and {b} may be chance"),
    }
}
