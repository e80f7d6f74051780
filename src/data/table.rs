//! A delimited text → header and records, as they stand.
//!
//! Other than [`crate::dataset`], which reads what can be trained on, this keeps
//! every record, also those with too few fields, so that they can be told.

use crate::dataset::delimiter;
use crate::error::Error;

/// A line of the table; quoted fields may hold further lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The line where it begins, from 1.
    pub line: u64,
    /// Its fields.
    pub fields: Vec<String>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name in errors and reports.
    pub name: String,
    /// What stands between fields.
    pub delimiter: u8,
    /// The names of the columns.
    pub header: Vec<String>,
    /// All records.
    pub records: Vec<Record>,
}

impl Table {
    /// Reads `text`; comma, semicolon or tab is found out from the header.
    ///
    /// ```
    /// let table = demarche::data::table::Table::read("id,label\n1,demand\n", "a.csv").unwrap();
    /// assert_eq!(table.records[0].fields, ["1", "demand"]);
    /// assert_eq!(table.find("Label"), Some(1));
    /// ```
    ///
    /// # Errors
    /// [`Error::Input`] for an empty text or one that is no table.
    pub fn read(text: &str, name: &str) -> Result<Self, Error> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Err(Error::input(name, "the file is empty; expected a table with a header"));
        }
        let delimiter = delimiter(text);
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
        let fault = |e: csv::Error| Error::input(name, e.to_string());
        let header = reader.headers().map_err(fault)?.iter().map(|h| h.trim().to_owned()).collect();
        let mut records = Vec::new();
        for record in reader.records() {
            let record = record.map_err(fault)?;
            let line = record.position().map_or(0, csv::Position::line);
            records.push(Record { line, fields: record.iter().map(str::to_owned).collect() });
        }
        Ok(Self { name: name.to_owned(), delimiter, header, records })
    }

    /// The place of a column, whatever its case.
    pub fn find(&self, column: &str) -> Option<usize> {
        self.header.iter().position(|h| h.eq_ignore_ascii_case(column))
    }

    /// The place of a column that must be there; `option` names it on the command line.
    ///
    /// # Errors
    /// [`Error::Input`] where it is not.
    pub fn need(&self, column: &str, option: &str) -> Result<usize, Error> {
        self.find(column).ok_or_else(|| {
            Error::input(
                &self.name,
                format!(
                    "no column {column:?} among {}; name the right one with {option}",
                    self.header.join(", ")
                ),
            )
        })
    }

    /// The trimmed field of a record; empty where the record or the column ends before it.
    pub fn field<'a>(&self, record: &'a Record, column: Option<usize>) -> &'a str {
        column.and_then(|c| record.fields.get(c)).map_or("", |f| f.trim())
    }

    /// The header and the records that `keep` names, as text.
    ///
    /// # Errors
    /// [`Error::Input`] where a record has no valid form; not known to happen.
    pub fn write(&self, mut keep: impl FnMut(usize) -> bool) -> Result<String, Error> {
        let mut writer =
            csv::WriterBuilder::new().delimiter(self.delimiter).flexible(true).from_writer(Vec::new());
        let fault = |e: csv::Error| Error::input(&self.name, e.to_string());
        writer.write_record(&self.header).map_err(fault)?;
        for (n, record) in self.records.iter().enumerate() {
            if keep(n) {
                writer.write_record(&record.fields).map_err(fault)?;
            }
        }
        let bytes = writer.into_inner().map_err(|e| Error::input(&self.name, e.to_string()))?;
        String::from_utf8(bytes).map_err(|e| Error::input(&self.name, e.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_written_again() {
        let text = "id;text\n1;\"one; \"\"two\"\"\nthree\"\n2;plain\n";
        let table = Table::read(text, "t").unwrap();
        assert_eq!(table.records[1], Record { line: 4, fields: vec!["2".into(), "plain".into()] });
        assert_eq!(table.write(|_| true).unwrap(), text);
        assert_eq!(table.write(|n| n == 1).unwrap(), "id;text\n2;plain\n");
    }

    #[test]
    fn short_records_are_kept_and_read_as_empty() {
        let table = Table::read("a,b\n1\n", "t").unwrap();
        assert_eq!(table.field(&table.records[0], table.find("b")), "");
        assert!(table.need("c", "--c-column").unwrap_err().to_string().contains("--c-column"));
        assert!(Table::read(" \n", "t").is_err());
    }
}
