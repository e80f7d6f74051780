//! Noun cue → its attribution: *its demand that …*, *a call by Petrel for …*.

use super::Attribution;
use super::boundary::sentence_end;
use crate::claim::phrase::{phrase_at, phrase_before};
use crate::claim::sense::Sense;
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
    // *Kesmari opposition to any role*
    let people = sense.start.checked_sub(1).filter(|p| {
        matches!(tokens.tag_of(*p), Tag::Adj | Tag::Propn)
            && tokens.form(*p).starts_with(char::is_uppercase)
            && !tokens.opens(*p)
            && !tokens.shouting()
            && !matches!(tokens.tag_of(p.wrapping_sub(1)), Tag::Propn)
    });
    let mut source = holder.or(people.map(|p| (p, p + 1)));
    if source.is_none() && matches!(tokens.word(from), "by" | "from") {
        let run = phrase_at(tokens, from + 1)?;
        // *a call by the bishops for an amnesty*: what follows the holder is what is held.
        let end = (run.0 + 1..run.1)
            .find(|k| matches!(tokens.word(*k), "for" | "to" | "on" | "at"))
            .unwrap_or(run.1);
        from = end;
        source = Some((run.0, end));
    }
    let source = source?;
    let opens = matches!(
        tokens.word(from),
        "that" | "to" | "for" | "of" | "on" | "against" | "over" | "about" | "at" | "with"
    ) || (from == after && tokens.entry_ends_with_preposition(sense.end - 1));
    if !opens {
        return None;
    }
    let that = tokens.word(from) == "that";
    let limit = finite_after(tokens, from + 1, usize::from(that)).unwrap_or(sentence_end(tokens));
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

/// The first token of the finite verb group behind `from`, `skip` groups passed over.
fn finite_after(tokens: &Tokens, from: usize, skip: usize) -> Option<usize> {
    let verb = |k: usize| {
        let word = tokens.word(k);
        let before = tokens.tag_of(k - 1);
        tokens.tag_of(k) == Tag::Aux
            || tokens.tag_of(k) == Tag::Verb
                && !word.ends_with("ing")
                && before != Tag::Part
                && !matches!(before, Tag::Det | Tag::Adj)
                && !(before == Tag::Adp && (k < 2 || tokens.tag_of(k - 2) != Tag::Verb))
                && tokens.word(k - 1) != "to"
                && !(word.ends_with("ed") && tokens.word(k + 1) == "by")
    };
    let mut passed = 0;
    let mut k = from;
    while k < tokens.len() {
        if verb(k) {
            if passed == skip {
                return Some(k);
            }
            passed += 1;
            while k < tokens.len() && matches!(tokens.tag_of(k), Tag::Aux | Tag::Verb | Tag::Adv | Tag::Part)
            {
                k += 1;
            }
        } else {
            k += 1;
        }
    }
    None
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
