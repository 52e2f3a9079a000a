//! Session keys (过程密钥, JR/T 0025.2): one single-length key for each transaction. Beside them stands the TAC
//! key, which is not of a session but is used in the same way.

use std::fmt;

use super::{Mac, leftmost};
use sim_codec::crypto::des::{self, DesBlock, DoubleKey, SingleKey};

/// Session key: single DES, valid for one transaction.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SessionKey(pub SingleKey);

/// Key of every TAC of a card: left xor right half of its DTK.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TacKey(pub SingleKey);

impl SessionKey {
    /// Derives SESLK (from DLK), SESULK (from DULK) or SESUK (from DUK): 3DES over card random 4, online counter 2,
    /// `8000`. The counter is the one that INITIALIZE answered, before the transaction.
    pub fn online(key: &DoubleKey, random: [u8; 4], online_counter: u16) -> SessionKey {
        SessionKey::derive(key, SessionKey::online_input(random, online_counter))
    }

    /// Derives SESPK from DPK: 3DES over card random 4, offline counter 2, terminal counter rightmost 2. The offline
    /// counter is the one that INITIALIZE FOR PURCHASE answered, before the transaction.
    pub fn purchase(key: &DoubleKey, random: [u8; 4], offline_counter: u16, terminal_counter: u32) -> SessionKey {
        SessionKey::derive(key, SessionKey::purchase_input(random, offline_counter, terminal_counter))
    }

    /// Derives a session key from a card's key: 3DES over the input, which is a block.
    pub fn derive(key: &DoubleKey, input: DesBlock) -> SessionKey {
        SessionKey(des::encrypt_double(key, input))
    }

    /// Returns the input of SESLK, SESULK and SESUK: card random 4, online counter 2, `8000`.
    pub const fn online_input([a, b, c, d]: [u8; 4], online_counter: u16) -> DesBlock {
        let [high, low] = online_counter.to_be_bytes();
        [a, b, c, d, high, low, 0x80, 0x00]
    }

    /// Returns the input of SESPK: card random 4, offline counter 2, terminal counter rightmost 2.
    pub const fn purchase_input([a, b, c, d]: [u8; 4], offline_counter: u16, terminal_counter: u32) -> DesBlock {
        let [high, low] = offline_counter.to_be_bytes();
        let [_, _, e, f] = terminal_counter.to_be_bytes();
        [a, b, c, d, high, low, e, f]
    }

    /// Returns a transaction MAC over `input` (see [`super::transaction_mac`]): single DES in CBC, IV zero, always
    /// padded.
    pub fn mac(&self, input: &[u8]) -> Mac {
        leftmost(des::mac(&self.0, [0; 8], input))
    }
}

impl TacKey {
    /// Makes the key: DTK left xor DTK right.
    pub fn of(dtk: &DoubleKey) -> TacKey {
        TacKey(folded(dtk))
    }

    /// Returns a TAC over `input` (see [`super::transaction_mac`]): as a transaction MAC, under this key.
    pub fn mac(&self, input: &[u8]) -> Mac {
        leftmost(des::mac(&self.0, [0; 8], input))
    }
}

/// Returns left xor right half of a double-length key, which so serves single DES (TAC, RELOAD PIN).
pub fn folded(key: &DoubleKey) -> SingleKey {
    let (left, right) = des::halves(key);
    des::xor(left, right)
}

impl fmt::Debug for SessionKey {
    /// Writes the key in hexadecimal, for failing tests: it is worth nothing after its transaction.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionKey({})", hex::encode_upper(self.0))
    }
}

impl fmt::Debug for TacKey {
    /// Writes no key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TacKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purchase_key_takes_low_half_of_counter() {
        let key = |counter| SessionKey::purchase(&[7; 16], [1, 2, 3, 4], 5, counter);
        assert_eq!(key(0x0001_0002), key(0xFFFF_0002));
        assert_ne!(key(0x0001_0002), key(0x0001_0003));
    }

    #[test]
    fn tac_key_is_exclusive_or_of_halves() {
        let key = TacKey::of(&[0xF0, 0, 0, 0, 0, 0, 0, 1, 0x0F, 0, 0, 0, 0, 0, 0, 1]);
        assert_eq!(key.0, [0xFF, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(format!("{key:?}"), "TacKey(..)");
    }
}
