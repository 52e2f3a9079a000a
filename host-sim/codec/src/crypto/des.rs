//! DES, 3DES with two and three keys, and their MACs, from the tables of FIPS 46-3 and nothing else.
//!
//! The card has a DES of its own. If the terminal used it too, a mistake in it would be made on both sides and no test
//! would see it. So this shares no line with the card. The compiler makes lookup tables of those that the standard
//! prints; tests hold them to the standard's own description, bit by bit, and to RustCrypto's `des`.

mod bit_permutation;
mod rounds;
mod schedule;
mod tables;

#[cfg(test)]
mod by_the_standard;

use rounds::Halves;
use schedule::RoundKey;

/// Block of eight octets.
pub type DesBlock = [u8; 8];

/// Single-length key; bit 8 of each octet is parity and is ignored.
pub type SingleKey = [u8; 8];

/// Double-length key, K_L then K_R.
pub type DoubleKey = [u8; 16];

/// Triple-length key.
pub type TripleKey = [u8; 24];

/// DES under one key, with its round keys.
#[derive(Clone)]
pub struct Des {
    keys: [RoundKey; 16],
}

impl Des {
    /// Computes the round keys.
    pub fn new(key: &SingleKey) -> Des {
        Des { keys: schedule::round_keys(key) }
    }

    /// Enciphers one block (FIPS 46-3, "Enciphering").
    pub fn encrypt(&self, block: DesBlock) -> DesBlock {
        rounds::join(self.forth(rounds::split(block)))
    }

    /// Deciphers one block: the rounds of [`Des::encrypt`] with the round keys in reverse order (FIPS 46-3,
    /// "Deciphering").
    pub fn decrypt(&self, block: DesBlock) -> DesBlock {
        rounds::join(self.back(rounds::split(block)))
    }

    /// Computes the CBC-MAC: method 2 padding, all eight octets of the last block (ISO 9797-1 algorithm 1). PBOC's
    /// transaction MAC and TAC are the leftmost four.
    pub fn mac(&self, iv: DesBlock, data: &[u8]) -> DesBlock {
        padded_blocks(data).into_iter().fold(iv, |chain, block| self.encrypt(xor(chain, block)))
    }

    fn forth(&self, halves: Halves) -> Halves {
        rounds::run(halves, self.keys.iter())
    }

    fn back(&self, halves: Halves) -> Halves {
        rounds::run(halves, self.keys.iter().rev())
    }
}

/// 3DES under two or three keys: E with the first, D with the second, E with the third. The final permutation of one
/// and the initial one of the next cancel out, and are left out.
#[derive(Clone)]
pub struct TripleDes {
    first: Des,
    second: Des,
    third: Des,
}

impl TripleDes {
    /// Creates two-key 3DES: K_L is the first key and the third, K_R the second.
    pub fn of_two(key: &DoubleKey) -> TripleDes {
        let (left, right) = halves(key);
        let first = Des::new(&left);
        TripleDes { third: first.clone(), first, second: Des::new(&right) }
    }

    /// Creates three-key 3DES.
    pub fn of_three(key: &TripleKey) -> TripleDes {
        let [first, second, third] = thirds(key).map(|key| Des::new(&key));
        TripleDes { first, second, third }
    }

    /// Enciphers one block.
    pub fn encrypt(&self, block: DesBlock) -> DesBlock {
        rounds::join(self.third.forth(self.second.back(self.first.forth(rounds::split(block)))))
    }

    /// Deciphers one block, the inverse of [`TripleDes::encrypt`].
    pub fn decrypt(&self, block: DesBlock) -> DesBlock {
        rounds::join(self.first.back(self.second.forth(self.third.back(rounds::split(block)))))
    }
}

/// Enciphers one block with DES.
pub fn encrypt(key: &SingleKey, block: DesBlock) -> DesBlock {
    Des::new(key).encrypt(block)
}

/// Deciphers one block with DES.
pub fn decrypt(key: &SingleKey, block: DesBlock) -> DesBlock {
    Des::new(key).decrypt(block)
}

/// Enciphers one block with two-key 3DES: E with K_L, D with K_R, E with K_L.
pub fn encrypt_double(key: &DoubleKey, block: DesBlock) -> DesBlock {
    TripleDes::of_two(key).encrypt(block)
}

/// Deciphers one block with two-key 3DES, the inverse of [`encrypt_double`].
pub fn decrypt_double(key: &DoubleKey, block: DesBlock) -> DesBlock {
    TripleDes::of_two(key).decrypt(block)
}

/// Splits a triple-length key into its three keys.
fn thirds(key: &TripleKey) -> [SingleKey; 3] {
    let [a, b, c, d, e, f, g, h, rest @ ..] = *key;
    let (second, third) = halves(&rest);
    [[a, b, c, d, e, f, g, h], second, third]
}

/// Splits a double-length key into K_L and K_R.
pub fn halves(key: &DoubleKey) -> (SingleKey, SingleKey) {
    let [a, b, c, d, e, f, g, h, right @ ..] = *key;
    ([a, b, c, d, e, f, g, h], right)
}

/// Returns the exclusive-or of two blocks.
pub fn xor(a: DesBlock, b: DesBlock) -> DesBlock {
    (u64::from_be_bytes(a) ^ u64::from_be_bytes(b)).to_be_bytes()
}

/// Pads `data` by ISO 9797-1 method 2 and returns its blocks. An octet 80 always follows, then 00 up to a whole block.
/// So data which is already whole blocks gains one.
pub fn padded_blocks(data: &[u8]) -> Vec<DesBlock> {
    let mut padded = data.to_vec();
    padded.push(0x80);
    padded.resize(padded.len().next_multiple_of(8), 0);
    whole_blocks(&padded)
}

/// Returns the whole blocks of `data`; octets left over at the end are not part of any.
pub fn whole_blocks(data: &[u8]) -> Vec<DesBlock> {
    data.as_chunks::<8>().0.to_vec()
}

/// Computes the CBC-MAC under single DES, as [`Des::mac`] does.
pub fn mac(key: &SingleKey, iv: DesBlock, data: &[u8]) -> DesBlock {
    Des::new(key).mac(iv, data)
}

/// Computes the MAC of ISO 9797-1 algorithm 3 ("retail MAC"), all eight octets. CBC under K_L with method 2 padding;
/// the last block goes once through D with K_R and E with K_L.
pub fn retail_mac(key: &DoubleKey, iv: DesBlock, data: &[u8]) -> DesBlock {
    let (left, right) = halves(key);
    let left = Des::new(&left);
    left.encrypt(decrypt(&right, left.mac(iv, data)))
}

#[cfg(test)]
mod tests;
