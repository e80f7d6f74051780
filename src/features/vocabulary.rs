//! Features by name → numbers; rows of numbers for the model.
//!
//! The vocabulary is frozen at training: sorted names, each with its family
//! and weight. A row has one block for the n-grams and one for all other
//! families, each scaled to length one, so that no feature is out of scale.

use super::view::Place;
use super::{Family, Sink, TextSettings};
use crate::rows::Rows;
use crate::words::{Word, WordList, WordTable};
use rustc_hash::FxHashMap;

/// The known features.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Vocabulary {
    names: WordTable,
    families: Vec<Family>,
    /// Inverse document frequency for n-grams, 1 for others.
    weights: Vec<f32>,
}

/// The key of a feature: n-grams as they are, others behind a tab.
fn key<'a>(family: Family, parts: &[&'a str], scratch: &'a mut String) -> &'a str {
    if let (Family::Ngram, [name]) = (family, parts) {
        return name;
    }
    scratch.clear();
    if family != Family::Ngram {
        scratch.push('\t');
    }
    for part in parts {
        scratch.push_str(part);
    }
    scratch
}

impl Vocabulary {
    /// Builds a vocabulary of sorted, distinct keys with their families and weights.
    ///
    /// Gives nothing where the lengths differ or the names are not strictly increasing.
    pub fn from_parts(names: WordList, families: Vec<Family>, weights: Vec<f32>) -> Option<Self> {
        let sorted = names.iter().zip(names.iter().skip(1)).all(|(a, b)| a < b);
        if names.len() != families.len() || names.len() != weights.len() || !sorted {
            return None;
        }
        Some(Self { names: names.into(), families, weights })
    }

    /// The number of features.
    pub fn len(&self) -> usize {
        self.families.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.families.is_empty()
    }

    /// The stored keys, in order.
    pub fn names(&self) -> &WordList {
        self.names.list()
    }

    /// The families, in order.
    pub fn families(&self) -> &[Family] {
        &self.families
    }

    /// The weights, in order.
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// The readable name of feature `id`.
    pub fn name(&self, id: usize) -> &str {
        self.names().word(id).trim_start_matches('\t')
    }
}

/// The features of many claims, by number, before any of them is left out.
///
/// Kept once, it serves every fold: a vocabulary and rows of any part of the
/// claims come from it without reading text again.
#[derive(Debug, Default)]
pub struct Corpus {
    names: Vec<Box<str>>,
    families: Vec<Family>,
    ids: FxHashMap<Box<str>, u32>,
    /// Where each row begins in `features`.
    starts: Vec<usize>,
    /// Feature numbers, repeated as often as they occur, sorted within a row.
    features: Vec<u32>,
    scratch: String,
}

impl Corpus {
    /// An empty corpus.
    pub fn new() -> Self {
        Self { starts: vec![0], ..Self::default() }
    }

    /// Ends the row whose features have been taken.
    pub fn end_row(&mut self) {
        let start = *self.starts.last().unwrap_or(&0);
        self.features[start..].sort_unstable();
        self.starts.push(self.features.len());
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds the rows of `other` behind its own.
    pub fn append(&mut self, other: &Self) {
        let map: Vec<u32> = other
            .names
            .iter()
            .zip(&other.families)
            .map(|(name, family)| self.intern(name, *family))
            .collect();
        for row in 0..other.len() {
            self.features.extend(other.row(row).iter().map(|id| map[*id as usize]));
            self.end_row();
        }
    }

    fn intern(&mut self, key: &str, family: Family) -> u32 {
        if let Some(id) = self.ids.get(key) {
            return *id;
        }
        let id = self.names.len() as u32;
        self.names.push(key.into());
        self.families.push(family);
        self.ids.insert(key.into(), id);
        id
    }

    fn row(&self, row: usize) -> &[u32] {
        &self.features[self.starts[row]..self.starts[row + 1]]
    }

    /// The vocabulary of the given rows: features in at least `min_df` of them, of
    /// those the `max_features` most frequent (ties by name); and for every
    /// feature of the corpus its number there.
    pub fn vocabulary(
        &self,
        rows: &[usize],
        min_df: usize,
        max_features: Option<usize>,
        settings: &TextSettings,
    ) -> (Vocabulary, Vec<Option<u32>>) {
        let mut df = vec![0u32; self.names.len()];
        for &row in rows {
            let mut last = u32::MAX;
            for &id in self.row(row) {
                if id != last {
                    df[id as usize] += 1;
                    last = id;
                }
            }
        }
        let on = |id: usize| settings.has(self.families[id]);
        let mut kept: Vec<usize> =
            (0..self.names.len()).filter(|id| df[*id] as usize >= min_df.max(1) && on(*id)).collect();
        if let Some(most) = max_features.filter(|most| kept.len() > *most) {
            let by_name = |a: &usize, b: &usize| self.names[*a].cmp(&self.names[*b]);
            kept.sort_unstable_by(|a, b| df[*b].cmp(&df[*a]).then_with(|| by_name(a, b)));
            kept.truncate(most);
        }
        kept.sort_unstable_by(|a, b| self.names[*a].cmp(&self.names[*b]));
        let total = f64::from(rows.len().max(1) as u32);
        let mut map = vec![None; self.names.len()];
        let names: WordList = kept.iter().map(|id| &*self.names[*id]).collect();
        let mut vocabulary = Vocabulary { names: names.into(), ..Vocabulary::default() };
        for (new, &old) in kept.iter().enumerate() {
            map[old] = Some(new as u32);
            let family = self.families[old];
            let idf = if family == Family::Ngram && settings.idf {
                libm::log((1.0 + total) / (1.0 + f64::from(df[old]))) + 1.0
            } else {
                1.0
            };
            vocabulary.families.push(family);
            vocabulary.weights.push(idf as f32);
        }
        (vocabulary, map)
    }

    /// The given rows as a matrix over a vocabulary made by [`Corpus::vocabulary`].
    pub fn matrix(
        &self,
        rows: &[usize],
        vocabulary: &Vocabulary,
        map: &[Option<u32>],
        settings: &TextSettings,
    ) -> Rows {
        let mut matrix = Rows::new(vocabulary.len());
        let mut found = Vec::new();
        for &row in rows {
            found.clear();
            found.extend(self.row(row).iter().filter_map(|id| map[*id as usize]).map(|id| (id, 1.0f32)));
            finish(&mut found, vocabulary, settings);
            // Numbers are strictly increasing after `finish`.
            let _ = matrix.push(&found);
        }
        matrix
    }
}

impl Sink for Corpus {
    fn feature(&mut self, family: Family, name: &str, place: Option<Place>) {
        self.joined(family, &[name], place);
    }

    fn joined(&mut self, family: Family, parts: &[&str], _: Option<Place>) {
        let mut scratch = std::mem::take(&mut self.scratch);
        let id = self.intern(key(family, parts, &mut scratch), family);
        self.scratch = scratch;
        self.features.push(id);
    }
}

/// Merges repeated features and scales the two blocks of a row to their lengths.
fn finish(found: &mut Vec<(u32, f32)>, vocabulary: &Vocabulary, settings: &TextSettings) {
    found.sort_unstable_by_key(|f| f.0);
    found.dedup_by(|b, a| {
        let same = a.0 == b.0;
        if same {
            a.1 += b.1;
        }
        same
    });
    let mut square = [0f64; 2];
    for (id, value) in found.iter_mut() {
        let ngram = vocabulary.families[*id as usize] == Family::Ngram;
        // Sublinear counts for words, presence for all else.
        let count = if ngram && *value > 1.0 { 1.0 + libm::log(f64::from(*value)) } else { 1.0 };
        *value = (count * f64::from(vocabulary.weights[*id as usize])) as f32;
        square[usize::from(ngram)] += f64::from(*value) * f64::from(*value);
    }
    let scale =
        [1.0 / libm::sqrt(square[0].max(1e-12)), settings.ngram_weight / libm::sqrt(square[1].max(1e-12))];
    for (id, value) in found.iter_mut() {
        let ngram = vocabulary.families[*id as usize] == Family::Ngram;
        *value = (f64::from(*value) * scale[usize::from(ngram)]) as f32;
    }
}

/// Gathers the known features of one claim into a sparse row.
#[derive(Debug)]
pub struct RowSink<'a> {
    vocabulary: &'a Vocabulary,
    found: Vec<(u32, f32)>,
    /// Where each feature was found, if places are kept.
    pub places: Option<Vec<(u32, Place)>>,
    /// Features of the n-gram family that the vocabulary lacks, and all of them.
    pub unknown: (usize, usize),
    scratch: String,
}

impl<'a> RowSink<'a> {
    /// An empty row.
    pub fn new(vocabulary: &'a Vocabulary) -> Self {
        Self { vocabulary, found: Vec::new(), places: None, unknown: (0, 0), scratch: String::new() }
    }

    /// Forgets the row, keeps the memory.
    pub fn clear(&mut self) {
        self.found.clear();
        self.unknown = (0, 0);
        if let Some(places) = &mut self.places {
            places.clear();
        }
    }

    /// The finished row: strictly increasing feature numbers with their values.
    pub fn row(&mut self, settings: &TextSettings) -> &[(u32, f32)] {
        finish(&mut self.found, self.vocabulary, settings);
        &self.found
    }
}

impl Sink for RowSink<'_> {
    fn feature(&mut self, family: Family, name: &str, place: Option<Place>) {
        self.joined(family, &[name], place);
    }

    fn joined(&mut self, family: Family, parts: &[&str], place: Option<Place>) {
        let key = Word::new(key(family, parts, &mut self.scratch));
        let id = self.vocabulary.names.get(key).map(|id| id as u32);
        if family == Family::Ngram {
            self.unknown.0 += usize::from(id.is_none());
            self.unknown.1 += 1;
        }
        if let Some(id) = id {
            self.found.push((id, 1.0));
            if let (Some(places), Some(place)) = (&mut self.places, place) {
                places.push((id, place));
            }
        }
    }
}
