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
use super::softmax::softmax;
use crate::random::SplitMix64;

/// Passes over the rows; after these Newton's method is the faster one.
const MAX_EPOCHS: usize = 10;
/// The ascent ends when a pass moves the rows' distributions by less than this on
/// average (each by at most 2).
const SMALL_MOVE: f64 = 1e-3;
/// Order of the rows. A constant: training has no chance in it.
const SEED: u64 = 0x0D15_EA5E;
/// Newton steps on one row's distribution.
const MAX_INNER: usize = 12;
/// Change of a log probability below which a row's distribution is final.
const INNER_TOLERANCE: f64 = 1e-4;

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
        let mut moved = 0.0;
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
            add_scaled(intercept, 1.0, &step.change);
            add_scaled(own, own_value, &step.change);
            for &(column, value) in cells {
                add_scaled(&mut shared[column as usize * k..][..k], f64::from(value), &step.change);
            }
        }
        epochs += 1;
        if moved <= SMALL_MOVE * n as f64 {
            break;
        }
    }
    epochs
}

/// The best distribution of one row, with its scratch space.
struct RowStep {
    scores: Vec<f64>,
    logs: Vec<f64>,
    probabilities: Vec<f64>,
    change: Vec<f64>,
}

impl RowStep {
    fn new(k: usize) -> Self {
        Self { scores: vec![0.0; k], logs: vec![0.0; k], probabilities: vec![0.0; k], change: vec![0.0; k] }
    }

    /// Solves `u + q exp(u) = z + q old + ν`, `Σ exp(u) = 1` by Newton's method on the
    /// log probabilities `u`, which are kept at or below 0.
    fn solve(&mut self, old: &[f64], q: f64) {
        let Self { scores, logs, probabilities, .. } = self;
        probabilities.copy_from_slice(scores);
        let normaliser = softmax(probabilities);
        for (log, score) in logs.iter_mut().zip(scores.iter()) {
            *log = score - normaliser;
        }
        for (score, old) in scores.iter_mut().zip(old) {
            *score += q * old;
        }
        for _ in 0..MAX_INNER {
            let (mut missing, mut give) = (1.0, 0.0);
            for ((&target, &log), &p) in scores.iter().zip(logs.iter()).zip(probabilities.iter()) {
                let slope = 1.0 + q * p;
                missing -= p + p * (target - log - q * p) / slope;
                give += p / slope;
            }
            let shift = missing / give;
            let (mut largest, mut sum) = (0.0_f64, 0.0);
            for ((&target, log), p) in scores.iter().zip(logs.iter_mut()).zip(probabilities.iter_mut()) {
                let next = (*log + (target + shift - *log - q * *p) / (1.0 + q * *p)).min(0.0);
                largest = largest.max((next - *log).abs() * *p);
                *log = next;
                *p = libm::exp(next);
                sum += *p;
            }
            // Back onto the simplex, so that what comes out is a distribution always.
            let log_sum = libm::log(sum);
            for (log, p) in logs.iter_mut().zip(probabilities.iter_mut()) {
                *log -= log_sum;
                *p /= sum;
            }
            if largest < INNER_TOLERANCE {
                break;
            }
        }
    }
}
