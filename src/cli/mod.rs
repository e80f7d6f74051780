//! Arguments → a run → an exit status.
//!
//! One file a command; `input` reads, `write` prints, `stream` keeps the two
//! apart. What goes wrong comes here as one value and leaves as one line.

mod args;
mod classify;
mod data;
mod compare;
mod drift;
mod evaluate;
mod gold;
mod input;
mod inspect;
mod interrupt;
mod learning;
mod network;
mod parse;
mod predictions;
mod report;
mod resume;
mod stats;
mod stream;
mod tables;
mod terminal;
mod train;
mod write;

use args::{Cli, Command};
use clap::{CommandFactory, Parser};
use demarche::error::Error;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;
use terminal::Terminal;

/// How a run ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    /// All was done.
    Done,
    /// A figure stayed below what `--fail-under` asked for.
    Missed,
    /// Some records could not be read; all others are in the output.
    Incomplete,
    /// No record could be read; why has been said.
    Failed,
}

/// Runs the command line.
pub fn run() -> ExitCode {
    std::panic::set_hook(Box::new(terminal::breakdown));
    let cli = Cli::parse();
    let terminal = Terminal::new(cli.global);
    interrupt::prepare(cli.global);
    match command(&cli.command, &terminal) {
        Ok(Status::Done) => ExitCode::SUCCESS,
        Ok(Status::Missed) => ExitCode::from(1),
        Ok(Status::Incomplete) => ExitCode::from(3),
        Ok(Status::Failed) => ExitCode::from(2),
        // Whoever read the output has enough of it.
        Err(Error::Io { source, .. }) if source.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            terminal.error(&error);
            ExitCode::from(2)
        }
    }
}

fn command(command: &Command, terminal: &Terminal) -> Result<Status, Error> {
    match command {
        Command::Train(args) => train::run(args, terminal),
        Command::Classify(args) => classify::run(args, terminal),
        Command::Evaluate(args) => evaluate::run(args, terminal),
        Command::Compare(args) => compare::run(args, terminal),
        Command::Parse(args) => parse::run(args, terminal),
        Command::Inspect(args) => inspect::run(args, terminal),
        Command::Network(args) => network::run(args, terminal),
        Command::Data(args) => data::run(&args.command, terminal),
        Command::Completions(args) => completions(args.shell),
    }
}

fn completions(shell: clap_complete::Shell) -> Result<Status, Error> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "demarche", &mut script);
    let mut output = write::Output::open(None)?;
    output.put(&script)?;
    output.finish()?;
    Ok(Status::Done)
}

/// The command line as a shell would take it, whatever the program's path.
fn command_line() -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./,=:@%+".contains(c);
    let quoted = |arg: String| {
        if !arg.is_empty() && arg.chars().all(plain) {
            arg
        } else {
            format!("'{}'", arg.replace('\'', "'\\''"))
        }
    };
    let args = std::env::args_os().skip(1).map(|arg| quoted(arg.to_string_lossy().into_owned()));
    std::iter::once("demarche".to_owned()).chain(args).collect::<Vec<_>>().join(" ")
}

/// The model at `path`, or the built-in one, with its name.
fn model(path: Option<&Path>) -> Result<(demarche::model::Model, String), Error> {
    let Some(path) = path else {
        return Ok((demarche::embedded::english()?, demarche::embedded::NAME.to_owned()));
    };
    let name = path.display().to_string();
    let longest = demarche::model_file::LONGEST;
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(Error::io(name.as_str()))?;
    file.take(longest + 1).read_to_end(&mut bytes).map_err(Error::io(name.as_str()))?;
    if bytes.len() as u64 > longest {
        let message = format!("longer than {longest} bytes; no demarche model is");
        return Err(Error::Model { path: name, message });
    }
    Ok((demarche::model_file::from_bytes(&bytes, &name)?, name))
}

/// Sets the number of threads; without a number all cores.
fn threads(jobs: Option<usize>) -> Result<(), Error> {
    match jobs {
        None => Ok(()),
        Some(0) => Err(Error::Parameter { name: "jobs", found: "0".into(), expected: "1 or more" }),
        Some(jobs) => rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global().map_err(|error| {
            Error::Parameter {
                name: "jobs",
                found: error.to_string(),
                expected: "a number of threads that the system allows",
            }
        }),
    }
}

/// The text of a `--lexicon` file, or nothing.
fn lexicon(path: Option<&Path>) -> Result<String, Error> {
    let Some(path) = path else { return Ok(String::new()) };
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(Error::io(name.as_str()))?;
    input::decode::text(bytes, None, &name)
}
