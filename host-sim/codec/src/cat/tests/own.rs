//! Known answers composed from the text of the standard, for people without the vectors, and round trips of messages.

use proptest::prelude::*;
use sim_wire::bcd::TonNpi;
use sim_wire::proactive::{CommandDetails, Device, GeneralResult, ObjectTag};
use sim_wire::text::AlphaCoding;
use sim_wire::tlv::{LengthForm, Tag};

use crate::cat::command::{self, Action, DisplayText, GetInput, SelectItem, SendSms, SetupMenu};
use crate::cat::content::{Address, CommandResult, Duration, Item, Octets, ResponseLength};
use crate::cat::envelope::{self, Body, EventDownload, MenuSelection};
use crate::cat::texts::{Alpha, Text};
use crate::cat::{
    EncodeError, Envelope, Message, Object, ProactiveCommand, TerminalResponse, ToolkitError, Value, judge, response,
    styled,
};

fn hex_of(octets: &[u8]) -> String {
    hex::encode_upper(octets)
}

fn octets(text: &str) -> Vec<u8> {
    hex::decode(text.replace(' ', "")).unwrap()
}

fn item(id: u8, text: &str) -> Object<Item> {
    Object::new(ObjectTag::Item, Item { id: Some(id), text: Alpha::new(text) })
}

/// Menu in Chinese, written down by hand from TS 102 223 §6.6.7.
const MENU: &str = "D01E 81030125 00 82028182 8505 80 94B1 5305 8F06 01 80 4F59 989D 8F04 02 4C6F67";

#[test]
fn setup_menu_encodes_to_standard_octets() {
    let menu = SetupMenu {
        alpha: Some(Object::new(ObjectTag::AlphaIdentifier, Alpha::new("钱包"))),
        items: vec![item(1, "余额"), item(2, "Log")],
        ..SetupMenu::default()
    };
    let command = ProactiveCommand::new(1, 0x00, Device::Terminal, Action::SetupMenu(Box::new(menu.clone())));
    assert_eq!(hex_of(&command.emit().unwrap()), MENU.replace(' ', ""));
    let Action::SetupMenu(read) = command::parse(&octets(MENU)).unwrap().action else { panic!("no menu") };
    let texts: Vec<_> = read.items.iter().map(|item| (item.value.id, item.value.text.text.as_str())).collect();
    assert_eq!(texts, [(Some(1), "余额"), (Some(2), "Log")]);
    assert_eq!(read.alpha.unwrap().value, Alpha { coding: AlphaCoding::Ucs2, text: "钱包".to_owned() });
}

#[test]
fn long_text_takes_long_length_form() {
    let text = Text { dcs: Some(0x08), text: "余".repeat(100) };
    let display = DisplayText { text: Some(Object::new(ObjectTag::TextString, text)), ..DisplayText::default() };
    let command = ProactiveCommand::new(1, 0x81, Device::Display, Action::DisplayText(Box::new(display)));
    let octets = command.emit().unwrap();
    assert_eq!(hex_of(&octets[..16]), "D081D58103012181820281028D81C908");
    assert_eq!(octets.len(), 3 + 0xD5);
    let again = command::parse(&octets).unwrap();
    assert_eq!((again.form, again.emit().unwrap()), (LengthForm::One, octets));
}

#[test]
fn unusual_order_and_bits_are_kept() {
    let unusual = "D0 8114 8D02 0441 02 02 81 02 1E 02 00 01 01 81 03 01 21 80 55 00".replace(' ', "");
    let command = command::parse(&octets(&unusual)).unwrap();
    assert_eq!(hex_of(&command.emit().unwrap()), unusual);
    assert!(!command.details.tag.comprehension);
    let unknown: Vec<_> = command.others.iter().map(|object| object.tag).collect();
    assert_eq!(unknown, [Tag::new(0x55, false)]);
    assert_eq!(judge::refusal(&command), None);
}

#[test]
fn padding_behind_text_is_kept() {
    let padded = octets("D00F 81030125 80 82028182 8502 41FF 8F00");
    let command = command::parse(&padded).unwrap();
    let Action::SetupMenu(menu) = &command.action else { panic!("no menu") };
    let alpha = menu.alpha.as_ref().unwrap();
    assert_eq!((alpha.value.text.as_str(), alpha.kept.as_deref()), ("A", Some(&[0x41, 0xFF][..])));
    assert_eq!(command.emit().unwrap(), padded);
}

/// Returns the refusal of a command with details, devices and the given objects.
fn refused(details: &str, destination: &str, objects: &str) -> Option<GeneralResult> {
    let inside = octets(&format!("8103{details} 820281{destination} {objects}"));
    let mut whole = vec![0xD0, u8::try_from(inside.len()).unwrap()];
    whole.extend(inside);
    judge::refusal(&command::parse(&whole).unwrap())
}

#[test]
fn each_fault_has_its_general_result() {
    use GeneralResult as R;
    assert_eq!(refused("012180", "02", "8D020441"), None);
    assert_eq!(refused("012180", "82", "8D020441"), Some(R::DataNotUnderstood), "the wrong destination");
    assert_eq!(refused("012180", "02", ""), Some(R::MinimumNotMet), "no text");
    assert_eq!(refused("012180", "02", "8D020441 D500"), Some(R::DataNotUnderstood), "unknown, to be understood");
    assert_eq!(refused("012180", "02", "8D020441 5500"), None, "unknown, not to be understood");
    assert_eq!(refused("012180", "02", "8D020C41"), None, "a reserved coding scheme is the GSM alphabet (23.038 §4)");
    assert_eq!(refused("012180", "02", "8D028041"), None, "and so is a reserved group");
    assert_eq!(refused("012180", "02", "8D022041"), Some(R::DataNotUnderstood), "a compressed text");
    assert_eq!(refused("017F00", "82", ""), Some(R::CommandNotUnderstood));
    assert_eq!(refused("012500", "82", "8500 8F00"), None, "the menu is removed");
    assert_eq!(refused("012500", "82", "8500"), Some(R::MinimumNotMet));
    assert_eq!(refused("012500", "82", "8500 8F00 8F020141"), Some(R::DataNotUnderstood));
    assert_eq!(refused("012400", "82", "8F00"), Some(R::DataNotUnderstood), "only a main menu can be removed");
    assert_eq!(refused("012700", "82", "A40101"), Some(R::MinimumNotMet), "a timer is started with no value");
    assert_eq!(refused("012701", "82", "A40101"), None);
    assert_eq!(refused("012800", "82", "8D00 9E020001"), Some(R::DataNotUnderstood), "an icon of no text");
    assert_eq!(refused("014300", "21", "B60141"), None);
    assert_eq!(refused("014300", "82", "B60141"), Some(R::DataNotUnderstood));
}

#[test]
fn malformed_message_names_its_fault() {
    assert_eq!(command::parse(&octets("D000")), Err(ToolkitError::Missing("command details")));
    assert_eq!(command::parse(&octets("6F00")), Err(ToolkitError::OuterTag { found: 0x6F, wanted: "D0 to DF" }));
    assert_eq!(command::parse(&octets("D0009000")), Err(ToolkitError::Behind(2)));
    assert!(matches!(command::parse(&octets("D0048103012F")), Err(ToolkitError::Tlv(_))));
    assert_eq!(response::parse(&octets("810301210082028281")), Err(ToolkitError::Missing("result")));
    assert_eq!(envelope::parse(&octets("D000")).unwrap_err(), ToolkitError::Missing("outer tag D1 to DF"));
}

#[test]
fn response_round_trips_with_either_comprehension_bit() {
    let details = CommandDetails { number: 1, kind: 0x23, qualifier: 0 };
    let text = Text { dcs: Some(0x04), text: "1234".to_owned() };
    let data = vec![Object::new(ObjectTag::TextString, Value::from(text))];
    let built = TerminalResponse::new(details, CommandResult::of(GeneralResult::Success), data);
    assert_eq!(hex_of(&built.emit().unwrap()), "8103012300820282818301008D050431323334");
    let other = octets("0103012300 02028281 0301 10");
    let read = response::parse(&other).unwrap();
    assert_eq!(read.result().and_then(CommandResult::general), Some(GeneralResult::UserTerminated));
    assert_eq!(read.emit().unwrap(), other);
    // A result that lacks the octet it should have is read all the same.
    let bare = response::parse(&octets("8103010100 82028281 830120")).unwrap();
    assert_eq!(bare.result().unwrap(), &CommandResult { result: 0x20, additional: Vec::new() });
}

#[test]
fn envelope_objects_follow_the_standards_order() {
    let menu = MenuSelection { item: Some(Object::new(ObjectTag::ItemIdentifier, 5)), help: None };
    let envelope = Envelope::new(Device::Keypad, Body::MenuSelection(Box::new(menu)));
    assert_eq!(hex_of(&envelope.emit().unwrap()), "D30782020181900105");
    let events = Some(Object::new(ObjectTag::EventList, Octets(vec![0x04])));
    let event = Body::EventDownload(Box::new(EventDownload { events, ..EventDownload::default() }));
    let event = Envelope::new(Device::Terminal, event);
    assert_eq!(hex_of(&event.emit().unwrap()), "D60799010482028281");
    assert_eq!(envelope::parse(&event.emit().unwrap()).unwrap().emit().unwrap(), event.emit().unwrap());
    // The order of the printed examples, devices first, is read and kept.
    let swapped = octets("D607 82028281 990104");
    assert_eq!(envelope::parse(&swapped).unwrap().emit().unwrap(), swapped);
}

#[test]
fn text_outside_its_coding_is_refused() {
    let text = Text { dcs: Some(0x04), text: "余".to_owned() };
    assert_eq!(Value::from(text).octets(), Err(EncodeError::Character('余')));
    let length = ResponseLength { min: 4, max: 12 };
    let object = Object { kept: None, ..Object::new(ObjectTag::ResponseLength, length) };
    let input = GetInput { length: Some(object), ..GetInput::default() };
    let command = ProactiveCommand::new(1, 4, Device::Terminal, Action::GetInput(Box::new(input)));
    assert_eq!(hex_of(&command.emit().unwrap()), "D00D810301230482028182 9102040C".replace(' ', ""));
}

#[test]
fn attributes_are_shown_in_html() {
    let bold = "<div style=\"text-align: left;\"><span style=\"font-weight: bold;color: #347235;\
                background-color: #FFFF00;\">b&lt;d</span></div>";
    assert_eq!(styled::html("a b<d e", &[2, 3, 0x10, 0xB4]), format!("a {bold} e"));
    assert_eq!(styled::html("b<d", &[0, 0, 0x10, 0xB4]), bold);
    assert_eq!(styled::html("a", &[]), "a");
    assert_eq!(
        styled::html("a", &[9, 9, 0xC0]),
        format!(
            "a<div {}></span></div>",
            "style=\"text-align: left;\"><span \
        style=\"text-decoration: underline line-through;\""
        )
    );
}

fn text() -> impl Strategy<Value = Text> {
    let latin = "[ -Z_a-z£¥èé€]{0,40}".prop_map(|text| Text { dcs: Some(0x04), text });
    let chinese = "[一-龥0-9]{0,40}".prop_map(|text| Text { dcs: Some(0x08), text });
    prop_oneof![latin, chinese, Just(Text { dcs: None, text: String::new() })]
}

fn alpha() -> impl Strategy<Value = Alpha> {
    prop_oneof!["[ -Z_a-z]{0,30}", "[一-龥a-z0-9]{0,30}"].prop_map(|text| Alpha::new(&text))
}

fn action() -> impl Strategy<Value = (Device, Action)> {
    let items = proptest::collection::vec((any::<u8>(), alpha()), 1..6).prop_map(|items| {
        items
            .into_iter()
            .map(|(id, text)| Object::new(ObjectTag::Item, Item { id: Some(id), text }))
            .collect::<Vec<_>>()
    });
    let title = || alpha().prop_map(|alpha| Some(Object::new(ObjectTag::AlphaIdentifier, alpha)));
    let display = (text(), any::<(u8, u8)>()).prop_map(|(text, (unit, interval))| {
        let text = Some(Object::new(ObjectTag::TextString, text));
        let duration = Some(Object::new(ObjectTag::Duration, Duration { unit, interval }).optional());
        (Device::Display, Action::DisplayText(Box::new(DisplayText { text, duration, ..DisplayText::default() })))
    });
    let select = (title(), items).prop_map(|(alpha, items)| {
        (Device::Terminal, Action::SelectItem(Box::new(SelectItem { alpha, items, ..SelectItem::default() })))
    });
    let sms = (title(), "[0-9*#]{0,20}").prop_map(|(alpha, number)| {
        let address = Address { ton_npi: TonNpi::INTERNATIONAL, number };
        let service_centre = Some(Object::new(ObjectTag::Address, address));
        (Device::Network, Action::SendSms(Box::new(SendSms { alpha, service_centre, ..SendSms::default() })))
    });
    prop_oneof![display, select, sms]
}

proptest! {
    #[test]
    fn commands_round_trip((device, action) in action(), number in 1_u8..=0xFE, qualifier in any::<u8>()) {
        let command = ProactiveCommand::new(number, qualifier, device, action);
        let octets = command.emit().unwrap();
        let read = command::parse(&octets).unwrap();
        prop_assert_eq!(read.emit().unwrap(), octets.clone());
        let values = |command: &ProactiveCommand| -> Vec<Value> {
            command.message().objects.into_iter().map(|object| object.value).collect()
        };
        prop_assert_eq!(values(&read), values(&command));
        prop_assert!(read.message().objects.iter().all(|object| object.kept.is_none()));
    }

    #[test]
    fn readable_response_round_trips(octets in proptest::collection::vec(any::<u8>(), 0..60)) {
        if let Ok(message) = Message::parse_response(&octets) {
            prop_assert_eq!(message.emit().unwrap(), octets);
        }
    }

    #[test]
    fn objects_of_any_octets_round_trip(
        objects in proptest::collection::vec((any::<u8>(), proptest::collection::vec(any::<u8>(), 0..12)), 0..6),
        outer in 0xD0_u8..=0xDF,
    ) {
        let mut inside = Vec::new();
        for (tag, value) in objects.iter().filter(|(tag, _)| *tag != 0x7F) {
            inside.extend([*tag, u8::try_from(value.len()).unwrap()]);
            inside.extend(value);
        }
        let mut octets = vec![outer, u8::try_from(inside.len()).unwrap()];
        octets.extend(inside);
        let message = Message::parse(&octets).unwrap();
        prop_assert_eq!(message.emit().unwrap(), octets.clone());
        if let Ok(command) = ProactiveCommand::of(&message) {
            prop_assert_eq!(command.emit().unwrap(), octets.clone());
            judge::refusal(&command);
        }
        if let Ok(envelope) = Envelope::of(&message) {
            prop_assert_eq!(envelope.emit().unwrap(), octets);
        }
    }
}
