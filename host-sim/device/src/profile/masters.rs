//! Master keys of a profile: what the keys of its series' cards are made of.

use std::fmt;

use applet::{KeyEntry, KeyUsage, PurseKey};
use sim_wire::OtaKeySet;

use super::{Profile, same_place};
use crate::pos::tap::PURCHASE_KEY_INDEX;
use crate::sam::diversification::{asn_factor, diversify, diversify_packet_key};
use crate::sam::psam::{KeyScope, MasterKey};
use sim_codec::crypto::des::DesBlock;

/// Factor of one level of diversification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LevelFactor {
    /// Octets that all cards share, such as the issuer's.
    Fixed(DesBlock),
    /// The card's own, from its ASN.
    Asn,
}

/// Master keys with the factors of their levels, the outermost first.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Masters {
    pub(super) levels: Vec<LevelFactor>,
    /// Master keys of the purse's keys; each stands under usage, index, version and algorithm of the card's key.
    pub(super) keys: Vec<KeyEntry>,
    /// Master keys of the key sets for secured packets.
    pub(super) ota_keys: Vec<OtaKeySet>,
}

impl Default for Masters {
    /// Returns no master keys, and the card's own factor as the only level.
    fn default() -> Masters {
        Masters { levels: vec![LevelFactor::Asn], keys: Vec::new(), ota_keys: Vec::new() }
    }
}

impl fmt::Debug for Masters {
    /// Writes no key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Masters").field("levels", &self.levels).finish_non_exhaustive()
    }
}

impl Masters {
    /// Returns the factors of a card, in the order in which they are applied.
    pub(super) fn factors(&self, asn: [u8; 10]) -> Vec<DesBlock> {
        let factor = |level: &LevelFactor| match level {
            LevelFactor::Fixed(factor) => *factor,
            LevelFactor::Asn => asn_factor(&asn),
        };
        self.levels.iter().map(factor).collect()
    }

    /// Returns the purse's key that a master key gives a card.
    pub(super) fn key(&self, master: &KeyEntry, asn: [u8; 10]) -> KeyEntry {
        KeyEntry { key: diversify(&master.key, &self.factors(asn)), ..*master }
    }

    /// Returns the master key that a card's key was made of; `None` if it is a key of the card alone.
    fn master_of(&self, entry: &KeyEntry, asn: [u8; 10]) -> Option<&KeyEntry> {
        let mut masters = self.keys.iter().filter(|master| same_place(master, entry));
        masters.find(|master| self.key(master, asn) == *entry)
    }

    /// Returns the key set that a master key set gives a card.
    pub(super) fn ota_key(&self, master: &OtaKeySet, asn: [u8; 10]) -> OtaKeySet {
        let factors = self.factors(asn);
        let (kic, kid) = (diversify_packet_key(&master.kic, &factors), diversify_packet_key(&master.kid, &factors));
        OtaKeySet { kic, kid, ..*master }
    }

    /// Returns the key of a card that a terminal diversifies only by the card's own factor: the master key after all
    /// outer levels. `None` if the card's factor is not the last level, or an outer one too.
    fn above_the_card(&self, master: &PurseKey) -> Option<PurseKey> {
        let (LevelFactor::Asn, outer) = self.levels.split_last()? else {
            return None;
        };
        let fixed = |level: &LevelFactor| match level {
            LevelFactor::Fixed(factor) => Some(*factor),
            LevelFactor::Asn => None,
        };
        let factors: Option<Vec<DesBlock>> = outer.iter().map(fixed).collect();
        Some(diversify(master, &factors?))
    }
}

impl Profile {
    /// Returns the purchase keys that a terminal's security module needs to serve the card: the master key where the
    /// card's key is made of one, so that the whole series is served; else the card's own key.
    pub fn purchase_masters(&self) -> Vec<MasterKey> {
        let is_purchase = |entry: &&KeyEntry| entry.usage == KeyUsage::Purchase && entry.index == PURCHASE_KEY_INDEX;
        self.card.keys.iter().filter(is_purchase).map(|entry| self.purchase_master(entry)).collect()
    }

    fn purchase_master(&self, entry: &KeyEntry) -> MasterKey {
        let master = self.masters.master_of(entry, self.asn());
        let (scope, key) = match master.and_then(|master| self.masters.above_the_card(&master.key)) {
            Some(key) => (KeyScope::Diversified, key),
            None => (KeyScope::Card(asn_factor(&self.asn())), entry.key),
        };
        MasterKey { version: entry.version, scope, key }
    }

    /// Gives the card the ASN, and every key that was made of a master key for the old ASN anew for this one. A key set
    /// for secured packets that no master key made is diversified by the ASN.
    pub(super) fn move_to(&mut self, asn: [u8; 10]) {
        let (old, masters) = (self.asn(), &self.masters);
        for entry in &mut self.card.keys {
            if let Some(master) = masters.master_of(entry, old) {
                *entry = masters.key(master, asn);
            }
        }
        for set in &mut self.card.ota_keys {
            let counter = set.counter;
            *set = match masters.ota_keys.iter().find(|master| masters.ota_key(master, old) == *set) {
                Some(master) => OtaKeySet { counter, ..masters.ota_key(master, asn) },
                None => {
                    let factors = [asn_factor(&asn)];
                    let (kic, kid) =
                        (diversify_packet_key(&set.kic, &factors), diversify_packet_key(&set.kid, &factors));
                    OtaKeySet { kic, kid, ..*set }
                }
            };
        }
        self.set_asn(asn);
    }
}
