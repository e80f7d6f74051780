//! Words → stems, by the Snowball stemmers of `rust-stemmers`.
//!
//! The one place that knows the stemming library; the model file keeps its name
//! and version, so that it can be changed without breaking old models.

use crate::error::Error;
use crate::tagger::{Dictionary, Known};
use rust_stemmers::Algorithm;

/// Name and version of the stemmers.
pub const VERSION: &str = "snowball/rust-stemmers-1.2.0";

/// A stemmer of one language, or none.
pub struct Stemmer {
    snowball: Option<rust_stemmers::Stemmer>,
    /// Where the language is English, what was stemmed beforehand.
    dictionary: Option<&'static Dictionary>,
}

impl std::fmt::Debug for Stemmer {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.debug_tuple("Stemmer").field(&self.snowball.is_some()).finish()
    }
}

impl Stemmer {
    /// The stemmer of an ISO 639-1 language; `none` leaves words as they are.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a language without one.
    pub fn new(language: &str) -> Result<Self, Error> {
        let algorithm = match language {
            "none" => return Ok(Self { snowball: None, dictionary: None }),
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
        Ok(Self {
            snowball: Some(rust_stemmers::Stemmer::create(algorithm)),
            dictionary: (language == "en").then(Dictionary::english),
        })
    }

    /// The stem of a lower-case word.
    pub fn stem<'a>(&self, word: &'a str) -> std::borrow::Cow<'a, str> {
        match &self.snowball {
            Some(stemmer) => stemmer.stem(word),
            None => word.into(),
        }
    }

    /// Appends the stem of a lower-case word that stands at `known` in the
    /// dictionary: the same as [`Self::stem`], many times faster for a known word.
    pub fn push(&self, word: &str, known: Known, out: &mut String) {
        if let Some((kept, ending)) = self.dictionary.and_then(|d| d.stem(known, word)) {
            out.push_str(kept);
            out.push_str(ending);
        } else {
            out.push_str(&self.stem(word));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_has_the_stems_of_the_stemmer() {
        let stemmer = Stemmer::new("en").unwrap();
        let dictionary = Dictionary::english();
        let mut stem = String::new();
        let mut words = 0;
        for (known, word) in dictionary.words() {
            stem.clear();
            stemmer.push(word, known, &mut stem);
            assert_eq!(stem, stemmer.stem(word), "{word}");
            words += 1;
        }
        assert!(words > 30_000, "{words} words");
    }
}
