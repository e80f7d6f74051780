//! Text → blocks that no sentence crosses: paragraphs, and lines unless they are wrapped prose.

use super::item::marker;
use crate::span::Span;

/// Runs of text that a sentence cannot cross: paragraphs at blank lines, and
/// single lines unless they are wrapped prose.
pub(super) fn blocks(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut paragraph: Vec<Span> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(start, start + line.len());
        start = span.end;
        if line.trim().is_empty() {
            close(text, &mut paragraph, &mut out);
        } else {
            paragraph.push(span);
        }
    }
    close(text, &mut paragraph, &mut out);
    out
}

/// Ends a paragraph: one block where its lines are wrapped, else one for each line.
fn close(text: &str, lines: &mut Vec<Span>, out: &mut Vec<Span>) {
    let widths: Vec<usize> = lines.iter().map(|l| l.of(text).trim().len()).collect();
    let widest = widths.iter().copied().max().unwrap_or(0);
    let last = lines.len().saturating_sub(1);
    // Wrapped prose fills its lines: all but the last are near the widest.
    let filled = widths[..last].iter().filter(|w| **w * 10 >= widest * 6).count();
    let wrapped = (45..=130).contains(&widest) && last > 0 && filled * 10 >= last * 9;
    let mut block: Option<Span> = None;
    for line in lines.drain(..) {
        let goes_on = wrapped
            && !opens_item(line.of(text))
            && !line.of(text).starts_with([' ', '\t'])
            && block.is_some_and(|b| !ends_line(b.of(text)));
        if let (Some(b), true) = (&mut block, goes_on) {
            b.end = line.end;
        } else {
            out.extend(block.take());
            block = Some(line);
        }
    }
    out.extend(block);
}

/// Whether a wrapped line stops for good (a colon or terminator at its end).
fn ends_line(line: &str) -> bool {
    line.trim_end().ends_with([':', '!', '?']) || line.trim_end().ends_with("...")
}

/// Whether a line begins with a list marker: `- `, `• `, `3. `, `(b) `.
fn opens_item(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(['•', '⁃', '‣', '◦', '▪', '■', '●', '*', '#', '|', '>'])
        || line.starts_with("- ")
        || line.starts_with("– ")
        || marker(line).is_some()
}
