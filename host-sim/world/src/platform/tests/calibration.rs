//! The question for the handset's model, and the calibration under way.

use sim_wire::message::Operation;

use super::net::{Net, number};
use crate::platform::card_file::CardFile;
use crate::platform::errand::Purpose;
use crate::platform::script::CardScript;

/// IMEIs of two handsets of the model on the red list: 356938030000017 and 356938030000018.
const FIRST: [u8; 8] = [0x3A, 0x65, 0x39, 0x08, 0x03, 0x00, 0x00, 0x71];
const SECOND: [u8; 8] = [0x3A, 0x65, 0x39, 0x08, 0x03, 0x00, 0x00, 0x81];

/// IMEIs of handsets of models that are not on the red list.
const OTHERS: [[u8; 8]; 2] =
    [[0x1A, 0x32, 0x54, 0x76, 0x98, 0x10, 0x32, 0x54], [0x2A, 0x32, 0x54, 0x76, 0x98, 0x10, 0x32, 0x54]];

const ASKED: &str = "您的手机型号为诺基亚6300,如正确请回复Y,将为您进行刷卡距离校准。";
const DONE: &str = "刷卡距离校准成功。";

fn card(net: &Net) -> &CardFile {
    net.platform.card_of(&number()).unwrap()
}

/// Returns the handsets whose calibration is under way, each with the number of tries.
fn under_way(net: &Net) -> Vec<([u8; 8], u32)> {
    let calibrations = card(net).errands.iter().filter(|errand| errand.purpose == Purpose::Calibration);
    let handsets = calibrations.map(|errand| match errand.script {
        CardScript::Calibrate { imei, .. } => (imei, errand.tries),
        ref other => panic!("{other:?}"),
    });
    handsets.collect()
}

/// Greets in a handset, and confirms its model.
fn confirm(net: &mut Net, imei: [u8; 8]) {
    net.ask(Operation::Hello { imei });
    net.write("Y");
}

#[test]
fn hall_is_named_once_for_each_handset() {
    let mut net = Net::new();
    for (imei, letters) in [(OTHERS[0], 1), (OTHERS[0], 1), (OTHERS[1], 2), (OTHERS[1], 2)] {
        net.ask(Operation::Hello { imei });
        net.until_quiet();
        assert_eq!((net.read.len(), card(&net).sent_to_hall), (letters, Some(imei)));
    }
    assert_eq!(net.read[0], "您的手机型号不支持短信距离校准,请携带手机到营业厅现场校准。");
    assert_eq!(net.read[0], net.read[1]);
}

#[test]
fn second_yes_begins_no_second_calibration() {
    let mut net = Net::new();
    confirm(&mut net, FIRST);
    confirm(&mut net, FIRST);
    assert_eq!(under_way(&net), [(FIRST, 1)]);
    net.until_quiet();
    assert_eq!(net.read, [ASKED, ASKED, DONE]);
    assert_eq!(card(&net).calibrated, Some(FIRST));
}

#[test]
fn yes_in_another_handset_withdraws_the_first() {
    let mut net = Net::new();
    confirm(&mut net, FIRST);
    let first = net.take_packets();
    confirm(&mut net, SECOND);
    assert_eq!(under_way(&net), [(SECOND, 1)]);
    net.until_quiet();
    // The script for the handset that the card has left comes after the other, and does nothing.
    net.deliver(&first[0]);
    net.until_quiet();
    assert_eq!(card(&net).calibrated, Some(SECOND));
    assert_eq!(net.card.reach.map(|reach| reach[1..].to_vec()), Some(SECOND.to_vec()));
    assert_eq!(net.read.iter().filter(|text| *text == DONE).count(), 1);
}

#[test]
fn calibration_waits_behind_the_errand_under_way() {
    let mut net = Net::new();
    net.ask(Operation::Suspend);
    confirm(&mut net, FIRST);
    assert_eq!(under_way(&net), [(FIRST, 0)]);
    net.until_quiet();
    assert_eq!(card(&net).calibrated, Some(FIRST));
}
