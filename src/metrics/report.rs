//! Counts and label names in, scikit-learn's classification report out.

use super::Confusion;
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::fmt;

/// Precision, recall and F1 of a label or an average, with the rows behind them.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Scores {
    /// Of the predictions, the share that is right.
    pub precision: Option<f64>,
    /// Of the rows, the share that was found.
    pub recall: Option<f64>,
    /// The harmonic mean of the two.
    #[serde(rename = "f1-score")]
    pub f1: Option<f64>,
    /// Rows.
    pub support: u64,
}

/// The report of scikit-learn's `classification_report`.
///
/// Serialises to the keys of `output_dict=True`, labels first, in their order; shows
/// as the text of the same function. Undefined values are `null` and `undefined`.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The labels that occur in truth or prediction.
    pub labels: Vec<(String, Scores)>,
    /// The share of right predictions.
    pub accuracy: Option<f64>,
    /// The plain mean over the labels.
    pub macro_average: Scores,
    /// The mean over the labels by their rows.
    pub weighted_average: Scores,
}

impl Confusion {
    /// The report; a label without a name goes by its number.
    pub fn report(&self, names: &[impl AsRef<str>]) -> Report {
        let name = |label: usize| names.get(label).map_or(label.to_string(), |n| n.as_ref().to_owned());
        Report {
            labels: self.present().map(|label| (name(label), self.scores(label))).collect(),
            accuracy: self.accuracy(),
            macro_average: self.macro_average(),
            weighted_average: self.weighted_average(),
        }
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.labels.len() + 3))?;
        for (name, scores) in &self.labels {
            map.serialize_entry(name, scores)?;
        }
        map.serialize_entry("accuracy", &self.accuracy)?;
        map.serialize_entry("macro avg", &self.macro_average)?;
        map.serialize_entry("weighted avg", &self.weighted_average)?;
        map.end()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.labels.iter().map(|(name, _)| name.chars().count());
        let width = names.chain(["weighted avg".len()]).max().unwrap_or_default();
        let line = |name: &str, [precision, recall, f1, support]: [&str; 4]| {
            format!("{name:>width$}  {precision:>9} {recall:>9} {f1:>9} {support:>9}\n")
        };
        let shown = |value: Option<f64>| value.map_or("undefined".to_owned(), |value| format!("{value:.2}"));
        let scored = |name: &str, scores: &Scores| {
            let [precision, recall, f1] = [scores.precision, scores.recall, scores.f1].map(shown);
            line(name, [&precision, &recall, &f1, &scores.support.to_string()])
        };
        writeln!(f, "{}", line("", ["precision", "recall", "f1-score", "support"]))?;
        for (name, scores) in &self.labels {
            f.write_str(&scored(name, scores))?;
        }
        let rows = self.macro_average.support.to_string();
        write!(f, "\n{}", line("accuracy", ["", "", &shown(self.accuracy), &rows]))?;
        f.write_str(&scored("macro avg", &self.macro_average))?;
        f.write_str(&scored("weighted avg", &self.weighted_average))
    }
}
