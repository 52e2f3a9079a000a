//! `rfid-sim fleet world`: the block of a number as a world in a file of its own.

use std::path::PathBuf;

use super::show::wake;
use super::{FleetArgument, failed};
use crate::cli::{CliResult, Ending, print};
use sim_lab::fleet::PAY_PASSWORD;
use sim_world::platform::number::Msisdn;
use sim_world::store::sqlite::WorldFile;

/// Arguments of `rfid-sim fleet world`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    at: FleetArgument,
    /// Number of a person of the block.
    #[arg(value_name = "NUMBER")]
    number: Msisdn,
    /// File of the world, which must not be there yet.
    #[arg(value_name = "WORLD")]
    world: PathBuf,
}

/// Runs `rfid-sim fleet world`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let block = wake(&arguments.at.open().map_err(failed)?, arguments.number)?;
    WorldFile::create(&arguments.world, block.world())?;
    let people = super::new::people_of(u64::try_from(block.world().people().len()).unwrap_or(u64::MAX));
    print(&format!("{}: a world of {people}; everybody's pay password is {PAY_PASSWORD}", arguments.world.display()));
    Ok(Ending::Held)
}
