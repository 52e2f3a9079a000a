//! Any octets of a computer to the modem. Lines parse and are written again; the modem answers within bounds, in pieces
//! as in one, and its card is read as before once the computer has left and come again. A first octet above 7F lets the
//! network deliver a message between the pieces.
#![no_main]

use sim_codec::at::{AtInput, LineReader, command};
use sim_device::handset::{Handset, Model, Speech, Surroundings};
use sim_device::link::InProcess;
use sim_device::memory::Eeprom;
use sim_device::mobile_station::{MobileStation, card};
use sim_device::modem::Modem;
use sim_device::profile::Profile;

/// SMS-DELIVER with a text.
const MESSAGE: [u8; 23] = [
    0x04, 0x0D, 0x91, 0x68, 0x31, 0x08, 0x00, 0x00, 0x00, 0xF2, 0x00, 0x00, 0x90, 0x11, 0x81, 0x01, 0x03, 0x00, 0x23,
    0x03, 0xEF, 0xB7, 0x19,
];

thread_local! {
    /// Phone that was switched on, from which every run begins.
    static PHONE: MobileStation<InProcess<Eeprom>> = {
        let handset = Handset::new(Model::ofono_like(), Speech::Gsm, Surroundings::default());
        MobileStation::switch_on(card(&Profile::default(), 1).expect("a card"), handset).expect("a phone")
    };
}

libfuzzer_sys::fuzz_target!(|octets: &[u8]| {
    let Some((first, rest)) = octets.split_first() else { return };
    let mut reader = LineReader::default();
    for input in rest.iter().filter_map(|octet| reader.take(*octet)) {
        if let AtInput::Line(line) = input
            && let Ok(commands) = command::parse(&line)
        {
            assert_eq!(command::parse(&command::emit(&commands)), Ok(commands));
        }
    }
    let mut station = PHONE.with(Clone::clone);
    let mut modem = Modem::default();
    modem.connect(&mut station);
    for piece in rest.chunks(usize::from(first & 0x7F) + 1) {
        let reply = modem.take(piece, &mut station);
        assert!(reply.octets.len() <= 16_384 * (piece.len() + 1));
        station.wait(1_000).expect("a phone that goes on");
        if *first > 0x7F {
            let centre = station.handset().surroundings.service_centre.clone();
            let _out_of_reach = station.handset_mut().receive_message(&MESSAGE, &centre);
        }
        modem.tell(&mut station);
    }
    modem.disconnect(&mut station);
    modem.connect(&mut station);
    let reply = modem.take(b"ATE0V1Q0\rAT+CRSM=176,12258,0,0,10\r", &mut station);
    assert!(String::from_utf8_lossy(&reply.octets).contains("+CRSM: 144,0,\""));
});
