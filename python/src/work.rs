//! Work without the interpreter's lock, on a number of threads, that Ctrl-C stops.

use crate::errors::breakdown;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// Texts that are read before they are worked on, and their bytes.
pub const BATCH: (usize, usize) = (4096, 16 << 20);

/// How often a long job looks for signals.
const TICK: Duration = Duration::from_millis(50);

/// Threads of a call: none or -1 for all cores. Each call has its own, so that nothing
/// breaks in a process that was forked.
pub fn pool(n_jobs: Option<i64>) -> PyResult<ThreadPool> {
    let threads = match n_jobs {
        None | Some(-1) => 0,
        Some(n) if n >= 1 => n as usize,
        Some(n) => {
            return Err(PyValueError::new_err(format!(
                "n_jobs: found {n}, expected 1 or more, or -1 for all cores"
            )));
        }
    };
    ThreadPoolBuilder::new().num_threads(threads).build().map_err(|e| {
        PyValueError::new_err(format!("n_jobs: the system does not allow so many threads ({e})"))
    })
}

/// Works on every text, in order; the one that breaks down is called `place(n)`. On Ctrl-C no
/// more texts are begun.
pub fn each<T: Send, S: AsRef<str> + Sync>(
    py: Python,
    pool: &ThreadPool,
    texts: &[S],
    place: &(dyn Fn(usize) -> String + Sync),
    work: impl Fn(usize, &str) -> T + Sync,
) -> PyResult<Vec<T>> {
    let stop = AtomicBool::new(false);
    let careful = |n: usize, text: &S| {
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        catch_unwind(AssertUnwindSafe(|| Some(work(n, text.as_ref())))).map_err(|_| n)
    };
    let all = || -> Vec<Result<Option<T>, usize>> {
        pool.install(|| texts.par_iter().enumerate().map(|(n, text)| careful(n, text)).collect())
    };
    let (interrupted, done) = std::thread::scope(|scope| {
        let (sender, receiver) = channel::<()>();
        let worker = scope.spawn(|| {
            let done = all();
            drop(sender);
            done
        });
        let mut interrupted = Ok(());
        // The receiver is only moved in and out, so that it need not be shared.
        let mut waiting = Some(receiver);
        while let Some(receiver) = waiting.take() {
            let (receiver, ended) = py.detach(move || {
                let ended = receiver.recv_timeout(TICK) == Err(RecvTimeoutError::Disconnected);
                (receiver, ended)
            });
            interrupted = py.check_signals();
            if interrupted.is_err() {
                stop.store(true, Ordering::Relaxed);
            } else if !ended {
                waiting = Some(receiver);
            }
        }
        (interrupted, py.detach(move || worker.join()))
    });
    interrupted?;
    let done = done.map_err(|_| breakdown("job"))?;
    let mut out = Vec::with_capacity(done.len());
    for result in done {
        out.extend(result.map_err(|n| breakdown(&place(n)))?);
    }
    Ok(out)
}

/// The end of the batch that begins at `start`.
pub fn batch_end<S: AsRef<str>>(texts: &[S], start: usize) -> usize {
    let mut bytes = 0;
    let mut end = start;
    while end < texts.len() && end - start < BATCH.0 && (end == start || bytes < BATCH.1) {
        bytes += texts[end].as_ref().len();
        end += 1;
    }
    end
}

/// One long job. On Ctrl-C the call ends at once; the job's threads end when it is done.
pub fn long<T: Send + 'static>(
    py: Python,
    pool: ThreadPool,
    job: impl FnOnce() -> T + Send + 'static,
) -> PyResult<T> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let result = catch_unwind(AssertUnwindSafe(|| pool.install(job)));
        let _ = sender.send(result);
    });
    // The receiver is only moved in and out, so that it need not be shared.
    let mut waiting = Some(receiver);
    loop {
        let Some(receiver) = waiting.take() else { return Err(breakdown("job")) };
        let (receiver, result) = py.detach(move || {
            let result = receiver.recv_timeout(TICK);
            (receiver, result)
        });
        match result {
            Ok(Ok(done)) => return Ok(done),
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => return Err(breakdown("job")),
            Err(RecvTimeoutError::Timeout) => py.check_signals()?,
        }
        waiting = Some(receiver);
    }
}
