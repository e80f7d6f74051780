//! A report as text for people.

use super::{Pair, Place, Report};
use crate::data::{aligned, percent};
use std::fmt;

/// Places and pairs of one kind shown before the rest is only counted.
const SHOWN: usize = 10;
/// Characters of a text that are shown.
const CUT: usize = 90;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} rows in {} groups, columns {}\n", self.rows, self.groups, self.columns.join(", "))?;
        let named = self.splits.iter().any(|(name, _)| !name.is_empty());
        let mut table = vec![vec!["label".to_owned(), "rows".into(), "share".into()]];
        for label in &self.labels {
            table.push(vec![label.label.clone(), label.rows.to_string(), percent(label.share)]);
        }
        if named {
            table[0].extend(self.splits.iter().map(|(name, n)| format!("{name} ({n})")));
            for (line, label) in table[1..].iter_mut().zip(&self.labels) {
                line.extend(label.by_split.iter().map(|s| percent(*s)));
            }
        }
        writeln!(f, "{}", aligned(&table))?;
        self.made_of(f)?;
        for fault in &self.faults {
            let places: Vec<&str> = fault.places.iter().take(SHOWN).map(String::as_str).collect();
            writeln!(
                f,
                "{}: {} ({}{})",
                fault.kind,
                fault.message,
                places.join(", "),
                more(fault.places.len())
            )?;
        }
        if self.faults.is_empty() {
            writeln!(f, "form: nothing wrong")?;
        }
        pairs(f, "duplicates", &self.duplicates)?;
        pairs(f, "label conflicts (same text, other label)", &self.conflicts)?;
        pairs(f, "near-duplicates", &self.near_duplicates)?;
        writeln!(f, "groups in several parts: {}", self.leaks.len())?;
        for leak in self.leaks.iter().take(SHOWN) {
            let rows: Vec<String> = leak.rows.iter().map(|(split, n)| format!("{n} in {split:?}")).collect();
            writeln!(f, "  {}: {}", leak.group, rows.join(", "))?;
        }
        for shortcut in &self.shortcuts {
            let of = [shortcut.accuracy, shortcut.majority].map(percent);
            writeln!(
                f,
                "\na model that sees only the {}: accuracy {}, the most frequent label {} ({:+.1} points)",
                shortcut.sees,
                of[0],
                of[1],
                shortcut.gain() * 100.0
            )?;
            let mut table = vec![
                ["what gives away", "rows", "label", "share", "of all rows"].map(str::to_owned).to_vec(),
            ];
            for tell in &shortcut.tells {
                table.push(vec![
                    tell.feature.clone(),
                    tell.rows.to_string(),
                    tell.label.clone(),
                    percent(tell.share),
                    percent(tell.share_of_all),
                ]);
            }
            write!(f, "{}", aligned(&table))?;
        }
        if let Some(all) = self.suspicious_rows {
            writeln!(
                f,
                "\nlabels that a cross-validated model doubts: {all}, the surest {}",
                self.suspicious.len()
            )?;
            for s in &self.suspicious {
                let sure = [s.given, s.probability].map(|p| format!("{p:.2}"));
                writeln!(
                    f,
                    "  {} {} {}, model {} {}: {}",
                    at(&s.place),
                    s.place.label,
                    sure[0],
                    s.found,
                    sure[1],
                    cut(&s.place.text)
                )?;
            }
        }
        Ok(())
    }
}

impl Report {
    fn made_of(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [least, lower, median, upper, most] = self.composition.words;
        writeln!(f, "words of a text: {least} to {most}, median {median}, middle half {lower} to {upper}\n")?;
        let parts = [("form", &self.composition.forms), ("source", &self.composition.sources)];
        for (name, counts) in parts
            .into_iter()
            .chain(self.composition.columns.iter().map(|(name, counts)| (name.as_str(), counts)))
        {
            let mut table = vec![
                [name, "rows", "share"]
                    .into_iter()
                    .map(str::to_owned)
                    .chain(self.labels.iter().map(|l| l.label.clone()))
                    .collect::<Vec<_>>(),
            ];
            for count in counts {
                let shares = count.by_label.iter().map(|n| percent(*n as f64 / count.rows as f64));
                let name = if count.name.is_empty() { "(empty)".to_owned() } else { count.name.clone() };
                table.push(
                    [name, count.rows.to_string(), percent(count.rows as f64 / self.rows as f64)]
                        .into_iter()
                        .chain(shares)
                        .collect(),
                );
            }
            writeln!(f, "{}", aligned(&table))?;
        }
        Ok(())
    }
}

fn pairs(f: &mut fmt::Formatter<'_>, what: &str, pairs: &[Pair]) -> fmt::Result {
    let across = pairs.iter().filter(|p| p.across_splits).count();
    let note = if across > 0 { format!(", {across} of them across parts") } else { String::new() };
    writeln!(f, "{what}: {}{note}", pairs.len())?;
    for pair in pairs.iter().take(SHOWN) {
        writeln!(
            f,
            "  {} {} ~ {} {} ({}): {}",
            at(&pair.first),
            pair.first.label,
            at(&pair.second),
            pair.second.label,
            percent(pair.share),
            cut(&pair.second.text)
        )?;
    }
    if pairs.len() > SHOWN {
        writeln!(f, "  {} (all in the JSON form)", more(pairs.len()).trim_start_matches(", "))?;
    }
    Ok(())
}

fn more(all: usize) -> String {
    if all > SHOWN { format!(", {} more", all - SHOWN) } else { String::new() }
}

fn at(place: &Place) -> String {
    format!("{}:{} {}", place.file, place.line, place.id)
}

fn cut(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= CUT { line } else { line.chars().take(CUT - 1).chain(['…']).collect() }
}
