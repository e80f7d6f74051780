//! `demarche data`: labelled tables in, reports and splits out.

pub mod args;

use super::args::ReportFormat;
use super::input::decode;
use super::terminal::{Terminal, plain};
use super::write::{self, Output};
use super::{Status, tables};
use args::{Agree, Check, Columns, DataCommand, Split};
use demarche::data::{agree::Codings, check, split, table::Table};
use demarche::error::Error;
use demarche::metrics::Bootstrap;
use demarche::train;
use serde::Serialize;
use std::fmt::Display;
use std::path::{Path, PathBuf};

/// What stands for the part's name in `-o`.
const PART: &str = "{part}";

/// Runs the command.
///
/// # Errors
/// Where a table cannot be read or is not what the command needs, or the output
/// cannot be written.
pub fn run(command: &DataCommand, terminal: &Terminal) -> Result<Status, Error> {
    match command {
        DataCommand::Check(args) => check(args),
        DataCommand::Split(args) => split(args, terminal),
        DataCommand::Agree(args) => agree(args),
    }
}

fn check(args: &Check) -> Result<Status, Error> {
    super::threads(args.jobs)?;
    let Columns { label_column, id_column, .. } = &args.columns;
    let columns = demarche::dataset::Columns {
        text: args.text_column.clone(),
        label: label_column.clone(),
        id: id_column.clone(),
        speaker: args.speaker_column.clone(),
        group: args.group_column.clone(),
        ..Default::default()
    };
    let options = check::Options {
        columns,
        split_column: args.split_column.clone(),
        by: args.by.clone(),
        labels: args.labels.clone(),
        near: args.near,
        suspicious: args.suspicious,
        training: train::Options {
            alphas: vec![args.alpha],
            folds: args.cv,
            seed: args.seed,
            ..Default::default()
        },
    };
    let report = check::check(&read(&args.tables, &args.columns)?, &options)?;
    print(&report, args.form.format, args.output.as_deref())?;
    Ok(if args.fail && !report.is_clean() { Status::Missed } else { Status::Done })
}

fn split(args: &Split, terminal: &Terminal) -> Result<Status, Error> {
    let parts = split::parts(&args.parts)?;
    let mut table = one(&args.table, &args.columns)?;
    let label = table.need(&args.columns.label_column, "--label-column")?;
    let group = table.find(&args.group_column);
    if group.is_none() {
        terminal.note(&format!("no column {:?}: every row is split off on its own", args.group_column));
    }
    if let Some(short) = table.records.iter().find(|r| r.fields.len() != table.header.len()) {
        let message =
            format!("found {} fields, expected {} as in the header", short.fields.len(), table.header.len());
        return Err(Error::input(format!("{}:{}", table.name, short.line), message));
    }
    let column = |at| table.records.iter().map(|r| table.field(r, at).to_owned()).collect::<Vec<_>>();
    let labels = column(Some(label));
    let mut names = labels.clone();
    names.sort_unstable();
    names.dedup();
    let numbers: Vec<usize> = labels.iter().map(|l| names.binary_search(l).unwrap_or(0)).collect();
    // A row without a group is a group of its own; a line break cannot stand in a name.
    let groups: Vec<String> = column(group)
        .into_iter()
        .enumerate()
        .map(|(n, g)| if g.is_empty() { format!("\n{n}") } else { g })
        .collect();
    let assigned = split::assign(&numbers, Some(&groups), &parts, args.seed)?;
    let summary = split::summary(&names, &numbers, Some(&groups), &parts, &assigned)?;
    let at = table.find(&args.split_column).unwrap_or_else(|| {
        table.header.push(args.split_column.clone());
        table.header.len() - 1
    });
    for (record, part) in table.records.iter_mut().zip(&assigned) {
        record.fields.resize(table.header.len(), String::new());
        record.fields[at].clone_from(&parts[*part].name);
    }
    let pattern = args.output.display().to_string();
    if pattern.contains(PART) {
        for (n, part) in parts.iter().enumerate() {
            let text = table.write(|row| assigned[row] == n)?;
            write::file(Path::new(&pattern.replace(PART, &part.name)), text.as_bytes())?;
        }
    } else {
        write::file(&args.output, table.write(|_| true)?.as_bytes())?;
    }
    if args.output != Path::new("-") && (args.form.format == ReportFormat::Json || !terminal.quiet()) {
        print(&summary, args.form.format, None)?;
    }
    Ok(Status::Done)
}

fn agree(args: &Agree) -> Result<Status, Error> {
    let tables = read(&args.tables, &args.names)?;
    let codings = match (tables.as_slice(), args.columns.as_slice()) {
        ([table], columns) if !columns.is_empty() => {
            Codings::from_columns(table, columns, &args.names.id_column)?
        }
        (_, []) => Codings::from_tables(&tables, &args.names.id_column, &args.names.label_column)?,
        _ => {
            let found = format!("with {} files", tables.len());
            return Err(Error::Parameter {
                name: "columns",
                found,
                expected: "one file with several coders' columns, or files without --columns",
            });
        }
    };
    if args.rounds == 0 {
        return Err(Error::Parameter { name: "rounds", found: "0".into(), expected: "1 or more" });
    }
    let agreement =
        codings.agreement(Bootstrap { rounds: args.rounds, level: args.level, seed: args.seed })?;
    print(&agreement, args.form.format, args.output.as_deref())?;
    Ok(Status::Done)
}

fn read(paths: &[PathBuf], columns: &Columns) -> Result<Vec<Table>, Error> {
    paths.iter().map(|path| one(path, columns)).collect()
}

fn one(path: &Path, columns: &Columns) -> Result<Table, Error> {
    let (name, bytes) = tables::whole(path)?;
    Table::read(&decode::text(bytes, columns.encoding, &name)?, &name)
}

fn print<T: Serialize + Display>(report: &T, format: ReportFormat, path: Option<&Path>) -> Result<(), Error> {
    let text = match format {
        ReportFormat::Text => report.to_string().lines().map(|line| plain(line) + "\n").collect(),
        ReportFormat::Json => {
            serde_json::to_string_pretty(report).map_err(|error| Error::input("report", error.to_string()))?
                + "\n"
        }
    };
    let mut output = Output::open(path)?;
    output.put(text.as_bytes())?;
    output.finish()
}
