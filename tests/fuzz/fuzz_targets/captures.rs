//! Any octets, read as a capture file. Nothing panics; what was read is told in words; and it is written and read again
//! as the same session, as a capture and as every other form.
#![no_main]

mod round_trip;

use round_trip::printed_and_read_again;
use sim_codec::gsmtap::SimMessage;
use sim_script::trace::formats::{Format, Notes, capture};

libfuzzer_sys::fuzz_target!(|octets: &[u8]| {
    if let Ok(message) = SimMessage::parse(octets) {
        assert_eq!(SimMessage::parse(&message.encode()), Ok(message));
    }
    match capture::read(octets) {
        Ok(log) => {
            assert!(!log.to_string().is_empty());
            printed_and_read_again(&log.session);
            let held = Format::Pcapng.narrow(&log.session, &mut Notes::default());
            let again = capture::read(&Format::Pcapng.encode(&held)).expect("what was written can be read");
            assert_eq!(again.session, held);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
