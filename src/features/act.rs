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
    let mut put = |name: &[&str], at: usize| sink.joined(Family::Act, name, Some(view.place(at)));
    let Some(head) = view.head else {
        sink.feature(Family::Act, "head=missing", None);
        return;
    };
    let sense = view.acts[head].sense;
    let (named, minus) = signed(sense);
    put(&["head=", named, minus], head);
    put(&["headgroup=", sense.class.group().name(), minus], head);
    put(&["lemma=", lemma(view, head), minus], head);
    if let Some(modal) = sense.modal {
        put(&["headmodal=", modal.name(), ">", named, minus], head);
    }
    if sense.passive {
        put(&["headpassive=", named, minus], head);
    }
    if sense.mood != Mood::Finite {
        put(&["headmood=", sense.mood.name()], head);
    }
    let mut at = head;
    for step in ["then1=", "then2="] {
        let Some(next) = view.next_act(at) else { break };
        let then = view.acts[next].sense;
        let (then_named, then_minus) = signed(then);
        put(&[step, then_named, then_minus], next);
        if at == head {
            put(&["head>then=", named, minus, ">", then_named, then_minus], next);
            put(&["thenlemma=", lemma(view, next), then_minus], next);
            if let Some(modal) = then.modal {
                put(&["thenmodal=", modal.name(), ">", then_named, then_minus], next);
                put(&["head>modal=", named, minus, ">", modal.name()], next);
            }
        }
        at = next;
    }
    if let Some((act, negated)) = view.act() {
        let done = view.acts[act].sense;
        let (done_named, minus) = (done.class.name(), sign(negated));
        put(&["act=", done_named, minus], act);
        put(&["actgroup=", done.class.group().name(), minus], act);
        put(&["actlemma=", lemma(view, act), minus], act);
        if let Some(modal) = done.modal {
            put(&["actmodal=", modal.name(), ">", done_named, minus], act);
        }
        if view.narration {
            put(&["narrated=", done_named, minus], act);
        }
        core(view, act, negated, &mut put);
    }
}

/// The act with what turns it: condition, person, complement.
fn core(view: &View, act: usize, negated: bool, put: &mut dyn FnMut(&[&str], usize)) {
    let sense = view.acts[act].sense;
    let (named, group, minus) = (sense.class.name(), sense.class.group().name(), sign(negated));
    let part = &view.parts[view.acts[act].part];
    let tokens = &part.sentence.tokens;
    if let Some(word) = (part.from..part.to).map(|i| tokens.word(i)).find(|w| {
        matches!(*w, "until" | "unless" | "if" | "before" | "provided" | "once" | "till" | "without")
    }) {
        put(&["core+cond=", group, minus, "|", word], act);
        if negated || sense.class.group() == Group::Refuse {
            put(&["refusal+cond=", word], act);
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
    put(&["core+person=", group, minus, "|", person], act);
    if let Some(next) = view.next_act(act) {
        let then = view.acts[next].sense;
        let (then_named, then_minus) = signed(then);
        put(&["core>then=", named, minus, ">", then_named, then_minus], next);
        put(&["coregroup>then=", group, minus, ">", then.class.group().name(), then_minus], next);
        if then.mood == Mood::Infinitive {
            put(&["purpose=", then_named, then_minus], next);
        }
    }
}

/// The class, and a minus where the sense is denied.
pub fn signed(sense: &Sense) -> (&'static str, &'static str) {
    (sense.class.name(), sign(sense.negated))
}

/// A minus for what is denied.
pub fn sign(negated: bool) -> &'static str {
    if negated { "-" } else { "" }
}

/// The entry's words; for an unlisted verb its stem-like base.
fn lemma<'v>(view: &'v View, at: usize) -> &'v str {
    let act = view.acts[at];
    let tokens = &view.parts[act.part].sentence.tokens;
    let lemma = act.sense.lemma(tokens, view.lexicon);
    if act.sense.class == Class::Verb { super::ngram_base(lemma) } else { lemma }
}
