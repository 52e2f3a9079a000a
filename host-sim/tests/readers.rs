//! Cards in real readers, which pcscd has: `readers`, `run`, `record`, `phone` and `certify` with `--reader`. The
//! reader is a virtual one, with our own card in it.
#![cfg(feature = "pcsc")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    dead_code,
    reason = "the whole target is tests, their helpers too, and waits for another process"
)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

#[path = "../../tests/it/pcsc/desk.rs"]
mod desk;
#[path = "readers/modem.rs"]
mod modem;
#[path = "readers/questions.rs"]
mod questions;
#[path = "readers/shell.rs"]
mod shell;
#[path = "readers/udp.rs"]
mod udp;

use desk::Desk;

/// Folder of the programs beside the other tests of PC/SC.
const BESIDE: &str = "../tests/it/pcsc";

const READER: &str = "rfid-sim 00 00";
const SELECT: &str = "00A4040010D1560001018003800000000100000000";

/// Traces whose table has a fresh card for each row: each row is played alone.
const FRESH_CARD_EACH_ROW: &[&str] = &[
    "close/a-wallet-that-is-closed-can-only-be-opened.trace",
    "close/a-wallet-that-was-never-opened-can-only-be-opened.trace",
    "close/an-empty-wallet-closes-at-once.trace",
    "close/every-change-of-state-has-its-answer.trace",
    "limit/a-purchase-at-the-limit-passes-and-one-fen-more-does-not.trace",
    "over-the-air/a-concatenation-element-without-sense-is-ignored.trace",
    "pin/a-pin-has-four-to-twelve-digits.trace",
    "toolkit/a-handset-is-not-asked-for-what-it-cannot-do.trace",
    "toolkit/a-handset-says-what-it-can-do-and-gets-the-menu.trace",
];

/// Traces that do not hold on a card in a reader by their nature, beside those that tap or cut the power.
const LEFT_OUT: &[&str] = &[
    // Random numbers that the trace gives on the way; a card in a reader draws its own.
    "pin/the-issuer-unblocks-a-pin-that-the-holder-still-knows.trace",
    "secure-messaging/an-application-is-blocked-and-unblocked.trace",
    "secure-messaging/both-sides-show-their-keys.trace",
    "secure-messaging/the-issuer-rewrites-file-15.trace",
    // A tap in the rows of a table.
    "refusals/the-radio-does-not-take-every-command.trace",
    // Every row blocks or changes its card, and there are too many rows for a reader each.
    "refusals/a-blocked-application-refuses-its-commands.trace",
    "refusals/a-blocked-card-refuses-every-command.trace",
    "toolkit/a-handset-may-give-any-result.trace",
    // An hour on the card's clock, which a replay does not wait.
    "secure-messaging/the-platform-calibrates-over-the-air.trace",
];

fn desk() -> Desk {
    Desk::start(program())
}

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_rfid-sim"))
}

/// Runs the program inside; returns exit status and both streams.
fn run(desk: &Desk, arguments: &[&str], input: &str) -> (Option<i32>, String) {
    let mut command = desk.inside_folder(program());
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code(), printed)
}

/// Returns every trace.
fn traces() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../apdu-traces").canonicalize().unwrap();
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
    files.filter(|path| path.extension().is_some_and(|extension| extension == "trace")).collect()
}

#[test]
#[ignore = "needs pcscd, vpcd and opensc; .ci/run system installs them"]
fn card_in_reader_is_certified() {
    let desk = desk();
    let reader = desk.reader(&[]);
    let (status, printed) = run(&desk, &["certify", "--reader", READER], "");
    assert!(status == Some(2) && printed.contains("--yes"), "{printed}");
    let (status, printed) = run(&desk, &["certify", "--reader", READER, "--yes"], "");
    assert_eq!(status, Some(0), "{printed}");
    assert!(printed.contains("155 checks: 137 hold, 18 could not be tried"), "{printed}");
    reader.end();
}

#[test]
#[ignore = "needs pcscd, vpcd and opensc; .ci/run system installs them"]
fn readers_are_listed_with_their_cards() {
    let mut desk = desk();
    let reader = desk.reader(&[]);
    let (status, printed) = run(&desk, &["readers"], "");
    assert_eq!(status, Some(0), "{printed}");
    assert_eq!(printed, format!("{READER}: 3B6E00008031807396210066524653494D01\nrfid-sim 00 01: no card\n"));
    reader.end();
    desk.kill_pcscd();
    let (status, printed) = run(&desk, &["readers"], "");
    assert_eq!(status, Some(2));
    assert!(printed.contains("the PC/SC service does not run"), "{printed}");
}

#[test]
#[ignore = "needs pcscd, vpcd, opensc and python3-pyscard; .ci/run system installs them"]
fn every_fault_of_a_reader_has_its_sentence() {
    let desk = desk();
    let record = |name: &str| run(&desk, &["record", "--reader", name], "quit\n");
    for (name, words) in [
        (READER, "the card was removed from the reader"),
        ("nothing", "there is no reader \"nothing\"; there are: rfid-sim 00 00, rfid-sim 00 01"),
        ("rfid", "\"rfid\" may be rfid-sim 00 00 or rfid-sim 00 01"),
    ] {
        let (status, printed) = record(name);
        assert_eq!(status, Some(2), "{printed}");
        assert!(printed.to_lowercase().contains(words), "{printed}");
    }
    let reader = desk.reader(&[]);
    let mut relay = desk.relay();
    relay.expect("on");
    let (status, printed) = record(READER);
    assert_eq!(status, Some(2));
    assert!(printed.contains("Another program has the card to itself."), "{printed}");
    relay.expect("off");
    drop(relay);
    let atr = "atr 3B800181\n";
    std::fs::write(desk.folder.path().join("t1.trace"), atr).unwrap();
    reader.end();
    desk.wait_for_no_card();
    let other = desk.reader(&["--trace", "t1.trace"]);
    let (status, printed) = record(READER);
    assert_eq!(status, Some(2));
    assert!(printed.contains("The card does not speak T=0"), "{printed}");
    other.end();
    desk.wait_for_no_card();
    let mut reader = desk.reader(&[]);
    reader.order("cut 1 nothing");
    reader.wait_for("the power fails");
    let typed = format!("{SELECT}\n80DADF200400001388\nquit\n");
    let (_, printed) = run(&desk, &["record", "--reader", "00 00", "--yes"], &typed);
    assert!(printed.contains("no answer"), "{printed}");
}

#[test]
#[ignore = "needs pcscd, vpcd and opensc; .ci/run system installs them"]
fn dangerous_command_is_withheld_unless_allowed() {
    let desk = desk();
    let reader = desk.reader(&[]);
    let typed = format!("{SELECT}\n0020000003123456\n80DADF200400001388\n80CADF2004\nquit\n");
    let (status, printed) = run(&desk, &["record", "--reader", READER], &typed);
    assert_eq!(status, Some(0), "{printed}");
    assert_eq!(printed.matches("The command was not sent").count(), 2, "{printed}");
    assert!(printed.contains("FFFFFFFF9000"), "{printed}");
    let (_, printed) = run(&desk, &["record", "--reader", READER, "--yes"], &typed);
    assert!(!printed.contains("not sent") && printed.contains("000013889000"), "{printed}");
    reader.end();
}

#[test]
#[ignore = "needs pcscd, vpcd, opensc and python3-pyscard; .ci/run system installs them"]
fn session_of_another_program_is_forgotten() {
    let desk = desk();
    let reader = desk.reader(&[]);
    let mut relay = desk.relay();
    relay.expect("on");
    assert!(relay.expect(SELECT).starts_with("61"));
    assert_eq!(relay.expect("805C000204"), "000000009000");
    relay.expect("leave");
    let trace = "> 805C000204\n< 6985\n";
    std::fs::write(desk.folder.path().join("a.trace"), trace).unwrap();
    let (status, printed) = run(&desk, &["run", "--reader", READER, "a.trace"], "");
    assert_eq!(status, Some(0), "{printed}");
    reader.end();
}

#[test]
#[ignore = "needs pcscd, vpcd and opensc; .ci/run system installs them"]
fn header_alone_is_sent_with_p3() {
    let desk = desk();
    let reader = desk.reader(&["--octets"]);
    let (status, printed) = run(&desk, &["record", "--reader", READER], "A0F20000\n00B09500\n00C0000016\nquit\n");
    assert_eq!(status, Some(0), "{printed}");
    let shown = reader.finish();
    let sent: Vec<&str> = shown.iter().filter_map(|line| line.strip_prefix("  > ")).collect();
    // Before them the shell has asked whose card it is.
    assert!(sent.ends_with(&["A0F2000000", "00B0950000", "00C0000016"]), "{sent:?}");
}

#[test]
#[ignore = "needs pcscd, vpcd and opensc; .ci/run system installs them"]
fn replay_tells_why_nothing_came_back() {
    let desk = desk();
    let mut reader = desk.reader(&[]);
    let trace = |text: &str| std::fs::write(desk.folder.path().join("a.trace"), text).unwrap();
    let select = "> 00A40400 10 D1560001018003800000000100000000\n< 6F.. 9000\n";
    let limit = "> 80DADF200400001388\n";
    reader.order("cut 1 nothing");
    reader.wait_for("the power fails");
    trace(&format!("{select}{limit}< no answer\n"));
    let (status, printed) = run(&desk, &["run", "--reader", READER, "--yes", "a.trace"], "");
    assert_eq!(status, Some(0), "{printed}");
    reader.wait_for("connected to vpcd");
    desk.wait_for_card();
    reader.order("remove");
    reader.wait_for("out of the slot");
    desk.wait_for_no_card();
    let (status, printed) = run(&desk, &["run", "--reader", READER, "--yes", "a.trace"], "");
    assert_ne!(status, Some(0));
    assert!(printed.contains("the card was removed from the reader"), "{printed}");
    reader.end();
}

#[test]
#[ignore = "needs pcscd, vpcd and opensc; .ci/run system installs them"]
fn recording_at_a_reader_is_that_of_the_card_itself() {
    let desk = desk();
    let reader = desk.reader(&["--seed", "7"]);
    let typed = format!("{SELECT}\n0084000004\n805C000204\nreset\n805C000204\nquit\n");
    let (status, printed) = run(&desk, &["record", "--reader", READER, "--save", "a.trace"], &typed);
    assert_eq!(status, Some(0), "{printed}");
    assert!(printed.contains("GET BALANCE: 9000 success\n  balance          0.00 yuan"), "{printed}");
    let (status, printed) = run(&desk, &["record", "--seed", "7", "--save", "b.trace"], &typed);
    assert_eq!(status, Some(0), "{printed}");
    let (status, printed) = run(&desk, &["diff", "a.trace", "b.trace"], "");
    assert_eq!(status, Some(0), "{printed}");
    reader.end();
}

#[test]
#[ignore = "needs pcscd, vpcd, opensc and python3; .ci/run system installs them"]
fn replay_in_a_reader_is_told_line_by_line() {
    let desk = desk();
    let text = "> 00A40400 10 D1560001018003800000000100000000\n< 6F.. 9000\n> 80500102 0B 03 {1.00 yuan} 112233445566\n\
                < 9401\nexpect balance 0.00 yuan\n";
    std::fs::write(desk.folder.path().join("a.trace"), text).unwrap();
    let (_, beside) = run(&desk, &["run", "-v", "a.trace"], "");
    let reader = desk.reader(&[]);
    let listener = udp::Listener::start(&desk);
    let (status, printed) =
        run(&desk, &["run", "--reader", READER, "-v", "a.trace", "--gsmtap", &listener.address], "");
    assert_eq!(status, Some(0), "{printed}");
    for told in ["SELECT by AID", "INITIALIZE FOR PURCHASE", "insufficient balance", "1 expectation about the inside"] {
        assert!(printed.contains(told), "{told}: {printed}");
    }
    // Only the card itself knows its reason and its state.
    assert!(
        beside.contains("(InsufficientBalance)") && !printed.contains("(InsufficientBalance)"),
        "{beside}{printed}"
    );
    let messages = listener.messages();
    assert_eq!(messages.iter().map(|message| message.0).collect::<String>(), "A..", "{messages:?}");
    reader.end();
}

#[test]
#[ignore = "needs pcscd, vpcd and opensc; .ci/run system installs them"]
fn phone_walks_the_menu_of_a_card_in_a_reader() {
    let desk = desk();
    for speech in ["2g", "3g"] {
        for typed in
            ["menu\n1\n3\nok\n", "menu\n1\n4\nback\n2\n50\nok\nno\n", "menu\n4\nhelp\nback\nend\n", "menu\n3\n1\n"]
        {
            let reader = desk.reader(&[]);
            let phone = ["phone", "--plain", "--speech", speech];
            let (status, beside) = run(&desk, &phone, typed);
            assert_eq!(status, Some(0), "{beside}");
            let (status, through) = run(&desk, &[&phone[..], &["--reader", READER]].concat(), typed);
            assert_eq!(status, Some(0), "{through}");
            assert_eq!(through, beside, "{speech} {typed:?}");
            reader.end();
            desk.wait_for_no_card();
        }
    }
}

#[test]
#[ignore = "needs pcscd, vpcd and opensc; .ci/run system installs them"]
fn every_trace_is_replayed_in_a_reader() {
    let desk = desk();
    let (mut wrong, mut played, mut rows) = (Vec::new(), 0, 0);
    for path in traces() {
        let shown = path.display().to_string();
        let name = shown.rsplit_once("apdu-traces/").unwrap().1;
        let trace = sim_script::trace::files::load(&path).unwrap();
        let mut lines = trace.source.text.lines().map(str::trim_start);
        if lines.any(|line| line.starts_with("tap ") || line.starts_with("cut ")) {
            continue;
        }
        let titles = match FRESH_CARD_EACH_ROW.contains(&name) {
            true => sim_script::trace::replay::titles(&trace),
            false => Vec::new(),
        };
        rows += titles.len();
        let filters = titles.iter().map(|title| vec!["--filter", title]).chain(titles.is_empty().then(Vec::new));
        let mut held = true;
        for filter in filters {
            let mut reader = desk.reader_without_wait(&["--quiet", "--trace", &shown]);
            reader.wait_for("connected to vpcd");
            desk.wait_for_card();
            let words = [&["run", "--reader", READER, "--yes", &shown][..], &filter].concat();
            let (status, printed) = run(&desk, &words, "");
            held &= status == Some(0);
            if status != Some(0) && !LEFT_OUT.contains(&name) {
                wrong.push(format!("{name}: {printed}"));
            }
            reader.end();
            desk.wait_for_no_card();
        }
        played += 1;
        if held && LEFT_OUT.contains(&name) {
            wrong.push(format!("{name} holds, and need not be left out"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(played > 60 && rows > 30, "{played} traces, {rows} rows");
}
