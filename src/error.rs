//! The errors of the readers, the model file and the command line.
//!
//! Every message says what is wrong, where, what was expected and what to do,
//! on one line, in lower case, without a final full stop.

/// What can go wrong. The core (sentences, claims, features, prediction) is
/// total and never gives one.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file that cannot be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The path as the user gave it.
        path: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// Bytes that are not of the encoding that they should have.
    #[error("{path}: {place} is not valid {encoding}; name the right one with --encoding")]
    Encoding {
        /// The path as the user gave it.
        path: String,
        /// Line or byte.
        place: String,
        /// The encoding tried.
        encoding: &'static str,
    },
    /// A table, record or file whose content is not as it should be.
    #[error("{path}: {message}")]
    Input {
        /// The path, with line where one is known (`file.csv:12`).
        path: String,
        /// What was found and what was expected.
        message: String,
    },
    /// A model file that is damaged, foreign or from another version.
    #[error("{path}: {message}")]
    Model {
        /// The path as the user gave it.
        path: String,
        /// What was found and what was expected.
        message: String,
    },
    /// A line of a lexicon file.
    #[error("{path}:{line}: {message}")]
    Lexicon {
        /// The path, or `built-in lexicon`.
        path: String,
        /// Line, from 1.
        line: usize,
        /// What was found and what was expected.
        message: String,
    },
    /// A parameter outside what it may be.
    #[error("{name}: found {found}, expected {expected}")]
    Parameter {
        /// The parameter's name as the user knows it.
        name: &'static str,
        /// What was given.
        found: String,
        /// What is allowed.
        expected: &'static str,
    },
    /// Data that no model can be trained on.
    #[error("cannot train: {0}")]
    Training(String),
    /// Scores that no calibration can be fitted to.
    #[error("cannot calibrate: {0}")]
    Calibration(String),
}

impl Error {
    /// An [`Error::Io`] for `path`.
    pub fn io(path: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }

    /// The file, record or line that is at fault, where one is.
    pub fn place(&self) -> Option<&str> {
        match self {
            Self::Io { path, .. }
            | Self::Encoding { path, .. }
            | Self::Input { path, .. }
            | Self::Model { path, .. }
            | Self::Lexicon { path, .. } => Some(path),
            Self::Parameter { .. } | Self::Training(_) | Self::Calibration(_) => None,
        }
    }

    /// An [`Error::Input`] for `path`.
    pub fn input(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Input { path: path.into(), message: message.into() }
    }
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
