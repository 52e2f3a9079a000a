//! A running modem, and programs that speak to it.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// Longest time that a test waits for anything.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Running `rfid-sim modem`, which ends with the value.
pub struct Modem {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    errors: ChildStderr,
    pub address: String,
    /// Lines that were printed at the start, behind the address.
    pub printed: Vec<String>,
}

impl Modem {
    /// Starts a modem in a folder.
    pub fn start(folder: &Path, arguments: &[&str]) -> Modem {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
        command.args(["modem", "--until-input-ends"]).args(arguments).current_dir(folder).env("NO_COLOR", "1");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let input = child.stdin.take();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let errors = child.stderr.take().unwrap();
        let mut printed: Vec<String> = Vec::new();
        while !printed.last().is_some_and(|line| line.starts_with("Ctrl-C")) {
            let mut line = String::new();
            if output.read_line(&mut line).unwrap() == 0 {
                let mut told = String::new();
                { errors }.read_to_string(&mut told).unwrap();
                panic!("the modem did not start: {told}");
            }
            printed.push(line.trim_end().to_owned());
        }
        let address = printed.remove(0).strip_prefix("modem    ").expect("an address").to_owned();
        Modem { child, input, output, errors, address, printed }
    }

    /// Connects a program.
    pub fn connect(&self) -> Program {
        Program::over(TcpStream::connect(&self.address).unwrap())
    }

    /// Ends the modem in good order; returns what it printed and told.
    pub fn end(mut self) -> (String, String) {
        drop(self.input.take());
        let [mut printed, mut told] = [String::new(), String::new()];
        self.output.read_to_string(&mut printed).unwrap();
        self.errors.read_to_string(&mut told).unwrap();
        assert!(self.child.wait().unwrap().success(), "{printed}{told}");
        (printed, told)
    }

    /// Kills the modem.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Returns the number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Modem {
    fn drop(&mut self) {
        // One that has ended already needs no signal.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Program that speaks to a modem.
pub struct Program {
    pub stream: TcpStream,
    /// Octets that were read and not yet asked for.
    read: Vec<u8>,
}

impl Program {
    fn over(stream: TcpStream) -> Program {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Program { stream, read: Vec::new() }
    }

    pub fn say(&mut self, octets: &[u8]) {
        self.stream.write_all(octets).unwrap();
    }

    /// Reads until `end` comes; returns everything up to there.
    pub fn until(&mut self, end: &str) -> String {
        let since = Instant::now();
        loop {
            if let Some(place) = self.read.windows(end.len()).position(|window| window == end.as_bytes()) {
                let rest = self.read.split_off(place + end.len());
                return String::from_utf8_lossy(&std::mem::replace(&mut self.read, rest)).into_owned();
            }
            assert!(since.elapsed() < PATIENCE, "{end:?} does not come: {}", String::from_utf8_lossy(&self.read));
            let mut octets = [0; 4096];
            let count = self.stream.read(&mut octets).unwrap_or_else(|why| {
                panic!("{end:?} does not come: {why}: {}", String::from_utf8_lossy(&self.read));
            });
            assert_ne!(count, 0, "the modem has gone: {}", String::from_utf8_lossy(&self.read));
            self.read.extend_from_slice(&octets[..count]);
        }
    }

    /// Reads until the modem says nothing for a while; returns everything.
    pub fn whole(&mut self) -> String {
        self.stream.set_read_timeout(Some(Duration::from_millis(400))).unwrap();
        let mut octets = [0; 4096];
        while let Ok(count @ 1..) = self.stream.read(&mut octets) {
            self.read.extend_from_slice(&octets[..count]);
        }
        self.stream.set_read_timeout(Some(PATIENCE)).unwrap();
        String::from_utf8_lossy(&std::mem::take(&mut self.read)).into_owned()
    }

    /// Says a line; returns the answer up to its OK.
    pub fn ask(&mut self, line: &str) -> String {
        self.say(format!("{line}\r").as_bytes());
        self.until("\r\nOK\r\n")
    }

    /// Answers the commands of the card with success until the session ends; returns the last command that was told.
    pub fn set_up(&mut self) -> String {
        let mut last = String::new();
        // What was told before is told again.
        self.ask("AT+CFUN=1");
        loop {
            self.until("\r\n+CUSAT");
            let told = self.until("\r\n");
            let Some(command) = told.trim_end().strip_prefix("P: ") else { return last };
            last = command.to_owned();
            self.ask(&format!("AT+CUSATT={}", response(command, "00")));
        }
    }
}

/// Returns the TERMINAL RESPONSE with a general result, and what follows it, to a command in hexadecimal digits.
pub fn response(command: &str, result: &str) -> String {
    // Behind D0 and its length, of one octet or two, stand the details.
    let at = if command.starts_with("D081") { 6 } else { 4 };
    let (general, data) = result.split_at(2);
    format!("{}820282818301{general}{data}", command.get(at..at + 10).unwrap())
}
