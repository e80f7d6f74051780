//! Words of time: days, months, and the times and places between a verb and its complement.

use crate::token::{Kind, Tag, Tokens};

/// Steps over adverbs and times between a verb and its complement:
/// *said on Tuesday that*, *called again for*, *said in a statement that*.
pub fn past_time(tokens: &Tokens, mut j: usize) -> usize {
    for _ in 0..4 {
        let word = tokens.word(j);
        if is_day(word)
            || matches!(
                word,
                "yesterday"
                    | "today"
                    | "late"
                    | "again"
                    | "earlier"
                    | "repeatedly"
                    | "later"
                    | "also"
                    | "strongly"
                    | "publicly"
                    | "instead"
                    | "recently"
                    | "once"
            )
            || adverb_alone(tokens, j)
        {
            j += 1;
            while matches!(tokens.word(j), "night" | "morning" | "evening" | "afternoon") {
                j += 1;
            }
        } else if matches!(word, "on" | "in" | "at" | "late" | "early" | "this" | "last" | "earlier")
            && (is_day(tokens.word(j + 1))
                || is_month(tokens.word(j + 1))
                || matches!(
                    tokens.word(j + 1),
                    "on" | "week" | "month" | "year" | "night" | "twitter" | "television" | "parliament"
                ))
        {
            j += 2;
            while tokens.kind(j) == Kind::Number
                || matches!(tokens.word(j), "night" | "morning" | "evening" | "afternoon")
                || (tokens.word(j) == "," && tokens.kind(j + 1) == Kind::Number)
            {
                j += 1;
            }
        } else if matches!(word, "in" | "at" | "during" | "through")
            && matches!(tokens.tag_of(j + 1), Tag::Det)
        {
            // in a (joint, short) statement / interview / speech / letter …
            match (j + 2..j + 5).find(|k| {
                matches!(
                    tokens.word(*k),
                    "statement"
                        | "interview"
                        | "speech"
                        | "letter"
                        | "briefing"
                        | "conference"
                        | "tweet"
                        | "post"
                        | "message"
                        | "report"
                        | "spokesman"
                        | "spokeswoman"
                        | "spokesperson"
                        | "video"
                        | "call"
                        | "address"
                )
            }) {
                Some(k) => j = k + 1,
                None => break,
            }
        } else {
            break;
        }
    }
    j
}

/// A day of the week.
pub fn is_day(word: &str) -> bool {
    matches!(word, "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")
}

/// A month.
pub fn is_month(word: &str) -> bool {
    matches!(
        word,
        "january"
            | "february"
            | "march"
            | "april"
            | "may"
            | "june"
            | "july"
            | "august"
            | "september"
            | "october"
            | "november"
            | "december"
            | "jan."
            | "feb."
            | "aug."
            | "sept."
            | "oct."
            | "nov."
            | "dec."
    )
}

/// Whether an adverb of manner stands between the verb and what it governs:
/// *said sarcastically, “…”*, *said flatly that*.
fn adverb_alone(tokens: &Tokens, j: usize) -> bool {
    tokens.tag_of(j) == Tag::Adv
        && tokens.word(j).ends_with("ly")
        && (matches!(tokens.word(j + 1), "," | ":" | "." | "that") || tokens.kind(j + 1) == Kind::Quote)
}
