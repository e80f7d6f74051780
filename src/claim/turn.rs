//! Text → the turns of a transcript: *OSTRAND: We stay.*, a name before a colon at
//! the start of a line and what is said up to the next such line.
//!
//! Labels in capitals and handles count where one of them comes again or the text
//! is one line, for captions have them as well (*JETS: Two planes over Trebin*); other names, of two words at least, only where three lines
//! have one and one comes again. So it takes the whole text to know a transcript. A dateline (*NEW VARLAND: The council met*) is none. Who the label
//! names is left to [`super::coreference`].

use super::attribution::LABELS;
use crate::span::Span;
use rustc_hash::FxHashMap;

/// What one speaker says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// The name as it stands.
    pub label: Span,
    /// The colon.
    pub colon: Span,
    /// What is said, white space at the ends left out.
    pub body: Span,
}

/// Paragraphs that a turn may run on over before the next one.
const LONGEST: usize = 12;

/// The turns of `text`, in order.
pub fn turns(text: &str) -> Vec<Turn> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        lines.push(Span::new(start, start + line.len()));
        start += line.len();
    }
    let found: Vec<(usize, Span)> =
        lines.iter().enumerate().filter_map(|(n, line)| Some((n, label(text, *line)?))).collect();
    let loud = |s: Span| !s.of(text).contains(char::is_lowercase) || s.of(text).starts_with('@');
    let (loud_ones, mut calm): (Vec<_>, Vec<_>) = found.iter().copied().partition(|f| loud(f.1));
    let mut times: FxHashMap<&str, usize> = FxHashMap::default();
    for (_, label) in &found {
        *times.entry(label.of(text)).or_default() += 1;
    }
    let alone = lines.iter().filter(|l| !l.of(text).trim().is_empty()).count() == 1;
    let transcript = loud_ones.iter().any(|(_, s)| times[s.of(text)] > 1);
    let again = calm.iter().filter(|(_, s)| times[s.of(text)] > 1).count();
    calm.retain(|(_, s)| s.of(text).contains(' ') && (times[s.of(text)] > 1 || again >= 3));
    let calm = if calm.len() >= 3 { calm } else { Vec::new() };
    let mut kept = if transcript || alone { loud_ones } else { Vec::new() };
    kept.extend(calm);
    kept.sort_unstable();
    let long = kept.len() >= 3;
    let mut out = Vec::with_capacity(kept.len());
    for (k, (n, label)) in kept.iter().enumerate() {
        let next = kept.get(k + 1).map(|f| f.0).filter(|next| long && next - n <= 2 * LONGEST);
        let colon = label.end + text[label.end..].find(':').unwrap_or(0);
        let end = next.map_or(lines[*n].end, |next| lines[next].start);
        let body = Span::new(colon + 1, end).trim(text);
        if !body.is_empty() {
            out.push(Turn { label: *label, colon: Span::new(colon, colon + 1), body });
        }
    }
    out
}

/// The name before a colon at the start of a line.
fn label(text: &str, line: Span) -> Option<Span> {
    let s = line.of(text);
    let lead = s.len() - s.trim_start_matches(|c: char| c.is_whitespace() || crate::token::is_quote(c)).len();
    let at = s[lead..].find(':').filter(|at| (2..=48).contains(at))? + lead;
    let said = &s[at + 1..];
    if !said.starts_with(char::is_whitespace) || said.trim().is_empty() {
        return None;
    }
    let name = s[lead..at].trim_end();
    let words = name.split_whitespace();
    let fits = |w: &str| {
        w.starts_with(char::is_uppercase)
            || w.starts_with(['(', '@'])
            || matches!(w, "de" | "van" | "von" | "al" | "el" | "bin" | "of" | "the")
    };
    let plain = !name.contains(['?', '!', ';', '“', '”', '"', ',', '[', '/']) && !name.contains(". ")
        || name.contains('(') && name.contains(',');
    let known = |w: &str| LABELS.contains(&w.to_lowercase().trim_matches(|c: char| !c.is_alphanumeric()));
    let count = words.clone().count();
    (plain
        && (1..=6).contains(&count)
        && words.clone().all(fits)
        && !words.clone().any(known)
        && name.chars().filter(|c| c.is_alphabetic()).count() > 1
        && name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '@'))
    .then(|| Span::new(line.start + lead, line.start + lead + name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(text: &str) -> Vec<(&str, &str)> {
        turns(text).iter().map(|t| (t.label.of(text), t.body.of(text))).collect()
    }

    #[test]
    fn a_turn_runs_to_the_next_name() {
        let text = "OSTRAND: We stay.\nWe always stay.\nPETREL: Why?\nOSTRAND: Because.\nThe end.";
        assert_eq!(
            spoken(text),
            [("OSTRAND", "We stay.\nWe always stay."), ("PETREL", "Why?"), ("OSTRAND", "Because.")]
        );
    }

    #[test]
    fn names_in_small_letters_must_come_again() {
        let text = "Ana Petrel: Why?\nKarl Ostrand: Because.\nAna Petrel: I see.\nKarl Ostrand: Good.";
        assert_eq!(spoken(text).len(), 4);
        assert!(spoken("Photo: L. Marsh\nThe map: a history\nThe envoy left.").is_empty());
    }

    #[test]
    fn a_dateline_is_no_turn() {
        assert!(spoken("NEW VARLAND: The council met on Monday.\n\nIt will meet again.").is_empty());
    }
}
