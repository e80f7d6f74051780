//! One text and its name.

/// A text as read, the owner of every span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// The file's stem or the record's id.
    pub id: String,
    /// The text that all offsets count in.
    pub text: String,
}

impl Article {
    /// An article of a name and a text.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self { id: id.into(), text: text.into() }
    }
}
