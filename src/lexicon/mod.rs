//! The lexicon: what words do, by class and frame.
//!
//! One table of four tab-separated columns, `entry  pos  class  frame`, shared
//! by attribution (which words attribute a position to a source) and by the
//! features (what kind of act they are). The built-in table is
//! `src/lexicon/en.tsv`; its head explains the columns. The build script packs
//! it, so that it need not be read when the program starts.

pub mod entry;
pub mod inflect;
pub mod pack;

use crate::error::Error;
use crate::tagger::{Dictionary, Known};
use crate::words::{Blocks, Word};
pub use entry::{Class, Frame, Group, Pos};
use entry::{Line, lines};
use inflect::Form;
use pack::Pack;
pub use pack::{Entry, Frames, Words};
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

/// The English table that ships with the program.
pub const ENGLISH: &str = include_str!("en.tsv");

/// What the build script has made of it.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.bin"));

/// The entries, found by their first word.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    pack: Pack,
    /// Whether it is just the built-in table, whose first words the dictionary has.
    built_in: bool,
    /// The tables that it was made of, the first one first.
    tables: Vec<Cow<'static, str>>,
}

impl Lexicon {
    /// The built-in English lexicon.
    pub fn english() -> &'static Self {
        static BUILT_IN: LazyLock<Lexicon> = LazyLock::new(|| Lexicon {
            pack: Pack::read(&mut Blocks(PACKED)),
            built_in: true,
            tables: vec![ENGLISH.into()],
        });
        &BUILT_IN
    }

    /// Adds the entries of a table; an entry with the same words and kind as
    /// ones of earlier tables replaces them all.
    ///
    /// # Errors
    /// [`Error::Lexicon`] at the first faulty line; nothing is added then.
    pub fn extend(&mut self, table: &str, path: &str) -> Result<(), Error> {
        let mut all: Vec<Line> = Vec::new();
        for earlier in &self.tables {
            // Each was read before.
            add(&mut all, lines(earlier).filter_map(|(_, line)| line.ok()).collect());
        }
        let read = lines(table).map(|(n, line)| {
            line.map_err(|message| Error::Lexicon { path: path.to_owned(), line: n, message })
        });
        add(&mut all, read.collect::<Result<_, _>>()?);
        self.pack = Pack::new(&all);
        self.built_in = false;
        self.tables.push(table.to_owned().into());
        Ok(())
    }

    /// The entries that may begin with the lower-case word `word`, which stands at
    /// `known` in the dictionary, where `next` and then `after` follow it: those of one word, with a gap, or with either of the
    /// two as second word (an adverb may stand between verb and particle).
    pub fn starting_with<'a>(
        &'a self,
        word: Word,
        known: Known,
        next: Word,
        after: Word,
    ) -> impl Iterator<Item = (u32, Entry<'a>, Form)> + use<'a> {
        let begun = if self.built_in { Dictionary::english().begun(known) } else { self.pack.begun_by(word) };
        let second = |w: Word| begun.map_or(&[][..], |b| self.pack.going_on(b, w));
        let all = begun.map_or(&[][..], |b| self.pack.open(b)).iter().chain(second(next));
        let all = all.chain(if next == after { &[][..] } else { second(after) });
        all.filter_map(|packed| self.pack.entry_and_form(*packed))
    }

    /// Entry `id`.
    pub fn entry(&self, id: u32) -> Option<Entry<'_>> {
        self.pack.entry(id)
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.pack.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Adds the lines of a later table in place of those that it has anew.
fn add<'a>(all: &mut Vec<Line<'a>>, later: Vec<Line<'a>>) {
    if !all.is_empty() {
        let anew: HashSet<(&[String], Pos)> =
            later.iter().map(|line| (line.words.as_slice(), line.pos)).collect();
        all.retain(|line| !anew.contains(&(line.words.as_slice(), line.pos)));
    }
    all.extend(later);
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
    fn the_packed_lexicon_is_that_of_the_table() {
        let all: Vec<Line> = lines(ENGLISH).map(|(_, line)| line.unwrap()).collect();
        let made = Pack::new(&all);
        let dictionary = Dictionary::english();
        for (n, word) in made.first_words().enumerate() {
            assert_eq!(dictionary.begun(dictionary.find(Word::new(word))), Some(n), "{word}");
        }
        let others = dictionary.words().skip(made.first_words().count());
        assert!(others.into_iter().all(|(known, _)| dictionary.begun(known).is_none()));
        let mut bytes = Vec::new();
        made.write(&mut bytes);
        assert_eq!(bytes, PACKED);
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
        let none = Word::new("");
        let tables = Word::new("tables");
        let known = Dictionary::english().find(tables);
        let classes: Vec<_> =
            lexicon.starting_with(tables, known, none, none).map(|(_, e, _)| e.class).collect();
        assert_eq!(classes, [Class::Neutral, Class::Offer]);
    }
}
