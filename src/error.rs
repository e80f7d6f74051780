//! The one error type of the library.

/// What can go wrong in demarche.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A setting or an argument that the library cannot work with.
    #[error("{name} must be {expected}, found {found}")]
    Parameter {
        /// The setting, as the library calls it.
        name: &'static str,
        /// What was given.
        found: String,
        /// What would have been right.
        expected: &'static str,
    },
    /// The data leave nothing to train on, or an engine gave up.
    #[error("training failed: {0}")]
    Training(String),
    /// The held-out scores leave nothing to calibrate on.
    #[error("calibration failed: {0}")]
    Calibration(String),
}

impl From<linfa::error::Error> for Error {
    fn from(error: linfa::error::Error) -> Self {
        Self::Training(error.to_string())
    }
}

impl From<linfa_logistic::error::Error> for Error {
    fn from(error: linfa_logistic::error::Error) -> Self {
        Self::Training(error.to_string())
    }
}
