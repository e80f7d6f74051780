//! Labelled tables → rows.
//!
//! Comma, semicolon or tab is found out from the header; columns go by name,
//! others may be named. A row without text or label is left out and counted.

use crate::error::Error;

/// The names of the columns to read.
#[derive(Debug, Clone)]
pub struct Columns {
    /// Column of the claim's text.
    pub text: String,
    /// Column of the label.
    pub label: String,
    /// Column of the row's id.
    pub id: String,
    /// Column of the speaker.
    pub speaker: String,
    /// Column of the group that a split keeps together.
    pub group: String,
    /// Column of the language.
    pub lang: String,
}

impl Default for Columns {
    fn default() -> Self {
        let name = |s: &str| s.to_owned();
        Self {
            text: name("text"),
            label: name("label"),
            id: name("id"),
            speaker: name("speaker"),
            group: name("group"),
            lang: name("lang"),
        }
    }
}

/// One labelled claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The row's id, or its line.
    pub id: String,
    /// The claim.
    pub text: String,
    /// Its label; empty where the table has none.
    pub label: String,
    /// Its speaker, empty where not known.
    pub speaker: String,
    /// What it must stay together with, empty for nothing.
    pub group: String,
    /// The line of the file where it begins.
    pub line: u64,
    /// All fields as they stand, for slices and copies.
    pub fields: Vec<String>,
}

/// Rows of a table, and what was left out.
#[derive(Debug, Clone, Default)]
pub struct Dataset {
    /// The rows in the order of the file.
    pub rows: Vec<Row>,
    /// The header as it stands.
    pub header: Vec<String>,
    /// Reasons for rows left out, with the lines.
    pub dropped: Vec<(String, Vec<u64>)>,
}

impl Dataset {
    /// Keeps the rows whose `column` has one of `values`; `path` names the table in errors.
    ///
    /// # Errors
    /// [`Error::Input`] where there is no such column.
    pub fn keep(&mut self, column: &str, values: &[String], path: &str) -> Result<(), Error> {
        let at = self.header.iter().position(|h| h.eq_ignore_ascii_case(column)).ok_or_else(|| {
            Error::input(
                path,
                format!("no column {column:?} among {}, which --where asks for", self.header.join(", ")),
            )
        })?;
        self.rows
            .retain(|row| row.fields.get(at).is_some_and(|field| values.iter().any(|v| v == field.trim())));
        Ok(())
    }
}

/// The separator of a table: the one of comma, semicolon and tab that stands
/// most often in the first line.
pub fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or("");
    let count = |d: char| header.matches(d).count();
    [('\t', b'\t'), (';', b';'), (',', b',')]
        .into_iter()
        .max_by_key(|(c, byte)| (count(*c), *byte == b','))
        .map_or(b',', |(_, byte)| byte)
}

/// Reads a table from `text`; `path` names it in errors. With `labelled`, the
/// label column must be there and rows without a label are left out.
///
/// # Errors
/// [`Error::Input`] for a missing column, a row with the wrong number of
/// fields, or a table without rows.
pub fn read(text: &str, path: &str, columns: &Columns, labelled: bool) -> Result<Dataset, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(Error::input(
            path,
            "the file is empty; expected a table with a header and the columns text and label",
        ));
    }
    let delimiter = delimiter(text);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .map_err(|e| Error::input(path, e.to_string()))?
        .iter()
        .map(|h| h.trim().to_owned())
        .collect();
    let find = |name: &str| header.iter().position(|h| h.eq_ignore_ascii_case(name));
    let need = |name: &str, option: &str| {
        find(name).ok_or_else(|| {
            Error::input(
                path,
                format!("no column {name:?} among {}; name the right one with {option}", header.join(", ")),
            )
        })
    };
    let text_at = need(&columns.text, "--text-column")?;
    let label_at =
        if labelled { Some(need(&columns.label, "--label-column")?) } else { find(&columns.label) };
    let (id_at, speaker_at, group_at) = (find(&columns.id), find(&columns.speaker), find(&columns.group));
    let mut data = Dataset { header: header.clone(), ..Dataset::default() };
    let mut drop = |reason: &str, line: u64| match data.dropped.iter_mut().find(|(r, _)| r == reason) {
        Some((_, lines)) => lines.push(line),
        None => data.dropped.push((reason.to_owned(), vec![line])),
    };
    for record in reader.records() {
        let record = record.map_err(|e| table_error(path, &e, header.len()))?;
        let line = record.position().map_or(0, csv::Position::line);
        let field = |at: Option<usize>| at.and_then(|i| record.get(i)).unwrap_or("").trim().to_owned();
        let row_text = field(Some(text_at));
        let label = field(label_at);
        if row_text.is_empty() {
            drop("empty text", line);
            continue;
        }
        if labelled && label.is_empty() {
            drop("empty label", line);
            continue;
        }
        let id = match field(id_at) {
            id if id.is_empty() => line.to_string(),
            id => id,
        };
        data.rows.push(Row {
            id,
            text: row_text,
            label,
            speaker: field(speaker_at),
            group: field(group_at),
            line,
            fields: record.iter().map(str::to_owned).collect(),
        });
    }
    if data.rows.is_empty() {
        return Err(Error::input(path, "the table has no rows with text and label"));
    }
    Ok(data)
}

fn table_error(path: &str, error: &csv::Error, width: usize) -> Error {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, len, .. } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            Error::input(
                format!("{path}:{line}"),
                format!(
                    "found {len} fields, expected {width} as in the header; check for an unquoted separator or quotation mark"
                ),
            )
        }
        _ => Error::input(path, error.to_string()),
    }
}
