//! Cue → what is held, before it or after it.

use super::Reading;
use super::boundary::{boundary, in_quote, sentence_end};
use super::predicate::cue_end;
use crate::claim::phrase::{Run, finite_ahead, opens_phrase, phrase_at};
use crate::claim::sense::Sense;
use crate::claim::time::past_time;
use crate::lexicon::Class;
use crate::token::{Kind, Tag, Tokens};

/// Content before a postposed attribution, from `start` to the mark before `front`.
pub(super) fn left_content(tokens: &Tokens, start: usize, front: usize) -> Option<Run> {
    let mut end = front;
    while end > start && (matches!(tokens.word(end - 1), "," | "—" | "–" | "-" | "--" | "but" | "and")) {
        end -= 1;
    }
    let mut from = start;
    while from < end
        && (matches!(tokens.word(from), "but" | "and" | "," | "still" | "however")
            || tokens.kind(from) == Kind::Mark && !matches!(tokens.word(from), "$" | "(" | "["))
    {
        from += 1;
    }
    (end > from + 1).then_some((from, end))
}

/// A quotation that goes on after *X said*: *“…,” X said, “…”*.
pub(super) fn after_attribution(tokens: &Tokens, end: usize) -> Option<Run> {
    let limit = sentence_end(tokens);
    let quote = (end..limit).find(|k| tokens.kind(*k) == Kind::Quote)?;
    let between = (end..quote)
        .any(|k| matches!(tokens.word(k), ",") || tokens.word(k) == ":" || tokens.word(k) == "adding");
    (between && quote + 2 < limit).then_some((quote, limit))
}

/// What follows the cue of predicate `i`, to the end of its clause.
pub(super) fn right_content(reading: &Reading, i: usize) -> Option<Run> {
    let Reading { tokens, senses, .. } = reading;
    let sense = &senses[i];
    let mut from = past_time(tokens, cue_end(tokens, sense));
    if matches!(
        tokens.word(sense.start),
        "told"
            | "tell"
            | "tells"
            | "telling"
            | "informed"
            | "reminded"
            | "assured"
            | "notified"
            | "informing"
            | "reminding"
            | "assuring"
    ) && let Some((_, end)) = phrase_at(tokens, from)
    {
        from = past_time(tokens, end);
    }
    let limit = boundary(reading, i, from);
    // *“categorically rejects” the map*
    if tokens.kind(from) == Kind::Quote
        && in_quote(tokens, from)
        && from + 1 < limit
        && in_quote(tokens, sense.start)
    {
        from += 1;
    }
    match tokens.word(from) {
        "," | ":" | "—" | "–" => {
            let quoted = tokens.kind(from + 1) == Kind::Quote || tokens.word(from) == ":";
            let that = tokens.word(from) == ","
                && (from + 1..(from + 30).min(limit))
                    .find(|k| tokens.word(*k) == ",")
                    .is_some_and(|k| tokens.word(k + 1) == "that");
            if that {
                from = (from + 1..limit).find(|k| tokens.word(*k) == ",")? + 1;
            } else if quoted {
                from += 1;
            } else {
                return None;
            }
        }
        "." | ";" | "?" | "!" | ")" => return None,
        _ => {}
    }
    // *said in August*, *spoke for five minutes*: an adjunct, not what is said.
    let adjunct = matches!(tokens.tag_of(from), Tag::Adp)
        || matches!(
            tokens.word(from),
            "after"
                | "before"
                | "when"
                | "while"
                | "as"
                | "during"
                | "through"
                | "via"
                | "to"
                | "since"
                | "until"
                | "because"
                | "like"
                | "than"
        );
    if sense.class == Class::Say
        && adjunct
        && !(tokens.word(from) == "to" && sense.end - sense.start > 1)
        && !held_clause(tokens, sense, from, limit)
    {
        let ahead = |k: usize| {
            // *said at noon that …*, *says of Clinton, “…”*
            tokens.word(k) == "that" && !matches!(tokens.tag_of(k - 1), Tag::Noun)
                || tokens.kind(k) == Kind::Quote && matches!(tokens.word(k - 1), "," | ":")
        };
        return (from + 1..(from + 14).min(limit))
            .find(|k| ahead(*k))
            .map(|k| (k + usize::from(tokens.word(k) == "that"), limit))
            .filter(|r| r.1 > r.0 + 1);
    }
    if tokens.word(from) == "that" && from + 1 < limit && tokens.word(from + 1) != "'s" {
        from += 1;
    }
    let limit = if clausal(tokens, sense, from, limit) { limit } else { object_end(tokens, from, limit) };
    let closing =
        tokens.kind(from) == Kind::Quote && (from + 1 >= limit || matches!(tokens.word(from + 1), "," | "."));
    let mut end = limit;
    while end > from
        && (matches!(tokens.word(end - 1), "," | "and" | "but" | "while" | "." | ";" | "—" | "–")
            || tokens.word(end - 1) == "though")
    {
        end -= 1;
    }
    (end > from && !closing && !matches!(tokens.word(from), "and" | "but" | "or" | "nor"))
        .then_some((from, end))
}

/// Whether a conjunction at `from` opens what is said rather than when it was
/// said: *says while the find was new, it is not alarming*, *did not say when*.
fn held_clause(tokens: &Tokens, sense: &Sense, from: usize, limit: usize) -> bool {
    match tokens.word(from) {
        "when" => sense.negated || tokens.word(sense.start) == "say",
        "while" | "although" | "though" | "if" | "because" | "unless" | "as" | "since" | "after"
        | "before" => {
            let mut quoted = false;
            (from + 2..limit)
                .take_while(|k| {
                    quoted |= tokens.kind(*k) == Kind::Quote;
                    !quoted
                })
                .find(|k| tokens.word(*k) == ",")
                .is_some_and(|k| finite_ahead(tokens, k) && opens_phrase(tokens, k + 1))
        }
        _ => false,
    }
}

/// Whether what is held is a clause or a quotation rather than a thing: *said (that) …*, *believes …*.
pub(super) fn clausal(tokens: &Tokens, sense: &Sense, from: usize, limit: usize) -> bool {
    tokens.word(from.wrapping_sub(1)) == "that"
        || matches!(tokens.word(from.wrapping_sub(1)), ":" | ",")
        || tokens.kind(from) == Kind::Quote
        || matches!(tokens.word(from), "whether" | "how" | "why" | "what" | "if" | "to" | "who" | "when")
        || matches!(
            sense.class,
            Class::Say
                | Class::Reply
                | Class::Believe
                | Class::Know
                | Class::Predict
                | Class::Warn
                | Class::Hope
                | Class::Fear
                | Class::Admit
                | Class::Deny
        ) && (from..limit).take_while(|k| !subordinates(tokens, *k)).any(|k| {
            tokens.tag_of(k) == Tag::Aux
                || tokens.tag_of(k) == Tag::Verb
                    && !tokens.word(k).ends_with("ing")
                    && !(k > 0 && tokens.word(k - 1) == "to")
        })
}

/// Whether a subordinate clause of the reporting clause itself begins at `k`.
fn subordinates(tokens: &Tokens, k: usize) -> bool {
    matches!(tokens.word(k), "after" | "because" | "although" | "though" | "before" | "despite" | "amid")
}

/// Where a thing that is held ends: at a comma that opens a relative clause, a
/// participle or an adjunct, or at a conjunction that opens a clause.
pub(super) fn object_end(tokens: &Tokens, from: usize, limit: usize) -> usize {
    let mut quoted = false;
    for k in from..limit {
        quoted ^= tokens.kind(k) == Kind::Quote;
        if quoted || k == from {
            continue;
        }
        let next = tokens.word(k + 1);
        let ends = match tokens.word(k) {
            "," => {
                matches!(
                    next,
                    "who"
                        | "which"
                        | "whose"
                        | "where"
                        | "when"
                        | "but"
                        | "with"
                        | "after"
                        | "as"
                        | "while"
                        | "because"
                        | "although"
                        | "though"
                        | "saying"
                        | "in"
                        | "on"
                        | "at"
                        | "despite"
                        | "amid"
                        | "according"
                        | "so"
                        | "even"
                        | "or"
                        | "during"
                        | "by"
                        | "including"
                ) || tokens.tag_of(k + 1) == Tag::Verb && (next.ends_with("ing") || next.ends_with("ed"))
                    || matches!(tokens.tag_of(k + 1), Tag::Pron | Tag::Adv | Tag::Aux)
                    || matches!(next, "and" | "the" | "a") && finite_ahead(tokens, k + 1)
            }
            "after" | "because" | "while" | "although" | "though" | "when" | "before" | "but" | "amid"
            | "despite" => true,
            "and" => {
                matches!(tokens.tag_of(k + 1), Tag::Aux | Tag::Pron)
                    || tokens.tag_of(k + 1) == Tag::Verb && !next.ends_with("ing")
            }
            "—" | "–" | "--" | ";" => true,
            _ => false,
        };
        if ends {
            return k;
        }
    }
    limit
}
