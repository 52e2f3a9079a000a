//! Scenarios: the people of a world and what is done there, an action a line. Storms draw scenarios, shorten them and
//! read them from files.
//!
//! ```
//! let text = "\
//! seed 17                        # what is behind a number sign is prose
//! person 13807310001 feature-phone
//! 13807310001 opens
//! time 30 s
//! heal
//! ";
//! let scenario = sim_script::scenario::parse("opening.scenario", text)?;
//! assert_eq!(scenario.actions.len(), 3);
//! # Ok::<(), Box<sim_script::lang::SyntaxError>>(())
//! ```

mod parse;
mod planted_fault;
mod print;
mod syntax;

pub(crate) use parse::HEADER_WORDS;
pub use parse::{check, parse};
pub use planted_fault::{PlantedFault, PlantedFaultError, PlatformFault};
pub use syntax::Scenario;

#[cfg(test)]
mod tests;
