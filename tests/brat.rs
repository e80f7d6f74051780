//! brat standoff: what is written is read back, variants of other tools are read,
//! faults are told with file and line.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot go on stops"
)]

use demarche::brat::{AnnotatedClaim, Marked, annotation_conf, read, visual_conf, write};
use demarche::classify::Place;
use demarche::gold::{BratFolder, read_folder};
use demarche::label::{NONE, OURS};
use proptest::prelude::*;
use std::fs;
use std::path::Path;

const TEXT: &str = "“Нет,” said Olga Brandt 🙂.\r\nShe called the map a\r\nnon-starter.";

fn articles() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/articles"))
}

fn positions() -> impl Iterator<Item = &'static str> + Clone {
    OURS.into_iter().filter(|label| *label != NONE)
}

#[test]
fn the_projects_articles_are_written_as_they_are_read() {
    let folders = [(articles().to_owned(), 10), (articles().join("train"), 22)];
    let gold = folders.iter().flat_map(|(folder, count)| {
        let gold = read_folder(folder).unwrap();
        assert_eq!(gold.len(), *count);
        gold.into_iter().map(move |g| (folder, g))
    });
    for (folder, g) in gold {
        let ann = fs::read_to_string(folder.join(format!("{}.ann", g.article.id))).unwrap();
        assert_eq!(write(&g.article.text, &g.claims), ann, "{}", g.article.id);
        let points: Vec<char> = g.article.text.chars().collect();
        for claim in &g.claims {
            assert!(positions().any(|label| label == claim.label), "{claim:?}");
            assert!(claim.speaker.is_some() && claim.stance.is_some() && claim.confidence.is_some());
            assert_eq!(points[claim.start..claim.end].iter().collect::<String>(), claim.text);
        }
    }
}

#[test]
fn the_projects_articles_have_the_settings_that_are_written() {
    for folder in [articles().to_owned(), articles().join("train")] {
        let file = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!(file("annotation.conf"), annotation_conf(positions()));
        assert_eq!(file("visual.conf"), visual_conf(positions()));
    }
}

#[test]
fn offsets_are_code_points_and_lines_are_cut_at_their_ends() {
    let claim = AnnotatedClaim {
        start: 28,
        end: 61,
        text: "She called the map a\r\nnon-starter".into(),
        source: Some(Marked { start: 28, end: 31, text: "She".into() }),
        cue: Some(Marked { start: 32, end: 38, text: "called".into() }),
        content: vec![Place { start: 39, end: 61 }],
        label: "rejection".into(),
        stance: Some("against".into()),
        confidence: Some(3),
        speaker: Some("Olga Brandt".into()),
    };
    let ann = write(TEXT, std::slice::from_ref(&claim));
    let expected = "T1\tClaim 28 48;50 61\tShe called the map a non-starter\n\
        T2\tSource 28 31\tShe\n\
        T3\tCue 32 38\tcalled\n\
        T4\tContent 39 48;50 61\tthe map a non-starter\n\
        E1\tClaim:T1 Source:T2 Cue:T3 Content:T4\n\
        A1\tLabel E1 rejection\nA2\tStance E1 against\nA3\tConfidence E1 3\n\
        #1\tAnnotatorNotes E1\tOlga Brandt\n";
    assert_eq!(ann, expected);
    assert_eq!(read(TEXT, &ann, "x.ann").unwrap(), [claim]);
}

/// The words, source, label and speaker of the one claim that `ann` marks.
fn one(text: &str, ann: &str) -> (String, Option<String>, String, Option<String>) {
    let mut claims = read(text, ann, "x.ann").unwrap();
    assert_eq!(claims.len(), 1);
    let claim = claims.remove(0);
    (claim.text, claim.source.map(|s| s.text), claim.label, claim.speaker)
}

#[test]
fn variants_of_other_tools_are_read() {
    let text = "🙂 Olga refused.";
    let want = ("Olga refused".to_owned(), Some("Olga".to_owned()), "rejection".to_owned(), None);
    for ann in [
        // A span without an event, relations, attributes on the span, packages before types.
        "T1\twebanno.custom.Claim 2 14\tOlga refused\nT2\tcustom.Source 2 6\tOlga\nR1\tSource Arg1:T1 Arg2:T2\nA1\tlabel T1 rejection\n",
        // The relation the other way round, UTF-16 offsets, Windows line ends, a byte order mark.
        "\u{feff}T1\tClaim 3 15\tOlga refused\r\nT2\tSource 3 7\tOlga\r\nR1\tSource Arg1:T2 Arg2:T1\r\nA1\tLabel T1 rejection\r\n",
        // The label as the type; numbered roles; no words; kinds of lines that say nothing of claims.
        "T1\trejection 2 14\nT2\tSource 2 6\nE1\tRejection:T1 Source2:T2\n*\tEquiv T1 T2\nN1\tReference T2 Wiki:1\tOlga\nM1\tNegation E1\nA3\tSeen T2\n\n",
        // Old brat: parts put together without a space between them.
        "T2\tSpeaker 2 6\tOlga\nT1\tClaim 2 6;7 14\tOlgarefused\nE1\tClaim:T1 Speaker:T2\nA1\tLabel E1 rejection\n#1\tNote E1\t\n",
    ] {
        assert_eq!(one(text, ann), want, "{ann}");
    }
    let joined = "T1\tClaim 3 14\tThey refuse\nA1\tLabel T1 rejection\n";
    assert_eq!(one("A\r\n\nThey refuse", joined).0, "They refuse");
    let marked = "T1\tClaim 1 12\tThey refuse\nA1\tLabel T1 rejection\n";
    assert_eq!(one("They refuse", marked).0, "They refuse");
    assert_eq!(read(text, "", "x.ann").unwrap(), []);
}

#[test]
fn faults_are_told_with_file_and_line() {
    let text = "They refused.";
    let head = "T1\tClaim 0 12\tThey refused\n";
    for (ann, expected) in [
        (
            "T1\tClaim 0\tThey\n",
            "x.ann:1: found the offsets \"0\"; expected a span such as T1<tab>Claim 0 12<tab>words",
        ),
        ("T1\tClaim 5 3\tThey\n", "x.ann:1: a span from 5 to 3 ends before it begins"),
        (
            "\nT1\tClaim 0 99\tThey\n",
            "x.ann:2: the span reaches to 99, the text only to 13; is the .txt another one?",
        ),
        (
            "T1\tClaim 0 4\tThem\n",
            "x.ann:1: the text has \"They\" at these offsets, the annotation \"Them\"; was the .txt changed?",
        ),
        (
            "what is this\n",
            "x.ann:1: found a line that begins with \"what\"; expected an id such as T1, E1, R1, A1 or #1",
        ),
        ("T1\tClaim 0 4\tThey\n", "x.ann:1: T1 has no label; expected a line such as A1<tab>Label T1 demand"),
        ("T1\tClaim 0 0\t\nA1\tLabel T1 demand\n", "x.ann:1: T1 marks no words"),
        (
            "T1\tCue 0 4\tThey\nT1\tCue 0 4\tThey\n",
            "x.ann:2: the id T1 stands on line 1 already; every id must be its own",
        ),
        ("E1\tClaim:T9\n", "x.ann:1: E1 names the span T9, which is not there"),
        ("E1\t\n", "x.ann:1: found an event without a trigger, expected E1<tab>Claim:T1 Source:T2"),
        ("E1\tClaim\n", "x.ann:1: found \"Claim\", expected a role and an id such as Source:T2"),
        ("A1\tLabel\n", "x.ann:1: found \"Label\", expected an attribute such as A1<tab>Label E1 demand"),
        (
            &format!("{head}E1\tClaim:T1 Cue:T7\nA1\tLabel E1 demand\n"),
            "x.ann:2: E1 names T7, which is not there",
        ),
        (&format!("{head}A1\tLabel T1\n"), "x.ann:2: the attribute Label of T1 has no value"),
        (
            &format!("{head}A1\tLabel T1 demand\nA2\tLabel T1 rejection\n"),
            "x.ann:3: T1 has the Label \"rejection\" here and \"demand\" before; expected one",
        ),
        (
            &format!("{head}A1\tLabel T1 demand\nA2\tConfidence T1 high\n"),
            "x.ann:3: found the confidence \"high\", expected 1, 2 or 3",
        ),
    ] {
        assert_eq!(read(text, ann, "x.ann").unwrap_err().to_string(), expected, "{ann}");
    }
}

#[test]
fn a_folder_keeps_every_article_and_nobodys_work_is_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out");
    let mut out = BratFolder::create(&path, ["demand", "very bad"]).unwrap();
    let article = |id: &str| demarche::article::Article::new(id, "Text.\r\n");
    let names = ["a/../b", "A-..-b", "", "..", "x"].map(|id| out.write(&article(id), &[]).unwrap());
    assert_eq!(names, ["a-..-b", "A-..-b-2", "article", "article-2", "x"]);
    assert_eq!(fs::read_to_string(path.join("x.txt")).unwrap(), "Text.\r\n");
    assert!(fs::read_to_string(path.join("annotation.conf")).unwrap().contains("Value:demand|very_bad\n"));
    assert_eq!(read_folder(&path).unwrap().len(), 5);
    let again = BratFolder::create(&path, ["demand"]).unwrap_err().to_string();
    assert!(again.contains("has annotations already"), "{again}");
}

#[test]
fn a_folder_that_is_no_gold_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let fault = || read_folder(folder.path()).unwrap_err().to_string();
    assert!(fault().contains("no .ann file in this folder"), "{}", fault());
    fs::write(folder.path().join("a.ann"), "").unwrap();
    assert!(fault().contains("a.txt is missing"), "{}", fault());
    fs::write(folder.path().join("a.txt"), b"caf\xe9").unwrap();
    assert!(fault().contains("byte 3 is not valid UTF-8"), "{}", fault());
}

/// Words and line ends of several widths.
fn texts() -> impl Strategy<Value = String> {
    "([a-zé“ 🙂\t]{0,6}(\r\n|\n|a)){1,12}"
}

proptest! {
    #[test]
    fn reading_never_panics(text in texts(), ann in "([TERAM#*][0-9]?[\t ](Claim|Label|Source)?[ :](T1|E1)?[0-9 ;]{0,9}[\ta-z]{0,4}\n){0,8}", noise in ".{0,40}") {
        let _ = read(&text, &ann, "x.ann");
        let _ = read(&text, &noise, "x.ann");
        let _ = read(&text, &format!("{ann}{noise}"), "x.ann");
    }

    #[test]
    fn what_is_written_is_read_back(text in texts(), places in prop::collection::vec((0usize..60, 1usize..20), 1..6)) {
        let chars: Vec<char> = text.chars().collect();
        // Clauses begin and end with something to read.
        let bare = |start: usize, end: usize| {
            let (start, end) = (start.min(chars.len()), end.min(chars.len()));
            let lead = chars[start..end].iter().take_while(|c| c.is_whitespace()).count();
            let tail = chars[start..end].iter().rev().take_while(|c| c.is_whitespace()).count();
            (start + lead < end - tail.min(end - start)).then_some((start + lead, end - tail))
        };
        let words = |start: usize, end: usize| chars[start..end].iter().collect::<String>();
        let mut claims: Vec<AnnotatedClaim> = places
            .iter()
            .filter_map(|(start, len)| bare(*start, start + len))
            .map(|(start, end)| AnnotatedClaim {
                start,
                end,
                text: words(start, end),
                source: Some(Marked { start, end, text: words(start, end) }),
                cue: None,
                content: vec![Place { start, end }],
                label: "demand".into(),
                stance: None,
                confidence: None,
                speaker: Some("Olga".into()),
            })
            .collect();
        claims.sort_by_key(|c| (c.start, c.end));
        let ann = write(&text, &claims);
        prop_assert_eq!(&read(&text, &ann, "x.ann").unwrap(), &claims);
        prop_assert_eq!(write(&text, &read(&text, &ann, "x.ann").unwrap()), ann);
    }
}
