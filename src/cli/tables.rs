//! Labelled tables → rows for training and evaluation, and what was left out.

use super::args::Tables;
use super::input::decode;
use demarche::dataset::{self, Columns, Dataset, Row};
use demarche::error::Error;
use std::io::Read;
use std::path::Path;

/// The longest claim, in bytes; a longer one is a damaged table.
const LONGEST: usize = 1 << 20;

/// Lines named of those left out for one reason.
const NAMED: usize = 5;

/// The rows of one or more tables.
#[derive(Debug)]
pub struct Labelled {
    /// The rows, in order.
    pub rows: Vec<Row>,
    /// The table of each row.
    pub files: Vec<String>,
    /// What was read and left out, a line a table.
    pub summary: Vec<String>,
    /// CRC-32 of the tables' bytes as they stand, in hexadecimal.
    pub crc32: String,
    /// Whether rows have groups.
    pub grouped: bool,
    /// The header of each table, with the number of the first row after its own.
    pub headers: Vec<(usize, Vec<String>)>,
}

impl Labelled {
    /// The value of a column in each row; empty in rows of tables without it.
    ///
    /// # Errors
    /// Where no table has the column.
    pub fn column(&self, name: &str) -> Result<Vec<String>, Error> {
        let mut out = Vec::with_capacity(self.rows.len());
        let mut found = false;
        for (end, header) in &self.headers {
            let at = header.iter().position(|h| h.eq_ignore_ascii_case(name));
            found |= at.is_some();
            let field =
                |row: &Row| at.and_then(|i| row.fields.get(i)).map_or(String::new(), |f| f.trim().to_owned());
            out.extend(self.rows[out.len()..*end].iter().map(field));
        }
        if found {
            return Ok(out);
        }
        let names: Vec<&str> =
            self.headers.iter().flat_map(|(_, header)| header.iter().map(String::as_str)).collect();
        Err(Error::input("--slice", format!("no column {name:?} among {}", names.join(", "))))
    }
}

/// Reads the tables and keeps the rows that `--where` asks for.
///
/// # Errors
/// Where a table cannot be read, or no row is left.
pub fn read(args: &Tables) -> Result<Labelled, Error> {
    let columns = Columns {
        text: args.text_column.clone(),
        label: args.label_column.clone(),
        id: args.id_column.clone(),
        speaker: args.speaker_column.clone(),
        group: args.group_column.clone(),
        ..Columns::default()
    };
    let mut all = Labelled {
        rows: Vec::new(),
        files: Vec::new(),
        summary: Vec::new(),
        crc32: String::new(),
        grouped: false,
        headers: Vec::new(),
    };
    let mut crc = crc32fast::Hasher::new();
    for path in &args.files {
        let (name, bytes) = whole(path)?;
        crc.update(&bytes);
        let text = decode::text(bytes, args.encoding, &name)?;
        let mut data = dataset::read(&text, &name, &columns, true)?;
        let read = data.rows.len();
        for condition in &args.conditions {
            data.keep(&condition.column, &condition.values, &name)?;
        }
        check(&data, &name, &columns)?;
        all.summary.push(summary(&name, &data, read));
        all.files.extend(data.rows.iter().map(|_| name.clone()));
        all.rows.append(&mut data.rows);
        all.headers.push((all.rows.len(), data.header));
    }
    if all.rows.is_empty() {
        return Err(Error::input("--where", "no row has one of the values asked for"));
    }
    all.crc32 = format!("{:08x}", crc.finalize());
    all.grouped = all.rows.iter().any(|row| !row.group.is_empty());
    Ok(all)
}

/// The bytes of a file or of standard input, and its name.
///
/// # Errors
/// Where it cannot be read.
pub fn whole(path: &Path) -> Result<(String, Vec<u8>), Error> {
    if path.as_os_str() == "-" {
        let name = "standard input".to_owned();
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(Error::io(name.as_str()))?;
        return Ok((name, bytes));
    }
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(Error::io(name.as_str()))?;
    Ok((name, bytes))
}

fn check(data: &Dataset, name: &str, columns: &Columns) -> Result<(), Error> {
    match data.rows.iter().find(|row| row.text.len() > LONGEST) {
        None => Ok(()),
        Some(row) => Err(Error::input(
            format!("{name}:{}", row.line),
            format!(
                "column {}: a text of {} bytes, expected a claim of at most {LONGEST}; look for an unclosed quotation mark",
                columns.text,
                row.text.len()
            ),
        )),
    }
}

fn summary(name: &str, data: &Dataset, read: usize) -> String {
    let mut line = format!("{name}: {read} rows");
    let left_out: usize = data.dropped.iter().map(|(_, lines)| lines.len()).sum();
    if left_out > 0 {
        let reason = |(reason, lines): &(String, Vec<u64>)| {
            let named: Vec<String> = lines.iter().take(NAMED).map(u64::to_string).collect();
            let more = if lines.len() > NAMED { ", …" } else { "" };
            format!("{} with {reason} (line {}{more})", lines.len(), named.join(", "))
        };
        let reasons: Vec<String> = data.dropped.iter().map(reason).collect();
        line = format!("{line}, left out: {}", reasons.join("; "));
    }
    if data.rows.len() < read {
        line = format!("{line}; {} of them by --where", data.rows.len());
    }
    line
}

/// The group of each row; a row without one is its own.
pub fn groups(rows: &[Row]) -> Vec<String> {
    let own =
        |(n, row): (usize, &Row)| if row.group.is_empty() { format!("\0{n}") } else { row.group.clone() };
    rows.iter().enumerate().map(own).collect()
}
