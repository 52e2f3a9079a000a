//! `rfid-sim world clock`: the time, and time that passes.

use super::{WorldArgument, step};
use crate::cli::{CliResult, Ending, print};
use sim_codec::duration;
use sim_world::store::sqlite::WorldFile;
use sim_world::world::World;

/// Arguments of `rfid-sim world clock`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    at: WorldArgument,
    /// Time to pass, for example `+90s`, `+1h30m` or `+2d`.
    #[arg(value_name = "DURATION", value_parser = duration::from_word)]
    duration: Option<u64>,
}

/// Runs `rfid-sim world clock`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let path = &arguments.at.file;
    let world = match arguments.duration {
        None => WorldFile::look(path)?,
        Some(ms) => step::wait(path, ms)?,
    };
    print(&told(&world));
    Ok(Ending::Held)
}

/// Renders the time, and the moment at which something is due next.
fn told(world: &World) -> String {
    match world.next_due() {
        Some(due) => format!("{}; something is due at {due}", world.now()),
        None => format!("{}; nothing is due", world.now()),
    }
}
