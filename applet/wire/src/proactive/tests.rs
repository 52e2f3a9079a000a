//! The tables hold together: each code names one row, and each row its code.

use super::*;

#[test]
fn every_code_round_trips() {
    for code in 0..=0xFF {
        assert_eq!(Device::from_code(code).code(), code);
        assert!(CommandType::from_code(code).is_none_or(|known| known.code() == code));
        assert!(GeneralResult::from_code(code).is_none_or(|known| known.code() == code));
        assert!(ObjectTag::from_code(code).is_none_or(|known| known.code() == code));
        assert!(EnvelopeTag::from_code(code).is_none_or(|known| known.code() == code));
        assert!(Event::from_code(code).is_none_or(|known| known.code() == code));
    }
    assert_eq!((CommandType::ALL.len(), GeneralResult::ALL.len(), EnvelopeTag::ALL.len()), (40, 37, 13));
}

#[test]
fn keys_are_unique() {
    fn differ(keys: impl Iterator<Item = &'static str> + Clone) -> bool {
        keys.clone().all(|key| keys.clone().filter(|other| *other == key).count() == 1)
    }
    assert!(differ(CommandType::ALL.iter().map(|row| row.key())));
    assert!(differ(GeneralResult::ALL.iter().map(|row| row.key())));
    assert!(differ(ObjectTag::ALL.iter().map(|row| row.key())));
    assert!(differ(Event::ALL.iter().map(|row| row.key())));
}

#[test]
fn details_and_devices_round_trip() {
    let details = CommandDetails::parse(&[0x01, 0x21, 0x80]).unwrap();
    assert_eq!((details.command(), details.emit()), (Some(CommandType::DisplayText), [0x01, 0x21, 0x80]));
    let devices = DeviceIdentities::parse(&[0x81, 0x26]).unwrap();
    assert_eq!(devices, DeviceIdentities { source: Device::Uicc, destination: Device::Channel(6) });
    assert_eq!(devices.emit(), [0x81, 0x26]);
    assert_eq!((CommandDetails::parse(&[1, 2]), DeviceIdentities::parse(&[1, 2, 3])), (None, None));
}

#[test]
fn causes_of_the_standard_have_words() {
    assert_eq!(additional(GeneralResult::TerminalBusy, 0x01), Some("the screen is busy"));
    assert_eq!(additional(GeneralResult::BipError, 0x03), Some("the channel identifier is not valid"));
    assert_eq!(additional(GeneralResult::NetworkUnavailable, 0x9D), None);
    assert!(GeneralResult::TerminalBusy.has_cause() && !GeneralResult::GoBack.has_cause());
    assert!(GeneralResult::NoIcon.is_success() && !GeneralResult::UserTerminated.is_success());
}
