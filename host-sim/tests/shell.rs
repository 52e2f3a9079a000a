//! Completions and manual pages, as shells and readers of manuals take them.
#![allow(clippy::unwrap_used, reason = "the whole target is tests, and a panic is how a test speaks")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs the binary.
fn rfid_sim(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rfid-sim")).args(arguments).output().unwrap()
}

/// Prints the completions of a shell.
fn completions(shell: &str) -> String {
    let output = rfid_sim(&["completions", shell]);
    assert_eq!(output.status.code(), Some(0));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs a program that reads its standard input, and returns its output.
fn fed(program: &str, arguments: &[&str], input: &str) -> Output {
    use std::io::Write as _;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn completions_know_every_subcommand_and_its_options() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = completions(shell);
        for words in rfid_sim::cli::subcommands() {
            let last = words.rsplit(' ').next().unwrap();
            assert!(script.contains(last), "{shell}: {words}");
        }
        for option in ["power-cut", "shard", "until-input-ends"] {
            assert!(script.contains(option), "{shell}: --{option}");
        }
    }
}

#[test]
fn unknown_shell_is_refused_with_the_known() {
    let output = rfid_sim(&["completions", "tcsh"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(told.contains("tcsh") && told.contains("zsh") && output.stdout.is_empty(), "{told}");
}

#[test]
#[ignore = "needs bash, zsh and fish"]
fn shells_take_completions_and_complete() {
    let completed = |word: &str, words: &str| {
        let script = format!(
            "{}\nCOMP_WORDS=({words} '{word}'); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n\
             _rfid__sim rfid-sim '{word}' ''; echo \"${{COMPREPLY[@]}}\"\n",
            completions("bash")
        );
        String::from_utf8(fed("bash", &["--norc"], &script).stdout).unwrap().trim().to_owned()
    };
    assert_eq!(completed("wor", "rfid-sim"), "world");
    assert_eq!(completed("scr", "rfid-sim world"), "scratch-card");
    assert_eq!(completed("--sh", "rfid-sim storm"), "--shard");
    assert_eq!(completed("po", "rfid-sim completions"), "powershell");
    let fish = format!("{}\ncomplete -C 'rfid-sim wor'\n", completions("fish"));
    let output = fed("fish", &["--no-config"], &fish);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.lines().any(|line| line.starts_with("world\t")), "{told}");
    let output = fed("zsh", &["-n"], &completions("zsh"));
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let zsh = format!("autoload -U compinit; compinit -u -D\n{}\nwhence -w _rfid-sim\n", completions("zsh"));
    let told = String::from_utf8(fed("zsh", &["-f"], &zsh).stdout).unwrap();
    assert!(told.contains("_rfid-sim: function"), "{told}");
}

/// Returns the names of the files in a folder.
fn names(folder: &Path) -> BTreeSet<String> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn manual_has_a_page_for_every_subcommand() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("share/man/man1");
    let output = rfid_sim(&["man", "--to", to.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    let mut expected = BTreeSet::from(["rfid-sim.1".to_owned()]);
    for words in rfid_sim::cli::subcommands() {
        let words: Vec<&str> = words.split(' ').collect();
        expected.extend((1..=words.len()).map(|count| format!("rfid-sim-{}.1", words.get(..count).unwrap().join("-"))));
    }
    assert_eq!(names(&to), expected);
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(told, format!("{} manual pages are in {}\n", expected.len(), to.display()));
    let page = std::fs::read_to_string(to.join("rfid-sim-world-scratch-card.1")).unwrap();
    assert!(page.contains("充值卡") && page.contains("province"), "{page}");
    let first = String::from_utf8(rfid_sim(&["man"]).stdout).unwrap();
    assert_eq!(first, std::fs::read_to_string(to.join("rfid-sim.1")).unwrap());
}

#[test]
fn manual_that_cannot_be_written_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "kept").unwrap();
    let output = rfid_sim(&["man", "--to", file.join("man1").to_str().unwrap()]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && told.contains("cannot be written"), "{told}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "kept");
}

#[test]
#[ignore = "needs man-db and groff"]
fn manual_pages_format_without_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    rfid_sim(&["man", "--to", folder.path().to_str().unwrap()]);
    for name in names(folder.path()) {
        let mut command = Command::new("man");
        command.args(["--warnings", "-E", "UTF-8", "-l"]).arg(folder.path().join(&name));
        let output = command.env("LC_ALL", "C.UTF-8").env("MANPAGER", "cat").stdin(Stdio::null()).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() && told.is_empty(), "{name}: {told}");
        let page = String::from_utf8(output.stdout).unwrap();
        assert!(page.contains("SYNOPSIS"), "{name}: {page}");
    }
}
