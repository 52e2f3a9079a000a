//! What a world is made with.

use sim_codec::time::Moment;

/// Where a world's clock begins if nothing is said: a working day of the year of the handbook, 2009-11-18 10:30.
pub const BEGINNING: Moment = Moment(1_258_540_200_000);

/// What a world is made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorldSettings {
    /// Where everything random starts.
    pub seed: u64,
    /// What the clock shows at first.
    pub now: Moment,
    /// How the SMS centre works.
    pub centre: crate::smsc::CentreSettings,
    /// How the platform works.
    pub platform: crate::platform::PlatformSettings,
}

impl WorldSettings {
    /// As usual, with that seed.
    pub fn of_seed(seed: u64) -> WorldSettings {
        WorldSettings { seed, now: BEGINNING, centre: Default::default(), platform: Default::default() }
    }
}
