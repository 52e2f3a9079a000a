//! The language server as an editor meets it: a client over standard input and output, and sessions of random edits.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "the whole target is tests, their helpers too, and a panic is how a test speaks"
)]

use std::io::{BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use proptest::prelude::*;
use rfid_sim::lsp::{SessionEnd, serve};
use serde_json::{Value, json};

/// Client of a server in a process of its own.
struct Client {
    server: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    asked: u64,
    /// Notifications of the server so far.
    told: Vec<Value>,
}

impl Client {
    /// Starts a server and agrees with it on a session.
    fn new(folder: &Path) -> Client {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
        command.args(["lsp", "--stdio"]).current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut server = command.spawn().unwrap();
        let (input, output) = (server.stdin.take().unwrap(), BufReader::new(server.stdout.take().unwrap()));
        let mut client = Client { server, input, output, asked: 0, told: Vec::new() };
        let can = client.ask("initialize", json!({ "capabilities": {} }));
        assert_eq!(can["capabilities"]["hoverProvider"], true);
        client.tell("initialized", json!({}));
        client
    }

    fn send(&mut self, message: &Value) {
        self.input.write_all(&frame(message)).unwrap();
        self.input.flush().unwrap();
    }

    fn tell(&mut self, method: &str, parameters: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": parameters }));
    }

    /// Reads the next message of the server.
    fn read(&mut self) -> Value {
        read(&mut self.output).expect("the server answers")
    }

    /// Asks, and returns the result or the error.
    fn ask(&mut self, method: &str, parameters: Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": parameters }));
        loop {
            let message = self.read();
            if message["id"] == id {
                return message.get("result").cloned().unwrap_or_else(|| message["error"].clone());
            }
            self.told.push(message);
        }
    }

    fn open(&mut self, path: &Path, text: &str) -> String {
        let uri = format!("file://{}", path.display());
        let document = json!({ "uri": uri, "languageId": "rfid-sim-trace", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
        uri
    }

    /// Returns the diagnostics that the server tells next of a text.
    fn diagnostics(&mut self, uri: &str) -> Vec<Value> {
        loop {
            let is_it = |message: &Value| {
                message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == *uri
            };
            if let Some(at) = self.told.iter().position(is_it) {
                let message = self.told.remove(at);
                return message["params"]["diagnostics"].as_array().unwrap().clone();
            }
            let message = self.read();
            self.told.push(message);
        }
    }

    fn at(&mut self, method: &str, uri: &str, line: u32, character: u32) -> Value {
        let position = json!({ "line": line, "character": character });
        self.ask(method, json!({ "textDocument": { "uri": uri }, "position": position }))
    }

    /// Ends the session; returns the exit status of the server.
    fn end(mut self) -> i32 {
        assert_eq!(self.ask("shutdown", Value::Null), Value::Null);
        self.tell("exit", Value::Null);
        self.server.wait().unwrap().code().unwrap()
    }
}

fn frame(message: &Value) -> Vec<u8> {
    let text = message.to_string();
    format!("Content-Length: {}\r\n\r\n{text}", text.len()).into_bytes()
}

fn read(input: &mut impl std::io::BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).unwrap() == 0 {
            return None;
        }
        match line.trim().split_once(": ") {
            Some(("Content-Length", number)) => length = number.parse().unwrap(),
            _ if line.trim().is_empty() => break,
            _ => {}
        }
    }
    let mut text = vec![0; length];
    input.read_exact(&mut text).unwrap();
    Some(serde_json::from_slice(&text).unwrap())
}

const TRACE: &str = "\
# 钱包
card balance 50.00 yuan, open
> 00A40400 10 D1560001018003800000000100000000
> 805C0002 04
< money:4 9000
again = {money}
> 80500102 0B 03 {1.00 yuan} 112233445566 0F
< {money} .. 9000
expect balance 50.00 yuan
";

#[test]
fn session_of_an_editor_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a trace.trace");
    let mut client = Client::new(folder.path());
    let uri = client.open(&path, TRACE).replace(' ', "%20");
    assert_eq!(client.ask("textDocument/nothing", json!({}))["code"], -32_601);
    let _ = uri;
    let path = folder.path().join("a.trace");
    let uri = client.open(&path, TRACE);
    assert_eq!(client.diagnostics(&uri), Vec::<Value>::new());

    let hover = client.at("textDocument/hover", &uri, 6, 20);
    let words = hover["contents"]["value"].as_str().unwrap();
    assert!(words.contains("INITIALIZE FOR PURCHASE") && words.contains("1.00 yuan"), "{words}");
    assert!(words.starts_with("**amount**"), "the field under the cursor is named: {words}");
    let answer = client.at("textDocument/hover", &uri, 4, 12);
    assert!(answer["contents"]["value"].as_str().unwrap().contains("GET BALANCE"), "{answer}");
    assert_eq!(client.at("textDocument/hover", &uri, 0, 2), Value::Null, "a comment means nothing");

    let names = client.at("textDocument/completion", &uri, 7, 3);
    let labels: Vec<&str> = names.as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["again", "money", "now"]);
    let words = client.at("textDocument/completion", &uri, 8, 2).to_string();
    assert!(words.contains("\"expect\"") && words.contains("\"cases\""), "{words}");

    let place = client.at("textDocument/definition", &uri, 7, 4);
    assert_eq!(place["range"]["start"], json!({ "line": 4, "character": 2 }));
    let edit = client.ask(
        "textDocument/rename",
        json!({ "textDocument": { "uri": uri }, "position": { "line": 7, "character": 4 }, "newName": "before" }),
    );
    let edits = edit["changes"][&uri].as_array().unwrap();
    let places: Vec<_> = edits.iter().map(|edit| edit["range"]["start"]["line"].as_u64().unwrap()).collect();
    assert_eq!(places, [4, 5, 7]);
    let refused = client.ask(
        "textDocument/rename",
        json!({ "textDocument": { "uri": uri }, "position": { "line": 7, "character": 4 }, "newName": "again" }),
    );
    assert_eq!(refused["message"], "something else is called `again` already");

    let lenses = client.ask("textDocument/codeLens", json!({ "textDocument": { "uri": uri } }));
    assert_eq!(lenses[0]["range"]["start"]["line"], 2);
    let titles: Vec<_> = lenses.as_array().unwrap().iter().map(|lens| lens["command"]["title"].clone()).collect();
    assert_eq!(titles, ["run", "bless"]);
    assert_eq!(client.end(), 0);
}

#[test]
fn mistakes_follow_what_is_typed() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("p.inc"), "> 00 zz\n").unwrap();
    let path = folder.path().join("a.trace");
    let mut client = Client::new(folder.path());
    let uri = client.open(&path, TRACE);
    assert!(client.diagnostics(&uri).is_empty());
    let change = |version: u32, place: Value, text: &str| {
        let document = json!({ "uri": format!("file://{}", path.display()), "version": version });
        json!({ "textDocument": document, "contentChanges": [{ "range": place, "text": text }] })
    };
    let at = |line: u32, character: u32| json!({ "line": line, "character": character });
    let range = |line: u32, from: u32, to: u32| json!({ "start": at(line, from), "end": at(line, to) });
    client.tell("textDocument/didChange", change(2, range(8, 0, 6), "expct"));
    let found = client.diagnostics(&uri);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0]["message"].as_str().unwrap().contains("did you mean `expect`?"), "{found:?}");
    assert_eq!(found[0]["range"], range(8, 0, 5));
    client.tell("textDocument/didChange", change(3, range(8, 0, 5), "include \"p.inc\"\nexpect"));
    let found = client.diagnostics(&uri);
    assert!(found[0]["message"].as_str().unwrap().contains("p.inc:1: `z` is no hexadecimal digit"), "{found:?}");
    assert_eq!(found[0]["range"]["start"]["line"], 8);
    client.tell("textDocument/didChange", change(4, range(8, 0, 15), ""));
    assert!(client.diagnostics(&uri).is_empty());
    client.tell("textDocument/didChange", change(5, range(9, 15, 20), "51.00"));
    let found = loop {
        let found = client.diagnostics(&uri);
        if !found.is_empty() {
            break found;
        }
    };
    assert!(found[0]["message"].as_str().unwrap().starts_with("does not hold: the card's state"), "{found:?}");
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    assert!(client.diagnostics(&uri).is_empty());
    assert_eq!(client.end(), 0);
}

#[test]
fn commands_run_and_bless_a_text() {
    let folder = tempfile::tempdir().unwrap();
    let mut client = Client::new(folder.path());
    let uri = client.open(&folder.path().join("a.trace"), &TRACE.replace("expect balance 50", "expect  balance 51"));
    let execute = |name: &str| json!({ "command": name, "arguments": [uri] });
    let run = client.ask("workspace/executeCommand", execute("rfid-sim.run"));
    assert_eq!(run["holds"], false);
    assert!(run["message"].as_str().unwrap().contains("expected balance 51.00 yuan, got balance 50.00 yuan"), "{run}");
    let blessed = client.ask("workspace/executeCommand", execute("rfid-sim.bless"));
    assert_eq!(blessed["message"], "1 expectation rewritten, 0 left");
    let edit = client.told.iter().find(|message| message["method"] == "workspace/applyEdit").unwrap().clone();
    let new = edit["params"]["edit"]["changes"][&uri][0]["newText"].as_str().unwrap();
    assert!(new.contains("expect  balance 50.00 yuan\n"), "{new}");
    let edits = client.ask("textDocument/formatting", json!({ "textDocument": { "uri": uri } }));
    assert!(edits[0]["newText"].as_str().unwrap().contains("\nexpect balance 51.00 yuan\n"), "{edits}");
    let unknown = client.ask("workspace/executeCommand", execute("rm"));
    assert!(unknown["message"].as_str().unwrap().contains("does not know the command `rm`"));
    assert_eq!(client.end(), 0);
}

#[test]
fn walk_completes_lines_of_the_menu() {
    let folder = tempfile::tempdir().unwrap();
    let mut client = Client::new(folder.path());
    let uri = client.open(&folder.path().join("a.walk"), "choose 我的钱包 > \npress \n");
    let labels = |found: &Value| -> Vec<String> {
        found.as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
    };
    let found = labels(&client.at("textDocument/completion", &uri, 0, 7));
    assert!(found.contains(&"我的钱包".to_owned()) && !found.contains(&"钱包充值".to_owned()), "{found:?}");
    let found = labels(&client.at("textDocument/completion", &uri, 0, 14));
    assert!(found.contains(&"钱包充值".to_owned()), "{found:?}");
    assert!(labels(&client.at("textDocument/completion", &uri, 1, 6)).contains(&"OK".to_owned()));
    assert_eq!(client.end(), 0);
}

#[test]
fn server_without_its_editor_ends() {
    let folder = tempfile::tempdir().unwrap();
    let Client { mut server, input, .. } = Client::new(folder.path());
    drop(input);
    assert_eq!(server.wait().unwrap().code(), Some(1), "an editor that goes without a word");
    let mut client = Client::new(folder.path());
    client.send(&json!([1, 2]));
    client.input.write_all(b"Content-Length: 3\r\n\r\n{x}").unwrap();
    let error = client.read();
    assert_eq!(error["error"]["code"], -32_700);
    assert_eq!(client.end(), 0, "what is no message ends nothing");
}

/// Edit or question of a random session.
#[derive(Clone, Debug)]
enum Deed {
    Change { line: u32, from: u32, length: u32, text: String },
    Ask { method: usize, line: u32, character: u32 },
}

const METHODS: [&str; 8] = [
    "textDocument/hover",
    "textDocument/completion",
    "textDocument/definition",
    "textDocument/prepareRename",
    "textDocument/rename",
    "textDocument/formatting",
    "textDocument/codeLens",
    "workspace/executeCommand",
];

fn deed() -> impl Strategy<Value = Deed> {
    let text =
        "([ -~钱\n|{}>\"#]{0,8}|repeat 2\n|end\n|call x 1\n|procedure x a\n|cases\n\\| a \\|\n|\\{money\\}|< 90)";
    prop_oneof![
        (0..12_u32, 0..50_u32, 0..20_u32, text).prop_map(|(line, from, length, text)| Deed::Change {
            line,
            from,
            length,
            text
        }),
        (0..METHODS.len(), 0..12_u32, 0..50_u32).prop_map(|(method, line, character)| Deed::Ask {
            method,
            line,
            character
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn random_edits_are_survived(
        deeds in prop::collection::vec(deed(), 1..40), name in "(a.trace|a.walk|a.inc|a.scenario|a.toml)",
    ) {
        let uri = format!("file:///nowhere/{name}");
        let mut session = frame(&json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {} }));
        let mut send = |message: Value| session.extend(frame(&message));
        send(json!({ "method": "textDocument/didOpen", "params": { "textDocument": { "uri": uri, "text": TRACE } } }));
        let mut asked = 0;
        for deed in &deeds {
            match deed {
                Deed::Change { line, from, length, text } => {
                    let start = json!({ "line": line, "character": from });
                    let end = json!({ "line": line + length / 10, "character": from + length });
                    let change = json!({ "range": { "start": start, "end": end }, "text": text });
                    let document = json!({ "uri": uri, "version": 1 });
                    let parameters = json!({ "textDocument": document, "contentChanges": [change] });
                    send(json!({ "method": "textDocument/didChange", "params": parameters }));
                }
                Deed::Ask { method, line, character } => {
                    asked += 1;
                    let position = json!({ "line": line, "character": character });
                    let parameters = json!({
                        "textDocument": { "uri": uri }, "position": position, "newName": "other",
                        "command": "rfid-sim.run", "arguments": [uri],
                    });
                    send(json!({ "id": asked, "method": METHODS[*method], "params": parameters }));
                }
            }
        }
        send(json!({ "id": "last", "method": "shutdown" }));
        send(json!({ "method": "exit" }));
        let mut output = Vec::new();
        let end = serve(BufReader::new(std::io::Cursor::new(session)), &mut output).unwrap();
        prop_assert_eq!(end, SessionEnd::Orderly);
        let mut output = output.as_slice();
        let mut answered = Vec::new();
        while let Some(message) = read(&mut output) {
            if message.get("method").is_none() {
                answered.push(message["id"].clone());
            }
        }
        let mut expected: Vec<Value> = (0..=asked).map(Value::from).collect();
        expected.push(json!("last"));
        prop_assert_eq!(answered, expected, "every request is answered, in order");
    }
}
