//! The arithmetic of secured packets (ETSI TS 102 225 §5.1.2, §5.1.3; 3GPP TS 31.115): ciphering by CBC from zeros, and
//! the checks. A check is the CBC-MAC of the whole 3DES, the CMAC of AES, or a CRC, which needs no key. The CBC-MAC is
//! not the transaction MAC of the purse. AES is RustCrypto's.

use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256};
use heapless::Vec;

use super::des::TripleDes;
use sim_wire::secured_packet::{Check, KeyReference, Redundancy};
use sim_wire::{OtaKey, OtaKeySet, concat, fill};

/// Most octets of a check.
const CHECK_MAX: usize = 8;

/// Most octets of a block.
const BLOCK_MAX: usize = 16;

/// A cipher with its key schedule.
enum Cipher {
    TripleDes(TripleDes),
    Aes128(Aes128),
    Aes192(Aes192),
    Aes256(Aes256),
}

impl Cipher {
    /// Creates the cipher and runs its key schedule.
    #[inline(never)]
    fn of(key: &OtaKey) -> Cipher {
        match key {
            OtaKey::TripleDes2(key) => Cipher::TripleDes(TripleDes::of_two(key)),
            OtaKey::TripleDes3(key) => Cipher::TripleDes(TripleDes::of_three(key)),
            OtaKey::Aes128(key) => Cipher::Aes128(Aes128::new(&(*key).into())),
            OtaKey::Aes192(key) => Cipher::Aes192(Aes192::new(&(*key).into())),
            OtaKey::Aes256(key) => Cipher::Aes256(Aes256::new(&(*key).into())),
        }
    }

    /// Enciphers one block in place. Octets that are no block stay as they are.
    #[inline(never)]
    fn encrypt(&self, block: &mut [u8]) {
        if let Ok(eight) = <&mut [u8; 8]>::try_from(&mut *block) {
            if let Cipher::TripleDes(cipher) = self {
                *eight = cipher.encrypt(*eight);
            }
        } else if let Ok(sixteen) = <&mut [u8; 16]>::try_from(block) {
            match self {
                Cipher::TripleDes(_) => {}
                Cipher::Aes128(cipher) => cipher.encrypt_block(sixteen.into()),
                Cipher::Aes192(cipher) => cipher.encrypt_block(sixteen.into()),
                Cipher::Aes256(cipher) => cipher.encrypt_block(sixteen.into()),
            }
        }
    }

    /// Deciphers one block in place. Octets that are no block stay as they are.
    #[inline(never)]
    fn decrypt(&self, block: &mut [u8]) {
        if let Ok(eight) = <&mut [u8; 8]>::try_from(&mut *block) {
            if let Cipher::TripleDes(cipher) = self {
                *eight = cipher.decrypt(*eight);
            }
        } else if let Ok(sixteen) = <&mut [u8; 16]>::try_from(block) {
            match self {
                Cipher::TripleDes(_) => {}
                Cipher::Aes128(cipher) => cipher.decrypt_block(sixteen.into()),
                Cipher::Aes192(cipher) => cipher.decrypt_block(sixteen.into()),
                Cipher::Aes256(cipher) => cipher.decrypt_block(sixteen.into()),
            }
        }
    }
}

impl Cipher {
    /// Returns the length of a block, in octets.
    const fn block_length(&self) -> usize {
        match self {
            Cipher::TripleDes(_) => 8,
            Cipher::Aes128(_) | Cipher::Aes192(_) | Cipher::Aes256(_) => 16,
        }
    }

    /// Enciphers whole blocks in place, in CBC mode from zeros. Octets left over at the end stay as they are.
    fn encipher(&self, octets: &mut [u8]) {
        let mut before = [0; BLOCK_MAX];
        for block in octets.chunks_exact_mut(self.block_length()) {
            mix(block, &before);
            self.encrypt(block);
            fill(&mut before, &[block]);
        }
    }

    /// Deciphers whole blocks in place, in CBC mode from zeros.
    fn decipher(&self, octets: &mut [u8]) {
        let mut before = [0; BLOCK_MAX];
        for block in octets.chunks_exact_mut(self.block_length()) {
            let ciphered = concat(&[block]);
            self.decrypt(block);
            mix(block, &before);
            before = ciphered;
        }
    }

    /// Computes the last block of a CBC over the parts, one behind the other, before it is cut to a checksum. For 3DES
    /// the message is filled up with zeros; for AES the block is that of CMAC (NIST SP 800-38B).
    fn last_block(&self, parts: &[&[u8]]) -> [u8; BLOCK_MAX] {
        let length = self.block_length();
        let (mut state, mut filled) = ([0; BLOCK_MAX], 0_usize);
        for octet in parts.iter().copied().flatten() {
            if filled == length {
                self.encrypt(state.get_mut(..length).unwrap_or_default());
                filled = 0;
            }
            mix(state.get_mut(filled..).unwrap_or_default(), &[*octet]);
            filled = filled.saturating_add(1);
        }
        if length == BLOCK_MAX {
            let mut subkey = [0; BLOCK_MAX];
            self.encrypt(&mut subkey);
            subkey = doubled(subkey);
            if filled < length {
                mix(state.get_mut(filled..).unwrap_or_default(), &[0x80]);
                subkey = doubled(subkey);
            }
            mix(&mut state, &subkey);
        }
        self.encrypt(state.get_mut(..length).unwrap_or_default());
        state
    }
}

/// Doubles a block in the field of CMAC's subkeys.
const fn doubled(block: [u8; BLOCK_MAX]) -> [u8; BLOCK_MAX] {
    let number = u128::from_be_bytes(block);
    let carry = if number >> 127 == 1 { 0x87 } else { 0 };
    (number << 1 ^ carry).to_be_bytes()
}

fn mix(into: &mut [u8], other: &[u8]) {
    into.iter_mut().zip(other).for_each(|(to, from)| *to ^= from);
}

/// Check of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PacketCheck<'a> {
    /// No check.
    Nothing,
    /// Redundancy check.
    Redundancy(Redundancy),
    /// Cryptographic checksum under a key; its length in octets.
    Checksum(&'a OtaKey, u8),
}

impl PacketCheck<'_> {
    /// Returns the length of the check, in octets.
    pub(crate) fn length(self) -> usize {
        match self {
            PacketCheck::Nothing => 0,
            PacketCheck::Redundancy(redundancy) => redundancy.length(),
            PacketCheck::Checksum(_, length) => usize::from(length).min(CHECK_MAX),
        }
    }

    /// Computes the check over the parts, one behind the other.
    pub(crate) fn over(self, parts: &[&[u8]]) -> Vec<u8, CHECK_MAX> {
        let whole: [u8; BLOCK_MAX] = match self {
            PacketCheck::Nothing => [0; BLOCK_MAX],
            PacketCheck::Redundancy(Redundancy::Crc16) => concat(&[&crc16(parts).to_be_bytes()]),
            PacketCheck::Redundancy(Redundancy::Crc32) => concat(&[&crc32(parts).to_be_bytes()]),
            PacketCheck::Checksum(key, _) => Cipher::of(key).last_block(parts),
        };
        whole.get(..self.length()).and_then(|check| Vec::from_slice(check).ok()).unwrap_or_default()
    }
}

/// Computes the CRC-32 of the parts, one behind the other.
fn crc32(parts: &[&[u8]]) -> u32 {
    parts.iter().fold(0, |before, part| {
        let mut crc = crc32fast::Hasher::new_with_initial(before);
        crc.update(part);
        crc.finalize()
    })
}

/// Computes CRC-16/X-25 bit by bit, without a table, since few packets have it.
fn crc16(parts: &[&[u8]]) -> u16 {
    let octets = parts.iter().copied().flatten();
    !octets.fold(0xFFFF_u16, |crc, octet| {
        (0..8).fold(crc ^ u16::from(*octet), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0x8408 } else { crc >> 1 })
    })
}

/// Security of one packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Security<'a> {
    /// Key for ciphering; `None` if the packet is not ciphered.
    pub(crate) cipher: Option<&'a OtaKey>,
    /// Check of the packet.
    pub(crate) check: PacketCheck<'a>,
}

impl Security<'_> {
    /// Returns the octets of padding behind a secured part of `length` octets, counter to data, check included.
    pub(crate) fn padding(&self, length: usize) -> u8 {
        let Some(block) = self.cipher.map(OtaKey::block_length) else { return 0 };
        let over = length.checked_rem(block).unwrap_or(0);
        let padding = if over == 0 { 0 } else { block.saturating_sub(over) };
        u8::try_from(padding).unwrap_or(0)
    }

    /// Returns whether PCNTR may have this value: less than a block, and 0 if nothing is ciphered.
    pub(crate) fn may_pad(&self, padding: u8) -> bool {
        self.cipher.map_or(padding == 0, |key| usize::from(padding) < key.block_length())
    }

    /// Returns whether a secured part of `length` octets can be deciphered, which takes whole blocks.
    pub(crate) fn is_whole(&self, length: usize) -> bool {
        self.cipher.is_none_or(|key| length.checked_rem(key.block_length()) == Some(0))
    }

    /// Deciphers a secured part in place.
    pub(crate) fn open(&self, secured: &mut [u8]) {
        if let Some(key) = self.cipher {
            Cipher::of(key).decipher(secured);
        }
    }

    /// Writes the check into a packet in clear, which has zeros at `check_at`, and enciphers from `secured_at` on.
    /// `in_front` is covered by the check and is not part of the packet.
    pub(crate) fn seal(&self, in_front: &[u8], packet: &mut [u8], secured_at: usize, check_at: usize) {
        if let Some((front, rest)) = packet.split_at_mut_checked(check_at)
            && let Some((place, behind)) = rest.split_at_mut_checked(self.check.length())
        {
            fill(place, &[&self.check.over(&[in_front, front, behind])]);
        }
        if let Some(key) = self.cipher {
            Cipher::of(key).encipher(packet.get_mut(secured_at..).unwrap_or_default());
        }
    }
}

/// Returns the security of a packet under a key set with the given check; `kid` names the redundancy check. Returns
/// `None` if there is no such check: KID names no redundancy check, or a signature is wanted.
pub(crate) fn security(keys: &OtaKeySet, check: Check, ciphered: bool, kid: KeyReference) -> Option<Security<'_>> {
    let check = match check {
        Check::None => PacketCheck::Nothing,
        Check::Redundancy => PacketCheck::Redundancy(Redundancy::from_code(kid.algorithm())?),
        Check::Cryptographic => PacketCheck::Checksum(&keys.kid, keys.checksum_length),
        Check::Signature => return None,
    };
    Some(Security { cipher: ciphered.then_some(&keys.kic), check })
}

#[cfg(test)]
mod tests;
