//! The English model that comes with the program.
//!
//! Trained on `datasets/`; `models/en.md` says on what, with what and how good it is.

use crate::error::Error;
use crate::model::Model;
use crate::model_file;

/// The bytes of the model.
pub const ENGLISH: &[u8] = include_bytes!("../models/en.demarche");

/// The name that errors and reports give it.
pub const NAME: &str = "built-in English model";

/// The model, read anew.
///
/// ```
/// let model = demarche::embedded::english().unwrap();
/// assert!(model.labels.id("demand").is_some());
/// ```
///
/// # Errors
/// [`Error::Model`] where the program was built from damaged files.
pub fn english() -> Result<Model, Error> {
    model_file::from_bytes(ENGLISH, NAME)
}
