//! Any octets, read as a script of a hostile reader against one card: commands random and mutated, by contact and by tap,
//! resets, power cuts, honest and spoilt transactions. The card never panics, and what must hold holds after every step.
#![no_main]

libfuzzer_sys::fuzz_target!(|script: &[u8]| {
    tests::hostile::run(script);
});
