//! Claims as columns, and columns in and out as Arrow's C stream, without copies of text.

use arrow_array::builder::{BooleanBuilder, Float64Builder, Int64Builder, LargeStringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchIterator};
use arrow_schema::{DataType, Field, Schema};
use demarche::classify::LabelledClaim;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList};
use std::sync::Arc;

const STREAM: &std::ffi::CStr = c"arrow_array_stream";

/// Whether a value stands for no value: None, NaN, or what pandas has for it.
pub fn missing(value: &Bound<PyAny>) -> bool {
    value.is_none()
        || value.extract::<f64>().is_ok_and(f64::is_nan)
        || value.get_type().name().is_ok_and(|name| name == "NAType" || name == "NaTType")
}

/// A text column as it came.
pub struct Texts(ArrayRef);

impl Texts {
    /// The texts, in order.
    pub fn texts(&self) -> Vec<Option<&str>> {
        match self.0.data_type() {
            DataType::Utf8 => self.0.as_string::<i32>().iter().collect(),
            DataType::LargeUtf8 => self.0.as_string::<i64>().iter().collect(),
            _ => self.0.as_string_view().iter().collect(),
        }
    }
}

/// The arrays of a column that some other library holds; nothing is copied.
pub fn column(source: &Bound<PyAny>) -> PyResult<Vec<Texts>> {
    let capsule = source.call_method0("__arrow_c_stream__")?;
    let capsule = capsule
        .cast::<PyCapsule>()
        .map_err(|_| PyTypeError::new_err("text: found no Arrow column, expected one of strings"))?;
    let pointer = capsule.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>();
    // SAFETY: a capsule of this name holds a stream by the Arrow PyCapsule interface; the
    // reader takes it out and leaves an empty one, which the capsule may drop.
    let reader = unsafe { ArrayStreamReader::from_raw(pointer.as_ptr()) };
    let fail = |e: arrow_schema::ArrowError| PyValueError::new_err(format!("text: {e}"));
    let mut out = Vec::new();
    for array in reader.map_err(fail)? {
        let array = array.map_err(fail)?;
        match array.data_type() {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => out.push(Texts(array)),
            // All of it is missing; how many rows is all that is to be known.
            DataType::Null => {
                out.push(Texts(Arc::new(arrow_array::StringArray::new_null(array.len()))));
            }
            other => {
                return Err(PyTypeError::new_err(format!(
                    "text: found a column of {other}, expected strings"
                )));
            }
        }
    }
    Ok(out)
}

/// Claims by column, with the row of the input that each comes from.
#[pyclass(module = "demarche._demarche")]
pub struct Frame {
    labels: Vec<String>,
    rows: Vec<usize>,
    claims: Vec<LabelledClaim>,
}

impl Frame {
    /// A frame for claims of a model with these labels.
    pub fn new(labels: &[String]) -> Self {
        Self { labels: labels.to_vec(), rows: Vec::new(), claims: Vec::new() }
    }

    /// Takes the claims of a row.
    pub fn add(&mut self, row: usize, claims: Vec<LabelledClaim>) {
        self.rows.resize(self.rows.len() + claims.len(), row);
        self.claims.extend(claims);
    }

    fn columns(&self) -> Vec<(String, Column<'_>)> {
        let claims = &self.claims;
        let int = |get: fn(&LabelledClaim) -> usize| Column::Int(claims.iter().map(get).collect());
        let mut out = vec![
            ("row".to_owned(), Column::Int(self.rows.clone())),
            ("claim".to_owned(), int(|c| c.claim)),
            ("sentence".to_owned(), int(|c| c.sentence)),
            ("start".to_owned(), int(|c| c.start)),
            ("end".to_owned(), int(|c| c.end)),
            ("label".to_owned(), Column::Text(claims.iter().map(|c| Some(c.label.as_str())).collect())),
            ("probability".to_owned(), Column::Float(claims.iter().map(|c| c.probability).collect())),
        ];
        let speaker = |get: fn(&demarche::classify::Speaker) -> Option<&str>| {
            Column::Text(claims.iter().map(|c| c.speaker.as_ref().and_then(get)).collect())
        };
        out.push(("speaker".to_owned(), speaker(|s| s.resolved.as_deref())));
        out.push(("speaker_text".to_owned(), speaker(|s| s.text.as_deref())));
        out.push(("speaker_kind".to_owned(), speaker(|s| Some(s.kind))));
        let cue = claims.iter().map(|c| c.cue.as_ref().map(|cue| cue.text.as_str())).collect();
        out.push(("cue".to_owned(), Column::Text(cue)));
        out.push(("text".to_owned(), Column::Text(claims.iter().map(|c| Some(c.text.as_str())).collect())));
        out.push(("abstained".to_owned(), Column::Bool(claims.iter().map(|c| c.abstained).collect())));
        for (n, label) in self.labels.iter().enumerate() {
            let of_label = claims.iter().map(|c| c.probabilities[n].1).collect();
            out.push((format!("p_{label}"), Column::Float(of_label)));
        }
        out
    }
}

/// A column on its way out.
enum Column<'a> {
    Int(Vec<usize>),
    Float(Vec<f64>),
    Bool(Vec<bool>),
    Text(Vec<Option<&'a str>>),
}

impl Column<'_> {
    fn array(self) -> ArrayRef {
        match self {
            Self::Int(values) => {
                let mut builder = Int64Builder::with_capacity(values.len());
                values.iter().for_each(|v| builder.append_value(*v as i64));
                Arc::new(builder.finish())
            }
            Self::Float(values) => {
                let mut builder = Float64Builder::with_capacity(values.len());
                values.iter().for_each(|v| builder.append_value(*v));
                Arc::new(builder.finish())
            }
            Self::Bool(values) => {
                let mut builder = BooleanBuilder::with_capacity(values.len());
                values.iter().for_each(|v| builder.append_value(*v));
                Arc::new(builder.finish())
            }
            Self::Text(values) => {
                let bytes = values.iter().flatten().map(|v| v.len()).sum();
                let mut builder = LargeStringBuilder::with_capacity(values.len(), bytes);
                values.iter().for_each(|v| builder.append_option(*v));
                Arc::new(builder.finish())
            }
        }
    }

    fn list<'py>(self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        match self {
            Self::Int(values) => PyList::new(py, values),
            Self::Float(values) => PyList::new(py, values),
            Self::Bool(values) => PyList::new(py, values),
            Self::Text(values) => PyList::new(py, values),
        }
    }
}

#[pymethods]
impl Frame {
    fn __len__(&self) -> usize {
        self.claims.len()
    }

    /// The columns as lists.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let out = PyDict::new(py);
        for (name, column) in self.columns() {
            out.set_item(name, column.list(py)?)?;
        }
        Ok(out)
    }

    /// The columns as an Arrow stream, for every library that reads one.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema; // a producer may leave it unheeded
        let (mut fields, mut arrays) = (Vec::new(), Vec::new());
        for (name, column) in self.columns() {
            let array = column.array();
            let nullable = name.starts_with("speaker") || name == "cue";
            fields.push(Field::new(name, array.data_type().clone(), nullable));
            arrays.push(array);
        }
        let schema = Arc::new(Schema::new(fields));
        let fail = |e: arrow_schema::ArrowError| PyValueError::new_err(e.to_string());
        let batch = RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(fail)?;
        let reader = RecordBatchIterator::new([Ok(batch)], schema);
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), STREAM)
    }
}
