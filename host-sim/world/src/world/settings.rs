//! Settings of a new world.

use sim_codec::time::Moment;
use sim_device::pos::merchant_name::MerchantName;

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
    /// Names of the merchants, each with one POS terminal.
    pub merchants: Vec<MerchantName>,
}

/// Names of the merchants of a world by default.
const MERCHANTS: [&str; 2] = ["利民便利店", "春风书店"];

impl WorldSettings {
    /// Returns the usual settings with a seed.
    pub fn of_seed(seed: u64) -> WorldSettings {
        let merchants = MERCHANTS.iter().filter_map(|name| name.parse().ok()).collect();
        WorldSettings { seed, now: BEGINNING, centre: Default::default(), platform: Default::default(), merchants }
    }
}
