//! The reports: figures against scikit-learn 1.9.1 and scipy (values written below,
//! made on the same rows), pages that are whole, texts that cannot become markup.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot go on stops"
)]
use demarche::classify::EvidenceOut;
use demarche::metrics::{Bootstrap, Forecasts, expected_calibration_error};
use demarche::report::compare::Shown;
use demarche::report::{
    Comparison, Evaluation, Mistake, Outcomes, Report, System, compare_page, markdown, page, slices,
};

/// 40 rows of labels 0, 1 and 2; label 3 has no rows and is never predicted.
const TRUTH: [usize; 40] = [
    1, 2, 1, 0, 0, 2, 0, 2, 1, 0, 0, 0, 0, 0, 1, 1, 2, 1, 1, 2, 0, 0, 1, 0, 0, 1, 0, 2, 1, 1, 0, 0, 0, 0, 1,
    0, 0, 0, 2, 0,
];

/// Their probabilities, in twentieths.
#[rustfmt::skip]
const TWENTIETHS: [[u8; 4]; 40] = [
    [1, 14, 3, 2], [10, 1, 9, 0], [9, 8, 3, 0], [7, 4, 8, 1], [10, 1, 9, 0], [0, 6, 13, 1], [11, 5, 2, 2], [5, 6, 9, 0],
    [4, 8, 7, 1], [13, 5, 2, 0], [9, 10, 1, 0], [9, 4, 7, 0], [11, 1, 7, 1], [10, 5, 5, 0], [0, 14, 6, 0], [3, 7, 6, 4],
    [12, 0, 8, 0], [1, 15, 4, 0], [10, 8, 2, 0], [5, 7, 8, 0], [11, 9, 0, 0], [10, 1, 8, 1], [5, 11, 4, 0], [8, 0, 9, 3],
    [13, 2, 4, 1], [3, 8, 4, 5], [9, 1, 8, 2], [2, 10, 8, 0], [1, 15, 1, 3], [3, 8, 2, 7], [10, 7, 3, 0], [7, 5, 6, 2],
    [16, 1, 2, 1], [10, 9, 1, 0], [6, 7, 6, 1], [8, 3, 4, 5], [9, 2, 6, 3], [7, 5, 5, 3], [7, 3, 10, 0], [12, 6, 2, 0],
];

/// A second system, which has nine rows less right.
const OTHER: [usize; 40] = [
    1, 0, 2, 2, 0, 2, 2, 1, 1, 0, 2, 0, 0, 0, 1, 2, 0, 1, 0, 2, 0, 0, 1, 2, 0, 1, 0, 1, 2, 0, 2, 0, 0, 0, 0,
    0, 0, 1, 0, 0,
];

fn outcomes() -> Outcomes {
    let probabilities: Vec<f64> = TWENTIETHS.iter().flatten().map(|p| f64::from(*p) / 20.0).collect();
    // The first of equals, as numpy's argmax.
    let predicted = TWENTIETHS
        .iter()
        .map(|row| row.iter().enumerate().rev().max_by_key(|(_, p)| **p).map_or(0, |(label, _)| label))
        .collect();
    Outcomes {
        labels: ["assess", "concede", "demand", "never"].map(str::to_owned).to_vec(),
        truth: TRUTH.to_vec(),
        predicted,
        probabilities,
        uncalibrated: Vec::new(),
        thresholds: Vec::new(),
        groups: None,
    }
}

fn near(found: Option<f64>, expected: f64) {
    let found = found.expect("a value");
    assert!((found - expected).abs() < 1e-9, "found {found}, expected {expected}");
}

#[test]
fn every_figure_is_that_of_scikit_learn() {
    let e = Evaluation::new(&outcomes(), &Bootstrap { rounds: 20, ..Bootstrap::default() }).unwrap();
    for (name, expected) in [
        ("accuracy", 0.8),
        ("balanced_accuracy", 0.753_968_253_968_254),
        ("macro_precision", 0.772_727_272_727_272_8),
        ("macro_recall", 0.753_968_253_968_254),
        ("macro_f1", 0.761_975_750_347_843_4),
        ("weighted_f1", 0.797_227_191_413_238),
        ("matthews_correlation", 0.664_646_298_887_060_6),
        ("cohen_kappa", 0.663_865_546_218_487_5),
        ("log_loss", 0.726_708_179_026_557_8),
        ("brier", 0.419_749_999_999_999_96),
        ("expected_calibration_error", 0.286_25),
    ] {
        near(e.figure(name).value, expected);
    }
    let expected = [
        (
            0.818_181_818_181_818_2,
            0.857_142_857_142_857_1,
            0.837_209_302_325_581_4,
            0.877_192_982_456_140_3,
            0.842_116_216_216_217_1,
        ),
        (
            0.833_333_333_333_333_4,
            0.833_333_333_333_333_4,
            0.833_333_333_333_333_4,
            0.910_714_285_714_285_7,
            0.825_396_825_396_825_4,
        ),
        (
            0.666_666_666_666_666_6,
            0.571_428_571_428_571_4,
            0.615_384_615_384_615_4,
            0.945_887_445_887_445_9,
            0.726_190_476_190_476_3,
        ),
    ];
    // The label without rows and predictions is left out.
    assert_eq!(e.labels.len(), 3);
    for (label, (precision, recall, f1, auroc, ap)) in e.labels.iter().zip(expected) {
        near(label.precision.value, precision);
        near(label.recall.value, recall);
        near(label.f1.value, f1);
        near(label.auroc, auroc);
        near(label.average_precision, ap);
    }
}

#[test]
fn the_precision_recall_curve_is_that_of_scikit_learn() {
    let o = outcomes();
    let curve = demarche::report::curves::precision_recall(&o.truth, &o.probabilities, 4, 1);
    let expected = [
        (0.166_666_666_666_666_66, 1.0, 0.75),
        (0.333_333_333_333_333_3, 1.0, 0.7),
        (0.416_666_666_666_666_7, 1.0, 0.55),
        (0.416_666_666_666_666_7, 0.714_285_714_285_714_3, 0.5),
        (0.416_666_666_666_666_7, 0.555_555_555_555_555_6, 0.45),
        (0.833_333_333_333_333_4, 0.714_285_714_285_714_3, 0.4),
        (1.0, 0.666_666_666_666_666_6, 0.35),
        (1.0, 0.571_428_571_428_571_4, 0.3),
        (1.0, 0.461_538_461_538_461_56, 0.25),
        (1.0, 0.428_571_428_571_428_55, 0.2),
        (1.0, 0.4, 0.15),
        (1.0, 0.375, 0.1),
        (1.0, 0.315_789_473_684_210_5, 0.05),
        (1.0, 0.3, 0.0),
    ];
    assert_eq!(curve.len(), expected.len());
    for (point, (recall, precision, threshold)) in curve.iter().zip(expected) {
        near(Some(point.recall), recall);
        near(Some(point.precision), precision);
        near(Some(point.threshold), threshold);
    }
    assert!(demarche::report::curves::precision_recall(&o.truth, &o.probabilities, 4, 3).is_empty());
    let decisions: Vec<(f64, bool)> = demarche::report::certainty::decisions(&o).collect();
    let last = *demarche::report::curves::coverage(&decisions).last().unwrap();
    near(Some(last.coverage), 1.0);
    near(last.accuracy, 0.8);
}

/// Values by numpy.
#[test]
fn coverage_and_thresholds_by_label_are_counted_over_all_rows() {
    let mut o = outcomes();
    o.thresholds = vec![0.5, 0.4, demarche::abstention::UNREACHABLE, 0.0];
    o.groups = Some((0..40).map(|n| n / 2).collect());
    let bootstrap = Bootstrap { rounds: 20, ..Bootstrap::default() };
    let e = Evaluation::new(&o, &bootstrap).unwrap();
    let c = &e.certainty;
    let expected = [
        (0.0, 40, Some(0.8)),
        (0.5, 24, Some(0.791_666_666_666_666_6)),
        (0.6, 10, Some(0.9)),
        (0.7, 5, Some(1.0)),
        (0.8, 1, Some(1.0)),
        (0.9, 0, None),
        (0.95, 0, None),
    ];
    assert_eq!(c.at_least.len(), expected.len());
    for (at, (threshold, rows, accuracy)) in c.at_least.iter().zip(expected) {
        assert_eq!((at.threshold, at.rows), (threshold, rows));
        near(Some(at.coverage), rows as f64 / 40.0);
        assert_eq!(at.accuracy.is_some(), accuracy.is_some());
        near(at.accuracy.or(Some(0.0)), accuracy.unwrap_or(0.0));
    }
    let own = c.own_thresholds.as_ref().unwrap();
    assert_eq!(own.rows, 25);
    near(own.accuracy, 0.8);
    let labels: Vec<_> = own.labels.iter().map(|l| (l.threshold, l.predicted, l.rows, l.precision)).collect();
    assert_eq!(labels, [(Some(0.5), 22, 15, Some(0.8)), (Some(0.4), 12, 10, Some(0.8)), (None, 6, 0, None)]);
    near(e.figure("groups_right").value, 0.65);
    let sure = Evaluation::above(&o, 0.6, &bootstrap).unwrap();
    assert_eq!((sure.rows, sure.figure("accuracy").value), (10, Some(0.9)));
    assert_eq!(sure.certainty.at_least, c.at_least);
    assert_eq!(sure.certainty.abstained.map(|a| (a.rows, a.of)), Some((30, 40)));
    assert!(Evaluation::above(&o, 0.81, &bootstrap).is_err());
}

#[test]
fn intervals_are_those_of_the_bootstrap_of_metrics() {
    let mut o = outcomes();
    for groups in [None, Some((0..40).map(|n| n % 11).collect::<Vec<usize>>())] {
        o.groups = groups;
        let bootstrap = Bootstrap { rounds: 200, ..Bootstrap::default() };
        let here = Evaluation::new(&o, &bootstrap).unwrap();
        let there = bootstrap.intervals(4, &o.truth, &o.predicted, o.groups.as_deref()).unwrap();
        for (name, other) in [
            ("accuracy", there.accuracy),
            ("macro_f1", there.macro_f1),
            ("matthews_correlation", there.matthews),
            ("cohen_kappa", there.kappa),
        ] {
            let (e, other) = (here.figure(name), other.unwrap());
            assert_eq!((e.low, e.high), (Some(other.low), Some(other.high)), "{name}");
        }
        let forecasts = Forecasts::new(&o.truth, &o.probabilities, 4).unwrap();
        near(
            here.figure("expected_calibration_error").value,
            expected_calibration_error(&forecasts.reliability()).unwrap(),
        );
        near(here.figure("log_loss").value, forecasts.log_loss().unwrap());
    }
}

#[test]
fn a_comparison_has_the_exact_test_of_scipy_and_the_rows_that_flip() {
    let o = outcomes();
    let rows: Vec<Shown> =
        (0..40).map(|n| Shown { id: format!("r{n}"), line: n + 2, text: format!("<b>{n}</b>") }).collect();
    let systems = [
        System { name: "a".into(), predicted: o.predicted.clone(), probabilities: o.probabilities.clone() },
        System { name: "b<script>".into(), predicted: OTHER.to_vec(), probabilities: Vec::new() },
        System { name: "c".into(), predicted: o.predicted.clone(), probabilities: Vec::new() },
    ];
    let c = Comparison::new(&o, &rows, &systems, &Bootstrap { rounds: 200, ..Bootstrap::default() }).unwrap();
    assert_eq!(c.pairs.len(), 3);
    let pair = &c.pairs[0];
    assert_eq!((pair.only_first, pair.only_second), (9, 0));
    near(Some(pair.mcnemar_p), 0.003_906_25);
    near(Some(pair.mcnemar_p_holm), 0.003_906_25 * 3.0);
    assert_eq!(c.pairs[1].verdict, "a and c have the same rows right");
    assert_eq!(c.flips.len(), 9);
    near(pair.accuracy.map(|d| d.interval.estimate), -0.225);
    well_formed(&compare_page::html(&c));
    assert!(!compare_page::html(&c).contains("b<script>"));
    assert!(c.text(5).contains("… 4 more"));
    assert!(Comparison::new(&o, &rows, &systems[..1], &Bootstrap::default()).is_err());
}

fn report(text: &str) -> Report {
    let o = outcomes();
    let bootstrap = Bootstrap { rounds: 20, ..Bootstrap::default() };
    let values: Vec<&str> = (0..40).map(|n| if n % 2 == 0 { "<i>even</i>" } else { "" }).collect();
    Report {
        title: "\"A\" & <B>".into(),
        model: "m'".into(),
        command: "demarche evaluate '<x>'".into(),
        cautions: vec!["<u>".into()],
        evaluation: Evaluation::new(&o, &bootstrap).unwrap(),
        folds: Vec::new(),
        learning_curve: Vec::new(),
        slices: slices::by(&o, "<column>", &values, &bootstrap).unwrap(),
        strongest_features: Vec::new(),
        mistakes: 1,
        errors: vec![Mistake {
            file: "a.csv".into(),
            line: 3,
            id: "<id>".into(),
            label: "assess".into(),
            predicted: "demand".into(),
            probability: 0.9,
            p_label: None,
            runner_up: Some("assess".into()),
            speaker: "<speaker>".into(),
            group: String::new(),
            text: text.into(),
            evidence: vec![
                EvidenceOut {
                    feature: "<f>".into(),
                    family: "ngram",
                    weight: 1.0,
                    start: Some(0),
                    end: Some(4),
                },
                EvidenceOut {
                    feature: "g".into(),
                    family: "ngram",
                    weight: -2.0,
                    start: Some(3),
                    end: Some(9999),
                },
            ],
        }],
        data_card: vec![("<k>".into(), "<v>".into())],
        model_card: Vec::new(),
    }
}

/// Every tag that is opened is closed, in order; attributes are quoted; ids are unique.
fn well_formed(html: &str) {
    const VOID: [&str; 3] = ["meta", "br", "!DOCTYPE"];
    let mut open: Vec<String> = Vec::new();
    let mut ids = std::collections::BTreeSet::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let end = rest.find('>').expect("a tag ends");
        let tag = &rest[..end];
        assert_eq!(tag.matches('"').count() % 2, 0, "quotes of <{tag}>");
        assert!(!tag.contains('<'), "<{tag}>");
        for part in tag.split(" id=\"").skip(1) {
            let id = part.split('"').next().unwrap();
            assert!(ids.insert(id.to_owned()), "id {id} occurs twice");
        }
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "closing tag, after {} tags", ids.len());
        } else if !tag.ends_with('/') {
            let name = tag.split([' ', '\n']).next().unwrap();
            if VOID.contains(&name) {
                continue;
            }
            if name == "script" || name == "style" {
                let close = format!("</{name}>");
                rest = &rest[rest.find(&close).expect("closed") + close.len()..];
                continue;
            }
            open.push(name.to_owned());
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
}

#[test]
fn a_page_is_whole_asks_nothing_of_the_network_and_shows_texts_as_they_are() {
    let html = page::html(&report("say <script>alert(1)</script> & \u{202e}more"));
    well_formed(&html);
    assert_eq!(html.matches("<script>").count(), 1, "only the page's own");
    assert!(html.contains("<mark>say</mark>"), "where the sum is above nothing");
    assert!(html.contains(
        "<mark class=\"against\"> &lt;script&gt;alert(1)&lt;/script&gt; &amp; \u{fffd}more</mark>"
    ));
    for remote in ["http://", "https://", "src=", "@import", "url("] {
        assert!(!html.contains(remote), "{remote}");
    }
    for escaped in [
        "&quot;A&quot; &amp; &lt;B&gt;",
        "&lt;column&gt;",
        "&lt;i&gt;even",
        "&lt;speaker&gt;",
        "&lt;k&gt;",
        "&lt;u&gt;",
    ] {
        assert!(html.contains(escaped), "{escaped}");
    }
}

#[test]
fn long_texts_are_cut_and_many_errors_capped() {
    let mut report = report(&"word <b> ".repeat(400));
    let one = report.errors[0].clone();
    report.errors = vec![one; 5000];
    report.mistakes = 5000;
    let html = page::html(&report);
    assert!(html.len() < 3_000_000, "{} bytes", html.len());
    assert!(html.contains("most certain of 5,000 errors"));
    well_formed(&html);
}

#[test]
fn markdown_holds_the_same_figures_and_no_markup_of_texts() {
    let text = markdown::markdown(&report("a | b <script> *c*\n# d"));
    assert!(text.contains("| Accuracy | 0.800 |"), "{text}");
    assert!(text.contains("a \\| b &lt;script> \\*c\\* # d"), "{text}");
}

#[test]
fn rows_that_do_not_fit_are_one_clear_line() {
    let mut o = outcomes();
    o.probabilities.pop();
    let error = Evaluation::new(&o, &Bootstrap::default()).unwrap_err().to_string();
    assert_eq!(error, "number of probabilities: found 159, expected one for each row and label");
    let error = Evaluation::new(&Outcomes::default(), &Bootstrap::default()).unwrap_err().to_string();
    assert_eq!(error, "rows: found 0, expected at least one row with a label");
    let o = Outcomes { probabilities: Vec::new(), ..outcomes() };
    let e = Evaluation::new(&o, &Bootstrap { rounds: 5, ..Bootstrap::default() }).unwrap();
    assert_eq!(e.figure("log_loss").value, None);
    assert_eq!(e.figure("log_loss").low, None);
}

#[test]
fn one_label_alone_leaves_figures_undefined_and_the_page_whole() {
    let o = Outcomes {
        labels: vec!["a".into(), "b".into()],
        truth: vec![0; 3],
        predicted: vec![0; 3],
        probabilities: [0.9, 0.1].repeat(3),
        ..Outcomes::default()
    };
    let e = Evaluation::new(&o, &Bootstrap { rounds: 5, ..Bootstrap::default() }).unwrap();
    assert_eq!(e.figure("matthews_correlation").value, None);
    assert_eq!(e.figure("cohen_kappa").value, None);
    assert_eq!(e.labels[0].auroc, None);
    let mut report = report("x");
    report.evaluation = e;
    let html = page::html(&report);
    well_formed(&html);
    assert!(!html.contains("NaN"));
}

#[cfg(feature = "cli")]
mod command_line {
    use super::well_formed;
    use std::path::Path;
    use std::process::Command;

    const TABLE: &str = "id,text,label,group,desk\n\
        a,\"He demanded that the troops leave, and said <script>alert(1)</script>.\",demand,1,x\n\
        b,The ministry rejected the plan.,rejection,1,x\n\
        c,They agreed to open the crossing.,concession,2,y\n\
        d,The talks began on Monday.,none,2,y\n\
        e,The mediator called the round useful.,assessment,3,y\n\
        f,Aid trucks crossed at dawn.,miracle,3,y\n";

    fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
        let output =
            Command::new(env!("CARGO_BIN_EXE_demarche")).args(args).current_dir(folder).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    #[test]
    fn evaluate_writes_pages_and_says_what_the_model_lacks() {
        let folder = folder(&[("t.csv", TABLE)]);
        let (status, _, said) = run(
            folder.path(),
            &[
                "evaluate", "t.csv", "--report", "r.html", "--report", "r.md", "--report", "r.json",
                "--slice", "desk", "--rounds", "50",
            ],
        );
        assert_eq!(status, 0, "{said}");
        assert!(said.contains("the model has no label \"miracle\""));
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        let html = read("r.html");
        well_formed(&html);
        assert_eq!(html.matches("<script>").count(), 1);
        assert!(html.contains("the model lacks miracle") && html.contains("By desk"));
        assert!(read("r.md").contains("## Confusion"));
        let json: serde_json::Value = serde_json::from_str(&read("r.json")).unwrap();
        assert_eq!(json["rows"], 6);
        assert_eq!(
            json["figures"]["accuracy"]["value"].as_f64(),
            json["confusion_matrix"].as_array().map(|rows| {
                let right: u64 = rows.iter().enumerate().map(|(n, row)| row[n].as_u64().unwrap()).sum();
                right as f64 / 6.0
            })
        );
        // The same again, to the byte.
        run(
            folder.path(),
            &[
                "evaluate", "t.csv", "--report", "r.html", "--report", "r.md", "--report", "r.json",
                "--slice", "desk", "--rounds", "50",
            ],
        );
        assert_eq!(html, read("r.html"));
    }

    #[test]
    fn what_cannot_be_evaluated_is_one_clear_line() {
        let folder = folder(&[("t.csv", TABLE), ("empty.csv", "")]);
        for (args, expected) in [
            (&["evaluate", "empty.csv"][..], "empty.csv: the file is empty"),
            (
                &["evaluate", "t.csv", "--report", "r.pdf"],
                "report: found r.pdf, expected a file that ends in .html, .md or .json",
            ),
            (
                &["evaluate", "t.csv", "--report", "r.md", "--slice", "nope"],
                "--slice: no column \"nope\" among id, text, label, group, desk",
            ),
            (
                &["evaluate", "--unlabelled", "empty.csv", "--against", "t.csv"],
                "empty.csv: the file is empty",
            ),
        ] {
            let (status, _, said) = run(folder.path(), args);
            assert_eq!(status, 2, "{args:?}: {said}");
            assert!(
                said.lines().any(|line| line.starts_with("demarche: ") && line.contains(expected)),
                "{args:?}: {said}"
            );
            assert!(!folder.path().join("r.md").exists());
        }
    }

    #[test]
    fn compare_takes_models_and_tables_and_says_what_is_wrong_with_them() {
        let all = "id,label,p_demand,p_rejection\na,demand,.9,.1\nb,rejection,.2,.8\nc,demand,1,0\nd,demand,1,0\ne,demand,1,0\nf,demand,1,0\n";
        let folder = folder(&[
            ("t.csv", TABLE),
            ("all.csv", all),
            ("some.csv", "id,label\na,demand\nb,rejection\n"),
            ("sum.csv", "id,label,p_demand,p_rejection\na,demand,.9,.3\n"),
            ("twice.csv", "id,label\na,demand\na,none\n"),
            ("odd.csv", "id,label,p_demand\na,demand,much\n"),
            ("other.csv", "id,label\nz,demand\n"),
            ("empty.csv", ""),
            ("head.csv", "id,label\n"),
        ]);
        let compare = |system: &str, more: &[&str]| {
            let mut args = vec!["compare", "built-in", system, "--on", "t.csv", "--rounds", "50"];
            args.extend(more);
            run(folder.path(), &args)
        };
        for (system, expected) in [
            (
                "some.csv",
                "some.csv: no prediction for 4 of 6 rows, first id \"c\"; --missing skip leaves them out, --missing wrong counts them as wrong",
            ),
            ("sum.csv", "sum.csv:2: the probabilities of demand, rejection add up to 1.200, expected 1"),
            ("twice.csv", "twice.csv:3: id \"a\" has a prediction already, in line 2"),
            ("odd.csv", "odd.csv:2: found \"much\" as a probability, expected a number from 0 to 1"),
            ("other.csv", "the ids do not fit those of the table"),
            ("empty.csv", "empty.csv: the file is empty"),
            ("head.csv", "head.csv: the table has no predictions"),
            ("gone.csv", "gone.csv: "),
        ] {
            let (status, out, said) = compare(system, &[]);
            assert_eq!((status, out.as_str(), said.lines().count()), (2, "", 1), "{system}: {said}");
            assert!(said.contains(expected), "{system}: {said}");
        }
        let (status, out, said) = compare("some.csv", &["--missing", "skip"]);
        assert_eq!(status, 0, "{said}");
        assert!(out.starts_with("2 rows;"), "{out}");
        let (_, out, _) = compare("some.csv", &["--missing", "wrong", "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(json["rows"], 6);
        assert!(
            (json["systems"][1]["figures"]["accuracy"]["value"].as_f64().unwrap() - 2.0 / 6.0).abs() < 1e-12
        );
        let (status, out, said) = compare("all.csv", &["--format", "html"]);
        assert_eq!(status, 0, "{said}");
        well_formed(&out);
        assert_eq!(out.matches("<script>").count(), 1);
    }

    #[test]
    fn drift_tells_texts_like_the_reference_from_others() {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/claims-en.csv");
        let corpus = corpus.to_str().unwrap();
        let far: String = (0..40)
            .map(|n| {
                format!(
                    "Recette numéro {n} : battre les œufs avec la farine tamisée puis verser doucement.\n"
                )
            })
            .collect();
        let folder = folder(&[("far.csv", &format!("text\n{far}"))]);
        // Rows that the model was not trained on, of the same kind.
        let mut table = csv::Reader::from_path(corpus).unwrap();
        let header = table.headers().unwrap().clone();
        let split = header.iter().position(|name| name == "split").unwrap();
        let held_out = folder.path().join("test.csv").to_str().unwrap().to_owned();
        let mut writer = csv::Writer::from_path(&held_out).unwrap();
        writer.write_record(&header).unwrap();
        let test = table.records().map(Result::unwrap).filter(|row| &row[split] == "test");
        let rows = test.inspect(|row| writer.write_record(row).unwrap()).count();
        writer.flush().unwrap();
        drop(writer);
        assert!(rows > 100, "{rows} rows");
        let drift = |new: &str| {
            let args = [
                "evaluate",
                "--unlabelled",
                new,
                "--against",
                corpus,
                "--where",
                "split=dev",
                "--format",
                "json",
                "--rounds",
                "50",
            ];
            let (status, out, said) = run(folder.path(), &args);
            assert_eq!(status, 0, "{said}");
            serde_json::from_str::<serde_json::Value>(&out).unwrap()
        };
        let far = drift("far.csv");
        assert_eq!(far["state"], "out of depth", "{far}");
        assert!(far["unknown_words"]["value"].as_f64().unwrap() > 0.5);
        let home = drift(&held_out);
        assert_eq!(home["state"], "at home", "{}", home["verdict"]);
    }

    #[test]
    fn folds_are_scored_each_and_together() {
        let rows: String = (0..60)
            .map(|n| {
                if n % 2 == 0 {
                    format!("He demands number {n} now,demand,{}\n", n / 4)
                } else {
                    format!("It rejects offer {n},rejection,{}\n", n / 4)
                }
            })
            .collect();
        let folder = folder(&[("t.csv", &format!("text,label,group\n{rows}"))]);
        let (status, out, said) = run(
            folder.path(),
            &["evaluate", "t.csv", "--cv", "3", "--repeats", "2", "--format", "json", "--rounds", "20"],
        );
        assert_eq!(status, 0, "{said}");
        let json: serde_json::Value = serde_json::from_str(&out).unwrap();
        let folds = json["details"]["folds"]["each"].as_array().unwrap();
        assert_eq!(folds.len(), 6);
        assert_eq!(folds.iter().map(|f| f["rows"].as_u64().unwrap()).sum::<u64>(), 120);
        assert!(json["details"]["folds"]["macro_f1"]["standard_deviation"].is_number());
    }
}
