//! Words → stems, by the Snowball stemmers of `rust-stemmers`.
//!
//! The one place that knows the stemming library; the model file keeps its name
//! and version, so that it can be changed without breaking old models.

use crate::error::Error;
use rust_stemmers::Algorithm;

/// Name and version of the stemmers.
pub const VERSION: &str = "snowball/rust-stemmers-1.2.0";

/// A stemmer of one language, or none.
pub struct Stemmer(Option<rust_stemmers::Stemmer>);

impl std::fmt::Debug for Stemmer {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.debug_tuple("Stemmer").field(&self.0.is_some()).finish()
    }
}

impl Stemmer {
    /// The stemmer of an ISO 639-1 language; `none` leaves words as they are.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a language without one.
    pub fn new(language: &str) -> Result<Self, Error> {
        let algorithm = match language {
            "none" => return Ok(Self(None)),
            "ar" => Algorithm::Arabic,
            "da" => Algorithm::Danish,
            "nl" => Algorithm::Dutch,
            "en" => Algorithm::English,
            "fi" => Algorithm::Finnish,
            "fr" => Algorithm::French,
            "de" => Algorithm::German,
            "el" => Algorithm::Greek,
            "hu" => Algorithm::Hungarian,
            "it" => Algorithm::Italian,
            "no" => Algorithm::Norwegian,
            "pt" => Algorithm::Portuguese,
            "ro" => Algorithm::Romanian,
            "ru" => Algorithm::Russian,
            "es" => Algorithm::Spanish,
            "sv" => Algorithm::Swedish,
            "ta" => Algorithm::Tamil,
            "tr" => Algorithm::Turkish,
            _ => {
                return Err(Error::Parameter {
                    name: "language",
                    found: format!("{language:?}"),
                    expected: "one of ar da de el en es fi fr hu it nl no pt ro ru sv ta tr, or none",
                });
            }
        };
        Ok(Self(Some(rust_stemmers::Stemmer::create(algorithm))))
    }

    /// The stem of a lower-case word.
    pub fn stem<'a>(&self, word: &'a str) -> std::borrow::Cow<'a, str> {
        match &self.0 {
            Some(stemmer) => stemmer.stem(word),
            None => word.into(),
        }
    }
}
