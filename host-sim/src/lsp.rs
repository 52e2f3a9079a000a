//! Language server for traces, fragments, walks, scenarios and profiles: what an editor asks, over a pair of streams.
//! The protocol is LSP 3.17; [`sim_script::analysis`] has the answers.
//!
//! One thread reads messages, one answers them in order. Mistakes are told when no message waits, so that typing is
//! never behind them; what a text does is replayed when nothing was typed for a while.

use std::io::{self, BufRead, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use frame::{FrameError, read_frame, write_frame};
use workspace::Workspace;

mod answers;
mod commands;
mod diagnostics;
mod frame;
mod workspace;

/// Time without a message after which changed texts are replayed.
const QUIET: Duration = Duration::from_millis(400);

/// Codes of errors (JSON-RPC 2.0 §5.1, LSP 3.17).
const PARSE_ERROR: i64 = -32_700;
const METHOD_NOT_FOUND: i64 = -32_601;
const SERVER_NOT_INITIALIZED: i64 = -32_002;
const INVALID_REQUEST: i64 = -32_600;
const REQUEST_FAILED: i64 = -32_803;

/// Ending of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionEnd {
    /// The editor asked for the end, and then ended the session.
    Orderly,
    /// The input ended, or the editor ended the session without asking.
    Abrupt,
}

/// Serves an editor until it ends the session.
pub fn serve(input: impl BufRead + Send + 'static, output: impl Write) -> io::Result<SessionEnd> {
    let (sender, receiver) = mpsc::channel();
    // The thread ends with its input, or with the process.
    thread::spawn(move || {
        let mut input = input;
        loop {
            let frame = read_frame(&mut input);
            let is_last = matches!(frame, Ok(None) | Err(FrameError::Io(_) | FrameError::Header(_)));
            if sender.send(frame).is_err() || is_last {
                return;
            }
        }
    });
    let mut server = Server { output, workspace: Workspace::default(), state: State::Fresh, sent: 0, has_news: false };
    loop {
        // What is waiting is read first: mistakes are told when the editor has nothing else to say.
        let wait = if server.has_news { Duration::ZERO } else { QUIET };
        match receiver.recv_timeout(wait) {
            Ok(Ok(Some(octets))) => {
                if server.receive(&octets)? {
                    let end = if server.state == State::ShutDown { SessionEnd::Orderly } else { SessionEnd::Abrupt };
                    return Ok(end);
                }
            }
            Ok(Ok(None)) | Err(RecvTimeoutError::Disconnected) => return Ok(SessionEnd::Abrupt),
            Ok(Err(error)) => {
                server.fail(&Value::Null, PARSE_ERROR, &error.to_string())?;
                if !matches!(error, FrameError::TooLong(_)) {
                    return Ok(SessionEnd::Abrupt);
                }
            }
            Err(RecvTimeoutError::Timeout) if server.has_news => server.publish()?,
            Err(RecvTimeoutError::Timeout) => {
                server.workspace.replay_changed();
                server.publish()?;
            }
        }
    }
}

/// State of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing was agreed yet.
    Fresh,
    /// The editor may ask.
    Running,
    /// The editor has asked for the end.
    ShutDown,
}

/// Server of one session.
struct Server<W> {
    output: W,
    workspace: Workspace,
    state: State,
    /// Number of requests that the server sent to the editor.
    sent: u64,
    /// Set if a text changed whose mistakes were not told yet.
    has_news: bool,
}

impl<W: Write> Server<W> {
    /// Takes a message; returns `true` if it ends the session.
    fn receive(&mut self, octets: &[u8]) -> io::Result<bool> {
        let message: Value = match serde_json::from_slice(octets) {
            Ok(message) => message,
            Err(error) => {
                self.fail(&Value::Null, PARSE_ERROR, &format!("the message is no JSON: {error}"))?;
                return Ok(false);
            }
        };
        let method = message.get("method").and_then(Value::as_str).unwrap_or_default();
        let parameters = message.get("params").unwrap_or(&Value::Null);
        match message.get("id") {
            // What the editor answers to an edit needs no answer.
            Some(_) if method.is_empty() => {}
            Some(id) => self.request(id, method, parameters)?,
            None if method == "exit" => return Ok(true),
            None => {
                self.has_news |= self.state == State::Running && self.workspace.notify(method, parameters);
            }
        }
        Ok(false)
    }

    /// Answers a request.
    fn request(&mut self, id: &Value, method: &str, parameters: &Value) -> io::Result<()> {
        match (self.state, method) {
            (State::Fresh, "initialize") => {
                self.state = State::Running;
                self.answer(id, answers::capabilities())
            }
            (State::Fresh, _) => self.fail(id, SERVER_NOT_INITIALIZED, "the first request is `initialize`"),
            (State::ShutDown, _) => self.fail(id, INVALID_REQUEST, "the server was asked to shut down"),
            (State::Running, "initialize") => self.fail(id, INVALID_REQUEST, "the session was initialized already"),
            (State::Running, "shutdown") => {
                self.state = State::ShutDown;
                self.answer(id, Value::Null)
            }
            (State::Running, "workspace/executeCommand") => self.execute(id, parameters),
            (State::Running, method) => match answers::answer(&self.workspace, method, parameters) {
                Some(Ok(result)) => self.answer(id, result),
                Some(Err(why)) => self.fail(id, REQUEST_FAILED, &why),
                None => self.fail(id, METHOD_NOT_FOUND, &format!("the server does not know `{method}`")),
            },
        }
    }

    /// Executes a command: tells its result in a message, and asks the editor to edit.
    fn execute(&mut self, id: &Value, parameters: &Value) -> io::Result<()> {
        let executed = match commands::execute(&mut self.workspace, parameters) {
            Ok(executed) => executed,
            Err(why) => return self.fail(id, REQUEST_FAILED, &why),
        };
        if let Some(edit) = executed.edit {
            self.sent = self.sent.saturating_add(1);
            let id = format!("rfid-sim-{}", self.sent);
            self.send(&json!({
                "jsonrpc": "2.0", "id": id, "method": "workspace/applyEdit",
                "params": { "label": "bless", "edit": edit },
            }))?;
        }
        let (kind, text) = (if executed.holds { 3 } else { 1 }, executed.text);
        self.notify("window/showMessage", json!({ "type": kind, "message": text }))?;
        self.publish()?;
        self.answer(id, json!({ "holds": executed.holds, "message": text }))
    }

    /// Tells the mistakes of texts for which that is due.
    fn publish(&mut self) -> io::Result<()> {
        self.has_news = false;
        for (uri, version, diagnostics) in self.workspace.take_diagnostics() {
            self.notify(
                "textDocument/publishDiagnostics",
                json!({ "uri": uri, "version": version, "diagnostics": diagnostics }),
            )?;
        }
        Ok(())
    }

    fn answer(&mut self, id: &Value, result: Value) -> io::Result<()> {
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": result }))
    }

    fn fail(&mut self, id: &Value, code: i64, message: &str) -> io::Result<()> {
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } }))
    }

    fn notify(&mut self, method: &str, parameters: Value) -> io::Result<()> {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": parameters }))
    }

    fn send(&mut self, message: &Value) -> io::Result<()> {
        write_frame(&mut self.output, message.to_string().as_bytes())
    }
}
