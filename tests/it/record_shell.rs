//! `rfid-sim record` as people use it: through a pipe, and at a terminal with its editor. The saved trace replays.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::binary::rfid_sim;

/// Load of 50 yuan and purchase of 1 yuan, by name.
const SESSION: &str = "select the purse\n80 50 00 02 0B 01 {50.00 yuan} 112233445566 10\nmac2 = load MAC2 on now\n\
    credit for load\ntap 3 cm\nselect the purse\ninit purchase\nmac1 = purchase MAC1 on now, terminal counter 1\ndebit for purchase\n\
    get balance\n";

fn piped(arguments: &[&str], folder: &Path, input: &str) -> Output {
    let mut command = Command::new(rfid_sim());
    command.arg("record").args(arguments).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A shell that refuses its arguments ends before it reads.
    match child.stdin.take().unwrap().write_all(input.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => panic!("{error}"),
        _ => {}
    }
    child.wait_with_output().unwrap()
}

fn text(octets: &[u8]) -> &str {
    std::str::from_utf8(octets).unwrap()
}

fn replays(trace: &Path) {
    let trace = sim_script::trace::parse("saved", &fs::read_to_string(trace).unwrap()).unwrap();
    let outcome = sim_script::trace::replay(&trace, &sim_script::trace::Options::default());
    assert!(outcome.held(), "{trace}\n{:?}", outcome.results);
}

#[test]
fn piped_session_is_saved_and_replays() {
    let folder = tempfile::tempdir().unwrap();
    let output = piped(&["--save", "session.trace"], folder.path(), SESSION);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    assert!(said.contains("balance: 0.00 yuan -> 50.00 yuan"), "{said}");
    assert!(said.contains("balance: 50.00 yuan -> 49.00 yuan"), "{said}");
    assert!(said.contains("mac2 = "), "{said}");
    assert!(said.ends_with("Saved as session.trace; `rfid-sim run session.trace` replays it.\n"), "{said}");
    let saved = fs::read_to_string(folder.path().join("session.trace")).unwrap();
    assert!(saved.contains("mac1 = purchase MAC1 on now, terminal counter 1\n"), "{saved}");
    replays(&folder.path().join("session.trace"));
}

#[test]
fn unsaved_session_warns_on_standard_error() {
    let folder = tempfile::tempdir().unwrap();
    let output = piped(&[], folder.path(), "get balance\nquit\nget balance\n");
    assert_eq!(text(&output.stdout).matches("GET BALANCE").count(), 1, "nothing is done behind quit");
    assert!(text(&output.stderr).contains("The session was not saved"), "{}", text(&output.stderr));
    let nothing_done = piped(&[], folder.path(), "state\nlog\n");
    assert_eq!(text(&nothing_done.stderr), "");
}

#[test]
fn card_file_follows_session_and_undo() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("my.card");
    piped(&["--card", "my.card"], folder.path(), SESSION);
    let before = fs::read(&file).unwrap();
    let output = piped(&["--card", "my.card"], folder.path(), "select the purse\nget balance\n");
    assert!(text(&output.stdout).contains("49.00 yuan"), "{}", text(&output.stdout));
    let undone = SESSION.to_owned() + &"undo\n".repeat(10);
    piped(&["--card", "my.card"], folder.path(), &undone);
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn unusable_files_exit_with_2() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("there.trace"), "# mine\n").unwrap();
    fs::write(folder.path().join("no.card"), "no card").unwrap();
    for (arguments, sentence) in [
        (["--save", "there.trace"], "there.trace is already there; --force writes over it."),
        (["--card", "no.card"], "no.card"),
        (["--profile", "nothing.toml"], "nothing.toml"),
    ] {
        let output = piped(&arguments, folder.path(), "get balance\n");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(sentence), "{arguments:?}: {}", text(&output.stderr));
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("there.trace")).unwrap(), "# mine\n");
}

/// Profile of a card of its own, with an AID and a number that the default card does not have.
const MINE: &str = "aid = \"A00000063201010701\"\nasn = \"00008813200700001234\"\niccid = \"89860011223344556677\"\n\
    [start]\nbalance = \"100.00 yuan\"\n[[key]]\nusage = \"purchase\"\nindex = 3\nversion = 2\n\
    value = \"3104A1C2B3D4E5F60718293A4B5C6D7E\"\n[[key]]\nusage = \"TAC\"\nindex = 0\n\
    value = \"8967452301EFCDAB1032547698BADCFE\"\n";

/// Purchase on the card of [`MINE`].
const MINE_BUYS: &str = "00A40400 09 A00000063201010701\n80500102 0B 03 {1.00 yuan} 112233445566 0F\n\
    mac1 = purchase MAC1 on now, terminal counter 1\ndebit for purchase\n";

/// Runs `rfid-sim run`; returns `true` if everything held.
fn run_holds(arguments: &[&str], folder: &Path) -> bool {
    let output = Command::new(rfid_sim()).arg("run").args(arguments).current_dir(folder).output().unwrap();
    assert_ne!(output.status.code(), Some(2), "{}", text(&output.stderr));
    output.status.success()
}

/// The trace names the profile relative to itself.
#[test]
fn saved_trace_finds_profile_after_moving() {
    let folder = tempfile::tempdir().unwrap();
    for below in ["cards", "traces", "other"] {
        fs::create_dir(folder.path().join(below)).unwrap();
    }
    fs::write(folder.path().join("cards/mine.toml"), MINE).unwrap();
    let output = piped(&["--profile", "cards/mine.toml", "--save", "traces/s"], folder.path(), MINE_BUYS);
    let said = text(&output.stdout);
    assert!(said.contains("balance: 100.00 yuan -> 99.00 yuan"), "{said}");
    assert!(said.ends_with("Saved as traces/s.trace; `rfid-sim run traces/s.trace` replays it.\n"), "{said}");
    let saved = fs::read_to_string(folder.path().join("traces/s.trace")).unwrap();
    assert!(saved.starts_with("profile \"../cards/mine.toml\"\n"), "{saved}");
    assert!(run_holds(&["traces/s.trace"], &folder.path().join("other").join("..")));
    // The whole folder somewhere else.
    let elsewhere = tempfile::tempdir().unwrap();
    for file in ["cards/mine.toml", "traces/s.trace"] {
        fs::create_dir_all(elsewhere.path().join(file).parent().unwrap()).unwrap();
        fs::copy(folder.path().join(file), elsewhere.path().join(file)).unwrap();
    }
    drop(folder);
    assert!(run_holds(&["traces/s.trace"], elsewhere.path()));
}

#[test]
fn card_file_takes_keys_only_from_its_profile() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("mine.toml"), MINE).unwrap();
    piped(&["--profile", "mine.toml", "--card", "my.card"], folder.path(), MINE_BUYS);
    fs::copy(folder.path().join("my.card"), folder.path().join("copy.card")).unwrap();
    let again = piped(&["--profile", "mine.toml", "--card", "my.card", "--save", "s"], folder.path(), MINE_BUYS);
    assert!(text(&again.stdout).contains("balance: 99.00 yuan -> 98.00 yuan"), "{}", text(&again.stdout));
    assert!(text(&again.stdout).contains("`rfid-sim run s.trace --card COPY` replays it"), "{}", text(&again.stdout));
    assert!(run_holds(&["s.trace", "--card", "copy.card"], folder.path()));
    // The default profile's keys are not this card's, and are not taken for them.
    let keyless = piped(&["--card", "my.card"], folder.path(), MINE_BUYS);
    let said = text(&keyless.stdout);
    assert!(
        said.contains("my.card is not the card of the profile default") && said.contains("--profile FILE"),
        "{said}"
    );
    assert!(!said.contains("98.00 yuan -> "), "{said}");
    let wrong = piped(&["--card", "my.card", "--profile", "default"], folder.path(), MINE_BUYS);
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn key_line_makes_card_and_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "key purchase 07 version 05 = 00112233445566778899AABBCCDDEEFF\n\
        00A40400 10 D1560001018003800000000100000000\n80500102 0B 07 {0 yuan} 112233445566 0F\n\
        mac1 = purchase MAC1 on now, terminal counter 1\ndebit for purchase\n";
    let output = piped(&["--save", "key.trace"], folder.path(), lines);
    let said = text(&output.stdout);
    assert!(said.starts_with("The card has it.\n") && said.matches("9000 success").count() == 3, "{said}");
    let saved = fs::read_to_string(folder.path().join("key.trace")).unwrap();
    assert!(saved.contains("key purchase 07 version 05 = 00112233445566778899AABBCCDDEEFF\nseed 1\n"), "{saved}");
    assert!(run_holds(&["key.trace"], folder.path()));
}

/// Writes a trace with an include, a profile of its own, a capture, and an expectation that does not hold.
fn stepped_traces(folder: &Path) {
    fs::create_dir(folder.join("traces")).unwrap();
    fs::write(folder.join("mine.toml"), MINE).unwrap();
    fs::write(folder.join("traces/card.trace"), "profile \"../mine.toml\"\nrandom 653027F6\n").unwrap();
    let main = "include \"card.trace\"\nwait 2 h\n> 00A40400 09 A00000063201010701\n< fci:.. 9000\n\
        > 80500102 0B 03 {1.00 yuan} 112233445566 0F\n< {99.00 yuan} ..\n> {fci}\n< 6?00\n";
    fs::write(folder.join("traces/main.trace"), main).unwrap();
}

#[test]
fn opened_trace_has_card_clock_and_captures() {
    let folder = tempfile::tempdir().unwrap();
    stepped_traces(folder.path());
    let lines = "x = {fci}\nat = {now}\n80500102 0B 03 {1.00 yuan} 112233445566 0F\n";
    let output = piped(&["traces/main.trace:5", "--save", "traces/s"], folder.path(), lines);
    let said = text(&output.stdout);
    assert!(said.starts_with("next: main.trace:5  > 80500102 0B 03 {1.00 yuan} 112233445566 0F\n"), "{said}");
    assert!(said.contains("\nx = 6F") && said.contains("\nat = 20091118123000\n"), "{said}");
    assert!(said.contains("< 00002710000000000002") && said.contains("653027F6"), "{said}");
    let saved = fs::read_to_string(folder.path().join("traces/s.trace")).unwrap();
    assert!(saved.starts_with("profile \"../mine.toml\"\nrandom 653027F6\nseed 1\nwait 2 h\n"), "{saved}");
    assert!(saved.contains("\n< fci:.. 9000\n"), "{saved}");
    assert!(run_holds(&["traces/s.trace"], folder.path()));
}

#[test]
fn opened_trace_is_stepped_past_what_fails() {
    let folder = tempfile::tempdir().unwrap();
    stepped_traces(folder.path());
    let output =
        piped(&["traces/main.trace", "--save", "s"], folder.path(), "continue\nback\nback\nstep 3\nstep\nstep\n");
    let said = text(&output.stdout);
    assert_eq!(said.matches("Expected {99.00 yuan} .., got ").count(), 2, "{said}");
    assert!(said.contains("main.trace:8  < 6?00\nIt holds.\n") && said.contains("The trace is at its end."), "{said}");
    assert!(run_holds(&["s.trace"], folder.path()), "what came is in the trace, not what was expected");
    for (from, why) in [
        ("traces/main.trace:90", "no step at line 90"),
        ("nowhere.trace", "nowhere.trace"),
        ("traces/main.trace:x", "names no line"),
    ] {
        let output = piped(&[from], folder.path(), "state\n");
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""), "{from}");
        assert!(text(&output.stderr).contains(why), "{}", text(&output.stderr));
    }
}

/// Sends lines to the shell as JSON; returns the objects that come back.
fn as_json(arguments: &[&str], folder: &Path, lines: &[serde_json::Value]) -> Vec<serde_json::Value> {
    let input: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let output = piped(&[&["--json"], arguments].concat(), folder, &input);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn json_shell_answers_line_by_line() {
    use serde_json::json;
    let folder = tempfile::tempdir().unwrap();
    let line = |id: u32, line: &str| json!({ "id": id, "line": line });
    let lines = [
        line(1, "card balance 50.00 yuan"),
        line(2, "select the purse"),
        line(3, "80 50 01 02 0B 03 {60.00 yuan} 112233445566"),
        line(4, "cases x"),
        line(5, "| a |"),
        line(6, "| 3F00 |"),
        line(7, "> 00A40000 02 {a}"),
        line(8, "< .. 9000"),
        line(9, "end"),
        json!({ "lines": "x" }),
        line(10, "init purchase"),
        line(11, "mac1 = purchase MAC1 on now, terminal counter 2"),
        line(12, "> 80540100 0F 00000001 {now} {mac1} 08"),
        line(13, "save s"),
        line(14, "quit"),
        line(15, "get balance"),
    ];
    let told = as_json(&[], folder.path(), &lines);
    assert_eq!(told.len(), 16, "the card at the start, and nothing behind quit");
    assert_eq!((&told[0]["id"], &told[0]["card"]["balance"]), (&json!(null), &json!(0)));
    let of = |id: u32| told.iter().find(|object| object["id"] == json!(id)).unwrap();
    assert_eq!((&of(1)["card"]["balance"], &of(1)["ok"]), (&json!(5000), &json!(true)));
    assert!(of(2)["answer"].as_str().unwrap().ends_with("9000") && of(2)["name"] == "SELECT by AID", "{}", of(2));
    assert_eq!((&of(3)["answer"], &of(3)["refusal"]), (&json!("9401"), &json!("InsufficientBalance")));
    assert_eq!(of(3)["command"], "805001020B0300001770112233445566");
    assert!((4..=8).all(|id| of(id)["incomplete"] == json!(true)) && of(9)["incomplete"] == json!(false));
    assert!(of(9)["text"].as_str().unwrap().contains("x: 3F00"), "{}", of(9));
    assert!(told[10]["ok"] == json!(false) && told[10]["error"].as_str().unwrap().contains("`lines`"), "{}", told[10]);
    assert_eq!(of(11)["values"]["mac1"].as_str().unwrap().len(), 8);
    assert_eq!(
        (&of(12)["answer"], &of(12)["diagnosis"]["cause"]),
        (&json!("9302"), &json!("right for terminal counter 2"))
    );
    assert!(of(13)["text"].as_str().unwrap().starts_with("Saved as s.trace"), "{}", of(13));
    assert!(run_holds(&["s.trace"], folder.path()));
}

/// A program sends each line after it has the answer to the one before.
#[test]
fn json_shell_answers_before_the_next_line() {
    use std::io::BufRead as _;
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(rfid_sim());
    command.args(["record", "--json"]).current_dir(folder.path()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut next = || -> serde_json::Value {
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    };
    let mut balance = next()["card"]["balance"].clone();
    for fen in [5, 7, 11] {
        writeln!(input, "{{\"line\": \"card balance max {fen}.00 yuan, balance {fen}.00 yuan\", \"id\": [{fen}]}}")
            .unwrap();
        let told = next();
        if fen == 5 {
            assert_eq!((&told["id"], &told["ok"]), (&serde_json::json!([5]), &serde_json::json!(true)));
        } else {
            // The header cannot say two things.
            assert_eq!(told["ok"], serde_json::json!(false), "{told}");
        }
        balance = told["card"]["balance"].clone();
    }
    assert_eq!(balance, serde_json::json!(500));
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn stopped_run_without_terminal_names_the_place() {
    let folder = tempfile::tempdir().unwrap();
    stepped_traces(folder.path());
    let run = |arguments: &[&str]| {
        Command::new(rfid_sim()).arg("run").args(arguments).current_dir(folder.path()).stdin(Stdio::null()).output()
    };
    let output = run(&["traces", "--stop-at-failure"]).unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stderr);
    assert!(told.contains("rfid-sim record traces/main.trace:6"), "{told}");
    assert!(
        text(&output.stdout).contains("field     balance: expected 99.00 yuan, got 100.00 yuan"),
        "{}",
        text(&output.stdout)
    );
}

/// Every trace of the folder can be pasted into the shell, and opened and played to its end.
#[test]
fn every_trace_pastes_and_plays_in_the_shell() {
    let traces = Path::new(env!("CARGO_MANIFEST_DIR")).join("../apdu-traces");
    let found = sim_script::trace::files::find(std::slice::from_ref(&traces)).unwrap();
    for path in &found {
        let trace = sim_script::trace::files::load(path).unwrap();
        let script = sim_script::trace::record::Script::of(&trace);
        let count = fs::read_to_string(path).unwrap().lines().count();
        let (mut shell, told) = opened(&script);
        assert_eq!(told.error, None, "{}", path.display());
        if count > 0 && shell.line("list").error.is_none() {
            let told = shell.line("continue");
            assert_eq!(told.error, None, "{}: {}", path.display(), told.text);
        }
        replayed(&shell, &script, path);
    }
    assert!(found.len() > 40);
}

/// Creates a shell with the card of a script.
fn opened(
    script: &sim_script::trace::record::Script,
) -> (sim_script::trace::record::Shell, sim_script::trace::record::LineResult) {
    let (profile, line) = script.profile.clone().unwrap_or_else(|| (Default::default(), "profile default".to_owned()));
    let card = sim_script::trace::record::DeskCard {
        memory: sim_device::memory::manufactured(&profile.to_personalisation()).unwrap(),
        seed: script.seed.unwrap_or(1),
        settings: std::iter::once(line).chain(script.settings.iter().cloned()).collect(),
        profile,
        is_used: false,
        keyless: None,
    };
    sim_script::trace::record::Shell::open(card, script.clone()).unwrap()
}

/// Asserts that what a shell would save replays.
fn replayed(shell: &sim_script::trace::record::Shell, script: &sim_script::trace::record::Script, path: &Path) {
    let text = shell.trace();
    let saved =
        sim_script::trace::parse("saved", &text).unwrap_or_else(|error| panic!("{}: {error}\n{text}", path.display()));
    let profile = script.profile.clone().map(|(profile, _)| profile);
    let options = sim_script::trace::Options { profile, ..Default::default() };
    let outcome = sim_script::trace::replay(&saved, &options);
    assert!(outcome.held(), "{}: {:?}\n{text}", path.display(), outcome.results);
}

#[test]
fn missing_folder_is_reported_before_first_line() {
    let folder = tempfile::tempdir().unwrap();
    let output = piped(&["--save", "no/such/s.trace"], folder.path(), "get balance\n");
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""));
    assert!(text(&output.stderr).contains("no/such/s.trace cannot be written"), "{}", text(&output.stderr));
    // A session in which nothing was done leaves nothing.
    piped(&["--save", "empty.trace"], folder.path(), "help\nstate\n");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn saved_session_follows_every_line_and_undo() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "get balance\n0084000004\nundo\nseed 9\n0084000008\nundo\nundo\ntap 3 cm\n";
    let output = piped(&["--save", "s.trace"], folder.path(), lines);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let saved = fs::read_to_string(folder.path().join("s.trace")).unwrap();
    assert!(saved.contains("seed 1\n") && saved.contains("> 805C0002 04") && saved.ends_with("tap 3 cm\n"), "{saved}");
    assert!(!saved.contains("0084"), "{saved}");
    replays(&folder.path().join("s.trace"));
}

/// Asserts that the one file of a folder is the session of two commands, for its owner alone, and replays.
#[cfg(unix)]
fn rescued(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let mut files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let path = files.next().unwrap();
    assert_eq!(files.next(), None);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("> 805C0002 04") && text.contains("> 00840000 04"), "{text}");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(run_holds(&[path.file_name().unwrap().to_str().unwrap()], folder));
}

#[cfg(unix)]
#[test]
fn session_outlives_hangup_and_a_closed_output() {
    for signal in ["HUP", "TERM"] {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(rfid_sim());
        command.arg("record").current_dir(folder.path()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(b"805C0002 04\n0084000004\n").unwrap();
        let mut output = std::io::BufReader::new(child.stdout.take().unwrap());
        let mut heard = String::new();
        while !heard.contains("GET CHALLENGE") {
            assert_ne!(std::io::BufRead::read_line(&mut output, &mut heard).unwrap(), 0, "{heard}");
        }
        // The line is kept as soon as it was answered, or a moment after.
        std::thread::sleep(std::time::Duration::from_millis(200));
        let id = child.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &id]).status().unwrap().success());
        let ended = child.wait_with_output().unwrap();
        assert!(text(&ended.stderr).contains("it is saved as rfid-sim-record-"), "{}", text(&ended.stderr));
        rescued(folder.path());
    }
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(rfid_sim());
    command.arg("record").current_dir(folder.path()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut output = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"805C0002 04\n0084000004\n").unwrap();
    let mut heard = String::new();
    while !heard.contains("GET CHALLENGE") {
        assert_ne!(std::io::BufRead::read_line(&mut output, &mut heard).unwrap(), 0, "{heard}");
    }
    drop(output);
    // The reader of the output is gone; whoever types does not know.
    let mut typed = String::from("get balance\n");
    typed.push_str(&"help\n".repeat(100));
    drop(input.write_all(typed.as_bytes()));
    drop(input);
    child.wait_with_output().unwrap();
    rescued(folder.path());
}

#[test]
fn thousands_of_lines_can_be_undone() {
    let folder = tempfile::tempdir().unwrap();
    let lines = "805C000204\n".repeat(3000) + "mac = 00\n" + &"undo\n".repeat(2901);
    let output = piped(&["--save", "s.trace"], folder.path(), &lines);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let saved = fs::read_to_string(folder.path().join("s.trace")).unwrap();
    assert_eq!(saved.matches("> 805C0002 04").count(), 100);
    replays(&folder.path().join("s.trace"));
}

/// Tests of the shell at a terminal.
#[cfg(unix)]
mod terminal {
    use super::*;

    use rexpect::session::{PtySession, spawn_command};

    const TIMEOUT_MS: u64 = 20_000;

    /// Key Tab.
    const TAB: &str = "\t";

    /// Starts the shell in a terminal of 100 columns.
    fn shell(folder: &Path, arguments: &str) -> PtySession {
        let mut command = Command::new("sh");
        let program = rfid_sim().display();
        command.arg("-c").arg(format!("stty rows 40 cols 100; exec '{program}' record {arguments}"));
        command.current_dir(folder).env("TERM", "xterm");
        spawn_command(command, Some(TIMEOUT_MS)).unwrap()
    }

    /// Waits for the prompt; the editor asks the terminal for the place of the cursor, and a terminal answers.
    fn prompt(shell: &mut PtySession, words: &str) {
        shell.exp_string("\x1b[6n").unwrap();
        shell.send("\x1b[1;1R").unwrap();
        shell.flush().unwrap();
        shell.exp_string(words).unwrap();
        shell.exp_string("> ").unwrap();
    }

    fn typed(shell: &mut PtySession, keys: &str) {
        shell.send(keys).unwrap();
        shell.flush().unwrap();
    }

    #[test]
    fn tab_completes_and_ctrl_d_asks_to_save() {
        let folder = tempfile::tempdir().unwrap();
        let mut shell = shell(folder.path(), "");
        shell.exp_string("A wallet with 0.00 yuan, open.").unwrap();
        prompt(&mut shell, "card");
        typed(&mut shell, "sel the pur");
        typed(&mut shell, TAB);
        shell.exp_string("D1560001018003800000000100000000").unwrap();
        typed(&mut shell, "\r");
        shell.exp_string("SELECT by AID: 9000 success").unwrap();
        prompt(&mut shell, "card");
        typed(&mut shell, "bal");
        typed(&mut shell, TAB);
        shell.exp_string("805C0002 04").unwrap();
        typed(&mut shell, "\r");
        shell.exp_string("GET BALANCE: 9000 success").unwrap();
        prompt(&mut shell, "card");
        // The history has the line before.
        typed(&mut shell, "\x1b[A");
        shell.exp_string("805C0002 04").unwrap();
        typed(&mut shell, "\r");
        shell.exp_string("GET BALANCE: 9000 success").unwrap();
        prompt(&mut shell, "card");
        shell.send_control('d').unwrap();
        shell.exp_string("Save the session as").unwrap();
        typed(&mut shell, "kept.trace\r");
        shell.exp_string("Saved as kept.trace").unwrap();
        shell.exp_eof().unwrap();
        let saved = fs::read_to_string(folder.path().join("kept.trace")).unwrap();
        assert_eq!(saved.matches("> 805C0002 04").count(), 2, "{saved}");
        replays(&folder.path().join("kept.trace"));
    }

    #[test]
    fn prompt_shows_interface_and_history_keeps_lines() {
        let folder = tempfile::tempdir().unwrap();
        let mut shell = shell(folder.path(), "--history lines.txt");
        prompt(&mut shell, "card");
        typed(&mut shell, "tap 3 cm\r");
        shell.exp_string("From here on over the air.").unwrap();
        prompt(&mut shell, "tap 3 cm");
        typed(&mut shell, "power off\r");
        shell.exp_string("The card is off.").unwrap();
        prompt(&mut shell, "off");
        typed(&mut shell, "quit\r");
        shell.exp_string("Save the session as").unwrap();
        typed(&mut shell, "\r");
        shell.exp_string("The session was not saved").unwrap();
        shell.exp_eof().unwrap();
        let history = fs::read_to_string(folder.path().join("lines.txt")).unwrap();
        assert_eq!(history.lines().collect::<Vec<_>>(), ["tap 3 cm", "power off", "quit"]);
    }
}
