//! Tests of the toolkit's messages against published vectors, against known answers of our own, and there and back.

mod named;
mod observed;
mod own;
pub(crate) mod vectors;
