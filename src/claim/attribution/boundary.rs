//! Where the clause of a cue begins and ends: at the attributions before and behind it.

use super::Reading;
use crate::claim::phrase::{finite_ahead, opens_phrase};
use crate::claim::sense::Mood;
use crate::claim::subject::Subject;
use crate::claim::time::past_time;
use crate::lexicon::{Class, Group};
use crate::token::{Kind, Tag, Tokens};

/// One past the last token that is not a final full stop.
pub(super) fn sentence_end(tokens: &Tokens) -> usize {
    let mut end = tokens.len();
    while end > 0
        && matches!(tokens.word(end - 1), "." | ";" | ":" | "…")
        && tokens.kind(end - 1) == Kind::Mark
    {
        end -= 1;
    }
    end
}

/// The first token of the stretch that may be content of a cue that follows it.
pub(super) fn clause_start(reading: &Reading, i: usize) -> usize {
    let Reading { tokens, senses, subjects, cues } = reading;
    // After an earlier attribution that had its say: *“A,” X said, but “B,” Y replied.*
    let mut start = 0;
    for j in 0..i {
        if cues[j] && senses[j].predicate && matches!(subjects[j], Subject::After(_)) {
            start = match subjects[j] {
                Subject::After(run) => run.1,
                _ => start,
            };
        }
    }
    while start > 0 && matches!(tokens.word(start), "," | ";" | "and" | "but" | "while") {
        start += 1;
    }
    start
}

/// Where the content of cue `i` must end: before a later cue of the same or an
/// outer subject, a new clause with its own cue, or a trailing attribution.
pub(super) fn boundary(reading: &Reading, i: usize, from: usize) -> usize {
    let Reading { tokens, senses, subjects, cues } = reading;
    // A cue that is quoted itself has its closing mark behind it.
    let quoted =
        (senses[i].group..from).any(|t| tokens.kind(t) == Kind::Quote) || in_quote(tokens, senses[i].start);
    let marks = |k: usize| (from..k).filter(|t| tokens.kind(*t) == Kind::Quote).count();
    let inside_quote = |k: usize| (marks(k) + usize::from(quoted && in_quote(tokens, from))) % 2 == 1;
    let limit = clause_limit(reading, i, from);
    let own_chain = chain(subjects, i);
    for (j, later) in senses.iter().enumerate().skip(i + 1).filter(|(j, s)| {
        s.predicate && (cues[*j] || s.class == Class::Verb || s.class.group() == Group::Event)
    }) {
        if later.group <= from || inside_quote(later.group) {
            continue;
        }
        let cut = match subjects[j] {
            Subject::Shared(k)
                if cues[j] && later.mood != Mood::Infinitive && (own_chain.contains(&k) || k == i) =>
            {
                let before = tokens.word(later.group.wrapping_sub(1));
                let telling =
                    matches!(later.class.group(), Group::Say | Group::Judge | Group::Ask | Group::Refuse);
                if later.mood == Mood::Gerund
                    && !(telling && matches!(before, "," | "while" | "and" | "but" | "—" | "–"))
                {
                    continue;
                }
                later.group
            }
            Subject::Before(run) if run.0 > from => {
                // *…, while Y said*, *… but Y rejected*, *…, Kyiv said.*
                let opener = tokens.word(run.0.wrapping_sub(1));
                let comma = matches!(opener, ",");
                let joined = matches!(
                    opener,
                    "while" | "but" | "whereas" | "although" | "though" | "and" | "as" | "after" | "before"
                );
                let before_joint = run.0.checked_sub(2).map_or("", |k| tokens.word(k));
                let after = past_time(tokens, later.end);
                let telling = matches!(
                    later.class,
                    Class::Say | Class::Believe | Class::Warn | Class::Predict | Class::Reply
                );
                let trailing = comma
                    && (after >= limit
                        || telling
                            && limit - after.min(limit) <= 12
                            && tokens.word(after) != "that"
                            && !(after..limit)
                                .any(|k| tokens.tag_of(k) == Tag::Aux || tokens.kind(k) == Kind::Quote));
                let told =
                    matches!(senses[i].class, Class::Say | Class::Believe | Class::Warn | Class::Predict);
                if cues[j]
                    && (trailing
                        || told && telling && opener == "and" && after < limit
                        || joined && (before_joint == "," || matches!(opener, "but" | "while" | "whereas")))
                    && run.0 > from
                {
                    run.0
                } else {
                    continue;
                }
            }
            Subject::After(run) if run.0 > from => later.group,
            _ => continue,
        };
        let mut end = cut;
        while end > from
            && (matches!(
                tokens.word(end - 1),
                "," | "and"
                    | "but"
                    | "while"
                    | "whereas"
                    | "although"
                    | "though"
                    | "or"
                    | "as"
                    | "then"
                    | "also"
                    | "instead"
                    | "after"
                    | "before"
            ) || tokens.tag_of(end - 1) == Tag::Adv)
        {
            end -= 1;
        }
        if end > from {
            return end.min(limit);
        }
    }
    // *…, according to X*
    (from..limit)
        .find(|k| tokens.word(*k) == "according" && tokens.word(k + 1) == "to" && !inside_quote(*k))
        .map_or(limit, |k| if k > from && tokens.word(k - 1) == "," { k - 1 } else { k })
}

/// The predicates whose subject `i` shares, itself included.
fn chain(subjects: &[Subject], mut i: usize) -> Vec<usize> {
    let mut out = vec![i];
    while let Subject::Shared(j) = subjects[i] {
        if out.contains(&j) {
            break;
        }
        out.push(j);
        i = j;
    }
    out
}

/// Where the clause of cue `i` ends at the latest, whatever cues follow: the end
/// of the sentence, a semicolon, the comma that closes its relative clause
/// (*Petrel, who rejected the map, flew home*) or its fronted participle
/// (*Calling it a farce, Marsh left*).
fn clause_limit(reading: &Reading, i: usize, from: usize) -> usize {
    let Reading { tokens, senses, subjects, .. } = reading;
    let end = sentence_end(tokens);
    let mut quoted = false;
    let outer: Vec<usize> = (from..end)
        .filter(|k| {
            quoted ^= tokens.kind(*k) == Kind::Quote;
            !quoted && matches!(tokens.word(*k), "," | ";")
        })
        .collect();
    // *refused to resign, nor did he apologise*
    let parts = |k: &usize| tokens.word(*k) == ";" || tokens.word(k + 1) == "nor";
    let limit = outer.iter().copied().find(parts).unwrap_or(end);
    let before = match subjects[i] {
        Subject::Shared(j) if j > i && senses[i].mood == Mood::Gerund => {
            let start = match subjects[j] {
                Subject::Before(run) => run.0,
                _ => senses[j].group,
            };
            return outer.iter().copied().rfind(|k| *k < start).unwrap_or(limit);
        }
        Subject::Before(run) if run.1 <= senses[i].group && run.1 > 0 => {
            if tokens.word(run.0.wrapping_sub(1)) == "which" {
                run.0 - 1
            } else {
                senses[i].group.wrapping_sub(1)
            }
        }
        _ => return limit,
    };
    // *who in 2010 said*
    let before = (before.saturating_sub(3)..=before)
        .rev()
        .take_while(|k| matches!(tokens.tag_of(*k), Tag::Adp | Tag::Num | Tag::Adv | Tag::Pron))
        .find(|k| matches!(tokens.word(*k), "who" | "which"))
        .unwrap_or(before);
    // *Although he said Kesmar would stay, he denounced the text.*
    if let Subject::Before(run) = subjects[i] {
        let opener = run.0.checked_sub(1).map_or("", |k| tokens.word(k));
        let subordinate = matches!(
            opener,
            "although"
                | "though"
                | "while"
                | "after"
                | "before"
                | "when"
                | "since"
                | "because"
                | "as"
                | "if"
                | "until"
                | "once"
        );
        let first = run.0 < 2
            || matches!(tokens.kind(run.0 - 2), Kind::Mark | Kind::Quote) && tokens.word(run.0 - 2) != ",";
        if subordinate && first {
            let main = |k: &usize| opens_phrase(tokens, k + 1) && finite_ahead(tokens, k + 1);
            return outer.iter().copied().filter(|k| *k > from).find(main).map_or(limit, |k| k.min(limit));
        }
    }
    let relative =
        matches!(tokens.word(before), "who" | "which") && tokens.word(before.wrapping_sub(1)) == ",";
    if !relative {
        return limit;
    }
    outer.iter().copied().find(|k| *k > from && closes_relative(tokens, *k)).map_or(limit, |k| k.min(limit))
}

/// Whether the main clause goes on behind the comma `k`: with a verb, or with
/// a preposition or conjunction and no clause of the same relative.
fn closes_relative(tokens: &Tokens, k: usize) -> bool {
    let mut next = k + 1;
    while tokens.tag_of(next) == Tag::Adv {
        next += 1;
    }
    matches!(tokens.tag_of(next), Tag::Verb | Tag::Aux) && !tokens.word(next).ends_with("ing")
        || next >= tokens.len()
}

/// Whether an odd number of quotation marks stands before token `k`.
pub(super) fn in_quote(tokens: &Tokens, k: usize) -> bool {
    (0..k).filter(|t| tokens.kind(*t) == Kind::Quote).count() % 2 == 1
}
