//! Keys of secured packets as plain data. A key knows its cipher, and no packet can have it used for another: what a
//! packet says about it is a claim (ETSI TS 102 225 §5.1).

use core::fmt;

use crate::secured_packet::{Checksum, Ciphering, Counter, KeyReference};

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
