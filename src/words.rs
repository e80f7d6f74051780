//! A list of words in, a compact table out that finds a word's number by its text.
//!
//! Two blocks of memory and no pointers, so that a table made at build time is
//! ready at once, and a look-up touches few cache lines. The hash is the same on
//! every machine and is computed once a token, for all tables. What a word
//! means is the business of the table's owner.

use std::borrow::Cow;

/// A word with its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word.
    pub text: &'a str,
    /// [`hash`] of it.
    pub hash: u32,
}

impl<'a> Word<'a> {
    /// The word `text`.
    pub fn new(text: &'a str) -> Self {
        Self { text, hash: hash(text) }
    }
}

/// A multiplier with well-mixed bits (the golden ratio).
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// The hash of a word, eight bytes at a time.
pub fn hash(word: &str) -> u32 {
    let bytes = word.as_bytes();
    let (chunks, rest) = bytes.as_chunks::<8>();
    let mut hash = bytes.len() as u64;
    for chunk in chunks {
        hash = (hash ^ u64::from_le_bytes(*chunk)).wrapping_mul(MIX);
        hash ^= hash >> 32;
    }
    // What is left, in one number.
    let tail = if let (Some(low), Some(high)) = (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
        u64::from(u32::from_le_bytes(*low)) | u64::from(u32::from_le_bytes(*high)) << 32
    } else if let [first, .., last] = rest {
        u64::from(*first) | u64::from(rest[rest.len() / 2]) << 8 | u64::from(*last) << 16
    } else {
        rest.first().map_or(0, |b| u64::from(*b))
    };
    hash = (hash ^ tail).wrapping_mul(MIX);
    (hash ^ hash >> 32).wrapping_mul(MIX).rotate_left(32) as u32
}

/// Words by number.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WordList {
    text: Cow<'static, str>,
    /// Where each word ends in `text`; the next begins there.
    ends: Vec<u32>,
}

impl WordList {
    /// The words that end at `ends` in `text`; the ends ascend, and lie on characters.
    pub fn from_parts(text: String, ends: Vec<u32>) -> Self {
        Self { text: text.into(), ends }
    }

    /// The number of words.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Word `number`; empty past the end.
    pub fn word(&self, number: usize) -> &str {
        let Some(end) = self.ends.get(number) else { return "" };
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start as usize..*end as usize).unwrap_or("")
    }

    /// All words in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|number| self.word(number))
    }

    /// All words without a gap between them, and where each ends.
    pub fn parts(&self) -> (&str, &[u32]) {
        (&self.text, &self.ends)
    }

    /// Appends the list to `out`, for [`Self::read`].
    pub fn write(&self, out: &mut Vec<u8>) {
        write_bytes(self.text.as_bytes(), out);
        write_numbers(&self.ends, out);
    }

    /// The list that [`Self::write`] put at this place.
    pub fn read(blocks: &mut Blocks<'static>) -> Self {
        Self { text: blocks.text().into(), ends: blocks.numbers() }
    }
}

impl<'w> FromIterator<&'w str> for WordList {
    fn from_iter<I: IntoIterator<Item = &'w str>>(words: I) -> Self {
        let mut text = String::new();
        let mut ends = Vec::new();
        for word in words {
            text.push_str(word);
            ends.push(text.len() as u32);
        }
        Self::from_parts(text, ends)
    }
}

/// Words by number, and numbers by word.
#[derive(Debug, Clone, PartialEq)]
pub struct WordTable {
    list: WordList,
    /// 0, or a word's number plus one with the upper bits of its hash; at least
    /// half of them 0, their number a power of two.
    slots: Vec<u32>,
}

impl Default for WordTable {
    fn default() -> Self {
        Self { list: WordList::default(), slots: vec![0; 2] }
    }
}

impl From<WordList> for WordTable {
    /// The table of a list; of equal words the first is found.
    fn from(list: WordList) -> Self {
        let slots = vec![0; (list.len() * 2 + 2).next_power_of_two()];
        let mut table = Self { list, slots };
        for number in 0..table.list.len() {
            let hash = hash(table.list.word(number));
            let (value, mask) = (hash & table.tags() | (number as u32 + 1), table.slots.len() - 1);
            let mut at = hash as usize & mask;
            while table.slots[at] != 0 {
                at = (at + 1) & mask;
            }
            table.slots[at] = value;
        }
        table
    }
}

impl WordTable {
    /// The words by number.
    pub fn list(&self) -> &WordList {
        &self.list
    }

    /// The number of `word`.
    pub fn get(&self, word: Word) -> Option<usize> {
        let (tags, mask) = (self.tags(), self.slots.len() - 1);
        let tag = word.hash & tags;
        let mut at = word.hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return None;
            }
            let number = (slot & !tags) as usize - 1;
            if slot & tags == tag && self.list.word(number) == word.text {
                return Some(number);
            }
            at = (at + 1) & mask;
        }
    }

    /// The bits of a slot that hold a part of the hash rather than a number.
    fn tags(&self) -> u32 {
        !(self.slots.len() as u32 - 1)
    }

    /// Appends the table to `out`, for [`Self::read`].
    pub fn write(&self, out: &mut Vec<u8>) {
        self.list.write(out);
        write_numbers(&self.slots, out);
    }

    /// The table that [`Self::write`] put at this place.
    pub fn read(blocks: &mut Blocks<'static>) -> Self {
        let (list, slots) = (WordList::read(blocks), blocks.numbers());
        if slots.len().is_power_of_two() && slots.contains(&0) {
            Self { list, slots }
        } else {
            Self::default()
        }
    }
}

/// Appends bytes with their length.
pub fn write_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    out.extend((bytes.len() as u32).to_le_bytes());
    out.extend(bytes);
}

/// Appends numbers with their length in bytes.
pub fn write_numbers(numbers: &[u32], out: &mut Vec<u8>) {
    out.extend((numbers.len() as u32 * 4).to_le_bytes());
    out.extend(numbers.iter().flat_map(|n| n.to_le_bytes()));
}

/// Reads what [`write_bytes`] and [`write_numbers`] wrote, in the same order.
#[derive(Debug, Clone, Copy)]
pub struct Blocks<'a>(pub &'a [u8]);

impl<'a> Blocks<'a> {
    /// The next block; empty at the end.
    pub fn bytes(&mut self) -> &'a [u8] {
        let Some((len, rest)) = self.0.split_first_chunk::<4>() else { return &[] };
        let (block, rest) = rest.split_at(rest.len().min(u32::from_le_bytes(*len) as usize));
        self.0 = rest;
        block
    }

    /// The next block as text.
    pub fn text(&mut self) -> &'a str {
        std::str::from_utf8(self.bytes()).unwrap_or("")
    }

    /// The next block as runs of `N` numbers.
    pub fn rows<const N: usize>(&mut self) -> Vec<[u32; N]> {
        let (numbers, _) = self.bytes().as_chunks::<4>();
        let (rows, _) = numbers.as_chunks::<N>();
        rows.iter().map(|row| row.map(u32::from_le_bytes)).collect()
    }

    /// The next block as numbers.
    pub fn numbers(&mut self) -> Vec<u32> {
        self.bytes().as_chunks::<4>().0.iter().map(|b| u32::from_le_bytes(*b)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_table_finds_its_words_and_no_others(
            words in proptest::collection::btree_set("[a-c]{0,3}|\\PC{0,20}", 0..200),
            others in proptest::collection::vec("[a-c]{0,4}|\\PC{0,20}", 0..50),
        ) {
            let list: WordList = words.iter().map(String::as_str).collect();
            let made = WordTable::from(list);
            let mut bytes = Vec::new();
            made.write(&mut bytes);
            let read = WordTable::read(&mut Blocks(bytes.leak()));
            prop_assert_eq!(&made, &read);
            for (n, word) in words.iter().enumerate() {
                prop_assert_eq!(read.get(Word::new(word)), Some(n));
                prop_assert_eq!(read.list().word(n), word);
            }
            for word in &others {
                prop_assert_eq!(read.get(Word::new(word)).is_some(), words.contains(word));
            }
        }
    }

    #[test]
    fn a_block_that_is_cut_short_gives_an_empty_table() {
        let mut bytes = Vec::new();
        WordTable::from(["a", "b"].into_iter().collect::<WordList>()).write(&mut bytes);
        for end in 0..bytes.len() {
            let cut = WordTable::read(&mut Blocks(bytes[..end].to_vec().leak()));
            assert_eq!(cut.get(Word::new("c")), None);
        }
    }
}
