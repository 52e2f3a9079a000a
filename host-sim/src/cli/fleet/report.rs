//! `rfid-sim fleet report`: one page about a fleet.

use std::path::{Path, PathBuf};

use super::page::page;
use super::{FleetArgument, failed};
use crate::cli::world_report::{taken, write};
use crate::cli::{CliResult, Ending};
use miette::miette;
use sim_wire::count::Counted;

/// Arguments of `rfid-sim fleet report`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    at: FleetArgument,
    /// File of the page, or `-` for standard output.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Number of the only day that is counted, from 1.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    day: Option<u32>,
    /// Overwrite an existing page.
    #[arg(long)]
    force: bool,
}

/// Runs `rfid-sim fleet report`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let Arguments { at, output, day, force } = arguments;
    let is_file = output != Path::new("-");
    if is_file && !force && output.symlink_metadata().is_ok() {
        return Err(taken(output));
    }
    let file = at.open().map_err(failed)?;
    let lived = file.blocks().map_err(failed)?.iter().map(|(_, days)| *days).max().unwrap_or(0);
    if let Some(day) = day.filter(|day| *day > lived) {
        return Err(miette!("the fleet has lived {}, and so no day {day}", Counted(lived, "day")));
    }
    let text = page(&file, *day, lived).map_err(failed)?;
    if is_file {
        write(output, &text, *force)?;
    } else {
        crate::cli::output::write(&text);
    }
    Ok(Ending::Held)
}
