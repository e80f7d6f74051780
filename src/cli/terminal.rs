//! What is known of the terminal: colour, width, whether anyone is watching.
//!
//! Standard error is written here and nowhere else.

use super::args::{Global, LogFormat};
use clap::ColorChoice;
use demarche::error::Error;
use serde_json::{Value, json};
use std::cell::Cell;
use std::io::{IsTerminal, Write};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Columns where no terminal says how many it has.
const WIDTH: usize = 100;

/// Narrower than this no table is readable; wider than the second no line is.
const WIDTHS: (usize, usize) = (40, 160);

/// Time between two lines of progress.
const TICK: Duration = Duration::from_millis(200);

/// Set where lines are to be JSON objects: when the run began.
static JSON: OnceLock<Instant> = OnceLock::new();

/// The terminal, or what stands in its place.
#[derive(Debug)]
pub struct Terminal {
    quiet: bool,
    verbose: bool,
    color: ColorChoice,
    watched: bool,
    progress: Cell<Option<Instant>>,
}

impl Terminal {
    /// Looks at the standard streams once.
    pub fn new(global: Global) -> Self {
        let json = global.log_format == LogFormat::Json;
        if json {
            JSON.get_or_init(Instant::now);
        }
        let watched = std::io::stderr().is_terminal() && !global.quiet && !json;
        Self {
            quiet: global.quiet,
            verbose: global.verbose > 0,
            color: global.color,
            watched,
            progress: Cell::new(None),
        }
    }

    /// Whether standard output is to be coloured.
    pub fn styled(&self) -> bool {
        match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never
            }
        }
    }

    /// Columns of standard output; a file's do not depend on where it is made.
    pub fn width(to_file: bool) -> usize {
        if to_file {
            return WIDTH;
        }
        let columns = || std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
        let known =
            || terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0));
        known().or_else(columns).unwrap_or(WIDTH).clamp(WIDTHS.0, WIDTHS.1)
    }

    /// Whether reports that are only news of the run are wanted.
    pub fn quiet(&self) -> bool {
        self.quiet
    }

    /// One line about an error.
    pub fn error(&self, error: &Error) {
        self.line("error", &error.to_string(), || json!({ "place": error.place() }));
    }

    /// One line worth knowing, unless `--quiet`.
    pub fn note(&self, message: &str) {
        if !self.quiet {
            self.line("note", message, || json!({}));
        }
    }

    /// One line for `--verbose`.
    pub fn detail(&self, message: impl FnOnce() -> String) {
        self.figures(|| (message(), json!({})));
    }

    /// One line for `--verbose`, with what it says as figures.
    pub fn figures(&self, message: impl FnOnce() -> (String, Value)) {
        if self.verbose {
            let (message, figures) = message();
            self.line("detail", &message, || figures);
        }
    }

    /// A line that is written over by the next; only where someone is watching
    /// and the output goes elsewhere.
    pub fn progress(&self, message: impl FnOnce() -> String) {
        if !self.watched || std::io::stdout().is_terminal() {
            return;
        }
        let now = Instant::now();
        if self.progress.get().is_none_or(|last| now.duration_since(last) >= TICK) {
            self.progress.set(Some(now));
            let _ = write!(std::io::stderr(), "\r\x1b[K{}", plain(&message()));
        }
    }

    /// As [`Self::progress`], of work whose output comes at its end, so that the line may
    /// stand where the output will.
    pub fn working(&self, message: impl FnOnce() -> String) {
        if self.watched {
            self.progress.set(Some(Instant::now()));
            let _ = write!(std::io::stderr(), "\r\x1b[K{}", plain(&message()));
        }
    }

    /// Takes the line of progress away.
    pub fn clear(&self) {
        if self.progress.take().is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }

    fn line(&self, level: &str, message: &str, more: impl FnOnce() -> Value) {
        self.clear();
        say(level, message, more);
    }
}

/// Writes a line; with `--log-format json` an object with `more` in it.
fn say(level: &str, message: &str, more: impl FnOnce() -> Value) {
    let line = match JSON.get() {
        None => format!("demarche: {}", plain(message)),
        Some(began) => {
            let seconds = (began.elapsed().as_secs_f64() * 1e3).round() / 1e3;
            let mut object = json!({ "level": level, "message": message, "seconds": seconds });
            if let (Some(object), Value::Object(more)) = (object.as_object_mut(), more()) {
                object.extend(more.into_iter().filter(|(_, value)| !value.is_null()));
            }
            object.to_string()
        }
    };
    // Nobody is left to be told where this fails.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Says where the program itself is wrong.
pub fn breakdown(panic: &std::panic::PanicHookInfo) {
    let place = panic.location().map_or(String::new(), |at| format!(" at {}:{}", at.file(), at.line()));
    let what = panic.payload_as_str().unwrap_or("no message");
    say("error", &format!("internal error{place}: {what}; please report it"), || json!({}));
}

/// `text` on one line and without anything that a terminal would obey.
pub fn plain(text: &str) -> String {
    let visible = |c: char| match c {
        '\n' | '\r' | '\t' => ' ',
        c if c.is_control() => '\u{fffd}',
        // Marks that reorder what stands around them.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c => c,
    };
    text.chars().map(visible).collect()
}
