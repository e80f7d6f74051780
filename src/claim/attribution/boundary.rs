//! Where the clause of a cue begins and ends: at the attributions before and behind it.

use super::Reading;
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
    let limit = sentence_end(tokens);
    let inside_quote = |k: usize| (from..k).filter(|t| tokens.kind(*t) == Kind::Quote).count() % 2 == 1;
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
                if cues[j]
                    && (trailing
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
