//! `rfid-sim fleet join`: shards become one fleet.

use std::path::PathBuf;

use super::new::people_of;
use super::{FleetArgument, audited, failed};
use crate::cli::report::progress::Progress;
use crate::cli::{CliResult, print};
use sim_lab::fleet::{FleetFile, join};
use sim_wire::count::Counted;

/// Arguments of `rfid-sim fleet join`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    at: FleetArgument,
    /// Files of the shards, which stay as they are.
    #[arg(value_name = "PART", required = true)]
    parts: Vec<PathBuf>,
}

/// Runs `rfid-sim fleet join`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let parts =
        arguments.parts.iter().map(|part| FleetFile::open(part)).collect::<Result<Vec<_>, _>>().map_err(failed)?;
    let mut blocks = 0;
    for part in &parts {
        blocks += part.blocks().map_err(failed)?.len();
    }
    let progress = Progress::timed(blocks, "blocks");
    let joined = join(&arguments.at.file, &parts, || progress.step());
    progress.finish();
    joined.map_err(failed)?;
    let file = arguments.at.open().map_err(failed)?;
    let state = file.state().map_err(failed)?;
    let whole = file.settings().blocks();
    print(&format!(
        "{}: {} in {} of {whole}",
        arguments.at.file.display(),
        people_of(state.people),
        Counted(state.blocks, "block")
    ));
    Ok(audited(&state))
}
