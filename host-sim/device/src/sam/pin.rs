//! The operation PIN as the issuer and the terminal send it: VERIFY, PIN CHANGE, RELOAD PIN and PIN UNBLOCK.

use sim_wire::apdu::Header;

use super::secure_messaging::{self, Challenge};
use super::session_key::folded;
use super::{Mac, leftmost};
use sim_codec::crypto::des::{self, DoubleKey, SingleKey};

/// Operation PIN: 4 to 12 digits in 2 to 6 BCD octets; an odd count ends in nibble F.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(Vec<u8>);

/// Reason for which a text is no PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    /// A character is no digit.
    #[error("a PIN is digits only")]
    NotADigit,
    /// The digits are this many, fewer than 4 or more than 12.
    #[error("a PIN has 4 to 12 digits, this has {0}")]
    Count(usize),
}

impl Pin {
    /// Creates a PIN of its digits.
    pub fn from_digits(digits: &str) -> Result<Pin, PinError> {
        let values: Option<Vec<u8>> = digits.chars().map(decimal).collect();
        let mut values = values.ok_or(PinError::NotADigit)?;
        if !(4..=12).contains(&values.len()) {
            return Err(PinError::Count(values.len()));
        }
        if !values.len().is_multiple_of(2) {
            values.push(0x0F);
        }
        Ok(Pin(values.as_chunks::<2>().0.iter().map(|[high, low]| (high << 4) | low).collect()))
    }

    /// Returns the BCD octets.
    pub fn octets(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Pin {
    /// Writes no digits, so that no log contains a PIN.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin(..)")
    }
}

fn decimal(character: char) -> Option<u8> {
    match character {
        '0'..='9' => Some((character as u8) & 0x0F),
        _ => None,
    }
}

/// Returns VERIFY: `00 20 00 00 Lc pin`. `pin` is BCD octets; a trace may send octets that are no PIN. `None` if one
/// length octet cannot count them.
pub fn verify_command(pin: &[u8]) -> Option<Vec<u8>> {
    super::command::with_data(Header { cla: 0x00, ins: 0x20, p1: 0x00, p2: 0x00 }, pin)
}

/// Returns PIN CHANGE: `80 5E 01 00 Lc old FF new`. `None` if one length octet cannot count the data.
pub fn change_command(old: &[u8], new: &[u8]) -> Option<Vec<u8>> {
    let data = [old, &[0xFF], new].concat();
    super::command::with_data(Header { cla: 0x80, ins: 0x5E, p1: 0x01, p2: 0x00 }, &data)
}

/// Returns the key of the RELOAD PIN MAC: DRPK left xor DRPK right.
pub fn reload_mac_key(drpk: &DoubleKey) -> SingleKey {
    folded(drpk)
}

/// Returns the MAC of RELOAD PIN: the leftmost four octets of single DES over the PIN's octets. The key is
/// [`reload_mac_key`], the IV zero; the octets are always padded.
pub fn reload_mac(drpk: &DoubleKey, pin: &[u8]) -> Mac {
    leftmost(des::mac(&reload_mac_key(drpk), [0; 8], pin))
}

/// Returns RELOAD PIN: `80 5E 00 00 Lc pin MAC4`. `None` if one length octet cannot count the data.
pub fn reload_command(drpk: &DoubleKey, pin: &[u8]) -> Option<Vec<u8>> {
    let data = [pin, &reload_mac(drpk, pin)].concat();
    super::command::with_data(Header { cla: 0x80, ins: 0x5E, p1: 0x00, p2: 0x00 }, &data)
}

/// Returns the plain text of PIN UNBLOCK: length 1, PIN, `80 00..` to eight octets. `None` if the PIN does not fit.
pub fn unblock_plain(pin: &[u8]) -> Option<[u8; 8]> {
    match des::whole_blocks(&secure_messaging::plain_blocks(pin)?).as_slice() {
        [block] => Some(*block),
        _ => None,
    }
}

/// Returns the cipher of PIN UNBLOCK: 3DES of [`unblock_plain`] under DPUK. `None` if the PIN does not fit.
pub fn unblock_cipher(dpuk: &DoubleKey, pin: &[u8]) -> Option<[u8; 8]> {
    Some(des::encrypt_double(dpuk, unblock_plain(pin)?))
}

/// Returns PIN UNBLOCK: `84 24 00 00 0C cipher8 MAC4`, the MAC over header and cipher under DPUK. `None` if the PIN
/// does not fit.
pub fn unblock_command(dpuk: &DoubleKey, challenge: Challenge, pin: &[u8]) -> Option<Vec<u8>> {
    let header = Header { cla: 0x84, ins: 0x24, p1: 0x00, p2: 0x00 };
    secure_messaging::protect(dpuk, challenge, header, &unblock_cipher(dpuk, pin)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_pin_digits_are_padded_with_f() {
        assert_eq!(Pin::from_digits("123456").unwrap().octets(), [0x12, 0x34, 0x56]);
        assert_eq!(Pin::from_digits("12345").unwrap().octets(), [0x12, 0x34, 0x5F]);
        assert_eq!(Pin::from_digits("123456789012").unwrap().octets().len(), 6);
    }

    #[test]
    fn wrong_pin_is_refused_with_its_reason() {
        assert_eq!(Pin::from_digits("123"), Err(PinError::Count(3)));
        assert_eq!(Pin::from_digits("1234567890123"), Err(PinError::Count(13)));
        assert_eq!(Pin::from_digits("12a4"), Err(PinError::NotADigit));
    }

    #[test]
    fn pin_does_not_print_itself() {
        assert_eq!(format!("{:?}", Pin::from_digits("1234").unwrap()), "Pin(..)");
    }

    #[test]
    fn pin_over_seven_octets_cannot_be_unblocked() {
        assert_eq!(unblock_plain(&[0x12; 7]), Some([7, 0x12, 0x12, 0x12, 0x12, 0x12, 0x12, 0x12]));
        assert_eq!(unblock_plain(&[0x12; 8]), None);
    }

    #[test]
    fn pin_change_separates_pins_by_ff() {
        assert_eq!(
            change_command(&[0x12, 0x34], &[0x56, 0x78]).unwrap(),
            [0x80, 0x5E, 0x01, 0x00, 0x05, 0x12, 0x34, 0xFF, 0x56, 0x78]
        );
    }
}
