//! What must hold of any bytes at all: one function an entrance of the program.
//!
//! Each panics where a law is broken, and is quiet otherwise; errors are an answer.
//! libFuzzer calls them (`fuzz_targets/`), and so does `tests/mutations.rs` with
//! seeds that it mutates itself.

// The readers belong to the program and not to its library; they are taken in here.
#[path = "../../src/cli"]
#[allow(dead_code, missing_docs, clippy::all, clippy::pedantic, clippy::expect_used)]
mod cli {
    pub mod args;
    pub mod input;
    // What `args` names of each command's own.
    pub mod data {
        pub mod args;
    }
    pub mod network {
        pub mod args;
    }
}
#[path = "../../tests/support/lawful.rs"]
mod lawful;

use clap::Parser;
use cli::args::{Cli, Command, InputFormat, Texts, Unit};
use cli::input::Inputs;
use demarche::article::Article;
use demarche::brat;
use demarche::claim::parse;
use demarche::classify::{LabelledClaim, Options, label};
use demarche::dataset::{self, Columns};
use demarche::error::Error;
use demarche::lexicon::Lexicon;
use demarche::model::Model;
use demarche::model_file::{VERSION, from_bytes, to_bytes};
use std::io::BufReader;
use std::ops::ControlFlow;
use std::sync::LazyLock;

/// The longest article that the readers let pass here, in bytes.
const LIMIT: usize = 4096;

static MODEL: LazyLock<Model> = LazyLock::new(|| ok(demarche::embedded::english()));

/// An article's text: the laws of spans, of probabilities and of offsets.
pub fn article(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    let parsed = parse(&text, MODEL.lexicon());
    if let Err(broken) = lawful::lawful(&parsed) {
        panic!("{broken}");
    }
    let options = Options { include_none: true, explain: Some(2), ..Options::default() };
    let article = Article::new("a", text.clone());
    let claims = label(&article, &parsed, &MODEL, &options);
    let points: Vec<char> = text.chars().collect();
    for claim in &claims {
        sound(claim, &points);
    }
    assert!(claims.windows(2).all(|pair| pair[0].start <= pair[1].start));
}

fn sound(claim: &LabelledClaim, points: &[char]) {
    let slice = |start: usize, end: usize| points[start..end].iter().collect::<String>();
    assert!(claim.start < claim.end);
    assert_eq!(slice(claim.start, claim.end), claim.text);
    if let Some(cue) = &claim.cue {
        assert_eq!(slice(cue.start, cue.end), cue.text);
    }
    if let Some(speaker) = &claim.speaker
        && let (Some(start), Some(end), Some(text)) = (speaker.start, speaker.end, &speaker.text)
    {
        assert_eq!(&slice(start, end), text);
    }
    let sum: f64 = claim.probabilities.iter().map(|(_, p)| p).sum();
    assert!((sum - 1.0).abs() < 1e-4, "{:?}", claim.probabilities);
    assert!(claim.probabilities.iter().all(|(_, p)| (0.0..=1.0).contains(p)));
    assert!(claim.evidence.iter().all(|evidence| evidence.weight.is_finite()));
    ok(serde_json::to_string(claim));
}

/// A web page.
pub fn html(data: &[u8]) {
    read(data, InputFormat::Html, Unit::Articles);
}

/// A table of articles.
pub fn csv(data: &[u8]) {
    read(data, InputFormat::Csv, Unit::Articles);
}

/// JSON lines.
pub fn jsonl(data: &[u8]) {
    read(data, InputFormat::Jsonl, Unit::Articles);
}

/// Plain text and Markdown, in the encoding that the first byte chooses.
pub fn text(data: &[u8]) {
    read(data, InputFormat::Markdown, Unit::Articles);
    read(data, InputFormat::Text, Unit::Claims);
}

/// Reads all records twice, once in small pieces: both times the same, each a sound
/// record or an error of one line.
fn read(data: &[u8], format: InputFormat, unit: Unit) {
    static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
        let limit = LIMIT.to_string();
        let cli = Cli::parse_from(["demarche", "classify", "-", "--max-article-bytes", &limit]);
        match cli.command {
            Command::Classify(args) => args.texts,
            _ => unreachable!("what was parsed is the command classify"),
        }
    });
    let encodings =
        [None, Some(encoding_rs::UTF_16LE), Some(encoding_rs::WINDOWS_1252), Some(encoding_rs::SHIFT_JIS)];
    let (encoding, data) = match data.split_first() {
        Some((first @ 0..4, rest)) => (encodings[usize::from(*first)], rest),
        _ => (None, data),
    };
    let texts = Texts {
        encoding,
        inputs: vec!["-".into()],
        input_format: None,
        text_column: None,
        id_column: None,
        ..*TEXTS
    };
    let inputs = ok(Inputs::new(&texts, unit, None));
    let all = |piece: usize| {
        let mut found = Vec::new();
        let _ = inputs.stream("f", "f", Some(format), BufReader::with_capacity(piece, data), &mut |item| {
            found.push(match item {
                Ok(record) => {
                    let text = &record.article.text;
                    assert!(text.len() <= LIMIT && !text.trim().is_empty() && !text.contains('\0'));
                    assert!(record.place.starts_with('f') && !record.article.id.is_empty());
                    format!("{record:?}")
                }
                Err(error) => one_line(&error),
            });
            ControlFlow::Continue(())
        });
        found
    };
    let found = all(8192);
    assert!(!found.is_empty() && found.len() <= data.len() + 1, "{} records", found.len());
    // Of a page only the whole is read.
    if format != InputFormat::Html {
        assert_eq!(found, all(64));
    }
}

/// Standoff lines, after the text that they are of and a line of `=`.
pub fn ann(data: &[u8]) {
    let data = String::from_utf8_lossy(data);
    let (text, ann) = data.split_once("\n=\n").unwrap_or(("The council rejected the offer.", &data));
    match brat::read(text, ann, "f.ann") {
        Ok(claims) => {
            let written = brat::write(text, &claims);
            let again = brat::read(text, &written, "f.ann");
            assert_eq!(again.map_err(|error| one_line(&error)), Ok(claims), "{written}");
        }
        Err(error) => {
            one_line(&error);
        }
    }
}

/// A model's container, whose header and checksum are put right.
pub fn model(data: &[u8]) {
    let mut bytes = b"DEMARCHE".to_vec();
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend(crc32fast::hash(data).to_le_bytes());
    bytes.extend(data);
    match from_bytes(&bytes, "f.demarche") {
        Ok(model) => {
            let said = model.predict_text("They will not accept the offer.", "Mette Asgar");
            let sum: f64 = said.probabilities.iter().sum();
            assert!((sum - 1.0).abs() < 1e-6, "{:?}", said.probabilities);
            let written = ok(to_bytes(&model));
            let again = ok(to_bytes(&ok(from_bytes(&written, "f.demarche"))));
            assert!(written == again, "what was written is not read as it was");
        }
        Err(error) => {
            one_line(&error);
        }
    }
}

/// A table of lexicon entries: read, and used.
pub fn lexicon(data: &[u8]) {
    let table = String::from_utf8_lossy(data);
    let mut lexicon = Lexicon::default();
    match lexicon.extend(&table, "f.tsv") {
        Ok(()) => {
            let words: Vec<&str> = table.split_whitespace().take(60).collect();
            let text = format!("She said they {}.", words.join(" "));
            if let Err(broken) = lawful::lawful(&parse(&text, &lexicon)) {
                panic!("{broken}");
            }
        }
        Err(error) => {
            one_line(&error);
        }
    }
}

/// A labelled table.
pub fn table(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match dataset::read(&text, "f.csv", &Columns::default(), true) {
        Ok(data) => assert!(data.rows.iter().all(|row| !row.text.trim().is_empty() && !row.label.is_empty())),
        Err(error) => {
            one_line(&error);
        }
    }
}

/// The message, which is one line that says where.
fn one_line(error: &Error) -> String {
    let message = error.to_string();
    assert!(message.len() > 5 && !message.ends_with('.'), "{message:?}");
    message
}

fn ok<T, E: std::fmt::Display>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("{error}"))
}
