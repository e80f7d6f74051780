//! A model for Python: texts in, claims, probabilities and reasons out.

use crate::claim::{Claim, Explanation};
use crate::errors::{iterate, raised, text, texts};
use crate::frame::{Frame, column};
use crate::json;
use crate::work::{batch_end, each, pool};
use demarche::article::Article;
use demarche::classify::{LabelledClaim, Options, classify, classify_row};
use demarche::describe::describe;
use demarche::embedded;
use demarche::features::stem::Stemmer;
use demarche::model::Model;
use demarche::model_file;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList};
use std::sync::{Arc, OnceLock};

static ENGLISH: OnceLock<Arc<Model>> = OnceLock::new();

/// A model, shared and immutable.
#[pyclass(frozen, subclass, module = "demarche._demarche", name = "Classifier")]
pub struct Classifier {
    /// The model.
    pub model: Arc<Model>,
}

/// The options of a call, checked.
fn options(include_none: bool, explain: Option<usize>, min_probability: Option<f64>) -> PyResult<Options> {
    if let Some(p) = min_probability.filter(|p| !(0.0..=1.0).contains(p)) {
        return Err(PyValueError::new_err(format!(
            "min_probability: found {p}, expected a number from 0 to 1"
        )));
    }
    Ok(Options { include_none, explain, min_probability })
}

impl Classifier {
    /// The claims of an article as the command gives them: without those below a threshold
    /// that was asked for, unless narration is asked for too. What the model's own thresholds
    /// abstain from stays, marked.
    fn claims(&self, article: &Article, options: &Options) -> Vec<LabelledClaim> {
        let mut claims = classify(article, &self.model, options);
        if options.min_probability.is_some() && !options.include_none {
            claims.retain(|claim| !claim.abstained);
        }
        claims
    }

    fn label(&self, label: &str) -> PyResult<usize> {
        self.model.labels.id(label).ok_or_else(|| {
            let known = self.model.labels.names().join(", ");
            PyValueError::new_err(format!("label: found {label:?}, expected one of {known}"))
        })
    }
}

fn wrapped(claims: Vec<LabelledClaim>, article: &Arc<Article>) -> Vec<Claim> {
    claims.into_iter().map(|inner| Claim { inner, article: Arc::clone(article), row_of: None }).collect()
}

#[pymethods]
impl Classifier {
    #[new]
    #[pyo3(signature = (model = None))]
    fn new(model: Option<&Bound<PyBytes>>) -> PyResult<Self> {
        if let Some(bytes) = model {
            return Self::from_bytes(bytes.as_bytes(), "model");
        }
        if let Some(model) = ENGLISH.get() {
            return Ok(Self { model: Arc::clone(model) });
        }
        let model = Arc::new(embedded::english().map_err(raised)?);
        Ok(Self { model: Arc::clone(ENGLISH.get_or_init(|| model)) })
    }

    #[staticmethod]
    #[pyo3(signature = (data, name = "model"))]
    fn from_bytes(data: &[u8], name: &str) -> PyResult<Self> {
        Ok(Self { model: Arc::new(model_file::from_bytes(data, name).map_err(raised)?) })
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, &model_file::to_bytes(&self.model).map_err(raised)?))
    }

    #[getter]
    fn labels(&self) -> Vec<String> {
        self.model.labels.names().to_vec()
    }

    #[getter]
    fn facts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let facts = &self.model.facts;
        let dict = PyDict::new(py);
        dict.set_item("trained_by", &facts.trained_by)?;
        dict.set_item("rows", facts.rows)?;
        let names = self.model.labels.names();
        let pairs = |values: &[usize]| -> PyResult<Bound<'py, PyDict>> {
            let dict = PyDict::new(py);
            for (name, value) in names.iter().zip(values) {
                dict.set_item(name, value)?;
            }
            Ok(dict)
        };
        dict.set_item("label_rows", pairs(&facts.label_rows)?)?;
        dict.set_item("features", self.model.vocabulary.len())?;
        let parameters = PyDict::new(py);
        for (name, value) in &facts.parameters {
            parameters.set_item(name, value)?;
        }
        dict.set_item("parameters", parameters)?;
        let scores = PyDict::new(py);
        for (name, value) in &facts.scores {
            scores.set_item(name, value)?;
        }
        dict.set_item("scores", scores)?;
        dict.set_item("settings", json::python(py, &self.model.settings)?)?;
        Ok(dict.into_any())
    }

    #[pyo3(signature = (text, *, article = "", include_none = false, explain = None, min_probability = None))]
    fn classify(
        &self,
        py: Python,
        text: &Bound<PyAny>,
        article: &str,
        include_none: bool,
        explain: Option<usize>,
        min_probability: Option<f64>,
    ) -> PyResult<Vec<Claim>> {
        let options = options(include_none, explain, min_probability)?;
        let article = Arc::new(Article::new(article, crate::errors::text(text, || "text".into())?));
        let claims = py.detach(|| self.claims(&article, &options));
        Ok(wrapped(claims, &article))
    }

    #[pyo3(signature = (texts, *, ids = None, n_jobs = None, include_none = false, explain = None, min_probability = None))]
    #[allow(clippy::too_many_arguments)]
    fn classify_many<'py>(
        &self,
        py: Python<'py>,
        texts: &Bound<'py, PyAny>,
        ids: Option<&Bound<'py, PyAny>>,
        n_jobs: Option<i64>,
        include_none: bool,
        explain: Option<usize>,
        min_probability: Option<f64>,
    ) -> PyResult<Bound<'py, PyList>> {
        let options = options(include_none, explain, min_probability)?;
        let pool = pool(n_jobs)?;
        let out = PyList::empty(py);
        let mut ids = ids.map(|ids| iterate(ids, "ids")).transpose()?;
        let mut source = iterate(texts, "texts")?.enumerate();
        loop {
            let (mut batch, mut bytes) = (Vec::new(), 0);
            while batch.len() < crate::work::BATCH.0 && bytes < crate::work::BATCH.1 {
                let Some((n, value)) = source.next() else { break };
                let text = text(&value?, || format!("texts[{n}]"))?;
                let id = match &mut ids {
                    None => n.to_string(),
                    Some(ids) => match ids.next() {
                        Some(id) => id?.str()?.to_string(),
                        None => {
                            return Err(PyValueError::new_err(format!(
                                "ids: found {n}, expected one for each text"
                            )));
                        }
                    },
                };
                bytes += text.len();
                batch.push(Arc::new(Article::new(id, text)));
            }
            if batch.is_empty() {
                break;
            }
            let place = |n: usize| format!("texts[{n}]");
            let views: Vec<ArticleText> = batch.iter().map(|a| ArticleText(a)).collect();
            let done = each(py, &pool, &views, &place, |n, _| self.claims(&batch[n], &options))?;
            for (claims, article) in done.into_iter().zip(&batch) {
                out.append(wrapped(claims, article))?;
            }
        }
        if ids.and_then(|mut ids| ids.next()).is_some() {
            return Err(PyValueError::new_err("ids: found more than texts, expected one for each text"));
        }
        Ok(out)
    }

    /// Texts that are one claim each.
    #[pyo3(signature = (texts, speakers = None, *, n_jobs = None, explain = None))]
    fn label_claims(
        &self,
        py: Python,
        texts: &Bound<PyAny>,
        speakers: Option<&Bound<PyAny>>,
        n_jobs: Option<i64>,
        explain: Option<usize>,
    ) -> PyResult<Vec<Claim>> {
        let options = options(true, explain, None)?;
        let (texts, speakers) = rows(texts, speakers)?;
        let pool = pool(n_jobs)?;
        let place = |n: usize| format!("texts[{n}]");
        let done = each(py, &pool, &texts, &place, |n, text| {
            let article = Article::new(n.to_string(), text);
            let claim = classify_row(&article, &speakers[n], &self.model, &options);
            claim.map(|inner| Claim { inner, article: Arc::new(article), row_of: Some(speakers[n].clone()) })
        })?;
        Ok(done.into_iter().flatten().collect())
    }

    /// Probabilities of texts that are one claim each: 64-bit floats, row after row.
    #[pyo3(signature = (texts, speakers = None, *, n_jobs = None))]
    fn probability_bytes<'py>(
        &self,
        py: Python<'py>,
        texts: &Bound<'py, PyAny>,
        speakers: Option<&Bound<'py, PyAny>>,
        n_jobs: Option<i64>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let (texts, speakers) = rows(texts, speakers)?;
        let pool = pool(n_jobs)?;
        let mut out = Vec::with_capacity(texts.len() * self.model.labels.len() * 8);
        let mut start = 0;
        while start < texts.len() {
            let end = batch_end(&texts, start);
            let place = |n: usize| format!("texts[{}]", start + n);
            let done = each(py, &pool, &texts[start..end], &place, |n, text| {
                self.model.predict_text(text, &speakers[start + n]).probabilities
            })?;
            out.extend(done.iter().flatten().flat_map(|p| p.to_le_bytes()));
            start = end;
        }
        Ok(PyBytes::new(py, &out))
    }

    #[pyo3(signature = (column_stream, *, n_jobs = None, include_none = false, min_probability = None, skip_null = false))]
    fn classify_arrow(
        &self,
        py: Python,
        column_stream: &Bound<PyAny>,
        n_jobs: Option<i64>,
        include_none: bool,
        min_probability: Option<f64>,
        skip_null: bool,
    ) -> PyResult<Frame> {
        let options = options(include_none, None, min_probability)?;
        let pool = pool(n_jobs)?;
        let arrays = column(column_stream)?;
        let mut frame = Frame::new(self.model.labels.names());
        let mut base = 0;
        for array in &arrays {
            let texts = array.texts();
            if !skip_null && let Some(n) = texts.iter().position(Option::is_none) {
                return Err(PyValueError::new_err(format!(
                    "row {}: found no text, expected str; drop such rows, or pass on_missing='skip'",
                    base + n
                )));
            }
            let rows: Vec<(usize, &str)> =
                texts.iter().enumerate().filter_map(|(n, text)| Some((n, (*text)?))).collect();
            self.fill(py, &pool, &rows, base, &options, &mut frame)?;
            base += texts.len();
        }
        Ok(frame)
    }

    #[pyo3(signature = (texts, *, n_jobs = None, include_none = false, min_probability = None, skip_null = false))]
    fn classify_list(
        &self,
        py: Python,
        texts: &Bound<PyAny>,
        n_jobs: Option<i64>,
        include_none: bool,
        min_probability: Option<f64>,
        skip_null: bool,
    ) -> PyResult<Frame> {
        let options = options(include_none, None, min_probability)?;
        let pool = pool(n_jobs)?;
        let mut frame = Frame::new(self.model.labels.names());
        let mut owned = Vec::new();
        for (n, value) in iterate(texts, "texts")?.enumerate() {
            let value = value?;
            if skip_null && crate::frame::missing(&value) {
                continue;
            }
            owned.push((n, text(&value, || format!("row {n}"))?));
        }
        let rows: Vec<(usize, &str)> = owned.iter().map(|(n, text)| (*n, text.as_str())).collect();
        self.fill(py, &pool, &rows, 0, &options, &mut frame)?;
        Ok(frame)
    }

    #[pyo3(signature = (claim, top = 10))]
    fn explain(&self, py: Python, claim: PyRef<Claim>, top: usize) -> PyResult<Explanation> {
        let options = options(true, Some(top), None)?;
        let (article, row_of, number) = (Arc::clone(&claim.article), claim.row_of.clone(), claim.inner.claim);
        let found = py.detach(|| match row_of {
            Some(speaker) => classify_row(&article, &speaker, &self.model, &options),
            None => classify(&article, &self.model, &options).into_iter().find(|other| other.claim == number),
        });
        let Some(found) = found.filter(|found| found.start == claim.inner.start) else {
            return Err(PyValueError::new_err(
                "claim: this classifier does not find it; explain it with the classifier that made it",
            ));
        };
        Ok(Claim::explanation(&found))
    }

    #[pyo3(signature = (text, *, article = ""))]
    fn parse<'py>(
        &self,
        py: Python<'py>,
        text: &Bound<'py, PyAny>,
        article: &str,
    ) -> PyResult<Bound<'py, PyAny>> {
        let article = Article::new(article, crate::errors::text(text, || "text".into())?);
        let stemmer = Stemmer::new(&self.model.settings.language).map_err(raised)?;
        let sentences = py.detach(|| describe(&article, self.model.lexicon(), &stemmer));
        json::python(py, &sentences)
    }

    #[pyo3(signature = (label, top = 20, *, against = false))]
    fn strongest(
        &self,
        label: &str,
        top: usize,
        against: bool,
    ) -> PyResult<Vec<(String, &'static str, f64)>> {
        let features = self.model.strongest(self.label(label)?, top, against);
        Ok(features.into_iter().map(|(name, family, w)| (name.to_owned(), family.name(), w)).collect())
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let bytes = slf.get().to_bytes(slf.py())?;
        Ok((slf.get_type().into_any(), (bytes,)))
    }

    fn __repr__(&self) -> String {
        format!(
            "Classifier(labels={:?}, features={})",
            self.model.labels.names(),
            self.model.vocabulary.len()
        )
    }
}

impl Classifier {
    /// Classifies numbered texts into a frame.
    fn fill(
        &self,
        py: Python,
        pool: &rayon::ThreadPool,
        rows: &[(usize, &str)],
        base: usize,
        options: &Options,
        frame: &mut Frame,
    ) -> PyResult<()> {
        let texts: Vec<&str> = rows.iter().map(|(_, text)| *text).collect();
        let mut start = 0;
        while start < texts.len() {
            let end = batch_end(&texts, start);
            let place = |n: usize| format!("row {}", base + rows[start + n].0);
            let done = each(py, pool, &texts[start..end], &place, |_, text| {
                self.claims(&Article::new("", text), options)
            })?;
            for (claims, (n, _)) in done.into_iter().zip(&rows[start..end]) {
                frame.add(base + n, claims);
            }
            start = end;
        }
        Ok(())
    }
}

struct ArticleText<'a>(&'a Article);

impl AsRef<str> for ArticleText<'_> {
    fn as_ref(&self) -> &str {
        &self.0.text
    }
}

/// Texts with a speaker each, empty where none is given.
pub fn rows(values: &Bound<PyAny>, speakers: Option<&Bound<PyAny>>) -> PyResult<(Vec<String>, Vec<String>)> {
    let values = texts(values, "texts")?;
    let speakers = match speakers {
        None => vec![String::new(); values.len()],
        Some(speakers) => optional(speakers, "speakers", values.len())?,
    };
    Ok((values, speakers))
}

/// One string for each row; what is missing is empty.
pub fn optional(values: &Bound<PyAny>, name: &str, rows: usize) -> PyResult<Vec<String>> {
    let mut out = Vec::with_capacity(rows);
    for (n, value) in iterate(values, name)?.enumerate() {
        let value = value?;
        out.push(if crate::frame::missing(&value) {
            String::new()
        } else {
            text(&value, || format!("{name}[{n}]"))?
        });
    }
    if out.len() != rows {
        return Err(PyValueError::new_err(format!(
            "{name}: found {}, expected {rows}, one for each text",
            out.len()
        )));
    }
    Ok(out)
}
