//! Settings of a new world.

use sim_codec::time::Moment;

/// First time of a world's clock by default: 2009-11-18 10:30, a working day in the year of the handbook.
pub const BEGINNING: Moment = Moment(1_258_540_200_000);

/// Settings of a new world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorldSettings {
    /// Seed of everything random.
    pub seed: u64,
    /// First time of the clock.
    pub now: Moment,
    /// Settings of the SMS centre.
    pub centre: crate::smsc::CentreSettings,
    /// Settings of the platform.
    pub platform: crate::platform::PlatformSettings,
}

impl WorldSettings {
    /// Returns the usual settings with a seed.
    pub fn of_seed(seed: u64) -> WorldSettings {
        WorldSettings { seed, now: BEGINNING, centre: Default::default(), platform: Default::default() }
    }
}
