//! Does the time of the whole pipeline grow with the length alone, whatever the text?
//!
//! Each kind of text that makes a rule look far, at lengths that double: the time is to
//! double too. `tests/resources.rs` holds a coarse bound on the same texts.

#![allow(clippy::expect_used)] // a benchmark without its model has nothing to say

#[path = "../tests/support/adversarial.rs"]
mod adversarial;

use demarche::article::Article;
use demarche::classify::{Options, classify};
use divan::{Bencher, black_box, counter::BytesCount};

fn main() {
    divan::main();
}

/// A kind of text, shown by its name.
#[derive(Clone, Copy)]
struct Kind(usize);

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(adversarial::KINDS[self.0].0)
    }
}

#[divan::bench(args = (0..adversarial::KINDS.len()).map(Kind), consts = [65_536, 131_072, 262_144], sample_count = 3, sample_size = 1)]
fn article<const BYTES: usize>(bencher: Bencher, kind: Kind) {
    let model = demarche::embedded::english().expect("the built-in model can be read");
    let article = Article::new("", adversarial::text(adversarial::KINDS[kind.0].1, BYTES));
    let options = Options { include_none: true, ..Options::default() };
    bencher.counter(BytesCount::new(BYTES)).bench_local(|| classify(black_box(&article), &model, &options));
}
