//! Tests of explanations: snapshots of their text, octets that must not make them fail, the table against the card, and
//! the book against the table.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use sim_wire::instruction::Instruction;
use sim_wire::tag::ParameterTag;

use super::input::{self, HexError};
use super::layout::LengthRange;
use super::render::{field as shown, text};
use super::row::{Answers, CommandOwner, CommandRow, Parameter, Values};
use super::script::{EntryDirection, SessionEntry};
use super::{ContentKind, Explanation, OctetRemark, answer, command, guess, rows, script, status};

mod card;
mod field;
mod readings;
mod tree;

/// Returns the entries of a session, each with `>` or `<` before its octets.
pub(crate) fn entries(lines: &[&str]) -> Vec<SessionEntry> {
    let entry = |line: &&str| {
        let (mark, hex) = line.split_once(' ').unwrap();
        let direction = if mark == ">" { EntryDirection::Command } else { EntryDirection::Answer };
        SessionEntry { octets: hex::decode(hex).unwrap(), direction }
    };
    lines.iter().map(entry).collect()
}

fn octets(hex: &str) -> Vec<u8> {
    input::octets(hex).unwrap()
}

fn page(hex: &str) -> String {
    text::page(&guess::explain(&octets(hex)), false)
}

fn pretty(explanation: &Explanation<'_>) -> String {
    super::json(explanation).unwrap()
}

const PURCHASE: &str = "805001020B0300000064112233445566";
const PURCHASE_ANSWER: &str = "000086C7025E0000000182653027F69000";
const RECORD: &str = "000100000000001C370200000100005020140825103100";
const FILE_15: &str = "000000000000000102010000123456789012345620090101201912310000";
const FCI: &str = "6F398410D1560001018003800000000100000000A5259F0801029F0C1E\
                   000000000000000102010000123456789012345620090101201912310000";

#[test]
fn initialize_for_purchase_json_has_expected_keys() {
    let octets = octets(PURCHASE);
    let json = serde_json::to_value(command(&octets)).unwrap();
    assert_eq!(json["kind"], "command");
    assert_eq!(json["name"], "INITIALIZE FOR PURCHASE");
    assert_eq!(
        (&json["cla"], &json["ins"], &json["p1"], &json["p2"]),
        (&"80".into(), &"50".into(), &"01".into(), &"02".into())
    );
    assert_eq!(json["lc"], 11);
    assert_eq!(json["le"], Json::Null);
    assert_eq!(json["fields"]["key_index"]["value"], 3);
    assert_eq!(json["fields"]["amount"]["hex"], "00000064");
    assert_eq!(json["fields"]["amount"]["value"], 100);
    assert_eq!(json["fields"]["amount"]["text"], "1.00 yuan");
    assert_eq!(json["fields"]["terminal"]["value"], "112233445566");
    assert_eq!(json["interface"], serde_json::json!(["contact", "contactless"]));
    assert!(json["preconditions"].as_array().unwrap().len() >= 3);
    assert_eq!(json["answer"]["length"], 15);
    assert!(json.get("problem").is_none());
}

#[test]
fn le_behind_the_data_is_a_number() {
    let octets = octets(&format!("{PURCHASE}0F"));
    assert_eq!(serde_json::to_value(command(&octets)).unwrap()["le"], 15);
}

#[test]
fn commands_are_rendered_in_words() {
    for (name, hex) in [
        ("purchase", PURCHASE),
        ("select", "00A4040010D1560001018003800000000100000000"),
        ("secure_update", "04D6950022000000000000000102010000123456789012345620090101201912310000600E3EA5"),
        ("read_record", "00B201C417"),
        ("pin_change", "805E0100051234FF5678"),
        ("calibration", "80DADF220903 1234567890123450"),
        ("set_status", "80F0408F10D1560001018003800000000100000000"),
        ("gsm_select", "A0A40000023F00"),
        ("write_key", "84D439001C7B9864710732C21C8BB314B67CC4B6C352C518AA7305D7FF6B72FE30"),
        ("terminal_profile", "A010000004FFFFFFFF"),
        ("cut_short", "805001020B03000000"),
        ("wrong_parameters", "805009020B0100000001112233445566"),
        ("wrong_class", "005C000204"),
        ("unknown", "80EE000000"),
    ] {
        insta::assert_snapshot!(format!("command_{name}"), text::page(&command(&octets(hex)), false));
    }
}

#[test]
fn answers_are_rendered_in_words_and_json() {
    for (name, asked, answered) in [
        ("purchase", PURCHASE, PURCHASE_ANSWER),
        ("debit", "805401000F0000000120091118103000AABBCCDD08", "AFDEA10A0CE8144B9000"),
        ("refused", PURCHASE, "6985"),
        ("log_record", "00B201C417", &format!("{RECORD}9000")),
        ("file_15_from_an_offset", "00B0950C08", "12345678901234569000"),
        ("fci", "00A4040010D1560001018003800000000100000000", &format!("{FCI}9000")),
        ("gsm_directory", "A0A40000023F00", "00000000 3F00 01 0000000000 09 00 01 01 00 00 00000000 9000"),
        ("get_data", "80CADF2303", "2E69859000"),
        ("balance_too_long", "805C000204", "00001388FF9000"),
        ("no_status", PURCHASE, "90"),
    ] {
        let (asked, answered) = (octets(asked), octets(answered));
        let explanation = answer::exchange(&asked, &answered);
        insta::assert_snapshot!(format!("answer_{name}"), text::page(&explanation.parts[1], false));
        insta::assert_snapshot!(format!("answer_{name}_json"), pretty(&explanation.parts[1]));
    }
}

#[test]
fn other_kinds_are_rendered_in_words() {
    for (name, hex) in [
        ("status", "9401"),
        ("tries_left", "63C2"),
        ("fetch", "9123"),
        ("record", RECORD),
        ("file_15", FILE_15),
        ("fci", FCI),
        ("fci_of_the_master_file", "6F15840E315041592E5359532E4444463031A503880101"),
        ("atr", "3B9F95803FC7A08031E073FE211B63E2028307900000A3"),
        ("short_atr", "3B00"),
        ("file_identifier", "3F00"),
        ("nothing", "6F"),
    ] {
        insta::assert_snapshot!(format!("kind_{name}"), page(hex));
    }
}

#[test]
fn kind_is_guessed_from_the_octets() {
    for (hex, kind) in [
        (PURCHASE, ContentKind::Command),
        ("805C000204", ContentKind::Command),
        ("9401", ContentKind::Status),
        ("6C10", ContentKind::Status),
        ("9F16", ContentKind::Status),
        (RECORD, ContentKind::Record),
        (FILE_15, ContentKind::File15),
        (FCI, ContentKind::Fci),
        ("3B00", ContentKind::Atr),
        ("3F00", ContentKind::FileIdentifier),
        (PURCHASE_ANSWER, ContentKind::Answer),
        ("000086C79000", ContentKind::Answer),
        ("6F", ContentKind::Unknown),
    ] {
        assert_eq!(guess::explain(&octets(hex)).kind, kind, "{hex}");
    }
    assert_eq!(guess::explain(&[0; 55]).kind, ContentKind::File16);
}

#[test]
fn ambiguous_octets_say_what_else_they_could_be() {
    let octets = octets("00B2010490009000");
    let explanation = guess::explain(&octets);
    assert!(explanation.could_also_be.contains(&ContentKind::Command) || explanation.kind == ContentKind::Command);
    assert!(explanation.could_also_be.contains(&ContentKind::Answer) || explanation.kind == ContentKind::Answer);
}

#[test]
fn get_response_answer_belongs_to_its_command() {
    let (purchase, answer) = (format!("> {PURCHASE}"), format!("< {PURCHASE_ANSWER}"));
    let entries = entries(&[&purchase, "< 610F", "> 00C000000F", &answer]);
    let explained = script::explain(&entries);
    assert_eq!(explained.iter().map(|one| one.kind).collect::<Vec<_>>(), [ContentKind::Exchange; 2]);
    let fetched = &explained[1].parts[1];
    assert_eq!(fetched.name, "answer to INITIALIZE FOR PURCHASE");
    assert_eq!(shown::shown(&fetched.field("balance").unwrap().value), "345.03 yuan");
}

#[test]
fn pasted_hexadecimal_is_read() {
    for text in ["805c000204", "80 5C 00 02 04", "80:5C:00:02:04", "0x80, 0x5C, 0x00, 0x02, 0x04", "80-5c-00-02-04\n"] {
        assert_eq!(octets(text), [0x80, 0x5C, 0x00, 0x02, 0x04], "{text}");
    }
}

#[test]
fn invalid_hexadecimal_is_reported_with_its_place() {
    let message = |text: &str| input::octets(text).unwrap_err().to_string();
    assert_eq!(message("805"), "\"805\" has 3 hexadecimal digits, an odd count: the octet at position 3 lacks a digit");
    assert_eq!(message("80 5G"), "'G' at position 5 of \"80 5G\" is no hexadecimal digit");
    assert_eq!(message(" :"), "there is no hexadecimal digit in \" :\"");
    assert!(matches!(input::octets("钱包"), Err(HexError::Character { position: 1, .. })));
}

#[test]
fn every_status_word_has_words() {
    for word in 0..=0xFFFF {
        let words = status(word);
        assert!(words.len() > 8 && words.starts_with(&format!("{word:04X} ")), "{words}");
    }
}

/// Each command is there under every class in which the card takes it, and under no other.
#[test]
fn every_card_command_is_in_the_table() {
    for instruction in Instruction::ALL {
        for class in instruction.classes() {
            let found =
                rows::of_header(*class, instruction.ins()).any(|row| row.whose == CommandOwner::Wallet(*instruction));
            assert!(found, "{} under {class:02X}", instruction.name());
        }
    }
    for row in rows::all() {
        if let CommandOwner::Wallet(instruction) = row.whose {
            assert!(row.classes.iter().all(|class| instruction.classes().contains(class)), "{}", row.name);
        }
    }
}

#[test]
fn get_data_answers_have_the_cards_length() {
    for tag in ParameterTag::ALL {
        let [p1, p2] = tag.code().to_be_bytes();
        let row = command::find(&[0x80, 0xCA, p1, p2, tag.answer_length()]).unwrap();
        assert_eq!(command::answer_length(row), Some(usize::from(tag.answer_length())), "{}", row.name);
    }
}

/// Returns the values that a parameter may have, of a range its ends.
fn values(parameter: Parameter) -> Vec<u8> {
    match parameter {
        Parameter::Is(value, _) => vec![value],
        Parameter::Field(_, Values::Range(low, high)) => vec![low, high],
        Parameter::Field(_, Values::OneOf(values)) => values.to_vec(),
        Parameter::Field(_, Values::RecordFile) => vec![0xC4],
    }
}

/// Returns a value that a parameter may have.
fn any_value(parameter: Parameter) -> u8 {
    values(parameter)[0]
}

/// Makes a command of the row with data of its least length, under a header that no row before it has.
fn sample(row: &CommandRow) -> Vec<u8> {
    let headers = row.classes.iter().flat_map(|class| {
        values(row.p1).into_iter().flat_map(move |p1| values(row.p2).into_iter().map(move |p2| (*class, p1, p2)))
    });
    let mut commands = headers.map(|header| sample_under(row, header));
    let own = |command: &Vec<u8>| command::find(command).is_some_and(|found| std::ptr::eq(found, row));
    commands.find(own).unwrap_or_else(|| panic!("{} is behind other rows", row.name))
}

fn sample_under(row: &CommandRow, (cla, p1, p2): (u8, u8, u8)) -> Vec<u8> {
    let mut command = vec![cla, row.whose.ins(), p1, p2];
    let length = LengthRange::of(row.data).least;
    if length > 0 {
        command.push(u8::try_from(length).unwrap());
        command.extend(std::iter::repeat_n(0x12, length));
        // PIN CHANGE needs its separator.
        if row.data.iter().any(|part| part.name == "separator") {
            command[7] = 0xFF;
        }
    } else if let Some(le) = command::answer_length(row) {
        command.push(u8::try_from(le).unwrap());
    }
    command
}

#[test]
fn row_fields_fill_lc_with_unique_names() {
    for row in rows::all() {
        let octets = sample(row);
        let explanation = command(&octets);
        assert_eq!(explanation.name, row.name, "{octets:02X?}");
        assert_eq!(explanation.problems, Vec::<OctetRemark>::new(), "{}", row.name);
        let fields = explanation.fields();
        let names: BTreeSet<&str> = fields.iter().map(|field| field.key.as_ref()).collect();
        assert_eq!(names.len(), fields.len(), "{}", row.name);
        let of_data = |name: &str| row.data.iter().any(|part| part.name == name);
        let length: usize =
            fields.iter().filter(|field| of_data(&field.key)).map(|field| field.octets(&octets).len()).sum();
        assert_eq!(length, usize::from(explanation.shape.unwrap().lc.unwrap_or(0)), "{}", row.name);
        assert!(!row.purpose.is_empty() && !row.standard.is_empty(), "{}", row.name);
    }
}

#[test]
fn every_answer_field_is_explained() {
    for row in rows::all() {
        let Answers::Fields(parts) = row.answers else { continue };
        let mut answered = vec![0x11; LengthRange::of(parts).most];
        answered.extend([0x90, 0x00]);
        let asked = sample(row);
        let explanation = answer::answer(Some(&asked), &answered);
        let fields = explanation.fields();
        let names: Vec<&str> = fields.iter().map(|field| field.key.as_ref()).collect();
        assert_eq!(names, parts.iter().map(|part| part.name).collect::<Vec<_>>(), "{}", row.name);
        assert_eq!(explanation.problems, Vec::<OctetRemark>::new(), "{}", row.name);
    }
}

#[test]
fn extended_lengths_are_named() {
    for (hex, case, lc, ne, says) in [
        (
            "00B00000000200",
            "2E",
            None,
            Some(512),
            "sends P3 = 00 (Le) and fetches what is above 256 octets, up to 512,",
        ),
        ("00B00000000000", "2E", None, Some(65_536), "up to 65536, with GET RESPONSE"),
        ("00B000000000FF", "2E", None, Some(255), "sends P3 = FF (Le) (ISO 7816-3 §12.2)"),
        ("00D60000 000003 112233", "3E", Some(3), None, "sends P3 = 03 (Lc) (ISO 7816-3 §12.2)"),
        ("00A40400 000007 A0000000871002 0101", "4E", Some(7), Some(257), "(Lc) and fetches up to 257 octets"),
        (&format!("00D60000 00012C {}", "AB".repeat(300)), "3E", Some(300), None, "in parts with ENVELOPE"),
        // Another wallet's command: any length may be right.
        (&format!("01D60000 00012C {}", "AB".repeat(300)), "3E", Some(300), None, "in parts with ENVELOPE"),
    ] {
        let octets = hex::decode(hex.replace(' ', "")).unwrap();
        let explanation = guess::explain(&octets);
        let json: Json = serde_json::from_str(&pretty(&explanation)).unwrap();
        assert_eq!((&json["kind"], &json["case"]), (&json!("command"), &json!(case)), "{hex}");
        assert_eq!((&json["lc"], &json["ne"]), (&json!(lc), &json!(ne)), "{hex}");
        let page = text::page(&explanation, false);
        assert!(page.contains(&format!("case {case} (ISO 7816-4 §5.2)")) && page.contains(says), "{page}");
        let is_long_for_us = hex.starts_with("00D6") && lc == Some(300);
        assert_eq!(json["problem"].as_str().is_some(), is_long_for_us, "{page}");
    }
    for (hex, says) in [
        ("00D60000 000004 112233", "Extended Lc announces 4 octets, only 3 stand behind it"),
        ("00D60000 000002 112233", "Extended Lc announces 2 octets, 3 stand behind it: behind octet 9 of the command"),
        ("00D60000 000000 1122", "an extended Lc is 0001 to FFFF"),
        ("00D60000 00 11", "Lc is 0, and 1 octet stands behind it"),
    ] {
        let octets = hex::decode(hex.replace(' ', "")).unwrap();
        let explanation = command(&octets);
        assert!(
            explanation.problems.iter().any(|problem| problem.to_string().contains(says)),
            "{hex}: {:?}",
            explanation.problems
        );
        assert!(explanation.shape.is_some_and(|shape| shape.case.is_none()), "{hex}");
    }
}

#[test]
fn challenge_of_a_network_is_no_internal_authenticate() {
    let data = format!("10{}10{}", "A1".repeat(16), "B2".repeat(16));
    for p2 in ["80", "81"] {
        let octets = octets(&format!("008800{p2}22{data}"));
        let explanation = command(&octets);
        assert_eq!((explanation.name.to_string().as_str(), explanation.problems.len()), ("AUTHENTICATE", 0), "{p2}");
    }
    for wallet in
        [format!("0088008121{}", "A1".repeat(33)), format!("0088000122{data}"), "00880081081122334455667788".to_owned()]
    {
        assert_eq!(command(&octets(&wallet)).name, "INTERNAL AUTHENTICATE", "{wallet}");
    }
}

#[test]
fn command_whose_lengths_disagree_could_be_one() {
    // INSTALL of GlobalPlatform with two octets too few.
    let octets = octets("80E60C00 15 06A00000008710 06A00000008710 06A000000087");
    let explanation = guess::explain(&octets);
    assert!(
        explanation.kind == ContentKind::Unknown && explanation.could_also_be.contains(&ContentKind::Command),
        "{explanation:?}"
    );
}

#[test]
fn element_of_unknown_tag_keeps_its_tag() {
    let octets = octets("6F138408A000000003000000A507 9F6501FF DF0100 9000");
    let explanation = guess::explain(&octets);
    let hex = |name: &str| explanation.field(name).map(|field| hex::encode_upper(field.octets(&octets)));
    assert_eq!((hex("data_max").as_deref(), hex("other").as_deref()), (Some("FF"), Some("DF0100")));
    let octets = [0x62, 0x05, 0xD1, 0x00, 0x83, 0x01, 0x3F];
    let explanation = guess::explain(&octets);
    let fields = explanation.fields();
    let parameters: Vec<_> =
        fields.iter().map(|field| (field.key.as_ref(), hex::encode_upper(field.octets(&octets)))).collect();
    assert_eq!(parameters, [("other", "D100".to_owned()), ("file", "3F".to_owned())]);
}

#[test]
fn unexpected_le_behind_data_is_noted() {
    let octets = octets("A0DC0104 03 AABBCC FF");
    let explanation = command(&octets);
    assert!(
        explanation.notes.iter().any(|note| note.to_string().contains("Lc may be one too few")),
        "{:?}",
        explanation.notes
    );
}

#[test]
fn short_lengths_have_their_case() {
    for (hex, case, ne) in [
        ("80F20000", json!("1"), json!(null)),
        ("00B0000000", json!("2S"), json!(256)),
        ("00A4000002 3F00", json!("3S"), json!(null)),
        ("00A4000002 3F00 10", json!("4S"), json!(16)),
        ("00A4000002 3F", json!(null), json!(null)),
    ] {
        let octets = hex::decode(hex.replace(' ', "")).unwrap();
        let json: Json = serde_json::from_str(&pretty(&command(&octets))).unwrap();
        assert_eq!((&json["case"], &json["ne"]), (&case, &ne), "{hex}");
    }
}

fn check_words(explanation: &Explanation<'_>) {
    assert!(!explanation.name.to_string().is_empty());
    assert!(!text::page(explanation, true).is_empty());
    assert!(!explanation.lines().is_empty() && !explanation.summary().is_empty());
    let json: Json = serde_json::from_str(&pretty(explanation)).unwrap();
    assert!(json["kind"].is_string() && json["name"].is_string());
}

proptest! {
    #[test]
    fn any_octets_are_explained_as_every_kind(octets in proptest::collection::vec(any::<u8>(), 0..300)) {
        check_words(&guess::explain(&octets));
        for kind in ContentKind::ALL {
            check_words(&guess::explain_as(kind, &octets));
        }
    }

    #[test]
    fn any_answer_to_any_command_is_explained(
        row in 0..rows::all().count(),
        tail in proptest::collection::vec(any::<u8>(), 0..40),
        answered in proptest::collection::vec(any::<u8>(), 0..80),
    ) {
        let row = rows::all().nth(row).unwrap();
        let mut asked = vec![row.classes[0], row.whose.ins(), any_value(row.p1), any_value(row.p2)];
        asked.extend(tail);
        check_words(&answer::exchange(&asked, &answered));
    }

    #[test]
    fn hexadecimal_error_position_is_in_the_text(text in "\\PC*") {
        if let Err(HexError::Character { position, .. } | HexError::Odd { position, .. }) = input::octets(&text) {
            prop_assert!(position >= 1 && position <= text.chars().count());
        }
    }
}
