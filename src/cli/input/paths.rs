//! Names of files and first bytes → which files, in which order, of which format.

use super::super::args::InputFormat;
use demarche::error::Error;
use std::path::{Path, PathBuf};

/// Endings of the files that a folder is searched for.
pub const EXTENSIONS: [&str; 11] =
    [".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".csv", ".tsv", ".jsonl", ".ndjson"];

/// The format that a file's ending stands for.
pub fn format(path: &Path) -> Option<InputFormat> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    Some(match extension.as_str() {
        "txt" | "text" => InputFormat::Text,
        "md" | "markdown" => InputFormat::Markdown,
        "html" | "htm" | "xhtml" => InputFormat::Html,
        "csv" | "tsv" => InputFormat::Csv,
        "jsonl" | "ndjson" => InputFormat::Jsonl,
        _ => return None,
    })
}

/// The format that the first bytes of a stream speak for; text where none does.
pub fn sniff(beginning: &[u8]) -> InputFormat {
    let bytes = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning).trim_ascii_start();
    let begins = |word: &[u8]| bytes.get(..word.len()).is_some_and(|b| b.eq_ignore_ascii_case(word));
    if begins(b"<!doctype html")
        || begins(b"<html")
        || begins(b"<?xml")
        || begins(b"<head")
        || begins(b"<body")
    {
        InputFormat::Html
    } else if bytes.first() == Some(&b'{') && bytes[1..].trim_ascii_start().first() == Some(&b'"') {
        InputFormat::Jsonl
    } else {
        InputFormat::Text
    }
}

/// The files under a folder, sorted by name within each folder, hidden ones left
/// out; all of them with `any`, otherwise those of a known ending. Links to
/// folders are not followed, so that no circle is walked.
pub fn under(folder: &Path, any: bool) -> impl Iterator<Item = Result<PathBuf, Error>> {
    let mut open = vec![Ok(folder.to_owned())];
    std::iter::from_fn(move || {
        loop {
            let path = match open.pop()? {
                Ok(path) => path,
                Err(error) => return Some(Err(error)),
            };
            if !path.is_dir() {
                return Some(Ok(path));
            }
            let name = path.display().to_string();
            match entries(&path, any) {
                // The last is taken first.
                Ok(entries) => open.extend(entries.into_iter().rev().map(Ok)),
                Err(source) => open.push(Err(Error::Io { path: name, source })),
            }
        }
    })
}

fn entries(folder: &Path, any: bool) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let is_folder = entry.file_type()?.is_dir();
        let is_file = path.is_file() && (any || format(&path).is_some());
        if !hidden && (is_folder || is_file) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
