//! What a card is given for messages over the air: key sets for secured packets, and the applications that packets may be
//! for (ETSI TS 102 225 §5.1, TS 102 226 §8.2). A key knows its algorithm; what a packet says about it is a claim.

use core::fmt;

use crate::wire::secured_packet::{Checksum, Ciphering, Counter, Tar};

/// Most key sets a card holds.
pub const OTA_KEY_SETS_MAX: usize = 3;

/// Most applications that packets may be for.
pub const OTA_APPLICATIONS_MAX: usize = 4;

/// A key and the cipher it is for. Single DES is not among them: it is reserved since Release 8.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum OtaKey {
    /// 3DES with two keys, the first used again as the third.
    TripleDes2([u8; 16]),
    /// 3DES with three keys.
    TripleDes3([u8; 24]),
    /// AES-128.
    Aes128([u8; 16]),
    /// AES-192.
    Aes192([u8; 24]),
    /// AES-256.
    Aes256([u8; 32]),
}

impl OtaKey {
    /// The key's octets.
    pub const fn octets(&self) -> &[u8] {
        match self {
            OtaKey::TripleDes2(octets) | OtaKey::Aes128(octets) => octets,
            OtaKey::TripleDes3(octets) | OtaKey::Aes192(octets) => octets,
            OtaKey::Aes256(octets) => octets,
        }
    }

    /// Octets of a block of its cipher.
    pub const fn block_length(&self) -> usize {
        match self {
            OtaKey::TripleDes2(_) | OtaKey::TripleDes3(_) => 8,
            OtaKey::Aes128(_) | OtaKey::Aes192(_) | OtaKey::Aes256(_) => 16,
        }
    }

    /// What a packet names that is ciphered with it.
    pub const fn ciphering(&self) -> Ciphering {
        match self {
            OtaKey::TripleDes2(_) => Ciphering::TripleDesCbcTwoKeys,
            OtaKey::TripleDes3(_) => Ciphering::TripleDesCbcThreeKeys,
            OtaKey::Aes128(_) | OtaKey::Aes192(_) | OtaKey::Aes256(_) => Ciphering::AesCbc,
        }
    }

    /// What a packet names that is checked with it.
    pub const fn checksum(&self) -> Checksum {
        match self {
            OtaKey::TripleDes2(_) => Checksum::TripleDesCbcMacTwoKeys,
            OtaKey::TripleDes3(_) => Checksum::TripleDesCbcMacThreeKeys,
            OtaKey::Aes128(_) | OtaKey::Aes192(_) | OtaKey::Aes256(_) => Checksum::AesCmac,
        }
    }

    /// One octet in the memory's layout that says which cipher and, with it, which length.
    pub(crate) const fn code(&self) -> u8 {
        match self {
            OtaKey::TripleDes2(_) => 0,
            OtaKey::TripleDes3(_) => 1,
            OtaKey::Aes128(_) => 2,
            OtaKey::Aes192(_) => 3,
            OtaKey::Aes256(_) => 4,
        }
    }
}

impl fmt::Debug for OtaKey {
    /// The cipher, and not the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            OtaKey::TripleDes2(_) => "TripleDes2(..)",
            OtaKey::TripleDes3(_) => "TripleDes3(..)",
            OtaKey::Aes128(_) => "Aes128(..)",
            OtaKey::Aes192(_) => "Aes192(..)",
            OtaKey::Aes256(_) => "Aes256(..)",
        })
    }
}

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

/// An application that packets may be for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtaApplication {
    /// Its name in packets.
    pub tar: Tar,
    /// Minimum security level (TS 102 226 §8.2.1.3.2.4): the first octet of an SPI, each of its fields for itself.
    pub least: u8,
}
