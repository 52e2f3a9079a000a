//! Any text, read as JSON lines. Nothing panics, and what is read is printed and read again as the same session.
#![no_main]

mod round_trip;

use round_trip::printed_and_read_again;
use sim_script::trace::formats::{NamedText, json_lines};

libfuzzer_sys::fuzz_target!(|text: &str| {
    match json_lines::parse(NamedText { name: "fuzz", text }) {
        Ok(session) => printed_and_read_again(&session),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
