//! The Python module `rfid_sim`: a card as an object, and explanations as dictionaries. Names, errors and sentences are
//! those of the crates below; `python/rfid_sim` has the types for Python, and the reader for code that speaks pyscard.

mod card;
mod errors;
mod explanation;
mod kept_memory;
mod octets;

use pyo3::prelude::*;

/// Fills the module.
#[pymodule]
fn _card(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<card::Card>()?;
    module.add_function(wrap_pyfunction!(explanation::explain, module)?)?;
    errors::add_to(module)
}
