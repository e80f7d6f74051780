//! A table with one article, or one claim, a row → records.
//!
//! Reads row by row; a row with the wrong number of fields or broken text is an
//! error in its place, and the rows after it go on.

use super::decode::{self, Encoded};
use super::{Inputs, Item, Place, Sink};
use demarche::dataset::delimiter;
use demarche::error::Error;
use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;

/// The longest header that is looked for.
const HEADER: usize = 1 << 20;

/// Fields of a row beside the text, in bytes, before a row counts as endless.
const BESIDE: usize = 1 << 20;

/// Hands every row to `sink`.
pub fn read(
    inputs: &Inputs,
    place: &Place,
    reader: Encoded<impl BufRead>,
    sink: &mut Sink,
) -> ControlFlow<()> {
    match Table::open(inputs, place, reader) {
        Ok(mut table) => {
            let mut any = false;
            while let Some(item) = table.next(inputs, place) {
                any = true;
                let fatal = matches!(item, Err(Error::Io { .. }));
                sink(item)?;
                if fatal {
                    return ControlFlow::Continue(());
                }
            }
            if any {
                ControlFlow::Continue(())
            } else {
                sink(Err(Error::input(&*place.name, "the table has a header and no rows")))
            }
        }
        Err(error) => sink(Err(error)),
    }
}

struct Table<R: Read> {
    reader: csv::Reader<R>,
    header: Vec<String>,
    text: usize,
    id: Option<usize>,
    speaker: Option<usize>,
    record: csv::ByteRecord,
}

/// The first line, and then all from the first byte on.
type Whole<R> = std::io::Chain<std::io::Cursor<Vec<u8>>, BufReader<Encoded<R>>>;

impl<R: BufRead> Table<Whole<R>> {
    fn open(inputs: &Inputs, place: &Place, mut reader: Encoded<R>) -> Result<Self, Error> {
        let fail = Error::io(place.name.as_str());
        // Twice: the first line, and a header that goes over several.
        reader.allow(2 * HEADER);
        let mut reader = BufReader::new(reader);
        let mut first = Vec::new();
        (&mut reader).take(HEADER as u64).read_until(b'\n', &mut first).map_err(fail)?;
        if first.trim_ascii().is_empty() {
            return Err(super::empty(&place.name));
        }
        let separator = delimiter(&String::from_utf8_lossy(&first));
        let whole = std::io::Cursor::new(first).chain(reader);
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(whole);
        let header: Vec<String> = reader
            .headers()
            .map_err(|error| failed(&place.name, error))?
            .iter()
            .map(|name| name.trim().to_owned())
            .collect();
        let find = |name: &str| header.iter().position(|h| h.eq_ignore_ascii_case(name));
        let text_name = inputs.text_column.as_deref().unwrap_or("text");
        let text = find(text_name).ok_or_else(|| missing(place, text_name, &header, "--text-column"))?;
        let id = match &inputs.id_column {
            Some(name) => Some(find(name).ok_or_else(|| missing(place, name, &header, "--id-column"))?),
            None => find("id"),
        };
        let speaker = match &inputs.speaker_column {
            Some(name) => Some(find(name).ok_or_else(|| missing(place, name, &header, "--speaker-column"))?),
            None => find("speaker"),
        };
        Ok(Self { reader, text, id, speaker, header, record: csv::ByteRecord::new() })
    }

    /// The next row; after an [`Error::Io`] there is none.
    fn next(&mut self, inputs: &Inputs, place: &Place) -> Option<Item> {
        self.reader.get_mut().get_mut().1.get_mut().allow(inputs.limit.saturating_add(BESIDE));
        let line = self.reader.position().line();
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => Some(self.row(inputs, place)),
            Ok(false) => None,
            Err(error) => Some(Err(failed(&place.line(line).name, error))),
        }
    }

    fn row(&self, inputs: &Inputs, place: &Place) -> Item {
        let line = self.record.position().map_or(0, csv::Position::line);
        let here = place.line(line);
        if self.record.len() != self.header.len() {
            let (found, expected) = (self.record.len(), self.header.len());
            return Err(Error::input(
                here.name,
                format!(
                    "found {found} fields, expected {expected} as in the header; check for an unquoted separator or quotation mark"
                ),
            ));
        }
        let field = |at: usize| {
            let bytes = self.record.get(at).unwrap_or_default();
            let column = || format!("{}, column {}", here.name, self.header[at]);
            if let Some(at) = memchr::memchr(0, bytes) {
                return Err(decode::nul(&column(), &bytes[..at]));
            }
            let text = std::str::from_utf8(bytes).map_err(|error| Error::Encoding {
                path: column(),
                place: format!("byte {}", error.valid_up_to() + 1),
                encoding: "UTF-8",
            })?;
            Ok(text)
        };
        let text = field(self.text)?;
        let speaker = self.speaker.map_or(Ok(""), field)?.trim().to_owned();
        let id = match self.id.map(field).transpose()? {
            Some(id) if !id.trim().is_empty() => id.trim().to_owned(),
            _ => format!("{}:{line}", place.id),
        };
        // As it stands: offsets count in it.
        inputs.record(&here, id, text.to_owned(), speaker)
    }
}

fn missing(place: &Place, name: &str, header: &[String], option: &str) -> Error {
    Error::input(
        &*place.name,
        format!("no column {name:?} among {}; name the right one with {option}", header.join(", ")),
    )
}

/// What the csv crate could not do; all else is in the rows.
fn failed(name: &str, error: csv::Error) -> Error {
    let line = error.position().map(csv::Position::line);
    let path = line.map_or_else(|| name.to_owned(), |line| format!("{name}:{line}"));
    match error.into_kind() {
        csv::ErrorKind::Io(source) => Error::Io { path, source },
        csv::ErrorKind::Utf8 { err, .. } => Error::Encoding {
            path,
            place: format!("field {} of the header", err.field() + 1),
            encoding: "UTF-8",
        },
        _ => Error::input(path, "not a table"),
    }
}
