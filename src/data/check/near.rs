//! Texts → pairs that are equal or nearly so.
//!
//! Two texts are near-duplicates when they share more than a given share of the
//! content-word 3-grams of the shorter one. Of a text with `n` 3-grams that share
//! `m` or more with another, one of its `n − m + 1` rarest must be among them, so
//! only these are looked up (prefix filter; Bayardo, Ma and Srikant 2007).

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;

/// Words without content of their own.
const STOP: &str = "a an the of to in on at by for with from as and or but nor that this these those it its is are was were be been \
                    being has have had do does did he she they we i you his her their our my your him them us me who which what not no \
                    will would said says say";

/// Most near-duplicates listed for a text, and most texts looked at for a 3-gram;
/// only tables made from templates come near.
const MOST: usize = 20;
const MOST_LOOKED_AT: usize = 5000;

/// Pairs of row numbers, the smaller first, with the share of common 3-grams.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Duplicates {
    /// Texts that are equal but for case, spaces and punctuation: each with the first of its kind.
    pub equal: Vec<(usize, usize, f64)>,
    /// Texts that share more than the threshold.
    pub near: Vec<(usize, usize, f64)>,
}

/// Lower-case words, with the apostrophes in them.
fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .replace('’', "'")
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .map(|w| w.trim_matches('\''))
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

fn hash(parts: &[&str]) -> u64 {
    let mut hasher = FxHasher::default();
    for part in parts {
        hasher.write(part.as_bytes());
        hasher.write_u8(0xff);
    }
    hasher.finish()
}

/// The distinct 3-grams of content words, as hashes.
fn grams(words: &[String]) -> Vec<u64> {
    let content: Vec<&str> =
        words.iter().map(String::as_str).filter(|w| !STOP.split_whitespace().any(|s| s == *w)).collect();
    let mut grams: Vec<u64> = content.windows(3).map(hash).collect();
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// Finds equal texts and those that share more than `threshold` of the shorter
/// one's content-word 3-grams.
///
/// ```
/// let texts = ["The dockers refused the new rota on Monday.", "the dockers refused the new rota on monday",
///     "On Friday the dockers refused the new rota on Monday."];
/// let found = demarche::data::check::near::duplicates(&texts, 0.5);
/// assert_eq!(found.equal, [(0, 1, 1.0)]);
/// assert_eq!(found.near, [(0, 2, 1.0)]);
/// ```
pub fn duplicates(texts: &[&str], threshold: f64) -> Duplicates {
    let read: Vec<(u64, Vec<u64>)> = texts
        .par_iter()
        .map(|text| {
            let words = words(text);
            let whole = if words.is_empty() {
                hash(&[text])
            } else {
                hash(&words.iter().map(String::as_str).collect::<Vec<_>>())
            };
            (whole, grams(&words))
        })
        .collect();
    let mut first: FxHashMap<u64, usize> = FxHashMap::default();
    let mut equal = Vec::new();
    let mut distinct = Vec::new();
    for (row, (whole, _)) in read.iter().enumerate() {
        if let Some(&earlier) = first.get(whole) {
            equal.push((earlier, row, 1.0));
        } else {
            first.insert(*whole, row);
            distinct.push(row);
        }
    }
    let mut index: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
    for &row in &distinct {
        for gram in &read[row].1 {
            index.entry(*gram).or_default().push(row as u32);
        }
    }
    let rows = |gram: &u64| index.get(gram).map_or(&[][..], Vec::as_slice);
    let near: Vec<Vec<(usize, usize, f64)>> = distinct
        .par_iter()
        .map(|&row| {
            let own = &read[row].1;
            let needed = (threshold * own.len() as f64).floor() as usize + 1;
            if needed > own.len() {
                return Vec::new();
            }
            let mut rarest: Vec<&u64> = own.iter().collect();
            rarest.sort_unstable_by_key(|gram| (rows(gram).len(), **gram));
            let mut candidates: Vec<u32> = rarest[..=own.len() - needed]
                .iter()
                .flat_map(|gram| rows(gram).iter().take(MOST_LOOKED_AT).copied())
                .collect();
            candidates.sort_unstable();
            candidates.dedup();
            let matches = candidates.into_iter().filter_map(|other| {
                let other = other as usize;
                let theirs = &read[other].1;
                // Of two rows the shorter one looks for the longer, of equal ones the earlier.
                if other == row || (theirs.len(), other) < (own.len(), row) {
                    return None;
                }
                let common = common(own, theirs);
                (common >= needed).then(|| (row.min(other), row.max(other), common as f64 / own.len() as f64))
            });
            matches.take(MOST).collect()
        })
        .collect();
    let mut near: Vec<_> = near.into_iter().flatten().collect();
    near.sort_unstable_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
    Duplicates { equal, near }
}

/// How many numbers two sorted lists have in common.
fn common(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut n) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                n += 1;
                i += 1;
                j += 1;
            }
        }
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn exactly_half_is_not_too_much() {
        // Four content 3-grams each, two in common.
        let texts = ["alpha beta gamma delta epsilon zeta", "alpha beta gamma delta omega sigma"];
        assert_eq!(duplicates(&texts, 0.5).near, []);
        assert_eq!(duplicates(&texts, 0.4).near, [(0, 1, 0.5)]);
    }

    #[test]
    fn stop_words_and_short_texts_have_no_3_grams() {
        let texts = ["They will not.", "They would not.", "Talks off", "Talks on", "talks ON!"];
        let found = duplicates(&texts, 0.5);
        assert_eq!((found.equal, found.near), (vec![(3, 4, 1.0)], vec![]));
    }

    #[test]
    fn a_hundred_thousand_rows_take_seconds() {
        let mut generator = crate::random::SplitMix64::new(1);
        let texts: Vec<String> =
            (0..100_000).map(|_| (0..20).map(|_| format!("w{} ", generator.below(3000))).collect()).collect();
        let began = std::time::Instant::now();
        duplicates(&texts.iter().map(String::as_str).collect::<Vec<_>>(), 0.5);
        assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
    }

    proptest! {
        #[test]
        fn the_index_finds_what_comparing_all_pairs_finds(rows in proptest::collection::vec(proptest::collection::vec(0_u8..5, 0..9), 2..15), threshold in 0.1_f64..0.9) {
            let texts: Vec<String> = rows.iter().map(|r| r.iter().map(|w| format!("w{w} ")).collect()).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let found = duplicates(&texts, threshold);
            let mut expected = Vec::new();
            for b in 0..texts.len() {
                for a in 0..b {
                    let equal_to_earlier = |n: usize| (0..n).any(|m| words(texts[m]) == words(texts[n]));
                    if equal_to_earlier(a) || equal_to_earlier(b) {
                        continue;
                    }
                    let (x, y) = (grams(&words(texts[a])), grams(&words(texts[b])));
                    let least = x.len().min(y.len());
                    if least > 0 && common(&x, &y) as f64 > threshold * least as f64 {
                        expected.push((a, b));
                    }
                }
            }
            expected.sort_unstable();
            let mut pairs: Vec<_> = found.near.iter().map(|p| (p.0, p.1)).collect();
            pairs.sort_unstable();
            prop_assert_eq!(pairs, expected);
        }
    }
}
