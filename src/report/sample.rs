//! Outcomes in, all figures on the data and on bootstrap samples of it out.
//!
//! The samples are those of [`Bootstrap`]: the same stream for each round, whole
//! groups where there are groups.

use super::Outcomes;
use crate::error::Error;
use crate::folds;
use crate::metrics::{Bootstrap, Confusion};
use crate::random::SplitMix64;
use crate::solver::softmax::argmax;
use rayon::prelude::*;
use serde::Serialize;

/// Bins of the reliability diagram, as in [`crate::metrics::Forecasts`].
const BINS: usize = 15;

/// The figures of the whole, by name, in the order in which they are shown. Those
/// from `log_loss` to the calibration error need probabilities, and less of them is
/// better; the last one needs groups.
pub const FIGURES: [&str; 12] = [
    "accuracy",
    "balanced_accuracy",
    "macro_precision",
    "macro_recall",
    "macro_f1",
    "weighted_f1",
    "matthews_correlation",
    "cohen_kappa",
    "log_loss",
    "brier",
    "expected_calibration_error",
    "groups_right",
];

/// A figure with the interval that most samples of the data give for it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Default)]
pub struct Estimate {
    /// The figure; none where it is undefined.
    pub value: Option<f64>,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// The figures of the whole and of each label.
#[derive(Debug, Clone)]
pub struct Estimates {
    /// In the order of [`FIGURES`].
    pub whole: Vec<Estimate>,
    /// Precision, recall and F1 of each label.
    pub labels: Vec<[Estimate; 3]>,
}

/// Measures the outcomes and their samples.
///
/// # Errors
/// As [`Outcomes::check`], and for a bootstrap without rounds.
pub fn estimates(outcomes: &Outcomes, bootstrap: &Bootstrap) -> Result<Estimates, Error> {
    outcomes.check()?;
    if bootstrap.rounds == 0 || !(bootstrap.level > 0.0 && bootstrap.level < 1.0) {
        return Err(Error::Parameter {
            name: "rounds",
            found: bootstrap.rounds.to_string(),
            expected: "1 or more",
        });
    }
    let k = outcomes.labels.len();
    let units = Units::new(outcomes)?;
    let whole = units.figures(&vec![1; units.len()]);
    let samples: Vec<Vec<Option<f64>>> = (0..bootstrap.rounds as u64)
        .into_par_iter()
        .map(|round| {
            let mut generator = SplitMix64::stream(bootstrap.seed, round);
            let mut times = vec![0_u32; units.len()];
            (0..units.len()).for_each(|_| times[generator.below(units.len())] += 1);
            units.figures(&times)
        })
        .collect();
    let mut all = (0..whole.len()).map(|figure| {
        let values: Vec<f64> = samples.iter().filter_map(|sample| sample[figure]).collect();
        let [low, high] = percentiles(values, bootstrap.level);
        let value = whole[figure];
        Estimate { value, low: low.filter(|_| value.is_some()), high: high.filter(|_| value.is_some()) }
    });
    let of_whole = all.by_ref().take(FIGURES.len()).collect();
    let rest: Vec<Estimate> = all.collect();
    let labels = rest.chunks_exact(3).take(k).map(|c| [c[0], c[1], c[2]]).collect();
    Ok(Estimates { whole: of_whole, labels })
}

/// The ends of the interval that holds `level` of the values, with linear
/// interpolation, as numpy's default.
pub fn percentiles(mut values: Vec<f64>, level: f64) -> [Option<f64>; 2] {
    values.sort_by(f64::total_cmp);
    let Some(last) = values.len().checked_sub(1) else { return [None, None] };
    let quantile = |share: f64| {
        let position = share * last as f64;
        let below = position.floor() as usize;
        let above = (below + 1).min(last);
        values[below] + (values[above] - values[below]) * (position - position.floor())
    };
    let outside = (1.0 - level) / 2.0;
    [Some(quantile(outside)), Some(quantile(1.0 - outside))]
}

/// What is drawn: groups with their rows, one after the other.
///
/// A sample says how often each group is drawn, and its figures are one pass over the
/// rows in their order: that is several times as fast as to go where chance leads.
struct Units {
    n_labels: usize,
    probable: bool,
    starts: Vec<usize>,
    /// Whether all rows of a group are right; empty without groups.
    right: Vec<bool>,
    /// Of each row: its place in the table of counts.
    cells: Vec<u32>,
    /// Its bin, and how far its confidence is above being right; empty without probabilities.
    bins: Vec<(u8, f64)>,
    /// Of each group: the sums of log loss and Brier score.
    losses: Vec<(f64, f64)>,
}

impl Units {
    fn new(outcomes: &Outcomes) -> Result<Self, Error> {
        let (k, n) = (outcomes.labels.len(), outcomes.truth.len());
        let (group_of, n_groups) = folds::number(n, outcomes.groups.as_deref())?;
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by_key(|&row| group_of[row]);
        let mut starts = vec![0; n_groups + 1];
        for group in group_of {
            starts[group + 1] += 1;
        }
        for group in 0..n_groups {
            starts[group + 1] += starts[group];
        }
        let members = |group: usize| &order[starts[group]..starts[group + 1]];
        let is_right = |row: &usize| outcomes.truth[*row] == outcomes.predicted[*row];
        let right = match outcomes.groups {
            Some(_) => (0..n_groups).map(|group| members(group).iter().all(is_right)).collect(),
            None => Vec::new(),
        };
        let probable = !outcomes.probabilities.is_empty();
        let row_of = |row: usize| &outcomes.probabilities[row * k..(row + 1) * k];
        let loss = |row: usize| {
            let (truth, probabilities) = (outcomes.truth[row], row_of(row));
            let log_loss = -libm::log(probabilities[truth].clamp(f64::EPSILON, 1.0 - f64::EPSILON));
            (log_loss, probabilities.iter().map(|p| p * p).sum::<f64>() + 1.0 - 2.0 * probabilities[truth])
        };
        let sums = |group: usize| {
            let losses = members(group).iter().map(|row| loss(*row));
            losses.fold((0.0, 0.0), |(log, brier), (l, b)| (log + l, brier + b))
        };
        let bin = |row: usize| {
            let label = argmax(row_of(row));
            let confidence = row_of(row)[label];
            let bin = ((confidence * BINS as f64).ceil() as usize).clamp(1, BINS) - 1;
            (bin as u8, confidence - f64::from(u8::from(label == outcomes.truth[row])))
        };
        let cell = |row: &usize| (outcomes.truth[*row] * k + outcomes.predicted[*row]) as u32;
        Ok(Self {
            n_labels: k,
            probable,
            cells: order.iter().map(cell).collect(),
            bins: order.iter().filter(|_| probable).map(|row| bin(*row)).collect(),
            losses: (0..n_groups).filter(|_| probable).map(sums).collect(),
            right,
            starts,
        })
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The figures where each group counts as often as `times` says.
    fn figures(&self, times: &[u32]) -> Vec<Option<f64>> {
        let k = self.n_labels;
        let mut counts = vec![0_u64; k * k];
        let mut above = [0.0; BINS];
        let (mut rows, mut log_loss, mut brier) = (0_u64, 0.0, 0.0);
        let (mut drawn, mut wholly_right) = (0_u64, 0_u64);
        for (group, &times) in times.iter().enumerate().filter(|(_, times)| **times > 0) {
            let members = self.starts[group]..self.starts[group + 1];
            let weight = u64::from(times);
            drawn += weight;
            rows += weight * members.len() as u64;
            wholly_right += if self.right.get(group) == Some(&true) { weight } else { 0 };
            for &cell in &self.cells[members.clone()] {
                counts[cell as usize] += weight;
            }
            if self.probable {
                let weight = f64::from(times);
                log_loss += weight * self.losses[group].0;
                brier += weight * self.losses[group].1;
                for &(bin, distance) in &self.bins[members] {
                    above[usize::from(bin)] += weight * distance;
                }
            }
        }
        let mut table = Confusion::new(k);
        for (cell, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
            table.add_many(cell / k, cell % k, count);
        }
        let average = table.macro_average();
        let mean = |sum: f64| (self.probable && rows > 0).then(|| sum / rows as f64);
        let mut figures = vec![
            table.accuracy(),
            table.balanced_accuracy(),
            average.precision,
            average.recall,
            average.f1,
            table.weighted_average().f1,
            table.matthews(),
            table.kappa(),
            mean(log_loss),
            mean(brier),
            mean(above.iter().map(|distance: &f64| distance.abs()).sum()),
            (drawn > 0 && !self.right.is_empty()).then(|| wholly_right as f64 / drawn as f64),
        ];
        for label in 0..k {
            figures.extend([table.precision(label), table.recall(label), table.f1(label)]);
        }
        figures
    }
}
