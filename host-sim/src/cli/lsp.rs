//! `rfid-sim lsp`: the language server over standard input and output.

use std::io::{self, BufReader};

use miette::miette;

use super::{CliResult, Ending, output};
use crate::lsp::{self, SessionEnd};

/// Arguments of `rfid-sim lsp`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Use standard input and output, which is the only way; editors say so.
    #[arg(long)]
    stdio: bool,
}

/// Runs `rfid-sim lsp`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    // There is no other way yet.
    let _is_said = arguments.stdio;
    match lsp::serve(BufReader::new(io::stdin()), output::Stream) {
        Ok(SessionEnd::Orderly) => Ok(Ending::Held),
        Ok(SessionEnd::Abrupt) => Ok(Ending::Failed),
        // An editor that has gone is told like every reader of standard output.
        Err(_) if !output::is_whole() => Ok(Ending::Held),
        Err(error) => Err(miette!("The editor cannot be answered: {error}")),
    }
}
