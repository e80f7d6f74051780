//! Source → what kind of thing it is: person, office, state, organisation, document.

use super::name::{BODIES, head_of};
use super::phrase::Run;
use super::sense::Sense;
use crate::lexicon::Class;
use crate::token::{Tag, Tokens};
use serde::Serialize;

/// What kind of thing speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// A named person.
    Person,
    /// A role: *the minister*, *officials*.
    Office,
    /// A country, city or seat of government standing for it.
    State,
    /// A body, company, party or group.
    Organisation,
    /// A text: *the report*.
    Document,
    /// A pronoun that could not be resolved, or a vague group.
    Unnamed,
}

impl SourceKind {
    /// Its name in output and features.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Office => "office",
            Self::State => "state",
            Self::Organisation => "organisation",
            Self::Document => "document",
            Self::Unnamed => "unnamed",
        }
    }
}

/// What kind of source a phrase names, by its head and shape.
pub fn kind_of(tokens: &Tokens, senses: &[Sense], run: Run) -> SourceKind {
    let head = head_of(tokens, run);
    let class = |k: usize| senses.iter().find(|s| s.start <= k && k < s.end).map(|s| s.class);
    if tokens.tag_of(head) == Tag::Pron {
        return SourceKind::Unnamed;
    }
    let word = tokens.word(head);
    if is_seat(tokens, head) {
        return SourceKind::State;
    }
    if VAGUE.contains(&word) {
        return SourceKind::Unnamed;
    }
    if ROLES.contains(&word.trim_end_matches('s')) {
        return SourceKind::Office;
    }
    if DOCUMENTS.contains(&word.trim_end_matches('s')) && tokens.tag_of(head) != Tag::Propn {
        return SourceKind::Document;
    }
    match class(head) {
        Some(Class::Person) => return SourceKind::Office,
        Some(Class::Org | Class::Party | Class::Force) => return SourceKind::Organisation,
        Some(Class::Document | Class::Proposal | Class::Demand) => return SourceKind::Document,
        _ => {}
    }
    if tokens.tag_of(head) == Tag::Propn {
        // *Estonia, a small country*: the name decides, not its apposition.
        let run = (run.0, (run.0..run.1).find(|k| tokens.word(*k) == ",").unwrap_or(run.1));
        let words = (run.0..run.1).filter(|k| tokens.tag_of(*k) == Tag::Propn).count();
        let titled = matches!(
            tokens.word(run.0),
            "mr."
                | "ms."
                | "mrs."
                | "dr."
                | "mr"
                | "ms"
                | "mrs"
                | "dr"
                | "sen."
                | "rep."
                | "gov."
                | "gen."
                | "president"
                | "sir"
                | "lord"
        );
        let acronym = !tokens.shouting()
            && tokens.form(head).len() > 1
            && tokens.form(head).chars().all(|c| c.is_uppercase() || c == '.');
        let article = tokens.word(run.0) == "the";
        let body = BODIES.contains(&tokens.word(head));
        return if body || acronym || article && words >= 2 {
            SourceKind::Organisation
        } else if places().binary_search(&tokens.word(head)).is_ok() && !titled && words == 1 {
            SourceKind::State
        } else if titled || words >= 2 || !article {
            SourceKind::Person
        } else {
            SourceKind::Organisation
        };
    }
    if is_role(tokens, head) { SourceKind::Office } else { SourceKind::Unnamed }
}

/// Groups of which nothing is known but what they do here.
const VAGUE: &[&str] = &[
    "people",
    "sources",
    "source",
    "both",
    "others",
    "some",
    "many",
    "critics",
    "observers",
    "residents",
    "witnesses",
    "supporters",
    "opponents",
    "locals",
    "those",
    "most",
    "few",
    "several",
    "all",
    "none",
    "everyone",
    "anyone",
];

/// Roles that the lexicon counts as bodies or does not have.
const ROLES: &[&str] = &[
    "official",
    "aide",
    "diplomat",
    "lawmaker",
    "prosecutor",
    "investigator",
    "expert",
    "analyst",
    "economist",
    "adviser",
    "advisor",
    "researcher",
    "scientist",
    "insider",
    "attorney",
    "lawyer",
    "spokesperson",
];

/// Texts that speak.
const DOCUMENTS: &[&str] = &[
    "report",
    "statement",
    "study",
    "survey",
    "poll",
    "letter",
    "document",
    "filing",
    "memo",
    "article",
    "editorial",
    "communiqué",
    "tweet",
    "email",
    "press release",
    "transcript",
    "video",
    "autopsy",
    "affidavit",
];

/// Whether the name that ends at `head` is a seat of government: *the White House*.
fn is_seat(tokens: &Tokens, head: usize) -> bool {
    let before = head.checked_sub(1).map_or("", |k| tokens.word(k));
    matches!(
        (before, tokens.word(head)),
        ("white" | "blue", "house")
            | ("downing", "street")
            | ("the", "kremlin" | "élysée" | "elysee" | "whitehall")
    )
}

/// Whether a noun that the lexicon lacks looks like a role: *-er*, *-or*, *-ist*, *-man* and their plurals.
fn is_role(tokens: &Tokens, head: usize) -> bool {
    let word = tokens.word(head).trim_end_matches('s');
    word.len() > 4
        && ["er", "or", "ist", "man", "men", "woman", "women", "ian", "ant", "ent", "ee"]
            .iter()
            .any(|e| word.ends_with(e))
        && !matches!(
            word,
            "weather"
                | "matter"
                | "number"
                | "paper"
                | "order"
                | "letter"
                | "water"
                | "winter"
                | "summer"
                | "corner"
                | "danger"
                | "power"
                | "tower"
                | "answer"
                | "fever"
                | "river"
                | "border"
                | "government"
                | "parliament"
                | "agreement"
                | "statement"
                | "department"
                | "moment"
                | "factor"
                | "sector"
                | "error"
        )
}

/// Countries, capitals and seats of government, lower case, sorted.
fn places() -> &'static [&'static str] {
    static SORTED: std::sync::LazyLock<Vec<&str>> = std::sync::LazyLock::new(|| {
        let mut all: Vec<&str> = include_str!("../lexicon/places.txt")
            .lines()
            .filter(|l| !l.is_empty() && !l.starts_with('#'))
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    });
    &SORTED
}
