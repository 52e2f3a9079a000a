//! Two cards in the two slots of a pcscd of its own, and a program that asks them by PC/SC.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::time::Duration;

use super::desk::{self, Desk, Reader};
use super::instant::{self, Running};
use super::purse::{CARD, TimedCard};

/// Files without which there is nothing to measure here.
const NEEDED: [&str; 4] =
    ["/usr/sbin/pcscd", "/usr/lib/pcsc/drivers/serial/libifdvpcd.so", desk::PYTHON, "/usr/bin/opensc-tool"];

/// Program that asks both cards. The cards and pcscd live as long as it.
pub struct Stopwatch {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    _cards: (Reader, Running),
    _desk: Desk,
}

impl Stopwatch {
    /// Starts pcscd, the cards and the program; `None` where one of them is not installed.
    pub fn start(program: &Path) -> Option<Stopwatch> {
        if NEEDED.iter().any(|file| !Path::new(file).exists()) {
            return None;
        }
        let desk = Desk::start(program);
        std::fs::write(desk.folder.path().join("money.trace"), CARD).unwrap();
        let reader = desk.reader(&["--trace", "money.trace"]);
        let own = std::env::current_exe().unwrap();
        let mut instant = desk.inside_folder(own);
        let instant = Running::start(instant.args([instant::ARGUMENT, "127.0.0.1:35964"]));
        let mut command = desk.inside(desk::PYTHON);
        command.arg(desk::beside("stopwatch.py")).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let output = BufReader::new(output).lines();
        Some(Stopwatch { child, input, output, _cards: (reader, instant), _desk: desk })
    }

    /// Returns the card in a slot.
    pub const fn slot(&mut self, number: u8) -> Slot<'_> {
        Slot(self, number)
    }
}

impl Drop for Stopwatch {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Card in a slot.
pub struct Slot<'s>(&'s mut Stopwatch, u8);

impl TimedCard for Slot<'_> {
    fn ask(&mut self, command: &[u8], count: u32) -> (Duration, Vec<u8>) {
        let Slot(stopwatch, number) = self;
        writeln!(stopwatch.input, "{number} {count} {}", hex::encode(command)).unwrap();
        let line = stopwatch.output.next().expect("the stopwatch answers").unwrap();
        let (took, answer) = line.split_once(' ').unwrap();
        (Duration::from_nanos(took.parse().unwrap()), hex::decode(answer).unwrap())
    }
}
