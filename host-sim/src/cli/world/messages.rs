//! `rfid-sim world messages`: messages under way, the last events, and acts on messages by hand.

use clap::Subcommand;
use miette::{IntoDiagnostic as _, miette};

use super::WorldArgument;
use crate::cli::{CliResult, Ending, print};
use sim_codec::duration;
use sim_i18n::world::mail;
use sim_i18n::{Language, event};
use sim_world::action::{Action, CentreAction, NetworkAction};
use sim_world::smsc::{MessageId, Rule};
use sim_world::store::sqlite::WorldFile;

/// Arguments of `rfid-sim world messages`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    at: WorldArgument,
    /// Number of last events to show.
    #[arg(long, default_value_t = 20, value_name = "N")]
    last: u64,
    #[command(subcommand)]
    act: Option<Act>,
}

#[derive(Subcommand)]
enum Act {
    /// Hold a message until it is released.
    Hold {
        /// Number of the message.
        id: u64,
    },
    /// Release a held message.
    Release {
        /// Number of the message.
        id: u64,
    },
    /// Drop a message.
    Drop {
        /// Number of the message.
        id: u64,
    },
    /// Send a message once more.
    Repeat {
        /// Number of the message.
        id: u64,
    },
    /// Delay a message.
    Delay {
        /// Number of the message.
        id: u64,
        /// Additional delay, for example `90s`.
        #[arg(value_parser = duration::from_word)]
        duration: u64,
    },
    /// Order a fault for a later message, for example `lost 1 report` or `late:90 2 deliver 13800000001`.
    Rule {
        /// Rule in words: the fate (lost, twice, swapped, late:SECONDS), the number of the message counted from now on,
        /// the message's kind (submit, deliver, report), and optionally the number of a person.
        rule: Rule,
    },
}

/// Runs `rfid-sim world messages`.
pub(super) fn run(arguments: &Arguments, language: Language) -> CliResult {
    match &arguments.act {
        None => show(arguments, language),
        Some(act) => arguments.at.console(language).perform(&[Action::Network(act.action())]).map(|_| Ending::Held),
    }
}

impl Act {
    /// Returns the network action of the subcommand.
    fn action(&self) -> NetworkAction {
        match self {
            Act::Hold { id } => NetworkAction::ByHand(MessageId(*id), CentreAction::Hold),
            Act::Release { id } => NetworkAction::ByHand(MessageId(*id), CentreAction::Release),
            Act::Drop { id } => NetworkAction::ByHand(MessageId(*id), CentreAction::Drop),
            Act::Repeat { id } => NetworkAction::ByHand(MessageId(*id), CentreAction::Repeat),
            Act::Delay { id, duration } => NetworkAction::ByHand(MessageId(*id), CentreAction::Delay(*duration)),
            Act::Rule { rule } => NetworkAction::Rule(rule.clone()),
        }
    }
}

/// Shows the last events, the messages under way and the rules.
fn show(arguments: &Arguments, language: Language) -> CliResult {
    let path = &arguments.at.file;
    let last = WorldFile::last_events(path, arguments.last)?;
    let world = WorldFile::look(path)?;
    last.iter().for_each(|event| print(&event::dated_line(language, event)));
    if !last.is_empty() {
        print("");
    }
    print(&mail::count(language, &world));
    world.centre().carried().for_each(|carried| print(&mail::carried(language, carried)));
    world.centre().rules().iter().for_each(|rule| print(&mail::rule(language, rule)));
    if u64::try_from(last.len()).into_diagnostic()? > world.happened() {
        return Err(miette!("The world was changed meanwhile."));
    }
    Ok(Ending::Held)
}
