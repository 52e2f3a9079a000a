//! The examples of `docs/TRACES.md`, played: a block headed `trace` must hold. One headed `trace fails: …` must fail,
//! and one headed `trace mistake: …` must be refused, in those words.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the whole target is tests, their helpers too, and a panic is how a test speaks"
)]

#[path = "fenced/blocks.rs"]
mod fenced;

use fenced::blocks;
use sim_script::trace::{self, Options};

/// Returns the first failure of a trace in words; `None` if the trace holds.
fn failure(name: &str, text: &str) -> Option<String> {
    let trace = trace::parse(name, text).unwrap_or_else(|error| panic!("{:?}", miette::Report::new(*error)));
    let outcome = trace::replay(&trace, &Options::default());
    let failure = outcome.results.into_iter().find_map(|result| result.failure);
    failure.map(|failure| format!("{}: {}", failure.place, failure.trouble.summary()))
}

#[test]
fn every_trace_example_of_book_holds() {
    let mut played = 0;
    for (line, heading, text) in blocks("TRACES.md") {
        let name = format!("docs/TRACES.md:{line}");
        match heading.split_once(": ").unwrap_or((&heading, "")) {
            ("trace", _) => assert_eq!(failure(&name, &text), None, "{name}"),
            ("trace fails", told) => {
                let failure = failure(&name, &text).unwrap_or_else(|| panic!("{name} holds"));
                assert!(failure.contains(told), "{name}: {failure}");
            }
            ("trace mistake", told) => {
                let error = trace::parse(&name, &text).expect_err("a mistake");
                assert_eq!(error.what(), told, "{name}");
            }
            _ => continue,
        }
        played += 1;
    }
    assert!(played >= 10, "only {played} examples were found");
}

#[test]
fn trace_report_in_book_equals_output() {
    let blocks = blocks("TRACES.md");
    let (_, _, story) = blocks.iter().find(|(_, heading, _)| heading.starts_with("trace fails")).expect("an example");
    let (_, _, report) = blocks.iter().find(|(_, heading, _)| heading == "text").expect("its report");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("story.trace"), story).unwrap();
    let program = env!("CARGO_BIN_EXE_rfid-sim");
    let output = std::process::Command::new(program).args(["run", "story.trace"]).current_dir(folder.path()).output();
    let printed = String::from_utf8(output.unwrap().stdout).unwrap();
    assert!(printed.contains(report.as_str()), "{printed}");
}
