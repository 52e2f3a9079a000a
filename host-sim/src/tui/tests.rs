//! Tests of the phone without a terminal: the effect of commands, and what is drawn. A scripted card offers every kind
//! of command; the real one has its own dialogues.

pub(super) mod scripted;

mod acting;
mod calling;
mod counter;
mod drawing;
mod faces;
mod line_mode;
mod platform;
mod undoing;
mod windows;
