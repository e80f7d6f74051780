//! JSON lines with one article, or one claim, a line → records.
//!
//! The text is the field `text`, `body` or `content`, the id `id` or `url`,
//! where the user names no other. A line that is no such object is an error in
//! its place, and the lines after it go on.

use super::{Inputs, Item, Place, Sink};
use demarche::error::Error;
use serde_json::{Map, Value};
use std::io::{BufRead, Read};
use std::ops::ControlFlow;

/// Fields of a line beside the text, and escapes in it, in bytes.
const BESIDE: usize = 1 << 20;

/// Hands every line to `sink`.
pub fn read(inputs: &Inputs, place: &Place, mut reader: impl BufRead, sink: &mut Sink) -> ControlFlow<()> {
    // Escapes may make a text twice as long.
    let limit = inputs.limit.saturating_mul(2).saturating_add(BESIDE);
    let mut bytes = Vec::new();
    let mut any = false;
    for number in 1.. {
        let here = place.line(number);
        bytes.clear();
        let item = match (&mut reader).take(limit as u64).read_until(b'\n', &mut bytes) {
            Ok(0) => break,
            Ok(_) if bytes.len() == limit && bytes.last() != Some(&b'\n') => match skip_line(&mut reader) {
                Ok(()) => Err(super::too_long(&here.name, inputs.limit)),
                Err(source) => return sink(Err(Error::Io { path: here.name, source })),
            },
            Ok(_) if bytes.trim_ascii().is_empty() => continue,
            Ok(_) => line(inputs, &here, number, &bytes),
            Err(source) => return sink(Err(Error::Io { path: here.name, source })),
        };
        any = true;
        sink(item)?;
    }
    if any { ControlFlow::Continue(()) } else { sink(Err(super::empty(&place.name))) }
}

/// Passes over the rest of a line, keeping none of it.
fn skip_line(reader: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let bytes = reader.fill_buf()?;
        let (length, ended) = match memchr::memchr(b'\n', bytes) {
            Some(at) => (at + 1, true),
            None => (bytes.len(), bytes.is_empty()),
        };
        reader.consume(length);
        if ended {
            return Ok(());
        }
    }
}

fn line(inputs: &Inputs, place: &Place, number: u64, bytes: &[u8]) -> Item {
    let text = std::str::from_utf8(bytes).map_err(|error| Error::Encoding {
        path: place.name.clone(),
        place: format!("byte {}", error.valid_up_to() + 1),
        encoding: "UTF-8",
    })?;
    let object: Map<String, Value> = serde_json::from_str(text).map_err(|error| {
        Error::input(&*place.name, format!("not a JSON object, at byte {}: {}", error.column(), what(&error)))
    })?;
    let text = match &inputs.text_column {
        Some(name) => object.get(name),
        None => ["text", "body", "content"].iter().find_map(|name| object.get(*name)),
    };
    let Some(Value::String(text)) = text else {
        let wanted = inputs.text_column.as_deref().unwrap_or("text, body or content");
        let kind = if text.is_some() { "no string in" } else { "no" };
        let found = object.keys().take(12).map(String::as_str).collect::<Vec<_>>().join(", ");
        return Err(Error::input(
            &*place.name,
            format!("{kind} field {wanted} among {found}; name the right one with --text-column"),
        ));
    };
    if let Some(at) = memchr::memchr(0, text.as_bytes()) {
        return Err(super::decode::nul(&place.name, &text.as_bytes()[..at]));
    }
    let id = match &inputs.id_column {
        Some(name) => object.get(name),
        None => ["id", "url"].iter().find_map(|name| object.get(*name)),
    };
    let id = match id {
        Some(Value::String(id)) if !id.is_empty() => id.clone(),
        Some(Value::Number(id)) => id.to_string(),
        _ => format!("{}:{number}", place.id),
    };
    let speaker = object
        .get(inputs.speaker_column.as_deref().unwrap_or("speaker"))
        .and_then(Value::as_str)
        .unwrap_or_default();
    inputs.record(place, id, text.clone(), speaker.to_owned())
}

/// What `serde_json` found, without the place that is said already.
fn what(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or_default().to_owned()
}
