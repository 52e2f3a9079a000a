//! Tests of secured packets in `explain`: bare and carried, without keys, with the right ones and with wrong ones.

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use sim_wire::message::{self, LoadAnswer, Operation, PayPasswordDigits, ScratchCardDigits};
use sim_wire::secured_packet::{CommandHeader, Counter, Form};
use sim_wire::tlv::Emitter;

use crate::render::text;
use crate::toolkit::secured_packet::{Reader, open};
use crate::{ContentKind, Explanation, answer, guess, json as as_text};
use sim_codec::ota::{Command, GivenKeys, KeySet};
use sim_device::profile::Profile;

const KIC: &str = "000102030405060708090A0B0C0D0E0F";
const KID: &str = "101112131415161718191A1B1C1D1E1F";
/// Script `A0A40000027F20 A0C0000016`, counter 7, SPI 1619, under these keys.
const PACKET: &str = "00281516191515B000109A608AAE82A9D85C2784E11C4A5B94D9BE39FD7E3D0B178BFE7885498543813A";
/// Answer `019000` to that script, ciphered and with a checksum.
const PROOF: &str = "027100001C12B0001041DA9200932D766FE38588EAB2BBC03E1FA16F3515B48443";

fn octets(text: &str) -> Vec<u8> {
    hex::decode(text.replace(' ', "")).unwrap()
}

fn reader(kic: &str, kid: &str) -> Reader {
    let key = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
    Reader { keys: GivenKeys { kic: key(kic), kid: key(kid), checksum_length: None }, ..Reader::default() }
}

fn told(explanation: &Explanation<'_>) -> Json {
    serde_json::from_str(&as_text(explanation).unwrap()).unwrap()
}

fn opened(text: &str, reader: &Reader) -> Json {
    let octets = octets(text);
    let mut explanation = guess::explain(&octets);
    open(&mut explanation, reader);
    told(&explanation)
}

fn carriers() -> [String; 4] {
    let deliver = format!("400891015688887FF6901181010300232D027000{PACKET}");
    let envelope = format!("D144820283818B3E{deliver}");
    let apdu = format!("80C2000046{envelope}");
    [format!("027000{PACKET}"), deliver, envelope, apdu]
}

#[test]
fn header_is_explained_without_keys() {
    let json = told(&guess::explain(&octets(PACKET)));
    assert_eq!(
        (&json["kind"], &json["spi"], &json["tar"]),
        (&json!("command-packet"), &json!("1619"), &json!("B00010"))
    );
    assert_eq!(json["spi_meaning"]["counter"], "HIGHER");
    assert_eq!((&json["kic"], &json["kic_meaning"]["algorithm"]), (&json!("15"), &json!("3DES_2KEY_CBC")));
    assert_eq!((&json["checksum_ok"], &json["status"]), (&Json::Null, &Json::Null));
    assert!(PACKET.ends_with(json["secured"].as_str().unwrap()), "{json}");
    assert!(json["counter"].is_null() && json.get("problem").is_none(), "{json}");
}

#[test]
fn keys_open_a_packet_in_every_carrier() {
    let bare = opened(PACKET, &reader(KIC, KID));
    assert_eq!((&bare["counter"], &bare["padding"], &bare["checksum_ok"]), (&json!(7), &json!(6), &json!(true)));
    assert_eq!((&bare["data"], &bare["status"]), (&json!("A0A40000027F20A0C0000016"), &json!(0)));
    assert_eq!(bare["script"][0]["name"], "SELECT (GSM)");
    assert!(bare["secured"].is_null() && bare.get("problem").is_none(), "{bare}");
    for carrier in carriers() {
        let json = opened(&carrier, &reader(KIC, KID));
        let packet = if json["kind"] == "command-packet" { &json } else { &json["secured_packet"] };
        assert_eq!((&packet["counter"], &packet["checksum_ok"]), (&json!(7), &json!(true)), "{carrier}");
    }
}

#[test]
fn page_shows_fields_once_and_no_key() {
    let octets = octets(&carriers()[3]);
    let mut explanation = guess::explain(&octets);
    for _ in 0..2 {
        open(&mut explanation, &reader(KIC, KID));
    }
    let page = text::page(&explanation, false);
    for line in ["  SPI  ", "  CNTR  ", "  CC  ", "  SMS TPDU  "] {
        assert_eq!(page.matches(line).count(), 1, "{line}: {page}");
    }
    assert!(page.contains("right") && !page.contains("opens it"), "{page}");
    assert!(!page.contains(KIC) && !page.contains(KID));
}

#[test]
fn failed_check_is_told_with_its_reason() {
    let refusal = |text: &str, reader: &Reader| opened(text, reader)["refusal"].clone();
    let wrong_kid = refusal(PACKET, &reader(KIC, KIC));
    assert_eq!((&wrong_kid["check"], &wrong_kid["status"]), (&json!("CHECK"), &json!(1)));
    let wrong_cipher = refusal(PACKET, &reader(&format!("aes:{KIC}"), KID));
    assert_eq!((&wrong_cipher["check"], &wrong_cipher["status"]), (&json!("KEYS"), &json!(6)));
    assert!(wrong_cipher["reason"].as_str().unwrap().contains("KIc 15"), "{wrong_cipher}");
    let changed = PACKET.replace("16191515", "161915D5");
    assert_eq!(refusal(&changed, &Reader::default())["reason"], "KIc names key set 1 and KID key set 13");
    let last = Reader { last: sim_wire::secured_packet::Counter::new(7), ..reader(KIC, KID) };
    assert_eq!(refusal(PACKET, &last)["check"], "COUNTER");
    let short = opened(PACKET, &reader("0011223344556677", KID));
    assert!(short["problem"].as_str().unwrap().contains("3DES with two keys has 16"), "{short}");
}

#[test]
fn packet_without_checksum_key_is_not_judged() {
    let json = opened(PACKET, &reader(KIC, ""));
    assert_eq!((&json["counter"], &json["checksum_ok"], &json["status"]), (&json!(7), &Json::Null, &Json::Null));
    assert!(json.get("problem").is_none(), "{json}");
}

#[test]
fn proof_is_opened_and_told_as_answer() {
    let closed = told(&guess::explain(&octets(PROOF)));
    assert_eq!((&closed["kind"], &closed["tar"]), (&json!("response-packet"), &json!("B00010")));
    assert!(closed["status"].is_null());
    let json = opened(PROOF, &reader(KIC, KID));
    assert_eq!((&json["status"], &json["counter"], &json["checksum_ok"]), (&json!(0), &json!(7), &json!(true)));
    assert_eq!(json["script_answer"], json!({"commands_done": 1, "status_word": "9000", "data": ""}));
    let wrong = opened(PROOF, &reader(KID, KIC));
    assert_eq!(wrong["checksum_ok"], false);
    assert!(wrong["problem"].as_str().unwrap().contains("no reading of it holds"), "{wrong}");

    let (command, answered) = (octets(&carriers()[3]), octets(&format!("{PROOF}9000")));
    let mut explanation = answer(Some(&command), &answered);
    open(&mut explanation, &reader(KIC, KID));
    assert_eq!(told(&explanation)["status"], 0);
    let refused = told(&answer(Some(&command), &octets("027100000B0AB00010000000000000029000")));
    assert_eq!((&refused["status_name"], &refused["counter"]), (&json!("COUNTER_LOW"), &json!(0)));
}

#[test]
fn incomplete_packet_is_explained_in_part() {
    let json = told(&guess::explain_as(ContentKind::CommandPacket, &octets("00281516191515B000109A60")));
    assert_eq!((&json["spi"], &json["tar"]), (&json!("1619"), &json!("B00010")));
    assert!(json["problem"].as_str().unwrap().contains("announces 40 octets, 10 stand"), "{json}");
    let part = told(&guess::explain(&octets("400891015688887FF6901181010300230A0500035A0502AABBCCDD")));
    assert!(part.get("secured_packet").is_none(), "{part}");
    let short = format!("400891015688887FF6901181010300232E027000{PACKET}");
    let refused = told(&guess::explain_as(ContentKind::SmsToHandset, &octets(&short)));
    assert!(refused["problem"].as_str().unwrap().contains("TP-UDL announces 46"), "{refused}");
}

#[test]
fn vector_packets_are_recognised_and_opened() {
    let Some(vectors) = vector_files::read("ota.json") else { return };
    let (mut recognised, mut right) = (0, 0);
    for vector in &vectors {
        let kind = match vector["params"]["kind"].as_str().unwrap() {
            "command" => "command-packet",
            "response" => "response-packet",
            _ => continue,
        };
        let octets = hex::decode(vector["expected_hex"].as_str().unwrap()).unwrap();
        let mut explanation = guess::explain(&octets);
        assert_eq!(explanation.kind.name(), kind, "{}", vector["name"]);
        recognised += 1;
        let key = |name: &str| vector["keys"][name].as_str().and_then(|text| text.parse().ok());
        let checksum_length = vector["params"]["cmac_len"].as_u64().map(|length| usize::try_from(length).unwrap());
        let keys = GivenKeys { kic: key("kic"), kid: key("kid"), checksum_length };
        open(&mut explanation, &Reader { keys, ..Reader::default() });
        let json = told(&explanation);
        // Checks and ciphers that only sender and receiver know of cannot be told.
        let agreed = ["kic_algo", "kid_algo"].iter().any(|name| vector["params"].get(name).is_some());
        if agreed || vector.get("expect_reject").is_some() {
            assert_ne!(json["checksum_ok"], true, "{}", vector["name"]);
            continue;
        }
        assert_eq!(json["data"], vector["plaintext"].as_str().unwrap().to_uppercase(), "{}: {json}", vector["name"]);
        assert_ne!(json["checksum_ok"], false, "{}", vector["name"]);
        right += 1;
    }
    println!("ota.json: {recognised} packets recognised by their octets alone, {right} opened with their keys");
}

/// Makes a packet for the platform with that data, under the keys of the default profile.
fn for_platform(data: &[u8]) -> Vec<u8> {
    let set = KeySet::of(&Profile::default().card.ota_keys[0]);
    let (kic, kid) = set.references();
    let header = CommandHeader { spi: message::UP, kic, kid, tar: message::PLATFORM };
    let counter = Counter::new(7).unwrap();
    let command = Command { form: Form::ShortMessage, header, counter, data: data.to_vec() };
    command.wrap(&set.keys).unwrap()
}

#[test]
fn platform_request_is_explained_without_its_secrets() {
    let pay_password = PayPasswordDigits([0x97, 0x53, 0x86]);
    let amount = sim_wire::Fen(5_000);
    let answer = LoadAnswer::parse(&[0; 16]);
    let asked = [
        (Operation::Suspend, "suspend"),
        (Operation::Close { pay_password }, "close"),
        (Operation::TopUp { amount, pay_password, answer }, "top up"),
        (Operation::ScratchCard { card: ScratchCardDigits([0x97; 9]) }, "scratch card"),
        (
            Operation::OthersBill { number: [0x31, 0x08, 0x10, 0x83, 0x00, 0xF0], amount, pay_password },
            "another's phone bill",
        ),
        (Operation::ChangePayPassword { old: pay_password, new: pay_password }, "change of the pay password"),
        (Operation::Hello { imei: [0x4A, 0x09, 0x51, 0x10, 0x32, 0x54, 0x76, 0x08] }, "hello from a handset"),
    ];
    let reader = Reader::of_card(&Profile::default().card.ota_keys);
    for (operation, name) in asked {
        let mut buffer = [0; message::REQUEST_MAX];
        let mut data = Emitter::new(&mut buffer);
        message::PlatformRequest { asn: [0x22; 10], number: 3, operation }.write(&mut data).unwrap();
        let packet = for_platform(data.written());
        let mut explanation = guess::explain(&packet);
        open(&mut explanation, &reader);
        let json = told(&explanation);
        assert_eq!((&json["counter"], &json["checksum_ok"], &json["status"]), (&json!(7), &json!(true), &json!(0)));
        let request = &json["request"];
        assert_eq!((&request["operation_name"], &request["number"]), (&json!(name), &json!(3)));
        let page = text::page(&explanation, false);
        for printed in [page, json.to_string()] {
            assert!(!printed.contains("975386") && !printed.contains("9797"), "{printed}");
        }
    }
    let json = opened(&hex::encode(for_platform(&[0x02, 0x97, 0x53, 0x86])), &reader);
    assert!(json["problem"].as_str().unwrap().contains("no request") && json["data"].is_null(), "{json}");
}

#[test]
fn packet_is_opened_with_its_key_set() {
    let mut sets = Profile::default().card.ota_keys.to_vec();
    let first = sets[0];
    sets.insert(0, sim_wire::OtaKeySet { number: 2, kic: first.kid, ..first });
    let reader = Reader::of_card(&sets);
    let json = opened(&hex::encode(for_platform(&[])), &reader);
    assert_eq!(json["checksum_ok"], true);
    let other = opened(PACKET, &reader);
    assert_eq!(other["checksum_ok"], false, "another card's");
}

proptest! {
    #[test]
    fn any_octets_are_explained_with_keys(octets in proptest::collection::vec(any::<u8>(), 0..60)) {
        let mut lengthy = vec![0, u8::try_from(octets.len()).unwrap()];
        lengthy.extend(&octets);
        for kind in [ContentKind::CommandPacket, ContentKind::ResponsePacket, ContentKind::SmsToHandset, ContentKind::SmsFromHandset] {
            for octets in [&octets, &lengthy] {
                let mut explanation = guess::explain_as(kind, octets);
                open(&mut explanation, &reader(KIC, KID));
                prop_assert!(!text::page(&explanation, false).is_empty());
                prop_assert!(as_text(&explanation).is_ok());
            }
        }
    }
}

/// Collects the names of all members, and of the members inside them.
fn names(json: &Json, path: &str, into: &mut std::collections::BTreeSet<String>) {
    match json {
        Json::Object(members) => members.iter().for_each(|(name, value)| {
            into.insert(format!("{path}.{name}"));
            names(value, &format!("{path}.{name}"), into);
        }),
        Json::Array(list) => list.iter().for_each(|value| names(value, path, into)),
        _ => {}
    }
}

#[test]
fn json_has_one_shape_with_keys_and_without() {
    let reader = Reader::of_card(&Profile::default().card.ota_keys);
    let packet = hex::encode_upper(for_platform(&[0x02, 0x97, 0x53, 0x86]));
    for text in [
        "A012000009",
        "D0098103012601820281829000",
        "81030121808202828183022001",
        "D30782020181900105",
        "805C000204",
        "11000D91683108108300F00008AA044F59989D",
        "00281516191515B000109A608AAE82A9D85C2784E11C4A5B94D9BE39FD7E3D0B178BFE7885498543813A",
        &packet,
    ] {
        let octets = hex::decode(text).unwrap();
        let mut explanation = crate::guess::explain(&octets);
        let shape = |explanation: &crate::Explanation<'_>| {
            let mut found = std::collections::BTreeSet::new();
            names(&serde_json::to_value(explanation).unwrap(), "", &mut found);
            // What is wrong with a packet is only seen with its keys; what it asks is inside its members.
            found.retain(|name| !name.starts_with(".problem") && name.matches('.').count() == 1);
            found
        };
        let before = shape(&explanation);
        super::open(&mut explanation, &reader);
        assert_eq!(shape(&explanation), before, "{text}");
    }
}
