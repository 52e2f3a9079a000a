//! Who is in a world that is made for doings: people with a new card each, whose keys are its own, and which of them is
//! broken on purpose.

use applet::wire::lifecycle::LifeCycle;
use applet::{Fen, OtaKey};

use crate::handset::Model;
use crate::memory::Broken;
use crate::moment::SECOND;
use crate::platform::books::Terms;
use crate::platform::number::Msisdn;
use crate::platform::{self, Plant};
use crate::profile::Profile;
use crate::world::{CannotDo, Settings, World, red_list};

/// A person with a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Player {
    /// The number.
    pub number: Msisdn,
    /// The handset's model, by its name.
    pub model: String,
}

/// A world before anything is done in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cast {
    /// Where everything random starts.
    pub seed: u64,
    /// Who is there.
    pub people: Vec<Player>,
    /// A fault that is planted in the platform.
    pub plant: Option<Plant>,
    /// A fault that is planted in every card.
    pub broken: Option<Broken>,
}

/// What the purse of a card may hold.
const PURSE_MOST: Fen = Fen(100_000);

impl Cast {
    /// The people and their world, as it is when their phones have been switched on.
    pub fn world(&self) -> Result<World, CannotDo> {
        let mut settings = Settings::of_seed(self.seed);
        settings.platform = platform::Settings {
            terms: Terms::light(),
            plant: self.plant,
            // Of the last model the platform does not know what its distance is.
            red_list: red_list(Model::ALL_NAMES.iter().rev().skip(1).copied()),
            ..platform::Settings::default()
        };
        let mut world = World::new(settings);
        for (player, serial) in self.people.iter().zip(1..) {
            world.add_person(player.number, &player.model, "default", &profile(serial))?;
            if let (Some(broken), Some(person)) = (self.broken, world.person_mut(&player.number)) {
                person.station_mut().link_mut().card_mut().memory_mut().breaks(broken);
            }
        }
        world.pass(SECOND);
        Ok(world)
    }

    /// The profile of a person's card.
    pub fn profile(&self, number: &Msisdn) -> Option<Profile> {
        let mut serials = self.people.iter().zip(1..);
        serials.find(|(player, _)| player.number == *number).map(|(_, serial)| profile(serial))
    }
}

/// The card of that serial number: unopened and empty, with a card number and keys of its own.
pub fn profile(serial: u8) -> Profile {
    let mut profile = Profile::default();
    let mut asn = profile.asn();
    if let Some(last) = asn.last_mut() {
        *last = last.wrapping_add(serial);
    }
    profile.set_asn(asn);
    profile.card.start.lifecycle = LifeCycle::Unopened;
    profile.card.balance_max = PURSE_MOST;
    // An even difference keeps the parity bits of DES out of it.
    let differs = serial.wrapping_mul(2);
    profile.card.keys.iter_mut().for_each(|entry| differ(&mut entry.key, differs));
    for set in &mut profile.card.ota_keys {
        for key in [&mut set.kic, &mut set.kid] {
            match key {
                OtaKey::TripleDes2(octets) | OtaKey::Aes128(octets) => differ(octets, differs),
                OtaKey::TripleDes3(octets) | OtaKey::Aes192(octets) => differ(octets, differs),
                OtaKey::Aes256(octets) => differ(octets, differs),
            }
        }
    }
    profile
}

fn differ(octets: &mut [u8], by: u8) {
    octets.iter_mut().for_each(|octet| *octet ^= by);
}
