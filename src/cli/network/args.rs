//! What was typed after `demarche network`; names are those of Discourse Network Analyzer.

use clap::{Args, ValueEnum};
use demarche::network::{Aggregation, Day, Duplicates, Mode, Normalization, Window};
use std::path::PathBuf;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Graphml,
    Gexf,
    Csv,
}

/// Turn claims into a network of actors and what they hold
///
/// Two-mode networks tie actors to labels, targets or any other field; one-mode networks tie
/// actors that share values of it, in agreement (congruence) or not (conflict).
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  demarche network claims.jsonl -o positions.graphml
  demarche network claims.csv --mode one --normalization average -o actors.gexf
  demarche network claims.jsonl --variable2 mentions -o who-names-whom.graphml
  demarche network coded.csv --variable2 topic --mode one --qualifier label \\
    --qualifier-values demand=1,concession=1,rejection=0 --qualifier-aggregation subtract
  demarche network claims.jsonl --window months --window-size 3 --format csv
  demarche network claims.jsonl --mode events -o events.csv

Claims are those that classify writes as JSON lines or CSV, or the same with more
fields. A statement is an actor with a value of the second variable; names and
weights are those of Discourse Network Analyzer. Claims of label none, claims that
were abstained from and speakers without a name give no statement; how many is said.")]
pub struct Network {
    /// Claims as JSON lines or CSV; - or nothing reads standard input
    #[arg(value_name = "CLAIMS")]
    pub files: Vec<PathBuf>,
    /// How the network is written [default: by the extension of -o, else graphml; of events csv]
    #[arg(long, short, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Write to a file; of windows in graphml or gexf to a folder, one file a window
    #[arg(long, short, value_name = "FILE|DIR")]
    pub output: Option<PathBuf>,
    /// two: actors and values; one: actors by the values that they share; events: a list of statements
    #[arg(long, value_name = "MODE", default_value_t = Mode::Two)]
    pub mode: Mode,
    /// Field of the actor
    #[arg(long, value_name = "FIELD", default_value = "speaker", help_heading = "Statements")]
    pub variable1: String,
    /// Field of what actors are tied to, or mentions: the other actors that the claim names
    #[arg(long, value_name = "FIELD", default_value = "label", help_heading = "Statements")]
    pub variable2: String,
    /// Field of agreement: true, false or whole numbers
    #[arg(long, value_name = "FIELD", help_heading = "Statements")]
    pub qualifier: Option<String>,
    /// Numbers of the qualifier's values; claims with other values are left out
    #[arg(long, value_name = "VALUE=N,…", value_delimiter = ',', value_parser = level, requires = "qualifier", help_heading = "Statements")]
    pub qualifier_values: Vec<(String, i64)>,
    /// Leave out claims whose field has one of the values; may be given several times
    #[arg(long, value_name = "FIELD=VALUE[,VALUE]", value_parser = excluded, help_heading = "Statements")]
    pub exclude: Vec<(String, Vec<String>)>,
    /// Leave out claims less probable than this
    #[arg(long, value_name = "P", value_parser = super::super::args::probability, help_heading = "Statements")]
    pub min_probability: Option<f64>,
    /// Let speakers without a name go by the words that stand in the text, such as he
    #[arg(long, help_heading = "Statements")]
    pub unresolved: bool,
    /// ignore; two-mode: combine, subtract; one-mode: congruence, conflict, subtract
    #[arg(long, value_name = "RULE", default_value_t = Aggregation::Ignore, help_heading = "Weights")]
    pub qualifier_aggregation: Aggregation,
    /// no; two-mode: activity, prominence; one-mode: average, jaccard, cosine
    #[arg(long, value_name = "RULE", default_value_t = Normalization::No, help_heading = "Weights")]
    pub normalization: Normalization,
    /// Of statements that say the same, count all (include) or one a document, week, month, year or acrossrange
    #[arg(long, value_name = "RULE", default_value_t = Duplicates::Include, help_heading = "Weights")]
    pub duplicates: Duplicates,
    /// Keep values without a tie, in windows those of the whole time
    #[arg(long, help_heading = "Weights")]
    pub isolates: bool,
    /// Table of articles with the columns article (or id), date, title, author, source, section, type
    #[arg(long, value_name = "CSV", help_heading = "Time")]
    pub documents: Option<PathBuf>,
    /// Leave out earlier statements
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day, help_heading = "Time")]
    pub start_date: Option<Day>,
    /// Leave out later statements
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day, help_heading = "Time")]
    pub stop_date: Option<Day>,
    /// A network for each window of the time: no, events, days, weeks, months or years
    #[arg(long, value_name = "UNIT", default_value_t = Window::No, help_heading = "Time")]
    pub window: Window,
    /// How many units a window is long; it moves on by one
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Time")]
    pub window_size: usize,
}

fn level(typed: &str) -> Result<(String, i64), String> {
    let parsed = typed.rsplit_once('=').and_then(|(value, number)| {
        let number = number.trim().parse().ok().filter(|n: &i64| n.abs() <= 1000)?;
        Some((value.trim().to_owned(), number))
    });
    parsed.ok_or_else(|| "expected values with whole numbers to 1000, such as demand=1,rejection=0".into())
}

fn excluded(typed: &str) -> Result<(String, Vec<String>), String> {
    match typed.split_once('=') {
        Some((field, values)) if !field.trim().is_empty() => {
            Ok((field.trim().to_owned(), values.split(',').map(|v| v.trim().to_owned()).collect()))
        }
        _ => Err("expected FIELD=VALUE or FIELD=VALUE,VALUE".into()),
    }
}

fn day(typed: &str) -> Result<Day, String> {
    Day::parse(typed).filter(|_| typed.len() == 10).ok_or_else(|| "expected a date such as 2031-04-05".into())
}
