//! Sense → who does it: the source of a verbal or adjectival cue.

use super::phrase::{Run, phrase_at, phrase_before, with_apposition};
use super::sense::{Mood, Sense};
use super::time::{is_day, is_month};
use crate::lexicon::{Class, Group};
use crate::token::{Kind, Tag, Tokens};

/// Where the subject of a predicate was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Before the verb, in its own clause.
    Before(Run),
    /// After the verb: *said Ms Petrel*.
    After(Run),
    /// The agent of a passive: *by the council*.
    Agent(Run),
    /// That of another predicate of the sentence, by its index.
    Shared(usize),
    /// None in the sentence.
    Unknown,
}

/// The subject of sense `index`.
pub fn subject(tokens: &Tokens, senses: &[Sense], index: usize) -> Subject {
    let sense = &senses[index];
    if sense.passive || sense.mood == Mood::Participle {
        return agent(tokens, senses, index).map_or(Subject::Unknown, Subject::Agent);
    }
    if let Some(run) = inverted(tokens, sense) {
        return Subject::After(run);
    }
    match sense.mood {
        Mood::Infinitive => before_in_clause(senses, index, tokens).map_or(Subject::Unknown, Subject::Shared),
        Mood::Gerund => gerund(tokens, senses, index),
        Mood::Finite | Mood::Participle => finite(tokens, senses, index),
    }
}

/// The *by* phrase of a passive.
fn agent(tokens: &Tokens, senses: &[Sense], index: usize) -> Option<Run> {
    let from = senses[index].end;
    let next =
        senses[index + 1..].iter().find(|s| s.predicate && s.group > from).map_or(tokens.len(), |s| s.group);
    let by = (from..(from + 14).min(next))
        .take_while(|k| !matches!(tokens.word(*k), "," | ";" | ":" | "."))
        .find(|k| tokens.word(*k) == "by")?;
    let start = by + 1;
    let gerund = tokens.word(start).ends_with("ing") && tokens.tag_of(start) == Tag::Verb;
    let measure = tokens.tag_of(start) == Tag::Num && !agent_noun(tokens, senses, start);
    (!gerund && !measure && !is_day(tokens.word(start)))
        .then(|| phrase_at(tokens, start).map(|run| with_apposition(tokens, run)))
        .flatten()
}

/// Whether a number at `k` counts people or bodies: *by two auditors*, not *by 4 per cent*.
fn agent_noun(tokens: &Tokens, senses: &[Sense], k: usize) -> bool {
    (k + 1..k + 4).take_while(|j| matches!(tokens.tag_of(*j), Tag::Noun | Tag::Adj)).any(|j| {
        senses.iter().any(|s| {
            s.start <= j
                && j < s.end
                && matches!(s.class, Class::Person | Class::Org | Class::Party | Class::Force)
        })
    })
}

/// A subject that follows its verb, with a quotation or comma before: *“…,” said Ms Petrel, the envoy*.
fn inverted(tokens: &Tokens, sense: &Sense) -> Option<Run> {
    let before = sense.group.checked_sub(1)?;
    let opens = tokens.kind(before) == Kind::Quote
        || matches!(tokens.word(before), "," | "—" | "–" | "-" | "?" | "!");
    if !opens
        || sense.mood != Mood::Finite
        || sense.group != sense.start
        || sense.end != sense.start + 1
        || before == 0
    {
        return None;
    }
    let start = sense.end;
    // *“…,” Petrel, the envoy, told the paper*: whom it was told.
    if matches!(tokens.word(sense.start), "told" | "tells" | "tell") {
        return None;
    }
    if !matches!(tokens.tag_of(start), Tag::Propn | Tag::Det | Tag::Noun | Tag::Adj | Tag::Pron | Tag::Num)
        || matches!(
            tokens.word(start),
            "that" | "it" | "them" | "him" | "us" | "me" | "this" | "what" | "who"
        )
    {
        return None;
    }
    let run = phrase_at(tokens, start)?;
    // *X, called the plan a mess*: after a comma the verb must be one of saying and end its clause.
    let after = tokens.word(run.1);
    let ends = run.1 >= tokens.len()
        || matches!(tokens.kind(run.1), Kind::Mark | Kind::Quote)
        || matches!(
            after,
            "in" | "on"
                | "at"
                | "after"
                | "during"
                | "of"
                | "who"
                | "as"
                | "before"
                | "when"
                | "while"
                | "and"
                | "to"
                | "from"
                | "about"
                | "late"
                | "early"
                | "told"
        )
        || is_day(after);
    let telling = matches!(sense.class.group(), Group::Say | Group::Judge) && sense.class != Class::Judge;
    let speech = tokens.kind(before) == Kind::Quote
        || telling && tokens.word(before) == "," && run.1 + 1 >= tokens.len()
        || matches!(
            tokens.word(sense.start),
            "said"
                | "says"
                | "wrote"
                | "writes"
                | "added"
                | "adds"
                | "asked"
                | "explained"
                | "noted"
                | "warned"
                | "declared"
                | "tweeted"
                | "insisted"
                | "recalled"
                | "argued"
                | "argues"
                | "notes"
                | "explains"
                | "reported"
                | "reports"
        );
    (ends && speech).then(|| with_apposition(tokens, run))
}

fn finite(tokens: &Tokens, senses: &[Sense], index: usize) -> Subject {
    let mut k = back_over_time(tokens, senses[index].group);
    if k > 1 && tokens.word(k - 1) == "neither" {
        k -= 1;
    }
    // the quotation mark of a quoted verb: *he “strongly rejected” the plan*
    if k > 1
        && tokens.kind(k - 1) == Kind::Quote
        && !matches!(tokens.kind(k - 2), Kind::Mark)
        && tokens.tag_of(k - 2) != Tag::Adp
    {
        k -= 1;
    }
    let Some(p) = k.checked_sub(1) else { return Subject::Unknown };
    let word = tokens.word(p);
    match word {
        "who" | "which" | "that" if p > 0 => {
            let end = if tokens.word(p - 1) == "," { p - 1 } else { p };

            let run = phrase_before(tokens, back_over_time(tokens, end));
            return run.map_or(Subject::Unknown, |run| {
                Subject::Before(if word == "who" { people_at_end(tokens, senses, run) } else { run })
            });
        }
        "and" | "but" | "or" | "then" | "yet" | "nor" => return coordinated(tokens, senses, index),
        "," | "—" | "–" | "--" => {
            if let Some(run) = over_parenthesis(tokens, p) {
                return Subject::Before(run);
            }
            // *rejected the map, called the talks a farce and left*
            return coordinated(tokens, senses, index);
        }
        _ => {}
    }
    phrase_before(tokens, k).map_or(Subject::Unknown, |run| Subject::Before(whole(tokens, run)))
}

/// The people that *who* follows: *the only option for fighters who refuse*.
fn people_at_end(tokens: &Tokens, senses: &[Sense], run: Run) -> Run {
    let Some(start) = (run.0 + 1..run.1).rev().find(|k| tokens.tag_of(*k) == Tag::Adp).map(|k| k + 1) else {
        return run;
    };
    let people = |k: usize| {
        senses.iter().any(|s| {
            s.start <= k && k < s.end && matches!(s.class, Class::Person | Class::Party | Class::Force)
        }) && tokens.word(k).ends_with('s')
    };
    if start < run.1 && people(run.1 - 1) && !people(super::name::head_of(tokens, run)) {
        (start, run.1)
    } else {
        run
    }
}

/// The subject that the phrase right before a verb is the end of: it is no
/// subject itself behind a preposition or a participle. *A union representing
/// pilots endorsed her*, *a statement issued ahead of the talks demanded*.
fn whole(tokens: &Tokens, run: Run) -> Run {
    let mut start = run.0;
    for _ in 0..4 {
        let Some(before) = described(tokens, start) else { break };
        start = before.0;
    }
    (start, run.1)
}

/// The phrase that what begins at `start` says more of.
fn described(tokens: &Tokens, start: usize) -> Option<Run> {
    let mut k = start;
    while k > 0
        && (governs(tokens.word(k - 1)) || k < start && matches!(tokens.word(k - 1), "ahead" | "instead"))
    {
        k -= 1;
    }
    let before = k.checked_sub(1)?;
    let word = tokens.word(before);
    let noun = |k: usize| matches!(tokens.tag_of(k), Tag::Noun | Tag::Propn) && !is_day(tokens.word(k));
    let gerund = word.ends_with("ing") && k == start && tokens.tag_of(start) == Tag::Det;
    let participle = (tokens.tag_of(before) == Tag::Verb || gerund)
        && (word.ends_with("ing") || word.ends_with("ed") && k < start)
        && before > 0
        && noun(before - 1);
    if participle {
        return phrase_before(tokens, before);
    }
    // A preposition that opens the clause is an adjunct: *In Geneva Petrel said*.
    (k < start && noun(before)).then(|| phrase_before(tokens, k)).flatten().filter(|run| run.0 < start)
}

/// Prepositions that open no clause, unlike *after* and *before*.
fn governs(word: &str) -> bool {
    matches!(
        word,
        "of" | "in"
            | "on"
            | "at"
            | "with"
            | "from"
            | "to"
            | "for"
            | "about"
            | "against"
            | "by"
            | "over"
            | "near"
            | "under"
            | "between"
            | "among"
            | "toward"
            | "towards"
            | "into"
            | "across"
            | "within"
            | "outside"
            | "inside"
            | "behind"
            | "around"
            | "through"
            | "during"
            | "without"
            | "like"
    )
}

/// Steps back over *on Tuesday*, *last week*, adverbs.
fn back_over_time(tokens: &Tokens, mut k: usize) -> usize {
    for _ in 0..4 {
        let Some(p) = k.checked_sub(1) else { break };
        let word = tokens.word(p);
        let adverb = matches!(word, "first" | "later" | "since" | "instead")
            && p > 0
            && matches!(tokens.tag_of(p - 1), Tag::Noun | Tag::Propn | Tag::Pron);
        if adverb || tokens.tag_of(p) == Tag::Adv && !matches!(word, "there" | "here") {
            k = p;
        } else if is_day(word)
            || matches!(
                word,
                "yesterday" | "today" | "earlier" | "afternoon" | "morning" | "evening" | "night"
            )
        {
            k = p;
            while k > 0
                && (matches!(tokens.word(k - 1), "on" | "late" | "early" | "last" | "this" | "earlier")
                    || is_day(tokens.word(k - 1)))
            {
                k -= 1;
            }
        } else if tokens.kind(p) == Kind::Number
            && tokens.word(p).len() == 4
            && p > 1
            && matches!(tokens.word(p - 1), "in" | "since" | "from")
        {
            // *who in 2010 said*
            k = p - 1;
        } else if tokens.kind(p) == Kind::Number && p > 0 && is_month(tokens.word(p - 1)) {
            k = p - 1;
            while k > 0 && matches!(tokens.word(k - 1), "on" | "in") {
                k -= 1;
            }
        } else if matches!(word, "week" | "month" | "year")
            && p > 0
            && matches!(tokens.word(p - 1), "last" | "this")
        {
            k = p - 1;
        } else {
            break;
        }
    }
    k
}

/// The phrase before a parenthesis that closes at the comma `close`:
/// *Petrel, the envoy who led the talks, said*.
fn over_parenthesis(tokens: &Tokens, close: usize) -> Option<Run> {
    let mut found = None;
    for open in (close.saturating_sub(40)..close).rev() {
        let word = tokens.word(open);
        if !matches!(word, "," | "—" | "–" | "--") {
            if matches!(word, ";" | ":")
                || tokens.kind(open) == Kind::Quote && found.is_none() && close - open > 20
            {
                break;
            }
            continue;
        }
        if !parenthetical(tokens, open + 1, close) {
            if found.is_some() {
                break;
            }
            continue;
        }
        if let Some((start, end)) = phrase_before(tokens, open) {
            // *In an interview with a paper, the head of the union, Petrel, said*: the subject is behind the comma.
            let adjunct = start > 0
                && tokens.tag_of(start - 1) == Tag::Adp
                && (start == 1 || matches!(tokens.kind(start - 2), Kind::Mark | Kind::Quote));
            if adjunct && found.is_some() && nominal_at(tokens, open + 1) {
                return Some((open + 1, close));
            }
            // A clause or phrase opener before it means that this is the clause's own subject.
            let nominal =
                matches!(tokens.tag_of(open + 1), Tag::Det | Tag::Propn | Tag::Noun | Tag::Adj | Tag::Num)
                    && !has_relative(tokens, open + 1, close);
            found = Some((start, if nominal { close } else { end }));
            let opener = start == 0
                || matches!(tokens.kind(start - 1), Kind::Quote | Kind::Mark)
                || matches!(tokens.tag_of(start - 1), Tag::Cconj | Tag::Sconj);
            if opener && (start == 0 || !matches!(tokens.word(start - 1), ",")) {
                break;
            }
        }
    }
    found
}

fn nominal_at(tokens: &Tokens, k: usize) -> bool {
    matches!(tokens.tag_of(k), Tag::Det | Tag::Propn | Tag::Noun | Tag::Adj | Tag::Num)
}

fn has_relative(tokens: &Tokens, from: usize, to: usize) -> bool {
    (from..to).any(|k| matches!(tokens.word(k), "who" | "which" | "whose"))
}

/// Whether `from..to` can stand in parenthesis: a description, a relative
/// clause, a participle or a phrase; not a clause with a verb of its own.
fn parenthetical(tokens: &Tokens, from: usize, to: usize) -> bool {
    let first = tokens.word(from);
    if matches!(first, "who" | "which" | "whose" | "where" | "when" | "whom") {
        return true;
    }
    if matches!(first, "but" | "and" | "that" | "he" | "she" | "it" | "they" | "we" | "i" | "there") {
        return false;
    }
    if tokens.tag_of(from) == Tag::Verb {
        return first.ends_with("ing") || first.ends_with("ed");
    }
    let relative = (from..to).find(|k| matches!(tokens.word(*k), "who" | "which" | "whose" | "that"));
    let end = relative.unwrap_or(to);
    !(from..end).any(|k| {
        tokens.tag_of(k) == Tag::Aux
            || (tokens.tag_of(k) == Tag::Verb
                && !tokens.word(k).ends_with("ing")
                && !tokens.word(k).ends_with("ed")
                && tokens.word(k.wrapping_sub(1)) != "to")
    })
}

/// The predicate whose subject a coordinated one shares: the nearest finite one
/// with a group of the same build (*said … but rejected*, *had refused … and had left*).
fn coordinated(tokens: &Tokens, senses: &[Sense], index: usize) -> Subject {
    let sense = &senses[index];
    let auxiliary = |s: &Sense| s.group < s.start && tokens.tag_of(s.group) == Tag::Aux;
    let shape = auxiliary(sense);
    let earlier = || {
        (0..index).rev().filter(|j| {
            senses[*j].predicate && senses[*j].mood == Mood::Finite && !relative(tokens, &senses[*j])
        })
    };
    let same = earlier()
        .find(|j| auxiliary(&senses[*j]) == shape && past(tokens, &senses[*j]) == past(tokens, sense));
    same.or_else(|| earlier().next()).map_or(Subject::Unknown, Subject::Shared)
}

/// Whether an odd number of quotation marks stands before token `k`.
fn in_quote(tokens: &Tokens, k: usize) -> bool {
    (0..k).filter(|t| tokens.kind(*t) == Kind::Quote).count() % 2 == 1
}

fn past(tokens: &Tokens, sense: &Sense) -> bool {
    let word = tokens.word(sense.start);
    word.ends_with("ed") || !word.ends_with('s') && !word.ends_with("ing")
}

/// Whether a predicate is that of a relative clause.
fn relative(tokens: &Tokens, sense: &Sense) -> bool {
    sense.group > 0 && matches!(tokens.word(sense.group - 1), "who" | "which" | "that")
}

/// The predicate that governs an infinitive: the one right before it.
fn before_in_clause(senses: &[Sense], index: usize, tokens: &Tokens) -> Option<usize> {
    let group = senses[index].group;
    (0..index).rev().find(|j| {
        senses[*j].predicate
            && group - senses[*j].end.min(group) <= 8
            && !(senses[*j].end..group).any(|k| matches!(tokens.word(k), ";" | ":" | ","))
    })
}

fn gerund(tokens: &Tokens, senses: &[Sense], index: usize) -> Subject {
    let sense = &senses[index];
    let k = back_over_time(tokens, sense.group);
    let Some(p) = k.checked_sub(1) else {
        // *Calling the plan a mess, Petrel said …*
        return (index + 1..senses.len())
            .find(|j| senses[*j].predicate && senses[*j].mood == Mood::Finite)
            .map_or(Subject::Unknown, Subject::Shared);
    };
    let named = matches!(tokens.tag_of(p), Tag::Noun | Tag::Propn | Tag::Pron) && !is_day(tokens.word(p));
    if named && let Some(run) = phrase_before(tokens, k) {
        // *a statement saying*, *a minister calling*; but *held a news conference announcing*
        let head = super::name::head_of(tokens, run);
        let speaks = tokens.tag_of(head) != Tag::Noun
            || senses.iter().any(|s| {
                s.start <= head
                    && head < s.end
                    && matches!(
                        s.class,
                        Class::Person
                            | Class::Org
                            | Class::Party
                            | Class::Document
                            | Class::Proposal
                            | Class::Force
                    )
            });
        if speaks {
            return Subject::Before(run);
        }
    }
    // The main clause's: an earlier cue of saying, else the first finite predicate before.
    let earlier = || {
        (0..index).filter(|j| {
            senses[*j].predicate
                && senses[*j].mood == Mood::Finite
                && !relative(tokens, &senses[*j])
                && !in_quote(tokens, senses[*j].start)
        })
    };
    let main = earlier().next().or_else(|| {
        (index + 1..senses.len()).find(|j| senses[*j].predicate && senses[*j].mood == Mood::Finite)
    });
    main.map_or(Subject::Unknown, Subject::Shared)
}
