//! Text → sentences.
//!
//! Rules over characters, made for news: abbreviations and titles, initials,
//! decimals and times, ellipses, closing quotation marks, list items, headings
//! and lines that are wrapped. The sentences tile the text: each one runs up
//! to the first character of the next, white space included, and nothing is
//! lost. Knows nothing of words beyond its lists.
//!
//! `“We will not go,” he said. Mr. Ostrand left at 5 p.m. Tuesday.` → two.

mod abbreviation;
mod block;
mod end;
mod item;

use crate::span::Span;
use block::blocks;
use end::block_ends;

/// The sentences of `text`, in order; they tile it.
///
/// ```
/// let text = "Mr. Ostrand left at 5 p.m. Tuesday. He said no.";
/// let all: Vec<&str> = demarche::sentence::sentences(text).iter().map(|s| s.of(text)).collect();
/// assert_eq!(all, ["Mr. Ostrand left at 5 p.m. Tuesday. ", "He said no."]);
/// ```
pub fn sentences(text: &str) -> Vec<Span> {
    let mut ends = Vec::new();
    for block in blocks(text) {
        block_ends(text, block, &mut ends);
        ends.push(block.end);
    }
    tiles(text, &ends)
}

/// Spans between the ends, each grown over the white space that follows it;
/// ends with nothing but white space before them are dropped.
fn tiles(text: &str, ends: &[usize]) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut start = 0;
    for &end in ends {
        // A page number alone is no sentence.
        if end <= start || !text[start..end].contains(char::is_alphabetic) {
            continue;
        }
        let gap = text[end..].len() - text[end..].trim_start().len();
        out.push(Span::new(start, end + gap));
        start = end + gap;
    }
    if start < text.len() {
        match out.last_mut() {
            Some(last) => last.end = text.len(),
            None => out.push(Span::new(0, text.len())),
        }
    }
    out
}
