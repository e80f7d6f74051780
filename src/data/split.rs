//! Labels and groups in, a named part for every row out.
//!
//! As [`crate::folds`], for parts of different sizes: groups are dealt out, those
//! that weigh most first, each to the part that lacks its labels most. Same
//! arguments, same parts.

use super::percent;
use crate::error::Error;
use crate::folds::number;
use crate::random::SplitMix64;
use serde::Serialize;
use std::fmt;
use std::hash::Hash;

/// A part and the share of the rows that it should have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its share, between 0 and 1.
    pub share: f64,
}

/// Parts as typed: `train=0.75,dev=0.1,test=0.15`.
///
/// ```
/// let parts = demarche::data::split::parts("train=0.8,test=0.2").unwrap();
/// assert_eq!((parts[1].name.as_str(), parts[1].share), ("test", 0.2));
/// assert!(demarche::data::split::parts("train=0.8,test=0.3").is_err());
/// ```
///
/// # Errors
/// [`Error::Parameter`] unless there are two names or more, all different, with
/// shares above 0 that add up to 1.
pub fn parts(typed: &str) -> Result<Vec<Part>, Error> {
    let fault = || Error::Parameter {
        name: "parts",
        found: format!("{typed:?}"),
        expected: "two or more different names with shares that add up to 1, such as train=0.8,test=0.2",
    };
    let mut parts: Vec<Part> = Vec::new();
    for item in typed.split(',') {
        let (name, share) = item.split_once('=').ok_or_else(fault)?;
        let share: f64 = share.trim().parse().map_err(|_| fault())?;
        let name = name.trim().to_owned();
        if name.is_empty() || share.is_nan() || share <= 0.0 || parts.iter().any(|p| p.name == name) {
            return Err(fault());
        }
        parts.push(Part { name, share });
    }
    let sum: f64 = parts.iter().map(|p| p.share).sum();
    if parts.len() < 2 || (sum - 1.0).abs() > 1e-6 { Err(fault()) } else { Ok(parts) }
}

/// The number of the part of every row. Rows of one group share a part; labels are
/// spread over the parts by their shares as evenly as the greedy order finds.
///
/// # Errors
/// [`Error::Parameter`] where there is not one group name a row, or so few groups
/// that a part would have none.
pub fn assign(
    labels: &[usize],
    groups: Option<&[impl Eq + Hash]>,
    parts: &[Part],
    seed: u64,
) -> Result<Vec<usize>, Error> {
    let (group_of, n_groups) = number(labels.len(), groups)?;
    // The last "label" is every row's, so that parts fill up also by size.
    let n_labels = labels.iter().max().map_or(1, |&label| label + 2);
    let mut counts = vec![vec![0.0; n_labels]; n_groups];
    let mut totals = vec![0.0; n_labels];
    for (&label, &group) in labels.iter().zip(&group_of) {
        for l in [label, n_labels - 1] {
            counts[group][l] += 1.0;
            totals[l] += 1.0;
        }
    }
    let shares: Vec<Vec<(usize, f64)>> = counts
        .iter()
        .map(|c| c.iter().enumerate().filter(|(_, n)| **n > 0.0).map(|(l, n)| (l, n / totals[l])).collect())
        .collect();
    let mut order: Vec<(usize, f64)> =
        shares.iter().enumerate().map(|(g, s)| (g, s.iter().map(|(_, s)| s * s).sum())).collect();
    SplitMix64::new(seed).shuffle(&mut order);
    order.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let mut held = vec![vec![0.0; n_labels]; parts.len()];
    let mut part_of = vec![0; n_groups];
    for (group, _) in order {
        // What the group adds to Σ (held share of a label)² / share of the part.
        let crowding = |part: usize| -> f64 {
            shares[group].iter().map(|&(l, s)| s * (2.0 * held[part][l] + s) / parts[part].share).sum()
        };
        let best = (0..parts.len()).min_by(|&a, &b| crowding(a).total_cmp(&crowding(b))).unwrap_or(0);
        part_of[group] = best;
        for &(l, s) in &shares[group] {
            held[best][l] += s;
        }
    }
    if let Some(part) = (0..parts.len()).find(|part| !part_of.contains(part)) {
        return Err(Error::Parameter {
            name: "parts",
            found: format!("no group left for {:?} among {n_groups} groups", parts[part].name),
            expected: "fewer parts, larger shares or more groups",
        });
    }
    Ok(group_of.into_iter().map(|group| part_of[group]).collect())
}

/// What a split came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Names of the labels.
    pub labels: Vec<String>,
    /// The parts in order.
    pub parts: Vec<PartSummary>,
}

/// What one part came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartSummary {
    /// Its name.
    pub name: String,
    /// The share that was asked for.
    pub wanted: f64,
    /// The share that it has.
    pub share: f64,
    /// Its rows.
    pub rows: usize,
    /// Its groups; rows without one count as their own.
    pub groups: usize,
    /// Its rows by label, in label order.
    pub by_label: Vec<usize>,
}

/// Counts what [`assign`] gave.
///
/// # Errors
/// As [`assign`].
pub fn summary(
    names: &[String],
    labels: &[usize],
    groups: Option<&[impl Eq + Hash]>,
    parts: &[Part],
    assigned: &[usize],
) -> Result<Summary, Error> {
    let (group_of, n_groups) = number(labels.len(), groups)?;
    let mut part_of_group = vec![usize::MAX; n_groups];
    for (&group, &part) in group_of.iter().zip(assigned) {
        part_of_group[group] = part;
    }
    let part = |(n, part): (usize, &Part)| {
        let rows: Vec<usize> = (0..labels.len()).filter(|&row| assigned[row] == n).collect();
        PartSummary {
            name: part.name.clone(),
            wanted: part.share,
            share: rows.len() as f64 / labels.len().max(1) as f64,
            rows: rows.len(),
            groups: part_of_group.iter().filter(|&&p| p == n).count(),
            by_label: (0..names.len())
                .map(|l| rows.iter().filter(|&&row| labels[row] == l).count())
                .collect(),
        }
    };
    Ok(Summary { labels: names.to_vec(), parts: parts.iter().enumerate().map(part).collect() })
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut head: Vec<String> = ["part", "wanted", "share", "rows", "groups"].map(str::to_owned).to_vec();
        head.extend(self.labels.iter().cloned());
        let mut rows = vec![head];
        for part in &self.parts {
            let mut cells = vec![
                part.name.clone(),
                percent(part.wanted),
                percent(part.share),
                part.rows.to_string(),
                part.groups.to_string(),
            ];
            cells.extend(part.by_label.iter().map(|n| percent(*n as f64 / part.rows.max(1) as f64)));
            rows.push(cells);
        }
        f.write_str(&super::aligned(&rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NONE: Option<&[&str]> = None;

    #[test]
    fn parts_have_their_shares_of_every_label() {
        let labels: Vec<usize> = (0..1000).map(|i| if i % 10 == 0 { 2 } else { i % 2 }).collect();
        let groups: Vec<String> = (0..1000).map(|i| (i / 7).to_string()).collect();
        let parts = parts("train=0.75,dev=0.1,test=0.15").unwrap();
        let assigned = assign(&labels, Some(&groups), &parts, 3).unwrap();
        let names: Vec<String> = ["a", "b", "c"].map(str::to_owned).to_vec();
        for part in summary(&names, &labels, Some(&groups), &parts, &assigned).unwrap().parts {
            assert!((part.share - part.wanted).abs() < 0.02, "{part:?}");
            for (label, all) in [400.0, 500.0, 100.0].into_iter().enumerate() {
                assert!((part.by_label[label] as f64 / all - part.wanted).abs() < 0.05, "{part:?}");
            }
        }
    }

    #[test]
    fn seeds_differ_and_too_few_groups_are_refused() {
        let labels = vec![0; 50];
        let parts = parts("a=0.5,b=0.5").unwrap();
        assert_ne!(assign(&labels, NONE, &parts, 1).unwrap(), assign(&labels, NONE, &parts, 2).unwrap());
        assert!(assign(&labels, Some(&vec!["one"; 50]), &parts, 1).is_err());
        for typed in ["a=1", "a=.5,a=.5", "a=.5,b", "a=nan,b=1", "", "a=-1,b=2", "=.5,b=.5"] {
            assert!(super::parts(typed).is_err(), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn groups_stay_whole_and_the_seed_decides(rows in proptest::collection::vec((0_usize..4, 0_u8..20), 30..90), seed in any::<u64>()) {
            let labels: Vec<usize> = rows.iter().map(|r| r.0).collect();
            let groups: Vec<String> = rows.iter().map(|r| r.1.to_string()).collect();
            let parts = parts("a=0.6,b=0.4").unwrap();
            let Ok(assigned) = assign(&labels, Some(&groups), &parts, seed) else { return Ok(()) };
            prop_assert_eq!(&assigned, &assign(&labels, Some(&groups), &parts, seed).unwrap());
            for i in 0..rows.len() {
                for j in 0..i {
                    prop_assert!(groups[i] != groups[j] || assigned[i] == assigned[j]);
                }
            }
        }
    }
}
