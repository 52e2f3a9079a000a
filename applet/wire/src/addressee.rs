//! Whom a script is for, and whose the answer to it is: the card number in front of either, in the secured data, as the
//! data object of a card's number (tag 5A, ISO/IEC 7816-6). A packet's header names an application, and cards of one
//! issuer may have the same keys. Only the name makes a packet that goes astray nobody else's.
//!
//! ```text
//! 5A 0A ASN(10)   commands back to back, or their answer
//! ```
//!
//! No class octet of a command is 5A, and no answer counts so many commands of a script, so that what begins otherwise
//! names nobody.
//!
//! ```
//! use sim_wire::addressee;
//!
//! let asn = [0x12; 10];
//! let script = [&addressee::emit(&asn)[..], &[0x80, 0x5C, 0x00, 0x02, 0x04]].concat();
//! assert_eq!(addressee::split(&script), (Some(asn), &[0x80, 0x5C, 0x00, 0x02, 0x04][..]));
//! assert_eq!(addressee::split(&[0x80, 0x5C]), (None, &[0x80, 0x5C][..]));
//! ```

use super::concat;

/// Tag and length of the card number.
const HEAD: [u8; 2] = [0x5A, 0x0A];

/// Octets of the whole name.
pub const LENGTH: usize = 12;

/// Encodes the name of a card.
pub fn emit(asn: &[u8; 10]) -> [u8; LENGTH] {
    concat(&[&HEAD, asn])
}

/// Splits the name off. `None` where the octets name nobody; then they all stand behind.
pub fn split(octets: &[u8]) -> (Option<[u8; 10]>, &[u8]) {
    let name = octets.strip_prefix(&HEAD).and_then(|rest| rest.split_first_chunk::<10>());
    name.map_or((None, octets), |(asn, rest)| (Some(*asn), rest))
}
