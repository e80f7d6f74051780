//! `demarche evaluate`: labelled tables in, a report on a model out.

use super::args::{Evaluate, ReportFormat};
use super::tables::{self, Labelled};
use super::terminal::Terminal;
use super::write::claims_csv;
use super::write::evaluation::{Named, Summary};
use super::write::layout::Paint;
use super::write::{self, Output};
use super::{Status, report, train};
use demarche::claim::parse;
use demarche::dataset::Row;
use demarche::error::Error;
use demarche::features::View;
use demarche::folds;
use demarche::metrics::Confusion;
use demarche::model::{Facts, Model, Prediction};
use demarche::report::{Evaluation, Fold, Outcomes, Traits};
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
    if let Some(folder) = &args.gold {
        return super::gold::run(args, folder, terminal);
    }
    if let (Some(new), Some(against)) = (&args.unlabelled, &args.against) {
        return super::drift::run(args, new, against, terminal);
    }
    report::check(args)?;
    let mut output = Output::open(args.output.as_deref())?;
    let data = tables::read(&args.tables)?;
    let judges = match args.cv {
        None => one_model(args)?,
        Some(k) => cross_validated(args, k, 0, &data, terminal)?,
    };
    let labels = labels(&judges, &data.rows);
    said(args, &labels, &data, terminal)?;
    let judged = judge(&judges, &data.rows, terminal);
    let outcomes = outcomes(&data, &labels, &judges, &judged);
    let mut folds = scores(&judges, &outcomes, 0)?;
    if let Some(k) = args.cv {
        for repeat in 1..args.repeats {
            let again = cross_validated(args, k, repeat, &data, terminal)?;
            let judged = judge(&again, &data.rows, terminal);
            folds.extend(scores(&again, &self::outcomes(&data, &labels, &again, &judged), repeat)?);
        }
    }
    terminal.progress(|| format!("{} bootstrap samples", args.rounds));
    let evaluation = Evaluation::new(&outcomes, &report::bootstrap(args))?;
    let summary =
        Summary { data: &data, labels: &labels, model: &judges.name, evaluation: &evaluation, folds: &folds };
    let text = match args.format {
        ReportFormat::Text => summary.text(Paint(args.output.is_none() && terminal.styled())),
        ReportFormat::Json => summary.json()?,
    };
    let material = report::Material {
        args,
        data: &data,
        judges: &judges,
        judged: &judged,
        outcomes: &outcomes,
        evaluation: &evaluation,
        folds: &folds,
        unknown: &labels.unknown,
    };
    report::write(&material)?;
    terminal.clear();
    output.put(text.as_bytes())?;
    output.finish()?;
    if let Some(path) = &args.errors {
        write::file(path, &wrong(&data, &judges, &judged)?)?;
    }
    summary.missed(&args.fail_under).map(|missed| {
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

    /// The model, where there is just one.
    pub fn only(&self) -> Option<&Model> {
        match self.models.as_slice() {
            [model] => Some(model),
            _ => None,
        }
    }
}

/// What a model says of a row, and what the parser found in it.
pub struct Judged {
    /// Label and probabilities.
    pub prediction: Prediction,
    /// What slices go by.
    pub traits: Traits,
}

/// Predicts every row by its model.
fn judge(judges: &Judges, rows: &[Row], terminal: &Terminal) -> Vec<Judged> {
    terminal.progress(|| format!("reading {} rows", rows.len()));
    rows.par_iter()
        .enumerate()
        .map(|(n, row)| {
            let model = judges.of(n);
            let parsed = parse(&row.text, model.lexicon());
            let view = View::of_row(&parsed, &row.speaker, model.lexicon());
            Judged {
                prediction: model.predict(&view, &mut model.scratch()),
                traits: Traits::of(&parsed, &view),
            }
        })
        .collect()
}

fn one_model(args: &Evaluate) -> Result<Judges, Error> {
    let (model, name) = super::model(args.model.as_deref())?;
    Ok(Judges { models: vec![model], fold_of: Vec::new(), name })
}

/// One model a fold, each made as `train` makes it, of the other folds' rows alone.
fn cross_validated(
    args: &Evaluate,
    k: usize,
    repeat: usize,
    data: &Labelled,
    terminal: &Terminal,
) -> Result<Judges, Error> {
    if k < 2 {
        return Err(Error::Parameter { name: "cv", found: k.to_string(), expected: "2 or more folds" });
    }
    if args.repeats == 0 {
        return Err(Error::Parameter { name: "repeats", found: "0".into(), expected: "1 or more" });
    }
    let options: Options = train::options(&args.making, Options::default().folds)?;
    let names = demarche::label::Labels::of(data.rows.iter().map(|row| row.label.as_str()))?;
    let truth: Vec<usize> = data.rows.iter().map(|row| names.id(&row.label).unwrap_or_default()).collect();
    let groups = tables::groups(&data.rows);
    let fold_of = folds::assign(&truth, Some(&groups), k, args.making.seed.wrapping_add(repeat as u64))?;
    terminal.progress(|| format!("training {k} models, repetition {}", repeat + 1));
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

/// Scores of each fold; none where one model judged all rows.
fn scores(judges: &Judges, outcomes: &Outcomes, repeat: usize) -> Result<Vec<Fold>, Error> {
    if judges.fold_of.is_empty() {
        return Ok(Vec::new());
    }
    (0..judges.models.len())
        .map(|fold| {
            let rows: Vec<usize> = (0..judges.fold_of.len()).filter(|n| judges.fold_of[*n] == fold).collect();
            let part = outcomes.of_rows(&rows);
            let confusion = Confusion::of(part.labels.len(), &part.truth, &part.predicted)?;
            let macro_f1 = confusion.macro_average().f1;
            Ok(Fold {
                repeat: repeat + 1,
                fold: fold + 1,
                rows: rows.len(),
                accuracy: confusion.accuracy(),
                macro_f1,
            })
        })
        .collect()
}

/// Labels, predictions and probabilities as numbers, over the labels of table and models.
fn outcomes(data: &Labelled, labels: &Named, judges: &Judges, judged: &[Judged]) -> Outcomes {
    let id = |name: &str| labels.names.binary_search_by(|n| n.as_str().cmp(name)).unwrap_or_default();
    let k = labels.names.len();
    let mut predicted = Vec::with_capacity(judged.len());
    let mut probabilities = vec![0.0; judged.len() * k];
    for (n, Judged { prediction, .. }) in judged.iter().enumerate() {
        let model = judges.of(n);
        predicted.push(id(model.labels.name(prediction.label)));
        for (label, probability) in prediction.probabilities.iter().enumerate() {
            probabilities[n * k + id(model.labels.name(label))] = probability.clamp(0.0, 1.0);
        }
    }
    Outcomes {
        labels: labels.names.clone(),
        truth: data.rows.iter().map(|row| id(&row.label)).collect(),
        predicted,
        probabilities,
        groups: data.grouped.then(|| tables::groups(&data.rows)),
    }
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
fn wrong(data: &Labelled, judges: &Judges, judged: &[Judged]) -> Result<Vec<u8>, Error> {
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
    table.extend(report::mistakes(data, judges, judged, usize::MAX, EVIDENCE).into_iter().map(|m| {
        let terms: Vec<String> =
            m.evidence.iter().map(|e| format!("{} {:+.2}", e.feature, e.weight)).collect();
        vec![
            m.file,
            m.line.to_string(),
            m.id,
            m.label,
            m.predicted,
            format!("{:.6}", m.probability),
            m.p_label.map(|p| format!("{p:.6}")).unwrap_or_default(),
            m.runner_up.unwrap_or_default(),
            terms.join("; "),
            m.speaker,
            m.group,
            m.text,
        ]
    }));
    claims_csv::bytes(&table)
}
