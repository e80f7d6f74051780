//! Sense → whether it attributes a position, and whether it is a deed that holds one only where it answers something.

use crate::claim::phrase::Run;
use crate::claim::sense::{Mood, Sense};
use crate::lexicon::{Class, Group, Pos};
use crate::token::{Kind, Tag, Tokens};

/// Whether the sense attributes a position to its subject.
pub(super) fn is_cue(tokens: &Tokens, senses: &[Sense], i: usize) -> bool {
    let sense = &senses[i];
    let group = sense.class.group();
    if sense.predicate && (hypothetical(tokens, sense) || caused(tokens, senses, i)) {
        return false;
    }
    match sense.pos {
        Pos::Verb => {
            // *Considering the price*: a preposition.
            let preposition = matches!(
                tokens.word(sense.start),
                "considering"
                    | "regarding"
                    | "concerning"
                    | "including"
                    | "following"
                    | "excluding"
                    | "barring"
            ) && sense.mood == Mood::Gerund;
            // *quoted him as saying*: part of the cue before it.
            let quoted = sense.mood == Mood::Gerund
                && tokens.word(sense.start.wrapping_sub(1)) == "as"
                && (sense.start.saturating_sub(8)..sense.start)
                    .any(|k| matches!(tokens.word(k), "quoted" | "quotes" | "quoting" | "cited"));
            if preposition || quoted {
                return false;
            }
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
            // *Lunch was ready*, *is back on the table*: said of things.
            let of_things = sense.class == Class::Ready
                && !["to", "for", "with"].contains(&tokens.word(sense.end))
                && !["to", "for", "with"].contains(&tokens.word(sense.end - 1))
                && !(sense.start..sense.end).any(|k| tokens.word(k) == "to");
            sense.predicate
                && !of_things
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
                && !is_person(tokens, sense.end - 1)
                && (matches!(group, Group::Ask | Group::Refuse | Group::Yield)
                    || group == Group::Judge
                        && !matches!(sense.class, Class::Good | Class::Bad | Class::Misdeed))
        }
        Pos::Fixed => {
            sense.predicate
                && matches!(sense.class, Class::Support | Class::Oppose | Class::Refuse | Class::Ready)
        }
    }
}

/// Whether the predicate stands in a clause of *if*, *unless*, *whether*: not held by anybody yet.
fn hypothetical(tokens: &Tokens, sense: &Sense) -> bool {
    (sense.group.saturating_sub(7)..sense.group)
        .rev()
        .take_while(|k| {
            !matches!(tokens.word(*k), "," | ";" | ":" | "that")
                && tokens.kind(*k) != Kind::Quote
                && tokens.tag_of(*k) != Tag::Verb
        })
        .any(|k| matches!(tokens.word(k), "if" | "unless" | "whether" | "lest" | "until"))
}

/// Whether the verb is what somebody is let, made or seen to do: *let any bidder see those figures*.
fn caused(tokens: &Tokens, senses: &[Sense], i: usize) -> bool {
    let sense = &senses[i];
    let word = tokens.word(sense.start);
    let bare = sense.group == sense.start
        && sense.mood == Mood::Finite
        && !word.ends_with('s')
        && !word.ends_with("ed");
    bare && (0..i).rev().map(|j| &senses[j]).find(|s| s.predicate).is_some_and(|governor| {
        matches!(
            tokens.word(governor.start),
            "let"
                | "lets"
                | "letting"
                | "make"
                | "makes"
                | "made"
                | "making"
                | "help"
                | "helps"
                | "helped"
                | "helping"
                | "see"
                | "saw"
                | "watch"
                | "watched"
                | "hear"
                | "heard"
                | "have"
                | "had"
        ) && sense.group - governor.end.min(sense.group) <= 6
            && !(governor.end..sense.group).any(|k| {
                matches!(tokens.kind(k), Kind::Mark | Kind::Quote)
                    || matches!(tokens.tag_of(k), Tag::Cconj | Tag::Sconj)
            })
    })
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

/// Whether the class is that of deeds, which hold a position only where they answer one.
pub(super) fn is_act(class: Class) -> bool {
    matches!(
        class,
        Class::Release | Class::Undo | Class::Allow | Class::Block | Class::Retreat | Class::Decide
    )
}

/// Whether the content begins with a proposal, demand, restriction and the like.
pub(super) fn answers(senses: &[Sense], content: &[Run]) -> bool {
    content.iter().any(|run| {
        senses.iter().filter(|s| s.start >= run.0 && s.start < run.1.min(run.0 + 8)).any(|s| {
            s.pos == Pos::Noun && matches!(s.class.group(), Group::Ask | Group::Refuse | Group::Yield)
                || matches!(
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

/// Whether the noun at `k` names people by what they hold: *supporters*, *critics of the plan*.
fn is_person(tokens: &Tokens, k: usize) -> bool {
    let word = tokens.word(k).trim_end_matches('s');
    matches!(
        word,
        "supporter"
            | "backer"
            | "opponent"
            | "critic"
            | "advocate"
            | "defender"
            | "detractor"
            | "proponent"
            | "campaigner"
            | "challenger"
            | "denier"
            | "ally"
            | "protester"
    )
}
