//! Exceptions of the module. Their sentences are those of the errors below.

use std::error::Error;

use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyValueError};
use pyo3::prelude::*;

create_exception!(rfid_sim, CardError, PyException, "Something that the card, or what it is made of, does not do.");
create_exception!(rfid_sim, NoAnswerError, CardError, "The card does not answer: it is off, mute or out of reach.");
create_exception!(rfid_sim, CardFileError, CardError, "A card file cannot be used.");
create_exception!(rfid_sim, ProfileError, CardError, "No card can be made of a profile.");
create_exception!(rfid_sim, OctetsError, PyValueError, "A value is no octets.");

/// Adds the exceptions to the module.
pub(crate) fn add_to(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let python = module.py();
    module.add("CardError", python.get_type::<CardError>())?;
    module.add("NoAnswerError", python.get_type::<NoAnswerError>())?;
    module.add("CardFileError", python.get_type::<CardFileError>())?;
    module.add("ProfileError", python.get_type::<ProfileError>())?;
    module.add("OctetsError", python.get_type::<OctetsError>())
}

/// Returns the exception of a card file.
pub(crate) fn card_file(error: impl Error) -> PyErr {
    CardFileError::new_err(error.to_string())
}

/// Returns the exception of a profile.
pub(crate) fn profile(error: impl Error) -> PyErr {
    ProfileError::new_err(error.to_string())
}
