//! The lexicon: what words do, by class and frame.
//!
//! One table of four tab-separated columns, `entry  pos  class  frame`, shared
//! by attribution (which words attribute a position to a source) and by the
//! features (what kind of act they are). The built-in table is
//! `src/lexicon/en.tsv`; its head explains the columns.

pub mod inflect;

use crate::error::Error;
use inflect::Form;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

macro_rules! classes {
    ($($group:ident: $($class:ident $name:literal),+;)+) => {
        /// What an entry does: the semantic classes of acts, judgements, events and objects.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs)]
        pub enum Class { $($($class,)+)+ }

        impl Class {
            /// All classes.
            pub const ALL: &'static [Self] = &[$($(Self::$class,)+)+];

            /// The name in the table.
            pub const fn name(self) -> &'static str {
                match self { $($(Self::$class => $name,)+)+ }
            }

            /// The family it belongs to.
            pub const fn group(self) -> Group {
                match self { $($(Self::$class => Group::$group,)+)+ }
            }
        }
    };
}

classes! {
    Ask: Request "request", Order "order", Condition "condition", Threat "threat", Need "need";
    Refuse: Refuse "refuse", Deny "deny", Block "block", Oppose "oppose", Unfit "unfit";
    Yield: Accept "accept", Offer "offer", Promise "promise", Release "release", Allow "allow", Retreat "retreat", Admit "admit", Ready "ready";
    Judge: Praise "praise", Support "support", Criticise "criticise", Accuse "accuse", Warn "warn", Predict "predict", Hope "hope",
        Fear "fear", Believe "believe", Judge "judge", Good "good", Bad "bad", Misdeed "misdeed";
    Say: Say "say", Reply "reply", Question "question", Know "know", Plan "plan", Decide "decide", Negotiate "negotiate", Decline "decline";
    Event: Procedural "procedural", Kinetic "kinetic", Coerce "coerce", Judicial "judicial", Aid "aid", Stat "stat", Happen "happen";
    Object: Proposal "proposal_n", Demand "demand_n", Restriction "restriction_n", Captive "captive_n", Talks "talks_n", Force "force_n",
        Party "party_n", Allegation "allegation_n", Wrong "wrong_n", Strike "strike_n", Person "person_n", Org "org_n", Document "document_n";
    Other: Undo "undo", Fail "fail", Intensify "intensify", Hedge "hedge", Negation "negation", PseudoNegation "pseudo_negation", Neutral "none_n", Verb "verb";
}

/// A family of classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Group {
    Ask,
    Refuse,
    Yield,
    Judge,
    Say,
    Event,
    Object,
    Other,
}

impl Group {
    /// A short name, as in feature names.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ask => "ASK",
            Self::Refuse => "REFUSE",
            Self::Yield => "YIELD",
            Self::Judge => "JUDGE",
            Self::Say => "SAY",
            Self::Event => "EVENT",
            Self::Object => "OBJECT",
            Self::Other => "OTHER",
        }
    }
}

/// The word kind of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pos {
    /// A verb; every inflection of its first word matches.
    Verb,
    /// A noun; its plural matches too.
    Noun,
    /// An adjective or a phrase that stands as predicate.
    Adjective,
    /// An adverb or fixed phrase.
    Fixed,
}

/// What may follow an entry for one of its senses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// A clause with *that*, or without it.
    That,
    /// *to* and an infinitive.
    To,
    /// A noun phrase.
    Object,
    /// A quotation.
    Quote,
    /// A gerund.
    Gerund,
    /// *whether*, *how*, *why* …
    Question,
    /// This preposition.
    Preposition(String),
    /// An object and what it is judged to be.
    Predicate,
    /// Nothing: the clause ends.
    Nothing,
}

/// One sense of a word or phrase.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The words, base form first; `_` is a gap of up to five words.
    pub words: Vec<String>,
    /// Its word kind.
    pub pos: Pos,
    /// What it does.
    pub class: Class,
    /// What must follow; empty for anything.
    pub frames: Vec<Frame>,
    /// The number of words, gaps left out.
    pub size: usize,
}

impl Entry {
    /// The entry as it stands in the table.
    pub fn lemma(&self) -> String {
        self.words.join(" ")
    }
}

/// The entries, found by their first word.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    entries: Vec<Entry>,
    /// First word as it may stand in a text → the entries that it may begin.
    first: FxHashMap<Box<str>, Slot>,
}

/// The entries that begin with one word form, and the form it has in each.
#[derive(Debug, Clone, Default)]
struct Slot {
    /// Entries of one word, or with a gap behind the first.
    open: Vec<(u32, Form)>,
    /// Entries whose second word is given.
    next: FxHashMap<Box<str>, Vec<(u32, Form)>>,
}

impl Slot {
    fn retain(&mut self, keep: impl Fn(u32) -> bool) {
        self.open.retain(|(id, _)| keep(*id));
        #[allow(clippy::iter_over_hash_type, reason = "a filter: order does not matter")]
        for list in self.next.values_mut() {
            list.retain(|(id, _)| keep(*id));
        }
    }
}

/// The English table that ships with the program.
pub const ENGLISH: &str = include_str!("en.tsv");

impl Lexicon {
    /// The built-in English lexicon.
    pub fn english() -> &'static Self {
        static BUILT_IN: LazyLock<Lexicon> = LazyLock::new(|| {
            let mut lexicon = Lexicon::default();
            // A test holds that the built-in table has no faulty line.
            let _ = lexicon.extend(ENGLISH, "built-in lexicon");
            lexicon
        });
        &BUILT_IN
    }

    /// Adds the entries of a table; an entry with the same words and kind as
    /// earlier ones replaces them all.
    ///
    /// # Errors
    /// [`Error::Lexicon`] at the first faulty line.
    pub fn extend(&mut self, table: &str, path: &str) -> Result<(), Error> {
        let before = self.entries.len();
        for (n, line) in table.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let entry = parse(line).map_err(|message| Error::Lexicon {
                path: path.to_owned(),
                line: n + 1,
                message,
            })?;
            if before > 0 {
                self.remove(&entry, before);
            }
            self.add(entry);
        }
        Ok(())
    }

    fn add(&mut self, entry: Entry) {
        let id = self.entries.len() as u32;
        let mut forms = Vec::new();
        match entry.pos {
            Pos::Verb => inflect::verb(&entry.words[0], &mut forms),
            Pos::Noun if entry.words.len() == 1 => inflect::noun(&entry.words[0], &mut forms),
            _ => forms.push((entry.words[0].clone(), Form::Base)),
        }
        // The last word of a noun may be plural.
        let plural = entry.pos != Pos::Verb && entry.words.len() == 2;
        for (word, form) in forms {
            let slot = self.first.entry(word.into()).or_default();
            match entry.words.get(1).filter(|w| *w != "_") {
                None => slot.open.push((id, form)),
                Some(second) => {
                    slot.next.entry(second.as_str().into()).or_default().push((id, form));
                    if plural {
                        slot.next.entry(format!("{second}s").into()).or_default().push((id, form));
                    }
                }
            }
        }
        self.entries.push(entry);
    }

    fn remove(&mut self, entry: &Entry, before: usize) {
        let entries = &self.entries;
        let stale: Vec<u32> = (0..before as u32)
            .filter(|id| entries[*id as usize].words == entry.words && entries[*id as usize].pos == entry.pos)
            .collect();
        if !stale.is_empty() {
            #[allow(clippy::iter_over_hash_type, reason = "a filter: order does not matter")]
            for slot in self.first.values_mut() {
                slot.retain(|id| !stale.contains(&id));
            }
        }
    }

    /// The entries that may begin with the lower-case word `word` where `next` and
    /// then `after` follow it: those of one word, with a gap, or with either of the
    /// two as second word (an adverb may stand between verb and particle).
    pub fn starting_with<'a>(
        &'a self,
        word: &str,
        next: &str,
        after: &str,
    ) -> impl Iterator<Item = (u32, &'a Entry, Form)> + use<'a> {
        let slot = self.first.get(word);
        let second = |w: &str| slot.and_then(|s| s.next.get(w)).map_or(&[][..], Vec::as_slice);
        let open = slot.map_or(&[][..], |s| s.open.as_slice());
        let all = open.iter().chain(second(next)).chain(if next == after { &[][..] } else { second(after) });
        all.map(|(id, form)| (*id, &self.entries[*id as usize], *form))
    }

    /// Entry `id`.
    pub fn entry(&self, id: u32) -> Option<&Entry> {
        self.entries.get(id as usize)
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

fn parse(line: &str) -> Result<Entry, String> {
    let mut fields = line.split('\t');
    let (Some(words), Some(pos), Some(class), Some(frames), None) =
        (fields.next(), fields.next(), fields.next(), fields.next(), fields.next())
    else {
        return Err(format!(
            "found {} tab-separated fields, expected 4: entry, pos, class, frame",
            line.split('\t').count()
        ));
    };
    let words: Vec<String> = words.split_whitespace().map(|w| w.to_lowercase().replace('’', "'")).collect();
    if words.first().is_none_or(|w| w == "_") {
        return Err("an entry begins with a word".into());
    }
    let pos = match pos.trim() {
        "v" => Pos::Verb,
        "n" => Pos::Noun,
        "a" => Pos::Adjective,
        "r" => Pos::Fixed,
        other => return Err(format!("unknown word kind {other:?}, expected v, n, a or r")),
    };
    let class = Class::ALL.iter().copied().find(|c| c.name() == class.trim()).ok_or_else(|| {
        format!("unknown class {class:?}; the classes are listed at the head of the built-in table")
    })?;
    let frames = frames
        .trim()
        .split(',')
        .map(str::trim)
        .filter(|f| *f != "*" && !f.is_empty())
        .map(frame)
        .collect::<Result<_, _>>()?;
    let size = words.iter().filter(|w| *w != "_").count();
    Ok(Entry { words, pos, class, frames, size })
}

fn frame(name: &str) -> Result<Frame, String> {
    Ok(match name {
        "that" => Frame::That,
        "to" => Frame::To,
        "np" => Frame::Object,
        "quote" => Frame::Quote,
        "ing" => Frame::Gerund,
        "wh" => Frame::Question,
        "pred" => Frame::Predicate,
        "-" => Frame::Nothing,
        _ => match name.strip_prefix("p:") {
            Some(preposition) if !preposition.is_empty() => Frame::Preposition(preposition.to_owned()),
            _ => {
                return Err(format!(
                    "unknown frame {name:?}, expected *, that, to, np, quote, ing, wh, pred, - or p:PREPOSITION"
                ));
            }
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_table_has_no_faulty_line() {
        let mut lexicon = Lexicon::default();
        lexicon.extend(ENGLISH, "built-in lexicon").unwrap();
        assert!(lexicon.len() > 3000, "{} entries", lexicon.len());
    }

    #[test]
    fn a_faulty_line_is_named() {
        let error = Lexicon::default().extend("# x\nreject\tv\tnope\t*\n", "my.tsv").unwrap_err().to_string();
        assert!(error.starts_with("my.tsv:2: unknown class \"nope\""), "{error}");
    }

    #[test]
    fn a_later_table_overrides() {
        let mut lexicon = Lexicon::default();
        lexicon.extend("table\tv\tblock\tnp\ntable\tn\tnone_n\t*\n", "a").unwrap();
        lexicon.extend("table\tv\toffer\tnp\n", "b").unwrap();
        let classes: Vec<_> = lexicon.starting_with("tables", "", "").map(|(_, e, _)| e.class).collect();
        assert_eq!(classes, [Class::Neutral, Class::Offer]);
    }
}
