//! Sources → who they are: pronouns, short names and descriptions resolved to
//! the longest fitting mention before them, or left unknown.
//!
//! Keeps a register of the names and sources of one article, in text order.
//! Nothing is guessed: a pronoun with no single fitting candidate close by
//! stays unresolved.

use super::kind::{SourceKind, kind_of};
use super::name::{BODIES, gender_of, head_of, name_in, plain_name};
use super::phrase::{Run, with_apposition};
use super::sense::Sense;
use super::time::{is_day, is_month};
use crate::lexicon::Class;
use crate::token::{Kind, Tag, Tokens};

/// A mention that later ones may refer to.
#[derive(Debug, Clone)]
struct Mention {
    /// The name's words, or the phrase where it has none.
    name: String,
    kind: SourceKind,
    plural: bool,
    /// 1 he, 2 she, 0 not known.
    gender: u8,
    /// Lower-case words of the whole phrase.
    words: Vec<String>,
    /// Whether it has a name.
    named: bool,
    /// Whether it spoke.
    source: bool,
    /// Whether it is the subject of its sentence.
    subject: bool,
    sentence: usize,
}

/// The names and sources of an article so far.
#[derive(Debug, Default)]
pub struct Register {
    mentions: Vec<Mention>,
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
            // *Foreign Minister Ana Petrel*, *Ana Petrel, the foreign minister*: the role goes with the name.
            let mut start = i;
            while start > 0 && matches!(tokens.tag_of(start - 1), Tag::Noun | Tag::Adj) {
                start -= 1;
            }
            let whole = with_apposition(tokens, (start, end));
            if let Some(last) = self.mentions.last_mut() {
                last.words = (whole.0..whole.1.min(end + 10)).map(|k| tokens.word(k).to_owned()).collect();
            }
            i = end;
        }
    }

    /// Notes the subject of a sentence, which a pronoun may stand for although it has not spoken.
    pub fn note_subject(&mut self, tokens: &Tokens, senses: &[Sense], run: Run, sentence: usize) {
        if run.1 == run.0 + 1 && tokens.tag_of(run.0) == Tag::Pron {
            return;
        }
        self.add(tokens, senses, run, sentence, false);
        if let Some(last) = self.mentions.last_mut() {
            last.subject = true;
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
                let last = short.rsplit(' ').next().unwrap_or("").to_owned();
                let tail = format!(" {short}");
                let head = format!("{short} ");
                let generic = BODIES.contains(&short.to_lowercase().as_str()) && tokens.word(run.0) != "the";
                let longest = self
                    .mentions
                    .iter()
                    .filter(|m| {
                        m.name.len() > short.len()
                            && !generic
                            && (m.name.ends_with(&tail)
                                || !short.contains(' ') && m.name.rsplit(' ').next() == Some(last.as_str())
                                || m.name.starts_with(&head) && m.kind != SourceKind::Person)
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
            let first = resolved.split(' ').next().unwrap_or("").to_lowercase();
            if last.gender == 0 {
                last.gender = gender_of(&first);
            }
            if name.is_none() {
                last.kind = SourceKind::Person;
            }
        }
        let kind = if kind == SourceKind::Office
            && resolved.as_ref().is_some_and(|_| name.is_some() && name_in(tokens, run).is_some())
        {
            SourceKind::Person
        } else {
            kind
        };
        (kind, resolved)
    }

    /// The longest name in the article that ends in the word that `label` ends in: *OSTRAND*, *Mr. Ostrand*.
    pub fn named(&self, label: &str) -> Option<String> {
        let last = label.split('(').next()?.split_whitespace().next_back()?;
        let ends = |m: &&Mention| m.name.split(' ').next_back().is_some_and(|w| w.eq_ignore_ascii_case(last));
        let longest = self.mentions.iter().filter(|m| m.named).filter(ends).max_by_key(|m| m.name.len())?;
        (longest.name.len() > label.len()).then(|| longest.name.clone())
    }

    /// Who a definite description means: an earlier named mention described by the same noun.
    fn description(&self, tokens: &Tokens, senses: &[Sense], run: Run) -> Option<String> {
        if !matches!(tokens.word(run.0), "the" | "this" | "that") {
            return None;
        }
        let head = head_of(tokens, run);
        let person = senses.iter().any(|s| s.start <= head && head < s.end && s.class == Class::Person);
        if !person || tokens.word(head).ends_with('s') {
            return None;
        }
        let noun = tokens.word(head);
        // *the Kesmari leader*: what stands before the noun must fit as well.
        let more: Vec<&str> = (run.0 + 1..head)
            .filter(|k| matches!(tokens.tag_of(*k), Tag::Adj | Tag::Noun | Tag::Propn))
            .map(|k| tokens.word(k))
            .collect();
        let fits = |m: &&Mention| {
            m.named
                && m.words.iter().any(|w| w == noun)
                && more.iter().all(|x| m.words.iter().any(|w| w == x))
        };
        if let Some(spoke) = self.mentions.iter().rev().filter(|m| m.source).find(fits) {
            return Some(spoke.name.clone());
        }
        let mut named = self.mentions.iter().rev().filter(|m| m.kind == SourceKind::Person).filter(fits);
        let first = named.next()?;
        named.all(|m| m.name == first.name).then(|| first.name.clone())
    }

    fn pronoun(&mut self, word: &str, sentence: usize) -> (SourceKind, Option<String>) {
        let gender = match word {
            "he" | "his" | "him" | "himself" => 1,
            "she" | "her" | "herself" => 2,
            "they" | "their" | "them" => 3,
            "it" | "its" => 4,
            _ => return (SourceKind::Unnamed, None),
        };
        let near = |m: &Mention, most: usize| sentence - m.sentence <= most;
        let fits = |m: &Mention| match gender {
            1 | 2 => {
                let person = m.kind == SourceKind::Person
                    && !m.plural
                    && (m.gender == gender
                        || m.gender == 0 && (m.source || m.subject || m.name.contains(' ')));
                near(m, 8) && (person || m.kind == SourceKind::Office && (m.source || m.subject) && !m.plural)
            }
            3 => m.plural && (m.source && near(m, 8) || m.subject && near(m, 1) || near(m, 2)),
            _ => {
                matches!(m.kind, SourceKind::Organisation | SourceKind::State)
                    && (m.source && near(m, 3) || m.subject && near(m, 1))
            }
        };
        let latest = self
            .mentions
            .iter()
            .rposition(|m| fits(m) && m.source)
            .or_else(|| self.mentions.iter().rposition(|m| fits(m) && m.subject))
            .or_else(|| self.mentions.iter().rposition(fits))
            .filter(|at| !self.rivalled(*at, gender));
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
                self.mentions.push(again);
                out
            }
            None => (SourceKind::Unnamed, None),
        }
    }

    /// Whether another person of the same sentence fits a pronoun as well as the
    /// mention at `at`: *Mr. Ostrand met Mr. Kovrigan. He said …*
    fn rivalled(&self, at: usize, gender: u8) -> bool {
        let chosen = &self.mentions[at];
        gender <= 2
            && !chosen.source
            && self.mentions.iter().rev().take_while(|m| m.sentence >= chosen.sentence).any(|m| {
                m.sentence == chosen.sentence
                    && m.kind == SourceKind::Person
                    && m.name != chosen.name
                    && !m.name.ends_with(&chosen.name)
                    && !chosen.name.ends_with(&m.name)
                    && m.gender == gender
                    && chosen.gender == gender
            })
    }

    fn add(&mut self, tokens: &Tokens, senses: &[Sense], run: Run, sentence: usize, source: bool) {
        let kind = kind_of(tokens, senses, run);
        let name = name_in(tokens, run);
        let words: Vec<String> = (run.0..run.1).map(|k| tokens.word(k).to_owned()).collect();
        let gender = match words.first().map_or("", String::as_str) {
            "mr." | "mr" | "king" | "lord" => 1,
            "ms." | "mrs." | "ms" | "mrs" | "miss" | "queen" | "lady" => 2,
            _ => {
                u8::from(words.iter().any(|w| matches!(w.as_str(), "spokesman" | "chairman" | "businessman")))
                    + 2 * u8::from(words.iter().any(|w| matches!(w.as_str(), "spokeswoman" | "chairwoman")))
            }
        };
        let named = name.map(|n| plain_name(tokens, n));
        let gender = match &named {
            Some(n) if gender == 0 => {
                let first = n.split(' ').next().unwrap_or("").to_lowercase();
                let known =
                    self.mentions.iter().rev().find(|m| m.gender != 0 && m.name == *n).map(|m| m.gender);
                known.unwrap_or_else(|| gender_of(&first))
            }
            _ => gender,
        };
        let kind = match (&named, kind) {
            (Some(n), SourceKind::Office | SourceKind::Unnamed) if n.contains(' ') || source => {
                SourceKind::Person
            }
            (_, kind) => kind,
        };
        let head = tokens.word(head_of(tokens, run));
        let first = words
            .iter()
            .take_while(|w| !matches!(w.as_str(), "from" | "of" | "," | "in" | "at" | "with" | "who"));
        let plural = first.into_iter().any(|w| w == "and") && kind != SourceKind::Organisation
            || (named.is_none() && head.ends_with('s') && !head.ends_with("ss")
                || matches!(head, "police" | "people" | "men" | "women" | "both"));
        if self.mentions.len() > 4000 {
            self.mentions.drain(..2000);
        }
        let is_named = named.is_some();
        self.mentions.push(Mention {
            named: is_named,
            name: named.unwrap_or_else(|| tokens.span_of(run.0, run.1).of(tokens.text).to_owned()),
            kind,
            plural,
            gender: gender.min(2),
            words,
            source,
            subject: false,
            sentence,
        });
    }
}
