//! Claims as lines of JSON → networks, with the options of the command.

use crate::errors::{iterate, raised, text};
use demarche::network::{self, Day, Mode, Options, Reader, Variables, documents, networks, write};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::collections::BTreeMap;
use std::str::FromStr;

/// A network of actors and what they hold.
///
/// Attributes
/// ----------
/// nodes : list of (label, variable, kind, statements)
///     Values of the first variable, then of the second.
/// edges : list of (source, target, weight)
///     Ties between nodes by their numbers.
/// directed : bool
///     Whether ties lead from one actor to another.
/// start, stop : str or None
///     First and last day of a window.
#[pyclass(frozen, module = "demarche")]
pub struct Network {
    inner: network::Network,
}

#[pymethods]
impl Network {
    /// Label, variable, kind and number of statements of each node.
    #[getter]
    fn nodes(&self) -> Vec<(String, String, String, usize)> {
        let nodes = self.inner.nodes.iter();
        nodes.map(|n| (n.label.clone(), n.variable.clone(), n.kind.clone(), n.statements)).collect()
    }

    /// Numbers of both nodes and the weight of each tie.
    #[getter]
    fn edges(&self) -> Vec<(usize, usize, f64)> {
        self.inner.edges.iter().map(|e| (e.source, e.target, e.weight)).collect()
    }

    #[getter]
    fn directed(&self) -> bool {
        self.inner.directed
    }

    #[getter]
    fn start(&self) -> Option<String> {
        self.inner.days.map(|(start, _)| start.to_string())
    }

    #[getter]
    fn stop(&self) -> Option<String> {
        self.inner.days.map(|(_, stop)| stop.to_string())
    }

    fn to_graphml(&self) -> String {
        write::graphml(&self.inner)
    }

    fn to_gexf(&self) -> String {
        write::gexf(&self.inner)
    }

    fn to_networkx<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("demarche._network")?.call_method1("to_networkx", (slf,))
    }

    fn __repr__(&self) -> String {
        format!("Network({} nodes, {} ties)", self.inner.nodes.len(), self.inner.edges.len())
    }
}

/// A value of an option by its name.
fn named<T: FromStr<Err = demarche::error::Error>>(value: &Bound<PyAny>, name: &str) -> PyResult<T> {
    T::from_str(&text(value, || name.to_owned())?).map_err(raised)
}

fn day(value: &Bound<PyAny>, name: &str) -> PyResult<Option<Day>> {
    if value.is_none() {
        return Ok(None);
    }
    let typed = value.str()?.to_string();
    Day::parse(&typed).map(Some).ok_or_else(|| {
        PyValueError::new_err(format!("{name}: found {typed:?}, expected a date such as 2031-04-05"))
    })
}

fn settings(params: &Bound<PyDict>) -> PyResult<(Variables, Options)> {
    let (mut variables, mut options) = (Variables::default(), Options::default());
    for (key, value) in params {
        let key: String = key.extract()?;
        match key.as_str() {
            "mode" => options.mode = named(&value, &key)?,
            "qualifier_aggregation" => options.aggregation = named(&value, &key)?,
            "normalization" => options.normalization = named(&value, &key)?,
            "duplicates" => options.duplicates = named(&value, &key)?,
            "window" => options.window = named(&value, &key)?,
            "window_size" => options.window_size = value.extract()?,
            "isolates" => options.isolates = value.extract()?,
            "start_date" => options.start = day(&value, &key)?,
            "stop_date" => options.stop = day(&value, &key)?,
            "variable1" => variables.variable1 = text(&value, || key.clone())?,
            "variable2" => variables.variable2 = text(&value, || key.clone())?,
            "qualifier" => variables.qualifier = value.extract()?,
            "qualifier_values" => {
                variables.qualifier_values = value.extract::<BTreeMap<String, i64>>()?.into_iter().collect();
            }
            "exclude" => {
                variables.exclude = value.extract::<BTreeMap<String, Vec<String>>>()?.into_iter().collect();
            }
            "min_probability" => variables.min_probability = value.extract()?,
            "unresolved" => variables.unresolved = value.extract()?,
            _ => return Err(PyTypeError::new_err(format!("{key}: no such option of a network"))),
        }
    }
    Ok((variables, options))
}

/// The networks of some claims, or with mode `events` their list as text.
#[pyfunction]
#[pyo3(signature = (lines, documents_table, params))]
pub fn build_networks<'py>(
    py: Python<'py>,
    lines: &Bound<'py, PyAny>,
    documents_table: Option<&str>,
    params: &Bound<'py, PyDict>,
) -> PyResult<(Vec<Network>, Option<String>, BTreeMap<&'static str, usize>)> {
    let (variables, options) = settings(params)?;
    options.check().map_err(raised)?;
    let described = documents_table.map(|table| documents(table, "documents")).transpose().map_err(raised)?;
    let mut reader = Reader::new(&variables, described.unwrap_or_default());
    for (n, line) in iterate(lines, "claims")?.enumerate() {
        let place = format!("claims[{n}]");
        reader.line(&text(&line?, || place.clone())?, &place).map_err(raised)?;
        if n % 1000 == 999 {
            py.check_signals()?;
        }
    }
    let statements = reader.finish("claims").map_err(raised)?;
    let dropped = statements.dropped.clone();
    if options.mode == Mode::Events {
        let events = network::events(&statements, &options).map_err(raised)?;
        let list = write::event_list(&events, &statements, &variables).map_err(raised)?;
        return Ok((Vec::new(), Some(list), dropped));
    }
    let made = py.detach(|| networks(&statements, &variables, &options)).map_err(raised)?;
    Ok((made.into_iter().map(|inner| Network { inner }).collect(), None, dropped))
}
