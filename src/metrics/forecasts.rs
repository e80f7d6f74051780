//! Truth and predicted probabilities in, figures about the probabilities out.

use super::mean;
use crate::error::Error;
use crate::solver::softmax::argmax;

/// Bins of the reliability diagram and of the expected calibration error.
const BINS: usize = 15;

/// The true labels of some rows with a probability for each of `n_labels` labels.
///
/// A true label that is not below `n_labels` is one that the model lacks: its
/// probability is 0.
#[derive(Debug, Clone, Copy)]
pub struct Forecasts<'a> {
    truth: &'a [usize],
    probabilities: &'a [f64],
    n_labels: usize,
}

/// One bar of a reliability diagram: the rows whose largest probability lies in
/// `(lower, upper]`.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct ReliabilityBin {
    /// Lower edge, outside the bin (but 0 is in the first).
    pub lower: f64,
    /// Upper edge, in the bin.
    pub upper: f64,
    /// Rows in the bin.
    pub count: u64,
    /// Their mean largest probability.
    pub confidence: Option<f64>,
    /// The share of them whose most probable label is right.
    pub accuracy: Option<f64>,
}

impl<'a> Forecasts<'a> {
    /// Takes the probabilities row after row: `probabilities[row · n_labels + label]`.
    ///
    /// # Errors
    /// [`Error::Parameter`] unless there are `n_labels ≥ 1` numbers from 0 to 1 a row.
    pub fn new(truth: &'a [usize], probabilities: &'a [f64], n_labels: usize) -> Result<Self, Error> {
        if n_labels == 0 || probabilities.len() != truth.len() * n_labels {
            return Err(Error::Parameter {
                name: "number of probabilities",
                found: probabilities.len().to_string(),
                expected: "the number of rows times the number of labels",
            });
        }
        match probabilities.iter().find(|probability| !(0.0..=1.0).contains(*probability)) {
            Some(probability) => Err(Error::Parameter {
                name: "probability",
                found: probability.to_string(),
                expected: "from 0 to 1",
            }),
            None => Ok(Self { truth, probabilities, n_labels }),
        }
    }

    fn rows(&self) -> impl Iterator<Item = (usize, &'a [f64])> {
        self.truth.iter().copied().zip(self.probabilities.chunks_exact(self.n_labels))
    }

    /// The mean of `−ln p(truth)`; as in scikit-learn, `p` counts at least
    /// [`f64::EPSILON`], so a label that the model lacks costs 36.04.
    pub fn log_loss(&self) -> Option<f64> {
        mean(self.rows().map(|(truth, probabilities)| {
            let probability = probabilities.get(truth).copied().unwrap_or(0.0);
            -libm::log(probability.clamp(f64::EPSILON, 1.0 - f64::EPSILON))
        }))
    }

    /// Brier's original score (1950), from 0 to 2: the mean over rows of
    /// `Σ (p(label) − [label is true])²` over all labels. scikit-learn halves it when
    /// there are two labels.
    pub fn brier(&self) -> Option<f64> {
        mean(self.rows().map(|(truth, probabilities)| {
            let squares: f64 = probabilities.iter().map(|p| p * p).sum();
            squares + 1.0 - 2.0 * probabilities.get(truth).copied().unwrap_or(0.0)
        }))
    }

    /// The rows in 15 equally wide bins of their largest probability.
    pub fn reliability(&self) -> Vec<ReliabilityBin> {
        let mut bins = vec![(0_u64, 0.0, 0_u64); BINS];
        for (truth, probabilities) in self.rows() {
            let label = argmax(probabilities);
            let confidence = probabilities[label];
            let bin = ((confidence * BINS as f64).ceil() as usize).clamp(1, BINS) - 1;
            bins[bin].0 += 1;
            bins[bin].1 += confidence;
            bins[bin].2 += u64::from(label == truth);
        }
        let edge = |bin: usize| bin as f64 / BINS as f64;
        bins.into_iter()
            .enumerate()
            .map(|(bin, (count, confidence, right))| ReliabilityBin {
                lower: edge(bin),
                upper: edge(bin + 1),
                count,
                confidence: (count > 0).then(|| confidence / count as f64),
                accuracy: super::ratio(right, count),
            })
            .collect()
    }

    /// The area under the ROC curve of one label against the rest: how often a row of
    /// the label has a higher probability of it than another row, ties half. Undefined
    /// without rows on both sides.
    pub fn auroc(&self, label: usize) -> Option<f64> {
        let (mut wins, mut positives_above, mut negatives) = (0.0, 0.0, 0.0);
        for (positive, negative) in self.steps(label) {
            wins += negative * (positives_above + 0.5 * positive);
            positives_above += positive;
            negatives += negative;
        }
        let pairs = positives_above * negatives;
        (pairs > 0.0).then(|| wins / pairs)
    }

    /// The average precision of one label against the rest, `Σ (Rₙ − Rₙ₋₁) Pₙ` over
    /// the thresholds. Undefined without rows of the label.
    pub fn average_precision(&self, label: usize) -> Option<f64> {
        let (mut sum, mut found, mut seen) = (0.0, 0.0, 0.0);
        for (positive, negative) in self.steps(label) {
            found += positive;
            seen += positive + negative;
            sum += positive * found / seen;
        }
        (found > 0.0).then(|| sum / found)
    }

    /// Rows of the label and other rows at each probability of it, the highest first.
    fn steps(&self, label: usize) -> Vec<(f64, f64)> {
        let probability = |row: &[f64]| row.get(label).copied().unwrap_or(0.0);
        let mut ranked: Vec<(f64, bool)> =
            self.rows().map(|(truth, row)| (probability(row), truth == label)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
        ranked
            .chunk_by(|a, b| a.0 == b.0)
            .map(|ties| {
                let positive = ties.iter().filter(|(_, positive)| *positive).count();
                (positive as f64, (ties.len() - positive) as f64)
            })
            .collect()
    }
}

/// The mean distance between confidence and accuracy over the rows of the bins (ECE,
/// Naeini et al. 2015).
pub fn expected_calibration_error(bins: &[ReliabilityBin]) -> Option<f64> {
    let rows: u64 = bins.iter().map(|bin| bin.count).sum();
    let distance = |bin: &ReliabilityBin| Some((bin.confidence? - bin.accuracy?).abs() * bin.count as f64);
    (rows > 0).then(|| bins.iter().filter_map(distance).sum::<f64>() / rows as f64)
}
