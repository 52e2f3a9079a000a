//! What a card is given for secured packets: key sets, by which they are secured, and the applications that packets may be
//! for (ETSI TS 102 225 §5.1, TS 102 226 §8.2).

pub use crate::crypto::OtaKey;
use crate::crypto::{PacketCheck, Security};
use crate::wire::secured_packet::{Check, Counter, KeyReference, Redundancy, Tar};

/// Most key sets a card holds.
pub const OTA_KEY_SETS_MAX: usize = 3;

/// Most applications that packets may be for.
pub const OTA_APPLICATIONS_MAX: usize = 4;

/// Keys that belong together under a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtaKeySet {
    /// Its number, 1 to 15, by which KIc and KID name it.
    pub number: u8,
    /// The key for ciphering.
    pub kic: OtaKey,
    /// The key for checksums.
    pub kid: OtaKey,
    /// Octets of a checksum: 8, of AES also 4. A packet cannot choose it.
    pub checksum_length: u8,
    /// The counter that counts as accepted on the card's first day.
    pub counter: Counter,
}

impl OtaKeySet {
    /// KIc by which packets name this set and the cipher of its key.
    pub(crate) const fn kic_octet(&self) -> KeyReference {
        KeyReference::new(self.number, self.kic.ciphering().code())
    }

    /// KID by which packets name this set and the checksum of its key.
    pub(crate) const fn kid_octet(&self) -> KeyReference {
        KeyReference::new(self.number, self.kid.checksum().code())
    }

    /// What secures a packet under this set that has that check; `kid` says which redundancy check. `None` where there is no
    /// such check: KID names no redundancy check, or a signature is wanted.
    pub(crate) fn security(&self, check: Check, ciphered: bool, kid: KeyReference) -> Option<Security<'_>> {
        let check = match check {
            Check::None => PacketCheck::Nothing,
            Check::Redundancy => PacketCheck::Redundancy(Redundancy::from_code(kid.algorithm())?),
            Check::Cryptographic => PacketCheck::Checksum(&self.kid, self.checksum_length),
            Check::Signature => return None,
        };
        Some(Security { cipher: ciphered.then_some(&self.kic), check })
    }
}

/// An application that packets may be for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtaApplication {
    /// Its name in packets.
    pub tar: Tar,
    /// Minimum security level (TS 102 226 §8.2.1.3.2.4): the first octet of an SPI, each of its fields for itself.
    pub least: u8,
}
