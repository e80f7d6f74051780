//! Senses of a sentence → attributions: source, cue and content, as runs of tokens.
//!
//! Verbal, adjectival and nominal cues, *according to*, and a name before a
//! colon. Looks at one sentence; what a quotation or pronoun takes from the
//! sentences before is the business of [`super`].

use super::phrase::{Run, phrase_at, phrase_before, with_apposition};
use super::sense::{Mood, Sense, past_time};
use super::subject::{Subject, subject};
use crate::lexicon::{Class, Group, Pos};
use crate::token::{Kind, Tag, Tokens};

/// A position attributed within one sentence.
#[derive(Debug, Clone)]
pub struct Attribution {
    /// The cue's sense, by index; none for *according to* and a colon.
    pub sense: Option<usize>,
    /// The words of the cue.
    pub cue: Run,
    /// The words of the source, where they stand in the sentence.
    pub source: Option<Run>,
    /// Whether the source stands in another clause of the sentence.
    pub shared: bool,
    /// What is held, in order.
    pub content: Vec<Run>,
    /// Whether it is an act that answers nothing named (*released the report*):
    /// told by the author, not attributed.
    pub act: bool,
}

/// The attributions of a sentence, in the order of their cues.
pub fn attributions(tokens: &Tokens, senses: &[Sense]) -> Vec<Attribution> {
    let subjects: Vec<Subject> = (0..senses.len())
        .map(|i| if senses[i].predicate { subject(tokens, senses, i) } else { Subject::Unknown })
        .collect();
    let cues: Vec<bool> = (0..senses.len()).map(|i| is_cue(tokens, senses, i)).collect();
    let mut out = Vec::new();
    for (i, sense) in senses.iter().enumerate() {
        if !cues[i] {
            continue;
        }
        let found = if sense.predicate {
            predicate(tokens, senses, &subjects, &cues, i)
        } else {
            nominal(tokens, senses, i)
        };
        out.extend(found);
    }
    out.extend(according_to(tokens));
    out.extend(colon(tokens, senses));
    out.extend(signature(tokens));
    out.sort_by_key(|a| a.cue);
    out
}

/// A name behind a quotation and a dash: *“Time they went.” ― Lena Marsh*.
fn signature(tokens: &Tokens) -> Option<Attribution> {
    let dash =
        (1..tokens.len()).rev().take(14).find(|k| matches!(tokens.word(*k), "―" | "—" | "–" | "--" | "-"))?;
    let end = sentence_end(tokens);
    let named = dash + 1 < end
        && tokens.tag_of(dash + 1) == Tag::Propn
        && (dash + 1..end).all(|k| {
            tokens.tag_of(k) != Tag::Verb && tokens.tag_of(k) != Tag::Aux && tokens.kind(k) != Kind::Quote
        });
    let closed = tokens.kind(dash - 1) == Kind::Quote && dash > 2;
    (named && closed).then(|| Attribution {
        sense: None,
        cue: (dash, dash + 1),
        source: Some((dash + 1, end)),
        shared: false,
        content: vec![(0, dash)],
        act: false,
    })
}

/// Whether the sense attributes a position to its subject.
fn is_cue(tokens: &Tokens, senses: &[Sense], i: usize) -> bool {
    let sense = &senses[i];
    let group = sense.class.group();
    match sense.pos {
        Pos::Verb => {
            if sense.mood == Mood::Infinitive && !purpose(tokens, senses, i) {
                return false;
            }
            match group {
                Group::Ask => !matches!(sense.class, Class::Need | Class::Condition),
                Group::Refuse | Group::Yield => true,
                Group::Judge => !matches!(sense.class, Class::Good | Class::Bad | Class::Misdeed),
                Group::Say => sense.class != Class::Negotiate,
                Group::Other => matches!(sense.class, Class::Undo),
                Group::Event | Group::Object => false,
            }
        }
        Pos::Adjective => {
            sense.predicate
                && (matches!(group, Group::Yield | Group::Ask) && sense.class != Class::Need
                    || matches!(
                        sense.class,
                        Class::Oppose
                            | Class::Refuse
                            | Class::Support
                            | Class::Hope
                            | Class::Fear
                            | Class::Criticise
                            | Class::Believe
                            | Class::Accuse
                            | Class::Praise
                    ))
        }
        Pos::Noun => {
            !sense.predicate
                && (matches!(group, Group::Ask | Group::Refuse | Group::Yield)
                    || group == Group::Judge
                        && !matches!(sense.class, Class::Good | Class::Bad | Class::Misdeed))
        }
        Pos::Fixed => false,
    }
}

/// Whether an infinitive states an act of its own: *took to the stage to denounce*,
/// *went on to say*; not *agreed to stop* or *urged them to accept*.
fn purpose(tokens: &Tokens, senses: &[Sense], i: usize) -> bool {
    let group = senses[i].group;
    let Some(governor) = (0..i).rev().map(|j| &senses[j]).find(|s| s.predicate) else { return false };
    let neutral = matches!(governor.class, Class::Verb | Class::Procedural | Class::Happen);
    neutral
        && group.saturating_sub(governor.end) <= 8
        && senses[i].class.group() != Group::Yield
        && !matches!(tokens.word(governor.start), "is" | "was" | "were" | "are" | "be")
}

/// The source of predicate `i`, following shared subjects; whether it is shared.
fn source(subjects: &[Subject], mut i: usize) -> (Option<Run>, bool) {
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

fn predicate(
    tokens: &Tokens,
    senses: &[Sense],
    subjects: &[Subject],
    cues: &[bool],
    i: usize,
) -> Option<Attribution> {
    let sense = &senses[i];
    let (source, shared) = source(subjects, i);
    let cue = (sense.group, sense.end);
    let start = clause_start(tokens, senses, subjects, cues, i);
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
        let right = right_content(tokens, senses, subjects, cues, i);
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
        let (left, right) = match subjects[i] {
            Subject::After(run) => {
                (left_content(tokens, start, sense.group), after_attribution(tokens, run.1))
            }
            _ => {
                let front = match subjects[i] {
                    Subject::Before(run) => run.0,
                    _ => sense.group,
                };
                let right = right_content(tokens, senses, subjects, cues, i);
                let set_off = front > start
                    && (matches!(tokens.word(front - 1), "," | "—" | "–" | "-" | "--" | "?" | "!")
                        || tokens.kind(front - 1) == Kind::Quote);
                let quote_before = front > start
                    && (tokens.kind(front - 1) == Kind::Quote
                        || (front > 1 && tokens.kind(front - 2) == Kind::Quote));
                let goes_on = matches!(tokens.word(past_time(tokens, sense.end)), "," | "." | ";" | ":")
                    || right.is_none();
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
                    let limit = boundary(tokens, senses, subjects, cues, i, from);
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
    if source.is_none() {
        return None;
    }
    let act = is_act(sense.class) && !answers(senses, &content);
    Some(Attribution { sense: Some(i), cue, source, shared, content, act })
}

/// Whether the class is that of deeds, which hold a position only where they answer one.
fn is_act(class: Class) -> bool {
    matches!(
        class,
        Class::Release
            | Class::Undo
            | Class::Allow
            | Class::Block
            | Class::Retreat
            | Class::Decide
            | Class::Ready
    )
}

/// Whether the content begins with a proposal, demand, restriction and the like.
fn answers(senses: &[Sense], content: &[Run]) -> bool {
    content.iter().any(|run| {
        senses
            .iter()
            .filter(|s| {
                s.start >= run.0 && s.start < run.1.min(run.0 + 8) && s.class.group() == Group::Object
            })
            .any(|s| {
                matches!(
                    s.class,
                    Class::Proposal
                        | Class::Demand
                        | Class::Restriction
                        | Class::Captive
                        | Class::Talks
                        | Class::Strike
                )
            })
    })
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

/// The first token of the stretch that may be content of a cue that follows it.
fn clause_start(tokens: &Tokens, senses: &[Sense], subjects: &[Subject], cues: &[bool], i: usize) -> usize {
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

/// Content before a postposed attribution, from `start` to the mark before `front`.
fn left_content(tokens: &Tokens, start: usize, front: usize) -> Option<Run> {
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
fn after_attribution(tokens: &Tokens, end: usize) -> Option<Run> {
    let limit = sentence_end(tokens);
    let quote = (end..limit).find(|k| tokens.kind(*k) == Kind::Quote)?;
    let between = (end..quote)
        .any(|k| matches!(tokens.word(k), ",") || tokens.word(k) == ":" || tokens.word(k) == "adding");
    (between && quote + 2 < limit).then_some((quote, limit))
}

/// One past the last token that is not a final full stop.
fn sentence_end(tokens: &Tokens) -> usize {
    let mut end = tokens.len();
    while end > 0
        && matches!(tokens.word(end - 1), "." | ";" | ":" | "…")
        && tokens.kind(end - 1) == Kind::Mark
    {
        end -= 1;
    }
    end
}

/// What follows the cue of predicate `i`, to the end of its clause.
fn right_content(
    tokens: &Tokens,
    senses: &[Sense],
    subjects: &[Subject],
    cues: &[bool],
    i: usize,
) -> Option<Run> {
    let sense = &senses[i];
    let mut from = past_time(tokens, sense.end);
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
    ) {
        if let Some((_, end)) = phrase_at(tokens, from) {
            from = past_time(tokens, end);
        }
    }
    let limit = boundary(tokens, senses, subjects, cues, i, from);
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
    if sense.class == Class::Say && adjunct && !(tokens.word(from) == "to" && sense.end - sense.start > 1) {
        return (from..(from + 14).min(limit))
            .find(|k| tokens.word(*k) == "that" && !matches!(tokens.tag_of(k - 1), Tag::Noun))
            .map(|k| (k + 1, limit))
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
    (end > from && !closing && !matches!(tokens.word(from), "and" | "but" | "or")).then_some((from, end))
}

/// Whether what is held is a clause or a quotation rather than a thing: *said (that) …*, *believes …*.
fn clausal(tokens: &Tokens, sense: &Sense, from: usize, limit: usize) -> bool {
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
        ) && (from..limit).any(|k| {
            tokens.tag_of(k) == Tag::Aux
                || tokens.tag_of(k) == Tag::Verb
                    && !tokens.word(k).ends_with("ing")
                    && tokens.word(k - 1) != "to"
        })
}

/// Where a thing that is held ends: at a comma that opens a relative clause, a
/// participle or an adjunct, or at a conjunction that opens a clause.
fn object_end(tokens: &Tokens, from: usize, limit: usize) -> usize {
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
                    || matches!(next, "and" | "the" | "a") && super::sense::finite_ahead(tokens, k + 1)
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

/// Where the content of cue `i` must end: before a later cue of the same or an
/// outer subject, a new clause with its own cue, or a trailing attribution.
fn boundary(
    tokens: &Tokens,
    senses: &[Sense],
    subjects: &[Subject],
    cues: &[bool],
    i: usize,
    from: usize,
) -> usize {
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

/// A noun cue with its holder and what is held: *its demand that …*, *a call by Petrel for …*.
fn nominal(tokens: &Tokens, senses: &[Sense], i: usize) -> Option<Attribution> {
    let sense = &senses[i];
    let after = sense.end;
    // the holder: a possessive before, or a *by* or *from* phrase after
    let mut k = sense.start;
    while k > 0 && matches!(tokens.tag_of(k - 1), Tag::Adj | Tag::Num | Tag::Noun)
        || k > 0 && tokens.tag_of(k - 1) == Tag::Verb && tokens.word(k - 1).ends_with("ed")
    {
        k -= 1;
    }
    let holder = k.checked_sub(1).and_then(|p| match tokens.word(p) {
        "its" | "his" | "their" | "my" | "our" | "your" => Some((p, p + 1)),
        "her" if tokens.tag_of(p) == Tag::Det || tokens.tag_of(p) == Tag::Pron => Some((p, p + 1)),
        "'s" | "'" => phrase_before(tokens, p),
        _ => None,
    });
    let mut from = after;
    let mut source = holder;
    if source.is_none() && matches!(tokens.word(from), "by" | "from") {
        let run = phrase_at(tokens, from + 1)?;
        from = run.1;
        source = Some(run);
    }
    let source = source?;
    let opens = matches!(
        tokens.word(from),
        "that" | "to" | "for" | "of" | "on" | "against" | "over" | "about" | "at" | "with"
    ) || (from == after && tokens.entry_ends_with_preposition(sense.end - 1));
    if !opens {
        return None;
    }
    let limit = senses
        .iter()
        .skip(i + 1)
        .find(|s| s.predicate && s.mood == Mood::Finite && s.group > from + 1 && tokens.word(from) != "that")
        .map_or(sentence_end(tokens), |s| s.group);
    let mut end = (from..limit)
        .find(|k| *k > from && matches!(tokens.word(*k), "," | ";" | ":" | "—" | "–" | "."))
        .unwrap_or(limit);
    while end > from
        && (tokens.tag_of(end - 1) == Tag::Adv
            || matches!(tokens.word(end - 1), "and" | "but" | "," | "which" | "that"))
    {
        end -= 1;
    }
    let start = from + usize::from(tokens.word(from) == "that");
    (end > start + 1).then_some(Attribution {
        sense: Some(i),
        cue: (sense.start, sense.end),
        source: Some(source),
        shared: false,
        content: vec![(start, end)],
        act: false,
    })
}

/// *According to X, …* and *…, according to X*.
fn according_to(tokens: &Tokens) -> Option<Attribution> {
    let k = (0..tokens.len()).find(|k| tokens.word(*k) == "according" && tokens.word(k + 1) == "to")?;
    let source = with_apposition(tokens, phrase_at(tokens, k + 2)?);
    let limit = sentence_end(tokens);
    let content = if tokens.word(source.1) == "," && k <= 2 {
        (source.1 + 1, limit)
    } else {
        left_content(tokens, 0, k)?
    };
    (content.1 > content.0).then_some(Attribution {
        sense: None,
        cue: (k, k + 2),
        source: Some(source),
        shared: false,
        content: vec![content],
        act: false,
    })
}

/// A name or role before a colon: *Minister: no deal*, *WALLACE: Let's start.*
fn colon(tokens: &Tokens, senses: &[Sense]) -> Option<Attribution> {
    let k = (1..tokens.len().min(9)).find(|k| tokens.word(*k) == ":")?;
    let limit = sentence_end(tokens);
    let clean = (0..k).all(|t| {
        matches!(tokens.tag_of(t), Tag::Propn | Tag::Noun | Tag::Adj | Tag::Det | Tag::Part)
            || matches!(tokens.word(t), "of" | "for" | "&" | "-" | ".")
    });
    let named = matches!(tokens.tag_of(k - 1), Tag::Propn)
        || senses.iter().any(|s| {
            s.end == k && matches!(s.class, Class::Person | Class::Org | Class::Party | Class::Document)
        });
    let source = (0, k);
    (clean && named && limit > k + 2).then_some(Attribution {
        sense: None,
        cue: (k, k + 1),
        source: Some(source),
        shared: false,
        content: vec![(k + 1, limit)],
        act: false,
    })
}

impl Tokens<'_> {
    /// Whether token `i` is a preposition or *that*: the end of an entry such as *call for*.
    fn entry_ends_with_preposition(&self, i: usize) -> bool {
        matches!(
            self.word(i),
            "for" | "to" | "of" | "on" | "over" | "against" | "with" | "that" | "about" | "from" | "at"
        )
    }
}
