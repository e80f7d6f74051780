//! Article → quotations.
//!
//! Pairs the marks inside each paragraph (curly, straight, low-high, angle,
//! doubled backticks and apostrophes), tells apostrophes from single quotation
//! marks, and joins a quotation that opens again in the next paragraph. An odd
//! mark never costs more than its own paragraph.

use crate::span::Span;

/// A quotation, its marks included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// From the opening mark to past the closing one.
    pub span: Span,
    /// What stands between the marks.
    pub inner: Span,
    /// Whether it goes on from the paragraph before (opened there, never closed).
    pub continued: bool,
    /// Whether it was never closed in its paragraph.
    pub open: bool,
}

impl Quote {
    /// Whether it reads as speech rather than a quoted word or name: four words
    /// or more, or punctuation of its own.
    pub fn is_speech(&self, text: &str) -> bool {
        let inner = self.inner.of(text).trim();
        inner.split_whitespace().count() >= 4 || inner.ends_with(['.', ',', '!', '?'])
    }
}

/// The outermost quotations of `text`, in order, never overlapping.
pub fn quotes(text: &str) -> Vec<Quote> {
    let mut out: Vec<Quote> = Vec::new();
    let mut open_before = false;
    for paragraph in paragraphs(text) {
        if paragraph.of(text).trim().is_empty() {
            continue;
        }
        let from = out.len();
        pair(text, paragraph, &mut out);
        if open_before
            && let Some(first) =
                out.get_mut(from).filter(|q| text[paragraph.start..q.span.start].trim().is_empty())
        {
            first.continued = true;
        }
        open_before = out[from..].last().is_some_and(|q| q.open);
    }
    out
}

/// Runs of lines that a quotation may span.
fn paragraphs(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        let body = line.trim_end();
        if body.is_empty() || body.ends_with(['.', '!', '?', ':', '”', '"', '’', '»']) || at == text.len()
        {
            out.push(Span::new(start, at));
            start = at;
        }
    }
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Double,
    Straight,
    Angle,
    Ticks,
    Single,
    StraightSingle,
}

fn pair(text: &str, paragraph: Span, out: &mut Vec<Quote>) {
    let s = paragraph.of(text);
    let mut open: Option<(Style, usize, usize)> = None;
    let mut skip = 0;
    for (at, c) in s.char_indices() {
        if at < skip || !crate::token::is_quote(c) {
            continue;
        }
        let width = c.len_utf8();
        let before = s[..at].chars().next_back();
        let after = s[at + width..].chars().next();
        let doubled = matches!(c, '\'' | '`') && after == Some(c);
        let opens_here = before.is_none_or(|b| {
            b.is_whitespace() || matches!(b, '(' | '[' | '—' | '–' | '-' | '…') || crate::token::is_quote(b)
        }) && after.is_some_and(|a| !a.is_whitespace());
        let mark = if doubled { 2 * width } else { width };
        if doubled {
            skip = at + mark;
        }
        let (style, opening, closing) = match c {
            '“' | '„' | '‟' => {
                (Style::Double, true, open.is_some_and(|o| o.0 == Style::Double) && !opens_here)
            }
            '”' => (Style::Double, open.is_none() && opens_here, true),
            '«' | '‹' => (Style::Angle, true, false),
            '»' | '›' => (Style::Angle, false, true),
            '"' | '＂' => (
                Style::Straight,
                opens_here || open.is_none() && before.is_none_or(char::is_whitespace),
                true,
            ),
            '`' => (if doubled { Style::Ticks } else { Style::Single }, true, false),
            '\'' if doubled => (Style::Ticks, opens_here, true),
            '‘' | '‚' => (Style::Single, opens_here, false),
            '’' => (Style::Single, false, after.is_none_or(|a| !a.is_alphanumeric())),
            _ => (
                Style::StraightSingle,
                opens_here && closes_later(&s[at + width..]),
                before.is_some_and(|b| !b.is_whitespace()) && after.is_none_or(|a| !a.is_alphanumeric()),
            ),
        };
        match open {
            None if opening => open = Some((style, at, at + mark)),
            Some((with, from, inner)) if closing && with == style => {
                let (start, end) = (paragraph.start + from, paragraph.start + at);
                out.push(Quote {
                    span: Span::new(start, end + mark),
                    inner: Span::new(paragraph.start + inner, end),
                    continued: false,
                    open: false,
                });
                open = None;
            }
            // “We accept the text": opened by one kind of mark and closed by the other.
            Some((Style::Double, from, inner))
                if style == Style::Straight
                    && !opens_here
                    && before.is_some_and(|b| !b.is_whitespace())
                    && !closes_curly(&s[at + mark..]) =>
            {
                let (start, end) = (paragraph.start + from, paragraph.start + at);
                out.push(Quote {
                    span: Span::new(start, end + mark),
                    inner: Span::new(paragraph.start + inner, end),
                    continued: false,
                    open: false,
                });
                open = None;
            }
            // A double quotation inside a single one that was none, or was left open.
            Some((Style::Single | Style::StraightSingle, ..))
                if opening
                    && !matches!(style, Style::Single | Style::StraightSingle)
                    && !closes_speech(&s[at + mark..]) =>
            {
                open = Some((style, at, at + mark));
            }
            _ => {}
        }
    }
    if let Some((style, from, inner)) = open
        && !matches!(style, Style::Single | Style::StraightSingle)
    {
        let end = paragraph.start + s.trim_end().len();
        let span = Span::new(paragraph.start + from, end);
        if paragraph.start + inner < end {
            out.push(Quote {
                span,
                inner: Span::new(paragraph.start + inner, end),
                continued: false,
                open: true,
            });
        }
    }
}

/// Whether a curly quotation closes in `rest` before another opens.
fn closes_curly(rest: &str) -> bool {
    rest.chars().find(|c| matches!(c, '“' | '”')) == Some('”')
}

/// Whether speech in single marks closes in `rest`, behind a mark of its own: *… and meant it,’ she said*.
fn closes_speech(rest: &str) -> bool {
    let mut before = ' ';
    rest.char_indices().any(|(at, c)| {
        let closes = matches!(c, '’' | '\'')
            && matches!(before, ',' | '.' | '!' | '?' | '…')
            && rest[at + c.len_utf8()..].chars().next().is_none_or(char::is_whitespace);
        before = c;
        closes
    })
}

/// Whether a straight single mark that closes a quotation comes in `rest`.
fn closes_later(rest: &str) -> bool {
    rest.char_indices().take(400).any(|(at, c)| {
        c == '\''
            && rest[..at].ends_with(|b: char| !b.is_whitespace())
            && rest[at + 1..].chars().next().is_none_or(|a| !a.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inner(text: &str) -> Vec<&str> {
        quotes(text).iter().map(|q| q.inner.of(text)).collect()
    }

    #[test]
    fn marks_of_all_kinds() {
        assert_eq!(inner("“a b,” he said. \"c d\" and «e f» and ``g h''."), ["a b,", "c d", "e f", "g h"]);
        assert_eq!(inner("He called it 'a trap' and didn't stay at the Smiths' house."), ["a trap"]);
        assert_eq!(inner("Sie sagte: „Nein danke“ und ging."), ["Nein danke"]);
    }

    #[test]
    fn an_odd_mark_costs_its_paragraph_only() {
        let text = "He said \"no deal.\n\nShe said \"yes\" twice.";
        assert_eq!(inner(text), ["no deal.", "yes"]);
    }

    #[test]
    fn a_quotation_goes_on_in_the_next_paragraph() {
        let text = "“We will not go,” he said. “We stay.\n\n“We always stay.”";
        let all = quotes(text);
        assert!(all[1].open && all[2].continued && !all[1].continued);
    }
}
