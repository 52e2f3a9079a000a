//! The examples of the crates, run as a newcomer runs them.

use std::process::Command;

use crate::binary::Program;

/// Runs an example; returns what it prints.
fn printed(package: &str, name: &str) -> String {
    let output = Command::new(Program::Example { package, name }.built()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn purchase_is_paid_with_the_card_alone() {
    assert_eq!(printed("sim-device", "pay_purchase"), "9000 for 12.50 yuan, 37.50 yuan left\n");
}

#[test]
fn menu_is_walked_in_a_handset() {
    let screens = printed("sim-device", "walk_menu");
    assert!(screens.starts_with("我的钱包 | 我的支付账户 | "), "{screens}");
    assert!(screens.ends_with("注销钱包将同时注销手机支付账户,确认?\n"), "{screens}");
}

#[test]
fn packet_is_made_and_opened() {
    assert_eq!(printed("sim-codec", "packet"), "34 octets, the checksum holds: true\n");
}

#[test]
fn every_cut_leaves_state_before_or_after() {
    let counts = printed("sim-lab", "cuts");
    assert_eq!(counts, "133 torn writes: 132 found the state before, 1 the state after\n");
}
