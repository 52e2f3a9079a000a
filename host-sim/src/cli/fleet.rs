//! `rfid-sim fleet`: a million people and more in a file, who live days by a scenario, on all processors or as shards
//! on many machines.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Subcommand;
use miette::miette;
use sim_wire::count::Counted;

use super::{CliResult, Ending, print};
use sim_lab::fleet::{FleetError, FleetFile, FleetFileError, FleetState};

mod day;
mod export;
mod join;
mod new;
mod page;
mod report;
mod show;
mod words;
mod world;

/// Arguments of `rfid-sim fleet`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: FleetCommand,
}

#[derive(Subcommand)]
enum FleetCommand {
    /// Make a fleet: people with phones, cards with open wallets, and accounts.
    New(new::Arguments),
    /// Let everybody live a day or several by a scenario. A day that was cut off goes on.
    Day(day::Arguments),
    /// End all faults, and let time pass until nothing is under way.
    Settle(day::SettleArguments),
    /// Show what the fleet has done and has, or one person's card.
    Show(show::Arguments),
    /// Write a report about the fleet: one HTML page with charts and tables that needs nothing beside it.
    Report(report::Arguments),
    /// Write tables (CSV) of hours, times, balances, people and ledger entries into a folder.
    Export(export::Arguments),
    /// Join the shards of a fleet.
    Join(join::Arguments),
    /// Copy the block of a number into a world's file, for all commands about worlds.
    World(world::Arguments),
}

/// Arguments that name a fleet.
#[derive(clap::Args)]
struct FleetArgument {
    /// File of the fleet.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl FleetArgument {
    fn open(&self) -> Result<FleetFile, FleetFileError> {
        FleetFile::open(&self.file)
    }
}

/// Option that chooses the number of threads.
#[derive(clap::Args)]
struct ThreadsOption {
    /// Number of threads, which changes nothing in the result [default: number of processors].
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

impl ThreadsOption {
    fn chosen(&self) -> NonZeroUsize {
        let all = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        self.threads.unwrap_or_else(all)
    }
}

/// Runs `rfid-sim fleet`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    match &arguments.command {
        FleetCommand::New(arguments) => new::run(arguments),
        FleetCommand::Day(arguments) => day::run(arguments),
        FleetCommand::Settle(arguments) => day::settle(arguments),
        FleetCommand::Show(arguments) => show::run(arguments),
        FleetCommand::Report(arguments) => report::run(arguments),
        FleetCommand::Export(arguments) => export::run(arguments),
        FleetCommand::Join(arguments) => join::run(arguments),
        FleetCommand::World(arguments) => world::run(arguments),
    }
}

/// Returns a failure as people read it.
fn failed(why: impl Into<FleetError>) -> miette::Report {
    miette!("{}", why.into())
}

/// Prints what the audit found; exit status 1 if that is anything.
fn audited(state: &FleetState) -> Ending {
    if state.findings == 0 {
        print("audit: all books and all cards agree");
        return Ending::Held;
    }
    state.told.iter().for_each(|finding| print(&format!("WRONG {finding}")));
    print(&format!("audit: {}", Counted(state.findings, "finding")));
    Ending::Failed
}
