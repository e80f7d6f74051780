//! A labelled table → what is wrong with it.
//!
//! One file a question: is it well formed (`schema`), does it say things twice
//! ([`near`]), can a label be told without reading the text ([`shortcut`]), which
//! labels look wrong ([`suspicious`]), what is it made of ([`composition`]). Several tables are checked as one data set;
//! their parts are those of the split column, or else the tables themselves.

pub mod composition;
pub mod near;
mod schema;
mod show;
pub mod shortcut;
pub mod suspicious;

use super::table::Table;
use crate::dataset::Columns;
use crate::error::Error;
use crate::train;
use rustc_hash::FxHashMap;
use serde::Serialize;

/// What to look for.
#[derive(Debug, Clone)]
pub struct Options {
    /// Names of the columns.
    pub columns: Columns,
    /// Column of the part that a row belongs to.
    pub split_column: String,
    /// Further columns whose values are to be counted.
    pub by: Vec<String>,
    /// Labels that may stand in the table; empty for any.
    pub labels: Vec<String>,
    /// Share of common content-word 3-grams above which two rows are near-duplicates.
    pub near: f64,
    /// Suspicious rows to list; with 0 no model is trained for them.
    pub suspicious: usize,
    /// Settings of the model whose disagreement makes a row suspicious; its folds
    /// and seed serve the shortcut models too.
    pub training: train::Options,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            columns: Columns::default(),
            split_column: "split".into(),
            by: Vec::new(),
            labels: Vec::new(),
            near: 0.5,
            suspicious: 50,
            training: train::Options { alphas: vec![0.3], ..train::Options::default() },
        }
    }
}

/// A row, for whoever has to look it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Name of the table.
    pub file: String,
    /// Line where it begins.
    pub line: u64,
    /// Its id.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Its label.
    pub label: String,
    /// Its part; empty where there are none.
    pub split: String,
}

/// Something wrong in the form of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// What is wrong, such as `empty text`.
    pub kind: &'static str,
    /// Details: the value found, what was expected.
    pub message: String,
    /// Where: `file:line`.
    pub places: Vec<String>,
}

/// Two rows that have to do with each other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// The earlier one.
    pub first: Place,
    /// The later one.
    pub second: Place,
    /// Share of the shorter row's content-word 3-grams that both have; 1 for equal texts.
    pub share: f64,
    /// Whether they stand in different parts.
    pub across_splits: bool,
}

/// A group with rows in several parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Leak {
    /// The group.
    pub group: String,
    /// Its rows by part.
    pub rows: Vec<(String, usize)>,
}

/// Rows of a label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LabelCount {
    /// The label.
    pub label: String,
    /// All its rows.
    pub rows: usize,
    /// Their share of all rows.
    pub share: f64,
    /// Their share of the rows of each part, in the order of [`Report::splits`].
    pub by_split: Vec<f64>,
}

/// What [`check`] found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Rows with text and label.
    pub rows: usize,
    /// Groups; rows without one count as their own.
    pub groups: usize,
    /// The columns.
    pub columns: Vec<String>,
    /// The parts with their rows, in order of appearance.
    pub splits: Vec<(String, usize)>,
    /// The labels, sorted.
    pub labels: Vec<LabelCount>,
    /// What the rows are made of.
    pub composition: composition::Composition,
    /// Faults in form.
    pub faults: Vec<Fault>,
    /// Equal texts (but for case, spaces and punctuation) with the same label.
    pub duplicates: Vec<Pair>,
    /// Equal texts with different labels.
    pub conflicts: Vec<Pair>,
    /// Texts that are not equal but share too much.
    pub near_duplicates: Vec<Pair>,
    /// Groups in several parts.
    pub leaks: Vec<Leak>,
    /// How well labels are told without the text; empty where labels or groups are too few.
    pub shortcuts: Vec<shortcut::Shortcut>,
    /// Rows whose label a cross-validated model disagrees with, the surest first.
    pub suspicious: Vec<Suspicion>,
    /// How many there are, listed or not; `None` where they were not looked for.
    pub suspicious_rows: Option<usize>,
}

/// A row whose label looks wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suspicion {
    /// The row.
    pub place: Place,
    /// The label that the model finds.
    pub found: String,
    /// Out-of-fold probability of that label.
    pub probability: f64,
    /// Out-of-fold probability of the given label.
    pub given: f64,
}

impl Report {
    /// Whether there is nothing wrong. Shortcuts and suspicious rows are for
    /// judgement and do not count.
    pub fn is_clean(&self) -> bool {
        self.faults.is_empty()
            && self.duplicates.is_empty()
            && self.conflicts.is_empty()
            && self.near_duplicates.is_empty()
            && self.leaks.is_empty()
    }
}

/// Checks tables as one data set.
///
/// ```
/// use demarche::data::{check, table::Table};
/// let table = Table::read("id,text,label\n1,They refused.,rejection\n2,they refused,none\n", "a.csv")?;
/// let options = check::Options { suspicious: 0, ..Default::default() };
/// assert_eq!(check::check(&[table], &options)?.conflicts.len(), 1);
/// # Ok::<(), demarche::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Input`] where the text or label column is missing or no row has both;
/// [`Error::Training`] or [`Error::Parameter`] where suspicious rows are asked for
/// and labels or groups are too few to train on.
pub fn check(tables: &[Table], options: &Options) -> Result<Report, Error> {
    let mut rows = Vec::new();
    let mut faults = Vec::new();
    for table in tables {
        schema::read(table, options, tables.len() > 1, &mut rows, &mut faults)?;
    }
    if rows.is_empty() {
        let names: Vec<&str> = tables.iter().map(|t| t.name.as_str()).collect();
        return Err(Error::input(names.join(", "), "no row has a text and a label"));
    }
    schema::ids(&rows, &mut faults);
    let found =
        near::duplicates(&rows.iter().map(|r| r.place.text.as_str()).collect::<Vec<_>>(), options.near);
    let pair = |&(a, b, share): &(usize, usize, f64)| Pair {
        first: rows[a].place.clone(),
        second: rows[b].place.clone(),
        share,
        across_splits: rows[a].place.split != rows[b].place.split,
    };
    let (duplicates, conflicts) =
        found.equal.iter().map(pair).partition(|p: &Pair| p.first.label == p.second.label);
    let trainable = Trainable::of(&rows)?;
    let (splits, labels) = balance(&rows);
    let mut report = Report {
        rows: rows.len(),
        groups: trainable.n_groups,
        columns: tables.first().map(|t| t.header.clone()).unwrap_or_default(),
        splits,
        labels,
        composition: composition::composition(&rows, &trainable, &options.by),
        faults,
        duplicates,
        conflicts,
        near_duplicates: found.near.iter().map(pair).collect(),
        leaks: leaks(&rows),
        shortcuts: shortcut::shortcuts(&rows, &trainable, &options.training)?,
        suspicious: Vec::new(),
        suspicious_rows: None,
    };
    if options.suspicious > 0 {
        let all = suspects(&rows, options)?;
        report.suspicious_rows = Some(all.len());
        report.suspicious = all.into_iter().take(options.suspicious).collect();
    }
    Ok(report)
}

/// A row that can be checked.
#[derive(Debug)]
struct Row {
    place: Place,
    speaker: String,
    group: String,
    /// Values of the columns of [`Options::by`].
    values: Vec<String>,
}

/// Labels and groups as numbers and names.
struct Trainable {
    labels: Vec<String>,
    targets: Vec<usize>,
    groups: Vec<String>,
    n_groups: usize,
}

impl Trainable {
    fn of(rows: &[Row]) -> Result<Self, Error> {
        let mut labels: Vec<String> = rows.iter().map(|r| r.place.label.clone()).collect();
        labels.sort_unstable();
        labels.dedup();
        let targets = rows.iter().map(|r| labels.binary_search(&r.place.label).unwrap_or(0)).collect();
        let groups: Vec<String> = rows
            .iter()
            .enumerate()
            .map(|(n, r)| if r.group.is_empty() { format!("\u{0}{n}") } else { r.group.clone() })
            .collect();
        let (_, n_groups) = crate::folds::number(rows.len(), Some(&groups))?;
        Ok(Self { labels, targets, groups, n_groups })
    }
}

fn suspects(rows: &[Row], options: &Options) -> Result<Vec<Suspicion>, Error> {
    let data: Vec<crate::dataset::Row> = rows
        .iter()
        .map(|r| crate::dataset::Row {
            id: r.place.id.clone(),
            text: r.place.text.clone(),
            label: r.place.label.clone(),
            speaker: r.speaker.clone(),
            group: r.group.clone(),
            line: r.place.line,
            fields: Vec::new(),
        })
        .collect();
    let prepared = train::prepare(&data, &options.training.settings)?;
    let alphas = options.training.alphas.get(..1).unwrap_or(&[1.0]);
    let mut scores = train::cross_validate(&prepared, &options.training, alphas)?.pop().unwrap_or_default();
    let k = prepared.labels.len();
    for row in scores.chunks_exact_mut(k) {
        crate::solver::softmax::softmax(row);
    }
    let suspicion = |s: suspicious::Suspect| Suspicion {
        place: rows[s.row].place.clone(),
        found: prepared.labels.name(s.found).to_owned(),
        probability: scores[s.row * k + s.found],
        given: scores[s.row * k + prepared.targets[s.row]],
    };
    Ok(suspicious::suspects(&scores, &prepared.targets, k).into_iter().map(suspicion).collect())
}

fn balance(rows: &[Row]) -> (Vec<(String, usize)>, Vec<LabelCount>) {
    let mut splits: Vec<(String, usize)> = Vec::new();
    let mut counts: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    for row in rows {
        match splits.iter_mut().find(|(name, _)| *name == row.place.split) {
            Some((_, n)) => *n += 1,
            None => splits.push((row.place.split.clone(), 1)),
        }
        *counts.entry((&row.place.label, &row.place.split)).or_default() += 1;
    }
    let mut names: Vec<&str> = rows.iter().map(|r| r.place.label.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let labels = names.into_iter().map(|label| {
        let in_split: Vec<usize> = splits
            .iter()
            .map(|(split, _)| counts.get(&(label, split.as_str())).copied().unwrap_or(0))
            .collect();
        let all: usize = in_split.iter().sum();
        LabelCount {
            label: label.to_owned(),
            rows: all,
            share: all as f64 / rows.len() as f64,
            by_split: in_split.iter().zip(&splits).map(|(n, (_, of))| *n as f64 / *of as f64).collect(),
        }
    });
    let labels = labels.collect();
    (splits, labels)
}

fn leaks(rows: &[Row]) -> Vec<Leak> {
    let mut place: FxHashMap<&str, usize> = FxHashMap::default();
    let mut groups: Vec<Leak> = Vec::new();
    for row in rows.iter().filter(|r| !r.group.is_empty()) {
        let n = *place.entry(&row.group).or_insert_with(|| {
            groups.push(Leak { group: row.group.clone(), rows: Vec::new() });
            groups.len() - 1
        });
        match groups[n].rows.iter_mut().find(|(split, _)| *split == row.place.split) {
            Some((_, n)) => *n += 1,
            None => groups[n].rows.push((row.place.split.clone(), 1)),
        }
    }
    groups.retain(|g| g.rows.len() > 1);
    groups
}
