//! Ctrl-C, or a request to end → an end between two records, with nothing
//! half-written left behind.
//!
//! Whoever writes holds [`writing`], so that the end never comes in the middle of
//! a record. Files that are written aside are entered here and taken away; what a
//! run with `--resume` has done so far stays, and is said.

use super::args::Global;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What is being written.
#[derive(Debug)]
pub struct Writing {
    /// Files that have no name yet.
    aside: Vec<PathBuf>,
    /// The output that the next run with `--resume` goes on with.
    resumable: Option<PathBuf>,
}

static WRITING: Mutex<Writing> = Mutex::new(Writing { aside: Vec::new(), resumable: None });

/// Holds an end back for as long as the guard lives.
pub fn writing() -> MutexGuard<'static, Writing> {
    WRITING.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Writing {
    /// Enters a file that goes away when the run ends early.
    pub fn aside(&mut self, path: &Path) {
        self.aside.push(path.to_owned());
    }

    /// Takes a file off the list: it has its name, or is gone.
    pub fn settled(&mut self, path: &Path) {
        self.aside.retain(|other| other != path);
    }

    /// Enters the output that can be resumed.
    pub fn resumable(&mut self, path: &Path) {
        self.resumable = Some(path.to_owned());
    }
}

/// Lets signals end the run cleanly. Where the system does not allow it they end
/// it as they always do.
#[cfg(unix)]
pub fn prepare(global: Global) {
    use signal_hook::consts::signal::{SIGHUP, SIGINT, SIGTERM};
    // What the caller ignores, as `nohup` does, stays ignored.
    let ignored = ignored();
    let wanted = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| ignored >> (signal - 1) & 1 == 0);
    let Ok(mut signals) = signal_hook::iterator::Signals::new(wanted) else { return };
    let end = move || {
        for signal in signals.forever() {
            finish(global);
            // Ends the process by the signal itself, so that a shell knows why.
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    };
    let _ = std::thread::Builder::new().name("signals".into()).spawn(end);
}

/// Signals are a matter of Unix; elsewhere a run that is broken off may leave a
/// file whose name begins with `.demarche-`.
#[cfg(not(unix))]
pub fn prepare(_: Global) {}

/// The signals that the caller has told the process to ignore, as bits from 0.
#[cfg(unix)]
fn ignored() -> u64 {
    use signal_hook::consts::signal::SIGHUP;
    let mask = |status: String| {
        let line = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?.trim();
        u64::from_str_radix(line, 16).ok()
    };
    // Where nobody says, hanging up does what it always does.
    std::fs::read_to_string("/proc/self/status").ok().and_then(mask).unwrap_or(1 << (SIGHUP - 1))
}

#[cfg(unix)]
fn finish(global: Global) {
    use std::time::Duration;
    // A pipe that nobody reads may hold the writer for ever; it is not waited for.
    let state = (0..20).find_map(|_| {
        let state = WRITING.try_lock().ok();
        if state.is_none() {
            std::thread::sleep(Duration::from_millis(50));
        }
        state
    });
    let mut message = "interrupted".to_owned();
    if let Some(state) = &state {
        for path in &state.aside {
            let _ = std::fs::remove_file(path);
        }
        if let Some(path) = &state.resumable {
            message = format!("interrupted; the same command goes on with {}", path.display());
        }
    }
    super::terminal::Terminal::new(global).note(&message);
    // No writer goes on before the process ends.
    std::mem::forget(state);
}
