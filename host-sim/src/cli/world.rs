//! `rfid-sim world`: a world in a file, with people, cards, the SMS centre and the platform. Every command opens the
//! file, acts, lists the events, and ends.

use std::path::PathBuf;

use clap::Subcommand;
use miette::miette;
use sim_wire::Fen;

use super::language::LanguageOption;
use super::{CliResult, Ending, print};
use sim_codec::time::SECOND;
use sim_i18n::world::input::{CheckedInput, form};
use sim_i18n::{Language, audit};
use sim_world::action::{self, Action, CareAction, HallAction, HolderAction, PayPasswordInput};
use sim_world::audit::AuditError;
use sim_world::platform;
use sim_world::platform::amount::parse_yuan;
use sim_world::platform::number::Msisdn;
use sim_world::platform::password::PayPassword;

mod bank;
mod call;
mod clock;
mod export;
mod messages;
mod new;
mod order;
mod register;
pub(super) mod sample;
pub(super) mod scratch_card;
pub(super) mod show;
mod site;
pub(super) mod step;

use scratch_card::ScratchCard;
use step::WorldConsole;

/// Milliseconds that the first messages of a new world, and the opening of accounts, may take.
const OPENING_MS: u64 = 60 * SECOND;

/// Arguments of `rfid-sim world`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    lang: LanguageOption,
    #[command(subcommand)]
    command: WorldCommand,
}

#[derive(Subcommand)]
enum WorldCommand {
    /// Make a world: people with phones and cards, an SMS centre, a payment platform.
    New(new::Arguments),
    /// Show the people, their cards and accounts, and the messages, letters and errands under way.
    Show(WorldArgument),
    /// Show the clock, or let time pass and list the events.
    Clock(clock::Arguments),
    /// Show messages under way and the last events, or handle a message by hand.
    Messages(messages::Arguments),
    /// Show the ledger's entries and the balance of every book.
    Ledger(show::LedgerArguments),
    /// Check that money is conserved, in the books and on the cards. Exit status 1: money is not conserved.
    Audit(WorldArgument),
    /// Print the whole world, without its secrets.
    Export(export::Arguments),
    /// Send a text message from a person's phone.
    Text(TextArguments),
    /// Show a person's inbox.
    Inbox(PersonArgument),
    /// Switch a person's phone on or off.
    Phone(PhoneArguments),
    /// Pay in cash at a business hall (营业厅现金充值).
    Deposit(DepositArguments),
    /// Sell a scratch card (充值卡) and print its digits, once.
    ScratchCard(ScratchCardArguments),
    /// Have customer care reset a card's operation PIN (操作密码重置).
    Care(CareArguments),
    /// Call the voice line (13800137000) or customer care (10086) from a person's phone, or go on with a call.
    Call(call::Arguments),
    /// Order a top-up on the website (网络侧转存).
    Web(WebArguments),
    /// Pay from a bank on the website (网银充值), or have a bank answer an order or a withdrawal.
    Bank(bank::Arguments),
    /// Place, pay and refund orders of merchants for goods (订单, 消费, 退款), or list them.
    Order(order::Arguments),
    /// Open an account on the website by a code that comes by short message (网站注册).
    Register(register::RegisterArguments),
    /// Reset a forgotten login password on the website by a code that comes by short message (忘记密码).
    Forgot(register::ForgotArguments),
    /// Sign in on the website: show the balances, or change password, alias and bank card, or withdraw (提现).
    Site(site::Arguments),
}

/// Arguments that name a world.
#[derive(clap::Args)]
pub(super) struct WorldArgument {
    /// File of the world.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Arguments that name a person of a world.
#[derive(clap::Args)]
pub(super) struct PersonArgument {
    #[command(flatten)]
    at: WorldArgument,
    /// Number of the person, eleven digits.
    #[arg(value_name = "NUMBER")]
    number: Msisdn,
}

#[derive(clap::Args)]
struct TextArguments {
    #[command(flatten)]
    whose: PersonArgument,
    /// Text of the message, for example `CX`.
    #[arg(value_name = "TEXT")]
    text: String,
    /// Number of the recipient.
    #[arg(long, default_value = platform::NUMBER, value_name = "NUMBER", value_parser = platform::number::recipient)]
    to: String,
}

/// Position of a phone's switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum PhoneSwitch {
    /// Switch on; a phone that is on is restarted.
    On,
    /// Switch off; messages wait for the phone.
    Off,
}

#[derive(clap::Args)]
struct PhoneArguments {
    #[command(flatten)]
    whose: PersonArgument,
    /// Position of the phone's switch.
    #[arg(value_enum)]
    switch: PhoneSwitch,
}

#[derive(clap::Args)]
struct DepositArguments {
    #[command(flatten)]
    whose: PersonArgument,
    /// Amount in yuan, for example `100` or `19.9`.
    #[arg(value_parser = parse_yuan)]
    amount: Fen,
}

#[derive(clap::Args)]
struct ScratchCardArguments {
    #[command(flatten)]
    at: WorldArgument,
    #[command(flatten)]
    card: ScratchCard,
}

/// Arguments of `rfid-sim world care`. The pay password stays text until it is used, because clap prints a value that
/// cannot be parsed.
#[derive(clap::Args)]
struct CareArguments {
    #[command(flatten)]
    whose: PersonArgument,
    /// Pay password, six digits; `@FILE` is the first line of a file, `@-` of standard input.
    #[arg(value_name = "PAY-PASSWORD")]
    password: String,
}

#[derive(clap::Args)]
struct WebArguments {
    #[command(flatten)]
    whose: PersonArgument,
    /// Amount in yuan, for example `100` or `19.9`.
    #[arg(value_parser = parse_yuan)]
    amount: Fen,
    /// Pay password, six digits; `@FILE` is the first line of a file, `@-` of standard input.
    #[arg(value_name = "PAY-PASSWORD")]
    password: String,
}

/// Runs `rfid-sim world`. A refusal of the world is printed, and the exit status is 1.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    step::print_refusal(act(&arguments.command, arguments.lang.language()))
}

/// Executes the subcommand.
fn act(command: &WorldCommand, language: Language) -> CliResult {
    match command {
        WorldCommand::New(arguments) => return new::run(arguments, language),
        WorldCommand::Show(at) => return show::world(at.console(language)),
        WorldCommand::Clock(arguments) => return clock::run(arguments, language),
        WorldCommand::Messages(arguments) => return messages::run(arguments, language),
        WorldCommand::Ledger(arguments) => return show::ledger(arguments, language),
        WorldCommand::Audit(at) => return audit(at.console(language)),
        WorldCommand::Inbox(whose) => return show::inbox(whose, language),
        WorldCommand::Export(arguments) => return export::run(arguments),
        WorldCommand::Text(TextArguments { whose, text, to }) => {
            let (to, text) = (Some(to.clone()), text.clone());
            whose.perform(language, |number| Action::Holder(number, HolderAction::Write { to, text }))?;
        }
        WorldCommand::Phone(PhoneArguments { whose, switch }) => {
            let switch = action::Switch::from_bool(*switch == PhoneSwitch::On);
            whose.perform(language, |number| Action::Holder(number, HolderAction::SwitchPhone(switch)))?;
        }
        WorldCommand::Deposit(DepositArguments { whose, amount }) => {
            whose.perform(language, |number| Action::Hall(HallAction::Deposit(number, *amount)))?;
        }
        WorldCommand::ScratchCard(ScratchCardArguments { at, card }) => card.sell(at.console(language))?,
        WorldCommand::Care(CareArguments { whose, password }) => {
            let password = pay_password_input(password, language)?;
            whose.perform(language, |number| Action::Care(number, CareAction::ResetPin(password)))?;
        }
        WorldCommand::Web(WebArguments { whose, amount, password }) => {
            let password = pay_password_input(password, language)?;
            whose.perform(language, |number| Action::WebsiteTopUp(number, *amount, password))?;
        }
        WorldCommand::Call(arguments) => call::run(arguments, language)?,
        WorldCommand::Register(arguments) => register::register(arguments, language)?,
        WorldCommand::Forgot(arguments) => register::forgot(arguments, language)?,
        WorldCommand::Site(arguments) => site::run(arguments, language)?,
        WorldCommand::Bank(arguments) => bank::run(arguments, language)?,
        WorldCommand::Order(arguments) => order::run(arguments, language)?,
    }
    Ok(Ending::Held)
}

/// Returns the error of an input that does not have its form.
fn malformed(language: Language, input: CheckedInput) -> miette::Report {
    miette!("{}", form(language, input))
}

/// Reads a pay password.
fn pay_password(text: &str, language: Language) -> miette::Result<PayPassword> {
    let text = super::secret::read("PAY-PASSWORD", text)?;
    text.parse().map_err(|_| malformed(language, CheckedInput::PayPassword))
}

/// Reads a pay password for an action.
fn pay_password_input(text: &str, language: Language) -> miette::Result<PayPasswordInput> {
    Ok(PayPasswordInput::Digits(pay_password(text, language)?.reveal()))
}

impl WorldArgument {
    /// Returns the console of the world.
    fn console(&self, language: Language) -> WorldConsole<'_> {
        WorldConsole { path: &self.file, language }
    }
}

impl PersonArgument {
    /// Performs an action of the person, or for the person's number.
    fn perform(&self, language: Language, action: impl FnOnce(Msisdn) -> Action) -> miette::Result<()> {
        self.at.console(language).perform(&[action(self.number)]).map(drop)
    }
}

/// Checks that money is conserved.
fn audit(console: WorldConsole<'_>) -> CliResult {
    let (world, language) = (console.look()?, console.language);
    match world.audit() {
        Ok(()) => {
            let entries = world.platform().books.ledger.entries().len();
            print(&audit::conserved(language, entries, world.people().len()));
            Ok(Ending::Held)
        }
        Err(findings) => {
            let line = |found: &AuditError| match language {
                Language::Chinese => audit::finding(language, found),
                Language::English => found.to_string(),
            };
            findings.iter().for_each(|found| print(&line(found)));
            Ok(Ending::Failed)
        }
    }
}
