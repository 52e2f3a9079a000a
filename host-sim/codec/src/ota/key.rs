//! Keys of secured packets. Each knows its cipher, so that no packet can have the key used for another. DES is the
//! host's own; AES is RustCrypto's.

use sim_wire::count::Counted;
use std::fmt;

use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256};
use serde::{Deserialize, Serialize};
use sim_wire::OtaKey;
use sim_wire::secured_packet::{Checksum, Ciphering, KeyReference};

use crate::crypto::des::{Des, DoubleKey, SingleKey, TripleDes, TripleKey};

/// Key and the cipher that it is for.
#[derive(Clone, PartialEq, Eq)]
pub enum KeyMaterial {
    /// Single DES.
    Des(SingleKey),
    /// 3DES, the first key used again as the third.
    TwoKeys(DoubleKey),
    /// 3DES with three keys.
    ThreeKeys(TripleKey),
    /// AES with a key of 16 octets.
    Aes128([u8; 16]),
    /// AES with a key of 24 octets.
    Aes192([u8; 24]),
    /// AES with a key of 32 octets.
    Aes256([u8; 32]),
}

/// Family of ciphers; the length of the key selects the cipher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// DES and 3DES: keys of 8, 16 or 24 octets.
    Des,
    /// AES: keys of 16, 24 or 32 octets.
    Aes,
}

/// Cipher of a key, with the length of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyAlgorithm {
    /// Single DES.
    Des,
    /// 3DES, the first key used again as the third.
    TwoKeys,
    /// 3DES with three keys.
    ThreeKeys,
    /// AES with keys of 16 octets.
    Aes128,
    /// AES with keys of 24 octets.
    Aes192,
    /// AES with keys of 32 octets.
    Aes256,
}

impl fmt::Display for KeyAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            KeyAlgorithm::Des => "DES",
            KeyAlgorithm::TwoKeys => "3DES with two keys",
            KeyAlgorithm::ThreeKeys => "3DES with three keys",
            KeyAlgorithm::Aes128 => "AES-128",
            KeyAlgorithm::Aes192 => "AES-192",
            KeyAlgorithm::Aes256 => "AES-256",
        })
    }
}

/// Error of a key whose length its cipher does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key has {}; {wanted}", Counted(*length, "octet"))]
pub struct KeyLengthError {
    /// Octets given.
    pub length: usize,
    /// Lengths that the cipher has, in words.
    pub wanted: &'static str,
}

impl KeyMaterial {
    /// Makes a key of a family; its length selects the cipher.
    pub fn new(family: Family, octets: &[u8]) -> Result<KeyMaterial, KeyLengthError> {
        let wrong = |wanted| KeyLengthError { length: octets.len(), wanted };
        match family {
            Family::Des => octets
                .try_into()
                .map(KeyMaterial::Des)
                .or_else(|_| octets.try_into().map(KeyMaterial::TwoKeys))
                .or_else(|_| octets.try_into().map(KeyMaterial::ThreeKeys))
                .map_err(|_| wrong("DES has 8, 3DES has 16 or 24")),
            Family::Aes => octets
                .try_into()
                .map(KeyMaterial::Aes128)
                .or_else(|_| octets.try_into().map(KeyMaterial::Aes192))
                .or_else(|_| octets.try_into().map(KeyMaterial::Aes256))
                .map_err(|_| wrong("AES has 16, 24 or 32")),
        }
    }

    /// Returns the cipher and its key length.
    pub const fn algorithm(&self) -> KeyAlgorithm {
        match self {
            KeyMaterial::Des(_) => KeyAlgorithm::Des,
            KeyMaterial::TwoKeys(_) => KeyAlgorithm::TwoKeys,
            KeyMaterial::ThreeKeys(_) => KeyAlgorithm::ThreeKeys,
            KeyMaterial::Aes128(_) => KeyAlgorithm::Aes128,
            KeyMaterial::Aes192(_) => KeyAlgorithm::Aes192,
            KeyMaterial::Aes256(_) => KeyAlgorithm::Aes256,
        }
    }

    /// Returns the octets of a block.
    pub const fn block_length(&self) -> usize {
        match self {
            KeyMaterial::Des(_) | KeyMaterial::TwoKeys(_) | KeyMaterial::ThreeKeys(_) => 8,
            KeyMaterial::Aes128(_) | KeyMaterial::Aes192(_) | KeyMaterial::Aes256(_) => 16,
        }
    }

    /// Prepares the cipher for many blocks.
    pub(super) fn ready(&self) -> Cipher {
        match self {
            KeyMaterial::Des(key) => Cipher::Des(Box::new(Des::new(key))),
            KeyMaterial::TwoKeys(key) => Cipher::TripleDes(Box::new(TripleDes::of_two(key))),
            KeyMaterial::ThreeKeys(key) => Cipher::TripleDes(Box::new(TripleDes::of_three(key))),
            KeyMaterial::Aes128(key) => Cipher::Aes128(Box::new(Aes128::new(&(*key).into()))),
            KeyMaterial::Aes192(key) => Cipher::Aes192(Box::new(Aes192::new(&(*key).into()))),
            KeyMaterial::Aes256(key) => Cipher::Aes256(Box::new(Aes256::new(&(*key).into()))),
        }
    }
}

impl fmt::Debug for KeyMaterial {
    /// Writes the cipher, and not the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.algorithm())
    }
}

/// Cipher with its key schedule.
pub(super) enum Cipher {
    Des(Box<Des>),
    TripleDes(Box<TripleDes>),
    Aes128(Box<Aes128>),
    Aes192(Box<Aes192>),
    Aes256(Box<Aes256>),
}

impl Cipher {
    /// Enciphers one block in place. Octets that are no block stay as they are.
    pub(super) fn encrypt(&self, block: &mut [u8]) {
        self.block(block, true);
    }

    /// Deciphers one block in place. Octets that are no block stay as they are.
    pub(super) fn decrypt(&self, block: &mut [u8]) {
        self.block(block, false);
    }

    fn block(&self, block: &mut [u8], forth: bool) {
        if let Ok(eight) = <&mut [u8; 8]>::try_from(&mut *block) {
            *eight = match (self, forth) {
                (Cipher::Des(cipher), true) => cipher.encrypt(*eight),
                (Cipher::Des(cipher), false) => cipher.decrypt(*eight),
                (Cipher::TripleDes(cipher), true) => cipher.encrypt(*eight),
                (Cipher::TripleDes(cipher), false) => cipher.decrypt(*eight),
                _ => *eight,
            };
        } else if let Ok(sixteen) = block.try_into() {
            match (self, forth) {
                (Cipher::Aes128(cipher), true) => cipher.encrypt_block(sixteen),
                (Cipher::Aes128(cipher), false) => cipher.decrypt_block(sixteen),
                (Cipher::Aes192(cipher), true) => cipher.encrypt_block(sixteen),
                (Cipher::Aes192(cipher), false) => cipher.decrypt_block(sixteen),
                (Cipher::Aes256(cipher), true) => cipher.encrypt_block(sixteen),
                (Cipher::Aes256(cipher), false) => cipher.decrypt_block(sixteen),
                _ => {}
            }
        }
    }
}

impl From<&OtaKey> for KeyMaterial {
    /// Converts a card's key, as its profile has it.
    fn from(key: &OtaKey) -> KeyMaterial {
        match *key {
            OtaKey::TripleDes2(octets) => KeyMaterial::TwoKeys(octets),
            OtaKey::TripleDes3(octets) => KeyMaterial::ThreeKeys(octets),
            OtaKey::Aes128(octets) => KeyMaterial::Aes128(octets),
            OtaKey::Aes192(octets) => KeyMaterial::Aes192(octets),
            OtaKey::Aes256(octets) => KeyMaterial::Aes256(octets),
        }
    }
}

/// Chaining of blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainingMode {
    /// CBC: each block is mixed with the one before it, the first with zeros.
    Chained,
    /// ECB: each block by itself.
    Apart,
}

/// Key for the ciphering of packets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CipherKey {
    /// The key.
    pub key: KeyMaterial,
    /// Chaining of the blocks.
    pub mode: ChainingMode,
}

impl CipherKey {
    /// Makes the key for a named algorithm.
    pub fn new(algorithm: Ciphering, octets: &[u8]) -> Result<CipherKey, KeyLengthError> {
        let mode = if algorithm == Ciphering::DesEcb { ChainingMode::Apart } else { ChainingMode::Chained };
        let key = KeyMaterial::new(if algorithm == Ciphering::AesCbc { Family::Aes } else { Family::Des }, octets)?;
        let key = CipherKey { key, mode };
        if key.algorithm() == Some(algorithm) { Ok(key) } else { Err(of_length(algorithm.code(), octets.len())) }
    }

    /// Returns the algorithm that a packet under this key names; `None` where none has a name.
    pub const fn algorithm(&self) -> Option<Ciphering> {
        match (&self.key, self.mode) {
            (KeyMaterial::Des(_), ChainingMode::Chained) => Some(Ciphering::DesCbc),
            (KeyMaterial::Des(_), ChainingMode::Apart) => Some(Ciphering::DesEcb),
            (KeyMaterial::TwoKeys(_), ChainingMode::Chained) => Some(Ciphering::TripleDesCbcTwoKeys),
            (KeyMaterial::ThreeKeys(_), ChainingMode::Chained) => Some(Ciphering::TripleDesCbcThreeKeys),
            (KeyMaterial::Aes128(_) | KeyMaterial::Aes192(_) | KeyMaterial::Aes256(_), ChainingMode::Chained) => {
                Some(Ciphering::AesCbc)
            }
            _ => None,
        }
    }

    /// Returns whether a packet with that KIc may mean this key: KIc names the key's algorithm, or none.
    pub fn is_meant_by(&self, kic: KeyReference) -> bool {
        kic.is_implicit() || self.algorithm().is_some_and(|algorithm| algorithm.code() == kic.algorithm())
    }
}

/// Key for the checksums of packets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChecksumKey {
    /// The key.
    pub key: KeyMaterial,
    /// Octets of the checksum: 8, of AES also 4. The length belongs to the key; a packet cannot choose it.
    pub length: usize,
}

impl ChecksumKey {
    /// Makes the key for a named algorithm, for checksums of eight octets.
    pub fn new(algorithm: Checksum, octets: &[u8]) -> Result<ChecksumKey, KeyLengthError> {
        let key = KeyMaterial::new(if algorithm == Checksum::AesCmac { Family::Aes } else { Family::Des }, octets)?;
        let key = ChecksumKey { key, length: 8 };
        if key.algorithm() == algorithm { Ok(key) } else { Err(of_length(algorithm.code(), octets.len())) }
    }

    /// Returns the algorithm that a packet under this key names.
    pub const fn algorithm(&self) -> Checksum {
        match self.key {
            KeyMaterial::Des(_) => Checksum::DesCbcMac,
            KeyMaterial::TwoKeys(_) => Checksum::TripleDesCbcMacTwoKeys,
            KeyMaterial::ThreeKeys(_) => Checksum::TripleDesCbcMacThreeKeys,
            KeyMaterial::Aes128(_) | KeyMaterial::Aes192(_) | KeyMaterial::Aes256(_) => Checksum::AesCmac,
        }
    }

    /// Returns whether a packet with that KID may mean this key: KID names the key's algorithm, or none.
    pub fn is_meant_by(&self, kid: KeyReference) -> bool {
        kid.is_implicit() || self.algorithm().code() == kid.algorithm()
    }
}

/// Makes the error for an algorithm's nibble; the nibbles of KIc and KID agree where both have one.
const fn of_length(nibble: u8, length: usize) -> KeyLengthError {
    let wanted = match nibble {
        0x5 => "3DES with two keys has 16",
        0x9 => "3DES with three keys has 24",
        0x2 => "AES has 16, 24 or 32",
        _ => "DES has 8",
    };
    KeyLengthError { length, wanted }
}
