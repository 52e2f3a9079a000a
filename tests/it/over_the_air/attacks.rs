//! Every class of attack of the book, a test each, named by what the card does. The proof of a refusal always has
//! the same sixteen octets but for application and status, so nothing in it can come from a key.

use sim_codec::ota::{ChecksumKey, CipherKey, Command, Keys, Padding};
use sim_wire::message::WALLET;
use sim_wire::secured_packet::{
    Check, Checksum, Ciphering, CommandHeader, Counting, Form, KeyReference, ProofCarriage, ProofWanted,
    ResponseStatus, Spi, Tar,
};
use sim_wire::{OtaKey, OtaKeySet};

use super::*;
use crate::toolkit::{ALL, Hand};

const READ: &str = "805C000204";

fn stand() -> Stand {
    card_with(&crate::stand::personalisation().ota_keys, 0x16)
}

fn set(number: u8, key: OtaKey) -> OtaKeySet {
    OtaKeySet { number, kic: key, kid: key, checksum_length: 8, counter: counter(0) }
}

/// Returns a sound packet with its last octet changed.
fn forged(sender: &mut Sender, spi: Spi) -> Vec<u8> {
    let mut packet = sender.packet(spi, &octets(READ));
    *packet.last_mut().unwrap() ^= 1;
    packet
}

#[test]
fn error_proof_is_never_signed() {
    let mut stand = stand();
    let mut sender = Sender::platform();
    let spi = SILENT.proving(ProofWanted::Always, Check::Cryptographic, false, ProofCarriage::DeliverReport);
    let packet = forged(&mut sender, spi);
    assert_eq!(sender.refused(&mut stand, &packet), ResponseStatus::CHECK_FAILED);
    // Authentic, and refused for its counter: in clear all the same.
    let packet = sender.packet(spi, &octets(READ));
    bring(&mut stand, &sender.carried(&packet));
    assert_eq!(sender.refused(&mut stand, &packet), ResponseStatus::COUNTER_LOW);
}

#[test]
fn error_proof_is_never_ciphered() {
    let mut stand = stand();
    let mut sender = Sender::platform();
    for spi in [DOWN, SILENT.proving(ProofWanted::OnError, Check::None, true, ProofCarriage::DeliverReport)] {
        let packet = forged(&mut sender, spi);
        assert_eq!(sender.refused(&mut stand, &packet), ResponseStatus::CHECK_FAILED);
    }
}

#[test]
fn unsecured_packet_gets_no_keyed_proof() {
    // An application that asks for nothing: its packets are carried out, and never proved with a key.
    let sets = crate::stand::personalisation().ota_keys;
    for (check, ciphered) in [(Check::Cryptographic, false), (Check::None, true), (Check::Cryptographic, true)] {
        let mut stand = card_with(&sets, 0x00);
        let spi = Spi::new(Check::None, false, Counting::None);
        let spi = spi.proving(ProofWanted::Always, check, ciphered, ProofCarriage::DeliverReport);
        let mut sender = Sender::platform();
        let packet = sender.packet(spi, &octets(READ));
        assert_eq!(sender.refused(&mut stand, &packet), ResponseStatus::INSUFFICIENT_SECURITY);
    }
}

#[test]
fn downgraded_algorithm_is_refused() {
    let mut stand = stand();
    let mut sender = Sender::platform();
    let part = &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67];
    for (kic, kid) in [(0x11, 0x15), (0x15, 0x11), (0x11, 0x11), (0x1D, 0x15), (0x12, 0x15), (0x15, 0x12), (0x19, 0x15)]
    {
        let mut command = sender.command(DOWN, &octets(READ));
        (command.header.kic, command.header.kid) = (KeyReference(kic), KeyReference(kid));
        // As if the card took the first eight octets of its key.
        let single = Keys {
            kic: Some(CipherKey::new(Ciphering::DesCbc, part).unwrap()),
            kid: Some(
                ChecksumKey::new(Checksum::DesCbcMac, &[0x70, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77]).unwrap(),
            ),
            redundancy: None,
        };
        if let Ok(packet) = command.wrap(&single) {
            assert_eq!(sender.refused(&mut stand, &packet), ResponseStatus::UNIDENTIFIED_ERROR, "{kic:02X} {kid:02X}");
        }
        // And with the right key under a wrong name.
        let mut packet = sender.packet(DOWN, &octets(READ));
        (packet[5], packet[6]) = (kic, kid);
        assert_eq!(sender.refused(&mut stand, &packet), ResponseStatus::UNIDENTIFIED_ERROR, "{kic:02X} {kid:02X}");
    }
}

#[test]
fn proof_is_no_decryption_oracle() {
    // Ciphered and unchecked, for an application that takes such: what the card deciphers of the counter is not to be
    // seen in its proof, whether the rest makes sense or not.
    let mut stand = card_with(&crate::stand::personalisation().ota_keys, 0x04);
    let mut sender = Sender { counter: 0x11_2233_4455, ..Sender::platform() };
    let spi = Spi::new(Check::None, true, Counting::Higher);
    let in_clear = spi.proving(ProofWanted::Always, Check::None, false, ProofCarriage::DeliverReport);
    let sound = sender.packet(in_clear, &octets(READ));
    let reply = bring(&mut stand, &sender.carried(&sound));
    assert_eq!(reply.data[9..], octets("0000000000 00 00 01 9000 0000C350"), "carried out");
    let mut statuses = std::collections::BTreeSet::new();
    for change in 1..=0xFF {
        let mut packet = sound.clone();
        packet[10..18].iter_mut().for_each(|octet| *octet ^= change);
        let reply = bring(&mut stand, &sender.carried(&packet));
        assert_eq!(reply.data[9..14], [0; 5], "{reply:?}");
        statuses.insert(reply.data[15]);
        assert_eq!(accepted(&stand), 0, "nobody vouches for the counter");
    }
    println!("statuses of what was deciphered: {statuses:02X?}");
    let ciphered = spi.proving(ProofWanted::Always, Check::None, true, ProofCarriage::DeliverReport);
    let packet = sender.packet(ciphered, &octets(READ));
    assert_eq!(sender.refused(&mut stand, &packet), ResponseStatus::INSUFFICIENT_SECURITY);
}

#[test]
fn packets_without_security_are_refused() {
    let sets = crate::stand::personalisation().ota_keys;
    for least in [0x16, 0x12, 0x02, 0x06, 0x0E, 0x1E] {
        let mut stand = card_with(&sets, least);
        let mut sender = Sender::platform();
        let bare = Spi::new(Check::None, false, Counting::None);
        for spi in [bare, Spi { first: 0x04, ..bare }, Spi { first: 0x10, ..bare }, Spi { first: 0x14, ..bare }] {
            let spi = spi.proving(ProofWanted::Always, Check::None, false, ProofCarriage::DeliverReport);
            let packet = sender.packet(spi, &octets(READ));
            assert_eq!(
                sender.refused(&mut stand, &packet),
                ResponseStatus::INSUFFICIENT_SECURITY,
                "{least:02X} {spi:?}"
            );
        }
    }
}

#[test]
fn least_security_is_compared_field_by_field() {
    let sets = crate::stand::personalisation().ota_keys;
    for least in 0..0x20_u8 {
        for first in 0..0x20_u8 {
            let (asked, given) = (Spi { first: least, second: 0 }, Spi { first, second: 0x01 });
            if asked.check() == Check::Signature || given.check() == Check::Signature {
                continue;
            }
            let mut stand = card_with(&sets, least);
            let mut sender = Sender { counter: 0, ..Sender::platform() };
            let mut command = sender.command(given, &octets(READ));
            if given.check() == Check::Redundancy {
                command.header.kid = KeyReference(0x15);
            }
            let packet = command.wrap(&sender.keys.keys).unwrap();
            let reply = bring(&mut stand, &sender.carried(&packet));
            let is_enough = given.check() >= asked.check()
                && given.ciphered() >= asked.ciphered()
                && given.counting() >= asked.counting();
            let status = if is_enough { ResponseStatus::OK } else { ResponseStatus::INSUFFICIENT_SECURITY };
            assert_eq!(reply.data[15], status.0, "{least:02X} asked, {first:02X} given");
        }
    }
}

#[test]
fn unauthenticated_script_lacks_issuer_authority() {
    let sets = crate::stand::personalisation().ota_keys;
    let bare = Spi::new(Check::None, false, Counting::None);
    let redundant = Spi::new(Check::Redundancy, true, Counting::Higher);
    for (spi, kid) in [(bare, 0x15), (redundant, 0x15)] {
        let spi = spi.proving(ProofWanted::Always, Check::None, false, ProofCarriage::DeliverReport);
        for script in
            ["80F0408F10D1560001018003800000000100000000", "80DADF2209031234567890123456", "80DADF2506000000000000"]
        {
            let mut stand = card_with(&sets, 0x00);
            let mut sender = Sender { counter: 0, ..Sender::platform() };
            let mut command = sender.command(spi, &octets(script));
            command.header.kid = KeyReference(kid);
            let before = stand.state();
            let reply = bring(&mut stand, &sender.carried(&command.wrap(&sender.keys.keys).unwrap()));
            assert_eq!(reply.data[15..], [0x00, 0x01, 0x69, 0x82], "{script}");
            assert_eq!(but_for_the_counter(stand.state(), &before), before, "{script}");
        }
    }
}

#[test]
fn checksum_length_in_header_is_not_followed() {
    let mut stand = stand();
    let mut sender = Sender::platform();
    let sound = sender.packet(DOWN, &octets(READ));
    for length in 0..=0xFF {
        let mut packet = sound.clone();
        packet[2] = length;
        let status = if length == 0x15 { continue } else { ResponseStatus::UNIDENTIFIED_ERROR };
        assert_eq!(sender.refused(&mut stand, &packet), status, "CHL {length:02X}");
    }
    // A checksum that was left out altogether, the header saying so.
    let mut bare = sound.clone();
    bare.drain(16..24);
    (bare[1], bare[2]) = (bare[1] - 8, 0x0D);
    assert_eq!(sender.refused(&mut stand, &bare), ResponseStatus::UNIDENTIFIED_ERROR);
    // Four octets of CMAC are right only where the key is for four.
    for (length, other) in [(8, 4), (4, 8)] {
        let key = OtaKey::Aes128([9; 16]);
        let keys = OtaKeySet { checksum_length: length, ..set(1, key) };
        let mut stand = card_with(&[keys], 0x16);
        let mut short = Sender::of(&OtaKeySet { checksum_length: other, ..keys });
        let packet = short.packet(DOWN, &octets(READ));
        assert_eq!(short.refused(&mut stand, &packet), ResponseStatus::UNIDENTIFIED_ERROR);
        let mut right = Sender::of(&keys);
        assert_eq!(right.run(&mut stand, READ).status, 0x9000);
    }
}

#[test]
fn forged_packet_learns_nothing_of_counter() {
    let mut answers = Vec::new();
    for value in [1, 5, 6, 7, 900, 0xFF_FFFF_FFFF] {
        let sets = [OtaKeySet { counter: counter(6), ..crate::stand::personalisation().ota_keys[0] }];
        let mut stand = card_with(&sets, 0x16);
        let mut sender = Sender { counter: value - 1, ..Sender::platform() };
        for spi in [DOWN, Spi { first: DOWN.first | 0x08, ..DOWN }] {
            let packet = forged(&mut sender, spi);
            sender.counter = value - 1;
            answers.push(sender.refused(&mut stand, &packet));
        }
    }
    assert!(answers.iter().all(|status| *status == ResponseStatus::CHECK_FAILED), "{answers:?}");
}

#[test]
fn replayed_packet_is_refused() {
    let mut stand = stand();
    let mut sender = Sender::platform();
    let suspend = octets("80F0408F10D1560001018003800000000100000000");
    let packet = sender.packet(DOWN, &suspend);
    let first = bring(&mut stand, &sender.carried(&packet));
    assert_eq!(done(&sender.opened(DOWN, &first.data).data).status, 0x9000);
    let resume = octets("80F0400F10D1560001018003800000000100000000");
    let later = sender.packet(DOWN, &resume);
    bring(&mut stand, &sender.carried(&later));
    for restart in [false, true] {
        if restart {
            stand.restart();
        }
        for packet in [&packet, &later] {
            assert_eq!(sender.refused(&mut stand, packet), ResponseStatus::COUNTER_LOW, "restart {restart}");
        }
    }
}

#[test]
fn counters_are_per_key_set() {
    let sets = [set(1, OtaKey::TripleDes2([1; 16])), set(2, OtaKey::Aes128([2; 16])), set(7, OtaKey::Aes256([3; 32]))];
    let mut stand = card_with(&sets, 0x16);
    let mut senders = sets.map(|set| Sender::of(&set));
    senders[0].counter = 100;
    for sender in &mut senders {
        assert_eq!(sender.run(&mut stand, READ).status, 0x9000);
    }
    let accepted = stand.state().remote.accepted.map(|counter| counter.value());
    assert_eq!(accepted, [101, 1, 1]);
}

#[test]
fn counter_is_judged_by_its_mode() {
    let max = 0xFF_FFFF_FFFF;
    let cases = [
        // mode, stored, received, status, stored after
        (0b00, 5, 1, 0x00, 5),
        (0b00, max, 1, 0x00, max),
        (0b01, 5, 9, 0x00, 5),
        (0b01, 5, 1, 0x00, 5),
        (0b10, 5, 5, 0x02, 5),
        (0b10, 5, 4, 0x02, 5),
        (0b10, 5, 900, 0x00, 900),
        (0b10, 5, max, 0x00, max),
        (0b10, max, max, 0x04, max),
        (0b11, 5, 5, 0x02, 5),
        (0b11, 5, 6, 0x00, 6),
        (0b11, 5, 7, 0x03, 5),
        (0b11, max, max, 0x04, max),
    ];
    for (mode, stored, received, status, after) in cases {
        let sets = [OtaKeySet { counter: counter(stored), ..crate::stand::personalisation().ota_keys[0] }];
        let mut stand = card_with(&sets, 0x06);
        let mut sender = Sender { counter: received - 1, ..Sender::platform() };
        let spi = Spi { first: 0x06 | mode << 3, second: 0x01 };
        let packet = sender.packet(spi, &octets(READ));
        let reply = bring(&mut stand, &sender.carried(&packet));
        assert_eq!((reply.data[15], accepted(&stand)), (status, after), "{mode:02b} {received} after {stored}");
        assert_eq!(reply.data.len() == 16, status != 0, "an answer to the script only if it ran");
    }
}

#[test]
fn uncounted_packet_to_counting_application_is_refused() {
    let mut stand = stand();
    for mode in [0b00, 0b01] {
        let mut sender = Sender::platform();
        let packet = sender.packet(Spi { first: 0x06 | mode << 3, second: 0x19 }, &octets(READ));
        assert_eq!(sender.refused(&mut stand, &packet), ResponseStatus::INSUFFICIENT_SECURITY);
    }
}

/// Returns a packet under the right keys with another PCNTR.
fn padded_by(sender: &mut Sender, padding: u8) -> Vec<u8> {
    let mut packet = sender.packet(DOWN, &octets(READ));
    let keys = &sender.keys.keys;
    let kic = keys.kic.clone().unwrap();
    kic.decipher(&mut packet[10..]).unwrap();
    packet[15] = padding;
    let checksum = keys.kid.as_ref().unwrap().over(&[&packet[..16], &packet[24..]]);
    packet[16..24].copy_from_slice(&checksum);
    kic.encipher(&mut packet[10..]).unwrap();
    packet
}

#[test]
fn impossible_padding_counter_is_refused() {
    for padding in [8, 9, 0x10, 0x18, 0x7F, 0xFF] {
        let mut stand = stand();
        let mut sender = Sender::platform();
        let packet = padded_by(&mut sender, padding);
        let before = stand.state();
        let reply = bring(&mut stand, &sender.carried(&packet));
        assert_eq!(refusal(&reply, WALLET), ResponseStatus::UNIDENTIFIED_ERROR, "{padding}");
        // It was authentic, so it counts, and cannot come again.
        assert_eq!(accepted(&stand), 1);
        assert_eq!(but_for_the_counter(stand.state(), &before), before);
        assert_eq!(sender.refused(&mut stand, &packet), ResponseStatus::COUNTER_LOW);
    }
}

#[test]
fn any_padding_octets_are_taken() {
    let mut stand = stand();
    let mut sender = Sender::platform();
    let command = sender.command(DOWN, &octets(READ));
    let packet = command.wrap_padded(&sender.keys.keys, sim_codec::ota::Padding::Marked).unwrap();
    let reply = bring(&mut stand, &sender.carried(&packet));
    assert_eq!(done(&sender.opened(DOWN, &reply.data).data).status, 0x9000);
}

#[test]
fn wrong_packet_length_is_refused() {
    let mut stand = stand();
    let mut sender = Sender::platform();
    let sound = sender.packet(DOWN, &octets(READ));
    for wrong in [0, 1, sound.len() - 3, sound.len() - 1, 0xFFFF] {
        let mut packet = sound.clone();
        packet[..2].copy_from_slice(&u16::try_from(wrong).unwrap().to_be_bytes());
        assert_eq!(sender.refused(&mut stand, &packet), ResponseStatus::UNIDENTIFIED_ERROR, "CPL {wrong:04X}");
    }
    // Cut to every length with a CPL that says so: not whole blocks, or no checksum in it, or a wrong one.
    for length in 16..sound.len() {
        let mut packet = sound[..length].to_vec();
        packet[1] = u8::try_from(length - 2).unwrap();
        let is_whole = (length - 10) % 8 == 0;
        let status = if is_whole { ResponseStatus::CHECK_FAILED } else { ResponseStatus::CIPHERING_ERROR };
        assert_eq!(sender.refused(&mut stand, &packet), status, "{length} octets");
    }
}

#[test]
fn redundancy_check_is_no_security() {
    let mut stand = stand();
    let mut sender = Sender::platform();
    for kid in [0x11, 0x15] {
        let mut command = sender.command(Spi { first: 0x15, second: 0x01 }, &octets(READ));
        command.header.kid = KeyReference(kid);
        let packet = command.wrap(&sender.keys.keys).unwrap();
        assert_eq!(sender.refused(&mut stand, &packet), ResponseStatus::INSUFFICIENT_SECURITY);
    }
}

#[test]
fn unauthenticated_packet_sends_no_short_message() {
    let mut hand = Hand::new(stand(), 0x80, ALL);
    hand.start_up();
    let mut sender = Sender::platform();
    for _ in 0..3 {
        let packet = forged(&mut sender, BY_SUBMIT);
        assert_eq!(sender.refused(&mut hand.stand, &packet), ResponseStatus::CHECK_FAILED, "in the answer to ENVELOPE");
        assert_eq!(hand.stand.send(&octets("8012000000")).status, 0x6985, "no message waits to be sent");
    }
    // Nor by a packet that needs no key, where an application takes such.
    let stand = card_with(&crate::stand::personalisation().ota_keys, 0x00);
    let mut hand = Hand::new(stand, 0x80, ALL);
    hand.start_up();
    let spi = Spi::new(Check::None, false, Counting::None);
    let spi = spi.proving(ProofWanted::Always, Check::None, false, ProofCarriage::Submit);
    let packet = sender.packet(spi, &octets(READ));
    let reply = bring(&mut hand.stand, &sender.carried(&packet));
    assert_eq!((reply.status, reply.data[15]), (0x9000, 0x00), "in the answer to ENVELOPE");
}

#[test]
fn unknown_tar_or_key_set_is_refused() {
    let mut stand = stand();
    for (tar, status) in
        [(Tar([0; 3]), ResponseStatus::TAR_UNKNOWN), (Tar([0xBF, 0xFF, 0x02]), ResponseStatus::TAR_UNKNOWN)]
    {
        let mut sender = Sender { tar, ..Sender::platform() };
        let packet = sender.packet(DOWN, &octets(READ));
        assert_eq!(sender.refused(&mut stand, &packet), status, "{tar:?}");
    }
    let mut sender = Sender::platform();
    for (kic, kid) in [(0x25, 0x25), (0x15, 0x25), (0x25, 0x15), (0xF5, 0xF5)] {
        let mut packet = sender.packet(DOWN, &octets(READ));
        (packet[5], packet[6]) = (kic, kid);
        assert_eq!(sender.refused(&mut stand, &packet), ResponseStatus::UNIDENTIFIED_ERROR, "{kic:02X} {kid:02X}");
    }
}

/// Sends a packet that names its keys so; returns the status of the proof.
fn named(sender: &mut Sender, stand: &mut Stand, kic: u8, kid: u8) -> ResponseStatus {
    let (kic, kid) = (KeyReference(kic), KeyReference(kid));
    let mut command = sender.command(DOWN, &octets(READ));
    (command.header.kic, command.header.kid) = (kic, kid);
    let packet = command.wrap(&sender.keys.keys).unwrap();
    let reply = bring(stand, &sender.carried(&packet));
    opened(&reply.data, ResponseSecurity { spi: DOWN, kic, kid }, &sender.keys).status
}

#[test]
fn open_key_set_and_algorithm_are_accepted() {
    for (kic, kid) in [(0x05, 0x15), (0x15, 0x05), (0x05, 0x05), (0x00, 0x00), (0x10, 0x10)] {
        let mut stand = stand();
        let mut sender = Sender::platform();
        assert_eq!(named(&mut sender, &mut stand, kic, kid), ResponseStatus::OK, "{kic:02X} {kid:02X}");
    }
}

#[test]
fn algorithm_is_compared_only_where_used() {
    // Checksum and counter, ciphered or not; a proof never, with a checksum, or ciphered too.
    let (plain, ciphered) = (0x12, 0x16);
    let (never, checked, secret) = (0x00, 0x09, 0x19);
    let (right, other) = (0x15, 0x11);
    for (first, second, kic, kid, is_taken) in [
        (plain, never, other, right, true),
        (plain, checked, other, right, true),
        (plain, secret, other, right, false),
        (ciphered, never, other, right, false),
        (ciphered, checked, other, right, false),
        (plain, never, right, other, false),
        (ciphered, never, right, other, false),
        (ciphered, secret, right, right, true),
    ] {
        let mut stand = card_with(&crate::stand::personalisation().ota_keys, plain);
        let mut sender = Sender::platform();
        let mut command = sender.command(Spi { first, second }, &octets(READ));
        // It is secured by the right keys and the right ciphers, and names others.
        let security = Command::security(command.header, &sender.keys.keys).unwrap();
        (command.header.kic, command.header.kid) = (KeyReference(kic), KeyReference(kid));
        let packet = command.wrap_secured(&security, Padding::Zeros).unwrap();
        bring(&mut stand, &sender.carried(&packet));
        assert_eq!(accepted(&stand) == 1, is_taken, "{first:02X}{second:02X} {kic:02X} {kid:02X}");
    }
}

#[test]
fn open_kic_or_kid_takes_other_key_set() {
    let own = crate::stand::personalisation().ota_keys[0];
    let second = set(2, OtaKey::TripleDes2([0x52; 16]));
    let mut stand = card_with(&[own, second], 0x16);
    let mut sender = Sender::of(&second);
    for (kic, kid) in [(0x05, 0x25), (0x25, 0x05), (0x00, 0x25)] {
        assert_eq!(named(&mut sender, &mut stand, kic, kid), ResponseStatus::OK, "{kic:02X} {kid:02X}");
    }
    let accepted = stand.state().remote.accepted;
    assert_eq!((accepted[0].value(), accepted[1].value()), (0, 3), "the counter of the second set");
}

#[test]
fn script_cannot_use_the_holders_verified_pin() {
    // An application that asks for nothing: its scripts have no authority of the issuer, and none of the holder.
    let sets = crate::stand::personalisation().ota_keys;
    let bare = Spi::new(Check::None, false, Counting::None);
    let spi = bare.proving(ProofWanted::Always, Check::None, false, ProofCarriage::DeliverReport);
    for script in ["80DADF210100", "80DADF200400000001", "805000020B010000006411223344556600C0000010"] {
        let mut stand = card_with(&sets, 0x00);
        stand.pin_on();
        stand.verify();
        let mut sender = Sender { counter: 0, ..Sender::platform() };
        let command = sender.command(spi, &octets(script));
        let before = stand.state();
        let reply = bring(&mut stand, &sender.carried(&command.wrap(&sender.keys.keys).unwrap()));
        assert_eq!(reply.data[15..17], [0x00, 0x01], "{script}: one command was done");
        assert_ne!(reply.data[17..19], [0x90, 0x00], "{script}");
        assert_eq!(but_for_the_counter(stand.state(), &before), before, "{script}");
    }
}

#[test]
fn digital_signature_is_refused() {
    let mut stand = stand();
    let mut sender = Sender::platform();
    let mut packet = sender.packet(DOWN, &octets(READ));
    packet[3] |= 0x03;
    assert_eq!(sender.refused(&mut stand, &packet), ResponseStatus::UNIDENTIFIED_ERROR);
    let mut packet = sender.packet(DOWN, &octets(READ));
    packet[4] |= 0x0C;
    assert_eq!(sender.refused(&mut stand, &packet), ResponseStatus::UNIDENTIFIED_ERROR, "a proof with one");
}

#[test]
fn every_wrong_checksum_is_answered_alike() {
    // Time is not measured here: the comparison is `subtle`'s. What can be seen must not depend on it either.
    let header = CommandHeader { spi: DOWN, kic: KeyReference(0x12), kid: KeyReference(0x12), tar: WALLET };
    let keys = set(1, OtaKey::Aes128([5; 16]));
    let sender = Sender::of(&keys);
    let command = Command { form: Form::ShortMessage, header, counter: counter(1), data: octets(READ) };
    let spi = Spi { first: 0x12, ..DOWN };
    let clear = Command { header: CommandHeader { spi, ..header }, ..command };
    let sound = clear.wrap(&sender.keys.keys).unwrap();
    for octet in 16..24 {
        for bit in 0..8 {
            let mut stand = card_with(&[keys], 0x12);
            let mut packet = sound.clone();
            packet[octet] ^= 1 << bit;
            assert_eq!(sender.refused(&mut stand, &packet), ResponseStatus::CHECK_FAILED);
        }
    }
}
