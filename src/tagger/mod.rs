//! Words of a sentence in, the part of speech that each most likely has out.
//!
//! A dictionary of the commonest tag of each word, then patches in order: *NOUN
//! after* to *and before a determiner is a VERB* (Brill, "A simple rule-based
//! part of speech tagger", 1992). Dictionary and patches are those of
//! `harper-brill`; the build script takes them from there and packs them, and a
//! test holds that the tags are the same. A patch looks at all words of a
//! sentence at once: for each tag a number whose bits say which words have it.
//! Words that the dictionary lacks get no tag; shapes are `token`'s business.
//!
//! The dictionary knows beside it the words of closed classes, those that may
//! begin an entry of the lexicon, and of each word its English stem: a known word
//! is looked up once.

mod tag;

use crate::words::{Blocks, Word, WordList, WordTable};
use std::sync::LazyLock;
pub use tag::{CLOSED, Tag};

/// What the build script has made of the tagger, the closed classes and the stemmer.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/dictionary.bin"));

/// Patches name at most this many words.
const MARKS: usize = 32;
const TAGS: usize = Tag::ALL.len();

/// The number of a word in the dictionary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known(u32);

impl Known {
    /// A word that the dictionary lacks.
    pub const NOT: Self = Self(u32::MAX);
}

/// The packed tagger.
#[derive(Debug)]
pub struct Dictionary {
    words: WordTable,
    /// For each word four bytes (its tag and its closed class, each plus one or 0;
    /// how much of it its stem keeps, and what the stem has behind that), and
    /// which words of the patches it is taken for.
    facts: Vec<[u32; 2]>,
    /// The words of the patches.
    patterns: WordList,
    /// What stems may have behind the part that they share with the word.
    endings: WordList,
    patches: Vec<Patch>,
    /// How many words may begin an entry of the built-in lexicon.
    begins: u32,
}

/// A correction of tags.
#[derive(Debug)]
struct Patch {
    from: usize,
    to: usize,
    /// Rows of which none may be empty.
    needs: u64,
    /// All must hold.
    conditions: Vec<Condition>,
}

/// What a patch asks of the words around the one that it corrects.
#[derive(Debug, Clone, Copy)]
enum Condition {
    /// The word so far behind has the tag.
    Tagged(i32, usize),
    /// A word has the tag, from this one on up to but without the one so far
    /// behind; or from the one so far before up to this one.
    Any(i32, usize),
    /// The words before and behind have the tags.
    Between(usize, usize),
    /// The word so far behind is this word of the patches.
    Word(i32, usize),
}

/// Sixty-four words: for each tag, and behind these for each word of the patches,
/// which have it.
type Plane = [u64; TAGS + MARKS];

const EMPTY: Plane = [0; TAGS + MARKS];

impl Dictionary {
    /// The dictionary of English.
    pub fn english() -> &'static Self {
        static BUILT_IN: LazyLock<Dictionary> = LazyLock::new(|| Dictionary::read(PACKED));
        &BUILT_IN
    }

    fn read(bytes: &'static [u8]) -> Self {
        let mut blocks = Blocks(bytes);
        Self {
            words: WordTable::read(&mut blocks),
            facts: blocks.rows(),
            patterns: WordList::read(&mut blocks),
            endings: WordList::read(&mut blocks),
            patches: patches(blocks.bytes()),
            begins: blocks.numbers().first().copied().unwrap_or(0),
        }
    }

    /// All words with their places.
    pub fn words(&self) -> impl ExactSizeIterator<Item = (Known, &str)> {
        self.words.list().iter().enumerate().map(|(number, word)| (Known(number as u32), word))
    }

    /// The number of a word among those that may begin an entry of the built-in
    /// lexicon: they are the dictionary's first.
    pub fn begun(&self, known: Known) -> Option<usize> {
        (known.0 < self.begins).then_some(known.0 as usize)
    }

    /// The place of a lower-case word.
    pub fn find(&self, word: Word) -> Known {
        self.words.get(word).map_or(Known::NOT, |number| Known(number as u32))
    }

    /// The one tag that a function word has.
    pub fn closed(&self, known: Known) -> Option<Tag> {
        let [fact, _] = self.facts.get(known.0 as usize)?;
        Tag::ALL.get((fact >> 8 & 0xFF).wrapping_sub(1) as usize).copied()
    }

    /// The English stem of a word, in two parts that follow each other.
    pub fn stem<'a>(&'a self, known: Known, word: &'a str) -> Option<(&'a str, &'a str)> {
        let [fact, _] = *self.facts.get(known.0 as usize)?;
        Some((word.get(..(fact >> 16 & 0xFF) as usize)?, self.endings.word((fact >> 24) as usize)))
    }

    /// The tags of a sentence's words, given with their places in the dictionary.
    pub fn tags<'w>(&self, words: impl ExactSizeIterator<Item = (Known, &'w str)>) -> Vec<Option<Tag>> {
        let count = words.len();
        let mut tags = vec![None; count];
        // One plane more at both ends, so that each has neighbours.
        let mut few = [EMPTY; 3];
        let mut many;
        let planes = if count <= 64 {
            &mut few[..]
        } else {
            many = vec![EMPTY; count.div_ceil(64) + 2];
            &mut many[..]
        };
        for (i, (known, word)) in words.enumerate() {
            let (plane, bit) = (&mut planes[i / 64 + 1], 1 << (i % 64));
            let facts = self.facts.get(known.0 as usize).copied();
            let [fact, mut marks] = facts.unwrap_or_else(|| [0, marks(&self.patterns, word)]);
            if let Some(of_tag) = plane[..TAGS].get_mut((fact & 0xFF).wrapping_sub(1) as usize) {
                *of_tag |= bit;
            }
            while marks != 0 {
                plane[TAGS + marks.trailing_zeros() as usize] |= bit;
                marks &= marks - 1;
            }
        }
        let mut present = (0..EMPTY.len())
            .filter(|row| planes.iter().any(|plane| plane[*row] != 0))
            .fold(0, |rows, row| rows | 1 << row);
        for patch in &self.patches {
            if patch.needs & !present == 0 {
                for at in 1..planes.len() - 1 {
                    apply(patch, planes, at);
                }
                present |= 1 << patch.to;
            }
        }
        for (n, plane) in planes[1..].iter().enumerate() {
            for (tag, mut bits) in Tag::ALL.iter().zip(*plane) {
                while bits != 0 {
                    tags[n * 64 + bits.trailing_zeros() as usize] = Some(*tag);
                    bits &= bits - 1;
                }
            }
        }
        tags
    }
}

/// Corrects the words of plane `at`, from the first to the last; what is corrected
/// counts for those behind it.
fn apply(patch: &Patch, planes: &mut [Plane], at: usize) {
    let mut ahead = u64::MAX;
    loop {
        let mut fits = planes[at][patch.from] & ahead;
        for condition in &patch.conditions {
            if fits == 0 {
                return;
            }
            fits &= condition.holds(planes, at);
        }
        if fits == 0 {
            return;
        }
        let first = fits & fits.wrapping_neg();
        planes[at][patch.from] &= !first;
        planes[at][patch.to] |= first;
        // All behind the first.
        ahead = !(first | (first - 1));
    }
}

impl Condition {
    /// The rows that it looks for.
    fn needs(self) -> u64 {
        match self {
            Self::Tagged(_, tag) | Self::Any(_, tag) => 1 << tag,
            Self::Between(before, behind) => 1 << before | 1 << behind,
            Self::Word(_, mark) => 1 << (TAGS + mark),
        }
    }

    /// For which words of plane `at` it holds.
    fn holds(self, planes: &[Plane], at: usize) -> u64 {
        let around = |row: usize| [planes[at - 1][row], planes[at][row], planes[at + 1][row]];
        match self {
            Self::Tagged(relative, tag) => shifted(around(tag), relative),
            Self::Between(before, behind) => shifted(around(before), -1) & shifted(around(behind), 1),
            Self::Word(relative, mark) => shifted(around(TAGS + mark), relative),
            Self::Any(relative, tag) => {
                let bits = around(tag);
                if bits == [0; 3] {
                    return 0;
                }
                let steps = if relative > 0 { 0..relative } else { relative..0 };
                let any = steps.fold(0, |any, step| any | shifted(bits, step));
                // With too few words before this one there is nothing to look at.
                if relative < 0 && at == 1 { any & u64::MAX << -relative } else { any }
            }
        }
    }
}

/// For each word of the middle plane the bit of the word `by` behind it; less than 64.
fn shifted([before, here, behind]: [u64; 3], by: i32) -> u64 {
    match by {
        0 => here,
        1.. => here >> by | behind << (64 - by),
        _ => here << -by | before >> (64 + by),
    }
}

/// Which words of the patches a word is taken for: as the tagger was trained, a
/// word that begins with one of them, or that one of them begins with.
fn marks(patterns: &WordList, word: &str) -> u32 {
    let same = |pattern: &str| pattern.bytes().zip(word.bytes()).all(|(a, b)| a.eq_ignore_ascii_case(&b));
    patterns.iter().take(MARKS).enumerate().filter(|(_, p)| same(p)).fold(0, |bits, (n, _)| bits | 1 << n)
}

/// Unpacks the patches: from, to and the number of conditions, then for each
/// condition its kind and up to two values.
fn patches(packed: &[u8]) -> Vec<Patch> {
    let mut out = Vec::new();
    let mut rest = packed;
    while let [from, to, count, behind @ ..] = rest {
        let (conditions, behind) = behind.split_at(behind.len().min(usize::from(*count) * 3));
        let tag = |code: u8| usize::from(code).min(TAGS - 1);
        let conditions = conditions.as_chunks::<3>().0.iter().map(|&[kind, a, b]| {
            let relative = i32::from(a.cast_signed()).clamp(-63, 63);
            match kind {
                0 => Condition::Tagged(relative, tag(b)),
                1 => Condition::Any(relative, tag(b)),
                2 => Condition::Between(tag(a), tag(b)),
                _ => Condition::Word(relative, usize::from(b).min(MARKS - 1)),
            }
        });
        let conditions: Vec<Condition> = conditions.collect();
        let needs = conditions.iter().fold(1 << tag(*from), |rows, condition| rows | condition.needs());
        out.push(Patch { from: tag(*from), to: tag(*to), needs, conditions });
        rest = behind;
    }
    out
}
