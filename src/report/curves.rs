//! Truth and probabilities in, curves out.
//!
//! Curves follow scikit-learn's `precision_recall_curve`, from the strictest
//! threshold to the laxest, and lose only points that nobody would see.

use crate::abstention::Coverage;
use serde::Serialize;

/// Points that lie closer than this on both axes are one.
const VISIBLE: f64 = 0.004;

/// Precision against recall at one threshold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Threshold {
    /// Of the rows of the label, the share at or above the threshold.
    pub recall: f64,
    /// Of the rows at or above the threshold, the share of the label.
    pub precision: f64,
    /// The probability.
    pub threshold: f64,
}

/// Precision and recall of `label` at every probability that occurs; none where no
/// row has the label. `probabilities` has `k` numbers a row.
pub fn precision_recall(truth: &[usize], probabilities: &[f64], k: usize, label: usize) -> Vec<Threshold> {
    let all = truth.iter().filter(|t| **t == label).count() as f64;
    if all == 0.0 {
        return Vec::new();
    }
    let mut ranked: Vec<(f64, bool)> =
        truth.iter().zip(probabilities.chunks_exact(k)).map(|(t, row)| (row[label], *t == label)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut seen, mut found) = (0.0, 0.0);
    ranked
        .chunk_by(|a, b| a.0 == b.0)
        .map(|ties| {
            seen += ties.len() as f64;
            found += ties.iter().filter(|(_, right)| *right).count() as f64;
            Threshold { recall: found / all, precision: found / seen, threshold: ties[0].0 }
        })
        .collect()
}

/// Coverage and accuracy at every probability that occurs among decisions
/// `(probability, right)`, the most certain first.
pub fn coverage(decisions: &[(f64, bool)]) -> Vec<Coverage> {
    let mut ranked = decisions.to_vec();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut rows, mut right) = (0, 0);
    ranked
        .chunk_by(|a, b| a.0 == b.0)
        .map(|ties| {
            rows += ties.len();
            right += ties.iter().filter(|(_, right)| *right).count();
            Coverage {
                threshold: ties[0].0,
                rows,
                coverage: rows as f64 / decisions.len() as f64,
                accuracy: Some(right as f64 / rows as f64),
            }
        })
        .collect()
}

/// The points of a curve that can be told apart on a picture, the first and the last kept.
pub fn thinned<T: Copy>(points: &[T], place: impl Fn(&T) -> (f64, f64)) -> Vec<T> {
    let mut out: Vec<T> = Vec::new();
    for (n, point) in points.iter().enumerate() {
        let far = out.last().is_none_or(|last| {
            let ((a, b), (x, y)) = (place(last), place(point));
            (a - x).abs() >= VISIBLE || (b - y).abs() >= VISIBLE
        });
        if far || n + 1 == points.len() {
            out.push(*point);
        }
    }
    out
}
