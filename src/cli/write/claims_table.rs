//! Claims → a table for reading: a block an article, a row a claim.

use super::layout::{Paint, cut, fill, width, wrap};
use crate::cli::terminal::plain;
use anstyle::Style;
use demarche::classify::LabelledClaim;
use std::fmt::Write;

/// Columns of the probability and of the gaps.
const PROBABILITY: usize = 4;
const GAP: usize = 2;

/// How the table is laid out; the same for all blocks of a run.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    paint: Paint,
    width: usize,
    label: usize,
    speaker: usize,
}

impl Layout {
    /// For lines of `width` and the labels of a model.
    pub fn new(labels: &[String], width: usize, styled: bool) -> Self {
        // One more for the question mark of an abstention.
        let label = labels.iter().map(|l| self::width(l)).max().unwrap_or(0).min(width / 4) + 1;
        Self { paint: Paint(styled), width, label, speaker: (width / 4).clamp(10, 28) }
    }

    fn text(&self) -> usize {
        self.width.saturating_sub(self.label + PROBABILITY + self.speaker + 3 * GAP).max(10)
    }

    /// The block of an article: its id and first line, then its claims.
    pub fn block(&self, id: &str, text: &str, claims: &[LabelledClaim]) -> Vec<u8> {
        let mut out = self.title(id, text, claims.len());
        for claim in claims {
            self.claim(claim, &mut out);
        }
        out.push('\n');
        out.into_bytes()
    }

    fn title(&self, id: &str, text: &str, claims: usize) -> String {
        let count = match claims {
            0 => "no claims".to_owned(),
            1 => "1 claim".to_owned(),
            n => format!("{n} claims"),
        };
        let id = cut(&plain(id), self.width / 2);
        let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let room = self.width.saturating_sub(width(&id) + width(&count) + 2 * GAP);
        let first = if room < 12 { String::new() } else { cut(&plain(first), room) };
        let left = if first.is_empty() { id.clone() } else { format!("{id}  {first}") };
        let gap = fill(&left, self.width.saturating_sub(width(&count)));
        let head = if first.is_empty() {
            self.paint.bold(&id)
        } else {
            format!("{}  {first}", self.paint.bold(&id))
        };
        format!("{head}{gap}{}\n{}\n", self.paint.dim(&count), self.paint.dim(&"─".repeat(self.width)))
    }

    fn claim(&self, claim: &LabelledClaim, out: &mut String) {
        let label = if claim.abstained { format!("{}?", claim.label) } else { claim.label.clone() };
        let label = cut(&plain(&label), self.label);
        let text = plain(&claim.text);
        let (speaker, known) = speaker(claim);
        let speaker_lines = wrap(&speaker, self.speaker);
        let text_lines = wrap(&text, self.text());
        let cue = self.cue(claim, &text);
        let probability = format!("{:.2}", claim.probability);
        for n in 0..text_lines.len().max(speaker_lines.len()).max(1) {
            let mut line = String::new();
            if n == 0 {
                let _ = write!(
                    line,
                    "{}{}  {probability}  ",
                    self.paint.label(&claim.label, &label),
                    fill(&label, self.label)
                );
            } else {
                line.push_str(&" ".repeat(self.label + PROBABILITY + 2 * GAP));
            }
            let part = speaker_lines.get(n).map_or("", |range| &speaker[range.clone()]);
            let shown = if known { part.to_owned() } else { self.paint.dim(part) };
            let _ = write!(line, "{shown}{}  ", fill(part, self.speaker));
            if let Some(range) = text_lines.get(n) {
                line.push_str(&self.underlined(&text, range.clone(), cue.clone()));
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        self.reasons(claim, out);
    }

    /// Where the cue stands in the claim's text, in bytes of its plain form.
    fn cue(&self, claim: &LabelledClaim, text: &str) -> std::ops::Range<usize> {
        let byte = |point: usize| text.char_indices().nth(point).map_or(text.len(), |(at, _)| at);
        match &claim.cue {
            Some(cue) if self.paint.0 && cue.start >= claim.start && cue.end <= claim.end => {
                byte(cue.start - claim.start)..byte(cue.end - claim.start)
            }
            _ => 0..0,
        }
    }

    fn underlined(&self, text: &str, line: std::ops::Range<usize>, cue: std::ops::Range<usize>) -> String {
        let (from, to) = (cue.start.max(line.start), cue.end.min(line.end));
        if from >= to {
            return text[line].to_owned();
        }
        let cue = self.paint.with(Style::new().underline(), &text[from..to]);
        format!("{}{cue}{}", &text[line.start..from], &text[to..line.end])
    }

    /// The features that decided, on indented lines of their own.
    fn reasons(&self, claim: &LabelledClaim, out: &mut String) {
        let Some(rival) = claim.runner_up.as_ref().filter(|_| !claim.evidence.is_empty()) else { return };
        let indent = self.label + PROBABILITY + 2 * GAP;
        let terms: Vec<String> = claim
            .evidence
            .iter()
            .map(|e| format!("{}\u{a0}{:+.2}", plain(&e.feature).replace(' ', "\u{a0}"), e.weight))
            .collect();
        let text = format!("over {rival}: {}", terms.join(", "));
        // Terms hold together; the space inside them is not a place to break.
        for range in wrap_between(&text, self.width.saturating_sub(indent).max(10)) {
            let line = text[range].replace('\u{a0}', " ");
            let _ = writeln!(out, "{}{}", " ".repeat(indent), self.paint.dim(&line));
        }
    }
}

/// As [`wrap`], but not at no-break spaces.
fn wrap_between(text: &str, columns: usize) -> Vec<std::ops::Range<usize>> {
    // A letter of the same width and length stands in for the space.
    wrap(&text.replace('\u{a0}', "\u{e9}"), columns)
}

/// The name of the speaker where it is certain, else the words; and which.
fn speaker(claim: &LabelledClaim) -> (String, bool) {
    let Some(speaker) = &claim.speaker else { return ("unknown".to_owned(), false) };
    match (&speaker.resolved, &speaker.text) {
        (Some(name), _) => (plain(name), true),
        (None, Some(words)) => (plain(words), false),
        (None, None) => ("unknown".to_owned(), false),
    }
}
