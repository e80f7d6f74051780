//! House rules that no compiler holds.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a failed step fails the test

use std::fs;
use std::path::{Path, PathBuf};

/// Lines of the longest source file; a longer one is two.
const LONGEST: usize = 900;

/// Beginnings of paths that only one machine has, in two parts so that this
/// file has none.
const MACHINE: [[&str; 2]; 6] =
    [["/ho", "me/"], ["/ro", "ot/"], ["/wo", "rk/"], ["/Us", "ers/"], ["C:\\Us", "ers"], ["/tm", "p/"]];

/// What no finished source has, written likewise.
const UNFINISHED: [[&str; 2]; 5] =
    [["TO", "DO"], ["FIX", "ME"], ["unimple", "mented!"], ["to", "do!("], ["dbg", "!("]];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files under `folder`, in order, without build output and version control.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let mut out = Vec::new();
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !matches!(name.as_str(), "target" | ".git") {
                out.extend(files(&path));
            }
        } else if name != ".git" {
            out.push(path);
        }
    }
    out
}

/// The Rust files under `folder`, each with its text and its path from the root.
fn rust(folder: &str) -> Vec<(String, String)> {
    let sources =
        files(&root().join(folder)).into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs"));
    sources.map(|path| (shown(&path), fs::read_to_string(path).unwrap())).collect()
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string().replace('\\', "/")
}

fn none(found: &[String]) {
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn every_source_file_begins_with_what_it_is_for() {
    let folders = ["src", "tests", "benches", "examples"];
    let headless = folders.into_iter().flat_map(rust).filter(|(_, text)| !text.starts_with("//! "));
    none(&headless.map(|(path, _)| path).collect::<Vec<_>>());
}

#[test]
fn no_source_file_is_too_long_to_hold_in_the_head() {
    let long = rust("src").into_iter().filter(|(_, text)| text.lines().count() > LONGEST);
    none(
        &long
            .map(|(path, text)| format!("{path}: {} lines, at most {LONGEST}", text.lines().count()))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn nothing_is_left_unfinished() {
    let mut found = Vec::new();
    for (path, text) in ["src", "tests", "benches", "examples"].into_iter().flat_map(rust) {
        for (n, line) in text.lines().enumerate() {
            if UNFINISHED.iter().any(|parts| line.contains(&parts.concat())) {
                found.push(format!("{path}:{}: {}", n + 1, line.trim()));
            }
        }
    }
    none(&found);
}

#[test]
fn no_file_names_a_path_of_one_machine() {
    let mut found = Vec::new();
    for path in files(root()) {
        // Models and the like are no text.
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for (n, line) in text.lines().enumerate() {
            for start in MACHINE.map(|parts| parts.concat()) {
                let begins = |at: usize| {
                    !line[..at]
                        .ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '}' | '~'))
                };
                if line.match_indices(&start).any(|(at, _)| begins(at)) {
                    found.push(format!("{}:{}: {start}", shown(&path), n + 1));
                }
            }
        }
    }
    none(&found);
}

#[test]
fn modules_import_only_from_modules_above_them() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let modules: Vec<&str> =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert!(modules.len() > 10, "lib.rs declares its modules one a line");
    let order = |name: &str| modules.iter().position(|module| *module == name);
    let mut found = Vec::new();
    for (path, text) in rust("src") {
        let name =
            path.trim_start_matches("src/").split('/').next().unwrap().trim_end_matches(".rs").to_owned();
        let Some(here) = order(&name) else { continue };
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (n, line) in code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for (at, start) in line.match_indices("crate::") {
                let rest = &line[at + start.len()..];
                let used = rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap();
                // Two engines for one objective; `calibration` holds its folds as training does.
                let known =
                    [("solver", "linfa_engine"), ("calibration", "folds")].contains(&(name.as_str(), used));
                if order(used).is_some_and(|there| there > here) && !known {
                    found.push(format!("{path}:{}: {used} stands below {name} in lib.rs", n + 1));
                }
            }
        }
    }
    none(&found);
}

#[test]
fn the_example_of_the_readme_is_the_one_that_is_compiled() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let example = fs::read_to_string(root().join("examples/claims.rs")).unwrap();
    let shown = readme
        .split("```rust\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("the README has an example");
    let body = example.split_once("use demarche").map(|(_, body)| format!("use demarche{body}")).unwrap();
    assert_eq!(shown, body, "the README and examples/claims.rs differ");
}
