//! The commands as a user runs them, on good input.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)] // a failed step fails the test

mod support;

use serde_json::Value;
use support::{Folder, conforms, fed, lines, run, schema};

const ARTICLES: &str = "datasets/articles/train";

/// The characters of `text` from `start` to `end`.
fn slice(text: &str, start: &Value, end: &Value) -> String {
    let (start, end) = (start.as_u64().unwrap() as usize, end.as_u64().unwrap() as usize);
    text.chars().skip(start).take(end - start).collect()
}

fn article(id: &Value) -> String {
    std::fs::read_to_string(format!("{ARTICLES}/{}.txt", id.as_str().unwrap())).unwrap()
}

/// Some rows of the data set, all labels among them.
fn table(rows: usize) -> Vec<u8> {
    let whole = std::fs::read_to_string("datasets/claims-en.csv").unwrap();
    let mut reader = csv::Reader::from_reader(whole.as_bytes());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(reader.headers().unwrap()).unwrap();
    for record in reader.records().take(rows) {
        writer.write_record(&record.unwrap()).unwrap();
    }
    writer.into_inner().unwrap()
}

#[test]
fn an_article_becomes_a_table_of_claims() {
    let shown = run(&["classify", "datasets/articles/harbor-strike.txt"]).ok();
    let text = shown.text();
    assert!(text.starts_with("harbor-strike  "), "{text}");
    for word in ["demand", "rejection", "concession", "assessment"] {
        assert!(text.contains(word), "{word} is missing in {text}");
    }
    assert!(!text.contains('\x1b'), "colour without a terminal");
    assert!(text.lines().all(|line| line.chars().count() <= 100));
}

#[test]
fn claims_of_all_articles_keep_to_the_schema_and_to_their_text() {
    let schema = schema("classify.json");
    let output = run(&["classify", ARTICLES, "--format", "jsonl", "--include-none", "--explain=4"]).ok();
    let claims = lines(&output.stdout);
    assert!(claims.len() > 200);
    let mut articles = Vec::new();
    for claim in &claims {
        conforms(claim, &schema);
        let text = article(&claim["article"]);
        assert_eq!(claim["text"], slice(&text, &claim["start"], &claim["end"]));
        assert!(claim["evidence"].as_array().unwrap().len() <= 4);
        for part in ["speaker", "cue"] {
            if let Some(words) = claim[part]["text"].as_str() {
                assert_eq!(words, slice(&text, &claim[part]["start"], &claim[part]["end"]));
            }
        }
        let sum: f64 =
            claim["probabilities"].as_object().unwrap().values().map(|p| p.as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-4);
        articles.push(claim["article"].as_str().unwrap().to_owned());
    }
    articles.dedup();
    let sorted = articles.windows(2).all(|pair| pair[0] < pair[1]);
    let files = std::fs::read_dir(ARTICLES).unwrap().map(|entry| entry.unwrap().path());
    let texts = files.filter(|path| path.extension().is_some_and(|e| e == "txt")).count();
    assert!(sorted && articles.len() == texts, "{articles:?}");
}

#[test]
fn sentences_of_all_articles_keep_to_the_schema_and_to_their_text() {
    let schema = schema("parse.json");
    let output = run(&["parse", ARTICLES, "--format", "jsonl"]).ok();
    for sentence in lines(&output.stdout) {
        conforms(&sentence, &schema);
        let text = article(&sentence["article"]);
        assert_eq!(sentence["text"], slice(&text, &sentence["start"], &sentence["end"]));
        for negation in sentence["negation"].as_array().unwrap() {
            for part in ["cue", "scope"] {
                for run in negation[part].as_array().unwrap() {
                    assert!(run[0].as_u64() < run[1].as_u64(), "{negation}");
                }
            }
        }
    }
}

#[test]
fn an_affix_is_its_own_cue_and_outside_its_scope() {
    let text = "The envoy said the draft remains unacceptable to them.";
    let output = fed(&["parse", "--format", "jsonl"], text.as_bytes()).ok();
    let negation = &lines(&output.stdout)[0]["negation"][0];
    assert_eq!(slice(text, &negation["cue"][0][0], &negation["cue"][0][1]), "un");
    let scope: Vec<String> =
        negation["scope"].as_array().unwrap().iter().map(|run| slice(text, &run[0], &run[1])).collect();
    assert!(scope.iter().any(|part| part.starts_with("acceptable")), "{scope:?}");
    assert!(!scope.iter().any(|part| part.contains("unacceptable")), "{scope:?}");
}

#[test]
fn one_thread_gives_the_bytes_of_many() {
    let with = |jobs: &str| run(&["classify", ARTICLES, "--format", "jsonl", "--jobs", jobs]).ok().stdout;
    assert!(with("1") == with("7"));
}

#[test]
fn formats_of_input_agree_on_the_text() {
    let folder = Folder::new();
    let said = "“We will not sign,” said Mette Asgar. The owners demanded a new vote.";
    let labels = |args: &[&str]| -> Vec<(String, String)> {
        let output = run(&[&["classify", "--format", "jsonl"], args].concat()).ok();
        let pair = |claim: &Value| {
            (claim["label"].as_str().unwrap().to_owned(), claim["text"].as_str().unwrap().to_owned())
        };
        lines(&output.stdout).iter().map(pair).collect()
    };
    let expected = labels(&[&folder.file("a.txt", said)]);
    assert_eq!(expected.len(), 2, "{expected:?}");
    let json = serde_json::json!({"url": "x", "body": said}).to_string();
    let utf16: Vec<u8> = said.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin = |c| match c {
        '“' => 0x93,
        '”' => 0x94,
        c => c as u8,
    };
    let same: [(&str, Vec<u8>, &[&str]); 9] = [
        ("bom.txt", format!("\u{feff}{said}").into(), &[]),
        ("b.md", format!("---\na: b\n---\n**{}**", said.replace(". ", ".\n")).into(), &[]),
        ("c.jsonl", json.clone().into(), &[]),
        ("d.csv", format!("id,text\n1,\"{said}\"").into(), &[]),
        ("e.tsv", format!("nr\tArtikel\n1\t{said}").into(), &["--text-column", "artikel"]),
        ("f.txt", [&[0xff, 0xfe][..], &utf16].concat(), &[]),
        ("g.txt", utf16.clone(), &["--encoding", "utf-16le"]),
        ("h.txt", said.chars().map(latin).collect(), &["--encoding", "windows-1252"]),
        ("i.dat", json.into(), &["--input-format", "jsonl"]),
    ];
    for (name, bytes, more) in same {
        let file = folder.file(name, bytes);
        assert_eq!(labels(&[&[file.as_str()], more].concat()), expected, "{name}");
    }
}

#[test]
fn of_a_page_only_the_article_is_read() {
    let output = run(&["parse", "tests/fixtures/input/page.html", "--format", "jsonl"]).ok();
    let text: Vec<String> =
        lines(&output.stdout).iter().map(|s| s["text"].as_str().unwrap().to_owned()).collect();
    assert_eq!(text[0], "Ferry owners refuse night curfew");
    let whole = text.join("\n");
    for gone in ["cookie", "Most read", "resign", "terms", "Subscribe", "ads"] {
        assert!(!whole.contains(gone), "{gone} in {whole}");
    }
    assert!(whole.contains("the residents’ figures on noise “honest” but"), "{whole}");
}

#[test]
fn standard_input_is_known_by_its_beginning() {
    let page = std::fs::read("tests/fixtures/input/page.html").unwrap();
    let claims = lines(&fed(&["classify", "-", "--format", "jsonl"], &page).ok().stdout);
    assert!(claims.iter().all(|claim| claim["article"] == "stdin"));
    assert!(!claims.iter().any(|claim| claim["text"].as_str().unwrap().contains("cookies")));
    let json = b"{\"id\": \"x\", \"text\": \"The council rejected the offer.\"}\n";
    assert_eq!(lines(&fed(&["classify", "--format", "jsonl"], json).ok().stdout)[0]["article"], "x");
}

#[test]
fn rows_and_lines_can_be_claims_already_cut_out() {
    let folder = Folder::new();
    let table =
        folder.file("c.csv", "id;text;speaker\na;rejected the offer;Mette Asgar\nb;demanded a vote;\n");
    let claims = lines(&run(&["classify", &table, "--as", "claims", "--format", "jsonl"]).ok().stdout);
    let schema = schema("classify.json");
    for claim in &claims {
        conforms(claim, &schema);
    }
    assert_eq!((&claims[0]["label"], &claims[1]["label"]), (&"rejection".into(), &"demand".into()));
    assert_eq!(claims[0]["speaker"]["resolved"], "Mette Asgar");
    let text = folder.file("c.txt", "They rejected the offer.\n\nThey demanded a vote.\n");
    let claims = lines(&run(&["classify", &text, "--as", "claims", "--format", "jsonl"]).ok().stdout);
    let ids: Vec<&str> = claims.iter().map(|claim| claim["article"].as_str().unwrap()).collect();
    assert_eq!(ids, ["c:1", "c:3"]);
}

#[test]
fn folders_are_read_in_order_and_all_the_way_down() {
    let folder = Folder::new();
    for name in ["in/b.txt", "in/a/z.txt", "in/a/y.md", "in/.hidden.txt", "in/notes.docx"] {
        folder.file(name, "The council rejected the offer.");
    }
    let claims = lines(&run(&["classify", &folder.path("in"), "--format", "jsonl"]).ok().stdout);
    let ids: Vec<&str> = claims.iter().map(|claim| claim["article"].as_str().unwrap()).collect();
    assert_eq!(ids, ["a/y", "a/z", "b"]);
}

#[test]
fn what_is_shown_can_be_narrowed() {
    let file = "datasets/articles/harbor-strike.txt";
    let claims =
        |more: &[&str]| lines(&run(&[&["classify", file, "--format", "jsonl"], more].concat()).ok().stdout);
    let all = claims(&[]);
    assert!(all.iter().all(|claim| claim["label"] != "none"));
    assert!(claims(&["--include-none"]).iter().any(|claim| claim["label"] == "none"));
    let sure = claims(&["--min-probability", "0.9"]);
    assert!(!sure.is_empty() && sure.len() < all.len());
    assert!(sure.iter().all(|claim| claim["probability"].as_f64().unwrap() >= 0.9));
    let top = claims(&["--top", "3"]);
    let least = top.iter().map(|claim| claim["probability"].as_f64().unwrap()).fold(1.0, f64::min);
    assert_eq!(top.len(), 3);
    assert_eq!(all.iter().filter(|claim| claim["probability"].as_f64().unwrap() > least).count(), 2);
    assert!(top.windows(2).all(|pair| pair[0]["claim"].as_u64() < pair[1]["claim"].as_u64()));
}

#[test]
fn a_file_takes_its_format_from_its_name() {
    let folder = Folder::new();
    let table = folder.path("out.csv");
    run(&["classify", "datasets/articles/harbor-strike.txt", "-o", &table, "--explain"]).ok();
    let mut reader = csv::Reader::from_path(&table).unwrap();
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|h| h == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert!(rows.len() > 10);
    assert!(rows.iter().all(|row| &row[at("article")] == "harbor-strike" && !row[at("evidence")].is_empty()));
    assert_eq!(folder.names(), ["out.csv"]);
    let stats = folder.path("stats.json");
    run(&["classify", ARTICLES, "-o", &folder.path("out.jsonl"), "--stats", &stats]).ok();
    let stats: Value = serde_json::from_slice(&std::fs::read(stats).unwrap()).unwrap();
    let written = lines(&std::fs::read(folder.path("out.jsonl")).unwrap()).len() as u64;
    assert_eq!((stats["written"].as_u64(), stats["errors"].as_u64()), (Some(written), Some(0)));
}

#[test]
fn a_table_is_coloured_only_where_it_is_wanted() {
    let file = "datasets/articles/harbor-strike.txt";
    let coloured = run(&["classify", file, "--color", "always", "--explain"]).ok();
    assert!(coloured.text().contains("\x1b[4m") && coloured.text().contains("over "));
    let plain = run(&["classify", file, "--explain"]).ok();
    assert!(!plain.text().contains('\x1b'));
}

#[test]
fn text_cannot_speak_to_the_terminal() {
    let output = fed(
        &["classify", "--color", "always"],
        "The council \x1b]0;x\x07 rejected the \u{202e}offer.".as_bytes(),
    )
    .ok();
    assert!(
        !output.text().contains("\x1b]")
            && !output.text().contains('\x07')
            && !output.text().contains('\u{202e}')
    );
}

#[test]
fn training_gives_the_same_bytes_twice_and_a_model_that_works() {
    let folder = Folder::new();
    let data = folder.file("rows.csv", table(400));
    let (one, two) = (folder.path("one.demarche"), folder.path("two.demarche"));
    let first = run(&["train", &data, "-o", &one, "--alpha", "0.5,2", "--cv", "3", "--jobs", "1"]).ok();
    for word in ["400 rows", "vocabulary", "converged", "chosen", "macro avg", "one.demarche"] {
        assert!(first.text().contains(word), "{word} is missing in {}", first.text());
    }
    let model = std::fs::read(&one).unwrap();
    run(&["train", &data, "-o", &two, "--alpha", "0.5,2", "--cv", "3", "--jobs", "3", "--quiet"]).ok();
    assert!(model == std::fs::read(&two).unwrap());
    run(&["classify", "datasets/articles/harbor-strike.txt", "--model", &one]).ok();
    let facts: Value =
        serde_json::from_slice(&run(&["inspect", &one, "--format", "json"]).ok().stdout).unwrap();
    assert_eq!(facts["rows"], 400);
    assert_eq!(facts["labels"].as_array().unwrap().len(), 5);
    let inspected = run(&["inspect", &one, "--top", "3"]).ok();
    assert!(inspected.text().contains("concession"));
}

#[test]
fn a_model_is_measured() {
    let folder = Folder::new();
    let data = folder.file("rows.csv", table(300));
    let text = run(&["evaluate", &data]).ok();
    for word in [
        "precision    recall  f1-score   support",
        "weighted avg",
        "Confusion matrix",
        "95 % interval",
        "kappa",
        "log loss",
    ] {
        assert!(text.text().contains(word), "{word} is missing in {}", text.text());
    }
    let errors = folder.path("errors.csv");
    let json = run(&["evaluate", &data, "--format", "json", "--errors", &errors]).ok();
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    let right = json["accuracy"].as_f64().unwrap() * 300.0;
    let wrong = csv::Reader::from_path(&errors).unwrap().records().count();
    assert_eq!(wrong, 300 - right.round() as usize);
    assert!(json["macro avg"]["f1-score"].is_number() && json["demand"]["support"].is_number());
    let all: u64 = json["details"]["confusion_matrix"]["counts"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|r| r.as_array().unwrap())
        .map(|c| c.as_u64().unwrap())
        .sum();
    assert_eq!(all, 300);
    run(&["evaluate", &data, "--fail-under", "macro-f1=0.1"]).ok();
    run(&["evaluate", &data, "--fail-under", "f1:demand=1.01"]).says(1, &["f1:demand", "1.01"]);
    let folded = run(&["evaluate", &data, "--cv", "3"]).ok();
    assert!(folded.text().contains("cross-validation, 3 folds"));
}

#[test]
fn only_the_rows_asked_for_count() {
    let folder = Folder::new();
    let data = folder.file("rows.csv", "text,label,split\nThey rejected it.,rejection,test\nThey accepted it.,concession,train\nThey demanded it.,demand,dev\n");
    let json = run(&["evaluate", &data, "--where", "split=test,dev", "--format", "json"]).ok();
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["details"]["rows"], 2);
}

#[test]
fn every_command_shows_help_with_examples() {
    for name in ["train", "classify", "evaluate", "parse", "inspect", "completions"] {
        let help = run(&[name, "--help"]).ok();
        assert!(help.text().contains("Examples:\n  demarche "), "{name}");
    }
    assert!(run(&["completions", "bash"]).ok().text().contains("demarche"));
}
