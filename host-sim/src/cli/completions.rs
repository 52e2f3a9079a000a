//! `rfid-sim completions`: scripts that complete the command line in a shell.

use clap_complete::Shell;

use super::{CliResult, Ending, output};

/// Arguments of `rfid-sim completions`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Shell that is to complete.
    shell: Shell,
}

/// Runs `rfid-sim completions`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::command(), "rfid-sim", &mut script);
    let script = String::from_utf8_lossy(&script);
    output::write(&match arguments.shell {
        // clap_complete 4.6 gives a binary with a hyphen in its name two names in the script for bash, which then
        // completes nothing below the first word.
        Shell::Bash => script.replace("rfid__subcmd__sim", "rfid__sim"),
        _ => script.into_owned(),
    });
    Ok(Ending::Held)
}
