//! ModemManager 1.20 on a bus of its own: it takes the modem as a GSM modem, registers, and exchanges messages. Of a
//! card without an IMSI it goes on without one.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::ofono::{bus, start};
use super::stand::{Modem, PATIENCE};
use super::worlds::{OTHER, OWN, arrives, is_sound, town, world};

/// Runs a program until what it prints has a text; returns everything that it printed then.
fn until(command: &mut Command, text: &str) -> String {
    let since = Instant::now();
    loop {
        let output = command.stdin(Stdio::null()).output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        if printed.contains(text) {
            return printed;
        }
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(since.elapsed() < PATIENCE, "{text:?} is missing: {printed}{told}");
        std::thread::sleep(Duration::from_millis(500));
    }
}

/// Returns whether ModemManager has received a message with a text.
fn has_received(on_bus: &impl Fn(&str) -> Command, text: &str) -> bool {
    let listed = until(on_bus("mmcli").args(["-m", "any", "--messaging-list-sms"]), "/SMS/");
    let received = listed.lines().filter(|line| line.contains("(received)"));
    received.filter_map(|line| line.split_whitespace().next()).any(|path| {
        let output = on_bus("mmcli").args(["-s", path]).output().unwrap();
        String::from_utf8_lossy(&output.stdout).contains(text)
    })
}

#[test]
#[ignore = "needs modemmanager and dbus"]
fn modem_manager_registers_and_exchanges_messages() {
    let folder = town();
    let folder = folder.path();
    let name = format!("abstract:rfid-sim-{}", std::process::id());
    let modem = Modem::start(folder, &["--listen", &name, "--world", "a.world", "--person", OWN]);
    let (_bus, address) = bus(folder);
    let on_bus = |program: &str| {
        let mut command = Command::new(program);
        command
            .env("DBUS_SYSTEM_BUS_ADDRESS", &address)
            .env("DBUS_SESSION_BUS_ADDRESS", &address)
            .env("LANG", "C.UTF-8");
        command
    };
    let log = std::fs::File::create(folder.join("manager.log")).unwrap();
    let _manager = start(
        on_bus("ModemManager")
            .args(["--test-session", "--test-enable", "--debug"])
            .stdout(Stdio::null())
            .stderr(Stdio::from(log)),
    );
    let profile = ["string:rfid", "string:generic", &format!("array:string:{name}")];
    let mut set = on_bus("dbus-send");
    set.args(["--system", "--print-reply", "--dest=org.freedesktop.ModemManager1"]);
    set.args(["/org/freedesktop/ModemManager1", "org.freedesktop.ModemManager1.Test.SetProfile"]).args(profile);
    until(&mut set, "method return");
    until(on_bus("mmcli").arg("-L"), "/Modem/0");
    until(on_bus("mmcli").args(["-m", "any"]), "state: disabled");
    until(on_bus("mmcli").args(["-m", "any", "-e"]), "successfully enabled");
    let shown = until(on_bus("mmcli").args(["-m", "any"]), "state: registered");
    assert!(shown.contains("operator name: CHINA MOBILE"), "{shown}");
    let text = format!("--messaging-create-sms=text='out of ModemManager',number='{OTHER}'");
    let made = until(on_bus("mmcli").args(["-m", "any", &text]), "/SMS/");
    let message = made.rsplit(' ').next().unwrap().trim();
    until(on_bus("mmcli").args(["-s", message, "--send"]), "successfully sent");
    arrives(folder, OTHER, "out of ModemManager");
    world(folder, &["text", "a.world", OTHER, "--to", OWN, "into ModemManager"]);
    let since = Instant::now();
    while !has_received(&on_bus, "into ModemManager") {
        assert!(since.elapsed() < PATIENCE, "the message does not come");
        std::thread::sleep(Duration::from_millis(500));
    }
    modem.end();
    is_sound(folder);
}
