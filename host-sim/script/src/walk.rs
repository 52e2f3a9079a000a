//! The walk language: a tester's notes that a machine can follow. A walk says what is done with a handset and its card,
//! and what must be seen then. `docs/WALKS.md` is its reference. It has the header, the octets and the facts of the
//! trace language ([`crate::trace`]). A step is what a person does. The card is reached through a
//! [`sim_device::handset`].

pub mod files;
pub mod picture;

pub mod record;
pub mod replay;

pub mod syntax;

mod beginning;
mod early_refund;
mod languages;
mod link;
mod outlook;
mod parse;
mod patterns;
mod print;
mod refusal;
mod story;
mod vocabulary;
mod words;
mod world_view;

pub use early_refund::EarlyRefund;
pub use outlook::Outlook;
pub use parse::parse;
pub(crate) use parse::parse_alone;
pub use record::{Recorder, performed_step, refused_step};
pub use replay::{Options, replay};
pub(crate) use vocabulary::{expectation_words, first_words, header_words, key_words, menu_lines};
pub(crate) use words::word_of_kind;

pub use syntax::{Setting, Step, Walk};
