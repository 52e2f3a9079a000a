//! Card at the end of another program's standard input and output.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use super::RequestLine;

/// Longest wait for an answer. The machines take milliseconds; a busy build may take the processor for seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// Program with a card in it. It is killed when this value is dropped.
pub struct ProgramLine {
    child: Child,
    /// Standard input; `None` once it has been closed.
    input: Option<ChildStdin>,
    answers: Receiver<String>,
}

impl ProgramLine {
    /// Starts a program.
    pub fn start(mut command: Command) -> ProgramLine {
        let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = spawned.unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let (sender, answers) = channel();
        let output = BufReader::new(child.stdout.take().unwrap());
        // The thread ends with the program's output.
        thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        ProgramLine { input: child.stdin.take(), child, answers }
    }

    /// Closes the program's input; returns the status with which it ends.
    pub fn end(mut self) -> ExitStatus {
        self.input = None;
        self.child.wait().unwrap()
    }
}

impl RequestLine for ProgramLine {
    fn ask(&mut self, request: &str) -> String {
        let input = self.input.as_mut().unwrap();
        writeln!(input, "{request}").unwrap();
        self.answers.recv_timeout(PATIENCE).unwrap_or_else(|error| panic!("{request}: {error}"))
    }
}

impl Drop for ProgramLine {
    fn drop(&mut self) {
        // Nothing is left to kill where the program has ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
