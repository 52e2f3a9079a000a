//! Coverage of replays: what of the card, of its menu, of its messages and of the handbook traces and walks have
//! brought about, against the tables that the program has of each.
//!
//! [`Coverage::of`] reads the transcript of a replay. [`WholeCoverage`] is everything that could be covered, and
//! [`WholeCoverage::report`] compares the two.
//!
//! ```
//! use sim_lab::coverage::{Coverage, Dimension, WholeCoverage};
//! use sim_script::trace::{Options, parse, replay};
//!
//! let trace = parse("select.trace", "> 00A40400 Lc D1560001018003800000000100000000\n")?;
//! let outcome = replay(&trace, &Options { keeps_transcript: true, ..Options::default() });
//! let report = WholeCoverage::without_menu().report(&Coverage::of(&outcome.transcript));
//! let words: Vec<_> = report.of(Dimension::StatusWords).unwrap().covered.iter().map(ToString::to_string).collect();
//! assert_eq!(words, ["9000"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What counts
//!
//! Only what can happen is part of the whole, so that a missing item is always one that somebody could write a test
//! for. Which reasons can refuse a command is said by the rows of `docs/APDUS.md`, which also explain commands. A
//! screen and a step between screens is there if the menu explorer found it. Each module says it for its dimension.

use std::collections::BTreeSet;

use sim_script::transcript::Transcript;

mod collector;
mod command_outcome;
mod command_state;
mod covered_message;
mod dimension;
mod floor;
mod item;
mod report;
mod screen_class;
mod status_pattern;
mod suggestion;
mod whole;

pub use command_outcome::{CommandOutcome, CoveredResult};
pub use command_state::CommandState;
pub use covered_message::CoveredMessage;
pub use dimension::{Dimension, UnknownDimensionError};
pub use floor::{CoverageFloor, FloorError, Shortfall};
pub use item::CoverageItem;
pub use report::{CoverageReport, CoverageShare, DimensionReport};
pub use screen_class::{ScreenClass, ScreenStep};
pub use status_pattern::StatusPattern;
pub use suggestion::{CoverageSuggestion, SuggestionKind};
pub use whole::WholeCoverage;

/// Everything that replays have brought about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Items of all dimensions.
    pub items: BTreeSet<CoverageItem>,
}

impl Coverage {
    /// Returns the coverage of a replay. A replay that failed covers nothing that anybody could rely on; it is for the
    /// caller to leave it out.
    pub fn of(transcript: &Transcript) -> Coverage {
        collector::collect(transcript)
    }

    /// Adds the coverage of another replay.
    pub fn add(&mut self, other: &Coverage) {
        self.items.extend(other.items.iter().cloned());
    }

    /// Returns the items of a dimension, in order.
    pub fn of_dimension(&self, dimension: Dimension) -> impl Iterator<Item = &CoverageItem> {
        self.items.iter().filter(move |item| item.dimension() == dimension)
    }
}
