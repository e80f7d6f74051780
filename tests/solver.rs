//! The sparse solver against the linfa engine, against itself, and at the edges.

#![allow(clippy::unwrap_used)] // a failed step fails the test

use demarche::params::{ClassWeight, Engine, LogisticParams};
use demarche::random::SplitMix64;
use demarche::rows::Rows;
use demarche::solver::FittedLogistic;
use linfa::traits::{Fit, Predict, PredictInplace};
use linfa::{DatasetBase, ParamGuard};
use ndarray::{Array1, Array2};
use proptest::prelude::*;

type Data = DatasetBase<Rows, Array1<usize>>;

/// Sparse rows with a noisy linear rule behind `k` labels; some rows are empty.
fn data(n: usize, d: usize, k: usize, seed: u64) -> Data {
    let mut generator = SplitMix64::new(seed);
    let mut rows = Rows::new(d);
    let mut labels = Vec::new();
    for _ in 0..n {
        let mut features: Vec<u32> =
            (0..generator.below(8)).map(|_| generator.below(d).min(generator.below(d)) as u32).collect();
        features.sort_unstable();
        features.dedup();
        let noise = generator.below(4) == 0;
        let rule = features.iter().map(|&f| f as usize % k).max().unwrap_or(0);
        labels.push(if noise { generator.below(k) } else { rule });
        let scale = 1.0 / (features.len() as f32).sqrt();
        let row: Vec<(u32, f32)> = features.into_iter().map(|f| (f, scale)).collect();
        rows.push(&row).unwrap();
    }
    DatasetBase::new(rows, labels.into())
}

fn fit(params: LogisticParams, data: &Data) -> FittedLogistic {
    params.check().unwrap().fit(data).unwrap()
}

fn tight() -> LogisticParams {
    LogisticParams::new().tolerance(1e-10)
}

fn largest_difference(a: &FittedLogistic, b: &FittedLogistic) -> f64 {
    let pairs = a.weights.iter().chain(&a.intercept).zip(b.weights.iter().chain(&b.intercept));
    pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

#[test]
fn both_engines_find_the_same_optimum() {
    for (k, alpha) in [(2, 1.0), (3, 0.1), (5, 10.0)] {
        let data = data(300, 40, k, k as u64);
        let sparse = fit(tight().alpha(alpha), &data);
        let linfa = fit(tight().alpha(alpha).max_iterations(500).engine(Engine::Linfa), &data);
        assert!(sparse.convergence.converged && sparse.convergence.relative_gradient <= 1e-10);
        assert!(largest_difference(&sparse, &linfa) < 1e-4, "{:?}", linfa.convergence);
        assert!(sparse.convergence.objective <= linfa.convergence.objective * (1.0 + 1e-12));
        assert!(linfa.convergence.objective - sparse.convergence.objective <= 1e-6);
    }
}

#[test]
fn training_gives_the_same_bits_each_time_and_for_any_number_of_threads() {
    let data = data(300, 40, 3, 1);
    let in_threads = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| fit(LogisticParams::new(), &data))
    };
    let first = in_threads(1);
    for again in [in_threads(1), in_threads(2)] {
        let bits = |f: &FittedLogistic| f.weights.iter().map(|w| w.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&again), bits(&first));
        assert_eq!(again, first);
    }
}

/// What this fit gives on any platform, to the last bit.
#[test]
fn training_gives_the_recorded_bits() {
    let fitted = fit(LogisticParams::new(), &data(200, 30, 3, 2));
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for value in fitted.weights.iter().chain(&fitted.intercept) {
        hash = (hash ^ value.to_bits()).wrapping_mul(0x0100_0000_01b3);
    }
    assert_eq!(hash, 0xfd0f_96bf_513d_ab0f, "{hash:#x}");
}

#[test]
fn a_weight_counts_like_as_many_rows() {
    let plain = data(120, 20, 3, 4);
    let of_label = [1, 2, 3];
    let repeated: Vec<usize> =
        (0..120).flat_map(|i| std::iter::repeat_n(i, of_label[plain.targets[i]])).collect();
    let targets: Array1<usize> = repeated.iter().map(|&i| plain.targets[i]).collect();
    let replicated = fit(tight(), &DatasetBase::new(plain.records.select(&repeated), targets));

    let names = ["a", "b", "c"];
    let factors = vec![("b".to_owned(), 2.0), ("c".to_owned(), 3.0)];
    let class_weighted =
        fit(tight().label_names(&names).class_weight(ClassWeight::PerLabel(factors)), &plain);
    let row_weights: Array1<f32> = plain.targets.iter().map(|&label| of_label[label] as f32).collect();
    let row_weighted = fit(tight(), &plain.clone().with_weights(row_weights));
    assert!(largest_difference(&class_weighted, &replicated) < 1e-8);
    assert!(largest_difference(&row_weighted, &replicated) < 1e-8);
}

#[test]
fn rows_of_weight_zero_are_as_if_they_were_not_there() {
    let all = data(120, 20, 3, 5);
    let kept: Vec<usize> = (0..80).collect();
    let targets: Array1<usize> = kept.iter().map(|&i| all.targets[i]).collect();
    let some = DatasetBase::new(all.records.select(&kept), targets);
    let weights: Array1<f32> = (0..120).map(|i| if i < 80 { 1.0 } else { 0.0 }).collect();
    assert_eq!(fit(LogisticParams::new(), &all.with_weights(weights)), fit(LogisticParams::new(), &some));
}

#[test]
fn every_size_of_alpha_converges() {
    let data = data(150, 40, 3, 6);
    for alpha in [1e-6, 1e-4, 1e-2, 1.0, 1e2, 1e4] {
        let fitted = fit(LogisticParams::new().alpha(alpha).tolerance(1e-6), &data);
        assert!(fitted.convergence.converged, "alpha {alpha}: {:?}", fitted.convergence);
        assert!(fitted.weights.iter().all(|weight| weight.is_finite()));
    }
}

#[test]
fn separable_rows_converge_at_tiny_alpha() {
    let mut rows = Rows::new(3);
    for feature in [0, 1, 2, 0, 1, 2] {
        rows.push(&[(feature, 1.0)]).unwrap();
    }
    let data = DatasetBase::new(rows, Array1::from(vec![0, 1, 2, 0, 1, 2]));
    let fitted = fit(LogisticParams::new().alpha(1e-6), &data);
    assert!(fitted.convergence.converged, "{:?}", fitted.convergence);
    assert_eq!(fitted.predict(&data), data.targets);
}

#[test]
fn an_absent_label_is_improbable_and_finite() {
    let data = data(100, 20, 3, 7);
    let fitted = fit(LogisticParams::new().n_labels(5), &data);
    let three = fit(LogisticParams::new(), &data);
    assert_eq!(fitted.predict(&data), three.predict(&data));
    let probabilities = fitted.probabilities(data.records.row(0));
    assert!(probabilities[3] == probabilities[4] && probabilities[3] > 0.0 && probabilities[3] < 0.02);
    assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn one_label_one_row_and_empty_rows_are_fine() {
    let mut rows = Rows::new(2);
    rows.push(&[]).unwrap();
    let one = DatasetBase::new(rows.clone(), Array1::from(vec![0]));
    assert_eq!(fit(LogisticParams::new(), &one).probabilities((&[0], &[1.0])), [1.0]);
    rows.push(&[(1, 1.0)]).unwrap();
    let two = DatasetBase::new(rows, Array1::from(vec![0, 1]));
    let fitted = fit(LogisticParams::new(), &two);
    assert!(fitted.convergence.converged);
    assert_eq!(fitted.predict(&two), two.targets);
}

#[test]
fn data_that_do_not_fit_together_are_refused() {
    let data = data(10, 5, 2, 8);
    let params = LogisticParams::new().check().unwrap();
    let error = |data: &Data| params.fit(data).unwrap_err().to_string();
    let short = DatasetBase::new(data.records.clone(), Array1::from(vec![0]));
    assert_eq!(error(&short), "number of labels: found 1, expected the number of rows");
    let none = DatasetBase::new(Rows::new(5), Array1::from(vec![]));
    assert_eq!(error(&none), "cannot train: no row has a positive weight");
    let negative = data.clone().with_weights(Array1::from_elem(10, -1.0));
    assert_eq!(error(&negative), "row weight: found -1, expected zero or positive");
    let mut initial = params.fit(&data).unwrap();
    initial.weights[0] = f64::NAN;
    assert!(params.fit_from(&data, &initial).is_err());
    let linfa = LogisticParams::new().engine(Engine::Linfa).dense_limit_bytes(399).check().unwrap();
    assert!(linfa.fit(&data).unwrap_err().to_string().contains("400 bytes when dense"));
}

#[test]
fn a_path_and_a_warm_start_end_where_a_cold_start_ends() {
    let data = data(200, 30, 3, 10);
    let params = tight().check().unwrap();
    let path = params.fit_path(&data, &[10.0, 1.0, 0.1]).unwrap();
    for (fitted, alpha) in path.iter().zip([10.0, 1.0, 0.1]) {
        assert!(largest_difference(fitted, &fit(tight().alpha(alpha), &data)) < 1e-7);
    }
    let again = params.fit_from(&data, &path[1]).unwrap();
    assert_eq!(again.convergence.newton_iterations, 0);
    assert!(largest_difference(&again, &path[1]) < 1e-12);
}

#[test]
fn the_export_to_linfa_keeps_every_parameter() {
    let data = data(100, 20, 3, 11);
    let fitted = fit(LogisticParams::new(), &data);
    let exported = fitted.to_linfa().unwrap();
    assert_eq!(exported.params().iter().copied().collect::<Vec<_>>(), fitted.weights);
    assert_eq!(exported.intercept().to_vec(), fitted.intercept);
    let dense: Array2<f64> = data.records.to_dense();
    assert_eq!(exported.predict(&dense), fitted.predict(&data));
    let mut ours = fitted.default_target(&data.records);
    fitted.predict_inplace(&data.records, &mut ours);
    assert_eq!(exported.predict(dense).targets, ours);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_rows_at_any_alpha_give_a_converged_finite_model(
        n in 1_usize..60,
        d in 1_usize..30,
        k in 1_usize..6,
        seed in any::<u64>(),
        exponent in -6_i32..5,
    ) {
        let fitted = fit(LogisticParams::new().alpha(10_f64.powi(exponent)), &data(n, d, k, seed));
        prop_assert!(fitted.convergence.converged, "{:?}", fitted.convergence);
        prop_assert!(fitted.weights.iter().chain(&fitted.intercept).all(|w| w.is_finite()));
    }
}
