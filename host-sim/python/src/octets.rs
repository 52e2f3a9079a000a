//! Octets from Python: `bytes` and their like, lists of numbers, or hexadecimal text.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyString};

use crate::errors::OctetsError;
use sim_explain::input;

/// Octets of an argument.
pub(crate) struct Octets(pub(crate) Vec<u8>);

impl<'a, 'py> FromPyObject<'a, 'py> for Octets {
    type Error = PyErr;

    fn extract(value: Borrowed<'a, 'py, PyAny>) -> PyResult<Octets> {
        if let Ok(bytes) = value.cast::<PyBytes>() {
            return Ok(Octets(bytes.as_bytes().to_vec()));
        }
        if let Ok(bytes) = value.cast::<PyByteArray>() {
            return Ok(Octets(bytes.to_vec()));
        }
        if let Ok(text) = value.cast::<PyString>() {
            let octets = input::octets(&text.to_cow()?);
            return octets.map(Octets).map_err(|error| OctetsError::new_err(error.to_string()));
        }
        let Ok(items) = value.try_iter() else {
            let kind = value.get_type().name()?;
            return Err(PyTypeError::new_err(format!(
                "octets are bytes, a list of numbers or hexadecimal text, not {kind}"
            )));
        };
        let mut octets = Vec::new();
        for (place, item) in items.enumerate() {
            let item = item?;
            let octet = item.extract::<u8>().map_err(|_| {
                let shown = item.repr().map_or_else(|_| "a value".to_owned(), |text| text.to_string());
                OctetsError::new_err(format!("{shown} at position {} is no octet, 0 to 255", place + 1))
            })?;
            octets.push(octet);
        }
        Ok(Octets(octets))
    }
}
