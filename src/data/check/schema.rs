//! Tables → rows that can be checked, and the faults of those that cannot.

use super::{Fault, Options, Place, Row};
use crate::data::table::{Record, Table};
use crate::error::Error;
use rustc_hash::FxHashMap;

/// Reads the rows of `table` behind those of `rows`. With `several` tables, those
/// without a split column are parts themselves.
pub fn read(
    table: &Table,
    options: &Options,
    several: bool,
    rows: &mut Vec<Row>,
    faults: &mut Vec<Fault>,
) -> Result<(), Error> {
    let columns = &options.columns;
    let text = Some(table.need(&columns.text, "--text-column")?);
    let label = Some(table.need(&columns.label, "--label-column")?);
    let [id, speaker, group, split] =
        [&columns.id, &columns.speaker, &columns.group, &options.split_column].map(|c| table.find(c));
    let by = options.by.iter().map(|c| table.need(c, "--by")).collect::<Result<Vec<_>, _>>()?;
    let mut faults = Faults { table, faults };
    for (n, name) in table.header.iter().enumerate() {
        if name.is_empty() {
            faults.add("column without a name", &format!("column {}", n + 1), None);
        } else if table.header[..n].iter().any(|other| other.eq_ignore_ascii_case(name)) {
            faults.add("column twice", &format!("{name:?}; the first one counts"), None);
        }
    }
    for record in &table.records {
        if record.fields.len() != table.header.len() {
            let message =
                format!("{} fields, expected {} as in the header", record.fields.len(), table.header.len());
            faults.add("wrong number of fields", &message, Some(record));
            continue;
        }
        if let Some(sign) = record.fields.iter().find_map(|f| wrong_sign(f)) {
            faults.add("text of a wrong encoding", sign, Some(record));
        }
        let field = |column| table.field(record, column).to_owned();
        let place = Place {
            file: table.name.clone(),
            line: record.line,
            id: Some(field(id)).filter(|id| !id.is_empty()).unwrap_or_else(|| record.line.to_string()),
            text: field(text),
            label: field(label),
            split: if split.is_some() || !several { field(split) } else { table.name.clone() },
        };
        if id.is_some() && field(id).is_empty() {
            faults.add("empty id", "rows are referred to by line", Some(record));
        }
        if split.is_some() && place.split.is_empty() {
            faults.add("empty split", "the row belongs to no part", Some(record));
        }
        if place.text.is_empty() || place.label.is_empty() {
            faults.add(
                if place.text.is_empty() { "empty text" } else { "empty label" },
                "the row is left out",
                Some(record),
            );
            continue;
        }
        if !options.labels.is_empty() && !options.labels.contains(&place.label) {
            faults.add(
                "unknown label",
                &format!("{:?}, expected one of {}", place.label, options.labels.join(", ")),
                Some(record),
            );
        }
        rows.push(Row {
            place,
            speaker: field(speaker),
            group: field(group),
            values: by.iter().map(|c| field(Some(*c))).collect(),
        });
    }
    Ok(())
}

/// Finds ids that stand twice.
pub fn ids(rows: &[Row], faults: &mut Vec<Fault>) {
    let mut seen: FxHashMap<&str, &Place> = FxHashMap::default();
    for Row { place, .. } in rows {
        if let Some(first) = seen.insert(&place.id, place) {
            let places = [first, place].map(|p| format!("{}:{}", p.file, p.line)).to_vec();
            faults.push(Fault { kind: "id twice", message: format!("{:?}", place.id), places });
        }
    }
}

/// Traces of text that was decoded wrongly on its way here.
fn wrong_sign(field: &str) -> Option<&'static str> {
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if field.contains('\u{fffd}') {
        Some("replacement character U+FFFD")
    } else if ["â€", "Ã©", "Ã¨", "Ã¼", "Ã¶", "Ã¤", "Â "].iter().any(|m| field.contains(m)) {
        Some("UTF-8 read as Windows-1252, such as \"â€™\" for ’")
    } else if field.chars().any(control) {
        Some("control character")
    } else {
        None
    }
}

struct Faults<'a> {
    table: &'a Table,
    faults: &'a mut Vec<Fault>,
}

impl Faults<'_> {
    /// Counts a fault; equal ones go together.
    fn add(&mut self, kind: &'static str, message: &str, record: Option<&Record>) {
        let place =
            record.map_or_else(|| self.table.name.clone(), |r| format!("{}:{}", self.table.name, r.line));
        match self.faults.iter_mut().find(|f| f.kind == kind && f.message == message) {
            Some(fault) => fault.places.push(place),
            None => self.faults.push(Fault { kind, message: message.to_owned(), places: vec![place] }),
        }
    }
}
