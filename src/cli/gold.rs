//! `demarche evaluate --gold`: articles with marked claims in, an end-to-end report out.

use super::Status;
use super::args::{Evaluate, ReportFormat};
use super::terminal::Terminal;
use super::write::{self, Output};
use demarche::error::Error;
use demarche::gold::{self, Options};
use std::path::Path;

/// Runs the command.
///
/// # Errors
/// Where the folder or the model cannot be read, or the report not be written.
pub fn run(args: &Evaluate, folder: &Path, terminal: &Terminal) -> Result<Status, Error> {
    let mut output = Output::open(args.output.as_deref())?;
    let articles = gold::read_folder(folder)?;
    let (model, name) = super::model(args.model.as_deref())?;
    terminal.detail(|| format!("{} articles of {}, {name}", articles.len(), folder.display()));
    let (report, errors) = gold::evaluate(&articles, &model, &Options::default())?;
    let text = match args.format {
        ReportFormat::Text => format!("{name} on {}\n\n{report}", folder.display()),
        ReportFormat::Json => {
            let fail = |error: serde_json::Error| Error::input("report", error.to_string());
            serde_json::to_string_pretty(&report).map_err(fail)? + "\n"
        }
    };
    output.put(text.as_bytes())?;
    output.finish()?;
    if let Some(path) = &args.errors {
        let mut table = Vec::new();
        gold::write_errors(&errors, &mut table)?;
        write::file(path, &table)?;
    }
    let missed = report.missed(&args.fail_under)?;
    missed.iter().for_each(|line| terminal.note(line));
    Ok(if missed.is_empty() { Status::Done } else { Status::Missed })
}
