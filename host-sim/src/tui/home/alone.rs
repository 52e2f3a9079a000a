//! A small world around a phone by itself: one person and a platform. The person has an account with some cash, and is
//! shown its pay password; the platform calibrates every model of handset by short message.

use sim_wire::Fen;

use super::Home;
use sim_codec::time::Moment;
use sim_device::handset::{Handset, Model};
use sim_device::link::{Chance, InProcess};
use sim_device::memory::{Eeprom, image};
use sim_device::mobile_station::MobileStation;
use sim_device::profile::Profile;
use sim_device::reader::ReaderMode;
use sim_world::platform::books::Terms;
use sim_world::platform::error::PlatformError;
use sim_world::platform::number::MsisdnError;
use sim_world::platform::password::PasswordError;
use sim_world::world::{World, WorldError, WorldSettings, red_list};
use sim_world::{platform, smsc};

/// Number of the person.
pub const NUMBER: &str = "13807310001";
/// Pay password of the account.
pub const PAY_PASSWORD: &str = "123456";
/// Cash in the account.
pub const CASH: Fen = Fen(50_000);
/// Error in making a world around a phone by itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AloneError {
    /// Number that is not valid.
    #[error("{0}")]
    Number(#[from] MsisdnError),
    /// Pay password that is not valid.
    #[error("{0}")]
    Password(#[from] PasswordError),
    /// Account that the platform did not open.
    #[error("{0}")]
    Account(#[from] PlatformError),
    /// Refusal by the world.
    #[error("{0}")]
    World(#[from] WorldError),
}

/// Card that the person has.
#[derive(Clone, Debug)]
pub struct OwnCard<'a> {
    /// Memory of the card.
    pub memory: Eeprom,
    /// Seed of the card's random numbers.
    pub seed: u64,
    /// Profile with its keys.
    pub profile: &'a Profile,
    /// Name of the profile on the command line.
    pub choice: &'a str,
    /// Mode of the reader that shows the exchanges.
    pub shown: ReaderMode,
}

/// Returns the settings of a world with a seed, which begins at a moment.
fn settings(seed: u64, now: Moment) -> WorldSettings {
    WorldSettings {
        now,
        centre: smsc::CentreSettings::quick(),
        // No password of this world outlives it, so that none need be hard to guess.
        platform: platform::PlatformSettings {
            red_list: red_list(Model::ALL_NAMES.iter().copied()),
            terms: Terms::light(),
            ..platform::PlatformSettings::default()
        },
        ..WorldSettings::of_seed(seed)
    }
}

impl Home {
    /// Makes a world of one person with a handset and a card, which is switched on at `now`. A card that the platform
    /// cannot issue is in the phone all the same; its requests come to nothing.
    pub fn alone(card: OwnCard<'_>, handset: Handset, now: Moment) -> Result<Home, AloneError> {
        let (number, password) = (NUMBER.parse()?, PAY_PASSWORD.parse()?);
        let mut world = World::new(settings(card.seed, now));
        (world.flows, world.shown) = (true, Some(number));
        let state = image::card(card.memory.image()).ok().and_then(|card| card.state());
        let platform = world.platform_mut();
        platform.open_with_account(now, &number, &password, CASH)?;
        let _is_issued = match &state {
            Some(state) => platform.add_used_card(number, card.profile, state).is_ok(),
            None => platform.add_card(number, card.profile).is_ok(),
        };
        let link = InProcess::new(card.memory, Chance::seeded(card.seed));
        let mut station = MobileStation::switched_off(link, handset);
        station.keep_exchanges(card.shown);
        world.welcome(number, card.choice, station, card.profile)?;
        Ok(Home { first_password: Some(PAY_PASSWORD.to_owned()), ..Home::new(world, number, None)? })
    }
}

/// Returns the lines of a walk's header that bring the same world back, around a model of a handset.
pub fn header(model: &str, began: Moment) -> Vec<String> {
    vec![
        format!("clock {began}"),
        format!("account cash {CASH}, pay password {PAY_PASSWORD}"),
        format!("platform red list {model}"),
    ]
}
