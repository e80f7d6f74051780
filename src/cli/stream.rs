//! Records → results, in parallel, in order, in bounded memory.
//!
//! One thread reads; all cores work on what has been read so far; results go
//! out in the order of the records, as soon as they are there. What waits
//! between reading and working is bounded in bytes, so memory does not grow
//! with the number of records.

use super::input::{Inputs, Item, Record};
use demarche::error::Error;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Text that may wait to be worked on, in bytes; one longer record may be alone.
const WAITING: usize = 16 << 20;

/// Records worked on at a time, and their text in bytes; enough to keep many
/// cores busy and few enough to be done soon.
const BATCH: (usize, usize) = (256, 2 << 20);

/// Memory that a record takes beside its text, near enough.
const RECORD: usize = 256;

/// Stack of the reading thread; pages are parsed there.
const STACK: usize = 64 << 20;

/// A place in the list of records: how many are before it, and what they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Records and errors so far.
    pub items: u64,
    /// Checksum of all of them.
    pub digest: u32,
}

impl Mark {
    /// The place after `item`.
    fn after(self, item: &Item) -> Self {
        let mut hasher = crc32fast::Hasher::new_with_initial(self.digest);
        let mut field = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        match item {
            Ok(record) => {
                field(&record.article.id);
                field(&record.article.text);
                field(&record.speaker);
            }
            Err(error) => field(&error.to_string()),
        }
        Self { items: self.items + 1, digest: hasher.finalize() }
    }
}

/// What becomes of a record.
pub struct Taken<T> {
    /// The record with its result, or why it could not be read.
    pub result: Result<(Record, T), Error>,
    /// The place after it.
    pub mark: Mark,
}

/// Works on every record after `done`, and hands each with its result to `take`, in
/// order; a record that could not be read is handed on as its error. Gives the time
/// that reading took.
///
/// # Errors
/// The first that `take` gives; nothing more is read then. And where the records
/// before `done` are not those that they were.
pub fn each<T: Send>(
    inputs: Inputs,
    done: Mark,
    work: impl Fn(&Record) -> T + Sync,
    mut take: impl FnMut(Taken<T>) -> Result<(), Error>,
) -> Result<Duration, Error> {
    let gate = Arc::new(Gate::default());
    let (sender, receiver) = channel();
    let entrance = Arc::clone(&gate);
    let read = move || {
        let (mut began, mut busy) = (Instant::now(), Duration::ZERO);
        let mut mark = Mark::default();
        let _ = inputs.read(&mut |item| {
            mark = mark.after(&item);
            if mark.items < done.items || mark == done {
                return ControlFlow::Continue(());
            }
            if mark.items == done.items {
                return ControlFlow::Break(());
            }
            busy += began.elapsed();
            entrance.enter(size(&item));
            let sent = sender.send((item, mark));
            began = Instant::now();
            if sent.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        let same = mark.items > done.items || mark == done;
        (busy + began.elapsed(), same)
    };
    let fail = Error::io("reading thread");
    let reader =
        std::thread::Builder::new().name("reader".into()).stack_size(STACK).spawn(read).map_err(fail)?;
    while let Some(batch) = batch(&receiver) {
        let bytes = batch.iter().map(|(item, _)| size(item)).sum();
        let results: Vec<Taken<T>> = batch
            .into_par_iter()
            .map(|(item, mark)| Taken { result: item.and_then(|record| careful(record, &work)), mark })
            .collect();
        gate.leave(bytes);
        for taken in results {
            take(taken)?;
        }
    }
    // The end of the records, unless the thread broke down.
    let (busy, same) = reader.join().map_err(|_| {
        Error::input("reading thread", "an internal error; please report the input that caused it")
    })?;
    if same {
        return Ok(busy);
    }
    Err(Error::input(
        "the input",
        format!(
            "its first {} records are not those of the run to go on with; give the same input, or remove the .part file to begin anew",
            done.items
        ),
    ))
}

/// The work on one record; should it break down, only the record is lost.
fn careful<T>(record: Record, work: impl Fn(&Record) -> T) -> Result<(Record, T), Error> {
    match catch_unwind(AssertUnwindSafe(|| work(&record))) {
        Ok(result) => Ok((record, result)),
        Err(_) => Err(Error::input(record.place, "an internal error; please report this text")),
    }
}

/// The first record that comes, and what else is there already.
fn batch(receiver: &Receiver<(Item, Mark)>) -> Option<Vec<(Item, Mark)>> {
    let first = receiver.recv().ok()?;
    let mut bytes = size(&first.0);
    let mut batch = vec![first];
    while batch.len() < BATCH.0 && bytes < BATCH.1 {
        let Ok(item) = receiver.try_recv() else { break };
        bytes += size(&item.0);
        batch.push(item);
    }
    Some(batch)
}

fn size(item: &Item) -> usize {
    RECORD + item.as_ref().map_or(0, |record| record.article.text.len())
}

/// Holds the reader back while too much is waiting.
#[derive(Default)]
struct Gate {
    inside: Mutex<usize>,
    left: Condvar,
}

impl Gate {
    fn enter(&self, bytes: usize) {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        while *inside > 0 && *inside + bytes > WAITING {
            inside = self.left.wait(inside).unwrap_or_else(PoisonError::into_inner);
        }
        *inside += bytes;
    }

    fn leave(&self, bytes: usize) {
        *self.inside.lock().unwrap_or_else(PoisonError::into_inner) -= bytes;
        self.left.notify_one();
    }
}
