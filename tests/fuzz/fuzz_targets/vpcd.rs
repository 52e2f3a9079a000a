//! Any octets on the port of vpcd: the card's end answers or ends, never panics, and leaves a card that comes up.
#![no_main]

use std::io::{self, Read, Write};

use libfuzzer_sys::fuzz_target;
use sim_device::link::InProcess;
use sim_device::memory::Eeprom;
use sim_device::mobile_station::card;
use sim_device::profile::Profile;
use sim_device::reader::ReaderMode;
use sim_device::vpcd::{CardSlot, SlotReply, VpcdMessage, VpcdStream, serve};

/// Stream whose first octet says how many come at once.
struct Octets<'a>(&'a [u8], usize);

impl Read for Octets<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.1.min(self.0.len()).min(into.len());
        let (now, later) = self.0.split_at(count);
        into[..count].copy_from_slice(now);
        self.0 = later;
        Ok(count)
    }
}

impl Write for Octets<'_> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        assert!(octets.len() >= 2 && octets.len() <= 2 + 258, "a frame with an answer of the card");
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl VpcdStream for Octets<'_> {
    fn prepare_read(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Serves the octets to a card.
fn run(slot: &mut CardSlot<InProcess<Eeprom>>, octets: &[u8]) {
    let Some((piece, octets)) = octets.split_first() else { return };
    let mut stream = Octets(octets, usize::from(*piece).max(1));
    let ended = serve(&mut stream, &mut |message: &VpcdMessage| match slot.handle(message, 0) {
        Ok(outcome) => outcome.reply.map_or(SlotReply::Nothing, SlotReply::Answer),
        Err(_) => SlotReply::Gone,
    });
    // Only a frame without octets is an error.
    assert!(ended.is_ok() || octets.windows(2).any(|pair| pair == [0, 0]));
}

fuzz_target!(|octets: &[u8]| {
    for mode in [ReaderMode::Raw, ReaderMode::Auto] {
        let card = card(&Profile::default(), 1).expect("the default profile makes a card");
        let mut slot = CardSlot::new(card).with_mode(mode);
        slot.insert().expect("a new card comes up");
        run(&mut slot, octets);
        slot.reset().expect("the card comes up again");
    }
});
