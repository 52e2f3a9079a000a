//! `rfid-sim pos tap`, `balance` and `records`: a phone is held to a terminal.

use sim_wire::Fen;

use super::PosArgument;
use super::fault::{FaultArguments, fault};
use crate::cli::table::table;
use crate::cli::world::step::WorldConsole;
use crate::cli::{output, print};
use sim_i18n::amount;
use sim_i18n::world::terminal;
use sim_world::action::{Action, HolderAction, NthFault, TapAction, TapPurpose};
use sim_world::actor::Performed;
use sim_world::platform::amount::parse_yuan;
use sim_world::platform::number::Msisdn;

/// Phone that is held to a terminal.
#[derive(clap::Args)]
struct PhoneArguments {
    #[command(flatten)]
    at: PosArgument,
    /// Number of the person whose phone is held to the terminal, eleven digits.
    #[arg(value_name = "NUMBER")]
    number: Msisdn,
}

/// Way in which a phone is held to a terminal.
#[derive(clap::Args)]
struct TapOptions {
    /// Command of the terminal at which the phone leaves, as `before:4` or `after:4`: before the card gets the command,
    /// or after the card has executed it and before the terminal has the answer.
    #[arg(long, value_name = "SIDE:N", value_parser = fault)]
    leaves: Option<NthFault>,
    /// The phone is held by the finder of the card that the number lost last.
    #[arg(long)]
    finder: bool,
}

/// Arguments of `rfid-sim pos tap`.
#[derive(clap::Args)]
pub(super) struct TapArguments {
    #[command(flatten)]
    phone: PhoneArguments,
    /// Amount in yuan, for example `100` or `19.9`.
    #[arg(value_name = "YUAN", value_parser = parse_yuan)]
    amount: Fen,
    #[command(flatten)]
    options: TapOptions,
    #[command(flatten)]
    faults: FaultArguments,
}

/// Arguments of `rfid-sim pos balance` and `records`.
#[derive(clap::Args)]
pub(super) struct ReadArguments {
    #[command(flatten)]
    phone: PhoneArguments,
    #[command(flatten)]
    options: TapOptions,
}

impl PhoneArguments {
    /// Returns the tap.
    const fn tap(&self, options: &TapOptions, purpose: TapPurpose) -> Action {
        let tap = TapAction { purpose, pos: self.at.place(), leaves: options.leaves };
        match options.finder {
            true => Action::Finder(self.number, tap),
            false => Action::Holder(self.number, HolderAction::Tap(tap)),
        }
    }
}

/// Runs `rfid-sim pos tap`: pays, and prints the receipt.
pub(super) fn pay(console: WorldConsole<'_>, arguments: &TapArguments) -> miette::Result<()> {
    let TapArguments { phone, amount, options, faults } = arguments;
    let faults = faults.actions().map(|fault| Action::Pos(phone.at.place(), fault));
    let actions: Vec<Action> = faults.chain([phone.tap(options, TapPurpose::Purchase(*amount))]).collect();
    if let (_, Performed::Paid(sale)) = console.perform(&actions)? {
        print("");
        output::write(&sale.receipt.print());
    }
    Ok(())
}

/// Runs `rfid-sim pos balance` and `records`: prints what the terminal reads from the card.
pub(super) fn read(console: WorldConsole<'_>, arguments: &ReadArguments, purpose: TapPurpose) -> miette::Result<()> {
    let language = console.language;
    match console.perform(&[arguments.phone.tap(&arguments.options, purpose)])? {
        (_, Performed::Balance(balance)) => print(&amount(language, balance.0.into())),
        (_, Performed::Records(records)) if records.is_empty() => print(terminal::no_record(language)),
        (_, Performed::Records(records)) => table(&terminal::records(language, &records)),
        _ => {}
    }
    Ok(())
}
