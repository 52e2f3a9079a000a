//! `rfid-sim web` as people run it: addresses, a world that others change meanwhile, and its end.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use super::*;

/// Server of a world in a folder, with its address.
struct Server {
    child: Child,
    address: String,
    lab: String,
}

/// Starts the server at any free port.
fn start(folder: &Path) -> Server {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
    command.args(["web", "--world", "a.world", "--listen", "127.0.0.1:0", "--until-input-ends"]).current_dir(folder);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut told = |name: &str| {
        let line = lines.next().unwrap().unwrap();
        line.strip_prefix(name).unwrap().trim().to_owned()
    };
    let (site, lab) = (told("website"), told("lab"));
    Server { child, address: site.trim_start_matches("http://").trim_end_matches('/').to_owned(), lab }
}

impl Server {
    /// Asks for a page, and returns the whole response.
    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        response
    }

    /// Awaits the end, and returns status and standard error.
    fn end(mut self) -> (Option<i32>, String) {
        let status = self.child.wait().unwrap().code();
        let mut told = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        (status, told)
    }
}

#[test]
fn server_answers_beside_commands_until_a_signal() {
    let (folder, _) = world_of(1);
    let server = start(folder.path());
    let page = server.get("/");
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("登录"), "{page}");
    assert!(server.lab.contains("/lab/key#key="), "{}", server.lab);
    let key = server.lab.rsplit('=').next().unwrap();
    assert!(!server.get("/lab/key").contains(key), "no page has the key");
    let output = run(folder.path(), &["clock", "a.world", "+1h"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(server.get("/help").starts_with("HTTP/1.1 200"));
    let pid = server.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert_eq!(server.end(), (Some(0), String::new()));
    assert!(!folder.path().join("a.world-wal").exists(), "the log is in the file again");
}

#[test]
fn server_ends_with_its_input() {
    let (folder, _) = world_of(1);
    let mut server = start(folder.path());
    drop(server.child.stdin.take());
    assert_eq!(server.end(), (Some(0), String::new()));
}

#[test]
fn taken_port_and_missing_world_are_told() {
    let (folder, _) = world_of(1);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let web = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
        let output =
            command.arg("web").args(arguments).current_dir(folder.path()).stdin(Stdio::null()).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (status, told) = web(&["--world", "a.world", "--listen", &address]);
    assert!(status == Some(2) && told.contains(&format!("{address} is in use by another program")), "{told}");
    let (status, told) = web(&["--world", "b.world", "--listen", "127.0.0.1:0"]);
    assert!(status == Some(2) && told.contains("there is no world b.world"), "{told}");
    let (status, told) = web(&["--world", "a.world", "--origin", "wallet.example"]);
    assert!(status == Some(2) && told.contains("an origin is like https://wallet.example"), "{told}");
}
