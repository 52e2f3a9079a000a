//! `--watch` on a pseudo-terminal: what changes is replayed, and Ctrl-C ends.
#![cfg(target_os = "linux")]

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use super::{SELECT, folder, run};

/// Longest time that a test waits for a piece of output, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sequence that clears the terminal.
const CLEAR: &str = "\u{1b}[2J";

/// Run of `rfid-sim run --watch` on a terminal of its own.
struct Watch {
    child: Child,
    master: std::fs::File,
    /// Pieces of what is printed.
    pieces: Receiver<String>,
    /// Everything that was printed since the last wait.
    printed: String,
}

impl Watch {
    fn new(folder: &Path, arguments: &[&str]) -> Watch {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
        let open = || std::fs::File::options().read(true).write(true).open(&name).unwrap();
        let mut command = Command::new("setsid");
        command.args(["--ctty", "--wait", env!("CARGO_BIN_EXE_rfid-sim"), "run", "--watch"]).args(arguments);
        let child = command.current_dir(folder).stdin(open()).stdout(open()).stderr(open()).spawn().unwrap();
        let master = std::fs::File::from(master);
        let (sender, pieces) = mpsc::channel();
        let mut reader = master.try_clone().unwrap();
        std::thread::spawn(move || {
            let mut octets = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut octets) {
                let piece = String::from_utf8_lossy(&octets[..count]).into_owned();
                if sender.send(piece).is_err() {
                    break;
                }
            }
        });
        Watch { child, master, pieces, printed: String::new() }
    }

    /// Waits for a text; returns what was printed up to its end.
    fn wait_for(&mut self, text: &str) -> String {
        loop {
            if let Some(at) = self.printed.find(text) {
                let rest = self.printed.split_off(at + text.len());
                return std::mem::replace(&mut self.printed, rest);
            }
            let piece = self.pieces.recv_timeout(PATIENCE);
            self.printed += &piece.unwrap_or_else(|_| panic!("{text:?} does not come: {:?}", self.printed));
        }
    }

    fn press_ctrl_c(mut self) -> i32 {
        self.master.write_all(b"\x03").unwrap();
        self.child.wait().unwrap().code().unwrap()
    }
}

const WATCHING: &str = "; Ctrl-C ends";

#[test]
fn changed_file_alone_is_replayed() {
    let good = format!("card balance 5.00 yuan\n{SELECT}expect balance 5.00 yuan\n");
    let folder = folder(&[("a.trace", &good), ("b.trace", SELECT)]);
    let mut watch = Watch::new(folder.path(), &["."]);
    let first = watch.wait_for(WATCHING);
    assert!(
        first.contains("a.trace ...") && first.contains("b.trace ...") && first.contains("watching 2 files"),
        "{first}"
    );
    std::fs::write(folder.path().join("a.trace"), good.replace("expect balance 5", "expect balance 6")).unwrap();
    let second = watch.wait_for(WATCHING);
    assert!(second.contains(CLEAR) && second.contains("FAILED") && second.contains("./a.trace:3"), "{second}");
    assert!(!second.contains("b.trace"), "{second}");
    std::fs::write(folder.path().join("c.walk"), "card unopened\nexpect state unopened\n").unwrap();
    let third = watch.wait_for(WATCHING);
    assert!(
        third.contains("c.walk ...") && third.contains("./a.trace:3") && third.contains("watching 3 files"),
        "{third}"
    );
    std::fs::remove_file(folder.path().join("a.trace")).unwrap();
    let fourth = watch.wait_for(WATCHING);
    assert!(!fourth.contains("a.trace") && fourth.contains("watching 2 files"), "{fourth}");
    assert_eq!(watch.press_ctrl_c(), 0);
}

#[test]
fn changed_include_and_profile_are_followed() {
    let story = "profile \"mine.toml\"\ninclude \"parts/b.trace\"\nexpect balance 5.00 yuan\n";
    let profile = |yuan: u32| format!("[start]\nbalance = \"{yuan}.00 yuan\"\n");
    let folder = folder(&[("a.trace", story), ("parts/b.trace", SELECT), ("mine.toml", &profile(5))]);
    let mut watch = Watch::new(folder.path(), &["a.trace", "-v"]);
    let told = watch.wait_for(WATCHING);
    assert!(told.contains("SELECT by AID") && !told.contains("FAILED"), "{told}");
    std::fs::write(folder.path().join("mine.toml"), profile(6)).unwrap();
    assert!(watch.wait_for(WATCHING).contains("balance 6.00 yuan"));
    std::fs::write(folder.path().join("mine.toml"), profile(5)).unwrap();
    assert!(watch.wait_for(WATCHING).contains("all held"));
    std::fs::write(folder.path().join("parts/b.trace"), "> 805C0002 04\n").unwrap();
    assert!(watch.wait_for(WATCHING).contains("parts/b.trace:1"));
    assert_eq!(watch.press_ctrl_c(), 1);
}

#[test]
fn broken_file_is_replayed_once_it_is_whole() {
    let folder = folder(&[("a.trace", "include \"b.trace\"\n")]);
    let mut watch = Watch::new(folder.path(), &["a.trace"]);
    watch.wait_for("b.trace cannot be read");
    std::fs::write(folder.path().join("b.trace"), "expct\n").unwrap();
    std::fs::write(folder.path().join("b.trace"), SELECT).unwrap();
    watch.wait_for("all held");
    assert_eq!(watch.press_ctrl_c(), 0);
}

#[test]
fn filter_hides_other_files_and_their_changes() {
    let folder = folder(&[("good.trace", SELECT), ("other.trace", SELECT)]);
    let mut watch = Watch::new(folder.path(), &[".", "--filter", "good"]);
    let first = watch.wait_for(WATCHING);
    assert!(first.contains("watching 1 file;") && !first.contains("other.trace"), "{first}");
    std::fs::write(folder.path().join("other.trace"), "expct\n").unwrap();
    std::fs::write(folder.path().join("good.trace"), format!("{SELECT}{SELECT}")).unwrap();
    let second = watch.wait_for(WATCHING);
    assert!(second.contains("2 commands") && !second.contains("other.trace"), "{second}");
    assert_eq!(watch.press_ctrl_c(), 0);
}

#[test]
fn watch_of_nothing_is_refused() {
    let folder = folder(&[("a.trace", SELECT)]);
    for arguments in [
        ["none"].as_slice(),
        &["a.trace", "--format", "json"],
        &["a.trace", "--profile", "none.toml"],
        &["a.trace", "--card", "a.card"],
    ] {
        let ended = run(folder.path(), &[&["--watch"], arguments].concat());
        assert_eq!((ended.status, ended.printed.as_str()), (2, ""), "{arguments:?} {}", ended.error);
    }
    // A card goes on from replay to replay, and a change would be played on another one.
    assert!(!folder.path().join("a.card").exists());
}
