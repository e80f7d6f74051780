//! How many bytes a second go from an article to labelled claims, and which
//! stage takes the time?
//!
//! Each benchmark works on the held-out articles of `datasets/articles`, in one thread. A
//! stage includes what it needs of the stages before it, unless its comment
//! says otherwise, so the differences are what each stage costs.

#![allow(clippy::expect_used)] // a benchmark without its input has nothing to say

use demarche::article::Article;
use demarche::claim::parse;
use demarche::classify::{Options, classify};
use demarche::embedded;
use demarche::lexicon::Lexicon;
use demarche::sentence::sentences;
use demarche::token::Tokens;
use divan::{Bencher, black_box, counter::BytesCount};
use std::path::Path;

fn main() {
    divan::main();
}

/// The articles of the repository, in the order of their names.
fn articles() -> Vec<Article> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/articles");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of articles can be read")
        .map(|entry| entry.expect("its entries can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| Article::new("", std::fs::read_to_string(path).expect("an article can be read")))
        .collect()
}

/// Runs `work` on every article, counted in bytes of text.
fn on_articles<T>(bencher: Bencher, work: impl Fn(&Article) -> T) {
    let articles = articles();
    let bytes: usize = articles.iter().map(|article| article.text.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        for article in &articles {
            black_box(work(black_box(article)));
        }
    });
}

/// Text to sentences.
#[divan::bench]
fn a_sentences(bencher: Bencher) {
    on_articles(bencher, |article| sentences(&article.text));
}

/// Text to tagged tokens of every sentence.
#[divan::bench]
fn b_tokens_and_tags(bencher: Bencher) {
    on_articles(bencher, |article| {
        let tiles = sentences(&article.text);
        tiles.into_iter().map(|tile| Tokens::new(&article.text, tile).len()).sum::<usize>()
    });
}

/// Text to claims with source, cue and content.
#[divan::bench]
fn c_parse(bencher: Bencher) {
    let lexicon = Lexicon::english();
    on_articles(bencher, |article| parse(&article.text, lexicon).sentences.len());
}

/// Text to labelled claims, with the built-in model.
#[divan::bench]
fn d_classify(bencher: Bencher) {
    let model = embedded::english().expect("the built-in model can be read");
    let options = Options::default();
    on_articles(bencher, |article| classify(article, &model, &options));
}

/// The built-in model's bytes to a model, which every run of the program does once.
#[divan::bench]
fn e_read_model(bencher: Bencher) {
    bencher
        .counter(BytesCount::new(embedded::ENGLISH.len()))
        .bench_local(|| embedded::english().expect("the built-in model can be read"));
}
