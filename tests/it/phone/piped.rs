//! The phone line by line, through pipes.

use std::fs;
use std::io::{BufRead as _, BufReader, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use insta::assert_snapshot;
use sim_script::{trace, walk};

use super::terminal::{signal, wait_until_stopped};
use crate::binary::rfid_sim;

pub(super) fn piped(arguments: &[&str], folder: &Path, input: &str) -> Output {
    let mut command = Command::new(rfid_sim());
    command.arg("phone").args(arguments).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A phone that is refused its files ends before it reads.
    let written = child.stdin.take().unwrap().write_all(input.as_bytes());
    assert!(written.is_ok() || child.wait().is_ok_and(|status| status.code() == Some(2)));
    child.wait_with_output().unwrap()
}

pub(super) fn said(output: &Output) -> &str {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    std::str::from_utf8(&output.stdout).unwrap()
}

#[test]
fn phone_without_terminal_suggests_plain() {
    let folder = tempfile::tempdir().unwrap();
    let output = piped(&[], folder.path(), "");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert_snapshot!(String::from_utf8(output.stderr).unwrap(), @r"
    rfid-sim: The phone needs a terminal, and standard input or output is none.
    With --plain the phone works line by line.
    ");
}

#[test]
fn plain_session_is_answered_in_chinese() {
    let folder = tempfile::tempdir().unwrap();
    let output = piped(&["--plain"], folder.path(), "menu\n1\n3\nok\nstate\nnonsense\nquit\nmenu\n");
    assert_snapshot!("plain_zh", said(&output));
}

#[test]
fn plain_session_is_answered_in_english() {
    let folder = tempfile::tempdir().unwrap();
    let input = "menu\n1\n2\nabc\nok\n50\nundo\nback\nend\nwait 5\nsms\ncommands\n";
    let output = piped(&["--plain", "--lang", "en"], folder.path(), input);
    assert_snapshot!("plain_en", said(&output));
}

/// Returns the codings in which a secret number may stand in octets. They are: characters, two digits an octet in
/// either order, two octets a character, and packed into seven bits (3GPP TS 23.038).
fn codings(digits: &str) -> Vec<String> {
    let swapped = |pair: &[u8]| [pair[1], pair[0]];
    let plain = hex::encode_upper(digits);
    let wide = digits.bytes().map(|digit| format!("00{digit:02X}")).collect();
    let bcd = String::from_utf8(digits.as_bytes().chunks(2).flat_map(swapped).collect()).unwrap();
    let bits = digits.bytes().rev().fold(0_u64, |bits, digit| bits << 7 | u64::from(digit));
    let packed = hex::encode_upper(&bits.to_le_bytes()[..digits.len() * 7 / 8]);
    vec![digits.to_owned(), plain, wide, bcd, packed]
}

/// The record has it, since it replays, and is readable by its owner alone.
#[test]
fn hidden_input_is_never_printed() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("session");
    let arguments = ["--plain", "--lang", "en", "--record", record.to_str().unwrap()];
    let input = "menu\n1\n2\n50\nok\nyes\n975310\nok\nok\nwait 3\nok\napdus 1000\nsms\nplatform\nmessages\nhappened\n";
    let output = piped(&arguments, folder.path(), input);
    let said = said(&output);
    assert!(said.contains("[●●●●●●]") && said.contains(&"·".repeat(42)), "{said}");
    // What is not hidden is shown: the amount.
    assert!(said.contains("3530"), "{said}");
    let trace = fs::read_to_string(record.with_extension("trace")).unwrap();
    let answers = trace.matches("\n< ").count() - trace.matches("power on\n< ").count();
    assert!(said.matches("\n< ").count() >= answers, "every answer is listed");
    for clear in codings("975310") {
        assert!(!said.contains(&clear), "{clear}: {said}");
        // What the card answers never has it: the platform is sent it enciphered.
        for answer in trace.lines().filter(|line| line.starts_with("< ")) {
            assert!(!answer.replace(' ', "").contains(&clear), "{clear}: {answer}");
        }
    }
    // A record replays, so it has what was typed, and is its owner's alone.
    let walk = fs::read_to_string(record.with_extension("walk")).unwrap();
    assert!(trace.replace(' ', "").contains("393735333130") && walk.contains("975310"), "{trace}{walk}");
    for end in ["trace", "walk"] {
        let mode = fs::metadata(record.with_extension(end)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{end}");
    }
}

#[test]
fn signal_ends_plain_phone_and_writes_record() {
    for name in ["-HUP", "-INT", "-QUIT", "-TERM"] {
        let folder = tempfile::tempdir().unwrap();
        let record = folder.path().join("session");
        let mut command = Command::new(rfid_sim());
        command.args(["phone", "--plain", "--lang", "en", "--card", "my.card", "--record", "session"]);
        command.current_dir(folder.path()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(b"menu\n4\n1\n1\nyes\n").unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut seen = String::new();
        while !seen.contains("The PIN is on") {
            assert_ne!(output.read_line(&mut seen).unwrap(), 0, "{seen}");
        }
        // Stopped and continued it goes on with its lines.
        signal("-TSTP", child.id());
        wait_until_stopped(child.id());
        signal("-CONT", child.id());
        input.write_all(b"state\n").unwrap();
        while !seen.contains("operation PIN: on") {
            assert_ne!(output.read_line(&mut seen).unwrap(), 0, "{seen}");
        }
        signal(name, child.id());
        let ended = child.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&ended.stderr));
        assert!(check(&record).contains("yes"), "{name}");
        drop(input);
    }
}

#[test]
fn second_signal_ends_a_blocked_phone() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(rfid_sim());
    command.args(["phone", "--plain"]).current_dir(folder.path());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // More than the pipe takes: the phone waits for a reader that does not come.
    let writes = std::thread::spawn(move || input.write_all("state\n".repeat(100_000).as_bytes()));
    std::thread::sleep(std::time::Duration::from_millis(1500));
    signal("-TERM", child.id());
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(child.try_wait().unwrap().is_none(), "it waits to be read");
    signal("-TERM", child.id());
    let status = child.wait().unwrap();
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(15), "{status:?}");
    assert!(writes.join().unwrap().is_err(), "the lines were not all taken");
}

#[test]
fn recorded_trace_and_walk_hold() {
    let folder = tempfile::tempdir().unwrap();
    for language in ["zh", "en"] {
        let record = folder.path().join(language);
        let arguments = ["--plain", "--lang", language, "--seed", "7", "--record", record.to_str().unwrap()];
        let input =
            "menu\n4\n1\n1\nyes\nok\nwait 3\nmenu\n1\n12345\nok\nundo\nerase\nok\n3\nok\nrestart\nmenu\n2\nend\n";
        said(&piped(&arguments, folder.path(), input));
        let text = fs::read_to_string(record.with_extension("trace")).unwrap();
        let replayed = trace::replay(&trace::parse("recorded", &text).unwrap(), &trace::Options::default());
        assert!(replayed.held(), "{text}\n{:?}", replayed.results);
        let walked = fs::read_to_string(record.with_extension("walk")).unwrap();
        let held = walk::replay(&walk::parse("recorded", &walked).unwrap(), &walk::Options::default());
        assert!(held.held(), "{walked}\n{held:?}");
        assert_snapshot!(format!("walk_{language}"), walked);
        let again = piped(&arguments, folder.path(), "quit\n");
        assert_eq!(again.status.code(), Some(2), "a record that is there is not written over");
        assert_eq!(fs::read_to_string(record.with_extension("trace")).unwrap(), text);
    }
}

#[test]
fn card_file_follows_session_and_undo() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--plain", "--lang", "en", "--card", "my.card"];
    said(&piped(&arguments, folder.path(), "menu\n4\n1\n1\nyes\n"));
    let state = piped(&arguments, folder.path(), "state\n");
    assert!(said(&state).contains("operation PIN: on, 3 tries left"), "{}", said(&state));
    let other = ["--plain", "--lang", "en", "--card", "other.card"];
    said(&piped(&other, folder.path(), "menu\n4\n1\n1\nyes\nundo\n"));
    let state = piped(&other, folder.path(), "state\n");
    assert!(said(&state).contains("operation PIN: off"), "{}", said(&state));
}

#[test]
fn phone_model_and_quirk_take_effect() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--plain", "--lang", "en", "--phone", "android", "--speech", "3g", "--quirk", "titles-cut"];
    let output = piped(&arguments, folder.path(), "menu\napdus 1\n");
    assert!(said(&output).contains("My wallet") && said(&output).contains("> 8014"), "{}", said(&output));
    assert!(!said(&output).contains("My payment account"), "{}", said(&output));
    let output = piped(&["--plain", "--quirk", "nonsense"], folder.path(), "");
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(told.contains("unknown quirk; known are early-display-answer, "), "{told}");
}

#[test]
fn phone_page_session_matches_the_output() {
    let page = include_str!("../../../docs/PHONE.md");
    let (_, page) = page.split_once("\n## Line by line\n").unwrap();
    let (before, rest) = page.split_once("' | rfid-sim phone ").unwrap();
    let (_, input) = before.rsplit_once("$ printf '").unwrap();
    let (arguments, rest) = rest.split_once('\n').unwrap();
    let (expected, _) = rest.split_once("```").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let output = piped(&arguments, folder.path(), &input.replace("\\n", "\n"));
    assert_eq!(said(&output), expected);
}

/// Replays a record, which must hold; returns the walk.
pub(super) fn check(record: &Path) -> String {
    let text = fs::read_to_string(record.with_extension("trace")).unwrap();
    let replayed = trace::replay(&trace::parse("recorded", &text).unwrap(), &trace::Options::default());
    assert!(replayed.held(), "{text}\n{:?}", replayed.results);
    let walked = fs::read_to_string(record.with_extension("walk")).unwrap();
    let held = walk::replay(&walk::parse("recorded", &walked).unwrap(), &walk::Options::default());
    assert!(held.held(), "{walked}\n{held:?}");
    walked
}

/// Lines that ask for a top-up.
pub(super) const TOP_UP: &str = "menu\n1\n2\n50\nok\nyes\n123456\nok\nok\n";

#[test]
fn platform_session_is_recorded_as_a_walk() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("session");
    let arguments = ["--plain", "--record", record.to_str().unwrap(), "--force"];
    let input = format!(
        "wait 5\n{TOP_UP}wait 2\nok\nsms 10658888 CX\nwait 2\ndeposit 100\ncard 30\nweb 20 123456\nreset-pin 123456\n\
         wait 5\nok\nnetwork off\nwait 2\nnetwork on\nwait 2\nsms 10658888 Y\nwait 3\nmenu\n1\n4\nok\nend\nplatform\n"
    );
    let output = piped(&arguments, folder.path(), &input);
    assert!(said(&output).contains("现金账户: 530.00 元"), "{}", said(&output));
    let walked = check(&record);
    assert!(!walked.contains("by hand"), "{walked}");
    assert_snapshot!("walk_platform", walked);
}

/// A refusal at a counter is part of the session: the walk expects the refusal, with its reason.
#[test]
fn refusals_at_counters_are_recorded_as_expected() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("session");
    let arguments = ["--plain", "--record", record.to_str().unwrap()];
    let input = "wait 5\ntap 20\nhall open\nhall reload\nload 600\nload 30\ntap 20\ntake-back\ntake-back\nhall register\n\
                 tap 1\nhall issue\nhall reload\ntap 5\ntap 6 2\nupload\ntake-back\ntake-back 1 2\ndeposit 0\n\
                 lose-card\nhall register\ntap 1\nhall issue\nbreak-card\nhall close\ntap 1\nwait 5\n";
    let output = piped(&arguments, folder.path(), input);
    assert!(said(&output).contains("! "), "{}", said(&output));
    let walked = check(&record);
    assert_snapshot!("walk_of_refusals", walked);
    let refusals = walked.lines().filter(|line| line.contains("-> refused")).count();
    let told = said(&output).lines().filter(|line| line.starts_with("! ")).count();
    assert_eq!(refusals, told, "{walked}\n{}", said(&output));
}

/// A walk can lose a message; it cannot let one overtake another.
#[test]
fn lost_messages_are_recorded_reordered_ones_marked() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("session");
    let arguments = ["--plain", "--record", record.to_str().unwrap(), "--force"];
    // The proof is lost, the platform asks again.
    let input = format!("wait 5\n{TOP_UP}wait 1\nmessages\ndrop 6\nok\nwait 10m\nplatform\n");
    let output = piped(&arguments, folder.path(), &input);
    assert!(said(&output).contains("钱包(账上): 50.00 元"), "{}", said(&output));
    let walked = check(&record);
    assert!(walked.contains("lose    next message\n") && !walked.contains("by hand"), "{walked}");
    // A message that overtakes another is more than a walk can say.
    let input = format!("wait 5\nhold all\n{TOP_UP}sms 10658888 CX\nrelease 5\nwait 2\nrelease 4\nwait 5\nplatform\n");
    let output = piped(&arguments, folder.path(), &input);
    assert!(said(&output).contains("现金账户: 450.00 元"), "{}", said(&output));
    let walked = fs::read_to_string(record.with_extension("walk")).unwrap();
    let held = walk::replay(&walk::parse("recorded", &walked).unwrap(), &walk::Options::default()).held();
    assert_eq!(!held, walked.contains("by hand"), "{walked}");
}

#[test]
fn world_file_keeps_state_and_refuses_undo() {
    let folder = tempfile::tempdir().unwrap();
    let made = Command::new(rfid_sim()).args(["world", "new", "a.world"]).current_dir(folder.path()).output().unwrap();
    assert!(made.status.success());
    let arguments = ["--plain", "--lang", "en", "--world", "a.world"];
    let first = piped(&arguments, folder.path(), "sms 10658888 KT\nwait 5\nundo\nplatform\n");
    let first = said(&first);
    assert!(first.contains("您申请开通手机支付业务"), "{first}");
    assert!(first.contains("! The world is in a file: what is done cannot be taken back."), "{first}");
    assert!(first.contains("number: 13800000001 no payment account"), "{first}");
    let second = piped(&arguments, folder.path(), "sms\nsms 10658888 A\nwait 20\nplatform\n");
    let second = said(&second);
    assert!(second.contains("您申请开通手机支付业务") && second.contains("您已成功开通手机支付"), "{second}");
    assert!(second.contains("number: 13800000001 open"), "{second}");
}

#[test]
fn bad_world_arguments_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let new = |name: &str, people: &str| {
        let arguments = ["world", "new", name, "--people", people];
        let made = Command::new(rfid_sim()).args(arguments).current_dir(folder.path()).output().unwrap();
        assert!(made.status.success());
    };
    new("two.world", "2");
    new("none.world", "0");
    fs::write(folder.path().join("text"), "no world").unwrap();
    let mut told = String::new();
    for arguments in [
        &["--world", "missing.world"][..],
        &["--world", "."],
        &["--world", "text"],
        &["--world", "two.world"],
        &["--world", "two.world", "--person", "13900000000"],
        &["--world", "none.world"],
        &["--person", "13800000001"],
        &["--world", "two.world", "--person", "138"],
        &["--world", "two.world", "--card", "my.card"],
    ] {
        let output = piped(&[&["--plain"], arguments].concat(), folder.path(), "");
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}");
        told.push_str(&format!("$ {}\n{}", arguments.join(" "), String::from_utf8(output.stderr).unwrap()));
    }
    assert_snapshot!(told);
    let right = piped(&["--plain", "--world", "two.world", "--person", "13800000002"], folder.path(), "platform\n");
    assert!(said(&right).contains("号码: 13800000002"), "{}", said(&right));
}

#[test]
fn reopened_card_file_tops_up_again() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--plain", "--card", "my.card"];
    for balance in ["余额: 50.00 元", "余额: 100.00 元"] {
        let output = piped(&arguments, folder.path(), &format!("wait 5\n{TOP_UP}wait 3\nstate\n"));
        assert!(said(&output).contains(balance), "{}", said(&output));
    }
}
