//! Noun phrase → its head, and the name in it, titles apart.

use super::phrase::Run;
use super::time::is_day;
use crate::token::{Tag, Tokens};

/// The token that names what the phrase is: its last noun before *of*, a comma or *who*.
pub fn head_of(tokens: &Tokens, run: Run) -> usize {
    let end = (run.0 + 1..run.1)
        .find(|k| {
            matches!(
                tokens.word(*k),
                "of" | "," | "for" | "in" | "from" | "at" | "who" | "with" | "on" | "(" | "to"
            )
        })
        .unwrap_or(run.1);
    (run.0..end)
        .rev()
        .find(|k| matches!(tokens.tag_of(*k), Tag::Noun | Tag::Propn | Tag::Pron))
        .unwrap_or(end.saturating_sub(1))
}

/// The name of a person or body in a phrase: the last run of proper nouns that
/// is no possessor; in *the minister, Ana Petrel* the one after the comma.
pub(super) fn name_in(tokens: &Tokens, run: Run) -> Option<Run> {
    let mut found: Option<Run> = None;
    let mut i = run.0;
    while i < run.1 {
        if tokens.tag_of(i) != Tag::Propn || is_day(tokens.word(i)) {
            i += 1;
            continue;
        }
        let mut end = i + 1;
        while end < run.1
            && (tokens.tag_of(end) == Tag::Propn
                || matches!(
                    tokens.word(end),
                    "de" | "al" | "van" | "von" | "bin" | "el" | "der" | "of" | "for" | "and" | "the"
                ) && tokens.tag_of(end + 1) == Tag::Propn
                    && end + 1 < run.1
                    && tokens.word(end) != "and")
        {
            end += 1;
        }
        let possessor = matches!(tokens.word(end), "'s" | "'") && end < run.1;
        let modifier = end < run.1 && tokens.tag_of(end) == Tag::Noun;
        let governed = i > run.0 && tokens.tag_of(i - 1) == Tag::Adp
            || i > run.0 + 1 && tokens.tag_of(i - 1) == Tag::Det && tokens.tag_of(i - 2) == Tag::Adp;
        if !possessor
            && !modifier
            && !governed
            && (found.is_none() || end - i >= 2 || tokens.word(i - 1) == ",")
        {
            let better = found.is_none_or(|f| f.1 - f.0 <= end - i || i > 0 && tokens.word(i - 1) == ",");
            if better {
                found = Some((i, end));
            }
        }
        i = end;
    }
    found
}

/// The name's words without titles.
pub(super) fn plain_name(tokens: &Tokens, run: Run) -> String {
    const TITLES: &[&str] = &[
        "mr.",
        "mr",
        "mrs.",
        "mrs",
        "ms.",
        "ms",
        "dr.",
        "dr",
        "sir",
        "dame",
        "lord",
        "lady",
        "president",
        "minister",
        "prime",
        "foreign",
        "sen.",
        "rep.",
        "gov.",
        "gen.",
        "senator",
        "governor",
        "secretary",
        "general",
        "chancellor",
        "mayor",
        "judge",
        "justice",
        "king",
        "queen",
        "prince",
        "premier",
        "lt.",
        "col.",
        "maj.",
        "capt.",
        "sgt.",
        "chairman",
        "spokesman",
        "spokeswoman",
        "professor",
        "prof.",
        "rev.",
        "ambassador",
        "congressman",
        "congresswoman",
        "speaker",
        "representative",
        "candidate",
        "commissioner",
        "director",
        "chief",
        "vice",
        "deputy",
        "former",
        "attorney",
        "officer",
        "executive",
    ];
    let mut start = run.0;
    while start + 1 < run.1 && TITLES.contains(&tokens.word(start)) {
        start += 1;
    }
    tokens.span_of(start, run.1).of(tokens.text).split_whitespace().collect::<Vec<_>>().join(" ")
}
