//! The lexicon's classes anywhere in the claim, in order.
//!
//! *welcomed the offer but refused to sign* → `any=praise`, `any=offer`,
//! `any=refuse`, `first=praise`, `last=accept`, `pair=praise>offer`, `pair=JUDGE>REFUSE` …

use super::act::class_name;
use super::view::View;
use super::{Family, Sink};
use crate::lexicon::{Class, Group};

/// Writes presence, first, last and pairs.
pub fn write(view: &View, sink: &mut dyn Sink) {
    let telling: Vec<usize> = (0..view.acts.len())
        .filter(|i| {
            let class = view.acts[*i].sense.class;
            !matches!(class, Class::Verb | Class::Neutral | Class::Person | Class::Org | Class::Party | Class::Hedge | Class::Intensify) && class.group() != Group::Say
        })
        .collect();
    let mut before: Option<usize> = None;
    for &i in &telling {
        let sense = view.acts[i].sense;
        let named = class_name(sense, sense.negated);
        let place = Some(view.place(i));
        sink.feature(Family::Bag, &format!("any={named}"), place);
        if sense.predicate {
            sink.feature(Family::Bag, &format!("anypred={named}"), place);
        }
        if let Some(b) = before {
            let earlier = view.acts[b].sense;
            sink.feature(Family::Bag, &format!("pair={}>{named}", class_name(earlier, earlier.negated)), place);
        }
        before = Some(i);
    }
    for (name, at) in [("first", telling.first()), ("last", telling.last())] {
        if let Some(&i) = at {
            let sense = view.acts[i].sense;
            sink.feature(Family::Bag, &format!("{name}={}", class_name(sense, sense.negated)), Some(view.place(i)));
        }
    }
    let groups: Vec<Group> = telling.iter().map(|i| view.acts[*i].sense.class.group()).filter(|g| !matches!(g, Group::Object | Group::Other)).collect();
    for window in groups.windows(2) {
        sink.feature(Family::Bag, &format!("groups={}>{}", window[0].name(), window[1].name()), None);
    }
    if groups.is_empty() {
        sink.feature(Family::Bag, "groups=empty", None);
    }
}
