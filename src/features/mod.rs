//! Claim → named features.
//!
//! One family a file; each writes names such as `act=request` or `not_accept`
//! into a [`Sink`]. The same function serves training and use, so a model sees
//! at use what it saw in training. Which families are on, and how words are
//! cut and stemmed, is a [`TextSettings`] that the model file keeps.

pub mod act;
pub mod bag;
pub mod form;
pub mod ngram;
pub mod object;
pub mod source;
pub mod stem;
pub mod view;
pub mod vocabulary;

use crate::claim::{Parsed, parse, skim};
use crate::error::Error;
use crate::lexicon::Lexicon;
use serde::{Deserialize, Serialize};
pub use view::View;

/// A group of features that is switched on and off as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Stemmed word n-grams.
    Ngram,
    /// What the claim's head and the predicates under it do.
    Act,
    /// What kind of thing the act is about.
    Object,
    /// The lexicon's classes anywhere in the claim.
    Bag,
    /// Modality, person, condition, question, quotation.
    Form,
    /// What kind of source holds it.
    Source,
}

impl Family {
    /// All families, in the order in which they are written.
    pub const ALL: [Self; 6] = [Self::Ngram, Self::Act, Self::Object, Self::Bag, Self::Form, Self::Source];

    /// The name on the command line and in the model file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ngram => "ngram",
            Self::Act => "act",
            Self::Object => "object",
            Self::Bag => "bag",
            Self::Form => "form",
            Self::Source => "source",
        }
    }
}

/// Receives the features of one claim, with the token that each comes from.
pub trait Sink {
    /// Takes a feature by name; `place` is a part and token range of the view, for explanations.
    fn feature(&mut self, family: Family, name: &str, place: Option<view::Place>);

    /// The same, with the name in parts that follow each other.
    fn joined(&mut self, family: Family, parts: &[&str], place: Option<view::Place>) {
        self.feature(family, &parts.concat(), place);
    }
}

/// How text becomes features; kept in the model file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TextSettings {
    /// Shortest and longest word n-gram.
    pub ngram_range: (usize, usize),
    /// Language of the stemmer, ISO 639-1; `none` for no stemming.
    pub language: String,
    /// The stemmer and its version.
    pub stemmer: String,
    /// Whether words in a negation's scope are marked.
    pub negation: bool,
    /// Whether names become one word, so that who speaks does not decide.
    pub mask_names: bool,
    /// The families in use.
    pub families: Vec<Family>,
    /// Weight of a claim's n-grams against its other features, each block having length one.
    pub ngram_weight: f64,
    /// Whether n-grams weigh less the more rows have them.
    pub idf: bool,
    /// Additional lexicon entries, as a table.
    pub lexicon: String,
}

impl Default for TextSettings {
    fn default() -> Self {
        Self {
            ngram_range: (1, 2),
            language: "en".into(),
            stemmer: stem::VERSION.into(),
            negation: true,
            mask_names: false,
            families: Family::ALL.to_vec(),
            ngram_weight: 0.8,
            idf: true,
            lexicon: String::new(),
        }
    }
}

impl TextSettings {
    /// Whether `family` is in use.
    pub fn has(&self, family: Family) -> bool {
        self.families.contains(&family)
    }

    /// Parses a row as far as its features look at it: n-grams need no claims,
    /// unless names are masked, a source's own among them.
    pub fn parse_row<'a>(&self, text: &'a str, lexicon: &Lexicon) -> Parsed<'a> {
        if self.families == [Family::Ngram] && !self.mask_names { skim(text) } else { parse(text, lexicon) }
    }

    /// Checks what a user or a model file gave.
    ///
    /// # Errors
    /// [`Error::Parameter`] naming the first setting that is out of range.
    pub fn check(&self) -> Result<(), Error> {
        let (low, high) = self.ngram_range;
        if low == 0 || low > high || high > 5 {
            return Err(Error::Parameter {
                name: "ngram-range",
                found: format!("{low},{high}"),
                expected: "LOW,HIGH with 1 <= LOW <= HIGH <= 5",
            });
        }
        if !self.ngram_weight.is_finite() || self.ngram_weight <= 0.0 {
            return Err(Error::Parameter {
                name: "ngram-weight",
                found: self.ngram_weight.to_string(),
                expected: "a number above 0",
            });
        }
        if self.stemmer != stem::VERSION {
            return Err(Error::Parameter {
                name: "stemmer",
                found: self.stemmer.clone(),
                expected: "the stemmer of this program; train the model again",
            });
        }
        if self.families.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err(Error::Parameter {
                name: "features",
                found: "families out of order or twice".into(),
                expected: "each family once, in the order of the list",
            });
        }
        if self.families.is_empty() {
            return Err(Error::Parameter {
                name: "features",
                found: "none".into(),
                expected: "at least one family",
            });
        }
        stem::Stemmer::new(&self.language).map(drop)
    }
}

/// Writes the features of `view` into `sink`.
pub fn features(view: &View, settings: &TextSettings, stemmer: &stem::Stemmer, sink: &mut dyn Sink) {
    for family in &settings.families {
        match family {
            Family::Ngram => ngram::write(view, settings, stemmer, sink),
            Family::Act => act::write(view, sink),
            Family::Object => object::write(view, sink),
            Family::Bag => bag::write(view, sink),
            Family::Form => form::write(view, sink),
            Family::Source => source::write(view, sink),
        }
    }
}

/// An unlisted verb without its inflection, near enough to count as one feature.
fn ngram_base(word: &str) -> &str {
    for suffix in ["ing", "ied", "ies", "ed", "es", "s"] {
        if let Some(base) = word.strip_suffix(suffix).filter(|b| b.len() > 3) {
            return base;
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Names(Vec<String>);

    impl Sink for Names {
        fn feature(&mut self, _: Family, name: &str, _: Option<view::Place>) {
            self.0.push(name.to_owned());
        }
    }

    #[test]
    fn n_grams_are_the_same_with_and_without_claims() {
        let settings = TextSettings { families: vec![Family::Ngram], ..TextSettings::default() };
        let stemmer = stem::Stemmer::new("en").unwrap();
        let lexicon = Lexicon::english();
        let text = "“We will not accept the map,” Ana Petrel said. She did not rule out 3 more rounds!";
        for speaker in ["", "Ana Petrel", "Ostrand"] {
            let [with, without] = [parse(text, lexicon), settings.parse_row(text, lexicon)].map(|parsed| {
                let mut names = Names(Vec::new());
                features(&View::of_row(&parsed, speaker, lexicon), &settings, &stemmer, &mut names);
                names.0
            });
            assert!(with.iter().any(|name| name == "not_accept"), "{with:?}");
            assert_eq!(with, without);
        }
    }
}
