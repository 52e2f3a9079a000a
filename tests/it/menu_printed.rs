//! Printed menus: the numbers of their lines, and ASCII for terminals without line drawing.

use std::process::Command;

use crate::binary::rfid_sim;
use sim_script::ascii::{ascii, is_kept};

/// Runs `rfid-sim menu` and returns what it prints.
fn printed(arguments: &[&str]) -> String {
    let output = Command::new(rfid_sim()).arg("menu").args(arguments).env_remove("RFID_SIM_ASCII").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn tree_and_pictures_are_printed_in_ascii() {
    let plain = printed(&["--start", "pin-blocked", "--screens"]);
    let in_ascii = printed(&["--start", "pin-blocked", "--screens", "--ascii"]);
    assert!(in_ascii.chars().all(is_kept), "{in_ascii}");
    for piece in ["+-- 2 我的支付账户 (identifier 02)", "| 2 我的支付账户 "] {
        assert!(in_ascii.contains(piece), "{piece}\n{in_ascii}");
    }
    assert_eq!(in_ascii, ascii(&plain));
}

#[test]
fn json_has_places_and_identifiers_of_lines() {
    let text = printed(&["--start", "pin-last-try", "--format", "json", "--ascii"]);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let line = &json["tree"]["lines"][1];
    assert_eq!((&line["place"], &line["identifier"], &line["text"]), (&2.into(), &2.into(), &"我的支付账户".into()));
    let below = &line["lines"][1];
    assert_eq!((&below["place"], &below["identifier"]), (&2.into(), &0x23.into()), "{below}");
    let menu = json["screens"].as_array().unwrap().iter().find(|screen| screen["text"] == "我的支付账户").unwrap();
    let item = &menu["items"][1];
    assert_eq!((&item["place"], &item["identifier"], &item["text"]), (&2.into(), &0x23.into(), &"充值卡充值".into()));
}
