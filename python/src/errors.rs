//! The library's errors → Python's exceptions, with the same one line.

use demarche::error::Error;
use pyo3::exceptions::{PyOSError, PyRuntimeError, PyTypeError, PyValueError};
use pyo3::prelude::*;

/// `OSError` for what the system refused, `ValueError` for all else.
pub fn raised(error: Error) -> PyErr {
    match error {
        Error::Io { .. } => PyOSError::new_err(error.to_string()),
        other => PyValueError::new_err(other.to_string()),
    }
}

/// The string at a place such as `texts[3]`.
pub fn text(value: &Bound<PyAny>, place: impl Fn() -> String) -> PyResult<String> {
    if !value.is_instance_of::<pyo3::types::PyString>() {
        let found = if value.is_none() { "None".into() } else { value.get_type().name()?.to_string() };
        return Err(PyTypeError::new_err(format!("{}: found {found}, expected str", place())));
    }
    value.extract().map_err(|_| {
        PyValueError::new_err(format!(
            "{}: a lone surrogate stands in it; decode the text again, with errors='replace'",
            place()
        ))
    })
}

/// The strings of an iterable.
pub fn texts(values: &Bound<PyAny>, name: &str) -> PyResult<Vec<String>> {
    iterate(values, name)?.enumerate().map(|(n, value)| text(&value?, || format!("{name}[{n}]"))).collect()
}

/// An iterator over anything but a single string, which is never what was meant.
pub fn iterate<'py>(
    values: &Bound<'py, PyAny>,
    name: &str,
) -> PyResult<pyo3::Bound<'py, pyo3::types::PyIterator>> {
    let single =
        values.is_instance_of::<pyo3::types::PyString>() || values.is_instance_of::<pyo3::types::PyBytes>();
    match values.try_iter() {
        Ok(iterator) if !single => Ok(iterator),
        _ => {
            let found = values.get_type().name()?;
            Err(PyTypeError::new_err(format!(
                "{name}: found {found}, expected a list or other iterable of str"
            )))
        }
    }
}

/// What is said of a breakdown, which no input should cause.
pub fn breakdown(place: &str) -> PyErr {
    PyRuntimeError::new_err(format!("{place}: an internal error; please report this text"))
}
