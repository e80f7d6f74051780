//! The same bytes from any number of threads, in any locale and time zone, from two
//! runs. Builds of other kinds are held against each other by `.ci/reproducible`.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)] // a failed step fails the test

mod support;

use std::process::{Output, Stdio};
use support::{Folder, command};

/// What a run in this environment gives; the same arguments each time.
fn given(args: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = command(args);
    command.envs(environment.iter().copied()).stdin(Stdio::null());
    command.output().unwrap()
}

/// Environments that must make no difference.
const ENVIRONMENTS: [&[(&str, &str)]; 3] = [
    &[("LC_ALL", "C"), ("TZ", "UTC")],
    &[("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8"), ("TZ", "Asia/Kathmandu")],
    &[("LC_ALL", "de_DE.UTF-8"), ("TZ", "America/St_Johns"), ("RAYON_NUM_THREADS", "3"), ("HOME", "/nowhere")],
];

fn same(args: &[&str]) {
    let first = given(args, &[]);
    assert!(first.status.success() && !first.stdout.is_empty(), "{}", String::from_utf8_lossy(&first.stderr));
    for jobs in ["1", "2", "16"] {
        let found = given(&[args, &["--jobs", jobs]].concat(), &[]);
        assert!(found.stdout == first.stdout, "{args:?} with {jobs} threads");
    }
    for environment in ENVIRONMENTS {
        assert!(given(args, environment).stdout == first.stdout, "{args:?} in {environment:?}");
    }
}

#[test]
fn claims_are_the_same_in_any_way_of_running() {
    let articles = "datasets/articles/train";
    same(&["classify", articles, "--format", "jsonl", "--include-none", "--explain=5"]);
    same(&["classify", articles, "--format", "csv"]);
    same(&["classify", articles]);
    same(&["parse", articles]);
}

#[test]
fn a_model_is_the_same_in_any_way_of_training() {
    let folder = Folder::new();
    let whole = std::fs::read_to_string("datasets/claims-en.csv").unwrap();
    let rows: String = whole.lines().take(300).flat_map(|line| [line, "\n"]).collect();
    let data = folder.file("rows.csv", rows);
    let trained = |more: &[&str], environment: &[(&str, &str)]| {
        let model = folder.path("m.demarche");
        let args = ["train", &data, "-o", &model, "--cv", "3", "--alpha", "0.3,1", "--class-weight", "balanced"];
        let run = given(&[&args[..], more].concat(), environment);
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        std::fs::read(&model).unwrap()
    };
    let first = trained(&["--jobs", "1"], &[]);
    for jobs in ["2", "16"] {
        assert!(trained(&["--jobs", jobs], &[]) == first, "{jobs} threads");
    }
    for environment in ENVIRONMENTS {
        assert!(trained(&[], environment) == first, "{environment:?}");
    }
}

#[test]
fn figures_are_the_same_in_any_way_of_measuring() {
    same(&["evaluate", "datasets/contrast-en.csv", "--format", "json"]);
}
