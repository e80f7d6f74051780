//! Files, folders and standard input → records, in order, one at a time.
//!
//! A record that cannot be read is handed on as an error in its place, so that
//! whoever reads a long list can go on after it. Nothing here knows of claims.

pub mod decode;
mod html;
mod jsonl;
mod markdown;
mod paths;
mod table;

use super::args::{InputFormat, Texts, Unit};
use decode::Encoded;
use demarche::article::Article;
use demarche::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::PathBuf;

/// The name of standard input in errors, and its article's id.
const STDIN: &str = "standard input";
const STDIN_ID: &str = "stdin";

/// A text to work on.
#[derive(Debug)]
pub struct Record {
    /// The text and its id.
    pub article: Article,
    /// The speaker, where the record names one.
    pub speaker: String,
    /// Where it came from, for errors: `file.jsonl:12`.
    pub place: String,
}

/// A record, or why it could not be read.
pub type Item = Result<Record, Error>;

/// Takes records; says when it wants no more.
pub type Sink<'a> = dyn FnMut(Item) -> ControlFlow<()> + 'a;

/// What to read and how.
#[derive(Debug)]
pub struct Inputs {
    paths: Vec<PathBuf>,
    format: Option<InputFormat>,
    text_column: Option<String>,
    id_column: Option<String>,
    speaker_column: Option<String>,
    encoding: Option<&'static encoding_rs::Encoding>,
    limit: usize,
    unit: Unit,
}

impl Inputs {
    /// What the arguments name.
    ///
    /// # Errors
    /// Where there is nothing to read.
    pub fn new(texts: &Texts, unit: Unit, speaker_column: Option<&str>) -> Result<Self, Error> {
        use std::io::IsTerminal;
        if texts.inputs.is_empty() && std::io::stdin().is_terminal() {
            return Err(Error::input(
                "nothing to read",
                "name a file or a folder, or pipe a text in (see --help)",
            ));
        }
        let paths = if texts.inputs.is_empty() { vec!["-".into()] } else { texts.inputs.clone() };
        Ok(Self {
            paths,
            format: texts.input_format,
            text_column: texts.text_column.clone(),
            id_column: texts.id_column.clone(),
            speaker_column: speaker_column.map(str::to_owned),
            encoding: texts.encoding,
            limit: texts.max_article_bytes,
            unit,
        })
    }

    /// Hands every record to `sink`, in the order of the arguments; folders by name.
    pub fn read(&self, sink: &mut Sink) -> ControlFlow<()> {
        for path in &self.paths {
            if path.as_os_str() == "-" {
                self.stream(STDIN, STDIN_ID, self.format, std::io::stdin().lock(), sink)?;
            } else if path.is_dir() {
                self.folder(path, sink)?;
            } else {
                let id = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
                self.file(path, id, sink)?;
            }
        }
        ControlFlow::Continue(())
    }

    fn folder(&self, folder: &std::path::Path, sink: &mut Sink) -> ControlFlow<()> {
        let mut any = false;
        for file in paths::under(folder, self.format.is_some()) {
            any = true;
            match file {
                Ok(path) => {
                    // Files of subfolders go by their way down, so that no two share an id.
                    let id = path.strip_prefix(folder).unwrap_or(&path).with_extension("");
                    self.file(&path, id.to_string_lossy().replace('\\', "/"), sink)?;
                }
                Err(error) => sink(Err(error))?,
            }
        }
        if any {
            return ControlFlow::Continue(());
        }
        let expected = format!("no readable files; expected files ending in {}", paths::EXTENSIONS.join(" "));
        sink(Err(Error::input(folder.display().to_string(), expected)))
    }

    fn file(&self, path: &std::path::Path, id: String, sink: &mut Sink) -> ControlFlow<()> {
        let name = path.display().to_string();
        match File::open(path) {
            Ok(file) => {
                let format = self.format.or_else(|| paths::format(path));
                self.stream(&name, &id, format, BufReader::new(file), sink)
            }
            Err(source) => sink(Err(Error::Io { path: name, source })),
        }
    }

    /// Reads one file or stream, `name` in errors, its article's id or the beginning of
    /// its records' ids `id`.
    pub fn stream(
        &self,
        name: &str,
        id: &str,
        format: Option<InputFormat>,
        mut reader: impl BufRead,
        sink: &mut Sink,
    ) -> ControlFlow<()> {
        let place = &Place { name: name.to_owned(), id: id.to_owned() };
        let format = match format {
            Some(format) => format,
            None => match reader.fill_buf() {
                Ok(beginning) => paths::sniff(beginning),
                Err(source) => return sink(Err(Error::Io { path: place.name.clone(), source })),
            },
        };
        match format {
            InputFormat::Csv => table::read(self, place, Encoded::new(reader, self.encoding), sink),
            InputFormat::Jsonl => {
                jsonl::read(self, place, BufReader::new(Encoded::new(reader, self.encoding)), sink)
            }
            InputFormat::Text | InputFormat::Markdown | InputFormat::Html => {
                self.document(place, format, reader, sink)
            }
        }
    }

    /// Reads a file that is one article, or one claim a line.
    fn document(
        &self,
        place: &Place,
        format: InputFormat,
        reader: impl Read,
        sink: &mut Sink,
    ) -> ControlFlow<()> {
        let text = self.whole(place, format, reader);
        match (text, self.unit) {
            (Err(error), _) => sink(Err(error)),
            (Ok(text), Unit::Articles) => sink(self.record(place, place.id.clone(), text, String::new())),
            (Ok(text), Unit::Claims) => {
                let mut any = false;
                for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
                    any = true;
                    let id = format!("{}:{}", place.id, number + 1);
                    sink(self.record(
                        &place.line(number as u64 + 1),
                        id,
                        line.trim().to_owned(),
                        String::new(),
                    ))?;
                }
                if any { ControlFlow::Continue(()) } else { sink(Err(empty(&place.name))) }
            }
        }
    }

    fn whole(&self, place: &Place, format: InputFormat, reader: impl Read) -> Result<String, Error> {
        let mut bytes = Vec::new();
        // Markup is not text: a page may be longer than the article in it.
        let limit = if format == InputFormat::Html { self.limit.saturating_mul(4) } else { self.limit };
        reader.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(Error::io(place.name.as_str()))?;
        if bytes.len() > limit {
            return Err(too_long(&place.name, limit));
        }
        let encoding = match (self.encoding, format) {
            (None, InputFormat::Html) => html::declared_encoding(&bytes),
            (encoding, _) => encoding,
        };
        let text = decode::text(bytes, encoding, &place.name)?;
        Ok(match format {
            InputFormat::Html => html::article(&text, &place.name)?,
            InputFormat::Markdown => markdown::text(&text),
            _ => text,
        })
    }

    /// A record, where its text is one.
    fn record(&self, place: &Place, id: String, text: String, speaker: String) -> Item {
        if text.trim().is_empty() {
            return Err(empty(&place.name));
        }
        if text.len() > self.limit {
            return Err(too_long(&place.name, self.limit));
        }
        if !text.chars().any(char::is_alphabetic) {
            return Err(Error::input(
                &*place.name,
                format!("no sentences: found {} bytes without a letter, expected text", text.len()),
            ));
        }
        Ok(Record { article: Article::new(id, text), speaker, place: place.name.clone() })
    }
}

/// Where a record stands: its name in errors, and the stem of its id.
#[derive(Debug, Clone)]
struct Place {
    name: String,
    id: String,
}

impl Place {
    /// A line of it.
    fn line(&self, line: u64) -> Self {
        Self { name: format!("{}:{line}", self.name), id: self.id.clone() }
    }
}

fn empty(name: &str) -> Error {
    Error::input(name, "no text: found nothing but white space, expected sentences")
}

fn too_long(name: &str, limit: usize) -> Error {
    Error::input(
        name,
        format!("the text is longer than {limit} bytes; split it, or raise --max-article-bytes"),
    )
}
