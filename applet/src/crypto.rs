//! The card's arithmetic over DES: session keys, MACs, TAC and secure messaging (JR/T 0025, the inputs and their order
//! in each purse module). The cipher and the arithmetic of secured packets stand in modules of their own.

mod des;
mod secured_packet;

use subtle::ConstantTimeEq;

use des::{Des, TripleDes};

pub(crate) use secured_packet::{PacketCheck, Security, security};

/// A double-length 3DES key, `K_L` followed by `K_R`.
pub type PurseKey = [u8; 16];

/// One block of DES and 3DES.
pub(crate) type Block = [u8; 8];

/// A single-DES key: a session key, or the two halves of a double-length key added.
pub(crate) type ShortKey = [u8; 8];

/// A MAC or TAC as purse commands carry it: four octets.
pub(crate) type Mac = [u8; 4];

/// Encrypts one block with 3DES.
pub(crate) fn encrypt(key: &PurseKey, block: Block) -> Block {
    TripleDes::of_two(key).encrypt(block)
}

/// Decrypts one block with 3DES.
pub(crate) fn decrypt(key: &PurseKey, block: Block) -> Block {
    TripleDes::of_two(key).decrypt(block)
}

/// Derives a session key SESPK, SESLK or SESULK: 3DES of card random number, counter and two octets of the terminal or
/// 8000.
pub(crate) fn session_key(key: &PurseKey, random: [u8; 4], counter: u16, tail: [u8; 2]) -> ShortKey {
    let [r0, r1, r2, r3] = random;
    let [c0, c1] = counter.to_be_bytes();
    let [t0, t1] = tail;
    encrypt(key, [r0, r1, r2, r3, c0, c1, t0, t1])
}

/// Adds the two halves of a double-length key: the key of TAC and of RELOAD PIN's MAC.
pub(crate) fn folded(key: &PurseKey) -> ShortKey {
    let (left, right) = halves(key);
    xor(left, right)
}

/// A single-DES key with its key schedule, for the two or three MACs that a transaction makes under the key.
pub(crate) struct MacKey(Des);

impl MacKey {
    /// Creates the key and runs its key schedule.
    pub(crate) fn new(key: &ShortKey) -> MacKey {
        MacKey(Des::new(key))
    }

    /// Computes the transaction MAC: DES-CBC, IV zero, padding 80 00.. always, leftmost four octets of the last block.
    pub(crate) fn mac(&self, message: &[u8]) -> Mac {
        leftmost(chain(&self.0, [0; 8], message))
    }

    /// Computes the MACs of two messages side by side, each under its key. The blocks of one message wait for each
    /// other, but not for those of the other message.
    pub(crate) fn both_macs(keys: [&MacKey; 2], messages: [&[u8]; 2]) -> [Mac; 2] {
        let ciphers = keys.map(|MacKey(cipher)| cipher);
        let [one, other] = ciphers;
        let ([mut blocks, mut other_blocks], [mut state, mut other_state]) = (messages.map(padded_blocks), [[0; 8]; 2]);
        loop {
            match (blocks.next(), other_blocks.next()) {
                (Some(block), Some(other_block)) => {
                    let mixed = [xor(state, block), xor(other_state, other_block)];
                    [state, other_state] = Des::encrypt_both(ciphers, mixed);
                }
                (Some(block), None) => state = step(one, state, block),
                (None, Some(block)) => other_state = step(other, other_state, block),
                (None, None) => return [leftmost(state), leftmost(other_state)],
            }
        }
    }
}

/// Computes the issuer's secure messaging MAC: ISO 9797-1 algorithm 3 over the message, the challenge as initial value.
pub(crate) fn script_mac(key: &PurseKey, initial: Block, header: &[u8], data: &[u8]) -> Mac {
    let (left, right) = halves(key);
    let (left, right) = (Des::new(&left), Des::new(&right));
    leftmost(left.encrypt(right.decrypt(chain_parts(&left, initial, header, data))))
}

/// Compares in a time that does not depend on where the difference is.
pub(crate) fn same(given: &[u8], expected: &[u8]) -> bool {
    given.ct_eq(expected).into()
}

/// Encrypts a padded message with DES-CBC and returns the last block.
fn chain(cipher: &Des, initial: Block, message: &[u8]) -> Block {
    padded_blocks(message).fold(initial, |state, block| step(cipher, state, block))
}

/// Encrypts a padded message in two parts with DES-CBC and returns the last block. The first part is at most a block
/// long.
fn chain_parts(cipher: &Des, initial: Block, header: &[u8], data: &[u8]) -> Block {
    let gap = 8_usize.saturating_sub(header.len());
    let Some((head, tail)) = data.split_at_checked(gap) else {
        return step(cipher, initial, padded_parts(header, data));
    };
    let first = sim_wire::concat(&[header, head]);
    chain(cipher, step(cipher, initial, first), tail)
}

/// Returns the blocks of a message, the last filled up by 80 00...
fn padded_blocks(message: &[u8]) -> impl Iterator<Item = Block> {
    let (blocks, rest) = message.as_chunks::<8>();
    blocks.iter().copied().chain([padded_parts(rest, &[])])
}

fn padded_parts(first: &[u8], second: &[u8]) -> Block {
    sim_wire::concat(&[first, second, &[0x80]])
}

fn step(cipher: &Des, state: Block, block: Block) -> Block {
    cipher.encrypt(xor(state, block))
}

fn xor(one: Block, other: Block) -> Block {
    (u64::from_ne_bytes(one) ^ u64::from_ne_bytes(other)).to_ne_bytes()
}

fn halves(key: &PurseKey) -> (ShortKey, ShortKey) {
    let [l0, l1, l2, l3, l4, l5, l6, l7, right @ ..] = *key;
    ([l0, l1, l2, l3, l4, l5, l6, l7], right)
}

fn leftmost(block: Block) -> Mac {
    let [m0, m1, m2, m3, ..] = block;
    [m0, m1, m2, m3]
}

#[cfg(test)]
mod tests;
