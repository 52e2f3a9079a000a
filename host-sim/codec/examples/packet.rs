//! Makes a secured packet and opens it again, as a platform and a stranger with its keys do (ETSI TS 102 225).

use sim_codec::ota::{Command, GivenKeys};
use sim_wire::secured_packet::{Check, CommandHeader, Counter, Counting, Form, Spi, Tar};
use sim_wire::{OtaKey, OtaKeySet};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (kic, kid) = (OtaKey::TripleDes2(*b"key for cipher 1"), OtaKey::Aes128(*b"key for CMAC, 1."));
    let set = OtaKeySet { number: 1, kic, kid, checksum_length: 8, counter: Counter::default() };
    let spi = Spi::new(Check::Cryptographic, true, Counting::Higher);
    let header = CommandHeader { spi, kic: set.kic_octet(), kid: set.kid_octet(), tar: Tar([0xBF, 0xFF, 0x01]) };
    let data = vec![0x80, 0xF2, 0x00, 0x00];
    let command = Command { form: Form::ShortMessage, header, counter: Counter::default(), data };

    let keys = GivenKeys::of(&set).for_command(header)?;
    let packet = command.wrap(&keys)?;
    let opened = Command::open(Form::ShortMessage, &packet, &keys)?;
    assert!(opened.check_holds && opened.packet == command);
    println!("{} octets, the checksum holds: {}", packet.len(), opened.check_holds);
    Ok(())
}
