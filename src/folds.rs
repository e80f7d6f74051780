//! Labels and groups in, a fold for every row out.
//!
//! Greedy as scikit-learn's `StratifiedGroupKFold`: groups are dealt out, those that
//! weigh most first, each to the fold where its labels are rarest. A row without a
//! group is a group of its own, which gives plain stratified folds.

use crate::error::Error;
use crate::random::SplitMix64;
use rustc_hash::FxHashMap;
use std::hash::Hash;

/// The fold, in `0..k`, of every row.
///
/// Rows of one group share a fold, every fold has a row, and every label is spread
/// over the folds as evenly as the greedy order finds. `groups` has a name for each
/// row, or is `None`. The same arguments give the same folds.
///
/// ```
/// let groups = ["a", "a", "b", "c"];
/// let folds = demarche::folds::assign(&[0, 1, 0, 1], Some(&groups), 2, 7).unwrap();
/// assert_eq!(folds[0], folds[1]);
/// ```
///
/// # Errors
/// [`Error::Parameter`] when `k` is below 2 or above the number of groups, or when
/// there is not one group name a row.
pub fn assign(
    labels: &[usize],
    groups: Option<&[impl Eq + Hash]>,
    k: usize,
    seed: u64,
) -> Result<Vec<usize>, Error> {
    parted(labels, groups, k, seed, |weight| weight)
}

/// As [`assign`], for the `repeat`-th time: other folds each time, also where no two
/// groups weigh the same, at the price of a slightly less even spread. The first time,
/// number 0, gives the folds of [`assign`].
///
/// # Errors
/// As [`assign`].
pub fn assign_again(
    labels: &[usize],
    groups: Option<&[impl Eq + Hash]>,
    k: usize,
    seed: u64,
    repeat: usize,
) -> Result<Vec<usize>, Error> {
    if repeat == 0 {
        return assign(labels, groups, k, seed);
    }
    // Groups whose weights differ by less than a factor of two come in any order.
    let octave = |weight: f64| libm::floor(libm::log2(weight));
    parted(labels, groups, k, seed.wrapping_add(repeat as u64), octave)
}

fn parted(
    labels: &[usize],
    groups: Option<&[impl Eq + Hash]>,
    k: usize,
    seed: u64,
    rank: impl Fn(f64) -> f64,
) -> Result<Vec<usize>, Error> {
    let (group_of, n_groups) = number(labels.len(), groups)?;
    if k < 2 || k > n_groups {
        return Err(Error::Parameter {
            name: "number of folds",
            found: format!("{k} for {n_groups} groups"),
            expected: "from 2 to the number of groups",
        });
    }
    let n_labels = labels.iter().max().map_or(0, |&label| label + 1);
    let mut totals = vec![0.0; n_labels];
    let mut members = vec![Vec::new(); n_groups];
    for (&label, &group) in labels.iter().zip(&group_of) {
        totals[label] += 1.0;
        members[group].push(label);
    }
    // For every group the shares of the labels' rows that it holds.
    let shares: Vec<Vec<(usize, f64)>> = members
        .iter_mut()
        .map(|labels| {
            labels.sort_unstable();
            let runs = labels.chunk_by(|a, b| a == b);
            runs.map(|run| (run[0], run.len() as f64 / totals[run[0]])).collect()
        })
        .collect();
    let mut heaviest: Vec<(usize, f64)> =
        shares.iter().map(|shares| shares.iter().map(|(_, s)| s * s).sum()).enumerate().collect();
    SplitMix64::new(seed).shuffle(&mut heaviest);
    heaviest.sort_by(|(_, a), (_, b)| rank(*b).total_cmp(&rank(*a)));

    let mut folds = vec![vec![0.0; n_labels]; k];
    let mut sizes = vec![0; k];
    let mut fold_of = vec![0; n_groups];
    for (group, _) in heaviest {
        // The fold that adds least to Σ (share of a label in a fold)²; of equals the
        // smallest, so that every fold gets a group before any gets a second.
        let mut best = (f64::INFINITY, usize::MAX, 0);
        for (fold, held) in folds.iter().enumerate() {
            let crowding: f64 = shares[group].iter().map(|&(label, share)| share * held[label]).sum();
            if crowding < best.0 || (crowding == best.0 && sizes[fold] < best.1) {
                best = (crowding, sizes[fold], fold);
            }
        }
        let fold = best.2;
        fold_of[group] = fold;
        sizes[fold] += members[group].len();
        for &(label, share) in &shares[group] {
            folds[fold][label] += share;
        }
    }
    Ok(group_of.into_iter().map(|group| fold_of[group]).collect())
}

/// The groups numbered in order of appearance, and how many there are; without names
/// every row is one.
pub(crate) fn number(n_rows: usize, groups: Option<&[impl Eq + Hash]>) -> Result<(Vec<usize>, usize), Error> {
    let Some(names) = groups else { return Ok(((0..n_rows).collect(), n_rows)) };
    if names.len() != n_rows {
        return Err(Error::Parameter {
            name: "number of group names",
            found: names.len().to_string(),
            expected: "the number of rows",
        });
    }
    let mut numbers = FxHashMap::default();
    let mut group_of = Vec::with_capacity(n_rows);
    for name in names {
        let next = numbers.len();
        group_of.push(*numbers.entry(name).or_insert(next));
    }
    Ok((group_of, numbers.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NONE: Option<&[&str]> = None;

    #[test]
    fn without_groups_no_fold_has_two_rows_of_a_label_more_than_another() {
        let labels: Vec<usize> = (0..103).map(|i| if i % 10 == 0 { 2 } else { i % 2 }).collect();
        let folds = assign(&labels, NONE, 5, 1).unwrap();
        for label in 0..3 {
            let counts: Vec<usize> = (0..5)
                .map(|fold| (0..103).filter(|&i| folds[i] == fold && labels[i] == label).count())
                .collect();
            assert!(counts.iter().max().unwrap() - counts.iter().min().unwrap() <= 1, "{counts:?}");
        }
    }

    #[test]
    fn repeats_part_the_rows_anew_where_no_two_groups_are_alike() {
        // Group n has n + 3 rows.
        let groups: Vec<usize> = (0..20).flat_map(|n| vec![n; n + 3]).collect();
        let labels: Vec<usize> = (0..groups.len()).map(|i| i % 2).collect();
        let folds = |repeat| assign_again(&labels, Some(&groups), 4, 0, repeat).unwrap();
        assert_eq!(folds(0), assign(&labels, Some(&groups), 4, 0).unwrap());
        assert_eq!(folds(1), folds(1));
        // Which rows share a fold, whatever its number.
        let together = |folds: &[usize]| -> Vec<bool> { folds.iter().map(|f| *f == folds[0]).collect() };
        assert_ne!(together(&folds(0)), together(&folds(1)));
        assert_ne!(together(&folds(1)), together(&folds(2)));
        for repeat in 0..3 {
            let sizes: Vec<usize> =
                (0..4).map(|fold| folds(repeat).iter().filter(|f| **f == fold).count()).collect();
            assert!(sizes.iter().all(|n| (50..=80).contains(n)), "{sizes:?}");
        }
    }

    #[test]
    fn impossible_numbers_of_folds_are_refused() {
        assert!(assign(&[0, 1], NONE, 1, 0).is_err());
        assert!(assign(&[0, 1], NONE, 3, 0).is_err());
        assert!(assign(&[], NONE, 2, 0).is_err());
        assert!(assign(&[0, 1, 0], Some(&["a", "a", "b"]), 3, 0).is_err());
        assert!(assign(&[0, 1, 0], Some(&["a", "a"]), 2, 0).is_err());
    }

    proptest! {
        #[test]
        fn folds_keep_groups_whole_leave_no_fold_empty_and_follow_the_seed(
            rows in proptest::collection::vec((0_usize..4, 0_u8..12), 12..80),
            k in 2_usize..5,
            seed in any::<u64>(),
        ) {
            let labels: Vec<usize> = rows.iter().map(|&(label, _)| label).collect();
            let groups: Vec<String> = rows.iter().map(|(_, group)| group.to_string()).collect();
            let Ok(folds) = assign(&labels, Some(&groups), k, seed) else { return Ok(()) };
            prop_assert_eq!(&folds, &assign(&labels, Some(&groups), k, seed).unwrap());
            for i in 0..rows.len() {
                for j in 0..i {
                    prop_assert!(groups[i] != groups[j] || folds[i] == folds[j]);
                }
            }
            for fold in 0..k {
                prop_assert!(folds.contains(&fold));
            }
        }
    }
}
