//! `rfid-sim world clock`: the time, and time that passes.

use super::WorldArgument;
use crate::cli::{CliResult, Ending, print};
use sim_codec::duration;
use sim_i18n::Language;
use sim_i18n::world::clock;

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
pub(super) fn run(arguments: &Arguments, language: Language) -> CliResult {
    let console = arguments.at.console(language);
    let world = match arguments.duration {
        None => console.look()?,
        Some(ms) => console.wait(ms)?,
    };
    print(&clock::next_due(language, &world));
    Ok(Ending::Held)
}
