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

/// The longest sentence, in bytes, some seven hundred words. What is longer, a text
/// without a full stop or a hostile one, is cut between words: the work on a sentence
/// grows faster than its length, and so an article's stays in proportion.
const LONGEST: usize = 4096;

/// Spans between the ends, each grown over the white space that follows it;
/// ends with nothing but white space before them are dropped.
fn tiles(text: &str, ends: &[usize]) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let (mut start, mut looked) = (0, 0);
    for &end in ends {
        // A page number alone is no sentence.
        if end <= start || !text[looked.max(start)..end].contains(char::is_alphabetic) {
            looked = looked.max(end);
            continue;
        }
        let gap = text[end..].len() - text[end..].trim_start().len();
        cut(text, Span::new(start, end + gap), &mut out);
        start = end + gap;
    }
    if start < text.len() {
        let start = out.pop().map_or(0, |last| last.start);
        cut(text, Span::new(start, text.len()), &mut out);
    }
    out
}

/// A sentence, in pieces where it is too long.
fn cut(text: &str, span: Span, out: &mut Vec<Span>) {
    let mut rest = span;
    while rest.end - rest.start > LONGEST {
        let limit = text.floor_char_boundary(rest.start + LONGEST);
        let words = text[rest.start..limit].rfind(char::is_whitespace).map(|at| rest.start + at);
        let at = words.filter(|at| *at > rest.start).unwrap_or(limit);
        let end = at + (text[at..rest.end].len() - text[at..rest.end].trim_start().len());
        if end >= rest.end {
            break;
        }
        out.push(Span::new(rest.start, end));
        rest = Span::new(end, rest.end);
    }
    out.push(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_without_end_is_cut_between_words() {
        let text = "said ".repeat(10_000) + "so. " + &"x".repeat(10_000) + " it went.";
        let all = sentences(&text);
        assert!(all.iter().all(|span| span.end - span.start <= LONGEST));
        assert!(all.windows(2).all(|pair| pair[0].end == pair[1].start));
        assert_eq!((all[0].start, all[all.len() - 1].end), (0, text.len()));
        assert!(all[..12].iter().all(|span| text[..span.end].ends_with("said ")));
    }

    #[test]
    fn numbers_without_words_belong_to_the_next_sentence() {
        let text = "1. 2. 3. He left.";
        assert_eq!(sentences(text), [Span::new(0, text.len())]);
    }
}
