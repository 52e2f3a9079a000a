//! Searches over whole states: power cuts in every memory write ([`tear`]), every path of the menu ([`menu_explorer`]),
//! storms of faults over a whole world ([`storm`]). A [`fleet`] of a million people lives whole days. Beside them
//! stand the certification of a card ([`certify`]), and what replays have covered of all that there is ([`coverage`]).
//!
//! ```
//! use sim_lab::storm::{plan, play};
//!
//! let scenario = plan(1, 1, None);
//! assert_eq!(play(&scenario)?.found, None);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod certify;
pub mod coverage;
mod draw;
pub mod fleet;
pub mod menu_diff;
pub mod menu_explorer;
pub mod storm;
pub mod tear;
