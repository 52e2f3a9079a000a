//! Storms: whole worlds in which one to three people act at random while everything fails at random, and the watchers
//! look after each step. A run is a function of a seed and its number. A run with a violation is shortened to a
//! scenario of a few lines that goes wrong in the same way.

mod broken_rules;
mod plan;
mod play;
mod shrink;

pub use broken_rules::begin;
pub use plan::plan;
pub use play::{FoundViolation, ScenarioResult, play, play_with};
pub use shrink::shrink;

#[cfg(test)]
mod tests;
