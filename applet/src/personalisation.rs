//! Personalisation (个人化), which a card gets at manufacture and keeps for life: identity, keys and ceilings. It is
//! written once, before the first power-on, and no command changes it.

mod default;
mod over_the_air;

use heapless::Vec;

use crate::crypto::PurseKey;
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

pub use over_the_air::{OTA_APPLICATIONS_MAX, OTA_KEY_SETS_MAX, OtaApplication, OtaKey, OtaKeySet};

/// Most keys a card holds.
pub const KEYS_MAX: usize = 32;

/// Purpose of a key (JR/T 0025.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyUsage {
    /// DPK, purchase key (消费密钥).
    Purchase,
    /// DLK, load key (圈存密钥).
    Load,
    /// DULK, unload key (圈提密钥).
    Unload,
    /// DTK, TAC key (TAC 密钥).
    Tac,
    /// DAMK, application maintenance key (应用维护密钥): secure messaging.
    Maintenance,
    /// DPUK, PIN unblock key (PIN 解锁密钥).
    PinUnblock,
    /// DRPK, PIN reload key (PIN 重装密钥).
    PinReload,
    /// External authentication key (外部认证密钥).
    ExternalAuthentication,
    /// Internal authentication key (内部认证密钥).
    InternalAuthentication,
    /// Application block key; where a card has none, the maintenance key serves.
    ApplicationBlock,
    /// Application unblock key; where a card has none, the maintenance key serves.
    ApplicationUnblock,
    /// Card block key; where a card has none, the maintenance key serves.
    CardBlock,
}

impl KeyUsage {
    /// Every usage.
    pub const ALL: [KeyUsage; 12] = [
        KeyUsage::Purchase,
        KeyUsage::Load,
        KeyUsage::Unload,
        KeyUsage::Tac,
        KeyUsage::Maintenance,
        KeyUsage::PinUnblock,
        KeyUsage::PinReload,
        KeyUsage::ExternalAuthentication,
        KeyUsage::InternalAuthentication,
        KeyUsage::ApplicationBlock,
        KeyUsage::ApplicationUnblock,
        KeyUsage::CardBlock,
    ];

    /// Returns the usage's octet in the memory's layout.
    pub(crate) const fn code(self) -> u8 {
        self as u8
    }

    /// Returns the usage of an octet; `None` if no usage has it.
    pub(crate) fn from_code(code: u8) -> Option<KeyUsage> {
        KeyUsage::ALL.into_iter().find(|usage| usage.code() == code)
    }
}

/// Chooses the key that serves a usage, of all the keys of a card. The card, its terminals and its platform share this
/// one rule.
///
/// - A command that names an index means the key of that index.
/// - A command that names none means the key of the lowest index. Such commands are TAC, PIN unblock, PIN reload,
///   blocking and unblocking, SET STATUS and PUT DATA under secure messaging. Cards number such keys from 00 (WRITE KEY
///   of JR/T 0025 cards: DTK `08 00`, DPUK `04 00`, DRPK `05 00`, DAMK `50 00`).
/// - Of several versions under one index the highest serves.
///
/// Returns `None` if the card has no such key.
pub fn serving_key(keys: &[KeyEntry], usage: KeyUsage, index: Option<u8>) -> Option<&KeyEntry> {
    let of_usage = keys.iter().filter(|key| key.usage == usage && index.is_none_or(|index| key.index == index));
    of_usage.min_by_key(|key| (key.index, core::cmp::Reverse(key.version)))
}

/// A key with its usage, index, version and algorithm identifier (00 is 3DES). Several versions may stand under one
/// index: the card uses the highest and reports it in the answer to INITIALIZE.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KeyEntry {
    /// Purpose of the key.
    pub usage: KeyUsage,
    /// Key index, as INITIALIZE and EXTERNAL AUTHENTICATE name it.
    pub index: u8,
    /// Key version, as the answer to INITIALIZE reports it.
    pub version: u8,
    /// Algorithm identifier, as the answer to INITIALIZE reports it; the arithmetic is 3DES for any value.
    pub algorithm: u8,
    /// The sixteen octets of the key.
    pub key: PurseKey,
}

impl core::fmt::Debug for KeyEntry {
    /// Prints the entry without its key.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("KeyEntry")
            .field("usage", &self.usage)
            .field("index", &self.index)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// Data written at manufacture: the card's identity for life, and the wallet that it starts with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Personalisation {
    /// Answer to reset (ISO 7816-3 §8), 2 to 33 octets.
    pub atr: Vec<u8, 33>,
    /// Application identifier of the wallet, 5 to 16 octets.
    pub aid: Vec<u8, 16>,
    /// ICCID, ten octets of swapped BCD (file 2FE2).
    pub iccid: [u8; 10],
    /// All keys of the purse.
    pub keys: Vec<KeyEntry, KEYS_MAX>,
    /// Key sets for secured packets. The first secures what the card itself sends.
    pub ota_keys: Vec<OtaKeySet, OTA_KEY_SETS_MAX>,
    /// Applications that secured packets may be for.
    pub ota_applications: Vec<OtaApplication, OTA_APPLICATIONS_MAX>,
    /// Most that the balance may come to, in fen.
    pub balance_max: Fen,
    /// Number of wrong tries of the operation PIN in a row that block it, 1 to 15.
    pub pin_tries: u8,
    /// Operation PIN when it is switched on, 2 to 6 BCD octets, an odd digit count ending in nibble F.
    pub pin_initial: Vec<u8, 6>,
    /// Initial state of the wallet.
    pub start: Start,
}

/// The wallet on its first day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// Balance, in fen.
    pub balance: Fen,
    /// Online transaction counter (联机交易序号).
    pub online_counter: u16,
    /// Offline transaction counter (脱机交易序号).
    pub offline_counter: u16,
    /// State in the life cycle.
    pub lifecycle: LifeCycle,
    /// `true` if the operation PIN is on.
    pub pin_on: bool,
    /// Single-transaction limit, in fen; `None` for no limit.
    pub limit: Option<Fen>,
    /// File 15, public application data (公共应用基本数据文件).
    pub file_15: [u8; 30],
    /// File 16, holder's data (持卡人基本数据文件).
    pub file_16: [u8; 55],
    /// File 17, eight application records of 24 octets.
    pub file_17: [[u8; 24]; 8],
}
