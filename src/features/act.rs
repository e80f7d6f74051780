//! What the claim's head does, and what follows from it.
//!
//! *did not rule out talks* → `head=refuse-`, `act=refuse-`, `lemma=rule out-`;
//! *said the map was unacceptable* → `head=say`, `act=unfit`, `head>act=say>unfit`.
//! A minus marks a denied act.

use super::view::View;
use super::{Family, Sink};
use crate::claim::sense::{Mood, Sense};
use crate::lexicon::{Class, Group};

/// Writes head, act and the steps between.
pub fn write(view: &View, sink: &mut dyn Sink) {
    let mut put = |name: &str, at: usize| sink.feature(Family::Act, name, Some(view.place(at)));
    let Some(head) = view.head else {
        sink.feature(Family::Act, "head=missing", None);
        return;
    };
    let sense = view.acts[head].sense;
    let named = class_name(sense, sense.negated);
    put(&format!("head={named}"), head);
    put(&format!("headgroup={}", sign(sense.class.group().name(), sense.negated)), head);
    put(&format!("lemma={}", sign(&lemma(view, head), sense.negated)), head);
    if let Some(modal) = sense.modal {
        put(&format!("headmodal={}>{named}", modal.name()), head);
    }
    if sense.passive {
        put(&format!("headpassive={named}"), head);
    }
    if sense.mood != Mood::Finite {
        put(&format!("headmood={:?}", sense.mood), head);
    }
    let mut at = head;
    for step in 1..=2 {
        let Some(next) = view.next_act(at) else { break };
        let then = view.acts[next].sense;
        let then_named = class_name(then, then.negated);
        put(&format!("then{step}={then_named}"), next);
        if step == 1 {
            put(&format!("head>then={named}>{then_named}"), next);
            put(&format!("thenlemma={}", sign(&lemma(view, next), then.negated)), next);
            if let Some(modal) = then.modal {
                put(&format!("thenmodal={}>{then_named}", modal.name()), next);
                put(&format!("head>modal={named}>{}", modal.name()), next);
            }
        }
        at = next;
    }
    if let Some((act, negated)) = view.act() {
        let done = view.acts[act].sense;
        let done_named = class_name(done, negated);
        put(&format!("act={done_named}"), act);
        put(&format!("actgroup={}", sign(done.class.group().name(), negated)), act);
        put(&format!("actlemma={}", sign(&lemma(view, act), negated)), act);
        if let Some(modal) = done.modal {
            put(&format!("actmodal={}>{done_named}", modal.name()), act);
        }
        if view.narration {
            put(&format!("narrated={done_named}"), act);
        }
        core(view, act, negated, &mut put);
    }
}

/// The act with what turns it: condition, person, complement.
fn core(view: &View, act: usize, negated: bool, put: &mut dyn FnMut(&str, usize)) {
    let sense = view.acts[act].sense;
    let group = sign(sense.class.group().name(), negated);
    let part = &view.parts[view.acts[act].part];
    let tokens = &part.sentence.tokens;
    if let Some(word) = (part.from..part.to).map(|i| tokens.word(i)).find(|w| {
        matches!(*w, "until" | "unless" | "if" | "before" | "provided" | "once" | "till" | "without")
    }) {
        put(&format!("core+cond={group}|{word}"), act);
        if negated || sense.class.group() == Group::Refuse {
            put(&format!("refusal+cond={word}"), act);
        }
    }
    let subject = (part.from..sense.group.min(part.to))
        .rev()
        .take(6)
        .map(|i| tokens.word(i))
        .find(|w| matches!(*w, "i" | "we" | "you" | "they" | "he" | "she" | "it" | "who" | "which"));
    let person = match subject {
        Some("i" | "we") => "own",
        Some("you") => "you",
        Some(_) => "other",
        None => "name",
    };
    put(&format!("core+person={group}|{person}"), act);
    if let Some(next) = view.next_act(act) {
        let then = view.acts[next].sense;
        put(&format!("core>then={}>{}", class_name(sense, negated), class_name(then, then.negated)), next);
        put(&format!("coregroup>then={group}>{}", sign(then.class.group().name(), then.negated)), next);
        if then.mood == Mood::Infinitive {
            put(&format!("purpose={}", class_name(then, then.negated)), next);
        }
    }
}

/// The class, a minus where it is denied.
pub fn class_name(sense: &Sense, negated: bool) -> String {
    sign(sense.class.name(), negated)
}

fn sign(name: &str, negated: bool) -> String {
    if negated { format!("{name}-") } else { name.to_owned() }
}

/// The entry's words; for an unlisted verb its stem-like base.
fn lemma(view: &View, at: usize) -> String {
    let act = view.acts[at];
    let tokens = &view.parts[act.part].sentence.tokens;
    let lemma = act.sense.lemma(tokens, view.lexicon);
    if act.sense.class == Class::Verb { super::ngram_base(&lemma) } else { lemma }
}
