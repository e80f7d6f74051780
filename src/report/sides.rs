//! An article with its claims in, both sides of it as HTML out: paragraph by paragraph,
//! gold beside what was found, and the claims as a table below.

use super::gold::Aligned;
use super::markup::{Cell, escape, table};
use crate::gold::{Line, Side, Verdict};
use std::fmt::Write;

/// What the marks mean.
pub const LEGEND: &str = "Paragraphs that hold a claim stand twice: left (or first) as the annotators marked them, right (or second) as the model found them. A claim has the same number on both sides. <span class=\"claim right\"><b>1 label</b> Found with the right label</span>, <span class=\"claim label\"><b>2 label, wrong label</b> found with another label</span>, <span class=\"claim missed\"><b>3 label, missed</b> not found</span>, <span class=\"claim spurious\"><b>4 label, not in gold</b> found without gold</span>, <span class=\"claim doubtful\"><b>5 label, doubtful</b> not scored</span>.";

/// What came of a claim, in words.
pub fn verdict(line: &Line) -> &'static str {
    match (line.verdict, line.speaker_right) {
        (Verdict::Right, Some(false)) => "wrong speaker",
        (Verdict::Right, _) => "right",
        (Verdict::Label, Some(false)) => "wrong label and speaker",
        (Verdict::Label, _) => "wrong label",
        (Verdict::Missed, _) => "missed",
        (Verdict::Spurious, _) => "not in gold",
        (Verdict::Doubtful, _) => "doubtful",
    }
}

fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Right => "right",
        Verdict::Label => "label",
        Verdict::Missed => "missed",
        Verdict::Spurious => "spurious",
        Verdict::Doubtful => "doubtful",
    }
}

/// A claim as it is marked in the text.
struct Mark<'a> {
    side: &'a Side,
    class: &'static str,
    tag: String,
}

/// The article of number `n` on the page.
pub fn article(n: usize, article: &Aligned) -> String {
    let chars: Vec<char> = article.text.chars().collect();
    let marks = |of: fn(&Line) -> Option<&Side>, gold: bool| -> Vec<Mark> {
        let lines = article.claims.iter().enumerate();
        lines
            .filter_map(|(n, line)| {
                let side = of(line)?;
                // What is wrong stands where it is wrong: with gold what was not found.
                let note = match (line.verdict, verdict(line)) {
                    (_, "right") => String::new(),
                    (Verdict::Right | Verdict::Label, _) if gold => String::new(),
                    (_, words) => format!(", {words}"),
                };
                let sure = side.probability.filter(|_| !gold).map_or(String::new(), |p| format!(" {p:.2}"));
                let tag = format!("{} {}{sure}{note}", n + 1, side.label);
                Some(Mark { side, class: class(line.verdict), tag })
            })
            .collect()
    };
    let (gold, found) = (marks(|line| line.gold.as_ref(), true), marks(|line| line.found.as_ref(), false));
    let mut out = format!(
        "<article class=\"both\" id=\"a{n}\"><h3>{}</h3><div class=\"sides heads\" aria-hidden=\"true\"><p>Gold</p><p>Found</p></div>",
        escape(&article.article)
    );
    let mut from = 0;
    while from < chars.len() {
        let to = (from..chars.len()).find(|i| chars[*i] == '\n').unwrap_or(chars.len());
        let words = &chars[from..to];
        if words.iter().any(|c| !c.is_whitespace()) {
            let touches = |mark: &Mark| mark.side.start < to && mark.side.end > from;
            if gold.iter().chain(&found).any(touches) {
                let _ = write!(
                    out,
                    "<div class=\"sides\"><p><span class=\"who\">Gold: </span>{}</p><p><span class=\"who\">Found: </span>{}</p></div>",
                    marked(&chars, from, to, &gold),
                    marked(&chars, from, to, &found)
                );
            } else {
                let _ = write!(out, "<p class=\"plain\">{}</p>", escape(&words.iter().collect::<String>()));
            }
        }
        from = to + 1;
    }
    out.push_str(&lines(article));
    out.push_str("</article>");
    out
}

/// The characters from `from` to `to`, each in the shortest claim that covers it.
fn marked(chars: &[char], from: usize, to: usize, marks: &[Mark]) -> String {
    let here: Vec<&Mark> = marks.iter().filter(|m| m.side.start < to && m.side.end > from).collect();
    let mut ends: Vec<usize> = here.iter().flat_map(|m| [m.side.start, m.side.end]).collect();
    ends.extend([from, to]);
    ends.retain(|at| (from..=to).contains(at));
    ends.sort_unstable();
    ends.dedup();
    let mut out = String::new();
    for pair in ends.windows(2) {
        let words = escape(&chars[pair[0]..pair[1]].iter().collect::<String>());
        let over = here.iter().filter(|m| m.side.start < pair[1] && m.side.end > pair[0]);
        let Some(mark) = over.min_by_key(|m| m.side.end - m.side.start) else {
            out.push_str(&words);
            continue;
        };
        let tags: Vec<String> = here
            .iter()
            .filter(|m| m.side.start == pair[0])
            .map(|m| format!("<b>{}</b> ", escape(&m.tag)))
            .collect();
        let _ = write!(out, "<span class=\"claim {}\">{}{words}</span>", mark.class, tags.concat());
    }
    out
}

fn lines(article: &Aligned) -> String {
    let rows: Vec<Vec<String>> = article
        .claims
        .iter()
        .enumerate()
        .map(|(n, line)| {
            let of = |side: &Option<Side>, what: fn(&Side) -> String| {
                side.as_ref().map_or_else(|| "–".to_owned(), |s| escape(&what(s)))
            };
            let speaker = |s: &Side| s.speaker.clone().unwrap_or_else(|| "none".to_owned());
            let said = |s: &Side| match s.probability {
                Some(p) => format!("{} {p:.2}", s.label),
                None => s.label.clone(),
            };
            vec![
                (n + 1).to_string(),
                verdict(line).to_owned(),
                of(&line.gold, said),
                of(&line.found, said),
                line.dice.map_or_else(|| "–".to_owned(), |dice| format!("{dice:.2}")),
                of(&line.gold, speaker),
                of(&line.found, speaker),
            ]
        })
        .collect();
    let columns = [
        ("Claim", Cell::Words),
        ("What came of it", Cell::Words),
        ("Gold label", Cell::Words),
        ("Found label", Cell::Words),
        ("Overlap", Cell::Number),
        ("Gold speaker", Cell::Words),
        ("Found speaker", Cell::Words),
    ];
    if rows.is_empty() {
        return "<p class=\"soft\">No claim, marked or found.</p>".to_owned();
    }
    format!(
        "<details><summary>The claims as a table</summary>{}</details>",
        table(&format!("Claims of {}", article.article), &columns, &rows)
    )
}
