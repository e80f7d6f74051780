//! What was typed after `demarche data`.

use super::super::args::{ReportFormat, encoding};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Check, split and compare labelled tables
#[derive(Debug, Args)]
#[command(disable_help_subcommand = true)]
pub struct Data {
    #[command(subcommand)]
    pub command: DataCommand,
}

#[derive(Debug, Subcommand)]
pub enum DataCommand {
    Check(Check),
    Split(Split),
    Agree(Agree),
}

/// Names of columns, and the encoding.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tables")]
pub struct Columns {
    /// Column of the label
    #[arg(long, value_name = "NAME", default_value = "label")]
    pub label_column: String,
    /// Column of the row's id, used where present
    #[arg(long, value_name = "NAME", default_value = "id")]
    pub id_column: String,
    /// Encoding of the tables, such as windows-1252 or utf-16le [default: UTF-8, or by the byte order mark]
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub encoding: Option<&'static encoding_rs::Encoding>,
}

/// How a report is written.
#[derive(Debug, Args)]
pub struct Form {
    /// How the report is written
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
}

/// Find what is wrong with labelled tables
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  demarche data check claims.csv
  demarche data check train.csv test.csv --suspicious 0 --fail
  demarche data check claims.csv --by domain,stance
  demarche data check claims.csv --suspicious 200 --format json -o report.json

Several tables are one data set. Its parts are the values of the split column,
or the tables themselves where they have none. Near-duplicates share more than
--near of the content-word 3-grams of the shorter text. Suspicious are rows whose
label a cross-validated model disagrees with, by confident learning. --fail does
not count them, nor what a model reaches that sees only speaker or length.")]
pub struct Check {
    /// Labelled tables: comma, semicolon or tab between columns, a header line; - reads standard input
    #[arg(required = true, value_name = "CSV")]
    pub tables: Vec<PathBuf>,
    /// Column of the claim's text
    #[arg(long, value_name = "NAME", default_value = "text", help_heading = "Tables")]
    pub text_column: String,
    /// Column of the speaker, used where present
    #[arg(long, value_name = "NAME", default_value = "speaker", help_heading = "Tables")]
    pub speaker_column: String,
    /// Column of what a split must keep together, used where present
    #[arg(long, value_name = "NAME", default_value = "group", help_heading = "Tables")]
    pub group_column: String,
    /// Column of the part that a row belongs to, used where present
    #[arg(long, value_name = "NAME", default_value = "split", help_heading = "Tables")]
    pub split_column: String,
    #[command(flatten)]
    pub columns: Columns,
    /// Further columns whose values are to be counted
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub by: Vec<String>,
    /// Labels that may stand in the tables [default: any]
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub labels: Vec<String>,
    /// Share of common 3-grams above which two texts are near-duplicates
    #[arg(long, value_name = "SHARE", default_value_t = 0.5, value_parser = share)]
    pub near: f64,
    /// Suspicious rows to list; 0 trains no model for them
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub suspicious: usize,
    /// Folds of the cross-validation
    #[arg(long, value_name = "K", default_value_t = 5)]
    pub cv: usize,
    /// Strength of the L2 penalty of the model that finds suspicious rows
    #[arg(long, value_name = "A", default_value_t = 0.3)]
    pub alpha: f64,
    /// Seed of the folds
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// Threads [default: all cores]; the result is the same with any number
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
    #[command(flatten)]
    pub form: Form,
    /// Write the report to a file
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Exit with status 1 where something is wrong
    #[arg(long)]
    pub fail: bool,
}

/// Divide a labelled table into parts, groups whole and labels in proportion
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  demarche data split claims.csv -o claims-split.csv
  demarche data split claims.csv -o 'claims-{part}.csv' --parts train=0.8,test=0.2 --seed 7

The rows come back in their order with a column that names their part, or, where
{part} stands in -o, in a file for each part. The same table, parts and seed
give the same split.")]
pub struct Split {
    /// The table; - reads standard input
    #[arg(value_name = "CSV")]
    pub table: PathBuf,
    /// Where the rows go; with {part} in its name a file for each part
    #[arg(long, short, value_name = "FILE")]
    pub output: PathBuf,
    /// Names and shares of the parts
    #[arg(long, value_name = "PART=SHARE,…", default_value = "train=0.75,dev=0.1,test=0.15")]
    pub parts: String,
    /// Seed of the split
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// Column of what must stay together, used where present
    #[arg(long, value_name = "NAME", default_value = "group", help_heading = "Tables")]
    pub group_column: String,
    /// Column that names the part; replaced where present
    #[arg(long, value_name = "NAME", default_value = "split", help_heading = "Tables")]
    pub split_column: String,
    #[command(flatten)]
    pub columns: Columns,
    #[command(flatten)]
    pub form: Form,
}

/// Measure how far coders agree: Cohen's kappa, Krippendorff's alpha
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  demarche data agree anna.csv ben.csv chris.csv
  demarche data agree passes.csv --columns pass_a,pass_b
  demarche data agree anna.csv ben.csv --label-column code --format json

Files are joined by id; an empty cell or a row that a file does not have is a
missing label. Each label is also measured against all others. In brackets:
bootstrap intervals over rows.")]
pub struct Agree {
    /// A table for each coder, or one table with --columns; - reads standard input
    #[arg(required = true, value_name = "CSV")]
    pub tables: Vec<PathBuf>,
    /// Columns of the coders in one table
    #[arg(long, value_name = "A,B,…", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// Bootstrap rounds
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub rounds: usize,
    /// Share of the samples inside an interval
    #[arg(long, value_name = "SHARE", default_value_t = 0.95, value_parser = inside)]
    pub level: f64,
    /// Seed of the bootstrap
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    #[command(flatten)]
    pub names: Columns,
    #[command(flatten)]
    pub form: Form,
    /// Write the report to a file
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

fn share(typed: &str) -> Result<f64, String> {
    typed
        .parse()
        .ok()
        .filter(|s| (0.0..1.0).contains(s))
        .ok_or_else(|| "expected a number from 0 to below 1".into())
}

fn inside(typed: &str) -> Result<f64, String> {
    typed
        .parse()
        .ok()
        .filter(|s| *s > 0.0 && *s < 1.0)
        .ok_or_else(|| "expected a number between 0 and 1".into())
}
