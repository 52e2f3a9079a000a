//! What the languages of scripts share: a place in a line, lines with their comments, and mistakes shown where they stand.

pub mod cursor;
pub mod error;
pub mod lines;
mod source;

pub use error::SyntaxError;
pub use source::{Source, Span};
