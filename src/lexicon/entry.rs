//! A line of the table in, a checked entry out.
//!
//! The build script reads this file too: it makes the built-in lexicon.

macro_rules! classes {
    ($($group:ident: $($class:ident $name:literal),+;)+) => {
        /// What an entry does: the semantic classes of acts, judgements, events and objects.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs)]
        pub enum Class { $($($class,)+)+ }

        impl Class {
            /// All classes.
            pub const ALL: &'static [Self] = &[$($(Self::$class,)+)+];

            /// The name in the table.
            pub const fn name(self) -> &'static str {
                match self { $($(Self::$class => $name,)+)+ }
            }

            /// The family it belongs to.
            pub const fn group(self) -> Group {
                match self { $($(Self::$class => Group::$group,)+)+ }
            }
        }
    };
}

classes! {
    Ask: Request "request", Order "order", Condition "condition", Threat "threat", Need "need";
    Refuse: Refuse "refuse", Deny "deny", Block "block", Oppose "oppose", Unfit "unfit";
    Yield: Accept "accept", Offer "offer", Promise "promise", Release "release", Allow "allow", Retreat "retreat", Admit "admit", Ready "ready";
    Judge: Praise "praise", Support "support", Criticise "criticise", Accuse "accuse", Warn "warn", Predict "predict", Hope "hope",
        Fear "fear", Believe "believe", Judge "judge", Good "good", Bad "bad", Misdeed "misdeed";
    Say: Say "say", Reply "reply", Question "question", Know "know", Plan "plan", Decide "decide", Negotiate "negotiate", Decline "decline";
    Event: Procedural "procedural", Kinetic "kinetic", Coerce "coerce", Judicial "judicial", Aid "aid", Stat "stat", Happen "happen";
    Object: Proposal "proposal_n", Demand "demand_n", Restriction "restriction_n", Captive "captive_n", Talks "talks_n", Force "force_n",
        Party "party_n", Allegation "allegation_n", Wrong "wrong_n", Strike "strike_n", Person "person_n", Org "org_n", Document "document_n";
    Other: Undo "undo", Fail "fail", Intensify "intensify", Hedge "hedge", Negation "negation", PseudoNegation "pseudo_negation", Neutral "none_n", Verb "verb";
}

/// A family of classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Group {
    Ask,
    Refuse,
    Yield,
    Judge,
    Say,
    Event,
    Object,
    Other,
}

impl Group {
    /// A short name, as in feature names.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ask => "ASK",
            Self::Refuse => "REFUSE",
            Self::Yield => "YIELD",
            Self::Judge => "JUDGE",
            Self::Say => "SAY",
            Self::Event => "EVENT",
            Self::Object => "OBJECT",
            Self::Other => "OTHER",
        }
    }
}

/// The word kind of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pos {
    /// A verb; every inflection of its first word matches.
    Verb,
    /// A noun; its plural matches too.
    Noun,
    /// An adjective or a phrase that stands as predicate.
    Adjective,
    /// An adverb or fixed phrase.
    Fixed,
}

/// What may follow an entry for one of its senses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame<'a> {
    /// A clause with *that*, or without it.
    That,
    /// *to* and an infinitive.
    To,
    /// A noun phrase.
    Object,
    /// A quotation.
    Quote,
    /// A gerund.
    Gerund,
    /// *whether*, *how*, *why* …
    Question,
    /// An object and what it is judged to be.
    Predicate,
    /// Nothing: the clause ends.
    Nothing,
    /// This preposition.
    Preposition(&'a str),
}

impl Frame<'static> {
    /// All but the prepositions, with their names in the table.
    pub const NAMED: [(&'static str, Self); 8] = [
        ("that", Self::That),
        ("to", Self::To),
        ("np", Self::Object),
        ("quote", Self::Quote),
        ("ing", Self::Gerund),
        ("wh", Self::Question),
        ("pred", Self::Predicate),
        ("-", Self::Nothing),
    ];
}

/// A line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    /// The words, base form first; `_` is a gap of up to five words.
    pub words: Vec<String>,
    /// Its word kind.
    pub pos: Pos,
    /// What it does.
    pub class: Class,
    /// What must follow; empty for anything.
    pub frames: Vec<Frame<'a>>,
}

/// The lines of a table, each with its number from 1, comments and empty ones left out.
pub fn lines(table: &str) -> impl Iterator<Item = (usize, Result<Line<'_>, String>)> {
    let lines =
        table.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    lines.map(|(n, line)| (n + 1, parse(line)))
}

fn parse(line: &str) -> Result<Line<'_>, String> {
    let mut fields = line.split('\t');
    let (Some(words), Some(pos), Some(class), Some(frames), None) =
        (fields.next(), fields.next(), fields.next(), fields.next(), fields.next())
    else {
        return Err(format!(
            "found {} tab-separated fields, expected 4: entry, pos, class, frame",
            line.split('\t').count()
        ));
    };
    let words: Vec<String> = words.split_whitespace().map(|w| w.to_lowercase().replace('’', "'")).collect();
    if words.first().is_none_or(|w| w == "_") {
        return Err("an entry begins with a word".into());
    }
    let pos = match pos.trim() {
        "v" => Pos::Verb,
        "n" => Pos::Noun,
        "a" => Pos::Adjective,
        "r" => Pos::Fixed,
        other => return Err(format!("unknown word kind {other:?}, expected v, n, a or r")),
    };
    let class = Class::ALL.iter().copied().find(|c| c.name() == class.trim()).ok_or_else(|| {
        format!("unknown class {class:?}; the classes are listed at the head of the built-in table")
    })?;
    let frames = frames
        .trim()
        .split(',')
        .map(str::trim)
        .filter(|f| *f != "*" && !f.is_empty())
        .map(frame)
        .collect::<Result<_, _>>()?;
    Ok(Line { words, pos, class, frames })
}

fn frame(name: &str) -> Result<Frame<'_>, String> {
    if let Some((_, frame)) = Frame::NAMED.iter().find(|(named, _)| *named == name) {
        return Ok(*frame);
    }
    match name.strip_prefix("p:") {
        Some(preposition) if !preposition.is_empty() => Ok(Frame::Preposition(preposition)),
        _ => Err(format!(
            "unknown frame {name:?}, expected *, that, to, np, quote, ing, wh, pred, - or p:PREPOSITION"
        )),
    }
}
