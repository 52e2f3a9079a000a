//! Standard input and arguments of every kind of octets, and more of them than there is room for. Unreadable input is
//! reported, and nothing panics or goes on for ever.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::binary::rfid_sim;
use crate::output::{RUNS, prepare, prepare_trace};

/// Name that is no text in UTF-8.
const NAME: &[u8] = b"caf\xE9\xFF";

fn command<S: AsRef<OsStr>>(folder: &Path, arguments: &[S]) -> Command {
    let mut command = Command::new(rfid_sim());
    command.args(arguments).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run<S: AsRef<OsStr>>(folder: &Path, arguments: &[S], input: &[u8]) -> Output {
    let mut child = command(folder, arguments).spawn().unwrap();
    // A program that is refused what it wants ends before it reads.
    drop(child.stdin.take().unwrap().write_all(input));
    child.wait_with_output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn endless_line_is_refused_early() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["record"][..], &["phone", "--plain"]] {
        let mut child = command(folder.path(), arguments).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        drop(input.write_all(b"help\n"));
        let octets = vec![b'0'; 1 << 16];
        let taken = (0..1600).take_while(|_| input.write_all(&octets).is_ok()).count();
        drop(input);
        let output = child.wait_with_output().unwrap();
        // Of 100 MiB: the limit, and what a pipe and a buffer hold.
        assert!(taken < 32, "{arguments:?} took {taken} times 64 KiB");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", told(&output));
        let limit = "A line of standard input has more than 1 MiB, the most that is read";
        assert!(told(&output).contains(limit), "{arguments:?}: {}", told(&output));
    }
}

#[test]
fn endless_input_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let endless = || Stdio::from(fs::File::open("/dev/zero").unwrap());
    for line in [
        "explain -",
        "explain /dev/zero",
        "convert - --to jsonl",
        "convert /dev/zero --to jsonl",
        "diff a.trace -",
        "diff /dev/zero a.trace",
        "ota unwrap -",
        "storm --script /dev/zero",
        "run /dev/zero",
        "record",
        "phone --plain",
        "record --profile /dev/zero",
        "run a.trace --card /dev/zero",
        "world show /dev/zero",
        "world care a.world 13800000001 @-",
        "world care a.world 13800000001 @/dev/zero",
    ] {
        // Whatever is read whole has to be less than this.
        let mut command = Command::new("sh");
        command.arg("-c").arg("ulimit -v 1500000; exec \"$0\" \"$@\"").arg(rfid_sim()).args(line.split(' '));
        let output = command.current_dir(folder.path()).stdin(endless()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{line}: {}", told(&output));
        assert!(told(&output).starts_with("rfid-sim: ") || told(&output).contains('×'), "{line}: {}", told(&output));
    }
}

#[test]
fn lines_of_any_octets_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let lines = b"\xFF\xFE\xC0\x80\n\0\0\0\n> 805C\0 0002 04\nsave a\0b\n\xED\xA0\x80\n\x1B[2J\x07\n805C000204\n";
    let output = run(folder.path(), &["record", "--save", "s.trace"], lines);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert_eq!(
        said(&output).matches("The line is no text in UTF-8; nothing was done.").count(),
        2,
        "{}",
        said(&output)
    );
    assert!(said(&output).contains("GET BALANCE: "), "{}", said(&output));
    let saved = fs::read_to_string(folder.path().join("s.trace")).unwrap();
    assert!(!saved.contains(['\0', '\u{FFFD}']) && saved.matches("\n> ").count() == 1, "{saved}");
    let lines = b"menu\n\xFF\xFE\n\0\ntype \xC0\x80\n1\nsms 10658888 \xFF\nstate\n";
    let output = run(folder.path(), &["phone", "--plain", "--lang", "en"], lines);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert_eq!(
        said(&output).matches("! The line is no text in UTF-8; nothing was done.").count(),
        3,
        "{}",
        said(&output)
    );
    assert!(said(&output).contains("Wallet balance") && !said(&output).contains('\u{FFFD}'), "{}", said(&output));
}

#[test]
fn binary_input_is_refused_with_reason() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    for octets in [&b"\xFF\xFE\x00\x00"[..], b"> 00A4\xC3\x28\n", b"\0\0\0\0\0", b"", b"\xEF\xBB\xBF"] {
        for name in ["-", "octets"] {
            fs::write(folder.path().join("octets"), octets).unwrap();
            let line = |line: &str| line.replace("FILE", name);
            for line in ["explain FILE", "convert FILE --to jsonl", "diff a.trace FILE", "ota unwrap -"].map(line) {
                let arguments: Vec<&str> = line.split(' ').collect();
                let output = run(folder.path(), &arguments, octets);
                assert_eq!(output.status.code(), Some(2), "{line}, {octets:02X?}: {}{}", said(&output), told(&output));
                assert!(told(&output).len() > 10 && !told(&output).contains("panicked"), "{line}: {}", told(&output));
            }
        }
    }
}

#[test]
fn arguments_of_any_octets_are_refused_or_work() {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    for (words, line, input) in RUNS {
        let parts: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
        // Each argument in turn, and one more.
        for place in words.split(' ').count()..=parts.len() {
            let mut arguments = parts.clone();
            arguments.truncate(place);
            arguments.push(OsStr::from_bytes(NAME).to_owned());
            arguments.extend(parts.iter().skip(place + 1).cloned());
            let output = run(folder.path(), &arguments, input.as_bytes());
            let told = told(&output);
            assert!(!told.contains("panicked"), "{arguments:?}: {told}");
            match output.status.code() {
                Some(0) => assert!(!told.contains("error"), "{arguments:?}: {told}"),
                Some(2) => assert!(!told.trim().is_empty(), "{arguments:?} is refused without a word"),
                status => panic!("{arguments:?}: {status:?} {told}"),
            }
            for made in [NAME, b"new.world"] {
                drop(fs::remove_file(folder.path().join(OsStr::from_bytes(made))));
            }
        }
    }
}

#[test]
fn files_of_any_name_are_used() {
    let folder = tempfile::tempdir().unwrap();
    // The folder too has a name that is no text.
    let folder = folder.path().join(OsStr::from_bytes(b"\xC3\x28 d"));
    fs::create_dir(&folder).unwrap();
    prepare_trace(&folder);
    let name = |end: &str| OsStr::from_bytes(&[NAME, end.as_bytes()].concat()).to_owned();
    fs::copy(folder.join("a.trace"), folder.join(name(".trace"))).unwrap();
    let words = |line: &str| line.split(' ').map(OsString::from).collect::<Vec<_>>();
    fs::write(folder.join("mine.toml"), "[start]\nbalance = \"7.00 yuan\"\n").unwrap();
    let runs: [(Vec<OsString>, &[u8]); 9] = [
        ([words("run"), vec![name(".trace"), "--card".into(), name(".card")]].concat(), b""),
        ([words("convert"), vec![name(".trace"), "-o".into(), name(".jsonl")]].concat(), b""),
        ([words("diff"), vec![name(".trace"), name(".jsonl")]].concat(), b""),
        ([words("tear"), vec![name(".trace")]].concat(), b""),
        ([words("world new"), vec![name(".world")]].concat(), b""),
        ([words("phone --plain --world"), vec![name(".world")]].concat(), b"wait 1\n"),
        ([words("phone --plain --record"), vec![name("-phone")]].concat(), b"menu\n"),
        ([words("phone --plain --profile mine.toml --record"), vec![name("-mine")]].concat(), b"menu\n"),
        ([words("record --save"), vec![name("-shell")]].concat(), b"805C000204\n"),
    ];
    for (arguments, input) in runs {
        let output = run(&folder, &arguments, input);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", told(&output));
    }
    for end in [".card", ".jsonl", ".world", "-phone.trace", "-phone.walk", "-mine.trace", "-mine.walk", "-shell.trace"]
    {
        assert!(folder.join(name(end)).exists(), "{end}");
    }
    for end in ["-phone.trace", "-phone.walk", "-mine.trace", "-mine.walk", "-shell.trace"] {
        let output = run(&folder, &["run".into(), name(end)], b"");
        assert_eq!(output.status.code(), Some(0), "{end}: {}{}", said(&output), told(&output));
    }
}
