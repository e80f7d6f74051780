//! Words laid out on lines of a terminal, and their colours.

use anstyle::{Ansi256Color, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Colours, or none.
#[derive(Debug, Clone, Copy)]
pub struct Paint(pub bool);

impl Paint {
    /// `text` in a style.
    pub fn with(self, style: Style, text: &str) -> String {
        if self.0 && !text.is_empty() { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// Strong.
    pub fn bold(self, text: &str) -> String {
        self.with(Style::new().bold(), text)
    }

    /// Set back.
    pub fn dim(self, text: &str) -> String {
        self.with(Style::new().dimmed(), text)
    }

    /// In the colour of a label.
    pub fn label(self, label: &str, text: &str) -> String {
        self.with(colour(label), text)
    }
}

/// The colour of a label. All are about as far from black as from white (contrast
/// 3.8 to 5.4 either way), so they can be read on dark and on light backgrounds.
fn colour(label: &str) -> Style {
    let colour = match label {
        "demand" => VIOLET,
        "rejection" => RED,
        "concession" => GREEN,
        "assessment" => BLUE,
        "none" => return Style::new().dimmed(),
        // Labels of other schemes: always the same one.
        _ => [OCHRE, BLUE, VIOLET, GREEN][label.bytes().map(usize::from).sum::<usize>() % 4],
    };
    Style::new().fg_color(Some(colour.into())).bold()
}

const VIOLET: Ansi256Color = Ansi256Color(133);
const RED: Ansi256Color = Ansi256Color(196);
const GREEN: Ansi256Color = Ansi256Color(28);
const BLUE: Ansi256Color = Ansi256Color(32);
const OCHRE: Ansi256Color = Ansi256Color(136);

/// The columns that `text` takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// `text` cut to `columns`, with an ellipsis where something is missing.
pub fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut used = 1;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used <= columns
    };
    let mut out: String = text.chars().take_while(fits).collect();
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// The pieces of `text` that stand on lines of `columns`, as byte ranges:
/// broken at white space, and inside a word only where it is longer than a line.
pub fn wrap(text: &str, columns: usize) -> Vec<std::ops::Range<usize>> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut line = 0..0;
    let mut used = 0;
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let (start, end) = (at, at + word.trim_end().len());
        at += word.len();
        if start == end {
            continue;
        }
        let needed = width(&text[start..end]);
        let gap = if line.is_empty() { 0 } else { width(&text[line.end..start]).max(1) };
        if !line.is_empty() && used + gap + needed <= columns {
            line.end = end;
            used += gap + needed;
            continue;
        }
        if !line.is_empty() {
            lines.push(line.clone());
        }
        line = start..start;
        used = 0;
        for (offset, c) in text[start..end].char_indices() {
            let wide = c.width().unwrap_or(0);
            if used + wide > columns && !line.is_empty() {
                lines.push(line.clone());
                line = start + offset..start + offset;
                used = 0;
            }
            line.end = start + offset + c.len_utf8();
            used += wide;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Spaces that fill `text` up to `columns`.
pub fn fill(text: &str, columns: usize) -> String {
    " ".repeat(columns.saturating_sub(width(text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_break_at_spaces_and_in_words_that_are_too_long() {
        let text = "the  map is a non-starter";
        let lines: Vec<&str> = wrap(text, 9).into_iter().map(|r| &text[r]).collect();
        assert_eq!(lines, ["the  map", "is a", "non-start", "er"]);
        assert_eq!(cut("the map is", 6), "the m…");
    }

    proptest! {
        #[test]
        fn lines_fit_and_lose_nothing(text in "\\PC{0,120}", columns in 2usize..40) {
            let lines = wrap(&text, columns);
            let all: String = lines.iter().flat_map(|r| text[r.clone()].chars()).filter(|c| !c.is_whitespace()).collect();
            let expected: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            prop_assert_eq!(all, expected);
        }
    }
}
