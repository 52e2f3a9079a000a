//! The bare ciphers that a transaction needs, by the table DES of the terminal's side: a transaction without everything
//! else. The card's own DES is private to the card, and of the same kind.

use std::hint::black_box;
use std::time::{Duration, Instant};

use sim_codec::crypto::des::{Des, TripleDes, xor};

type Block = [u8; 8];

/// Keys and message of a transaction.
const KEYS: ([u8; 16], Block) = ([0x6D; 16], [0x18; 8]);
const MESSAGE: [Block; 4] = [[0x20; 8], [0x09; 8], [0x11; 8], [0x80; 8]];

/// Computes the ciphers of one purchase. The session key is one block of 3DES under DPK, MAC1 three blocks of DES under
/// that key. MAC2 is one block more under the same schedule, the TAC three blocks under the TAC key. In all there are
/// four key schedules of DES, two of them for 3DES.
pub fn of_a_purchase(number: u64) -> [Block; 3] {
    let (dpk, tac_key) = black_box(&KEYS);
    let [one, two, three, _] = *black_box(&MESSAGE);
    let session = Des::new(&TripleDes::of_two(dpk).encrypt(number.to_be_bytes()));
    let mac1 = chained(&session, &[one, two, three]);
    let mac2 = chained(&session, &[one]);
    let tac = chained(&Des::new(tac_key), &[one, two, three]);
    [mac1, mac2, tac]
}

/// Computes the ciphers of one load. The session key is one block of 3DES, MAC1 two blocks of DES under that key. The
/// second step computes the schedule again, MAC2 has three blocks, and the TAC four.
#[allow(dead_code, reason = "not every bench loads")]
pub fn of_a_load(number: u64) -> [Block; 3] {
    let (dlk, tac_key) = black_box(&KEYS);
    let [one, two, three, four] = *black_box(&MESSAGE);
    let session_key = TripleDes::of_two(dlk).encrypt(number.to_be_bytes());
    let mac1 = chained(&Des::new(&session_key), &[one, two]);
    let mac2 = chained(&Des::new(black_box(&session_key)), &[one, two, three]);
    let tac = chained(&Des::new(tac_key), &[one, two, three, four]);
    [mac1, mac2, tac]
}

fn chained(cipher: &Des, message: &[Block]) -> Block {
    message.iter().fold([0; 8], |chain, block| cipher.encrypt(xor(chain, *block)))
}

/// Returns the time that the ciphers of `count` purchases take.
pub fn time(count: u64) -> Duration {
    let start = Instant::now();
    for number in 0..count {
        black_box(of_a_purchase(number));
    }
    start.elapsed()
}
