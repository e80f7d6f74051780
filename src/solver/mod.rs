//! A labelled sparse matrix in, multinomial logistic regression weights out.
//!
//! The matrix is turned into columns once (`columns`); dual coordinate ascent
//! (`dual`) comes close to the optimum of the objective (`objective`) in a few
//! passes, and Newton's method with conjugate gradients (`newton`) goes the rest of
//! the way, intercept included, to the stated tolerance. Everything runs in one thread, sums in one fixed order and
//! exponentials through `libm`, so the same data give the same bits everywhere.
//! Labels are numbers here; their names, and what features mean, are left to the
//! model.

pub(crate) mod columns;
mod dual;
pub(crate) mod newton;
pub(crate) mod objective;
pub mod softmax;

use crate::error::Error;
use crate::params::{Engine, LogisticValidParams};
use crate::rows::Rows;
use columns::Columns;
use linfa::DatasetBase;
use linfa::traits::{Fit, PredictInplace};
use ndarray::Array1;
use newton::{Objective, Stop, Trace};
use objective::Multinomial;
use serde::{Deserialize, Serialize};

/// Rows that a label without training rows is taken to have had, against all others.
const ABSENT_ROWS: f64 = 0.5;

/// A multinomial logistic regression: `softmax(W x + b)`.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedLogistic {
    /// The number of labels, `k`.
    pub n_labels: usize,
    /// The number of features.
    pub n_features: usize,
    /// `weights[feature · k + label]`.
    pub weights: Vec<f64>,
    /// One number a label. Those of the labels seen in training sum to zero; a label
    /// without training rows has no weights and the log odds of half a row.
    pub intercept: Vec<f64>,
    /// How the training ended.
    pub convergence: Convergence,
}

/// How far a training has got, as proof.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Convergence {
    /// The objective at the end.
    pub objective: f64,
    /// The norm of the gradient at the end.
    pub gradient_norm: f64,
    /// The same by the norm at zero weights: what the tolerance is compared with.
    pub relative_gradient: f64,
    /// Passes of dual coordinate ascent; 0 from an earlier fit.
    pub epochs: usize,
    /// Newton steps taken (for linfa: unknown, 0).
    pub newton_iterations: usize,
    /// Conjugate-gradient steps taken within them.
    pub cg_iterations: usize,
    /// Whether the tolerance was met.
    pub converged: bool,
}

impl Convergence {
    fn new(trace: &Trace, at_zero: f64) -> Self {
        Self {
            objective: trace.value,
            gradient_norm: trace.gradient_norm,
            relative_gradient: if at_zero > 0.0 { trace.gradient_norm / at_zero } else { 0.0 },
            epochs: 0,
            newton_iterations: trace.newton_iterations,
            cg_iterations: trace.cg_iterations,
            converged: trace.converged,
        }
    }
}

impl FittedLogistic {
    /// The score of every label for one row; features that the model has not are
    /// passed over.
    pub fn scores(&self, (features, values): (&[u32], &[f32])) -> Vec<f64> {
        let mut scores = self.intercept.clone();
        for (&feature, &value) in features.iter().zip(values) {
            let start = feature as usize * self.n_labels;
            let weights = self.weights.get(start..start + self.n_labels).unwrap_or_default();
            for (score, weight) in scores.iter_mut().zip(weights) {
                *score += f64::from(value) * weight;
            }
        }
        scores
    }

    /// The probability of every label for one row.
    pub fn probabilities(&self, row: (&[u32], &[f32])) -> Vec<f64> {
        let mut scores = self.scores(row);
        softmax::softmax(&mut scores);
        scores
    }
}

impl PredictInplace<Rows, Array1<usize>> for FittedLogistic {
    fn predict_inplace(&self, rows: &Rows, labels: &mut Array1<usize>) {
        for (row, label) in rows.iter().zip(labels) {
            *label = softmax::argmax(&self.scores(row));
        }
    }

    fn default_target(&self, rows: &Rows) -> Array1<usize> {
        Array1::zeros(rows.len())
    }
}

impl Fit<Rows, Array1<usize>, Error> for LogisticValidParams {
    type Object = FittedLogistic;

    /// Fits from zero weights. Labels are `0..k`; a row counts its dataset weight
    /// times its label's weight.
    ///
    /// # Errors
    /// [`Error::Parameter`] when rows, labels and weights do not fit together, and
    /// [`Error::Training`] when no row has a weight.
    fn fit(&self, dataset: &DatasetBase<Rows, Array1<usize>>) -> Result<FittedLogistic, Error> {
        let training = Training::new(self, dataset)?;
        match self.engine() {
            Engine::Sparse => training.fit(self, None),
            Engine::Linfa => crate::linfa_engine::fit(self, &dataset.records, &training),
        }
    }
}

impl LogisticValidParams {
    /// Fits with the sparse engine, starting from an earlier fit with the same
    /// features and labels; the optimum is the same, only reached sooner.
    ///
    /// # Errors
    /// As [`Fit::fit`], and [`Error::Parameter`] when `initial` has another shape.
    pub fn fit_from(
        &self,
        dataset: &DatasetBase<Rows, Array1<usize>>,
        initial: &FittedLogistic,
    ) -> Result<FittedLogistic, Error> {
        Training::new(self, dataset)?.fit(self, Some(initial))
    }

    /// Fits with the sparse engine at every α in turn, each from the one before;
    /// fastest from large to small.
    ///
    /// # Errors
    /// As [`Fit::fit`], and [`Error::Parameter`] for an α that is not positive.
    pub fn fit_path(
        &self,
        dataset: &DatasetBase<Rows, Array1<usize>>,
        alphas: &[f64],
    ) -> Result<Vec<FittedLogistic>, Error> {
        let training = Training::new(self, dataset)?;
        let mut path: Vec<FittedLogistic> = Vec::with_capacity(alphas.len());
        for &alpha in alphas {
            path.push(training.fit(&self.with_alpha(alpha)?, path.last())?);
        }
        Ok(path)
    }
}

/// The rows that count, with their labels renumbered to those that occur.
pub(crate) struct Training {
    columns: Columns,
    labels: Vec<usize>,
    row_weights: Vec<f64>,
    /// The labels with any weight, in order.
    present: Vec<usize>,
    n_labels: usize,
    n_features: usize,
}

impl Training {
    fn new(params: &LogisticValidParams, dataset: &DatasetBase<Rows, Array1<usize>>) -> Result<Self, Error> {
        let (rows, targets) = (&dataset.records, &dataset.targets);
        let refuse = |name, found: String, expected| Err(Error::Parameter { name, found, expected });
        if rows.len() != targets.len() {
            return refuse("number of labels", targets.len().to_string(), "the number of rows");
        }
        if !dataset.weights.is_empty() && dataset.weights.len() != rows.len() {
            let found = dataset.weights.len().to_string();
            return refuse("number of row weights", found, "the number of rows");
        }
        let largest = targets.iter().max().map_or(0, |&label| label + 1);
        let n_labels = params.n_labels().unwrap_or(largest);
        if largest > n_labels {
            return refuse("label", (largest - 1).to_string(), "below the number of labels");
        }

        let sample_weights: Vec<f64> = (0..rows.len()).map(|i| f64::from(dataset.weight_for(i))).collect();
        let mut totals = vec![0.0; n_labels];
        for (&label, &weight) in targets.iter().zip(&sample_weights) {
            if !(weight.is_finite() && weight >= 0.0) {
                return refuse("row weight", weight.to_string(), "zero or positive");
            }
            totals[label] += weight;
        }
        let factors = params.label_factors(&totals);
        let weight_of = |i: usize| sample_weights[i] * factors[targets[i]];
        let counted: Vec<usize> = (0..rows.len()).filter(|&i| weight_of(i) > 0.0).collect();
        if counted.is_empty() {
            return Err(Error::Training("no row has a positive weight".to_owned()));
        }
        let present: Vec<usize> =
            (0..n_labels).filter(|&label| totals[label] * factors[label] > 0.0).collect();
        let mut renumbered = vec![0; n_labels];
        for (position, &label) in present.iter().enumerate() {
            renumbered[label] = position;
        }
        let columns = if counted.len() == rows.len() {
            Columns::new(rows)
        } else {
            Columns::new(&rows.select(&counted))
        };
        Ok(Self {
            columns,
            labels: counted.iter().map(|&i| renumbered[targets[i]]).collect(),
            row_weights: counted.iter().map(|&i| weight_of(i)).collect(),
            present,
            n_labels,
            n_features: rows.n_features(),
        })
    }

    /// The labels of the rows, renumbered.
    pub(crate) fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// The weights of the rows, all positive.
    pub(crate) fn row_weights(&self) -> &[f64] {
        &self.row_weights
    }

    fn objective(&self, alpha: f64) -> Multinomial<'_> {
        Multinomial::new(&self.columns, &self.labels, &self.row_weights, self.present.len(), alpha)
    }

    /// The norm of the gradient at zero weights, and the norm that counts as
    /// converged.
    pub(crate) fn gradient_norms(&self, params: &LogisticValidParams) -> (f64, f64) {
        let mut objective = self.objective(params.alpha());
        let zero = vec![0.0; objective.len()];
        let mut gradient = zero.clone();
        objective.value(&zero);
        objective.gradient(&zero, &mut gradient);
        let at_zero = newton::norm(&gradient);
        // Residuals of rounding size are no gradient, even where zero weights are best.
        let rounding = 1e-15 * self.row_weights.iter().sum::<f64>();
        (at_zero, (params.tolerance() * at_zero).max(rounding))
    }

    fn fit(
        &self,
        params: &LogisticValidParams,
        initial: Option<&FittedLogistic>,
    ) -> Result<FittedLogistic, Error> {
        let mut objective = self.objective(params.alpha());
        let mut point = vec![0.0; objective.len()];
        let epochs = match initial {
            Some(initial) => self.start_from(initial, &mut point).map(|()| 0)?,
            None => self.start_near(&mut objective, params.alpha(), &mut point),
        };
        let (at_zero, enough) = self.gradient_norms(params);
        let stop = Stop { gradient_norm: enough, max_iterations: params.max_iterations() };
        let trace = newton::minimise(&mut objective, &mut point, stop);
        let convergence = Convergence { epochs, ..Convergence::new(&trace, at_zero) };
        Ok(self.spread(&point, convergence))
    }

    /// The model with the given weights (feature by label) and intercepts of the
    /// labels present, and how good it is.
    pub(crate) fn evaluate(
        &self,
        params: &LogisticValidParams,
        weights: &[f64],
        intercept: &[f64],
    ) -> FittedLogistic {
        let k = self.present.len();
        let mut objective = self.objective(params.alpha());
        let mut point = vec![0.0; objective.len()];
        let (columns, intercepts) = point.split_at_mut(self.columns.n_columns() * k);
        self.columns.compress(k, weights, columns);
        intercepts.copy_from_slice(intercept);
        let (at_zero, enough) = self.gradient_norms(params);
        let stop = Stop { gradient_norm: enough, max_iterations: 0 };
        let trace = newton::minimise(&mut objective, &mut point, stop);
        self.spread(&point, Convergence::new(&trace, at_zero))
    }

    /// Dual ascent, or zero weights where it has led nowhere (very small α); returns
    /// the number of passes.
    fn start_near(&self, objective: &mut Multinomial, alpha: f64, point: &mut [f64]) -> usize {
        let k = self.present.len();
        let epochs = dual::ascend(&self.columns, &self.labels, &self.row_weights, k, alpha, point);
        let reached = objective.value(point);
        let mut zero = vec![0.0; point.len()];
        self.start_from_shares(&mut zero);
        if reached >= objective.value(&zero) {
            point.copy_from_slice(&zero);
        }
        epochs
    }

    /// The best intercepts while all weights are zero: the log shares of the labels.
    fn start_from_shares(&self, point: &mut [f64]) {
        let k = self.present.len();
        let mut shares = vec![0.0; k];
        for (&label, &weight) in self.labels.iter().zip(&self.row_weights) {
            shares[label] += weight;
        }
        let start = point.len() - k;
        for (intercept, share) in point[start..].iter_mut().zip(&shares) {
            *intercept = libm::log(*share);
        }
        centre(&mut point[start..]);
    }

    fn start_from(&self, initial: &FittedLogistic, point: &mut [f64]) -> Result<(), Error> {
        let (n, d) = (self.n_labels, self.n_features);
        let fits = (initial.n_labels, initial.n_features) == (n, d)
            && (initial.weights.len(), initial.intercept.len()) == (n * d, n);
        if !fits || initial.weights.iter().chain(&initial.intercept).any(|value| !value.is_finite()) {
            return Err(Error::Parameter {
                name: "initial model",
                found: format!("{} labels and {} features", initial.n_labels, initial.n_features),
                expected: "finite and of as many labels and features as the data",
            });
        }
        let k = self.present.len();
        let (weights, intercept) = point.split_at_mut(self.columns.n_columns() * k);
        let mut features = Vec::with_capacity(self.n_features * k);
        for feature in initial.weights.chunks_exact(initial.n_labels) {
            features.extend(self.present.iter().map(|&label| feature[label]));
        }
        self.columns.compress(k, &features, weights);
        for (intercept, &label) in intercept.iter_mut().zip(&self.present) {
            *intercept = initial.intercept[label];
        }
        Ok(())
    }

    /// The model over all features and labels from the point of the objective.
    fn spread(&self, point: &[f64], convergence: Convergence) -> FittedLogistic {
        let k = self.present.len();
        let (weights, intercept) = point.split_at(self.columns.n_columns() * k);
        let mut intercept = intercept.to_vec();
        centre(&mut intercept);
        let all_rows: f64 = self.row_weights.iter().sum();
        let absent = softmax::log_sum_exp(&intercept) + libm::log(ABSENT_ROWS / all_rows);
        let mut fitted = FittedLogistic {
            n_labels: self.n_labels,
            n_features: self.n_features,
            weights: vec![0.0; self.n_features * self.n_labels],
            intercept: vec![absent; self.n_labels],
            convergence,
        };
        let features = self.columns.expand(k, weights);
        for (all, seen) in fitted.weights.chunks_exact_mut(self.n_labels).zip(features.chunks_exact(k)) {
            for (&label, &weight) in self.present.iter().zip(seen) {
                all[label] = weight;
            }
        }
        for (&label, &value) in self.present.iter().zip(&intercept) {
            fitted.intercept[label] = value;
        }
        fitted
    }
}

/// Softmax does not see a constant; without it two fits compare number by number.
fn centre(intercept: &mut [f64]) {
    let mean = intercept.iter().sum::<f64>() / intercept.len() as f64;
    for value in intercept {
        *value -= mean;
    }
}
