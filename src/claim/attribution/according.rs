//! *According to X, …* and *…, according to X* → the attribution.

use super::Attribution;
use super::boundary::sentence_end;
use super::content::left_content;
use crate::claim::phrase::{Run, phrase_at, with_apposition};
use crate::token::{Tag, Tokens};

/// Phrases that name a source as *according to* does.
const PHRASES: &[&[&str]] = &[
    &["according", "to"],
    &["in", "the", "view", "of"],
    &["in", "the", "opinion", "of"],
    &["in", "the", "words", "of"],
    &["in", "the", "eyes", "of"],
];

/// *According to X, …* and *…, according to X*.
pub(super) fn according_to(tokens: &Tokens) -> Option<Attribution> {
    let (k, words) = (0..tokens.len()).find_map(|k| {
        let here = |phrase: &&&[&str]| phrase.iter().enumerate().all(|(n, w)| tokens.word(k + n) == *w);
        PHRASES.iter().find(here).map(|phrase| (k, phrase.len()))
    })?;
    let mut source = with_apposition(tokens, phrase_at(tokens, k + words)?);
    // *according to a report by the engineers*
    if tokens.word(source.1) == "by"
        && let Some(author) = phrase_at(tokens, source.1 + 1)
    {
        source.1 = author.1;
    }
    let limit = sentence_end(tokens);
    let mut content = Vec::new();
    if k <= 2 {
        content.push((source.1 + usize::from(tokens.word(source.1) == ","), limit));
    } else {
        content.push(left_content(tokens, 0, k)?);
        // *The truce, according to the observers, is a sham.*
        if tokens.word(source.1) == ","
            && tokens.word(k - 1) == ","
            && limit > source.1 + 2
            && !finite_within(tokens, content[0])
        {
            content.push((source.1 + 1, limit));
        }
    }
    content.retain(|run| run.1 > run.0);
    (!content.is_empty()).then_some(Attribution {
        sense: None,
        cue: (k, k + words),
        source: Some(source),
        shared: false,
        content,
        act: false,
    })
}

/// Whether a run has a finite verb.
fn finite_within(tokens: &Tokens, run: Run) -> bool {
    (run.0..run.1).any(|k| {
        tokens.tag_of(k) == Tag::Aux || tokens.tag_of(k) == Tag::Verb && !tokens.word(k).ends_with("ing")
    })
}
