//! The trace language: a session with a card as text that is documentation, regression test and demo at once.
//! `docs/TRACES.md` is its reference.

pub mod formats;
pub mod syntax;

mod print;
mod words;

pub use syntax::Trace;
