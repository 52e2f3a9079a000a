//! Traces and walks as test cases, for `cargo test` and other runners of tests: those of the folder that
//! `RFID_SIM_TRACES` names, else of `apdu-traces`.
#![allow(clippy::unwrap_used, reason = "a folder of traces that cannot be read ends the target")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use sim_script::trace::files::{self, Kinds};
use sim_script::trace::{self, Options};
use sim_script::walk;

/// Kinds of files that are test cases.
const CASES: Kinds = Kinds { extensions: &[files::EXTENSION, walk::files::EXTENSION], one: "trace or walk" };

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../apdu-traces");
    let folder = std::env::var_os("RFID_SIM_TRACES").map_or(own, PathBuf::from);
    let paths = match files::find_kinds(std::slice::from_ref(&folder), CASES) {
        Ok(paths) => paths,
        Err(error) => {
            eprintln!("RFID_SIM_TRACES: {error}");
            return ExitCode::from(2);
        }
    };
    let trials = paths.into_iter().map(|path| {
        let name = path.strip_prefix(&folder).unwrap_or(&path).display().to_string();
        Trial::test(name, move || replay(&path))
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

/// Replays a file, and fails with everything that did not hold.
fn replay(path: &Path) -> Result<(), Failed> {
    let options = Options::default();
    let outcome = match walk::files::is_walk(path) {
        true => walk::replay(&walk::files::load(path)?, &options),
        false => trace::replay(&files::load(path)?, &options),
    };
    let told: Vec<String> =
        outcome.failures().map(|failure| format!("{}: {}", failure.place, failure.trouble.summary())).collect();
    match told.is_empty() {
        true => Ok(()),
        false => Err(format!("{}\nAgain: rfid-sim run {}", told.join("\n"), path.display()).into()),
    }
}
