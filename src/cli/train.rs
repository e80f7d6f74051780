//! `demarche train`: labelled tables in, a model out, and how it went.

use super::args::{self, Engine, Making, Train};
use super::tables::{self, Labelled};
use super::terminal::Terminal;
use super::write::Output;
use super::{Status, write::layout::Paint};
use demarche::error::Error;
use demarche::features::{Family, TextSettings};
use demarche::model::Facts;
use demarche::model_file;
use demarche::params::ClassWeight;
use demarche::search::{self, Found};
use demarche::train::{Options, Trained, fit, train};
use std::fmt::Write;
use std::time::Instant;

/// Penalties to choose from where none is given: short claims in small tables want the
/// first, topics in large tables the last.
const ALPHAS: [f64; 4] = [1.0, 0.3, 0.1, 0.03];

/// Runs the command.
///
/// # Errors
/// Where the tables cannot be read, no model be trained on them, or it not be written.
pub fn run(args: &Train, terminal: &Terminal) -> Result<Status, Error> {
    let began = Instant::now();
    super::threads(args.making.jobs)?;
    let options = options(&args.making, args.cv)?;
    // Before the work, so that an output that cannot be written costs none.
    let mut model_output = Output::open(Some(&args.output))?;
    let data = tables::read(&args.tables)?;
    let mut report = Report::new(terminal.quiet() || args.output.as_os_str() == "-")?;
    report.say(&read_text(&data))?;
    terminal.detail(|| format!("read in {:.2} s", began.elapsed().as_secs_f64()));
    let facts = Facts { data_crc32: data.crc32.clone(), ..Facts::default() };
    let options = Options { target_precision: args.target_precision, ..options };
    let mut trained = if args.search {
        let found = searched(args, &data, &options, terminal, began)?;
        report.say(&search_text(&found, args, Paint(terminal.styled())))?;
        let mut trained = fit(&found.prepared, &found.options, facts)?;
        trained.model.facts.parameters = parameters(args, &found.options);
        trained.model.facts.parameters.push(("trials".into(), found.tried.len().to_string()));
        trained
    } else {
        let mut trained = train(&data.rows, &options, facts)?;
        trained.model.facts.parameters = parameters(args, &options);
        trained
    };
    let chosen = ("alpha".to_owned(), trained.alpha.to_string());
    trained.model.facts.parameters.insert(0, chosen);
    report.say(&trained_text(&trained, args, &data, Paint(terminal.styled())))?;
    let bytes = model_file::to_bytes(&trained.model)?;
    model_output.put(&bytes)?;
    model_output.finish()?;
    report.say(&format!("\nmodel       {} ({} bytes)\n", args.output.display(), grouped(bytes.len())))?;
    report.finish()?;
    terminal.detail(|| format!("done in {:.2} s", began.elapsed().as_secs_f64()));
    Ok(Status::Done)
}

/// Standard output for news of the run, unless `--quiet`.
struct Report(Option<Output>);

impl Report {
    fn new(silent: bool) -> Result<Self, Error> {
        Ok(Self(if silent { None } else { Some(Output::open(None)?) }))
    }

    fn say(&mut self, text: &str) -> Result<(), Error> {
        let Some(output) = &mut self.0 else { return Ok(()) };
        let said = output.put(text.as_bytes()).and_then(|()| output.hand_on());
        match said {
            // The model is what counts; nobody reads the report any more.
            Err(Error::Io { source, .. }) if source.kind() == std::io::ErrorKind::BrokenPipe => {
                self.0 = None;
                Ok(())
            }
            said => said,
        }
    }

    fn finish(self) -> Result<(), Error> {
        self.0.map_or(Ok(()), Output::finish)
    }
}

/// The library's options for what was typed.
///
/// # Errors
/// For an option out of range, or a lexicon that cannot be read.
pub fn options(making: &Making, folds: usize) -> Result<Options, Error> {
    let settings = TextSettings {
        ngram_range: making.ngram_range,
        language: making.language.clone(),
        negation: !making.no_negation,
        mask_names: making.mask_names,
        families: families(making)?,
        ngram_weight: making.ngram_weight,
        idf: !making.no_idf,
        lexicon: super::lexicon(making.lexicon.as_deref())?,
        ..TextSettings::default()
    };
    settings.check()?;
    if let Some(alpha) = making.alpha.iter().find(|a| !(a.is_finite() && **a > 0.0)) {
        return Err(Error::Parameter {
            name: "alpha",
            found: alpha.to_string(),
            expected: "numbers above 0",
        });
    }
    if folds == 1 {
        return Err(Error::Parameter {
            name: "cv",
            found: "1".into(),
            expected: "2 or more folds, or 0 for none",
        });
    }
    Ok(Options {
        settings,
        min_df: making.min_df,
        max_features: making.max_features,
        alphas: match making.alpha.as_slice() {
            [] if folds < 2 => vec![1.0],
            [] => ALPHAS.to_vec(),
            given => given.to_vec(),
        },
        class_weight: making.class_weight.clone(),
        engine: match making.engine {
            Engine::Sparse => demarche::params::Engine::Sparse,
            Engine::Linfa => demarche::params::Engine::Linfa,
        },
        dense_limit: making.dense_limit.saturating_mul(1 << 20),
        seed: making.seed,
        folds,
        ..Options::default()
    })
}

fn families(making: &Making) -> Result<Vec<Family>, Error> {
    let known = |name: &String| {
        Family::ALL.into_iter().find(|family| family.name() == name.trim()).ok_or_else(|| Error::Parameter {
            name: "features",
            found: name.clone(),
            expected: "some of ngram, act, object, bag, form, source",
        })
    };
    let mut named = making.features.iter().map(known).collect::<Result<Vec<Family>, Error>>()?;
    if named.is_empty() {
        named = Family::ALL.to_vec();
    }
    // Always in one order, so that how they were typed changes nothing.
    Ok(Family::ALL
        .into_iter()
        .filter(|f| named.contains(f) && !(making.no_speaker && *f == Family::Source))
        .collect())
}

/// The options by name, for the model's own record of its making.
fn parameters(args: &Train, options: &Options) -> Vec<(String, String)> {
    let weights = match &options.class_weight {
        ClassWeight::None => "none".to_owned(),
        ClassWeight::Balanced => "balanced".to_owned(),
        ClassWeight::PerLabel(factors) => {
            factors.iter().map(|(l, w)| format!("{l}={w}")).collect::<Vec<_>>().join(",")
        }
    };
    let engine = if args.making.engine == Engine::Linfa { "linfa" } else { "sparse" };
    let tried: Vec<String> = options.alphas.iter().map(f64::to_string).collect();
    let mut out = vec![
        ("alphas tried".to_owned(), tried.join(",")),
        ("class-weight".to_owned(), weights),
        ("min-df".to_owned(), options.min_df.to_string()),
        ("max-features".to_owned(), options.max_features.map_or_else(|| "all".to_owned(), |n| n.to_string())),
        ("engine".to_owned(), engine.to_owned()),
        ("cv".to_owned(), options.folds.to_string()),
        ("seed".to_owned(), options.seed.to_string()),
    ];
    if let Some(target) = options.target_precision {
        out.push(("target-precision".to_owned(), target.to_string()));
    }
    out.sort();
    out
}

/// The search, as long as trials and time last.
fn searched(
    args: &Train,
    data: &Labelled,
    options: &Options,
    terminal: &Terminal,
    began: Instant,
) -> Result<Found, Error> {
    let goal = match args.goal {
        args::Goal::MacroF1 => search::Goal::MacroF1,
        args::Goal::Accuracy => search::Goal::Accuracy,
    };
    if args.time_budget.is_some() {
        terminal.note("--time-budget ends the search by the clock: another run may find another model; --trials does not");
    }
    let mut options = options.clone();
    if args.making.alpha.is_empty() {
        options.alphas = Options::default().alphas;
    }
    let trials = args.trials.map_or(usize::MAX, |n| n as usize);
    let mut n = 0;
    search::search(&data.rows, &options, goal, trials, &mut |tried| {
        n += 1;
        let seconds = began.elapsed().as_secs();
        let accuracy = tried.trial.confusion.accuracy().unwrap_or(0.0);
        terminal.note(&format!(
            "trial {n}, {seconds} s: {}, macro-F1 {:.4}, accuracy {accuracy:.4}",
            tried.change,
            tried.trial.macro_f1()
        ));
        args.time_budget.is_none_or(|budget| seconds < budget)
    })
}

/// What was tried, what came of it, and how to have it again.
fn search_text(found: &Found, args: &Train, paint: Paint) -> String {
    let mut out = String::new();
    let title = format!(
        "Search, {} trials{}",
        found.tried.len(),
        if found.complete { ", nothing more gains" } else { ", not complete" }
    );
    let _ = writeln!(out, "\n{}", paint.bold(&title));
    let width = found.tried.iter().map(|t| t.change.len()).max().unwrap_or(0);
    let _ = writeln!(out, "  {:width$}     alpha  macro-F1  accuracy  log loss", "change");
    for tried in &found.tried {
        let accuracy = tried.trial.confusion.accuracy().unwrap_or(0.0);
        let taken = if tried.taken { "  taken" } else { "" };
        let _ = writeln!(
            out,
            "  {:width$}{:>10}  {:>8.4}  {accuracy:>8.4}  {:>8.4}{taken}",
            tried.change,
            tried.trial.alpha,
            tried.trial.macro_f1(),
            tried.trial.log_loss
        );
    }
    let _ = writeln!(out, "\nchosen      {}\n", command_line(args, &found.options));
    out
}

/// The command that trains with `options` and without a search.
fn command_line(args: &Train, options: &Options) -> String {
    let mut words = vec!["demarche".to_owned(), "train".to_owned()];
    words.extend(args.tables.files.iter().map(|path| path.display().to_string()));
    let columns = [
        ("--text-column", &args.tables.text_column, "text"),
        ("--label-column", &args.tables.label_column, "label"),
        ("--speaker-column", &args.tables.speaker_column, "speaker"),
        ("--group-column", &args.tables.group_column, "group"),
        ("--id-column", &args.tables.id_column, "id"),
    ];
    for (option, column, default) in columns {
        if column != default {
            words.extend([option.to_owned(), column.clone()]);
        }
    }
    for condition in &args.tables.conditions {
        words.extend(["--where".to_owned(), format!("{}={}", condition.column, condition.values.join(","))]);
    }
    if let Some(encoding) = args.tables.encoding {
        words.extend(["--encoding".to_owned(), encoding.name().to_ascii_lowercase()]);
    }
    words.extend(search::arguments(options));
    let mut rest = |option: &str, value: Option<String>| {
        if let Some(value) = value {
            words.extend([option.to_owned(), value]);
        }
    };
    rest("--max-features", options.max_features.map(|n| n.to_string()));
    rest("--lexicon", args.making.lexicon.as_ref().map(|path| path.display().to_string()));
    rest("--seed", (options.seed != 0).then(|| options.seed.to_string()));
    rest("--cv", (options.folds != Options::default().folds).then(|| options.folds.to_string()));
    rest("--target-precision", options.target_precision.map(|p| p.to_string()));
    if options.settings.mask_names {
        words.push("--mask-names".into());
    }
    words.extend(["-o".to_owned(), args.output.display().to_string()]);
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_=,./:+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

fn read_text(data: &Labelled) -> String {
    let mut out = String::new();
    for (n, line) in data.summary.iter().enumerate() {
        let name = if n == 0 { "read" } else { "" };
        let _ = writeln!(out, "{name:<12}{line}");
    }
    let mut counts = std::collections::BTreeMap::new();
    for row in &data.rows {
        *counts.entry(row.label.as_str()).or_insert(0usize) += 1;
    }
    let counts: Vec<String> = counts.into_iter().map(|(label, n)| format!("{label} {n}")).collect();
    let _ = writeln!(out, "labels      {}", counts.join(", "));
    let groups: std::collections::BTreeSet<&str> =
        data.rows.iter().map(|r| r.group.as_str()).filter(|g| !g.is_empty()).collect();
    if data.grouped {
        let _ = writeln!(out, "groups      {}", groups.len());
    }
    out
}

fn trained_text(trained: &Trained, args: &Train, data: &Labelled, paint: Paint) -> String {
    let mut out = String::new();
    let vocabulary = &trained.model.vocabulary;
    let by_family: Vec<String> = Family::ALL
        .into_iter()
        .map(|family| (family, vocabulary.families().iter().filter(|f| **f == family).count()))
        .filter(|(_, n)| *n > 0)
        .map(|(family, n)| format!("{} {}", family.name(), grouped(n)))
        .collect();
    let _ = writeln!(out, "vocabulary  {} features: {}", grouped(vocabulary.len()), by_family.join(", "));
    let c = &trained.convergence;
    let _ = writeln!(
        out,
        "fit         {} at alpha {}: objective {:.4}, gradient {:.1e} ({:.1e} of that at zero), {} passes, {} Newton steps, {} CG steps",
        if c.converged { "converged" } else { "NOT converged" },
        trained.alpha,
        c.objective,
        c.gradient_norm,
        c.relative_gradient,
        c.epochs,
        c.newton_iterations,
        c.cg_iterations
    );
    if trained.trials.is_empty() {
        return out;
    }
    let kept = if data.grouped { "groups kept whole" } else { "rows on their own" };
    let _ = writeln!(out, "\n{}", paint.bold(&format!("Cross-validation, {} folds, {kept}", args.cv)));
    let _ = writeln!(out, "     alpha  macro-F1  accuracy  log loss");
    for trial in &trained.trials {
        let mark = if trial.alpha == trained.alpha { "  chosen" } else { "" };
        let mark = if trained.trials.len() > 1 { mark } else { "" };
        let accuracy = trial.confusion.accuracy().unwrap_or(0.0);
        let _ = writeln!(
            out,
            "{:>10}  {:>8.3}  {accuracy:>8.3}  {:>8.3}{mark}",
            trial.alpha,
            trial.macro_f1(),
            trial.log_loss
        );
    }
    if let Some(trial) = trained.trials.iter().find(|t| t.alpha == trained.alpha) {
        let _ = write!(out, "\n{}", trial.confusion.report(trained.model.labels.names()));
    }
    out.push_str(&thresholds_text(trained, args, paint));
    out
}

/// The thresholds that were asked for, each with what it rests on.
fn thresholds_text(trained: &Trained, args: &Train, paint: Paint) -> String {
    let mut out = String::new();
    let Some(target) = args.target_precision else { return out };
    let names = trained.model.labels.names();
    let width = names.iter().map(|name| super::write::layout::width(name)).max().unwrap_or(0);
    let _ = writeln!(
        out,
        "\n{}",
        paint.bold(&format!("Thresholds for a precision of {target}, on rows held out"))
    );
    for (name, threshold) in names.iter().zip(&trained.thresholds) {
        let name = format!("{}{name}", super::write::layout::fill(name, width));
        let predicted = threshold.predicted;
        let _ = match threshold.least {
            Some(least) => writeln!(
                out,
                "  {name}  {least:.3}  {} of {predicted} decisions kept, {} right",
                threshold.kept, threshold.right
            ),
            None => writeln!(out, "  {name}  unreachable: all {predicted} decisions are abstained from"),
        };
    }
    out
}

/// A number with its thousands apart.
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
