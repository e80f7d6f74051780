//! Prints the claims of an article: `cargo run --example claims -- ARTICLE.txt`.

#![allow(clippy::print_stdout)] // printing is what the example is for

use demarche::article::Article;
use demarche::classify::{Options, classify};
use demarche::embedded;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("name a text file")?;
    let article = Article::new(path.as_str(), std::fs::read_to_string(&path)?);
    let model = embedded::english()?;
    for claim in classify(&article, &model, &Options::default()) {
        let speaker = claim.speaker.as_ref().and_then(|speaker| speaker.resolved.as_deref());
        println!(
            "{} ({:.2}) {}: {}",
            claim.label,
            claim.probability,
            speaker.unwrap_or("unknown"),
            claim.text
        );
    }
    Ok(())
}
