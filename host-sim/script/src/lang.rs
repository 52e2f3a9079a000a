//! Parts that the languages share: cursors, lines with their comments, values, and mistakes shown at their place.

pub mod cursor;
pub mod error;
pub mod handbook;
pub mod lines;
pub(crate) mod mistakes;
pub mod procedure;
mod source;
pub(crate) mod template;
pub(crate) mod values;

pub use error::SyntaxError;
pub use source::{Source, Span};
