//! Two systems' outcomes on the same rows in, the chance of such a difference out.

use std::f64::consts::LN_2;

/// `McNemar`'s exact test: the two-sided probability of a split at least as uneven of
/// the rows that just one system has right, if either were as likely to have them.
///
/// `only_first` and `only_second` are the rows that only that system has right.
pub fn mcnemar(only_first: u64, only_second: u64) -> f64 {
    let n = (only_first + only_second) as f64;
    let fewer = only_first.min(only_second);
    let ln_choose = |i: f64| libm::lgamma(n + 1.0) - libm::lgamma(i + 1.0) - libm::lgamma(n - i + 1.0);
    let tail: f64 = (0..=fewer).map(|i| libm::exp(ln_choose(i as f64) - n * LN_2)).sum();
    (2.0 * tail).min(1.0)
}

/// Holm's correction (1979): the p-values adjusted for being several, in their order.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut adjusted = vec![0.0; p_values.len()];
    let mut largest = 0.0_f64;
    for (rank, &i) in order.iter().enumerate() {
        largest = largest.max(p_values[i] * (p_values.len() - rank) as f64).min(1.0);
        adjusted[i] = largest;
    }
    adjusted
}
