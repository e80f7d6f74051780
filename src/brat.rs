//! Annotated claims ⇄ brat standoff.
//!
//! In: the text and the `.ann` lines of one article. Out: its claims, offsets in
//! code points of the text as read. And back: claims → `.ann` lines that brat and
//! `INCEpTION` open.
//!
//! A claim is an event `E1 Claim:T1 Source:T2 Cue:T3 Content:T4` (parts are missing
//! where there are none) with the attributes `Label`, `Stance` and `Confidence`
//! and, as the annotator's note, who the source is. What other tools make of that is
//! read too: a span `Claim` without an event, its parts tied to it by relations;
//! attributes on the span; the label as the type; type names with a package before
//! them; notes of other kinds; missing span texts; offsets in UTF-16 units (Java) or
//! with line ends counted as one (Python). Lines of other kinds are passed over. What
//! an article means beyond its claims is left out, and so are files and folders,
//! which [`crate::gold`] reads and writes.

use crate::classify::{LabelledClaim, Place};
use crate::error::Error;
use crate::label::{NONE, OURS};
use crate::span::CodePoints;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// A marked stretch of text and its words.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Marked {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The words.
    pub text: String,
}

/// A claim as somebody marked it.
#[derive(Debug, Clone, PartialEq)]
pub struct AnnotatedClaim {
    /// First code point of the clause that holds cue and content.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// The words.
    pub text: String,
    /// The words of the source, where they stand in the article.
    pub source: Option<Marked>,
    /// The words that attribute it.
    pub cue: Option<Marked>,
    /// What is held, in one or several parts.
    pub content: Vec<Place>,
    /// The label.
    pub label: String,
    /// The source's attitude toward what the content is about.
    pub stance: Option<String>,
    /// From 1, doubtful and not scored, to 3, marked alike by two annotators.
    pub confidence: Option<u8>,
    /// Who the source is.
    pub speaker: Option<String>,
}

impl From<&LabelledClaim> for AnnotatedClaim {
    fn from(claim: &LabelledClaim) -> Self {
        let source = claim.speaker.as_ref().and_then(|s| {
            Some(Marked { start: s.start?, end: s.end?, text: s.text.clone().unwrap_or_default() })
        });
        Self {
            start: claim.start,
            end: claim.end,
            text: claim.text.clone(),
            source,
            cue: claim.cue.as_ref().map(|c| Marked { start: c.start, end: c.end, text: c.text.clone() }),
            content: claim.content.clone(),
            label: claim.label.clone(),
            stance: None,
            confidence: None,
            speaker: claim.speaker.as_ref().and_then(|s| s.resolved.clone()),
        }
    }
}

/// The `.ann` lines of an article's claims.
///
/// brat allows no line end in a span and no space in an attribute: a span over
/// several lines is written as one part a line, a space in a label as `_`.
///
/// ```
/// use demarche::brat;
/// let text = "Both sides refused to sign.";
/// let ann = "T1\tClaim 0 26\tBoth sides refused to sign\nE1\tClaim:T1\nA1\tLabel E1 rejection\n";
/// let claims = brat::read(text, ann, "talks.ann").unwrap();
/// assert_eq!(brat::write(text, &claims), ann);
/// ```
pub fn write(text: &str, claims: &[AnnotatedClaim]) -> String {
    let offsets = Offsets::new(text, Counting::CodePoints);
    let mut spans = String::new();
    let mut n_spans = 0;
    let mut shared: BTreeMap<(&str, Parts), usize> = BTreeMap::new();
    let mut rest = [String::new(), String::new(), String::new()];
    let [events, attributes, notes] = &mut rest;
    let (mut n_attributes, mut n_notes) = (0, 0);
    for (n, claim) in (1..).zip(claims) {
        let part = |marked: &Option<Marked>| marked.iter().map(|m| (m.start, m.end)).collect::<Vec<_>>();
        let content = claim.content.iter().map(|p| (p.start, p.end)).collect();
        let parts = [
            ("Claim", vec![(claim.start, claim.end)]),
            ("Source", part(&claim.source)),
            ("Cue", part(&claim.cue)),
            ("Content", content),
        ];
        let mut arguments = Vec::new();
        for (kind, places) in parts {
            let lines = offsets.lines(&places);
            if lines.is_empty() {
                continue;
            }
            let known = shared.get(&(kind, lines.clone())).copied().filter(|_| kind != "Claim");
            let id = known.unwrap_or_else(|| {
                n_spans += 1;
                let join = |piece: &dyn Fn(usize, usize) -> String, by: &str| {
                    lines.iter().map(|l| piece(l.0, l.1)).collect::<Vec<_>>().join(by)
                };
                let places = join(&|start, end| format!("{start} {end}"), ";");
                let words = join(&|start, end| offsets.slice(start, end).unwrap_or("").to_owned(), " ");
                let _ = writeln!(spans, "T{n_spans}\t{kind} {places}\t{words}");
                shared.insert((kind, lines), n_spans);
                n_spans
            });
            arguments.push(format!("{kind}:T{id}"));
        }
        let _ = writeln!(events, "E{n}\t{}", arguments.join(" "));
        let confidence = claim.confidence.map(|c| c.to_string());
        let values = [
            ("Label", Some(&claim.label)),
            ("Stance", claim.stance.as_ref()),
            ("Confidence", confidence.as_ref()),
        ];
        for (name, value) in values {
            if let Some(value) = value {
                n_attributes += 1;
                let _ = writeln!(attributes, "A{n_attributes}\t{name} E{n} {}", one_word(value));
            }
        }
        if let Some(speaker) = &claim.speaker {
            n_notes += 1;
            let speaker = one_line(speaker);
            let _ = writeln!(notes, "#{n_notes}\tAnnotatorNotes E{n}\t{speaker}");
        }
    }
    spans + &rest.concat()
}

/// A value as brat writes it: spaces as `_`.
pub fn one_word(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join("_")
}

/// A note as brat writes it: white space as single spaces.
fn one_line(note: &str) -> String {
    note.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The `annotation.conf` that lets brat open claims with these labels.
pub fn annotation_conf<'a>(labels: impl IntoIterator<Item = &'a str>) -> String {
    let labels: Vec<String> = labels.into_iter().map(one_word).collect();
    format!(
        "[entities]\nSource\nCue\nContent\n\n[relations]\n\n[events]\n\
         Claim\tSource?:Source, Cue?:Cue, Content?:Content\n\n[attributes]\n\
         Label\tArg:<EVENT>, Value:{}\nStance\tArg:<EVENT>, Value:favor|against|none\n\
         Confidence\tArg:<EVENT>, Value:1|2|3\n",
        labels.join("|")
    )
}

/// The `visual.conf` that goes with [`annotation_conf`]: colours, and a label's name beside its claim.
pub fn visual_conf<'a>(labels: impl IntoIterator<Item = &'a str>) -> String {
    let labels: Vec<String> = labels.into_iter().map(|label| format!("[{}]", one_word(label))).collect();
    format!(
        "[labels]\nClaim | Claim | Cl\nSource | Source | So\nCue | Cue | Cu\nContent | Content | Co\n\n[drawing]\n\
         SPAN_DEFAULT\tfgColor:black, bgColor:#e8e8e8, borderColor:darken\n\
         ARC_DEFAULT\tcolor:black, arrowHead:triangle-5\n\
         ATTRIBUTE_DEFAULT\tglyph:*\n\
         Claim\tbgColor:#ffd27f\nSource\tbgColor:#a9d0f5\nCue\tbgColor:#f5b7b1\nContent\tbgColor:#c8e6c9\n\
         Label\tposition:left, glyph:{}\nStance\tposition:right, glyph:+|-|0\nConfidence\tdashArray:3-3|6-2|-\n",
        labels.join("|")
    )
}

/// The claims that `.ann` lines mark in `text`, in text order; `path` names the
/// lines in errors.
///
/// # Errors
/// [`Error::Input`] with the line of a span that does not fit the text, of an
/// annotation that cannot be read or refers to one that is not there, and of a claim
/// without a label.
pub fn read(text: &str, ann: &str, path: &str) -> Result<Vec<AnnotatedClaim>, Error> {
    let lines = Lines::read(ann, path)?;
    let offsets = lines.counting(text)?;
    let plain = Offsets::new(text, Counting::CodePoints);
    let mut claims = Vec::new();
    for head in lines.heads()? {
        claims.push(lines.claim(&head, &offsets, &plain)?);
    }
    claims.sort_by_key(|c| (c.start, c.end));
    Ok(claims)
}

/// How a tool counts the characters of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counting {
    /// brat itself.
    CodePoints,
    /// Java's tools.
    Utf16,
    /// Python's text files: `\r\n` is read as one character.
    JoinedLineEnds,
    /// Code points, a byte order mark before the text counted.
    ByteOrderMark,
}

/// The byte at which each character of a text begins, under one way of counting.
struct Offsets<'t> {
    text: &'t str,
    bytes: Vec<Option<usize>>,
    points: CodePoints<'t>,
}

impl<'t> Offsets<'t> {
    fn new(text: &'t str, counting: Counting) -> Self {
        let mut bytes = Vec::with_capacity(text.len() + 1);
        if counting == Counting::ByteOrderMark {
            bytes.push(None);
        }
        let mut before = ' ';
        for (at, c) in text.char_indices() {
            match counting {
                Counting::JoinedLineEnds if before == '\r' && c == '\n' => {}
                Counting::Utf16 if c.len_utf16() == 2 => bytes.extend([Some(at), None]),
                _ => bytes.push(Some(at)),
            }
            before = c;
        }
        bytes.push(Some(text.len()));
        Self { text, bytes, points: CodePoints::new(text) }
    }

    fn byte(&self, offset: usize) -> Option<usize> {
        self.bytes.get(offset).copied().flatten()
    }

    fn slice(&self, start: usize, end: usize) -> Option<&'t str> {
        self.text.get(self.byte(start)?..self.byte(end)?)
    }

    /// The code point at an offset under this counting.
    fn point(&self, offset: usize) -> Option<usize> {
        Some(self.points.at(self.byte(offset)?))
    }

    /// Code points of `places`, in order, cut at line ends, white space there left out,
    /// touching ones joined.
    fn lines(&self, places: &[(usize, usize)]) -> Parts {
        let mut out = Parts::new();
        let mut places = places.to_vec();
        places.sort_unstable();
        for (start, end) in places {
            let Some(words) = self.slice(start, end) else { continue };
            let mut at = start;
            for line in words.split_inclusive('\n') {
                let lead = line.chars().take_while(|c| c.is_whitespace()).count();
                let kept = line.trim().chars().count();
                match out.last_mut() {
                    Some(last) if kept > 0 && at + lead <= last.1 => last.1 = last.1.max(at + lead + kept),
                    _ if kept > 0 => out.push((at + lead, at + lead + kept)),
                    _ => {}
                }
                at += line.chars().count();
            }
        }
        out
    }
}

/// First and one past the last character of each part of a span.
type Parts = Vec<(usize, usize)>;

/// A span line: `T1<tab>Type 0 5;8 12<tab>words`.
struct SpanLine {
    kind: String,
    parts: Parts,
    words: Option<String>,
    line: usize,
}

/// An event or relation: `E1<tab>Claim:T1 Source:T2`, `R1<tab>Source Arg1:T1 Arg2:T2`.
struct Link {
    kind: String,
    trigger: String,
    arguments: Vec<(String, String)>,
    line: usize,
}

/// What a claim hangs on.
struct Head {
    /// The ids that attributes, notes and relations may name it by.
    ids: Vec<String>,
    /// Its clause.
    span: String,
    kind: String,
    arguments: Vec<(String, String)>,
    line: usize,
}

/// The lines of one file, by kind.
struct Lines<'a> {
    path: &'a str,
    spans: BTreeMap<String, SpanLine>,
    events: BTreeMap<String, Link>,
    relations: Vec<Link>,
    /// Of what, name, value, line.
    attributes: Vec<(String, String, String, usize)>,
    /// Of what, text.
    notes: Vec<(String, String)>,
}

impl<'a> Lines<'a> {
    fn error(&self, line: usize, message: impl Into<String>) -> Error {
        Error::input(format!("{}:{line}", self.path), message)
    }

    fn read(ann: &str, path: &'a str) -> Result<Self, Error> {
        let mut lines = Self {
            path,
            spans: BTreeMap::new(),
            events: BTreeMap::new(),
            relations: Vec::new(),
            attributes: Vec::new(),
            notes: Vec::new(),
        };
        for (number, line) in (1..).zip(ann.trim_start_matches('\u{feff}').split('\n')) {
            let line = line.strip_suffix('\r').unwrap_or(line);
            if !line.trim().is_empty() {
                lines.add(line, number)?;
            }
        }
        Ok(lines)
    }

    fn add(&mut self, line: &str, number: usize) -> Result<(), Error> {
        let (id, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let mut fields = rest.splitn(2, '\t');
        let (data, tail) = (fields.next().unwrap_or("").trim(), fields.next());
        let twice = |lines: &Self, first: usize| {
            lines.error(
                number,
                format!("the id {id} stands on line {first} already; every id must be its own"),
            )
        };
        match id.chars().next() {
            Some('T') => {
                let (kind, places) = data.split_once(' ').unwrap_or((data, ""));
                let expected = "expected a span such as T1<tab>Claim 0 12<tab>words";
                let mut parts = Vec::new();
                for place in places.split(';') {
                    let mut numbers = place.split_whitespace().map(str::parse::<usize>);
                    let (Some(Ok(start)), Some(Ok(end)), None) =
                        (numbers.next(), numbers.next(), numbers.next())
                    else {
                        return Err(self.error(number, format!("found the offsets {places:?}; {expected}")));
                    };
                    if end < start {
                        return Err(
                            self.error(number, format!("a span from {start} to {end} ends before it begins"))
                        );
                    }
                    parts.push((start, end));
                }
                parts.sort_unstable();
                let span =
                    SpanLine { kind: short(kind), parts, words: tail.map(str::to_owned), line: number };
                if let Some(before) = self.spans.insert(id.to_owned(), span) {
                    return Err(twice(self, before.line));
                }
            }
            Some('E') => {
                let arguments = self.arguments(data, number)?;
                let Some(((kind, trigger), arguments)) = arguments.split_first() else {
                    return Err(self.error(
                        number,
                        "found an event without a trigger, expected E1<tab>Claim:T1 Source:T2",
                    ));
                };
                let event = Link {
                    kind: short(kind),
                    trigger: trigger.clone(),
                    arguments: arguments.to_vec(),
                    line: number,
                };
                if let Some(before) = self.events.insert(id.to_owned(), event) {
                    return Err(twice(self, before.line));
                }
            }
            Some('R') => {
                let (kind, arguments) = data.split_once(' ').unwrap_or((data, ""));
                let arguments = self.arguments(arguments, number)?;
                self.relations.push(Link {
                    kind: short(kind),
                    trigger: String::new(),
                    arguments,
                    line: number,
                });
            }
            Some('A') => {
                let mut words = data.splitn(3, ' ').map(str::trim);
                let (Some(name), Some(of)) = (words.next().filter(|w| !w.is_empty()), words.next()) else {
                    return Err(self.error(
                        number,
                        format!("found {data:?}, expected an attribute such as A1<tab>Label E1 demand"),
                    ));
                };
                let value = words.next().unwrap_or("").to_owned();
                self.attributes.push((of.to_owned(), short(name), value, number));
            }
            Some('#') => {
                let of = data.split_whitespace().nth(1).unwrap_or("");
                self.notes.push((of.to_owned(), tail.unwrap_or("").trim().to_owned()));
            }
            // Equivalences, normalisations, old modifications: nothing that a claim needs.
            Some('*' | 'N' | 'M') => {}
            _ => {
                let message = format!(
                    "found a line that begins with {id:?}; expected an id such as T1, E1, R1, A1 or #1"
                );
                return Err(self.error(number, message));
            }
        }
        Ok(())
    }

    fn arguments(&self, data: &str, line: usize) -> Result<Vec<(String, String)>, Error> {
        let argument = |word: &str| {
            let (role, id) = word
                .split_once(':')
                .filter(|(role, id)| !role.is_empty() && !id.is_empty())
                .ok_or_else(|| {
                    self.error(line, format!("found {word:?}, expected a role and an id such as Source:T2"))
                })?;
            Ok((role.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned(), id.to_owned()))
        };
        data.split_whitespace().map(argument).collect()
    }

    /// The way of counting under which the spans' words are those of the text.
    fn counting<'t>(&self, text: &'t str) -> Result<Offsets<'t>, Error> {
        let all = [Counting::CodePoints, Counting::Utf16, Counting::JoinedLineEnds, Counting::ByteOrderMark];
        let mut first = None;
        for counting in all {
            let offsets = Offsets::new(text, counting);
            match self.misfit(&offsets) {
                None => return Ok(offsets),
                Some(misfit) => {
                    first.get_or_insert(misfit);
                }
            }
        }
        let (line, message) = first.unwrap_or_default();
        Err(self.error(line, message))
    }

    /// The first span whose words are not those of the text.
    fn misfit(&self, offsets: &Offsets) -> Option<(usize, String)> {
        let mut spans: Vec<&SpanLine> = self.spans.values().collect();
        spans.sort_by_key(|s| s.line);
        spans.into_iter().find_map(|span| {
            let parts: Option<Vec<&str>> = span.parts.iter().map(|(start, end)| offsets.slice(*start, *end)).collect();
            let Some(parts) = parts else {
                let last = offsets.bytes.len() - 1;
                let end = span.parts.iter().map(|p| p.1).max().unwrap_or(0);
                return Some((span.line, format!("the span reaches to {end}, the text only to {last}; is the .txt another one?")));
            };
            let bare = |words: &str| words.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let (found, expected) = (parts.join(" "), span.words.as_deref().unwrap_or(""));
            (!bare(expected).is_empty() && bare(&found) != bare(expected))
                .then(|| (span.line, format!("the text has {found:?} at these offsets, the annotation {expected:?}; was the .txt changed?")))
        })
    }

    /// What there is a claim for: events and lone spans of the type.
    fn heads(&self) -> Result<Vec<Head>, Error> {
        let mut heads = Vec::new();
        let mut triggers = BTreeSet::new();
        for (id, event) in self.events.iter().filter(|(_, e)| is_claim(&e.kind)) {
            if !self.spans.contains_key(&event.trigger) {
                return Err(self.error(
                    event.line,
                    format!("{id} names the span {}, which is not there", event.trigger),
                ));
            }
            triggers.insert(event.trigger.as_str());
            heads.push(Head {
                ids: vec![id.clone(), event.trigger.clone()],
                span: event.trigger.clone(),
                kind: event.kind.clone(),
                arguments: event.arguments.clone(),
                line: event.line,
            });
        }
        for (id, span) in
            self.spans.iter().filter(|(id, s)| is_claim(&s.kind) && !triggers.contains(id.as_str()))
        {
            heads.push(Head {
                ids: vec![id.clone()],
                span: id.clone(),
                kind: span.kind.clone(),
                arguments: Vec::new(),
                line: span.line,
            });
        }
        heads.sort_by_key(|h| h.line);
        for head in &mut heads {
            for relation in &self.relations {
                let ours = relation.arguments.iter().position(|(_, id)| head.ids.contains(id));
                if let (Some(ours), [_, _]) = (ours, relation.arguments.as_slice()) {
                    head.arguments.push((relation.kind.clone(), relation.arguments[1 - ours].1.clone()));
                }
            }
        }
        Ok(heads)
    }

    fn claim(&self, head: &Head, offsets: &Offsets, plain: &Offsets) -> Result<AnnotatedClaim, Error> {
        let name = &head.ids[0];
        let (mut source, mut cue, mut content) = (None, None, Vec::new());
        for (role, id) in &head.arguments {
            let role = role.to_lowercase();
            if !matches!(role.as_str(), "source" | "speaker" | "cue" | "content") {
                continue;
            }
            let span = self.events.get(id).map_or(id, |event| &event.trigger);
            let span = self
                .spans
                .get(span)
                .ok_or_else(|| self.error(head.line, format!("{name} names {id}, which is not there")))?;
            match role.as_str() {
                "cue" => cue = marked(span, offsets),
                "content" => content.extend(span.parts.iter().filter_map(|(start, end)| {
                    (start < end)
                        .then_some(Place { start: offsets.point(*start)?, end: offsets.point(*end)? })
                })),
                _ => source = marked(span, offsets),
            }
        }
        content.sort_by_key(|p| (p.start, p.end));
        // Parts that a line end alone divides are one.
        content.dedup_by(|next, last| {
            let blank = next.start <= last.end
                || plain.slice(last.end, next.start).is_some_and(|s| s.trim().is_empty());
            if blank {
                last.end = last.end.max(next.end);
            }
            blank
        });
        let clause = self.spans.get(&head.span).and_then(|span| marked(span, offsets));
        let Some(clause) = clause.filter(|m| !m.text.trim().is_empty()) else {
            return Err(self.error(head.line, format!("{name} marks no words")));
        };
        let label = match self.attribute(head, &["label", "claimtype", "claim_type"])? {
            Some((label, _)) => label,
            None if is_label(&head.kind) => head.kind.to_lowercase(),
            None => {
                return Err(self.error(
                    head.line,
                    format!("{name} has no label; expected a line such as A1<tab>Label {name} demand"),
                ));
            }
        };
        let confidence = match self.attribute(head, &["confidence"])? {
            None => None,
            Some((value, line)) => match value.parse::<u8>() {
                Ok(number @ 1..=3) => Some(number),
                _ => {
                    return Err(
                        self.error(line, format!("found the confidence {value:?}, expected 1, 2 or 3"))
                    );
                }
            },
        };
        let note = self.notes.iter().find(|(of, note)| head.ids.contains(of) && !note.is_empty());
        Ok(AnnotatedClaim {
            start: clause.start,
            end: clause.end,
            text: clause.text,
            source,
            cue,
            content,
            label,
            stance: self.attribute(head, &["stance"])?.map(|(stance, _)| stance),
            confidence,
            speaker: note.map(|(_, note)| one_line(note)).filter(|note| !note.is_empty()),
        })
    }

    /// The value of an attribute of a claim, and its line.
    fn attribute(&self, head: &Head, names: &[&str]) -> Result<Option<(String, usize)>, Error> {
        let mut found: Option<(String, usize)> = None;
        for (of, name, value, line) in &self.attributes {
            if !head.ids.contains(of) || !names.contains(&name.to_lowercase().as_str()) {
                continue;
            }
            let value = one_word(value);
            if value.is_empty() {
                return Err(self.error(*line, format!("the attribute {name} of {of} has no value")));
            }
            match &found {
                Some((before, _)) if *before != value => {
                    return Err(self.error(
                        *line,
                        format!("{of} has the {name} {value:?} here and {before:?} before; expected one"),
                    ));
                }
                _ => found = Some((value, *line)),
            }
        }
        Ok(found)
    }
}

/// A span from its first to its last part; none where it is empty.
fn marked(span: &SpanLine, offsets: &Offsets) -> Option<Marked> {
    let start = span.parts.iter().map(|p| p.0).min()?;
    let end = span.parts.iter().map(|p| p.1).max()?;
    let words = offsets.slice(start, end)?;
    (start < end).then_some(Marked {
        start: offsets.point(start)?,
        end: offsets.point(end)?,
        text: words.to_owned(),
    })
}

/// A type's name without its package: `webanno.custom.Claim` is `Claim`.
fn short(kind: &str) -> String {
    kind.rsplit(['.', '/']).next().unwrap_or(kind).to_owned()
}

fn is_label(kind: &str) -> bool {
    OURS.iter().any(|label| *label != NONE && label.eq_ignore_ascii_case(kind))
}

fn is_claim(kind: &str) -> bool {
    kind.eq_ignore_ascii_case("claim") || is_label(kind)
}
