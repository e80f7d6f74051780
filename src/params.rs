//! Training settings in, checked training settings out.
//!
//! What was typed is [`LogisticParams`]; only [`LogisticValidParams`] can fit.

use crate::error::Error;
use linfa::ParamGuard;

/// How much a row counts because of its label.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum ClassWeight {
    /// Every row counts 1.
    #[default]
    None,
    /// `n / (k · n_c)`, as scikit-learn: `n` rows, `k` labels present, `n_c` rows
    /// of the label, all counted with their sample weights.
    Balanced,
    /// A factor by label name; labels that are not named count 1.
    PerLabel(Vec<(String, f64)>),
}

/// Which implementation minimises the objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Engine {
    /// The sparse solver of this crate.
    #[default]
    Sparse,
    /// `linfa-logistic` on a dense copy of the rows, for comparison.
    Linfa,
}

/// Settings of multinomial logistic regression, before they are checked.
///
/// The objective, with row weights `cᵢ` and an intercept that is not penalised, is
///
/// ```text
/// min_W,b  Σᵢ cᵢ · logloss(yᵢ, softmax(W xᵢ + b)) + α/2 ‖W‖²
/// ```
///
/// ```
/// use demarche::params::{ClassWeight, LogisticParams};
/// use linfa::ParamGuard;
///
/// let params = LogisticParams::new().alpha(0.5).class_weight(ClassWeight::Balanced);
/// assert_eq!(params.check().unwrap().alpha(), 0.5);
/// assert!(LogisticParams::new().alpha(0.0).check().is_err());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticParams(LogisticValidParams);

/// Settings of multinomial logistic regression that are known to make sense.
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticValidParams {
    alpha: f64,
    tolerance: f64,
    max_iterations: usize,
    n_labels: Option<usize>,
    label_names: Vec<String>,
    class_weight: ClassWeight,
    engine: Engine,
    dense_limit_bytes: usize,
}

impl Default for LogisticParams {
    fn default() -> Self {
        Self::new()
    }
}

impl LogisticParams {
    /// α = 1, tolerance 1e-4, 100 iterations, no class weights, the sparse engine.
    pub fn new() -> Self {
        Self(LogisticValidParams {
            alpha: 1.0,
            tolerance: 1e-4,
            max_iterations: 100,
            n_labels: None,
            label_names: Vec::new(),
            class_weight: ClassWeight::None,
            engine: Engine::Sparse,
            dense_limit_bytes: 1 << 30,
        })
    }

    /// Strength of the L2 penalty; the inverse of scikit-learn's `C`.
    #[must_use]
    pub fn alpha(mut self, alpha: f64) -> Self {
        self.0.alpha = alpha;
        self
    }

    /// The fit has converged when the norm of the gradient is at most this share of
    /// its norm at zero weights. With the default of 1e-4 the objective of a news
    /// corpus at α = 1 is within a ten-millionth of its minimum; a very small α asks
    /// for a smaller tolerance.
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.0.tolerance = tolerance;
        self
    }

    /// The largest number of outer iterations (Newton steps; for the linfa engine,
    /// L-BFGS steps).
    #[must_use]
    pub fn max_iterations(mut self, max_iterations: usize) -> Self {
        self.0.max_iterations = max_iterations;
        self
    }

    /// The number of labels, when it is not the largest label of the data plus one.
    #[must_use]
    pub fn n_labels(mut self, n_labels: usize) -> Self {
        self.0.n_labels = Some(n_labels);
        self
    }

    /// The names of labels 0, 1, …; sets their number too.
    #[must_use]
    pub fn label_names(mut self, names: &[impl AsRef<str>]) -> Self {
        self.0.label_names = names.iter().map(|name| name.as_ref().to_owned()).collect();
        self.0.n_labels = Some(names.len());
        self
    }

    /// How much rows count by their label.
    #[must_use]
    pub fn class_weight(mut self, class_weight: ClassWeight) -> Self {
        self.0.class_weight = class_weight;
        self
    }

    /// Which implementation to use.
    #[must_use]
    pub fn engine(mut self, engine: Engine) -> Self {
        self.0.engine = engine;
        self
    }

    /// The largest dense matrix, in bytes, that the linfa engine may build.
    #[must_use]
    pub fn dense_limit_bytes(mut self, bytes: usize) -> Self {
        self.0.dense_limit_bytes = bytes;
        self
    }
}

impl LogisticValidParams {
    /// See [`LogisticParams::alpha`].
    pub fn alpha(&self) -> f64 {
        self.alpha
    }

    /// See [`LogisticParams::tolerance`].
    pub fn tolerance(&self) -> f64 {
        self.tolerance
    }

    /// See [`LogisticParams::max_iterations`].
    pub fn max_iterations(&self) -> usize {
        self.max_iterations
    }

    /// See [`LogisticParams::n_labels`].
    pub fn n_labels(&self) -> Option<usize> {
        self.n_labels
    }

    /// See [`LogisticParams::class_weight`].
    pub fn class_weight(&self) -> &ClassWeight {
        &self.class_weight
    }

    /// See [`LogisticParams::engine`].
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// See [`LogisticParams::dense_limit_bytes`].
    pub fn dense_limit_bytes(&self) -> usize {
        self.dense_limit_bytes
    }

    /// The same settings at another α.
    ///
    /// # Errors
    /// [`Error::Parameter`] when `alpha` is not positive and finite.
    pub fn with_alpha(&self, alpha: f64) -> Result<Self, Error> {
        LogisticParams(Self { alpha, ..self.clone() }).check()
    }

    /// The factor of every label, from the total sample weight of each.
    pub(crate) fn label_factors(&self, totals: &[f64]) -> Vec<f64> {
        match &self.class_weight {
            ClassWeight::None => vec![1.0; totals.len()],
            ClassWeight::Balanced => {
                let present = totals.iter().filter(|&&total| total > 0.0).count() as f64;
                let all: f64 = totals.iter().sum();
                totals.iter().map(|&total| if total > 0.0 { all / (present * total) } else { 0.0 }).collect()
            }
            ClassWeight::PerLabel(factors) => {
                let factor = |label: usize| {
                    let name = self.label_names.get(label);
                    factors.iter().find(|(n, _)| Some(n) == name).map_or(1.0, |&(_, factor)| factor)
                };
                (0..totals.len()).map(factor).collect()
            }
        }
    }
}

#[allow(clippy::needless_pass_by_value)] // numbers and fresh strings
fn refuse(name: &'static str, found: impl std::fmt::Display, expected: &'static str) -> Error {
    Error::Parameter { name, found: found.to_string(), expected }
}

impl ParamGuard for LogisticParams {
    type Checked = LogisticValidParams;
    type Error = Error;

    fn check_ref(&self) -> Result<&Self::Checked, Error> {
        let params = &self.0;
        if !(params.alpha.is_finite() && params.alpha > 0.0) {
            return Err(refuse("alpha", params.alpha, "a positive number"));
        }
        if !(params.tolerance > 0.0 && params.tolerance < 1.0) {
            return Err(refuse("tolerance", params.tolerance, "between 0 and 1"));
        }
        if params.max_iterations == 0 {
            return Err(refuse("max_iterations", 0, "at least 1"));
        }
        if params.n_labels == Some(0) {
            return Err(refuse("number of labels", 0, "at least 1"));
        }
        if let ClassWeight::PerLabel(factors) = &params.class_weight {
            for (position, (name, factor)) in factors.iter().enumerate() {
                if !(factor.is_finite() && *factor >= 0.0) {
                    return Err(refuse("class weight", format!("{factor} for `{name}`"), "zero or positive"));
                }
                if !params.label_names.contains(name) {
                    return Err(refuse("class weight", format!("`{name}`"), "a label of the data"));
                }
                if factors[..position].iter().any(|(other, _)| other == name) {
                    return Err(refuse("class weight", format!("`{name}` twice"), "one for each label"));
                }
            }
        }
        Ok(params)
    }

    fn check(self) -> Result<Self::Checked, Error> {
        self.check_ref()?;
        Ok(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn per_label(name: &str, factor: f64) -> LogisticParams {
        LogisticParams::new()
            .label_names(&["demand", "none"])
            .class_weight(ClassWeight::PerLabel(vec![(name.to_owned(), factor)]))
    }

    #[test]
    fn senseless_settings_are_refused_with_their_name() {
        let cases = [
            (LogisticParams::new().alpha(f64::NAN), "alpha: found NaN, expected a positive number"),
            (LogisticParams::new().tolerance(0.0), "tolerance: found 0, expected between 0 and 1"),
            (LogisticParams::new().max_iterations(0), "max_iterations: found 0, expected at least 1"),
            (per_label("none", -1.0), "class weight: found -1 for `none`, expected zero or positive"),
            (per_label("nnoe", 1.0), "class weight: found `nnoe`, expected a label of the data"),
        ];
        for (params, message) in cases {
            assert_eq!(params.check().unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn balanced_factors_are_those_of_scikit_learn() {
        let params = LogisticParams::new().class_weight(ClassWeight::Balanced).check().unwrap();
        assert_eq!(params.label_factors(&[3.0, 0.0, 1.0]), [4.0 / 6.0, 0.0, 2.0]);
        let params = per_label("none", 2.5).check().unwrap();
        assert_eq!(params.label_factors(&[3.0, 1.0]), [1.0, 2.5]);
    }
}
