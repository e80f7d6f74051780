//! One claim, as JSON or as a row of a table → its fields by name.
//!
//! The same name works for both: `speaker.kind` is the field of an object in JSON and the
//! column `speaker_kind` of a table.

use serde_json::Value;

/// The fields of a claim.
pub trait Record {
    /// The values of a field, empty where it is null or empty; none where there is no such field.
    fn values(&self, name: &str) -> Option<Vec<String>>;

    /// The words of a field that could not be resolved to a name.
    fn words(&self, name: &str) -> Option<String>;

    /// The names of all fields.
    fn names(&self) -> Vec<String>;

    /// The first value of a field.
    fn value(&self, name: &str) -> Option<String> {
        self.values(name)?.into_iter().next()
    }
}

impl Record for Value {
    fn values(&self, name: &str) -> Option<Vec<String>> {
        let mut out = Vec::new();
        collect(field(self, name)?, &mut out);
        Some(out)
    }

    fn words(&self, name: &str) -> Option<String> {
        let words = field(self, name).and_then(|value| value.get("text"));
        plain(words.or_else(|| self.get(format!("{name}_text")))?)
    }

    fn names(&self) -> Vec<String> {
        self.as_object().map(|fields| fields.keys().cloned().collect()).unwrap_or_default()
    }
}

/// The field of a name, with dots for objects in objects, or flat as in a table.
fn field<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value
        .get(name)
        .or_else(|| name.split('.').try_fold(value, |value, part| value.get(part)))
        .or_else(|| value.get(name.replace('.', "_")))
}

/// The names that a value holds: of a list each, of an object that which it resolves to.
fn collect(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(value, out)),
        Value::Object(fields) => {
            let name = ["resolved", "name"].into_iter().find_map(|key| fields.get(key));
            out.extend(name.or_else(|| fields.get("text")).and_then(plain));
        }
        other => out.extend(plain(other)),
    }
}

fn plain(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// A row of a table with its header.
#[derive(Debug, Clone, Copy)]
pub struct TableRow<'a> {
    /// The names of the columns.
    pub header: &'a [String],
    /// The fields.
    pub fields: &'a csv::StringRecord,
}

impl TableRow<'_> {
    fn at(&self, name: &str) -> Option<&str> {
        let under = name.replace('.', "_");
        let at = self.header.iter().position(|h| h.eq_ignore_ascii_case(&under))?;
        self.fields.get(at).map(str::trim)
    }
}

impl Record for TableRow<'_> {
    fn values(&self, name: &str) -> Option<Vec<String>> {
        let field = self.at(name)?;
        Some(if field.is_empty() { Vec::new() } else { vec![field.to_owned()] })
    }

    fn words(&self, name: &str) -> Option<String> {
        self.at(&format!("{name}_text")).filter(|words| !words.is_empty()).map(str::to_owned)
    }

    fn names(&self) -> Vec<String> {
        self.header.to_vec()
    }
}
