//! Truth and probabilities in, when not to decide out.
//!
//! A decision is abstained from where its probability stays below a threshold:
//! one for all labels, or one for each label, found here so that the label is
//! right as often as was asked for. Whoever calls sees to it that the
//! probabilities come from models that have not seen the rows.

use crate::error::Error;
use crate::solver::softmax::argmax;

/// The threshold of a label that nothing makes certain enough: above any probability.
pub const UNREACHABLE: f64 = 2.0;

/// Decisions that a threshold must rest on; the precision of fewer is chance.
const FEWEST: usize = 10;

/// Thresholds are cut to six digits, as probabilities are shown.
const DIGITS: f64 = 1e6;

/// The least probability at which a label has the precision asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// The probability; `None` where no threshold reaches the precision.
    pub least: Option<f64>,
    /// Rows for which the label was predicted.
    pub predicted: usize,
    /// Those of them at or above the threshold.
    pub kept: usize,
    /// Those of the kept that are right.
    pub right: usize,
}

/// For each label the smallest threshold at which its precision is at least `target`
/// and which keeps at least ten rows; `probabilities` are rows × labels, row-major.
///
/// ```
/// // Ten certain rows of label 0, all right, and ten doubtful ones, half of them wrong.
/// let mut probabilities = [0.9, 0.1].repeat(10);
/// probabilities.extend([0.6, 0.4].repeat(10));
/// let truth: Vec<usize> = (0..20).map(|i| usize::from(i >= 15)).collect();
/// let found = demarche::abstention::thresholds(&probabilities, &truth, 2, 0.95).unwrap();
/// assert_eq!((found[0].least, found[0].kept, found[0].right), (Some(0.9), 10, 10));
/// assert_eq!(found[1].least, None);
/// ```
///
/// # Errors
/// [`Error::Parameter`] where `target` is not above 0 and at most 1, or the numbers
/// of rows differ.
pub fn thresholds(
    probabilities: &[f64],
    truth: &[usize],
    k: usize,
    target: f64,
) -> Result<Vec<Threshold>, Error> {
    if !(target > 0.0 && target <= 1.0) {
        return Err(Error::Parameter {
            name: "target-precision",
            found: target.to_string(),
            expected: "a number above 0, at most 1",
        });
    }
    let mut of_label: Vec<Vec<(f64, bool)>> = vec![Vec::new(); k];
    for (row, truth) in rows(probabilities, truth, k)? {
        let label = argmax(row);
        of_label[label].push((row[label], label == truth));
    }
    Ok(of_label.into_iter().map(|decisions| threshold(decisions, target)).collect())
}

fn threshold(mut decisions: Vec<(f64, bool)>, target: f64) -> Threshold {
    decisions.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut found = Threshold { least: None, predicted: decisions.len(), kept: 0, right: 0 };
    let (mut kept, mut right) = (0, 0);
    for ties in decisions.chunk_by(|a, b| a.0 == b.0) {
        kept += ties.len();
        right += ties.iter().filter(|(_, right)| *right).count();
        if kept >= FEWEST && right as f64 >= target * kept as f64 {
            // Downwards, so that the row itself stays above.
            found = Threshold { least: Some((ties[0].0 * DIGITS).floor() / DIGITS), kept, right, ..found };
        }
    }
    found
}

/// What is left, and how good it is, where decisions below a threshold are abstained from.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Coverage {
    /// The threshold.
    pub threshold: f64,
    /// Rows decided.
    pub rows: usize,
    /// Rows decided by all rows.
    pub coverage: f64,
    /// The share of the rows decided that is right; undefined without any.
    pub accuracy: Option<f64>,
}

/// Coverage and accuracy over decisions `(probability, right)` that reach the
/// threshold, of `all` decisions.
pub fn coverage(threshold: f64, decided: impl Iterator<Item = (f64, bool)>, all: usize) -> Coverage {
    let (mut rows, mut right) = (0_usize, 0_usize);
    for (_, correct) in decided.filter(|(probability, _)| *probability >= threshold) {
        rows += 1;
        right += usize::from(correct);
    }
    Coverage {
        threshold,
        rows,
        coverage: rows as f64 / all.max(1) as f64,
        accuracy: (rows > 0).then(|| right as f64 / rows as f64),
    }
}

fn rows<'a>(
    probabilities: &'a [f64],
    truth: &'a [usize],
    k: usize,
) -> Result<impl Iterator<Item = (&'a [f64], usize)>, Error> {
    if k == 0 || probabilities.len() != truth.len() * k {
        return Err(Error::Parameter {
            name: "number of probabilities",
            found: probabilities.len().to_string(),
            expected: "the number of rows times the number of labels",
        });
    }
    Ok(probabilities.chunks_exact(k).zip(truth.iter().copied()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SplitMix64;

    #[test]
    fn the_threshold_is_the_smallest_that_reaches_the_precision() {
        let mut generator = SplitMix64::new(3);
        let mut draw = || generator.below(1000) as f64 / 1000.0;
        let (mut probabilities, mut truth) = (Vec::new(), Vec::new());
        for _ in 0..400 {
            let p = draw();
            probabilities.extend([p, 1.0 - p]);
            truth.push(usize::from(draw() >= p));
        }
        for target in [0.6, 0.8, 0.9, 1.0] {
            for (label, found) in
                thresholds(&probabilities, &truth, 2, target).unwrap().into_iter().enumerate()
            {
                let decisions = || {
                    probabilities
                        .chunks(2)
                        .zip(&truth)
                        .filter(|(p, _)| argmax(p) == label)
                        .map(|(p, t)| (p[label], *t == label))
                };
                let reaches = |least: f64| {
                    let at = coverage(least, decisions(), 400);
                    at.rows >= FEWEST && at.accuracy.unwrap() >= target
                };
                let smallest = decisions()
                    .map(|(p, _)| (p * DIGITS).floor() / DIGITS)
                    .filter(|p| reaches(*p))
                    .min_by(f64::total_cmp);
                assert_eq!(found.least, smallest);
            }
        }
    }

    #[test]
    fn a_target_that_is_no_share_is_refused() {
        assert!(thresholds(&[1.0, 0.0], &[0], 2, 0.0).is_err());
        assert!(thresholds(&[1.0, 0.0], &[0], 2, 1.5).is_err());
        assert!(thresholds(&[1.0], &[0], 2, 0.9).is_err());
    }
}
