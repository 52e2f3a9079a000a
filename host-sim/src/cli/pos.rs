//! `rfid-sim pos`: the POS terminals of a world's shops: taps, receipts, purchases that are taken back, uploads, and
//! what goes wrong at them. Every command opens the file, acts, lists the events, and ends.

use std::path::PathBuf;

use clap::Subcommand;
use miette::miette;
use sim_wire::Fen;

use super::language::LanguageOption;
use super::world::step::{self, WorldConsole};
use super::{CliResult, Ending};
use sim_world::action::{Action, EntryTampering, HolderAction, PosAction, PosPlace, Switch, TapPurpose};
use sim_world::actor::Performed;
use sim_world::platform::amount::parse_yuan;
use sim_world::platform::number::Msisdn;
use sim_world::world::World;

mod distance;
mod fault;
pub(super) mod list;
mod receipt;
mod tap;

use distance::Distance;
use fault::FaultArguments;

/// Arguments of `rfid-sim pos`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// File of the world, as `rfid-sim world new FILE` makes it.
    #[arg(long, global = true, value_name = "FILE")]
    world: Option<PathBuf>,
    #[command(flatten)]
    lang: LanguageOption,
    #[command(subcommand)]
    command: PosCommand,
}

#[derive(Subcommand)]
enum PosCommand {
    /// List the terminals, with merchant, open batch, and the purchases that are not proved.
    List,
    /// Hold a phone to a terminal to pay (消费), and print the receipt.
    Tap(tap::TapArguments),
    /// Read the balance of a card at a terminal (余额查询).
    Balance(tap::ReadArguments),
    /// Read the last ten records of a card at a terminal (明细查询).
    Records(tap::ReadArguments),
    /// Print a receipt again; the last one unless batch and voucher are named.
    Receipt(receipt::Arguments),
    /// Take a purchase back for its receipt: the batch decides between void (撤销) and return (退货).
    TakeBack(receipt::TakeBackArguments),
    /// Upload the batch (批上送). Exit status 1: an entry settled nothing.
    Upload(UploadArguments),
    /// Ask the platform for new parameters: ceilings and black list.
    Parameters(ParametersArguments),
    /// Set the ceilings of all terminals. Each terminal has them once it has asked for its parameters.
    Ceilings(CeilingsArguments),
    /// Put the card of a number on the black list of the terminals (黑名单), or take it off.
    BlackList(BlackListArguments),
    /// Leave a phone lying at a distance from a terminal, or take it away from every terminal.
    Distance(DistanceArguments),
}

/// Terminal of a world.
#[derive(clap::Args)]
struct PosArgument {
    /// Number of the terminal in the list, counted from 1.
    #[arg(value_name = "POS", value_parser = clap::value_parser!(u32).range(1..))]
    pos: u32,
}

impl PosArgument {
    const fn place(&self) -> PosPlace {
        PosPlace(self.pos)
    }
}

#[derive(clap::Args)]
struct UploadArguments {
    #[command(flatten)]
    at: PosArgument,
    /// Tampering with an entry on its way, as `altered:2`: dropped, repeated, altered or foreign, and the place of the
    /// entry in the batch, counted from 1.
    #[arg(long, value_name = "HOW:N", value_parser = fault::tampering)]
    tamper: Option<(EntryTampering, u32)>,
    #[command(flatten)]
    faults: FaultArguments,
}

#[derive(clap::Args)]
struct ParametersArguments {
    #[command(flatten)]
    at: PosArgument,
    #[command(flatten)]
    faults: FaultArguments,
}

#[derive(clap::Args)]
struct CeilingsArguments {
    /// Largest amount of a purchase in yuan.
    #[arg(long, value_name = "YUAN", value_parser = parse_yuan)]
    purchase: Fen,
    /// Largest number of purchases in a batch.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    batch: u32,
}

/// Position of the switch of a card on the black list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum ListSwitch {
    /// The card stands on the black list.
    On,
    /// The card does not stand on the black list.
    Off,
}

#[derive(clap::Args)]
struct BlackListArguments {
    /// Number of the person whose present card is meant, eleven digits.
    #[arg(value_name = "NUMBER")]
    number: Msisdn,
    /// Place of the card: on the black list, or off it.
    #[arg(value_enum)]
    switch: ListSwitch,
}

#[derive(clap::Args)]
struct DistanceArguments {
    #[command(flatten)]
    at: PosArgument,
    /// Number of the person whose phone is meant, eleven digits.
    #[arg(value_name = "NUMBER")]
    number: Msisdn,
    /// Distance in centimetres, at which the phone stays; `none` takes it away from every terminal.
    #[arg(value_name = "CM")]
    distance: Distance,
}

/// Runs `rfid-sim pos`. A refusal is printed, and the exit status is 1.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let Some(path) = &arguments.world else {
        return Err(miette!("No world is named: `rfid-sim pos --world FILE …` names one."));
    };
    let console = WorldConsole { path, language: arguments.lang.language() };
    step::print_refusal(act(console, &arguments.command))
}

/// Executes the subcommand.
fn act(console: WorldConsole<'_>, command: &PosCommand) -> CliResult {
    match command {
        PosCommand::List => return list::run(console),
        PosCommand::Tap(arguments) => tap::pay(console, arguments)?,
        PosCommand::Balance(arguments) => tap::read(console, arguments, TapPurpose::Balance)?,
        PosCommand::Records(arguments) => tap::read(console, arguments, TapPurpose::Records)?,
        PosCommand::Receipt(arguments) => return receipt::run(console, arguments),
        PosCommand::TakeBack(arguments) => receipt::take_back(console, arguments)?,
        PosCommand::Upload(UploadArguments { at, tamper, faults }) => {
            let tampering = tamper.map(|(how, nth)| PosAction::TamperEntry(how, nth));
            let actions = tampering.into_iter().chain(faults.actions()).chain([PosAction::Upload]);
            if let (_, Performed::Uploaded(result)) = at.perform(console, actions)?
                && !result.refused.is_empty()
            {
                return Ok(Ending::Failed);
            }
        }
        PosCommand::Parameters(ParametersArguments { at, faults }) => {
            let (world, _) = at.perform(console, faults.actions().chain([PosAction::AskParameters]))?;
            list::print_parameters(&world, at.place(), console.language);
        }
        PosCommand::Ceilings(CeilingsArguments { purchase, batch }) => {
            console.perform(&[Action::PosCeilings(*purchase, *batch)])?;
        }
        PosCommand::BlackList(BlackListArguments { number, switch }) => {
            let switch = Switch::from_bool(*switch == ListSwitch::On);
            console.perform(&[Action::BlackList(*number, switch)])?;
        }
        PosCommand::Distance(DistanceArguments { at, number, distance }) => {
            let place = match distance {
                Distance::Centimetres(cm) => HolderAction::StandAt(at.place(), *cm),
                Distance::None => HolderAction::GoAway,
            };
            list::check(console, at.place())?;
            console.perform(&[Action::Holder(*number, place)])?;
        }
    }
    Ok(Ending::Held)
}

impl PosArgument {
    /// Performs actions at the terminal in one step.
    fn perform(
        &self,
        console: WorldConsole<'_>,
        actions: impl IntoIterator<Item = PosAction>,
    ) -> miette::Result<(World, Performed)> {
        let actions: Vec<Action> = actions.into_iter().map(|action| Action::Pos(self.place(), action)).collect();
        console.perform(&actions)
    }
}
