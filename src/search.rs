//! Labelled rows and the options to start from in, the options that do best in
//! cross-validation out.
//!
//! Coordinate-wise: α first, then one setting after another, each candidate with
//! the α in use and its two neighbours; the best candidate of a setting is taken
//! where it gains enough, and the round begins anew until nothing gains. Text is
//! read once for each way of reading it (stemmed or not, negation marked or not),
//! n-grams at their widest. The same rows, options and number of trials give the
//! same result; the caller may end the search sooner, by a clock for instance, and
//! then the result depends on the machine. The score of the settings chosen is
//! the best of many, so a little too good; the report of a training that follows
//! has the same bias.

use crate::dataset::Row;
use crate::error::Error;
use crate::features::{Family, TextSettings};
use crate::folds;
use crate::metrics::Confusion;
use crate::params::ClassWeight;
pub use crate::train::Goal;
use crate::train::{Options, Prepared, Trial, held_out_scores, prepare, trial, worthwhile};
use rayon::prelude::*;

/// Penalties that are tried, strongest first.
const ALPHAS: [f64; 11] = [100.0, 30.0, 10.0, 3.0, 1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001];
/// Weights of the n-grams that are tried.
const NGRAM_WEIGHTS: [f64; 8] = [0.3, 0.5, 0.8, 1.0, 1.25, 2.0, 3.0, 5.0];
/// Least numbers of rows of a feature that are tried.
const MIN_DFS: [usize; 4] = [1, 2, 3, 5];
/// The longest n-gram that is tried.
const LONGEST: usize = 3;
/// Rows that are judged, at least, where there are as many: of few rows the folds
/// are dealt several times, of many rows not every fold is judged.
const JUDGED_ROWS: usize = 5000;
/// Most deals of the folds.
const MOST_DEALS: usize = 3;
/// Tolerance of the solver while settings are only compared.
const TOLERANCE: f64 = 1e-3;

/// One set of options with how it did.
#[derive(Debug, Clone)]
pub struct Tried {
    /// What is different from the options in use at that time.
    pub change: String,
    /// The options, with the best of their α.
    pub options: Options,
    /// How they did.
    pub trial: Trial,
    /// Whether they came into use.
    pub taken: bool,
}

/// What a search has found.
#[derive(Debug)]
pub struct Found {
    /// The best options.
    pub options: Options,
    /// The rows as the best options read them, or wider.
    pub prepared: Prepared,
    /// All that was tried, in order.
    pub tried: Vec<Tried>,
    /// Whether it ended because nothing more gained, and not because trials or time ran out.
    pub complete: bool,
}

/// Searches from `start`: at most `trials` trials, for as long as `go_on` says so,
/// which is asked after each trial.
///
/// Only what `start` has is searched: families that it lacks stay out, and factors
/// by label stay as they are. Several α in `start` are the only ones tried.
///
/// # Errors
/// As [`crate::train::train`]; and fewer than two folds.
pub fn search(
    rows: &[Row],
    start: &Options,
    goal: Goal,
    trials: usize,
    go_on: &mut dyn FnMut(&Tried) -> bool,
) -> Result<Found, Error> {
    if start.folds < 2 {
        return Err(Error::Parameter {
            name: "cv",
            found: start.folds.to_string(),
            expected: "2 folds or more to search",
        });
    }
    let wide = |settings: &TextSettings| TextSettings {
        families: start.settings.families.clone(),
        ngram_range: widest(start),
        ..settings.clone()
    };
    let alphas = ladder(start)?;
    let mut prepared = prepare(rows, &wide(&start.settings))?;
    let folds = Folds::new(&prepared, start)?;
    let mut run = Run { goal, alphas, folds, left: trials, tried: Vec::new(), go_on, over: false };

    let mut best = run.start(&prepared, start)?;
    let mut complete = false;
    while !complete && !run.over {
        complete = true;
        for setting in Setting::ALL {
            let mut winner: Option<(usize, Option<Prepared>, Trial)> = None;
            for (change, options) in neighbours(setting, &best.options, start) {
                if run.over {
                    break;
                }
                if run.knows(&options) {
                    continue;
                }
                let other = if reads_alike(&options.settings, &prepared.settings) {
                    None
                } else {
                    Some(prepare(rows, &wide(&options.settings))?)
                };
                let at = run.compare(other.as_ref().unwrap_or(&prepared), change, options, best.rung)?;
                let trial = run.tried[at].trial.clone();
                let ahead = winner.as_ref().map_or(best.score + worthwhile(&trial), |w| goal.of(&w.2));
                if goal.of(&trial) > ahead {
                    winner = Some((at, other, trial));
                }
            }
            if let Some((at, other, trial)) = winner {
                run.tried[at].taken = true;
                best = run.best(at, &trial);
                prepared = other.unwrap_or(prepared);
                complete = false;
            }
        }
    }
    Ok(Found {
        options: Options { tolerance: start.tolerance, ..best.options },
        prepared,
        tried: run.tried,
        complete: complete && !run.over,
    })
}

/// The settings, those first that decide most.
#[derive(Debug, Clone, Copy)]
enum Setting {
    Families,
    NgramRange,
    Stemming,
    NgramWeight,
    Idf,
    MinDf,
    ClassWeight,
    Negation,
}

impl Setting {
    const ALL: [Self; 8] = [
        Self::Families,
        Self::NgramRange,
        Self::Stemming,
        Self::NgramWeight,
        Self::Idf,
        Self::MinDf,
        Self::ClassWeight,
        Self::Negation,
    ];
}

/// The options that differ from those in use in one setting.
fn neighbours(setting: Setting, options: &Options, start: &Options) -> Vec<(String, Options)> {
    let mut out = Vec::new();
    let mut add = |change: String, edit: &dyn Fn(&mut Options)| {
        let mut candidate = options.clone();
        edit(&mut candidate);
        out.push((change, candidate));
    };
    let has_ngrams = options.settings.has(Family::Ngram);
    let mixed = has_ngrams && options.settings.families.len() > 1;
    match setting {
        Setting::Families => {
            if mixed {
                add("n-grams only".into(), &|o| o.settings.families = vec![Family::Ngram]);
            }
            for family in start.settings.families.iter().copied() {
                let on = options.settings.has(family);
                if on && options.settings.families.len() == 1 {
                    continue;
                }
                let change = format!("{} {}", if on { "without" } else { "with" }, family.name());
                let kept = move |f: &Family| options.settings.has(*f) != (*f == family);
                add(change, &|o| {
                    o.settings.families = start.settings.families.iter().copied().filter(kept).collect();
                });
            }
        }
        // Of a vocabulary cut to a size, the cut would come before the narrowing.
        Setting::NgramRange if has_ngrams && start.max_features.is_none() => {
            let low = start.settings.ngram_range.0;
            for high in (low..=widest(start).1).filter(|high| *high != options.settings.ngram_range.1) {
                add(format!("n-grams {low},{high}"), &|o| o.settings.ngram_range = (low, high));
            }
        }
        Setting::Stemming if has_ngrams && start.settings.language != "none" => {
            let stemmed = options.settings.language != "none";
            let change = if stemmed { "words unstemmed" } else { "words stemmed" };
            add(change.into(), &|o| {
                o.settings.language = if stemmed { "none".into() } else { start.settings.language.clone() }
            });
        }
        Setting::Negation if has_ngrams && start.settings.negation => {
            let change = if options.settings.negation { "negation unmarked" } else { "negation marked" };
            add(change.into(), &|o| o.settings.negation = !options.settings.negation);
        }
        Setting::NgramWeight if mixed => {
            let at = nearest(&NGRAM_WEIGHTS, options.settings.ngram_weight);
            for weight in [at.checked_sub(1), Some(at), Some(at + 1)]
                .into_iter()
                .flatten()
                .filter_map(|i| NGRAM_WEIGHTS.get(i))
            {
                if *weight != options.settings.ngram_weight {
                    add(format!("n-gram weight {weight}"), &|o| o.settings.ngram_weight = *weight);
                }
            }
        }
        Setting::Idf if has_ngrams => {
            let change = if options.settings.idf { "without idf" } else { "with idf" };
            add(change.into(), &|o| o.settings.idf = !options.settings.idf);
        }
        Setting::MinDf => {
            for min_df in MIN_DFS.into_iter().filter(|m| *m != options.min_df) {
                add(format!("min-df {min_df}"), &|o| o.min_df = min_df);
            }
        }
        Setting::ClassWeight => match &options.class_weight {
            ClassWeight::None => add("labels balanced".into(), &|o| o.class_weight = ClassWeight::Balanced),
            ClassWeight::Balanced => add("labels unbalanced".into(), &|o| o.class_weight = ClassWeight::None),
            ClassWeight::PerLabel(_) => {}
        },
        _ => {}
    }
    out
}

/// Whether one reading of the text serves both; only what is searched may differ.
fn reads_alike(a: &TextSettings, b: &TextSettings) -> bool {
    a.language == b.language && a.negation == b.negation
}

/// The n-grams that are read.
fn widest(start: &Options) -> (usize, usize) {
    let (low, high) = start.settings.ngram_range;
    if start.max_features.is_some() { (low, high) } else { (low, high.max(LONGEST)) }
}

/// The penalties to try, strongest first.
fn ladder(start: &Options) -> Result<Vec<f64>, Error> {
    if start.alphas.is_empty() {
        return Err(Error::Parameter {
            name: "alpha",
            found: "none".into(),
            expected: "one or more numbers above 0",
        });
    }
    let mut alphas = if start.alphas.len() > 1 { start.alphas.clone() } else { ALPHAS.to_vec() };
    alphas.sort_by(|a, b| b.total_cmp(a));
    alphas.dedup();
    Ok(alphas)
}

/// The place in a list of numbers of the one nearest by ratio.
fn nearest(list: &[f64], value: f64) -> usize {
    let distance = |i: &usize| (libm::log(list[*i]) - libm::log(value)).abs();
    (0..list.len()).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(0)
}

/// The folds that are judged: `(deal, fold)`, with the fold of every row for each deal.
struct Folds {
    deals: Vec<Vec<usize>>,
    judged: Vec<(usize, usize)>,
}

impl Folds {
    fn new(prepared: &Prepared, options: &Options) -> Result<Self, Error> {
        let n = prepared.targets.len();
        let deals = (JUDGED_ROWS / n.max(1)).clamp(1, MOST_DEALS);
        let folds = (JUDGED_ROWS * options.folds).div_ceil(n.max(1)).clamp(2, options.folds);
        let judged = (0..deals).flat_map(|deal| (0..folds).map(move |fold| (deal, fold))).collect();
        let deals = (0..deals as u64)
            .map(|deal| {
                folds::assign(
                    &prepared.targets,
                    Some(&prepared.groups),
                    options.folds,
                    options.seed.wrapping_add(deal),
                )
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self { deals, judged })
    }
}

/// The options in use.
struct Best {
    options: Options,
    /// Their α's place on the ladder.
    rung: usize,
    score: f64,
}

struct Run<'a> {
    goal: Goal,
    alphas: Vec<f64>,
    folds: Folds,
    left: usize,
    tried: Vec<Tried>,
    go_on: &'a mut dyn FnMut(&Tried) -> bool,
    over: bool,
}

impl Run<'_> {
    /// The first trials: α alone, outwards from that of `start` until both neighbours are worse.
    fn start(&mut self, prepared: &Prepared, start: &Options) -> Result<Best, Error> {
        let rung = nearest(&self.alphas, start.alphas[start.alphas.len() / 2]);
        let mut low = rung.saturating_sub(1);
        let mut high = (rung + 1).min(self.alphas.len() - 1);
        let mut at = self.compare_at(prepared, "start".into(), start.clone(), low, high)?;
        self.tried[at].taken = true;
        loop {
            let best = self.best(at, &self.tried[at].trial.clone());
            let further = if best.rung == low && low > 0 {
                low = low.saturating_sub(2);
                (low, best.rung - 1)
            } else if best.rung == high && high + 1 < self.alphas.len() {
                high = (high + 2).min(self.alphas.len() - 1);
                (best.rung + 1, high)
            } else {
                return Ok(best);
            };
            if self.over {
                return Ok(best);
            }
            let name = if further.1 < best.rung { "alpha higher" } else { "alpha lower" };
            let next = self.compare_at(prepared, name.into(), start.clone(), further.0, further.1)?;
            if !self.goal.prefers(&self.tried[next].trial, &self.tried[at].trial) {
                return Ok(best);
            }
            self.tried[next].taken = true;
            at = next;
        }
    }

    fn best(&self, at: usize, trial: &Trial) -> Best {
        Best {
            options: self.tried[at].options.clone(),
            rung: nearest(&self.alphas, trial.alpha),
            score: self.goal.of(trial),
        }
    }

    /// Whether the options have been tried, with whatever α.
    fn knows(&self, options: &Options) -> bool {
        let same = |o: &Options| {
            o.settings == options.settings
                && o.min_df == options.min_df
                && o.class_weight == options.class_weight
        };
        self.tried.iter().any(|tried| same(&tried.options))
    }

    /// Tries options with the penalties around a rung of the ladder.
    fn compare(
        &mut self,
        prepared: &Prepared,
        change: String,
        options: Options,
        rung: usize,
    ) -> Result<usize, Error> {
        let high = (rung + 1).min(self.alphas.len() - 1);
        self.compare_at(prepared, change, options, rung.saturating_sub(1), high)
    }

    /// Tries options with the penalties from `low` to `high` of the ladder; the number of the trial.
    fn compare_at(
        &mut self,
        prepared: &Prepared,
        change: String,
        options: Options,
        low: usize,
        high: usize,
    ) -> Result<usize, Error> {
        let options = Options { tolerance: TOLERANCE.max(options.tolerance), ..options };
        let trials = judge(prepared, &options, &self.alphas[low..=high], &self.folds)?;
        // Of equals the strongest penalty.
        let best = trials.into_iter().reduce(|a, b| if self.goal.prefers(&b, &a) { b } else { a });
        let trial = best.ok_or_else(|| Error::Training("no alpha to try".into()))?;
        let options = Options { alphas: vec![trial.alpha], ..options };
        self.tried.push(Tried { change, options, trial, taken: false });
        self.left = self.left.saturating_sub(1);
        let at = self.tried.len() - 1;
        self.over = !(self.go_on)(&self.tried[at]) || self.left == 0;
        Ok(at)
    }
}

/// Out-of-fold results of the judged folds taken together, for every α.
fn judge(prepared: &Prepared, options: &Options, alphas: &[f64], folds: &Folds) -> Result<Vec<Trial>, Error> {
    let k = prepared.labels.len();
    let parts: Vec<Vec<Trial>> = folds
        .judged
        .par_iter()
        .map(|(deal, fold)| {
            let (rows, scores) = held_out_scores(prepared, options, alphas, &folds.deals[*deal], *fold)?;
            let truth: Vec<usize> = rows.iter().map(|row| prepared.targets[*row]).collect();
            Ok(alphas.iter().zip(&scores).map(|(alpha, scores)| trial(*alpha, scores, &truth, k)).collect())
        })
        .collect::<Result<_, Error>>()?;
    Ok((0..alphas.len())
        .map(|a| {
            let mut whole = Trial { alpha: alphas[a], confusion: Confusion::new(k), log_loss: 0.0 };
            for part in parts.iter().map(|part| &part[a]) {
                whole.confusion.merge(&part.confusion);
                whole.log_loss += part.log_loss * part.confusion.total() as f64;
            }
            whole.log_loss /= whole.confusion.total().max(1) as f64;
            whole
        })
        .collect())
}

/// The options as `train` takes them, in one order; what a search does not touch is left out.
pub fn arguments(options: &Options) -> Vec<String> {
    let settings = &options.settings;
    let families: Vec<&str> = settings.families.iter().map(|f| f.name()).collect();
    let alphas: Vec<String> = options.alphas.iter().map(f64::to_string).collect();
    let weights = match &options.class_weight {
        ClassWeight::None => "none".to_owned(),
        ClassWeight::Balanced => "balanced".to_owned(),
        ClassWeight::PerLabel(factors) => {
            factors.iter().map(|(l, w)| format!("{l}={w}")).collect::<Vec<_>>().join(",")
        }
    };
    let (low, high) = settings.ngram_range;
    let mut out: Vec<String> = [
        ("--alpha", alphas.join(",")),
        ("--class-weight", weights),
        ("--features", families.join(",")),
        ("--ngram-range", format!("{low},{high}")),
        ("--ngram-weight", settings.ngram_weight.to_string()),
        ("--min-df", options.min_df.to_string()),
        ("--language", settings.language.clone()),
    ]
    .into_iter()
    .flat_map(|(name, value)| [name.to_owned(), value])
    .collect();
    if !settings.idf {
        out.push("--no-idf".into());
    }
    if !settings.negation {
        out.push("--no-negation".into());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Facts;
    use crate::model_file;
    use crate::train::{fit, train};

    /// Rows whose label shows in the verb, with words that mean nothing around it.
    fn rows() -> Vec<Row> {
        let verbs = [
            ("demand", "demanded"),
            ("demand", "called for"),
            ("rejection", "rejected"),
            ("rejection", "ruled out"),
            ("none", "visited"),
            ("none", "met"),
        ];
        let things =
            ["the plan", "a new bridge", "the treaty", "talks", "the vote", "an inquiry", "the old harbour"];
        let names = ["Petrel", "Ana Moss", "the council", "Lindqvist"];
        let mut rows = Vec::new();
        for (v, (label, verb)) in verbs.iter().enumerate() {
            for (t, thing) in things.iter().enumerate() {
                let name = names[(v + t) % names.len()];
                rows.push(Row {
                    id: format!("{v}-{t}"),
                    text: format!("{name} {verb} {thing}."),
                    label: (*label).into(),
                    speaker: name.into(),
                    group: format!("g{t}"),
                    line: 0,
                    fields: Vec::new(),
                });
            }
        }
        rows
    }

    #[test]
    fn a_search_gives_the_model_that_its_options_give() {
        let start = Options { folds: 3, ..Options::default() };
        let mut seen = 0;
        let found = search(&rows(), &start, Goal::MacroF1, 9, &mut |_| {
            seen += 1;
            true
        })
        .unwrap();
        assert_eq!((found.tried.len(), seen), (9, 9));
        assert!(found.tried[0].taken && !found.complete);
        let searched = fit(&found.prepared, &found.options, Facts::default()).unwrap();
        let direct = train(&rows(), &found.options, Facts::default()).unwrap();
        assert_eq!(
            model_file::to_bytes(&searched.model).unwrap(),
            model_file::to_bytes(&direct.model).unwrap()
        );
    }

    #[test]
    fn narrowed_n_grams_are_those_of_a_narrow_reading() {
        let narrow = Options {
            folds: 3,
            settings: TextSettings {
                ngram_range: (1, 1),
                families: vec![Family::Ngram, Family::Form],
                ..TextSettings::default()
            },
            ..Options::default()
        };
        let wide =
            prepare(&rows(), &TextSettings { ngram_range: (1, 3), ..TextSettings::default() }).unwrap();
        let from_wide = fit(&wide, &narrow, Facts::default()).unwrap();
        let direct = train(&rows(), &narrow, Facts::default()).unwrap();
        assert_eq!(
            model_file::to_bytes(&from_wide.model).unwrap(),
            model_file::to_bytes(&direct.model).unwrap()
        );
    }

    #[test]
    fn the_same_trials_come_twice_and_the_caller_ends_them() {
        let start = Options { folds: 3, ..Options::default() };
        let run = |trials| {
            let found = search(&rows(), &start, Goal::Accuracy, trials, &mut |_| true).unwrap();
            found
                .tried
                .iter()
                .map(|t| (t.change.clone(), t.trial.macro_f1(), t.trial.log_loss))
                .collect::<Vec<_>>()
        };
        assert_eq!(run(6), run(6));
        assert_eq!(search(&rows(), &start, Goal::Accuracy, 6, &mut |_| false).unwrap().tried.len(), 1);
        assert!(
            search(&rows(), &Options { folds: 0, ..Options::default() }, Goal::Accuracy, 6, &mut |_| true)
                .is_err()
        );
    }

    #[test]
    fn arguments_name_every_setting_that_was_searched() {
        let mut options = Options {
            alphas: vec![0.3],
            min_df: 2,
            class_weight: ClassWeight::Balanced,
            ..Options::default()
        };
        options.settings.idf = false;
        options.settings.families = vec![Family::Ngram, Family::Act];
        assert_eq!(
            arguments(&options).join(" "),
            "--alpha 0.3 --class-weight balanced --features ngram,act --ngram-range 1,2 --ngram-weight 0.8 --min-df 2 --language en --no-idf"
        );
    }
}
