//! Golden cases: text → sentences, quotations, negations and claims.
//!
//! Every `[[case]]` of `tests/cases/*.toml` is parsed and compared with what is
//! right by the codebook. Only the fields that a case gives are compared:
//!
//! - `sentences`: the sentences without the white space around them;
//! - `quotes`: what stands between the marks of each outermost quotation;
//! - `negations`: cue and, where given, scope. An affix is given as the letters
//!   that negate (`un`). A scope is its words in order, marks and gaps left out;
//!   the word of an affix is in its scope as a whole. A cue that a scope stands
//!   inside of is one cue (`neither … nor`);
//! - `claims`: exactly the claims that are not narration, in text order. A claim
//!   that is not listed is an error unless the case says `extra = true`.
//!
//! Of a claim, `text` (its span) is always compared; `source` (its words),
//! `resolved` (who it is), `kind`, `cue` and `content` where given, `""` standing
//! for none. Marks and white space at the ends of these are not compared: they
//! are the business of the laws. With `partial = true` the span found must hold
//! `text` and may be longer.
//!
//! A case with `known = "why"` is one that the program does not get right yet.
//! It is counted, and fails the test as soon as it passes, so that the list of
//! known failures stays true. `cargo test --test cases -- --ignored --nocapture`
//! prints them with what was found.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot go on stops"
)]

use demarche::claim::{Claim, Parsed, parse};
use demarche::lexicon::Lexicon;
use demarche::span::Span;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    text: String,
    known: Option<String>,
    sentences: Option<Vec<String>>,
    quotes: Option<Vec<String>>,
    negations: Option<Vec<ExpectedNegation>>,
    claims: Option<Vec<ExpectedClaim>>,
    #[serde(default)]
    extra: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedNegation {
    cue: String,
    scope: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedClaim {
    text: String,
    source: Option<String>,
    resolved: Option<String>,
    kind: Option<String>,
    cue: Option<String>,
    content: Option<Vec<String>>,
    #[serde(default)]
    partial: bool,
}

/// What the parser found, as text.
struct Found {
    sentences: Vec<String>,
    quotes: Vec<String>,
    negations: Vec<(String, String)>,
    claims: Vec<FoundClaim>,
}

struct FoundClaim {
    text: String,
    source: String,
    resolved: String,
    kind: String,
    cue: String,
    content: Vec<String>,
}

/// One space for every run of white space.
fn flat(s: &str) -> String {
    s.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without white space and marks at the ends, one space between words.
fn core(s: &str) -> String {
    let edge = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '.' | ','
                    | ';'
                    | ':'
                    | '!'
                    | '?'
                    | '…'
                    | '"'
                    | '“'
                    | '”'
                    | '„'
                    | '‘'
                    | '’'
                    | '\''
                    | '«'
                    | '»'
                    | '`'
                    | '—'
                    | '–'
                    | '-'
                    | '―'
                    | '('
                    | ')'
            )
    };
    flat(s.trim_matches(edge))
}

/// The words in order, marks and gaps left out.
fn words(s: &str) -> Vec<String> {
    s.split_whitespace().map(core).filter(|w| !w.is_empty()).collect()
}

fn found(parsed: &Parsed) -> Found {
    let text = parsed.text;
    let mut negations = Vec::new();
    for sentence in &parsed.sentences {
        let of = |runs: &[(usize, usize)]| {
            runs.iter().map(|r| sentence.tokens.span_of(r.0, r.1).of(text)).collect::<Vec<_>>().join(" … ")
        };
        for negation in &sentence.negations {
            let mut cue = of(&negation.cue);
            if let Some((from, to)) = negation.affix {
                cue = cue.get(from..to).unwrap_or("").to_owned();
            }
            negations.push((cue, of(&negation.scope)));
        }
    }
    let claim = |claim: &Claim| {
        let source = claim.source.as_ref();
        let of = |span: Option<Span>| span.map_or_else(String::new, |s| flat(s.of(text)));
        FoundClaim {
            text: of(Some(claim.span)),
            source: of(source.and_then(|s| s.span)),
            resolved: source.and_then(|s| s.resolved.clone()).unwrap_or_default(),
            kind: source.map_or("", |s| s.kind.name()).to_owned(),
            cue: of(claim.cue),
            content: claim.content.iter().map(|s| of(Some(*s))).collect(),
        }
    };
    Found {
        sentences: parsed.sentences.iter().map(|s| flat(s.tile.of(text))).collect(),
        quotes: parsed.quotes.iter().map(|q| flat(q.inner.of(text))).collect(),
        negations,
        claims: parsed.sentences.iter().flat_map(|s| &s.claims).filter(|c| !c.narration).map(claim).collect(),
    }
}

fn same_negation(expected: &ExpectedNegation, found: &(String, String)) -> bool {
    let cue = words(&expected.cue).join(" ").eq_ignore_ascii_case(&words(&found.0).join(" "));
    cue && expected.scope.as_ref().is_none_or(|s| words(s) == words(&found.1))
}

fn same_claim(expected: &ExpectedClaim, found: &FoundClaim) -> bool {
    let agree =
        |expected: &Option<String>, found: &str| expected.as_ref().is_none_or(|e| core(e) == core(found));
    let span = if expected.partial {
        core(&found.text).contains(&core(&expected.text))
    } else {
        core(&found.text) == core(&expected.text)
    };
    let content = expected.content.as_ref().is_none_or(|e| {
        e.len() == found.content.len() && e.iter().zip(&found.content).all(|(e, f)| core(e) == core(f))
    });
    span && content
        && agree(&expected.source, &found.source)
        && agree(&expected.resolved, &found.resolved)
        && agree(&expected.kind, &found.kind)
        && agree(&expected.cue, &found.cue)
}

/// Whether all of `listed` are found in order, and nothing else unless `extra`.
fn same_claims(expected: &[ExpectedClaim], found: &[FoundClaim], extra: bool) -> bool {
    if !extra {
        return expected.len() == found.len() && expected.iter().zip(found).all(|(e, f)| same_claim(e, f));
    }
    let mut rest = found.iter();
    expected.iter().all(|e| rest.any(|f| same_claim(e, f)))
}

fn holds(case: &Case, found: &Found) -> bool {
    let sentences =
        case.sentences.as_ref().is_none_or(|e| e.iter().map(|s| flat(s)).eq(found.sentences.iter().cloned()));
    let quotes =
        case.quotes.as_ref().is_none_or(|e| e.iter().map(|s| flat(s)).eq(found.quotes.iter().cloned()));
    let negations = case.negations.as_ref().is_none_or(|e| {
        e.len() == found.negations.len() && e.iter().zip(&found.negations).all(|(e, f)| same_negation(e, f))
    });
    let claims = case.claims.as_ref().is_none_or(|e| same_claims(e, &found.claims, case.extra));
    sentences && quotes && negations && claims
}

/// A failed case as it can be read at a glance: text, expected, found.
fn view(case: &Case, found: &Found) -> String {
    let mut out = format!("\n── {}\n{}\n", case.name, case.text.trim_end());
    if let Some(why) = &case.known {
        let _ = writeln!(out, "  known: {why}");
    }
    let mut both = |what: &str, expected: Vec<String>, found: Vec<String>| {
        if expected != found {
            let _ =
                write!(out, "  expected {what}:{}\n  found {what}:{}\n", listed(&expected), listed(&found));
        }
    };
    if let Some(expected) = &case.sentences {
        both("sentences", expected.iter().map(|s| flat(s)).collect(), found.sentences.clone());
    }
    if let Some(expected) = &case.quotes {
        both("quotes", expected.iter().map(|s| flat(s)).collect(), found.quotes.clone());
    }
    if let Some(expected) = case.negations.as_ref().filter(|e| {
        e.len() != found.negations.len() || !e.iter().zip(&found.negations).all(|(e, f)| same_negation(e, f))
    }) {
        let shown = |cue: &str, scope: Option<&str>| {
            scope.map_or_else(|| cue.to_owned(), |s| format!("{cue} ⟨{}⟩", words(s).join(" ")))
        };
        both(
            "negations",
            expected.iter().map(|n| shown(&n.cue, n.scope.as_deref())).collect(),
            found.negations.iter().map(|n| shown(&n.0, Some(&n.1))).collect(),
        );
    }
    if let Some(expected) = case.claims.as_ref().filter(|e| !same_claims(e, &found.claims, case.extra)) {
        let field = |name: &str, value: &str| {
            if value == "\u{0}" { String::new() } else { format!("\n        {name}: {}", core(value)) }
        };
        let given = |value: &Option<String>| value.clone().unwrap_or_else(|| "\u{0}".into());
        let expected = expected
            .iter()
            .map(|c| {
                core(&c.text)
                    + &field("source", &given(&c.source))
                    + &field("resolved", &given(&c.resolved))
                    + &field("kind", &given(&c.kind))
                    + &field("cue", &given(&c.cue))
                    + &field("content", &c.content.as_ref().map_or_else(|| "\u{0}".into(), |c| c.join(" | ")))
            })
            .collect();
        let found = found
            .claims
            .iter()
            .map(|c| {
                core(&c.text)
                    + &field("source", &c.source)
                    + &field("resolved", &c.resolved)
                    + &field("kind", &c.kind)
                    + &field("cue", &c.cue)
                    + &field("content", &c.content.join(" | "))
            })
            .collect();
        both("claims", expected, found);
    }
    out
}

fn listed(items: &[String]) -> String {
    if items.is_empty() { " none".into() } else { items.iter().map(|i| format!("\n    · {i}")).collect() }
}

/// All cases with the file that they stand in, by file name.
fn cases() -> Vec<(String, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "toml"))
        .collect();
    paths.sort();
    let mut out = Vec::new();
    for path in paths {
        let group = path.file_stem().unwrap().to_string_lossy().into_owned();
        let file: File = toml::from_str(&std::fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        out.extend(file.case.into_iter().map(|c| (group.clone(), c)));
    }
    out
}

#[test]
fn every_case_holds_or_is_known_to_fail() {
    let mut failed = String::new();
    let mut tally: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let (mut new, mut mended) = (0, 0);
    for (group, case) in cases() {
        let parsed = parse(&case.text, Lexicon::english());
        let found = found(&parsed);
        let right = holds(&case, &found);
        let count = tally.entry(group).or_default();
        count.0 += usize::from(right);
        count.1 += usize::from(!right);
        match (right, &case.known) {
            (false, None) => {
                new += 1;
                failed += &view(&case, &found);
            }
            (true, Some(_)) => {
                mended += 1;
                let _ = write!(failed, "\n── {} holds now: take `known` out of the case\n", case.name);
            }
            _ => {}
        }
    }
    let (right, wrong) = tally.values().fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    let mut report = format!("{right} of {} cases hold, {wrong} do not\n", right + wrong);
    for (group, (right, wrong)) in &tally {
        let _ = writeln!(report, "  {group:<18} {right:>3} hold {wrong:>3} do not");
    }
    println!("{report}");
    assert!(failed.is_empty(), "{failed}\n{report}{new} new failures, {mended} known failures that hold now");
}

#[test]
#[ignore = "prints the known failures"]
fn known_failures_with_what_was_found() {
    for (_, case) in cases().iter().filter(|(_, c)| c.known.is_some()) {
        let parsed = parse(&case.text, Lexicon::english());
        println!("{}", view(case, &found(&parsed)));
    }
}

#[test]
fn cases_are_named_by_phenomenon_and_tell_something() {
    let all = cases();
    let mut names = BTreeSet::new();
    for (group, case) in &all {
        let lower = case.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        assert!(
            lower && case.name.split('-').count() >= 2,
            "{group}: {:?} is not named <phenomenon>-<variant>",
            case.name
        );
        assert!(names.insert(&case.name), "{group}: {:?} is there twice", case.name);
        let asks = case.sentences.is_some()
            || case.quotes.is_some()
            || case.negations.is_some()
            || case.claims.is_some();
        assert!(asks, "{}: nothing is expected", case.name);
        // What a case expects must stand in its text, or it can never hold.
        let text = flat(&case.text);
        for claim in case.claims.iter().flatten() {
            let parts = [Some(&claim.text), claim.source.as_ref(), claim.cue.as_ref()];
            for part in parts.into_iter().flatten().chain(claim.content.iter().flatten()) {
                assert!(text.contains(&core(part)), "{}: {part:?} does not stand in the text", case.name);
            }
        }
    }
    assert!(all.len() >= 270, "{} cases", all.len());
}
