//! Any text, read as a profile. Nothing panics; what is refused is drawn with its place; and of a profile that is read
//! every card can be manufactured, or the card's own reason is told.
#![no_main]

use sim_device::memory::manufactured;
use sim_device::profile::Profile;

libfuzzer_sys::fuzz_target!(|text: &str| {
    match Profile::parse("fuzz.toml", text) {
        Err(error) => assert!(!format!("{:?}", miette::Report::new(error)).is_empty()),
        Ok(cards) => {
            assert!(!cards.is_empty());
            for card in cards.iter().take(4) {
                if let Err(why) = manufactured(&card.to_personalisation()) {
                    assert!(!why.to_string().is_empty());
                }
            }
        }
    }
});
