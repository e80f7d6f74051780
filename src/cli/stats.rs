//! What a run over many records has done: counts, and the status they amount to.

use super::Status;
use super::input::Record;
use super::terminal::Terminal;
use super::write::Output;
use demarche::error::Error;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Instant;

/// Counts of a run.
#[derive(Debug, Default, Serialize)]
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
    /// Time of the run.
    seconds: f64,
}

impl Stats {
    /// Counts a record and what was written of it.
    pub fn add(&mut self, record: &Record, written: usize) {
        self.records += 1;
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

    /// Writes the counts as JSON.
    ///
    /// # Errors
    /// Where that cannot be done.
    pub fn write(&mut self, mut output: Output, began: Instant) -> Result<(), Error> {
        self.seconds = (began.elapsed().as_secs_f64() * 1e3).round() / 1e3;
        let mut json =
            serde_json::to_vec_pretty(self).map_err(|error| Error::input("statistics", error.to_string()))?;
        json.push(b'\n');
        output.put(&json)?;
        output.finish()
    }
}
