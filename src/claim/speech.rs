//! Quotations → who speaks in them, over sentences and paragraphs.

use super::quote::Quote;
use super::{Parsed, Source};
use crate::span::Span;

/// Who speaks in each quotation, found in a first pass over the sentences.
pub(super) struct Voices {
    pub(super) by_quote: Vec<Option<Source>>,
}

/// Gives a quotation without a voice that of the one before it, where it goes
/// on: in the next paragraph of the same speech, or in the same paragraph. Which
/// quotations were given a voice so is returned.
pub(super) fn carry(text: &str, quotes: &[Quote], voices: &mut Voices) -> Vec<bool> {
    // A voice from another sentence has no place in the quotation's own.
    let own = |voice: &Option<Source>| voice.as_ref().is_some_and(|s| s.span.is_some());
    let spoken: Vec<bool> = voices.by_quote.iter().map(own).collect();
    for q in 1..quotes.len() {
        if voices.by_quote[q].is_some() || !quotes[q].is_speech(text) {
            continue;
        }
        let between = text.get(quotes[q - 1].span.end..quotes[q].span.start).unwrap_or("");
        let opens_paragraph = between.trim_end_matches(char::is_whitespace).is_empty()
            || text[..quotes[q].span.start].ends_with('\n');
        let same_paragraph = !between.contains('\n');
        if quotes[q].continued || same_paragraph || opens_paragraph && between.len() < 300 {
            voices.by_quote[q] = voices.by_quote[q - 1].clone().map(|s| Source { span: None, ..s });
        }
    }
    // Speech that opens again after an open paragraph names its speaker later at times.
    for q in (1..quotes.len()).rev() {
        if quotes[q].continued && voices.by_quote[q - 1].is_none() {
            voices.by_quote[q - 1] = voices.by_quote[q].clone().map(|s| Source { span: None, ..s });
        }
    }
    voices.by_quote.iter().zip(&spoken).map(|(voice, own)| voice.is_some() && !own).collect()
}

pub(super) fn quote_at(quotes: &[Quote], byte: usize) -> Option<usize> {
    let q = quotes.partition_point(|q| q.span.end <= byte);
    (q < quotes.len() && quotes[q].span.start <= byte).then_some(q)
}

pub(super) fn overlapping(quotes: &[Quote], span: Span) -> impl Iterator<Item = (usize, &Quote)> {
    let from = quotes.partition_point(|q| q.span.end <= span.start);
    quotes[from..]
        .iter()
        .take_while(move |q| q.span.start < span.end)
        .enumerate()
        .map(move |(k, q)| (from + k, q))
}

/// Lets the content of an attributed quotation run on over the sentences that
/// it fills: *He said: “We will not go. We stay.”*
pub(super) fn extend_content(text: &str, parsed: &mut Parsed, carried: &[bool]) {
    let quotes = &parsed.quotes;
    for sentence in &mut parsed.sentences {
        for claim in sentence.claims.iter_mut().filter(|c| c.cue.is_some() && !c.quoted) {
            for span in &mut claim.content {
                let last = span.end.saturating_sub(1);
                let Some(q) = quote_at(quotes, last.max(span.start)) else { continue };
                if quotes[q].span.end > sentence.tile.end
                    && quotes[q].is_speech(text)
                    && span.end + 3 >= sentence.tokens.span.end
                {
                    span.end = quotes[q].span.end;
                }
                if quotes[q].span.start < sentence.tile.start && span.start <= sentence.tokens.span.start + 3
                {
                    span.start = quotes[q].span.start;
                }
            }
            // *“…,” he said in August. “…”*: the same speech goes on in the paragraph.
            let Some(end) = claim.content.last().map(|s| s.end) else { continue };
            let mut q = match quote_at(quotes, end.saturating_sub(1)) {
                Some(q) if claim.content.iter().any(|s| s.overlaps(quotes[q].span)) => q,
                Some(_) => continue,
                // *The map was unfair, he said. “…”*
                None => {
                    let next = quotes.partition_point(|q| q.span.start < sentence.tokens.span.end);
                    let between = quotes.get(next).map(|q| &text[sentence.tokens.span.end..q.span.start]);
                    let goes_on = between.is_some_and(|b| b.trim().is_empty() && !b.contains('\n'));
                    if !goes_on || !carried[next] || claim.span.end + 3 < sentence.tokens.span.end {
                        continue;
                    }
                    claim.content.push(quotes[next].span);
                    next
                }
            };
            while q + 1 < quotes.len()
                && carried[q + 1]
                && !text[quotes[q].span.end..quotes[q + 1].span.start].contains('\n')
                && quotes[q + 1].span.start >= sentence.tokens.span.end
            {
                q += 1;
                claim.content.push(quotes[q].span);
            }
        }
    }
}
