//! `rfid-sim world` as people run it: commands that are killed at any moment, two at once, and mistyped arguments.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "the whole target is tests, their helpers too; a panic is how a test speaks, and a kill comes at a real moment"
)]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use sim_world::platform::entry::EntryReason;
use sim_world::platform::number::Msisdn;
use sim_world::store::sqlite::WorldFile;
use sim_world::world::World;
use tempfile::TempDir;

#[path = "world/counters.rs"]
mod counters;
#[path = "world/phones.rs"]
mod phones;
#[path = "world/report.rs"]
mod report;
#[path = "world/server.rs"]
mod server;
#[path = "world/several.rs"]
mod several;
#[path = "world/website.rs"]
mod website;
#[path = "world/whole.rs"]
mod whole;

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
    command.arg("world").args(arguments).current_dir(folder).env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

/// Runs a command that must succeed; returns what it prints.
fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn start(folder: &Path, arguments: &[&str]) -> Child {
    command(folder, arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Makes a folder with a world `a.world` of people with 100 yuan each.
fn world_of(people: u32) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    done(folder.path(), &["new", "a.world", "--people", &people.to_string(), "--cash", "100"]);
    let path = folder.path().join("a.world");
    (folder, path)
}

fn number(person: u32) -> String {
    format!("1380000000{person}")
}

/// Generator of pseudorandom numbers, the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

fn deposits(world: &World) -> usize {
    let entries = world.platform().books.ledger.entries().iter();
    entries.filter(|entry| matches!(entry.why, EntryReason::HallCash { .. })).count()
}

/// Returns the number of messages in a person's inbox that answer `CX`.
fn answers(world: &World, person: u32) -> usize {
    let number: Msisdn = number(person).parse().unwrap();
    let messages = world.person(&number).unwrap().station().handset().inbox().messages();
    messages.iter().filter(|message| format!("{:?}", message.body).contains("充值卡账户余额")).count()
}

/// Number of commands of a kind that were started, and of those that reported success.
#[derive(Clone, Copy, Default)]
struct Tried {
    started: usize,
    done: usize,
}

impl Tried {
    fn counts(&mut self, done: bool) {
        self.started += 1;
        self.done += usize::from(done);
    }

    /// Returns `true` if `happened` is possible: all commands that succeeded, and any of those that were killed.
    fn explains(self, happened: usize) -> bool {
        (self.done..=self.started).contains(&happened)
    }
}

/// Starts a command and kills it after a while; returns `true` if the command had succeeded before.
fn killed(folder: &Path, arguments: &[&str], after: Duration) -> bool {
    let mut child = start(folder, arguments);
    std::thread::sleep(after);
    // On Unix this is SIGKILL: nothing of the program runs any more.
    child.kill().unwrap();
    child.wait().unwrap().success()
}

/// Asserts that a world after a kill can be read, that its books hold, and that nothing is gone; returns the world.
fn is_sound(path: &Path, before: &World, what: &str) -> World {
    let now = WorldFile::look(path).unwrap_or_else(|why| panic!("{what}: {why}"));
    assert_eq!(now.audit(), Ok(()), "{what}");
    assert!(
        now.steps() >= before.steps() && now.now() >= before.now() && now.happened() >= before.happened(),
        "{what}"
    );
    let (old, new) = (before.platform().books.ledger.entries(), now.platform().books.ledger.entries());
    assert!(new.starts_with(old), "{what}: the ledger only grows");
    now
}

#[test]
fn killed_commands_lose_no_reported_work() {
    let (folder, path) = world_of(2);
    let folder = folder.path();
    let begun = Instant::now();
    done(folder, &["clock", "a.world", "+5s"]);
    let longest = u64::try_from(begun.elapsed().as_micros()).unwrap() * 5 / 4;
    let mut dice = Dice(7);
    let (mut all, mut paid, mut asked) = (Tried::default(), Tried::default(), [Tried::default(); 2]);
    let mut world = WorldFile::look(&path).unwrap();
    for round in 0..80 {
        let person = usize::try_from(dice.below(2)).unwrap();
        let whose = number(u32::try_from(person).unwrap() + 1);
        let kind = dice.below(4);
        let arguments: &[&str] = match kind {
            0 => &["text", "a.world", &whose, "CX"],
            1 => &["deposit", "a.world", &whose, "1"],
            2 => &["clock", "a.world", "+3s"],
            _ => &["clock", "a.world", "+1h"],
        };
        let done = killed(folder, arguments, Duration::from_micros(dice.below(longest)));
        all.counts(done);
        match kind {
            0 => asked[person].counts(done),
            1 => paid.counts(done),
            _ => {}
        }
        world = is_sound(&path, &world, &format!("round {round}, {arguments:?}"));
    }
    assert!(all.done + 20 <= all.started, "only {} of 80 were killed before their end", all.started - all.done);
    done(folder, &["clock", "a.world", "+1h"]);
    let end = is_sound(&path, &world, "the end");
    assert!(end.is_quiet());
    assert!(paid.explains(deposits(&end) - 2), "{} deposits", deposits(&end));
    for (person, asked) in (1..).zip(asked) {
        assert!(asked.explains(answers(&end, person)), "{} of {}", answers(&end, person), asked.started);
    }
}

#[test]
fn killed_clock_command_changes_no_outcome() {
    let ends = [false, true].map(|kills| {
        let (folder, path) = world_of(2);
        for person in [1, 2] {
            done(folder.path(), &["text", "a.world", &number(person), "CX"]);
        }
        let mut dice = Dice(3);
        for _ in 0..if kills { 15 } else { 0 } {
            killed(folder.path(), &["clock", "a.world", "+1s"], Duration::from_millis(dice.below(30)));
        }
        done(folder.path(), &["clock", "a.world", "+1h"]);
        let world = WorldFile::look(&path).unwrap();
        assert!(world.is_quiet());
        let platform = world.platform();
        let inboxes: Vec<_> = world.people().iter().map(|one| one.station().handset().inbox().clone()).collect();
        let books = (platform.books.accounts.clone(), platform.books.ledger.clone());
        let texts: Vec<Vec<_>> =
            inboxes.iter().map(|one| one.messages().iter().map(|one| one.body.clone()).collect()).collect();
        (books, texts)
    });
    let [plain, killed] = ends;
    assert_eq!(killed, plain);
}

#[test]
fn second_process_waits_then_is_refused() {
    let (folder, path) = world_of(1);
    let (mut file, mut world) = WorldFile::open(&path).unwrap();
    file.begin(&mut world).unwrap();
    let begun = Instant::now();
    let output = start(folder.path(), &["clock", "a.world", "+1s"]).wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (output.status.code(), told.as_str()),
        (Some(2), "rfid-sim: the world a.world is in use by another process.\n")
    );
    assert!(begun.elapsed() >= Duration::from_secs(4), "it waits");
    let patient = start(folder.path(), &["clock", "a.world", "+1s"]);
    std::thread::sleep(Duration::from_millis(500));
    file.let_go().unwrap();
    assert!(patient.wait_with_output().unwrap().status.success(), "a world that is open keeps nobody out");
}

#[test]
fn concurrent_deposits_are_all_made() {
    let (folder, path) = world_of(2);
    let all: Vec<Child> =
        (0..12).map(|turn| start(folder.path(), &["deposit", "a.world", &number(turn % 2 + 1), "1"])).collect();
    for child in all {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let world = WorldFile::look(&path).unwrap();
    assert_eq!((deposits(&world), world.audit()), (14, Ok(())));
    let cash = [1, 2].map(|person| world.platform().books.account_balances(&number(person).parse().unwrap()).0);
    assert_eq!(cash, [10_600, 10_600]);
}

#[test]
fn world_session_prints_each_result() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut session = String::new();
    let mut type_in = |arguments: &[&str]| {
        let printed = done(folder, arguments);
        session += &format!("$ rfid-sim world {}\n{printed}", arguments.join(" "));
        // The number of the message that was sent last.
        printed
            .lines()
            .rev()
            .find_map(|line| line.split_once(" is message ").map(|(_, id)| id.to_owned()))
            .unwrap_or_default()
    };
    type_in(&["new", "a.world", "--people", "2", "--cash", "50", "--rule", "twice 1 report"]);
    type_in(&["show", "a.world"]);
    type_in(&["phone", "a.world", "13800000002", "off"]);
    type_in(&["text", "a.world", "13800000001", "CX"]);
    let id = type_in(&["text", "a.world", "13800000001", "--to", "13800000002", "你好"]);
    type_in(&["messages", "a.world", "hold", &id]);
    type_in(&["clock", "a.world", "+10s"]);
    type_in(&["messages", "a.world", "--last", "0"]);
    type_in(&["messages", "a.world", "release", &id]);
    type_in(&["phone", "a.world", "13800000002", "on"]);
    type_in(&["clock", "a.world", "+1d"]);
    type_in(&["inbox", "a.world", "13800000002"]);
    type_in(&["deposit", "a.world", "13800000002", "19.9"]);
    type_in(&["ledger", "a.world", "13800000002"]);
    type_in(&["audit", "a.world"]);
    type_in(&["clock", "a.world"]);
    // Initial passwords are not for a picture.
    let lines = session.lines().filter(|line| !line.contains("初始"));
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
}

#[test]
fn export_is_complete_without_secrets() {
    let (folder, path) = world_of(2);
    let json: serde_json::Value = serde_json::from_str(&done(folder.path(), &["export", "a.world", "--json"])).unwrap();
    assert_eq!(json["people"].as_array().unwrap().len(), 2);
    assert_eq!(json["ledger"].as_array().unwrap().len(), 2);
    let world = WorldFile::look(&path).unwrap();
    assert_eq!(json["events"].as_array().unwrap().len(), usize::try_from(world.happened()).unwrap());
    let lines = done(folder.path(), &["export", "a.world"]);
    assert!(lines.contains("people.2.number = 13800000002\n"));
    for person in world.people() {
        for message in person.station().handset().inbox().messages() {
            let said = format!("{:?}", message.body);
            let secrets = said
                .split(|one: char| !one.is_ascii_alphanumeric())
                .filter(|word| word.len() >= 6 && !["Text", "Feature"].contains(word));
            assert!(secrets.clone().all(|secret| !lines.contains(secret) && !json.to_string().contains(secret)));
        }
    }
}

/// Mistyped arguments.
const TYPED: &[&[&str]] = &[
    &["show", "missing.world"],
    &["show", "letter.txt"],
    &["show", "."],
    &["new", "a.world"],
    &["new", "b.world", "--people", "-1"],
    &["new", "b.world", "--people", "100000"],
    &["new", "b.world", "--number", "12"],
    &["new", "b.world", "--phone", "telephone"],
    &["new", "b.world", "--profile", "missing.toml"],
    &["new", "b.world", "--clock", "yesterday"],
    &["new", "b.world", "--cash", "much"],
    &["new", "b.world", "--rule", "gone 1 report"],
    &["clock", "a.world", "soon"],
    &["clock", "a.world", "-5s"],
    &["text", "a.world", "138", "CX"],
    &["text", "a.world", "13999999999", "CX"],
    &["phone", "a.world", "13999999999", "on"],
    &["text", "a.world", "13800000001", ""],
    &["text", "a.world", "13800000001", "CX", "--to", "platform"],
    &["deposit", "a.world", "13800000001", "1.234"],
    &["deposit", "a.world", "13800000001", "99999999999"],
    &["scratch-card", "a.world", "50", "--province", "Atlantis"],
    &["messages", "a.world", "hold", "99"],
    &["messages", "a.world", "release", "99"],
    &["messages", "a.world", "delay", "99", "1h"],
    &["messages", "a.world", "hold", "x"],
    &["messages", "a.world", "rule", "lost 0 report"],
    &["phone", "a.world", "13800000001", "maybe"],
    &["care", "a.world", "13800000001", "12345"],
    &["inbox", "a.world", "13999999999"],
    &["ledger", "a.world", "1"],
    &["frobnicate", "a.world"],
];

#[test]
fn refusal_by_the_world_has_exit_status_1() {
    let (folder, _path) = world_of(1);
    let folder = folder.path();
    let message = done(folder, &["text", "a.world", "13800000001", "CX"]);
    let id = message.trim().rsplit(' ').next().unwrap().to_owned();
    done(folder, &["messages", "a.world", "hold", &id]);
    for (arguments, told) in [
        (&["deposit", "a.world", "13800000001", "0"][..], "rfid-sim: the platform refuses: the amount is zero.\n"),
        (&["scratch-card", "a.world", "0"], "rfid-sim: the platform refuses: the amount is zero.\n"),
        (
            &["messages", "a.world", "hold", &id],
            "rfid-sim: message ID is held already.\n`rfid-sim world messages a.world` lists what is under way.\n",
        ),
        (&["care", "a.world", "13800000001", "000000"], "rfid-sim: the platform refuses: "),
        (&["web", "a.world", "13800000001", "10", "000000"], "rfid-sim: the platform refuses: "),
    ] {
        let output = run(folder, arguments);
        let error = String::from_utf8(output.stderr).unwrap().replace(&id, "ID");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {error}");
        assert!(error.starts_with(told), "{arguments:?}: {error}");
    }
    done(folder, &["phone", "a.world", "13800000001", "off"]);
    let off = run(folder, &["text", "a.world", "13800000001", "CX"]);
    let told = "rfid-sim: the phone of 13800000001 is switched off.\n\
        `rfid-sim world phone a.world 13800000001 on` switches it on.\n";
    assert_eq!((off.status.code(), String::from_utf8(off.stderr).unwrap().as_str()), (Some(1), told));
    let missing = run(folder, &["show", "b.world"]);
    let told = "rfid-sim: there is no world b.world.\n`rfid-sim world new b.world` makes one.\n";
    assert_eq!((missing.status.code(), String::from_utf8(missing.stderr).unwrap().as_str()), (Some(2), told));
    let nobody = run(folder, &["inbox", "a.world", "13999999999"]);
    let told = "rfid-sim: nobody in this world has the number 13999999999.\n\
        `rfid-sim world show a.world` lists everybody.\n";
    assert_eq!((nobody.status.code(), String::from_utf8(nobody.stderr).unwrap().as_str()), (Some(2), told));
}

#[test]
fn mistyped_world_command_changes_nothing() {
    let (folder, path) = world_of(1);
    let folder = folder.path();
    std::fs::write(
        folder.join("letter.txt"),
        "this is a letter to my aunt, which is long enough to be one, and no more\n",
    )
    .unwrap();
    let before = WorldFile::look(&path).unwrap();
    let mut told = String::new();
    for arguments in TYPED {
        let output = run(folder, arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        let line = error.trim().lines().next().unwrap_or_default();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}: {error}");
        told += &format!("{}\n    {line}\n", arguments.join(" "));
    }
    insta::assert_snapshot!(told);
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(files.len(), 2, "{files:?}");
    assert!(WorldFile::look(&path).unwrap().is_kept_like(&before));
}
