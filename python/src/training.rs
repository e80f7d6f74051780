//! Labelled texts → a model; truth and predictions → figures; labels and groups → folds.

use crate::classifier::{Classifier, optional, rows};
use crate::errors::{raised, texts};
use crate::json;
use crate::work::{long, pool};
use demarche::dataset::Row;
use demarche::features::{Family, TextSettings};
use demarche::folds;
use demarche::label::Labels;
use demarche::metrics::Bootstrap;
use demarche::model::Facts;
use demarche::params::ClassWeight;
use demarche::report::{Evaluation, Outcomes, numbered};
use demarche::train::{Options, Trained, train};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use std::sync::Arc;

fn refuse(name: &str, found: impl std::fmt::Display, expected: &str) -> PyErr {
    PyValueError::new_err(format!("{name}: found {found}, expected {expected}"))
}

/// A parameter's value; of the wrong type, an error that names it.
fn get<'a, 'py, T: FromPyObject<'a, 'py>>(
    value: &'a Bound<'py, PyAny>,
    name: &str,
    expected: &str,
) -> PyResult<T> {
    value.extract::<T>().map_err(|_| {
        let found = value.repr().map_or_else(|_| "something else".into(), |r| r.to_string());
        PyTypeError::new_err(format!("{name}: found {found}, expected {expected}"))
    })
}

/// The options of `train` by their names.
fn options(params: Option<&Bound<PyDict>>) -> PyResult<(Options, Option<i64>)> {
    let mut options = Options { folds: 5, ..Options::default() };
    let mut settings = TextSettings::default();
    let (mut alphas, mut n_jobs) = (None, None);
    for (key, value) in params.into_iter().flatten() {
        let key: String = key.extract()?;
        let name = key.as_str();
        match name {
            "alpha" if value.is_none() => {}
            "alpha" => {
                alphas = Some(match value.extract::<f64>() {
                    Ok(alpha) => vec![alpha],
                    Err(_) => get::<Vec<f64>>(&value, name, "a number above 0, a list of them, or None")?,
                });
            }
            "cv" => options.folds = get(&value, name, "2 or more folds, or 0 for none")?,
            "seed" => options.seed = get(&value, name, "a whole number of 0 or more")?,
            "min_df" => options.min_df = get(&value, name, "a whole number of 0 or more")?,
            "max_features" => options.max_features = get(&value, name, "a whole number or None")?,
            "tolerance" => options.tolerance = get(&value, name, "a number between 0 and 1")?,
            "target_precision" => options.target_precision = get(&value, name, "a number or None")?,
            "class_weight" => options.class_weight = class_weight(&value)?,
            "ngram_range" => settings.ngram_range = get(&value, name, "two whole numbers, such as (1, 2)")?,
            "ngram_weight" => settings.ngram_weight = get(&value, name, "a number above 0")?,
            "mask_names" => settings.mask_names = get(&value, name, "True or False")?,
            "negation" => settings.negation = get(&value, name, "True or False")?,
            "idf" => settings.idf = get(&value, name, "True or False")?,
            "language" => settings.language = get(&value, name, "an ISO 639-1 code or 'none'")?,
            "lexicon" if value.is_none() => {}
            "lexicon" => settings.lexicon = get(&value, name, "the text of a lexicon table or None")?,
            "features" if value.is_none() => {}
            "features" => settings.families = families(&texts(&value, name)?)?,
            "n_jobs" => n_jobs = get(&value, name, "a whole number or None")?,
            _ => {
                return Err(PyTypeError::new_err(format!(
                    "{name}: no such parameter; there are alpha, class_weight, cv, features, idf, language, \
                     lexicon, mask_names, max_features, min_df, n_jobs, negation, ngram_range, \
                     ngram_weight, seed, target_precision, tolerance"
                )));
            }
        }
    }
    if options.folds == 1 {
        return Err(refuse("cv", 1, "2 or more folds, or 0 for none"));
    }
    // The command's own choice of penalties.
    options.alphas = match alphas {
        Some(alphas) => alphas,
        None if options.folds < 2 => vec![1.0],
        None => vec![1.0, 0.3, 0.1, 0.03],
    };
    if let Some(alpha) = options.alphas.iter().find(|a| !(a.is_finite() && **a > 0.0)) {
        return Err(refuse("alpha", alpha, "numbers above 0"));
    }
    settings.check().map_err(raised)?;
    options.settings = settings;
    Ok((options, n_jobs))
}

fn class_weight(value: &Bound<PyAny>) -> PyResult<ClassWeight> {
    if value.is_none() {
        return Ok(ClassWeight::None);
    }
    if let Ok(dict) = value.cast::<PyDict>() {
        let mut factors = Vec::new();
        for (label, factor) in dict {
            factors.push((label.str()?.to_string(), get(&factor, "class_weight", "numbers by label")?));
        }
        return Ok(ClassWeight::PerLabel(factors));
    }
    match value.extract::<String>().as_deref() {
        Ok("balanced") => Ok(ClassWeight::Balanced),
        Ok("none") => Ok(ClassWeight::None),
        _ => Err(refuse("class_weight", value.repr()?, "'balanced', None, or a dict of numbers by label")),
    }
}

fn families(names: &[String]) -> PyResult<Vec<Family>> {
    for name in names {
        if !Family::ALL.iter().any(|family| family.name() == name) {
            return Err(refuse(
                "features",
                format!("{name:?}"),
                "some of ngram, act, object, bag, form, source",
            ));
        }
    }
    Ok(Family::ALL.into_iter().filter(|family| names.iter().any(|n| n == family.name())).collect())
}

/// Trains; gives the model and what is to be said of its making.
#[pyfunction]
#[pyo3(signature = (texts, labels, speakers = None, groups = None, params = None))]
pub fn fit<'py>(
    py: Python<'py>,
    texts: &Bound<'py, PyAny>,
    labels: &Bound<'py, PyAny>,
    speakers: Option<&Bound<'py, PyAny>>,
    groups: Option<&Bound<'py, PyAny>>,
    params: Option<&Bound<'py, PyDict>>,
) -> PyResult<(Classifier, Bound<'py, PyDict>)> {
    let (options, n_jobs) = options(params)?;
    let (texts, speakers) = rows(texts, speakers)?;
    let labels = crate::errors::texts(labels, "labels")?;
    if labels.len() != texts.len() {
        return Err(refuse("labels", labels.len(), &format!("{}, one for each text", texts.len())));
    }
    let groups = match groups {
        None => vec![String::new(); texts.len()],
        Some(groups) => optional(&strings(groups, "groups")?, "groups", texts.len())?,
    };
    if let Some(n) = labels.iter().position(|label| label.trim().is_empty()) {
        return Err(refuse(&format!("labels[{n}]"), "an empty label", "a name"));
    }
    let rows: Vec<Row> = texts
        .into_iter()
        .zip(labels)
        .zip(speakers.into_iter().zip(groups))
        .enumerate()
        .map(|(n, ((text, label), (speaker, group)))| Row {
            id: n.to_string(),
            text,
            label,
            speaker,
            group,
            line: n as u64,
            fields: Vec::new(),
        })
        .collect();
    let trained: Trained =
        long(py, pool(n_jobs)?, move || train(&rows, &options, Facts::default()))?.map_err(raised)?;
    let report = PyDict::new(py);
    report.set_item("alpha", trained.alpha)?;
    report.set_item("converged", trained.convergence.converged)?;
    let trials = PyList::empty(py);
    for trial in &trained.trials {
        let one = PyDict::new(py);
        one.set_item("alpha", trial.alpha)?;
        one.set_item("macro_f1", trial.macro_f1())?;
        one.set_item("accuracy", trial.confusion.accuracy())?;
        one.set_item("log_loss", trial.log_loss)?;
        trials.append(one)?;
    }
    report.set_item("trials", trials)?;
    Ok((Classifier { model: Arc::new(trained.model) }, report))
}

/// An iterable of anything as strings, since groups are often numbers.
fn strings<'py>(values: &Bound<'py, PyAny>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    let out = PyList::empty(values.py());
    for value in crate::errors::iterate(values, name)? {
        let value = value?;
        if crate::frame::missing(&value) { out.append(value)? } else { out.append(value.str()?)? }
    }
    Ok(out.into_any())
}

/// Group names with one of its own for each row that has none.
fn alone(groups: Vec<String>) -> Vec<String> {
    let named = |(n, group): (usize, String)| if group.is_empty() { format!("\u{0}{n}") } else { group };
    groups.into_iter().enumerate().map(named).collect()
}

/// The fold of each row, as the command deals them out.
#[pyfunction]
#[pyo3(signature = (labels, groups = None, k = 5, seed = 0))]
pub fn assign_folds(
    labels: &Bound<PyAny>,
    groups: Option<&Bound<PyAny>>,
    k: usize,
    seed: u64,
) -> PyResult<Vec<usize>> {
    let labels = texts(&strings(labels, "labels")?, "labels")?;
    let names = Labels::of(labels.iter().map(String::as_str)).map_err(raised)?;
    let truth: Vec<usize> = labels.iter().map(|label| names.id(label).unwrap_or_default()).collect();
    let groups = match groups {
        None => vec![String::new(); labels.len()],
        Some(groups) => optional(&strings(groups, "groups")?, "groups", labels.len())?,
    };
    let groups = alone(groups);
    folds::assign(&truth, Some(&groups), k, seed).map_err(raised)
}

/// The figures of some predictions.
#[pyfunction]
#[pyo3(signature = (y_true, y_pred, probabilities = None, labels = None, groups = None, rounds = 1000, seed = 0))]
#[allow(clippy::too_many_arguments)]
pub fn measure<'py>(
    py: Python<'py>,
    y_true: &Bound<'py, PyAny>,
    y_pred: &Bound<'py, PyAny>,
    probabilities: Option<Vec<f64>>,
    labels: Option<Vec<String>>,
    groups: Option<&Bound<'py, PyAny>>,
    rounds: usize,
    seed: u64,
) -> PyResult<Bound<'py, PyAny>> {
    let truth = texts(&strings(y_true, "y_true")?, "y_true")?;
    let predicted = texts(&strings(y_pred, "y_pred")?, "y_pred")?;
    if truth.len() != predicted.len() {
        return Err(refuse("y_pred", predicted.len(), &format!("{}, as many as y_true", truth.len())));
    }
    let given = labels.unwrap_or_default();
    let mut names: Vec<String> = truth.iter().chain(&predicted).chain(&given).cloned().collect();
    names.sort_unstable();
    names.dedup();
    let id = |name: &String| names.binary_search(name).unwrap_or_default();
    let probabilities = match probabilities {
        None => Vec::new(),
        Some(_) if given.is_empty() => {
            return Err(refuse("labels", "None", "the label of each column of y_proba"));
        }
        Some(values) if values.len() != truth.len() * given.len() => {
            let expected = format!("{} rows of {}", truth.len(), given.len());
            return Err(refuse("y_proba", format!("{} numbers", values.len()), &expected));
        }
        Some(values) => {
            let mut out = vec![0.0; truth.len() * names.len()];
            for (n, row) in values.chunks_exact(given.len()).enumerate() {
                for (label, p) in given.iter().zip(row) {
                    out[n * names.len() + id(label)] = *p;
                }
            }
            out
        }
    };
    let groups = groups
        .map(|groups| optional(&strings(groups, "groups")?, "groups", truth.len()))
        .transpose()?
        .filter(|groups| groups.iter().any(|g| !g.is_empty()))
        .map(|groups| numbered(alone(groups).iter().map(String::as_str)));
    let outcomes = Outcomes {
        truth: truth.iter().map(id).collect(),
        predicted: predicted.iter().map(id).collect(),
        labels: names.clone(),
        probabilities,
        groups,
        ..Outcomes::default()
    };
    let bootstrap = Bootstrap { rounds, seed, ..Bootstrap::default() };
    let evaluation =
        long(py, pool(None)?, move || Evaluation::new(&outcomes, &bootstrap))?.map_err(raised)?;
    json::python(py, &evaluation)
}
