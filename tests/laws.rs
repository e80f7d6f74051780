//! Laws: what holds for every text and every table, whatever they say.
//!
//! News made of the parts that the parser looks at, soups of quotation marks,
//! arbitrary Unicode and very long lines go through the parser; a toy table of
//! sixty rows goes through training. Speed is not tested here.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot go on stops"
)]

#[path = "support/lawful.rs"]
mod lawful;

use demarche::article::Article;
use demarche::claim::{Claim, Parsed, parse};
use demarche::classify::{self, classify};
use demarche::dataset::{self, Columns, Row};
use demarche::features::stem::Stemmer;
use demarche::features::vocabulary::{Corpus, RowSink};
use demarche::features::{TextSettings, View, features};
use demarche::lexicon::Lexicon;
use demarche::model::{Facts, Model};
use demarche::model_file::{from_bytes, to_bytes};
use demarche::train::{Options, prepare, train};
use lawful::lawful;
use proptest::prelude::*;
use std::sync::LazyLock;

fn read(text: &str) -> Parsed<'_> {
    parse(text, Lexicon::english())
}

/// The features of every claim are a strictly increasing, finite row.
fn lawful_rows(parsed: &Parsed, model: &Model) -> Result<(), String> {
    let mut sink = model.scratch();
    let stemmer = Stemmer::new(&model.settings.language).map_err(|e| e.to_string())?;
    for (n, sentence) in parsed.sentences.iter().enumerate() {
        for claim in &sentence.claims {
            sink.clear();
            features(
                &View::of_claim(parsed, n, claim, model.lexicon()),
                &model.settings,
                &stemmer,
                &mut sink,
            );
            let row = sink.row(&model.settings);
            let rising = row.windows(2).all(|w| w[0].0 < w[1].0);
            let sound =
                row.iter().all(|(id, value)| (*id as usize) < model.vocabulary.len() && value.is_finite());
            if !rising || !sound {
                return Err(format!("a row that does not rise, or with no number in it: {row:?}"));
            }
        }
    }
    Ok(())
}

/// Parts of news that the parser has rules for.
fn news() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "Ana Petrel said the map was unfair.",
        "“We will not sign this text,” Ana Petrel said.",
        "“We want a new map. We want it soon,” he added.",
        "Kesmar rejected the map, the timetable and the monitors.",
        "Varland, which opposes the port, called for a “fair” vote but ruled out talks.",
        "The proposal was rejected by the islanders, who had not been asked.",
        "According to the ministry, the truce is holding.",
        "They no longer insist on the clause, adding that it was useless.",
        "Its refusal to meet the envoy surprised nobody.",
        "Mr. Ostrand left at 5 p.m. Tuesday.",
        "Minister: no deal without the islands",
        "TREBIN (NRP) — The ferry stayed in port…",
        "- an open border\n- a timetable",
        "‘It’s not what we’ve asked for,’ said K. Ostrand (NPU).",
        "“The offer is fair.\n\n“It frees the crew.”",
        "KESMAR REJECTS BORDER PLAN",
    ]);
    let gap = prop::sample::select(vec![" ", " ", " ", "\n", "\n\n"]);
    prop::collection::vec((part, gap), 1..8)
        .prop_map(|parts| parts.into_iter().flat_map(|(part, gap)| [part, gap]).collect())
}

/// Marks in any order with a few words between.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "“",
        "”",
        "‘",
        "’",
        "\"",
        "'",
        "«",
        "»",
        "„",
        "‟",
        "‹",
        "›",
        "`",
        "``",
        "''",
        "＂",
        "‚",
        ".",
        ",",
        ":",
        ";",
        "?",
        "!",
        "…",
        "...",
        "(",
        ")",
        "[",
        "]",
        "—",
        "–",
        "-",
        "--",
        "―",
        "•",
        "1.",
        "(a)",
        " ",
        " ",
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "\u{a0}",
        "he",
        "said",
        "Petrel",
        "that",
        "not",
        "un",
        "n't",
        "’s",
        "who",
        "and",
        "but",
        "by",
        "the map",
        "rejected",
        "according to",
        "neither",
        "nor",
        "no longer",
        "Mr.",
        "U.S.",
        "a.m.",
        "№",
        "é",
        "Нет",
        "不",
        "🔴",
        "\u{301}",
        "\u{200b}",
        "\u{feff}",
        "İ",
        "ß",
        "ŉ",
        "ǅ",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[\\PC\\n]{0,200}",
        1 => prop::collection::vec(any::<char>(), 0..120).prop_map(|c| c.into_iter().collect::<String>()),
        3 => soup(),
        3 => news(),
        1 => (news(), soup(), news()).prop_map(|(a, b, c)| a + &b + &c),
    ]
}

/// What is compared of a claim: everything but the memory it lies in.
fn told(claims: &[Claim]) -> Vec<String> {
    claims.iter().map(|c| format!("{c:?}")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_parse_is_lawful(text in any_text()) {
        let parsed = read(&text);
        if let Err(broken) = lawful(&parsed) {
            prop_assert!(false, "{}", broken);
        }
    }

    #[test]
    fn parsing_twice_gives_the_same(text in any_text()) {
        let told_all = |p: &Parsed| p.sentences.iter().map(|s| (s.tile, told(&s.claims), s.negations.clone())).collect::<Vec<_>>();
        prop_assert_eq!(told_all(&read(&text)), told_all(&read(&text)));
    }

    /// Quotations may carry over, so a paragraph of plain narration stands between.
    #[test]
    fn a_paragraph_behind_changes_no_claim_before_it(text in prop_oneof![news(), soup()], more in news()) {
        // What has no letters joins the sentence behind it, so the text ends with some.
        let text = format!("{text} He left.\n");
        let longer = format!("{text}\n\nThe ferry sailed at noon and the town was quiet.\n\n{more}");
        let (before, after) = (read(&text), read(&longer));
        for (n, sentence) in before.sentences.iter().enumerate() {
            prop_assert_eq!(told(&sentence.claims), told(&after.sentences[n].claims), "sentence {} of {:?}", n, text);
        }
        let kept = before.quotes.len();
        prop_assert_eq!(&before.quotes[..], &after.quotes[..kept]);
    }

    #[test]
    #[ignore = "a short bracket behind a quotation is told by the end of the block, its line end included"]
    fn a_line_end_behind_changes_no_claim_before_it(text in prop_oneof![news(), soup()]) {
        let ended = format!("{text}\n");
        let all = |p: &Parsed| p.sentences.iter().flat_map(|s| told(&s.claims)).collect::<Vec<_>>();
        prop_assert_eq!(all(&read(&text)), all(&read(&ended)), "{:?}", text);
    }

    #[test]
    fn feature_rows_rise_strictly(text in any_text()) {
        if let Err(broken) = lawful_rows(&read(&text), &TOY.0) {
            prop_assert!(false, "{}", broken);
        }
    }

    #[test]
    fn probabilities_are_a_distribution_and_places_lie_in_the_text(text in any_text()) {
        let options = classify::Options { include_none: true, explain: Some(3), ..classify::Options::default() };
        let points = text.chars().count();
        for claim in classify(&Article::new("a", text.clone()), &TOY.0, &options) {
            let sum: f64 = claim.probabilities.iter().map(|(_, p)| p).sum();
            prop_assert!((sum - 1.0).abs() < 1e-4 && claim.probabilities.iter().all(|(_, p)| (0.0..=1.0).contains(p)), "{:?}", claim.probabilities);
            prop_assert!(claim.start < claim.end && claim.end <= points);
            let words: String = text.chars().skip(claim.start).take(claim.end - claim.start).collect();
            prop_assert_eq!(words, claim.text);
        }
    }

    #[test]
    fn damaged_model_bytes_are_refused(at in any::<prop::sample::Index>(), flip in 1u8..) {
        let mut bytes = TOY.1.clone();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        prop_assert!(from_bytes(&bytes, "damaged").is_err(), "byte {}", at);
    }

    #[test]
    fn half_a_model_is_refused(at in any::<prop::sample::Index>()) {
        let bytes = &TOY.1[..at.index(TOY.1.len())];
        prop_assert!(from_bytes(bytes, "half").is_err());
    }

    #[test]
    fn bytes_that_are_no_model_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(from_bytes(&bytes, "noise").is_err());
        let headed = [b"DEMARCHE".as_slice(), &1u32.to_le_bytes(), &crc32fast::hash(&bytes).to_le_bytes(), &bytes].concat();
        prop_assert!(from_bytes(&headed, "noise").is_err());
    }
}

/// A line of `length` bytes that repeats `seed`, held to the laws.
fn long_line(seed: &str, length: usize) {
    if let Err(broken) = lawful(&read(&seed.repeat(length / seed.len()))) {
        panic!("{seed:?}: {}", broken.chars().take(200).collect::<String>());
    }
}

/// Seeds with a cue in each repetition, so that a line is one sentence of thousands of cues.
const CUES: [&str; 5] =
    ["said ", "he said ", "and rejected ", ", who said the map was unfair", "“we say no,” he said, "];

#[test]
fn very_long_lines_are_parsed() {
    let seeds = [
        "a",
        " ",
        ".",
        "word ",
        "“a b c d” ",
        "\"",
        "'",
        "((",
        "[(",
        "“‘",
        "not ",
        "a, ",
        "the ",
        "Petrel ",
        "1. ",
        "— ",
        "U.S. ",
        "unless ",
        ": ",
        "according to ",
        "by the ",
        "its demand for ",
        "Нет ",
        "不",
    ];
    for seed in seeds {
        long_line(seed, 20_000);
    }
    for seed in CUES {
        long_line(seed, 3_000);
    }
}

#[test]
fn very_long_lines_of_cues_are_parsed() {
    for seed in CUES {
        long_line(seed, 20_000);
    }
}

#[test]
fn nested_brackets_and_marks_are_parsed() {
    for (open, close) in [("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"), ("(“", "”)"), ("‘“", "”’")]
    {
        for depth in [1, 7, 500] {
            let text = format!("Petrel said {}no deal{}, he added.", open.repeat(depth), close.repeat(depth));
            if let Err(broken) = lawful(&read(&text)) {
                panic!("{open} {depth}: {}", broken.chars().take(200).collect::<String>());
            }
        }
    }
}

/// Sixty rows, twelve of each label, in groups of three.
fn toy_rows() -> Vec<Row> {
    let people = ["Ana Petrel", "The ministry", "Karl Ostrand", "The union", "Kesmar", "The islanders"];
    let things = ["the map", "the port fee", "a second vote", "the truce", "the pipeline"];
    let acts = [
        ("demand", ["demanded", "called for"]),
        ("rejection", ["rejected", "will not accept"]),
        ("concession", ["accepted", "agreed to"]),
        ("assessment", ["praised", "was worried by"]),
        ("none", ["printed", "was shown"]),
    ];
    let mut table = String::from("id,text,label,speaker,group\n");
    for n in 0..60 {
        let (label, verbs) = acts[n % 5];
        let (person, thing) = (people[n % 6], things[(n / 5) % 5]);
        table += &format!(
            "r{n},{person} {} {thing} in week {}.,{label},{person},g{}\n",
            verbs[(n / 10) % 2],
            n / 7,
            n / 3
        );
    }
    dataset::read(&table, "toy.csv", &Columns::default(), true).unwrap().rows
}

fn toy_options() -> Options {
    Options { folds: 3, alphas: vec![1.0, 0.1], seed: 7, ..Options::default() }
}

/// The bytes of a model trained on the toy table with that many threads.
fn trained(threads: usize) -> Vec<u8> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| to_bytes(&train(&toy_rows(), &toy_options(), Facts::default()).unwrap().model).unwrap())
}

/// The toy model and its bytes.
static TOY: LazyLock<(Model, Vec<u8>)> = LazyLock::new(|| {
    let bytes = trained(1);
    (from_bytes(&bytes, "toy").unwrap(), bytes)
});

#[test]
fn model_bytes_round_trip() {
    let (model, bytes) = &*TOY;
    assert!(*bytes == to_bytes(model).unwrap(), "saved, loaded and saved again, a model has other bytes");
    let again = from_bytes(bytes, "toy").unwrap();
    for row in toy_rows() {
        assert_eq!(model.predict_text(&row.text, &row.speaker), again.predict_text(&row.text, &row.speaker));
    }
}

#[test]
fn training_twice_gives_the_same_bytes() {
    assert!(trained(1) == TOY.1);
}

#[test]
fn threads_do_not_change_the_model() {
    assert!(trained(2) == TOY.1);
}

#[test]
fn the_toy_model_learns_its_table() {
    let right = toy_rows()
        .iter()
        .filter(|r| TOY.0.labels.name(TOY.0.predict_text(&r.text, &r.speaker).label) == r.label)
        .count();
    assert!(right >= 54, "{right} of 60");
}

#[test]
fn threads_do_not_change_the_claims() {
    let article = Article::new("a", "“We will not sign this text,” Ana Petrel said. Kesmar called for a new map.\n\nThe union rejected it.".repeat(20));
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            serde_json::to_string(&classify(&article, &TOY.0, &classify::Options::default())).unwrap()
        })
    };
    assert_eq!(with(1), with(2));
}

/// The rows that a model is trained on are those that it sees at use.
#[test]
fn rows_of_training_and_of_use_are_the_same() {
    let (rows, settings) = (toy_rows(), TextSettings::default());
    let corpus: Corpus = prepare(&rows, &settings).unwrap().corpus;
    let all: Vec<usize> = (0..rows.len()).collect();
    let (vocabulary, map) = corpus.vocabulary(&all, 1, None, &settings);
    let matrix = corpus.matrix(&all, &vocabulary, &map, &settings);
    let stemmer = Stemmer::new("en").unwrap();
    for (i, row) in rows.iter().enumerate() {
        let parsed = read(&row.text);
        let mut sink = RowSink::new(&vocabulary);
        features(&View::of_row(&parsed, &row.speaker, Lexicon::english()), &settings, &stemmer, &mut sink);
        let (ids, values): (Vec<u32>, Vec<f32>) = sink.row(&settings).iter().copied().unzip();
        assert!(ids.windows(2).all(|w| w[0] < w[1]), "row {i} does not rise strictly");
        assert_eq!((ids.as_slice(), values.as_slice()), matrix.row(i), "row {i}");
    }
}
