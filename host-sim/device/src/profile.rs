//! Profiles: how cards are personalised, in TOML. A profile becomes the card's [`Personalisation`]. It also keeps what
//! the host needs: the card's name, its number, and the same keys for the terminal's side.

pub mod atr;
mod document;
mod error;
mod file;
mod masters;
mod read;
mod usage;
mod value;

use std::sync::LazyLock;

use applet::{KeyEntry, KeyUsage, Personalisation, PurseKey, Start};
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use masters::Masters;

pub use error::{ProfileError, ProfileValueError};
pub use usage::{usage_name, usage_of_name};

/// Text of the default profile, which `rfid-sim` shows. Its comments explain every field of a profile.
pub const DEFAULT_TEXT: &str = include_str!("profile/default.toml");

/// Card of the default profile. Whoever plays a trace asks for it, and its text takes longer to read than many traces.
static DEFAULT: LazyLock<Profile> = LazyLock::new(|| {
    let read = read::cards(error::Source { file: "default.toml", text: DEFAULT_TEXT }, &Profile::blank());
    // The text is part of the program and a test reads it, so there is always a first card.
    read.into_iter().flatten().next().unwrap_or_else(Profile::blank)
});

/// Card before its first power-on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Name of the card in reports.
    pub name: String,
    /// Personalisation of the card. Every field may be changed; [`Profile::set_asn`] and [`Profile::set_key`] keep the
    /// parts of the personalisation consistent.
    pub card: Personalisation,
    /// Master keys of the series that the card begins.
    masters: Masters,
}

impl Default for Profile {
    /// Returns the card of `default.toml`: published test keys, open, empty.
    fn default() -> Profile {
        DEFAULT.clone()
    }
}

impl Profile {
    /// Parses a profile text into one card or, by its `[[card]]` list, many. `file` is the name of the text in
    /// messages.
    pub fn parse(file: &str, text: &str) -> Result<Vec<Profile>, ProfileError> {
        read::cards(error::Source { file, text }, &Profile::default())
    }

    /// Returns the personalisation with which the card is manufactured.
    pub fn to_personalisation(&self) -> Personalisation {
        self.card.clone()
    }

    /// Returns the application serial number (ASN): octets 11 to 20 of file 15.
    pub fn asn(&self) -> [u8; 10] {
        let [_, _, _, _, _, _, _, _, _, _, asn @ .., _, _, _, _, _, _, _, _, _, _] = self.card.start.file_15;
        asn
    }

    /// Sets another ASN. The keys stay as they are.
    pub fn set_asn(&mut self, asn: [u8; 10]) {
        self.card.start.file_15.iter_mut().skip(10).zip(asn).for_each(|(to, from)| *to = from);
    }

    /// Returns the card with that ASN in the series that this card begins. Every key that was made of a master key is
    /// made anew for the ASN. Each card needs keys of its own for secured packets, so those without a master key are
    /// diversified from this card's. For this card's own ASN the card is returned unchanged.
    pub fn of_series(&self, asn: [u8; 10]) -> Profile {
        let mut profile = self.clone();
        if asn != self.asn() {
            profile.move_to(asn);
        }
        profile
    }

    /// Adds a key, or replaces the one with the same usage, index and version.
    pub fn set_key(&mut self, entry: KeyEntry) -> Result<(), ProfileError> {
        let keys = &mut self.card.keys;
        if let Some(same) = keys.iter_mut().find(|known| same_place(known, &entry)) {
            *same = entry;
            return Ok(());
        }
        keys.push(entry).map_err(|_| ProfileError::TooManyKeys { max: applet::KEYS_MAX })
    }

    /// Returns the key of a usage and index, as [`applet::serving_key`] chooses it; `None` if the card has none.
    pub fn key(&self, usage: KeyUsage, index: u8) -> Option<&KeyEntry> {
        applet::serving_key(&self.card.keys, usage, Some(index))
    }

    /// Returns the key of a usage, index and version; `None` if the card has none.
    pub fn key_version(&self, usage: KeyUsage, index: u8, version: u8) -> Option<&KeyEntry> {
        let mut keys = self.card.keys.iter();
        keys.find(|entry| entry.usage == usage && entry.index == index && entry.version == version)
    }

    /// Returns the key of a usage whose commands name no index, as [`applet::serving_key`] chooses it; `None` if the
    /// card has none.
    pub fn only_key(&self, usage: KeyUsage) -> Option<&KeyEntry> {
        applet::serving_key(&self.card.keys, usage, None)
    }

    /// Returns the key that blocks or unblocks: the usage's own, or the maintenance key if the card has no key of the
    /// usage.
    pub fn blocking_key(&self, usage: KeyUsage) -> Option<&KeyEntry> {
        self.only_key(usage).or_else(|| self.only_key(KeyUsage::Maintenance))
    }

    /// Creates an empty card, on which `default.toml` writes every field.
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
        Profile { name: String::new(), card, masters: Masters::default() }
    }
}

/// Returns whether two keys have the same usage, index and version.
fn same_place(one: &KeyEntry, other: &KeyEntry) -> bool {
    (one.usage, one.index, one.version) == (other.usage, other.index, other.version)
}

/// Creates a key of version 01 and algorithm 00.
pub fn key_entry(usage: KeyUsage, index: u8, key: PurseKey) -> KeyEntry {
    KeyEntry { usage, index, version: 0x01, algorithm: 0x00, key }
}

#[cfg(test)]
mod tests;
