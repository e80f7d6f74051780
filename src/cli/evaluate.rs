//! `demarche evaluate`: labelled tables in, a report on a model out.

use super::args::{Evaluate, ReportFormat};
use super::tables::{self, Labelled};
use super::terminal::Terminal;
use super::write::claims_csv;
use super::write::evaluation::{Evaluation, Named};
use super::write::layout::Paint;
use super::write::{self, Output};
use super::{Status, train};
use demarche::article::Article;
use demarche::classify::{self, classify_row};
use demarche::dataset::Row;
use demarche::error::Error;
use demarche::folds;
use demarche::model::{Facts, Model, Prediction};
use demarche::train::{Options, train as fit};
use rayon::prelude::*;

/// Features of evidence in the table of errors.
const EVIDENCE: usize = 8;

/// Runs the command.
///
/// # Errors
/// Where the tables or the model cannot be read, or the report not be written.
pub fn run(args: &Evaluate, terminal: &Terminal) -> Result<Status, Error> {
    super::threads(args.making.jobs)?;
    let mut output = Output::open(args.output.as_deref())?;
    let data = tables::read(&args.tables)?;
    let judges = match args.cv {
        None => one_model(args)?,
        Some(k) => cross_validated(args, k, &data, terminal)?,
    };
    let labels = labels(&judges, &data.rows);
    said(args, &labels, &data, terminal)?;
    let predictions: Vec<Prediction> = data
        .rows
        .par_iter()
        .enumerate()
        .map(|(n, row)| judges.of(n).predict_text(&row.text, &row.speaker))
        .collect();
    let evaluation = Evaluation::new(&data, &labels, &judges, &predictions)?;
    let text = match args.format {
        ReportFormat::Text => evaluation.text(Paint(args.output.is_none() && terminal.styled())),
        ReportFormat::Json => evaluation.json()?,
    };
    output.put(text.as_bytes())?;
    output.finish()?;
    if let Some(path) = &args.errors {
        write::file(path, &wrong(&data, &judges, &predictions)?)?;
    }
    evaluation.missed(&args.fail_under).map(|missed| {
        for line in &missed {
            terminal.note(line);
        }
        if missed.is_empty() { Status::Done } else { Status::Missed }
    })
}

/// The models that judge the rows: one for all, or one for each fold.
pub struct Judges {
    models: Vec<Model>,
    fold_of: Vec<usize>,
    /// What the report says of them.
    pub name: String,
}

impl Judges {
    /// The model of row `n`, which has not seen it.
    pub fn of(&self, n: usize) -> &Model {
        &self.models[self.fold_of.get(n).copied().unwrap_or(0)]
    }
}

fn one_model(args: &Evaluate) -> Result<Judges, Error> {
    let (model, name) = super::model(args.model.as_deref())?;
    Ok(Judges { models: vec![model], fold_of: Vec::new(), name })
}

/// One model a fold, each made as `train` makes it, of the other folds' rows alone.
fn cross_validated(args: &Evaluate, k: usize, data: &Labelled, terminal: &Terminal) -> Result<Judges, Error> {
    if k < 2 {
        return Err(Error::Parameter { name: "cv", found: k.to_string(), expected: "2 or more folds" });
    }
    let options: Options = train::options(&args.making, Options::default().folds)?;
    let names = demarche::label::Labels::of(data.rows.iter().map(|row| row.label.as_str()))?;
    let truth: Vec<usize> = data.rows.iter().map(|row| names.id(&row.label).unwrap_or_default()).collect();
    let groups = tables::groups(&data.rows);
    let fold_of = folds::assign(&truth, Some(&groups), k, args.making.seed)?;
    let models = (0..k)
        .into_par_iter()
        .map(|fold| {
            let rest =
                || data.rows.iter().zip(&fold_of).filter(|(_, f)| **f != fold).map(|(row, _)| row.clone());
            Ok(fit(&rest().collect::<Vec<Row>>(), &options, Facts::default())?.model)
        })
        .collect::<Result<Vec<Model>, Error>>()?;
    terminal.detail(|| format!("trained {k} models"));
    Ok(Judges { models, fold_of, name: format!("cross-validation, {k} folds") })
}

/// The labels of table and models, sorted.
fn labels(judges: &Judges, rows: &[Row]) -> Named {
    let known = judges.models.iter().flat_map(|model| model.labels.names().iter().cloned());
    let mut names: Vec<String> = known.clone().chain(rows.iter().map(|row| row.label.clone())).collect();
    names.sort_unstable();
    names.dedup();
    let mut unknown = names.clone();
    let known: Vec<String> = known.collect();
    unknown.retain(|name| !known.contains(name));
    Named { names, unknown }
}

/// Says which labels the model lacks; with `--strict`, or where it lacks all, that is an error.
fn said(args: &Evaluate, labels: &Named, data: &Labelled, terminal: &Terminal) -> Result<(), Error> {
    for label in &labels.unknown {
        let Some(n) = data.rows.iter().position(|row| row.label == *label) else { continue };
        let rows = data.rows.iter().filter(|row| row.label == *label).count();
        let known: Vec<&str> =
            labels.names.iter().filter(|name| !labels.unknown.contains(name)).map(String::as_str).collect();
        let error = Error::input(
            format!("{}:{}", data.files[n], data.rows[n].line),
            format!(
                "column {}: the model has no label {label:?} ({rows} rows), only {}",
                args.tables.label_column,
                known.join(", ")
            ),
        );
        let none_known = data.rows.iter().all(|row| labels.unknown.contains(&row.label));
        if args.strict || none_known {
            return Err(error);
        }
        terminal.note(&format!("{error}; they count as errors"));
    }
    Ok(())
}

/// The rows that were labelled wrongly, the most certain first, with what decided.
fn wrong(data: &Labelled, judges: &Judges, predictions: &[Prediction]) -> Result<Vec<u8>, Error> {
    let options = classify::Options { include_none: true, explain: Some(EVIDENCE), min_probability: None };
    let header = [
        "file",
        "line",
        "id",
        "label",
        "predicted",
        "probability",
        "p_label",
        "runner_up",
        "evidence",
        "speaker",
        "group",
        "text",
    ];
    let mut rows: Vec<(f64, Vec<String>)> = data
        .rows
        .par_iter()
        .enumerate()
        .filter_map(|(n, row)| {
            let (model, prediction) = (judges.of(n), &predictions[n]);
            let predicted = model.labels.name(prediction.label);
            if predicted == row.label {
                return None;
            }
            let claim = classify_row(
                &Article::new(row.id.as_str(), row.text.as_str()),
                &row.speaker,
                model,
                &options,
            );
            let probability = prediction.probabilities[prediction.label];
            let of_label =
                model.labels.id(&row.label).map(|label| format!("{:.6}", prediction.probabilities[label]));
            let cells = vec![
                data.files[n].clone(),
                row.line.to_string(),
                row.id.clone(),
                row.label.clone(),
                predicted.to_owned(),
                format!("{probability:.6}"),
                of_label.unwrap_or_default(),
                claim.as_ref().and_then(|c| c.runner_up.clone()).unwrap_or_default(),
                claim.as_ref().map(claims_csv::evidence).unwrap_or_default(),
                row.speaker.clone(),
                row.group.clone(),
                row.text.clone(),
            ];
            Some((probability, cells))
        })
        .collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut table = vec![header.map(str::to_owned).to_vec()];
    table.extend(rows.into_iter().map(|(_, cells)| cells));
    claims_csv::bytes(&table)
}
