//! Verbal or adjectival cue → its attribution: source by its subject, content on the side where it stands.

use super::Attribution;
use super::Reading;
use super::boundary::{boundary, clause_start};
use super::content::{after_attribution, clausal, left_content, right_content};
use super::cue::{answers, is_act};
use crate::claim::phrase::{Run, phrase_before};
use crate::claim::sense::{Mood, Sense};
use crate::claim::subject::Subject;
use crate::claim::time::past_time;
use crate::lexicon::{Class, Group};
use crate::token::{Kind, Tag, Tokens};

pub(super) fn predicate(reading: &Reading, i: usize) -> Option<Attribution> {
    let Reading { tokens, senses, subjects, .. } = reading;
    let sense = &senses[i];
    let (source, shared) = source(subjects, i);
    let cue = (sense.group, sense.end);
    let start = clause_start(reading, i);
    let mut content = Vec::new();
    if let Subject::Agent(_) = subjects[i] {
        // *was described as “unprecedented” by X*: the subject is what it is about.
        if sense.mood == Mood::Participle {
            // *a demand long rejected by Moscow and ruled out by Washington*
            let mut end = sense.group;
            while end > 0
                && (matches!(tokens.word(end - 1), "," | "long" | "already" | "once")
                    || tokens.tag_of(end - 1) == Tag::Adv)
            {
                end -= 1;
            }
            content.extend(phrase_before(tokens, end));
        } else {
            content.extend(phrase_before(tokens, sense.group));
        }
    } else if sense.passive {
        if let Some(run) = phrase_before(tokens, sense.group) {
            content.push(run);
        }
        let right = right_content(reading, i);
        content.extend(right);
        if !matches!(sense.class.group(), Group::Say | Group::Judge) {
            return None;
        }
        return (!content.is_empty()).then_some(Attribution {
            sense: Some(i),
            cue,
            source: None,
            shared: false,
            content,
            act: false,
        });
    } else {
        let (left, right) = if let Subject::After(run) = subjects[i] {
            (left_content(tokens, start, sense.group), after_attribution(tokens, run.1))
        } else {
            let front = match subjects[i] {
                Subject::Before(run) => run.0,
                _ => sense.group,
            };
            let right = right_content(reading, i);
            let set_off = front > start
                && (matches!(tokens.word(front - 1), "," | "—" | "–" | "-" | "--" | "?" | "!")
                    || tokens.kind(front - 1) == Kind::Quote);
            let quote_before = front > start
                && (tokens.kind(front - 1) == Kind::Quote
                    || (front > 1 && tokens.kind(front - 2) == Kind::Quote));
            let goes_on =
                matches!(tokens.word(past_time(tokens, sense.end)), "," | "." | ";" | ":") || right.is_none();
            let postposed = set_off
                && matches!(
                    sense.class.group(),
                    Group::Say | Group::Judge | Group::Ask | Group::Yield | Group::Refuse
                )
                && (right.is_none() || quote_before && (goes_on || addressed_only(tokens, sense)));
            // *Too often, Petrel said, the talks …*
            let inserted = set_off
                && tokens.word(front - 1) == ","
                && tokens.word(past_time(tokens, sense.end)) == ","
                && matches!(sense.class, Class::Say | Class::Believe | Class::Warn | Class::Predict);
            if inserted && !quote_before {
                let from = past_time(tokens, sense.end) + 1;
                let limit = boundary(reading, i, from);
                (
                    left_content(tokens, start, front),
                    (limit > from + 2 && tokens.kind(from) != Kind::Quote).then_some((from, limit)),
                )
            } else if postposed {
                let resumed = if quote_before { after_attribution(tokens, sense.end) } else { None };
                (
                    left_content(tokens, start, front),
                    resumed.or_else(|| right.filter(|r| quote_after(tokens, sense.end, *r))),
                )
            } else {
                (None, right)
            }
        };
        content.extend(left);
        content.extend(right);
    }
    if content.is_empty() {
        // *refused*, *walked out*: an act that needs no object.
        let act =
            matches!(sense.class.group(), Group::Refuse | Group::Yield | Group::Ask) && source.is_some();
        return act.then_some(Attribution {
            sense: Some(i),
            cue,
            source,
            shared,
            content,
            act: is_act(sense.class),
        });
    }
    source?;
    // *saw the film* is no attribution, *saw that …* is.
    let seen =
        sense.class == Class::Know && !content.last().is_some_and(|run| clausal(tokens, sense, run.0, run.1));
    let act = seen || is_act(sense.class) && !answers(senses, &content);
    Some(Attribution { sense: Some(i), cue, source, shared, content, act })
}

/// The source of predicate `i`, following shared subjects; whether it is shared.
pub(super) fn source(subjects: &[Subject], mut i: usize) -> (Option<Run>, bool) {
    let mut shared = false;
    for _ in 0..subjects.len() {
        match subjects[i] {
            Subject::Before(run) | Subject::After(run) | Subject::Agent(run) => return (Some(run), shared),
            Subject::Shared(j) => {
                shared = true;
                i = j;
            }
            Subject::Unknown => break,
        }
    }
    (None, shared)
}

/// Whether the verb has an addressee and nothing more: *, Petrel told reporters.*
fn addressed_only(tokens: &Tokens, sense: &Sense) -> bool {
    matches!(tokens.word(sense.start), "told" | "tells" | "telling")
        && !(sense.end..tokens.len()).take(8).any(|k| tokens.word(k) == "that")
}

/// Whether `right` opens with a quotation that goes on after an attribution.
fn quote_after(tokens: &Tokens, end: usize, right: Run) -> bool {
    right.0 >= end && tokens.kind(right.0) == Kind::Quote
}
