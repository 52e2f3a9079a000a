//! What the languages share: places in a line, lines with their comments, values, and mistakes shown where they stand.

pub mod cursor;
pub mod error;
pub mod lines;
mod source;
pub(crate) mod values;

pub use error::SyntaxError;
pub use source::{Source, Span};
