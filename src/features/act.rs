//! What the claim's head does, and what follows from it.
//!
//! *did not rule out talks* → `head=refuse-`, `act=refuse-`, `lemma=rule out-`;
//! *said the map was unacceptable* → `head=say`, `act=unfit`, `head>act=say>unfit`.
//! A minus marks a denied act.

use super::view::View;
use super::{Family, Sink};
use crate::claim::sense::{Mood, Sense};
use crate::lexicon::Class;

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
