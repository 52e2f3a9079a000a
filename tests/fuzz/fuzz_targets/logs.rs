//! Any text, read as another tool's log or script. Nothing panics; what was read is told in words; and it is printed
//! and read again as the same session.
#![no_main]

mod round_trip;

use round_trip::printed_and_read_again;
use sim_script::trace::formats::{NamedText, Notes, apdutool, log, scriptor};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = sim_script::trace::formats::RecognisedText::find(text);
    if let Some(log) = log::read(text) {
        assert!(!log.to_string().is_empty());
        printed_and_read_again(&log.session);
    }
    let source = NamedText { name: "fuzz", text };
    let mut notes = Notes::default();
    for read in [
        scriptor::parse(source, &mut notes),
        apdutool::parse(source, &mut |_| Err("nothing is included".to_owned()), &mut notes),
    ] {
        match read {
            Ok(session) => printed_and_read_again(&session),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
});
