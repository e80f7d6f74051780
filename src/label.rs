//! Label names and their numbers.

use crate::error::Error;

/// The labels of demarche's own scheme.
pub const OURS: [&str; 5] = ["assessment", "concession", "demand", "none", "rejection"];

/// The label that means no position.
pub const NONE: &str = "none";

/// The labels of a model, sorted; a label's number is its place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Labels(Vec<String>);

impl Labels {
    /// The distinct labels of `all`, sorted.
    ///
    /// # Errors
    /// [`Error::Training`] where there are fewer than two.
    pub fn of<'a>(all: impl IntoIterator<Item = &'a str>) -> Result<Self, Error> {
        let mut names: Vec<String> = all.into_iter().map(str::to_owned).collect();
        names.sort_unstable();
        names.dedup();
        match names.as_slice() {
            [] => Err(Error::Training("there are no labelled rows".into())),
            [only] => Err(Error::Training(format!(
                "every row has the label {only:?}; a model needs rows of at least two labels"
            ))),
            _ => Ok(Self(names)),
        }
    }

    /// The names in order.
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number of a label.
    pub fn id(&self, name: &str) -> Option<usize> {
        self.0.binary_search_by(|n| n.as_str().cmp(name)).ok()
    }

    /// The name of label `id`; empty where there is none.
    pub fn name(&self, id: usize) -> &str {
        self.0.get(id).map_or("", String::as_str)
    }
}
