//! Security of one packet: what its header asks for, met with the keys that are there.

use serde::{Deserialize, Serialize};
use sim_wire::secured_packet::{Check, KeyReference, Redundancy};

use super::check::RedundancyCheck;
use super::cipher::BlockError;
use super::key::{ChecksumKey, CipherKey, KeyAlgorithm, KeyMaterial};

/// Keys of one side for one key set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// Key for ciphering (KIc); `None` where there is none.
    pub kic: Option<CipherKey>,
    /// Key for checksums (KID); `None` where there is none.
    pub kid: Option<ChecksumKey>,
    /// Redundancy check that is meant where KID leaves it open.
    pub redundancy: Option<RedundancyCheck>,
}

/// Security of one packet: its cipher and its check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Security {
    /// Key that the packet is ciphered with; `None` where it is in clear.
    pub cipher: Option<CipherKey>,
    /// Check of the packet.
    pub check: PacketCheck,
}

/// Check of a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PacketCheck {
    /// No check.
    None,
    /// Redundancy check.
    Redundancy(RedundancyCheck),
    /// Cryptographic checksum.
    Checksum(ChecksumKey),
}

/// Reason for which the keys cannot do what a header asks for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum SecureError {
    /// The packet is ciphered, and there is no key.
    #[error("the packet is ciphered, and there is no key for ciphering (KIc)")]
    NoCipherKey,
    /// The packet has a checksum, and there is no key.
    #[error("the packet has a cryptographic checksum, and there is no key for it (KID)")]
    NoChecksumKey,
    /// The header names another cipher than the key's.
    #[error("KIc {named:02X} does not name the algorithm of its key, {key}")]
    CipherAlgorithm {
        /// KIc.
        named: u8,
        /// Cipher of the key.
        key: KeyAlgorithm,
    },
    /// The header names another algorithm than the key's.
    #[error("KID {named:02X} does not name the algorithm of its key, {key}")]
    ChecksumAlgorithm {
        /// KID.
        named: u8,
        /// Cipher of the key.
        key: KeyAlgorithm,
    },
    /// KID names no redundancy check.
    #[error("KID {0:02X} names no redundancy check: its low digit is 1 (CRC 16) or 5 (CRC 32)")]
    Redundancy(u8),
    /// Digital signatures have no standard form, so they are neither made nor checked.
    #[error("digital signatures have no standard form and are not made or checked")]
    Signature,
}

impl Keys {
    /// Returns the security that a check, ciphering, KIc and KID come to with these keys.
    pub fn security(
        &self,
        check: Check,
        ciphered: bool,
        kic: KeyReference,
        kid: KeyReference,
    ) -> Result<Security, SecureError> {
        let check = self.check(check, kid)?;
        let cipher = if ciphered { Some(self.cipher(kic)?.clone()) } else { None };
        Ok(Security { cipher, check })
    }

    /// Returns the KIc of a packet that is made with these keys.
    pub fn kic_octet(&self, set: u8) -> KeyReference {
        KeyReference::new(set, self.kic.as_ref().and_then(CipherKey::algorithm).map_or(0, |algorithm| algorithm.code()))
    }

    /// Returns the KID of a packet with that check that is made with these keys; of redundancy checks CRC 32.
    pub fn kid_octet(&self, set: u8, check: Check) -> KeyReference {
        KeyReference::new(
            set,
            match check {
                Check::Redundancy => Redundancy::Crc32.code(),
                _ => self.kid.as_ref().map_or(0, |key| key.algorithm().code()),
            },
        )
    }

    fn cipher(&self, kic: KeyReference) -> Result<&CipherKey, SecureError> {
        let key = self.kic.as_ref().ok_or(SecureError::NoCipherKey)?;
        let wrong = SecureError::CipherAlgorithm { named: kic.0, key: key.key.algorithm() };
        if key.is_meant_by(kic) { Ok(key) } else { Err(wrong) }
    }

    fn check(&self, check: Check, kid: KeyReference) -> Result<PacketCheck, SecureError> {
        match check {
            Check::None => Ok(PacketCheck::None),
            Check::Signature => Err(SecureError::Signature),
            Check::Redundancy => {
                let agreed = self.redundancy.filter(|_| kid.is_implicit());
                let named = Redundancy::from_code(kid.algorithm()).map(RedundancyCheck::Standard);
                named.or(agreed).map(PacketCheck::Redundancy).ok_or(SecureError::Redundancy(kid.0))
            }
            Check::Cryptographic => {
                let key = self.kid.as_ref().ok_or(SecureError::NoChecksumKey)?;
                let wrong = SecureError::ChecksumAlgorithm { named: kid.0, key: key.key.algorithm() };
                if key.is_meant_by(kid) { Ok(PacketCheck::Checksum(key.clone())) } else { Err(wrong) }
            }
        }
    }
}

impl PacketCheck {
    /// Returns the number of octets of the check.
    pub const fn length(&self) -> usize {
        match self {
            PacketCheck::None => 0,
            PacketCheck::Redundancy(check) => check.length(),
            PacketCheck::Checksum(key) => key.length,
        }
    }

    /// Computes the check over the parts, one behind the other.
    pub fn over(&self, parts: &[&[u8]]) -> Vec<u8> {
        match self {
            PacketCheck::None => Vec::new(),
            PacketCheck::Redundancy(check) => check.over(parts),
            PacketCheck::Checksum(key) => key.over(parts),
        }
    }
}

/// Padding that fills a packet up to whole blocks before it is ciphered. A receiver must take any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Padding {
    /// Octets of 00, as almost every sender does.
    #[default]
    Zeros,
    /// 80, then octets of 00.
    Marked,
}

/// Part of a packet behind its counter, while it is made: room for the check, and the padded data.
pub(super) struct PaddedData {
    /// Zeros where the check will stand.
    pub(super) check: Vec<u8>,
    /// Data with its padding.
    pub(super) data: Vec<u8>,
    /// Octets of padding.
    pub(super) padding: u8,
    /// Octets of the secured part in front of the check.
    in_front: usize,
}

impl Security {
    /// Pads data for a packet with `in_front` octets of the secured part in front of the check.
    pub(super) fn filled(&self, in_front: usize, data: &[u8], style: Padding) -> PaddedData {
        let check = vec![0; self.check.length()];
        let count = self.cipher.as_ref().map_or(0, |cipher| cipher.padding(in_front + check.len() + data.len()));
        let mut data = data.to_vec();
        let end = data.len();
        data.resize(end + count, 0);
        if let (Padding::Marked, Some(first)) = (style, data.get_mut(end)) {
            *first = 0x80;
        }
        PaddedData { check, data, padding: u8::try_from(count).unwrap_or(0), in_front }
    }

    /// Puts the check into a packet in clear and enciphers its secured part.
    pub(super) fn seal(&self, packet: &mut [u8], filled: &PaddedData, check: &[u8]) {
        let length = filled.in_front + filled.check.len() + filled.data.len();
        let start = packet.len().saturating_sub(length);
        let part = packet.get_mut(start..).unwrap_or_default();
        let place = part.get_mut(filled.in_front..).unwrap_or_default();
        place.iter_mut().zip(check).for_each(|(to, from)| *to = *from);
        if let Some(cipher) = &self.cipher {
            let padded = cipher.encipher(part);
            debug_assert!(padded.is_ok(), "the padding makes whole blocks");
        }
    }

    /// Returns a whole packet with its last `secured` octets deciphered, if it is ciphered.
    pub(super) fn deciphered(&self, octets: &[u8], secured: usize) -> Result<Vec<u8>, BlockError> {
        let mut clear = octets.to_vec();
        let start = clear.len().saturating_sub(secured);
        if let Some(cipher) = &self.cipher {
            cipher.decipher(clear.get_mut(start..).unwrap_or_default())?;
        }
        Ok(clear)
    }

    /// Returns whether a key of single DES is used.
    pub(super) fn is_single_des(&self) -> bool {
        let checked = matches!(&self.check, PacketCheck::Checksum(key) if matches!(key.key, KeyMaterial::Des(_)));
        checked || self.cipher.as_ref().is_some_and(|cipher| matches!(cipher.key, KeyMaterial::Des(_)))
    }

    /// Returns whether PCNTR may be `padding`: less than a block, and 0 where nothing is ciphered.
    pub(super) fn may_pad(&self, padding: u8) -> bool {
        self.cipher.as_ref().map_or(padding == 0, |cipher| usize::from(padding) < cipher.key.block_length())
    }
}
