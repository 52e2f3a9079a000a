//! A host as the screen of a handset: what goes to the host, what does not, and what becomes of it when the host goes.

use super::*;
use crate::handset::{Act, Model, ScreenBody, Speech, Surroundings};
use crate::link::InProcess;
use crate::memory::Eeprom;
use crate::mobile_station::{MobileStation, card};
use crate::profile::Profile;
use sim_codec::cat::content::{Address, CommandResult};
use sim_wire::bcd::TonNpi;
use sim_wire::proactive::{CommandType, GeneralResult};

fn station() -> MobileStation<InProcess<Eeprom>> {
    let handset = Handset::new(Model::ofono_like(), Speech::Gsm, Surroundings::default());
    let mut station = MobileStation::switched_off(card(&Profile::default(), 1).unwrap(), handset);
    station.handset_mut().attach_host();
    station.restart().unwrap();
    station
}

fn kind(octets: &[u8]) -> u8 {
    command::parse(octets).unwrap().details.value.kind
}

fn success(octets: &[u8]) -> Vec<u8> {
    let details = command::parse(octets).unwrap().details.value;
    TerminalResponse::new(details, CommandResult::of(GeneralResult::Success), Vec::new()).emit().unwrap()
}

/// Answers everything that the card sets up; returns the commands that the host was told.
fn set_up(station: &mut MobileStation<InProcess<Eeprom>>) -> Vec<u8> {
    let mut told = Vec::new();
    while let Some(waiting) = station.handset().host_command().map(<[u8]>::to_vec) {
        told.push(kind(&waiting));
        station.handset_mut().answer_for_host(&success(&waiting)).unwrap();
        station.settle().unwrap();
    }
    told
}

#[test]
fn host_sets_the_menu_up_and_walks_it() {
    let mut station = station();
    let told = set_up(&mut station);
    assert_eq!(told.iter().filter(|kind| **kind == CommandType::SetupMenu.code()).count(), 1, "{told:02X?}");
    assert!(station.handset().standing().menu.is_some());
    let notices = station.handset_mut().take_host_notices();
    assert_eq!(notices.last(), Some(&HostNotice::SessionEnd));
    // The person takes a line of the menu at the host.
    let selection = [0xA0, 0xC2, 0x00, 0x00, 0x09, 0xD3, 0x07, 0x82, 0x02, 0x01, 0x81, 0x90, 0x01, 0x01];
    station.transmit(crate::link::Transport::Contacts, &selection).unwrap();
    let notices = station.handset_mut().take_host_notices();
    assert!(matches!(&notices[..], [HostNotice::Command(_)]), "{notices:?}");
    assert_eq!(station.screen().body, ScreenBody::Waiting);
    assert!(!station.act(&Act::Ok).unwrap());
}

#[test]
fn wrong_answer_of_host_changes_nothing() {
    let mut station = station();
    let waiting = station.handset().host_command().unwrap().to_vec();
    let mut other = success(&waiting);
    other[2] ^= 0x01;
    let before = station.handset().clone();
    for (answer, error) in [
        (&other[..], HostAnswerError::OtherCommand),
        (&[0x00, 0x01][..], HostAnswerError::NoResponse),
        (&[][..], HostAnswerError::NoResponse),
    ] {
        assert_eq!(station.handset_mut().answer_for_host(answer), Err(error));
        assert_eq!(*station.handset(), before);
    }
    set_up(&mut station);
    assert_eq!(station.handset_mut().answer_for_host(&success(&waiting)), Err(HostAnswerError::NoCommand));
}

#[test]
fn handset_takes_dialog_of_host_that_leaves() {
    let mut station = station();
    set_up(&mut station);
    let selection = [0xA0, 0xC2, 0x00, 0x00, 0x09, 0xD3, 0x07, 0x82, 0x02, 0x01, 0x81, 0x90, 0x01, 0x01];
    station.transmit(crate::link::Transport::Contacts, &selection).unwrap();
    station.handset_mut().detach_host();
    station.settle().unwrap();
    assert_ne!(station.screen().body, ScreenBody::Waiting);
    assert!(!station.handset().has_host_notices());
    assert!(station.act(&Act::End).unwrap());
    assert_eq!(station.screen().body, ScreenBody::Idle);
}

#[test]
fn silent_host_is_not_waited_for_again() {
    let mut station = station();
    assert!(station.handset().host_command().is_some());
    station.wait(SETUP_MS - 100).unwrap();
    assert!(station.handset().host_command().is_some());
    station.wait(200).unwrap();
    assert!(station.handset().host_command().is_none());
    assert!(station.handset().has_silent_host());
    assert!(station.handset().standing().menu.is_some(), "the handset has set the menu up itself");
    // A restart asks the host anew.
    station.restart().unwrap();
    assert!(station.handset().host_command().is_some());
}

#[test]
fn host_is_reminded_once() {
    let mut station = station();
    let first = station.handset_mut().take_host_notices();
    station.handset_mut().remind_host();
    station.handset_mut().remind_host();
    assert_eq!(station.handset_mut().take_host_notices(), first);
}

#[test]
fn handset_with_host_is_kept_and_taken_up() {
    let mut station = station();
    let kept = station.handset().without_history();
    let text = serde_json::to_string(&kept).unwrap();
    let read: Handset = serde_json::from_str(&text).unwrap();
    assert_eq!(read, kept);
    assert!(read.host_command().is_some());
    let unused = Handset::new(Model::ofono_like(), Speech::Gsm, Surroundings::default());
    assert!(!serde_json::to_string(&unused).unwrap().contains("\"host\""));
    station.handset_mut().detach_host();
}

fn message(text: u8) -> StoredMessage {
    let service_centre = Address { ton_npi: TonNpi(0x91), number: "1".to_owned() };
    StoredMessage { index: 0, is_read: false, tpdu: vec![text], service_centre }
}

#[test]
fn store_begins_with_the_first_host() {
    let mut line = HostLine::default();
    line.take_message(|| message(1));
    assert!(line.is_unused());
    line.store.open();
    line.take_message(|| message(2));
    assert_eq!(line.store.messages().len(), 1);
    assert!(line.notices.is_empty());
}

#[test]
fn full_store_drops_what_was_read_first() {
    let mut store = MessageStore::default();
    store.open();
    for number in 0..STORED_MAX {
        assert_eq!(store.take(|| message(u8::try_from(number).unwrap())), Some(number + 1));
    }
    assert!(store.mark_read(7));
    assert_eq!(store.take(|| message(0xAA)), Some(7));
    assert_eq!(store.take(|| message(0xBB)), Some(1));
    assert!(store.remove(3) && !store.remove(3) && !store.mark_read(3));
    assert_eq!(store.take(|| message(0xCC)), Some(3));
    let indices: Vec<u16> = store.messages().iter().map(|message| message.index).collect();
    assert_eq!(indices, (1..=STORED_MAX).collect::<Vec<_>>());
}
