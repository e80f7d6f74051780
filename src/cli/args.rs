//! What was typed.
//!
//! Only the shape of the command line: no file is read here and no default is
//! looked up. Each command turns its arguments into what it runs with.

use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  demarche classify article.txt
  demarche classify news/ --format jsonl -o claims.jsonl
  curl -s https://example.org/story | demarche classify -
  demarche train claims.csv -o my.demarche
  demarche evaluate test.csv --model my.demarche

Exit status: 0 done, 1 a --fail-under figure was missed, 2 an error,
3 done, but some records could not be read.";

/// Finds who demands, rejects, concedes or assesses what in news text.
#[derive(Debug, Parser)]
#[command(name = "demarche", version, after_help = EXAMPLES, max_term_width = 100)]
#[command(disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub global: Global,
}

#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Say nothing but errors
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more on standard error: counts and timings
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// How lines on standard error are written
    #[arg(long, global = true, value_name = "FORMAT", default_value = "text")]
    pub log_format: LogFormat,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Text,
    /// One JSON object a line, with level, message, place and timings
    Json,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Train(Train),
    Classify(Classify),
    Evaluate(Box<Evaluate>),
    Compare(Compare),
    Parse(Parse),
    Inspect(Inspect),
    Network(super::network::args::Network),
    Data(super::data::args::Data),
    Completions(Completions),
}

/// How to read labelled tables.
#[derive(Debug, Args)]
#[command(next_help_heading = "Tables")]
pub struct Tables {
    /// Labelled tables: comma, semicolon or tab between columns, a header line; - reads standard input
    #[arg(required = true, value_name = "CSV", help_heading = clap::builder::Resettable::Reset)]
    pub files: Vec<PathBuf>,
    /// Column of the claim's text
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub text_column: String,
    /// Column of the label
    #[arg(long, value_name = "NAME", default_value = "label")]
    pub label_column: String,
    /// Column of the speaker, used where present
    #[arg(long, value_name = "NAME", default_value = "speaker")]
    pub speaker_column: String,
    /// Column of what a split must keep together, used where present
    #[arg(long, value_name = "NAME", default_value = "group")]
    pub group_column: String,
    /// Column of the row's id, used where present
    #[arg(long, value_name = "NAME", default_value = "id")]
    pub id_column: String,
    /// Only rows whose column has one of the values; may be given several times
    #[arg(long = "where", value_name = "COLUMN=VALUE[,VALUE]", value_parser = condition)]
    pub conditions: Vec<Condition>,
    /// Encoding of the tables, such as windows-1252 or utf-16le [default: UTF-8, or by the byte order mark]
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub encoding: Option<&'static encoding_rs::Encoding>,
}

/// Rows to keep: those whose `column` has one of `values`.
#[derive(Debug, Clone)]
pub struct Condition {
    pub column: String,
    pub values: Vec<String>,
}

/// How a model is made.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools)] // each is a switch of its own
pub struct Making {
    /// Shortest and longest word n-gram
    #[arg(long, value_name = "LOW,HIGH", default_value = "1,2", value_parser = range, help_heading = "Features")]
    pub ngram_range: (usize, usize),
    /// Rows that a feature must be in
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Features")]
    pub min_df: usize,
    /// Most features kept, the most frequent first [default: all]
    #[arg(long, value_name = "N", help_heading = "Features")]
    pub max_features: Option<usize>,
    /// Families of features: ngram, act, object, bag, form, source [default: all]
    #[arg(long, value_name = "LIST", value_delimiter = ',', help_heading = "Features")]
    pub features: Vec<String>,
    /// Weight of the n-grams against all other features
    #[arg(long, value_name = "W", default_value_t = 0.8, help_heading = "Features")]
    pub ngram_weight: f64,
    /// Do not look at what kind of source speaks
    #[arg(long, help_heading = "Features")]
    pub no_speaker: bool,
    /// Make all names one word, so that who is named decides nothing
    #[arg(long, help_heading = "Features")]
    pub mask_names: bool,
    /// Do not mark the words that a negation denies
    #[arg(long, help_heading = "Features")]
    pub no_negation: bool,
    /// Do not let frequent n-grams weigh less
    #[arg(long, help_heading = "Features")]
    pub no_idf: bool,
    /// Language of the stemmer (ISO 639-1), or none
    #[arg(long, value_name = "LANG", default_value = "en", help_heading = "Features")]
    pub language: String,
    /// More entries for the lexicon, kept in the model
    #[arg(long, value_name = "FILE", help_heading = "Features")]
    pub lexicon: Option<PathBuf>,
    /// Strength of the L2 penalty; of several the best by cross-validation [default: 1,0.3,0.1,0.03; 1 without cross-validation]
    #[arg(long, value_name = "A[,A…]", value_delimiter = ',', help_heading = "Fitting")]
    pub alpha: Vec<f64>,
    /// How rows count by label: balanced, none, or factors as LABEL=W,…
    #[arg(long, value_name = "WEIGHTS", default_value = "none", value_parser = class_weight, help_heading = "Fitting")]
    pub class_weight: demarche::params::ClassWeight,
    /// What minimises the objective; linfa is dense and for comparison
    #[arg(long, value_name = "NAME", default_value = "sparse", help_heading = "Fitting")]
    pub engine: Engine,
    /// Most memory for the dense matrix of the linfa engine
    #[arg(long, value_name = "MIB", default_value_t = 1024, help_heading = "Fitting")]
    pub dense_limit: usize,
    /// Seed of the folds
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Fitting")]
    pub seed: u64,
    /// Threads [default: all cores]; the result is the same with any number
    #[arg(long, value_name = "N", help_heading = "Fitting")]
    pub jobs: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    Sparse,
    Linfa,
}

/// Train a model on labelled tables
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  demarche train claims.csv -o my.demarche
  demarche train claims.csv --where split=train,dev --alpha 0.3,1,3 --cv 5 -o my.demarche
  demarche train a.csv b.csv --text-column Sentence --label-column Code -o my.demarche
  demarche train claims.csv --class-weight demand=2,none=0.5 --mask-names -o my.demarche
  demarche train claims.csv --search --trials 30 -o my.demarche
  demarche train claims.csv --target-precision 0.9 -o my.demarche

Any two or more labels will do. The same tables, options and version give the
same model, to the byte; only with --time-budget it depends on the machine too.")]
pub struct Train {
    /// Where the model goes
    #[arg(long, short, value_name = "MODEL")]
    pub output: PathBuf,
    #[command(flatten)]
    pub tables: Tables,
    #[command(flatten)]
    pub making: Making,
    /// Folds of the cross-validation; 0 for none, and then no calibration
    #[arg(long, value_name = "K", default_value_t = 5, help_heading = "Fitting")]
    pub cv: usize,
    /// Keep for each label the least probability at which it is right as often as P; classify abstains below
    #[arg(long, value_name = "P", value_parser = probability, help_heading = "Fitting")]
    pub target_precision: Option<f64>,
    /// Try other settings by cross-validation, starting from those given, and train with the best
    #[arg(long, help_heading = "Search")]
    pub search: bool,
    /// What is to be best
    #[arg(
        long,
        value_name = "FIGURE",
        default_value = "macro-f1",
        requires = "search",
        help_heading = "Search"
    )]
    pub goal: Goal,
    /// Begin no trial after so many seconds; what is found then depends on the machine
    #[arg(long, value_name = "SECONDS", requires = "search", help_heading = "Search")]
    pub time_budget: Option<u64>,
    /// Try at most N settings; the same N gives the same model [default: until nothing gains]
    #[arg(long, value_name = "N", requires = "search", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Search")]
    pub trials: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Goal {
    MacroF1,
    Accuracy,
}

/// Which texts to read, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct Texts {
    /// Files or folders (.txt .md .html .csv .tsv .jsonl); - or nothing reads standard input
    #[arg(value_name = "FILE|DIR|-", help_heading = clap::builder::Resettable::Reset)]
    pub inputs: Vec<PathBuf>,
    /// What the input is [default: by the file's extension; standard input is text, HTML or JSON lines by its beginning]
    #[arg(long, value_name = "FORMAT")]
    pub input_format: Option<InputFormat>,
    /// Column or field of the text [default: text; of JSON lines the first of text, body, content]
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
    /// Column or field of the id [default: id; of JSON lines the first of id, url]
    #[arg(long, value_name = "NAME")]
    pub id_column: Option<String>,
    /// Encoding, such as windows-1252 or utf-16le [default: UTF-8, or by the byte order mark]
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// Longest article read; a longer one is an error
    #[arg(long, value_name = "BYTES", default_value_t = 2 << 20)]
    pub max_article_bytes: usize,
    /// Stop at the first record that cannot be read, instead of going on without it
    #[arg(long)]
    pub strict: bool,
    /// Threads [default: all cores]; the result is the same with any number
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    Text,
    Markdown,
    Html,
    Csv,
    Jsonl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Unit {
    /// Each file, row or line of JSON is an article, to be split into claims
    Articles,
    /// Each row or line is one claim, already cut out
    Claims,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ClaimFormat {
    Table,
    Jsonl,
    Csv,
    /// A folder with a .txt and an .ann for each article, for brat and others
    Brat,
}

/// Find and label the claims in articles
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  demarche classify article.txt
  demarche classify article.html --explain
  demarche classify news/ --min-probability 0.7 -o claims.csv
  demarche classify archive.jsonl --text-column body --format jsonl > claims.jsonl
  demarche classify archive.jsonl --resume -o claims.jsonl
  demarche classify sentences.csv --as claims --speaker-column actor --format csv
  demarche classify news/ --format brat -o annotated/
  pbpaste | demarche classify -

Offsets count Unicode code points of the text as read: of HTML the extracted
article, of Markdown the text without its markup.")]
pub struct Classify {
    /// The model [default: the built-in English one]
    #[arg(long, short, value_name = "MODEL")]
    pub model: Option<PathBuf>,
    /// How claims are written [default: by the extension of -o, else table]
    #[arg(long, short, value_name = "FORMAT")]
    pub format: Option<ClaimFormat>,
    /// Write to a file, which appears when it is complete; of brat the folder, without annotations so far
    #[arg(long, short, value_name = "FILE|DIR", required_if_eq("format", "brat"))]
    pub output: Option<PathBuf>,
    /// Go on where an interrupted run with this option stopped; until all is done, FILE.part holds what there is
    #[arg(long, requires = "output")]
    pub resume: bool,
    /// Print narration too, labelled none, and claims below --min-probability
    #[arg(long)]
    pub include_none: bool,
    /// Leave out claims less certain than this
    #[arg(long, value_name = "P", value_parser = probability)]
    pub min_probability: Option<f64>,
    /// Only the K most certain claims of each article, in text order
    #[arg(long, value_name = "K")]
    pub top: Option<usize>,
    /// Show what decided: the N features that count most against the runner-up, 5 without N
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "5")]
    pub explain: Option<usize>,
    /// Write a JSON summary of the run
    #[arg(long, value_name = "FILE")]
    pub stats: Option<PathBuf>,
    #[command(flatten)]
    pub texts: Texts,
    /// What a record is
    #[arg(long = "as", value_name = "UNIT", default_value = "articles", help_heading = "Input")]
    pub unit: Unit,
    /// Column or field of the speaker, for --as claims [default: speaker, where present]
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub speaker_column: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    Text,
    Json,
}

/// Measure a model on labelled tables, or on articles whose claims are marked
#[derive(Debug, Args)]
#[command(mut_arg("files", |files| files.required(false).required_unless_present_any(["gold", "unlabelled"])))]
#[command(after_help = "\
Examples:
  demarche evaluate test.csv
  demarche evaluate claims.csv --where split=test --model my.demarche --errors wrong.csv
  demarche evaluate claims.csv --cv 5 --alpha 1 --class-weight balanced
  demarche evaluate test.csv --format json --fail-under macro-f1=0.75
  demarche evaluate --gold annotated/ --errors errors.csv
  demarche evaluate test.csv --report report.html --slice source_kind
  demarche evaluate claims.csv --cv 5 --learning-curve --report report.html
  demarche evaluate claims.csv --cv 5 --predictions out.csv
  demarche evaluate --gold annotated/ --report articles.html
  demarche evaluate --unlabelled new.csv --against train.csv

Undefined figures are shown as such and count as 0 in averages, which run over the
labels that occur in truth or prediction. A label that the model lacks is an
error in every row that has it. Names for --fail-under: accuracy,
balanced-accuracy, macro-f1, micro-f1, weighted-f1, matthews, kappa, f1:LABEL;
with --gold
detection-precision, detection-recall, detection-f1, end-to-end-f1,
label-accuracy, label-macro-f1, speaker-accuracy, span-exact.

--gold finds the claims of each article and matches them one to one with the
marked ones, by the overlap of their spans (Dice .5). Claims marked with
confidence 1 are neither asked for nor counted against the model. Intervals are
those of 95 % of resampled articles.")]
pub struct Evaluate {
    /// Folder of articles with marked claims, in brat standoff (NAME.txt, NAME.ann)
    #[arg(long, value_name = "DIR", conflicts_with_all = ["files", "cv", "predictions", "slice"])]
    pub gold: Option<PathBuf>,
    /// The model [default: the built-in English one]
    #[arg(long, short, value_name = "MODEL", conflicts_with = "cv")]
    pub model: Option<PathBuf>,
    /// Train and test on K folds of the tables instead, with the options below
    #[arg(long, value_name = "K")]
    pub cv: Option<usize>,
    /// How the report is written
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
    /// Write the report to a file
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write the rows that were labelled wrongly, with what decided, as CSV; with --gold the claims missed, spurious, or with a wrong label or speaker
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,
    /// Exit with status 1 where a figure stays below a value; may be given several times
    #[arg(long, value_name = "FIGURE=VALUE", value_parser = floor)]
    pub fail_under: Vec<(String, f64)>,
    /// Judge only rows that are at least as certain; how many are left is said
    #[arg(long, value_name = "P", value_parser = probability)]
    pub min_probability: Option<f64>,
    /// Write every row's prediction as CSV, with its fold under --cv
    #[arg(long, value_name = "FILE")]
    pub predictions: Option<PathBuf>,
    /// Take a label that the model lacks for an error of the table, and stop
    #[arg(long)]
    pub strict: bool,
    /// With --cv, how often to part the rows anew; each time with the next seed
    #[arg(long, value_name = "R", default_value_t = 1, requires = "cv")]
    pub repeats: usize,
    /// With --cv, also train on shares of the rows: would more rows help?
    #[arg(long, requires = "cv", help_heading = "Report")]
    pub learning_curve: bool,
    /// Write a page with everything: .html, .md or .json; may be given several times
    #[arg(long, value_name = "FILE", help_heading = "Report")]
    pub report: Vec<PathBuf>,
    /// Score the rows by each value of a column too; may be given several times
    #[arg(long, value_name = "COLUMN", help_heading = "Report")]
    pub slice: Vec<String>,
    /// Bootstrap samples behind intervals
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = rounds, help_heading = "Report")]
    pub rounds: usize,
    /// Table of texts without labels: say how far they are from those of --against
    #[arg(long, value_name = "CSV", requires = "against", conflicts_with_all = ["files", "cv", "gold", "report", "predictions", "slice", "errors", "min_probability", "fail_under"], help_heading = "Drift")]
    pub unlabelled: Option<PathBuf>,
    /// Table of the texts that the model was trained on
    #[arg(long, value_name = "CSV", requires = "unlabelled", help_heading = "Drift")]
    pub against: Option<PathBuf>,
    #[command(flatten)]
    pub tables: Tables,
    #[command(flatten)]
    pub making: Making,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PageFormat {
    Text,
    Json,
    Html,
}

/// What becomes of rows for which a system has no prediction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Missing {
    /// Stop
    Error,
    /// Compare on the rows that all systems have
    Skip,
    /// Count them as wrong
    Wrong,
}

/// Hold models, or the predictions of other tools, against each other
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  demarche compare old.demarche new.demarche --on test.csv
  demarche compare built-in theirs.csv --on test.csv --format html -o compare.html
  demarche compare a.csv b.csv c.csv --on claims.csv --where split=test

A system is a model file, the word built-in, or a table of predictions with the
columns id and label, or id and predicted as evaluate --predictions writes them;
a column for each label, by its name or p_NAME, holds its
probability, or one column, probability, that of the prediction. Ids are those
of the table of --on, or its line numbers where it has none.")]
pub struct Compare {
    /// Two or more systems: model files, tables of predictions, or built-in
    #[arg(required = true, num_args = 2.., value_name = "SYSTEM")]
    pub systems: Vec<PathBuf>,
    /// Labelled table to compare on
    #[arg(long, required = true, value_name = "CSV")]
    pub on: Vec<PathBuf>,
    /// What becomes of rows for which a system has no prediction
    #[arg(long, value_name = "WHAT", default_value = "error")]
    pub missing: Missing,
    /// Column of the claim's text
    #[arg(long, value_name = "NAME", default_value = "text", help_heading = "Tables")]
    pub text_column: String,
    /// Column of the label, in the table and in those of predictions
    #[arg(long, value_name = "NAME", default_value = "label", help_heading = "Tables")]
    pub label_column: String,
    /// Column of the speaker, used where present
    #[arg(long, value_name = "NAME", default_value = "speaker", help_heading = "Tables")]
    pub speaker_column: String,
    /// Column of what belongs together, drawn as one; used where present
    #[arg(long, value_name = "NAME", default_value = "group", help_heading = "Tables")]
    pub group_column: String,
    /// Column of the row's id, in the table and in those of predictions
    #[arg(long, value_name = "NAME", default_value = "id", help_heading = "Tables")]
    pub id_column: String,
    /// Only rows whose column has one of the values; may be given several times
    #[arg(long = "where", value_name = "COLUMN=VALUE[,VALUE]", value_parser = condition, help_heading = "Tables")]
    pub conditions: Vec<Condition>,
    /// Encoding of the tables, such as windows-1252 or utf-16le [default: UTF-8, or by the byte order mark]
    #[arg(long, value_name = "NAME", value_parser = encoding, help_heading = "Tables")]
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// How the comparison is written [default: by the extension of -o, else text]
    #[arg(long, short, value_name = "FORMAT")]
    pub format: Option<PageFormat>,
    /// Write the comparison to a file
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Rows that flip, shown in text
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub flips: usize,
    /// Bootstrap samples behind intervals and p-values
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = rounds)]
    pub rounds: usize,
    /// Seed of the samples
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub seed: u64,
    /// Threads [default: all cores]; the result is the same with any number
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
}

/// Show what is known of a text before any model
///
/// Sentences, tokens with tag and stem, quotations, negations, and claims with speaker, cue and content.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  demarche parse article.txt
  demarche parse news/ --format jsonl -o sentences.jsonl

The text form marks ‹speaker›, [cue] and {content} of each claim; the JSON
lines hold one sentence each, with offsets in code points.")]
pub struct Parse {
    /// How sentences are written
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    pub format: ParseFormat,
    /// Write to a file, which appears when it is complete
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Language of the stemmer (ISO 639-1), or none
    #[arg(long, value_name = "LANG", default_value = "en")]
    pub language: String,
    /// More entries for the lexicon
    #[arg(long, value_name = "FILE")]
    pub lexicon: Option<PathBuf>,
    #[command(flatten)]
    pub texts: Texts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ParseFormat {
    Text,
    Jsonl,
}

/// Show what a model is: labels, parameters, data, scores, strongest features
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  demarche inspect
  demarche inspect my.demarche --top 30
  demarche inspect my.demarche --format json")]
pub struct Inspect {
    /// The model [default: the built-in English one]
    pub model: Option<PathBuf>,
    /// Features shown for and against each label
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub top: usize,
    /// How it is written
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    pub format: ReportFormat,
    /// Write to a file
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  demarche completions bash > ~/.local/share/bash-completion/completions/demarche
  demarche completions zsh > ~/.zfunc/_demarche")]
pub struct Completions {
    pub shell: clap_complete::Shell,
}

pub(super) fn encoding(name: &str) -> Result<&'static encoding_rs::Encoding, String> {
    encoding_rs::Encoding::for_label(name.as_bytes()).ok_or_else(|| {
        "expected a name of the WHATWG list, such as utf-8, windows-1252, utf-16le, koi8-r, gbk".into()
    })
}

fn condition(typed: &str) -> Result<Condition, String> {
    match typed.split_once('=') {
        Some((column, values)) if !column.trim().is_empty() => Ok(Condition {
            column: column.trim().to_owned(),
            values: values.split(',').map(|v| v.trim().to_owned()).collect(),
        }),
        _ => Err("expected COLUMN=VALUE or COLUMN=VALUE,VALUE".into()),
    }
}

fn range(typed: &str) -> Result<(usize, usize), String> {
    let wrong = || "expected two numbers from 1 to 5, such as 1,2".to_owned();
    let (low, high) = typed.split_once([',', '-']).unwrap_or((typed, typed));
    let number = |text: &str| text.trim().parse::<usize>().map_err(|_| wrong());
    let (low, high) = (number(low)?, number(high)?);
    if low >= 1 && low <= high && high <= 5 { Ok((low, high)) } else { Err(wrong()) }
}

fn class_weight(typed: &str) -> Result<demarche::params::ClassWeight, String> {
    use demarche::params::ClassWeight;
    match typed {
        "balanced" => return Ok(ClassWeight::Balanced),
        "none" => return Ok(ClassWeight::None),
        _ => {}
    }
    let factor = |part: &str| {
        let (label, factor) = part.rsplit_once('=')?;
        Some((label.trim().to_owned(), factor.trim().parse().ok()?))
    };
    let factors: Option<Vec<(String, f64)>> = typed.split(',').map(factor).collect();
    factors
        .map(ClassWeight::PerLabel)
        .ok_or_else(|| "expected balanced, none, or factors such as demand=2,none=0.5".into())
}

pub(super) fn probability(typed: &str) -> Result<f64, String> {
    typed
        .parse()
        .ok()
        .filter(|p| (0.0..=1.0).contains(p))
        .ok_or_else(|| "expected a number from 0 to 1".into())
}

fn rounds(typed: &str) -> Result<usize, String> {
    typed
        .parse()
        .ok()
        .filter(|n| (1..=1_000_000).contains(n))
        .ok_or_else(|| "expected a number from 1 to 1000000".into())
}

fn floor(typed: &str) -> Result<(String, f64), String> {
    let parsed = typed
        .rsplit_once('=')
        .and_then(|(name, value)| Some((name.trim().to_owned(), value.trim().parse().ok()?)))
        .filter(|(_, value): &(String, f64)| value.is_finite());
    parsed.ok_or_else(|| "expected a figure and a number, such as macro-f1=0.75".into())
}
