//! `demarche evaluate --unlabelled`: new texts and those of training in, whether the
//! model is still at home out.

use super::args::{Evaluate, ReportFormat};
use super::input::decode;
use super::terminal::Terminal;
use super::write::Output;
use super::{Status, report, tables};
use demarche::dataset::{self, Columns};
use demarche::error::Error;
use demarche::report::Drift;
use demarche::report::drift::Text;
use std::path::Path;

/// Runs the command.
///
/// # Errors
/// Where a table or the model cannot be read, or the findings not be written.
pub fn run(args: &Evaluate, new: &Path, against: &Path, terminal: &Terminal) -> Result<Status, Error> {
    let mut output = Output::open(args.output.as_deref())?;
    let (model, name) = super::model(args.model.as_deref())?;
    let (fresh, reference) = (read(args, new, false)?, read(args, against, true)?);
    terminal.progress(|| format!("reading {} and {} texts", fresh.len(), reference.len()));
    let drift = Drift::new(&model, &fresh, &reference, &report::bootstrap(args))?;
    terminal.clear();
    let text = match args.format {
        ReportFormat::Text => format!("model  {name}\n\n{}", drift.text()),
        ReportFormat::Json => {
            serde_json::to_string_pretty(&drift).map_err(|error| Error::input("report", error.to_string()))?
                + "\n"
        }
    };
    output.put(text.as_bytes())?;
    output.finish()?;
    Ok(Status::Done)
}

/// The texts of a table; of the reference only those that `--where` asks for.
fn read(args: &Evaluate, path: &Path, reference: bool) -> Result<Vec<Text>, Error> {
    let t = &args.tables;
    let columns = Columns {
        text: t.text_column.clone(),
        label: t.label_column.clone(),
        id: t.id_column.clone(),
        speaker: t.speaker_column.clone(),
        group: t.group_column.clone(),
        ..Columns::default()
    };
    let (name, bytes) = tables::whole(path)?;
    let text = decode::text(bytes, t.encoding, &name)?;
    let mut data = dataset::read(&text, &name, &columns, false)?;
    for condition in t.conditions.iter().filter(|_| reference) {
        data.keep(&condition.column, &condition.values, &name)?;
    }
    if data.rows.is_empty() {
        return Err(Error::input("--where", "no row has one of the values asked for"));
    }
    Ok(data
        .rows
        .into_iter()
        .map(|row| Text { text: row.text, speaker: row.speaker, group: row.group })
        .collect())
}
