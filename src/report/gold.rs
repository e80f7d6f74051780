//! Articles with gold claims and what was found in them in, a report on the whole way
//! from text to labelled claim out: figures, and each article with both sides of it.

use super::markdown;
use super::markup::{Cell, Section, UNDEFINED, card, counted, escape, grouped, page, percent, table};
use super::page::made;
use super::sides;
use crate::gold::{GoldArticle, GoldReport, Line, Verdict};
use crate::metrics::{Interval, Scores};
use serde::Serialize;
use std::fmt::Write;

/// Most bytes of articles on a page.
const BYTES: usize = 2_400_000;

/// Errors in Markdown.
const ERRORS: usize = 40;

/// An article with both sides of it.
#[derive(Debug, Clone, Serialize)]
pub struct Aligned {
    /// Its id.
    pub article: String,
    /// Its text.
    #[serde(skip)]
    pub text: String,
    /// Its claims, gold and found.
    pub claims: Vec<Line>,
}

impl Aligned {
    /// An article and its lines.
    pub fn new(gold: &GoldArticle, claims: Vec<Line>) -> Self {
        Self { article: gold.article.id.clone(), text: gold.article.text.clone(), claims }
    }
}

/// A report on articles.
#[derive(Debug, Clone, Serialize)]
pub struct EndToEnd {
    /// Heading.
    pub title: String,
    /// The model.
    pub model: String,
    /// The command line that made the report, empty where there was none.
    pub command: String,
    /// What a reader must know before the figures.
    pub cautions: Vec<String>,
    /// All figures.
    pub scores: GoldReport,
    /// The articles.
    pub articles: Vec<Aligned>,
    /// What is known of the model.
    #[serde(serialize_with = "super::pairs")]
    pub model_card: Vec<(String, String)>,
}

/// A figure with its interval; `undefined` where it is not defined.
fn shown(figure: Option<Interval>) -> [String; 2] {
    figure.map_or([UNDEFINED.to_owned(), "–".to_owned()], |i| {
        [format!("{:.3}", i.estimate), format!("{:.3} to {:.3}", i.low, i.high)]
    })
}

/// Names, figures and meanings, in the order in which they are shown.
fn figures(r: &GoldReport) -> Vec<(&'static str, Option<Interval>, String)> {
    let of_matches = format!("of the {} found", counted(r.matched as usize, "claim", "claims"));
    vec![
        ("Detection: precision", r.detection.precision, "of the claims found, those that gold has".into()),
        ("Detection: recall", r.detection.recall, "of the gold claims, those that are found".into()),
        ("Detection: F1", r.detection.f1, "harmonic mean of the two".into()),
        ("End to end: precision", r.end_to_end.precision, "found and labelled rightly".into()),
        ("End to end: recall", r.end_to_end.recall, "found and labelled rightly".into()),
        ("End to end: F1", r.end_to_end.f1, "harmonic mean of the two".into()),
        ("Label right", r.label_accuracy, of_matches.clone()),
        ("Macro F1 of the labels", r.label_macro_f1, of_matches.clone()),
        (
            "Speaker right",
            r.speaker_accuracy,
            format!("of the {} with a known speaker", grouped(r.speakers as usize)),
        ),
        ("Span exact", r.span_exact, of_matches.clone()),
        ("Overlap of spans", r.span_dice, format!("mean Dice {of_matches}")),
    ]
}

/// The report in a few sentences.
fn summary(report: &EndToEnd) -> String {
    let r = &report.scores;
    let mut out = format!(
        "{} finds {} of {} in {}",
        super::markup::capital(&report.model),
        grouped(r.matched as usize),
        counted(r.gold as usize, "gold claim", "gold claims"),
        counted(r.articles, "article", "articles")
    );
    let _ = write!(
        out,
        ", and {} that gold does not have. Of those found, {} have the right label",
        grouped((r.found - r.matched) as usize),
        grouped(r.label_right as usize)
    );
    let _ = write!(out, "; {} are missed.", grouped((r.gold - r.matched) as usize));
    if r.doubtful > 0 {
        let _ = write!(
            out,
            " {} that the annotators doubt {} not scored.",
            counted(r.doubtful as usize, "gold claim", "gold claims"),
            if r.doubtful == 1 { "is" } else { "are" }
        );
    }
    out
}

/// How claims were matched and intervals made.
fn method(r: &GoldReport) -> String {
    format!(
        "A found claim is a gold one where their spans overlap by {} (Dice) or more, one to one, the best overlap first. Intervals hold 95 % of {} samples, which draw whole articles ({} of them); with few articles they are rough.",
        r.min_dice,
        grouped(r.rounds),
        grouped(r.articles)
    )
}

/// The page.
pub fn html(report: &EndToEnd) -> String {
    let r = &report.scores;
    let mut lead = format!("<p class=\"lead\">{}</p>", escape(&summary(report)));
    for caution in &report.cautions {
        let _ = write!(lead, "<p class=\"warn\"><b>Caution:</b> {}.</p>", escape(caution));
    }
    let sections = [
        Section { id: "scores", title: "Scores", body: scores(r) },
        Section { id: "labels", title: "Labels of the claims found", body: labels(r) },
        Section { id: "by-article", title: "By article", body: by_article(report) },
        Section { id: "articles", title: "Articles", body: articles(report) },
        Section { id: "model", title: "Model", body: card(&report.model_card) },
        Section { id: "made", title: "How this was made", body: made(&report.command) },
    ];
    page(&report.title, &lead, &sections)
}

fn scores(r: &GoldReport) -> String {
    let mut out = String::from("<div class=\"cards\">");
    for (name, figure) in [
        ("Detection F1", r.detection.f1),
        ("End-to-end F1", r.end_to_end.f1),
        ("Label right, of those found", r.label_accuracy),
        ("Speaker right, of those known", r.speaker_accuracy),
    ] {
        let [value, between] = shown(figure);
        let _ = write!(out, "<div><span>{name}</span><b>{value}</b><span>{between}</span></div>");
    }
    out.push_str("</div>");
    let rows: Vec<Vec<String>> = figures(r)
        .into_iter()
        .map(|(name, figure, meaning)| {
            let [value, between] = shown(figure);
            vec![format!("{name}<span class=\"soft sub\">{meaning}</span>"), value, between]
        })
        .collect();
    let columns = [("Figure", Cell::Words), ("Value", Cell::Number), ("95 % interval", Cell::Number)];
    out + &table("Scores of all articles", &columns, &rows)
        + &format!("<p class=\"soft\">{}</p>", escape(&method(r)).replace(" %", "\u{a0}%"))
}

/// Rows of precision, recall, F1 and support, the averages last.
fn label_rows(r: &GoldReport) -> Vec<Vec<String>> {
    let row = |name: String, s: &Scores| {
        let f = super::markup::figure;
        vec![name, f(s.precision), f(s.recall), f(s.f1), grouped(s.support as usize)]
    };
    let each = r.labels.labels.iter().map(|(name, s)| row(name.clone(), s));
    each.chain([
        row("macro avg".into(), &r.labels.macro_average),
        row("weighted avg".into(), &r.labels.weighted_average),
    ])
    .collect()
}

const LABELS: [(&str, Cell); 5] = [
    ("Label", Cell::Words),
    ("Precision", Cell::Number),
    ("Recall", Cell::Number),
    ("F1", Cell::Number),
    ("Support", Cell::Number),
];

fn labels(r: &GoldReport) -> String {
    let rows: Vec<Vec<String>> = label_rows(r)
        .into_iter()
        .map(|mut row| {
            row[0] = escape(&row[0]);
            row
        })
        .collect();
    table("Over the gold claims that were found", &LABELS, &rows)
}

/// A row for each article.
fn article_rows(r: &GoldReport) -> Vec<Vec<String>> {
    let f = super::markup::figure;
    r.by_article
        .iter()
        .map(|a| {
            vec![
                a.article.clone(),
                f(a.detection_f1),
                f(a.end_to_end_f1),
                grouped(a.gold as usize),
                grouped(a.found as usize),
                grouped(a.matched as usize),
                grouped(a.label_right as usize),
                format!("{} of {}", a.speaker_right, a.speakers),
            ]
        })
        .collect()
}

const ARTICLES: [(&str, Cell); 8] = [
    ("Article", Cell::Words),
    ("Detection F1", Cell::Number),
    ("End-to-end F1", Cell::Number),
    ("Gold", Cell::Number),
    ("Found", Cell::Number),
    ("Matched", Cell::Number),
    ("Label right", Cell::Number),
    ("Speaker right", Cell::Number),
];

fn by_article(report: &EndToEnd) -> String {
    let rows: Vec<Vec<String>> = article_rows(&report.scores)
        .into_iter()
        .enumerate()
        .map(|(n, mut row)| {
            row[0] = format!("<a href=\"#a{n}\">{}</a>", escape(&row[0]));
            row
        })
        .collect();
    table("Claims and scores of each article", &ARTICLES, &rows)
}

fn articles(report: &EndToEnd) -> String {
    let mut out = format!("<p class=\"soft\">{}</p>", sides::LEGEND);
    let mut left = BYTES;
    for (n, article) in report.articles.iter().enumerate() {
        let one = sides::article(n, article);
        if one.len() > left {
            let more = counted(report.articles.len() - n, "article", "articles");
            let _ = write!(
                out,
                "<p>{more} more would make the page too large; --errors FILE.csv writes all errors.</p>"
            );
            // So that what the table above leads to is there.
            for (n, article) in report.articles.iter().enumerate().skip(n) {
                let _ = write!(out, "<p id=\"a{n}\">{}: not shown</p>", escape(&article.article));
            }
            break;
        }
        left -= one.len();
        out.push_str(&one);
    }
    out
}

/// The report in Markdown, for repositories and notebooks.
pub fn to_markdown(report: &EndToEnd) -> String {
    use markdown::{cell, plain};
    let r = &report.scores;
    let mut out = format!("# {}\n\n{}\n", cell(&report.title), plain(&summary(report)));
    for caution in &report.cautions {
        let _ = write!(out, "\n> **Caution:** {}.\n", plain(caution));
    }
    out.push_str("\n## Scores\n\n");
    let rows = figures(r).into_iter().map(|(name, figure, meaning)| {
        let [value, between] = shown(figure);
        vec![name.to_owned(), value, between, meaning]
    });
    markdown::table(&mut out, &["Figure", "Value:", "95 % interval:", "What it is"], rows);
    let _ = write!(out, "\n{}\n\n## Labels of the claims found\n\n", plain(&method(r)));
    part(&mut out, &LABELS, label_rows(r));
    out.push_str("\n## By article\n\n");
    part(&mut out, &ARTICLES, article_rows(r));
    errors(&mut out, report);
    out.push_str("\n## Model\n\n");
    let card = report.model_card.iter().map(|(name, value)| vec![cell(name), cell(value)]);
    markdown::table(&mut out, &["", ""], card);
    markdown::command(&mut out, &report.command);
    out
}

/// A table with numbers to the right.
fn part(out: &mut String, columns: &[(&str, Cell)], rows: Vec<Vec<String>>) {
    let colon = |kind: Cell| if kind == Cell::Number { ":" } else { "" };
    let names: Vec<String> = columns.iter().map(|(name, kind)| format!("{name}{}", colon(*kind))).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    markdown::table(out, &names, rows.into_iter().map(|row| row.iter().map(|c| markdown::cell(c)).collect()));
}

/// The errors, in the order of the articles.
fn errors(out: &mut String, report: &EndToEnd) {
    use markdown::cell;
    let is_wrong = |line: &Line| {
        !matches!(line.verdict, Verdict::Right | Verdict::Doubtful)
            || line.verdict == Verdict::Right && line.speaker_right == Some(false)
    };
    let wrong: Vec<(&Aligned, &Line)> = report
        .articles
        .iter()
        .flat_map(|a| a.claims.iter().filter(|line| is_wrong(line)).map(move |line| (a, line)))
        .collect();
    let _ = write!(out, "\n## Errors\n\n{}", counted(wrong.len(), "claim", "claims"));
    if wrong.is_empty() {
        out.push_str(".\n");
        return;
    }
    let _ = write!(out, "; the first {}:\n\n", wrong.len().min(ERRORS));
    let rows = wrong.iter().take(ERRORS).map(|(article, line)| {
        let side = |side: &Option<crate::gold::Side>| {
            side.as_ref().map_or_else(String::new, |s| {
                format!("{} ({})", s.label, s.speaker.as_deref().unwrap_or("no speaker"))
            })
        };
        let text = line.gold.as_ref().or(line.found.as_ref()).map_or("", |s| s.text.as_str());
        vec![
            cell(&article.article),
            sides::verdict(line).to_owned(),
            cell(&side(&line.gold)),
            cell(&side(&line.found)),
            percent(line.dice),
            cell(text),
        ]
    });
    let header = ["Article", "What is wrong", "Gold", "Found", "Overlap:", "Text"];
    markdown::table(out, &header, rows);
}
