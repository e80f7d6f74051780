//! How well a label can be told from the speaker, or the length of the text, alone.
//!
//! The trainer of this crate on nothing but the words of the speaker column, or on
//! the number of words of the text, in grouped cross-validation. A data set that
//! gives such a model much more than the most frequent label invites every model
//! to learn who speaks instead of what is said.

use super::{Row, Trainable};
use crate::error::Error;
use crate::folds;
use crate::params::LogisticParams;
use crate::rows::Rows;
use crate::solver::softmax::argmax;
use crate::train::Options;
use linfa::{DatasetBase, ParamGuard, traits::Fit};
use ndarray::Array1;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;

/// Features of a row that say most are listed up to this number.
const TELLS: usize = 10;
/// Words of a text that one length feature covers.
const WORDS_A_STEP: usize = 3;
/// Texts with more steps than this count as one.
const STEPS: usize = 20;

/// What a model that sees one thing only reaches.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shortcut {
    /// What it sees: `speaker` or `length`.
    pub sees: &'static str,
    /// Rows that it was tried on.
    pub rows: usize,
    /// Its out-of-fold accuracy.
    pub accuracy: f64,
    /// The accuracy of always saying the most frequent label of the other folds.
    pub majority: f64,
    /// What gives labels away, most rows first.
    pub tells: Vec<Tell>,
}

impl Shortcut {
    /// How much more than the majority it reaches.
    pub fn gain(&self) -> f64 {
        self.accuracy - self.majority
    }
}

/// A feature that goes with a label more often than by chance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tell {
    /// The feature.
    pub feature: String,
    /// Rows that have it.
    pub rows: usize,
    /// The label that stands out among them.
    pub label: String,
    /// That label's share of these rows.
    pub share: f64,
    /// Its share of all rows.
    pub share_of_all: f64,
}

/// Both shortcuts; none where there are fewer labels than two or groups than folds,
/// and none for speakers where no row has one.
pub(super) fn shortcuts(rows: &[Row], data: &Trainable, options: &Options) -> Result<Vec<Shortcut>, Error> {
    let folds = options.folds.max(2);
    if data.labels.len() < 2 || data.n_groups < folds {
        return Ok(Vec::new());
    }
    let fold_of = folds::assign(&data.targets, Some(&data.groups), folds, options.seed)?;
    let mut shortcuts = Vec::new();
    if rows.iter().any(|r| !r.speaker.is_empty()) {
        shortcuts.push(shortcut(
            "speaker",
            &rows.iter().map(|r| speaker(&r.speaker)).collect::<Vec<_>>(),
            data,
            &fold_of,
            folds,
        )?);
    }
    shortcuts.push(shortcut(
        "length",
        &rows.iter().map(|r| length(&r.place.text)).collect::<Vec<_>>(),
        data,
        &fold_of,
        folds,
    )?);
    Ok(shortcuts)
}

/// The words of the speaker, their first, last and number, and whether there is one.
fn speaker(name: &str) -> Vec<String> {
    let words: Vec<String> = name
        .to_lowercase()
        .split_whitespace()
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
        .filter(|w| !w.is_empty())
        .collect();
    let mut features = match (words.first(), words.last()) {
        (Some(first), Some(last)) => {
            vec![format!("first={first}"), format!("last={last}"), format!("words={}", words.len().min(6))]
        }
        _ => vec!["no speaker".to_owned()],
    };
    if name.starts_with(char::is_lowercase) {
        features.push("begins in lower case".into());
    }
    features.extend(words);
    features.sort_unstable();
    features.dedup();
    features
}

fn length(text: &str) -> Vec<String> {
    let step = (text.split_whitespace().count() / WORDS_A_STEP).min(STEPS);
    let up_to = if step == STEPS { "more".to_owned() } else { ((step + 1) * WORDS_A_STEP - 1).to_string() };
    vec![format!("{} to {up_to} words", step * WORDS_A_STEP)]
}

fn shortcut(
    sees: &'static str,
    features: &[Vec<String>],
    data: &Trainable,
    fold_of: &[usize],
    folds: usize,
) -> Result<Shortcut, Error> {
    let k = data.labels.len();
    let n = features.len();
    let (names, rows) = matrix(features)?;
    let right: Vec<(usize, usize)> = (0..folds)
        .into_par_iter()
        .map(|fold| {
            let (test, rest): (Vec<usize>, Vec<usize>) = (0..n).partition(|i| fold_of[*i] == fold);
            let targets: Vec<usize> = rest.iter().map(|i| data.targets[*i]).collect();
            let mut counts = vec![0.0; k];
            for target in &targets {
                counts[*target] += 1.0;
            }
            let frequent = argmax(&counts);
            let params = LogisticParams::new().alpha(1.0).n_labels(k).label_names(&data.labels).check()?;
            let fitted = params.fit(&DatasetBase::new(rows.select(&rest), Array1::from(targets)))?;
            let hits =
                test.iter().filter(|i| argmax(&fitted.scores(rows.row(**i))) == data.targets[**i]).count();
            Ok((hits, test.iter().filter(|i| data.targets[**i] == frequent).count()))
        })
        .collect::<Result<_, Error>>()?;
    let share = |hits: usize| hits as f64 / n as f64;
    Ok(Shortcut {
        sees,
        rows: n,
        accuracy: share(right.iter().map(|r| r.0).sum()),
        majority: share(right.iter().map(|r| r.1).sum()),
        tells: tells(&names, &rows, data),
    })
}

fn matrix(features: &[Vec<String>]) -> Result<(Vec<String>, Rows), Error> {
    let mut names: Vec<&String> = features.iter().flatten().collect();
    names.sort_unstable();
    names.dedup();
    let ids: FxHashMap<&String, u32> = names.iter().enumerate().map(|(n, name)| (*name, n as u32)).collect();
    let mut rows = Rows::new(names.len());
    for row in features {
        let mut row: Vec<(u32, f32)> = row.iter().map(|name| (ids[name], 1.0)).collect();
        row.sort_unstable_by_key(|f| f.0);
        rows.push(&row)?;
    }
    Ok((names.into_iter().cloned().collect(), rows))
}

/// Features by how many rows more than by chance they share with a label.
fn tells(names: &[String], rows: &Rows, data: &Trainable) -> Vec<Tell> {
    let k = data.labels.len();
    let mut counts = vec![0_usize; names.len() * k];
    let mut all = vec![0_usize; k];
    for ((features, _), &target) in rows.iter().zip(&data.targets) {
        all[target] += 1;
        for feature in features {
            counts[*feature as usize * k + target] += 1;
        }
    }
    let share_of_all = |label: usize| all[label] as f64 / rows.len() as f64;
    let mut tells: Vec<(f64, Tell)> = counts
        .chunks_exact(k)
        .zip(names)
        .map(|(counts, name)| {
            let n: usize = counts.iter().sum();
            let excess: Vec<f64> = (0..k).map(|l| counts[l] as f64 - n as f64 * share_of_all(l)).collect();
            let label = argmax(&excess);
            let tell = Tell {
                feature: name.clone(),
                rows: n,
                label: data.labels[label].clone(),
                share: counts[label] as f64 / n as f64,
                share_of_all: share_of_all(label),
            };
            (excess[label], tell)
        })
        .collect();
    tells.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.feature.cmp(&b.1.feature)));
    tells.into_iter().take(TELLS).map(|t| t.1).collect()
}
