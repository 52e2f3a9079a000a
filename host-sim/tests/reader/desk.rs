//! Virtual reader that a test plays, and `rfid-sim reader` before it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Longest time that something may take here.
const PATIENCE: Duration = Duration::from_secs(20);

/// Virtual reader with one slot.
pub struct Vpcd(pub TcpListener);

/// Connection of a card to the slot.
pub struct Slot(pub TcpStream);

impl Vpcd {
    pub fn new() -> Vpcd {
        Vpcd(TcpListener::bind("127.0.0.1:0").unwrap())
    }

    pub fn address(&self) -> String {
        self.0.local_addr().unwrap().to_string()
    }

    pub fn accept(&self) -> Slot {
        let (stream, _) = self.0.accept().unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Slot(stream)
    }
}

impl Slot {
    /// Sends a message as vpcd does: the length, and then the octets.
    pub fn send(&mut self, message: &[u8]) {
        self.0.write_all(&u16::try_from(message.len()).unwrap().to_be_bytes()).unwrap();
        self.0.write_all(message).unwrap();
    }

    pub fn receive(&mut self) -> String {
        let mut length = [0; 2];
        self.0.read_exact(&mut length).unwrap();
        let mut octets = vec![0; u16::from_be_bytes(length).into()];
        self.0.read_exact(&mut octets).unwrap();
        hex::encode_upper(octets)
    }

    pub fn ask(&mut self, command: &str) -> String {
        self.send(&hex::decode(command).unwrap());
        self.receive()
    }

    pub fn power_on(&mut self) {
        self.send(&[0x01]);
    }

    /// Waits until the card closes the connection.
    pub fn ends(mut self) {
        let mut rest = Vec::new();
        // A connection that is reset has ended, too.
        drop(self.0.read_to_end(&mut rest));
        assert_eq!(rest, [0; 0]);
    }
}

/// Reader that runs.
pub struct Reader {
    pub child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    pub said: Vec<String>,
}

impl Reader {
    pub fn start(folder: &Path, arguments: &[&str]) -> Reader {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rfid-sim"))
            .args(["reader", "--until-input-ends"])
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = channel();
        let (output, errors) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let other = sender.clone();
        std::thread::spawn(move || BufReader::new(errors).lines().for_each(|line| drop(other.send(line.unwrap()))));
        std::thread::spawn(move || BufReader::new(output).lines().for_each(|line| drop(sender.send(line.unwrap()))));
        Reader { input: child.stdin.take(), child, lines, said: Vec::new() }
    }

    /// Waits for a line with these words.
    pub fn wait_for(&mut self, words: &str) -> String {
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let line = self.lines.recv_timeout(left).unwrap_or_else(|_| panic!("no {words:?} after {:#?}", self.said));
            self.said.push(line.clone());
            if line.contains(words) {
                return line;
            }
        }
    }

    /// Takes every line that is left, of a reader that has ended.
    pub fn drain(&mut self) {
        self.said.extend(self.lines.iter());
    }

    pub fn order(&mut self, line: &str) {
        writeln!(self.input.as_mut().unwrap(), "{line}").unwrap();
    }

    pub fn signal(&self, name: &str) {
        assert!(
            Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap().success()
        );
    }

    /// Ends the input, and returns the exit status.
    pub fn end(&mut self) -> i32 {
        drop(self.input.take());
        self.status()
    }

    pub fn status(&mut self) -> i32 {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().unwrap_or(-1);
            }
            assert!(Instant::now() < until, "the reader does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
