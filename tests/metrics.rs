//! Metrics against scikit-learn, and the laws of resampling.

#![allow(clippy::unwrap_used)] // a failed step fails the test

use demarche::metrics::{
    Bootstrap, Confusion, Forecasts, ReliabilityBin, expected_calibration_error, holm, mcnemar,
};
use demarche::random::SplitMix64;
use serde_json::Value;

const NO_GROUPS: Option<&[&str]> = None;

fn fixture() -> Value {
    serde_json::from_str(include_str!("fixtures/scikit_learn_metrics.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}

fn labels(value: &Value) -> Vec<usize> {
    value.as_array().unwrap().iter().map(|v| v.as_u64().unwrap() as usize).collect()
}

fn assert_near(found: Option<f64>, expected: &Value, what: &str) {
    match (found, expected.as_f64()) {
        (Some(found), Some(expected)) => {
            assert!((found - expected).abs() < 1e-12, "{what}: {found} instead of {expected}");
        }
        (found, expected) => assert_eq!(found, expected, "{what}"),
    }
}

/// Compares a report with scikit-learn's, where undefined is 0.
fn assert_same_report(found: &Value, expected: &Value, what: &str) {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            assert!(found.keys().eq(expected.keys()), "{what}: {found:?}");
            for (key, value) in found {
                assert_same_report(value, &expected[key], &format!("{what}: {key}"));
            }
        }
        _ => assert_near(Some(found.as_f64().unwrap_or(0.0)), expected, what),
    }
}

#[test]
fn tables_and_reports_are_those_of_scikit_learn() {
    for case in fixture()["tables"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let n_labels = case["n_labels"].as_u64().unwrap() as usize;
        let confusion =
            Confusion::of(n_labels, &labels(&case["truth"]), &labels(&case["predicted"])).unwrap();
        let report = confusion.report(&["l0", "l1", "l2", "l3", "l4"]);
        assert_same_report(&serde_json::to_value(&report).unwrap(), &case["report"], name);
        let undefined_as_zero = report.to_string().replace("undefined", "     0.00");
        if let Some(text) = case["text"].as_str() {
            assert_eq!(undefined_as_zero, text, "{name}");
        }
        assert_near(confusion.balanced_accuracy(), &case["balanced_accuracy"], name);
        assert_near(confusion.kappa(), &case["kappa"], name);
        assert_near(confusion.matthews(), &case["matthews"], name);
    }
}

#[test]
fn forecasts_are_those_of_scikit_learn() {
    for case in fixture()["forecasts"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let n_labels = case["n_labels"].as_u64().unwrap() as usize;
        let (truth, probabilities) = (labels(&case["truth"]), numbers(&case["probabilities"]));
        let forecasts = Forecasts::new(&truth, &probabilities, n_labels).unwrap();
        assert_near(forecasts.log_loss(), &case["log_loss"], name);
        assert_near(forecasts.brier(), &case["brier"], name);
        for label in 0..n_labels {
            assert_near(forecasts.auroc(label), &case["auroc"][label], name);
            assert_near(forecasts.average_precision(label), &case["average_precision"][label], name);
        }
    }
}

#[test]
fn undefined_is_none() {
    let nothing = Confusion::new(2);
    assert_eq!(nothing.accuracy(), None);
    assert_eq!(nothing.macro_average().f1, None);
    assert_eq!(nothing.kappa(), None);
    assert_eq!(nothing.matthews(), None);
    assert!(nothing.report(&["a", "b"]).to_string().contains("accuracy"));
    let never_predicted = Confusion::of(2, &[0, 1], &[0, 0]).unwrap();
    assert_eq!(never_predicted.precision(1), None);
    assert_eq!(never_predicted.f1(1), Some(0.0));
    let empty = Forecasts::new(&[], &[], 2).unwrap();
    assert_eq!((empty.log_loss(), empty.brier(), empty.auroc(0)), (None, None, None));
    assert_eq!(expected_calibration_error(&empty.reliability()), None);
}

#[test]
fn a_label_that_the_model_lacks_is_an_error_with_probability_zero() {
    let probabilities = [0.5, 0.5, 1.0, 0.0];
    let forecasts = Forecasts::new(&[2, 0], &probabilities, 2).unwrap();
    let loss = forecasts.log_loss().unwrap();
    assert!((loss - 36.043_653_389_117_15 / 2.0).abs() < 1e-9);
    assert_eq!(forecasts.brier(), Some(0.75));
    assert_eq!(forecasts.auroc(2), Some(0.5));
}

#[test]
fn reliability_bins_hold_every_row_once() {
    let probabilities = [0.6, 0.4, 0.6, 0.4, 1.0, 0.0, 0.0, 1.0];
    let forecasts = Forecasts::new(&[0, 1, 0, 1], &probabilities, 2).unwrap();
    let bins = forecasts.reliability();
    let filled: Vec<&ReliabilityBin> = bins.iter().filter(|bin| bin.count > 0).collect();
    assert_eq!(bins.len(), 15);
    assert_eq!((filled[0].upper, filled[0].count, filled[0].accuracy), (0.6, 2, Some(0.5)));
    assert_eq!((filled[1].upper, filled[1].count, filled[1].confidence), (1.0, 2, Some(1.0)));
    assert!((expected_calibration_error(&bins).unwrap() - 0.05).abs() < 1e-12);
}

#[test]
fn merged_tables_are_the_table_of_all_rows() {
    let mut first = Confusion::of(3, &[0, 1], &[0, 2]).unwrap();
    first.merge(&Confusion::of(3, &[2, 1], &[2, 1]).unwrap());
    assert_eq!(first, Confusion::of(3, &[0, 1, 2, 1], &[0, 2, 2, 1]).unwrap());
    assert_eq!(first.count(1, 2), 1);
}

/// Values of `scipy.stats.binomtest(b, b + c).pvalue`, scipy 1.17.1; without rows that
/// differ, which scipy refuses, nothing speaks for a difference.
#[test]
fn the_exact_test_is_that_of_scipy() {
    for (b, c, expected) in
        [(0, 0, 1.0), (5, 0, 0.0625), (3, 12, 0.035_156_25), (40, 60, 0.056_887_933_640_980_784), (7, 7, 1.0)]
    {
        assert!((mcnemar(b, c) - expected).abs() < 1e-12, "{b} {c} {}", mcnemar(b, c));
        assert_eq!(mcnemar(b, c), mcnemar(c, b));
    }
}

/// Values of `statsmodels.stats.multitest.multipletests(p, method="holm")[1]`,
/// statsmodels 0.15.0.
#[test]
fn the_correction_is_that_of_statsmodels() {
    for (p_values, expected) in [
        (&[0.01, 0.04, 0.03, 0.005][..], &[0.03, 0.06, 0.06, 0.02][..]),
        (&[0.2, 0.001, 0.04, 0.04, 0.9], &[0.4, 0.005, 0.16, 0.16, 0.9]),
        (&[0.5], &[0.5]),
        (&[], &[]),
    ] {
        let adjusted = holm(p_values);
        assert_eq!(adjusted.len(), expected.len());
        for (found, expected) in adjusted.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{found} instead of {expected}");
        }
    }
}

/// Rows of three labels, of which a system with the given skill has some right.
fn outcome(n: usize, skill: usize, seed: u64) -> (Vec<usize>, Vec<usize>) {
    let (mut of_truth, mut of_system) = (SplitMix64::new(1), SplitMix64::new(seed));
    (0..n)
        .map(|_| {
            let truth = of_truth.below(3);
            (truth, if of_system.below(100) < skill { truth } else { of_system.below(3) })
        })
        .unzip()
}

#[test]
fn intervals_hold_the_estimate_and_are_as_wide_as_theory_says() {
    let (truth, predicted) = outcome(1000, 70, 2);
    let resampled = Bootstrap::default().intervals(3, &truth, &predicted, NO_GROUPS).unwrap();
    let accuracy = resampled.accuracy.unwrap();
    let theory = 2.0 * 1.96 * (accuracy.estimate * (1.0 - accuracy.estimate) / 1000.0).sqrt();
    assert!(accuracy.low < accuracy.estimate && accuracy.estimate < accuracy.high);
    assert!(((accuracy.high - accuracy.low) / theory - 1.0).abs() < 0.15);
    for interval in [resampled.macro_f1, resampled.kappa, resampled.matthews, resampled.f1[2]] {
        let interval = interval.unwrap();
        assert!(interval.low < interval.estimate && interval.estimate < interval.high);
    }
}

#[test]
fn rows_that_stand_together_widen_the_interval() {
    let (truth, predicted) = outcome(300, 70, 3);
    let ten_times = |labels: &[usize]| labels.iter().flat_map(|&l| [l; 10]).collect::<Vec<_>>();
    let groups: Vec<String> = (0..3000).map(|row| (row / 10).to_string()).collect();
    let (truth, predicted) = (ten_times(&truth), ten_times(&predicted));
    let bootstrap = Bootstrap::default();
    let width = |groups: Option<&[String]>| {
        let accuracy = bootstrap.intervals(3, &truth, &predicted, groups).unwrap().accuracy.unwrap();
        accuracy.high - accuracy.low
    };
    assert!(width(Some(&groups)) > 2.5 * width(None));
}

#[test]
fn samples_do_not_depend_on_threads() {
    let (truth, predicted) = outcome(200, 60, 4);
    let in_threads = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| Bootstrap::default().intervals(3, &truth, &predicted, NO_GROUPS).unwrap())
    };
    assert_eq!(in_threads(1), in_threads(2));
}

#[test]
fn a_better_system_is_told_from_an_equal_one() {
    let (truth, first) = outcome(500, 50, 5);
    let (_, better) = outcome(500, 80, 6);
    let bootstrap = Bootstrap::default();
    let differences = |second| bootstrap.differences(3, &truth, &first, second, NO_GROUPS).unwrap();
    let difference = differences(&better).macro_f1.unwrap();
    assert!(difference.interval.low > 0.0 && difference.p_value < 0.01);
    let same = differences(&first).macro_f1.unwrap();
    assert_eq!((same.interval.low, same.interval.high, same.p_value), (0.0, 0.0, 1.0));
}

#[test]
fn arguments_that_do_not_fit_are_refused() {
    let bootstrap = Bootstrap::default();
    assert!(Confusion::of(2, &[0, 1], &[0]).is_err());
    assert!(Confusion::of(2, &[0, 2], &[0, 1]).is_err());
    assert!(Forecasts::new(&[0], &[0.5], 2).is_err());
    assert!(Forecasts::new(&[0], &[f64::NAN, 0.5], 2).is_err());
    assert!(bootstrap.intervals(2, &[0, 1], &[0, 1], Some(&["a"])).is_err());
    assert!(Bootstrap { rounds: 0, ..bootstrap }.intervals(2, &[0], &[0], NO_GROUPS).is_err());
    assert_eq!(bootstrap.intervals(2, &[], &[], NO_GROUPS).unwrap().accuracy, None);
}
