//! Profiles: how cards are personalised, in TOML. A profile becomes the card's [`Personalisation`] and keeps what the
//! host needs besides: the card's name, its number, and the same keys for the terminal's side.

pub mod atr;
mod document;
mod error;
mod file;
mod read;
mod usage;
mod value;

use applet::{KeyEntry, KeyUsage, Personalisation, PurseKey, Start};
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use crate::sam::diversification;

pub use error::{ProfileError, ProfileValueError};
pub use usage::{usage_name, usage_of_name};

/// The default profile as it is written; `rfid-sim` shows it, and every field of a profile is explained in it.
pub const DEFAULT_TEXT: &str = include_str!("profile/default.toml");

/// One card before its first power-on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// What reports call it.
    pub name: String,
    /// What it is manufactured with. Change it freely; [`Profile::set_asn`] and [`Profile::set_key`] keep its parts
    /// consistent.
    pub card: Personalisation,
}

impl Default for Profile {
    /// The card of `default.toml`: published test keys, open, empty.
    fn default() -> Profile {
        let read = read::cards(error::Source { file: "default.toml", text: DEFAULT_TEXT }, &Profile::blank());
        // The text is part of the program and a test reads it, so there is always a first card.
        read.into_iter().flatten().next().unwrap_or_else(Profile::blank)
    }
}

impl Profile {
    /// The cards of a profile text, one or, by its `[[card]]` list, many. `file` is what messages call it.
    pub fn parse(file: &str, text: &str) -> Result<Vec<Profile>, ProfileError> {
        read::cards(error::Source { file, text }, &Profile::default())
    }

    /// What the card is manufactured with.
    pub fn to_personalisation(&self) -> Personalisation {
        self.card.clone()
    }

    /// Application serial number (ASN): octets 11 to 20 of file 15.
    pub fn asn(&self) -> [u8; 10] {
        let [_, _, _, _, _, _, _, _, _, _, asn @ .., _, _, _, _, _, _, _, _, _, _] = self.card.start.file_15;
        asn
    }

    /// Gives the card another ASN. Its keys stay as they are.
    pub fn set_asn(&mut self, asn: [u8; 10]) {
        self.card.start.file_15.iter_mut().skip(10).zip(asn).for_each(|(to, from)| *to = from);
    }

    /// The card of that ASN in the series that this card begins: whoever makes several cards of one profile has to give
    /// each of them keys for secured packets of its own, made from this card's by diversification. Of this card's
    /// own ASN it is this card.
    pub fn of_series(&self, asn: [u8; 10]) -> Profile {
        let mut profile = self.clone();
        if asn != self.asn() {
            profile.set_asn(asn);
            let factors = [diversification::asn_factor(&asn)];
            for set in &mut profile.card.ota_keys {
                set.kic = diversification::diversify_packet_key(&set.kic, &factors);
                set.kid = diversification::diversify_packet_key(&set.kid, &factors);
            }
        }
        profile
    }

    /// Adds a key, in place of the one with the same usage, index and version if there is one.
    pub fn set_key(&mut self, entry: KeyEntry) -> Result<(), ProfileError> {
        let keys = &mut self.card.keys;
        if let Some(same) = keys.iter_mut().find(|known| same_place(known, &entry)) {
            *same = entry;
            return Ok(());
        }
        keys.push(entry).map_err(|_| ProfileError::TooManyKeys { max: applet::KEYS_MAX })
    }

    /// The key of a usage and index, as [`applet::serving_key`] chooses it.
    pub fn key(&self, usage: KeyUsage, index: u8) -> Option<&KeyEntry> {
        applet::serving_key(&self.card.keys, usage, Some(index))
    }

    /// The key of a usage, index and version.
    pub fn key_version(&self, usage: KeyUsage, index: u8, version: u8) -> Option<&KeyEntry> {
        let mut keys = self.card.keys.iter();
        keys.find(|entry| entry.usage == usage && entry.index == index && entry.version == version)
    }

    /// The key of a usage whose commands name no index, as [`applet::serving_key`] chooses it.
    pub fn only_key(&self, usage: KeyUsage) -> Option<&KeyEntry> {
        applet::serving_key(&self.card.keys, usage, None)
    }

    /// The key that blocks or unblocks: the usage's own, or the maintenance key where the card has none.
    pub fn blocking_key(&self, usage: KeyUsage) -> Option<&KeyEntry> {
        self.only_key(usage).or_else(|| self.only_key(KeyUsage::Maintenance))
    }

    /// A card with nothing in it, on which `default.toml` writes every field.
    fn blank() -> Profile {
        let start = Start {
            balance: Fen::ZERO,
            online_counter: 0,
            offline_counter: 0,
            lifecycle: LifeCycle::Unopened,
            pin_on: false,
            limit: None,
            file_15: [0; 30],
            file_16: [0; 55],
            file_17: [[0; 24]; 8],
        };
        let card = Personalisation {
            atr: heapless::Vec::new(),
            aid: heapless::Vec::new(),
            iccid: [0; 10],
            keys: heapless::Vec::new(),
            ota_keys: heapless::Vec::new(),
            ota_applications: heapless::Vec::new(),
            balance_max: Fen::ZERO,
            pin_tries: 1,
            pin_initial: heapless::Vec::new(),
            start,
        };
        Profile { name: String::new(), card }
    }
}

/// Whether two keys have the same usage, index and version.
fn same_place(one: &KeyEntry, other: &KeyEntry) -> bool {
    (one.usage, one.index, one.version) == (other.usage, other.index, other.version)
}

/// A key of version 01 and algorithm 00.
pub fn key_entry(usage: KeyUsage, index: u8, key: PurseKey) -> KeyEntry {
    KeyEntry { usage, index, version: 0x01, algorithm: 0x00, key }
}

#[cfg(test)]
mod tests;
