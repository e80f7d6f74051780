//! Out-of-fold scores and their true labels in, a map from scores to calibrated
//! scores out, whose softmax are probabilities that mean something.
//!
//! The candidates are those of Guo et al., "On calibration of modern neural
//! networks" (2017): nothing, one temperature, a scale and shift for each label, a
//! full matrix. `linfa-logistic` fits the matrix, which is a logistic regression of
//! its dense shape, and a Newton step of our own removes the digits that depend on
//! the platform; it has no shape for the other two, which our Newton's method fits,
//! drawn to the identity by a unit normal prior. The simplest map wins unless
//! another one is better on rows that it was not fitted on. Where the scores come
//! from, and that no row's score comes from a model that saw the row, is the
//! caller's business.

use crate::error::Error;
use crate::folds;
use crate::params::{Engine, LogisticParams};
use crate::rows::Rows;
use crate::solver::newton::{Objective, Stop, minimise};
use crate::solver::softmax::{log_sum_exp, softmax};
use linfa::traits::Fit;
use linfa::{DatasetBase, ParamGuard};
use ndarray::{Array2, ArrayView1};
use serde::{Deserialize, Serialize};
use std::hash::Hash;

/// Folds on which the candidates are compared.
const INNER_FOLDS: usize = 5;
/// Rows that a map needs for each of its parameters.
const ROWS_PER_PARAMETER: usize = 10;
/// Share of the log loss by which a map must beat every simpler one.
const WORTHWHILE: f64 = 1e-3;
/// Parameters are rounded to this, so that the last digits of a platform's
/// arithmetic do not reach the model file.
const ROUNDING: f64 = 1e6;
/// L-BFGS steps before Newton's method takes over; where labels separate, linfa's
/// line search takes seconds a step on some ten thousand rows.
const LINFA_ITERATIONS: usize = 10;
/// Smallest factor on scores: a map must not turn the order of the labels around.
const SMALLEST_SCALE: f64 = 0.01;
/// Parameters beyond this are no result of training.
const LARGEST: f64 = 1e6;

/// A map from the scores of one row to calibrated scores.
///
/// ```
/// let mut scores = [2.0, -2.0];
/// demarche::calibration::Calibration::Temperature { scale: 0.5 }.apply(&mut scores);
/// assert_eq!(scores, [1.0, -1.0]);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "lowercase")]
pub enum Calibration {
    /// The scores as they are.
    None,
    /// Every score times one number, the inverse of the temperature.
    Temperature {
        /// The number.
        scale: f64,
    },
    /// Every label's score times a number plus a number.
    Vector {
        /// A factor for each label.
        scale: Vec<f64>,
        /// A summand for each label.
        shift: Vec<f64>,
    },
    /// A mixture of all scores for each label.
    Matrix {
        /// `weights[score · k + label]`.
        weights: Vec<f64>,
        /// A summand for each label.
        shift: Vec<f64>,
    },
}

/// A calibration with how the candidates did.
#[derive(Debug, Clone, PartialEq)]
pub struct CalibrationFit {
    /// The map chosen, fitted on all rows.
    pub calibration: Calibration,
    /// The log loss of every candidate on held-out rows, `none` first.
    pub held_out: Vec<(&'static str, f64)>,
}

impl Calibration {
    /// Whether this is a map for `k` labels with finite parameters; to be asked of
    /// whatever a file brings.
    pub fn is_valid_for(&self, k: usize) -> bool {
        let fine =
            |values: &[f64], n: usize| values.len() == n && values.iter().all(|value| value.abs() <= LARGEST);
        match self {
            Self::None => true,
            Self::Temperature { scale } => fine(&[*scale], 1),
            Self::Vector { scale, shift } => fine(scale, k) && fine(shift, k),
            Self::Matrix { weights, shift } => fine(weights, k * k) && fine(shift, k),
        }
    }

    /// Maps the scores of one row, one for each label. Scores of training's size stay
    /// finite under a valid map.
    pub fn apply(&self, scores: &mut [f64]) {
        match self {
            Self::None => {}
            Self::Temperature { scale } => {
                for score in scores {
                    *score *= scale;
                }
            }
            Self::Vector { scale, shift } => {
                for ((score, scale), shift) in scores.iter_mut().zip(scale).zip(shift) {
                    *score = *score * scale + shift;
                }
            }
            Self::Matrix { weights, shift } => {
                let mut mapped = shift.clone();
                for (score, weights) in scores.iter().zip(weights.chunks_exact(shift.len().max(1))) {
                    for (mapped, weight) in mapped.iter_mut().zip(weights) {
                        *mapped += score * weight;
                    }
                }
                for (score, mapped) in scores.iter_mut().zip(mapped) {
                    *score = mapped;
                }
            }
        }
    }

    /// Fits every candidate on out-of-fold `scores` (rows × labels) and picks one by
    /// its log loss on inner folds, which keep `groups` whole.
    ///
    /// A map is a candidate when there are ten rows for each of its parameters.
    ///
    /// # Errors
    /// [`Error::Calibration`] when scores and labels do not fit together or a score is
    /// not finite, [`Error::Parameter`] when `groups` has another length.
    pub fn fit(
        scores: &Array2<f64>,
        labels: &[usize],
        groups: Option<&[impl Eq + Hash]>,
        seed: u64,
    ) -> Result<CalibrationFit, Error> {
        let (n, k) = scores.dim();
        if n != labels.len() || labels.iter().any(|&label| label >= k) {
            return Err(Error::Calibration("labels do not fit the scores".to_owned()));
        }
        if scores.iter().any(|score| !score.is_finite()) {
            return Err(Error::Calibration("a score is not finite".to_owned()));
        }
        let all: Vec<usize> = (0..n).collect();
        let whole = Sample { scores, labels, rows: &all };
        let (_, n_groups) = folds::number(n, groups)?;
        if n_groups < 2 {
            return Ok(CalibrationFit { calibration: Self::None, held_out: Vec::new() });
        }
        let fold_of = folds::assign(labels, groups, INNER_FOLDS.min(n_groups), seed)?;
        let inner: Vec<(Vec<usize>, Vec<usize>)> = (0..INNER_FOLDS.min(n_groups))
            .map(|fold| all.iter().partition(|&&row| fold_of[row] != fold))
            .collect();
        let held_out_loss = |method: Method| -> Option<f64> {
            let mut loss = 0.0;
            for (fitting, held_out) in &inner {
                let map = method.fit(whole.with_rows(fitting))?;
                loss += whole.with_rows(held_out).loss(&map);
            }
            Some(loss / n as f64)
        };

        let mut best = (Self::None, f64::INFINITY);
        let mut held_out = Vec::new();
        for method in [Method::None, Method::Temperature, Method::Vector, Method::Matrix] {
            if n < ROWS_PER_PARAMETER * method.n_parameters(k) {
                continue;
            }
            let Some(loss) = held_out_loss(method) else { continue };
            held_out.push((method.name(), loss));
            if loss < best.1 * (1.0 - WORTHWHILE)
                && let Some(map) = method.fit(whole)
            {
                best = (map, loss);
            }
        }
        Ok(CalibrationFit { calibration: best.0, held_out })
    }
}

/// Some of the rows.
#[derive(Clone, Copy)]
struct Sample<'a> {
    scores: &'a Array2<f64>,
    labels: &'a [usize],
    rows: &'a [usize],
}

impl<'a> Sample<'a> {
    fn with_rows(self, rows: &'a [usize]) -> Self {
        Self { rows, ..self }
    }

    fn iter(self) -> impl Iterator<Item = (usize, ArrayView1<'a, f64>)> {
        self.rows.iter().map(move |&row| (self.labels[row], self.scores.row(row)))
    }

    /// The sum of the rows' log losses after `map`.
    fn loss(self, map: &Calibration) -> f64 {
        self.iter()
            .map(|(label, scores)| {
                let mut scores = scores.to_vec();
                map.apply(&mut scores);
                log_sum_exp(&scores) - scores[label]
            })
            .sum()
    }
}

/// The candidates, simplest first.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Method {
    None,
    Temperature,
    Vector,
    Matrix,
}

impl Method {
    fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Temperature => "temperature",
            Self::Vector => "vector",
            Self::Matrix => "matrix",
        }
    }

    fn n_parameters(self, k: usize) -> usize {
        match self {
            Self::None => 0,
            Self::Temperature => 1,
            Self::Vector => 2 * k,
            Self::Matrix => k * k + k,
        }
    }

    /// The map fitted on the sample, unless the sample does not allow for it.
    fn fit(self, sample: Sample) -> Option<Calibration> {
        let k = sample.scores.ncols();
        let map = match self {
            Self::None => Calibration::None,
            Self::Temperature => {
                let scale = scaling(sample, true)[0].max(SMALLEST_SCALE);
                Calibration::Temperature { scale: rounded(scale) }
            }
            Self::Vector => {
                let point = scaling(sample, false);
                let scale = point[..k].iter().map(|scale| rounded(scale.max(SMALLEST_SCALE))).collect();
                Calibration::Vector { scale, shift: point[k..].iter().map(|&b| rounded(b)).collect() }
            }
            Self::Matrix => matrix(sample)?,
        };
        map.is_valid_for(k).then_some(map)
    }
}

fn rounded(value: f64) -> f64 {
    (value * ROUNDING).round() / ROUNDING
}

/// Fits a matrix with linfa, then with the sparse solver from there.
fn matrix(sample: Sample) -> Option<Calibration> {
    let k = sample.scores.ncols();
    let mut rows = Rows::new(k);
    for (_, scores) in sample.iter() {
        let row: Vec<(u32, f32)> =
            scores.iter().enumerate().map(|(j, &score)| (j as u32, score as f32)).collect();
        rows.push(&row).ok()?;
    }
    let labels = sample.iter().map(|(label, _)| label).collect();
    let dataset = DatasetBase::new(rows, labels);
    let params = LogisticParams::new().n_labels(k).tolerance(1e-9);
    let polish = params.clone().check().ok()?;
    let start =
        params.engine(Engine::Linfa).tolerance(1e-4).max_iterations(LINFA_ITERATIONS).fit(&dataset).ok()?;
    let fitted = polish.fit_from(&dataset, &start).ok()?;
    Some(Calibration::Matrix {
        weights: fitted.weights.iter().map(|&weight| rounded(weight)).collect(),
        shift: fitted.intercept.iter().map(|&value| rounded(value)).collect(),
    })
}

/// The minimum of [`Scaling`], from the identity.
fn scaling(sample: Sample, shared: bool) -> Vec<f64> {
    let k = sample.scores.ncols();
    let mut objective = Scaling { sample, shared, probabilities: vec![0.0; sample.rows.len() * k] };
    let mut point = objective.identity();
    let stop = Stop { gradient_norm: 1e-9 * sample.rows.len() as f64, max_iterations: 100 };
    minimise(&mut objective, &mut point, stop);
    point
}

/// `Σ logloss(y, softmax(a ∘ s + b)) + ½ ‖a − 1‖² + ½ ‖b‖²` in `(a, b)`; in one `a` for
/// all labels and without `b` when the scale is shared.
struct Scaling<'a> {
    sample: Sample<'a>,
    shared: bool,
    probabilities: Vec<f64>,
}

impl Scaling<'_> {
    fn n_labels(&self) -> usize {
        self.sample.scores.ncols()
    }

    fn identity(&self) -> Vec<f64> {
        let scales = if self.shared { 1 } else { self.n_labels() };
        let mut identity = vec![0.0; self.len()];
        identity[..scales].fill(1.0);
        identity
    }

    /// `a ∘ s + b` for one label's score.
    fn mapped(&self, point: &[f64], label: usize, score: f64) -> f64 {
        if self.shared { point[0] * score } else { point[label] * score + point[self.n_labels() + label] }
    }

    /// Adds what a change of one label's mapped score changes by, to the sums for `a`
    /// and `b`.
    fn gather(&self, sums: &mut [f64], label: usize, for_scale: f64, for_shift: f64) {
        if self.shared {
            sums[0] += for_scale;
        } else {
            sums[label] += for_scale;
            sums[self.n_labels() + label] += for_shift;
        }
    }
}

impl Objective for Scaling<'_> {
    fn len(&self) -> usize {
        if self.shared { 1 } else { 2 * self.n_labels() }
    }

    fn value(&mut self, point: &[f64]) -> f64 {
        let k = self.n_labels();
        let mut probabilities = std::mem::take(&mut self.probabilities);
        let mut loss = 0.0;
        for ((label, scores), mapped) in self.sample.iter().zip(probabilities.chunks_exact_mut(k)) {
            for (j, (mapped, &score)) in mapped.iter_mut().zip(scores).enumerate() {
                *mapped = self.mapped(point, j, score);
            }
            let score = mapped[label];
            loss += softmax(mapped) - score;
        }
        self.probabilities = probabilities;
        let from_identity: f64 = point.iter().zip(self.identity()).map(|(p, i)| (p - i) * (p - i)).sum();
        loss + 0.5 * from_identity
    }

    fn gradient(&mut self, point: &[f64], gradient: &mut [f64]) {
        for ((gradient, point), identity) in gradient.iter_mut().zip(point).zip(self.identity()) {
            *gradient = point - identity;
        }
        let rows = self.probabilities.chunks_exact(self.n_labels());
        for ((label, scores), probabilities) in self.sample.iter().zip(rows) {
            for (j, (&score, p)) in scores.iter().zip(probabilities).enumerate() {
                let residual = p - f64::from(u8::from(j == label));
                self.gather(gradient, j, score * residual, residual);
            }
        }
    }

    fn curvature(&mut self, direction: &[f64], product: &mut [f64]) {
        product.copy_from_slice(direction);
        let mut moves = vec![0.0; self.n_labels()];
        let rows = self.probabilities.chunks_exact(self.n_labels());
        for ((_, scores), probabilities) in self.sample.iter().zip(rows) {
            let mut mean = 0.0;
            for (j, (&score, p)) in scores.iter().zip(probabilities).enumerate() {
                moves[j] = self.mapped(direction, j, score);
                mean += p * moves[j];
            }
            for (j, (&score, p)) in scores.iter().zip(probabilities).enumerate() {
                let moved = p * (moves[j] - mean);
                self.gather(product, j, score * moved, moved);
            }
        }
    }

    fn diagonal(&mut self, diagonal: &mut [f64]) {
        diagonal.fill(1.0);
        let rows = self.probabilities.chunks_exact(self.n_labels());
        for ((_, scores), probabilities) in self.sample.iter().zip(rows) {
            for (j, (&score, p)) in scores.iter().zip(probabilities).enumerate() {
                let spread = p * (1.0 - p);
                self.gather(diagonal, j, score * score * spread, spread);
            }
        }
    }
}
