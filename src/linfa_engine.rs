//! The second engine: the same objective minimised by `linfa-logistic`, and fitted
//! models as linfa's own type.
//!
//! linfa's estimator is dense and knows no row weights; it is there to hold the
//! sparse solver against, and for users of linfa. It computes with the platform's
//! exponential, so its last digits differ from machine to machine.

use crate::error::Error;
use crate::params::LogisticValidParams;
use crate::rows::Rows;
use crate::solver::{FittedLogistic, Training};
use linfa::traits::Fit;
use linfa::{DatasetBase, ParamGuard};
use linfa_logistic::{MultiFittedLogisticRegression, MultiLogisticRegression};
use ndarray::{Array1, Array2};

/// Fits with `linfa-logistic`. Its tolerance is the absolute norm that ours comes
/// to on these rows.
pub(crate) fn fit(
    params: &LogisticValidParams,
    rows: &Rows,
    training: &Training,
) -> Result<FittedLogistic, Error> {
    if training.row_weights().iter().any(|&weight| weight != 1.0) || training.labels().len() != rows.len() {
        return Err(Error::Parameter {
            name: "engine",
            found: "linfa together with row or class weights".to_owned(),
            expected: "sparse when rows have weights",
        });
    }
    let bytes = rows.len().saturating_mul(rows.n_features()).saturating_mul(size_of::<f64>());
    if bytes > params.dense_limit_bytes() {
        return Err(Error::Parameter {
            name: "engine",
            found: format!(
                "linfa on {} rows of {} features, {bytes} bytes when dense",
                rows.len(),
                rows.n_features()
            ),
            expected: "sparse above the limit for dense matrices",
        });
    }
    let labels = Array1::from_vec(training.labels().to_vec());
    let fitted = MultiLogisticRegression::default()
        .alpha(params.alpha())
        .gradient_tolerance(training.gradient_norms(params).1)
        .max_iterations(params.max_iterations() as u64)
        .check()?
        .fit(&DatasetBase::new(rows.to_dense(), labels))?;
    let weights: Vec<f64> = fitted.params().iter().copied().collect();
    Ok(training.evaluate(params, &weights, &fitted.intercept().to_vec()))
}

impl FittedLogistic {
    /// The same model as linfa's own type, with labels `0..k`.
    ///
    /// linfa has no constructor for it, so its trainer is started at our parameters
    /// and stopped at once.
    ///
    /// # Errors
    /// [`Error::Training`] when there are fewer than two labels or a parameter is not
    /// finite.
    pub fn to_linfa(&self) -> Result<MultiFittedLogisticRegression<f64, usize>, Error> {
        let (d, k) = (self.n_features, self.n_labels);
        if k < 2 {
            return Err(Error::Training("linfa needs at least two labels".to_owned()));
        }
        let parameters = [&self.weights[..], &self.intercept[..]].concat();
        let initial = Array2::from_shape_vec((d + 1, k), parameters).map_err(linfa::Error::from)?;
        let one_row_a_label = DatasetBase::new(Array2::zeros((k, d)), Array1::from_iter(0..k));
        Ok(MultiLogisticRegression::default()
            .initial_params(initial)
            .max_iterations(0)
            .check()?
            .fit(&one_row_a_label)?)
    }
}
