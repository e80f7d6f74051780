//! Where output goes, and one writer a file.
//!
//! A file is written beside its place and takes its name when it is complete;
//! what is not finished leaves nothing behind, but for `--resume`.

pub mod claims_csv;
pub mod claims_jsonl;
pub mod claims_table;
pub mod evaluation;
pub mod layout;
pub mod sentences;

use super::interrupt::writing;
use super::resume::{Earlier, Part};
use super::stats::Stats;
use super::stream::Mark;
use anstream::AutoStream;
use demarche::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Bytes gathered before they are written.
const BUFFER: usize = 64 << 10;

/// Where a command's output goes.
pub struct Output {
    target: Target,
    name: String,
}

enum Target {
    Standard(BufWriter<AutoStream<std::io::Stdout>>),
    /// A device or pipe, which cannot be replaced.
    Direct(BufWriter<File>),
    Aside(BufWriter<Aside>, PathBuf),
    /// What a later run can go on with.
    Part(Box<Part>),
}

/// A file without a name, which goes away unless it gets one.
struct Aside(Option<NamedTempFile>);

impl Write for Aside {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.as_mut().map_or(Ok(bytes.len()), |file| file.write(bytes))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if let Some(file) = self.0.take() {
            let path = file.path().to_owned();
            drop(file);
            writing().settled(&path);
        }
    }
}

impl Output {
    /// Standard output, or the file at `path`.
    ///
    /// # Errors
    /// Where the file, or one beside it, cannot be made.
    pub fn open(path: Option<&Path>) -> Result<Self, Error> {
        let Some(path) = path.filter(|p| *p != Path::new("-")) else {
            // Writers know whether to colour; this only helps consoles that need to be told.
            let stream = AutoStream::always(std::io::stdout());
            let target = Target::Standard(BufWriter::with_capacity(BUFFER, stream));
            return Ok(Self { target, name: "standard output".into() });
        };
        let name = path.display().to_string();
        let fail = |source| Error::Io { path: name.clone(), source };
        let target = match path.metadata() {
            Ok(existing) if existing.is_dir() => {
                return Err(fail(std::io::ErrorKind::IsADirectory.into()));
            }
            Ok(existing) if !existing.is_file() => {
                let file = File::options().write(true).open(path).map_err(fail)?;
                Target::Direct(BufWriter::with_capacity(BUFFER, file))
            }
            existing => {
                let place = place(path);
                let folder = place.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
                let permissions = existing.ok().map(|e| e.permissions());
                if permissions.as_ref().is_some_and(std::fs::Permissions::readonly) {
                    return Err(fail(std::io::ErrorKind::PermissionDenied.into()));
                }
                let file = beside(folder).map_err(fail)?;
                if let Some(permissions) = permissions {
                    file.as_file().set_permissions(permissions).map_err(fail)?;
                }
                writing().aside(file.path());
                Target::Aside(BufWriter::with_capacity(BUFFER, Aside(Some(file))), place)
            }
        };
        Ok(Self { target, name })
    }

    /// The file at `path`, as far as an earlier run came with it; `run` says what is
    /// run, and how.
    ///
    /// # Errors
    /// Where the file is none that can be gone on with.
    pub fn resume(path: &Path, run: u32) -> Result<(Self, Earlier), Error> {
        let name = path.display().to_string();
        if path.metadata().is_ok_and(|existing| !existing.is_file()) || path == Path::new("-") {
            return Err(Error::input(name, "no file that --resume could go on with; name one with -o"));
        }
        let (part, earlier) = Part::open(&place(path), run)?;
        writing().resumable(path);
        Ok((Self { target: Target::Part(Box::new(part)), name }, earlier))
    }

    /// Takes bytes: whole records, so that an interruption falls between them.
    ///
    /// # Errors
    /// Where they cannot be written.
    pub fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let _guard = writing();
        let written = match &mut self.target {
            Target::Standard(stream) => stream.write_all(bytes),
            Target::Direct(file) => file.write_all(bytes),
            Target::Aside(file, _) => file.write_all(bytes),
            Target::Part(part) => part.put(bytes),
        };
        written.map_err(Error::io(self.name.as_str()))
    }

    /// Hands on what has been gathered, where someone may be waiting for it.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn hand_on(&mut self) -> Result<(), Error> {
        let _guard = writing();
        let flushed = match &mut self.target {
            Target::Standard(stream) => stream.flush(),
            Target::Direct(file) => file.flush(),
            Target::Aside(..) | Target::Part(_) => Ok(()),
        };
        flushed.map_err(Error::io(self.name.as_str()))
    }

    /// Notes how far the run has come, for a later one.
    ///
    /// # Errors
    /// Where that cannot be written.
    pub fn checkpoint(&mut self, mark: Mark, stats: &Stats) -> Result<(), Error> {
        let Target::Part(part) = &mut self.target else { return Ok(()) };
        let _guard = writing();
        part.checkpoint(mark, stats).map_err(Error::io(self.name.as_str()))
    }

    /// Writes what is left and gives the file its name.
    ///
    /// # Errors
    /// Where that fails; then no file has been made or changed.
    pub fn finish(mut self) -> Result<(), Error> {
        self.hand_on()?;
        let fail = |source| Error::Io { path: self.name.clone(), source };
        match self.target {
            Target::Aside(file, place) => {
                let mut aside = file.into_inner().map_err(|error| fail(error.into_error()))?;
                let Some(file) = aside.0.take() else { return Ok(()) };
                file.as_file().sync_all().map_err(fail)?;
                let path = file.path().to_owned();
                let mut guard = writing();
                file.persist(place).map_err(|error| fail(error.error))?;
                guard.settled(&path);
                Ok(())
            }
            Target::Part(part) => {
                let _guard = writing();
                part.finish().map_err(fail)
            }
            Target::Standard(_) | Target::Direct(_) => Ok(()),
        }
    }

    /// Leaves nothing behind, not even for a later run.
    pub fn discard(self) {
        if let Target::Part(part) = self.target {
            part.discard();
        }
    }
}

/// A link stays a link: what it leads to is replaced.
fn place(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// Writes a whole file at once.
///
/// # Errors
/// As [`Output`].
pub fn file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut output = Output::open(Some(path))?;
    output.put(bytes)?;
    output.finish()
}

#[cfg(unix)]
fn beside(folder: &Path) -> std::io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    // What the user's umask leaves of it, as for any new file.
    let permissions = std::fs::Permissions::from_mode(0o666);
    tempfile::Builder::new().prefix(".demarche-").permissions(permissions).tempfile_in(folder)
}

#[cfg(not(unix))]
fn beside(folder: &Path) -> std::io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(".demarche-").tempfile_in(folder)
}
