//! Fleets: a million people and more with their cards, who live days by a scenario. A fleet consists of blocks of
//! subscriber numbers, each a world of its own with shops, halls, SMS centre and platform. A block at rest is a few
//! hundred octets a person; only those that live their day at the moment are awake. Everything follows from the seed
//! and the scenarios, whatever threads or shards played the days.
//!
//! ```
//! use sim_codec::time::Day;
//! use sim_lab::fleet::{Block, BlockNumber, DayScenario, FleetSettings, KNOWN_SCENARIOS, TallyKind};
//! use sim_wire::Fen;
//!
//! let settings = FleetSettings {
//!     seed: 1,
//!     people: 3,
//!     block_people: 1000,
//!     first: "13800000000".parse()?,
//!     profile: "default".to_owned(),
//!     phone: "feature-phone".to_owned(),
//!     begins: Day(14_000),
//!     purse: Fen(5_000),
//!     cash: Fen(20_000),
//!     shops: 2,
//! };
//! let (_, working_day) = KNOWN_SCENARIOS[0];
//! let mut block = Block::new(&settings, BlockNumber(1))?;
//! let tally = block.play(&settings, &DayScenario::parse(working_day)?, 1)?;
//! assert_eq!(block.world().audit(), Ok(()));
//! assert_eq!(tally.total(TallyKind::Purchase), tally.total(TallyKind::PurchaseSettled));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod agenda;
mod block;
mod day;
mod day_scenario;
mod error;
mod file;
mod histogram;
mod life;
mod settings;
mod state;
mod tally;
mod threads;

pub use block::{Block, PAY_PASSWORD};
pub use day_scenario::{
    Activity, CardFaults, DayScenario, DayScenarioError, HOURS, KNOWN_SCENARIOS, NetworkFaults, ScenarioAmount,
    ScenarioAmountError,
};
pub use error::{BlockLifeError, FleetBlockError};
pub use file::{FleetFile, FleetFileError, NewFleetFile, StoredBlock};
pub use histogram::{BALANCE_BOUNDS, Histogram, HistogramBounds, LATENCY_BOUNDS};
pub use life::{FleetError, JoinError, NextDay, join, live_day, make, make_file, next_day, settle, visit};
pub use settings::{BlockNumber, FleetSettings};
pub use state::FleetState;
pub use tally::{CountedMoney, DayTally, TallyKind};

#[cfg(test)]
mod tests;
