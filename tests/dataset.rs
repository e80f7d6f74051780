//! The data set keeps what its README promises.

#![allow(clippy::unwrap_used)] // a failed step fails the test

use demarche::data::agree::Codings;
use demarche::data::check::{self, Options, Report};
use demarche::data::table::Table;
use demarche::label::OURS;
use demarche::metrics::Bootstrap;
use std::collections::{BTreeMap, BTreeSet};

fn table(name: &str) -> Table {
    let path = format!("{}/datasets/{name}", env!("CARGO_MANIFEST_DIR"));
    Table::read(&std::fs::read_to_string(path).unwrap(), name).unwrap()
}

fn column(table: &Table, name: &str) -> Vec<String> {
    let at = table.need(name, "").unwrap();
    table.records.iter().map(|r| table.field(r, Some(at)).to_owned()).collect()
}

fn by_id(table: &Table, name: &str) -> BTreeMap<String, String> {
    column(table, "id").into_iter().zip(column(table, name)).collect()
}

fn checked(tables: &[Table]) -> Report {
    let options = Options { suspicious: 0, labels: OURS.map(str::to_owned).to_vec(), ..Options::default() };
    check::check(tables, &options).unwrap()
}

#[test]
fn claims_are_well_formed_distinct_and_divided_by_group() {
    let report = checked(&[table("claims-en.csv")]);
    assert!(report.rows >= 9000, "{} rows", report.rows);
    assert!(report.is_clean(), "{report}");
    assert_eq!(
        report.splits.iter().map(|s| s.0.as_str()).collect::<BTreeSet<_>>(),
        BTreeSet::from(["train", "dev", "test"])
    );
}

#[test]
fn no_label_is_rare_and_assessment_and_none_are_the_most_frequent() {
    let report = checked(&[table("claims-en.csv")]);
    let share = |label: &str| report.labels.iter().find(|l| l.label == label).unwrap();
    for rare in ["demand", "rejection", "concession"] {
        for frequent in ["assessment", "none"] {
            assert!(share(frequent).rows > share(rare).rows, "{frequent} and {rare}");
        }
        assert!(share(rare).share >= 0.12, "{rare}: {}", share(rare).share);
        assert!(share(rare).by_split.iter().all(|s| *s >= 0.12), "{rare}: {:?}", share(rare).by_split);
    }
}

/// The length tells nothing. The speaker tells more than it should: sources of
/// different kinds do different things, and nobody speaks in most narration. The
/// bound keeps the known gap, which datasets/README.md explains, from growing.
#[test]
fn length_gives_no_label_away_and_the_speaker_no_more_than_is_known() {
    let report = checked(&[table("claims-en.csv")]);
    let gain = |sees: &str| report.shortcuts.iter().find(|s| s.sees == sees).unwrap().gain();
    assert!(gain("length") <= 0.05, "length: {}", gain("length"));
    assert!(gain("speaker") <= 0.14, "speaker: {}", gain("speaker"));
}

#[test]
fn every_group_has_one_of_at_least_sixteen_domains() {
    let claims = table("claims-en.csv");
    let domains = column(&claims, "domain");
    let mut of_group = BTreeMap::new();
    for (group, domain) in column(&claims, "group").into_iter().zip(&domains) {
        assert!(!domain.is_empty(), "{group}");
        assert_eq!(of_group.entry(group.clone()).or_insert(domain), &domain, "{group}");
    }
    assert!(domains.iter().collect::<BTreeSet<_>>().len() >= 16);
}

#[test]
fn contrast_pairs_turn_the_label_by_one_change_and_are_kept_out_of_training() {
    let contrast = table("contrast-en.csv");
    let mut pairs: BTreeMap<String, Vec<[String; 4]>> = BTreeMap::new();
    let columns = ["id", "text", "label", "change"].map(|c| column(&contrast, c));
    for (n, group) in column(&contrast, "group").into_iter().enumerate() {
        pairs.entry(group).or_default().push(columns.each_ref().map(|c| c[n].clone()));
    }
    assert!(pairs.len() >= 400, "{} pairs", pairs.len());
    for (group, rows) in &pairs {
        let [a, b] = rows.as_slice() else { panic!("{group}: {} rows", rows.len()) };
        assert_eq!((&a[0], &b[0]), (&format!("{group}a"), &format!("{group}b")));
        assert!(a[1] != b[1] && a[2] != b[2], "{group}: texts and labels must differ");
        assert!(a[3] == b[3] && !a[3].is_empty(), "{group}: one change");
    }
    let both = checked(&[contrast, table("claims-en.csv")]);
    assert!(
        both.faults.is_empty()
            && both.duplicates.is_empty()
            && both.conflicts.is_empty()
            && both.leaks.is_empty(),
        "{both}"
    );
    let across: Vec<_> = both.near_duplicates.iter().filter(|p| p.first.file != p.second.file).collect();
    assert!(across.is_empty(), "{across:?}");
}

#[test]
fn two_passes_cover_the_test_part_agree_and_settle_the_labels() {
    let (claims, passes) = (table("claims-en.csv"), table("passes-en.csv"));
    let settled = by_id(&passes, "settled");
    for (id, part) in by_id(&claims, "split") {
        assert!(
            part != "test" || settled.contains_key(&id),
            "{id} of the test part has not been labelled twice"
        );
    }
    assert!(settled.len() >= 2000);
    let labels = by_id(&claims, "label");
    for (id, label) in settled {
        assert_eq!(labels.get(&id).map_or("dropped", String::as_str), label, "{id}");
    }
    let pair = Codings::from_columns(&passes, &["pass_a".into(), "pass_b".into()], "id")
        .unwrap()
        .agreement(Bootstrap::default())
        .unwrap()
        .pairs
        .remove(0);
    assert!(pair.kappa.unwrap().low >= 0.80, "{:?}", pair.kappa);
    assert!(pair.kappa_by_label.iter().all(|k| k.unwrap().low >= 0.70), "{:?}", pair.kappa_by_label);
}

#[test]
fn corrected_labels_stand_in_the_table() {
    let (claims, corrections, passes) =
        (table("claims-en.csv"), table("corrections-en.csv"), table("passes-en.csv"));
    let (labels, settled) = (by_id(&claims, "label"), by_id(&passes, "settled"));
    let was = by_id(&corrections, "was");
    for (id, now) in by_id(&corrections, "now") {
        assert_eq!(labels[&id], now, "{id}");
        assert_ne!(was[&id], now, "{id}");
        assert!(!settled.contains_key(&id), "{id} was settled by the passes");
    }
}

#[test]
fn the_readme_shows_what_the_commands_print() {
    let readme = include_str!("../datasets/README.md");
    let options = Options { suspicious: 0, by: vec!["domain".into(), "stance".into()], ..Options::default() };
    let report = check::check(&[table("claims-en.csv")], &options).unwrap().to_string();
    let passes =
        Codings::from_columns(&table("passes-en.csv"), &["pass_a".into(), "pass_b".into()], "id").unwrap();
    let agreement = passes.agreement(Bootstrap::default()).unwrap().to_string();
    for shown in [report, agreement] {
        assert!(
            readme.contains(&format!("```text\n{shown}```")),
            "datasets/README.md is not up to date; it should show\n{shown}"
        );
    }
}
