//! Found claims and gold claims in, figures and errors out.
//!
//! Claims are matched one to one within an article, the best overlap of spans (Dice)
//! first, from [`Options::min_dice`] on. From the matches come detection, end-to-end
//! and label scores, speaker accuracy and exactness of spans, each with an interval
//! over resampled articles. A gold claim of confidence 1 is neither asked for nor
//! counted against who finds it. Gold or found claims labelled `none` are not claims
//! here. [`align`] says which claim belongs to which, [`read_folder`] and [`BratFolder`]
//! know the files.

mod align;
mod folder;

pub use align::{Line, Side, Verdict, align};
pub use folder::{BratFolder, read_folder};

use crate::article::Article;
use crate::brat::{self, AnnotatedClaim};
use crate::classify::{self, LabelledClaim};
use crate::error::Error;
use crate::label::NONE;
use crate::metrics::{Bootstrap, Confusion, Interval, Report};
use crate::model::Model;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;

/// An article and its gold claims.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldArticle {
    /// The article, named by its file's stem.
    pub article: Article,
    /// Its claims, in text order.
    pub claims: Vec<AnnotatedClaim>,
}

/// How to score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Least Dice overlap of two spans of one claim.
    pub min_dice: f64,
    /// How articles are resampled for the intervals.
    pub bootstrap: Bootstrap,
}

impl Default for Options {
    fn default() -> Self {
        Self { min_dice: 0.5, bootstrap: Bootstrap::default() }
    }
}

/// Precision, recall and F1 with their intervals; `None` where undefined.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Detection {
    /// Of the claims found, the share that is right.
    pub precision: Option<Interval>,
    /// Of the gold claims, the share that was found.
    pub recall: Option<Interval>,
    /// The harmonic mean of the two.
    pub f1: Option<Interval>,
}

/// End-to-end figures of found claims against gold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GoldReport {
    /// Articles.
    pub articles: usize,
    /// Gold claims that are asked for.
    pub gold: u64,
    /// Gold claims of confidence 1, which are not.
    pub doubtful: u64,
    /// Claims found, without those that match doubtful ones.
    pub found: u64,
    /// Gold claims that a found claim matches.
    pub matched: u64,
    /// Matches with the right label.
    pub label_right: u64,
    /// Matches whose gold speaker is known.
    pub speakers: u64,
    /// Least Dice overlap of a match.
    pub min_dice: f64,
    /// Samples of articles behind the intervals.
    pub rounds: usize,
    /// Claims found, whatever their label.
    pub detection: Detection,
    /// Claims found with the right label.
    pub end_to_end: Detection,
    /// Share of the matches with the right label.
    pub label_accuracy: Option<Interval>,
    /// Macro-F1 of the labels of the matches.
    pub label_macro_f1: Option<Interval>,
    /// Share of the matches with the right speaker, where gold names one.
    pub speaker_accuracy: Option<Interval>,
    /// Share of the matches with exactly the gold span.
    pub span_exact: Option<Interval>,
    /// Mean Dice overlap of the matches' spans.
    pub span_dice: Option<Interval>,
    /// Label by label, over the matches.
    pub labels: Report,
    /// Article by article.
    pub by_article: Vec<OfArticle>,
}

/// The figures of one article.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfArticle {
    /// Its id.
    pub article: String,
    /// Gold claims that are asked for.
    pub gold: u64,
    /// Claims found, without those that match doubtful ones.
    pub found: u64,
    /// Gold claims that a found claim matches.
    pub matched: u64,
    /// Matches with the right label.
    pub label_right: u64,
    /// Matches whose gold speaker is known.
    pub speakers: u64,
    /// Those of them with the right speaker.
    pub speaker_right: u64,
    /// F1 of detection.
    pub detection_f1: Option<f64>,
    /// F1 end to end.
    pub end_to_end_f1: Option<f64>,
}

impl OfArticle {
    fn new(article: &str, c: &Counts) -> Self {
        let f1 = |part: u64| (c.gold + c.found > 0).then(|| (2 * part) as f64 / (c.gold + c.found) as f64);
        Self {
            article: article.to_owned(),
            gold: c.gold,
            found: c.found,
            matched: c.matched,
            label_right: c.label_right,
            speakers: c.speakers,
            speaker_right: c.speaker_right,
            detection_f1: f1(c.matched),
            end_to_end_f1: f1(c.label_right),
        }
    }
}

/// What is wrong with a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ErrorKind {
    /// A gold claim that was not found.
    Missed,
    /// A found claim that gold does not have.
    Spurious,
    /// A match with another label.
    Label,
    /// A match with another speaker.
    Speaker,
}

/// One error; what is not there is `None`. Offsets are code points.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GoldError {
    /// The article.
    pub article: String,
    /// What is wrong.
    pub error: ErrorKind,
    /// First code point of the gold span.
    pub gold_start: Option<usize>,
    /// One past its last.
    pub gold_end: Option<usize>,
    /// First code point of the found span.
    pub start: Option<usize>,
    /// One past its last.
    pub end: Option<usize>,
    /// The gold label.
    pub gold_label: Option<String>,
    /// The label found.
    pub label: Option<String>,
    /// The probability of the label found.
    pub probability: Option<f64>,
    /// The gold speaker.
    pub gold_speaker: Option<String>,
    /// The speaker found.
    pub speaker: Option<String>,
    /// Words of the gold span.
    pub gold_text: Option<String>,
    /// Words of the found span.
    pub text: Option<String>,
}

/// What one article adds to the figures.
#[derive(Debug, Default)]
struct Counts {
    gold: u64,
    doubtful: u64,
    found: u64,
    matched: u64,
    label_right: u64,
    speakers: u64,
    speaker_right: u64,
    exact: u64,
    dice: f64,
    /// Gold and found label of each match.
    labels: Vec<(usize, usize)>,
}

/// Scores what was found in each article; `found[i]` belongs to `gold[i]`.
///
/// # Errors
/// [`Error::Parameter`] when the lists differ in length or the options make no sense.
pub fn score(
    gold: &[GoldArticle],
    found: &[Vec<LabelledClaim>],
    options: &Options,
) -> Result<(GoldReport, Vec<GoldError>), Error> {
    if gold.len() != found.len() {
        return Err(Error::Parameter {
            name: "number of articles",
            found: found.len().to_string(),
            expected: "the number of gold articles",
        });
    }
    if !(options.min_dice > 0.0 && options.min_dice <= 1.0) {
        return Err(Error::Parameter {
            name: "least Dice overlap",
            found: options.min_dice.to_string(),
            expected: "above 0 and up to 1",
        });
    }
    let names: Vec<String> = gold
        .iter()
        .flat_map(|g| g.claims.iter().map(|c| brat::one_word(&c.label)))
        .chain(found.iter().flatten().map(|c| brat::one_word(&c.label)))
        .filter(|label| label != NONE)
        .collect::<BTreeSet<String>>()
        .into_iter()
        .collect();
    let lines: Vec<Vec<Line>> = gold.iter().zip(found).map(|(g, f)| align(g, f, options.min_dice)).collect();
    let counts: Vec<Counts> = lines.iter().map(|lines| count(lines, &names)).collect();
    let errors = gold.iter().zip(&lines).flat_map(|(g, lines)| errors(&g.article.id, lines)).collect();
    let figures = options.bootstrap.over(counts.len(), |drawn| figures(&counts, drawn, names.len()))?;
    let figure = |i: usize| figures.get(i).copied().flatten();
    let detection = |i: usize| Detection { precision: figure(i), recall: figure(i + 1), f1: figure(i + 2) };
    let sum = |of: fn(&Counts) -> u64| counts.iter().map(of).sum::<u64>();
    let all: Vec<usize> = (0..counts.len()).collect();
    let report = GoldReport {
        articles: gold.len(),
        gold: sum(|c| c.gold),
        doubtful: sum(|c| c.doubtful),
        found: sum(|c| c.found),
        matched: sum(|c| c.matched),
        label_right: sum(|c| c.label_right),
        speakers: sum(|c| c.speakers),
        min_dice: options.min_dice,
        rounds: options.bootstrap.rounds,
        detection: detection(0),
        end_to_end: detection(3),
        label_accuracy: figure(6),
        label_macro_f1: figure(7),
        speaker_accuracy: figure(8),
        span_exact: figure(9),
        span_dice: figure(10),
        labels: confusion(&counts, &all, names.len()).report(&names),
        by_article: gold.iter().zip(&counts).map(|(g, c)| OfArticle::new(&g.article.id, c)).collect(),
    };
    Ok((report, errors))
}

/// Finds the claims of every gold article with a model; those that are abstained from,
/// for staying below `min_probability` or the model's own thresholds, are left out.
pub fn find(gold: &[GoldArticle], model: &Model, min_probability: Option<f64>) -> Vec<Vec<LabelledClaim>> {
    let ask = classify::Options { min_probability, ..classify::Options::default() };
    let of = |g: &GoldArticle| {
        let mut claims = classify::classify(&g.article, model, &ask);
        claims.retain(|claim| !claim.abstained);
        claims
    };
    gold.par_iter().map(of).collect()
}

/// Finds the claims of every gold article with a model and scores them.
///
/// # Errors
/// As [`score`].
pub fn evaluate(
    gold: &[GoldArticle],
    model: &Model,
    options: &Options,
) -> Result<(GoldReport, Vec<GoldError>), Error> {
    let found = find(gold, model, None);
    score(gold, &found, options)
}

/// In order: precision, recall and F1 of detection, the same end to end, accuracy and
/// macro-F1 of labels, speakers, exact spans, mean Dice.
fn figures(counts: &[Counts], drawn: &[usize], n_labels: usize) -> Vec<Option<f64>> {
    let sum = |of: fn(&Counts) -> u64| drawn.iter().map(|i| of(&counts[*i])).sum::<u64>();
    let ratio = |part: u64, whole: u64| (whole > 0).then(|| part as f64 / whole as f64);
    let (gold, found, matched, right) =
        (sum(|c| c.gold), sum(|c| c.found), sum(|c| c.matched), sum(|c| c.label_right));
    let dice: f64 = drawn.iter().map(|i| counts[*i].dice).sum();
    vec![
        ratio(matched, found),
        ratio(matched, gold),
        ratio(2 * matched, found + gold),
        ratio(right, found),
        ratio(right, gold),
        ratio(2 * right, found + gold),
        ratio(right, matched),
        confusion(counts, drawn, n_labels).macro_average().f1,
        ratio(sum(|c| c.speaker_right), sum(|c| c.speakers)),
        ratio(sum(|c| c.exact), matched),
        (matched > 0).then(|| dice / matched as f64),
    ]
}

fn confusion(counts: &[Counts], drawn: &[usize], n_labels: usize) -> Confusion {
    let mut confusion = Confusion::new(n_labels);
    for (truth, predicted) in drawn.iter().flat_map(|i| &counts[*i].labels) {
        confusion.add(*truth, *predicted);
    }
    confusion
}

/// What the lines of one article add to the figures.
fn count(lines: &[Line], names: &[String]) -> Counts {
    let mut counts = Counts::default();
    for line in lines {
        let doubtful = line.verdict == Verdict::Doubtful;
        counts.doubtful += u64::from(doubtful);
        counts.gold += u64::from(line.gold.is_some() && !doubtful);
        counts.found += u64::from(line.found.is_some() && !doubtful);
        let (Some(g), Some(f), false) = (&line.gold, &line.found, doubtful) else { continue };
        counts.matched += 1;
        counts.label_right += u64::from(line.verdict == Verdict::Right);
        counts.exact += u64::from((g.start, g.end) == (f.start, f.end));
        counts.dice += line.dice.unwrap_or(0.0);
        let [truth, label] = [&g.label, &f.label].map(|name| names.binary_search(&brat::one_word(name)));
        if let (Ok(truth), Ok(label)) = (truth, label) {
            counts.labels.push((truth, label));
        }
        counts.speakers += u64::from(line.speaker_right.is_some());
        counts.speaker_right += u64::from(line.speaker_right == Some(true));
    }
    counts
}

/// The errors among the lines of an article.
fn errors(article: &str, lines: &[Line]) -> Vec<GoldError> {
    let mut out = Vec::new();
    for line in lines {
        let mut wrong = |error| out.push(GoldError::new(article, error, line));
        match line.verdict {
            Verdict::Missed => wrong(ErrorKind::Missed),
            Verdict::Spurious => wrong(ErrorKind::Spurious),
            Verdict::Label => wrong(ErrorKind::Label),
            Verdict::Right | Verdict::Doubtful => {}
        }
        if line.speaker_right == Some(false) && line.verdict != Verdict::Doubtful {
            wrong(ErrorKind::Speaker);
        }
    }
    out.sort_by_key(|e| (e.gold_start.or(e.start), e.gold_end.or(e.end), e.error));
    out
}

impl GoldError {
    fn new(article: &str, error: ErrorKind, line: &Line) -> Self {
        let (gold, found) = (line.gold.as_ref(), line.found.as_ref());
        Self {
            article: article.to_owned(),
            error,
            gold_start: gold.map(|g| g.start),
            gold_end: gold.map(|g| g.end),
            start: found.map(|f| f.start),
            end: found.map(|f| f.end),
            gold_label: gold.map(|g| g.label.clone()),
            label: found.map(|f| f.label.clone()),
            probability: found.and_then(|f| f.probability),
            gold_speaker: gold.and_then(|g| g.speaker.clone()),
            speaker: found.and_then(|f| f.speaker.clone()),
            gold_text: gold.map(|g| g.text.clone()),
            text: found.map(|f| f.text.clone()),
        }
    }
}

impl GoldReport {
    /// A figure by the name that users know it by.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a name that is none.
    pub fn figure(&self, name: &str) -> Result<Option<Interval>, Error> {
        Ok(match name {
            "detection-precision" => self.detection.precision,
            "detection-recall" => self.detection.recall,
            "detection-f1" => self.detection.f1,
            "end-to-end-f1" => self.end_to_end.f1,
            "label-accuracy" => self.label_accuracy,
            "label-macro-f1" => self.label_macro_f1,
            "speaker-accuracy" => self.speaker_accuracy,
            "span-exact" => self.span_exact,
            _ => {
                return Err(Error::Parameter {
                    name: "fail-under",
                    found: name.to_owned(),
                    expected: "detection-precision, detection-recall, detection-f1, end-to-end-f1, label-accuracy, label-macro-f1, speaker-accuracy or span-exact",
                });
            }
        })
    }

    /// A line for each figure that stays below what was asked for.
    ///
    /// # Errors
    /// As [`Self::figure`].
    pub fn missed(&self, floors: &[(String, f64)]) -> Result<Vec<String>, Error> {
        let mut missed = Vec::new();
        for (name, floor) in floors {
            let value = self.figure(name)?.map(|figure| figure.estimate);
            if value.is_none_or(|value| value < *floor) {
                let found = value.map_or("undefined".to_owned(), |value| format!("{value:.4}"));
                missed.push(format!("{name} is {found}, below {floor}"));
            }
        }
        Ok(missed)
    }
}

impl fmt::Display for GoldReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |figure: Option<Interval>| {
            figure.map_or("undefined".to_owned(), |i| {
                format!("{:.3} [{:.3}, {:.3}]", i.estimate, i.low, i.high)
            })
        };
        writeln!(
            f,
            "articles {}  gold claims {} (doubtful, not scored: {})  found {}  matched {}  label right {}\n",
            self.articles, self.gold, self.doubtful, self.found, self.matched, self.label_right
        )?;
        writeln!(f, "{:<14}{:<24}{:<24}f1", "", "precision", "recall")?;
        for (name, scores) in [("detection", self.detection), ("end to end", self.end_to_end)] {
            let [precision, recall, f1] = [scores.precision, scores.recall, scores.f1].map(shown);
            writeln!(f, "{name:<14}{precision:<24}{recall:<24}{f1}")?;
        }
        writeln!(f, "\nof the matched claims")?;
        writeln!(f, "{:<38}{}", "  label right", shown(self.label_accuracy))?;
        writeln!(f, "{:<38}{}", "  macro-F1 of the labels", shown(self.label_macro_f1))?;
        writeln!(
            f,
            "{:<38}{}",
            format!("  speaker right (of {} known)", self.speakers),
            shown(self.speaker_accuracy)
        )?;
        writeln!(f, "{:<38}{}", "  span exact", shown(self.span_exact))?;
        writeln!(f, "{:<38}{}\n", "  mean overlap of spans (Dice)", shown(self.span_dice))?;
        write!(f, "{}", self.labels)
    }
}

/// The errors as CSV, one a line below a header.
///
/// # Errors
/// [`Error::Io`] where `to` cannot be written.
pub fn write_errors(errors: &[GoldError], to: impl std::io::Write) -> Result<(), Error> {
    let fail = |error: csv::Error| Error::Io { path: "errors".into(), source: error.into() };
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(to);
    let header = [
        "article",
        "error",
        "gold_start",
        "gold_end",
        "start",
        "end",
        "gold_label",
        "label",
        "probability",
        "gold_speaker",
        "speaker",
        "gold_text",
        "text",
    ];
    writer.write_record(header).map_err(fail)?;
    for error in errors {
        writer.serialize(error).map_err(fail)?;
    }
    writer.flush().map_err(Error::io("errors"))
}
