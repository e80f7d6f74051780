//! A labelled claim and its parts as Python objects; all read-only.

use crate::json;
use demarche::article::Article;
use demarche::classify::{EvidenceOut, LabelledClaim};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use std::sync::Arc;

/// Who holds a claim.
///
/// Attributes
/// ----------
/// text : str or None
///     The words, where they stand in the text.
/// start, end : int or None
///     Where they stand, in code points.
/// resolved : str or None
///     Who it is, where that is certain.
/// kind : str
///     person, office, state, organisation, document or unnamed.
#[pyclass(frozen, get_all, eq, module = "demarche")]
#[derive(Clone, PartialEq)]
pub struct Speaker {
    text: Option<String>,
    start: Option<usize>,
    end: Option<usize>,
    resolved: Option<String>,
    kind: String,
}

/// The words that attribute a claim.
#[pyclass(frozen, get_all, eq, module = "demarche")]
#[derive(Clone, PartialEq)]
pub struct Cue {
    text: String,
    start: usize,
    end: usize,
}

/// A negation within a claim.
#[pyclass(frozen, get_all, eq, module = "demarche")]
#[derive(Clone, PartialEq)]
pub struct Negation {
    cue: String,
    start: usize,
    end: usize,
    scope: (usize, usize),
}

/// A feature that decided.
///
/// Attributes
/// ----------
/// feature, family : str
///     Its name and its family.
/// weight : float
///     How much it moved the score, for the label against the runner-up.
/// start, end : int or None
///     Where it stands, in code points.
#[pyclass(frozen, get_all, eq, module = "demarche")]
#[derive(Clone, PartialEq)]
pub struct Evidence {
    feature: String,
    family: String,
    weight: f64,
    start: Option<usize>,
    end: Option<usize>,
}

/// A decision taken apart.
///
/// Attributes
/// ----------
/// label, runner_up : str
///     The label decided for, and the one that came next.
/// evidence : list of Evidence
///     Features by how much they moved the score for the label against the runner-up.
#[pyclass(frozen, get_all, eq, module = "demarche")]
#[derive(Clone, PartialEq)]
pub struct Explanation {
    label: String,
    runner_up: String,
    evidence: Vec<Evidence>,
}

fn shown(value: &Option<String>) -> String {
    value.as_ref().map_or_else(|| "None".into(), |text| format!("{text:?}"))
}

#[pymethods]
impl Speaker {
    fn __repr__(&self) -> String {
        format!("Speaker({}, resolved={}, kind={:?})", shown(&self.text), shown(&self.resolved), self.kind)
    }

    /// The name where it is known, else the words of the text.
    fn __str__(&self) -> String {
        self.resolved.as_ref().or(self.text.as_ref()).cloned().unwrap_or_else(|| "unknown".into())
    }
}

#[pymethods]
impl Cue {
    fn __repr__(&self) -> String {
        format!("Cue({:?}, {}, {})", self.text, self.start, self.end)
    }
}

#[pymethods]
impl Negation {
    fn __repr__(&self) -> String {
        format!("Negation({:?}, {}, {}, scope={:?})", self.cue, self.start, self.end, self.scope)
    }
}

#[pymethods]
impl Evidence {
    fn __repr__(&self) -> String {
        format!("Evidence({:?}, {:+.3})", self.feature, self.weight)
    }
}

impl From<&EvidenceOut> for Evidence {
    fn from(e: &EvidenceOut) -> Self {
        Self {
            feature: e.feature.clone(),
            family: e.family.to_owned(),
            weight: e.weight,
            start: e.start,
            end: e.end,
        }
    }
}

#[pymethods]
impl Explanation {
    fn __repr__(&self) -> String {
        let terms: Vec<String> =
            self.evidence.iter().take(5).map(|e| format!("{} {:+.2}", e.feature, e.weight)).collect();
        format!("Explanation({} against {}: {})", self.label, self.runner_up, terms.join("; "))
    }
}

/// One position that an article attributes to somebody, with its label.
///
/// Attributes
/// ----------
/// article : str
///     The article's id.
/// claim, sentence : int
///     Its number and that of its sentence in the article, from 0, claims of label ``none`` counted.
/// start, end : int
///     Where it stands, in code points.
/// text : str
///     Its words.
/// label : str
///     The likeliest label.
/// probability : float
///     The label's probability.
/// probabilities : dict of str to float
///     The probability of every label.
/// abstained : bool
///     Whether the probability stays below a threshold.
/// speaker : Speaker or None
///     Who holds it.
/// cue : Cue or None
///     The words that attribute it.
/// content : tuple of (int, int)
///     What is held, as places in the text.
/// negation : tuple of Negation
///     Negations in it.
/// evidence : tuple of Evidence
///     What decided, where that was asked for.
/// runner_up : str or None
///     The label that the evidence speaks against.
#[pyclass(frozen, module = "demarche")]
pub struct Claim {
    /// The claim.
    pub inner: LabelledClaim,
    /// The article that it stands in.
    pub article: Arc<Article>,
    /// The speaker that was given with a text that is one claim as a whole.
    pub row_of: Option<String>,
}

impl Claim {
    /// The decision of a claim that was classified with its evidence.
    pub fn explanation(claim: &LabelledClaim) -> Explanation {
        Explanation {
            label: claim.label.clone(),
            runner_up: claim.runner_up.clone().unwrap_or_default(),
            evidence: claim.evidence.iter().map(Evidence::from).collect(),
        }
    }
}

#[pymethods]
impl Claim {
    #[classattr]
    #[pyo3(name = "__match_args__")]
    const MATCH_ARGS: (&'static str, &'static str, &'static str) = ("label", "speaker", "text");

    #[getter]
    fn article(&self) -> &str {
        &self.inner.article
    }

    #[getter]
    fn claim(&self) -> usize {
        self.inner.claim
    }

    #[getter]
    fn sentence(&self) -> usize {
        self.inner.sentence
    }

    #[getter]
    fn start(&self) -> usize {
        self.inner.start
    }

    #[getter]
    fn end(&self) -> usize {
        self.inner.end
    }

    #[getter]
    fn text(&self) -> &str {
        &self.inner.text
    }

    #[getter]
    fn label(&self) -> &str {
        &self.inner.label
    }

    #[getter]
    fn probability(&self) -> f64 {
        self.inner.probability
    }

    #[getter]
    fn abstained(&self) -> bool {
        self.inner.abstained
    }

    #[getter]
    fn probabilities<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for (label, probability) in &self.inner.probabilities {
            dict.set_item(label, probability)?;
        }
        Ok(dict)
    }

    #[getter]
    fn speaker(&self) -> Option<Speaker> {
        self.inner.speaker.as_ref().map(|s| Speaker {
            text: s.text.clone(),
            start: s.start,
            end: s.end,
            resolved: s.resolved.clone(),
            kind: s.kind.to_owned(),
        })
    }

    #[getter]
    fn cue(&self) -> Option<Cue> {
        self.inner.cue.as_ref().map(|c| Cue { text: c.text.clone(), start: c.start, end: c.end })
    }

    #[getter]
    fn content<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.inner.content.iter().map(|place| (place.start, place.end)))
    }

    #[getter]
    fn negation<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let all: Vec<Negation> = self
            .inner
            .negation
            .iter()
            .map(|n| Negation {
                cue: n.cue.clone(),
                start: n.start,
                end: n.end,
                scope: (n.scope[0], n.scope[1]),
            })
            .collect();
        PyTuple::new(py, all)
    }

    #[getter]
    fn evidence<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.inner.evidence.iter().map(Evidence::from).collect::<Vec<_>>())
    }

    #[getter]
    fn runner_up(&self) -> Option<&str> {
        self.inner.runner_up.as_deref()
    }

    /// The fields as plain values, named and ordered as in the command's JSON lines.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        json::python(py, &self.inner)
    }

    /// The line of JSON that the command writes.
    fn to_json(&self) -> PyResult<String> {
        serde_json::to_string(&self.inner).map_err(|e| PyValueError::new_err(e.to_string()))
    }

    fn __repr__(&self) -> String {
        let speaker = self.speaker().map_or_else(|| "None".into(), |s| format!("{:?}", s.__str__()));
        format!(
            "Claim({}, {:.2}, speaker={speaker}, start={}, end={}, text={:?})",
            self.inner.label, self.inner.probability, self.inner.start, self.inner.end, self.inner.text
        )
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.inner == other.inner
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("a Claim belongs to its article; pickle claim.to_dict() instead"))
    }
}
