//! Labels of the same rows by several coders → how far they agree.
//!
//! Cohen's kappa for every two coders (Cohen 1960), Krippendorff's alpha for
//! nominal data over all of them, where labels may be missing (Krippendorff 2011,
//! "Computing Krippendorff's alpha-reliability"), each overall and for every
//! label against all others, with bootstrap intervals over rows.

use super::table::Table;
use super::{aligned, figure};
use crate::error::Error;
use crate::metrics::{Bootstrap, Confusion, Interval};
use crate::random::SplitMix64;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::fmt;

/// Who labelled what as what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Codings {
    /// Names of the coders.
    pub coders: Vec<String>,
    /// The labels in use, sorted.
    pub labels: Vec<String>,
    /// For every row its id and the label of each coder, `None` where there is none.
    pub rows: Vec<(String, Vec<Option<usize>>)>,
}

impl Codings {
    /// Codings from label names; an empty name is a missing label.
    pub fn new(coders: Vec<String>, rows: Vec<(String, Vec<String>)>) -> Self {
        let mut labels: Vec<String> =
            rows.iter().flat_map(|(_, codes)| codes).filter(|c| !c.is_empty()).cloned().collect();
        labels.sort_unstable();
        labels.dedup();
        let code = |name: &String| labels.binary_search(name).ok();
        let rows = rows.iter().map(|(id, codes)| (id.clone(), codes.iter().map(code).collect())).collect();
        Self { coders, labels, rows }
    }

    /// Coders that stand side by side in the columns of one table.
    ///
    /// # Errors
    /// [`Error::Input`] for a column that is not there, [`Error::Parameter`] for
    /// fewer than two of them.
    pub fn from_columns(table: &Table, columns: &[String], id_column: &str) -> Result<Self, Error> {
        at_least_two(columns.len())?;
        let at = columns.iter().map(|c| table.need(c, "--columns")).collect::<Result<Vec<_>, _>>()?;
        let id = table.find(id_column);
        let rows = table.records.iter().map(|r| {
            (table.field(r, id).to_owned(), at.iter().map(|c| table.field(r, Some(*c)).to_owned()).collect())
        });
        Ok(Self::new(columns.to_vec(), rows.collect()))
    }

    /// A table for each coder, joined by id; a row that a table does not have is
    /// one that its coder did not label.
    ///
    /// # Errors
    /// [`Error::Input`] for a missing column, an id that is empty or stands twice,
    /// or tables without a common id; [`Error::Parameter`] for fewer than two tables.
    pub fn from_tables(tables: &[Table], id_column: &str, label_column: &str) -> Result<Self, Error> {
        at_least_two(tables.len())?;
        let mut place: FxHashMap<&str, usize> = FxHashMap::default();
        let mut rows: Vec<(String, Vec<String>)> = Vec::new();
        for (coder, table) in tables.iter().enumerate() {
            let (id_at, label_at) =
                (table.need(id_column, "--id-column")?, table.need(label_column, "--label-column")?);
            let mut seen: FxHashMap<&str, u64> = FxHashMap::default();
            for record in &table.records {
                let id = table.field(record, Some(id_at));
                let at = format!("{}:{}", table.name, record.line);
                if id.is_empty() {
                    return Err(Error::input(at, "the id is empty; rows of several files are joined by id"));
                }
                if let Some(line) = seen.insert(id, record.line) {
                    return Err(Error::input(
                        at,
                        format!("id {id:?} stands also in line {line}; every row needs its own"),
                    ));
                }
                let n = *place.entry(id).or_insert_with(|| {
                    rows.push((id.to_owned(), vec![String::new(); tables.len()]));
                    rows.len() - 1
                });
                table.field(record, Some(label_at)).clone_into(&mut rows[n].1[coder]);
            }
        }
        if !rows.iter().any(|(_, codes)| codes.iter().filter(|c| !c.is_empty()).count() > 1) {
            let names: Vec<&str> = tables.iter().map(|t| t.name.as_str()).collect();
            return Err(Error::input(
                names.join(", "),
                format!("no id of column {id_column:?} has a label in two of the files"),
            ));
        }
        Ok(Self::new(tables.iter().map(|t| t.name.clone()).collect(), rows))
    }

    /// Only the rows that `keep` takes by their labels.
    #[must_use]
    pub fn retain(mut self, keep: impl Fn(&[Option<usize>]) -> bool) -> Self {
        self.rows.retain(|(_, codes)| keep(codes));
        self
    }

    /// Measures the agreement.
    ///
    /// # Errors
    /// [`Error::Parameter`] for fewer than two coders, or no row with two labels.
    pub fn agreement(&self, bootstrap: Bootstrap) -> Result<Agreement, Error> {
        at_least_two(self.coders.len())?;
        let patterns = Patterns::of(self);
        let weights = patterns.weights(0..self.rows.len());
        let units = patterns.pairable(&weights);
        if units == 0 {
            return Err(Error::Parameter {
                name: "rows labelled by two coders",
                found: "none".into(),
                expected: "one or more",
            });
        }
        let whole = patterns.figures(&weights);
        let samples: Vec<Vec<Option<f64>>> = (0..bootstrap.rounds as u64)
            .into_par_iter()
            .map(|round| {
                let mut generator = SplitMix64::stream(bootstrap.seed, round);
                let n = self.rows.len();
                patterns.figures(&patterns.weights((0..n).map(|_| generator.below(n))))
            })
            .collect();
        let mut intervals = whole.iter().enumerate().map(|(n, estimate)| {
            let estimate = (*estimate)?;
            let interval = bootstrap.interval(estimate, samples.iter().filter_map(|s| s[n]).collect());
            Some(interval.unwrap_or(Interval { estimate, low: f64::NAN, high: f64::NAN }))
        });
        let mut take = |n: usize| intervals.by_ref().take(n).collect::<Vec<_>>();
        let k = self.labels.len();
        let one = |v: Vec<Option<Interval>>| v.into_iter().next().flatten();
        let alpha = one(take(1));
        let alpha_by_label = take(k);
        let mut pairs = Vec::new();
        for (a, b) in patterns.pairs() {
            let confusion = patterns.confusion(&weights, a, b);
            let mut rates = take(2).into_iter();
            pairs.push(Pair {
                first: self.coders[a].clone(),
                second: self.coders[b].clone(),
                rows: confusion.total(),
                observed: rates.next().flatten(),
                kappa: rates.next().flatten(),
                kappa_by_label: take(k),
                confusion: (0..k).map(|i| (0..k).map(|j| confusion.count(i, j)).collect()).collect(),
            });
        }
        let labelled = |coder: usize| self.rows.iter().filter(|(_, codes)| codes[coder].is_some()).count();
        let unanimous = self.rows.iter().filter(|(_, codes)| {
            let mut given = codes.iter().flatten();
            given
                .next()
                .is_some_and(|first| codes.iter().flatten().count() > 1 && given.all(|code| code == first))
        });
        Ok(Agreement {
            labels: self.labels.clone(),
            coders: (0..self.coders.len())
                .map(|c| Coder { name: self.coders[c].clone(), rows: labelled(c), by_label: self.counts(c) })
                .collect(),
            rows: self.rows.len(),
            pairable: units,
            unanimous: unanimous.count() as u64,
            alpha,
            alpha_by_label,
            pairs,
        })
    }

    fn counts(&self, coder: usize) -> Vec<usize> {
        (0..self.labels.len())
            .map(|l| self.rows.iter().filter(|(_, codes)| codes[coder] == Some(l)).count())
            .collect()
    }
}

fn at_least_two(coders: usize) -> Result<(), Error> {
    if coders < 2 {
        return Err(Error::Parameter {
            name: "coders",
            found: coders.to_string(),
            expected: "two or more files, or one file with --columns A,B",
        });
    }
    Ok(())
}

/// How far coders agree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// The labels, sorted; all lists by label go in this order.
    pub labels: Vec<String>,
    /// The coders.
    pub coders: Vec<Coder>,
    /// All rows.
    pub rows: usize,
    /// Rows with two labels or more; the others say nothing of agreement.
    pub pairable: u64,
    /// Pairable rows on which all their coders agree.
    pub unanimous: u64,
    /// Krippendorff's alpha, nominal; not defined where only one label is in use.
    pub alpha: Option<Interval>,
    /// The same for each label against all others.
    pub alpha_by_label: Vec<Option<Interval>>,
    /// Every two coders.
    pub pairs: Vec<Pair>,
}

/// A coder's work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coder {
    /// Name.
    pub name: String,
    /// Rows labelled.
    pub rows: usize,
    /// Rows by label.
    pub by_label: Vec<usize>,
}

/// Two coders on the rows that both labelled.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// One of them.
    pub first: String,
    /// The other.
    pub second: String,
    /// Rows labelled by both.
    pub rows: u64,
    /// Share of these with the same label.
    pub observed: Option<Interval>,
    /// Cohen's kappa.
    pub kappa: Option<Interval>,
    /// The same for each label against all others.
    pub kappa_by_label: Vec<Option<Interval>>,
    /// Rows by the first coder's label (outer) and the second's (inner).
    pub confusion: Vec<Vec<u64>>,
}

/// The distinct ways in which rows were labelled, and which row has which.
struct Patterns {
    n_coders: usize,
    n_labels: usize,
    patterns: Vec<Vec<Option<usize>>>,
    of_row: Vec<usize>,
}

impl Patterns {
    fn of(codings: &Codings) -> Self {
        let mut ids: FxHashMap<&[Option<usize>], usize> = FxHashMap::default();
        let mut patterns = Vec::new();
        let mut of_row = Vec::with_capacity(codings.rows.len());
        for (_, codes) in &codings.rows {
            of_row.push(*ids.entry(codes).or_insert_with(|| {
                patterns.push(codes.clone());
                patterns.len() - 1
            }));
        }
        Self { n_coders: codings.coders.len(), n_labels: codings.labels.len(), patterns, of_row }
    }

    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let n = self.n_coders;
        (0..n).flat_map(move |a| (a + 1..n).map(move |b| (a, b)))
    }

    /// How often each pattern is among the given rows.
    fn weights(&self, rows: impl Iterator<Item = usize>) -> Vec<u64> {
        let mut weights = vec![0; self.patterns.len()];
        for row in rows {
            weights[self.of_row[row]] += 1;
        }
        weights
    }

    fn pairable(&self, weights: &[u64]) -> u64 {
        self.patterns
            .iter()
            .zip(weights)
            .filter(|(p, _)| p.iter().flatten().count() > 1)
            .map(|(_, w)| w)
            .sum()
    }

    fn confusion(&self, weights: &[u64], a: usize, b: usize) -> Confusion {
        let mut confusion = Confusion::new(self.n_labels);
        for (pattern, &weight) in self.patterns.iter().zip(weights) {
            if let (Some(a), Some(b)) = (pattern[a], pattern[b]) {
                confusion.add_many(a, b, weight);
            }
        }
        confusion
    }

    /// Alpha, alpha of each label, and for every two coders the observed
    /// agreement, kappa and kappa of each label.
    fn figures(&self, weights: &[u64]) -> Vec<Option<f64>> {
        let k = self.n_labels;
        let coincidences = self.coincidences(weights);
        let mut figures = vec![alpha(&coincidences, k)];
        figures.extend((0..k).map(|label| alpha(&against_others(&coincidences, k, label), 2)));
        for (a, b) in self.pairs() {
            let confusion = self.confusion(weights, a, b);
            figures.push(confusion.accuracy());
            figures.push(confusion.kappa());
            figures.extend((0..k).map(|label| confusion.against_others(label).kappa()));
        }
        figures
    }

    /// Krippendorff's matrix: in a row with `m` labels, each ordered pair of two
    /// coders' labels counts `1 / (m − 1)`.
    fn coincidences(&self, weights: &[u64]) -> Vec<f64> {
        let k = self.n_labels;
        let mut matrix = vec![0.0; k * k];
        for (pattern, &weight) in self.patterns.iter().zip(weights) {
            let given: Vec<usize> = pattern.iter().flatten().copied().collect();
            if given.len() < 2 || weight == 0 {
                continue;
            }
            let each = weight as f64 / (given.len() - 1) as f64;
            for (i, &a) in given.iter().enumerate() {
                for (j, &b) in given.iter().enumerate() {
                    if i != j {
                        matrix[a * k + b] += each;
                    }
                }
            }
        }
        matrix
    }
}

fn against_others(matrix: &[f64], k: usize, label: usize) -> Vec<f64> {
    let mut out = vec![0.0; 4];
    for (at, value) in matrix.iter().enumerate() {
        out[usize::from(at / k != label) * 2 + usize::from(at % k != label)] += value;
    }
    out
}

/// `1 − observed / expected disagreement` of a coincidence matrix.
fn alpha(matrix: &[f64], k: usize) -> Option<f64> {
    let margins: Vec<f64> = matrix.chunks_exact(k.max(1)).map(|row| row.iter().sum()).collect();
    let n: f64 = margins.iter().sum();
    let same: f64 = (0..k).map(|c| matrix[c * k + c]).sum();
    let expected: f64 = n * n - margins.iter().map(|m| m * m).sum::<f64>();
    (expected > 0.0).then(|| 1.0 - (n - 1.0) * (n - same) / expected)
}

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |head: &[&str]| -> Vec<String> {
            head.iter().map(|s| (*s).to_owned()).chain(self.labels.iter().cloned()).collect()
        };
        writeln!(
            f,
            "{} rows, {} with two labels or more, {} of these unanimous\n",
            self.rows, self.pairable, self.unanimous
        )?;
        let mut rows = vec![named(&["coder", "rows"])];
        for coder in &self.coders {
            rows.push(
                [coder.name.clone(), coder.rows.to_string()]
                    .into_iter()
                    .chain(coder.by_label.iter().map(ToString::to_string))
                    .collect(),
            );
        }
        writeln!(f, "{}", aligned(&rows))?;
        let line = |name: &str, overall: Option<Interval>, by_label: &[Option<Interval>]| -> Vec<String> {
            [name.to_owned(), figure(overall)]
                .into_iter()
                .chain(by_label.iter().map(|v| figure(*v)))
                .collect()
        };
        let mut rows =
            vec![named(&["", "overall"]), line("Krippendorff's alpha", self.alpha, &self.alpha_by_label)];
        for pair in &self.pairs {
            rows.push(line(
                &format!("kappa {} × {}", pair.first, pair.second),
                pair.kappa,
                &pair.kappa_by_label,
            ));
        }
        for pair in &self.pairs {
            rows.push(vec![format!("same label {} × {}", pair.first, pair.second), figure(pair.observed)]);
        }
        // Transposed: one line a label reads better than one column.
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let cell = |row: &Vec<String>, c: usize| row.get(c).cloned().unwrap_or_default();
        let turned: Vec<Vec<String>> =
            (0..columns).map(|c| rows.iter().map(|row| cell(row, c)).collect()).collect();
        write!(f, "{}", aligned(&turned))?;
        for pair in &self.pairs {
            writeln!(f, "\n{} (lines) × {} (columns), {} rows", pair.first, pair.second, pair.rows)?;
            let mut rows = vec![named(&[""])];
            for (label, counts) in self.labels.iter().zip(&pair.confusion) {
                rows.push(
                    std::iter::once(label.clone()).chain(counts.iter().map(ToString::to_string)).collect(),
                );
            }
            write!(f, "{}", aligned(&rows))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codings(columns: &[&str]) -> Codings {
        let coders = (0..columns.len()).map(|c| c.to_string()).collect();
        let n = columns[0].len();
        let code = |column: &str, row: usize| match &column[row..=row] {
            "." => String::new(),
            label => label.to_owned(),
        };
        Codings::new(
            coders,
            (0..n).map(|row| (row.to_string(), columns.iter().map(|c| code(c, row)).collect())).collect(),
        )
    }

    fn near(found: Option<Interval>, expected: f64) {
        let found = found.unwrap();
        assert!((found.estimate - expected).abs() < 1e-12, "{found:?} instead of {expected}");
        assert!(found.low <= found.estimate && found.estimate <= found.high, "{found:?}");
    }

    #[test]
    fn two_tables_are_joined_by_id() {
        let table = |text: &str, name: &str| Table::read(text, name).unwrap();
        let a = table("id,label\n1,x\n2,y\n3,x\n", "a");
        let b = table("id,label\n3,y\n1,x\n4,\n", "b");
        let joined = Codings::from_tables(&[a.clone(), b], "id", "label").unwrap();
        assert_eq!(joined.rows[0], ("1".into(), vec![Some(0), Some(0)]));
        assert_eq!(joined.rows[2], ("3".into(), vec![Some(0), Some(1)]));
        assert_eq!(joined.rows[3], ("4".into(), vec![None, None]));
        let agreement = joined.agreement(Bootstrap::default()).unwrap();
        assert_eq!((agreement.rows, agreement.pairable, agreement.unanimous), (4, 2, 1));
        let twice = table("id,label\n1,x\n1,y\n", "twice");
        assert_eq!(
            Codings::from_tables(&[a.clone(), twice], "id", "label").unwrap_err().to_string(),
            "twice:3: id \"1\" stands also in line 2; every row needs its own"
        );
        assert!(Codings::from_tables(&[a.clone(), table("id,label\n9,x\n", "c")], "id", "label").is_err());
        assert!(Codings::from_tables(&[a], "id", "label").is_err());
    }

    #[test]
    fn one_label_alone_leaves_agreement_undefined() {
        let agreement = codings(&["aaa", "aaa"]).agreement(Bootstrap::default()).unwrap();
        assert_eq!((agreement.alpha, agreement.pairs[0].kappa), (None, None));
        assert_eq!(agreement.pairs[0].observed.unwrap().estimate, 1.0);
    }

    /// Expected values: `cohen_kappa_score` of scikit-learn 1.9.1 and `alpha` of the
    /// Python package krippendorff 0.9.0 (nominal).
    #[test]
    fn two_coders_agree_as_scikit_learn_and_krippendorff_say() {
        let agreement = codings(&["aabbcdeabcdeaabbccdde", "aabbcdeabcdaababccdee"])
            .agreement(Bootstrap::default())
            .unwrap();
        near(agreement.alpha, 0.764_705_882_352_941_1);
        let by_label = [
            0.639_296_187_683_284_4,
            0.743_749_999_999_999_9,
            1.0,
            0.832_653_061_224_489_8,
            0.620_370_370_370_370_5,
        ];
        for (found, expected) in agreement.alpha_by_label.iter().zip(by_label) {
            near(*found, expected);
        }
        let pair = &agreement.pairs[0];
        near(pair.kappa, 0.759_312_320_916_905_5);
        near(pair.observed, 17.0 / 21.0);
        let by_label = [0.631_578_947_368_421, 0.7375, 1.0, 0.829_268_292_682_926_8, 0.611_111_111_111_111_2];
        for (found, expected) in pair.kappa_by_label.iter().zip(by_label) {
            near(*found, expected);
        }
        assert_eq!(pair.confusion.iter().flatten().sum::<u64>(), 21);
    }

    /// Nominal data of four coders with missing labels, after Krippendorff 2011;
    /// expected values as above.
    #[test]
    fn four_coders_with_missing_labels_agree_as_the_reference_says() {
        let all = codings(&["abccbabdab...", "abccbbbdabe..", "...cccbdbbeac", "abccbdbdabe.."]);
        let agreement = all.agreement(Bootstrap::default()).unwrap();
        near(agreement.alpha, 0.735_593_220_338_983);
        let by_label =
            [0.662_337_662_337_662_3, 0.695_312_5, 0.720_430_107_526_881_7, 0.777_142_857_142_857_1, 1.0];
        for (found, expected) in agreement.alpha_by_label.iter().zip(by_label) {
            near(*found, expected);
        }
        let kappas = [
            0.855_072_463_768_116,
            0.416_666_666_666_666_63,
            0.861_111_111_111_111_2,
            0.489_361_702_127_659_6,
            0.877_777_777_777_777_8,
            0.510_204_081_632_653_1,
        ];
        for (pair, expected) in agreement.pairs.iter().zip(kappas) {
            near(pair.kappa, expected);
        }
        // Coder 0 never used the last label, nor did coder 1 where both labelled.
        assert_eq!(agreement.pairs[0].kappa_by_label[4], None);
        assert_eq!((agreement.rows, agreement.pairable), (13, 11));
    }

    #[test]
    fn threads_and_runs_do_not_change_the_intervals() {
        let codings = codings(&["aabbcdeabcdeaabbccdde", "aabbcdeabcdaababccdee"]);
        let once = codings.agreement(Bootstrap::default()).unwrap();
        assert_eq!(once, codings.agreement(Bootstrap::default()).unwrap());
        assert_ne!(once, codings.agreement(Bootstrap { seed: 1, ..Bootstrap::default() }).unwrap());
    }
}
