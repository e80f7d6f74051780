//! Entries in, a few flat blocks out, in which an entry is found by any form of
//! its first word.
//!
//! Made by the build script for the built-in table, and at run time for a user's.
//! What an entry means is the business of `claim::sense`.

use super::entry::{Class, Frame, Line, Pos};
use super::inflect::{self, Form};
use crate::words::{Blocks, Word, WordList, WordTable, write_numbers};
use std::collections::HashMap;

const POS: [Pos; 4] = [Pos::Verb, Pos::Noun, Pos::Adjective, Pos::Fixed];

/// Bits of a number that hold the form, or the frame's name, beside an entry's or word's number.
const LOW: u32 = 8;

/// One sense of a word or phrase.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The words.
    pub words: Words<'a>,
    /// Its word kind.
    pub pos: Pos,
    /// What it does.
    pub class: Class,
    /// What must follow; empty for anything.
    pub frames: Frames<'a>,
    /// The number of words, gaps left out.
    pub size: usize,
}

impl<'a> Entry<'a> {
    /// The entry as it stands in the table.
    pub fn lemma(&self) -> &'a str {
        self.words.lemma
    }
}

/// The words of an entry, base form first; `_` is a gap of up to five words.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    lemma: &'a str,
    count: usize,
}

impl<'a> Words<'a> {
    /// The number of words and gaps.
    pub fn len(self) -> usize {
        self.count
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.count == 0
    }

    /// The words in order.
    pub fn iter(self) -> impl Iterator<Item = &'a str> {
        let mut rest = Some(self.lemma);
        std::iter::from_fn(move || {
            let all = rest?;
            let Some(end) = all.bytes().position(|b| b == b' ') else { return rest.take() };
            rest = all.get(end + 1..);
            all.get(..end)
        })
    }

    /// The last word.
    pub fn last(self) -> Option<&'a str> {
        self.lemma.rsplit(' ').next()
    }
}

/// What may follow an entry.
#[derive(Debug, Clone, Copy)]
pub struct Frames<'a> {
    codes: &'a [u32],
    prepositions: &'a WordList,
}

impl<'a> Frames<'a> {
    /// Whether anything may.
    pub fn is_empty(self) -> bool {
        self.codes.is_empty()
    }

    /// The frames; one of them must fit.
    pub fn iter(self) -> impl Iterator<Item = Frame<'a>> {
        self.codes.iter().map(move |code| {
            let code = *code as usize;
            match Frame::NAMED.get(code) {
                Some((_, frame)) => *frame,
                None => Frame::Preposition(self.prepositions.word(code - Frame::NAMED.len())),
            }
        })
    }
}

/// The packed entries.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pack {
    lemmas: WordList,
    /// For each entry four bytes (word kind, class, words, words without gaps), and
    /// where its frames begin and end in `frames`.
    facts: Vec<[u32; 3]>,
    /// Places in [`Frame::NAMED`], and behind them in `prepositions`.
    frames: Vec<u32>,
    prepositions: WordList,
    /// First words as they may stand in a text; the built-in lexicon's are in the
    /// tagger's dictionary, and not here.
    first: WordTable,
    /// For each of them where its entries of one word, or with a gap behind it, begin
    /// and end in `open`, and where its second words begin and end.
    begun: Vec<[u32; 4]>,
    /// Entries, each with the form that the first word has in it.
    open: Vec<u32>,
    /// Second words, in the order of their hashes for each first word.
    seconds: WordList,
    hashes: Vec<u32>,
    /// For each of them where its entries end in `going_on`.
    going_on_ends: Vec<u32>,
    going_on: Vec<u32>,
}

/// What begins with one word while it is gathered.
#[derive(Default)]
struct Begun {
    open: Vec<u32>,
    going_on: Vec<(String, Vec<u32>)>,
}

impl Begun {
    fn second(&mut self, word: &str) -> &mut Vec<u32> {
        let at = self.going_on.iter().position(|(w, _)| w == word).unwrap_or_else(|| {
            self.going_on.push((word.to_owned(), Vec::new()));
            self.going_on.len() - 1
        });
        &mut self.going_on[at].1
    }
}

impl Pack {
    /// Packs the lines of a table, each with its place as number.
    pub fn new(lines: &[Line]) -> Self {
        let mut pack = Self::default();
        let lemmas: Vec<String> = lines.iter().map(|line| line.words.join(" ")).collect();
        pack.lemmas = lemmas.iter().map(String::as_str).collect();
        let mut prepositions: Vec<&str> = Vec::new();
        let mut order: Vec<String> = Vec::new();
        let mut begun: Vec<Begun> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for (id, line) in lines.iter().enumerate() {
            let frames = pack.frames.len() as u32;
            for frame in &line.frames {
                let named = Frame::NAMED.iter().position(|(_, named)| named == frame);
                let code = named.unwrap_or_else(|| {
                    let Frame::Preposition(word) = frame else { return 0 };
                    let known = prepositions.iter().position(|p| p == word);
                    Frame::NAMED.len()
                        + known.unwrap_or_else(|| {
                            prepositions.push(word);
                            prepositions.len() - 1
                        })
                });
                pack.frames.push(code as u32);
            }
            pack.facts.push([facts(line), frames, pack.frames.len() as u32]);
            // The last word of a noun may be plural.
            let plural = line.pos != Pos::Verb && line.words.len() == 2;
            for (word, form) in first_words(line) {
                let place = *places.entry(word.clone()).or_insert_with(|| {
                    order.push(word);
                    begun.push(Begun::default());
                    begun.len() - 1
                });
                let packed = (id as u32) << LOW | form as u32;
                match line.words.get(1).filter(|w| *w != "_") {
                    None => begun[place].open.push(packed),
                    Some(second) => {
                        begun[place].second(second).push(packed);
                        if plural {
                            begun[place].second(&format!("{second}s")).push(packed);
                        }
                    }
                }
            }
        }
        pack.prepositions = prepositions.into_iter().collect();
        pack.first = order.iter().map(String::as_str).collect::<WordList>().into();
        let mut seconds: Vec<String> = Vec::new();
        for mut of_word in begun {
            let starts = [pack.open.len(), seconds.len()];
            pack.open.append(&mut of_word.open);
            of_word.going_on.sort_by_cached_key(|(word, _)| (Word::new(word).hash, word.clone()));
            for (word, mut entries) in of_word.going_on {
                pack.hashes.push(Word::new(&word).hash);
                seconds.push(word);
                pack.going_on.append(&mut entries);
                pack.going_on_ends.push(pack.going_on.len() as u32);
            }
            let [open, second] = starts;
            pack.begun.push([open, pack.open.len(), second, seconds.len()].map(|n| n as u32));
        }
        pack.seconds = seconds.iter().map(String::as_str).collect();
        pack
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.facts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// All first words as they may stand in a text, in the order of their numbers.
    pub fn first_words(&self) -> impl Iterator<Item = &str> {
        self.first.list().iter()
    }

    /// Entry `id`.
    pub fn entry(&self, id: u32) -> Option<Entry<'_>> {
        let [facts, from, to] = *self.facts.get(id as usize)?;
        let [pos, class, count, size] = facts.to_le_bytes();
        Some(Entry {
            words: Words { lemma: self.lemmas.word(id as usize), count: usize::from(count) },
            pos: *POS.get(usize::from(pos))?,
            class: *Class::ALL.get(usize::from(class))?,
            frames: Frames {
                codes: self.frames.get(from as usize..to as usize).unwrap_or_default(),
                prepositions: &self.prepositions,
            },
            size: usize::from(size),
        })
    }

    /// The number of a first word.
    pub fn begun_by(&self, word: Word) -> Option<usize> {
        self.first.get(word)
    }

    /// The entries of first word `begun` that have no second word, or a gap there.
    pub fn open(&self, begun: usize) -> &[u32] {
        let [from, to, ..] = self.begun.get(begun).copied().unwrap_or_default();
        self.open.get(from as usize..to as usize).unwrap_or_default()
    }

    /// The entries of first word `begun` that go on with `word`.
    pub fn going_on(&self, begun: usize, word: Word) -> &[u32] {
        let [_, _, start, end] = self.begun.get(begun).map_or([0; 4], |b| b.map(|n| n as usize));
        let hashes = self.hashes.get(start..end).unwrap_or_default();
        let mut at = start + hashes.partition_point(|hash| *hash < word.hash);
        while at < end && self.hashes[at] == word.hash {
            if self.seconds.word(at) == word.text {
                return run(&self.going_on, &self.going_on_ends, at);
            }
            at += 1;
        }
        &[]
    }

    /// The entry and form of a number of [`Self::open`] or [`Self::going_on`].
    pub fn entry_and_form(&self, packed: u32) -> Option<(u32, Entry<'_>, Form)> {
        let id = packed >> LOW;
        Some((id, self.entry(id)?, *Form::ALL.get((packed & ((1 << LOW) - 1)) as usize)?))
    }

    /// Appends all blocks but the first words to `out`, for [`Self::read`].
    pub fn write(&self, out: &mut Vec<u8>) {
        for list in [&self.lemmas, &self.prepositions, &self.seconds] {
            list.write(out);
        }
        write_numbers(self.facts.as_flattened(), out);
        write_numbers(self.begun.as_flattened(), out);
        for numbers in [&self.frames, &self.open, &self.hashes, &self.going_on_ends, &self.going_on] {
            write_numbers(numbers, out);
        }
    }

    /// What [`Self::write`] put at this place.
    pub fn read(blocks: &mut Blocks<'static>) -> Self {
        Self {
            lemmas: WordList::read(blocks),
            prepositions: WordList::read(blocks),
            seconds: WordList::read(blocks),
            first: WordTable::default(),
            facts: blocks.rows(),
            begun: blocks.rows(),
            frames: blocks.numbers(),
            open: blocks.numbers(),
            hashes: blocks.numbers(),
            going_on_ends: blocks.numbers(),
            going_on: blocks.numbers(),
        }
    }
}

fn facts(line: &Line) -> u32 {
    let at = |place: Option<usize>| place.unwrap_or(0) as u8;
    let count = |words: usize| words.min(255) as u8;
    u32::from_le_bytes([
        at(POS.iter().position(|pos| *pos == line.pos)),
        at(Class::ALL.iter().position(|class| *class == line.class)),
        count(line.words.len()),
        count(line.words.iter().filter(|w| *w != "_").count()),
    ])
}

/// The forms of a line's first word.
fn first_words(line: &Line) -> Vec<(String, Form)> {
    let mut forms = Vec::new();
    match line.pos {
        Pos::Verb => inflect::verb(&line.words[0], &mut forms),
        Pos::Noun if line.words.len() == 1 => inflect::noun(&line.words[0], &mut forms),
        _ => forms.push((line.words[0].clone(), Form::Base)),
    }
    forms
}

/// Run `n` of `values`, where `ends` says where each one ends.
fn run<'a>(values: &'a [u32], ends: &[u32], n: usize) -> &'a [u32] {
    let Some(end) = ends.get(n) else { return &[] };
    let start = n.checked_sub(1).map_or(0, |before| ends[before]);
    values.get(start as usize..*end as usize).unwrap_or_default()
}
