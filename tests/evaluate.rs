//! `evaluate` on the command line: rows left out, predictions that `compare` reads again,
//! the learning curve, thresholds by label, pages of whole articles.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a failed step fails the test
#![cfg(feature = "cli")]

use serde_json::Value;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

fn run(args: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn done(args: &[&str]) -> String {
    let (status, out, said) = run(args);
    assert_eq!(status, 0, "{args:?}: {said}");
    out
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&done(&[args, &["--format", "json", "--rounds", "20"]].concat())).unwrap()
}

fn at(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_owned()
}

/// A table of two labels in groups of two rows, some of them hard to tell.
fn table(folder: &TempDir, rows: usize) -> String {
    let row = |n: usize| {
        let (text, label) = match n % 4 {
            0 => ("He demands that they leave town", "demand"),
            1 => ("She rejects the offer of talks", "rejection"),
            2 => ("They want the road open by May", "demand"),
            _ => ("They will not open the road in May", "rejection"),
        };
        format!("r{n},{text} {},{label},{}\n", n / 3, n / 2)
    };
    let path = at(folder, "t.csv");
    let rows: String = (0..rows).map(row).collect();
    std::fs::write(&path, format!("id,text,label,group\n{rows}")).unwrap();
    path
}

#[test]
fn rows_below_a_probability_are_left_out_and_said() {
    let test = ["evaluate", "datasets/claims-en.csv", "--where", "split=test"];
    let all = json(&test);
    let sure = json(&[&test[..], &["--min-probability", "0.9"]].concat());
    let of = |value: &Value, threshold: f64| {
        let list = value["details"]["at_least"].as_array().unwrap();
        list.iter().find(|c| c["threshold"].as_f64() == Some(threshold)).unwrap().clone()
    };
    // Coverage looks at all rows either way, and the figures are those of its line.
    assert_eq!(all["details"]["at_least"], sure["details"]["at_least"]);
    let line = of(&all, 0.9);
    assert_eq!(sure["details"]["rows"], line["rows"]);
    assert_eq!(sure["accuracy"], line["accuracy"]);
    assert_eq!(all["accuracy"], of(&all, 0.0)["accuracy"]);
    let abstained = &sure["details"]["abstained"];
    assert_eq!(abstained["of"], all["details"]["rows"]);
    assert_eq!(
        abstained["rows"].as_u64().unwrap() + line["rows"].as_u64().unwrap(),
        abstained["of"].as_u64().unwrap()
    );
    assert!(sure["accuracy"].as_f64() > all["accuracy"].as_f64());
    assert!(all["details"]["calibration_error_uncalibrated"].is_number());
    let (status, _, said) = run(&[&test[..], &["--min-probability", "1"]].concat());
    assert_eq!(status, 2);
    assert_eq!(said, "demarche: min-probability: found 1, expected a probability that some row reaches\n");
}

#[test]
fn predictions_are_read_again_by_compare_with_the_same_figures() {
    let folder = tempfile::tempdir().unwrap();
    let path = at(&folder, "p.csv");
    let data = "datasets/contrast-en.csv";
    let report = json(&["evaluate", data, "--predictions", &path]);
    let found = json(&["compare", "built-in", &path, "--on", data]);
    let verdict = format!("built-in English model and {path} have the same rows right");
    assert_eq!(found["pairs"][0]["verdict"], verdict);
    for figure in ["accuracy", "log_loss"] {
        let [a, b] = [0, 1].map(|n| found["systems"][n]["figures"][figure]["value"].as_f64().unwrap());
        let expected = report["details"]["intervals_95"][figure]["estimate"].as_f64().unwrap();
        assert!((a - expected).abs() < 1e-12 && (b - expected).abs() < 1e-12, "{figure}");
    }
}

#[test]
fn predictions_are_read_where_a_label_of_the_model_does_not_occur() {
    let folder = tempfile::tempdir().unwrap();
    let (data, path) = (table(&folder, 12), at(&folder, "p.csv"));
    done(&["evaluate", &data, "--predictions", &path, "--rounds", "5"]);
    let found = json(&["compare", "built-in", &path, "--on", &data]);
    let loss = |n: usize| found["systems"][n]["figures"]["log_loss"]["value"].as_f64().unwrap();
    assert!((loss(0) - loss(1)).abs() < 1e-12);
}

#[test]
fn folds_stand_in_the_predictions_and_shares_of_them_give_a_learning_curve() {
    let folder = tempfile::tempdir().unwrap();
    let (data, path) = (table(&folder, 120), at(&folder, "p.csv"));
    let report =
        json(&["evaluate", &data, "--cv", "3", "--alpha", "1", "--learning-curve", "--predictions", &path]);
    let curve = report["details"]["learning_curve"].as_array().unwrap();
    assert_eq!(curve.len(), 6);
    let rows: Vec<f64> = curve.iter().map(|p| p["rows"].as_f64().unwrap()).collect();
    assert!(rows.windows(2).all(|pair| pair[0] < pair[1]), "{rows:?}");
    assert_eq!(curve[5]["rows"], 80.0);
    assert_eq!(curve[5]["macro_f1"][0], report["details"]["folds"]["macro_f1"]["mean"]);
    let mut reader = csv::Reader::from_path(&path).unwrap();
    let fold = reader.headers().unwrap().iter().position(|h| h == "fold").unwrap();
    let mut folds = [0; 3];
    for record in reader.records() {
        folds[record.unwrap()[fold].parse::<usize>().unwrap() - 1] += 1;
    }
    assert_eq!(folds.iter().sum::<usize>(), 120);
    let text = done(&["evaluate", &data, "--cv", "3", "--alpha", "1", "--learning-curve", "--rounds", "5"]);
    assert!(text.contains("Learning curve"), "{text}");
    let (status, _, said) = run(&["evaluate", &data, "--learning-curve"]);
    assert_eq!(status, 2, "{said}");
}

#[test]
fn thresholds_of_the_model_mark_claims_and_stand_in_the_report() {
    let folder = tempfile::tempdir().unwrap();
    let (data, model) = (table(&folder, 120), at(&folder, "m.demarche"));
    done(&["train", &data, "--alpha", "1", "--target-precision", "0.99", "-o", &model]);
    let report = json(&["evaluate", &data, "--model", &model]);
    let own = &report["details"]["own_thresholds"];
    let labels = own["labels"].as_array().unwrap();
    assert_eq!(labels.iter().map(|l| l["predicted"].as_u64().unwrap()).sum::<u64>(), 120);
    assert_eq!(labels.iter().map(|l| l["rows"].as_u64()).sum::<Option<u64>>(), own["rows"].as_u64());
    // Unlike all training texts, so below any threshold that was found.
    let odd = at(&folder, "odd.csv");
    std::fs::write(&odd, "id,text\n1,Clouds over hills\n").unwrap();
    let classify = ["classify", odd.as_str(), "--as", "claims", "--model", model.as_str(), "--format"];
    let line: Value = serde_json::from_str(&done(&[&classify[..], &["jsonl"]].concat())).unwrap();
    assert_eq!(line["abstained"], true, "{line}");
    assert!(done(&[&classify[..], &["table"]].concat()).contains('?'));
    let csv = done(&[&classify[..], &["csv"]].concat());
    assert!(csv.lines().nth(1).unwrap().contains(",true,"), "{csv}");
    // A threshold of one's own leaves claims out.
    assert_eq!(done(&[&classify[..], &["jsonl", "--min-probability", "0.999"]].concat()), "");
}

#[test]
fn whole_articles_have_pages_with_both_sides() {
    let folder = tempfile::tempdir().unwrap();
    let gold = folder.path().join("gold");
    std::fs::create_dir(&gold).unwrap();
    let text = "The union <b>demanded</b> higher pay.\n\nNobody spoke & nothing moved.\n";
    std::fs::write(gold.join("a.txt"), text).unwrap();
    let ann = "T1\tClaim 0 36\tThe union <b>demanded</b> higher pay\nE1\tClaim:T1\nA1\tLabel E1 demand\n\
        T2\tClaim 39 45\tNobody\nE2\tClaim:T2\nA2\tLabel E2 rejection\n";
    std::fs::write(gold.join("a.ann"), ann).unwrap();
    let pages = ["html", "md", "json"].map(|kind| at(&folder, &format!("r.{kind}")));
    let args = ["evaluate", "--gold", gold.to_str().unwrap(), "--rounds", "20"];
    let reports = pages.iter().flat_map(|page| ["--report", page.as_str()]);
    done(&args.into_iter().chain(reports).collect::<Vec<_>>());
    let [html, markdown, report] = pages.map(|page| std::fs::read_to_string(Path::new(&page)).unwrap());
    assert!(html.contains("&lt;b&gt;demanded&lt;/b&gt;") && !html.contains("<b>demanded</b>"));
    // No claim found overlaps with one word by half.
    assert!(html.contains("rejection, missed</b> Nobody</span> spoke &amp; nothing moved"), "{html}");
    assert_eq!(html.matches("<script>").count(), 1);
    assert!(markdown.contains("## Errors"), "{markdown}");
    let report: Value = serde_json::from_str(&report).unwrap();
    let claims = report["articles"][0]["claims"].as_array().unwrap();
    assert_eq!(claims.iter().filter(|c| !c["gold"].is_null()).count(), 2);
    assert_eq!(report["scores"]["gold"], 2);
    assert_eq!(report["scores"]["by_article"][0]["matched"], report["scores"]["matched"]);
    let (status, _, said) = run(&["evaluate", "--gold", gold.to_str().unwrap(), "--report", "x.pdf"]);
    assert_eq!((status, said.lines().count()), (2, 1), "{said}");
}
