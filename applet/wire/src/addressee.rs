//! Card number in front of a script and of its answer, in the secured data. It is the data object of a card's number
//! (tag 5A, ISO/IEC 7816-6). A packet's header names only an application, and cards of one issuer may have the same
//! keys. The card number keeps a packet that goes astray from being taken by another card.
//!
//! ```text
//! 5A 0A ASN(10)   commands back to back, or their answer
//! ```
//!
//! No class octet of a command is 5A, and no answer counts so many commands of a script. Octets that begin otherwise
//! therefore carry no card number.
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

/// Octets of the card number as a data object: tag, length and value.
pub const LENGTH: usize = 12;

/// Encodes a card number as a data object.
pub fn emit(asn: &[u8; 10]) -> [u8; LENGTH] {
    concat(&[&HEAD, asn])
}

/// Splits the card number off the front of a script or of an answer. Returns `None` and all octets if they do not begin
/// with a card number.
pub fn split(octets: &[u8]) -> (Option<[u8; 10]>, &[u8]) {
    let name = octets.strip_prefix(&HEAD).and_then(|rest| rest.split_first_chunk::<10>());
    name.map_or((None, octets), |(asn, rest)| (Some(*asn), rest))
}
