//! `demarche evaluate`: labelled tables in, a report on a model out.

use super::args::{Evaluate, ReportFormat};
use super::tables::{self, Labelled};
use super::terminal::Terminal;
use super::write::layout::Paint;
use super::write::{self, Output, claims_csv, evaluation};
use super::{Status, train};
use demarche::article::Article;
use demarche::classify::{self, classify_row};
use demarche::error::Error;
use demarche::evaluate::{Evaluation, Judges, evaluate};
use demarche::train::Options;
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
    let (judges, name) = judges(args, &data)?;
    let found = evaluate(&data.rows, &judges)?;
    for line in unknown(args, &found, &data)? {
        terminal.note(&line);
    }
    // Before the report, so that a wrong name gives none.
    let missed = missed(args, &found)?;
    let text = match args.format {
        ReportFormat::Text => {
            evaluation::text(&found, &name, &data.summary, Paint(args.output.is_none() && terminal.styled()))
        }
        ReportFormat::Json => {
            let json = serde_json::to_string_pretty(&found);
            json.map_err(|error| Error::input("report", error.to_string()))? + "\n"
        }
    };
    if let Some(path) = &args.errors {
        write::file(path, &wrong(&data, &judges, &found)?)?;
    }
    output.put(text.as_bytes())?;
    output.finish()?;
    for line in &missed {
        terminal.note(line);
    }
    Ok(if missed.is_empty() { Status::Done } else { Status::Missed })
}

/// Who judges, and what the report calls them.
fn judges(args: &Evaluate, data: &Labelled) -> Result<(Judges, String), Error> {
    let Some(k) = args.cv else {
        let (model, name) = super::model(args.model.as_deref())?;
        return Ok((Judges::one(model), name));
    };
    if k < 2 {
        return Err(Error::Parameter { name: "cv", found: k.to_string(), expected: "2 or more folds" });
    }
    // Each fold's model is made as `train` makes one, calibration and choice of α included.
    let options: Options = train::options(&args.making, Options::default().folds)?;
    Ok((Judges::cross_validated(&data.rows, &options, k)?, format!("cross-validation, {k} folds")))
}

/// A line for each label that the model lacks; with `--strict`, or where it lacks
/// all of them, the first is an error.
fn unknown(args: &Evaluate, found: &Evaluation, data: &Labelled) -> Result<Vec<String>, Error> {
    let lacks = |label: &str| found.unknown.iter().any(|unknown| unknown == label);
    let fatal = args.strict || data.rows.iter().all(|row| lacks(&row.label));
    let known: Vec<&str> = found.labels.iter().map(String::as_str).filter(|label| !lacks(label)).collect();
    let mut lines = Vec::new();
    for label in &found.unknown {
        let mut rows = (0..data.rows.len()).filter(|n| data.rows[*n].label == *label);
        let Some(first) = rows.next() else { continue };
        let error = Error::input(
            format!("{}:{}", data.files[first], data.rows[first].line),
            format!(
                "column {}: the model has no label {label:?} ({} rows), only {}",
                args.tables.label_column,
                rows.count() + 1,
                known.join(", ")
            ),
        );
        if fatal {
            return Err(error);
        }
        lines.push(format!("{error}; they count as errors"));
    }
    Ok(lines)
}

/// A line for each figure that stays below what was asked for.
fn missed(args: &Evaluate, found: &Evaluation) -> Result<Vec<String>, Error> {
    let mut lines = Vec::new();
    for (name, floor) in &args.fail_under {
        let value = found.figure(name)?;
        if value.is_none_or(|value| value < *floor) {
            let shown = value.map_or("undefined".to_owned(), |value| format!("{value:.4}"));
            lines.push(format!("{name} is {shown}, below {floor}"));
        }
    }
    Ok(lines)
}

/// The rows that were labelled wrongly, the most certain first, with what decided.
fn wrong(data: &Labelled, judges: &Judges, found: &Evaluation) -> Result<Vec<u8>, Error> {
    let options = classify::Options { include_none: true, explain: Some(EVIDENCE), min_probability: None };
    let mut rows: Vec<(f64, Vec<String>)> = data
        .rows
        .par_iter()
        .enumerate()
        .filter_map(|(n, row)| {
            let (model, prediction) = (judges.of(n), &found.predictions[n]);
            let predicted = model.labels.name(prediction.label);
            if predicted == row.label {
                return None;
            }
            let article = Article::new(row.id.as_str(), row.text.as_str());
            let claim = classify_row(&article, &row.speaker, model, &options);
            let probability = prediction.probabilities[prediction.label];
            let of_label = model.labels.id(&row.label).map(|label| prediction.probabilities[label]);
            let cells = vec![
                data.files[n].clone(),
                row.line.to_string(),
                row.id.clone(),
                row.label.clone(),
                predicted.to_owned(),
                format!("{probability:.6}"),
                of_label.map(|p| format!("{p:.6}")).unwrap_or_default(),
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
    let mut table = vec![header.map(str::to_owned).to_vec()];
    table.extend(rows.into_iter().map(|(_, cells)| cells));
    claims_csv::bytes(&table)
}
