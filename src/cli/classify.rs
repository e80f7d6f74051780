//! `demarche classify`: texts in, labelled claims out.

use super::args::{ClaimFormat, Classify, Unit};
use super::input::{Inputs, Record};
use super::resume::Earlier;
use super::stats::Stage;
use super::stream::Mark;
use super::terminal::Terminal;
use super::write::{Output, claims_csv, claims_jsonl, claims_table};
use super::{Status, interrupt, stream};
use demarche::claim::parse;
use demarche::classify::{LabelledClaim, Options, classify_row, label};
use demarche::error::Error;
use demarche::gold::BratFolder;
use demarche::label::NONE;
use demarche::model::Model;
use std::path::Path;
use std::time::Instant;

/// Runs the command.
///
/// # Errors
/// Where the model or all of the input cannot be read, or the output not be written.
pub fn run(args: &Classify, terminal: &Terminal) -> Result<Status, Error> {
    let began = Instant::now();
    super::threads(args.texts.jobs)?;
    let (model, name) = super::model(args.model.as_deref())?;
    terminal.detail(|| format!("{name}, read in {:.0} ms", began.elapsed().as_secs_f64() * 1000.0));
    let inputs = Inputs::new(&args.texts, args.unit, args.speaker_column.as_deref())?;
    let plan = Plan::new(args, &model, terminal);
    // Of brat the output is a folder; standard output stays empty.
    let mut folder = plan.folder(args.output.as_deref())?;
    // Opened before the work, so that a bad name is said at once; but a run that may be
    // killed and resumed is not to leave a nameless file each time.
    let open_stats = || args.stats.as_deref().map(|path| Output::open(Some(path))).transpose();
    let early_stats = if args.resume { None } else { open_stats()? };
    let (mut output, earlier) = match args.output.as_deref() {
        Some(path) if args.resume => Output::resume(path, plan.checksum(args)?)?,
        path => (Output::open(path.filter(|_| folder.is_none()))?, Earlier::default()),
    };
    if earlier.mark != Mark::default() {
        terminal.detail(|| format!("going on after {} records", earlier.mark.items));
    }
    let mut head = if earlier.begun { None } else { Some(plan.head()?) };
    let mut stats = earlier.stats;
    let (reading, writing) = (Stage::default(), Stage::default());
    reading.add(stream::each(
        inputs,
        earlier.mark,
        |record| plan.work(record),
        |taken| {
            let (record, done) = match taken.result {
                Ok((record, done)) => (record, done?),
                Err(error) => {
                    stats.bad(error, args.texts.strict, terminal)?;
                    return output.checkpoint(taken.mark, &stats);
                }
            };
            let head = head.take().unwrap_or_default();
            writing.time(|| {
                output.put(&head)?;
                if let Some(folder) = &mut folder {
                    let _guard = interrupt::writing();
                    folder.write(&record.article, &done.claims)?;
                }
                output.put(&done.bytes)?;
                output.hand_on()
            })?;
            stats.add(&record, done.claims.len(), head.len() + done.bytes.len());
            done.claims.into_iter().for_each(|claim| stats.label(claim.label));
            output.checkpoint(taken.mark, &stats)?;
            terminal.progress(|| stats.line());
            Ok(())
        },
    )?);
    let Plan { parsing, labelling, .. } = &plan;
    let stages =
        [("reading", &reading), ("parsing", parsing), ("labelling", labelling), ("writing", &writing)];
    stats.took(began, &stages);
    terminal.clear();
    stats.say(terminal);
    let status = stats.status(terminal);
    if status == Status::Failed {
        output.discard();
    } else {
        output.finish()?;
    }
    let stats_output = if args.resume { open_stats()? } else { early_stats };
    if let Some(output) = stats_output {
        stats.write(output, &name)?;
    }
    Ok(status)
}

/// What is done with each record.
struct Plan<'a> {
    model: &'a Model,
    unit: Unit,
    options: Options,
    include_none: bool,
    /// Whether what is abstained from is left out, and not only marked.
    only_certain: bool,
    top: usize,
    format: ClaimFormat,
    layout: claims_table::Layout,
    parsing: Stage,
    labelling: Stage,
}

/// What became of a record.
struct Done {
    bytes: Vec<u8>,
    claims: Vec<LabelledClaim>,
}

impl<'a> Plan<'a> {
    fn new(args: &Classify, model: &'a Model, terminal: &Terminal) -> Self {
        let explain = args.explain;
        let options =
            Options { include_none: args.include_none, explain, min_probability: args.min_probability };
        let styled = args.output.is_none() && terminal.styled();
        let format =
            args.format.or_else(|| by_extension(args.output.as_deref())).unwrap_or(ClaimFormat::Table);
        // The lines of brat have no room for a mark.
        let least = args.min_probability.is_some() || format == ClaimFormat::Brat;
        Self {
            model,
            unit: args.unit,
            options,
            include_none: args.include_none,
            only_certain: least && !args.include_none,
            top: args.top.unwrap_or(usize::MAX),
            format,
            layout: claims_table::Layout::new(
                model.labels.names(),
                Terminal::width(args.output.is_some()),
                styled,
            ),
            parsing: Stage::default(),
            labelling: Stage::default(),
        }
    }

    /// A checksum of all that the output depends on but for the records.
    ///
    /// # Errors
    /// Where the output is none that a later run could go on with.
    fn checksum(&self, args: &Classify) -> Result<u32, Error> {
        if self.format == ClaimFormat::Brat {
            return Err(Error::Parameter {
                name: "--resume with --format",
                found: "brat".into(),
                expected: "jsonl, csv or table",
            });
        }
        let texts = &args.texts;
        let options = format!(
            "{} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {} {:?}",
            env!("CARGO_PKG_VERSION"),
            self.unit,
            self.options,
            self.top,
            self.format,
            args.speaker_column,
            texts.input_format,
            texts.text_column,
            texts.id_column,
            texts.encoding.map(encoding_rs::Encoding::name),
            texts.max_article_bytes,
            texts.inputs,
        );
        let mut hasher = crc32fast::Hasher::new();
        hasher.update(options.as_bytes());
        hasher.update(&demarche::model_file::to_bytes(self.model)?);
        Ok(hasher.finalize())
    }

    /// What stands before all claims.
    fn head(&self) -> Result<Vec<u8>, Error> {
        match self.format {
            ClaimFormat::Csv => claims_csv::header(self.model.labels.names(), self.options.explain.is_some()),
            ClaimFormat::Table | ClaimFormat::Jsonl | ClaimFormat::Brat => Ok(Vec::new()),
        }
    }

    /// The folder that claims go to as brat standoff, where that is asked for.
    fn folder(&self, path: Option<&Path>) -> Result<Option<BratFolder>, Error> {
        let labels = self.model.labels.names().iter().map(String::as_str);
        let labels = labels.filter(|label| self.include_none || *label != NONE);
        path.filter(|_| self.format == ClaimFormat::Brat)
            .map(|path| BratFolder::create(path, labels))
            .transpose()
    }

    fn work(&self, record: &Record) -> Result<Done, Error> {
        let article = &record.article;
        let mut claims = match self.unit {
            Unit::Articles => {
                let parsed = self.parsing.time(|| parse(&article.text, self.model.lexicon()));
                self.labelling.time(|| label(article, &parsed, self.model, &self.options))
            }
            Unit::Claims => {
                let claim = || classify_row(article, &record.speaker, self.model, &self.options);
                self.labelling.time(claim).into_iter().collect()
            }
        };
        if self.only_certain {
            claims.retain(|claim| !claim.abstained);
        }
        keep_most_certain(&mut claims, self.top);
        let bytes = match self.format {
            ClaimFormat::Table => self.layout.block(&article.id, &article.text, &claims),
            ClaimFormat::Jsonl => claims_jsonl::lines(&claims)?,
            ClaimFormat::Csv => claims_csv::rows(&claims, self.options.explain.is_some())?,
            ClaimFormat::Brat => Vec::new(),
        };
        Ok(Done { bytes, claims })
    }
}

fn by_extension(path: Option<&Path>) -> Option<ClaimFormat> {
    match path?.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "jsonl" | "ndjson" | "json" => Some(ClaimFormat::Jsonl),
        "csv" => Some(ClaimFormat::Csv),
        _ => None,
    }
}

/// Leaves the `top` claims of the highest probability, in text order; narration
/// is no claim and stays only among the claims that it is asked for with.
fn keep_most_certain(claims: &mut Vec<LabelledClaim>, top: usize) {
    if claims.len() <= top {
        return;
    }
    let mut order: Vec<usize> = (0..claims.len()).collect();
    order.sort_by(|a, b| {
        let key = |i: usize| (claims[i].label == NONE, -claims[i].probability);
        let (a_key, b_key) = (key(*a), key(*b));
        a_key.0.cmp(&b_key.0).then(a_key.1.total_cmp(&b_key.1)).then(a.cmp(b))
    });
    order.truncate(top);
    let mut n = 0;
    claims.retain(|_| {
        n += 1;
        order.contains(&(n - 1))
    });
}
