//! Truth and predictions in, bootstrap intervals out.
//!
//! Rows are drawn with replacement, or whole groups of them (all claims of an
//! article), so that rows that stand or fall together are not counted as independent
//! (Efron and Tibshirani 1993; percentile intervals). A round draws from a stream of
//! its own, so threads never change a result.

use super::{Confusion, check_labels};
use crate::error::Error;
use crate::folds;
use crate::random::SplitMix64;
use rayon::prelude::*;
use std::hash::Hash;

/// How to resample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bootstrap {
    /// Samples drawn.
    pub rounds: usize,
    /// Share of the samples inside an interval, such as 0.95.
    pub level: f64,
    /// Same seed, same samples.
    pub seed: u64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self { rounds: 1000, level: 0.95, seed: 0 }
    }
}

/// A figure with the interval that most samples of the data give for it.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Interval {
    /// The figure on the data themselves.
    pub estimate: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The second system's figure less the first one's.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Difference {
    /// The difference with its interval.
    #[serde(flatten)]
    pub interval: Interval,
    /// Two-sided: twice the share of samples in which the difference is zero or has
    /// the rarer sign, `(1 + count) / (1 + rounds)`.
    pub p_value: f64,
}

/// Something for each figure that is resampled; `None` where the figure is undefined
/// on the data. Samples on which it is undefined are left out.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Resampled<T> {
    /// Share of right predictions.
    pub accuracy: Option<T>,
    /// Macro-averaged F1 over the labels that occur in the sample.
    pub macro_f1: Option<T>,
    /// Cohen's kappa.
    pub kappa: Option<T>,
    /// Matthews correlation.
    pub matthews: Option<T>,
    /// F1 of each label.
    pub f1: Vec<Option<T>>,
}

impl Bootstrap {
    /// Intervals for one system; rows are drawn by group when `groups` names one for
    /// each row.
    ///
    /// # Errors
    /// [`Error::Parameter`] when lengths or labels do not fit, there are no rounds or
    /// the level is not between 0 and 1.
    pub fn intervals(
        &self,
        n_labels: usize,
        truth: &[usize],
        predicted: &[usize],
        groups: Option<&[impl Eq + Hash]>,
    ) -> Result<Resampled<Interval>, Error> {
        let ([whole], samples) = self.samples(n_labels, truth, [predicted], groups)?;
        let summary = |figure: usize| {
            let values = samples.iter().filter_map(|[sample]| sample[figure]).collect();
            self.interval(whole[figure]?, values)
        };
        Ok(resampled(n_labels, summary))
    }

    /// The difference of two systems on the same rows, the second less the first.
    ///
    /// # Errors
    /// As [`Self::intervals`].
    pub fn differences(
        &self,
        n_labels: usize,
        truth: &[usize],
        first: &[usize],
        second: &[usize],
        groups: Option<&[impl Eq + Hash]>,
    ) -> Result<Resampled<Difference>, Error> {
        let (whole, samples) = self.samples(n_labels, truth, [first, second], groups)?;
        let difference =
            |[first, second]: &[Vec<Option<f64>>; 2], figure: usize| Some(second[figure]? - first[figure]?);
        let summary = |figure: usize| {
            let estimate = difference(&whole, figure)?;
            let values: Vec<f64> = samples.iter().filter_map(|sample| difference(sample, figure)).collect();
            let not_above = values.iter().filter(|&&value| value <= 0.0).count();
            let not_below = values.iter().filter(|&&value| value >= 0.0).count();
            let rarer = (1 + not_above.min(not_below)) as f64 / (1 + values.len()) as f64;
            let interval = self.interval(estimate, values)?;
            Some(Difference { interval, p_value: (2.0 * rarer).min(1.0) })
        };
        Ok(resampled(n_labels, summary))
    }

    /// Intervals for any figures of some units, such as articles, that are drawn with
    /// replacement: `figures` gets the numbers of the units drawn and gives as many
    /// figures each time, `None` for one that is undefined on them.
    ///
    /// # Errors
    /// [`Error::Parameter`] when there are no rounds or the level is not between 0 and 1.
    pub fn over(
        &self,
        n_units: usize,
        figures: impl Fn(&[usize]) -> Vec<Option<f64>> + Sync,
    ) -> Result<Vec<Option<Interval>>, Error> {
        self.check()?;
        let all: Vec<usize> = (0..n_units).collect();
        let whole = figures(&all);
        let samples: Vec<Vec<Option<f64>>> = (0..self.rounds as u64)
            .into_par_iter()
            .map(|round| {
                let mut generator = SplitMix64::stream(self.seed, round);
                let drawn: Vec<usize> = all.iter().map(|_| generator.below(n_units)).collect();
                figures(&drawn)
            })
            .collect();
        let interval = |(figure, estimate): (usize, Option<f64>)| {
            let values = samples.iter().filter_map(|sample| sample.get(figure).copied().flatten()).collect();
            self.interval(estimate?, values)
        };
        Ok(whole.into_iter().enumerate().map(interval).collect())
    }

    fn check(&self) -> Result<(), Error> {
        if self.rounds == 0 || !(self.level > 0.0 && self.level < 1.0) {
            return Err(Error::Parameter {
                name: "bootstrap",
                found: format!("{} rounds at level {}", self.rounds, self.level),
                expected: "at least one round at a level between 0 and 1",
            });
        }
        Ok(())
    }

    /// The figures of every system on the data and on each sample.
    #[allow(clippy::type_complexity)]
    fn samples<const S: usize>(
        &self,
        n_labels: usize,
        truth: &[usize],
        systems: [&[usize]; S],
        groups: Option<&[impl Eq + Hash]>,
    ) -> Result<([Vec<Option<f64>>; S], Vec<[Vec<Option<f64>>; S]>), Error> {
        self.check()?;
        for predicted in systems {
            check_labels(n_labels, truth, predicted)?;
        }
        let units = Units::new(n_labels, truth, systems, groups)?;
        let whole = units.figures(0..units.len());
        let samples = (0..self.rounds as u64)
            .into_par_iter()
            .map(|round| {
                let mut generator = SplitMix64::stream(self.seed, round);
                units.figures((0..units.len()).map(|_| generator.below(units.len())))
            })
            .collect();
        Ok((whole, samples))
    }

    /// Percentiles with linear interpolation, as numpy's default.
    pub(crate) fn interval(&self, estimate: f64, mut values: Vec<f64>) -> Option<Interval> {
        values.sort_by(f64::total_cmp);
        let last = values.len().checked_sub(1)?;
        let quantile = |share: f64| {
            let position = share * last as f64;
            let below = position.floor() as usize;
            let above = (below + 1).min(last);
            values[below] + (values[above] - values[below]) * (position - position.floor())
        };
        let outside = (1.0 - self.level) / 2.0;
        Some(Interval { estimate, low: quantile(outside), high: quantile(1.0 - outside) })
    }
}

/// What is drawn: for each group its rows' places in the systems' tables of counts.
struct Units<const S: usize> {
    n_labels: usize,
    starts: Vec<usize>,
    places: Vec<[u32; S]>,
}

impl<const S: usize> Units<S> {
    fn new(
        n_labels: usize,
        truth: &[usize],
        systems: [&[usize]; S],
        groups: Option<&[impl Eq + Hash]>,
    ) -> Result<Self, Error> {
        let (group_of, n_groups) = folds::number(truth.len(), groups)?;
        let mut order: Vec<usize> = (0..truth.len()).collect();
        order.sort_by_key(|&row| group_of[row]);
        let mut starts = vec![0; n_groups + 1];
        for group in group_of {
            starts[group + 1] += 1;
        }
        for group in 0..n_groups {
            starts[group + 1] += starts[group];
        }
        let place = |row: usize| systems.map(|predicted| (truth[row] * n_labels + predicted[row]) as u32);
        Ok(Self { n_labels, starts, places: order.into_iter().map(place).collect() })
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Accuracy, macro-F1, kappa, Matthews correlation and the labels' F1 of each
    /// system on the given groups.
    fn figures(&self, groups: impl Iterator<Item = usize>) -> [Vec<Option<f64>>; S] {
        let mut tables: [Confusion; S] = std::array::from_fn(|_| Confusion::new(self.n_labels));
        for group in groups {
            for places in &self.places[self.starts[group]..self.starts[group + 1]] {
                for (table, &place) in tables.iter_mut().zip(places) {
                    table.counts[place as usize] += 1;
                }
            }
        }
        tables.map(|table| {
            let mut figures =
                vec![table.accuracy(), table.macro_average().f1, table.kappa(), table.matthews()];
            figures.extend((0..self.n_labels).map(|label| table.f1(label)));
            figures
        })
    }
}

/// Names the figures of [`Units::figures`].
fn resampled<T>(n_labels: usize, summary: impl Fn(usize) -> Option<T>) -> Resampled<T> {
    Resampled {
        accuracy: summary(0),
        macro_f1: summary(1),
        kappa: summary(2),
        matthews: summary(3),
        f1: (4..4 + n_labels).map(summary).collect(),
    }
}
