//! Explained short messages in Chinese: those of the vectors, every octet of every table, every request to the
//! platform. No English word may stand in a label or a value, and no node may be without a label.

use serde_json::Value as Json;
use sim_codec::ota::carriage::PacketKind;
use sim_codec::ota::{Command, GivenKeys, KeySet};
use sim_codec::sms::national::NationalLanguage;
use sim_codec::sms::{protocol, user_data};
use sim_device::profile::Profile;
use sim_explain::toolkit::secured_packet::{self, Reader};
use sim_wire::Fen;
use sim_wire::bcd::TonNpi;
use sim_wire::message::{self, LoadAnswer, Operation, PayPasswordDigits, ScratchCardDigits};
use sim_wire::secured_packet::{CommandHeader, Counter, Form};
use sim_wire::tlv::Emitter;

use super::*;
use crate::explanation::tests::assert_chinese;

/// Checks every line of an explanation, and returns the number of lines.
fn check(what: &str, explanation: &Explanation<'_>) -> usize {
    let rows = rows(Language::Chinese, explanation);
    for (key, label, words) in &rows {
        // Letters of an address are no words.
        let words = if matches!(*key, "address" | "service_centre") {
            words.rsplit_once('(').map_or(words.as_str(), |(_, kind)| kind)
        } else {
            words
        };
        assert_chinese(what, label);
        assert_chinese(what, words);
        assert!(!words.is_empty() || matches!(*key, "text" | "data" | "address"), "{what}: {key} has no words");
    }
    rows.len()
}

fn octets_of(vector: &Json) -> Vec<u8> {
    hex::decode(vector.as_str().unwrap()).unwrap()
}

/// Checks a vector of `sms.json`, and returns the number of lines; 0 where the vector is text alone.
fn check_message(vector: &Json) -> usize {
    let name = vector["name"].as_str().unwrap();
    let whole = octets_of(&vector["hex"]);
    let message = |direction, octets: &[u8]| check(name, &sim_explain::toolkit::short_message(direction, octets));
    let carried = || {
        let objects = vector["decoded"]["tlvs"].as_array().unwrap();
        let is_message = |object: &&Json| matches!(object[0].as_u64(), Some(0x0B | 0x8B));
        octets_of(&objects.iter().find(is_message).unwrap()[1])
    };
    let element = |element: &Element| assert_chinese(name, &super::element(element).to_string());
    match vector["kind"].as_str().unwrap() {
        "pdu-mo" | "deliver-report" => message(Direction::ToNetwork, &whole),
        "pdu-mt" => message(Direction::FromNetwork, &whole),
        "proactive-send-sms" => message(Direction::ToNetwork, &carried()),
        "envelope-d1" => message(Direction::FromNetwork, &carried()),
        "udh" => user_data::header(&whole).unwrap().0.iter().map(element).count(),
        "udh-ies" => user_data::elements(&whole).unwrap().iter().map(element).count(),
        "scts" => {
            assert_chinese(name, &time(Timestamp(whole.try_into().unwrap())));
            1
        }
        "gsm7-pack" | "ud-concat-gsm7" | "address" => 0,
        other => panic!("{other} is a new kind of vector"),
    }
}

#[test]
fn vector_messages_read_in_chinese() {
    let Some(vectors) = vector_files::read("sms.json") else { return };
    let lines: usize = vectors.iter().map(check_message).sum();
    assert!(lines > 400, "{lines} lines");
}

#[test]
fn vector_packets_read_in_chinese() {
    let Some(vectors) = vector_files::read("ota.json") else { return };
    let mut lines = 0;
    for vector in &vectors {
        let name = vector["name"].as_str().unwrap();
        let kind = match vector["params"]["kind"].as_str().unwrap() {
            "command" => PacketKind::Command,
            "response" => PacketKind::Response,
            "envelope" => {
                lines += check_envelopes(name, vector);
                continue;
            }
            "mac" | "crc" => continue,
            other => panic!("{other} is a new kind of vector"),
        };
        let form = if vector["params"]["transport"] == "cattp" { Form::CatTp } else { Form::ShortMessage };
        let octets = octets_of(&vector["expected_hex"]);
        let key = |name: &str| vector["keys"][name].as_str().and_then(|text| text.parse().ok());
        let keys = GivenKeys { kic: key("kic"), kid: key("kid"), checksum_length: None };
        for reader in [Reader::default(), Reader { keys, ..Reader::default() }] {
            let reading = secured_packet::read(form, kind, &octets, &reader);
            lines += check(name, &secured_packet::explanation(kind, &octets, reading));
        }
        lines += check(name, &sim_explain::toolkit::short_message(Direction::ToNetwork, &carrier(kind, &octets)));
    }
    assert!(lines > 2000, "{lines} lines");
}

/// Checks the short messages in the envelopes of a vector, some of which carry a part of a packet.
fn check_envelopes(name: &str, vector: &Json) -> usize {
    let apdus = vector["apdus"].as_array().map(Vec::as_slice).unwrap_or_default().iter().map(octets_of);
    let envelopes = apdus.filter_map(|apdu| sim_codec::cat::Message::parse(&apdu[5..]).ok());
    let messages = envelopes.flat_map(|envelope| envelope.objects).filter_map(|object| match object.value {
        sim_codec::cat::Value::Sms(message) => message.encode().ok(),
        _ => None,
    });
    messages.map(|tpdu| check(name, &sim_explain::toolkit::short_message(Direction::FromNetwork, &tpdu))).sum()
}

/// Returns the SMS-SUBMIT with a packet of that kind.
fn carrier(kind: PacketKind, packet: &[u8]) -> Vec<u8> {
    let element = if kind == PacketKind::Command { 0x70 } else { 0x71 };
    let length = u8::try_from(packet.len() + 3).unwrap_or(u8::MAX);
    let before = [0x41, 0x00, 0x08, 0x81, 0x01, 0x56, 0x88, 0x88, 0x00, 0xF6, length, 0x02, element, 0x00];
    [&before, packet].concat()
}

/// Checks the packet to the platform with that data, opened with the card's keys.
fn check_for_platform(what: &str, data: &[u8]) {
    let profile = Profile::default();
    let set = KeySet::of(&profile.card.ota_keys[0]);
    let (kic, kid) = set.references();
    let header = CommandHeader { spi: message::UP, kic, kid, tar: message::PLATFORM };
    let counter = Counter::new(7).unwrap();
    let command = Command { form: Form::ShortMessage, header, counter, data: data.to_vec() };
    let packet = command.wrap(&set.keys).unwrap();
    let reader = Reader::of_card(&profile.card.ota_keys);
    let reading = secured_packet::read(Form::ShortMessage, PacketKind::Command, &packet, &reader);
    let explanation = secured_packet::explanation(PacketKind::Command, &packet, reading);
    assert!(check(what, &explanation) >= 9, "{what}");
    let read = rows(Language::Chinese, &explanation);
    assert!(read.iter().all(|(_, _, words)| !words.contains("975386")), "{what}: {read:?}");
}

#[test]
fn requests_read_in_chinese_without_secrets() {
    let pay_password = PayPasswordDigits([0x97, 0x53, 0x86]);
    let (amount, answer) = (Fen(5_000), LoadAnswer::parse(&[0; 16]));
    let operations = [
        Operation::Open,
        Operation::Close { pay_password },
        Operation::TopUp { amount, pay_password, answer },
        Operation::AccountBalance,
        Operation::ScratchCard { card: ScratchCardDigits([0x97; 9]) },
        Operation::OwnBill { amount },
        Operation::OthersBill { number: [0x31, 0x08, 0x10, 0x83, 0x00, 0xF0], amount, pay_password },
        Operation::ChangePayPassword { old: pay_password, new: pay_password },
        Operation::Hello { imei: [0x4A, 0x09, 0x51, 0x10, 0x32, 0x54, 0x76, 0x08] },
    ];
    for operation in operations {
        let mut buffer = [0; message::REQUEST_MAX];
        let mut data = Emitter::new(&mut buffer);
        let kind = operation.kind();
        message::PlatformRequest { asn: [0x22; 10], number: 3, operation }.write(&mut data).unwrap();
        check_for_platform(kind.name(), data.written());
    }
    check_for_platform("no request", &[0x02, 0x97, 0x53, 0x86]);
}

#[test]
fn every_octet_of_tables_reads_in_chinese() {
    let tables = [
        CodeTable::SmsCause,
        CodeTable::SmsCommand,
        CodeTable::SmsProtocol,
        CodeTable::SmsCoding,
        CodeTable::SmsStatus,
        CodeTable::NumberType,
    ];
    for octet in 0..=u8::MAX {
        for table in tables {
            let words = coded(table, &[octet]).unwrap();
            assert_chinese(&format!("{table:?} {octet:02X}"), &words);
            assert!(!words.is_ascii(), "{table:?}: {words}");
        }
        for data in [&[][..], &[octet], &[0, octet], &[octet, 2, 1], &[1, octet, 1, 2]] {
            let words = element::words(&Element { id: octet, data: data.to_vec() }).to_string();
            assert_chinese("element", &words);
            assert!(!words.is_ascii(), "{words}");
        }
    }
    for code in 1..=13 {
        assert!(element::language(NationalLanguage::from_code(code).unwrap()).ends_with('语'), "{code}");
    }
}

#[test]
fn reserved_octets_are_those_of_english() {
    let is_reserved = |chinese: &str, english: &str| {
        assert_eq!(chinese.contains("保留"), english.contains("reserved"), "{chinese}: {english}");
    };
    for octet in 0..=u8::MAX {
        is_reserved(&tables::protocol(octet), &protocol::identifier(octet));
        is_reserved(&tables::status(octet), &protocol::status(octet));
        is_reserved(tables::command(octet), protocol::command(octet));
        is_reserved(tables::cause(octet), protocol::cause(octet));
        is_reserved(element::name(octet), Element { id: octet, data: Vec::new() }.name());
        is_reserved(&tables::coding(octet), &sim_codec::sms::DataCoding(octet).words());
        let (kind, plan) = (TonNpi(octet).ton_name(), TonNpi(octet).npi_name());
        is_reserved(&address_type(octet), &format!("{kind}, {plan}"));
    }
}

#[test]
fn validity_periods_read_in_chinese() {
    for octet in 0..=u8::MAX {
        let enhanced = [octet, 0x21, 0x03, 0x54, 0, 0, 0];
        for (first, octets) in [(0x11, &[octet][..]), (0x09, &enhanced), (0x19, &[octet; 7])] {
            let words = tables::validity(first, octets).unwrap();
            assert_chinese("validity", &words);
            assert!(!words.is_empty());
        }
    }
    let words = |first, octets: &[u8]| tables::validity(first, octets).unwrap();
    assert_eq!((words(0x11, &[144]).as_str(), words(0x11, &[255]).as_str()), ("12 小时 30 分", "63 周"));
    assert_eq!(words(0x09, &[0x43, 0x21, 0x03, 0x54, 0, 0, 0]), "12 小时 30 分 45 秒,只尝试一次");
    assert_eq!(words(0x09, &[0x01, 0, 0, 0, 0, 0, 0]), "5 分");
    assert_eq!(words(0x19, &[0x90, 0x11, 0x81, 0x01, 0x03, 0x00, 0x23]), "到 2009-11-18 10:30:00 +08:00");
}

#[test]
fn times_and_addresses_read_in_chinese() {
    let time = |octets: &str| super::time(Timestamp(hex::decode(octets).unwrap().try_into().unwrap()));
    assert_eq!(time("1230405060703B"), "2021-03-04 05:06:07 -08:15");
    assert_eq!(time("901181010300FF"), "2009-11-18 10:30:00,时区未知");
    assert_eq!(time("901181010300C2"), "2009-11-18 10:30:00,时区 C2 不是数字");
    assert_eq!(time("FFFFFFFFFFFFFF"), "不是日期(FFFFFFFFFFFFFF)");
    let address = SmsAddress::new(TonNpi(0x91), "8613800000001");
    assert_eq!(super::address(&address), "8613800000001(国际号码,电话编号方案)");
}
