//! Tests of short messages inside messages of the toolkit, long ones in parts, and cell broadcast pages.

use serde_json::{Value as Json, json};

use super::{as_json, octets};
use crate::render::text;
use crate::toolkit::long_message;
use crate::{ContentKind, Explanation, guess};

fn joined(parts: &[&str]) -> Vec<Json> {
    let parts: Vec<Vec<u8>> = parts.iter().map(|part| octets(part)).collect();
    let mut explained: Vec<Explanation<'_>> =
        parts.iter().map(|part| guess::explain_as(ContentKind::SmsToHandset, part)).collect();
    long_message::join(&mut explained);
    explained.iter().map(as_json).collect()
}

/// Makes a part in UCS2 from the number 10658888.
fn part(reference: u8, total: u8, number: u8, text: &str) -> String {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let length = units.len() + 6;
    format!(
        "0891683108100005F0 44 08 81 01568888 00 08 90118101030023 {length:02X} 050003{reference:02X}{total:02X}{number:02X} {}",
        hex::encode_upper(units)
    )
}

#[test]
fn parts_in_any_order_are_one_text() {
    let (one, two, three) = (part(7, 3, 1, "余额"), part(7, 3, 2, "不足"), part(7, 3, 3, "。"));
    for order in [[&one, &two, &three], [&three, &one, &two], [&two, &three, &one]] {
        let explained = joined(&order.map(String::as_str));
        let whole: Vec<&Json> = explained.iter().map(|json| &json["whole_message"]).collect();
        assert_eq!(whole, [&Json::Null, &Json::Null, &json!("余额不足。")]);
    }
}

#[test]
fn texts_of_one_reference_are_not_mixed() {
    let parts =
        [part(7, 2, 1, "甲"), part(7, 2, 1, "乙"), part(7, 2, 2, "丙"), part(8, 2, 2, "丁"), part(7, 2, 2, "戊")];
    let explained = joined(&parts.each_ref().map(String::as_str));
    let whole: Vec<&Json> = explained.iter().filter_map(|json| json.get("whole_message")).collect();
    assert_eq!(whole, [&json!("乙丙")]);
}

#[test]
fn emoji_cut_between_parts_is_whole() {
    let first = "440D91683108108300F00008026042314373230A0500030102010041D83D";
    let second = "440D91683108108300F00008026042314373230A050003010202DE310042";
    assert_eq!(joined(&[second, first])[1]["whole_message"], "A😱B");
}

#[test]
fn damaged_message_in_an_envelope_is_told() {
    // TP-UDL announces three octets, two are there; and a message that ends in its time.
    let short = as_json(&guess::explain_as(
        ContentKind::Envelope,
        &octets("D11C 82028381 8B16 040D91683108108300F0 0004 90118101030023 03 0102"),
    ));
    assert!(short["problem"].as_str().unwrap().contains("TP-UDL announces 3 octets, 2 octets are there"), "{short}");
    assert_eq!(short["sms_tpdu"]["data"], "0102");
    let cut =
        as_json(&guess::explain_as(ContentKind::Envelope, &octets("D114 82028381 8B0E 040D91683108108300F000049011")));
    assert!(cut["problem"].as_str().unwrap().contains("it ends in TP-SCTS"), "{cut}");
    assert_eq!(cut["sms_tpdu"]["address"], "8613800138000");
}

#[test]
fn broadcast_page_fields_are_explained() {
    // Serial 4011: the whole network, code 1, update 1; message 50; English; page 1 of 2.
    let filling: String = "1A8D46A3D16834".chars().cycle().take(156).collect();
    let text = format!("F4F29C0E{filling}");
    let page = format!("4011 0032 01 12 {text}");
    let json = as_json(&guess::explain_as(ContentKind::CellBroadcast, &octets(&page)));
    assert_eq!((&json["kind"], json.get("problem")), (&json!("cell-broadcast"), None));
    assert_eq!((&json["message_identifier"], &json["scope"]), (&json!(50), &json!("the whole network")));
    assert_eq!((&json["message_code"], &json["update_number"]), (&json!(1), &json!(1)));
    assert_eq!((&json["page"], &json["pages"]), (&json!(1), &json!(2)));
    assert!(json["text"].as_str().unwrap().starts_with("test"), "{json}");
    let short = as_json(&guess::explain_as(ContentKind::CellBroadcast, &octets("4011003201")));
    assert_eq!(short["problem"], "A page begins with 6 octets before its text, here are 5.");
    let wrong = as_json(&guess::explain_as(ContentKind::CellBroadcast, &octets("1100110F4831 0041")));
    assert!(wrong["problem"].as_str().unwrap().contains("A page has 88 octets, here are 8."), "{wrong}");
    assert!(wrong["problem"].as_str().unwrap().contains("It is page 3 of 1, which cannot be."), "{wrong}");
}

#[test]
fn broadcast_page_header_and_text_are_explained() {
    let json = as_json(&guess::explain_as(ContentKind::CellBroadcast, &octets("4011 0032 98 11 0500030102014F59989D")));
    assert_eq!((&json["text"], &json["header"][0]["data"]), (&json!("余额"), &json!("010201")), "{json}");
    assert_eq!(json["dcs_meaning"], "UCS2, class 0, with a user data header");
    let none = as_json(&guess::explain_as(ContentKind::CellBroadcast, &octets("4011 0032 10 11 E8329BFD06")));
    assert_eq!((&none["text"], none.get("language")), (&json!("hello"), None));
    assert!(none["problem"].as_str().unwrap().contains("a code of its language: two letters"), "{none}");
}

#[test]
fn compressed_text_is_shown_as_octets() {
    let message = octets("04 0D91683108108300F0 00 20 90118101030023 03 AABBCC");
    let explained = guess::explain_as(ContentKind::SmsToHandset, &message);
    let json = as_json(&explained);
    assert_eq!((&json["data"], json.get("text"), json.get("problem")), (&json!("AABBCC"), None, None), "{json}");
    assert_eq!(
        json["notes"][0],
        "The text is compressed (3GPP TS 23.042); its octets are given as they are, and not read."
    );
    let page = text::page(&explained, false);
    assert!(page.contains("compressed text      AABBCC") && !page.contains("  data   "), "{page}");
    let shown = octets("D00E 81030121 80 82028102 8D03 20 AABB");
    let explained = guess::explain(&shown);
    let page = text::page(&explained, false);
    assert!(page.contains("AABB: data coding scheme 20, compressed (3GPP TS 23.042), not read"), "{page}");
    let json = as_json(&explained);
    assert_eq!(
        (&json["kind"], &json["text"], &json["dcs"]),
        (&json!("proactive-command"), &json!("20AABB"), &json!(0x20))
    );
}

#[test]
fn ussd_strings_say_language_and_header() {
    for (hex, text, member, value) in [
        ("D011 81030112 00 82028183 8A06 10 6577039D06", "hi", "language", json!("en")),
        ("D012 81030112 00 82028183 8A07 11 6537 4F59989D", "余额", "language", json!("en")),
        ("D010 81030112 00 82028183 8A05 48 4F59989D", "余额", "dcs_meaning", json!("UCS2")),
    ] {
        let json = as_json(&guess::explain(&octets(hex)));
        assert_eq!((&json["type_name"], &json["ussd"]), (&json!("SEND_USSD"), &json!(text)), "{json}");
        assert_eq!((&json[member], json.get("problem")), (&value, None), "{json}");
        let written = sim_codec::cat::Message::parse(&octets(hex)).unwrap();
        assert_eq!(written.emit().unwrap(), octets(hex), "{hex}");
        assert!(written.objects.iter().all(|object| object.kept.is_none()), "{hex} is copied, not understood");
    }
    let json = as_json(&guess::explain(&octets("D014 81030112 00 82028183 8A09 91 050003010201D069")));
    assert_eq!((&json["ussd"], &json["header"][0]["id"]), (&json!("hi"), &json!(0)), "{json}");
    let shown = octets("D00E 81030112 00 82028183 8A03 D0 AABB");
    let page = text::page(&guess::explain(&shown), false);
    assert!(page.contains("AABB: data coding scheme D0, no text, I1 protocol message"), "{page}");
}

#[test]
fn parts_of_text_and_data_are_not_joined() {
    let data = "440881015688880004901181010300230A 0500030702 02 AABBCCDD".replace("02 02", "0202");
    let explained = joined(&[&part(7, 2, 1, "余额").replacen("0891683108100005F0 ", "", 1), &data]);
    assert!(explained.iter().all(|json| json.get("whole_message").is_none()), "{explained:?}");
    let notes = explained[1]["notes"].to_string();
    assert!(notes.contains("some are text and some are data"), "{notes}");
}

#[test]
fn impossible_date_of_a_response_is_no_date() {
    let response = |time: &str| {
        as_json(&guess::explain_as(
            ContentKind::TerminalResponse,
            &octets(&format!("81030126 03 82028281 830100 2607{time}")),
        ))
    };
    assert_eq!(response("90118101030023")["date_time"], "2009-11-18 10:30:00 +08:00");
    assert_eq!(response("11526461402623")["date_time"], "not a date (11526461402623)");
    assert_eq!(response("FFFFFFFFFFFFFF")["date_time"], "not a date (FFFFFFFFFFFFFF)");
}
