//! A training problem in, weights near the optimum out: stochastic dual
//! coordinate ascent.
//!
//! The dual variable of a row is a distribution `p` over labels, the weights are
//! `W = 1/α Σᵢ cᵢ (yᵢ − pᵢ) xᵢᵀ`, and a step maximises the dual over one row's `p`:
//! `entropy(p) + z·p − q/2 ‖p − p_old‖²` with `z = W x` and `q = c ‖x‖²/α` (Yu, Huang
//! and Lin, "Dual coordinate descent methods for logistic regression and maximum
//! entropy models", 2011; Shalev-Shwartz and Zhang, "Stochastic dual coordinate
//! ascent methods for regularized loss minimization", 2013).
//!
//! The intercept is taken as a feature of value 1 here, and so is penalised. That
//! and what is missing to the optimum is left to Newton's method.

use super::columns::{Columns, add_scaled};
use crate::random::SplitMix64;

/// Passes over the rows; after these Newton's method is the faster one.
const MAX_EPOCHS: usize = 10;
/// The ascent ends when a pass moves the rows' distributions by less than this share
/// of what they give to wrong labels; both are small at small α.
const SMALL_MOVE: f64 = 5e-3;
/// Seed of the order of the rows; a constant, so that the same data train the same.
const SEED: u64 = 0x0D15_EA5E;
/// Newton steps on one equation of a row.
const MAX_INNER: usize = 50;
/// Relative error to which a row's probabilities are solved for.
const INNER_TOLERANCE: f64 = 1e-5;

/// Sets `point` (weights of the columns, then intercepts) near the optimum, and
/// returns the number of passes over the rows.
pub(crate) fn ascend(
    columns: &Columns,
    labels: &[usize],
    row_weights: &[f64],
    k: usize,
    alpha: f64,
    point: &mut [f64],
) -> usize {
    let n = labels.len();
    point.fill(0.0);
    let (weights, intercept) = point.split_at_mut(columns.n_columns() * k);
    let (shared, own) = weights.split_at_mut(columns.n_shared() * k);
    let norms: Vec<f64> = (0..n)
        .map(|row| {
            let (cells, own) = columns.row(row);
            let squares: f64 = cells.iter().map(|&(_, value)| f64::from(value) * f64::from(value)).sum();
            1.0 + own * own + squares
        })
        .collect();
    let mut distributions = vec![0.0; n * k];
    for (distribution, &label) in distributions.chunks_exact_mut(k).zip(labels) {
        distribution[label] = 1.0;
    }
    let mut order: Vec<usize> = (0..n).collect();
    let mut generator = SplitMix64::new(SEED);
    let mut step = RowStep::new(k);
    let mut epochs = 0;
    while epochs < MAX_EPOCHS {
        generator.shuffle(&mut order);
        let (mut moved, mut missed) = (0.0, 0.0);
        for &row in &order {
            let (cells, own_value) = columns.row(row);
            let own = &mut own[row * k..][..k];
            let distribution = &mut distributions[row * k..][..k];
            let scores = &mut step.scores;
            scores.copy_from_slice(intercept);
            add_scaled(scores, own_value, own);
            for &(column, value) in cells {
                add_scaled(scores, f64::from(value), &shared[column as usize * k..][..k]);
            }
            step.solve(distribution, norms[row] * row_weights[row] / alpha);
            let scale = row_weights[row] / alpha;
            for ((change, old), new) in
                step.change.iter_mut().zip(distribution.iter_mut()).zip(&step.probabilities)
            {
                moved += (new - *old).abs();
                *change = (*old - new) * scale;
                *old = *new;
            }
            missed += 1.0 - distribution[labels[row]];
            add_scaled(intercept, 1.0, &step.change);
            add_scaled(own, own_value, &step.change);
            for &(column, value) in cells {
                add_scaled(&mut shared[column as usize * k..][..k], f64::from(value), &step.change);
            }
        }
        epochs += 1;
        if moved <= SMALL_MOVE * missed {
            break;
        }
    }
    epochs
}

/// The best distribution of one row, with its scratch space.
struct RowStep {
    /// The scores of the labels, to be set before [`Self::solve`].
    scores: Vec<f64>,
    /// `ln(q p)`.
    logs: Vec<f64>,
    /// `q p`, and `p` in the end.
    probabilities: Vec<f64>,
    change: Vec<f64>,
}

impl RowStep {
    fn new(k: usize) -> Self {
        Self { scores: vec![0.0; k], logs: vec![0.0; k], probabilities: vec![0.0; k], change: vec![0.0; k] }
    }

    /// Maximises `entropy(p) + z·p − q/2 ‖p − old‖²` over distributions.
    ///
    /// At the maximum `w = q p` solves `w + ln w = c` with `c = z + q old + ν` up to a
    /// constant, for the one `ν` with `Σ w = q`. Both equations are solved by Newton's
    /// method from above, where convexity makes every step safe whatever `q` is: at
    /// the first `ν` the largest `w` alone is `q`.
    fn solve(&mut self, old: &[f64], q: f64) {
        let Self { scores: targets, logs, probabilities: shares, .. } = self;
        for (target, old) in targets.iter_mut().zip(old) {
            *target += q * old;
        }
        let largest = targets.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let ln_q = libm::log(q);
        for ((target, log), share) in targets.iter_mut().zip(logs.iter_mut()).zip(shares.iter_mut()) {
            let below = largest - *target;
            *target = q + ln_q - below;
            (*log, *share) = root(*target, ln_q - below / (1.0 + q));
        }
        for _ in 0..MAX_INNER {
            let excess = shares.iter().sum::<f64>() - q;
            if excess <= INNER_TOLERANCE * q {
                break;
            }
            let shift = excess / shares.iter().map(|share| share / (1.0 + share)).sum::<f64>();
            for ((target, log), share) in targets.iter_mut().zip(logs.iter_mut()).zip(shares.iter_mut()) {
                *target -= shift;
                (*log, *share) = root(*target, *log - shift / (1.0 + *share));
            }
        }
        let sum: f64 = shares.iter().sum();
        for share in shares {
            *share /= sum;
        }
    }
}

/// Solves `log + exp(log) = target` from a `log` that is not too small, and returns
/// it with its exponential.
fn root(target: f64, mut log: f64) -> (f64, f64) {
    let mut share = libm::exp(log);
    for _ in 0..MAX_INNER {
        let step = (log + share - target) / (1.0 + share);
        if step <= INNER_TOLERANCE {
            break;
        }
        log -= step;
        share = libm::exp(log);
    }
    (log, share)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// At the maximum `ln p + q (p − old) − z` is the same for every label.
    #[test]
    fn a_row_is_solved_for_whatever_its_weight() {
        let old = [0.7, 0.3, 0.0, 0.0];
        for scores in [[0.0; 4], [3.0, -1.0, 0.5, 2.0], [-30.0, 40.0, 0.0, 5.0]] {
            for q in [1e-4, 1e-2, 1.0, 50.0, 1e4, 1e6] {
                let mut step = RowStep::new(4);
                step.scores.copy_from_slice(&scores);
                step.solve(&old, q);
                let p = &step.probabilities;
                assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                let slopes: Vec<f64> = (0..4).map(|j| p[j].ln() + q * (p[j] - old[j]) - scores[j]).collect();
                for slope in &slopes {
                    assert!((slope - slopes[0]).abs() < 1e-3 * (1.0 + q), "q {q}: {slopes:?}");
                }
            }
        }
    }
}
