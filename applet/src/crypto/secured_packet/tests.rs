//! The arithmetic of secured packets held to the vectors: checksums by themselves, and packets of both directions
//! opened and made again octet for octet.

extern crate std;

use std::string::String;
use std::vec::Vec;
use std::{format, println};

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::personalisation::OtaKeySet;
use sim_wire::secured_packet::{
    Check, CommandHeader, CommandPacket, Counter, Form, KeyReference, ResponsePacket, SecuredCommand, SecuredResponse,
    Spi,
};
use sim_wire::tlv::{BufferFullError, Emitter};

fn octets(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap_or_default()).unwrap()
}

fn key(nibble: u8, octets: &[u8]) -> Option<OtaKey> {
    Some(match (nibble, octets.len()) {
        (0x5, 16) => OtaKey::TripleDes2(octets.try_into().unwrap()),
        (0x9, 24) => OtaKey::TripleDes3(octets.try_into().unwrap()),
        (0x2, 16) => OtaKey::Aes128(octets.try_into().unwrap()),
        (0x2, 24) => OtaKey::Aes192(octets.try_into().unwrap()),
        (0x2, 32) => OtaKey::Aes256(octets.try_into().unwrap()),
        _ => return None,
    })
}

fn written(write: impl FnOnce(&mut Emitter<'_>) -> Result<(), BufferFullError>) -> Vec<u8> {
    let mut buffer = [0; 1024];
    let mut into = Emitter::new(&mut buffer);
    write(&mut into).unwrap();
    into.written().to_vec()
}

#[test]
fn vector_checksums_and_redundancy_checks_are_reproduced() {
    let Some(vectors) = vector_files::read("ota.json") else { return };
    let mut held = 0;
    for vector in &vectors {
        let (params, message) = (&vector["params"], octets(&vector["plaintext"]));
        let expected = octets(&vector["expected_hex"]);
        let length = u8::try_from(expected.len().min(8)).unwrap();
        let kid = octets(&vector["keys"]["kid"]);
        let key = match (params["kind"].as_str(), params["algo"].as_str()) {
            (Some("mac"), Some("3des-cbc-mac")) => key(if kid.len() == 16 { 0x5 } else { 0x9 }, &kid),
            (Some("mac"), Some("aes-cmac")) => key(0x2, &kid),
            _ => None,
        };
        let check = match (&key, params["algo"].as_str()) {
            (Some(key), _) => PacketCheck::Checksum(key, length),
            (None, Some("crc16")) => PacketCheck::Redundancy(Redundancy::Crc16),
            (None, Some("crc32")) => PacketCheck::Redundancy(Redundancy::Crc32),
            _ => continue,
        };
        // Cut anywhere, the parts are one message.
        for cut in [0, 1, message.len() / 2, message.len()] {
            let (front, behind) = message.split_at(cut.min(message.len()));
            assert_eq!(check.over(&[front, behind])[..], expected[..usize::from(length)], "{}", vector["name"]);
        }
        if let Some(key) = key.filter(|_| expected.len() == 16) {
            assert_eq!(super::Cipher::of(&key).last_block(&[&message])[..], expected, "{}", vector["name"]);
        }
        held += 1;
    }
    assert_eq!(held, 22, "every checksum and redundancy check that there is");
}

/// Creates the key set of a vector; `None` if a key of the vector is none that a card can have.
fn key_set(vector: &Value, kic: u8, kid: u8, check: &[u8]) -> Option<OtaKeySet> {
    let any = OtaKey::Aes128([0; 16]);
    let stored = |name: &str, octet: u8| match octets(&vector["keys"][name]) {
        octets if octets.is_empty() => Some(any),
        octets => key(octet & 0x0F, &octets),
    };
    let checksum_length = u8::try_from(check.len()).unwrap();
    let (kic, kid) = (stored("kic", kic)?, stored("kid", kid).or(Some(any).filter(|_| checksum_length <= 4))?);
    Some(OtaKeySet { number: 1, kic, kid, checksum_length, counter: Counter::default() })
}

/// Opens one packet, compares its check, and seals it again to the same octets. Returns the packet in clear.
fn hold(
    name: &str,
    security: Security<'_>,
    in_front: &[u8],
    given: &[u8],
    secured_at: usize,
    check_at: usize,
) -> Vec<u8> {
    let mut clear = given.to_vec();
    assert!(security.is_whole(given.len() - secured_at), "{name}");
    security.open(&mut clear[secured_at..]);
    let behind = check_at + security.check.length();
    let check = security.check.over(&[in_front, &clear[..check_at], &clear[behind..]]);
    assert_eq!(clear[check_at..behind], check, "{name}: check");
    let mut again = clear.clone();
    again[check_at..behind].fill(0);
    security.seal(in_front, &mut again, secured_at, check_at);
    assert_eq!(again, given, "{name}: made again");
    clear
}

#[test]
fn vector_packets_are_opened_and_resealed() {
    let Some(vectors) = vector_files::read("ota.json") else { return };
    let (mut commands, mut responses, mut left) = (0, 0, Vec::<String>::new());
    for vector in &vectors {
        let (params, name) = (&vector["params"], vector["name"].as_str().unwrap());
        let octet = |name: &str| octets(&params[name]).first().copied().unwrap_or(0);
        let (kic, kid) = (octet("kic"), octet("kid"));
        // One response was tampered with on purpose.
        if params["transport"] != "sms" || name.ends_with("-tampered") {
            continue;
        }
        match params["kind"].as_str() {
            Some("command") => {
                let given = octets(&vector["expected_hex"]);
                let packet = CommandPacket::parse(Form::ShortMessage, &given).unwrap();
                let spi = packet.header.spi;
                let length = packet.check_length().unwrap();
                let keys = key_set(vector, kic, kid, &[0; 8][..length]);
                let security =
                    keys.as_ref().and_then(|set| super::security(set, spi.check(), spi.ciphered(), KeyReference(kid)));
                let Some(security) = security else {
                    left.push(format!("{name} {kic:02X} {kid:02X}"));
                    continue;
                };
                let clear = hold(name, security, &[], &given, 10, 16);
                let secured = SecuredCommand::split(&clear[10..], length).unwrap();
                let (data, _) = secured.without_padding().unwrap();
                assert_eq!(data, octets(&vector["plaintext"]), "{name}: data");
                commands += 1;
            }
            Some("response") => {
                let whole = octets(&vector["expected_hex"]);
                let given = whole.strip_prefix(&ResponsePacket::USER_DATA_HEADER).unwrap_or(&whole);
                let packet = ResponsePacket::parse(Form::ShortMessage, given).unwrap();
                let spi = Spi { first: 0, second: octet("spi2") };
                let length = packet.check_length().unwrap();
                let keys = key_set(vector, kic, kid, &[0; 8][..length]);
                let security = keys
                    .as_ref()
                    .and_then(|set| super::security(set, spi.proof_check(), spi.proof_ciphered(), KeyReference(kid)));
                let Some(security) = security else {
                    left.push(format!("{name} {kic:02X} {kid:02X}"));
                    continue;
                };
                let clear = hold(name, security, &ResponsePacket::USER_DATA_HEADER, given, 6, 13);
                let secured = SecuredResponse::split(&clear[6..], length).unwrap();
                assert_eq!(secured.without_padding().unwrap().0, octets(&vector["plaintext"]), "{name}: data");
                responses += 1;
            }
            _ => {}
        }
    }
    println!("{commands} commands, {responses} responses; not for a card: {left:?}");
    assert_eq!((commands, responses), (72, 32), "every packet that a key of a card can be for");
}

fn any_key() -> impl Strategy<Value = OtaKey> {
    prop_oneof![
        any::<[u8; 16]>().prop_map(OtaKey::TripleDes2),
        any::<[u8; 24]>().prop_map(OtaKey::TripleDes3),
        any::<[u8; 16]>().prop_map(OtaKey::Aes128),
        any::<[u8; 24]>().prop_map(OtaKey::Aes192),
        any::<[u8; 32]>().prop_map(OtaKey::Aes256),
    ]
}

proptest! {
    #[test]
    fn sealed_packet_opens_and_changed_bit_breaks_check(
        kic in any_key(), kid in any_key(), data in proptest::collection::vec(any::<u8>(), 0..200), flip: proptest::sample::Index,
    ) {
        let set = OtaKeySet { number: 1, kic, kid, checksum_length: 8, counter: Counter::default() };
        let security = super::security(&set, Check::Cryptographic, true, set.kid_octet()).unwrap();
        let padding = security.padding(SecuredCommand::BEFORE_CHECK + 8 + data.len());
        let padded = [&data[..], &std::vec![0; usize::from(padding)]].concat();
        let header = CommandHeader::from_bytes([0x16, 0, set.kic_octet().0, set.kid_octet().0, 1, 2, 3]);
        let secured = SecuredCommand { counter: Counter::MAX, padding, check: &[0; 8], data: &padded };
        let mut packet = written(|into| CommandPacket::emit(Form::ShortMessage, header, &secured, into));
        let clear = packet.clone();
        security.seal(&[], &mut packet, 10, 16);
        let opened = hold("sealed", security, &[], &packet, 10, 16);
        prop_assert_eq!(&opened[24..], &clear[24..]);
        prop_assert!(security.may_pad(padding));

        let bit = flip.index(packet.len() * 8);
        packet[bit / 8] ^= 1 << (bit % 8);
        security.open(&mut packet[10..]);
        prop_assert_ne!(&security.check.over(&[&packet[..16], &packet[24..]])[..], &packet[16..24]);
    }
}
