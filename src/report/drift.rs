//! New texts without labels and the texts of training in; whether the model is still
//! at home out.
//!
//! How many words should be unknown in fresh texts of the same kind comes from the
//! reference itself: the occurrences of words that just one of its groups has (Good
//! 1953). Features are held against each other by the share of rows that have them
//! (two-proportion z).

use super::sample::{Estimate, percentiles};
use crate::claim::parse;
use crate::error::Error;
use crate::features::stem::Stemmer;
use crate::features::view::Place;
use crate::features::{Family, Sink, View, features};
use crate::folds;
use crate::metrics::Bootstrap;
use crate::model::Model;
use crate::random::SplitMix64;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Rows that a feature must be in, on either side, to be called shifted.
const LEAST: usize = 5;

/// Features shown.
const SHOWN: usize = 20;

/// Rules of thumb: what makes texts *differ*, and what puts the model *out of its
/// depth*: unknown words above those expected, confidence lost, and total variation
/// of the predicted labels.
const DIFFERS: (f64, f64, f64) = (0.05, 0.05, 0.15);
const OUT_OF_DEPTH: (f64, f64, f64) = (0.20, 0.15, 0.40);

/// One text with what it must stay together with.
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// The words.
    pub text: String,
    /// Who speaks, empty where not known.
    pub speaker: String,
    /// Its group, empty for none.
    pub group: String,
}

/// A share on both sides.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shares {
    /// The label.
    pub label: String,
    /// Share of the new texts for which it is predicted.
    pub new: Estimate,
    /// The same of the reference.
    pub reference: Estimate,
}

/// A feature that is more or less frequent than it was.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shifted {
    /// Its name.
    pub feature: String,
    /// Its family.
    pub family: &'static str,
    /// Share of the new texts that have it.
    pub new: f64,
    /// The same of the reference.
    pub reference: f64,
    /// How far apart those are, in standard errors.
    pub z: f64,
    /// Whether the model knows it.
    pub known: bool,
}

/// How new texts differ from those of a reference.
#[derive(Debug, Clone, Serialize)]
pub struct Drift {
    /// `at home`, `differs` or `out of depth`.
    pub state: &'static str,
    /// The same as a sentence with its reasons.
    pub verdict: String,
    /// New texts.
    pub rows: usize,
    /// Texts of the reference.
    pub reference_rows: usize,
    /// Share of the words in new texts that the model does not know.
    pub unknown_words: Estimate,
    /// The share expected of fresh texts like those of the reference.
    pub unknown_words_expected: Option<f64>,
    /// Share of all n-grams in new texts that the model does not know.
    pub unknown_ngrams: Option<f64>,
    /// Mean probability of the predicted label.
    pub confidence: Estimate,
    /// The same of the reference; too high where the model was trained on it.
    pub reference_confidence: Estimate,
    /// What fresh texts like those of training should have: a calibrated model is as
    /// confident as it is right, so its cross-validated accuracy where that is known,
    /// else the confidence on the reference.
    pub confidence_expected: Option<f64>,
    /// Half the sum of the differences between predicted label shares, 0 to 1.
    pub label_distance: f64,
    /// Predicted label shares.
    pub labels: Vec<Shares>,
    /// The features that shifted most.
    pub shifted: Vec<Shifted>,
}

/// The features of one text.
#[derive(Default)]
struct Names(Vec<(Family, String)>);

impl Sink for Names {
    fn feature(&mut self, family: Family, name: &str, _: Option<Place>) {
        self.0.push((family, name.to_owned()));
    }
}

/// One text as far as drift looks at it.
struct Seen {
    label: usize,
    confidence: f64,
    names: Vec<(Family, String)>,
}

fn see(model: &Model, texts: &[Text]) -> Result<Vec<Seen>, Error> {
    texts
        .par_iter()
        .map(|row| {
            let stemmer = Stemmer::new(&model.settings.language)?;
            let parsed = parse(&row.text, model.lexicon());
            let view = View::of_row(&parsed, &row.speaker, model.lexicon());
            let prediction = model.predict(&view, &mut model.scratch());
            let mut names = Names::default();
            features(&view, &model.settings, &stemmer, &mut names);
            Ok(Seen {
                label: prediction.label,
                confidence: prediction.probabilities[prediction.label],
                names: names.0,
            })
        })
        .collect()
}

/// An n-gram of one word.
fn is_word(family: Family, name: &str) -> bool {
    family == Family::Ngram && !name.contains(' ')
}

impl Drift {
    /// Holds `new` against `reference`.
    ///
    /// # Errors
    /// Where one of the two has no texts, or for a bootstrap without rounds.
    pub fn new(
        model: &Model,
        new: &[Text],
        reference: &[Text],
        bootstrap: &Bootstrap,
    ) -> Result<Self, Error> {
        if new.is_empty() || reference.is_empty() || bootstrap.rounds == 0 {
            return Err(Error::Parameter {
                name: "texts",
                found: "none".into(),
                expected: "texts on both sides, and bootstrap rounds",
            });
        }
        let known: BTreeSet<(Family, &str)> = (0..model.vocabulary.len())
            .map(|id| (model.vocabulary.families()[id], model.vocabulary.name(id)))
            .collect();
        let is_known = |family: Family, name: &str| known.contains(&(family, name));
        let (seen, old) = (see(model, new)?, see(model, reference)?);
        let unknown: Vec<(f64, f64)> = seen
            .iter()
            .map(|row| {
                let words = row.names.iter().filter(|(f, n)| is_word(*f, n));
                let (all, unknown) = words.fold((0_usize, 0_usize), |(all, unknown), (f, n)| {
                    (all + 1, unknown + usize::from(!is_known(*f, n)))
                });
                (unknown as f64, all as f64)
            })
            .collect();
        let ngrams = || seen.iter().flat_map(|row| &row.names).filter(|(f, _)| *f == Family::Ngram);
        let all_ngrams = ngrams().count();
        let k = model.labels.len();
        let groups = |texts: &[Text]| -> Vec<String> {
            texts
                .iter()
                .enumerate()
                .map(|(n, t)| if t.group.is_empty() { format!("\0{n}") } else { t.group.clone() })
                .collect()
        };
        let (new_groups, old_groups) = (groups(new), groups(reference));
        let ratio = |values: Vec<(f64, f64)>, groups: &[String]| ratio_of(&values, groups, bootstrap);
        let of_label = |rows: &[Seen], label: usize| -> Vec<(f64, f64)> {
            rows.iter().map(|r| (f64::from(u8::from(r.label == label)), 1.0)).collect()
        };
        let labels = (0..k)
            .map(|label| {
                Ok(Shares {
                    label: model.labels.name(label).to_owned(),
                    new: ratio(of_label(&seen, label), &new_groups)?,
                    reference: ratio(of_label(&old, label), &old_groups)?,
                })
            })
            .collect::<Result<Vec<Shares>, Error>>()?;
        let confidence = |rows: &[Seen]| rows.iter().map(|r| (r.confidence, 1.0)).collect::<Vec<_>>();
        let distance = |s: &Shares| (s.new.value.unwrap_or(0.0) - s.reference.value.unwrap_or(0.0)).abs();
        let held_out =
            model.facts.scores.iter().find(|(name, _)| name == "cross-validated accuracy").map(|(_, v)| *v);
        let reference_confidence = ratio(confidence(&old), &old_groups)?;
        let mut drift = Self {
            state: "",
            verdict: String::new(),
            rows: new.len(),
            reference_rows: reference.len(),
            unknown_words: ratio(unknown, &new_groups)?,
            unknown_words_expected: expected(&old, &old_groups)?,
            unknown_ngrams: (all_ngrams > 0)
                .then(|| ngrams().filter(|(f, n)| !is_known(*f, n)).count() as f64 / all_ngrams as f64),
            confidence: ratio(confidence(&seen), &new_groups)?,
            confidence_expected: held_out.or(reference_confidence.value),
            reference_confidence,
            label_distance: labels.iter().map(distance).sum::<f64>() / 2.0,
            labels,
            shifted: shifted(&seen, &old, is_known),
        };
        drift.judge();
        Ok(drift)
    }

    fn judge(&mut self) {
        let surplus = self.unknown_words.value.unwrap_or(0.0) - self.unknown_words_expected.unwrap_or(0.0);
        let lost = self.confidence_expected.unwrap_or(0.0) - self.confidence.value.unwrap_or(0.0);
        let beyond =
            |limits: (f64, f64, f64)| [surplus > limits.0, lost > limits.1, self.label_distance > limits.2];
        let percent = |v: Option<f64>| format!("{:.0} %", v.unwrap_or(0.0) * 100.0);
        let reasons = |which: [bool; 3]| {
            let said = [
                format!(
                    "{} of the words are unknown to it where {} would be expected",
                    percent(self.unknown_words.value),
                    percent(self.unknown_words_expected)
                ),
                format!(
                    "its mean confidence is {:.2} where {:.2} would be expected",
                    self.confidence.value.unwrap_or(0.0),
                    self.confidence_expected.unwrap_or(0.0)
                ),
                format!(
                    "{:.0} % of its predictions would have to change label to give the reference's shares",
                    self.label_distance * 100.0
                ),
            ];
            let said: Vec<String> =
                said.into_iter().zip(which).filter(|(_, is)| *is).map(|(s, _)| s).collect();
            said.join("; ")
        };
        let (far, near) = (beyond(OUT_OF_DEPTH), beyond(DIFFERS));
        let few = if self.rows < 30 { "; with so few texts this is a guess" } else { "" };
        (self.state, self.verdict) = if far[0] || far[1] {
            (
                "out of depth",
                format!(
                    "The model is out of its depth here: {}{few}. Label some of these texts before its answers are used",
                    reasons(near)
                ),
            )
        } else if near.contains(&true) {
            (
                "differs",
                format!(
                    "The texts differ from the reference: {}{few}. Label a sample and evaluate on it",
                    reasons(near)
                ),
            )
        } else {
            (
                "at home",
                format!(
                    "The texts look like the reference: unknown words, confidence and label shares are as expected{few}"
                ),
            )
        };
    }

    /// The findings as lines of text.
    pub fn text(&self) -> String {
        let mut out = format!("{}.\n\n", self.verdict);
        let shown = |e: Estimate| match (e.value, e.low, e.high) {
            (Some(v), Some(low), Some(high)) => format!("{v:.3} [{low:.3}, {high:.3}]"),
            _ => "undefined".to_owned(),
        };
        let plain = |v: Option<f64>| v.map_or("undefined".to_owned(), |v| format!("{v:.3}"));
        let _ = writeln!(out, "{:<22}{:<24}reference", "", "new");
        let _ = writeln!(out, "{:<22}{:<24}{}", "texts", self.rows, self.reference_rows);
        let _ = writeln!(
            out,
            "{:<22}{:<24}{} expected of fresh texts",
            "unknown words",
            shown(self.unknown_words),
            plain(self.unknown_words_expected)
        );
        let _ = writeln!(out, "{:<22}{}", "unknown n-grams", plain(self.unknown_ngrams));
        let _ = writeln!(
            out,
            "{:<22}{:<24}{}; {} expected of fresh texts",
            "mean confidence",
            shown(self.confidence),
            shown(self.reference_confidence),
            plain(self.confidence_expected)
        );
        let _ = writeln!(out, "\nPredicted labels, distance {:.3}", self.label_distance);
        for label in &self.labels {
            let _ = writeln!(out, "  {:<20}{:<24}{}", label.label, shown(label.new), shown(label.reference));
        }
        let _ = writeln!(out, "\nFeatures that shifted most, by the share of texts that have them");
        for s in &self.shifted {
            let kind = if s.family == Family::Ngram.name() { "" } else { s.family };
            let known = if s.known { "" } else { "unknown to the model" };
            let line = format!(
                "  {:<28}{:>6.3} from {:>6.3}   z {:>+6.1}  {kind} {known}",
                s.feature, s.new, s.reference, s.z
            );
            let _ = writeln!(out, "{}", line.trim_end());
        }
        out
    }
}

/// The share of words that would be unknown if each group were new: occurrences of
/// words that one group alone has. None where there is just one group.
fn expected(rows: &[Seen], groups: &[String]) -> Result<Option<f64>, Error> {
    let (group_of, n_groups) = folds::number(rows.len(), Some(groups))?;
    if n_groups < 2 {
        return Ok(None);
    }
    // The only group so far, or none once there are two; and occurrences.
    let mut words: BTreeMap<&str, (Option<usize>, usize)> = BTreeMap::new();
    for (row, group) in rows.iter().zip(group_of) {
        for (_, name) in row.names.iter().filter(|(f, n)| is_word(*f, n)) {
            let entry = words.entry(name).or_insert((Some(group), 0));
            entry.1 += 1;
            if entry.0 != Some(group) {
                entry.0 = None;
            }
        }
    }
    let all: usize = words.values().map(|(_, n)| n).sum();
    let alone: usize = words.values().filter(|(group, _)| group.is_some()).map(|(_, n)| n).sum();
    Ok((all > 0).then(|| alone as f64 / all as f64))
}

/// A ratio of sums over rows, with its interval over samples of groups.
fn ratio_of(values: &[(f64, f64)], groups: &[String], bootstrap: &Bootstrap) -> Result<Estimate, Error> {
    let (group_of, n_groups) = folds::number(values.len(), Some(groups))?;
    let mut sums = vec![(0.0, 0.0); n_groups];
    for ((above, below), group) in values.iter().zip(group_of) {
        sums[group].0 += above;
        sums[group].1 += below;
    }
    let ratio = |(above, below): (f64, f64)| (below > 0.0).then(|| above / below);
    let total =
        |sums: &mut dyn Iterator<Item = (f64, f64)>| sums.fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
    let samples: Vec<f64> = (0..bootstrap.rounds as u64)
        .into_par_iter()
        .filter_map(|round| {
            let mut generator = SplitMix64::stream(bootstrap.seed, round);
            ratio(total(&mut (0..n_groups).map(|_| sums[generator.below(n_groups)])))
        })
        .collect();
    let [low, high] = percentiles(samples, bootstrap.level);
    Ok(Estimate { value: ratio(total(&mut sums.iter().copied())), low, high })
}

fn shifted(new: &[Seen], old: &[Seen], is_known: impl Fn(Family, &str) -> bool) -> Vec<Shifted> {
    let mut counts: BTreeMap<(Family, &str), [usize; 2]> = BTreeMap::new();
    for (side, rows) in [new, old].into_iter().enumerate() {
        for row in rows {
            let names: BTreeSet<(Family, &str)> = row.names.iter().map(|(f, n)| (*f, n.as_str())).collect();
            for name in names {
                counts.entry(name).or_insert([0; 2])[side] += 1;
            }
        }
    }
    let (n, m) = (new.len() as f64, old.len() as f64);
    let mut out: Vec<Shifted> = counts
        .into_iter()
        .filter(|(_, [a, b])| *a.max(b) >= LEAST)
        .filter_map(|((family, name), [a, b])| {
            let (a, b) = (a as f64, b as f64);
            let pooled = (a + b) / (n + m);
            let error = (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m)).sqrt();
            let z = (a / n - b / m) / error;
            (error > 0.0).then(|| Shifted {
                feature: name.to_owned(),
                family: family.name(),
                new: a / n,
                reference: b / m,
                z,
                known: is_known(family, name),
            })
        })
        .collect();
    out.sort_by(|a, b| b.z.abs().total_cmp(&a.z.abs()).then_with(|| a.feature.cmp(&b.feature)));
    out.truncate(SHOWN);
    out
}
