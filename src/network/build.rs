//! Statements → networks, with the weights of Discourse Network Analyzer.
//!
//! With `n(i, j, k)` the statements of actor `i` on concept `j` with qualifier `k`, a
//! two-mode weight adds up the `n(i, j, k)`, and a one-mode weight the products
//! `n(i, j, k) · n(i', j, k')`, each times how near `k` and `k'` are (congruence) or how
//! far apart (conflict) as a share of the qualifier's range.

use super::day::{Day, Unit};
use super::options::{Aggregation, Duplicates, Mode, Normalization, Options, Window};
use super::statements::{MENTIONS, Statement, Statements, Variables};
use crate::error::Error;
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};

/// A value of one of the variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The value.
    pub label: String,
    /// The variable.
    pub variable: String,
    /// What kind of source it is; empty where not known, and for the second variable.
    pub kind: String,
    /// Its statements.
    pub statements: usize,
}

/// A tie.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// Number of the first node.
    pub source: usize,
    /// Number of the second node.
    pub target: usize,
    /// The weight.
    pub weight: f64,
}

/// A network, with the days that it covers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Network {
    /// The nodes: values of the first variable, then of the second, each in order.
    pub nodes: Vec<Node>,
    /// The ties, in the order of their nodes.
    pub edges: Vec<Edge>,
    /// Whether ties lead from one actor to another.
    pub directed: bool,
    /// First and last day of a window; none without windows.
    pub days: Option<(Day, Day)>,
    /// Statements that count in it.
    pub statements: usize,
}

/// The statements that count, each with its number among all: those between the dates,
/// repetitions left out, in order of their days.
///
/// # Errors
/// [`Error::Parameter`] for options that do not go together, or where dates are needed and
/// no statement has one.
pub fn events<'a>(
    statements: &'a Statements,
    options: &Options,
) -> Result<Vec<(usize, &'a Statement)>, Error> {
    options.check()?;
    let mut out: Vec<(usize, &Statement)> = statements.all.iter().enumerate().collect();
    if options.needs_dates() {
        out.retain(|(_, s)| s.day.is_some());
        if out.is_empty() && !statements.all.is_empty() {
            return Err(Error::Parameter {
                name: "dates",
                found: "no claim with a date".into(),
                expected: "a field date, a date in the article's id, or a table of articles with dates",
            });
        }
    }
    out.retain(|(_, s)| {
        options.start.is_none_or(|start| s.day >= Some(start))
            && options.stop.is_none_or(|stop| s.day.is_some_and(|day| day <= stop))
    });
    out.sort_by_key(|(n, s)| (s.day, *n));
    let mut seen = FxHashSet::default();
    out.retain(|(_, s)| {
        let within = match options.duplicates {
            Duplicates::Include => return true,
            Duplicates::Document => s.article.clone(),
            Duplicates::Week => begin(s, Unit::Week),
            Duplicates::Month => begin(s, Unit::Month),
            Duplicates::Year => begin(s, Unit::Year),
            Duplicates::AcrossRange => String::new(),
        };
        let qualifier = if options.aggregation == Aggregation::Ignore { 0 } else { s.qualifier };
        seen.insert((within, s.actor.as_str(), s.concept.as_str(), qualifier))
    });
    Ok(out)
}

fn begin(statement: &Statement, unit: Unit) -> String {
    statement.day.map(|day| day.begin(unit).to_string()).unwrap_or_default()
}

/// The networks of some statements: one, or one for each window.
///
/// # Errors
/// As [`events`].
pub fn networks(
    statements: &Statements,
    variables: &Variables,
    options: &Options,
) -> Result<Vec<Network>, Error> {
    if options.aggregation != Aggregation::Ignore && variables.qualifier.is_none() {
        return Err(Error::Parameter {
            name: "qualifier-aggregation",
            found: format!("{} without a qualifier", options.aggregation),
            expected: "ignore, or a field named with --qualifier",
        });
    }
    let events: Vec<&Statement> = events(statements, options)?.into_iter().map(|(_, s)| s).collect();
    let plan = Plan::new(&events, variables, options);
    let windows = windows(&events, options);
    if options.window == Window::No {
        return Ok(vec![plan.network(&events, None)]);
    }
    Ok(windows.into_iter().map(|(from, to, days)| plan.network(&events[from..to], Some(days))).collect())
}

/// The windows of sorted, dated statements: a range of them, and the days.
fn windows(events: &[&Statement], options: &Options) -> Vec<(usize, usize, (Day, Day))> {
    let days: Vec<Day> = events.iter().filter_map(|s| s.day).collect();
    let (Some(&first), Some(&last)) = (days.first(), days.last()) else { return Vec::new() };
    let size = options.window_size;
    let unit = match options.window {
        Window::No => return Vec::new(),
        Window::Events => {
            // Statements of one day stay together: nothing says which of them came first.
            let mut out: Vec<(usize, usize, (Day, Day))> = Vec::new();
            for start in 0..=days.len().saturating_sub(size) {
                let end = (start + size).min(days.len()) - 1;
                let from = days.partition_point(|d| *d < days[start]);
                let to = days.partition_point(|d| *d <= days[end]);
                let window = (from, to, (days[start], days[end]));
                if out.last() != Some(&window) {
                    out.push(window);
                }
            }
            return out;
        }
        Window::Days => Unit::Day,
        Window::Weeks => Unit::Week,
        Window::Months => Unit::Month,
        Window::Years => Unit::Year,
    };
    let length = i64::try_from(size).unwrap_or(i64::MAX).min(1_000_000);
    let mut out = Vec::new();
    let mut start = first.begin(unit);
    loop {
        let after = start.plus(length, unit);
        let from = days.partition_point(|d| *d < start);
        let to = days.partition_point(|d| *d < after);
        out.push((from, to, (start, after.plus(-1, Unit::Day))));
        if after > last {
            return out;
        }
        start = start.plus(1, unit);
    }
}

/// What all windows of a run share.
struct Plan<'a> {
    variables: &'a Variables,
    options: &'a Options,
    /// The qualifier's values, the highest first.
    levels: Vec<i64>,
    /// Kinds of the actors, as each was first met with one.
    kinds: BTreeMap<&'a str, &'a str>,
    /// All statements, for nodes without a tie.
    events: &'a [&'a Statement],
}

/// Statements by actor, concept and level.
type Counts<'a> = BTreeMap<&'a str, BTreeMap<&'a str, Vec<f64>>>;

impl<'a> Plan<'a> {
    fn new(events: &'a [&'a Statement], variables: &'a Variables, options: &'a Options) -> Self {
        let levels: BTreeSet<i64> = events.iter().map(|s| s.qualifier).collect();
        let mut kinds = BTreeMap::new();
        for event in events.iter().filter(|s| !s.kind.is_empty()) {
            kinds.entry(event.actor.as_str()).or_insert(event.kind.as_str());
        }
        Self { variables, options, levels: levels.into_iter().rev().collect(), kinds, events }
    }

    /// Whether the qualifier says only yes and no.
    fn binary(&self) -> bool {
        self.levels.iter().all(|level| (0..=1).contains(level))
    }

    /// How far apart two levels are, as a share of the range.
    fn distance(&self, a: i64, b: i64) -> f64 {
        let range = match (self.levels.first(), self.levels.last()) {
            _ if self.binary() => 1,
            (Some(high), Some(low)) => high - low,
            _ => 0,
        };
        if range == 0 { 0.0 } else { (a - b).abs() as f64 / range as f64 }
    }

    fn network(&self, events: &[&Statement], days: Option<(Day, Day)>) -> Network {
        let mut counts = Counts::new();
        for event in events {
            let levels = counts
                .entry(event.actor.as_str())
                .or_default()
                .entry(event.concept.as_str())
                .or_insert_with(|| vec![0.0; self.levels.len()]);
            if let Some(level) = self.levels.iter().position(|l| *l == event.qualifier) {
                levels[level] += 1.0;
            }
        }
        let ties = match self.options.mode {
            Mode::One => self.one_mode(&counts),
            Mode::Two | Mode::Events => self.two_mode(&counts),
        };
        self.drawn(events, ties, days)
    }

    fn two_mode<'c>(&self, counts: &Counts<'c>) -> Vec<(&'c str, &'c str, f64)> {
        let mut prominence: BTreeMap<&str, f64> = BTreeMap::new();
        for concepts in counts.values() {
            for (concept, levels) in concepts {
                *prominence.entry(concept).or_default() += levels.iter().sum::<f64>();
            }
        }
        let mut out = Vec::new();
        for (actor, concepts) in counts {
            let activity: f64 = concepts.values().flatten().sum();
            for (concept, levels) in concepts {
                let weight: f64 = match self.options.aggregation {
                    Aggregation::Combine => (0..levels.len())
                        .filter(|level| levels[*level] > 0.0)
                        .map(|level| (1_u64 << level.min(50)) as f64)
                        .sum(),
                    Aggregation::Subtract => {
                        let factor = |level: i64| match level {
                            _ if !self.binary() => level as f64,
                            0 => -1.0,
                            _ => 1.0,
                        };
                        levels.iter().zip(&self.levels).map(|(n, level)| n * factor(*level)).sum()
                    }
                    _ => levels.iter().sum(),
                };
                let norm = match self.options.normalization {
                    Normalization::Activity => activity,
                    Normalization::Prominence => prominence.get(concept).copied().unwrap_or(1.0),
                    _ => 1.0,
                };
                out.push((*actor, *concept, weight / norm));
            }
        }
        out
    }

    fn one_mode<'c>(&self, counts: &Counts<'c>) -> Vec<(&'c str, &'c str, f64)> {
        let mut out = Vec::new();
        let actors: Vec<(&&str, &BTreeMap<&str, Vec<f64>>)> = counts.iter().collect();
        for (n, (a, of_a)) in actors.iter().enumerate() {
            for (b, of_b) in &actors[n + 1..] {
                let shared: Vec<(&Vec<f64>, &Vec<f64>)> =
                    of_a.iter().filter_map(|(concept, levels)| Some((levels, of_b.get(concept)?))).collect();
                if shared.is_empty() {
                    continue;
                }
                let weight: f64 = shared.iter().map(|(x, y)| self.tie(x, y)).sum();
                out.push((**a, **b, weight / self.norm(of_a, of_b)));
            }
        }
        out
    }

    /// What one shared concept adds to the tie of two actors.
    fn tie(&self, x: &[f64], y: &[f64]) -> f64 {
        if self.options.aggregation == Aggregation::Ignore {
            return x.iter().sum::<f64>() * y.iter().sum::<f64>();
        }
        let mut out = 0.0;
        for (n, p) in x.iter().zip(&self.levels) {
            for (m, q) in y.iter().zip(&self.levels) {
                let apart = self.distance(*p, *q);
                out += n
                    * m
                    * match self.options.aggregation {
                        Aggregation::Conflict => apart,
                        Aggregation::Subtract => 1.0 - 2.0 * apart,
                        _ => 1.0 - apart,
                    };
            }
        }
        out
    }

    fn norm(&self, a: &BTreeMap<&str, Vec<f64>>, b: &BTreeMap<&str, Vec<f64>>) -> f64 {
        let total = |of: &BTreeMap<&str, Vec<f64>>| of.values().flatten().sum::<f64>();
        match self.options.normalization {
            Normalization::Average => f64::midpoint(total(a), total(b)),
            Normalization::Cosine => total(a) * total(b),
            Normalization::Jaccard => {
                let nothing = vec![0.0; self.levels.len()];
                let concepts: BTreeSet<&str> = a.keys().chain(b.keys()).copied().collect();
                let levels = |of: &BTreeMap<&str, Vec<f64>>, concept: &str| {
                    of.get(concept).unwrap_or(&nothing).clone()
                };
                let mut norm = 0.0;
                for concept in concepts {
                    for (x, y) in levels(a, concept).into_iter().zip(levels(b, concept)) {
                        // Only one of the two has it, or both.
                        norm += if x > 0.0 && y > 0.0 { x * y } else { x + y };
                    }
                }
                norm
            }
            _ => 1.0,
        }
    }

    /// The network of some ties: zero weights are none, and nodes without a tie only
    /// stay where they are asked for.
    fn drawn(
        &self,
        events: &[&Statement],
        ties: Vec<(&str, &str, f64)>,
        days: Option<(Day, Day)>,
    ) -> Network {
        let ties: Vec<(&str, &str, f64)> = ties.into_iter().filter(|(_, _, weight)| *weight != 0.0).collect();
        let one = self.options.mode == Mode::One;
        let directed = !one && self.variables.variable2 == MENTIONS;
        let mut firsts: BTreeSet<&str> = ties.iter().map(|(a, _, _)| *a).collect();
        let mut seconds: BTreeSet<&str> = ties.iter().map(|(_, b, _)| *b).collect();
        if self.options.isolates {
            firsts.extend(self.events.iter().map(|s| s.actor.as_str()));
            if !one {
                seconds.extend(self.events.iter().map(|s| s.concept.as_str()));
            }
        }
        // Actors tied to actors are nodes of one kind.
        let together = one || directed;
        if together {
            firsts.extend(std::mem::take(&mut seconds));
        }
        let mut actor_counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut concept_counts: BTreeMap<&str, usize> = BTreeMap::new();
        for event in events {
            *actor_counts.entry(&event.actor).or_default() += 1;
            *concept_counts.entry(&event.concept).or_default() += 1;
        }
        let mut nodes = Vec::with_capacity(firsts.len() + seconds.len());
        let (mut first_at, mut second_at) = (BTreeMap::new(), BTreeMap::new());
        for label in firsts {
            first_at.insert(label, nodes.len());
            nodes.push(Node {
                label: label.to_owned(),
                variable: self.variables.variable1.clone(),
                kind: self.kinds.get(label).copied().unwrap_or_default().to_owned(),
                statements: actor_counts.get(label).copied().unwrap_or_default(),
            });
        }
        for label in seconds {
            second_at.insert(label, nodes.len());
            nodes.push(Node {
                label: label.to_owned(),
                variable: self.variables.variable2.clone(),
                kind: String::new(),
                statements: concept_counts.get(label).copied().unwrap_or_default(),
            });
        }
        let targets = if together { &first_at } else { &second_at };
        let edges = ties
            .into_iter()
            .filter_map(|(a, b, weight)| {
                Some(Edge { source: *first_at.get(a)?, target: *targets.get(b)?, weight })
            })
            .collect();
        Network { nodes, edges, directed, days, statements: events.len() }
    }
}
