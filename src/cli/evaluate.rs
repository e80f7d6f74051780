//! `demarche evaluate`: labelled tables in, a report on a model out.

use super::args::{Evaluate, ReportFormat};
use super::tables::{self, Labelled};
use super::terminal::Terminal;
use super::write::claims_csv;
use super::write::evaluation::{Named, Summary};
use super::write::layout::Paint;
use super::write::{self, Output};
use super::{Status, learning, predictions, report, train};
use demarche::claim::parse;
use demarche::dataset::Row;
use demarche::error::Error;
use demarche::features::View;
use demarche::folds;
use demarche::metrics::Confusion;
use demarche::model::{Facts, Model, Prediction};
use demarche::report::{Evaluation, Fold, Outcomes, Traits, measure, numbered};
use demarche::train::{Options, train as fit};
use rayon::prelude::*;

/// Features of evidence in the table of errors.
const EVIDENCE: usize = 8;

/// Rows between two lines of progress.
const CHUNK: usize = 4096;

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
    let mut folds = scores(args.min_probability, &judges, &outcomes, 0)?;
    let learned = match &judges.split {
        Some(split) if args.learning_curve => {
            let options = train::options(&args.making, Options::default().folds)?;
            let whole: Vec<_> = scores(None, &judges, &outcomes, 0)?
                .iter()
                .map(|fold| (fold.accuracy, fold.macro_f1))
                .collect();
            learning::curve(&data.rows, split, &options, &whole, terminal)?
        }
        _ => Vec::new(),
    };
    if let Some(k) = args.cv {
        for repeat in 1..args.repeats {
            let again = cross_validated(args, k, repeat, &data, terminal)?;
            let judged = judge(&again, &data.rows, terminal);
            folds.extend(scores(
                args.min_probability,
                &again,
                &self::outcomes(&data, &labels, &again, &judged),
                repeat,
            )?);
        }
    }
    terminal.working(|| format!("{} bootstrap samples of {} rows", args.rounds, data.rows.len()));
    let bootstrap = report::bootstrap(args);
    let evaluation = match args.min_probability {
        None => Evaluation::new(&outcomes, &bootstrap)?,
        Some(least) => Evaluation::above(&outcomes, least, &bootstrap)?,
    };
    let summary = Summary {
        data: &data,
        labels: &labels,
        model: &judges.name,
        evaluation: &evaluation,
        folds: &folds,
        learned: &learned,
    };
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
        learned: &learned,
        unknown: &labels.unknown,
    };
    report::write(&material)?;
    terminal.clear();
    output.put(text.as_bytes())?;
    output.finish()?;
    if let Some(path) = &args.errors {
        write::file(path, &wrong(&data, &judges, &judged, args.min_probability)?)?;
    }
    if let Some(path) = &args.predictions {
        write::file(path, &predictions::table(&data, &labels.names, &judges, &outcomes)?)?;
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
    /// The folds, where there is a model for each.
    pub split: Option<Split>,
    /// What the report says of them.
    pub name: String,
}

impl Judges {
    /// The model of row `n`, which has not seen it.
    pub fn of(&self, n: usize) -> &Model {
        &self.models[self.split.as_ref().map_or(0, |split| split.fold_of[n])]
    }

    /// The model, where there is just one.
    pub fn only(&self) -> Option<&Model> {
        match self.models.as_slice() {
            [model] => Some(model),
            _ => None,
        }
    }
}

/// Which fold each row is held out in.
pub struct Split {
    /// Folds.
    pub k: usize,
    /// The fold of each row.
    pub fold_of: Vec<usize>,
}

impl Split {
    /// The rows that are held out in a fold.
    pub fn held_out(&self, fold: usize) -> Vec<usize> {
        (0..self.fold_of.len()).filter(|n| self.fold_of[*n] == fold).collect()
    }
}

/// What a model says of a row, and what the parser found in it.
pub struct Judged {
    /// Label and probabilities.
    pub prediction: Prediction,
    /// The probabilities before calibration.
    pub uncalibrated: Vec<f64>,
    /// What slices go by.
    pub traits: Traits,
}

/// Predicts every row by its model.
fn judge(judges: &Judges, rows: &[Row], terminal: &Terminal) -> Vec<Judged> {
    let one = |(n, row): (usize, &Row)| {
        let model = judges.of(n);
        let parsed = parse(&row.text, model.lexicon());
        let view = View::of_row(&parsed, &row.speaker, model.lexicon());
        let (prediction, uncalibrated) = model.predict_twice(&view, &mut model.scratch());
        Judged { prediction, uncalibrated, traits: Traits::of(&parsed, &view) }
    };
    let mut out = Vec::with_capacity(rows.len());
    for (part, chunk) in rows.chunks(CHUNK).enumerate() {
        terminal.working(|| format!("{} of {} rows read", out.len(), rows.len()));
        let from = part * CHUNK;
        out.par_extend(chunk.par_iter().enumerate().map(|(n, row)| one((from + n, row))));
    }
    out
}

fn one_model(args: &Evaluate) -> Result<Judges, Error> {
    let (model, name) = super::model(args.model.as_deref())?;
    Ok(Judges { models: vec![model], split: None, name })
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
    let fold_of = folds::assign_again(&truth, Some(&groups), k, args.making.seed, repeat)?;
    terminal.working(|| format!("training {k} models, repetition {}", repeat + 1));
    let models = (0..k)
        .into_par_iter()
        .map(|fold| {
            let rest =
                || data.rows.iter().zip(&fold_of).filter(|(_, f)| **f != fold).map(|(row, _)| row.clone());
            Ok(fit(&rest().collect::<Vec<Row>>(), &options, Facts::default())?.model)
        })
        .collect::<Result<Vec<Model>, Error>>()?;
    terminal.detail(|| format!("trained {k} models"));
    Ok(Judges { models, split: Some(Split { k, fold_of }), name: format!("cross-validation, {k} folds") })
}

/// Scores of each fold; none where one model judged all rows.
fn scores(
    least: Option<f64>,
    judges: &Judges,
    outcomes: &Outcomes,
    repeat: usize,
) -> Result<Vec<Fold>, Error> {
    let Some(split) = &judges.split else { return Ok(Vec::new()) };
    (0..split.k)
        .map(|fold| {
            let mut part = outcomes.of_rows(&split.held_out(fold));
            if let Some(least) = least {
                part = part.of_rows(&measure::above(&part, least));
            }
            let confusion = Confusion::of(part.labels.len(), &part.truth, &part.predicted)?;
            Ok(Fold {
                repeat: repeat + 1,
                fold: fold + 1,
                rows: part.truth.len(),
                accuracy: confusion.accuracy(),
                macro_f1: confusion.macro_average().f1,
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
    let mut uncalibrated = probabilities.clone();
    for (n, Judged { prediction, uncalibrated: raw, .. }) in judged.iter().enumerate() {
        let model = judges.of(n);
        predicted.push(id(model.labels.name(prediction.label)));
        for (label, name) in model.labels.names().iter().enumerate() {
            let cell = n * k + id(name);
            probabilities[cell] = prediction.probabilities[label].clamp(0.0, 1.0);
            uncalibrated[cell] = raw[label].clamp(0.0, 1.0);
        }
    }
    let own = judges.only().filter(|model| !model.facts.thresholds.is_empty());
    let threshold = |model: &Model, name: &String| {
        model.labels.id(name).and_then(|label| model.facts.thresholds.get(label)).copied().unwrap_or(0.0)
    };
    Outcomes {
        labels: labels.names.clone(),
        truth: data.rows.iter().map(|row| id(&row.label)).collect(),
        predicted,
        probabilities,
        uncalibrated,
        thresholds: own
            .map_or_else(Vec::new, |model| labels.names.iter().map(|name| threshold(model, name)).collect()),
        groups: data.grouped.then(|| numbered(data.rows.iter().map(|row| row.group.as_str()))),
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
fn wrong(data: &Labelled, judges: &Judges, judged: &[Judged], least: Option<f64>) -> Result<Vec<u8>, Error> {
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
    table.extend(report::mistakes(data, judges, judged, least, usize::MAX, EVIDENCE).into_iter().map(|m| {
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
