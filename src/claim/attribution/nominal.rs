//! Noun cue → its attribution: *its demand that …*, *a call by Petrel for …*.

use super::Attribution;
use super::boundary::sentence_end;
use crate::claim::phrase::{phrase_at, phrase_before};
use crate::claim::sense::{Mood, Sense};
use crate::token::{Tag, Tokens};

/// A noun cue with its holder and what is held: *its demand that …*, *a call by Petrel for …*.
pub(super) fn nominal(tokens: &Tokens, senses: &[Sense], i: usize) -> Option<Attribution> {
    let sense = &senses[i];
    let after = sense.end;
    // the holder: a possessive before, or a *by* or *from* phrase after
    let mut k = sense.start;
    while k > 0 && matches!(tokens.tag_of(k - 1), Tag::Adj | Tag::Num | Tag::Noun)
        || k > 0 && tokens.tag_of(k - 1) == Tag::Verb && tokens.word(k - 1).ends_with("ed")
    {
        k -= 1;
    }
    let holder = k.checked_sub(1).and_then(|p| match tokens.word(p) {
        "its" | "his" | "their" | "my" | "our" | "your" => Some((p, p + 1)),
        "her" if tokens.tag_of(p) == Tag::Det || tokens.tag_of(p) == Tag::Pron => Some((p, p + 1)),
        "'s" | "'" => phrase_before(tokens, p),
        _ => None,
    });
    let mut from = after;
    let mut source = holder;
    if source.is_none() && matches!(tokens.word(from), "by" | "from") {
        let run = phrase_at(tokens, from + 1)?;
        from = run.1;
        source = Some(run);
    }
    let source = source?;
    let opens = matches!(
        tokens.word(from),
        "that" | "to" | "for" | "of" | "on" | "against" | "over" | "about" | "at" | "with"
    ) || (from == after && tokens.entry_ends_with_preposition(sense.end - 1));
    if !opens {
        return None;
    }
    let limit = senses
        .iter()
        .skip(i + 1)
        .find(|s| s.predicate && s.mood == Mood::Finite && s.group > from + 1 && tokens.word(from) != "that")
        .map_or(sentence_end(tokens), |s| s.group);
    let mut end = (from..limit)
        .find(|k| *k > from && matches!(tokens.word(*k), "," | ";" | ":" | "—" | "–" | "."))
        .unwrap_or(limit);
    while end > from
        && (tokens.tag_of(end - 1) == Tag::Adv
            || matches!(tokens.word(end - 1), "and" | "but" | "," | "which" | "that"))
    {
        end -= 1;
    }
    let start = from + usize::from(tokens.word(from) == "that");
    (end > start + 1).then_some(Attribution {
        sense: Some(i),
        cue: (sense.start, sense.end),
        source: Some(source),
        shared: false,
        content: vec![(start, end)],
        act: false,
    })
}

impl Tokens<'_> {
    /// Whether token `i` is a preposition or *that*: the end of an entry such as *call for*.
    fn entry_ends_with_preposition(&self, i: usize) -> bool {
        matches!(
            self.word(i),
            "for" | "to" | "of" | "on" | "over" | "against" | "with" | "that" | "about" | "from" | "at"
        )
    }
}
