//! pcscd with vpcd in namespaces of its own, and programs in there. Nothing here meets a pcscd of the machine: network,
//! mounts and so the socket are the test's.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Longest time that something may take here.
const PATIENCE: Duration = Duration::from_secs(30);

/// Python of Debian, which has Debian's pyscard.
pub const PYTHON: &str = "/usr/bin/python3";

/// Returns the path of a program beside this file.
pub fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(super::BESIDE).join(name)
}

/// Namespaces of a network and of mounts, with a folder for the files of a test. A process that sleeps holds them.
pub struct Desk {
    holder: Child,
    pcscd: Option<Child>,
    pub folder: TempDir,
    /// Program `rfid-sim`.
    program: PathBuf,
}

impl Desk {
    /// Makes the namespaces, and starts pcscd in them.
    pub fn start(program: &Path) -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let set_up = "ip link set lo up && mount -t tmpfs tmpfs /run && exec sleep infinity";
        let mut unshare = Command::new("unshare");
        if !is_root() {
            unshare.arg("--map-root-user");
        }
        unshare.args(["--net", "--mount", "--propagation", "private", "sh", "-c", set_up]);
        let holder = unshare.stdin(Stdio::null()).spawn().expect("unshare is installed");
        let mut desk = Desk { holder, pcscd: None, folder, program: program.to_owned() };
        desk.wait_until("the namespaces are made", |desk| {
            desk.inside("sh")
                .args(["-c", "ip link show lo | grep -q ,UP && mountpoint -q /run"])
                .status()
                .unwrap()
                .success()
        });
        let setup = desk.inside_folder(&desk.program).args(["reader", "--setup", "conf"]).output().unwrap();
        assert!(setup.status.success(), "{}", String::from_utf8_lossy(&setup.stderr));
        desk.start_pcscd();
        desk
    }

    pub fn start_pcscd(&mut self) {
        let conf = self.folder.path().join("conf");
        let mut pcscd = self.inside("/usr/sbin/pcscd");
        pcscd.arg("--foreground").arg("--config").arg(conf).stdout(Stdio::null()).stderr(Stdio::null());
        self.pcscd = Some(pcscd.spawn().expect("pcscd is installed"));
        self.wait_until("pcscd listens", |desk| {
            desk.inside("test").args(["-S", "/run/pcscd/pcscd.comm"]).status().unwrap().success()
        });
    }

    /// Kills pcscd, as an administrator or a fault does.
    pub fn kill_pcscd(&mut self) {
        let mut pcscd = self.pcscd.take().unwrap();
        pcscd.kill().unwrap();
        pcscd.wait().unwrap();
    }

    /// Returns a command inside the namespaces. `nsenter` becomes the program, so that its number is the program's.
    pub fn inside(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["--net", "--mount", "--target", &self.holder.id().to_string()]);
        if !is_root() {
            command.args(["--user", "--preserve-credentials"]);
        }
        command.arg(program).stdin(Stdio::null());
        command
    }

    /// Returns a command inside the namespaces, in the folder of the test.
    pub fn inside_folder(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["--net", "--mount", "--target", &self.holder.id().to_string()]);
        if !is_root() {
            command.args(["--user", "--preserve-credentials"]);
        }
        let wd = self.folder.path().to_owned();
        command.arg(format!("--wd={}", wd.display())).arg(program).stdin(Stdio::null());
        command
    }

    /// Runs a program before the reader; returns both streams. The exit status must be 0.
    pub fn run(&self, program: &str, arguments: &[&str], input: &str) -> String {
        let mut command = self.inside_folder(program);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|why| panic!("{program}: {why}"));
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program} {arguments:?}: {printed}");
        printed
    }

    /// Starts `rfid-sim reader` inside the namespaces, and waits until pcscd has the card.
    pub fn reader(&self, arguments: &[&str]) -> Reader {
        let mut reader = self.reader_without_wait(arguments);
        reader.wait_for("connected to vpcd");
        self.wait_for_card();
        reader
    }

    pub fn reader_without_wait(&self, arguments: &[&str]) -> Reader {
        let mut command = self.inside_folder(&self.program);
        command.args(["reader", "--until-input-ends"]).args(arguments);
        Reader::start(command)
    }

    /// Waits until a program finds the card.
    pub fn wait_for_card(&self) {
        self.wait_until("pcscd has the card", |desk| {
            let listed = desk.inside("opensc-tool").args(["--list-readers"]).output().unwrap();
            String::from_utf8_lossy(&listed.stdout).lines().any(|line| line.starts_with("0    Yes"))
        });
    }

    /// Waits until no program finds a card, so that the next one is not taken for the last.
    pub fn wait_for_no_card(&self) {
        self.wait_until("pcscd has no card", |desk| {
            let listed = desk.inside("opensc-tool").args(["--list-readers"]).output().unwrap();
            let printed = String::from_utf8_lossy(&listed.stdout).into_owned();
            printed.contains("0    No") && !printed.contains("    Yes")
        });
    }

    pub fn relay(&self) -> Relay {
        let mut command = self.inside(PYTHON);
        command.arg(beside("relay.py")).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Relay { child, input, output: BufReader::new(output).lines() }
    }

    pub fn wait_until(&self, what: &str, done: impl Fn(&Desk) -> bool) {
        let until = Instant::now() + PATIENCE;
        while !done(self) {
            assert!(Instant::now() < until, "{what}: not within {PATIENCE:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        for child in self.pcscd.iter_mut().chain([&mut self.holder]) {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

/// Returns whether this process may make namespaces by itself.
fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().unwrap();
    output.stdout == b"0\n"
}

/// `rfid-sim reader`, with what it has printed.
pub struct Reader {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    said: Vec<String>,
}

impl Reader {
    pub fn start(mut command: Command) -> Reader {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (sender, lines) = channel();
        let (output, errors) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let other = sender.clone();
        std::thread::spawn(move || BufReader::new(errors).lines().for_each(|line| drop(other.send(line.unwrap()))));
        std::thread::spawn(move || BufReader::new(output).lines().for_each(|line| drop(sender.send(line.unwrap()))));
        Reader { input: child.stdin.take(), child, lines, said: Vec::new() }
    }

    pub fn wait_for(&mut self, words: &str) {
        let until = Instant::now() + PATIENCE;
        while !self.said.last().is_some_and(|line| line.contains(words)) {
            let left = until.saturating_duration_since(Instant::now());
            let line = self.lines.recv_timeout(left);
            self.said.push(line.unwrap_or_else(|_| panic!("no {words:?} after {:#?}", self.said)));
        }
        // The next line with the same words is another one.
        self.said.push(String::new());
    }

    pub fn order(&mut self, line: &str) {
        writeln!(self.input.as_mut().unwrap(), "{line}").unwrap();
    }

    /// Ends the reader; its exit status must be 0.
    pub fn end(self) {
        drop(self.finish());
    }

    /// Ends the reader, whose exit status must be 0; returns every line that it has printed.
    pub fn finish(mut self) -> Vec<String> {
        drop(self.input.take());
        assert!(self.child.wait().unwrap().success(), "{:#?}", self.said);
        self.said.extend(self.lines.iter());
        std::mem::take(&mut self.said)
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Program that passes commands on to PC/SC.
pub struct Relay {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Relay {
    pub fn ask(&mut self, line: &str) -> String {
        writeln!(self.input, "{line}").unwrap();
        self.output.next().expect("the relay answers").unwrap()
    }

    /// Asks, and expects an answer that is no error.
    pub fn expect(&mut self, line: &str) -> String {
        let answer = self.ask(line);
        assert!(!answer.starts_with('!'), "{line}: {answer}");
        answer
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
