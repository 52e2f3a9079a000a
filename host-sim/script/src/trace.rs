//! The trace language: a session with a card as text that is documentation, regression test and demo at once.
//! `docs/TRACES.md` is its reference.

pub mod bless;
pub mod diagnosis;
pub mod diff;
pub mod entries;
pub mod files;
pub mod formats;
pub mod outcome;
pub mod pattern;
pub mod place;
pub mod record;
pub mod recording;
pub mod replay;
pub mod syntax;

mod check;
mod fold;
mod link;
pub(crate) mod parse;
mod print;
pub(crate) mod words;

pub(crate) use print::print_table;

pub use outcome::TraceOutcome;
pub use parse::parse;
pub use recording::Recording;
pub use replay::{Options, replay};
pub use syntax::Trace;
