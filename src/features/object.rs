//! What kind of thing the act is about.
//!
//! *lifted the curfew* → `obj=restriction_n`, `act>obj=undo>restriction_n`.

use super::act::{sign, signed};
use super::view::View;
use super::{Family, Sink};
use crate::lexicon::{Class, Group, Pos};

/// Writes the first object noun after head and act, and the pairs.
pub fn write(view: &View, sink: &mut dyn Sink) {
    let Some(head) = view.head else { return };
    let act = view.act();
    if let Some(object) = object_after(view, head) {
        let class = view.acts[object].sense.class.name();
        let place = Some(view.place(object));
        sink.joined(Family::Object, &["obj=", class], place);
        let (named, minus) = signed(view.acts[head].sense);
        sink.joined(Family::Object, &["head>obj=", named, minus, ">", class], place);
    }
    if let Some((at, negated)) = act.filter(|(at, _)| *at != head)
        && let Some(object) = object_after(view, at)
    {
        let class = view.acts[object].sense.class.name();
        let name = ["act>obj=", view.acts[at].sense.class.name(), sign(negated), ">", class];
        sink.joined(Family::Object, &name, Some(view.place(object)));
    }
    // What stands before: *the map was unacceptable*, *the ban was lifted*.
    if let Some((at, negated)) = act
        && let Some(subject) = (0..at)
            .rev()
            .take(4)
            .take_while(|i| view.acts[*i].part == view.acts[at].part)
            .find(|i| view.acts[*i].sense.class.group() == Group::Object)
    {
        let class = view.acts[subject].sense.class.name();
        let name = ["subj>act=", class, ">", view.acts[at].sense.class.name(), sign(negated)];
        sink.joined(Family::Object, &name, Some(view.place(subject)));
    }
}

fn object_after(view: &View, at: usize) -> Option<usize> {
    let part = view.acts[at].part;
    (at + 1..view.acts.len()).take(5).take_while(|i| view.acts[*i].part == part).find(|i| {
        let sense = view.acts[*i].sense;
        sense.class.group() == Group::Object
            || sense.pos == Pos::Noun && !matches!(sense.class, Class::Neutral)
    })
}
