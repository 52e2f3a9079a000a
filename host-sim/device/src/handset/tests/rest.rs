//! Handset at rest: when it is so, and that time passes over it as it does step by step.

use super::played::{answer, handset, offer, sent};
use crate::handset::Act;
use sim_codec::sms::Timestamp;

#[test]
fn handset_with_work_pending_is_not_at_rest() {
    let mut handset = handset();
    assert!(handset.is_at_rest());
    offer(&mut handset, "8103012180 82028102 8D03 04 4869");
    assert!(!handset.is_at_rest(), "a text waits for the person");
    handset.act(&Act::Ok);
    assert!(!handset.is_at_rest(), "the answer is to be sent");
    sent(&mut handset);
    handset.receive(&[0x90, 0x00]);
    assert!(handset.is_at_rest());
    assert_eq!(answer(&mut handset, "8103012700 82028182 A40103 A503000001"), "00A40103");
    assert!(!handset.is_at_rest(), "a timer runs");
}

#[test]
fn resting_handset_keeps_its_clock_running() {
    let mut waiting = handset();
    waiting.surroundings.now = Timestamp([0x90, 0x11, 0x81, 0x32, 0x95, 0x85, 0x23]);
    let mut resting = waiting.clone();
    for ms in [300, 700, 86_400_000, 900, 1_100] {
        resting.rest(ms);
        let mut left = ms;
        while left > 0 {
            left -= waiting.wait(left);
            if !sent(&mut waiting).is_empty() {
                waiting.receive(&[0x90, 0x00]);
            }
        }
    }
    assert_eq!(resting.surroundings.now, waiting.surroundings.now);
}
