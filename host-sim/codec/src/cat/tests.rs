//! The toolkit's messages held to published vectors, to known answers of our own, and to themselves.

mod named;
mod observed;
mod own;
pub(crate) mod vectors;
