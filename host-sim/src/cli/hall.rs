//! `rfid-sim hall`: the business hall (营业厅) of a world: accounts and cash, cards that are swapped, wallets that are
//! closed, calibration on site, and records. Every command opens the file, acts, lists the events, and ends.

use std::path::PathBuf;

use clap::Subcommand;
use miette::miette;
use sim_wire::Fen;

use super::language::LanguageOption;
use super::world::scratch_card::ScratchCard;
use super::world::step::{self, WorldConsole};
use super::{CliResult, Ending, output, print};
use sim_i18n::outcome;
use sim_world::action::{Action, CardLoss, DocumentInput, HallAction, HallService, HolderAction};
use sim_world::actor::Performed;
use sim_world::platform::amount::parse_yuan;
use sim_world::platform::number::Msisdn;

mod records;

/// Arguments of `rfid-sim hall`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// File of the world, as `rfid-sim world new FILE` makes it.
    #[arg(long, global = true, value_name = "FILE")]
    world: Option<PathBuf>,
    #[command(flatten)]
    lang: LanguageOption,
    #[command(subcommand)]
    command: HallCommand,
}

#[derive(Subcommand)]
enum HallCommand {
    /// Open a payment account, and with it the wallet where the number holds an RFID-SIM.
    Open(ServiceArguments),
    /// Pay in cash (营业厅现金充值).
    Deposit(AmountArguments),
    /// Load cash of the account onto the card (营业厅POS转存), and print the slip.
    Load(LoadArguments),
    /// Take the rest of the purse back for a swap of the card, and register the amount (换卡登记).
    Register(ServiceArguments),
    /// Give the number another card (补换卡).
    Issue(ServiceArguments),
    /// Load the registered amount onto the new card (换卡圈存).
    Reload(ServiceArguments),
    /// Take the rest of the purse back and unsubscribe the wallet (钱包退订).
    Close(ServiceArguments),
    /// Complete the holder's data in the registry (补齐基本资料). An account becomes a real-name one by `GX` afterwards.
    Data(ServiceArguments),
    /// Calibrate the tap distance for the present phone (现场校准).
    Calibrate(ServiceArguments),
    /// Advise a person face to face, by the states of number, account and wallet (咨询帮助).
    Advise(NumberArgument),
    /// Show the platform's records of a wallet, up to the day before.
    Records(records::Arguments),
    /// Lose the card, with the phone in which it is.
    Lose(NumberArgument),
    /// Break the card: nothing reads it any more.
    Break(NumberArgument),
    /// Sell a scratch card (充值卡) and print its digits, once.
    ScratchCard(ScratchCard),
}

/// Number of a person.
#[derive(clap::Args)]
struct NumberArgument {
    /// Number of the person, eleven digits.
    #[arg(value_name = "NUMBER")]
    number: Msisdn,
}

#[derive(clap::Args)]
struct AmountArguments {
    #[command(flatten)]
    whose: NumberArgument,
    /// Amount in yuan, for example `100` or `19.9`.
    #[arg(value_name = "YUAN", value_parser = parse_yuan)]
    amount: Fen,
}

#[derive(clap::Args)]
struct LoadArguments {
    #[command(flatten)]
    load: AmountArguments,
    /// Take the amount in cash first (现金充值).
    #[arg(long)]
    cash: bool,
}

/// Service for which the holder shows an identity document.
#[derive(clap::Args)]
struct ServiceArguments {
    #[command(flatten)]
    whose: NumberArgument,
    /// Name on the document that is shown [default: the holder's document].
    #[arg(long, requires = "document")]
    name: Option<String>,
    /// Number of the document that is shown, letters and digits.
    #[arg(long, value_name = "DOCUMENT", requires = "name")]
    document: Option<String>,
}

impl ServiceArguments {
    /// Returns the action of a service.
    fn action(&self, service: HallService) -> Action {
        let document = self.name.clone().zip(self.document.clone());
        let document = document.map(|(name, number)| DocumentInput { name, number });
        Action::Hall(HallAction::Serve(self.whose.number, service, document))
    }
}

/// Runs `rfid-sim hall`. A refusal is printed, and the exit status is 1.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let Some(path) = &arguments.world else {
        return Err(miette!("No world is named: `rfid-sim hall --world FILE …` names one."));
    };
    let console = WorldConsole { path, language: arguments.lang.language() };
    step::print_refusal(act(console, &arguments.command))
}

/// Executes the subcommand.
fn act(console: WorldConsole<'_>, command: &HallCommand) -> CliResult {
    let action = match command {
        HallCommand::Open(asked) => asked.action(HallService::OpenAccount),
        HallCommand::Register(asked) => asked.action(HallService::RegisterSwap),
        HallCommand::Issue(asked) => asked.action(HallService::IssueCard),
        HallCommand::Reload(asked) => asked.action(HallService::LoadSwap),
        HallCommand::Close(asked) => asked.action(HallService::CloseWallet),
        HallCommand::Data(asked) => asked.action(HallService::CompleteData),
        HallCommand::Calibrate(asked) => asked.action(HallService::Calibrate),
        HallCommand::Deposit(AmountArguments { whose, amount }) => {
            Action::Hall(HallAction::Deposit(whose.number, *amount))
        }
        HallCommand::Advise(whose) => return advise(console, whose.number),
        HallCommand::Load(arguments) => return load(console, arguments),
        HallCommand::Lose(whose) => Action::Holder(whose.number, HolderAction::LoseCard(CardLoss::Lost)),
        HallCommand::Break(whose) => Action::Holder(whose.number, HolderAction::LoseCard(CardLoss::Broken)),
        HallCommand::Records(arguments) => return records::run(console, arguments),
        HallCommand::ScratchCard(card) => {
            card.sell(console)?;
            return Ok(Ending::Held);
        }
    };
    console.perform(&[action])?;
    Ok(Ending::Held)
}

/// Advises a person, and prints the advice.
fn advise(console: WorldConsole<'_>, number: Msisdn) -> CliResult {
    if let (_, Performed::Advised(advice)) = console.perform(&[Action::Hall(HallAction::Advise(number))])? {
        advice.iter().for_each(|advice| print(&outcome::advice(console.language, *advice)));
    }
    Ok(Ending::Held)
}

/// Loads an amount onto a card, and prints the slip.
fn load(console: WorldConsole<'_>, LoadArguments { load, cash }: &LoadArguments) -> CliResult {
    let AmountArguments { whose: NumberArgument { number }, amount } = load;
    let action = if *cash { HallAction::LoadCash(*number, *amount) } else { HallAction::Load(*number, *amount) };
    if let (_, Performed::Loaded(slip)) = console.perform(&[Action::Hall(action)])? {
        print("");
        output::write(&slip.print());
    }
    Ok(Ending::Held)
}
