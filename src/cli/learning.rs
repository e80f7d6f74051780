//! `evaluate --learning-curve`: folds of labelled rows in, what models reach that are
//! trained on shares of them out.

use super::evaluate::Split;
use super::tables;
use super::terminal::Terminal;
use demarche::dataset::Row;
use demarche::error::Error;
use demarche::metrics::Confusion;
use demarche::model::Facts;
use demarche::random::SplitMix64;
use demarche::report::{Learned, mean_and_spread};
use demarche::train::{Options, train};
use rayon::prelude::*;

/// Shares of the training rows of a fold, but the whole.
const SHARES: [f64; 5] = [0.1, 0.2, 0.4, 0.6, 0.8];

/// Accuracy and macro-averaged F1 of a model on the rows of a fold; nothing where there
/// was too little to train on.
type Scores = (Option<f64>, Option<f64>);

/// The curve; `whole` holds the scores of each fold's model of all its rows.
///
/// # Errors
/// Never for rows that models of whole folds were made of.
pub fn curve(
    rows: &[Row],
    split: &Split,
    options: &Options,
    whole: &[Scores],
    terminal: &Terminal,
) -> Result<Vec<Learned>, Error> {
    let groups = tables::groups(rows);
    let orders: Vec<Vec<usize>> =
        (0..split.k).map(|fold| shuffled(split, &groups, fold, options.seed)).collect();
    let mut out = Vec::new();
    for share in SHARES {
        terminal.working(|| format!("training {} models on {:.0} % of their rows", split.k, share * 100.0));
        let parts: Vec<&[usize]> = orders.iter().map(|order| part(order, &groups, share)).collect();
        let scores: Vec<Scores> = parts
            .par_iter()
            .enumerate()
            .map(|(fold, part)| score(rows, part, &split.held_out(fold), options))
            .collect::<Result<_, Error>>()?;
        out.push(learned(share, &parts.iter().map(|p| p.len()).collect::<Vec<_>>(), &scores));
    }
    let sizes: Vec<usize> = orders.iter().map(Vec::len).collect();
    out.push(learned(1.0, &sizes, whole));
    Ok(out)
}

fn learned(share: f64, rows: &[usize], scores: &[Scores]) -> Learned {
    Learned {
        share,
        rows: rows.iter().sum::<usize>() as f64 / rows.len().max(1) as f64,
        folds: scores.iter().filter(|(accuracy, _)| accuracy.is_some()).count(),
        accuracy: mean_and_spread(scores.iter().map(|s| s.0)),
        macro_f1: mean_and_spread(scores.iter().map(|s| s.1)),
    }
}

/// The training rows of a fold, whole groups of them in an order drawn by the seed, so
/// that each share holds the smaller ones.
fn shuffled(split: &Split, groups: &[String], fold: usize, seed: u64) -> Vec<usize> {
    let rest: Vec<usize> = (0..groups.len()).filter(|n| split.fold_of[*n] != fold).collect();
    let mut names: Vec<&str> = rest.iter().map(|n| groups[*n].as_str()).collect();
    names.sort_unstable();
    names.dedup();
    SplitMix64::stream(seed, fold as u64).shuffle(&mut names);
    let place: std::collections::BTreeMap<&str, usize> =
        names.into_iter().enumerate().map(|(at, name)| (name, at)).collect();
    let mut order = rest;
    order.sort_by_key(|n| (place[groups[*n].as_str()], *n));
    order
}

/// The first groups of `order`, until a share of the rows is reached.
fn part<'a>(order: &'a [usize], groups: &[String], share: f64) -> &'a [usize] {
    let wanted = (share * order.len() as f64).ceil() as usize;
    let whole = |n: usize| n == order.len() || n == 0 || groups[order[n]] != groups[order[n - 1]];
    let end = (wanted.min(order.len())..=order.len()).find(|n| whole(*n)).unwrap_or(order.len());
    &order[..end]
}

fn score(rows: &[Row], part: &[usize], held_out: &[usize], options: &Options) -> Result<Scores, Error> {
    let some: Vec<Row> = part.iter().map(|n| rows[*n].clone()).collect();
    // What is too little for folds or has one label alone is no error of the user's.
    let Ok(trained) = train(&some, options, Facts::default()) else { return Ok((None, None)) };
    let model = trained.model;
    let k = model.labels.len();
    let mut names: Vec<&str> = held_out.iter().map(|n| rows[*n].label.as_str()).collect();
    names.retain(|name| model.labels.id(name).is_none());
    names.sort_unstable();
    names.dedup();
    let truth: Vec<usize> = held_out
        .iter()
        .map(|n| rows[*n].label.as_str())
        .map(|name| model.labels.id(name).unwrap_or_else(|| k + names.partition_point(|other| *other < name)))
        .collect();
    let predicted: Vec<usize> =
        held_out.iter().map(|n| model.predict_text(&rows[*n].text, &rows[*n].speaker).label).collect();
    let confusion = Confusion::of(k + names.len(), &truth, &predicted)?;
    Ok((confusion.accuracy(), confusion.macro_average().f1))
}
