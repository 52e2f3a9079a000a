//! The bare ciphers that a purchase needs, straight from the crate that the card uses: a purchase without everything
//! else.

use std::hint::black_box;
use std::time::{Duration, Instant};

use des::cipher::{BlockCipherEncrypt, KeyInit};
use des::{Des, TdesEde2};

/// Computes the ciphers of one purchase. The session key is one block of 3DES under DPK, MAC1 three blocks of DES under
/// that key. MAC2 is one block more under the same schedule, the TAC three blocks under the TAC key. In all there are
/// three key schedules of DES, one of 3DES.
pub fn of_a_purchase(dpk: &[u8; 16], tac_key: &[u8; 8], random: [u8; 8], message: &[[u8; 8]; 3]) -> [[u8; 8]; 3] {
    let mut session = random.into();
    TdesEde2::new(&(*dpk).into()).encrypt_block(&mut session);
    let session = Des::new(&session);
    let mac1 = chained(&session, message);
    let mac2 = chained(&session, &message[..1]);
    let tac = chained(&Des::new(&(*tac_key).into()), message);
    [mac1, mac2, tac]
}

fn chained(cipher: &Des, message: &[[u8; 8]]) -> [u8; 8] {
    message.iter().fold([0; 8], |chain, block| {
        let mut block = (u64::from_ne_bytes(chain) ^ u64::from_ne_bytes(*block)).to_ne_bytes().into();
        cipher.encrypt_block(&mut block);
        block.into()
    })
}

/// Returns the time that the ciphers of `count` purchases take.
pub fn time(count: u64) -> Duration {
    let (dpk, tac_key, message) = ([0x6D; 16], [0x18; 8], [[0x20; 8], [0x09; 8], [0x80; 8]]);
    let start = Instant::now();
    for number in 0..count {
        black_box(of_a_purchase(black_box(&dpk), black_box(&tac_key), number.to_be_bytes(), black_box(&message)));
    }
    start.elapsed()
}
