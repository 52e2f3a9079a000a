//! The command line: one file a subcommand, and the only place that knows clap. Exit status 0 means all held, 1 that
//! something was found wrong, 2 that it could not be done.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod card;
mod convert;
mod diff;
mod explain;
mod menu;
mod ota;
mod parallel;
mod phone;
mod record;
mod report;
mod run;
mod sessions;
mod storm;
mod tear;
mod told;
mod world;

/// How a subcommand ended, as the exit status says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// All held: 0.
    Held,
    /// Something was found wrong: 1.
    Failed,
    /// Something could not be done, and was told already: 2.
    Undone,
}

/// A subcommand's result: an [`Ending`], or the one clear sentence that is printed before exit status 2.
pub type Outcome = miette::Result<Ending>;

#[derive(Parser)]
#[command(name = "rfid-sim", version, about = "The RFID-SIM mobile wallet card (手机钱包) as a simulator.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Replay APDU traces and walks through the menu, and check every answer and screen.
    Run(run::Arguments),
    /// Say in words or JSON what an APDU, an answer, a status word, a log record or a file is.
    Explain(explain::Arguments),
    /// A phone with the card in it on the terminal: the card's menu, and what crosses the contacts.
    Phone(phone::Arguments),
    /// An interactive APDU shell that can save what was typed as a trace.
    Record(record::Arguments),
    /// Compare two recordings and explain the differences.
    Diff(diff::Arguments),
    /// Convert traces from and to apdutool, scriptor and JSON lines.
    Convert(convert::Arguments),
    /// Make and open secured packets (TS 31.115, GSM 03.48), the messages over the air.
    Ota(ota::Arguments),
    /// Cut the power at every memory write of a trace, in every way a write can tear.
    Tear(tear::Arguments),
    /// Let everything that can go wrong go wrong at random in whole worlds, and audit them after every step.
    Storm(storm::Arguments),
    /// Walk every path of the card's menu, draw it and prove it.
    Menu(menu::Arguments),
    /// A world in a file: people with phones and cards, the SMS centre, the payment platform, and a clock.
    World(world::Arguments),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Phone(arguments) => phone::run(&arguments),
        Command::Record(arguments) => record::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Convert(arguments) => convert::run(&arguments),
        Command::Ota(arguments) => ota::run(&arguments),
        Command::Tear(arguments) => tear::run(&arguments),
        Command::Storm(arguments) => storm::run(&arguments),
        Command::Menu(arguments) => menu::run(&arguments),
        Command::World(arguments) => world::run(&arguments),
    };
    match outcome {
        Ok(Ending::Held) => ExitCode::SUCCESS,
        Ok(Ending::Failed) => ExitCode::from(1),
        Ok(Ending::Undone) => ExitCode::from(2),
        Err(report) => {
            complain(report);
            ExitCode::from(2)
        }
    }
}

/// Tells what could not be done.
fn complain(report: impl Into<miette::Report>) {
    eprintln!("{}", told::told(&report.into()));
}

/// Prints a line. A reader that has gone away (`rfid-sim run | head`) is no failure of what was done.
fn print(text: &str) {
    use std::io::Write as _;
    let mut output = std::io::stdout().lock();
    drop(writeln!(output, "{text}").and_then(|()| output.flush()));
}
