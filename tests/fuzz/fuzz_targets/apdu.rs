//! Any octets, read as a script of a hostile reader against one card: commands random and mutated, by contact and by
//! tap, resets, power cuts, honest and spoilt transactions. The card never panics, and what must hold holds after every
//! step.
//!
//! An input is many commands; how many have been sent is said at every million.
#![no_main]

use std::sync::atomic::{AtomicU64, Ordering};

const MILLION: u64 = 1_000_000;

static SENT: AtomicU64 = AtomicU64::new(0);

libfuzzer_sys::fuzz_target!(|script: &[u8]| {
    let sent = tests::hostile::run(script).exchanges;
    let before = SENT.fetch_add(sent, Ordering::Relaxed);
    let millions = (before + sent) / MILLION;
    if millions > before / MILLION {
        eprintln!("{millions} million APDUs sent");
    }
});
