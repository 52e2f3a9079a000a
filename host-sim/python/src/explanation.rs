//! Explanations as dictionaries, with the members of `rfid-sim explain --json`.

use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;

use crate::octets::Octets;
use sim_explain::{ContentKind, guess};

/// Explains octets: what they are, their fields, and what is wrong with them.
///
/// `kind` names the kind of the octets, as `rfid-sim explain --as` takes it; without it the kind is detected.
/// `command` is the command to which the octets are the answer.
#[pyfunction]
#[pyo3(signature = (octets, *, kind = None, command = None))]
pub(crate) fn explain(
    python: Python<'_>,
    octets: Octets,
    kind: Option<&str>,
    command: Option<Octets>,
) -> PyResult<Py<PyAny>> {
    let explanation = match (kind, &command) {
        (Some(_), Some(_)) => return Err(PyValueError::new_err("an answer to `command` has no other `kind`")),
        (Some(kind), None) => guess::explain_as(kind_of(kind)?, &octets.0),
        (None, Some(command)) => sim_explain::answer(Some(&command.0), &octets.0),
        (None, None) => guess::explain(&octets.0),
    };
    let text = sim_explain::json(&explanation).map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
    Ok(python.import("json")?.call_method1("loads", (text,))?.unbind())
}

/// Returns the kind of that name.
fn kind_of(name: &str) -> PyResult<ContentKind> {
    let mut known = ContentKind::ALL.into_iter().filter(|kind| *kind != ContentKind::Unknown);
    known.clone().find(|kind| kind.name() == name).ok_or_else(|| {
        let names: Vec<&str> = known.by_ref().map(ContentKind::name).collect();
        PyValueError::new_err(format!("unknown kind {name:?}; there are {}", names.join(", ")))
    })
}
