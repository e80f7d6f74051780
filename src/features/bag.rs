//! The lexicon's classes anywhere in the claim, in order.
//!
//! *welcomed the offer but refused to sign* → `any=praise`, `any=refuse`,
//! `any=accept`, `groups=JUDGE>YIELD`, `groups=YIELD>REFUSE` …

use super::act::signed;
use super::view::View;
use super::{Family, Sink};
use crate::lexicon::{Class, Group};

/// Writes the predicates' classes, and the families of neighbours.
pub fn write(view: &View, sink: &mut dyn Sink) {
    let telling: Vec<usize> = (0..view.acts.len())
        .filter(|i| {
            let class = view.acts[*i].sense.class;
            !matches!(
                class,
                Class::Verb
                    | Class::Neutral
                    | Class::Person
                    | Class::Org
                    | Class::Party
                    | Class::Hedge
                    | Class::Intensify
            ) && class.group() != Group::Say
        })
        .collect();
    for &i in telling.iter().filter(|i| view.acts[**i].sense.predicate) {
        let sense = view.acts[i].sense;
        let (named, minus) = signed(sense);
        sink.joined(Family::Bag, &["any=", named, minus], Some(view.place(i)));
    }
    let groups: Vec<Group> = telling
        .iter()
        .map(|i| view.acts[*i].sense.class.group())
        .filter(|g| !matches!(g, Group::Object | Group::Other))
        .collect();
    for window in groups.windows(2) {
        sink.joined(Family::Bag, &["groups=", window[0].name(), ">", window[1].name()], None);
    }
    if groups.is_empty() {
        sink.feature(Family::Bag, "groups=empty", None);
    }
}
