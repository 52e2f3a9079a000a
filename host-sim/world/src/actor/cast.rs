//! Cast of a world that is made for a list of actions: people with a new card each, and the keys and the defect of
//! the cards.

use sim_wire::lifecycle::LifeCycle;
use sim_wire::{Fen, OtaKey};

use crate::platform::PlatformSettings;
use crate::platform::books::Terms;
use crate::platform::number::Msisdn;
use crate::platform::rules::Rulebook;
use crate::world::{World, WorldError, WorldSettings, following_asn, red_list};
use sim_codec::time::SECOND;
use sim_device::handset::Model;
use sim_device::memory::CardDefect;
use sim_device::profile::Profile;

/// Person with a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CastMember {
    /// Number of the person.
    pub number: Msisdn,
    /// Name of the handset's model.
    pub model: String,
}

/// World before its first action: its people, and the keys and the defect of its cards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cast {
    /// Seed of everything random.
    pub seed: u64,
    /// People; the place of each, counted from 1, is the serial number of the card.
    pub people: Vec<CastMember>,
    /// Defect of every card's memory; `None` where the cards are whole.
    pub broken: Option<CardDefect>,
    /// Distribution of the keys among the cards.
    pub keys: CardKeys,
}

/// Distribution of keys among the cards of a cast.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CardKeys {
    /// Each card has keys of its own, as by diversification.
    #[default]
    Own,
    /// All cards have the same keys and differ in their card numbers alone.
    Shared,
}

/// Greatest balance of a card's purse, in fen.
const PURSE_MOST: Fen = Fen(100_000);

impl Cast {
    /// Creates the world of these people, with their phones switched on and a platform that decides by the given rules.
    pub fn world(&self, rules: Rulebook) -> Result<World, WorldError> {
        let mut settings = WorldSettings::of_seed(self.seed);
        settings.platform = PlatformSettings {
            terms: Terms::light(),
            rules,
            // The platform does not know the distance of the last model.
            red_list: red_list(Model::ALL_NAMES.iter().rev().skip(1).copied()),
            ..PlatformSettings::default()
        };
        let mut world = World::new(settings);
        for (member, serial) in self.people.iter().zip(1..) {
            world.add_person(member.number, &member.model, "default", &self.keys.profile(serial))?;
            if let (Some(broken), Some(person)) = (self.broken, world.person_mut(&member.number)) {
                person.station_mut().link_mut().card_mut().memory_mut().breaks(broken);
            }
        }
        world.pass(SECOND);
        Ok(world)
    }

    /// Returns the profile of a person's card; `None` for a number outside the cast.
    pub fn profile(&self, number: &Msisdn) -> Option<Profile> {
        let mut serials = self.people.iter().zip(1..);
        serials.find(|(member, _)| member.number == *number).map(|(_, serial)| self.keys.profile(serial))
    }
}

/// Serial number of the card whose keys all cards of a `Shared` cast have. The number is nobody's, and its keys are not
/// the default ones, which an attacker has.
const SHARED_SERIAL: u32 = 1 << 28;

impl CardKeys {
    /// Returns the profile of the card with that serial number: unopened and empty, with its own card number.
    pub fn profile(self, serial: u32) -> Profile {
        let mut profile = profile(serial);
        if self == CardKeys::Shared {
            let shared = self::profile(SHARED_SERIAL);
            (profile.card.keys, profile.card.ota_keys) = (shared.card.keys, shared.card.ota_keys);
        }
        profile
    }
}

/// Returns the profile of the card with that serial number: unopened and empty, with its own card number and keys.
pub fn profile(serial: u32) -> Profile {
    let mut profile = Profile::default();
    profile.set_asn(following_asn(profile.asn(), serial.into()));
    profile.card.start.lifecycle = LifeCycle::Unopened;
    profile.card.balance_max = PURSE_MOST;
    profile.card.keys.iter_mut().for_each(|entry| differ(&mut entry.key, serial));
    for set in &mut profile.card.ota_keys {
        for key in [&mut set.kic, &mut set.kid] {
            match key {
                OtaKey::TripleDes2(octets) | OtaKey::Aes128(octets) => differ(octets, serial),
                OtaKey::TripleDes3(octets) | OtaKey::Aes192(octets) => differ(octets, serial),
                OtaKey::Aes256(octets) => differ(octets, serial),
            }
        }
    }
    profile
}

/// Changes a key by a serial number. The low seven bits of the number go into every octet, the others into the first
/// four. All are shifted left by one, past the parity bits of DES.
fn differ(octets: &mut [u8], serial: u32) {
    let digits = [7, 14, 21, 28].map(|shift| serial >> shift);
    for (octet, digit) in octets.iter_mut().zip(digits.into_iter().chain(std::iter::repeat(0))) {
        *octet ^= ((serial ^ digit) << 1).to_le_bytes()[0];
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_serial_has_its_own_card_and_keys() {
        let serials: Vec<u32> = (1..=600).chain([1 << 14, 1 << 21, 1 << 28, u32::MAX]).collect();
        let profiles: Vec<Profile> = serials.iter().map(|serial| profile(*serial)).collect();
        let asns: BTreeSet<_> = profiles.iter().map(Profile::asn).collect();
        let keys: BTreeSet<_> = profiles.iter().map(|profile| profile.card.keys[0].key).collect();
        assert_eq!((asns.len(), keys.len()), (serials.len(), serials.len()));
    }

    #[test]
    fn thousand_people_have_distinct_cards_and_handsets() {
        for count in [255, 1000] {
            let number = |place: u32| format!("138{place:08}").parse().unwrap();
            let member = |place| CastMember { number: number(place), model: "feature-phone".to_owned() };
            let people = (1..=count).map(member).collect();
            let world = Cast { seed: 1, people, broken: None, keys: CardKeys::Own }.world(Rulebook::default()).unwrap();
            let imeis: BTreeSet<_> =
                world.people().iter().map(|one| one.station().handset().model().imei.clone()).collect();
            let asns: BTreeSet<_> = world.people().iter().map(|person| person.asn()).collect();
            assert_eq!((imeis.len(), asns.len()), (count as usize, count as usize));
            assert_eq!(world.audit(), Ok(()));
        }
    }
}
