//! Tokens → senses: the lexicon's words and phrases as they stand in a sentence.
//!
//! Decides noun or verb by the neighbours, the sense by what follows (the
//! entry's frame), and gathers each verb's group (*had no longer been asked*)
//! with its negation, modality and voice. Says nothing of sources.

mod frame;
mod group;
mod verbal;

use crate::lexicon::inflect::Form;
use crate::lexicon::{Class, Entry, Frame, Group, Lexicon, Pos};
use crate::token::{Kind, Tag, Tokens};
use frame::{follows, fronted_object, judged_at, object_then, phrase_end, postposed};
pub use group::is_copula;
use group::{complete, felt};
use verbal::{after_copula, headline_verb, is_passive, is_past, verbal};

/// How a verb or predicate stands in its clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Finite: *rejects*, *has been asked*, *must go*.
    Finite,
    /// *to* and infinitive.
    Infinitive,
    /// *-ing* with no auxiliary.
    Gerund,
    /// A past participle with no auxiliary.
    Participle,
}

impl Mood {
    /// Its name in features.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Finite => "Finite",
            Self::Infinitive => "Infinitive",
            Self::Gerund => "Gerund",
            Self::Participle => "Participle",
        }
    }
}

/// The modal of a verb group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Modal {
    Must,
    Should,
    Will,
    Would,
    Can,
    May,
}

impl Modal {
    /// Its name in features.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::Will => "will",
            Self::Would => "would",
            Self::Can => "can",
            Self::May => "may",
        }
    }
}

/// An entry of the lexicon, or an unlisted verb, at its place in a sentence.
#[derive(Debug, Clone)]
pub struct Sense {
    /// First token.
    pub start: usize,
    /// One past the last token of its unbroken part.
    pub end: usize,
    /// What it does; [`Class::Verb`] for an unlisted verb.
    pub class: Class,
    /// The entry, if it is listed.
    pub entry: Option<u32>,
    /// Its word kind.
    pub pos: Pos,
    /// First token of the verb group; `start` for other kinds.
    pub group: usize,
    /// Its place in the clause; [`Mood::Finite`] for nouns.
    pub mood: Mood,
    /// Whether its group holds *be* and a past participle.
    pub passive: bool,
    /// Whether the group denies it (*did not*, *never*, *no longer*).
    pub negated: bool,
    /// The modal of the group.
    pub modal: Option<Modal>,
    /// Whether it is a predicate: a verb, or an adjective or noun after *be* and its like.
    pub predicate: bool,
}

impl Sense {
    fn new(start: usize, end: usize, class: Class, entry: Option<u32>, pos: Pos) -> Self {
        Self {
            start,
            end,
            class,
            entry,
            pos,
            group: start,
            mood: Mood::Finite,
            passive: false,
            negated: false,
            modal: None,
            predicate: false,
        }
    }

    /// The entry's words, or the word itself where it is not listed.
    pub fn lemma<'a>(&self, tokens: &'a Tokens, lexicon: &'a Lexicon) -> &'a str {
        self.entry.and_then(|e| lexicon.entry(e)).map_or_else(|| tokens.word(self.start), |e| e.lemma())
    }
}

/// The senses of a sentence, in order.
pub fn senses(tokens: &Tokens, lexicon: &Lexicon) -> Vec<Sense> {
    let mut out = Vec::new();
    let mut i = 0;
    // A headline whose verb the tagger took for a noun: *Lawmaker urges retaliation*.
    let verbless = tokens.shouting() || !tokens.iter().any(|t| matches!(t.tag, Tag::Verb | Tag::Aux));
    while i < tokens.len() {
        if tokens.kind(i) != Kind::Word {
            i += 1;
            continue;
        }
        match best(tokens, lexicon, i, verbless) {
            Some(sense) => {
                // A phrase keeps its words; one with a gap lets the words inside speak.
                let verb_inside =
                    sense.pos == Pos::Fixed && (i + 1..sense.end).any(|k| tokens.tag_of(k) == Tag::Verb);
                let next = if verb_inside { i + 1 } else { sense.end.max(i + 1) };
                out.push(sense);
                i = next;
            }
            None => i += 1,
        }
    }
    out
}

fn best(tokens: &Tokens, lexicon: &Lexicon, i: usize, verbless: bool) -> Option<Sense> {
    let word = tokens.word(i);
    let (next, after) = (tokens.hashed(i + 1), tokens.hashed(i + 2));
    let mut entries = lexicon.starting_with(tokens.hashed(i), tokens.known(i), next, after).peekable();
    if entries.peek().is_none() && tokens.tag_of(i) != Tag::Verb {
        return None;
    }
    let verbal = verbal(tokens, i) || verbless && i > 0 && headline_verb(tokens, i);
    let after_be = after_copula(tokens, i);
    let fronted = verbal && fronted_object(tokens, i);
    let mut found: Option<(usize, Sense)> = None;
    let mut unframed: Vec<(u32, Entry)> = Vec::new();
    for (id, entry, form) in entries {
        let fits = match entry.pos {
            Pos::Verb => verbal && !(after_be && matches!(form, Form::Base | Form::Third)),
            Pos::Noun => !verbal || entry.words.len() > 1,
            Pos::Adjective => !verbal || after_be,
            Pos::Fixed => true,
        };
        if !fits {
            continue;
        }
        let Some((end, last)) = phrase_end(tokens, i, &entry) else { continue };
        // A gap at the end is an object before the complement: *want them to go*.
        let open = entry.words.last() == Some("_");
        let framed = if open {
            object_then(tokens, last, entry.frames)
        } else {
            entry.frames.iter().any(|f| follows(tokens, last, &f))
                || entry.pos == Pos::Verb && postposed(tokens, i, last, entry.frames)
                || fronted && entry.frames.iter().any(|f| f == Frame::Predicate) && judged_at(tokens, last)
        };
        if open && !framed {
            continue;
        }
        if !entry.frames.is_empty()
            && !framed
            && !(entry.pos == Pos::Verb
                && (is_passive(tokens, i) || tokens.word(end) == "by")
                && entry.frames.iter().any(|f| matches!(f, Frame::Object | Frame::Predicate)))
        {
            if entry.pos == Pos::Verb && entry.words.len() == 1 {
                unframed.push((id, entry));
            }
            continue;
        }
        // A name is no common noun, unless it is a title or office.
        if matches!(tokens.tag_of(i), Tag::Propn)
            && entry.words.len() == 1
            && entry.class.group() != Group::Object
            && !tokens.opens(i)
            && !tokens.shouting()
        {
            continue;
        }
        let preferred = match entry.pos {
            Pos::Verb => verbal && !after_be || matches!(form, Form::Gerund),
            Pos::Adjective => after_be || !verbal,
            Pos::Fixed => !after_be,
            Pos::Noun => !verbal,
        };
        // *was signed by the rebels*: a verb with its agent.
        if entry.pos == Pos::Adjective
            && after_be
            && tokens.word(end) == "by"
            && !felt(word)
            && word.ends_with("ed")
        {
            continue;
        }
        // *asked how*: what is asked belongs to the content, the verb is the cue.
        if entry.pos == Pos::Fixed && verbal && entry.class.group() == Group::Say {
            continue;
        }
        let rank = entry.size * 8 + usize::from(preferred) * 4 + usize::from(!entry.frames.is_empty()) * 2;
        // Of equals the first in the table.
        let better = found
            .as_ref()
            .is_none_or(|(best, sense)| rank > *best || rank == *best && Some(id) < sense.entry);
        if better {
            found = Some((rank, Sense::new(i, end, entry.class, Some(id), entry.pos)));
        }
    }
    let mut sense = match found {
        Some((_, sense)) => sense,
        None if verbal && matches!(tokens.tag_of(i), Tag::Verb) => {
            match unframed.iter().min_by_key(|e| e.0) {
                // What all its senses agree on, it does in other company too.
                Some((id, entry))
                    if unframed.iter().all(|e| e.1.class.group() == entry.class.group())
                        && !reduced_relative(tokens, i) =>
                {
                    Sense::new(i, i + 1, entry.class, Some(*id), Pos::Verb)
                }
                _ => Sense { predicate: true, ..Sense::new(i, i + 1, Class::Verb, None, Pos::Verb) },
            }
        }
        None => return None,
    };
    complete(tokens, &mut sense);
    Some(sense)
}

/// A past participle right behind a noun: *a survey released in April*.
fn reduced_relative(tokens: &Tokens, i: usize) -> bool {
    i > 0
        && is_past(tokens.word(i))
        && matches!(tokens.tag_of(i - 1), Tag::Noun)
        && matches!(tokens.tag_of(i + 1), Tag::Adp)
}
