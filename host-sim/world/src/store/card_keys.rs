//! Keys of the cards, which no store keeps: the platform and the shops get them back from the profiles.

use std::collections::BTreeMap;

use crate::platform::card_file::IssueError;
use crate::platform::number::Msisdn;
use crate::world::World;
use sim_device::profile::{Profile, ProfileError};

/// Error of keys that cannot be given back.
#[derive(Debug, thiserror::Error)]
pub enum CardKeysError {
    /// The profile with the keys of a card cannot be used.
    #[error("the keys of the card of {number} come from the profile {choice}, which cannot be used: {why}")]
    Profile {
        /// Number of the card's person.
        number: Msisdn,
        /// Name of the profile on the command line.
        choice: String,
        /// Reason why the profile cannot be used.
        why: ProfileError,
    },
    /// The platform does not take the keys.
    #[error(transparent)]
    Platform(#[from] IssueError),
}

/// Gives the keys of the cards to the platform, and to the terminals of the shops.
pub(super) fn give(world: &mut World) -> Result<(), CardKeysError> {
    let mut known: BTreeMap<String, Profile> = BTreeMap::new();
    let mut profiles = Vec::new();
    let of_people = world.people().iter().map(|person| (person.number(), person.profile(), person.asn));
    let loose = world.loose_cards().map(|card| (card.number(), card.profile(), card.asn().0));
    for (number, choice, asn) in of_people.chain(loose) {
        let choice = choice.to_owned();
        let profile = match known.get(&choice) {
            Some(profile) => profile.clone(),
            None => Profile::choose(&choice).map_err(|why| CardKeysError::Profile {
                number,
                choice: choice.clone(),
                why,
            })?,
        };
        known.entry(choice).or_insert_with(|| profile.clone());
        profiles.push(profile.of_series(asn));
    }
    profiles.iter().for_each(|profile| world.shops.serve_cards_of(profile));
    Ok(world.platform.give_keys(&profiles)?)
}
