//! Receiver of datagrams inside the namespaces: those outside do not reach each other.

use std::io::{BufRead as _, BufReader, Lines};
use std::process::{Child, ChildStdout, Stdio};

use sim_codec::gsmtap::{SimMessage, SimSubType};

use super::desk::{Desk, PYTHON};

/// Program that prints the datagrams that come, until none comes any more.
const PROGRAM: &str = "\
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('127.0.0.1', 0))
s.settimeout(30)
print(s.getsockname()[1], flush=True)
try:
    while True:
        print(s.recv(65536).hex(), flush=True)
        s.settimeout(1.5)
except TimeoutError:
    pass
";

/// Receiver that listens.
pub struct Listener {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    pub address: String,
}

impl Listener {
    pub fn start(desk: &Desk) -> Listener {
        let mut child = desk.inside(PYTHON).args(["-c", PROGRAM]).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = lines.next().unwrap().unwrap();
        Listener { child, lines, address: format!("127.0.0.1:{port}") }
    }

    /// Returns the messages that came, `A` for an answer to reset and `.` for an exchange, with their octets.
    pub fn messages(mut self) -> Vec<(char, String)> {
        let octets: Vec<Vec<u8>> = self.lines.by_ref().map(|line| hex::decode(line.unwrap()).unwrap()).collect();
        let message = |octets: &Vec<u8>| {
            let message = SimMessage::parse(octets).unwrap();
            let kind = if message.sub_type == SimSubType::Atr { 'A' } else { '.' };
            (kind, hex::encode_upper(message.payload))
        };
        octets.iter().map(message).collect()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
