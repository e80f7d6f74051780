//! The laws of spans and of threads on a corpus of one's own.
//!
//! ```sh
//! DEMARCHE_CORPUS=articles.jsonl cargo test --release --test corpus -- --ignored --nocapture
//! ```
//!
//! Each line of the file is a JSON object with a `text`. Every text is parsed and
//! classified; the test fails where one panics, has a claim outside its sentence or an
//! empty span, or is classified otherwise on two threads than on one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test that cannot go on stops"
)]

#[path = "support/lawful.rs"]
mod lawful;

use demarche::article::Article;
use demarche::claim::parse;
use demarche::classify::{Options, classify};
use demarche::embedded;
use demarche::lexicon::Lexicon;
use demarche::model::Model;
use lawful::lawful;
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};

fn articles() -> Vec<Article> {
    let path = std::env::var("DEMARCHE_CORPUS")
        .expect("DEMARCHE_CORPUS names a JSONL file with a `text` on each line");
    let file = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let text = |(n, line): (usize, &str)| {
        let record: serde_json::Value =
            serde_json::from_str(line).unwrap_or_else(|e| panic!("{path}:{}: {e}", n + 1));
        let text = record["text"].as_str().unwrap_or_else(|| panic!("{path}:{}: no \"text\"", n + 1));
        Article::new(format!("{}", n + 1), text)
    };
    file.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(text).collect()
}

/// What is wrong with one article, if anything is.
fn fault(article: &Article) -> Option<String> {
    let checked = catch_unwind(AssertUnwindSafe(|| lawful(&parse(&article.text, Lexicon::english()))));
    match checked {
        Ok(Ok(())) => None,
        Ok(Err(fault)) => {
            Some(format!("line {}: {}", article.id, fault.chars().take(300).collect::<String>()))
        }
        Err(_) => Some(format!("line {}: panic", article.id)),
    }
}

/// All claims of all articles as they go out, on so many threads.
fn claims(articles: &[Article], model: &Model, threads: usize) -> Vec<String> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let options = Options { include_none: true, ..Options::default() };
    let all = |article: &Article| serde_json::to_string(&classify(article, model, &options)).unwrap();
    pool.install(|| articles.par_iter().map(all).collect())
}

#[test]
#[ignore = "needs DEMARCHE_CORPUS, a JSONL file"]
fn every_article_keeps_the_laws_on_any_number_of_threads() {
    let articles = articles();
    let faults: Vec<String> = articles.par_iter().filter_map(fault).collect();
    println!("{} articles, {} with a fault", articles.len(), faults.len());
    assert!(faults.is_empty(), "{}", faults[..faults.len().min(20)].join("\n"));
    let model = embedded::english().unwrap();
    let (one, two) = (claims(&articles, &model, 1), claims(&articles, &model, 2));
    let other = one.iter().zip(&two).position(|(a, b)| a != b);
    assert_eq!(other, None, "an article is classified otherwise on two threads");
    println!(
        "{} bytes of claims, the same on one thread and on two",
        one.iter().map(String::len).sum::<usize>()
    );
}
