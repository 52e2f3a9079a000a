//! oFono 1.31 on a bus of its own: the card's menu appears on `org.ofono.SimToolkit` and is walked, and messages go out
//! and come in.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use super::stand::{Modem, PATIENCE};
use super::worlds::{OTHER, OWN, arrives, is_sound, town, world};

/// Process that ends with the value.
pub struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

pub fn start(command: &mut Command) -> Process {
    Process(command.stdin(Stdio::null()).spawn().unwrap())
}

/// Starts a bus in a folder; returns it and its address.
pub fn bus(folder: &Path) -> (Process, String) {
    let socket = folder.join("bus");
    let address = format!("unix:path={}", socket.display());
    let bus =
        start(Command::new("dbus-daemon").args(["--session", "--nofork", "--nopidfile", "--address"]).arg(&address));
    let since = Instant::now();
    while !socket.exists() {
        assert!(since.elapsed() < PATIENCE, "the bus does not start");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    (bus, address)
}

/// Lines that the person at oFono's screen sees.
const EXPECTED: [&str; 9] = [
    "sim 001010000000001 ",
    "menu 手机钱包: 我的钱包 / 我的支付账户 / 我要缴费 / 业务管理",
    "selection 我的钱包: ",
    "text 钱包余额:",
    "selection 我要缴费: 缴本机话费 / 缴他人话费",
    "input 请输入缴费金额(元): 1 10",
    "confirmation 缴本机话费1.00元,确认?",
    "text 缴费请求发送成功!",
    "message into oFono",
];

#[test]
#[ignore = "needs ofono, dbus, python3-dbus and python3-gi"]
fn ofono_walks_the_menu_and_exchanges_messages() {
    let folder = town();
    let folder = folder.path();
    let imsi = ["--imsi", "001010000000001"];
    let arguments = ["--listen", "127.0.0.1:0", "--world", "a.world", "--person", OWN];
    let modem = Modem::start(folder, &[&arguments[..], &imsi].concat());
    let (host, port) = modem.address.split_once(':').unwrap();
    std::fs::write(folder.join("phonesim.conf"), format!("[phonesim]\nAddress={host}\nPort={port}\n")).unwrap();
    let (_bus, address) = bus(folder);
    let log = std::fs::File::create(folder.join("ofono.log")).unwrap();
    let _ofono = start(
        Command::new("ofonod")
            .args(["-n", "-d"])
            .env("DBUS_SYSTEM_BUS_ADDRESS", &address)
            .env("OFONO_PHONESIM_CONFIG", folder.join("phonesim.conf"))
            .env("OFONO_AT_DEBUG", "1")
            .env("LANG", "zh_CN.UTF-8")
            .stdout(Stdio::from(log.try_clone().unwrap()))
            .stderr(Stdio::from(log)),
    );
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/modem/ofono.py");
    let mut person = Command::new("/usr/bin/python3");
    let mut person =
        person.arg(script).args([&address, OTHER]).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    let mut seen = Vec::new();
    for line in BufReader::new(person.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        if line == "sent" {
            arrives(folder, OTHER, "out of oFono");
            world(folder, &["text", "a.world", OTHER, "--to", OWN, "into oFono"]);
        }
        seen.push(line);
    }
    let log = std::fs::read_to_string(folder.join("ofono.log")).unwrap();
    assert!(person.wait().unwrap().success(), "{seen:#?}\n{log}");
    for expected in EXPECTED {
        assert!(seen.iter().any(|line| line.starts_with(expected)), "{expected} is missing: {seen:#?}\n{log}");
    }
    let (printed, told) = modem.end();
    assert_eq!(told, "", "{printed}");
    is_sound(folder);
}
