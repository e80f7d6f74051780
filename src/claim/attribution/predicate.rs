//! Verbal or adjectival cue → its attribution: source by its subject, content on the side where it stands.

use super::Attribution;
use super::Reading;
use super::boundary::{boundary, clause_start, in_quote, sentence_end};
use super::content::{after_attribution, clausal, left_content, object_end, right_content};
use super::cue::{answers, is_act};
use crate::claim::phrase::{Run, phrase_at, phrase_before};
use crate::claim::sense::{Mood, Sense};
use crate::claim::subject::Subject;
use crate::claim::time::past_time;
use crate::lexicon::{Class, Group, Pos};
use crate::token::{Kind, Tag, Tokens};

pub(super) fn predicate(reading: &Reading, i: usize) -> Option<Attribution> {
    let Reading { tokens, senses, subjects, .. } = reading;
    let sense = &senses[i];
    let (source, shared) = source(subjects, i);
    let cue = (sense.group, cue_end(tokens, sense));
    if let Some(found) = quoted_as_saying(tokens, sense, i) {
        return Some(found);
    }
    let start = clause_start(reading, i);
    let mut content = Vec::new();
    if let Subject::Agent(agent) = subjects[i] {
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
            // *were urged by the envoy to return*, *was accused by auditors of hiding losses*
            let from = agent.1;
            if matches!(tokens.word(from), "to" | "of" | "for" | "that" | "as" | "over") {
                let from = from + usize::from(tokens.word(from) == "that");
                content.push((from, object_end(tokens, from, boundary(reading, i, from))));
            }
        }
    } else if sense.passive {
        if let Some(run) = phrase_before(tokens, sense.group) {
            content.push(run);
        }
        let right = right_content(reading, i);
        content.extend(right);
        // *were seen over Trebin* is no attribution, *was found that …* is.
        if sense.class == Class::Know && !right.is_some_and(|run| clausal(tokens, sense, run.0, run.1)) {
            return None;
        }
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
                && (right.is_none()
                    || quote_before
                        && (goes_on || addressed_only(tokens, sense) || speech_closes(tokens, front)));
            // *Too often, Petrel said, the talks …*
            let inserted = set_off
                && tokens.word(front - 1) == ","
                && tokens.word(past_time(tokens, sense.end)) == ","
                && matches!(sense.class, Class::Say | Class::Believe | Class::Warn | Class::Predict);
            if inserted && !quote_before {
                let from = past_time(tokens, sense.end) + 1;
                let limit = boundary(reading, i, from);
                // *Asked about the map, Petrel said, “…”*: what stands in front is when it was said.
                let speech = tokens.kind(from) == Kind::Quote;
                let left =
                    left_content(tokens, start, front).filter(|run| !(speech && circumstance(tokens, run.0)));
                (left, (limit > from + 2).then_some((from, limit)))
            } else if postposed {
                let resumed = if quote_before { after_attribution(tokens, sense.end) } else { None };
                (
                    left_content(tokens, start, front),
                    resumed.or_else(|| right.filter(|r| quote_after(tokens, sense.end, *r))),
                )
            } else {
                // *what she called a “rant”*, *the map, which Varland rejected*
                let fronted = (!shared && front > start).then(|| antecedent(tokens, front)).flatten();
                (fronted, right)
            }
        };
        content.extend(left);
        content.extend(right);
    }
    // *Petrel told the council:* and the quotation opens the next paragraph.
    let announced = content.is_empty()
        && source.is_some()
        && matches!(sense.class.group(), Group::Say | Group::Judge)
        && tokens.word(tokens.len() - 1) == ":"
        && tokens.len() - sense.end <= 8;
    if announced {
        return Some(Attribution { sense: Some(i), cue, source, shared, content, act: false });
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
    let said_of = source?;
    // *It is not clear whether …*: nobody holds it.
    let impersonal = said_of.1 == said_of.0 + 1
        && tokens.word(said_of.0) == "it"
        && sense.pos != Pos::Verb
        && content.last().is_some_and(|run| {
            matches!(
                tokens.word(run.0),
                "whether" | "how" | "why" | "what" | "if" | "when" | "who" | "where" | "which"
            ) || tokens.word(run.0.wrapping_sub(1)) == "that"
                || tokens.word(run.0) == "that"
        });
    // *you can see*: anybody.
    let anybody = sense.class == Class::Know && said_of.1 == said_of.0 + 1 && tokens.word(said_of.0) == "you";
    // *added 18 points*, *the strike meant delays*: no saying without something said.
    let bare = matches!(
        tokens.word(sense.start),
        "add"
            | "adds"
            | "added"
            | "adding"
            | "continue"
            | "continues"
            | "continued"
            | "concluded"
            | "concludes"
            | "mean"
            | "means"
            | "meant"
            | "claimed"
            | "stated"
            | "exposed"
            | "marked"
            | "sent"
            | "shared"
            | "read"
            | "reads"
    ) && sense.class.group() == Group::Say
        && content.last().is_some_and(|run| run.0 >= sense.end && !clausal(tokens, sense, run.0, run.1));
    let nobody = said_of.1 == said_of.0 + 1
        && !in_quote(tokens, sense.start)
        && matches!(tokens.word(said_of.0), "nobody" | "nothing" | "none");
    if impersonal || anybody || nobody || bare {
        return None;
    }
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

/// Whether a quotation with a comma or terminator of its own ends right before the subject at `front`.
fn speech_closes(tokens: &Tokens, front: usize) -> bool {
    front > 2
        && tokens.kind(front - 1) == Kind::Quote
        && matches!(tokens.word(front - 2), "," | "?" | "!" | "—" | "–" | "…")
        || front > 2 && tokens.word(front - 1) == "," && tokens.kind(front - 2) == Kind::Quote
}

/// Whether the stretch that begins at `from` says when or how something was
/// said: *asked about the map*, *as the phone rang*, *in a speech*.
fn circumstance(tokens: &Tokens, from: usize) -> bool {
    matches!(tokens.tag_of(from), Tag::Adp | Tag::Sconj | Tag::Verb)
        || matches!(tokens.word(from), "when" | "as" | "while" | "after" | "before" | "later" | "then")
}

/// What a subject at `front` follows as the object of its verb: *what*, or
/// the phrase before *which*.
fn antecedent(tokens: &Tokens, front: usize) -> Option<Run> {
    let relative = front.checked_sub(1)?;
    match tokens.word(relative) {
        "what" => Some((relative, front)),
        "which" | "that" | "whom" => {
            let end = if relative > 0 && tokens.word(relative - 1) == "," { relative - 1 } else { relative };
            let run = phrase_before(tokens, end)?;
            (tokens.word(relative) != "that" || matches!(tokens.tag_of(run.0), Tag::Det)).then_some(run)
        }
        // *a step the envoy called encouraging*
        _ => {
            let run = phrase_before(tokens, front)?;
            (matches!(tokens.word(run.0), "a" | "an")
                && tokens.tag_of(front) == Tag::Det
                && run.0 > 0
                && tokens.word(run.0 - 1) == ",")
                .then_some(run)
        }
    }
}

/// Where the cue of an entry of several words ends: its infinitive or bare
/// object is what is held, *is ready to | sign*, *vows | to keep*, *urges | calm*.
pub(super) fn cue_end(tokens: &Tokens, sense: &Sense) -> usize {
    let asks = matches!(sense.class.group(), Group::Ask | Group::Refuse | Group::Yield);
    if sense.end <= sense.start + 1 || !asks {
        return sense.end;
    }
    let last = sense.end - 1;
    if tokens.word(last - 1) == "to" && tokens.tag_of(last) == Tag::Verb {
        return if sense.pos == Pos::Verb && last - 1 > sense.start { last - 1 } else { last };
    }
    let bare = sense.end == sense.start + 2
        && sense.pos == Pos::Verb
        && !matches!(tokens.tag_of(last), Tag::Adp | Tag::Adv | Tag::Part | Tag::Intj)
        && !matches!(tokens.word(last), "no" | "yes" | "sorry" | "out" | "off" | "down" | "up" | "back")
        && matches!(tokens.tag_of(sense.end), Tag::Punct | Tag::Adp | Tag::Cconj);
    // *signed | the accord*, *lifted | the siege*
    let object = sense.pos == Pos::Verb
        && tokens.tag_of(sense.start + 1) == Tag::Det
        && tokens.tag_of(last) == Tag::Noun
        && matches!(tokens.tag_of(sense.end), Tag::Punct | Tag::Adp | Tag::Cconj);
    if object {
        return sense.start + 1;
    }
    if bare { last } else { sense.end }
}

/// *The agency quoted Ostrand as saying: …*, *Ostrand was quoted as saying that …*:
/// he says it, whoever tells it.
fn quoted_as_saying(tokens: &Tokens, sense: &Sense, i: usize) -> Option<Attribution> {
    if !matches!(tokens.word(sense.start), "quoted" | "quotes" | "quoting" | "cited") {
        return None;
    }
    let object = (!sense.passive).then(|| phrase_at(tokens, sense.start + 1)).flatten();
    let source = object.or_else(|| phrase_before(tokens, sense.group))?;
    let saying = object.map_or(sense.start + 1, |run| run.1);
    if tokens.word(saying) != "as" || !matches!(tokens.word(saying + 1), "saying" | "telling" | "declaring") {
        return None;
    }
    let mut from = saying + 2;
    while matches!(tokens.word(from), "that" | ":" | ",") {
        from += 1;
    }
    let end = sentence_end(tokens);
    (end > from).then(|| Attribution {
        sense: Some(i),
        cue: (sense.group, sense.start + 1),
        source: Some(source),
        shared: object.is_some(),
        content: vec![(from, end)],
        act: false,
    })
}
