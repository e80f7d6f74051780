//! `demarche parse`: texts in, what is known before any model out.

use super::args::{Parse, ParseFormat, Unit};
use super::input::{Inputs, Record};
use super::stats::{Stage, Stats};
use super::stream::Mark;
use super::terminal::Terminal;
use super::write::layout::Paint;
use super::write::{Output, sentences};
use super::{Status, stream};
use demarche::describe::describe;
use demarche::error::Error;
use demarche::features::TextSettings;
use demarche::features::stem::Stemmer;
use demarche::lexicon::Lexicon;
use demarche::model::extended;
use std::time::Instant;

/// Runs the command.
///
/// # Errors
/// Where none of the input can be read, or the output not be written.
pub fn run(args: &Parse, terminal: &Terminal) -> Result<Status, Error> {
    let began = Instant::now();
    super::threads(args.texts.jobs)?;
    let stemmer = Stemmer::new(&args.language)?;
    let settings =
        TextSettings { lexicon: super::lexicon(args.lexicon.as_deref())?, ..TextSettings::default() };
    let own = extended(&settings)?;
    let lexicon = own.as_ref().unwrap_or_else(|| Lexicon::english());
    let inputs = Inputs::new(&args.texts, Unit::Articles, None)?;
    let (paint, width) =
        (Paint(args.output.is_none() && terminal.styled()), Terminal::width(args.output.is_some()));
    let work = |record: &Record| -> Result<(Vec<u8>, usize), Error> {
        let found = describe(&record.article, lexicon, &stemmer);
        let bytes = match args.format {
            ParseFormat::Jsonl => sentences::lines(&found)?,
            ParseFormat::Text => sentences::text(&record.article, &found, paint, width),
        };
        Ok((bytes, found.len()))
    };
    let mut output = Output::open(args.output.as_deref())?;
    let mut stats = Stats::default();
    let (parsing, writing, reading) = (Stage::default(), Stage::default(), Stage::default());
    let work = |record: &Record| parsing.time(|| work(record));
    reading.add(stream::each(inputs, Mark::default(), work, |taken| {
        let (record, done) = match taken.result {
            Ok(done) => done,
            Err(error) => return stats.bad(error, args.texts.strict, terminal),
        };
        let (bytes, count) = done?;
        writing.time(|| output.put(&bytes).and_then(|()| output.hand_on()))?;
        stats.add(&record, count, bytes.len());
        terminal.progress(|| stats.line());
        Ok(())
    })?);
    terminal.clear();
    stats.took(began, &[("reading", &reading), ("parsing", &parsing), ("writing", &writing)]);
    stats.say(terminal);
    let status = stats.status(terminal);
    if status != Status::Failed {
        output.finish()?;
    }
    Ok(status)
}
