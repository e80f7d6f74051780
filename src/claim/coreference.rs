//! Sources → who they are: pronouns, short names and descriptions resolved to
//! the longest fitting mention before them, or left unknown.
//!
//! Keeps a register of the names and sources of one article, in text order.
//! Nothing is guessed: a pronoun with no single fitting candidate close by
//! stays unresolved.

use super::phrase::Run;
use super::sense::{Sense, is_day, is_month};
use crate::lexicon::Class;
use crate::token::{Kind, Tag, Tokens};
use crate::words::hash;
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

/// A mention that later ones may refer to.
#[derive(Debug, Clone)]
struct Mention {
    /// The name's words, or the phrase where it has none.
    name: String,
    kind: SourceKind,
    plural: bool,
    /// 1 he, 2 she, 0 not known.
    gender: u8,
    /// Lower-case words of the whole phrase, a space between them.
    words: String,
    /// Whether it has a name.
    named: bool,
    /// Whether it spoke.
    source: bool,
    sentence: usize,
}

/// The names and sources of an article so far.
#[derive(Debug, Default)]
pub struct Register {
    mentions: Vec<Mention>,
    /// For each mention the hashes of the first and the last word of its name.
    ends: Vec<[u32; 2]>,
}

/// The hashes of the first and the last word of a name.
fn ends(name: &str) -> [u32; 2] {
    [name.split(' ').next(), name.rsplit(' ').next()].map(|word| hash(word.unwrap_or("")))
}

impl Register {
    /// Notes the names of a sentence.
    pub fn note_names(&mut self, tokens: &Tokens, senses: &[Sense], sentence: usize) {
        let mut i = 0;
        while i < tokens.len() {
            if tokens.tag_of(i) != Tag::Propn || is_day(tokens.word(i)) || is_month(tokens.word(i)) {
                i += 1;
                continue;
            }
            let mut end = i + 1;
            while tokens.tag_of(end) == Tag::Propn
                && end < tokens.len()
                && tokens.kind(end) == Kind::Word
                && !is_day(tokens.word(end))
                || (matches!(tokens.word(end), "de" | "al" | "van" | "von" | "bin" | "el" | "der")
                    && tokens.tag_of(end + 1) == Tag::Propn)
            {
                end += 1;
            }
            self.add(tokens, senses, (i, end), sentence, false);
            i = end;
        }
    }

    /// Notes a source and says who it is: its kind, and the resolved name where
    /// that differs from or stands behind its words.
    pub fn resolve(
        &mut self,
        tokens: &Tokens,
        senses: &[Sense],
        run: Run,
        sentence: usize,
    ) -> (SourceKind, Option<String>) {
        let word = tokens.word(run.0);
        if run.1 == run.0 + 1
            && (tokens.tag_of(run.0) == Tag::Pron || matches!(word, "its" | "his" | "their" | "her"))
        {
            return self.pronoun(word, sentence);
        }
        let kind = kind_of(tokens, senses, run);
        let name = name_in(tokens, run);
        let resolved = match &name {
            Some((start, end)) => {
                let short = plain_name(tokens, (*start, *end));
                let [first, last] = ends(&short);
                let whole = |rest: Option<&str>, gap: &dyn Fn(&str) -> bool| rest.is_some_and(gap);
                let longest = self
                    .ends
                    .iter()
                    .zip(&self.mentions)
                    .filter(|(ends, _)| ends[0] == first || ends[1] == last)
                    .map(|(_, m)| m)
                    .filter(|m| {
                        whole(m.name.strip_suffix(&*short), &|rest| rest.ends_with(' '))
                            || whole(m.name.strip_prefix(&*short), &|rest| rest.starts_with(' '))
                                && m.kind != SourceKind::Person
                    })
                    .max_by_key(|m| m.name.len());
                Some(longest.map_or(short, |m| m.name.clone()))
            }
            None => self.description(tokens, senses, run),
        };
        self.add(tokens, senses, run, sentence, true);
        if let (Some(resolved), Some(last)) = (&resolved, self.mentions.last_mut()) {
            last.name.clone_from(resolved);
            last.named = true;
            if let Some(of_last) = self.ends.last_mut() {
                *of_last = ends(resolved);
            }
            if name.is_none() {
                last.kind = SourceKind::Person;
            }
        }
        let kind = if kind == SourceKind::Office
            && resolved.as_ref().is_some_and(|_| name.is_some() && !possessive_only(tokens, run))
        {
            SourceKind::Person
        } else {
            kind
        };
        (kind, resolved)
    }

    /// Who a definite description means: an earlier named mention described by the same noun.
    fn description(&self, tokens: &Tokens, senses: &[Sense], run: Run) -> Option<String> {
        if tokens.word(run.0) != "the" && tokens.tag_of(run.0) != Tag::Det {
            return None;
        }
        let head = head_of(tokens, run);
        let person = senses.iter().any(|s| s.start <= head && head < s.end && s.class == Class::Person);
        if !person || tokens.word(head).ends_with('s') {
            return None;
        }
        let noun = tokens.word(head);
        self.mentions
            .iter()
            .rev()
            .find(|m| m.source && m.named && m.words.split(' ').any(|w| w == noun))
            .map(|m| m.name.clone())
    }

    fn pronoun(&mut self, word: &str, sentence: usize) -> (SourceKind, Option<String>) {
        let gender = match word {
            "he" | "his" | "him" | "himself" => 1,
            "she" | "her" | "herself" => 2,
            "they" | "their" | "them" => 3,
            "it" | "its" => 4,
            _ => return (SourceKind::Unnamed, None),
        };
        let fits = |m: &Mention| {
            sentence - m.sentence <= 8
                && match gender {
                    1 | 2 => {
                        m.kind == SourceKind::Person && !m.plural && (m.gender == 0 || m.gender == gender)
                            || m.kind == SourceKind::Office && m.source && !m.plural
                    }
                    3 => m.plural && (m.source || sentence - m.sentence <= 2),
                    _ => matches!(m.kind, SourceKind::Organisation | SourceKind::State) && m.source,
                }
        };
        // Mentions stand in the order of their sentences; none from further back fits.
        let near = self.mentions.partition_point(|m| m.sentence + 8 < sentence);
        let close = &self.mentions[near..];
        let latest = close.iter().rposition(|m| fits(m) && m.source).or_else(|| close.iter().rposition(fits));
        let latest = latest.map(|at| near + at);
        match latest {
            Some(at) => {
                if gender <= 2 {
                    self.mentions[at].gender = gender;
                    let name = self.mentions[at].name.clone();
                    for m in self.mentions.iter_mut().filter(|m| m.name == name) {
                        m.gender = gender;
                    }
                }
                let mut again = self.mentions[at].clone();
                again.sentence = sentence;
                again.source = true;
                let out = (again.kind, Some(again.name.clone()));
                self.ends.push(self.ends[at]);
                self.mentions.push(again);
                out
            }
            None => (SourceKind::Unnamed, None),
        }
    }

    fn add(&mut self, tokens: &Tokens, senses: &[Sense], run: Run, sentence: usize, source: bool) {
        let kind = kind_of(tokens, senses, run);
        let name = name_in(tokens, run);
        let mut words = String::new();
        for k in run.0..run.1 {
            words.push_str(if k > run.0 { " " } else { "" });
            words.push_str(tokens.word(k));
        }
        let mut each = (run.0..run.1).map(|k| tokens.word(k));
        let gender = match tokens.word(run.0) {
            "mr." | "mr" | "king" | "lord" => 1,
            "ms." | "mrs." | "ms" | "mrs" | "miss" | "queen" | "lady" => 2,
            _ => {
                u8::from(each.clone().any(|w| matches!(w, "spokesman" | "chairman" | "businessman")))
                    + 2 * u8::from(each.clone().any(|w| matches!(w, "spokeswoman" | "chairwoman")))
            }
        };
        let named = name.map(|n| plain_name(tokens, n));
        let kind = match (&named, kind) {
            (Some(n), SourceKind::Office | SourceKind::Unnamed) if n.contains(' ') || source => {
                SourceKind::Person
            }
            (_, kind) => kind,
        };
        let head = tokens.word(head_of(tokens, run));
        let plural = each.any(|w| w == "and") && kind != SourceKind::Organisation
            || (named.is_none() && head.ends_with('s') && !head.ends_with("ss")
                || matches!(head, "police" | "people" | "men" | "women" | "both"));
        if self.mentions.len() > 4000 {
            self.mentions.drain(..2000);
            self.ends.drain(..2000);
        }
        let is_named = named.is_some();
        let name = named.unwrap_or_else(|| tokens.span_of(run.0, run.1).of(tokens.text).to_owned());
        self.ends.push(ends(&name));
        self.mentions.push(Mention {
            named: is_named,
            name,
            kind,
            plural,
            gender: gender.min(2),
            words,
            source,
            sentence,
        });
    }
}

/// The token that names what the phrase is: its last noun before *of*, a comma or *who*.
pub fn head_of(tokens: &Tokens, run: Run) -> usize {
    let end = (run.0 + 1..run.1)
        .find(|k| {
            matches!(
                tokens.word(*k),
                "of" | "," | "for" | "in" | "from" | "at" | "who" | "with" | "on" | "(" | "to"
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
fn name_in(tokens: &Tokens, run: Run) -> Option<Run> {
    let mut found: Option<Run> = None;
    let mut i = run.0;
    while i < run.1 {
        if tokens.tag_of(i) != Tag::Propn || is_day(tokens.word(i)) {
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
                    && tokens.word(end) != "and")
        {
            end += 1;
        }
        let possessor = matches!(tokens.word(end), "'s" | "'") && end < run.1;
        let modifier = end < run.1 && tokens.tag_of(end) == Tag::Noun;
        let governed = i > run.0 && tokens.tag_of(i - 1) == Tag::Adp
            || i > run.0 + 1 && tokens.tag_of(i - 1) == Tag::Det && tokens.tag_of(i - 2) == Tag::Adp;
        if !possessor
            && !modifier
            && !governed
            && (found.is_none() || end - i >= 2 || tokens.word(i - 1) == ",")
        {
            let better = found.is_none_or(|f| f.1 - f.0 <= end - i || i > 0 && tokens.word(i - 1) == ",");
            if better {
                found = Some((i, end));
            }
        }
        i = end;
    }
    found
}

/// Whether the only names of the phrase are possessors or modifiers.
fn possessive_only(tokens: &Tokens, run: Run) -> bool {
    name_in(tokens, run).is_none()
}

/// The name's words without titles.
fn plain_name(tokens: &Tokens, run: Run) -> String {
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
    let mut start = run.0;
    while start + 1 < run.1 && TITLES.contains(&tokens.word(start)) {
        start += 1;
    }
    tokens.span_of(start, run.1).of(tokens.text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What kind of source a phrase names, by its head and shape.
pub fn kind_of(tokens: &Tokens, senses: &[Sense], run: Run) -> SourceKind {
    let head = head_of(tokens, run);
    let class = |k: usize| senses.iter().find(|s| s.start <= k && k < s.end).map(|s| s.class);
    if tokens.tag_of(head) == Tag::Pron {
        return SourceKind::Unnamed;
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
        let acronym =
            tokens.form(head).len() > 1 && tokens.form(head).chars().all(|c| c.is_uppercase() || c == '.');
        let article = tokens.word(run.0) == "the";
        let body = (run.0..run.1).any(|k| {
            matches!(
                tokens.word(k),
                "ministry"
                    | "party"
                    | "union"
                    | "court"
                    | "council"
                    | "commission"
                    | "committee"
                    | "house"
                    | "senate"
                    | "parliament"
                    | "congress"
                    | "bank"
                    | "group"
                    | "association"
                    | "department"
                    | "agency"
                    | "office"
                    | "university"
                    | "company"
                    | "corp."
                    | "inc."
                    | "ltd."
                    | "nations"
                    | "army"
                    | "police"
                    | "times"
                    | "post"
                    | "journal"
                    | "assembly"
                    | "federation"
                    | "foundation"
                    | "institute"
                    | "league"
                    | "authority"
                    | "board"
                    | "alliance"
                    | "front"
                    | "movement"
            )
        });
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
    if matches!(
        tokens.word(head),
        "people"
            | "sources"
            | "both"
            | "others"
            | "some"
            | "many"
            | "critics"
            | "observers"
            | "residents"
            | "witnesses"
            | "supporters"
            | "opponents"
    ) {
        SourceKind::Unnamed
    } else if is_role(tokens, head) {
        SourceKind::Office
    } else {
        SourceKind::Unnamed
    }
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
