//! Senses of a sentence → attributions: source, cue and content, as runs of tokens.
//!
//! Verbal, adjectival and nominal cues, *according to*, and a name before a
//! colon. Looks at one sentence; what a quotation or pronoun takes from the
//! sentences before is the business of [`super`].

mod according;
mod boundary;
mod colon;
mod content;
mod cue;
mod nominal;
mod predicate;

use super::phrase::Run;
use super::sense::Sense;
use super::subject::{Subject, subject};
use crate::lexicon::{Class, Group};
use crate::token::Tokens;
use according::according_to;
pub use colon::LABELS;
use colon::{colon, signature};
use cue::is_cue;
use nominal::nominal;
use predicate::predicate;

/// A position attributed within one sentence.
#[derive(Debug, Clone)]
pub struct Attribution {
    /// The cue's sense, by index; none for *according to* and a colon.
    pub sense: Option<usize>,
    /// The words of the cue.
    pub cue: Run,
    /// The words of the source, where they stand in the sentence.
    pub source: Option<Run>,
    /// Whether the source stands in another clause of the sentence.
    pub shared: bool,
    /// What is held, in order.
    pub content: Vec<Run>,
    /// Whether it is an act that answers nothing named (*released the report*):
    /// told by the author, not attributed.
    pub act: bool,
}

/// What is known of a sentence while its attributions are sought.
struct Reading<'a> {
    tokens: &'a Tokens<'a>,
    senses: &'a [Sense],
    /// Whose act each sense is.
    subjects: Vec<Subject>,
    /// Whether each sense attributes a position.
    cues: Vec<bool>,
}

impl<'a> Reading<'a> {
    fn new(tokens: &'a Tokens<'a>, senses: &'a [Sense]) -> Self {
        let whose =
            |i: usize| if senses[i].predicate { subject(tokens, senses, i) } else { Subject::Unknown };
        let subjects = (0..senses.len()).map(whose).collect();
        let cues = (0..senses.len()).map(|i| is_cue(tokens, senses, i)).collect();
        Self { tokens, senses, subjects, cues }
    }
}

/// The attributions of a sentence, in the order of their cues.
pub fn attributions(tokens: &Tokens, senses: &[Sense]) -> Vec<Attribution> {
    let reading = Reading::new(tokens, senses);
    let mut out = Vec::new();
    for (i, sense) in senses.iter().enumerate() {
        if !reading.cues[i] {
            continue;
        }
        let found = if sense.predicate { predicate(&reading, i) } else { nominal(tokens, senses, i) };
        out.extend(found);
    }
    out.extend(according_to(tokens));
    out.extend(colon(tokens, senses));
    out.extend(signature(tokens));
    out.sort_by_key(|a| a.cue);
    drop_own_nouns(tokens, senses, &mut out);
    out
}

/// Drops a noun cue of *its* or *his* inside what the same sentence attributes
/// by a verb: *Varland dropped its demand for a port* is one claim.
fn drop_own_nouns(tokens: &Tokens, senses: &[Sense], found: &mut Vec<Attribution>) {
    let verbal: Vec<Run> = found
        .iter()
        .filter(|a| a.sense.is_some_and(|s| senses[s].predicate && acts(senses[s].class)))
        .flat_map(|a| a.content.iter().copied())
        .collect();
    found.retain(|a| {
        let own = a.source.is_some_and(|run| {
            run.1 == run.0 + 1 && matches!(tokens.word(run.0), "its" | "his" | "her" | "their" | "our" | "my")
        });
        let noun = a.sense.is_some_and(|s| !senses[s].predicate);
        !(own && noun && verbal.iter().any(|run| run.0 <= a.cue.0 && a.cue.1 <= run.1))
    });
}

/// Whether the class is that of verbs that do away with a position: drop, reject, block.
fn acts(class: Class) -> bool {
    class.group() == Group::Refuse || matches!(class, Class::Retreat | Class::Release | Class::Undo)
}
