//! Tests of messages as people have them, through `explain`. They have a service centre of every length or none, are
//! damaged, cut at every octet, or in alphabets that need their header.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::{ContentKind, guess};
use sim_codec::sms::pdu::Centre;
use sim_codec::sms::{Direction, MessageBody, Pdu, SmsDeliver, SmsSubmit, Tpdu, TpduKind, UserData, plausibility};

fn octets(text: &str) -> Vec<u8> {
    hex::decode(text.replace(' ', "")).unwrap()
}

fn said(kind: ContentKind, hex: &str) -> Json {
    let octets = octets(hex);
    let explanation = guess::explain_as(kind, &octets);
    assert!(!crate::render::text::page(&explanation, false).is_empty());
    serde_json::from_str(&crate::json(&explanation).unwrap()).unwrap()
}

fn to_handset(hex: &str) -> Json {
    said(ContentKind::SmsToHandset, hex)
}

/// Checks the named members; `problem` stands for the presence of a problem.
fn check(kind: ContentKind, hex: &str, expected: Json) {
    let json = said(kind, hex);
    for (name, value) in expected.as_object().unwrap() {
        match name.as_str() {
            "problem" => assert_eq!(json.get("problem").is_some(), *value, "{hex}: {json}"),
            name => assert_eq!(json[name], *value, "{hex}: {name}"),
        }
    }
}

#[test]
fn messages_behind_chinese_centres_are_whole() {
    let deliver = "0D91683108108300F0 00 00 02604231437323 02 EF35";
    for (centre, number) in [
        ("0891683108100005F0", json!("8613800100500")),
        ("0891683110206005F0", json!("8613010206500")),
        ("07919762020033F1", json!("79262000331")),
        ("06917228195339F1", Json::Null),
        ("06917228195339", json!("2782913593")),
        ("0591721891F1", json!("2781191")),
        ("0491001081", json!("000118")),
        ("0291F1", json!("1")),
        ("00", Json::Null),
        ("", Json::Null),
    ] {
        for first in ["00", "04", "20", "24"] {
            let json = to_handset(&format!("{centre}{first}{deliver}"));
            if centre == "06917228195339F1" {
                // The length is one too small: what stands behind it is no message.
                assert!(json["problem"].is_string(), "{json}");
                continue;
            }
            let read = (&json["text"], &json["address"], &json["time"], json.get("problem"));
            let right = (&json!("ok"), &json!("8613800138000"), &json!("2020-06-24 13:34:37 +08:00"), None);
            assert_eq!(read, right, "{centre}");
            assert_eq!(json["service_centre"], number, "{centre}");
        }
    }
}

#[test]
fn findings_of_other_projects_are_right() {
    let to = |hex: &str, expected: Json| check(ContentKind::SmsToHandset, hex, expected);
    to(
        "0891683108100005F00407D053E4130A00C8715091415320291050797A5C06C5506F7739057297EF",
        json!({"address": "SHOP", "text": "Price 1(one) new", "time": "2017-05-19 14:35:02 -03:00", "problem": false}),
    );
    to(
        "0891683108100005F0400DD0D0F4B9FC76CF01000841507241108461140500035602017801003A00200034003800350036",
        json!({"address": "Pigeons", "text": "码: 4856", "time": "2014-05-27 14:01:48 +04:00", "problem": false}),
    );
    to("0891683108100005F00406D0B11B0C00000260423143732302EF35", json!({"address": "170", "text": "ok"}));
    to("0891683108100005F00414D000EA1B5E850FC372F21C00000260423143732302EF35", json!({"address": "@TopUpCards"}));
    to("0891683108100005F0040D91683108108300F000007101501145402202E833", json!({"time": "2017-10-05 11:54:04 +05:30"}));
    to("0891683108100005F0040D91683108108300F000008190611020300C02E833", json!({"time": "2018-09-16 01:02:03 -10:00"}));
    to(
        "00040D91683108108300F000000260423143732302EF35",
        json!({"text": "ok", "service_centre": null, "problem": false}),
    );
    to("040D91683108108300F000000260423143732307AA180CA68A8D1A", json!({"text": "*100*1#", "problem": false}));
    to("040D91683108108300F0000002604231437323029B32", json!({"text": "€"}));
    to("040421214300000260423143732302EF35", json!({"address": "1234", "text": "ok"}));
    to("040381215300000260423143732302EF35", json!({"address": "123", "problem": false}));
    to(
        "0006230D91683108108300F0610103409544826101034095448200",
        json!({"type_name": "SMS-STATUS-REPORT", "problem": false}),
    );
    to("06230D91683108108300F0610103409544C26101034095448200", json!({"type_name": "SMS-STATUS-REPORT"}));
    check(ContentKind::SmsFromHandset, "0291681100 0181F00000A702EF35", json!({"text": "ok", "problem": false}));
}

#[test]
fn damaged_messages_say_what_is_wrong() {
    let user = "040D91683108108300F0 00";
    for (rest, words) in [
        ("00 02604231437323 0A EF35", "TP-UDL announces 10 septets in 9 octets, 2 octets are there"),
        ("04 02604231437323 0A 0102", "TP-UDL announces 10 octets, 2 octets are there"),
        ("04 02604231437323 02 0102030405", "TP-UDL announces 2 octets; octets left over behind them: 030405"),
        ("08 02604231437323 03 004100", "odd count of octets"),
        ("00 01152646140262 02 EF35", "TP-SCTS is not a date (01152646140262)"),
        ("00 FFFFFFFFFFFFFF 02 EF35", "TP-SCTS is not a date (FFFFFFFFFFFFFF)"),
        ("08 02604231437323 04 D83D0041", "Half of a surrogate pair stands alone: D83D, unit 1 of the text"),
        ("04 02604231437323 8D", "TP-UDL is 141; a message holds 140 at most"),
    ] {
        let json = to_handset(&format!("{user}{rest}"));
        assert!(json["problem"].as_str().unwrap_or_default().contains(words), "{rest}: {json}");
        assert_eq!(json["address"], "8613800138000", "{rest}");
    }
    let surplus = to_handset(&format!("{user}04 02604231437323 02 0102030405"));
    assert_eq!(surplus["data"], "0102");
    let short = to_handset(&format!("{user}00 02604231437323 0A EF35"));
    assert_eq!(short["text"], "ok");
    let header = to_handset("440D91683108108300F0 00 00 02604231437323 05 09000301");
    assert!(header["problem"].as_str().unwrap().contains("A header is announced"), "{header}");
}

#[test]
fn cut_message_shows_the_fields_it_has() {
    let whole = "0891683108100005F0040D91683108108300F000000260423143732302EF35";
    let octets = octets(whole);
    for length in 10..octets.len() {
        let json = to_handset(&hex::encode(&octets[..length]));
        assert_eq!(
            (&json["service_centre"], &json["name"]),
            (&json!("8613800100500"), &json!("SMS-DELIVER")),
            "{length}"
        );
        assert!(json["problem"].is_string(), "{length}: {json}");
        let digits = json["address"].as_str().map_or(0, str::len);
        assert_eq!(digits, (length.saturating_sub(12) * 2).min(13), "{length}: {json}");
        assert_eq!(json.get("time").is_some(), length >= 28, "{length}: {json}");
        assert_eq!(json.get("text").is_some(), length >= 29, "{length}: {json}");
    }
    let cut = to_handset(&hex::encode(&octets[..24]));
    assert_eq!(cut["problem"], "The message is cut: it ends in TP-SCTS, octet 22, of which 3 of 7 octets are there.");
}

#[test]
fn national_tables_are_read_with_the_header() {
    // Single shift, Turkish.
    let json = to_handset("440D91683108108300F00000026042314373230B03240101D89C37E9CD14");
    assert_eq!(
        (&json["text"], &json["header"][0]["meaning"]),
        (&json!("ğıŞ"), &json!("national language, single shift: Turkish"))
    );
    // Single and locking shift together, composed and read back.
    for (language, text) in [(1, "Ğüneş içecek €"), (3, "Não há âncoras"), (6, "नमस्ते"), (12, "తెలుగు"), (13, "اردو")]
    {
        let header = vec![
            sim_codec::sms::Element { id: 0x24, data: vec![language] },
            sim_codec::sms::Element { id: 0x25, data: vec![language] },
        ];
        let mut user =
            UserData { length: 0, header: Some(header), body: MessageBody::Text(text.to_owned()), kept: None };
        let written = user.octets(0).unwrap();
        user.length = u8::try_from(written.len() * 8 / 7).unwrap();
        let read = UserData::read(user.length, &written, 0, true);
        let MessageBody::Text(read) = read.body else { panic!("{read:?}") };
        assert!(read.starts_with(text), "{read}");
        assert!(read.chars().count() <= text.chars().count() + 1, "{read}");
    }
}

#[test]
fn command_is_not_read_as_submit() {
    let json = said(ContentKind::SmsFromHandset, "0242AB02340491361903616263");
    assert_eq!((&json["type_name"], &json["command_meaning"]), (&json!("SMS-COMMAND"), &json!("delete the message")));
    assert_eq!(
        (&json["reference"], &json["message_number"], &json["data"]),
        (&json!(0x42), &json!(0x34), &json!("616263"))
    );
    assert_eq!((&json["address"], json.get("problem")), (&json!("6391"), None));
}

#[test]
fn filling_behind_the_message_is_noted() {
    let record = format!("0891683108100005F0040D91683108108300F000000260423143732302EF35{}", "FF".repeat(60));
    let json = to_handset(&record);
    assert_eq!((&json["text"], json.get("problem")), (&json!("ok"), None));
    assert_eq!(json["notes"][0], "60 octets of FF fill up the record behind the message.");
}

#[test]
fn pair_cut_between_parts_is_whole_when_joined() {
    let first = "440D91683108108300F00008026042314373230A0500030102010041D83D";
    let second = "440D91683108108300F00008026042314373230A050003010202DE310042";
    let json = to_handset(first);
    assert_eq!((&json["text"], json.get("problem")), (&json!("A\u{fffd}"), None));
    assert_eq!(json["notes"][0], "D83D is half of a surrogate pair; the other half is in the part behind this one.");
    assert!(to_handset(second)["notes"][0].as_str().unwrap().contains("DE31 is half"), "{}", to_handset(second));
    let parse = |hex: &str| Tpdu::parse(Direction::FromNetwork, &octets(hex)).unwrap().user_data().unwrap().clone();
    let (first, second) = (parse(first), parse(second));
    assert_eq!(UserData::join(&[(&first, 8), (&second, 8)]), MessageBody::Text("A😱B".to_owned()));
    let whole = to_handset("040D91683108108300F0000802604231437323080078D83DDE310078");
    assert_eq!((&whole["text"], whole.get("problem")), (&json!("x😱x"), None));
}

#[test]
fn each_type_is_most_plausible_as_itself() {
    for (kind, hex) in [
        (TpduKind::Deliver, "0891683108100005F0040D91683108108300F000000260423143732302EF35"),
        (TpduKind::Submit, "0011000D91683108108300F00008AA044F59989D"),
        (TpduKind::StatusReport, "06230D91683108108300F0610103409544826101034095448200"),
        (TpduKind::Command, "0242AB02340491361903616263"),
        (TpduKind::SubmitReport, "010051507132200523"),
    ] {
        let octets = octets(hex);
        let own = plausibility(kind, &octets);
        assert!(own >= 40, "{kind:?} {own}");
        for other in TpduKind::ALL.into_iter().filter(|other| *other != kind) {
            assert!(plausibility(other, &octets) < own, "{kind:?} as {other:?}");
        }
    }
    for nothing in ["", "9000", "00A40000023F00", "3B00", "D0098103012180820281 02"] {
        let octets = octets(nothing);
        for kind in TpduKind::ALL {
            assert!(plausibility(kind, &octets) < 50, "{nothing} as {kind:?}: {}", plausibility(kind, &octets));
        }
    }
}

#[test]
fn octets_of_the_other_direction_are_noted() {
    let json = to_handset("0011000D91683108108300F00008AA044F59989D");
    let notes = json["notes"].to_string();
    assert!(json["problem"].is_string() && notes.contains("whole as a short message from the handset"), "{json}");
}

proptest! {
    #[test]
    fn service_centre_never_changes_the_message(
        digits in "[0-9]{5,13}",
        number in "[0-9]{3,15}",
        text in "[a-zA-Z0-9 ]{1,40}",
        first in prop_oneof![Just(0x00_u8), Just(0x04), Just(0x20), Just(0x24)],
        from_handset in any::<bool>(),
    ) {
        use sim_wire::bcd::TonNpi;
        let kind = if from_handset { TpduKind::Submit } else { TpduKind::Deliver };
        let number = sim_codec::sms::SmsAddress::new(TonNpi::INTERNATIONAL, &number);
        let user = UserData::new(MessageBody::Text(text), 0).unwrap();
        let tpdu = if from_handset {
            let validity = vec![0xAA];
            Tpdu::Submit(SmsSubmit { first: 0x11, reference: first, destination: number, pid: 0, dcs: 0, validity, user })
        } else {
            let time = sim_codec::sms::Timestamp([0x90, 0x11, 0x81, 0x01, 0x03, 0x00, 0x23]);
            Tpdu::Deliver(SmsDeliver { first, originator: number, pid: 0, dcs: 0, time, user })
        };
        let bare = tpdu.encode().unwrap();
        let read = Pdu::read(kind.direction(), &bare);
        prop_assert_eq!(&read.centre, &Centre::Absent);
        let read_again = read.reading.unwrap().tpdu;
        prop_assert_eq!(read_again.as_ref(), Ok(&tpdu));
        let centre = sim_codec::sms::SmsAddress::new(TonNpi::INTERNATIONAL, &digits);
        let value = sim_codec::cat::written(|into| centre.write(into)).unwrap()[1..].to_vec();
        let behind = [&[u8::try_from(value.len()).unwrap()], value.as_slice(), &bare].concat();
        let read = Pdu::read(kind.direction(), &behind);
        prop_assert_eq!(read.centre, Centre::Address(centre));
        prop_assert_eq!(read.reading.unwrap().tpdu, Ok(tpdu));
    }

    #[test]
    fn any_octets_are_read_or_have_problems(octets in proptest::collection::vec(any::<u8>(), 0..180), from_handset in any::<bool>()) {
        let direction = if from_handset { Direction::ToNetwork } else { Direction::FromNetwork };
        let pdu = Pdu::read(direction, &octets);
        prop_assert!(pdu.plausibility() <= 100);
        prop_assert!(pdu.reading.is_some() || !pdu.problems.is_empty());
    }
}
