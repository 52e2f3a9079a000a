//! `rfid-sim smpp` before clients: a client on another codec than the server's own rules, disconnects in the middle,
//! `kill -9` of the server at any moment, and clients of others.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "the whole target is tests, their helpers too; a panic is how a test speaks, and a kill comes at a real moment"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sim_world::esme::SystemId;
use sim_world::platform::number::Msisdn;
use sim_world::smsc::MessageId;
use sim_world::store::sqlite::WorldFile;
use sim_world::world::World;
use tempfile::TempDir;

#[path = "smpp/client.rs"]
mod client;
#[path = "smpp/others.rs"]
mod others;

use client::{Client, Receipt};

/// Address of the entity.
const OWN: &str = "10659999";

/// Makes a folder with a world `a.world` of two people, and the file of a password.
fn world() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    rfid_sim(folder.path(), &["world", "new", "a.world", "--people", "2"]);
    std::fs::write(folder.path().join("password"), "secret\n").unwrap();
    let path = folder.path().join("a.world");
    (folder, path)
}

/// Runs a command that must succeed; returns what it prints.
fn rfid_sim(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_rfid-sim")).args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Server that runs; it is killed with the value.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(folder: &Path, more: &[&str]) -> Server {
        use std::io::{BufRead as _, BufReader};
        let arguments =
            ["smpp", "a.world", "--listen", "127.0.0.1:0", "--system-id", "bank", "--password-file", "password"];
        let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
        command.args(arguments).args(["--address", OWN]).args(more).current_dir(folder);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let port = line.trim().rsplit(':').next().and_then(|port| port.parse().ok());
        let port = port.unwrap_or_else(|| panic!("no address in {line:?}"));
        Server { child, port }
    }

    /// Kills the server: on Unix this is SIGKILL, so that nothing of the program runs any more.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn client(&self) -> Client {
        Client::bind(self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn look(path: &Path) -> World {
    WorldFile::look(path).unwrap()
}

fn person(place: usize) -> String {
    format!("1380000000{place}")
}

/// Returns the texts of the entity in a person's inbox.
fn inbox(world: &World, place: usize) -> Vec<String> {
    let number: Msisdn = person(place).parse().unwrap();
    let messages = world.person(&number).unwrap().station().handset().inbox().messages();
    let text = |body: &sim_codec::sms::MessageBody| match body {
        sim_codec::sms::MessageBody::Text(text) => text.clone(),
        other => panic!("{other:?}"),
    };
    let own = messages.iter().filter(|message| message.from.number == OWN);
    own.map(|message| text(&message.body)).collect()
}

fn waiting(world: &World) -> usize {
    let bank: SystemId = "bank".parse().unwrap();
    world.esmes().waiting_for(&bank, MessageId(0)).count()
}

/// Generator of pseudorandom numbers, the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Receives messages until so many receipts have come; returns them with the number of times that each came.
fn receive(client: &mut Client, count: usize, receipts: &mut BTreeMap<String, usize>) {
    let end = Instant::now() + Duration::from_secs(60);
    while receipts.len() < count {
        assert!(Instant::now() < end, "{} of {count} receipts", receipts.len());
        if let Some(receipt) = client.receive() {
            *receipts.entry(receipt.id).or_default() += 1;
        }
    }
}

#[test]
fn submitted_text_arrives_and_is_receipted() {
    let (folder, path) = world();
    let server = Server::start(folder.path(), &[]);
    let mut client = server.client();
    let id = client.submit(&person(1), "hello").unwrap();
    let Receipt { id: about, state, text } = client.receive_soon();
    assert_eq!((about, state.as_str()), (id.clone(), "DELIVRD"));
    assert!(text.starts_with(&format!("id:{id} sub:001 dlvrd:001 submit date:")), "{text}");
    client.unbind();
    server.kill();
    let world = look(&path);
    assert_eq!((inbox(&world, 1), waiting(&world)), (vec!["hello".to_owned()], 0));
}

#[test]
fn answered_messages_survive_kills() {
    let (folder, path) = world();
    let mut dice = Dice(1);
    let (mut accepted, mut receipts) = (BTreeSet::new(), BTreeMap::new());
    let mut texts = BTreeMap::new();
    let mut sent = 0;
    for round in 0..12 {
        let server = Server::start(folder.path(), &[]);
        let mut client = server.client();
        let kill_at = Instant::now() + Duration::from_millis(20 + dice.below(400));
        while Instant::now() < kill_at {
            client.submit_without_waiting(&person(1 + sent % 2), &format!("text {sent}"));
            texts.insert(client.sequence(), format!("text {sent}"));
            sent += 1;
            client.read_answers(Duration::from_millis(1));
        }
        server.kill();
        client.read_answers(Duration::from_millis(100));
        for (sequence, id) in client.take_accepted() {
            assert!(accepted.insert((texts[&sequence].clone(), id.clone())), "round {round}: {id} twice");
        }
        client.take_receipts().into_iter().for_each(|receipt| *receipts.entry(receipt.id).or_insert(0) += 1);
        texts.clear();
    }
    assert!(accepted.len() > 20, "{} accepted", accepted.len());
    let server = Server::start(folder.path(), &[]);
    let mut client = server.client();
    let count = 1.max(look(&path).esmes().waiting_for(&"bank".parse().unwrap(), MessageId(0)).count());
    let wanted: BTreeSet<String> = accepted.iter().map(|(_, id)| id.clone()).collect();
    let end = Instant::now() + Duration::from_secs(60);
    while !wanted.iter().all(|id| receipts.contains_key(id)) {
        assert!(Instant::now() < end, "{count} waited; missing of {}: {}", wanted.len(), receipts.len());
        if let Some(receipt) = client.receive() {
            *receipts.entry(receipt.id).or_default() += 1;
        }
    }
    client.unbind();
    server.kill();
    let world = look(&path);
    let all: Vec<String> = inbox(&world, 1).into_iter().chain(inbox(&world, 2)).collect();
    let different: BTreeSet<&String> = all.iter().collect();
    assert_eq!(different.len(), all.len(), "no text arrived twice");
    for (text, id) in &accepted {
        assert!(different.contains(text), "{text}, accepted as {id}, is lost");
    }
}

#[test]
fn unconfirmed_receipts_come_again() {
    let (folder, path) = world();
    let server = Server::start(folder.path(), &[]);
    let mut client = server.client();
    let ids: BTreeSet<String> =
        (0..20).map(|place| client.submit(&person(1), &format!("text {place}")).unwrap()).collect();
    let mut receipts = BTreeMap::new();
    client.leave_unanswered();
    receive(&mut client, 20, &mut receipts);
    drop(client);
    // A client that takes three and goes, again and again.
    for _ in 0..4 {
        let mut client = server.client();
        for _ in 0..3 {
            let receipt = client.receive_soon();
            *receipts.entry(receipt.id).or_default() += 1;
        }
        client.unbind();
    }
    let mut client = server.client();
    let mut last = BTreeMap::new();
    receive(&mut client, 8, &mut last);
    client.unbind();
    server.kill();
    assert_eq!(receipts.keys().cloned().collect::<BTreeSet<_>>(), ids);
    assert_eq!(waiting(&look(&path)), 0);
    last.into_iter().for_each(|(id, count)| *receipts.entry(id).or_default() += count);
    assert!(receipts.values().all(|count| *count >= 2), "once without an answer, and once with: {receipts:?}");
}

#[test]
fn answer_of_person_waits_for_receiver() {
    let (folder, path) = world();
    let server = Server::start(folder.path(), &[]);
    server.kill();
    let (mut file, mut world) = WorldFile::open(&path).unwrap();
    world.write_text(&person(2).parse().unwrap(), OWN, "yes").unwrap();
    world.pass_keeping(60_000, &mut |world: &mut World| file.keep(world)).unwrap();
    drop((file, world));
    assert_eq!(waiting(&look(&path)), 1, "nobody is bound, and no server runs");
    let server = Server::start(folder.path(), &[]);
    let mut client = server.client();
    let (from, text) = client.receive_text();
    assert_eq!((from, text), (person(2), "yes".to_owned()));
    client.unbind();
    server.kill();
    assert_eq!(waiting(&look(&path)), 0);
}

#[test]
fn limits_are_answered_by_errors() {
    let (folder, _path) = world();
    let server = Server::start(folder.path(), &["--rate", "5", "--queue", "2"]);
    let mut client = server.client();
    let results: Vec<Result<String, u32>> = (0..8).map(|_| client.submit(&person(1), "x")).collect();
    assert!(results[..2].iter().all(Result::is_ok), "{results:?}");
    assert!(results[2..5].iter().all(|result| *result == Err(0x14)), "queue full: {results:?}");
    assert!(results[5..].contains(&Err(0x58)), "throttled: {results:?}");
    assert_eq!(Client::try_bind(server.port, "bank", "wrong").err(), Some(0x0E));
    assert_eq!(Client::try_bind(server.port, "other", "secret").err(), Some(0x0F));
}

#[test]
fn wrong_arguments_are_told() {
    let (folder, _path) = world();
    std::fs::write(folder.path().join("long"), "123456789\n").unwrap();
    let run = |arguments: &[&str]| {
        let arguments = [&["smpp", "a.world", "--listen", "127.0.0.1:0", "--system-id", "bank"], arguments].concat();
        let output = Command::new(env!("CARGO_BIN_EXE_rfid-sim")).args(arguments).current_dir(folder.path()).output();
        let output = output.unwrap();
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    let told = run(&["--password-file", "long", "--address", OWN]);
    assert!(told.contains("a password of SMPP has 1 to 8 letters"), "{told}");
    let told = run(&["--password-file", "password", "--address", "10658888"]);
    assert!(told.contains("is no address for an external entity"), "{told}");
    let told = run(&["--password-file", "password", "--address", OWN, "--window", "0"]);
    assert!(told.contains("a whole number from 1 on"), "{told}");
}
