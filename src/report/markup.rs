//! Parts of a page: escaping, tables, numbers, and the frame around it all.
//!
//! A page is one file: its styles and its few lines of script stand in it, and it
//! asks nothing of the network. It can be read without the script.

use std::fmt::Write;

/// `text` as HTML that shows it: nothing in it can open a tag, end an attribute or
/// reorder what stands around it.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push('\u{fffd}'),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// What stands for a figure that has no value.
pub const UNDEFINED: &str = "undefined";

/// A figure with three decimals.
pub fn figure(value: Option<f64>) -> String {
    value.map_or_else(|| UNDEFINED.to_owned(), |v| format!("{v:.3}"))
}

/// A share in per cent with one decimal.
pub fn percent(value: Option<f64>) -> String {
    value.map_or_else(|| UNDEFINED.to_owned(), |v| format!("{:.1}\u{a0}%", v * 100.0))
}

/// `text` as it begins a sentence: with its first letter in upper case, unless its first
/// word is the name of a file.
pub fn capital(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    if first.contains(['.', '/', '\\', '_']) {
        return text.to_owned();
    }
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// A number with its thousands apart.
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `n` things, in the singular where there is one.
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// A weight with its sign.
pub fn signed(weight: f64) -> String {
    format!("{weight:+.2}").replace('-', "−")
}

/// How a cell of a table stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// Words, to the left.
    Words,
    /// A number, to the right.
    Number,
    /// A picture, left out where there is little room.
    Bar,
}

/// A table; cells are HTML already. The first cell of each row is its header.
pub fn table(caption: &str, columns: &[(&str, Cell)], rows: &[Vec<String>]) -> String {
    let mut out = String::from("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
    let _ = write!(out, "Table: {0}\"><table><caption>{0}</caption><thead><tr>", escape(caption));
    for (name, cell) in columns {
        let _ = write!(out, "<th scope=\"col\"{}>{}</th>", class(*cell), escape(name));
    }
    out.push_str("</tr></thead><tbody>");
    for row in rows {
        out.push_str("<tr>");
        for (n, cell) in row.iter().enumerate() {
            let kind = columns.get(n).map_or(Cell::Words, |(_, cell)| *cell);
            if n == 0 {
                let _ = write!(out, "<th scope=\"row\"{}>{cell}</th>", class(kind));
            } else {
                let _ = write!(out, "<td{}>{cell}</td>", class(kind));
            }
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div>");
    out
}

fn class(cell: Cell) -> &'static str {
    match cell {
        Cell::Words => "",
        Cell::Number => " class=\"n\"",
        Cell::Bar => " class=\"bar\"",
    }
}

/// Names with their values, as a list of definitions.
pub fn card(pairs: &[(String, String)]) -> String {
    let mut out = String::from("<dl>");
    for (name, value) in pairs {
        let _ = write!(out, "<div><dt>{}</dt><dd>{}</dd></div>", escape(name), escape(value));
    }
    out.push_str("</dl>");
    out
}

/// A part of the page with its heading, and its entry in the list of contents.
#[derive(Debug)]
pub struct Section {
    /// Unique on the page.
    pub id: &'static str,
    /// Heading.
    pub title: &'static str,
    /// HTML.
    pub body: String,
}

/// The whole page.
pub fn page(title: &str, lead: &str, sections: &[Section]) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>{0}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{0}</h1>\n{lead}\n<nav aria-label=\"Contents\"><ul>",
        escape(title)
    );
    for section in sections {
        let _ = write!(out, "<li><a href=\"#{}\">{}</a></li>", section.id, section.title);
    }
    out.push_str("</ul></nav>\n</header>\n<main>\n");
    for section in sections {
        let _ = write!(
            out,
            "<section id=\"{0}\" aria-labelledby=\"{0}-h\">\n<h2 id=\"{0}-h\">{1}</h2>\n{2}\n</section>\n",
            section.id, section.title, section.body
        );
    }
    let _ = write!(out, "</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n");
    out
}

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_can_become_markup() {
        assert_eq!(
            escape("<script>alert('x')</script> & \"y\""),
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;"
        );
        assert_eq!(escape("a\u{202e}b\0c"), "a\u{fffd}b\u{fffd}c");
    }

    #[test]
    fn numbers_are_shown_as_people_write_them() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(999), "999");
        assert_eq!(figure(None), "undefined");
        assert_eq!(percent(Some(0.8415)), "84.2\u{a0}%");
        assert_eq!(counted(1, "row", "rows"), "1 row");
        assert_eq!(capital("the model"), "The model");
        assert_eq!(capital("my.demarche is better"), "my.demarche is better");
    }
}
