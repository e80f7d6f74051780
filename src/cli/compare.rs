//! `demarche compare`: models and tables of predictions in, their differences out.

use super::Status;
use super::args::{Compare, Missing, PageFormat, Tables};
use super::input::decode;
use super::tables::{self, Labelled};
use super::terminal::Terminal;
use super::write::Output;
use demarche::error::Error;
use demarche::metrics::Bootstrap;
use demarche::model::Model;
use demarche::report::compare::Shown;
use demarche::report::{Comparison, Outcomes, System, compare_page, numbered};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

/// How far from one the probabilities of a row may add up to.
const SLACK: f64 = 0.01;

/// The word for the model that comes with the program.
const BUILT_IN: &str = "built-in";

/// The column of predictions in tables that have the true label beside them.
const PREDICTED: &str = "predicted";

/// Stands for a prediction that is not there, and is no label's name.
const NOTHING: &str = "(none)";

/// Runs the command.
///
/// # Errors
/// Where a table or model cannot be read, or a prediction is missing.
pub fn run(args: &Compare, terminal: &Terminal) -> Result<Status, Error> {
    super::threads(args.jobs)?;
    let mut output = Output::open(args.output.as_deref())?;
    let table = Tables {
        files: args.on.clone(),
        text_column: args.text_column.clone(),
        label_column: args.label_column.clone(),
        speaker_column: args.speaker_column.clone(),
        group_column: args.group_column.clone(),
        id_column: args.id_column.clone(),
        conditions: args.conditions.clone(),
        encoding: args.encoding,
    };
    let data = tables::read(&table)?;
    let said =
        args.systems.iter().map(|path| system(args, path, &data)).collect::<Result<Vec<Said>, Error>>()?;
    let mut notes = Vec::new();
    let kept = kept(args, &said, &data, &mut notes)?;
    for note in &notes {
        terminal.note(note);
    }
    terminal.progress(|| format!("comparing on {} rows", kept.len()));
    let (truth, systems, rows) = align(&said, &data, &kept);
    let bootstrap = Bootstrap { rounds: args.rounds, seed: args.seed, ..Bootstrap::default() };
    let mut comparison = Comparison::new(&truth, &rows, &systems, &bootstrap)?;
    comparison.data.clone_from(&data.summary);
    comparison.notes = notes;
    comparison.command = super::command_line();
    terminal.clear();
    let text = match format(args) {
        PageFormat::Text => comparison.text(args.flips),
        PageFormat::Json => {
            serde_json::to_string_pretty(&comparison)
                .map_err(|error| Error::input("comparison", error.to_string()))?
                + "\n"
        }
        PageFormat::Html => compare_page::html(&comparison),
    };
    output.put(text.as_bytes())?;
    output.finish()?;
    Ok(Status::Done)
}

fn format(args: &Compare) -> PageFormat {
    let by_name = || match args.output.as_deref().and_then(Path::extension).and_then(|e| e.to_str()) {
        Some("html" | "htm") => PageFormat::Html,
        Some("json") => PageFormat::Json,
        _ => PageFormat::Text,
    };
    args.format.unwrap_or_else(by_name)
}

/// What a system says of each row, or nothing.
struct Said {
    name: String,
    /// Label, and a probability for each of `labels`.
    rows: Vec<Option<(String, Vec<f64>)>>,
    /// The labels of the probabilities; none where it gives none.
    labels: Vec<String>,
}

fn system(args: &Compare, path: &Path, data: &Labelled) -> Result<Said, Error> {
    if path.as_os_str() == BUILT_IN && !path.exists() {
        let (model, name) = super::model(None)?;
        return Ok(of_model(&model, name, data));
    }
    let (name, bytes) = tables::whole(path)?;
    if bytes.is_empty() {
        return Err(Error::input(
            name,
            "the file is empty; expected a model, or a table with the columns id and label",
        ));
    }
    let extension = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
    // A model begins with the length of its header, whose high bytes are zero.
    let table =
        matches!(extension.as_deref(), Some("csv" | "tsv" | "txt")) || !bytes.iter().take(8).any(|b| *b == 0);
    if table {
        let text = decode::text(bytes, args.encoding, &name)?;
        return of_table(args, &text, name, data);
    }
    let model = demarche::model_file::from_bytes(&bytes, &name)?;
    Ok(of_model(&model, name, data))
}

fn of_model(model: &Model, name: String, data: &Labelled) -> Said {
    let rows = data
        .rows
        .par_iter()
        .map(|row| {
            let prediction = model.predict_text(&row.text, &row.speaker);
            Some((model.labels.name(prediction.label).to_owned(), prediction.probabilities))
        })
        .collect();
    Said { name, rows, labels: model.labels.names().to_vec() }
}

fn of_table(args: &Compare, text: &str, name: String, data: &Labelled) -> Result<Said, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(demarche::dataset::delimiter(text)).from_reader(text.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .map_err(|e| Error::input(name.as_str(), e.to_string()))?
        .iter()
        .map(|h| h.trim().to_owned())
        .collect();
    let find = |column: &str| header.iter().position(|h| h.eq_ignore_ascii_case(column));
    let need = |column: &str, option: &str| {
        find(column).ok_or_else(|| {
            Error::input(
                name.as_str(),
                format!("no column {column:?} among {}; name the right one with {option}", header.join(", ")),
            )
        })
    };
    let id_at = need(&args.id_column, "--id-column")?;
    // A table of `evaluate --predictions` has the true label too.
    let label_at = match find(PREDICTED) {
        Some(at) => at,
        None => need(&args.label_column, "--label-column")?,
    };
    let mut lines: BTreeMap<String, (u64, String, Vec<String>)> = BTreeMap::new();
    for record in reader.records() {
        let record = record.map_err(|e| Error::input(name.as_str(), e.to_string()))?;
        let line = record.position().map_or(0, csv::Position::line);
        let at = || format!("{name}:{line}");
        let (id, label) = (record[id_at].trim().to_owned(), record[label_at].trim().to_owned());
        if label.is_empty() {
            return Err(Error::input(at(), format!("id {id:?} has no label")));
        }
        if let Some((first, _, _)) = lines.get(&id) {
            return Err(Error::input(at(), format!("id {id:?} has a prediction already, in line {first}")));
        }
        lines.insert(id, (line, label, record.iter().map(str::to_owned).collect()));
    }
    if lines.is_empty() {
        return Err(Error::input(name, "the table has no predictions"));
    }
    // Columns of probabilities go by the labels of the table and of the predictions, and
    // by their own names, where a label occurs in neither.
    let named = header.iter().filter_map(|h| h.strip_prefix("p_").or_else(|| h.strip_prefix("probability_")));
    let mut labels: Vec<String> =
        data.rows.iter().map(|r| r.label.clone()).chain(lines.values().map(|(_, l, _)| l.clone())).collect();
    labels.extend(named.map(str::to_owned));
    labels.sort_unstable();
    labels.dedup();
    let columns: Vec<(String, usize)> = labels
        .iter()
        .filter_map(|label| {
            let names = [format!("p_{label}"), format!("probability_{label}"), label.clone()];
            let at = names.iter().find_map(|n| header.iter().position(|h| h == n))?;
            (at != id_at && at != label_at).then(|| (label.clone(), at))
        })
        .collect();
    let of_label: Vec<String> = columns.iter().map(|(label, _)| label.clone()).collect();
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    let mut rows = Vec::with_capacity(data.rows.len());
    for (n, row) in data.rows.iter().enumerate() {
        if let Some(first) = seen.insert(row.id.as_str(), data.files[n].as_str()) {
            return Err(Error::input(
                format!("{}:{}", data.files[n], row.line),
                format!("id {:?} occurs more than once, first in {first}; predictions go by id", row.id),
            ));
        }
        let Some((line, label, fields)) = lines.get(&row.id) else {
            rows.push(None);
            continue;
        };
        let probabilities = columns
            .iter()
            .map(|(_, at)| probability(&fields[*at], &name, *line))
            .collect::<Result<Vec<f64>, Error>>()?;
        let sum: f64 = probabilities.iter().sum();
        if !columns.is_empty() && (sum - 1.0).abs() > SLACK {
            return Err(Error::input(
                format!("{name}:{line}"),
                format!("the probabilities of {} add up to {sum:.3}, expected 1", of_label.join(", ")),
            ));
        }
        rows.push(Some((label.clone(), probabilities.into_iter().map(|p| p / sum).collect())));
    }
    Ok(Said { name, rows, labels: of_label })
}

fn probability(field: &str, name: &str, line: u64) -> Result<f64, Error> {
    let parsed = field.trim().parse::<f64>().ok().filter(|p| (0.0..=1.0).contains(p));
    parsed.ok_or_else(|| {
        Error::input(
            format!("{name}:{line}"),
            format!("found {field:?} as a probability, expected a number from 0 to 1"),
        )
    })
}

/// The rows to compare on.
fn kept(
    args: &Compare,
    said: &[Said],
    data: &Labelled,
    notes: &mut Vec<String>,
) -> Result<Vec<usize>, Error> {
    for system in said {
        let missing: Vec<usize> = (0..data.rows.len()).filter(|n| system.rows[*n].is_none()).collect();
        let Some(first) = missing.first() else { continue };
        let what = format!(
            "no prediction for {} of {} rows, first id {:?}",
            missing.len(),
            data.rows.len(),
            data.rows[*first].id
        );
        if missing.len() == data.rows.len() {
            return Err(Error::input(
                system.name.as_str(),
                format!("{what}; the ids do not fit those of the table"),
            ));
        }
        match args.missing {
            Missing::Error => {
                return Err(Error::input(
                    system.name.as_str(),
                    format!("{what}; --missing skip leaves them out, --missing wrong counts them as wrong"),
                ));
            }
            Missing::Skip => notes.push(format!("{}: {what}; they are left out", system.name)),
            Missing::Wrong => notes.push(format!("{}: {what}; they count as wrong", system.name)),
        }
    }
    let has_all = |n: &usize| args.missing == Missing::Wrong || said.iter().all(|s| s.rows[*n].is_some());
    let kept: Vec<usize> = (0..data.rows.len()).filter(has_all).collect();
    if kept.is_empty() {
        return Err(Error::input("--missing skip", "no row has a prediction of every system"));
    }
    Ok(kept)
}

/// All as numbers, over the labels of the table and of all systems.
fn align(said: &[Said], data: &Labelled, kept: &[usize]) -> (Outcomes, Vec<System>, Vec<Shown>) {
    let mut labels: Vec<String> = kept.iter().map(|n| data.rows[*n].label.clone()).collect();
    for system in said {
        labels.extend(system.labels.iter().cloned());
        labels.extend(
            kept.iter().map(|n| system.rows[*n].as_ref().map_or(NOTHING, |(label, _)| label).to_owned()),
        );
    }
    labels.sort_unstable();
    labels.dedup();
    let id = |name: &str| labels.binary_search_by(|l| l.as_str().cmp(name)).unwrap_or_default();
    let k = labels.len();
    let groups = numbered(data.rows.iter().map(|row| row.group.as_str()));
    let truth = Outcomes {
        labels: labels.clone(),
        truth: kept.iter().map(|n| id(&data.rows[*n].label)).collect(),
        groups: data.grouped.then(|| kept.iter().map(|n| groups[*n]).collect()),
        ..Outcomes::default()
    };
    let systems = said
        .iter()
        .map(|system| {
            let complete = !system.labels.is_empty() && kept.iter().all(|n| system.rows[*n].is_some());
            let mut probabilities = vec![0.0; if complete { kept.len() * k } else { 0 }];
            let mut predicted = Vec::with_capacity(kept.len());
            for (at, n) in kept.iter().enumerate() {
                let (label, of_row) =
                    system.rows[*n].as_ref().map_or((NOTHING, &[][..]), |(l, p)| (l.as_str(), p.as_slice()));
                predicted.push(id(label));
                for (name, p) in system.labels.iter().zip(of_row).filter(|_| complete) {
                    probabilities[at * k + id(name)] = p.clamp(0.0, 1.0);
                }
            }
            System { name: system.name.clone(), predicted, probabilities }
        })
        .collect();
    let rows = kept
        .iter()
        .map(|n| &data.rows[*n])
        .map(|r| Shown { id: r.id.clone(), line: r.line, text: r.text.clone() })
        .collect();
    let mut truth = truth;
    truth.predicted.clone_from(&truth.truth);
    (truth, systems, rows)
}
