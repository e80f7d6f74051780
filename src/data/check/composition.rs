//! Rows → what the data set is made of: lengths, forms, sources, any column.

use super::{Row, Trainable};
use rustc_hash::FxHashMap;
use serde::Serialize;

/// Pronouns that stand for a source.
const PRONOUNS: [&str; 14] =
    ["i", "we", "he", "she", "it", "they", "you", "him", "her", "them", "me", "us", "who", "others"];
/// Words that a role or body begins with, where it is not written as a name.
const DETERMINERS: [&str; 22] = [
    "the", "a", "an", "its", "his", "her", "their", "our", "my", "one", "two", "three", "both", "some",
    "several", "many", "all", "most", "other", "another", "no", "each",
];

/// What the data set is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Composition {
    /// Words of a text: fewest, lower quartile, median, upper quartile, most.
    pub words: [usize; 5],
    /// Forms of text.
    pub forms: Vec<Count>,
    /// Kinds of source, by how the speaker column is written.
    pub sources: Vec<Count>,
    /// Values of the columns asked for.
    pub columns: Vec<(String, Vec<Count>)>,
}

/// Rows that have something in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// What that is.
    pub name: String,
    /// The rows.
    pub rows: usize,
    /// The same by label, in label order.
    pub by_label: Vec<usize>,
}

pub(super) fn composition(rows: &[Row], data: &Trainable, columns: &[String]) -> Composition {
    let mut words: Vec<usize> = rows.iter().map(|r| r.place.text.split_whitespace().count()).collect();
    words.sort_unstable();
    let quarter = |n: usize| words.get((words.len() - 1) * n / 4).copied().unwrap_or(0);
    let count = |name_of: &dyn Fn(&Row) -> String| {
        let mut place: FxHashMap<String, usize> = FxHashMap::default();
        let mut counts: Vec<Count> = Vec::new();
        for (row, &target) in rows.iter().zip(&data.targets) {
            let name = name_of(row);
            let n = *place.entry(name.clone()).or_insert_with(|| {
                counts.push(Count { name, rows: 0, by_label: vec![0; data.labels.len()] });
                counts.len() - 1
            });
            counts[n].rows += 1;
            counts[n].by_label[target] += 1;
        }
        counts.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.name.cmp(&b.name)));
        counts
    };
    Composition {
        words: [0, 1, 2, 3, 4].map(quarter),
        forms: count(&|row| form(&row.place.text).to_owned()),
        sources: count(&|row| source(&row.speaker).to_owned()),
        columns: columns
            .iter()
            .enumerate()
            .map(|(n, column)| (column.clone(), count(&|row| row.values[n].clone())))
            .collect(),
    }
}

/// The form of a text.
fn form(text: &str) -> &'static str {
    let quotes = ['"', '“', '”'];
    let inner = text.trim_end_matches(|c: char| ".,!?".contains(c));
    if text.starts_with(quotes)
        && (text.ends_with(quotes) || inner.ends_with(quotes))
        && text.matches(quotes).count() == 2
    {
        return "bare quotation";
    }
    let ends = text.trim_end_matches(|c: char| "\"”’')".contains(c)).ends_with(['.', '!', '?', '…']);
    let begins = text
        .trim_start_matches(|c: char| "\"“‘'(".contains(c))
        .starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    match (begins && ends, text.contains(quotes)) {
        (false, _) => "clause, headline or fragment",
        (true, true) => "sentence with quotation",
        (true, false) => "sentence without quotation",
    }
}

/// The kind of a source, as the speaker column names it.
fn source(speaker: &str) -> &'static str {
    let Some(first) = speaker.split_whitespace().next() else { return "none given" };
    let first = first.to_lowercase();
    if PRONOUNS.contains(&speaker.to_lowercase().as_str()) {
        "pronoun"
    } else if DETERMINERS.contains(&first.as_str()) || speaker.starts_with(char::is_lowercase) {
        "role or body"
    } else {
        "name or title"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_by_beginning_end_and_quotes() {
        for (text, expected) in [
            ("\"We will not sign.\"", "bare quotation"),
            ("“No.”", "bare quotation"),
            ("\"No,\" she said, \"not now.\"", "sentence with quotation"),
            ("The mayor called it \"a trap\".", "sentence with quotation"),
            ("The mayor refused.", "sentence without quotation"),
            ("but refused to sign", "clause, headline or fragment"),
            ("MAYOR REFUSES TO SIGN", "clause, headline or fragment"),
        ] {
            assert_eq!(form(text), expected, "{text}");
        }
    }

    #[test]
    fn sources_are_told_by_how_they_are_written() {
        for (speaker, expected) in [
            ("", "none given"),
            ("She", "pronoun"),
            ("the dockers' union", "role or body"),
            ("The union", "role or body"),
            ("Mr Ostrand", "name or title"),
        ] {
            assert_eq!(source(speaker), expected, "{speaker}");
        }
    }
}
