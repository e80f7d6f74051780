//! Calibration repairs what is wrong with scores and leaves alone what is right.

#![allow(clippy::unwrap_used)] // a failed step fails the test

use demarche::calibration::Calibration;
use demarche::metrics::{Forecasts, expected_calibration_error};
use demarche::random::SplitMix64;
use demarche::solver::softmax::softmax;
use ndarray::Array2;
use proptest::prelude::*;

const NO_GROUPS: Option<&[&str]> = None;

/// Labels drawn from the softmax of random scores, and the scores after `distort`.
fn drawn(n: usize, k: usize, seed: u64, distort: impl Fn(&mut [f64])) -> (Array2<f64>, Vec<usize>) {
    let mut generator = SplitMix64::new(seed);
    let mut uniform = || (generator.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
    let mut scores = Array2::zeros((n, k));
    let mut labels = Vec::new();
    for mut row in scores.rows_mut() {
        let mut values: Vec<f64> = (0..k).map(|_| 6.0 * uniform() - 3.0).collect();
        let mut probabilities = values.clone();
        softmax(&mut probabilities);
        let mut rest = uniform();
        let passed = |p: &f64| {
            rest -= p;
            rest <= 0.0
        };
        labels.push(probabilities.iter().position(passed).unwrap_or(k - 1));
        distort(&mut values);
        row.iter_mut().zip(values).for_each(|(to, from)| *to = from);
    }
    (scores, labels)
}

fn log_loss(calibration: &Calibration, scores: &Array2<f64>, labels: &[usize]) -> (f64, f64) {
    let mut probabilities = Vec::new();
    for row in scores.rows() {
        let mut row = row.to_vec();
        calibration.apply(&mut row);
        softmax(&mut row);
        probabilities.extend(row);
    }
    let forecasts = Forecasts::new(labels, &probabilities, scores.ncols()).unwrap();
    (forecasts.log_loss().unwrap(), expected_calibration_error(&forecasts.reliability()).unwrap())
}

/// Fits on one half of the data and returns the name of the map with the loss and the
/// calibration error on the other half, before and after.
fn improvement(distort: impl Fn(&mut [f64]) + Copy) -> (Calibration, (f64, f64), (f64, f64)) {
    let (scores, labels) = drawn(3000, 3, 1, distort);
    let (test_scores, test_labels) = drawn(3000, 3, 2, distort);
    let fitted = Calibration::fit(&scores, &labels, NO_GROUPS, 7).unwrap();
    assert_eq!(fitted, Calibration::fit(&scores, &labels, NO_GROUPS, 7).unwrap());
    let before = log_loss(&Calibration::None, &test_scores, &test_labels);
    let after = log_loss(&fitted.calibration, &test_scores, &test_labels);
    (fitted.calibration, before, after)
}

#[test]
fn right_scores_are_left_alone() {
    assert_eq!(improvement(|_| ()).0, Calibration::None);
}

#[test]
fn overconfident_scores_get_a_temperature() {
    let distort = |scores: &mut [f64]| scores.iter_mut().for_each(|score| *score *= 3.0);
    let (map, before, after) = improvement(distort);
    let Calibration::Temperature { scale } = map else { panic!("{map:?}") };
    assert!((scale - 1.0 / 3.0).abs() < 0.02, "{scale}");
    assert!(after.0 < before.0 && after.1 < 0.03 && before.1 > 0.1);
}

#[test]
fn scores_wrong_label_by_label_get_a_scale_and_shift_each() {
    let distort = |scores: &mut [f64]| {
        scores[0] = 2.0 * scores[0] + 1.0;
        scores[2] = 0.5 * scores[2] - 2.0;
    };
    let (map, before, after) = improvement(distort);
    let Calibration::Vector { scale, shift } = map else { panic!("{map:?}") };
    assert!((scale[0] / scale[1] - 0.5).abs() < 0.05 && (scale[2] / scale[1] - 2.0).abs() < 0.2);
    assert!(shift[2] > shift[0]);
    assert!(after.0 < before.0 && after.1 < 0.03);
}

#[test]
fn mixed_scores_get_a_matrix() {
    let distort = |scores: &mut [f64]| {
        let [a, b, c] = [scores[0], scores[1], scores[2]];
        scores.copy_from_slice(&[b - 0.5 * a, c + a, a]);
    };
    let (map, before, after) = improvement(distort);
    assert!(matches!(map, Calibration::Matrix { .. }), "{map:?}");
    assert!(after.0 < 0.7 * before.0 && after.1 < 0.03);
}

#[test]
fn few_rows_get_simple_maps_only() {
    let (scores, labels) = drawn(70, 3, 3, |scores| scores[0] *= 5.0);
    let fitted = Calibration::fit(&scores, &labels, NO_GROUPS, 1).unwrap();
    let names: Vec<&str> = fitted.held_out.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["none", "temperature", "vector"]);
    let one = Calibration::fit(&Array2::zeros((1, 2)), &[0], NO_GROUPS, 1).unwrap();
    assert_eq!(one.calibration, Calibration::None);
}

#[test]
fn scores_without_sense_are_refused() {
    let fit = |scores: &Array2<f64>, labels: &[usize]| Calibration::fit(scores, labels, NO_GROUPS, 0);
    assert!(fit(&Array2::zeros((2, 2)), &[0]).is_err());
    assert!(fit(&Array2::zeros((2, 2)), &[0, 2]).is_err());
    assert!(fit(&Array2::from_elem((2, 2), f64::NAN), &[0, 1]).is_err());
    assert!(!Calibration::Temperature { scale: f64::NAN }.is_valid_for(2));
    assert!(!Calibration::Vector { scale: vec![1.0], shift: vec![0.0, 0.0] }.is_valid_for(2));
}

#[test]
fn a_map_comes_back_from_json_as_it_was() {
    let (scores, labels) = drawn(500, 3, 4, |scores| scores[1] += 2.0);
    let map = Calibration::fit(&scores, &labels, NO_GROUPS, 1).unwrap().calibration;
    let json = serde_json::to_string(&map).unwrap();
    assert!(json.starts_with(r#"{"method":""#));
    assert_eq!(serde_json::from_str::<Calibration>(&json).unwrap(), map);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_map_chosen_is_never_worse_on_held_out_rows_than_none(
        n in 2_usize..150,
        k in 1_usize..5,
        seed in any::<u64>(),
        factor in 0.0_f64..20.0,
        shift in -20.0_f64..20.0,
    ) {
        let (scores, labels) = drawn(n, k, seed, |scores| {
            scores[0] = factor * scores[0] + shift;
        });
        let fitted = Calibration::fit(&scores, &labels, NO_GROUPS, seed).unwrap();
        prop_assert!(fitted.calibration.is_valid_for(k));
        let chosen = match fitted.calibration {
            Calibration::None => "none",
            Calibration::Temperature { .. } => "temperature",
            Calibration::Vector { .. } => "vector",
            Calibration::Matrix { .. } => "matrix",
        };
        let loss = |name| fitted.held_out.iter().find(|(n, _)| *n == name).unwrap().1;
        prop_assert!(loss(chosen) <= loss("none"));
        let mut mapped = scores.row(0).to_vec();
        fitted.calibration.apply(&mut mapped);
        prop_assert!(mapped.iter().all(|score| score.is_finite()));
    }
}
