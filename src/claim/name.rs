//! Noun phrase → its head, and the name in it, titles apart.

use super::phrase::Run;
use super::time::is_day;
use crate::token::{Tag, Tokens};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// The token that names what the phrase is: its last noun before *of*, a comma or *who*.
pub fn head_of(tokens: &Tokens, run: Run) -> usize {
    let end = (run.0 + 1..run.1)
        .find(|k| {
            matches!(
                tokens.word(*k),
                "of" | "," | "for" | "by" | "in" | "from" | "at" | "who" | "with" | "on" | "(" | "to"
            )
        })
        .unwrap_or(run.1);
    (run.0..end)
        .rev()
        .find(|k| matches!(tokens.tag_of(*k), Tag::Noun | Tag::Propn | Tag::Pron))
        .unwrap_or(end.saturating_sub(1))
}

/// The name of a person or body in a phrase: the last run of proper nouns that
/// is no possessor; in *the minister, Ana Petrel* the one after the comma.
pub(super) fn name_in(tokens: &Tokens, run: Run) -> Option<Run> {
    let mut found: Option<Run> = None;
    let mut i = run.0;
    let mut bracket = false;
    while i < run.1 {
        // *Karl Ostrand (NPU, Trebin)*: what stands in brackets is no name of his.
        bracket = tokens.word(i) == "(" || bracket && tokens.word(i) != ")";
        if bracket || tokens.tag_of(i) != Tag::Propn || is_day(tokens.word(i)) {
            i += 1;
            continue;
        }
        let mut end = i + 1;
        while end < run.1
            && (tokens.tag_of(end) == Tag::Propn
                || matches!(
                    tokens.word(end),
                    "de" | "al" | "van" | "von" | "bin" | "el" | "der" | "of" | "for" | "and" | "the"
                ) && tokens.tag_of(end + 1) == Tag::Propn
                    && end + 1 < run.1
                    && tokens.word(end) != "and"
                    && (!matches!(tokens.word(end), "of" | "for" | "the") || names_body(tokens, i, end)))
        {
            end += 1;
        }
        let possessor = matches!(tokens.word(end), "'s" | "'") && end < run.1;
        let modifier = end < run.1 && tokens.tag_of(end) == Tag::Noun;
        let governed = i > run.0 && tokens.tag_of(i - 1) == Tag::Adp
            || i > run.0 + 1 && tokens.tag_of(i - 1) == Tag::Det && tokens.tag_of(i - 2) == Tag::Adp;
        // *Steve Kay, the editor of a weekly*: the first name is the one described;
        // *the minister, Ana Petrel*: a title alone is none.
        let title = (i..end).all(|k| TITLES.contains(&tokens.word(k)));
        let behind_comma = found.is_some_and(|f: Run| (f.1..i).any(|k| tokens.word(k) == ","));
        // *of the Economics Committee Senator Ursula Stephens*: a title opens a name of its own.
        let governed = governed && !opens_inside(tokens, (i, end));
        if !possessor && !modifier && !governed && !title && !behind_comma {
            // *Lena Marsh and Karl Ostrand* are two.
            let joined = |f: Run| {
                let and = matches!(tokens.word(f.1), "and" | "&");
                and && (f.1 + 1 == i && !BODIES.contains(&tokens.word(end - 1))
                    || f.1 + 2 == i && tokens.word(f.1 + 1) == "the")
            };
            if found.is_some_and(joined) {
                return None;
            }
            if found.is_none_or(|f| f.1 - f.0 <= end - i) {
                found = Some((i, end));
            }
        }
        i = end;
    }
    found
}

/// Whether the name at `from..to` is that of a body, which *of* and *for* may continue: *Bureau of Meteorology*.
fn names_body(tokens: &Tokens, from: usize, to: usize) -> bool {
    (from..to).any(|k| BODIES.contains(&tokens.word(k)))
}

/// Whether the name of a person begins inside a run of capitals, behind a title or with a first name.
fn opens_inside(tokens: &Tokens, run: Run) -> bool {
    !BODIES.contains(&tokens.word(run.1 - 1)) && person_start(tokens, run) > run.0
}

/// Where the name of a person begins in a run of capitals: behind the last title, or at a known first name.
fn person_start(tokens: &Tokens, run: Run) -> usize {
    let last = run.1.saturating_sub(1);
    let title = (run.0..last).rev().find(|k| TITLES.contains(&tokens.word(*k)));
    let start = title.map_or(run.0, |k| k + 1);
    if gender_of(tokens.word(start)) > 0 {
        return start;
    }
    let place = |k: usize| {
        matches!(
            tokens.word(k),
            "san" | "santa" | "st." | "st" | "saint" | "fort" | "lake" | "mount" | "port" | "el"
        )
    };
    let initial = |k: usize| tokens.word(k).len() <= 2;
    (start + 1..last)
        .find(|k| {
            gender_of(tokens.word(*k)) > 0
                && !place(k - 1)
                && !initial(k - 1)
                && tokens.tag_of(*k) == Tag::Propn
        })
        .unwrap_or(start)
}

/// The name's words without titles: *Varland Gov. Silva Aureo* is *Silva Aureo*.
pub(super) fn plain_name(tokens: &Tokens, run: Run) -> String {
    let body = BODIES.contains(&tokens.word(run.1 - 1));
    let start = if body { run.0 } else { person_start(tokens, run) };
    tokens.span_of(start, run.1).of(tokens.text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Who nearly always has a first name: 1 for a man, 2 for a woman, 0 for not known.
pub(super) fn gender_of(first: &str) -> u8 {
    static NAMES: LazyLock<FxHashMap<&str, u8>> = LazyLock::new(|| {
        let lines = include_str!("first_names.txt").lines().filter(|l| !l.starts_with('#'));
        lines
            .flat_map(|line| {
                let mut words = line.split_whitespace();
                let gender = if words.next() == Some("m") { 1 } else { 2 };
                words.map(move |name| (name, gender))
            })
            .collect()
    });
    NAMES.get(first).copied().unwrap_or(0)
}

/// Words that stand before a name and are no part of it.
const TITLES: &[&str] = &[
    "mr.",
    "mr",
    "mrs.",
    "mrs",
    "ms.",
    "ms",
    "dr.",
    "dr",
    "sir",
    "dame",
    "lord",
    "lady",
    "president",
    "minister",
    "prime",
    "foreign",
    "sen.",
    "rep.",
    "gov.",
    "gen.",
    "senator",
    "governor",
    "secretary",
    "general",
    "chancellor",
    "mayor",
    "judge",
    "justice",
    "king",
    "queen",
    "prince",
    "premier",
    "lt.",
    "col.",
    "maj.",
    "capt.",
    "sgt.",
    "chairman",
    "spokesman",
    "spokeswoman",
    "professor",
    "prof.",
    "historian",
    "ceo",
    "cfo",
    "coo",
    "adm.",
    "cmdr.",
    "det.",
    "supt.",
    "analyst",
    "editor",
    "manager",
    "marshal",
    "marshall",
    "reporter",
    "correspondent",
    "columnist",
    "researcher",
    "scientist",
    "economist",
    "lawyer",
    "leader",
    "lawmaker",
    "coach",
    "captain",
    "major",
    "colonel",
    "lieutenant",
    "sergeant",
    "inspector",
    "detective",
    "superintendent",
    "constable",
    "sheriff",
    "imam",
    "rabbi",
    "pastor",
    "bishop",
    "archbishop",
    "cardinal",
    "pope",
    "councillor",
    "cllr",
    "councilman",
    "councilwoman",
    "delegate",
    "treasurer",
    "spokesperson",
    "chairwoman",
    "rev.",
    "ambassador",
    "congressman",
    "congresswoman",
    "speaker",
    "representative",
    "candidate",
    "commissioner",
    "director",
    "chief",
    "vice",
    "deputy",
    "former",
    "attorney",
    "officer",
    "executive",
];

/// Words that end the name of a body rather than of a person.
pub(super) const BODIES: &[&str] = &[
    "ministry",
    "party",
    "union",
    "court",
    "council",
    "commission",
    "committee",
    "house",
    "senate",
    "parliament",
    "congress",
    "bank",
    "group",
    "association",
    "department",
    "agency",
    "office",
    "university",
    "company",
    "corp.",
    "inc.",
    "ltd.",
    "nations",
    "army",
    "police",
    "times",
    "post",
    "journal",
    "assembly",
    "federation",
    "foundation",
    "institute",
    "league",
    "authority",
    "board",
    "alliance",
    "front",
    "movement",
    "service",
    "center",
    "centre",
    "club",
    "network",
    "bureau",
    "college",
    "school",
    "hospital",
    "airlines",
    "news",
    "press",
    "magazine",
    "herald",
    "tribune",
    "guardian",
    "forum",
    "society",
    "trust",
    "fund",
    "society",
    "coalition",
    "campaign",
    "administration",
];
