//! demarche for Python: the part in Rust.
//!
//! What users import, with its documentation, is `python/demarche`; this library gives it
//! the classifier, training, figures, folds and networks. Texts are copied once, from
//! Python's strings, or not at all, from Arrow columns.

mod claim;
mod classifier;
mod errors;
mod frame;
mod json;
mod network;
mod training;
mod work;

/// The native part of the package.
#[pyo3::pymodule]
mod _demarche {
    #[pymodule_export]
    use crate::claim::{Claim, Cue, Evidence, Explanation, Negation, Speaker};
    #[pymodule_export]
    use crate::classifier::Classifier;
    #[pymodule_export]
    use crate::frame::Frame;
    #[pymodule_export]
    use crate::network::{Network, build_networks};
    #[pymodule_export]
    use crate::training::{assign_folds, fit, measure};
    #[pymodule_export]
    #[allow(non_upper_case_globals)] // Python's name for it
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
