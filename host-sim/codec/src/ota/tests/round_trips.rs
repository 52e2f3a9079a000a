//! Packets of every security there and back: wrapped and opened, cut into short messages and put together, judged.

use proptest::prelude::*;
use sim_wire::secured_packet::{
    Check, Checksum, Ciphering, CommandHeader, Counter, Form, KeyReference, ResponseStatus, Spi, Tar,
};

use crate::ota::carriage::{self, PacketKind, PacketPart, PacketReassembly};
use crate::ota::script::{CommandScript, ScriptAnswer};
use crate::ota::*;
use crate::sms::{Direction, Timestamp, Tpdu};

/// Returns keys of every algorithm that has a name and of every length, each with its KIc and KID.
fn all_keys() -> Vec<(Keys, u8, u8)> {
    let octets: Vec<u8> = (1..=64).collect();
    let mut all = Vec::new();
    for ciphering in Ciphering::ALL {
        for kic in [8, 16, 24, 32].into_iter().filter_map(|length| CipherKey::new(*ciphering, &octets[..length]).ok()) {
            let checksums = Checksum::ALL.iter().find_map(|checksum| ChecksumKey::new(*checksum, &octets[32..48]).ok());
            let own = ChecksumKey { key: kic.key.clone(), length: 8 };
            for kid in [Some(own), checksums].into_iter().flatten() {
                let named = kid.algorithm().code();
                let keys = Keys { kic: Some(kic.clone()), kid: Some(kid), redundancy: None };
                all.push((keys, 0x30 | ciphering.code(), 0x30 | named));
            }
        }
    }
    all
}

/// Returns the KID for a check: an algorithm of redundancy checks where it is one.
fn kid_of(check: Check, named: u8) -> KeyReference {
    KeyReference(if check == Check::Redundancy { if named == 0x32 { 0x31 } else { 0x35 } } else { named })
}

fn spis() -> impl Iterator<Item = u8> {
    (0..0x20_u8).filter(|first| Check::from_bits(*first) != Check::Signature)
}

fn header(spi: Spi, kic: u8, kid: KeyReference) -> CommandHeader {
    CommandHeader { spi, kic: KeyReference(kic), kid, tar: Tar([0xB0, 0, 0x10]) }
}

#[test]
fn every_security_round_trips_under_every_key() {
    let mut packets = 0;
    for (keys, kic, named) in all_keys() {
        for first in spis() {
            let spi = Spi { first, second: 0 };
            let header = header(spi, kic, kid_of(spi.check(), named));
            let counter = Counter::new(0x01_0203_0405).unwrap();
            let data = vec![first; usize::from(first)];
            let command = Command { form: Form::ShortMessage, header, counter, data };
            let packet = command.wrap(&keys).unwrap();
            let opened = Command::open(Form::ShortMessage, &packet, &keys).unwrap();
            assert_eq!((&opened.packet, opened.check_holds), (&command, true));
            assert!(opened.padding.is_some_and(|padding| padding.iter().all(|octet| *octet == 0)));
            packets += 1;
        }
    }
    println!("{packets} packets, every SPI under every key");
    assert_eq!(packets, all_keys().len() * 24);
}

prop_compose! {
    fn some_command()(
        place in 0..all_keys().len(), first in proptest::sample::select(spis().collect::<Vec<_>>()), second in 0..0x40_u8,
        tar: [u8; 3], counter in 0..=Counter::MAX.value(), data in proptest::collection::vec(any::<u8>(), 0..300),
    ) -> (Command, Keys) {
        let (keys, kic, named) = all_keys().swap_remove(place);
        let spi = Spi { first, second };
        let header = CommandHeader { tar: Tar(tar), ..header(spi, kic, kid_of(spi.check(), named)) };
        (Command { form: Form::ShortMessage, header, counter: Counter::new(counter).unwrap(), data }, keys)
    }
}

/// Returns a receiver that believes every authentic packet.
fn receiver(command: &Command, keys: &Keys) -> Receiver {
    let application = TargetApplication { tar: command.header.tar, least: Spi { first: 0, second: 0 } };
    Receiver { applications: vec![application], key_sets: vec![KeySet { number: 3, keys: keys.clone() }] }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn wrapped_command_round_trips((command, keys) in some_command(), marked: bool, cattp: bool) {
        let form = if cattp { Form::CatTp } else { Form::ShortMessage };
        let command = Command { form, ..command };
        let padding = if marked { Padding::Marked } else { Padding::Zeros };
        let packet = command.wrap_padded(&keys, padding).unwrap();
        let opened = Command::open(form, &packet, &keys).unwrap();
        prop_assert_eq!(&opened.packet, &command);
        prop_assert!(opened.check_holds && opened.padding.is_some());
    }

    #[test]
    fn wrapped_proof_round_trips(
        (command, keys) in some_command(), status: u8, cattp: bool, check in 0..3_u8, ciphered: bool,
    ) {
        let form = if cattp { Form::CatTp } else { Form::ShortMessage };
        let spi = Spi { first: 0, second: check << 2 | u8::from(ciphered) << 4 };
        let kid = kid_of(spi.proof_check(), command.header.kid.0);
        // A named redundancy check is no name of a checksum.
        let kid = if spi.proof_check() == Check::Cryptographic { KeyReference(0x30) } else { kid };
        let asked = ResponseSecurity { spi, kic: command.header.kic, kid };
        let (tar, counter) = (command.header.tar, command.counter);
        let response = Response { form, tar, counter, status: ResponseStatus(status), data: command.data };
        let packet = response.wrap(asked, &keys).unwrap();
        let opened = Response::open(form, &packet, asked, &keys).unwrap();
        prop_assert_eq!(&opened.packet, &response);
        prop_assert!(opened.check_holds && opened.padding.is_some());
    }

    #[test]
    fn packet_round_trips_in_reordered_short_messages(
        (command, keys) in some_command(), reference: u8, order in any::<proptest::sample::Index>(), response: bool,
    ) {
        let packet = command.wrap(&keys).unwrap();
        let kind = if response { PacketKind::Response } else { PacketKind::Command };
        let mut parts = carriage::cut(kind, &packet, reference).unwrap();
        let count = parts.len();
        parts.rotate_left(order.index(count));
        let mut waiting = PacketReassembly::new(5);
        for (place, user) in parts.into_iter().enumerate() {
            let message = carriage::deliver(carriage::international("10658888"), Timestamp([0; 7]), user);
            let octets = message.encode().unwrap();
            prop_assert!(octets.len() <= 13 + 4 + 140);
            let read = Tpdu::parse(Direction::FromNetwork, &octets).unwrap();
            let whole = waiting.take(PacketPart::of(&read).unwrap()).unwrap();
            prop_assert_eq!(whole.is_some(), place + 1 == count);
            if let Some(whole) = whole {
                prop_assert_eq!((whole.kind, &whole.packet), (kind, &packet));
            }
        }
    }

    #[test]
    fn packet_with_one_changed_bit_is_refused(
        (command, _) in some_command(), which in any::<proptest::sample::Index>(),
        place in any::<proptest::sample::Index>(), bit in 0..8,
    ) {
        // The keys that a card may have: single DES is refused, whatever stands in the packet.
        let mut usable = all_keys();
        usable.retain(|(keys, ..)| keys.kic.as_ref().is_some_and(|kic| !matches!(kic.key, KeyMaterial::Des(_))));
        let (keys, kic, kid) = usable.swap_remove(which.index(usable.len()));
        let mut command = command;
        command.header.spi = Spi { first: 0x16, second: 0x09 };
        (command.header.kic, command.header.kid) = (KeyReference(kic), KeyReference(kid));
        command.counter = Counter::new(command.counter.value().clamp(1, Counter::MAX.value())).unwrap();
        let mut receiver = receiver(&command, &keys);
        receiver.applications[0].least = Spi { first: 0x16, second: 0 };
        let mut packet = command.wrap(&keys).unwrap();
        prop_assert_eq!(judge(&packet, &receiver, Counter::default()).unwrap().command, command);
        let place = place.index(packet.len());
        packet[place] ^= 1_u8 << bit;
        prop_assert!(judge(&packet, &receiver, Counter::default()).is_err());
    }

    #[test]
    fn ota_readers_survive_any_octets(octets in proptest::collection::vec(any::<u8>(), 0..80), (command, keys) in some_command()) {
        let receiver = receiver(&command, &keys);
        let mut waiting = PacketReassembly::new(5);
        let cut = command.wrap(&keys).unwrap();
        for octets in [&octets[..], &cut[..octets.len().min(cut.len())]] {
            drop(judge(octets, &receiver, Counter::default()));
            for form in [Form::ShortMessage, Form::CatTp] {
                drop(Command::open(form, octets, &keys));
                drop(Response::open(form, octets, ResponseSecurity::from(command.header), &keys));
            }
            drop(CommandScript::parse(octets));
            drop(ScriptAnswer::parse(octets));
            for direction in [Direction::FromNetwork, Direction::ToNetwork] {
                if let Some(part) = Tpdu::parse(direction, octets).and_then(|message| PacketPart::of(&message).ok()) {
                    drop(waiting.take(part));
                }
            }
        }
    }

    #[test]
    fn expanded_script_and_answer_round_trip(commands in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..200), 0..4), open: bool) {
        let script = CommandScript::Expanded { commands: commands.clone(), open };
        prop_assert_eq!(CommandScript::parse(&script.emit().unwrap()).unwrap(), script);
        let answer = ScriptAnswer::Expanded { count: Some(u16::try_from(commands.len()).unwrap()), answers: commands, bad_format: None, open };
        prop_assert_eq!(ScriptAnswer::parse(&answer.emit().unwrap()).unwrap(), answer);
    }
}
