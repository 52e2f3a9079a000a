//! `rfid-sim world export`: the whole world without its secrets.

use miette::IntoDiagnostic as _;

use super::WorldArgument;
use crate::cli::{CliResult, Ending, print};
use sim_world::store::sqlite::WorldFile;
use sim_world::world::export;

/// Arguments of `rfid-sim world export`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    at: WorldArgument,
    /// Print one JSON document instead of a line for each item.
    #[arg(long)]
    json: bool,
}

/// Runs `rfid-sim world export`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let path = &arguments.at.file;
    let happened = WorldFile::last_events(path, u64::MAX)?;
    let world = WorldFile::look(path)?;
    let document = export::document(&world, &happened).into_diagnostic()?;
    match arguments.json {
        true => print(&serde_json::to_string_pretty(&document).into_diagnostic()?),
        false => export::lines(&document).iter().for_each(|line| print(line)),
    }
    Ok(Ending::Held)
}
