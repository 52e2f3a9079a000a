//! The trace language: a session with a card as text that is documentation, regression test and demo at once.
//! `docs/TRACES.md` is its reference.

pub mod diff;
pub mod formats;
pub mod syntax;

mod check;
mod error;
mod parse;
mod print;
mod words;

pub use error::TraceError;
pub use parse::parse;
pub use syntax::Trace;
