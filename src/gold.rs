//! Found claims and gold claims in, figures and errors out.
//!
//! Claims are matched one to one within an article, the best overlap of spans (Dice)
//! first, from [`Options::min_dice`] on. From the matches come detection, end-to-end
//! and label scores, speaker accuracy and exactness of spans, each with an interval
//! over resampled articles. A gold claim of confidence 1 is neither asked for nor
//! counted against who finds it. Gold or found claims labelled `none` are not claims
//! here. Folders of brat standoff are read and written here too; their lines are
//! [`crate::brat`]'s business.

use crate::article::Article;
use crate::brat::{self, AnnotatedClaim};
use crate::classify::{self, LabelledClaim};
use crate::error::Error;
use crate::label::NONE;
use crate::metrics::{Bootstrap, Confusion, Interval, Report};
use crate::model::Model;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

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
    let mut errors = Vec::new();
    let counts: Vec<Counts> =
        gold.iter().zip(found).map(|(g, f)| count(g, f, &names, options, &mut errors)).collect();
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
        detection: detection(0),
        end_to_end: detection(3),
        label_accuracy: figure(6),
        label_macro_f1: figure(7),
        speaker_accuracy: figure(8),
        span_exact: figure(9),
        span_dice: figure(10),
        labels: confusion(&counts, &all, names.len()).report(&names),
    };
    Ok((report, errors))
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
    let ask = classify::Options::default();
    let found: Vec<Vec<LabelledClaim>> =
        gold.par_iter().map(|g| classify::classify(&g.article, model, &ask)).collect();
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

/// Matches the claims of one article and notes its errors in text order.
fn count(
    gold: &GoldArticle,
    found: &[LabelledClaim],
    names: &[String],
    options: &Options,
    errors: &mut Vec<GoldError>,
) -> Counts {
    let want: Vec<&AnnotatedClaim> = gold.claims.iter().filter(|c| c.label != NONE).collect();
    let have: Vec<&LabelledClaim> = found.iter().filter(|c| c.label != NONE).collect();
    let doubtful = |claim: &AnnotatedClaim| claim.confidence == Some(1);
    let mut counts =
        Counts { doubtful: want.iter().filter(|c| doubtful(c)).count() as u64, ..Counts::default() };
    counts.gold = want.len() as u64 - counts.doubtful;
    counts.found = have.len() as u64;
    let matches = matches(&want, &have, options.min_dice);
    let (mut missed, mut spurious) = (vec![true; want.len()], vec![true; have.len()]);
    let mut own = Vec::new();
    let mut wrong = |error: ErrorKind, g: Option<&AnnotatedClaim>, f: Option<&LabelledClaim>| {
        own.push(GoldError::new(&gold.article.id, error, g, f));
    };
    for (i, j, dice) in matches {
        let (g, f) = (want[i], have[j]);
        (missed[i], spurious[j]) = (false, false);
        if doubtful(g) {
            counts.found -= 1;
            continue;
        }
        counts.matched += 1;
        counts.exact += u64::from((g.start, g.end) == (f.start, f.end));
        counts.dice += dice;
        let (truth, label) = (brat::one_word(&g.label), brat::one_word(&f.label));
        if let (Ok(t), Ok(l)) = (names.binary_search(&truth), names.binary_search(&label)) {
            counts.labels.push((t, l));
        }
        if truth == label {
            counts.label_right += 1;
        } else {
            wrong(ErrorKind::Label, Some(g), Some(f));
        }
        if let Some(same) = same_speaker(g, f) {
            counts.speakers += 1;
            counts.speaker_right += u64::from(same);
            if !same {
                wrong(ErrorKind::Speaker, Some(g), Some(f));
            }
        }
    }
    for (g, _) in want.iter().zip(missed).filter(|(g, missed)| *missed && !doubtful(g)) {
        wrong(ErrorKind::Missed, Some(g), None);
    }
    for (f, _) in have.iter().zip(spurious).filter(|(_, spurious)| *spurious) {
        wrong(ErrorKind::Spurious, None, Some(f));
    }
    own.sort_by_key(|e| (e.gold_start.or(e.start), e.gold_end.or(e.end), e.error));
    errors.append(&mut own);
    counts
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

impl GoldError {
    fn new(
        article: &str,
        error: ErrorKind,
        gold: Option<&AnnotatedClaim>,
        found: Option<&LabelledClaim>,
    ) -> Self {
        let gold_speaker =
            gold.and_then(|g| g.speaker.clone().or_else(|| g.source.as_ref().map(|s| s.text.clone())));
        let speaker = found
            .and_then(|f| f.speaker.as_ref())
            .and_then(|s| s.resolved.clone().or_else(|| s.text.clone()));
        Self {
            article: article.to_owned(),
            error,
            gold_start: gold.map(|g| g.start),
            gold_end: gold.map(|g| g.end),
            start: found.map(|f| f.start),
            end: found.map(|f| f.end),
            gold_label: gold.map(|g| g.label.clone()),
            label: found.map(|f| f.label.clone()),
            probability: found.map(|f| f.probability),
            gold_speaker,
            speaker,
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
            figure.map_or("-".to_owned(), |i| format!("{:.3} [{:.3}, {:.3}]", i.estimate, i.low, i.high))
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

/// The articles of a folder of brat standoff (`NAME.txt` with `NAME.ann`), by name.
///
/// Folders in it, and texts without annotation, are passed over.
///
/// # Errors
/// [`Error::Io`], [`Error::Encoding`] and [`Error::Input`] for what cannot be read, a
/// `.ann` without its text, and a folder without any.
pub fn read_folder(folder: &Path) -> Result<Vec<GoldArticle>, Error> {
    let name = folder.display().to_string();
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::io(&name))? {
        let path = entry.map_err(Error::io(&name))?.path();
        if path.extension().is_some_and(|e| e == "ann") && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(Error::input(
            name,
            "no .ann file in this folder; expected brat standoff, NAME.txt with NAME.ann",
        ));
    }
    files.iter().map(|ann| read_article(ann)).collect()
}

fn read_article(ann: &Path) -> Result<GoldArticle, Error> {
    let txt = ann.with_extension("txt");
    if !txt.is_file() {
        return Err(Error::input(
            ann.display().to_string(),
            format!("its text {} is missing", txt.display()),
        ));
    }
    let text = read_text(&txt)?;
    let claims = brat::read(&text, &read_text(ann)?, &ann.display().to_string())?;
    let id = ann.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(GoldArticle { article: Article::new(id, text), claims })
}

fn read_text(path: &Path) -> Result<String, Error> {
    let name = path.display().to_string();
    let mut bytes = fs::read(path).map_err(Error::io(&name))?;
    if bytes.starts_with("\u{feff}".as_bytes()) {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|error| {
        let place = format!("byte {}", error.utf8_error().valid_up_to());
        Error::Input {
            path: name,
            message: format!("{place} is not valid UTF-8; brat knows no other encoding"),
        }
    })
}

/// A folder that labelled articles go to as brat standoff.
#[derive(Debug)]
pub struct BratFolder {
    path: PathBuf,
    /// How often each file name was asked for.
    names: BTreeMap<String, usize>,
}

impl BratFolder {
    /// Makes the folder, with the settings that brat wants for claims of these labels.
    ///
    /// # Errors
    /// [`Error::Io`], and [`Error::Input`] where the folder has annotations already:
    /// nobody's work is written over.
    pub fn create<'a>(path: &Path, labels: impl IntoIterator<Item = &'a str> + Clone) -> Result<Self, Error> {
        let name = path.display().to_string();
        fs::create_dir_all(path).map_err(Error::io(&name))?;
        for entry in fs::read_dir(path).map_err(Error::io(&name))? {
            let file = entry.map_err(Error::io(&name))?.path();
            if file.extension().is_some_and(|e| e == "ann") {
                return Err(Error::input(
                    file.display().to_string(),
                    "the folder has annotations already; choose an empty one",
                ));
            }
        }
        let folder = Self { path: path.to_owned(), names: BTreeMap::new() };
        folder.put("annotation.conf", &brat::annotation_conf(labels.clone()))?;
        folder.put("visual.conf", &brat::visual_conf(labels))?;
        Ok(folder)
    }

    /// Writes an article's text, as read, and its claims; gives the name of the files.
    ///
    /// Characters of the id that no file name takes become `-`; a name that is taken
    /// gets a number.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn write(&mut self, article: &Article, claims: &[LabelledClaim]) -> Result<String, Error> {
        let kept = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ') { c } else { '-' };
        let stem: String = article.id.chars().map(kept).take(100).collect();
        let stem = stem.trim_matches(|c: char| c == '.' || c.is_whitespace());
        let mut name = if stem.is_empty() { "article".to_owned() } else { stem.to_owned() };
        while let Some(times) = self.names.get_mut(&name.to_lowercase()) {
            *times += 1;
            name = format!("{name}-{times}");
        }
        self.names.insert(name.to_lowercase(), 1);
        let annotated: Vec<AnnotatedClaim> = claims.iter().map(AnnotatedClaim::from).collect();
        self.put(&format!("{name}.txt"), &article.text)?;
        self.put(&format!("{name}.ann"), &brat::write(&article.text, &annotated))?;
        Ok(name)
    }

    fn put(&self, name: &str, content: &str) -> Result<(), Error> {
        let path = self.path.join(name);
        // Aside first, so that no name stands for half an article.
        let aside = self.path.join(format!(".{name}.part"));
        let written = fs::write(&aside, content).and_then(|()| fs::rename(&aside, &path));
        if written.is_err() {
            let _ = fs::remove_file(&aside);
        }
        written.map_err(Error::io(path.display().to_string()))
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
