//! The judge's checks one by one and in their order, parts of long messages, scripts, and keys that are not printed.

use sim_wire::secured_packet::{
    Check, Checksum, Ciphering, CommandHeader, Counter, Counting, Form, KeyReference, PacketFormatError, ProofCarriage,
    ProofWanted, ResponseStatus, Spi, Tar,
};
use sim_wire::status::StatusWord;
use sim_wire::tlv::{self, TlvErrorKind};
use sim_wire::udh::Concatenation;

use crate::ota::carriage::{self, CarriageError, PacketKind, PacketPart, PacketReassembly, WholePacket};
use crate::ota::script::{CommandScript, OtaScriptError, ScriptAnswer};
use crate::ota::*;
use crate::sms::{Direction, ReportParameters, SmsDeliver, SmsDeliverReport, Timestamp, Tpdu};

const TAR: Tar = Tar([0xB0, 0x00, 0x11]);
const SECURED: Spi = Spi::new(Check::Cryptographic, true, Counting::Higher);
const PROVING: Spi = SECURED.proving(ProofWanted::Always, Check::Cryptographic, true, ProofCarriage::DeliverReport);

fn key_octets(first: u8, count: usize) -> Vec<u8> {
    (first..).take(count).collect()
}

fn triple_des() -> Keys {
    let kic = CipherKey::new(Ciphering::TripleDesCbcTwoKeys, &key_octets(0x10, 16)).unwrap();
    let kid = ChecksumKey::new(Checksum::TripleDesCbcMacTwoKeys, &key_octets(0x80, 16)).unwrap();
    Keys { kic: Some(kic), kid: Some(kid), redundancy: None }
}

fn single_des() -> Keys {
    let kic = CipherKey::new(Ciphering::DesCbc, &key_octets(0x10, 8)).unwrap();
    let kid = ChecksumKey::new(Checksum::DesCbcMac, &key_octets(0x80, 8)).unwrap();
    Keys { kic: Some(kic), kid: Some(kid), redundancy: None }
}

fn receiver(keys: Keys) -> Receiver {
    let application = TargetApplication { tar: TAR, least: SECURED };
    Receiver { applications: vec![application], key_sets: vec![KeySet { number: 3, keys }] }
}

fn command(spi: Spi, kic: u8, kid: u8, counter: u64) -> Command {
    let header = CommandHeader { spi, kic: KeyReference(kic), kid: KeyReference(kid), tar: TAR };
    let counter = Counter::new(counter).unwrap();
    Command { form: Form::ShortMessage, header, counter, data: vec![0xA0, 0xA4, 0, 0, 2, 0x3F, 0] }
}

fn counter(value: u64) -> Counter {
    Counter::new(value).unwrap()
}

fn judged(packet: &[u8]) -> Result<AcceptedPacket, RejectedPacket> {
    judge(packet, &receiver(triple_des()), counter(5))
}

fn good() -> Vec<u8> {
    command(PROVING, 0x35, 0x35, 6).wrap(&triple_des()).unwrap()
}

#[test]
fn sound_packet_is_accepted_and_gives_its_counter() {
    let believed = judged(&good()).unwrap();
    assert_eq!(believed.command, command(PROVING, 0x35, 0x35, 6));
    assert_eq!((believed.key_set, believed.store), (Some(3), Some(counter(6))));
}

/// Change of a packet.
type Change = fn(&mut Vec<u8>);

/// Makes changes to a sound packet, each worse than the one before in the order of the checks.
fn changes() -> Vec<(Change, RejectionError)> {
    vec![
        (|p| p[1] ^= 1, RejectionError::Malformed(PacketFormatError::PacketLength { announced: 0x21, present: 0x20 })),
        (|p| p[4] |= 0x03, RejectionError::ProofReserved(Spi { first: 0x16, second: 0x1B })),
        (|p| p[9] = 0x12, RejectionError::TarUnknown(Tar([0xB0, 0, 0x12]))),
        (|p| p[3] = 0x17, RejectionError::Signature),
        (|p| p[3] = 0x15, RejectionError::CheckTooWeak(Check::Redundancy, Check::Cryptographic)),
        (|p| p[3] = 0x12, RejectionError::NotCiphered),
        (|p| p[3] = 0x0E, RejectionError::CountingTooWeak(Counting::Available, Counting::Higher)),
        (|p| p[6] = 0x25, RejectionError::KeySetsDiffer(3, 2)),
        (|p| (p[5], p[6]) = (0x45, 0x45), RejectionError::NoKeySet(4)),
        (
            |p| p[6] = 0x32,
            RejectionError::Keys(SecureError::ChecksumAlgorithm { named: 0x32, key: KeyAlgorithm::TwoKeys }),
        ),
        (
            |p| p[5] = 0x31,
            RejectionError::Keys(SecureError::CipherAlgorithm { named: 0x31, key: KeyAlgorithm::TwoKeys }),
        ),
        (|p| p[2] = 0x0D, RejectionError::HeaderLength(0x0D, 0x15)),
        (
            |p| {
                p.pop();
                p[1] -= 1;
            },
            RejectionError::NotBlocks(23, 8),
        ),
        (|p| p[20] ^= 0x40, RejectionError::CheckWrong(Check::Cryptographic)),
    ]
}

#[test]
fn each_check_refuses_with_its_own_reason() {
    for (change, reason) in changes() {
        let mut packet = good();
        change(&mut packet);
        assert_eq!(judged(&packet).unwrap_err().reason, reason);
    }
}

#[test]
fn earlier_of_two_failed_checks_is_reported() {
    let changes = changes();
    for (place, (earlier, reason)) in changes.iter().enumerate() {
        for (later, other) in &changes[place + 1..] {
            let mut packet = good();
            later(&mut packet);
            earlier(&mut packet);
            let speaks = judged(&packet).unwrap_err().reason;
            let kinds = [&speaks, reason].map(std::mem::discriminant);
            assert_eq!(kinds[0], kinds[1], "{speaks}, where {reason} stands before {other}");
        }
    }
}

#[test]
fn checksum_is_checked_before_the_counter() {
    for value in [0, 4, 5, 6, 900] {
        let mut packet = command(PROVING, 0x35, 0x35, value).wrap(&triple_des()).unwrap();
        *packet.last_mut().unwrap() ^= 1;
        let refused = judged(&packet).unwrap_err();
        assert_eq!(
            (refused.reason, refused.store),
            (RejectionError::CheckWrong(Check::Cryptographic), None),
            "{value}"
        );
    }
}

#[test]
fn counter_is_compared_by_its_mode() {
    let max = Counter::MAX.value();
    let cases = [
        (Counting::None, 9, 5, Ok(None)),
        (Counting::Available, 9, 5, Ok(None)),
        (Counting::Available, 1, 5, Ok(None)),
        (Counting::Higher, 5, 5, Err(ResponseStatus::COUNTER_LOW)),
        (Counting::Higher, 4, 5, Err(ResponseStatus::COUNTER_LOW)),
        (Counting::Higher, 900, 5, Ok(Some(900))),
        (Counting::Higher, max, 5, Ok(Some(max))),
        (Counting::Higher, max, max, Err(ResponseStatus::COUNTER_BLOCKED)),
        (Counting::Next, 5, 5, Err(ResponseStatus::COUNTER_LOW)),
        (Counting::Next, 6, 5, Ok(Some(6))),
        (Counting::Next, 7, 5, Err(ResponseStatus::COUNTER_HIGH)),
        (Counting::Next, 1, max, Err(ResponseStatus::COUNTER_BLOCKED)),
        (Counting::None, 1, max, Ok(None)),
    ];
    for (counting, received, stored, expected) in cases {
        let spi = Spi::new(Check::Cryptographic, true, counting);
        let counted = count(spi, counter(received), counter(stored));
        let counted = counted.map(|store| store.map(Counter::value)).map_err(|reason| reason.status());
        assert_eq!(counted, expected, "{counting:?} {received} after {stored}");
    }
}

#[test]
fn impossible_padding_in_authentic_packet_is_refused() {
    let keys = triple_des();
    let kic = keys.kic.clone().unwrap();
    let mut packet = good();
    kic.decipher(&mut packet[10..]).unwrap();
    for (padding, believed) in [(3, true), (8, false), (0xFF, false)] {
        let mut changed = packet.clone();
        changed[15] = padding;
        let checksum = keys.kid.as_ref().unwrap().over(&[&changed[..16], &changed[24..]]);
        changed[16..24].copy_from_slice(&checksum);
        kic.encipher(&mut changed[10..]).unwrap();
        let judged = judged(&changed);
        assert_eq!(judged.is_ok(), believed, "{padding}");
        if let Err(refused) = judged {
            assert_eq!((refused.reason, refused.store), (RejectionError::Padding(padding), Some(counter(6))));
        }
    }
}

#[test]
fn refusal_is_answered_in_clear() {
    let mut packet = good();
    *packet.last_mut().unwrap() ^= 1;
    let proof = judged(&packet).unwrap_err().proof().unwrap();
    assert_eq!(hex::encode_upper(proof), "027100000B0AB0001100000000000001");
    let silent = command(SECURED, 0x35, 0x35, 1).wrap(&triple_des()).unwrap();
    let refused = judged(&silent).unwrap_err();
    assert_eq!((refused.status(), refused.proof()), (Some(ResponseStatus::COUNTER_LOW), None));
    let refused = judged(&packet[..9]).unwrap_err();
    assert_eq!((refused.status(), refused.proof()), (None, None), "nobody can be answered");
}

#[test]
fn single_des_is_refused_despite_matching_key() {
    let packet = command(SECURED, 0x31, 0x31, 6).wrap(&single_des()).unwrap();
    let refused = judge(&packet, &receiver(single_des()), counter(5)).unwrap_err();
    assert_eq!((refused.reason, refused.header.unwrap().kic.0), (RejectionError::SingleDes, 0x31));
}

#[test]
fn unnamed_key_set_is_found() {
    for (kic, kid) in [(0x05, 0x35), (0x35, 0x05), (0x05, 0x05), (0x00, 0x00)] {
        let packet = command(SECURED, kic, kid, 6).wrap(&triple_des()).unwrap();
        assert_eq!(judged(&packet).unwrap().key_set, Some(3), "{kic:02X} {kid:02X}");
    }
}

#[test]
fn keyless_packet_is_accepted_without_keys() {
    let open = TargetApplication { tar: TAR, least: Spi { first: 0, second: 0 } };
    let nobody = Receiver { applications: vec![open], key_sets: Vec::new() };
    for check in [Check::None, Check::Redundancy] {
        let spi = Spi::new(check, false, Counting::None);
        let packet = command(spi, 0x00, 0x05, 6).wrap(&Keys::default()).unwrap();
        assert_eq!(judge(&packet, &nobody, counter(5)).unwrap().key_set, None);
    }
    let packet = command(Spi::new(Check::Redundancy, false, Counting::None), 0x00, 0x03, 6);
    assert_eq!(packet.wrap(&Keys::default()), Err(WrapError::Secure(SecureError::Redundancy(0x03))));
}

#[test]
fn keys_are_not_printed() {
    let printed = format!("{:?}", receiver(triple_des()));
    assert!(printed.contains("Key(3DES with two keys)"), "{printed}");
    assert!(!printed.to_uppercase().contains("101112") && !printed.contains("16, 17"), "{printed}");
}

fn part(peer: &str, reference: u16, total: u8, number: u8, octets: &[u8]) -> PacketPart {
    PacketPart {
        peer: Some(peer.to_owned()),
        place: Some(Concatenation { reference, total, part: number, wide: false }),
        kind: (number == 1).then_some(PacketKind::Command),
        octets: octets.to_vec(),
    }
}

#[test]
fn parts_in_any_order_join_first_copies() {
    let mut waiting = PacketReassembly::new(5);
    assert_eq!(waiting.take(part("1", 9, 3, 3, b"c")), Ok(None));
    assert_eq!(waiting.take(part("1", 9, 3, 1, b"a")), Ok(None));
    assert_eq!(waiting.take(part("1", 9, 3, 1, b"x")), Ok(None));
    let whole = WholePacket { kind: PacketKind::Command, packet: b"abc".to_vec() };
    assert_eq!(waiting.take(part("1", 9, 3, 2, b"b")), Ok(Some(whole)));
    assert_eq!(waiting, PacketReassembly::new(5), "nothing is kept of what is whole");
}

#[test]
fn other_message_or_fault_discards_waiting_parts() {
    for other in [part("2", 9, 2, 1, b"x"), part("1", 8, 2, 1, b"x")] {
        let mut waiting = PacketReassembly::new(5);
        assert_eq!(waiting.take(part("1", 9, 2, 1, b"a")), Ok(None));
        assert_eq!(waiting.take(other), Ok(None));
        assert_eq!(waiting.take(part("1", 9, 2, 2, b"b")), Ok(None), "the first part is gone");
    }
    let mut waiting = PacketReassembly::new(5);
    assert_eq!(waiting.take(part("1", 9, 2, 2, b"b")), Ok(None));
    assert_eq!(waiting.take(part("1", 9, 3, 2, b"b")), Err(CarriageError::TotalChanged { before: 2, now: 3 }));
    assert_eq!(waiting, PacketReassembly::new(5));
    assert_eq!(waiting.take(part("1", 9, 6, 1, b"a")), Err(CarriageError::TooManyParts { total: 6, limit: 5 }));
    let nameless = PacketPart { kind: None, ..part("1", 9, 1, 1, b"a") };
    assert_eq!(waiting.take(nameless), Err(CarriageError::NoPacket));
}

#[test]
fn impossible_part_element_is_ignored() {
    for (total, number) in [(0, 0), (0, 1), (2, 0), (2, 3)] {
        let mut waiting = PacketReassembly::new(5);
        let alone = PacketPart { kind: Some(PacketKind::Command), ..part("1", 9, total, number, b"a") };
        let whole = WholePacket { kind: PacketKind::Command, packet: b"a".to_vec() };
        assert_eq!(waiting.take(alone), Ok(Some(whole)));
        // A message is read the same; of two elements the last that can be counts.
        let mut user = carriage::cut(PacketKind::Command, b"xyz", 0).unwrap().remove(0);
        let header = user.header.as_mut().unwrap();
        header.insert(0, crate::sms::Element { id: 0x00, data: vec![8, 2, 1] });
        header.push(crate::sms::Element { id: 0x00, data: vec![9, total, number] });
        user.length += 10;
        let place = PacketPart::of(&message(user)).unwrap().place;
        assert_eq!(place, Some(Concatenation { reference: 8, total: 2, part: 1, wide: false }));
    }
}

fn message(user: crate::sms::UserData) -> Tpdu {
    carriage::deliver(carriage::international("10658888"), Timestamp([0; 7]), user)
}

#[test]
fn packet_fills_short_messages_to_last_octet() {
    for (length, sizes) in
        [(137, vec![140]), (138, vec![140, 7 - 1 + 6]), (132 + 134, vec![140, 140]), (132 + 134 + 1, vec![140, 140, 7])]
    {
        let parts = carriage::cut(PacketKind::Response, &vec![7; length], 1).unwrap();
        let made: Vec<_> = parts.iter().map(|user| usize::from(user.length)).collect();
        assert_eq!(made, sizes, "{length}");
        for user in parts {
            assert_eq!(user.octets(0xF6).unwrap().len(), usize::from(user.length));
        }
    }
    assert!(carriage::cut(PacketKind::Command, &[0; 132 + 134 * 254], 1).is_ok());
    assert!(carriage::cut(PacketKind::Command, &[0; 132 + 134 * 254 + 1], 1).is_err());
}

#[test]
fn packet_sent_by_card_is_read() {
    let packet = good();
    let user = carriage::cut(PacketKind::Command, &packet, 0).unwrap().remove(0);
    let sent = carriage::submit(4, carriage::international("10658888"), user);
    let octets = sent.encode().unwrap();
    assert_eq!(hex::encode_upper(&octets[..13]), "4104089101568888 7FF6 25 0270".replace(' ', ""));
    let read = Tpdu::parse(Direction::ToNetwork, &octets).unwrap();
    let part = PacketPart::of(&read).unwrap();
    assert_eq!((part.peer.as_deref(), part.kind, part.octets), (Some("10658888"), Some(PacketKind::Command), packet));
}

#[test]
fn packet_behind_any_service_centre_is_found() {
    let packet = good();
    let user = carriage::cut(PacketKind::Command, &packet, 0).unwrap().remove(0);
    let down = carriage::deliver(
        carriage::international("10658888"),
        Timestamp([0x90, 0x11, 0x81, 0x01, 0x03, 0x00, 0x23]),
        user.clone(),
    );
    let up = carriage::submit(4, carriage::international("10658888"), user);
    for message in [down, up] {
        let message = message.encode().unwrap();
        for centre in ["", "00", "0891683108100005F0", "0891683110206005F0", "07919762020033F1", "0491001081"] {
            let given = [hex::decode(centre).unwrap().as_slice(), &message].concat();
            let (_, whole) = crate::ota::locate([given.as_slice()]).unwrap();
            assert_eq!((whole.kind, &whole.packet), (PacketKind::Command, &packet), "{centre}");
        }
    }
}

#[test]
fn message_not_for_the_card_says_why() {
    let good = message(carriage::cut(PacketKind::Command, b"xyz", 0).unwrap().remove(0));
    let Tpdu::Deliver(carrier) = &good else { panic!("{good:?} is no SMS-DELIVER") };
    let fault = |change: fn(&mut SmsDeliver)| {
        let mut message = carrier.clone();
        change(&mut message);
        PacketPart::of(&Tpdu::Deliver(message)).unwrap_err()
    };
    assert!(PacketPart::of(&good).is_ok());
    assert_eq!(fault(|message| message.pid = 0), CarriageError::Pid(0));
    assert_eq!(fault(|message| message.dcs = 0xF5), CarriageError::Dcs(0xF5));
    assert_eq!(fault(|message| message.first = 0), CarriageError::NoHeader);
    let parameters = Some(ReportParameters::default());
    let report = Tpdu::DeliverReport(SmsDeliverReport { first: 0x40, cause: None, parameters });
    assert_eq!(PacketPart::of(&report), Err(CarriageError::NoUserData));
    assert_eq!(fault(|message| message.user.length = 7), CarriageError::Length { announced: 7, present: 6 });
    assert_eq!(fault(|message| message.user.length = 141), CarriageError::TooLong(141));
}

#[test]
fn script_is_split_into_commands() {
    let octets = hex::decode("A0A40000027F20A0C0000016805C000204").unwrap();
    let script = CommandScript::parse(&octets).unwrap();
    let commands: Vec<_> = script.commands().iter().map(hex::encode_upper).collect();
    assert_eq!(commands, ["A0A40000027F20", "A0C0000016", "805C000204"]);
    assert_eq!(script.emit().unwrap(), octets);
    let ends = OtaScriptError::EndsInCommand { number: 2, present: 6, wanted: 7 };
    assert_eq!(CommandScript::parse(&[&octets[..7], &octets[..6]].concat()), Err(ends));
    let ends = OtaScriptError::EndsInCommand { number: 1, present: 4, wanted: 5 };
    assert_eq!(CommandScript::parse(&octets[..4]), Err(ends));
    assert_eq!(CommandScript::parse(&[]), Err(OtaScriptError::Empty));
}

#[test]
fn expanded_scripts_and_answers_are_read() {
    let script = hex::decode("AA0B220500B0000010220200A4").unwrap();
    assert_eq!(CommandScript::parse(&script).unwrap().commands().len(), 2);
    assert_eq!(CommandScript::parse(&script).unwrap().emit().unwrap(), script);
    let open = hex::decode("AE80220500B00000100000").unwrap();
    assert_eq!(CommandScript::parse(&open).unwrap().emit().unwrap(), open);
    assert_eq!(CommandScript::parse(&open[..9]), Err(OtaScriptError::NotEnded));
    let other = hex::decode("AA03810100").unwrap();
    assert_eq!(CommandScript::parse(&other), Err(OtaScriptError::Tag(0x81)));
    let cut = tlv::TlvError { at: 0, wrong: TlvErrorKind::ValueCutShort { announced: 11, present: 2 } };
    assert_eq!(CommandScript::parse(&script[..4]), Err(OtaScriptError::Tlv(cut)));

    let answer = hex::decode("AB0780010123029000").unwrap();
    let meant = ScriptAnswer::Expanded { count: Some(1), answers: vec![vec![0x90, 0]], bad_format: None, open: false };
    assert_eq!(ScriptAnswer::parse(&answer), Ok(meant.clone()));
    assert_eq!(meant.emit().unwrap(), answer);
    let bad = hex::decode("AF80900102800100 0000".replace(' ', "")).unwrap();
    let ScriptAnswer::Expanded { count, bad_format, open, .. } = ScriptAnswer::parse(&bad).unwrap() else { panic!() };
    assert_eq!((count, bad_format, open), (Some(0), Some(2), true));
}

#[test]
fn compact_answer_has_count_status_and_data() {
    let octets = hex::decode("0290000000FFFF").unwrap();
    let answer = ScriptAnswer::parse(&octets).unwrap();
    let data = vec![0, 0, 0xFF, 0xFF];
    assert_eq!(answer, ScriptAnswer::Compact { count: 2, status: StatusWord(0x9000), data });
    assert_eq!(answer.emit().unwrap(), octets);
    assert_eq!(ScriptAnswer::parse(&octets[..2]), Err(OtaScriptError::AnswerTooShort(2)));
}
