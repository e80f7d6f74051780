//! What a run over many records has done: counts, and the status they amount to.

use super::Status;
use super::input::Record;
use super::terminal::Terminal;
use super::write::Output;
use demarche::error::Error;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Counts of a run, of one that was gone on with those of all its parts.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Stats {
    /// Records worked on.
    records: u64,
    /// Records that could not be read.
    errors: u64,
    /// Bytes of text worked on.
    bytes: u64,
    /// Claims written, or sentences.
    written: u64,
    /// The same by label.
    labels: BTreeMap<String, u64>,
    /// Bytes written.
    output_bytes: u64,
    /// Time of the run.
    seconds: f64,
    /// Time of each stage, added up over all threads.
    stages: BTreeMap<String, f64>,
}

/// Time that a stage takes, gathered by all threads.
#[derive(Debug, Default)]
pub struct Stage(AtomicU64);

impl Stage {
    /// Does what takes the time.
    pub fn time<T>(&self, job: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let result = job();
        self.add(began.elapsed());
        result
    }

    /// Adds time.
    pub fn add(&self, time: Duration) {
        self.0.fetch_add(time.as_nanos() as u64, Ordering::Relaxed);
    }

    fn seconds(&self) -> f64 {
        self.0.load(Ordering::Relaxed) as f64 / 1e9
    }
}

impl Stats {
    /// Counts a record and what was written of it.
    pub fn add(&mut self, record: &Record, written: usize, output_bytes: usize) {
        self.records += 1;
        self.output_bytes += output_bytes as u64;
        self.bytes += record.article.text.len() as u64;
        self.written += written as u64;
    }

    /// Counts a claim's label.
    pub fn label(&mut self, label: String) {
        *self.labels.entry(label).or_default() += 1;
    }

    /// Says and counts a record that could not be read.
    ///
    /// # Errors
    /// The error itself, with `strict`.
    pub fn bad(&mut self, error: Error, strict: bool, terminal: &Terminal) -> Result<(), Error> {
        if strict {
            return Err(error);
        }
        terminal.error(&error);
        self.errors += 1;
        Ok(())
    }

    /// How the run ended.
    pub fn status(&self, terminal: &Terminal) -> Status {
        match (self.errors, self.records) {
            (0, _) => Status::Done,
            (_, 0) => Status::Failed,
            (errors, records) => {
                terminal.note(&format!(
                    "{errors} of {} records could not be read and are left out",
                    errors + records
                ));
                Status::Incomplete
            }
        }
    }

    /// The counts in a few words.
    pub fn line(&self) -> String {
        let Self { records, errors, written, .. } = self;
        let megabytes = self.bytes as f64 / 1e6;
        let bad = if *errors > 0 { format!(", {errors} unreadable") } else { String::new() };
        format!("{records} records{bad}, {megabytes:.1} MB, {written} written")
    }

    /// Adds the time of this run and of its stages.
    pub fn took(&mut self, began: Instant, stages: &[(&str, &Stage)]) {
        self.seconds += began.elapsed().as_secs_f64();
        for (name, stage) in stages {
            *self.stages.entry((*name).to_owned()).or_default() += stage.seconds();
        }
    }

    /// Says the counts, for `--verbose`.
    pub fn say(&self, terminal: &Terminal) {
        terminal.figures(|| {
            let stages: Vec<String> =
                self.stages.iter().map(|(name, seconds)| format!("{name} {seconds:.2} s")).collect();
            let stages = if stages.is_empty() { String::new() } else { format!(" ({})", stages.join(", ")) };
            let figures = serde_json::to_value(self.rounded()).unwrap_or_default();
            (format!("{}, {:.2} s{stages}", self.line(), self.seconds), serde_json::json!({ "run": figures }))
        });
    }

    /// The same with times in milliseconds.
    fn rounded(&self) -> Self {
        let milliseconds = |seconds: f64| (seconds * 1e3).round() / 1e3;
        let mut rounded = self.clone();
        rounded.seconds = milliseconds(self.seconds);
        rounded.stages.values_mut().for_each(|seconds| *seconds = milliseconds(*seconds));
        rounded
    }

    /// Writes the counts as JSON, with the program's version and the model's name.
    ///
    /// # Errors
    /// Where that cannot be done.
    pub fn write(&self, mut output: Output, model: &str) -> Result<(), Error> {
        #[derive(Serialize)]
        struct Summary<'a> {
            version: &'static str,
            model: &'a str,
            #[serde(flatten)]
            stats: Stats,
        }
        let summary = Summary { version: env!("CARGO_PKG_VERSION"), model, stats: self.rounded() };
        let mut json = serde_json::to_vec_pretty(&summary)
            .map_err(|error| Error::input("statistics", error.to_string()))?;
        json.push(b'\n');
        output.put(&json)?;
        output.finish()
    }
}
