//! The tables in both directions, and packets read and written again.

extern crate std;

use proptest::prelude::*;
use std::vec::Vec;

use super::*;

fn written(write: impl FnOnce(&mut Emitter<'_>) -> Result<(), BufferFullError>) -> Vec<u8> {
    let mut buffer = [0; 1200];
    let mut emitter = Emitter::new(&mut buffer);
    write(&mut emitter).unwrap();
    emitter.written().into()
}

#[test]
fn spi_fields_rebuild_every_octet() {
    for octet in 0..=u8::MAX {
        let spi = Spi::from_bytes([octet, octet]);
        let again = Spi::new(spi.check(), spi.ciphered(), spi.counting()).proving(
            spi.proof_wanted(),
            spi.proof_check(),
            spi.proof_ciphered(),
            spi.proof_carriage(),
        );
        let [first, second] = spi.reserved();
        assert_eq!([again.first | first, again.second | second], [octet, octet]);
    }
}

#[test]
fn spi_fields_follow_the_standard() {
    let spi = Spi::from_bytes([0x16, 0x39]);
    assert_eq!((spi.check(), spi.ciphered(), spi.counting()), (Check::Cryptographic, true, Counting::Higher));
    assert_eq!((spi.proof_wanted(), spi.proof_check()), (ProofWanted::Always, Check::Cryptographic));
    assert_eq!((spi.proof_ciphered(), spi.proof_carriage()), (true, ProofCarriage::Submit));
    let spi = Spi::from_bytes([0x1D, 0x06]);
    assert_eq!((spi.check(), spi.ciphered(), spi.counting()), (Check::Redundancy, true, Counting::Next));
    assert_eq!((spi.proof_wanted(), spi.proof_check()), (ProofWanted::OnError, Check::Redundancy));
    assert_eq!((spi.proof_ciphered(), spi.proof_carriage()), (false, ProofCarriage::DeliverReport));
}

#[test]
fn algorithms_are_found_by_their_nibble() {
    let mut named = 0;
    for nibble in 0..16 {
        let reference = KeyReference::new(3, nibble);
        assert_eq!((reference.set(), reference.algorithm()), (3, nibble));
        let ciphering = Ciphering::from_code(nibble);
        let checksum = Checksum::from_code(nibble);
        assert!(ciphering.is_none_or(|found| found.code() == nibble));
        assert!(checksum.is_none_or(|found| found.code() == nibble));
        assert!(Redundancy::from_code(nibble).is_none_or(|found| found.code() == nibble));
        assert!(ciphering.is_none() || !reference.is_implicit() && !reference.is_proprietary());
        named += usize::from(ciphering.is_some()) + usize::from(checksum.is_some());
    }
    assert_eq!(named, Ciphering::ALL.len() + Checksum::ALL.len());
    assert!(
        KeyReference(0x02).is_compatible(KeyReference(0x32)) && !KeyReference(0x22).is_compatible(KeyReference(0x32))
    );
}

#[test]
fn statuses_have_their_own_names() {
    for (code, status) in (0..).zip(ResponseStatus::ALL) {
        assert_eq!(status.0, code);
        assert!(!["RESERVED", "PROPRIETARY"].contains(&status.key()));
    }
    assert_eq!((ResponseStatus(0x0D).meaning(), ResponseStatus(0xC0).meaning()), ("reserved", "proprietary"));
    assert_eq!(ResponseStatus(0xFF).key(), "RESERVED");
}

#[test]
fn counter_has_forty_bits() {
    assert_eq!(Counter::new(0x0100_0000_0000), None);
    assert_eq!(Counter::MAX.next(), None);
    let counter = Counter::from_bytes([1, 2, 3, 4, 5]);
    assert_eq!((counter.value(), counter.to_bytes()), (0x01_0203_0405, [1, 2, 3, 4, 5]));
    assert!(counter < counter.next().unwrap());
}

#[test]
fn command_packet_is_read_field_by_field() {
    let octets = [
        0x00, 0x1D, 0x15, 0x02, 0x19, 0x35, 0x36, 0xB0, 0x00, 0x01, 0, 0, 0, 0, 7, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0x00,
        0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00,
    ];
    let packet = CommandPacket::parse(Form::ShortMessage, &octets).unwrap();
    assert_eq!((packet.header_length, packet.check_length()), (0x15, Some(8)));
    assert_eq!((packet.header.kic.0, packet.header.kid.0), (0x35, 0x36));
    assert_eq!(packet.header.tar, Tar([0xB0, 0, 1]));
    let secured = SecuredCommand::split(packet.secured, 8).unwrap();
    assert_eq!((secured.counter.value(), secured.padding), (7, 0));
    assert_eq!((secured.check, secured.data), (&[1, 2, 3, 4, 5, 6, 7, 8][..], &octets[24..]));
    assert_eq!(
        CommandPacket::checked(Form::ShortMessage, &octets, 8),
        Some([&octets[..IN_FRONT_OF_CHECK], &octets[24..]])
    );
    assert_eq!(CommandHeader::glimpse(&octets[..10]), Some(packet.header));
    assert_eq!(CommandHeader::glimpse(&octets[..9]), None);
}

#[test]
fn malformed_packets_are_told_apart() {
    let parse = |octets: &[u8]| CommandPacket::parse(Form::ShortMessage, octets).unwrap_err();
    assert_eq!(parse(&[0x00]), PacketFormatError::TooShort { present: 1 });
    assert_eq!(parse(&[0x00, 0x00]), PacketFormatError::TooShort { present: 2 });
    assert_eq!(parse(&[0x00, 0x02, 0x15]), PacketFormatError::PacketLength { announced: 2, present: 1 });
    assert_eq!(parse(&[0, 13, 0x0D, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), PacketFormatError::TooShort { present: 15 });
    assert_eq!(
        CommandPacket::parse(Form::CatTp, &[0x02, 0x01, 0x0D]).unwrap_err(),
        PacketFormatError::Identifier(0x02)
    );
    assert_eq!(CommandPacket::parse(Form::CatTp, &[0x01, 0x80, 0x0D]).unwrap_err(), PacketFormatError::LengthForm);
}

proptest! {
    #[test]
    fn command_and_response_packets_round_trip(
        form in prop_oneof![Just(Form::ShortMessage), Just(Form::CatTp)],
        header: [u8; 7], counter in 0..=Counter::MAX.value(), padding: u8, status: u8,
        check in proptest::collection::vec(any::<u8>(), 0..9), data in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let counter = Counter::new(counter).unwrap();
        let header = CommandHeader::from_bytes(header);
        let command = SecuredCommand { counter, padding, check: &check, data: &data };
        let octets = written(|into| CommandPacket::emit(form, header, &command, into));
        let packet = CommandPacket::parse(form, &octets).unwrap();
        prop_assert_eq!((packet.header, packet.check_length()), (header, Some(check.len())));
        prop_assert_eq!(SecuredCommand::split(packet.secured, check.len()), Some(command));
        let [front, behind] = CommandPacket::checked(form, &octets, check.len()).unwrap();
        prop_assert_eq!((front.len() + check.len() + behind.len(), behind), (octets.len(), &data[..]));

        let tar = header.tar;
        let response = SecuredResponse { counter, padding, status: ResponseStatus(status), check: &check, data: &data };
        let octets = written(|into| ResponsePacket::emit(form, tar, &response, into));
        let packet = ResponsePacket::parse(form, &octets).unwrap();
        prop_assert_eq!((packet.tar, packet.check_length()), (tar, Some(check.len())));
        prop_assert_eq!(SecuredResponse::split(packet.secured, check.len()), Some(response));
    }

    #[test]
    fn parsed_command_packet_encodes_canonically(octets in proptest::collection::vec(any::<u8>(), 0..60), check in 0_usize..9) {
        let mut octets = octets;
        if let (Ok(length), Some(place)) = (u16::try_from(octets.len().saturating_sub(2)), octets.first_chunk_mut::<2>()) {
            *place = length.to_be_bytes();
        }
        if let Ok(packet) = CommandPacket::parse(Form::ShortMessage, &octets)
            && let Some(secured) = SecuredCommand::split(packet.secured, check)
        {
            let again = written(|into| CommandPacket::emit(Form::ShortMessage, packet.header, &secured, into));
            prop_assert_eq!((&again[3..], usize::from(again[2])), (&octets[3..], 13 + check));
        }
    }
}
