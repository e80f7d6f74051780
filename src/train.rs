//! Labelled rows → a model.
//!
//! Features once for all rows; then α by grouped, stratified cross-validation
//! where several are given, out-of-fold scores for the calibration, and the
//! final fit. The same rows and options give the same model, to the byte, on
//! any number of threads.

use crate::abstention::{self, Threshold, UNREACHABLE};
use crate::calibration::Calibration;
use crate::dataset::Row;
use crate::error::Error;
use crate::features::stem::Stemmer;
use crate::features::vocabulary::{Corpus, Vocabulary};
use crate::features::{Family, TextSettings, View, features};
use crate::folds;
use crate::label::Labels;
use crate::lexicon::Lexicon;
use crate::metrics::Confusion;
use crate::model::{Facts, Model, extended};
use crate::params::{ClassWeight, Engine, LogisticParams};
use crate::solver::softmax::{argmax, softmax};
use crate::solver::{Convergence, FittedLogistic};
use linfa::{DatasetBase, ParamGuard, traits::Fit};
use ndarray::{Array1, Array2};
use rayon::prelude::*;

/// A candidate must gain this by the root of the rows judged, about half a standard
/// error of the difference of two models that agree on 95 rows of 100; less is chance.
const WORTHWHILE: f64 = 0.1;

/// What a user may choose about training.
#[derive(Debug, Clone)]
pub struct Options {
    /// How text becomes features.
    pub settings: TextSettings,
    /// Rows that a feature must be in.
    pub min_df: usize,
    /// Most features kept.
    pub max_features: Option<usize>,
    /// Strengths of the L2 penalty to choose from.
    pub alphas: Vec<f64>,
    /// Weights of the labels.
    pub class_weight: ClassWeight,
    /// The solver.
    pub engine: Engine,
    /// Most memory for the dense engine, in bytes.
    pub dense_limit: usize,
    /// Seed of folds and solver order.
    pub seed: u64,
    /// Folds of the cross-validation; below 2 there is none, and no calibration.
    pub folds: usize,
    /// The solver's tolerance, as [`LogisticParams::tolerance`].
    pub tolerance: f64,
    /// Precision that each label is to reach; below its threshold a decision is
    /// marked as abstained.
    pub target_precision: Option<f64>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            settings: TextSettings::default(),
            min_df: 1,
            max_features: None,
            alphas: vec![1.0],
            class_weight: ClassWeight::None,
            engine: Engine::Sparse,
            dense_limit: 1 << 30,
            seed: 0,
            folds: 5,
            tolerance: 1e-4,
            target_precision: None,
        }
    }
}

/// Out-of-fold results for one α.
#[derive(Debug, Clone)]
pub struct Trial {
    /// The penalty.
    pub alpha: f64,
    /// Truth against out-of-fold predictions.
    pub confusion: Confusion,
    /// Mean out-of-fold log loss, uncalibrated.
    pub log_loss: f64,
}

impl Trial {
    /// Macro-F1, 0 where it is not defined.
    pub fn macro_f1(&self) -> f64 {
        self.confusion.macro_average().f1.unwrap_or(0.0)
    }
}

/// What is to be best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Goal {
    /// The plain mean of the labels' F1.
    #[default]
    MacroF1,
    /// The share of right rows.
    Accuracy,
}

impl Goal {
    /// How good `trial` is, more being better.
    pub(crate) fn of(self, trial: &Trial) -> f64 {
        match self {
            Self::MacroF1 => trial.macro_f1(),
            Self::Accuracy => trial.confusion.accuracy().unwrap_or(0.0),
        }
    }

    /// Whether `new` is better than `old`: by as much as counts or, where they are
    /// as good as each other, by log loss, which the chance of the folds moves less.
    pub(crate) fn prefers(self, new: &Trial, old: &Trial) -> bool {
        let gain = self.of(new) - self.of(old);
        let counts = worthwhile(new);
        gain > counts || gain >= -counts && new.log_loss < old.log_loss
    }
}

/// The gain that is more than chance on as many rows as `trial` judged.
pub(crate) fn worthwhile(trial: &Trial) -> f64 {
    WORTHWHILE / (trial.confusion.total().max(1) as f64).sqrt()
}

/// A model and what is to be said of its making.
#[derive(Debug)]
pub struct Trained {
    /// The model.
    pub model: Model,
    /// How the final fit ended.
    pub convergence: Convergence,
    /// The α in use.
    pub alpha: f64,
    /// Cross-validated results, one for each α.
    pub trials: Vec<Trial>,
    /// Out-of-fold scores of the α in use (rows × labels, row-major), uncalibrated.
    pub held_out: Vec<f64>,
    /// What was found for [`Options::target_precision`], a label each; empty without it.
    pub thresholds: Vec<Threshold>,
}

/// The rows of a data set as features.
#[derive(Debug)]
pub struct Prepared {
    /// The labels.
    pub labels: Labels,
    /// The label of each row.
    pub targets: Vec<usize>,
    /// The group of each row; its own number where it has none.
    pub groups: Vec<String>,
    /// The features.
    pub corpus: Corpus,
    /// How they were read. Options for the same rows may have fewer families and
    /// a narrower n-gram range, other weights and another `idf`, no more.
    pub settings: TextSettings,
}

impl Prepared {
    /// The vocabulary of some rows under `options`, as if they had been read so.
    fn vocabulary(&self, rows: &[usize], options: &Options) -> (Vocabulary, Vec<Option<u32>>) {
        let settings = &options.settings;
        let (wide, map) = self.corpus.vocabulary(rows, options.min_df, options.max_features, settings);
        if settings.ngram_range == self.settings.ngram_range || !settings.has(Family::Ngram) {
            return (wide, map);
        }
        // No word of an n-gram has a space in it.
        let (low, high) = settings.ngram_range;
        let fits = |id: usize| {
            wide.families()[id] != Family::Ngram
                || (low..=high).contains(&(1 + wide.names().word(id).matches(' ').count()))
        };
        let mut new_of = vec![None; wide.len()];
        let mut kept = Vec::new();
        for (id, new) in new_of.iter_mut().enumerate().filter(|(id, _)| fits(*id)) {
            *new = Some(kept.len() as u32);
            kept.push(id);
        }
        let names = kept.iter().map(|id| wide.names().word(*id)).collect();
        let families = kept.iter().map(|id| wide.families()[*id]).collect();
        let weights = kept.iter().map(|id| wide.weights()[*id]).collect();
        let narrow = Vocabulary::from_parts(names, families, weights).unwrap_or_default();
        (narrow, map.into_iter().map(|id| new_of[id? as usize]).collect())
    }
}

/// Reads the rows' features, in parallel; the result does not depend on threads.
///
/// # Errors
/// Fewer than two labels, or faulty settings.
pub fn prepare(rows: &[Row], settings: &TextSettings) -> Result<Prepared, Error> {
    settings.check()?;
    let labels = Labels::of(rows.iter().map(|r| r.label.as_str()))?;
    let targets = rows.iter().map(|r| labels.id(&r.label).unwrap_or(0)).collect();
    let groups = rows
        .iter()
        .enumerate()
        .map(|(n, r)| if r.group.is_empty() { format!("\u{0}{n}") } else { r.group.clone() })
        .collect();
    let lexicon = extended(settings)?;
    let lexicon = lexicon.as_ref().unwrap_or_else(|| Lexicon::english());
    let language = settings.language.as_str();
    let parts: Vec<Corpus> = rows
        .par_chunks(256)
        .map(|chunk| {
            let stemmer = Stemmer::new(language)?;
            let mut corpus = Corpus::new();
            for row in chunk {
                let parsed = settings.parse_row(&row.text, lexicon);
                features(&View::of_row(&parsed, &row.speaker, lexicon), settings, &stemmer, &mut corpus);
                corpus.end_row();
            }
            Ok(corpus)
        })
        .collect::<Result<_, Error>>()?;
    let mut corpus = Corpus::new();
    for part in &parts {
        corpus.append(part);
    }
    Ok(Prepared { labels, targets, groups, corpus, settings: settings.clone() })
}

/// Trains on `rows`.
///
/// # Errors
/// Options out of range, fewer than two labels, too few groups for the folds.
pub fn train(rows: &[Row], options: &Options, facts: Facts) -> Result<Trained, Error> {
    let prepared = prepare(rows, &options.settings)?;
    fit(&prepared, options, facts)
}

/// Trains on prepared rows.
///
/// # Errors
/// As [`train`].
pub fn fit(prepared: &Prepared, options: &Options, mut facts: Facts) -> Result<Trained, Error> {
    let k = prepared.labels.len();
    let all: Vec<usize> = (0..prepared.targets.len()).collect();
    if options.alphas.is_empty() {
        return Err(Error::Parameter {
            name: "alpha",
            found: "none".into(),
            expected: "one or more numbers above 0",
        });
    }
    let mut alphas = options.alphas.clone();
    alphas.sort_by(|a, b| b.total_cmp(a));
    let mut trials = Vec::new();
    let mut held_out = Vec::new();
    let mut alpha = alphas[0];
    if options.folds >= 2 {
        let out = cross_validate(prepared, options, &alphas)?;
        // The highest macro-F1; of near equals the least log loss, then the strongest penalty.
        let mut best = 0;
        for (n, scores) in out.iter().enumerate() {
            trials.push(trial(alphas[n], scores, &prepared.targets, k));
            if Goal::MacroF1.prefers(&trials[n], &trials[best]) {
                best = n;
            }
        }
        alpha = alphas[best];
        held_out.clone_from(&out[best]);
    } else if alphas.len() > 1 {
        return Err(Error::Parameter {
            name: "cv",
            found: options.folds.to_string(),
            expected: "2 folds or more to choose among several alphas",
        });
    }
    let (vocabulary, map) = prepared.vocabulary(&all, options);
    if vocabulary.is_empty() {
        return Err(Error::Training(format!(
            "no feature is in {} rows or more; lower --min-df",
            options.min_df
        )));
    }
    let matrix = prepared.corpus.matrix(&all, &vocabulary, &map, &options.settings);
    let fitted = fit_rows(matrix, prepared.targets.clone(), &prepared.labels, options, &[alpha])?
        .pop()
        .ok_or_else(|| Error::Training("the solver gave nothing".into()))?;
    let calibration = calibrate(&held_out, prepared, options)?;
    let mut thresholds = Vec::new();
    if let Some(target) = options.target_precision {
        if held_out.is_empty() {
            return Err(Error::Parameter {
                name: "target-precision",
                found: "no folds".into(),
                expected: "2 folds or more, to find thresholds on rows that a model has not seen",
            });
        }
        thresholds =
            abstention::thresholds(&calibrated(&held_out, k, &calibration), &prepared.targets, k, target)?;
        facts.thresholds = thresholds.iter().map(|t| t.least.unwrap_or(UNREACHABLE)).collect();
    }
    facts.rows = all.len();
    facts.label_rows = (0..k).map(|l| prepared.targets.iter().filter(|t| **t == l).count()).collect();
    facts.trained_by = concat!("demarche ", env!("CARGO_PKG_VERSION")).to_owned();
    if let Some(best) = trials.iter().find(|t| t.alpha == alpha) {
        let round = |v: f64| (v * 1e6).round() / 1e6;
        facts.scores = vec![
            ("cross-validated accuracy".into(), round(best.confusion.accuracy().unwrap_or(0.0))),
            ("cross-validated macro-F1".into(), round(best.macro_f1())),
            ("cross-validated log loss".into(), round(best.log_loss)),
        ];
    }
    let convergence = fitted.convergence;
    let model = Model::new(
        prepared.labels.clone(),
        options.settings.clone(),
        vocabulary,
        fitted.weights.iter().map(|w| *w as f32).collect(),
        fitted.intercept,
        calibration,
        facts,
    )?;
    Ok(Trained { model, convergence, alpha, trials, held_out, thresholds })
}

/// Probabilities of rows of raw scores.
fn calibrated(scores: &[f64], k: usize, calibration: &Calibration) -> Vec<f64> {
    let mut out = scores.to_vec();
    for row in out.chunks_exact_mut(k) {
        calibration.apply(row);
        softmax(row);
    }
    out
}

fn calibrate(held_out: &[f64], prepared: &Prepared, options: &Options) -> Result<Calibration, Error> {
    if held_out.is_empty() {
        return Ok(Calibration::None);
    }
    let scores = Array2::from_shape_vec((prepared.targets.len(), prepared.labels.len()), held_out.to_vec())
        .map_err(|e| Error::Calibration(e.to_string()))?;
    Ok(Calibration::fit(&scores, &prepared.targets, Some(&prepared.groups), options.seed)?.calibration)
}

fn fit_rows(
    matrix: crate::rows::Rows,
    targets: Vec<usize>,
    labels: &Labels,
    options: &Options,
    alphas: &[f64],
) -> Result<Vec<FittedLogistic>, Error> {
    let params = LogisticParams::new()
        .alpha(alphas[0])
        .n_labels(labels.len())
        .label_names(labels.names())
        .class_weight(options.class_weight.clone())
        .engine(options.engine)
        .tolerance(options.tolerance)
        .dense_limit_bytes(options.dense_limit)
        .check()?;
    let dataset = DatasetBase::new(matrix, Array1::from(targets));
    match options.engine {
        Engine::Sparse => params.fit_path(&dataset, alphas),
        Engine::Linfa => alphas.iter().map(|a| params.with_alpha(*a)?.fit(&dataset)).collect(),
    }
}

/// Out-of-fold scores for every α (rows × labels, row-major): vocabulary, weights
/// and all else of a fold come from the other folds' rows alone.
///
/// # Errors
/// As [`train`].
pub fn cross_validate(
    prepared: &Prepared,
    options: &Options,
    alphas: &[f64],
) -> Result<Vec<Vec<f64>>, Error> {
    let k = prepared.labels.len();
    let n = prepared.targets.len();
    let fold_of = folds::assign(&prepared.targets, Some(&prepared.groups), options.folds, options.seed)?;
    let parts: Vec<(Vec<usize>, Vec<Vec<f64>>)> = (0..options.folds)
        .into_par_iter()
        .map(|fold| held_out_scores(prepared, options, alphas, &fold_of, fold))
        .collect::<Result<_, Error>>()?;
    let mut out = vec![vec![0.0; n * k]; alphas.len()];
    for (test, scores) in &parts {
        for (a, of_alpha) in scores.iter().enumerate() {
            for (i, row) in test.iter().enumerate() {
                out[a][row * k..(row + 1) * k].copy_from_slice(&of_alpha[i * k..(i + 1) * k]);
            }
        }
    }
    Ok(out)
}

/// The rows of one fold, and for every α their scores (rows × labels, row-major) by
/// a model that has seen the other folds alone.
///
/// # Errors
/// As [`train`].
pub(crate) fn held_out_scores(
    prepared: &Prepared,
    options: &Options,
    alphas: &[f64],
    fold_of: &[usize],
    fold: usize,
) -> Result<(Vec<usize>, Vec<Vec<f64>>), Error> {
    let (test, rest): (Vec<usize>, Vec<usize>) = (0..fold_of.len()).partition(|i| fold_of[*i] == fold);
    let (vocabulary, map) = prepared.vocabulary(&rest, options);
    let matrix = prepared.corpus.matrix(&rest, &vocabulary, &map, &options.settings);
    let targets = rest.iter().map(|i| prepared.targets[*i]).collect();
    let path = fit_rows(matrix, targets, &prepared.labels, options, alphas)?;
    let held = prepared.corpus.matrix(&test, &vocabulary, &map, &options.settings);
    let scores = path
        .iter()
        .map(|fitted| (0..test.len()).flat_map(|i| fitted.scores(held.row(i))).collect())
        .collect();
    Ok((test, scores))
}

/// Truth against raw scores (rows × labels, row-major).
pub(crate) fn trial(alpha: f64, scores: &[f64], targets: &[usize], k: usize) -> Trial {
    let mut confusion = Confusion::new(k);
    let mut loss = 0.0;
    for (row, &truth) in scores.chunks_exact(k).zip(targets) {
        confusion.add(truth, argmax(row));
        loss += crate::solver::softmax::log_sum_exp(row) - row[truth];
    }
    Trial { alpha, confusion, log_loss: loss / targets.len().max(1) as f64 }
}
