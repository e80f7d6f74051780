//! Gold claims and found claims of an article in, which belongs to which out.
//!
//! Claims are matched one to one, the best overlap of spans (Dice) first. What has no
//! partner was missed or is spurious; gold of confidence 1 is neither asked for nor
//! counted against who finds it.

use super::GoldArticle;
use crate::brat::{self, AnnotatedClaim};
use crate::classify::LabelledClaim;
use crate::label::NONE;
use serde::Serialize;
use std::collections::BTreeSet;

/// What came of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Found, with the right label.
    Right,
    /// Found, with another label.
    Label,
    /// Not found.
    Missed,
    /// Found, where gold has nothing.
    Spurious,
    /// Gold that its annotators doubt; not scored.
    Doubtful,
}

/// A claim as one side has it. Offsets are code points.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Side {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The label.
    pub label: String,
    /// Who speaks: the name, or the words of the source.
    pub speaker: Option<String>,
    /// How probable the label is; of found claims.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// The words.
    pub text: String,
}

/// A gold claim with what was found for it; or either alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// What came of it.
    pub verdict: Verdict,
    /// Overlap of the two spans.
    pub dice: Option<f64>,
    /// Whether the speaker is the gold one; none where gold names nobody.
    pub speaker_right: Option<bool>,
    /// The gold claim.
    pub gold: Option<Side>,
    /// The claim found.
    pub found: Option<Side>,
}

impl Line {
    /// Where it stands in the text: by gold, else by what was found.
    pub fn place(&self) -> (usize, usize) {
        self.gold.as_ref().or(self.found.as_ref()).map_or((0, 0), |side| (side.start, side.end))
    }
}

/// The claims of an article, gold and found, in text order; those labelled `none` are
/// no claims here.
pub fn align(gold: &GoldArticle, found: &[LabelledClaim], min_dice: f64) -> Vec<Line> {
    let want: Vec<&AnnotatedClaim> = gold.claims.iter().filter(|c| c.label != NONE).collect();
    let have: Vec<&LabelledClaim> = found.iter().filter(|c| c.label != NONE).collect();
    let doubtful = |claim: &AnnotatedClaim| claim.confidence == Some(1);
    let (mut missed, mut spurious) = (vec![true; want.len()], vec![true; have.len()]);
    let mut out = Vec::new();
    for (i, j, dice) in matches(&want, &have, min_dice) {
        let (g, f) = (want[i], have[j]);
        (missed[i], spurious[j]) = (false, false);
        let same = brat::one_word(&g.label) == brat::one_word(&f.label);
        let verdict = match (doubtful(g), same) {
            (true, _) => Verdict::Doubtful,
            (false, true) => Verdict::Right,
            (false, false) => Verdict::Label,
        };
        let speaker_right = same_speaker(g, f);
        out.push(Line {
            verdict,
            dice: Some(dice),
            speaker_right,
            gold: Some(g.into()),
            found: Some(f.into()),
        });
    }
    for (g, _) in want.iter().zip(missed).filter(|(_, missed)| *missed) {
        let verdict = if doubtful(g) { Verdict::Doubtful } else { Verdict::Missed };
        out.push(Line { verdict, dice: None, speaker_right: None, gold: Some((*g).into()), found: None });
    }
    for (f, _) in have.iter().zip(spurious).filter(|(_, spurious)| *spurious) {
        let verdict = Verdict::Spurious;
        out.push(Line { verdict, dice: None, speaker_right: None, gold: None, found: Some((*f).into()) });
    }
    out.sort_by_key(Line::place);
    out
}

impl From<&AnnotatedClaim> for Side {
    fn from(claim: &AnnotatedClaim) -> Self {
        let source = claim.source.as_ref().map(|source| source.text.clone());
        Self {
            start: claim.start,
            end: claim.end,
            label: claim.label.clone(),
            speaker: claim.speaker.clone().or(source),
            probability: None,
            text: claim.text.clone(),
        }
    }
}

impl From<&LabelledClaim> for Side {
    fn from(claim: &LabelledClaim) -> Self {
        let speaker = claim.speaker.as_ref().and_then(|s| s.resolved.clone().or_else(|| s.text.clone()));
        Self {
            start: claim.start,
            end: claim.end,
            label: claim.label.clone(),
            speaker,
            probability: Some(claim.probability),
            text: claim.text.clone(),
        }
    }
}

/// Pairs of gold and found claims with their Dice overlap, one to one, the best first;
/// at the same overlap surer gold comes first, then text order.
fn matches(gold: &[&AnnotatedClaim], found: &[&LabelledClaim], min_dice: f64) -> Vec<(usize, usize, f64)> {
    let mut pairs = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        for (j, f) in found.iter().enumerate() {
            let shared = g.end.min(f.end).saturating_sub(g.start.max(f.start));
            let both = g.end.saturating_sub(g.start) + f.end.saturating_sub(f.start);
            let dice = (2 * shared) as f64 / both as f64;
            if shared > 0 && dice >= min_dice {
                pairs.push((i, j, dice));
            }
        }
    }
    let sure = |i: usize| gold[i].confidence.unwrap_or(3);
    pairs.sort_by(|a, b| b.2.total_cmp(&a.2).then(sure(b.0).cmp(&sure(a.0))));
    let (mut taken_gold, mut taken_found) = (BTreeSet::new(), BTreeSet::new());
    pairs.retain(|(i, j, _)| {
        let free = !taken_gold.contains(i) && !taken_found.contains(j);
        if free {
            taken_gold.insert(*i);
            taken_found.insert(*j);
        }
        free
    });
    pairs
}

/// Words of names that many people bear.
const TITLES: &[&str] = &[
    "a",
    "an",
    "and",
    "chief",
    "dr",
    "for",
    "foreign",
    "government",
    "her",
    "his",
    "in",
    "its",
    "leader",
    "minister",
    "mr",
    "mrs",
    "ms",
    "of",
    "official",
    "officials",
    "president",
    "prime",
    "rep",
    "secretary",
    "sen",
    "sir",
    "spokesman",
    "spokesperson",
    "spokeswoman",
    "the",
    "their",
    "to",
];

/// Whether the speaker is the gold one: the words of the source or the resolved name
/// share one with gold's that is not a title or, where gold has nothing else, any
/// word; `None` where gold names nobody.
fn same_speaker(gold: &AnnotatedClaim, found: &LabelledClaim) -> Option<bool> {
    let words = |names: [Option<&str>; 2]| -> BTreeSet<String> {
        let split = |name: &str| {
            let name = name.to_lowercase();
            let words = name.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty());
            words.map(str::to_owned).collect::<Vec<_>>()
        };
        names.into_iter().flatten().flat_map(split).collect()
    };
    let want = words([gold.source.as_ref().map(|s| s.text.as_str()), gold.speaker.as_deref()]);
    let speaker = found.speaker.as_ref();
    let have = words([speaker.and_then(|s| s.text.as_deref()), speaker.and_then(|s| s.resolved.as_deref())]);
    if want.is_empty() {
        return None;
    }
    let title = |word: &String| TITLES.binary_search(&word.as_str()).is_ok();
    let pronoun = |word: &String| matches!(word.as_str(), "he" | "she" | "they");
    let mut shared = want.intersection(&have).peekable();
    let any = shared.peek().is_some();
    Some(
        shared.any(|word| !title(word))
            || any && want.iter().all(|w| title(w) || pronoun(w) || have.contains(w)),
    )
}
