//! Networks of claims: weights by hand, options of Discourse Network Analyzer, formats, bad input.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a failed step fails the test

mod support;

use demarche::network::{
    Aggregation, Mode, Network, Normalization, Options, Reader, Statements, Variables, Window, documents,
    networks, write,
};
use std::collections::BTreeMap;
use support::{fed, run};

/// What actors hold on two topics, coded by hand: `ACTOR TOPIC AGREEMENT ARTICLE`.
const CODED: &str = "\
speaker,topic,agree,article,label
Ana Petrel,dam,yes,a-2031-01-05,demand
Ana Petrel,dam,yes,a-2031-01-05,demand
Bo Lund,dam,no,a-2031-01-05,rejection
Bo Lund,ferry,yes,b-2031-02-10,demand
Ana Petrel,ferry,yes,b-2031-02-10,concession
Cy Marr,dam,yes,c-2031-04-01,demand
Cy Marr,dam,no,c-2031-04-01,none
,dam,no,c-2031-04-01,rejection
";

fn variables() -> Variables {
    Variables { variable2: "topic".into(), qualifier: Some("agree".into()), ..Variables::default() }
}

fn coded(variables: &Variables) -> Statements {
    let mut reader = Reader::new(variables, BTreeMap::new());
    reader.table(CODED, "coded.csv").unwrap();
    reader.finish("coded.csv").unwrap()
}

fn made(options: Options) -> Vec<Network> {
    let variables = variables();
    networks(&coded(&variables), &variables, &options).unwrap()
}

/// The ties as `A-B weight`, by the first letters.
fn ties(network: &Network) -> Vec<(String, f64)> {
    let name = |n: usize| network.nodes[n].label[..1].to_owned();
    network
        .edges
        .iter()
        .map(|e| (format!("{}-{}", name(e.source), name(e.target)), (e.weight * 1e4).round() / 1e4))
        .collect()
}

fn one(aggregation: Aggregation, normalization: Normalization) -> Vec<(String, f64)> {
    ties(&made(Options { mode: Mode::One, aggregation, normalization, ..Options::default() })[0])
}

fn two(aggregation: Aggregation, normalization: Normalization) -> Vec<(String, f64)> {
    ties(&made(Options { aggregation, normalization, ..Options::default() })[0])
}

fn expected(pairs: &[(&str, f64)]) -> Vec<(String, f64)> {
    pairs.iter().map(|(name, weight)| ((*name).to_owned(), *weight)).collect()
}

#[test]
fn one_mode_weights_are_those_counted_by_hand() {
    use Aggregation as A;
    use Normalization as N;
    // Petrel has the dam twice and the ferry once, Lund each once, Marr the dam once.
    assert_eq!(one(A::Ignore, N::No), expected(&[("A-B", 3.0), ("A-C", 2.0), ("B-C", 1.0)]));
    assert_eq!(one(A::Congruence, N::No), expected(&[("A-B", 1.0), ("A-C", 2.0)]));
    assert_eq!(one(A::Conflict, N::No), expected(&[("A-B", 2.0), ("B-C", 1.0)]));
    assert_eq!(one(A::Subtract, N::No), expected(&[("A-B", -1.0), ("A-C", 2.0), ("B-C", -1.0)]));
    assert_eq!(one(A::Congruence, N::Average), expected(&[("A-B", 0.4), ("A-C", 1.0)]));
    assert_eq!(one(A::Congruence, N::Cosine), expected(&[("A-B", 0.1667), ("A-C", 0.6667)]));
    // Two of the dam only Petrel's, one only Lund's, one of the ferry both.
    assert_eq!(one(A::Congruence, N::Jaccard), expected(&[("A-B", 0.25), ("A-C", 0.6667)]));
}

#[test]
fn two_mode_weights_are_those_counted_by_hand() {
    use Aggregation as A;
    use Normalization as N;
    let weights = |values: [f64; 5]| {
        expected(&["A-d", "A-f", "B-d", "B-f", "C-d"].into_iter().zip(values).collect::<Vec<_>>())
    };
    assert_eq!(two(A::Ignore, N::No), weights([2.0, 1.0, 1.0, 1.0, 1.0]));
    assert_eq!(two(A::Subtract, N::No), weights([2.0, 1.0, -1.0, 1.0, 1.0]));
    assert_eq!(two(A::Combine, N::No), weights([1.0, 1.0, 2.0, 1.0, 1.0]));
    assert_eq!(two(A::Ignore, N::Activity), weights([0.6667, 0.3333, 0.5, 0.5, 1.0]));
    assert_eq!(two(A::Subtract, N::Prominence), weights([0.5, 0.5, -0.25, 0.5, 0.25]));
}

#[test]
fn scales_count_by_how_near_their_values_are() {
    let mut variables = variables();
    variables.qualifier_values = vec![("yes".into(), 2), ("no".into(), -2)];
    let mut reader = Reader::new(&variables, BTreeMap::new());
    reader.table(CODED, "coded.csv").unwrap();
    reader.table("speaker,topic,agree\nDi Olen,dam,maybe\n", "more.csv").unwrap();
    let statements = reader.finish("coded.csv").unwrap();
    assert_eq!(statements.dropped["without a number for the qualifier"], 1);
    let options = Options { aggregation: Aggregation::Subtract, ..Options::default() };
    let network = &networks(&statements, &variables, &options).unwrap()[0];
    assert_eq!(ties(network)[0], ("A-d".into(), 4.0));
    assert_eq!(ties(network)[2], ("B-d".into(), -2.0));
}

#[test]
fn what_says_the_same_counts_once_in_its_stretch() {
    use demarche::network::Duplicates as D;
    let weight = |duplicates| ties(&made(Options { duplicates, ..Options::default() })[0])[0].1;
    assert_eq!(weight(D::Include), 2.0);
    for duplicates in [D::Document, D::Week, D::Month, D::Year, D::AcrossRange] {
        assert_eq!(weight(duplicates), 1.0, "{duplicates}");
    }
}

#[test]
fn windows_move_on_by_one_unit_until_the_last_statement_is_in() {
    let options = Options { window: Window::Months, window_size: 2, ..Options::default() };
    let made = made(options);
    let shown: Vec<String> = made
        .iter()
        .map(|n| format!("{} {} {}", n.days.unwrap().0, n.days.unwrap().1, n.statements))
        .collect();
    assert_eq!(shown, ["2031-01-01 2031-02-28 5", "2031-02-01 2031-03-31 2", "2031-03-01 2031-04-30 1"]);
}

#[test]
fn windows_of_events_keep_a_day_together() {
    let options = Options { window: Window::Events, window_size: 2, ..Options::default() };
    let counts: Vec<usize> = made(options).iter().map(|n| n.statements).collect();
    assert_eq!(counts, [3, 5, 2, 3]);
}

#[test]
fn claims_as_json_lines_and_as_csv_give_the_same_network() {
    let article = "datasets/articles/harbor-strike.txt";
    let network = |format: &str| {
        let claims = run(&["classify", article, "--format", format]).ok();
        let out = fed(&["network", "--quiet"], &claims.stdout).ok();
        assert!(out.text().contains("<edge source=\"n0\""), "{}", out.text());
        out.stdout
    };
    assert_eq!(network("jsonl"), network("csv"));
}

#[test]
fn who_names_whom_is_a_network_of_actors() {
    let claims = r#"{"article": "a", "speaker": {"resolved": "Ana Petrel", "kind": "person"}, "label": "demand", "text": "asked Mr Lund to stay"}
{"article": "a", "speaker": {"resolved": "Bo Lund", "kind": "person"}, "label": "rejection", "text": "Mr Lund told Petrelia no"}
{"article": "b", "speaker": {"resolved": "Cy Lund", "kind": "person"}, "label": "rejection", "text": "Ana Petrel is wrong"}
{"article": "b", "speaker": {"resolved": "Union of Dockers", "kind": "organisation"}, "label": "demand", "text": "called on Cy Lund"}
"#;
    let out = fed(&["network", "--variable2", "mentions", "-f", "csv", "-q"], claims.as_bytes()).ok();
    // A part of a word is no name, one's own name no tie, and a last name holds in its article.
    assert_eq!(
        out.text(),
        "source,target,weight\nAna Petrel,Bo Lund,1\nCy Lund,Ana Petrel,1\nUnion of Dockers,Cy Lund,1\n"
    );
    let graph = fed(&["network", "--variable2", "mentions", "-q"], claims.as_bytes()).ok();
    assert!(graph.text().contains("edgedefault=\"directed\""));
}

#[test]
fn events_have_the_columns_of_discourse_network_analyzer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("documents.csv");
    std::fs::write(&path, "id,date,title,author\na-2031-01-05,2031-01-06,The dam; once more,Wire\n").unwrap();
    let args = ["network", "-", "--mode", "events", "--variable2", "topic", "--qualifier", "agree"];
    let documents = ["--documents", path.to_str().unwrap()];
    let out = fed(&[&args[..], &documents].concat(), CODED.as_bytes());
    let mut lines = out.text().lines();
    assert_eq!(
        lines.next().unwrap(),
        "statement ID;time;document ID;document title;author;source;section;type;text;person;organization;concept;agreement"
    );
    assert_eq!(
        lines.next().unwrap(),
        "1;2031-01-06 00:00:00;a-2031-01-05;\"The dam; once more\";Wire;;;;;Ana Petrel;;dam;1"
    );
    assert_eq!(lines.count(), 5);
    assert!(out.stderr.contains("2 of 8 claims left out: 1 of label none, 1 without a first variable"));
}

#[test]
fn windows_in_graphml_fill_a_folder_and_in_csv_one_table() {
    let folder = tempfile::tempdir().unwrap();
    let (claims, out) = (folder.path().join("coded.csv"), folder.path().join("windows"));
    std::fs::write(&claims, CODED).unwrap();
    let args = ["network", claims.to_str().unwrap(), "--variable2", "topic", "--window", "months", "--quiet"];
    run(&[&args[..], &["-o", out.to_str().unwrap(), "--format", "graphml"]].concat()).ok();
    let mut names: Vec<String> =
        std::fs::read_dir(&out).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names.len(), 4);
    assert_eq!(names[1], "2-2031-02-01-2031-02-28.graphml");
    run(&[&args[..], &["-o", out.to_str().unwrap(), "--format", "graphml"]].concat())
        .fails(&["windows", "not empty"]);
    let table = run(&[&args[..], &["--format", "csv"]].concat()).ok();
    assert!(
        table.text().starts_with("window_start,window_stop,source,target,weight\n2031-01-01,2031-01-31,")
    );
}

#[test]
fn names_with_marks_of_xml_stay_whole() {
    let claims = "speaker,label\n\"<Ana> & \"\"Bo\"\"\",demand\n";
    let variables = Variables::default();
    let mut reader = Reader::new(&variables, BTreeMap::new());
    reader.table(claims, "claims.csv").unwrap();
    let statements = reader.finish("claims.csv").unwrap();
    let network = &networks(&statements, &variables, &Options::default()).unwrap()[0];
    let name = "&lt;Ana&gt; &amp; &quot;Bo&quot;";
    assert!(write::graphml(network).contains(&format!("<data key=\"label\">{name}</data>")));
    assert!(write::gexf(network).contains(&format!("label=\"{name}\"")));
}

#[test]
fn no_claims_give_an_empty_network() {
    let out = fed(&["network", "-"], b"speaker,label\n").ok();
    assert!(out.text().contains("<graph edgedefault=\"undirected\">\n  </graph>"));
}

#[test]
fn bad_input_is_one_line_that_says_what_and_where() {
    let fails = |args: &[&str], input: &str, words: &[&str]| {
        fed(&[&["network"], args].concat(), input.as_bytes()).fails(words);
    };
    fails(&[], "", &["standard input", "empty"]);
    fails(&[], "{\"speaker\": 3}\n[1]\n", &["standard input:2", "JSON object"]);
    fails(&[], "{broken\n", &["standard input:1", "not JSON"]);
    fails(&[], "speaker,sort\nA,b\n", &["label", "speaker, sort"]);
    fails(&["--variable2", "topic"], CODED.replace("topic", "theme").as_str(), &["\"topic\"", "theme"]);
    fails(&["--qualifier", "label"], CODED, &["standard input:2", "qualifier", "demand"]);
    fails(&["--mode", "one", "--qualifier-aggregation", "congruence"], CODED, &["without a qualifier"]);
    fails(&["--normalization", "cosine"], CODED, &["normalization", "activity"]);
    fails(&["--window", "weeks"], CODED, &["folder"]);
    fails(&["--window", "weeks", "-f", "csv"], "speaker,label\nA,demand\n", &["dates"]);
    fails(&["--mode", "events", "-f", "gexf"], CODED, &["format", "csv"]);
    fails(&["--start-date", "2032-01-01", "--stop-date", "2031-01-01"], CODED, &["start-date"]);
    let wrong = documents("article,date\na,5 May\n", "documents.csv").unwrap_err().to_string();
    assert!(wrong.starts_with("documents.csv:2: the date is \"5 May\""), "{wrong}");
}
