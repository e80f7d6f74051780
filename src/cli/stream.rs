//! Records → results, in parallel, in order, in bounded memory.
//!
//! One thread reads; all cores work on what has been read so far; results go
//! out in the order of the records, as soon as they are there. What waits
//! between reading and working is bounded in bytes, so memory does not grow
//! with the number of records.

use super::input::{Inputs, Item, Record};
use demarche::error::Error;
use rayon::prelude::*;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// Text that may wait to be worked on, in bytes; one longer record may be alone.
const WAITING: usize = 16 << 20;

/// Records worked on at a time, and their text in bytes; enough to keep many
/// cores busy and few enough to be done soon.
const BATCH: (usize, usize) = (256, 2 << 20);

/// Memory that a record takes beside its text, near enough.
const RECORD: usize = 256;

/// Stack of the reading thread; pages are parsed there.
const STACK: usize = 64 << 20;

/// Works on every record, and hands each with its result to `take`, in order;
/// a record that could not be read is handed on as its error.
///
/// # Errors
/// The first that `take` gives; nothing more is read then.
pub fn each<T: Send>(
    inputs: Inputs,
    work: impl Fn(&Record) -> T + Sync,
    mut take: impl FnMut(Result<(Record, T), Error>) -> Result<(), Error>,
) -> Result<(), Error> {
    let gate = Arc::new(Gate::default());
    let (sender, receiver) = channel();
    let entrance = Arc::clone(&gate);
    let read = move || {
        let _ = inputs.read(&mut |item| {
            entrance.enter(size(&item));
            if sender.send(item).is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
    };
    let fail = Error::io("reading thread");
    let reader =
        std::thread::Builder::new().name("reader".into()).stack_size(STACK).spawn(read).map_err(fail)?;
    while let Some(batch) = batch(&receiver) {
        let bytes = batch.iter().map(size).sum();
        let results: Vec<Result<(Record, T), Error>> =
            batch.into_par_iter().map(|item| careful(item?, &work)).collect();
        gate.leave(bytes);
        for result in results {
            take(result)?;
        }
    }
    // The end of the records, unless the thread broke down.
    reader.join().map_err(|_| {
        Error::input("reading thread", "an internal error; please report the input that caused it")
    })
}

/// The work on one record; should it break down, only the record is lost.
fn careful<T>(record: Record, work: impl Fn(&Record) -> T) -> Result<(Record, T), Error> {
    match catch_unwind(AssertUnwindSafe(|| work(&record))) {
        Ok(result) => Ok((record, result)),
        Err(_) => Err(Error::input(record.place, "an internal error; please report this text")),
    }
}

/// The first record that comes, and what else is there already.
fn batch(receiver: &Receiver<Item>) -> Option<Vec<Item>> {
    let first = receiver.recv().ok()?;
    let mut bytes = size(&first);
    let mut batch = vec![first];
    while batch.len() < BATCH.0 && bytes < BATCH.1 {
        let Ok(item) = receiver.try_recv() else { break };
        bytes += size(&item);
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
