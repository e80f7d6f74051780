//! Tokens → senses: the lexicon's words and phrases as they stand in a sentence.
//!
//! Decides noun or verb by the neighbours, the sense by what follows (the
//! entry's frame), and gathers each verb's group (*had no longer been asked*)
//! with its negation, modality and voice. Says nothing of sources.

use crate::lexicon::inflect::Form;
use crate::lexicon::{Class, Entry, Frame, Frames, Group, Lexicon, Pos};
use crate::token::{Kind, Tag, Tokens};

/// How a verb or predicate stands in its clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Finite: *rejects*, *has been asked*, *must go*.
    Finite,
    /// *to* and infinitive.
    Infinitive,
    /// *-ing* with no auxiliary.
    Gerund,
    /// A past participle with no auxiliary.
    Participle,
}

impl Mood {
    /// Its name in features.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Finite => "Finite",
            Self::Infinitive => "Infinitive",
            Self::Gerund => "Gerund",
            Self::Participle => "Participle",
        }
    }
}

/// The modal of a verb group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Modal {
    Must,
    Should,
    Will,
    Would,
    Can,
    May,
}

impl Modal {
    /// Its name in features.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::Will => "will",
            Self::Would => "would",
            Self::Can => "can",
            Self::May => "may",
        }
    }
}

/// An entry of the lexicon, or an unlisted verb, at its place in a sentence.
#[derive(Debug, Clone)]
pub struct Sense {
    /// First token.
    pub start: usize,
    /// One past the last token of its unbroken part.
    pub end: usize,
    /// What it does; [`Class::Verb`] for an unlisted verb.
    pub class: Class,
    /// The entry, if it is listed.
    pub entry: Option<u32>,
    /// Its word kind.
    pub pos: Pos,
    /// First token of the verb group; `start` for other kinds.
    pub group: usize,
    /// Its place in the clause; [`Mood::Finite`] for nouns.
    pub mood: Mood,
    /// Whether its group holds *be* and a past participle.
    pub passive: bool,
    /// Whether the group denies it (*did not*, *never*, *no longer*).
    pub negated: bool,
    /// The modal of the group.
    pub modal: Option<Modal>,
    /// Whether it is a predicate: a verb, or an adjective or noun after *be* and its like.
    pub predicate: bool,
}

impl Sense {
    /// The entry's words, or the word itself where it is not listed.
    pub fn lemma<'a>(&self, tokens: &'a Tokens, lexicon: &'a Lexicon) -> &'a str {
        self.entry
            .and_then(|e| lexicon.entry(e))
            .map_or_else(|| tokens.word(self.start), |e| e.lemma())
    }
}

/// The senses of a sentence, in order.
pub fn senses(tokens: &Tokens, lexicon: &Lexicon) -> Vec<Sense> {
    let mut out = Vec::new();
    let mut i = 0;
    // A headline whose verb the tagger took for a noun: *Lawmaker urges retaliation*.
    let verbless = !tokens.iter().any(|t| matches!(t.tag, Tag::Verb | Tag::Aux));
    while i < tokens.len() {
        if tokens.kind(i) != Kind::Word {
            i += 1;
            continue;
        }
        match best(tokens, lexicon, i, verbless) {
            Some(sense) => {
                // A phrase keeps its words; one with a gap lets the words inside speak.
                let next = sense.end.max(i + 1);
                out.push(sense);
                i = next;
            }
            None => i += 1,
        }
    }
    out
}

fn best(tokens: &Tokens, lexicon: &Lexicon, i: usize, verbless: bool) -> Option<Sense> {
    let (next, after) = (tokens.hashed(i + 1), tokens.hashed(i + 2));
    let mut entries = lexicon.starting_with(tokens.hashed(i), tokens.known(i), next, after).peekable();
    if entries.peek().is_none() && tokens.tag_of(i) != Tag::Verb {
        return None;
    }
    let verbal = verbal(tokens, i) || verbless && i > 0 && headline_verb(tokens, i);
    let after_be = after_copula(tokens, i);
    let mut found: Option<(usize, Sense)> = None;
    for (id, entry, form) in entries {
        let fits = match entry.pos {
            Pos::Verb => verbal && !(after_be && matches!(form, Form::Base | Form::Third)),
            Pos::Noun => !verbal || entry.words.len() > 1,
            Pos::Adjective => !verbal || after_be,
            Pos::Fixed => true,
        };
        if !fits {
            continue;
        }
        let Some((end, last)) = phrase_end(tokens, i, &entry) else { continue };
        // A gap at the end is an object before the complement: *want them to go*.
        let open = entry.words.last() == Some("_");
        let framed = if open {
            object_then(tokens, last, entry.frames)
        } else {
            entry.frames.iter().any(|f| follows(tokens, last, &f))
        };
        if open && !framed {
            continue;
        }
        if !entry.frames.is_empty()
            && !framed
            && !(entry.pos == Pos::Verb
                && is_passive(tokens, i)
                && entry.frames.iter().any(|f| matches!(f, Frame::Object | Frame::Predicate)))
        {
            continue;
        }
        // A name is no common noun, unless it is a title or office.
        if matches!(tokens.tag_of(i), Tag::Propn)
            && entry.words.len() == 1
            && entry.class.group() != Group::Object
            && !tokens.opens(i)
            && !tokens.shouting()
        {
            continue;
        }
        let preferred = match entry.pos {
            Pos::Verb => verbal && !after_be || matches!(form, Form::Gerund),
            Pos::Adjective => after_be || !verbal,
            Pos::Fixed => !after_be,
            Pos::Noun => !verbal,
        };
        let rank = entry.size * 8 + usize::from(preferred) * 4 + usize::from(!entry.frames.is_empty()) * 2;
        // Of equals the first in the table.
        let better = found
            .as_ref()
            .is_none_or(|(best, sense)| rank > *best || rank == *best && Some(id) < sense.entry);
        if better {
            let sense = Sense {
                start: i,
                end,
                class: entry.class,
                entry: Some(id),
                pos: entry.pos,
                group: i,
                mood: Mood::Finite,
                passive: false,
                negated: false,
                modal: None,
                predicate: false,
            };
            found = Some((rank, sense));
        }
    }
    let mut sense = match found {
        Some((_, sense)) => sense,
        None if verbal && matches!(tokens.tag_of(i), Tag::Verb) => Sense {
            start: i,
            end: i + 1,
            class: Class::Verb,
            entry: None,
            pos: Pos::Verb,
            group: i,
            mood: Mood::Finite,
            passive: false,
            negated: false,
            modal: None,
            predicate: true,
        },
        None => return None,
    };
    complete(tokens, &mut sense);
    Some(sense)
}

/// Whether token `i` can be the present-tense verb of a headline without another verb.
fn headline_verb(tokens: &Tokens, i: usize) -> bool {
    let word = tokens.word(i);
    word.ends_with('s')
        && !word.ends_with("ss")
        && matches!(tokens.tag_of(i - 1), Tag::Noun | Tag::Propn)
        && (opens_phrase(tokens, i + 1)
            || matches!(tokens.tag_of(i + 1), Tag::Adp | Tag::Part)
            || quote_at(tokens, i + 1))
}

/// Where the entry's words end if they stand at `i`: past its unbroken part,
/// and past its last word.
fn phrase_end(tokens: &Tokens, i: usize, entry: &Entry) -> Option<(usize, usize)> {
    let mut at = i + 1;
    if entry.words.len() == 1 {
        return Some((at, at));
    }
    let mut unbroken = at;
    let mut gap = false;
    let mut broken = false;
    for (n, word) in entry.words.iter().enumerate().skip(1) {
        if word == "_" {
            gap = true;
            broken = true;
            continue;
        }
        let plural = entry.pos != Pos::Verb && n + 1 == entry.words.len();
        let matches = |k: usize| {
            let found = tokens.word(k);
            found == word
                || (plural
                    && found.len() == word.len() + 1
                    && found.starts_with(word)
                    && found.ends_with('s'))
        };
        if gap {
            at = (at..(at + 6).min(tokens.len()))
                .take_while(|k| tokens.kind(*k) != Kind::Mark || matches!(tokens.word(*k), "-" | "$"))
                .find(|k| matches(*k))?
                + 1;
            gap = false;
        } else if matches(at) {
            at += 1;
        } else if n == 1 && entry.pos == Pos::Verb && tokens.tag_of(at) == Tag::Adv && matches(at + 1) {
            // an adverb between verb and particle: *called loudly for*
            at += 2;
        } else {
            return None;
        }
        if !broken {
            unbroken = at;
        }
    }
    Some((unbroken, at))
}

/// Whether an object of one to eight words stands at `at`, then what one of the frames asks for.
fn object_then(tokens: &Tokens, at: usize, frames: Frames) -> bool {
    (at + 1..(at + 9).min(tokens.len()))
        .take_while(|k| tokens.kind(*k - 1) != Kind::Mark && tokens.tag_of(*k - 1) != Tag::Verb)
        .any(|k| {
            frames.iter().any(|f| {
                matches!(f, Frame::To | Frame::Preposition(_) | Frame::Gerund) && follows(tokens, k, &f)
            })
        })
}

/// Whether what stands at `at` fits the frame.
fn follows(tokens: &Tokens, at: usize, frame: &Frame) -> bool {
    let j = past_time(tokens, at);
    let word = tokens.word(j);
    match frame {
        Frame::That => {
            word == "that"
                || word == "," && quote_at(tokens, j + 1)
                || quote_at(tokens, j)
                || word == ":"
                || (opens_phrase(tokens, j)
                    && finite_ahead(tokens, j)
                    && !(j..(j + 14).min(tokens.len()))
                        .take_while(|k| !matches!(tokens.tag_of(*k), Tag::Aux | Tag::Verb))
                        .any(|k| tokens.word(k) == ","))
        }
        Frame::To => word == "to" && infinitive_at(tokens, j + 1),
        Frame::Object => opens_phrase(tokens, j) || quote_at(tokens, j) && opens_phrase(tokens, j + 1),
        Frame::Quote => quote_at(tokens, j) || matches!(word, "," | ":") && quote_at(tokens, j + 1),
        Frame::Gerund => {
            word.len() > 4 && word.ends_with("ing") && matches!(tokens.tag_of(j), Tag::Verb | Tag::Noun)
        }
        Frame::Question => {
            matches!(word, "whether" | "how" | "why" | "what" | "when" | "who" | "where" | "if" | "which")
        }
        Frame::Preposition(p) => {
            word == *p && !(word == "to" && infinitive_at(tokens, j + 1))
        }
        Frame::Predicate => judged_ahead(tokens, j),
        Frame::Nothing => {
            j >= tokens.len()
                || tokens.kind(j) == Kind::Mark && word != "$"
                || matches!(tokens.tag_of(j), Tag::Cconj)
        }
    }
}

fn quote_at(tokens: &Tokens, j: usize) -> bool {
    tokens.kind(j) == Kind::Quote
}

/// Whether an object judged to be something begins at `j`: *the plan a mess*.
fn judged_ahead(tokens: &Tokens, j: usize) -> bool {
    if !opens_phrase(tokens, j) && !quote_at(tokens, j) {
        return false;
    }
    let mut k = j;
    let mut nouns = 0;
    while k < tokens.len() && k < j + 12 {
        match tokens.tag_of(k) {
            Tag::Noun | Tag::Propn | Tag::Pron => nouns += 1,
            Tag::Det if nouns > 0 && matches!(tokens.word(k), "a" | "an" | "the") => {
                return !matches!(tokens.tag_of(k - 1), Tag::Adp);
            }
            Tag::Det | Tag::Num | Tag::Part | Tag::Adv | Tag::Adp => {}
            Tag::Adj if nouns > 0 => {
                return !matches!(tokens.tag_of(k + 1), Tag::Noun | Tag::Propn)
                    || tokens.tag_of(k - 1) == Tag::Pron;
            }
            Tag::Adj => {}
            _ => return quote_at(tokens, k) && nouns > 0,
        }
        if nouns > 0 && tokens.word(k) == "as" {
            return true;
        }
        k += 1;
    }
    false
}

/// Whether a finite verb comes within the clause that begins at `j`.
pub fn finite_ahead(tokens: &Tokens, j: usize) -> bool {
    let mut k = j + 1;
    while k < tokens.len() && k < j + 14 {
        let word = tokens.word(k);
        match tokens.tag_of(k) {
            Tag::Aux => return true,
            Tag::Verb if word.ends_with("ing") => k += 1,
            Tag::Verb => return true,
            Tag::Punct if !matches!(word, "-" | "$" | "," | "'" | "\"" | "“" | "”" | "‘") => {
                return false;
            }
            Tag::Sconj => return false,
            _ if matches!(word, "who" | "which" | "that") => return false,
            _ if word == "to" => k += 2,
            _ => k += 1,
        }
    }
    false
}

/// Whether a noun phrase may begin at `j`.
pub fn opens_phrase(tokens: &Tokens, j: usize) -> bool {
    matches!(tokens.tag_of(j), Tag::Det | Tag::Noun | Tag::Propn | Tag::Pron | Tag::Adj | Tag::Num)
        && j < tokens.len()
        || tokens.word(j) == "$"
        || (tokens.tag_of(j) == Tag::Verb
            && matches!(tokens.tag_of(j + 1), Tag::Noun)
            && tokens.word(j).ends_with("ed"))
}

/// Whether an infinitive begins at `j`, past an adverb.
fn infinitive_at(tokens: &Tokens, j: usize) -> bool {
    let k = if tokens.tag_of(j) == Tag::Adv { j + 1 } else { j };
    let word = tokens.word(k);
    matches!(tokens.tag_of(k), Tag::Verb | Tag::Aux) && !word.ends_with("ing") && !word.ends_with("ed")
        || (matches!(tokens.tag_of(k), Tag::Noun | Tag::Adj)
            && opens_phrase(tokens, k + 1)
            && matches!(tokens.tag_of(k + 1), Tag::Det | Tag::Pron))
}

/// Steps over adverbs and times between a verb and its complement:
/// *said on Tuesday that*, *called again for*, *said in a statement that*.
pub fn past_time(tokens: &Tokens, mut j: usize) -> usize {
    for _ in 0..4 {
        let word = tokens.word(j);
        if is_day(word)
            || matches!(
                word,
                "yesterday"
                    | "today"
                    | "late"
                    | "again"
                    | "earlier"
                    | "repeatedly"
                    | "later"
                    | "also"
                    | "strongly"
                    | "publicly"
                    | "instead"
                    | "recently"
                    | "once"
            )
        {
            j += 1;
        } else if matches!(word, "on" | "in" | "at" | "late" | "early" | "this" | "last" | "earlier")
            && (is_day(tokens.word(j + 1))
                || is_month(tokens.word(j + 1))
                || matches!(
                    tokens.word(j + 1),
                    "on" | "week" | "month" | "year" | "night" | "twitter" | "television" | "parliament"
                ))
        {
            j += 2;
            while tokens.kind(j) == Kind::Number
                || matches!(tokens.word(j), "night" | "morning" | "evening" | "afternoon")
                || (tokens.word(j) == "," && tokens.kind(j + 1) == Kind::Number)
            {
                j += 1;
            }
        } else if matches!(word, "in" | "at" | "during" | "through")
            && matches!(tokens.tag_of(j + 1), Tag::Det)
        {
            // in a (joint, short) statement / interview / speech / letter …
            match (j + 2..j + 5).find(|k| {
                matches!(
                    tokens.word(*k),
                    "statement"
                        | "interview"
                        | "speech"
                        | "letter"
                        | "briefing"
                        | "conference"
                        | "tweet"
                        | "post"
                        | "message"
                        | "report"
                        | "spokesman"
                        | "spokeswoman"
                        | "spokesperson"
                        | "video"
                        | "call"
                        | "address"
                )
            }) {
                Some(k) => j = k + 1,
                None => break,
            }
        } else {
            break;
        }
    }
    j
}

/// A day of the week.
pub fn is_day(word: &str) -> bool {
    matches!(word, "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")
}

/// A month.
pub fn is_month(word: &str) -> bool {
    matches!(
        word,
        "january"
            | "february"
            | "march"
            | "april"
            | "may"
            | "june"
            | "july"
            | "august"
            | "september"
            | "october"
            | "november"
            | "december"
            | "jan."
            | "feb."
            | "aug."
            | "sept."
            | "oct."
            | "nov."
            | "dec."
    )
}

/// Whether token `i` follows a form of *be* or its like, adverbs apart.
fn after_copula(tokens: &Tokens, i: usize) -> bool {
    let mut k = i;
    while k > 0 {
        k -= 1;
        match tokens.tag_of(k) {
            Tag::Adv | Tag::Part if tokens.word(k) != "'s" => {}
            Tag::Punct if tokens.kind(k) == Kind::Quote => {}
            _ => {
                return is_copula(tokens.word(k)) || (tokens.word(k) == "'s" && tokens.tag_of(k) == Tag::Aux);
            }
        }
    }
    false
}

/// Forms of *be* and of verbs that link a subject to what is said of it.
pub fn is_copula(word: &str) -> bool {
    matches!(
        word,
        "is" | "are"
            | "was"
            | "were"
            | "be"
            | "been"
            | "being"
            | "am"
            | "'re"
            | "'m"
            | "isn't"
            | "aren't"
            | "wasn't"
            | "weren't"
            | "remain"
            | "remains"
            | "remained"
            | "remaining"
            | "seem"
            | "seems"
            | "seemed"
            | "appear"
            | "appears"
            | "appeared"
            | "look"
            | "looks"
            | "looked"
            | "become"
            | "becomes"
            | "became"
            | "feel"
            | "feels"
            | "felt"
            | "stay"
            | "stays"
            | "stayed"
            | "sound"
            | "sounds"
            | "sounded"
            | "proved"
    )
}

fn is_passive(tokens: &Tokens, i: usize) -> bool {
    let mut k = i;
    while k > 0 {
        k -= 1;
        let word = tokens.word(k);
        match tokens.tag_of(k) {
            Tag::Adv => {}
            Tag::Part if word == "not" => {}
            Tag::Aux => {
                return matches!(
                    word,
                    "is" | "are"
                        | "was"
                        | "were"
                        | "be"
                        | "been"
                        | "being"
                        | "am"
                        | "'s"
                        | "'re"
                        | "'m"
                        | "isn't"
                        | "aren't"
                        | "wasn't"
                        | "weren't"
                );
            }
            _ => return matches!(word, "got" | "gets" | "get"),
        }
    }
    false
}

/// Whether token `i` stands where a verb stands, rather than a noun or modifier.
fn verbal(tokens: &Tokens, i: usize) -> bool {
    let word = tokens.word(i);
    let tag = tokens.tag_of(i);
    if matches!(
        tag,
        Tag::Aux | Tag::Adp | Tag::Det | Tag::Pron | Tag::Sconj | Tag::Cconj | Tag::Part | Tag::Num
    ) {
        return tag == Tag::Aux
            && matches!(word, "has" | "have" | "had" | "does" | "do" | "did")
            && !verb_follows(tokens, i + 1);
    }
    let mut p = i;
    loop {
        let adverb = p > 0
            && tokens.tag_of(p - 1) == Tag::Adv
            && !matches!(tokens.word(p - 1), "more" | "most" | "longer");
        if adverb {
            p -= 1;
        } else if p > 1 && tokens.word(p - 1) == "longer" && tokens.word(p - 2) == "no" {
            p -= 2;
        } else {
            break;
        }
    }
    let (before, before_tag) =
        if p == 0 { ("", Tag::Punct) } else { (tokens.word(p - 1), tokens.tag_of(p - 1)) };
    let next_tag = tokens.tag_of(i + 1);
    let next = tokens.word(i + 1);
    let object_follows = matches!(next_tag, Tag::Det | Tag::Pron)
        || matches!(next, "to" | "that" | "for" | "on")
        || (next_tag == Tag::Propn);
    let noun_follows = matches!(next_tag, Tag::Noun | Tag::Propn | Tag::Adj) && i + 1 < tokens.len();
    let past = word.ends_with("ed") || is_past(word);
    let gerund = word.ends_with("ing") && word.len() > 4;
    match before_tag {
        Tag::Aux | Tag::Pron if before != "what" || past => {
            return !matches!(tag, Tag::Adj | Tag::Adv) || past;
        }
        _ if before == "to" => {
            return !past
                && (!gerund)
                && !(matches!(tag, Tag::Noun | Tag::Propn)
                    && !object_follows
                    && !noun_follows
                    && tag == Tag::Propn);
        }
        Tag::Det => {
            return (past
                && !noun_follows
                && tag == Tag::Verb
                && matches!(before, "this" | "that" | "which"))
                && !gerund;
        }
        _ if before == "'s" && before_tag == Tag::Part => return false,
        Tag::Adj | Tag::Num => {
            return past && tag == Tag::Verb && !noun_follows || tag == Tag::Verb && object_follows;
        }
        Tag::Adp if !matches!(before, "as" | "like" | "than") => {
            return gerund && tag != Tag::Noun || gerund && object_follows;
        }
        _ => {}
    }
    if gerund {
        return tag == Tag::Verb || object_follows;
    }
    if past {
        // *rejected applicants*: a participle before a bare noun is a modifier unless a subject stands before it.
        let subject = matches!(before_tag, Tag::Noun | Tag::Propn | Tag::Punct | Tag::Cconj) && p > 0;
        return match tag {
            Tag::Verb => subject || !noun_follows || object_follows,
            Tag::Adj => subject && object_follows && p > 0,
            _ => tag != Tag::Noun || object_follows,
        };
    }
    match before_tag {
        // *Moscow demands the return*; *the union demands*
        // *a firm offer*: a base form cannot follow a singular with an article.
        Tag::Noun
            if !word.ends_with('s')
                && !before.ends_with('s')
                && p > 1
                && matches!(tokens.word(p - 2), "a" | "an" | "this" | "each" | "every" | "the")
                && !matches!(
                    before,
                    "police"
                        | "people"
                        | "public"
                        | "majority"
                        | "rest"
                        | "government"
                        | "opposition"
                        | "team"
                        | "others"
                ) =>
        {
            false
        }
        Tag::Noun | Tag::Propn => {
            tag == Tag::Verb
                || (word.ends_with('s') && (object_follows || next_tag == Tag::Adj && tag != Tag::Noun))
        }
        _ => tag == Tag::Verb,
    }
}

fn is_past(word: &str) -> bool {
    matches!(
        word,
        "said"
            | "told"
            | "made"
            | "held"
            | "sent"
            | "took"
            | "gave"
            | "set"
            | "put"
            | "cut"
            | "met"
            | "led"
            | "broke"
            | "withdrew"
            | "sought"
            | "found"
            | "felt"
            | "thought"
            | "wrote"
            | "spoke"
            | "swore"
            | "freed"
            | "fought"
            | "left"
            | "kept"
            | "lost"
            | "paid"
            | "struck"
            | "won"
            | "drew"
            | "vetoed"
    )
}

fn verb_follows(tokens: &Tokens, i: usize) -> bool {
    (i..(i + 4).min(tokens.len()))
        .take_while(|k| matches!(tokens.tag_of(*k), Tag::Adv | Tag::Part | Tag::Verb | Tag::Aux))
        .any(|k| matches!(tokens.tag_of(k), Tag::Verb | Tag::Aux))
}

/// Fills in group, mood, voice, negation and modality.
fn complete(tokens: &Tokens, sense: &mut Sense) {
    let verb = sense.pos == Pos::Verb;
    let mut group = sense.start;
    let mut seen_be = false;
    let mut seen_aux = false;
    let mut negations = 0;
    let mut to = false;
    while group > 0 {
        let k = group - 1;
        let word = tokens.word(k);
        let take = match tokens.tag_of(k) {
            Tag::Aux => true,
            Tag::Adv => !matches!(word, "when" | "why" | "how" | "then" | "however" | "where") && (k > 0),
            Tag::Part => word == "not" || word == "to" || word == "n't",
            Tag::Adp => word == "to" && verb,
            _ => {
                word == "to" && verb
                    || (word == "not")
                    || (!verb && is_copula(word))
                    || (!verb
                        && matches!(word, "a" | "an" | "the" | "no")
                        && k > 0
                        && is_copula(tokens.word(k - 1)))
                    || (word == "longer" && k > 0 && tokens.word(k - 1) == "no")
                    || (word == "no" && tokens.word(k + 1) == "longer")
            }
        };
        let quote = !verb
            && tokens.kind(k) == Kind::Quote
            && k > 0
            && (is_copula(tokens.word(k - 1)) || matches!(tokens.word(k - 1), "a" | "an" | "the"));
        if !take && !quote || sense.start - k > 8 {
            break;
        }
        group = k;
        if word == "to" {
            to = true;
            break;
        }
        seen_be |= matches!(
            word,
            "is" | "are"
                | "was"
                | "were"
                | "be"
                | "been"
                | "being"
                | "am"
                | "'s"
                | "'re"
                | "'m"
                | "isn't"
                | "aren't"
                | "wasn't"
                | "weren't"
                | "remains"
                | "remained"
                | "remain"
        );
        seen_aux |= tokens.tag_of(k) == Tag::Aux || is_copula(word);
        if matches!(word, "not" | "n't" | "never" | "hardly" | "scarcely" | "neither" | "nor")
            || word.ends_with("n't")
            || word == "cannot"
            || (word == "no" && (!verb || tokens.word(k + 1) == "longer"))
        {
            negations += 1;
        }
        sense.modal = match word {
            "must" | "mustn't" => Some(Modal::Must),
            "should" | "shouldn't" | "shall" | "ought" => Some(Modal::Should),
            "will" | "'ll" | "won't" => Some(Modal::Will),
            "would" | "wouldn't" | "'d" => Some(Modal::Would),
            "can" | "can't" | "cannot" | "could" | "couldn't" => Some(Modal::Can),
            "may" | "might" | "mightn't" => Some(Modal::May),
            _ => sense.modal,
        };
    }
    // Leading adverbs belong to the subject's side.
    while group < sense.start
        && tokens.tag_of(group) == Tag::Adv
        && !matches!(tokens.word(group), "never" | "no" | "hardly" | "scarcely")
    {
        group += 1;
    }
    let word = tokens.word(sense.start);
    let gerund = word.ends_with("ing");
    let participle = word.ends_with("ed") || word.ends_with("en") || is_past(word);
    sense.passive = verb && seen_be && !gerund && participle;
    sense.negated = negations % 2 == 1;
    sense.predicate = verb || seen_aux && sense.pos != Pos::Fixed;
    if sense.predicate {
        sense.group = group;
    }
    sense.mood = if !verb {
        Mood::Finite
    } else if to {
        Mood::Infinitive
    } else if gerund && !seen_aux {
        Mood::Gerund
    } else if participle && !seen_aux && reduced(tokens, sense) {
        Mood::Participle
    } else {
        Mood::Finite
    };
}

/// Whether a bare past form is a reduced relative: *a demand rejected by Moscow*, *rejected by both, the plan*.
fn reduced(tokens: &Tokens, sense: &Sense) -> bool {
    let next = past_time(tokens, sense.end);
    tokens.word(next) == "by"
        && !matches!(tokens.tag_of(next + 1), Tag::Verb | Tag::Num)
        && !tokens.word(next + 1).ends_with("ing")
}
