//! What `evaluate` found → a page in HTML, Markdown or JSON.

use super::args::Evaluate;
use super::evaluate::{Judged, Judges};
use super::inspect::{by_family, settings};
use super::tables::Labelled;
use super::write;
use demarche::article::Article;
use demarche::classify::{self, classify_row};
use demarche::error::Error;
use demarche::metrics::Bootstrap;
use demarche::model::Model;
use demarche::report::markup::grouped;
use demarche::report::{
    self, Evaluation, Feature, Fold, Learned, Mistake, Outcomes, Report, Slice, Strongest, measure, slices,
};
use rayon::prelude::*;
use std::path::Path;

/// Errors with their evidence in a report.
const ERRORS: usize = 1000;

/// Features of evidence for an error.
const EVIDENCE: usize = 8;

/// Features for and against a label.
const FEATURES: usize = 15;

/// What a page is written as.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Html,
    Markdown,
    Json,
}

/// Checks that the name of each report says what it is to be.
///
/// # Errors
/// For a name that does not.
pub fn check(args: &Evaluate) -> Result<(), Error> {
    args.report.iter().try_for_each(|path| kind(path).map(drop))
}

fn kind(path: &Path) -> Result<Kind, Error> {
    match path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("html" | "htm") => Ok(Kind::Html),
        Some("md" | "markdown") => Ok(Kind::Markdown),
        Some("json") => Ok(Kind::Json),
        _ => Err(Error::Parameter {
            name: "report",
            found: path.display().to_string(),
            expected: "a file that ends in .html, .md or .json",
        }),
    }
}

/// Everything a report is made from.
pub struct Material<'a> {
    /// What was typed.
    pub args: &'a Evaluate,
    /// The rows.
    pub data: &'a Labelled,
    /// The models.
    pub judges: &'a Judges,
    /// What they said.
    pub judged: &'a [Judged],
    /// The same as numbers.
    pub outcomes: &'a Outcomes,
    /// The figures.
    pub evaluation: &'a Evaluation,
    /// Scores of each fold.
    pub folds: &'a [Fold],
    /// What fewer training rows would have given.
    pub learned: &'a [Learned],
    /// Labels that only the table has.
    pub unknown: &'a [String],
}

/// Writes every report that was asked for.
///
/// # Errors
/// Where a column is not there, or a file cannot be written.
pub fn write(material: &Material) -> Result<(), Error> {
    if material.args.report.is_empty() {
        return Ok(());
    }
    let report = gather(material)?;
    let json = || {
        let fail = |error: serde_json::Error| Error::input("report", error.to_string());
        Ok(serde_json::to_string_pretty(&report).map_err(fail)? + "\n")
    };
    each(material.args, || report::page::html(&report), || report::markdown::markdown(&report), json)
}

/// Writes each report that was asked for, by the ending of its name.
///
/// # Errors
/// Where a file cannot be written.
pub fn each(
    args: &Evaluate,
    html: impl Fn() -> String,
    markdown: impl Fn() -> String,
    json: impl Fn() -> Result<String, Error>,
) -> Result<(), Error> {
    for path in &args.report {
        let text = match kind(path)? {
            Kind::Html => html(),
            Kind::Markdown => markdown(),
            Kind::Json => json()?,
        };
        write::file(path, text.as_bytes())?;
    }
    Ok(())
}

fn gather(m: &Material) -> Result<Report, Error> {
    let least = m.args.min_probability;
    let kept = measure::above(m.outcomes, least.unwrap_or(0.0));
    let wrong = kept.iter().filter(|n| m.outcomes.truth[**n] != m.outcomes.predicted[**n]).count();
    Ok(Report {
        title: format!("Evaluation on {}", tables(m)),
        model: m.judges.name.clone(),
        command: super::command_line(),
        cautions: cautions(m),
        evaluation: m.evaluation.clone(),
        folds: m.folds.to_vec(),
        learning_curve: m.learned.to_vec(),
        slices: parts(m, &kept)?,
        strongest_features: m.judges.only().map_or_else(Vec::new, strongest),
        mistakes: wrong,
        errors: mistakes(m.data, m.judges, m.judged, least, ERRORS, EVIDENCE),
        data_card: data_card(m),
        model_card: m
            .judges
            .only()
            .map_or_else(|| vec![("model".to_owned(), m.judges.name.clone())], model_card),
    })
}

fn tables(m: &Material) -> String {
    let names: Vec<String> = m
        .args
        .tables
        .files
        .iter()
        .map(|p| p.file_name().map_or_else(|| p.display().to_string(), |n| n.to_string_lossy().into_owned()))
        .collect();
    let conditions = m.args.tables.conditions.iter();
    let conditions: Vec<String> =
        conditions.map(|c| format!(", {} {}", c.column, c.values.join(" or "))).collect();
    let tables = match names.as_slice() {
        [one] if one == "-" => "standard input".to_owned(),
        [one] => one.clone(),
        _ => format!("{} tables", names.len()),
    };
    tables + &conditions.concat()
}

fn cautions(m: &Material) -> Vec<String> {
    let mut out = Vec::new();
    if !m.unknown.is_empty() {
        let rows = m.data.rows.iter().filter(|row| m.unknown.contains(&row.label)).count();
        out.push(format!(
            "the model lacks {}; the {rows} rows that have it count as errors",
            m.unknown.join(", ")
        ));
    }
    if m.judges.only().is_some_and(|model| model.facts.data_crc32 == m.data.crc32) {
        out.push("the model was trained on this very table; only rows that --where kept out of training are new to it".to_owned());
    }
    if m.data.rows.len() < 100 {
        out.push(format!("{} rows are few; mind the intervals", m.data.rows.len()));
    }
    out
}

fn parts(m: &Material, kept: &[usize]) -> Result<Vec<Slice>, Error> {
    let bootstrap = bootstrap(m.args);
    let outcomes = m.outcomes.of_rows(kept);
    let traits: Vec<_> = kept.iter().map(|n| m.judged[*n].traits).collect();
    let mut out = slices::by_traits(&outcomes, &traits, &bootstrap)?;
    let of = |values: &[String]| kept.iter().map(|n| values[*n].clone()).collect::<Vec<_>>();
    if m.data.headers.len() > 1 {
        out.extend(slices::by(&outcomes, "table", &of(&m.data.files), &bootstrap)?);
    }
    for column in &m.args.slice {
        out.extend(slices::by(&outcomes, column, &of(&m.data.column(column)?), &bootstrap)?);
    }
    Ok(out)
}

/// How intervals are made.
pub fn bootstrap(args: &Evaluate) -> Bootstrap {
    Bootstrap { rounds: args.rounds, seed: args.making.seed, ..Bootstrap::default() }
}

fn strongest(model: &Model) -> Vec<Strongest> {
    let list = |label: usize, against: bool| {
        let list = model.strongest(label, FEATURES, against);
        list.into_iter()
            .map(|(name, family, weight)| Feature { feature: name.to_owned(), family: family.name(), weight })
            .collect()
    };
    let names = model.labels.names().iter().enumerate();
    names
        .map(|(id, label)| Strongest {
            label: label.clone(),
            favour: list(id, false),
            against: list(id, true),
        })
        .collect()
}

/// The rows that were labelled wrongly, the most certain first, at most `most` of
/// them, with the `evidence` features that decided most.
pub fn mistakes(
    data: &Labelled,
    judges: &Judges,
    judged: &[Judged],
    least: Option<f64>,
    most: usize,
    evidence: usize,
) -> Vec<Mistake> {
    let name = |n: usize| judges.of(n).labels.name(judged[n].prediction.label);
    let certainty = |n: usize| judged[n].prediction.probabilities[judged[n].prediction.label];
    let judged_wrong = |n: &usize| name(*n) != data.rows[*n].label && certainty(*n) >= least.unwrap_or(0.0);
    let mut wrong: Vec<usize> = (0..data.rows.len()).filter(judged_wrong).collect();
    wrong.sort_by(|a, b| certainty(*b).total_cmp(&certainty(*a)).then(a.cmp(b)));
    wrong.truncate(most);
    let options = classify::Options { include_none: true, explain: Some(evidence), min_probability: None };
    wrong
        .par_iter()
        .map(|&n| {
            let (row, model) = (&data.rows[n], judges.of(n));
            let claim = classify_row(
                &Article::new(row.id.as_str(), row.text.as_str()),
                &row.speaker,
                model,
                &options,
            );
            let (runner_up, evidence) = claim.map_or((None, Vec::new()), |c| (c.runner_up, c.evidence));
            let round = |p: f64| (p * 1e6).round() / 1e6;
            Mistake {
                file: data.files[n].clone(),
                line: row.line,
                id: row.id.clone(),
                label: row.label.clone(),
                predicted: name(n).to_owned(),
                probability: round(certainty(n)),
                p_label: model
                    .labels
                    .id(&row.label)
                    .map(|label| round(judged[n].prediction.probabilities[label])),
                runner_up,
                speaker: row.speaker.clone(),
                group: row.group.clone(),
                text: row.text.clone(),
                evidence,
            }
        })
        .collect()
}

fn data_card(m: &Material) -> Vec<(String, String)> {
    let rows = &m.data.rows;
    let mut out: Vec<(String, String)> =
        m.data.summary.iter().map(|line| ("read".to_owned(), line.clone())).collect();
    let mut add = |name: &str, value: String| out.push((name.to_owned(), value));
    for condition in &m.args.tables.conditions {
        add("kept by --where", format!("{} is {}", condition.column, condition.values.join(" or ")));
    }
    add("rows", grouped(rows.len()));
    let counts: Vec<String> = m
        .evaluation
        .labels
        .iter()
        .filter(|l| l.support > 0)
        .map(|l| format!("{} {}", l.label, grouped(l.support as usize)))
        .collect();
    add("labels", counts.join(", "));
    add(
        "groups",
        if m.data.grouped {
            grouped(m.evaluation.sampling.units)
        } else {
            "none; rows stand on their own".to_owned()
        },
    );
    let mut words: Vec<usize> = rows.iter().map(|row| row.text.split_whitespace().count()).collect();
    words.sort_unstable();
    add(
        "words a text",
        format!(
            "{} to {}, half of them from {} to {}",
            words[0],
            words[words.len() - 1],
            words[words.len() / 4],
            words[words.len() * 3 / 4]
        ),
    );
    let with = rows.iter().filter(|row| !row.speaker.is_empty()).count();
    add("with a speaker", format!("{} ({:.0} %)", grouped(with), 100.0 * with as f64 / rows.len() as f64));
    let distinct: std::collections::BTreeSet<&str> = rows.iter().map(|row| row.text.as_str()).collect();
    add("texts that occur before", grouped(rows.len() - distinct.len()));
    add("CRC-32 of the tables", m.data.crc32.clone());
    out
}

/// What is known of a model, by name.
pub fn model_card(model: &Model) -> Vec<(String, String)> {
    let facts = &model.facts;
    let mut out = Vec::new();
    let mut add = |name: &str, value: String| {
        if !value.is_empty() {
            out.push((name.to_owned(), value));
        }
    };
    add("kind", "multinomial logistic regression on named features, L2 penalty".to_owned());
    add("trained by", facts.trained_by.clone());
    add("trained on", format!("{} rows", grouped(facts.rows)));
    let rows: Vec<String> = model
        .labels
        .names()
        .iter()
        .zip(&facts.label_rows)
        .map(|(label, n)| format!("{label} {}", grouped(*n)))
        .collect();
    add("labels", if rows.is_empty() { model.labels.names().join(", ") } else { rows.join(", ") });
    add("CRC-32 of the tables", facts.data_crc32.clone());
    let families: Vec<String> =
        by_family(model).into_iter().map(|(family, n)| format!("{family} {}", grouped(n))).collect();
    add("vocabulary", format!("{}: {}", grouped(model.vocabulary.len()), families.join(", ")));
    for (name, value) in settings(model) {
        add(name, value);
    }
    for (name, value) in &facts.parameters {
        add(name, value.clone());
    }
    for (name, value) in &facts.scores {
        add(name, format!("{value:.3}"));
    }
    out
}
