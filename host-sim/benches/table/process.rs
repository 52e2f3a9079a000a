//! The binary as a process: its start beside that of a program which does nothing, its memory, and that of cards.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::{FEW_TURNS, Floor, Row, bench, repeated};

/// The binary as cargo has built it for the bench.
const BINARY: &str = env!("CARGO_BIN_EXE_rfid-sim");

fn runs(command: &mut Command) {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.expect("the program starts").success(), "{command:?}");
}

/// Returns the rows.
pub(crate) fn rows() -> Vec<Row> {
    let nothing =
        Floor { name: "starts of `true`", work: repeated(|_| runs(&mut Command::new("true"))), ratio_max: None };
    let start = Row {
        name: "start",
        unit: "start",
        turns: FEW_TURNS,
        count: if cfg!(debug_assertions) { 1 } else { 8 },
        work: repeated(|_| runs(Command::new(BINARY).arg("--version"))),
        floor: cfg!(unix).then_some(nothing),
        each_ns_max: None,
    };
    vec![start]
}

/// Returns the greatest resident memory of a process so far, in KiB; `None` where the system does not say.
fn peak_kib(child: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()
}

/// Returns the memory of the binary while it waits for a trace on standard input.
fn waiting_kib() -> Option<u64> {
    let mut command = Command::new(BINARY);
    command.args(["run", "-"]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the program starts");
    let mut last = None;
    for _ in 0..50 {
        std::thread::sleep(Duration::from_millis(10));
        let now = peak_kib(&child);
        // It waits when it no longer grows.
        if now.is_some() && now == last {
            break;
        }
        last = now;
    }
    drop(child.stdin.take());
    child.wait().expect("the program ends");
    last
}

/// Prints the memory of the binary and of a card.
pub(crate) fn print_memory() {
    match waiting_kib() {
        Some(kib) => println!("memory        {:.1} MiB: `rfid-sim run -` that waits for a trace", kib as f64 / 1024.0),
        None => println!("memory        of a process: this system has no /proc"),
    }
    let alive = size_of::<applet::Card<bench::Plain, bench::Constant>>();
    println!("memory        {} octets: a card at rest; {alive} octets: a card with power", applet::MEMORY_SIZE);
}
