//! Keys of secured packets as plain data. A key knows its cipher, and no packet can have the key used with another. The
//! algorithm that a packet names is only a claim (ETSI TS 102 225 §5.1).

use core::fmt;

use crate::secured_packet::{Checksum, Ciphering, Counter, KeyReference};

/// A key and its cipher. Single DES is not among the ciphers: it is reserved since Release 8.
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
    /// Returns the key's octets.
    pub const fn octets(&self) -> &[u8] {
        match self {
            OtaKey::TripleDes2(octets) | OtaKey::Aes128(octets) => octets,
            OtaKey::TripleDes3(octets) | OtaKey::Aes192(octets) => octets,
            OtaKey::Aes256(octets) => octets,
        }
    }

    /// Returns the length of a block of the cipher, in octets.
    pub const fn block_length(&self) -> usize {
        match self {
            OtaKey::TripleDes2(_) | OtaKey::TripleDes3(_) => 8,
            OtaKey::Aes128(_) | OtaKey::Aes192(_) | OtaKey::Aes256(_) => 16,
        }
    }

    /// Returns the algorithm that KIc of a packet names if the packet is ciphered with this key.
    pub const fn ciphering(&self) -> Ciphering {
        match self {
            OtaKey::TripleDes2(_) => Ciphering::TripleDesCbcTwoKeys,
            OtaKey::TripleDes3(_) => Ciphering::TripleDesCbcThreeKeys,
            OtaKey::Aes128(_) | OtaKey::Aes192(_) | OtaKey::Aes256(_) => Ciphering::AesCbc,
        }
    }

    /// Returns the algorithm that KID of a packet names if the packet is checked with this key.
    pub const fn checksum(&self) -> Checksum {
        match self {
            OtaKey::TripleDes2(_) => Checksum::TripleDesCbcMacTwoKeys,
            OtaKey::TripleDes3(_) => Checksum::TripleDesCbcMacThreeKeys,
            OtaKey::Aes128(_) | OtaKey::Aes192(_) | OtaKey::Aes256(_) => Checksum::AesCmac,
        }
    }

    /// Returns the octet that names cipher and key length in the memory's layout.
    pub const fn code(&self) -> u8 {
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
    /// Prints the cipher without the key.
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

/// A pair of keys, for ciphering and for checksums, with its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtaKeySet {
    /// Number of the set, 1 to 15, by which KIc and KID name it.
    pub number: u8,
    /// Key for ciphering.
    pub kic: OtaKey,
    /// Key for checksums.
    pub kid: OtaKey,
    /// Octets of a checksum: 8, with AES also 4. A packet cannot choose this length.
    pub checksum_length: u8,
    /// Counter that counts as accepted on the card's first day.
    pub counter: Counter,
}

impl OtaKeySet {
    /// Returns the KIc by which packets name this set and the cipher of its key.
    pub const fn kic_octet(&self) -> KeyReference {
        KeyReference::new(self.number, self.kic.ciphering().code())
    }

    /// Returns the KID by which packets name this set and the checksum of its key.
    pub const fn kid_octet(&self) -> KeyReference {
        KeyReference::new(self.number, self.kid.checksum().code())
    }
}
