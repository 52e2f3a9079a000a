//! Tests of the toolkit's messages as `explain` shows them: by themselves, in APDUs, and damaged.

mod short_messages;

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::render::text;
use crate::{ContentKind, Explanation, answer, guess, json, script};

fn octets(text: &str) -> Vec<u8> {
    hex::decode(text.replace(' ', "")).unwrap()
}

fn as_json(explanation: &Explanation<'_>) -> Json {
    serde_json::from_str(&json(explanation).unwrap()).unwrap()
}

fn guessed(text: &str) -> Json {
    as_json(&guess::explain(&octets(text)))
}

#[test]
fn menu_items_are_explained() {
    let menu = "D01E 81030125 80 82028182 8505 80 94B1 5305 8F06 01 80 4F59 989D 8F04 02 4C6F67";
    let json = guessed(menu);
    assert_eq!(json["kind"], "proactive-command");
    assert_eq!((&json["type"], &json["type_name"]), (&json!(0x25), &json!("SETUP_MENU")));
    assert_eq!((&json["number"], &json["qualifier"]), (&json!(1), &json!(0x80)));
    assert_eq!((&json["source"], &json["destination"]), (&json!(0x81), &json!(0x82)));
    assert_eq!(json["alpha"], "钱包");
    assert_eq!(json["items"], json!([{"id": 1, "text": "余额"}, {"id": 2, "text": "Log"}]));
    assert_eq!(json["objects"][3]["hex"], "01804F59989D");
    assert!(json.get("problem").is_none() && json.get("notes").is_none(), "{json}");
    let explained = octets(menu);
    let page = text::page(&guess::explain(&explained), false);
    assert!(page.contains("item                 01  \"余额\" (80: UCS2)"), "{page}");
    assert!(page.contains("help available"), "{page}");
}

#[test]
fn input_text_coding_and_length_are_explained() {
    let json = guessed("D016 81030123 04 82028182 8D07 04 50494E203132 9102 04 0C");
    assert_eq!((&json["text"], &json["dcs"]), (&json!("PIN 12"), &json!(4)));
    assert_eq!(json["response_length"], json!({"min": 4, "max": 12}));
    assert_eq!(json["qualifier_meaning"], json!(["digits", "GSM alphabet", "input hidden"]));
}

#[test]
fn response_is_explained_with_or_without_apdu() {
    let bare = "81030121 80 82028281 8302 20 01";
    for text in [bare.to_owned(), format!("A0140000 0D {bare}"), format!("80140000 0D {bare}")] {
        let json = guessed(&text);
        assert_eq!(json["kind"], "terminal-response", "{text}");
        assert_eq!((&json["result"], &json["result_name"]), (&json!(0x20), &json!("TERMINAL_BUSY")));
        assert_eq!((&json["additional"], &json["additional_meaning"]), (&json!("01"), &json!("the screen is busy")));
        assert_eq!(json["type_name"], "DISPLAY_TEXT");
    }
    let whole = guessed(&format!("A0140000 0D {bare}"));
    assert_eq!((&whole["cla"], &whole["lc"]), (&json!("A0"), &json!(13)));
    assert_eq!(whole["name"], "TERMINAL RESPONSE: terminal response to DISPLAY TEXT");
    assert_eq!(as_json(&guess::explain_as(ContentKind::TerminalResponse, &octets(bare)))["result"], 0x20);
}

#[test]
fn yes_and_no_are_said_in_words() {
    let json = guessed("810301 2204 82028281 830100 8D020401");
    assert_eq!((&json["text"], &json["yes"], &json["hidden"]), (&json!("yes"), &json!(true), &Json::Null));
    assert_eq!(guessed("810301 2284 82028281 830100 8D020400")["text"], "no");
    // Without the bit the octet is a character of the alphabet.
    assert_eq!(guessed("810301 2200 82028281 830100 8D020401")["text"], "£");
}

#[test]
fn hidden_input_is_not_shown() {
    let response = "810301 2304 82028281 830100 8D07 04 393735333130";
    for text in [response.to_owned(), format!("A014000015{response}")] {
        let octets = octets(&text);
        let explained = guess::explain(&octets);
        let page = text::page(&explained, false);
        assert!(page.contains("••••••  hidden input, 6 characters"), "{page}");
        assert!(!page.contains("975310") && !page.contains("393735333130"), "{page}");
        assert!(!explained.summary().contains("975310") && !explained.lines().concat().contains("975310"));
        let json = as_json(&explained);
        assert_eq!((&json["text"], &json["hidden"], &json["characters"]), (&Json::Null, &json!(true), &json!(6)));
        assert!(!json["objects"].to_string().contains("393735333130"), "{json}");
    }
    let shown = crate::shown_octets(&octets(&format!("A014000015{response}"))).concat();
    assert!(shown.starts_with("A014000015··") && !shown.contains("3937"), "{shown}");
    assert_eq!(crate::shown_octets(&octets("0020000003123456")).concat(), "0020000003······");
    assert_eq!(crate::shown_octets(&octets("805C000204")).concat(), "805C000204");
    // Of a damaged response nothing of the input is shown either.
    let damaged = octets("8014000012 810301230482028281830100 8D050439373533");
    let page = text::page(&guess::explain(&damaged), false);
    assert!(!page.contains("39373533") && page.contains("hidden"), "{page}");
    // What is not hidden is shown.
    assert_eq!(guessed("810301 2300 82028281 830100 8D070431323334 3536")["text"], "123456");
}

#[test]
fn envelope_is_explained_with_or_without_apdu() {
    for text in ["D3078202018190010 5", "A0C2000009D30782020181900105", "80C2000009D3078202018190010500"] {
        let json = guessed(text);
        assert_eq!((&json["kind"], &json["type"]), (&json!("envelope"), &json!(0xD3)), "{text}");
        assert_eq!((&json["type_name"], &json["item_id"]), (&json!("MENU_SELECTION"), &json!(5)));
    }
}

#[test]
fn fetch_answer_is_a_proactive_command() {
    let entries = crate::tests::entries(&["> A012000009", "< D0098103012601820281829000"]);
    let explained = script::explain(&entries);
    let json = as_json(&explained[0]);
    assert_eq!(json["kind"], "exchange");
    assert_eq!(json["answer"]["kind"], "proactive-command");
    assert_eq!(json["answer"]["name"], "answer to FETCH: PROVIDE LOCAL INFORMATION");
    assert_eq!(json["answer"]["qualifier_meaning"], json!(["IMEI"]));
    assert_eq!(json["answer"]["status_word"]["hex"], "9000");
    let lone = octets("D0098103012601820281829000");
    assert_eq!(as_json(&answer(None, &lone))["type_name"], "PROVIDE_LOCAL_INFO");
    let other = octets("6F009000");
    let wrong = as_json(&answer(Some(&octets("A012000002")), &other));
    assert!(wrong["problem"].as_str().unwrap().contains("the outer tag is 6F"), "{wrong}");
}

#[test]
fn unknown_type_and_object_are_noted() {
    let json = guessed("D00E 810301 7E 00 82028182 D50142 5500");
    assert_eq!((&json["type"], &json["type_name"]), (&json!(0x7E), &Json::Null));
    let notes = json["notes"].to_string();
    assert!(notes.contains("Type 7E is not known") && notes.contains("result 31"), "{notes}");
    assert!(notes.contains("Object 55 is not known (42)") && notes.contains("result 32"), "{notes}");
    assert!(notes.contains("it may be passed over"), "{notes}");
    assert_eq!(json["objects"].as_array().unwrap().len(), 4);
}

#[test]
fn handset_refusal_is_predicted() {
    let json = guessed("D0098103012180 82028102");
    assert_eq!(json["problem"], "A handset refuses it with result 36: required values are missing.");
    let broken = guessed("D00981030121");
    assert_eq!(broken["kind"], "proactive-command");
    assert!(broken["problem"].as_str().unwrap().contains("announces a value of 9 octets, of which 4"), "{broken}");
}

#[test]
fn second_alpha_identifier_has_its_own_name() {
    let json = guessed("D018 81030110 04 82028183 8502 4F6B 8603 91 2143 8504 43616C6C");
    assert_eq!((&json["alpha"], &json["alpha_2"]), (&json!("Ok"), &json!("Call")));
    assert_eq!((&json["address"], &json["address_type"]), (&json!("1234"), &json!(0x91)));
}

#[test]
fn short_messages_are_explained_both_ways() {
    let submit = "11 00 0D 91 683108108300F0 00 08 AA 04 4F59 989D";
    let json = guessed(submit);
    assert_eq!((&json["kind"], &json["name"]), (&json!("sms-from-handset"), &json!("SMS-SUBMIT")));
    assert_eq!((&json["address"], &json["text"], &json["dcs"]), (&json!("8613800138000"), &json!("余额"), &json!(8)));
    let with_centre = guessed(&format!("08 91 683108200105F0 {submit}"));
    assert_eq!((&with_centre["service_centre"], &with_centre["text"]), (&json!("8613800210500"), &json!("余额")));
    let deliver = guessed("04 0D 91 683108108300F0 00 00 90 11 81 01 03 00 23 02 E8 34");
    assert_eq!((&deliver["name"], &deliver["text"]), (&json!("SMS-DELIVER"), &json!("hi")));
    assert_eq!(deliver["time"], "2009-11-18 10:30:00 +08:00");
    let short = as_json(&guess::explain_as(ContentKind::SmsFromHandset, &octets("1100")));
    assert!(short["problem"].as_str().unwrap().contains("it ends before TP-DA, octet 3"), "{short}");
}

#[test]
fn damaged_message_is_read_up_to_the_damage() {
    // SET UP CALL: the outer length announces two octets more than are there.
    let call = "D01C 81030110 02 82028183 0507 43616C6C206D65 8606 81 001A2B3C4D";
    let json = guessed(call);
    assert_eq!((&json["kind"], &json["type_name"]), (&json!("proactive-command"), &json!("SETUP_CALL")), "{json}");
    assert_eq!(json["alpha"], "Call me", "{json}");
    assert!(
        json["problem"].as_str().unwrap().contains("announces a value of 28 octets, of which 26 are there"),
        "{json}"
    );
    // Cut inside the text; octets behind the end; and one octet behind the tag.
    let cut = guessed("D01A 81030121 80 82028102 8D0F 04 546F6F6C");
    assert_eq!((&cut["type_name"], cut.get("text")), (&json!("DISPLAY_TEXT"), None), "{cut}");
    let longer = guessed("D009 81030113 00 82028182 FF");
    assert!(longer["problem"].as_str().unwrap().contains("1 octet follows the end"), "{longer}");
    assert_eq!(longer["type_name"], "SEND_SMS");
    let nothing = as_json(&guess::explain_as(ContentKind::ProactiveCommand, &octets("D0098103")));
    assert_eq!(nothing.get("type_name"), None, "{nothing}");
    // Call control that ends early.
    let envelope = guessed("D422 82028281 0607 91 214365870900 1309 64F000 2710 1234");
    assert_eq!((&envelope["kind"], &envelope["type_name"]), (&json!("envelope"), &json!("CALL_CONTROL")), "{envelope}");
    assert!(envelope["problem"].is_string(), "{envelope}");
}

#[test]
fn every_vector_is_recognised_as_its_kind() {
    let Some(vectors) = vector_files::read("stk.json") else { return };
    for vector in &vectors {
        let octets = hex::decode(vector["hex"].as_str().unwrap()).unwrap();
        let kind = match vector["kind"].as_str().unwrap() {
            "command" => "proactive-command",
            kind => &kind.replace('_', "-"),
        };
        let explained = match vector["expected"].get("alpha_ids") {
            Some(_) => guess::explain_as(ContentKind::ProactiveCommand, &octets),
            None => guess::explain(&octets),
        };
        let json = as_json(&explained);
        assert_eq!(json["kind"], *kind, "{}", vector["name"]);
        let names = [
            ("type", "type"),
            ("number", "number"),
            ("qualifier", "qualifier"),
            ("src", "source"),
            ("dst", "destination"),
        ];
        for (expected, own) in names {
            if let Some(expected) = vector["expected"].get(expected) {
                assert_eq!(json[own], *expected, "{}: {own}", vector["name"]);
            }
        }
        assert!(!text::page(&explained, false).is_empty());
    }
    println!("stk.json: {} messages recognised by their octets alone, or as what they are said to be", vectors.len());
}

proptest! {
    #[test]
    fn any_octets_are_explained_as_toolkit_messages(octets in proptest::collection::vec(any::<u8>(), 0..60), outer in 0xD0_u8..=0xDF) {
        let mut whole = vec![outer, u8::try_from(octets.len()).unwrap()];
        whole.extend(&octets);
        for kind in [ContentKind::ProactiveCommand, ContentKind::TerminalResponse, ContentKind::Envelope, ContentKind::SmsToHandset, ContentKind::SmsFromHandset] {
            for octets in [&octets, &whole] {
                let explanation = guess::explain_as(kind, octets);
                prop_assert!(!text::page(&explanation, false).is_empty());
                prop_assert!(json(&explanation).is_ok());
            }
        }
    }
}
