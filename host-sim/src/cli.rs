//! The command line: one file a subcommand, and the only place that knows clap. Exit status 0 means all held, 1 that
//! something was found wrong, 2 that it could not be done.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use output::print;

mod ascii;
mod card;
mod certify;
mod check;
mod completions;
mod convert;
mod diff;
mod docs;
mod explain;
mod fleet;
mod fmt;
mod gsmtap;
mod hall;
mod language;
mod lsp;
mod mac;
mod man;
mod menu;
mod modem;
mod ota;
mod output;
mod parallel;
#[cfg(feature = "pcsc")]
mod pcsc;
mod phone;
mod pos;
mod profile;
mod raw_mode;
mod reader;
mod reading;
mod record;
mod report;
mod rewrite;
mod run;
mod scripts;
mod secret;
mod session_file;
mod sessions;
mod shard;
mod signals;
mod smpp;
mod storm;
mod table;
mod tear;
mod told;
mod web;
mod world;
mod world_report;

/// Ending of a subcommand, as the exit status reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Everything held: status 0.
    Held,
    /// Something was found wrong: status 1.
    Failed,
    /// Something could not be done, and the reason was printed already: status 2.
    Undone,
}

/// Result of a subcommand: an [`Ending`], or the sentence that is printed before exit status 2.
pub type CliResult = miette::Result<Ending>;

#[derive(Parser)]
#[command(name = "rfid-sim", version, about = "Simulator of the RFID-SIM mobile wallet card (手机钱包)")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// Returns the command line: every subcommand with its options, for completions and manual pages.
pub fn command() -> clap::Command {
    <Arguments as clap::CommandFactory>::command()
}

#[derive(Subcommand)]
enum Command {
    /// Replay APDU traces and walks through the menu, and check every answer and screen.
    Run(run::Arguments),
    /// Find the mistakes of traces, fragments, walks, scenarios and profiles without playing them.
    Check(check::Arguments),
    /// Lay out traces, fragments, walks and scenarios: blanks, tables, comments.
    Fmt(fmt::Arguments),
    /// Make, show and check profiles, of which cards are made.
    Profile(profile::Arguments),
    /// Be a language server for editors, over standard input and output.
    Lsp(lsp::Arguments),
    /// Explain an APDU, an answer, a status word, a log record or a file in words or JSON.
    Explain(explain::Arguments),
    /// Compute a MAC, TAC, session key or cryptogram step by step, and find out why another value is wrong.
    Mac(mac::Arguments),
    /// Operate a phone with the card in it on the terminal: the card's menu, and the exchanges over the contacts.
    Phone(phone::Arguments),
    /// Be a modem with the card in it for other programs: AT commands, short messages, the card's toolkit.
    Modem(modem::Arguments),
    /// Run an interactive APDU shell, which can save the session as a trace.
    Record(record::Arguments),
    /// Put a card into a virtual reader of PC/SC (vpcd), for every program that speaks to cards.
    Reader(reader::Arguments),
    /// List the readers of PC/SC with the cards in them.
    #[cfg(feature = "pcsc")]
    Readers,
    /// Compare two recordings and explain the differences.
    Diff(diff::Arguments),
    /// Convert traces from and to apdutool, scriptor, JSON lines and captures (pcapng).
    Convert(convert::Arguments),
    /// Make and open secured packets (TS 31.115, GSM 03.48), the messages over the air.
    Ota(ota::Arguments),
    /// Cut the power at every memory write of a trace, in every way a write can tear.
    Tear(tear::Arguments),
    /// Run random actions and faults in whole worlds, and audit the worlds after every step.
    Storm(storm::Arguments),
    /// Make and run fleets: a million people with cards who live days by a scenario, on all processors or as shards.
    Fleet(fleet::Arguments),
    /// Certify a card: play a suite of checks by chapter, and report what holds, what differs, and what was not tried.
    Certify(certify::Arguments),
    /// Explore every path of the card's menu, print its map, and prove its claims.
    Menu(menu::Arguments),
    /// Make and run a world in a file: people with phones and cards, the SMS centre, the payment platform, and a clock.
    World(world::Arguments),
    /// Serve the business website and the lab page of a world to browsers (业务网站).
    Web(web::Arguments),
    /// Be the SMS centre of a world for other programs, over SMPP 3.4 (短信网关).
    Smpp(smpp::Arguments),
    /// Work with the POS terminals of a world's shops: taps, receipts, voids and returns, uploads.
    Pos(pos::Arguments),
    /// Work with the business hall of a world: accounts, cash, card swaps, closing, calibration.
    Hall(hall::Arguments),
    /// Write a report about a world: one HTML page with charts and tables that needs nothing beside it.
    Report(world_report::Arguments),
    /// Print the pages of the book, or look for a text in them.
    Docs(docs::Arguments),
    /// Print a script that completes the command line of `rfid-sim` in a shell.
    Completions(completions::Arguments),
    /// Print the manual page of `rfid-sim`, or write the pages of all subcommands into a folder.
    Man(man::Arguments),
}

/// Returns every subcommand by its words, as `world new`: for tests that must forget none.
pub fn subcommands() -> Vec<String> {
    fn collect(command: &clap::Command, before: &str, found: &mut Vec<String>) {
        for subcommand in command.get_subcommands() {
            let words = format!("{before} {}", subcommand.get_name()).trim().to_owned();
            match subcommand.has_subcommands() {
                true => collect(subcommand, &words, found),
                false => found.push(words),
            }
        }
    }
    let mut found = Vec::new();
    collect(&<Arguments as clap::CommandFactory>::command(), "", &mut found);
    found
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(usage) => return told_usage(&usage),
    };
    let outcome = match arguments.command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Fmt(arguments) => fmt::run(&arguments),
        Command::Profile(arguments) => profile::run(&arguments),
        Command::Lsp(arguments) => lsp::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Mac(arguments) => mac::run(&arguments),
        Command::Phone(arguments) => phone::run(&arguments),
        Command::Modem(arguments) => modem::run(&arguments),
        Command::Record(arguments) => record::run(&arguments),
        Command::Reader(arguments) => reader::run(&arguments),
        #[cfg(feature = "pcsc")]
        Command::Readers => pcsc::list(),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Convert(arguments) => convert::run(&arguments),
        Command::Ota(arguments) => ota::run(&arguments),
        Command::Tear(arguments) => tear::run(&arguments),
        Command::Storm(arguments) => storm::run(&arguments),
        Command::Fleet(arguments) => fleet::run(&arguments),
        Command::Certify(arguments) => certify::run(&arguments),
        Command::Menu(arguments) => menu::run(&arguments),
        Command::World(arguments) => world::run(&arguments),
        Command::Web(arguments) => web::run(&arguments),
        Command::Smpp(arguments) => smpp::run(&arguments),
        Command::Pos(arguments) => pos::run(&arguments),
        Command::Hall(arguments) => hall::run(&arguments),
        Command::Report(arguments) => world_report::run(&arguments),
        Command::Docs(arguments) => docs::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::Man(arguments) => man::run(&arguments),
    };
    let status = match outcome {
        Ok(Ending::Held) => ExitCode::SUCCESS,
        Ok(Ending::Failed) => ExitCode::from(1),
        Ok(Ending::Undone) => ExitCode::from(2),
        Err(report) => {
            complain(report);
            return ExitCode::from(2);
        }
    };
    unless_lost(status)
}

/// Prints help and version on standard output, a mistake in the arguments on standard error.
fn told_usage(usage: &clap::Error) -> ExitCode {
    if usage.use_stderr() {
        let styled = usage.render();
        let is_terminal = std::io::IsTerminal::is_terminal(&std::io::stderr());
        output::warn(&if is_terminal { styled.ansi().to_string() } else { styled.to_string() });
        return ExitCode::from(2);
    }
    output::write(&usage.render().to_string());
    unless_lost(ExitCode::SUCCESS)
}

/// Returns the exit status, or 2 if something could not be printed.
fn unless_lost(status: ExitCode) -> ExitCode {
    match output::failure() {
        Some(reason) => {
            output::warn(&format!("rfid-sim: standard output cannot be written: {reason}."));
            ExitCode::from(2)
        }
        None => status,
    }
}

/// Prints on standard error what could not be done.
fn complain(report: impl Into<miette::Report>) {
    output::warn(&told::told(&report.into()));
}
