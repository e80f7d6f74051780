//! Truth and prediction in, figures about them out.
//!
//! Everything about labels comes from one table of counts ([`Confusion`]), which
//! adds up over parts of the data. What is not defined, such as the precision of a
//! label that was never predicted, is `None`, never NaN. Averages over labels follow
//! scikit-learn with `zero_division=0`: they run over the labels that occur in truth
//! or prediction, and undefined counts as 0 there.
//!
//! Labels are numbers `0..n` over the union of the labels of truth and model, so a
//! label that the model has never seen is a row of errors.

mod compare;
mod forecasts;
mod report;
mod resample;

pub use compare::{holm, mcnemar};
pub use forecasts::{Forecasts, ReliabilityBin, expected_calibration_error};
pub use report::{Report, Scores};
pub use resample::{Bootstrap, Difference, Interval, Resampled};

use crate::error::Error;

/// How often each label was predicted for each true label: `n × n` counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    n_labels: usize,
    counts: Vec<u64>,
}

impl Confusion {
    /// A table of `n_labels × n_labels` zeros.
    pub fn new(n_labels: usize) -> Self {
        Self { n_labels, counts: vec![0; n_labels * n_labels] }
    }

    /// The table of two equally long lists of labels.
    ///
    /// # Errors
    /// [`Error::Parameter`] when the lists differ in length or a label is not below
    /// `n_labels`.
    pub fn of(n_labels: usize, truth: &[usize], predicted: &[usize]) -> Result<Self, Error> {
        check_labels(n_labels, truth, predicted)?;
        let mut confusion = Self::new(n_labels);
        for (&truth, &predicted) in truth.iter().zip(predicted) {
            confusion.add(truth, predicted);
        }
        Ok(confusion)
    }

    /// Counts one row.
    ///
    /// # Panics
    /// When a label is not below the number of labels.
    pub fn add(&mut self, truth: usize, predicted: usize) {
        assert!(truth < self.n_labels && predicted < self.n_labels, "label out of range");
        self.counts[truth * self.n_labels + predicted] += 1;
    }

    /// Counts rows that are alike.
    ///
    /// # Panics
    /// When a label is not below the number of labels.
    pub fn add_many(&mut self, truth: usize, predicted: usize, rows: u64) {
        assert!(truth < self.n_labels && predicted < self.n_labels, "label out of range");
        self.counts[truth * self.n_labels + predicted] += rows;
    }

    /// The table of one label (0) against all others (1).
    #[must_use]
    pub fn against_others(&self, label: usize) -> Self {
        let mut two = Self::new(2);
        for truth in 0..self.n_labels {
            for predicted in 0..self.n_labels {
                let (t, p) = (usize::from(truth != label), usize::from(predicted != label));
                two.add_many(t, p, self.count(truth, predicted));
            }
        }
        two
    }

    /// Adds the counts of another table over the same labels.
    ///
    /// # Panics
    /// When the other table has another number of labels.
    pub fn merge(&mut self, other: &Self) {
        assert_eq!(self.n_labels, other.n_labels, "tables over different labels");
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
    }

    /// The number of labels.
    pub fn n_labels(&self) -> usize {
        self.n_labels
    }

    /// Rows of label `truth` for which `predicted` was predicted.
    ///
    /// # Panics
    /// When a label is not below the number of labels.
    pub fn count(&self, truth: usize, predicted: usize) -> u64 {
        self.counts[truth * self.n_labels + predicted]
    }

    /// All rows.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Rows of a label.
    pub fn support(&self, label: usize) -> u64 {
        (0..self.n_labels).map(|predicted| self.count(label, predicted)).sum()
    }

    /// Rows for which a label was predicted.
    pub fn predicted(&self, label: usize) -> u64 {
        (0..self.n_labels).map(|truth| self.count(truth, label)).sum()
    }

    /// Rows whose prediction is right.
    pub fn correct(&self) -> u64 {
        (0..self.n_labels).map(|label| self.count(label, label)).sum()
    }

    /// The labels that occur in truth or prediction.
    pub fn present(&self) -> impl Iterator<Item = usize> {
        (0..self.n_labels).filter(|&label| self.support(label) + self.predicted(label) > 0)
    }

    /// The share of right predictions.
    pub fn accuracy(&self) -> Option<f64> {
        ratio(self.correct(), self.total())
    }

    /// The mean recall of the labels that have rows.
    pub fn balanced_accuracy(&self) -> Option<f64> {
        mean((0..self.n_labels).filter_map(|label| self.recall(label)))
    }

    /// Of the predictions of a label, the share that is right.
    pub fn precision(&self, label: usize) -> Option<f64> {
        ratio(self.count(label, label), self.predicted(label))
    }

    /// Of the rows of a label, the share that was found.
    pub fn recall(&self, label: usize) -> Option<f64> {
        ratio(self.count(label, label), self.support(label))
    }

    /// The harmonic mean of precision and recall, `2tp / (2tp + fp + fn)`.
    pub fn f1(&self, label: usize) -> Option<f64> {
        ratio(2 * self.count(label, label), self.support(label) + self.predicted(label))
    }

    /// Precision, recall and F1 of a label, with its rows.
    pub fn scores(&self, label: usize) -> Scores {
        Scores {
            precision: self.precision(label),
            recall: self.recall(label),
            f1: self.f1(label),
            support: self.support(label),
        }
    }

    /// The plain mean of the scores of the labels that occur.
    pub fn macro_average(&self) -> Scores {
        self.average(|_| 1.0)
    }

    /// The mean of the scores of the labels that occur, each by its rows.
    pub fn weighted_average(&self) -> Scores {
        self.average(|label| self.support(label) as f64)
    }

    /// The scores of all decisions taken together; as every row has one label and one
    /// prediction, all three are the accuracy.
    pub fn micro_average(&self) -> Scores {
        let accuracy = self.accuracy();
        Scores { precision: accuracy, recall: accuracy, f1: accuracy, support: self.total() }
    }

    fn average(&self, weight: impl Fn(usize) -> f64) -> Scores {
        let all: f64 = self.present().map(&weight).sum();
        let mean_of = |score: fn(&Self, usize) -> Option<f64>| {
            let sum: f64 =
                self.present().map(|label| weight(label) * score(self, label).unwrap_or(0.0)).sum();
            (all > 0.0).then(|| sum / all)
        };
        Scores {
            precision: mean_of(Self::precision),
            recall: mean_of(Self::recall),
            f1: mean_of(Self::f1),
            support: self.total(),
        }
    }

    /// Matthews correlation coefficient for several labels (Gorodkin 2004); undefined
    /// when all rows have one label or one prediction.
    pub fn matthews(&self) -> Option<f64> {
        let total = self.total() as f64;
        let (mut both, mut truth, mut predicted) = (0.0, 0.0, 0.0);
        for label in 0..self.n_labels {
            let (t, p) = (self.support(label) as f64, self.predicted(label) as f64);
            both += t * p;
            truth += t * t;
            predicted += p * p;
        }
        let spread = (total * total - truth) * (total * total - predicted);
        (spread > 0.0).then(|| (self.correct() as f64 * total - both) / spread.sqrt())
    }

    /// Cohen's kappa: agreement beyond what the frequencies of the labels alone would
    /// bring; undefined when that is everything.
    pub fn kappa(&self) -> Option<f64> {
        let total = self.total() as f64;
        let by_chance: f64 =
            (0..self.n_labels).map(|label| self.support(label) as f64 * self.predicted(label) as f64).sum();
        let room = total * total - by_chance;
        (room > 0.0).then(|| (self.correct() as f64 * total - by_chance) / room)
    }
}

fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, n) = values.fold((0.0, 0_u64), |(sum, n), value| (sum + value, n + 1));
    (n > 0).then(|| sum / n as f64)
}

fn check_labels(n_labels: usize, truth: &[usize], predicted: &[usize]) -> Result<(), Error> {
    if truth.len() != predicted.len() {
        return Err(Error::Parameter {
            name: "number of predictions",
            found: predicted.len().to_string(),
            expected: "the number of true labels",
        });
    }
    match truth.iter().chain(predicted).find(|&&label| label >= n_labels) {
        Some(label) => Err(Error::Parameter {
            name: "label",
            found: label.to_string(),
            expected: "below the number of labels",
        }),
        None => Ok(()),
    }
}
