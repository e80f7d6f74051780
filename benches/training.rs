//! How many rows a second does training take, in reading features and in
//! fitting weights?
//!
//! The rows are those of `datasets/claims-en.csv`. Features are read on all
//! cores; a fit runs in one thread, and one fit is timed, without the folds of a
//! cross-validation, which each cost about one fit more for every α.

#![allow(clippy::expect_used)] // a benchmark without its input has nothing to say

use demarche::dataset::{self, Columns, Row};
use demarche::features::TextSettings;
use demarche::model::Facts;
use demarche::train::{Options, fit, prepare};
use divan::{Bencher, counter::ItemsCount};

fn main() {
    divan::main();
}

/// The labelled rows of the repository.
fn rows() -> Vec<Row> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/claims-en.csv");
    let text = std::fs::read_to_string(path).expect("the table can be read");
    dataset::read(&text, path, &Columns::default(), true).expect("the table is sound").rows
}

/// Labelled texts to named features.
#[divan::bench(sample_count = 10)]
fn a_features(bencher: Bencher) {
    let rows = rows();
    let settings = TextSettings::default();
    bencher
        .counter(ItemsCount::new(rows.len()))
        .bench_local(|| prepare(&rows, &settings).expect("the rows have features"));
}

/// Features to a model: vocabulary, matrix, weights.
#[divan::bench(args = [10.0, 1.0, 0.1], sample_count = 10)]
fn b_fit(bencher: Bencher, alpha: f64) {
    let options = Options { alphas: vec![alpha], folds: 0, min_df: 2, ..Options::default() };
    let prepared = prepare(&rows(), &options.settings).expect("the rows have features");
    bencher
        .counter(ItemsCount::new(prepared.targets.len()))
        .bench_local(|| fit(&prepared, &options, Facts::default()).expect("the rows can be trained on"));
}
