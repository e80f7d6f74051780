//! What holds of every parse: spans tile, nest and keep their order.
//!
//! Shared by `tests/laws.rs`, `tests/corpus.rs` and the fuzz targets.

use demarche::claim::Parsed;
use demarche::span::Span;

/// Holds a parse to the laws of spans; says which one is broken.
pub fn lawful(parsed: &Parsed) -> Result<(), String> {
    let text = parsed.text;
    let slices = |what: &str, span: Span| {
        let sound = span.start < span.end && text.get(span.start..span.end).is_some();
        if sound { Ok(()) } else { Err(format!("{what} {span:?} is empty or cuts a character of {text:?}")) }
    };
    let hold = |law: bool, what: &str, span: Span| {
        if law { Ok(()) } else { Err(format!("{what}: {span:?} of {text:?}")) }
    };

    let mut at = 0;
    for sentence in &parsed.sentences {
        slices("sentence", sentence.tile)?;
        hold(sentence.tile.start == at, "sentences leave a gap or overlap", sentence.tile)?;
        at = sentence.tile.end;

        let tokens = &sentence.tokens;
        let mut word = sentence.tile.start;
        for i in 0..tokens.len() {
            let span = tokens.span_of(i, i + 1);
            slices("token", span)?;
            hold(
                span.start >= word && span.end <= sentence.tile.end,
                "a token overlaps another or leaves its sentence",
                span,
            )?;
            word = span.end;
        }
        for negation in &sentence.negations {
            hold(!negation.cue.is_empty(), "a negation without a cue", sentence.tile)?;
            for run in negation.cue.iter().chain(&negation.scope) {
                hold(
                    run.0 < run.1 && run.1 <= tokens.len(),
                    "a negation outside its sentence",
                    sentence.tile,
                )?;
                hold(
                    sentence.tile.contains(tokens.span_of(run.0, run.1)),
                    "a negation outside its sentence",
                    sentence.tile,
                )?;
            }
            if let Some((from, to)) = negation.affix {
                let cue = tokens.span_of(negation.cue[0].0, negation.cue[0].1);
                let span = Span::new(cue.start + from, cue.start + to);
                slices("affix", span)?;
                hold(cue.contains(span), "an affix outside its word", span)?;
            }
        }
        let mut last = (0, 0);
        for (n, claim) in sentence.claims.iter().enumerate() {
            slices("claim", claim.span)?;
            hold(sentence.tile.contains(claim.span), "a claim outside its sentence", claim.span)?;
            let place = (claim.span.start, claim.span.end);
            hold(n == 0 || last < place, "claims out of order or twice", claim.span)?;
            last = place;
            hold(claim.span.trim(text) == claim.span, "a claim with white space at its ends", claim.span)?;
            hold(
                claim.head.is_none_or(|h| h < sentence.senses.len()),
                "a claim with a head that is none",
                claim.span,
            )?;
            if let Some(cue) = claim.cue {
                slices("cue", cue)?;
                hold(sentence.tile.contains(cue), "a cue outside its sentence", cue)?;
            }
            if let Some(span) = claim.source.as_ref().and_then(|s| s.span) {
                slices("source", span)?;
            }
            for span in &claim.content {
                slices("content", *span)?;
            }
            let ordered = claim.content.windows(2).all(|w| w[0].end <= w[1].start);
            hold(ordered, "the contents of a claim overlap or are out of order", claim.span)?;
        }
    }
    hold(at == text.len(), "sentences end before the text", Span::new(at, text.len()))?;

    let mut at = 0;
    for quote in &parsed.quotes {
        slices("quotation", quote.span)?;
        hold(quote.span.start >= at, "quotations overlap", quote.span)?;
        hold(
            quote.span.contains(quote.inner) && text.get(quote.inner.start..quote.inner.end).is_some(),
            "a quotation that does not hold its inside",
            quote.span,
        )?;
        at = quote.span.end;
    }
    Ok(())
}
