//! `demarche inspect`: a model in, what it is out.

use super::Status;
use super::args::{Inspect, ReportFormat};
use super::terminal::{Terminal, plain};
use super::train::grouped;
use super::write::Output;
use super::write::layout::{Paint, cut, fill};
use demarche::error::Error;
use demarche::features::Family;
use demarche::model::Model;
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// Runs the command.
///
/// # Errors
/// Where the model cannot be read or the output not be written.
pub fn run(args: &Inspect, terminal: &Terminal) -> Result<Status, Error> {
    let (model, name) = super::model(args.model.as_deref())?;
    let text = match args.format {
        ReportFormat::Json => as_json(&model, &name, args.top)?,
        ReportFormat::Text => as_text(
            &model,
            &name,
            args.top,
            Paint(args.output.is_none() && terminal.styled()),
            Terminal::width(args.output.is_some()),
        ),
    };
    let mut output = Output::open(args.output.as_deref())?;
    output.put(text.as_bytes())?;
    output.finish()?;
    Ok(Status::Done)
}

/// The settings of the text stages, by the names of the options.
pub fn settings(model: &Model) -> Vec<(&'static str, String)> {
    let s = &model.settings;
    let yes = |on: bool| if on { "yes" } else { "no" }.to_owned();
    let families: Vec<&str> = s.families.iter().map(|f| f.name()).collect();
    vec![
        ("features", families.join(",")),
        ("ngram-range", format!("{},{}", s.ngram_range.0, s.ngram_range.1)),
        ("ngram-weight", s.ngram_weight.to_string()),
        ("idf", yes(s.idf)),
        ("negation marked", yes(s.negation)),
        ("names masked", yes(s.mask_names)),
        ("language", s.language.clone()),
        ("stemmer", s.stemmer.clone()),
        (
            "own lexicon entries",
            s.lexicon.lines().filter(|l| !l.trim().is_empty() && !l.starts_with('#')).count().to_string(),
        ),
    ]
}

/// How many features of each family the model has.
pub fn by_family(model: &Model) -> Vec<(&'static str, usize)> {
    let count = |family: Family| model.vocabulary.families().iter().filter(|f| **f == family).count();
    Family::ALL.into_iter().map(|family| (family.name(), count(family))).filter(|(_, n)| *n > 0).collect()
}

fn as_text(model: &Model, name: &str, top: usize, paint: Paint, columns: usize) -> String {
    let facts = &model.facts;
    let mut out = format!("{}\n", paint.bold(name));
    let line = |out: &mut String, name: &str, value: &str| {
        let _ = writeln!(out, "  {name:<22}{value}");
    };
    line(&mut out, "trained by", if facts.trained_by.is_empty() { "unknown" } else { &facts.trained_by });
    let crc = if facts.data_crc32.is_empty() {
        String::new()
    } else {
        format!(", CRC-32 of the tables {}", facts.data_crc32)
    };
    line(&mut out, "trained on", &format!("{} rows{crc}", grouped(facts.rows)));
    let families: Vec<String> =
        by_family(model).into_iter().map(|(family, n)| format!("{family} {}", grouped(n))).collect();
    line(
        &mut out,
        "vocabulary",
        &format!("{} features: {}", grouped(model.vocabulary.len()), families.join(", ")),
    );
    for (title, pairs) in [
        ("Text", settings(model)),
        ("Training", facts.parameters.iter().map(|(n, v)| (n.as_str(), v.clone())).collect()),
        ("Scores", facts.scores.iter().map(|(n, v)| (n.as_str(), format!("{v:.3}"))).collect()),
    ] {
        if !pairs.is_empty() {
            let _ = writeln!(out, "\n{}", paint.bold(title));
            for (name, value) in pairs {
                let name = name
                    .strip_prefix("cross-validated ")
                    .map_or(name.to_owned(), |n| format!("{n}, held out"));
                line(&mut out, &name, &plain(&value));
            }
        }
    }
    let _ =
        writeln!(out, "\n{}", paint.bold("Labels, with the features that speak most for and against each"));
    let half = columns.saturating_sub(6) / 2;
    for (id, label) in model.labels.names().iter().enumerate() {
        let rows = facts.label_rows.get(id).map_or(String::new(), |n| format!("  {} rows", grouped(*n)));
        let threshold = match facts.thresholds.get(id) {
            None => String::new(),
            Some(t) if *t > 1.0 => ", never certain enough".to_owned(),
            Some(t) => format!(", probability of at least {t}"),
        };
        let _ = writeln!(out, "\n  {}{rows}{threshold}", paint.label(label, &plain(label)));
        let (favour, against) = (model.strongest(id, top, false), model.strongest(id, top, true));
        for n in 0..favour.len().max(against.len()) {
            let cell = |list: &[(&str, Family, f64)]| {
                list.get(n).map_or(String::new(), |(name, family, weight)| {
                    let kind = if *family == Family::Ngram { "" } else { family.name() };
                    let shown = cut(&plain(name), half.saturating_sub(10 + kind.len()));
                    format!("{weight:>+6.2}  {shown}")
                })
            };
            let left = cell(&favour);
            let _ = writeln!(
                out,
                "{}",
                format!("    {left}{}  {}", fill(&left, half), cell(&against)).trim_end()
            );
        }
    }
    out
}

fn as_json(model: &Model, name: &str, top: usize) -> Result<String, Error> {
    let features = |label: usize, against: bool| -> Vec<Value> {
        let list = model.strongest(label, top, against);
        list.into_iter()
            .map(|(name, family, weight)| json!({"feature": name, "family": family.name(), "weight": weight}))
            .collect()
    };
    let facts = &model.facts;
    let labels: Vec<Value> = model
        .labels
        .names()
        .iter()
        .enumerate()
        .map(|(id, label)| {
            json!({"label": label, "rows": facts.label_rows.get(id), "threshold": facts.thresholds.get(id),
                   "intercept": model.intercept[id], "for": features(id, false), "against": features(id, true)})
        })
        .collect();
    let pairs = |pairs: &[(String, String)]| -> Map<String, Value> {
        pairs.iter().map(|(n, v)| (n.clone(), Value::from(v.as_str()))).collect()
    };
    let scores: Map<String, Value> = facts.scores.iter().map(|(n, v)| (n.clone(), Value::from(*v))).collect();
    let families: Map<String, Value> =
        by_family(model).into_iter().map(|(f, n)| (f.to_owned(), Value::from(n))).collect();
    let whole = json!({
        "model": name,
        "trained_by": facts.trained_by,
        "rows": facts.rows,
        "data_crc32": facts.data_crc32,
        "settings": model.settings,
        "parameters": pairs(&facts.parameters),
        "scores": scores,
        "vocabulary": {"features": model.vocabulary.len(), "families": families},
        "labels": labels,
    });
    let text =
        serde_json::to_string_pretty(&whole).map_err(|error| Error::input("report", error.to_string()))?;
    Ok(text + "\n")
}
