//! Models: found by name, with an IMEI, and with a profile whose bits are those of the commands that are carried out.

use sim_wire::proactive::{CommandType as C, Event};

use super::played::{answer, handset_with, offer, response};
use crate::handset::{Act, Handset, ImeiError, Model, ScreenBody, Speech, Surroundings};

/// Commands that a handset with the capability does not answer 30 or 31. Each has its qualifier, the objects after the
/// command details, and its bit in the profile: octet and mask.
const PROMISES: &[(C, u8, &str, usize, u8)] = &[
    (C::DisplayText, 0x80, "82028102 8D03 04 4869", 3, 0x01),
    (C::GetInkey, 0x00, "82028182 8D03 04 4869", 3, 0x02),
    (C::GetInput, 0x00, "82028182 8D03 04 4869 9102 0004", 3, 0x04),
    (C::MoreTime, 0x00, "82028182", 3, 0x08),
    (C::PlayTone, 0x00, "82028103 8E0110", 3, 0x10),
    (C::PlayTone, 0x00, "82028103 8E0130", 22, 0x04),
    (C::PlayTone, 0x00, "82028103 8E0147", 22, 0x04),
    (C::PollInterval, 0x00, "82028182 84020105", 3, 0x20),
    (C::PollingOff, 0x00, "82028182", 3, 0x40),
    (C::Refresh, 0x01, "82028182 9203013F00", 3, 0x80),
    (C::SelectItem, 0x00, "82028182 8F04 01 4F6E65", 4, 0x01),
    (C::SendSms, 0x00, "82028183 8B09010002911040F00120", 4, 0x02),
    (C::SendSs, 0x00, "82028183 890491AA120A", 4, 0x04),
    (C::SendUssd, 0x00, "82028183 8A04 F0 31B20C", 4, 0x08),
    (C::SetupCall, 0x00, "82028183 8605 91 1032 54F6", 4, 0x10),
    (C::SetupMenu, 0x00, "82028182 8504 4D656E75 8F04 01 4F6E65", 4, 0x20),
    (C::ProvideLocalInfo, 0x00, "82028182", 4, 0x40),
    (C::ProvideLocalInfo, 0x01, "82028182", 4, 0x40),
    (C::ProvideLocalInfo, 0x02, "82028182", 4, 0x80),
    (C::ProvideLocalInfo, 0x02, "82028182", 9, 0x04),
    (C::ProvideLocalInfo, 0x03, "82028182", 8, 0x04),
    (C::ProvideLocalInfo, 0x04, "82028182", 9, 0x08),
    (C::ProvideLocalInfo, 0x05, "82028182", 9, 0x10),
    (C::ProvideLocalInfo, 0x06, "82028182", 9, 0x80),
    (C::ProvideLocalInfo, 0x07, "82028182", 18, 0x10),
    (C::ProvideLocalInfo, 0x08, "82028182", 18, 0x40),
    (C::ProvideLocalInfo, 0x09, "82028182", 18, 0x80),
    (C::ProvideLocalInfo, 0x0A, "82028182", 22, 0x02),
    (C::ProvideLocalInfo, 0x0B, "82028182", 23, 0x20),
    (C::SetupEventList, 0x00, "82028182 990107", 5, 0x01),
    (C::PowerOnCard, 0x00, "82028110", 7, 0x01),
    (C::PowerOffCard, 0x00, "82028110", 7, 0x02),
    (C::PerformCardApdu, 0x00, "82028110 A204 00A40000", 7, 0x04),
    (C::GetReaderStatus, 0x00, "82028110", 7, 0x08),
    (C::TimerManagement, 0x00, "82028182 A40101 A503000001", 8, 0x01),
    (C::TimerManagement, 0x02, "82028182 A40101", 8, 0x02),
    (C::GetInkey, 0x04, "82028182 8D03 04 4869", 8, 0x08),
    (C::SetupIdleModeText, 0x00, "82028182 8D03 04 4869", 8, 0x10),
    (C::RunAtCommand, 0x00, "82028182 A802 4154", 8, 0x20),
    (C::SetupCall, 0x00, "82028183 8505 43616C6C3F 8605 91 1032 54F6 8504 54616C6B", 8, 0x40),
    (C::DisplayText, 0x80, "82028102 8D03 04 4869 AB00", 9, 0x01),
    (C::SendDtmf, 0x00, "82028183 AC0121", 9, 0x02),
    (C::LanguageNotification, 0x01, "82028182 AD02 6465", 9, 0x20),
    (C::LaunchBrowser, 0x00, "82028182 B100", 9, 0x40),
    (C::OpenChannel, 0x01, "82028182 B50103 B9020100", 12, 0x01),
    (C::CloseChannel, 0x00, "82028121", 12, 0x02),
    (C::ReceiveData, 0x00, "82028121 B70101", 12, 0x04),
    (C::SendData, 0x01, "82028121 B60101", 12, 0x08),
    (C::GetChannelStatus, 0x00, "82028182", 12, 0x10),
    (C::DisplayText, 0x80, "82028102 8D03 04 4869 84020105", 18, 0x01),
    (C::GetInkey, 0x88, "82028182 8D03 04 4869", 18, 0x02),
    (C::GetInkey, 0x00, "82028182 8D03 04 4869 84020105", 18, 0x08),
];

fn models() -> impl Iterator<Item = Model> {
    Model::ALL_NAMES.iter().map(|name| Model::named(name).unwrap())
}

fn has(model: &Model, octet: usize, bit: u8) -> bool {
    model.profile()[octet - 1] & bit != 0
}

#[test]
fn terminal_profile_promises_exactly_what_is_done() {
    for model in models() {
        for (command, qualifier, rest, octet, bit) in PROMISES {
            let mut handset = handset_with(model.clone(), Surroundings { in_call: false, ..Surroundings::default() });
            offer(&mut handset, &format!("810301{:02X}{qualifier:02X} {rest}", command.code()));
            // What waits for the person is done.
            let refused =
                handset.clone().next_command().is_some() && matches!(response(&mut handset).as_str(), "30" | "31");
            let name = command.name();
            assert_eq!(
                !refused,
                has(&model, *octet, *bit),
                "{}: {name} {qualifier:02X}, {octet}.{bit:02X}",
                model.name
            );
        }
    }
}

#[test]
fn exactly_the_events_of_profile_are_accepted() {
    for model in models() {
        for event in Event::ALL {
            let mut handset = handset_with(model.clone(), Surroundings::default());
            let taken = answer(&mut handset, &format!("8103010500 82028182 9901{:02X}", event.code()));
            let promised = match event.code() {
                code @ 0x00..=0x06 => has(&model, 5, 0x02 << code),
                code @ 0x07..=0x0E => has(&model, 6, 0x01 << (code - 7)),
                _ => false,
            };
            assert_eq!(taken == "00", promised, "{}: {}", model.name, event.name());
        }
    }
}

#[test]
fn other_profile_bits_are_fixed() {
    // Profile download, SMS-PP, menu selection; UCS2; what no bit of is ever set: frames, multimedia, more bearers.
    for model in models() {
        let profile = model.profile();
        assert_eq!((profile[0] & 0x1F, profile[1]), (0x1B, 0xE1), "{}", model.name);
        assert!(profile[11..17].iter().all(|octet| *octet == 0), "{}", model.name);
        assert_eq!(profile[0] & 0x20 != 0, profile[7] & 0x01 != 0, "timers run off where they can be set");
    }
}

#[test]
fn model_and_speech_are_found_by_name() {
    for name in Model::ALL_NAMES {
        assert_eq!(Model::named(name).unwrap().name, *name);
    }
    assert_eq!(Model::named("telephone"), None);
    assert_eq!(
        (Speech::named("2g"), Speech::named("3g"), Speech::named("4g")),
        (Some(Speech::Gsm), Some(Speech::Uicc), None)
    );
    assert!(Speech::ALL_NAMES.iter().all(|name| Speech::named(name).is_some()));
}

#[test]
fn imei_without_check_digit_is_completed() {
    let model = Model::android().with_imei("490154203237518").unwrap();
    assert_eq!(model.imei, "490154203237518");
    assert_eq!(Model::android().with_imei("49015420323751").unwrap().imei, model.imei, "the check digit of TS 23.003");
    assert_eq!(Model::android().with_imei("35209900176148").unwrap().imei, "352099001761481");
    for wrong in ["", "4901542032375", "4901542032375180", "49015420323751x"] {
        assert_eq!(Model::android().with_imei(wrong), Err(ImeiError(wrong.to_owned())));
    }
    let mut handset = handset_with(model, Surroundings::default());
    assert_eq!(answer(&mut handset, "8103012601 82028182"), "0094084A09512430325781");
}

#[test]
fn every_handset_has_its_own_imei() {
    let models = Model::ALL_NAMES.iter().map(|name| Model::named(name).unwrap());
    let mut imeis = std::collections::BTreeSet::new();
    for model in models {
        let imei = model.imei.clone();
        assert_eq!(model.clone().with_imei(imei.get(..14).unwrap()).unwrap().imei, imei, "the check digit");
        let second = model.clone().with_serial(2);
        assert_eq!((second.tac(), second.name), (model.tac(), model.name));
        assert!(imeis.insert(imei) && imeis.insert(second.imei));
    }
    assert_eq!(imeis.len(), 2 * Model::ALL_NAMES.len());
}

#[test]
fn at_commands_tell_the_handset() {
    let mut handset = handset_with(Model::ofono_like(), Surroundings::default());
    let asked = [
        ("4154", "\r\nOK\r\n"),
        ("61742B6367736E0D", "\r\n001017040000013\r\n\r\nOK\r\n"),
        ("41542B43474D4D", "\r\noFono\r\n\r\nOK\r\n"),
        ("41544431", "\r\nERROR\r\n"),
    ];
    for (line, expected) in asked {
        let answered = answer(&mut handset, &format!("8103013400 82028182 A8{:02X} {line}", line.len() / 2));
        let expected = hex::encode_upper(expected);
        assert_eq!(answered, format!("00A9{:02X}{expected}", expected.len() / 2), "{line}");
    }
    let mut feature = handset_with(Model::feature_phone(), Surroundings::default());
    assert_eq!(answer(&mut feature, "8103013400 82028182 A802 4154"), "30");
}

/// SELECT ITEM that asks for soft keys: two lines with next actions, icons and text attributes.
const SOFT: &str = "8103012404 82028182 8F04 01 4F6E65 8F04 02 54776F 1802 2100 9F03 010205 D108 00031000 00000001";

#[test]
fn menu_line_attributes_are_on_the_screen() {
    let mut handset = handset_with(Model::feature_phone(), Surroundings::default());
    offer(&mut handset, SOFT);
    let screen = handset.screen();
    let ScreenBody::Items { items, .. } = &screen.body else { panic!("{screen:?}") };
    assert_eq!(items[0].next_action_name(), Some("DISPLAY TEXT"));
    assert_eq!(items[1].next_action, None, "00 foretells nothing");
    assert_eq!((items[0].icon, items[1].icon), (Some(2), Some(5)));
    assert_eq!((items[0].attribute.as_slice(), items[1].attribute[3]), (&[0, 3, 16, 0][..], 1));
    assert!(screen.soft_keys, "two keys for two lines");
    let three = SOFT.replace("1802", "8F05 03 54687265 1802");
    for (model, menu, on_keys) in [(Model::feature_phone(), three.as_str(), false), (Model::android(), SOFT, false)] {
        let mut handset = handset_with(model, Surroundings::default());
        offer(&mut handset, menu);
        assert_eq!(handset.screen().soft_keys, on_keys);
    }
    let mut main = handset_with(Model::feature_phone(), Surroundings::default());
    assert_eq!(answer(&mut main, "8103012501 82028182 8504 4D656E75 8F04 01 4F6E65"), "00");
    assert!(main.act(&Act::Open) && main.screen().soft_keys);
}

#[test]
fn quirks_are_switched_while_the_handset_runs() {
    use crate::handset::Quirk;
    let mut handset: Handset = handset_with(Model::android(), Surroundings::default());
    handset.model_mut().quirks.set(Quirk::WrongNumber, true);
    offer(&mut handset, "8103010200 82028182");
    assert_eq!(handset.next_command().map(hex::encode_upper).as_deref(), Some("801400000C810302020082028281830100"));
}
