//! Integrity of packets: redundancy checks, which anybody can make, and cryptographic checksums.

use cmac::{Cmac, KeyInit as _};
use crc::{CRC_16_IBM_SDLC, CRC_32_ISO_HDLC, Crc};
use sim_wire::secured_packet::Redundancy;

use super::cipher::mix;
use super::key::{ChecksumKey, KeyMaterial};

const CRC_16: Crc<u16> = Crc::<u16>::new(&CRC_16_IBM_SDLC);
const CRC_32: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// Redundancy check: one of the standard, or one that sender and receiver have agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedundancyCheck {
    /// Check of the standard: CRC 16 or CRC 32.
    Standard(Redundancy),
    /// Exclusive-or of groups of four octets.
    Xor4,
    /// Exclusive-or of groups of eight octets.
    Xor8,
}

impl RedundancyCheck {
    /// Returns the number of octets of the check.
    pub const fn length(self) -> usize {
        match self {
            RedundancyCheck::Standard(redundancy) => redundancy.length(),
            RedundancyCheck::Xor4 => 4,
            RedundancyCheck::Xor8 => 8,
        }
    }

    /// Computes the check over the parts, one behind the other.
    pub fn over(self, parts: &[&[u8]]) -> Vec<u8> {
        match self {
            RedundancyCheck::Standard(Redundancy::Crc16) => {
                let mut digest = CRC_16.digest();
                parts.iter().for_each(|part| digest.update(part));
                digest.finalize().to_be_bytes().to_vec()
            }
            RedundancyCheck::Standard(Redundancy::Crc32) => {
                let mut digest = CRC_32.digest();
                parts.iter().for_each(|part| digest.update(part));
                digest.finalize().to_be_bytes().to_vec()
            }
            RedundancyCheck::Xor4 | RedundancyCheck::Xor8 => {
                let mut sum = vec![0; self.length()];
                parts.concat().chunks(self.length()).for_each(|group| mix(&mut sum, group));
                sum
            }
        }
    }
}

impl ChecksumKey {
    /// Computes the checksum over the parts, one behind the other.
    ///
    /// DES and 3DES: CBC-MAC with the whole cipher on every block, filled up with zeros to whole blocks (not the retail
    /// MAC of ISO 9797-1 algorithm 3). AES: CMAC.
    pub fn over(&self, parts: &[&[u8]]) -> Vec<u8> {
        let mut checksum = match &self.key {
            KeyMaterial::Des(_) | KeyMaterial::TwoKeys(_) | KeyMaterial::ThreeKeys(_) => {
                cbc_mac(&self.key, &parts.concat())
            }
            KeyMaterial::Aes128(key) => cmac(Cmac::<aes::Aes128>::new(&(*key).into()), parts),
            KeyMaterial::Aes192(key) => cmac(Cmac::<aes::Aes192>::new(&(*key).into()), parts),
            KeyMaterial::Aes256(key) => cmac(Cmac::<aes::Aes256>::new(&(*key).into()), parts),
        };
        checksum.truncate(self.length);
        checksum
    }
}

fn cmac<M: cmac::Mac>(mut mac: M, parts: &[&[u8]]) -> Vec<u8> {
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}

fn cbc_mac(key: &KeyMaterial, message: &[u8]) -> Vec<u8> {
    let cipher = key.ready();
    let mut chain = vec![0; key.block_length()];
    for block in message.chunks(key.block_length()) {
        mix(&mut chain, block);
        cipher.encrypt(&mut chain);
    }
    chain
}
