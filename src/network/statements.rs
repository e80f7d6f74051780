//! Claims → statements: who ties what to what, when, with which qualifier.
//!
//! Claims come as `classify` writes them, or with columns that somebody has coded on top.
//! What cannot be used is counted by its reason, not lost in silence.

use super::day::Day;
use super::record::{Record, TableRow};
use crate::error::Error;
use crate::label::NONE;
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The second variable that is not a field: the other actors that a claim names.
pub const MENTIONS: &str = "mentions";

/// Which fields of a claim make a statement.
#[derive(Debug, Clone)]
pub struct Variables {
    /// Field of the first variable, the actor.
    pub variable1: String,
    /// Field of the second variable, or [`MENTIONS`].
    pub variable2: String,
    /// Field of the qualifier.
    pub qualifier: Option<String>,
    /// Numbers of the qualifier's values, where they are none; statements of others are left out.
    pub qualifier_values: Vec<(String, i64)>,
    /// Whether an actor whose name is not known goes by the words that stand in the text.
    pub unresolved: bool,
    /// Less probable claims are left out.
    pub min_probability: Option<f64>,
    /// Claims to leave out: a field and its values.
    pub exclude: Vec<(String, Vec<String>)>,
}

impl Default for Variables {
    fn default() -> Self {
        Self {
            variable1: "speaker".into(),
            variable2: "label".into(),
            qualifier: None,
            qualifier_values: Vec::new(),
            unresolved: false,
            min_probability: None,
            exclude: Vec::new(),
        }
    }
}

/// What is known of an article beside its claims.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Its day.
    pub day: Option<Day>,
    /// Title, author, source, section and type, as in Discourse Network Analyzer.
    pub about: [String; 5],
}

/// The columns of [`Document::about`].
pub const ABOUT: [&str; 5] = ["title", "author", "source", "section", "type"];

/// One actor with one value of the second variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The article's id.
    pub article: String,
    /// The article's day, or the claim's.
    pub day: Option<Day>,
    /// The value of the first variable.
    pub actor: String,
    /// What kind of source that is; empty where not known.
    pub kind: String,
    /// The value of the second variable.
    pub concept: String,
    /// The qualifier; 0 where there is none.
    pub qualifier: i64,
    /// The claim's words.
    pub text: String,
}

/// All statements of some claims, in their order.
#[derive(Debug, Clone, Default)]
pub struct Statements {
    /// The statements.
    pub all: Vec<Statement>,
    /// The articles that are described.
    pub documents: BTreeMap<String, Document>,
    /// Claims read.
    pub claims: usize,
    /// Claims that gave no statement, by reason.
    pub dropped: BTreeMap<&'static str, usize>,
}

/// Takes claims, gives statements.
#[derive(Debug)]
pub struct Reader<'a> {
    variables: &'a Variables,
    documents: BTreeMap<String, Document>,
    claims: Vec<Claim>,
    read: usize,
    dropped: BTreeMap<&'static str, usize>,
    /// The fields asked for that no claim has had so far.
    missing: Vec<String>,
    fields: Vec<String>,
}

#[derive(Debug)]
struct Claim {
    article: String,
    day: Option<Day>,
    actors: Vec<String>,
    kind: String,
    concepts: Vec<String>,
    qualifier: i64,
    text: String,
}

impl<'a> Reader<'a> {
    /// A reader for claims of the `documents`.
    pub fn new(variables: &'a Variables, documents: BTreeMap<String, Document>) -> Self {
        let mut missing = vec![variables.variable1.clone()];
        missing.extend((variables.variable2 != MENTIONS).then(|| variables.variable2.clone()));
        missing.extend(variables.qualifier.clone());
        missing.extend(variables.exclude.iter().map(|(field, _)| field.clone()));
        Self {
            variables,
            documents,
            claims: Vec::new(),
            read: 0,
            dropped: BTreeMap::new(),
            missing,
            fields: Vec::new(),
        }
    }

    /// Takes a line of JSON; an empty one is passed over. `place` names it in errors.
    ///
    /// # Errors
    /// [`Error::Input`] for what is no JSON object, or a qualifier that is no number.
    pub fn line(&mut self, line: &str, place: &str) -> Result<(), Error> {
        if line.trim().is_empty() {
            return Ok(());
        }
        let value: Value = serde_json::from_str(line)
            .map_err(|e| Error::input(place, format!("not JSON ({e}); expected a claim as an object")))?;
        if !value.is_object() {
            return Err(Error::input(place, "expected a claim as a JSON object"));
        }
        self.claim(&value, place)
    }

    /// Takes a table of claims; `path` names it in errors.
    ///
    /// # Errors
    /// [`Error::Input`] for a table that cannot be read, or a qualifier that is no number.
    pub fn table(&mut self, text: &str, path: &str) -> Result<(), Error> {
        table(text, path, |row, place| self.claim(row, place))
    }

    /// Takes one claim.
    ///
    /// # Errors
    /// [`Error::Input`] for a qualifier that is no number.
    pub fn claim(&mut self, record: &dyn Record, place: &str) -> Result<(), Error> {
        self.read += 1;
        if self.fields.is_empty() {
            self.fields = record.names();
        }
        self.missing.retain(|name| record.values(name).is_none());
        match self.made(record, place)? {
            Ok(claim) => self.claims.push(claim),
            Err(reason) => *self.dropped.entry(reason).or_default() += 1,
        }
        Ok(())
    }

    /// The claim, or why it is left out.
    fn made(&self, record: &dyn Record, place: &str) -> Result<Result<Claim, &'static str>, Error> {
        let variables = self.variables;
        let of = |name: &str| record.values(name).unwrap_or_default();
        let text = |name: &str| record.value(name).unwrap_or_default();
        if text("label") == NONE {
            return Ok(Err("of label none"));
        }
        if text("abstained") == "true" {
            return Ok(Err("abstained from"));
        }
        if let Some(least) = variables.min_probability {
            let probability: Option<f64> = text("probability").parse().ok();
            if probability.is_none_or(|p| p < least) {
                return Ok(Err("not probable enough"));
            }
        }
        if variables.exclude.iter().any(|(field, values)| of(field).iter().any(|v| values.contains(v))) {
            return Ok(Err("excluded"));
        }
        let named = |name: &str| {
            let mut values = of(name);
            if values.is_empty() && variables.unresolved {
                values.extend(record.words(name));
            }
            values
        };
        let actors = named(&variables.variable1);
        if actors.is_empty() {
            return Ok(Err("without a first variable"));
        }
        let by_text = variables.variable2 == MENTIONS;
        let concepts = if by_text { Vec::new() } else { named(&variables.variable2) };
        if concepts.is_empty() && !by_text {
            return Ok(Err("without a second variable"));
        }
        let Some(qualifier) = self.qualifier(record, place)? else {
            return Ok(Err("without a number for the qualifier"));
        };
        let article = text("article");
        let day = record
            .value("date")
            .and_then(|date| Day::parse(&date))
            .or_else(|| self.documents.get(&article).and_then(|d| d.day))
            .or_else(|| Day::within(&article));
        let kind = record.value(&format!("{}.kind", variables.variable1)).unwrap_or_default();
        Ok(Ok(Claim { article, day, actors, kind, concepts, qualifier, text: text("text") }))
    }

    /// The number of a claim's qualifier; none where the claim is to be left out.
    fn qualifier(&self, record: &dyn Record, place: &str) -> Result<Option<i64>, Error> {
        let variables = self.variables;
        let Some(name) = &variables.qualifier else { return Ok(Some(0)) };
        let Some(value) = record.value(name) else { return Ok(None) };
        if !variables.qualifier_values.is_empty() {
            return Ok(variables.qualifier_values.iter().find(|(v, _)| *v == value).map(|(_, n)| *n));
        }
        let number = match value.to_ascii_lowercase().as_str() {
            "true" | "yes" => Some(1),
            "false" | "no" => Some(0),
            other => other.parse().ok().filter(|n: &i64| n.abs() <= 1000),
        };
        number.map(Some).ok_or_else(|| {
            Error::input(
                place,
                format!(
                    "the qualifier {name} is {value:?}, expected true, false or a whole number to 1000; give numbers with --qualifier-values {value}=1"
                ),
            )
        })
    }

    /// The statements of all claims.
    ///
    /// # Errors
    /// [`Error::Input`] where no claim has a field that was asked for; `path` names the claims.
    pub fn finish(mut self, path: &str) -> Result<Statements, Error> {
        if let (Some(name), true) = (self.missing.first(), self.read > 0) {
            let fields = self.fields.join(", ");
            return Err(Error::input(path, format!("no claim has a field {name:?}; there are {fields}")));
        }
        if self.variables.variable2 == MENTIONS {
            self.mentions();
        }
        let mut all = Vec::new();
        for claim in self.claims {
            for actor in &claim.actors {
                for concept in &claim.concepts {
                    all.push(Statement {
                        article: claim.article.clone(),
                        day: claim.day,
                        actor: actor.clone(),
                        kind: claim.kind.clone(),
                        concept: concept.clone(),
                        qualifier: claim.qualifier,
                        text: claim.text.clone(),
                    });
                }
            }
        }
        Ok(Statements { all, documents: self.documents, claims: self.read, dropped: self.dropped })
    }

    /// Makes the second variable of every claim the other actors that it names: those of all
    /// articles by their full name, persons of its own article by their last name too.
    fn mentions(&mut self) {
        let mut everywhere = Names::default();
        let mut by_article: FxHashMap<&str, Names> = FxHashMap::default();
        for claim in &self.claims {
            let here = by_article.entry(claim.article.as_str()).or_default();
            for actor in &claim.actors {
                // In lower case, such as the company, it is another one in every article.
                let names = if actor.starts_with(char::is_uppercase) { &mut everywhere } else { &mut *here };
                names.add(actor, actor);
                let last = actor.rsplit(' ').next().unwrap_or_default();
                if claim.kind == "person" && last.starts_with(char::is_uppercase) {
                    here.add(last, actor);
                }
            }
        }
        let named = self.claims.iter().map(|claim| {
            let mut found = BTreeSet::new();
            everywhere.find(&claim.text, &mut found);
            if let Some(here) = by_article.get(claim.article.as_str()) {
                here.find(&claim.text, &mut found);
            }
            found.into_iter().filter(|name| !claim.actors.contains(name)).collect()
        });
        let named: Vec<Vec<String>> = named.collect();
        for (claim, concepts) in self.claims.iter_mut().zip(named) {
            claim.concepts = concepts;
        }
        let before = self.claims.len();
        self.claims.retain(|claim| !claim.concepts.is_empty());
        if before > self.claims.len() {
            self.dropped.insert("that name no other actor", before - self.claims.len());
        }
    }
}

/// Actors by what they are called, to be found in texts.
#[derive(Default)]
struct Names {
    /// Forms by their first word, each with the actors that it may mean.
    forms: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
}

impl Names {
    fn add(&mut self, form: &str, actor: &str) {
        let forms = self.forms.entry(first_word(form).to_owned()).or_default();
        forms.entry(form.to_owned()).or_default().insert(actor.to_owned());
    }

    /// The actors that a text calls by a form that means no other.
    fn find(&self, text: &str, found: &mut BTreeSet<String>) {
        let mut inside = false;
        for (at, c) in text.char_indices() {
            let begins = c.is_alphanumeric() && !inside;
            inside = c.is_alphanumeric();
            if !begins {
                continue;
            }
            let rest = &text[at..];
            let Some(forms) = self.forms.get(first_word(rest)) else { continue };
            for (form, actors) in forms {
                let ends = |rest: &str| !rest.starts_with(char::is_alphanumeric);
                if actors.len() == 1 && rest.strip_prefix(form.as_str()).is_some_and(ends) {
                    found.extend(actors.iter().cloned());
                }
            }
        }
    }
}

/// The letters and digits that a text begins with.
fn first_word(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len())]
}

/// The articles of a table with the columns `article` or `id`, `date` and those of [`ABOUT`].
///
/// # Errors
/// [`Error::Input`] for a table that cannot be read, without a column of ids, or with a date that is none.
pub fn documents(text: &str, path: &str) -> Result<BTreeMap<String, Document>, Error> {
    let mut out = BTreeMap::new();
    table(text, path, |row, place| {
        let Some(ids) = row.values("article").or_else(|| row.values("id")) else {
            let names = row.names().join(", ");
            return Err(Error::input(path, format!("no column \"article\" or \"id\" among {names}")));
        };
        let Some(id) = ids.into_iter().next() else { return Ok(()) };
        let day = match row.value("date") {
            None => None,
            Some(date) => Some(Day::parse(&date).ok_or_else(|| {
                Error::input(place, format!("the date is {date:?}, expected one such as 2031-04-05"))
            })?),
        };
        out.insert(id, Document { day, about: ABOUT.map(|name| row.value(name).unwrap_or_default()) });
        Ok(())
    })?;
    Ok(out)
}

/// Hands on every row of a table with its place.
fn table(
    text: &str,
    path: &str,
    mut take: impl FnMut(&TableRow, &str) -> Result<(), Error>,
) -> Result<(), Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let delimiter = crate::dataset::delimiter(text);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    let fail = |e: &csv::Error| Error::input(path, e.to_string());
    let header: Vec<String> =
        reader.headers().map_err(|e| fail(&e))?.iter().map(|h| h.trim().to_owned()).collect();
    for record in reader.records() {
        let fields = record.map_err(|e| fail(&e))?;
        let line = fields.position().map_or(0, csv::Position::line);
        take(&TableRow { header: &header, fields: &fields }, &format!("{path}:{line}"))?;
    }
    Ok(())
}
