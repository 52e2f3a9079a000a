//! Manufacture of a card: a sound personalisation, written into memory.

use crate::identity::Identity;
use crate::nvm::{self, MemoryError, Nvm};
use crate::personalisation::{OTA_KEY_SETS_MAX, OtaKey, OtaKeySet, Personalisation};
use crate::wallet::Wallet;
use sim_wire::pin::PinDigits;

/// Reason for which a card cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardManufactureError {
    /// Memory that failed.
    Memory(MemoryError),
    /// Initial PIN that is not 4 to 12 digits in BCD.
    InitialPin,
    /// Tries of the PIN outside 1 to 15.
    PinTries,
    /// AID that is not 5 to 16 octets, or ATR of fewer than 2.
    Identity,
    /// Initial balance above the balance maximum.
    Balance,
    /// Key set for secured packets that is not sound. Another set has its number, the number is not 1 to 15, or the
    /// length of its checksum is neither 8 nor, for AES, 4.
    OtaKeySet,
}

/// Writes a new card into memory: its identity and the wallet of its first day.
pub fn manufacture(memory: &mut impl Nvm, personalisation: &Personalisation) -> Result<(), CardManufactureError> {
    let Personalisation { aid, atr, pin_tries, balance_max, start, .. } = personalisation;
    if !(5..=16).contains(&aid.len()) || atr.len() < 2 {
        return Err(CardManufactureError::Identity);
    }
    if !(1..=15).contains(pin_tries) {
        return Err(CardManufactureError::PinTries);
    }
    if start.balance > *balance_max {
        return Err(CardManufactureError::Balance);
    }
    if PinDigits::parse(&personalisation.pin_initial).is_none() {
        return Err(CardManufactureError::InitialPin);
    }
    if !(0..OTA_KEY_SETS_MAX).zip(&personalisation.ota_keys).all(|(place, set)| {
        let earlier = personalisation.ota_keys.iter().take(place);
        is_sound(set) && earlier.map(|other| other.number).all(|number| number != set.number)
    }) {
        return Err(CardManufactureError::OtaKeySet);
    }
    let wallet = Wallet::newborn(personalisation).ok_or(CardManufactureError::InitialPin)?;
    nvm::format(memory, &wallet).map_err(CardManufactureError::Memory)?;
    Identity::of(personalisation).write(memory).map_err(CardManufactureError::Memory)
}

/// Returns whether packets can name a key set, and its checksums have a length that their cipher has.
const fn is_sound(set: &OtaKeySet) -> bool {
    let is_aes = matches!(set.kid, OtaKey::Aes128(_) | OtaKey::Aes192(_) | OtaKey::Aes256(_));
    matches!(set.number, 1..=15) && (set.checksum_length == 8 || is_aes && set.checksum_length == 4)
}
