//! Scores in, probabilities out, the same bits on every platform (`libm`).

/// Turns `scores` into probabilities and returns `ln Σ exp(score)`.
///
/// The largest score is subtracted first, so finite scores never overflow.
pub fn softmax(scores: &mut [f64]) -> f64 {
    let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = libm::exp(*score - largest);
        sum += *score;
    }
    for score in scores.iter_mut() {
        *score /= sum;
    }
    largest + libm::log(sum)
}

/// `ln Σ exp(score)`.
pub fn log_sum_exp(scores: &[f64]) -> f64 {
    let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    largest + libm::log(scores.iter().map(|score| libm::exp(score - largest)).sum())
}

/// The position of the largest value, the first of equals; 0 for none.
pub fn argmax(values: &[f64]) -> usize {
    values.iter().enumerate().fold(0, |best, (i, value)| if *value > values[best] { i } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_scores_stay_finite() {
        let mut scores = [1000.0, 0.0, -1000.0];
        assert_eq!(log_sum_exp(&scores), 1000.0);
        assert_eq!(softmax(&mut scores), 1000.0);
        assert_eq!(scores, [1.0, 0.0, 0.0]);
    }

    #[test]
    fn the_first_of_equals_is_the_largest() {
        assert_eq!(argmax(&[0.5, 0.5, 0.1]), 0);
        assert_eq!(argmax(&[]), 0);
    }
}
