//! Several people at once in one world: two phones on two terminals, and commands beside them.

use std::process::{Command, Output};
use std::time::{Duration, Instant};

use super::terminal::Seat;
use crate::binary::rfid_sim;

const ENTER: &str = "\r";
const TAB: &str = "\t";
const CONTROL_Q: &str = "\x11";

/// Time after which one phone must show what another did: a second, and as long again for a machine that is busy.
const SOON: Duration = Duration::from_secs(2);

fn world(action: &[&str]) -> Output {
    let output = Command::new(rfid_sim()).arg("world").args(action).output().unwrap();
    assert!(output.status.success(), "{action:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Starts the phone of a person, whose time passes by itself.
fn phone(path: &str, person: &str) -> Seat {
    let seat = Seat::start(rfid_sim(), &["phone", "--world", path, "--person", person], 200, 60);
    seat.wait_for("按 Enter 打开卡菜单");
    seat
}

/// Waits until a text is there, and asserts that the wait was short.
fn wait_soon_for(seat: &Seat, text: &str) {
    let begun = Instant::now();
    seat.wait_for(text);
    assert!(begun.elapsed() < SOON, "{text} after {:?}", begun.elapsed());
}

#[test]
fn two_phones_and_commands_share_a_world() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.world").to_str().unwrap().to_owned();
    world(&["new", &path, "--people", "2", "--cash", "500"]);
    let (mut one, mut other) = (phone(&path, "13800000001"), phone(&path, "13800000002"));

    // What a command does both phones see, and a command sees the world that they live in.
    world(&["deposit", &path, "13800000002", "7"]);
    wait_soon_for(&other, "现金账户      507.00 元");
    world(&["deposit", &path, "13800000001", "9"]);
    wait_soon_for(&one, "现金账户      509.00 元");
    let shown = String::from_utf8(world(&["show", &path]).stdout).unwrap();
    assert!(shown.contains("507.00 yuan") && shown.contains("509.00 yuan"), "{shown}");

    // A person writes to the other.
    one.press(&TAB.repeat(3));
    one.press_for("s", "收件人");
    one.press("\x1b[Z");
    one.press(&"\x7f".repeat(8));
    one.press_for("13800000002", "收件人  13800000002");
    one.press(TAB);
    one.press_for("zaima", "内容    zaima");
    one.press_for(ENTER, "短信已发送。");
    other.wait_for("zaima");
    world(&["clock", &path, "+10s"]);

    for seat in [&mut one, &mut other] {
        seat.press(CONTROL_Q);
        assert!(seat.wait_for_end().0.success());
    }
    world(&["audit", &path]);
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["a.world"], "it is one file again");
}

/// Runs a query of a world in the program `sqlite3`; returns what it prints.
fn query(path: &str, sql: &str) -> String {
    let output = Command::new("sqlite3").args(["-readonly", path, sql]).output().unwrap();
    assert!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
#[ignore = "needs Debian's package sqlite3; `.ci/run system` installs it"]
fn sqlite3_reads_beside_two_phones() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.world").to_str().unwrap().to_owned();
    world(&["new", &path, "--people", "2", "--cash", "500"]);
    // Two phones of one person, which are one handset and one card.
    let (mut one, mut other) = (phone(&path, "13800000001"), phone(&path, "13800000001"));
    let entries = |path: &str| query(path, "SELECT count(*) FROM entry").trim().parse::<u32>().unwrap();
    let before = entries(&path);
    world(&["deposit", &path, "13800000001", "7"]);
    for seat in [&one, &other] {
        wait_soon_for(seat, "现金账户      507.00 元");
    }
    assert_eq!(entries(&path), before + 1);
    assert_eq!(query(&path, "PRAGMA integrity_check"), "ok\n");
    assert!(String::from_utf8(world(&["show", &path]).stdout).unwrap().contains("507.00 yuan"));

    // What one of them does to the handset, the other sees.
    one.press_for(ENTER, "▸1 我的钱包");
    wait_soon_for(&other, "▸1 我的钱包");
    for seat in [&mut one, &mut other] {
        seat.press(CONTROL_Q);
        assert!(seat.wait_for_end().0.success());
    }
    assert_eq!(entries(&path), before + 1);
    world(&["audit", &path]);
}
