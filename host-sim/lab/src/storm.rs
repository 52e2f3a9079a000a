//! Storms: whole worlds in which one to three people do random things while everything that can go wrong goes wrong at
//! random, and the watchers look after each step. A run is a function of a seed and its number. One in which something
//! is found is shortened to a scenario of a few lines that goes wrong in the same way.

mod draw;
mod plan;
mod play;
mod shrink;

pub use plan::plan;
pub use play::{FoundViolation, ScenarioResult, play, play_with};
pub use shrink::shrink;

#[cfg(test)]
mod tests;
