//! An output that a later run can go on with.
//!
//! Beside the output `claims.jsonl` stand `claims.jsonl.part`, what is written so
//! far, and `claims.jsonl.part.log`, a line for each checkpoint: how many records
//! are in it, how many bytes that makes, and a checksum of the records. A run that
//! finds both cuts the part back to the last checkpoint, passes over the records
//! that are in it and goes on. When all is written the part takes the output's
//! name. A record is never lost or doubled, at whatever point the run was killed:
//! a checkpoint is written after the bytes that it speaks of.

use super::stats::Stats;
use super::stream::Mark;
use demarche::error::Error;
use serde::{Deserialize, Serialize};
use std::fs::{File, TryLockError};
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Time between two checkpoints; what is done since the last is done again.
const EVERY: Duration = Duration::from_millis(100);

/// Bytes gathered before they are written.
const BUFFER: usize = 64 << 10;

/// How far a run has come.
#[derive(Debug, Serialize, Deserialize)]
struct Checkpoint {
    /// What was run: version, model and options, as a checksum.
    run: u32,
    /// The records passed, and their checksum.
    mark: Mark,
    /// Bytes of output.
    bytes: u64,
    /// What was counted.
    stats: Stats,
}

/// What an earlier run left.
#[derive(Debug, Default)]
pub struct Earlier {
    /// The records that are done.
    pub mark: Mark,
    /// Whether something was written of them.
    pub begun: bool,
    /// What was counted.
    pub stats: Stats,
}

/// An output with checkpoints.
#[derive(Debug)]
pub struct Part {
    run: u32,
    place: PathBuf,
    file: BufWriter<File>,
    bytes: u64,
    log: File,
    last: Instant,
}

impl Part {
    /// The output at `place`, as far as an earlier run of the same kind came with it.
    ///
    /// # Errors
    /// Where the files cannot be made or read, are those of another kind of run, or
    /// another run is writing them.
    pub fn open(place: &Path, run: u32) -> Result<(Self, Earlier), Error> {
        let (part, log_path) = (beside(place, ".part"), beside(place, ".part.log"));
        let fail = |path: &Path| Error::io(path.display().to_string());
        let open =
            |path: &Path| File::options().read(true).write(true).create(true).truncate(false).open(path);
        let mut file = open(&part).map_err(fail(&part))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::input(
                    part.display().to_string(),
                    "another run is writing it; wait for its end",
                ));
            }
            // Some file systems know no locks.
            Err(TryLockError::Error(_)) => {}
        }
        let mut log = open(&log_path).map_err(fail(&log_path))?;
        let length = file.metadata().map_err(fail(&part))?.len();
        let (last, end) = last_checkpoint(&mut log, length).map_err(fail(&log_path))?;
        if last.as_ref().is_some_and(|last| last.run != run) {
            return Err(Error::input(
                part.display().to_string(),
                "begun with other options, another model or another version; run it as it was begun, or remove it to begin anew",
            ));
        }
        let bytes = last.as_ref().map_or(0, |last| last.bytes);
        file.set_len(bytes).and_then(|()| file.seek(SeekFrom::End(0))).map_err(fail(&part))?;
        log.set_len(end).and_then(|()| log.seek(SeekFrom::End(0))).map_err(fail(&log_path))?;
        let earlier = last.map_or_else(Earlier::default, |last| Earlier {
            mark: last.mark,
            begun: last.bytes > 0,
            stats: last.stats,
        });
        let file = BufWriter::with_capacity(BUFFER, file);
        Ok((Self { run, place: place.to_owned(), file, bytes, log, last: Instant::now() }, earlier))
    }

    /// Takes bytes of the records since the last checkpoint.
    ///
    /// # Errors
    /// Where they cannot be written.
    pub fn put(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.bytes += bytes.len() as u64;
        self.file.write_all(bytes)
    }

    /// Notes how far the run has come, where the last note is some time ago.
    ///
    /// # Errors
    /// Where that cannot be written.
    pub fn checkpoint(&mut self, mark: Mark, stats: &Stats) -> std::io::Result<()> {
        if self.last.elapsed() < EVERY {
            return Ok(());
        }
        self.last = Instant::now();
        self.file.flush()?;
        self.file.get_ref().sync_data()?;
        let checkpoint = Checkpoint { run: self.run, mark, bytes: self.bytes, stats: stats.clone() };
        let mut line = serde_json::to_vec(&checkpoint)?;
        line.push(b'\n');
        self.log.write_all(&line)
    }

    /// Gives the part the output's name.
    ///
    /// # Errors
    /// Where that fails; then the part stays.
    pub fn finish(mut self) -> std::io::Result<()> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        std::fs::rename(beside(&self.place, ".part"), &self.place)?;
        std::fs::remove_file(beside(&self.place, ".part.log"))
    }

    /// Takes both files away: there is nothing to go on with.
    pub fn discard(self) {
        let _ = std::fs::remove_file(beside(&self.place, ".part"));
        let _ = std::fs::remove_file(beside(&self.place, ".part.log"));
    }
}

fn beside(place: &Path, ending: &str) -> PathBuf {
    let mut name = place.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The last whole line of the log whose bytes are in the part, and where it ends.
fn last_checkpoint(log: &mut File, length: u64) -> std::io::Result<(Option<Checkpoint>, u64)> {
    let mut lines = Vec::new();
    log.read_to_end(&mut lines)?;
    let (mut last, mut end) = (None, 0);
    for line in lines.split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n")) {
        match serde_json::from_slice::<Checkpoint>(line) {
            Ok(checkpoint) if checkpoint.bytes <= length => last = Some(checkpoint),
            _ => break,
        }
        end += line.len() as u64;
    }
    Ok((last, end))
}
