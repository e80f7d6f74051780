//! What is known of sentences → JSON lines, or text for reading.

use super::layout::{Paint, wrap};
use crate::cli::terminal::plain;
use demarche::article::Article;
use demarche::describe::{ClaimOut, SentenceOut};
use demarche::error::Error;

/// Columns of the sentence's number and of what a line says.
const NUMBER: usize = 5;
const NAME: usize = 10;

/// One JSON line a sentence.
///
/// # Errors
/// Never for sentences; serde's types ask for it.
pub fn lines(sentences: &[SentenceOut]) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    for sentence in sentences {
        serde_json::to_writer(&mut out, sentence)
            .map_err(|error| Error::input("output", error.to_string()))?;
        out.push(b'\n');
    }
    Ok(out)
}

/// A block a sentence: its text, then a line each for its tokens, quotations,
/// negations and claims.
pub fn text(article: &Article, sentences: &[SentenceOut], paint: Paint, width: usize) -> Vec<u8> {
    let points: Vec<char> = article.text.chars().collect();
    let rule = paint.dim(&"─".repeat(width));
    let mut block =
        Block { out: format!("{}\n{rule}\n", paint.bold(&plain(&article.id))), points, paint, width };
    for sentence in sentences {
        block.sentence(sentence);
    }
    block.out.push('\n');
    block.out.into_bytes()
}

struct Block {
    out: String,
    points: Vec<char>,
    paint: Paint,
    width: usize,
}

impl Block {
    fn sentence(&mut self, sentence: &SentenceOut) {
        let number = format!("{:>1$}", sentence.sentence, NUMBER - 2);
        self.line(&number, NUMBER, &sentence.text);
        let tokens: Vec<String> = sentence
            .tokens
            .iter()
            .map(|t| format!("{}/{:?}", self.piece(t.start, t.end), t.tag).to_string())
            .collect();
        self.detail("tokens", &tokens.join(" "));
        for quote in &sentence.quotes {
            let words = self.piece(quote.start, quote.end);
            self.detail("quote", &words);
        }
        for negation in &sentence.negation {
            let (cue, scope) = (self.pieces(&negation.cue), self.pieces(&negation.scope));
            self.detail("negation", &format!("{cue} → {scope}"));
        }
        for claim in &sentence.claims {
            let marked = self.marked(claim);
            self.detail("claim", &marked);
            if let Some(speaker) = &claim.speaker {
                let words = speaker.text.as_deref().unwrap_or("elsewhere");
                let name = speaker.resolved.as_deref().unwrap_or("unknown");
                self.detail("speaker", &format!("{words} → {name} ({})", speaker.kind));
            }
        }
    }

    fn detail(&mut self, name: &str, body: &str) {
        let name = format!("{:NUMBER$}{name}", "");
        self.line(&name, NUMBER + NAME, body);
    }

    /// `body` wrapped behind a margin that begins with `name`.
    fn line(&mut self, name: &str, margin: usize, body: &str) {
        let body = plain(body);
        for (n, range) in wrap(&body, self.width.saturating_sub(margin).max(10)).into_iter().enumerate() {
            let name = if n == 0 { name } else { "" };
            self.out.push_str(&self.paint.dim(&format!("{name:<margin$}")));
            self.out.push_str(&body[range]);
            self.out.push('\n');
        }
    }

    fn piece(&self, start: usize, end: usize) -> String {
        self.points.get(start..end).unwrap_or_default().iter().collect()
    }

    fn pieces(&self, runs: &[[usize; 2]]) -> String {
        runs.iter().map(|[start, end]| self.piece(*start, *end)).collect::<Vec<_>>().join(" … ")
    }

    /// The claim's words with ‹speaker›, \[cue\] and {content} marked.
    fn marked(&self, claim: &ClaimOut) -> String {
        let mut marks: Vec<(usize, usize, [char; 2])> = Vec::new();
        if let Some((start, end)) = claim.speaker.as_ref().and_then(|s| Some((s.start?, s.end?))) {
            marks.push((start, end, ['‹', '›']));
        }
        marks.extend(claim.cue.iter().map(|cue| (cue.start, cue.end, ['[', ']'])));
        marks.extend(
            claim.content.iter().map(|c| (c.start.max(claim.start), c.end.min(claim.end), ['{', '}'])),
        );
        marks.retain(|mark| claim.start <= mark.0 && mark.1 <= claim.end);
        let mut out = String::new();
        for at in claim.start..=claim.end {
            out.extend(marks.iter().filter(|m| m.1 == at).map(|m| m.2[1]));
            out.extend(marks.iter().filter(|m| m.0 == at).map(|m| m.2[0]));
            if at < claim.end {
                out.extend(self.points.get(at));
            }
        }
        out
    }
}
