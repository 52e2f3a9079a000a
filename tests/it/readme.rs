//! The documentation's sessions are tests: every ```console block is typed as it stands, and its output must be what
//! the block shows. A line `...` stands for any lines, `[..]` for any text within a line. `BLESS_DOCS=1` rewrites the
//! blocks. A command without output is an example of how to write it, with files that are not there, and is not typed.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::binary::rfid_sim;

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Returns the README, the book and the guide to the traces.
pub(crate) fn documents() -> Vec<PathBuf> {
    let book = std::fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let pages = book.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let mut documents: Vec<_> = pages.chain([root().join("README.md"), root().join("apdu-traces/README.md")]).collect();
    documents.sort();
    documents
}

/// Command of a block, and the output that the block shows for it.
struct Shown {
    command: String,
    output: String,
}

/// Returns the commands of one block: a line `$ …` and the lines up to the next.
fn commands(block: &str) -> Vec<Shown> {
    let mut commands = Vec::<Shown>::new();
    for line in block.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            commands.push(Shown { command: command.to_owned(), output: String::new() });
        } else {
            let last = commands.last_mut().expect("a console block begins with a command");
            last.output += line;
            last.output.push('\n');
        }
    }
    commands
}

/// Runs a command line, which may be fed by `printf … |`; returns both streams, and `? status` if that is not 0.
/// `cargo run --release -- …` and `rfid-sim …` are the same program.
fn typed(command: &str, folder: &Path) -> String {
    let (typed, command) = command.split_once("| ").map_or(("", command), |(typed, command)| (typed, command));
    let program = command.strip_prefix("cargo run --release --").or_else(|| command.strip_prefix("rfid-sim"));
    let program = program.unwrap_or_else(|| panic!("`{command}` is not a command of this program"));
    let before = if typed.is_empty() { String::new() } else { format!("{typed} | ") };
    let line = format!("{before}'{}'{program} 2>&1", rfid_sim().display());
    let output = Command::new("sh").arg("-c").arg(line).current_dir(folder).env("NO_COLOR", "1").output().unwrap();
    let mut printed = String::from_utf8(output.stdout).unwrap();
    if let Some(status) = output.status.code().filter(|status| *status != 0) {
        printed += &format!("? {status}\n");
    }
    printed
}

/// Types the blocks of a document; returns the number of commands, and the document as it would have to be.
fn retyped(text: &str, complaints: &mut Vec<String>) -> (usize, String) {
    let mut typed_commands = 0;
    // The traces are where a reader has them; what a session writes goes when the test does.
    let folder = tempfile::tempdir().unwrap();
    let traces = root().join("apdu-traces").canonicalize().unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(traces, folder.path().join("apdu-traces")).unwrap();
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, block, after)) = next_block(rest) {
        result += before;
        for shown in commands(block) {
            if shown.output.is_empty() {
                result += &format!("$ {}\n", shown.command);
                continue;
            }
            typed_commands += 1;
            let actual = typed(&shown.command, folder.path());
            let held = snapbox::Assert::new().try_eq(
                Some(&shown.command.as_str()),
                actual.trim_end().into(),
                shown.output.trim_end().into(),
            );
            result += &format!("$ {}\n{}", shown.command, if held.is_ok() { &shown.output } else { &actual });
            complaints.extend(held.err().map(|difference| difference.to_string()));
        }
        rest = after;
    }
    (typed_commands, result + rest)
}

/// Splits a text at the next ```console block: before it (opening line included), inside, and from its closing line on.
fn next_block(text: &str) -> Option<(&str, &str, &str)> {
    const OPENING: &str = "```console\n";
    let start = text.find(OPENING)? + OPENING.len();
    let end = start + text[start..].find("```")?;
    Some((&text[..start], &text[start..end], &text[end..]))
}

#[test]
#[cfg(unix)]
fn documented_sessions_match_the_output() {
    let mut complaints = Vec::new();
    let mut typed_commands = 0;
    for path in documents() {
        let text = std::fs::read_to_string(&path).unwrap();
        let (count, retyped) = retyped(&text, &mut complaints);
        typed_commands += count;
        if std::env::var_os("BLESS_DOCS").is_some() && retyped != text {
            std::fs::write(&path, retyped).unwrap();
        }
    }
    assert!(complaints.is_empty(), "{}\nBLESS_DOCS=1 rewrites the blocks", complaints.join("\n"));
    assert!(typed_commands >= 3, "no document shows a session");
}

#[test]
fn readme_gives_run_and_test_commands() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.contains("\ncargo run --release -- run ") && readme.contains("\ncargo test --workspace "));
}
