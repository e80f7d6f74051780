//! A claim as the features see it: its sentences, its head, its acts in order.

use crate::claim::sense::{Mood, Sense};
use crate::claim::{Claim, Parsed, Sentence, Source, main_predicate};
use crate::lexicon::{Class, Group, Lexicon};
use crate::span::Span;
use crate::token::Kind;

/// A token range of one part of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The part, by index.
    pub part: usize,
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
}

/// The stretch of a sentence that belongs to a claim.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// The sentence.
    pub sentence: &'a Sentence<'a>,
    /// First token of the claim.
    pub from: usize,
    /// One past its last token.
    pub to: usize,
}

/// A sense of the claim, with where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Act<'a> {
    /// The part it stands in.
    pub part: usize,
    /// The sense.
    pub sense: &'a Sense,
}

/// A claim made ready for the features.
#[derive(Debug)]
pub struct View<'a> {
    /// The stretches of text.
    pub parts: Vec<Part<'a>>,
    /// All senses in them, in order.
    pub acts: Vec<Act<'a>>,
    /// The index in `acts` of the claim's head.
    pub head: Option<usize>,
    /// The head, then the acts in what it holds, which may stand before it.
    path: Vec<usize>,
    /// Who holds it.
    pub source: Option<&'a Source>,
    /// Where the source's words stand in the text.
    pub source_span: Option<Span>,
    /// Whether it was found to be narration.
    pub narration: bool,
    /// Whether it stands in a direct quotation.
    pub quoted: bool,
    /// The lexicon of the senses.
    pub lexicon: &'a Lexicon,
}

impl<'a> View<'a> {
    /// The view of a claim found in an article.
    pub fn of_claim(parsed: &'a Parsed<'a>, sentence: usize, claim: &'a Claim, lexicon: &'a Lexicon) -> Self {
        let sentence = &parsed.sentences[sentence];
        let tokens = &sentence.tokens;
        let (from, to) =
            (tokens.at_byte(claim.span.start), tokens.at_byte(claim.span.end.saturating_sub(1)) + 1);
        // The negation or modal of a shared predicate may stand before the clause.
        let part = Part { sentence, from, to: to.min(tokens.len()) };
        let head = claim.head.map(|h| &sentence.senses[h]);
        let mut view = Self::new(vec![part], head, &claim.content, lexicon);
        view.source = claim.source.as_ref();
        view.source_span = claim.source.as_ref().and_then(|s| s.span);
        view.narration = claim.narration;
        view.quoted = claim.quoted;
        view
    }

    /// The view of a row: a whole text taken as one claim of `speaker`, whose
    /// words select the head where they stand in it.
    pub fn of_row(parsed: &'a Parsed<'a>, speaker: &str, lexicon: &'a Lexicon) -> Self {
        let parts: Vec<Part> =
            parsed.sentences.iter().map(|s| Part { sentence: s, from: 0, to: s.tokens.len() }).collect();
        let place = find(parsed.text, speaker);
        let chosen = choose(parsed, place);
        let head = match chosen {
            Some((n, c)) => parsed.sentences[n].claims[c].head.map(|h| &parsed.sentences[n].senses[h]),
            None => place.and_then(|p| predicate_after(parsed, p)),
        };
        let content = chosen.map_or(&[][..], |(n, c)| &parsed.sentences[n].claims[c].content);
        let mut view = Self::new(parts, head, content, lexicon);
        if let Some((n, c)) = chosen {
            let claim = &parsed.sentences[n].claims[c];
            view.source = claim.source.as_ref();
            view.source_span = claim.source.as_ref().and_then(|s| s.span);
            view.narration = claim.narration;
            view.quoted = claim.quoted;
        } else {
            view.narration = true;
        }
        if place.is_some() {
            view.source_span = place;
        }
        view
    }

    fn new(parts: Vec<Part<'a>>, head: Option<&'a Sense>, content: &[Span], lexicon: &'a Lexicon) -> Self {
        let mut acts = Vec::new();
        let mut at = None;
        for (n, part) in parts.iter().enumerate() {
            for sense in part.sentence.senses.iter().filter(|s| s.start >= part.from && s.start < part.to) {
                if head.is_some_and(|h| std::ptr::eq(h, sense)) {
                    at = Some(acts.len());
                }
                acts.push(Act { part: n, sense });
            }
        }
        if at.is_none() {
            let fallback =
                parts.first().and_then(|p| main_predicate(&p.sentence.senses).map(|i| &p.sentence.senses[i]));
            at = fallback
                .and_then(|f| acts.iter().position(|a| std::ptr::eq(a.sense, f)))
                .or_else(|| acts.iter().position(|a| a.sense.predicate));
        }
        let path = path(&parts, &acts, at, content);
        Self {
            parts,
            acts,
            head: at,
            path,
            source: None,
            source_span: None,
            narration: false,
            quoted: false,
            lexicon,
        }
    }

    /// The act that counts: the head, or what it leads to where the head says
    /// nothing itself (*said that … must*, *failed to …*). With it, whether it is denied.
    pub fn act(&self) -> Option<(usize, bool)> {
        let mut at = self.head?;
        let mut negated = self.acts[at].sense.negated;
        for _ in 0..4 {
            let sense = self.acts[at].sense;
            let empty = sense.class.group() == Group::Say
                && sense.class != Class::Plan
                && sense.class != Class::Decline
                || matches!(sense.class, Class::Verb | Class::Fail | Class::Happen | Class::Believe);
            if !empty {
                break;
            }
            let Some(next) = self.next_act(at) else { break };
            let passes = matches!(sense.class, Class::Fail | Class::Verb | Class::Happen);
            let flips = sense.class == Class::Fail;
            negated =
                self.acts[next].sense.negated ^ (flips || passes && negated && sense.class != Class::Fail);
            at = next;
        }
        Some((at, negated))
    }

    /// The next predicate, or evaluative or act noun, after act `at` on the path
    /// from the head through what it holds.
    pub fn next_act(&self, at: usize) -> Option<usize> {
        let from = self.path.iter().position(|i| *i == at).map_or(self.path.len(), |p| p + 1);
        self.path[from..].iter().copied().find(|i| {
            let sense = self.acts[*i].sense;
            match sense.class.group() {
                Group::Ask | Group::Refuse | Group::Yield | Group::Judge => true,
                Group::Say | Group::Event | Group::Other => sense.predicate,
                Group::Object => false,
            }
        })
    }

    /// The place of an act.
    pub fn place(&self, at: usize) -> Place {
        let act = self.acts[at];
        Place { part: act.part, start: act.sense.start, end: act.sense.end }
    }
}

/// The head and then, in text order, the acts of its content; where it has
/// none, the acts that follow it in its part.
fn path(parts: &[Part], acts: &[Act], head: Option<usize>, content: &[Span]) -> Vec<usize> {
    let Some(head) = head else { return Vec::new() };
    let place =
        |i: usize| parts[acts[i].part].sentence.tokens.span_of(acts[i].sense.start, acts[i].sense.end);
    let held: Vec<usize> =
        (0..acts.len()).filter(|i| *i != head && content.iter().any(|c| c.contains(place(*i)))).collect();
    let rest = if content.iter().any(|c| c.contains(place(head))) || held.is_empty() {
        (head + 1..acts.len()).filter(|i| acts[*i].part == acts[head].part).collect()
    } else {
        held
    };
    std::iter::once(head).chain(rest).collect()
}

/// Where the speaker's words stand in the text.
fn find(text: &str, speaker: &str) -> Option<Span> {
    let speaker = speaker.trim();
    if speaker.is_empty() {
        return None;
    }
    if let Some(at) = text.find(speaker) {
        return Some(Span::new(at, at + speaker.len()));
    }
    // the name's last word: *Ana Petrel* → *Petrel*
    let last = speaker.split_whitespace().next_back()?;
    (last.len() > 3 && last.starts_with(char::is_uppercase))
        .then(|| text.find(last).map(|at| Span::new(at, at + last.len())))
        .flatten()
}

/// The claim of the row that the speaker at `place` holds; the first attributed one without a speaker.
fn choose(parsed: &Parsed, place: Option<Span>) -> Option<(usize, usize)> {
    let all =
        || parsed.sentences.iter().enumerate().flat_map(|(n, s)| (0..s.claims.len()).map(move |c| (n, c)));
    let claim = |(n, c): (usize, usize)| &parsed.sentences[n].claims[c];
    if let Some(place) = place {
        let own = |at: &(usize, usize)| {
            claim(*at).source.as_ref().and_then(|s| s.span).is_some_and(|s| s.overlaps(place))
        };
        // Its first verbal cue; a noun cue (*his demand*) only where there is nothing else.
        let verbal = |at: &(usize, usize)| {
            claim(*at).head.is_some_and(|h| {
                parsed.sentences[at.0].senses[h].predicate
                    && parsed.sentences[at.0].senses[h].mood == Mood::Finite
            })
        };
        if let Some(found) = all().filter(own).find(verbal).or_else(|| all().find(own)) {
            // *X said it had rejected the plan*: the pronoun of the speaker goes on.
            return Some(found);
        }
        let after = predicate_after(parsed, place)?;
        return all().find(|at| {
            claim(*at).head.is_some_and(|h| std::ptr::eq(&raw const parsed.sentences[at.0].senses[h], after))
        });
    }
    all().find(|at| claim(*at).cue.is_some() && !claim(*at).quoted).or_else(|| all().next())
}

/// The first predicate after a place that is not inside a parenthesis.
fn predicate_after<'a>(parsed: &'a Parsed, place: Span) -> Option<&'a Sense> {
    let sentence = parsed.sentences.iter().find(|s| s.tile.contains(place) || s.tile.overlaps(place))?;
    let from = sentence.tokens.at_byte(place.end.saturating_sub(1)) + 1;
    let relative = matches!(sentence.tokens.word(from), "," | "(" | "—" | "–")
        && sentence.tokens.kind(from) == Kind::Mark;
    let skip = if relative {
        (from + 1..sentence.tokens.len())
            .find(|k| matches!(sentence.tokens.word(*k), "," | ")" | "—" | "–"))
            .unwrap_or(from)
    } else {
        from
    };
    let after =
        |at: usize| sentence.senses.iter().find(|s| s.predicate && s.start >= at && s.mood == Mood::Finite);
    after(skip).or_else(|| after(from)).or_else(|| sentence.senses.iter().find(|s| s.predicate))
}
