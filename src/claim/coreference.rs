//! Sources → who they are: pronouns, short names and descriptions resolved to
//! the longest fitting mention before them, or left unknown.
//!
//! Keeps a register of the names and sources of one article, in text order.
//! Nothing is guessed: a pronoun with no single fitting candidate close by
//! stays unresolved.

use super::kind::{SourceKind, kind_of};
use super::name::{head_of, name_in, plain_name};
use super::phrase::Run;
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
                let last = short.rsplit(' ').next().unwrap_or("").to_owned();
                let longest = self
                    .mentions
                    .iter()
                    .filter(|m| {
                        m.name.len() > short.len()
                            && (m.name.ends_with(&format!(" {short}"))
                                || !short.contains(' ') && m.name.rsplit(' ').next() == Some(last.as_str())
                                || m.name.starts_with(&format!("{short} ")) && m.kind != SourceKind::Person)
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
            .find(|m| m.source && m.named && m.words.iter().any(|w| w == noun))
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
        let latest = self
            .mentions
            .iter()
            .rposition(|m| fits(m) && m.source)
            .or_else(|| self.mentions.iter().rposition(fits));
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
        let kind = match (&named, kind) {
            (Some(n), SourceKind::Office | SourceKind::Unnamed) if n.contains(' ') || source => {
                SourceKind::Person
            }
            (_, kind) => kind,
        };
        let head = tokens.word(head_of(tokens, run));
        let plural = words.iter().any(|w| w == "and") && kind != SourceKind::Organisation
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
            sentence,
        });
    }
}
