//! Standard output and standard error that fail, for each subcommand. A full disk is reported with status 2, a reader
//! that has gone at whatever octet is no failure, and nothing panics.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::binary::rfid_sim;

/// Runs of every subcommand: its name, its command line, and its standard input. A subcommand that is not here fails
/// the test.
pub(crate) const RUNS: [(&str, &str, &str); 119] = [
    ("run", "run a.trace", ""),
    ("run", "run -v a.trace", ""),
    ("run", "run -", "> 00A40400 10 D1560001018003800000000100000000\n"),
    ("run", "run --report pages --transcript a.txt a.trace", ""),
    ("run", "run --coverage-min 0 a.trace", ""),
    ("run", "run --format json a.trace", ""),
    ("run", "run --against default a.trace", ""),
    ("run", "run --format junit a.trace", ""),
    ("check", "check a.trace", ""),
    ("check", "check --format json a.trace", ""),
    ("fmt", "fmt --check a.trace", ""),
    ("fmt", "fmt -", "> 805C0002 04\n"),
    ("profile new", "profile new", ""),
    ("profile show", "profile show", ""),
    ("profile check", "profile check open.toml", ""),
    ("docs", "docs", ""),
    ("docs", "docs --search wallet", ""),
    (
        "lsp",
        "lsp",
        "Content-Length: 46\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\"}Content-Length: 44\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"shutdown\"}Content-Length: 33\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}",
    ),
    ("explain", "explain 9000", ""),
    ("explain", "explain --json 9000", ""),
    ("mac", "mac load MAC2 of 1.00 yuan at 112233445566 on 2009-11-18 10:30:00, counter 1, random 01020304", ""),
    ("phone", "phone --plain", "menu\n1\nquit\n"),
    ("modem", "modem --listen 127.0.0.1:0 --until-input-ends", ""),
    ("record", "record", "805C000204\nquit\n"),
    ("record", "record --json", "{\"line\": \"805C000204\"}\n"),
    ("reader", "reader --vpcd 127.0.0.1:1 --until-input-ends", "help\nquit\n"),
    ("reader", "reader --setup conf --force", ""),
    ("diff", "diff a.trace a.trace", ""),
    ("diff", "diff --format json a.trace a.trace", ""),
    ("diff", "diff --left-profile default a.trace --html page.html --force", ""),
    ("diff", "diff --left-profile default --format json a.trace a.trace", ""),
    ("convert", "convert a.trace --to jsonl", ""),
    ("convert", "convert a.trace --to pcapng", ""),
    (
        "ota wrap",
        "ota wrap --kic 000102030405060708090A0B0C0D0E0F --kid 101112131415161718191A1B1C1D1E1F --counter 7 A0A40000027F20",
        "",
    ),
    (
        "ota unwrap",
        "ota unwrap --kic 000102030405060708090A0B0C0D0E0F --kid 101112131415161718191A1B1C1D1E1F \
         00281516191515B000109A608AAE82A9D85C2784E11C4A5B94D9BE39FD7E3D0B178BFE7885498543813A",
        "",
    ),
    ("tear", "tear a.trace", ""),
    ("storm", "storm --runs 1", ""),
    ("fleet new", "fleet new new.world --people 2", ""),
    ("fleet day", "fleet day a.fleet --threads 1", ""),
    ("fleet settle", "fleet settle a.fleet", ""),
    ("fleet show", "fleet show a.fleet", ""),
    ("fleet show", "fleet show a.fleet 13800000001", ""),
    ("fleet report", "fleet report a.fleet -o -", ""),
    ("fleet export", "fleet export a.fleet tables", ""),
    ("fleet join", "fleet join new.world a.fleet", ""),
    ("fleet world", "fleet world a.fleet 13800000001 new.world", ""),
    ("certify", "certify --chapter limit", ""),
    ("menu", "menu", ""),
    ("menu", "menu --format json", ""),
    ("menu", "menu --format mermaid", ""),
    ("world new", "world new new.world", ""),
    ("world show", "world show a.world", ""),
    ("world clock", "world clock a.world +1s", ""),
    ("world messages", "world messages a.world", ""),
    ("world messages hold", "world messages a.world hold 1", ""),
    ("world messages release", "world messages a.world release 1", ""),
    ("world messages drop", "world messages a.world drop 1", ""),
    ("world messages repeat", "world messages a.world repeat 1", ""),
    ("world messages delay", "world messages a.world delay 1 5s", ""),
    ("world messages rule", "world messages a.world rule lost", ""),
    ("world ledger", "world ledger a.world", ""),
    ("world audit", "world audit a.world", ""),
    ("world export", "world export a.world", ""),
    ("world text", "world text a.world 13800000001 CX", ""),
    ("world inbox", "world inbox a.world 13800000001", ""),
    ("world phone", "world phone a.world 13800000001 on", ""),
    ("world deposit", "world deposit a.world 13800000001 10", ""),
    ("world scratch-card", "world scratch-card a.world 50", ""),
    ("world call", "world call a.world 13800000001 10086 11", ""),
    ("world care", "world care a.world 13800000001 123456", ""),
    ("world web", "world web a.world 13800000001 10 123456", ""),
    ("world site", "world site a.world 13800000001 Abc12345", ""),
    ("world site password", "world site a.world 13800000001 Abc12345 password Abc12346", ""),
    ("world site alias", "world site a.world 13800000001 Abc12345 alias zhang2009", ""),
    (
        "world site bank-card",
        "world site a.world 13800000001 Abc12345 bank-card 招商银行 6227001234567890 张三 123456",
        "",
    ),
    ("world register", "world register a.world 13800000001", ""),
    ("world forgot", "world forgot a.world 13800000001", ""),
    ("world site upgrade", "world site a.world 13800000001 Abc12345 upgrade", ""),
    ("world site close", "world site a.world 13800000001 Abc12345 close 123456", ""),
    ("world site withdraw", "world site a.world 13800000001 Abc12345 withdraw 10 123456", ""),
    ("web", "web --world a.world --listen 127.0.0.1:0 --until-input-ends", ""),
    (
        "smpp",
        "smpp a.world --listen 127.0.0.1:0 --system-id bank --password-file password --address 10659999 --until-input-ends",
        "",
    ),
    ("world bank pay", "world bank pay a.world 13800000001 10", ""),
    ("world bank answer", "world bank answer a.world 1", ""),
    ("world bank withdrawal", "world bank withdrawal a.world 13800000001 refused", ""),
    ("world order list", "world order list a.world", ""),
    ("world order place", "world order place a.world 1 10 book", ""),
    ("world order code", "world order code a.world 13800000001 1", ""),
    ("world order pay", "world order pay a.world 13800000001 1 123456", ""),
    ("world order refund", "world order refund a.world 1 1", ""),
    ("pos list", "pos --world a.world list", ""),
    ("pos tap", "pos --world a.world tap 1 13800000001 0.01", ""),
    ("pos balance", "pos --world a.world balance 1 13800000001", ""),
    ("pos records", "pos --world a.world records 1 13800000001", ""),
    ("pos receipt", "pos --world a.world receipt 1", ""),
    ("pos take-back", "pos --world a.world take-back 1 --batch 1 --voucher 1", ""),
    ("pos upload", "pos --world a.world upload 1", ""),
    ("pos parameters", "pos --world a.world parameters 1", ""),
    ("pos ceilings", "pos --world a.world ceilings --purchase 100 --batch 50", ""),
    ("pos black-list", "pos --world a.world black-list 13800000001 off", ""),
    ("pos distance", "pos --world a.world distance 1 13800000001 5", ""),
    ("hall open", "hall --world a.world open 13800000001", ""),
    ("hall deposit", "hall --world a.world deposit 13800000001 10", ""),
    ("hall load", "hall --world a.world load 13800000001 10", ""),
    ("hall register", "hall --world a.world register 13800000001", ""),
    ("hall issue", "hall --world a.world issue 13800000001", ""),
    ("hall reload", "hall --world a.world reload 13800000001", ""),
    ("hall close", "hall --world a.world close 13800000001", ""),
    ("hall data", "hall --world a.world data 13800000001", ""),
    ("hall calibrate", "hall --world a.world calibrate 13800000001", ""),
    ("hall advise", "hall --world a.world advise 13800000001", ""),
    ("hall records", "hall --world a.world records 13800000001", ""),
    ("hall scratch-card", "hall --world a.world scratch-card 50", ""),
    ("hall lose", "hall --world a.world lose 13800000001", ""),
    ("hall break", "hall --world a.world break 13800000001", ""),
    ("report", "report --world a.world -o -", ""),
    ("completions", "completions bash", ""),
    ("man", "man", ""),
    ("help", "help", ""),
];

/// Runs that print nothing, or nothing if they are refused.
const SILENT: [&str; 36] = [
    "pos take-back",
    "pos ceilings",
    "pos black-list",
    "pos distance",
    "hall open",
    "hall register",
    "hall issue",
    "hall reload",
    "hall close",
    "hall calibrate",
    "hall lose",
    "hall break",
    "world care",
    "world web",
    "world bank pay",
    "world bank answer",
    "world bank withdrawal",
    "world order code",
    "world order pay",
    "world order refund",
    "world site",
    "world site password",
    "world site alias",
    "world site bank-card",
    "world site withdraw",
    "world site upgrade",
    "world site close",
    "world register",
    "world forgot",
    "hall data",
    "world messages hold",
    "world messages release",
    "world messages drop",
    "world messages repeat",
    "world messages delay",
    "world messages rule",
];

/// Runs that the world grants once.
const ONCE: [&str; 14] = [
    "world bank pay",
    "world bank answer",
    "world order code",
    "world order pay",
    "world order refund",
    "pos take-back",
    "hall open",
    "hall register",
    "hall issue",
    "hall reload",
    "hall close",
    "hall calibrate",
    "hall lose",
    "hall break",
];

/// Writes a trace into a folder.
pub(crate) fn prepare_trace(folder: &Path) {
    fs::write(
        folder.join("a.trace"),
        "> 00A40400 10 D1560001018003800000000100000000\n< 6F.. 9000\n> 805C0002 04\n< 00000000 9000\n",
    )
    .unwrap();
}

/// Writes a trace into a folder, and makes a world with money in an open wallet.
pub(crate) fn prepare(folder: &Path) {
    prepare_trace(folder);
    fs::write(folder.join("password"), "secret\n").unwrap();
    fs::write(folder.join("open.toml"), "[start]\nbalance = \"50.00 yuan\"\n").unwrap();
    let made = Command::new(rfid_sim())
        .args(["world", "new", "a.world", "--cash", "50", "--profile", "open.toml"])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let made = Command::new(rfid_sim())
        .args(["fleet", "new", "a.fleet", "--people", "3"])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

/// Removes what a run may have made, so that the next one can make it.
fn clear(folder: &Path) {
    drop(fs::remove_file(folder.join("new.world")));
    drop(fs::remove_dir_all(folder.join("tables")));
}

/// Runs a line; returns the exit status and standard error.
fn run(folder: &Path, line: &str, input: &str, output: Stdio) -> (Option<i32>, String) {
    let mut child = Command::new(rfid_sim())
        .args(line.split_whitespace())
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(output)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that has ended before it reads is none that fails.
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    let ended = child.wait_with_output().unwrap();
    (ended.status.code(), String::from_utf8_lossy(&ended.stderr).into_owned())
}

#[test]
fn every_subcommand_has_a_run() {
    let found = rfid_sim::cli::subcommands();
    let runs: BTreeMap<&str, &str> = RUNS.iter().map(|(words, line, _)| (*words, *line)).collect();
    for words in &found {
        assert!(runs.contains_key(words.as_str()), "{words} is not run in tests/it/output.rs");
    }
    assert!(found.len() >= 25, "{found:?}");
}

#[test]
fn full_disk_is_exit_status_2() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    for (words, line, input) in RUNS {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let (status, told) = run(folder.path(), line, input, full.into());
        assert!(!told.contains("panicked"), "{line}: {told}");
        if !SILENT.contains(&words) {
            assert_eq!(status, Some(2), "{line}: {told}");
            let is_told = told.contains("tandard output cannot be written: No space left on device")
                || told.contains("The digits cannot be printed, so no card was sold");
            assert!(is_told, "{line}: {told}");
        }
        clear(folder.path());
    }
}

#[test]
fn closed_pipe_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    for (words, line, input) in RUNS {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let (status, told) = run(folder.path(), line, input, writer.into());
        assert!(!told.contains("panicked"), "{line}: {told}");
        assert!(!told.contains("cannot be written"), "{line}: {told}");
        if !SILENT.contains(&words) {
            assert_eq!(status, Some(without_a_reader(words)), "{line}: {told}");
        }
        clear(folder.path());
    }
}

/// Returns the status of a run whose reader has gone. A session that nobody follows is saved, and a card whose digits
/// nobody has is not sold.
fn without_a_reader(words: &str) -> i32 {
    if ["record", "world scratch-card", "hall scratch-card"].contains(&words) { 2 } else { 0 }
}

#[test]
fn reader_gone_at_any_octet_is_tolerated() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    for (words, line, input) in RUNS {
        let whole = printed(folder.path(), line, input);
        clear(folder.path());
        for taken in [0, 1, whole / 2, whole.saturating_sub(1)] {
            let (status, told) = run_until(folder.path(), line, input, taken);
            clear(folder.path());
            let case = format!("{line}, after {taken} of {whole} octets: {told}");
            assert!(!told.contains("panicked") && !told.contains("cannot be written"), "{case}");
            // What was written before the reader went was taken: then it ended as it always does.
            if !SILENT.contains(&words) {
                assert!(status == Some(0) || status == Some(without_a_reader(words)), "{case}");
            }
        }
    }
}

/// Runs a line; returns the number of octets that it prints.
fn printed(folder: &Path, line: &str, input: &str) -> usize {
    let mut command = Command::new(rfid_sim());
    command.args(line.split_whitespace()).current_dir(folder);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    child.wait_with_output().unwrap().stdout.len()
}

/// Runs a line whose reader takes `taken` octets and goes.
fn run_until(folder: &Path, line: &str, input: &str, taken: usize) -> (Option<i32>, String) {
    let (mut reader, writer) = std::io::pipe().unwrap();
    let takes = std::thread::spawn(move || {
        let mut octets = vec![0; taken];
        // There may be fewer of them this time.
        drop(reader.read_exact(&mut octets));
    });
    let ended = run(folder, line, input, writer.into());
    takes.join().unwrap();
    ended
}

/// Runs a line by a shell with redirections of its standard descriptors; returns the status and both streams.
fn redirected(folder: &Path, line: &str, input: &str, how: &str) -> (Option<i32>, String) {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("exec \"$0\" \"$@\" {how}")).arg(rfid_sim()).args(line.split_whitespace());
    command.current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    let ended = child.wait_with_output().unwrap();
    let said = [ended.stdout, ended.stderr].concat();
    (ended.status.code(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn closed_descriptors_are_the_null_device() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let status = |line: &str, input: &str, how: &str| {
        let (status, said) = redirected(folder.path(), line, input, how);
        clear(folder.path());
        assert!(!said.contains("panicked"), "{line} {how}: {said}");
        status
    };
    let mut seen = BTreeSet::new();
    for (words, line, input) in RUNS.into_iter().filter(|(words, ..)| seen.insert(*words)) {
        let expected = status(line, input, "</dev/null >/dev/null 2>/dev/null");
        assert!(expected.is_some_and(|status| status <= 2), "{line}");
        for closed in ["<&- >/dev/null", ">&-", "<&- >&- 2>&-"] {
            // A message that was let go cannot be let go again, nor a card lost twice; and an editor that said nothing
            // has not taken its leave.
            if !words.starts_with("world messages ") && !ONCE.contains(&words) && words != "lsp" {
                assert_eq!(status(line, input, closed), expected, "{line} {closed}");
            }
        }
    }
}

#[test]
fn scratch_card_without_output_is_not_sold() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let before = fs::read(folder.path().join("a.world")).unwrap();
    for how in [">&-", ">/dev/null", "1<>/dev/null"] {
        let (status, told) = redirected(folder.path(), "world scratch-card a.world 50", "", how);
        assert_eq!(status, Some(2), "{how}: {told}");
        assert!(told.contains("so no card was sold"), "{how}: {told}");
        assert_eq!(fs::read(folder.path().join("a.world")).unwrap(), before, "{how}");
    }
    let (status, digits) = redirected(folder.path(), "world scratch-card a.world 50", "", "");
    assert_eq!(status, Some(0));
    assert!(digits.split_whitespace().any(|word| word.len() >= 16), "{digits}");
}

#[test]
fn phone_without_output_buys_no_scratch_card() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let cards = || {
        let (status, export) = redirected(folder.path(), "world export a.world", "", "");
        assert_eq!(status, Some(0), "{export}");
        export.lines().filter(|line| line.contains("scratch_cards.") && line.ends_with(".value = 3000")).count()
    };
    let before = cards();
    for how in [">&-", ">/dev/null", ">/dev/full"] {
        redirected(folder.path(), "phone --plain --lang en --world a.world", "card 30\nquit\n", how);
        assert_eq!(cards(), before, "{how}");
    }
    let line = "phone --plain --lang en --world a.world";
    let (status, said) = redirected(folder.path(), line, "card 30\nquit\n", "");
    assert!(status == Some(0) && said.contains("The digits of the scratch card: "), "{said}");
    assert_eq!(cards(), before + 1);
}

#[test]
fn standard_error_in_any_state_changes_no_status() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    for (line, expected) in
        [("explain zz", 2), ("nonsense", 2), ("run nowhere.trace", 2), ("--help", 0), ("run a.trace", 0)]
    {
        for how in ["2>&-", "2>/dev/full", "2>/dev/null", "2>&1 >/dev/null"] {
            let (status, said) = redirected(folder.path(), line, "", how);
            assert_eq!(status, Some(expected), "{line} {how}: {said}");
        }
    }
}

#[test]
fn scratch_card_on_full_disk_is_not_sold() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let export = || redirected(folder.path(), "world export a.world", "", "");
    let before = export();
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let (status, told) = run(folder.path(), "world scratch-card a.world 50", "", full.into());
    assert_eq!((status, told.as_str()), (Some(2), "rfid-sim: The digits cannot be printed, so no card was sold.\n"));
    assert_eq!(export(), before);
}

#[test]
fn output_that_does_not_block_is_written_whole() {
    let folder = tempfile::tempdir().unwrap();
    let trace = "> 805C0002 04\n< 6985\n".repeat(20_000);
    fs::write(folder.path().join("long.trace"), trace).unwrap();
    let line = "convert long.trace --to jsonl";
    let expected = printed(folder.path(), line, "");
    let (mut reader, writer) = std::os::unix::net::UnixStream::pair().unwrap();
    writer.set_nonblocking(true).unwrap();
    let reads = std::thread::spawn(move || {
        // The program fills what there is room for first.
        std::thread::sleep(std::time::Duration::from_millis(500));
        let mut read = Vec::new();
        reader.read_to_end(&mut read).map(|_| read.len()).unwrap()
    });
    let (status, told) = run(folder.path(), line, "", std::os::fd::OwnedFd::from(writer).into());
    assert_eq!((status, told.as_str()), (Some(0), ""));
    assert_eq!(reads.join().unwrap(), expected);
    assert!(expected > 1 << 20, "{expected} octets fit into a socket");
}
