//! Errors of fleets.

use sim_device::handset::Model;
use sim_device::profile::ProfileError;
use sim_wire::count::Counted;
use sim_world::platform::error::PlatformError;
use sim_world::platform::number::MsisdnError;
use sim_world::platform::password::PasswordError;
use sim_world::store::{RestError, WakeError};
use sim_world::world::WorldError;

use super::settings::BlockNumber;

/// Error of a block that cannot be made, woken, played or put to rest.
#[derive(Debug, thiserror::Error)]
#[error("block {block}: {why}")]
pub struct FleetBlockError {
    /// Number of the block.
    pub block: BlockNumber,
    /// Reason of the failure.
    pub why: BlockLifeError,
}

/// Reason why a block cannot be made, woken, played or put to rest.
#[derive(Debug, thiserror::Error)]
pub enum BlockLifeError {
    /// A number is no subscriber's.
    #[error(transparent)]
    Number(#[from] MsisdnError),
    /// The profile of the cards cannot be used.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// There is no such handset model.
    #[error("there is no phone {0:?}; there are {models}", models = Model::ALL_NAMES.join(", "))]
    Phone(String),
    /// The world refuses a person.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The pay password of the people is none.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The platform refuses an account.
    #[error(transparent)]
    Platform(#[from] PlatformError),
    /// The world at rest cannot be woken.
    #[error(transparent)]
    Wake(#[from] WakeError),
    /// The world cannot be put to rest.
    #[error(transparent)]
    Rest(#[from] RestError),
    /// Something was still under way when the block was to be quiet.
    #[error("something is still under way after {}", Counted(*.0, "day"))]
    Busy(u64),
}

impl BlockLifeError {
    /// Adds the number of the block.
    pub(super) fn in_block(self, block: BlockNumber) -> FleetBlockError {
        FleetBlockError { block, why: self }
    }
}
