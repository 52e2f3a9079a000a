//! Storms: whole worlds in which one to three people do random things while everything that can go wrong goes wrong at
//! random, and the watchers look after each step. A run is a function of a seed and its number. One in which something is
//! found is shortened to a script of a few lines that goes wrong in the same way.

mod draw;
mod plan;
mod play;
pub mod script;
mod shrink;

pub use plan::{Plants, plan};
pub use play::{Found, Played, play, play_telling};
pub use script::{Script, ScriptError};
pub use shrink::shrink;

#[cfg(test)]
mod tests;
