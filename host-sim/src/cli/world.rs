//! `rfid-sim world`: a world in a file, with people, cards, the SMS centre and the platform. Every command opens the
//! file, acts, lists the events, and ends.

use sim_wire::count::Counted;
use std::convert::Infallible;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use miette::miette;
use sim_wire::Fen;

use super::{CliResult, Ending, print};
use sim_codec::time::SECOND;
use sim_world::action::{self, Action, CareAction, HallAction, HolderAction, PayPasswordInput};
use sim_world::actor::{ActionResult, Actors, Performed, RefusedError};
use sim_world::platform;
use sim_world::platform::amount::parse_yuan;
use sim_world::platform::number::Msisdn;
use sim_world::platform::password::PayPassword;
use sim_world::platform::province::Province;
use sim_world::store::Store;
use sim_world::store::sqlite::{WorldFile, WorldFileError};
use sim_world::world::{TimeSpan, World, WorldError};

mod clock;
mod export;
mod messages;
mod new;
mod show;

/// Milliseconds that the first messages of a new world, and the opening of accounts, may take.
const OPENING_MS: u64 = 60 * SECOND;

/// Arguments of `rfid-sim world`.
#[derive(clap::Args)]
pub(super) struct Arguments {
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
    /// Order a top-up on the website (网络侧转存).
    Web(WebArguments),
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
enum Switch {
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
    switch: Switch,
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
    /// Value of the card in yuan.
    #[arg(value_parser = parse_yuan)]
    value: Fen,
    /// Province in which the card is sold, by its Chinese name; the platform accepts cards of Hunan.
    #[arg(long, default_value = "湖南")]
    province: Province,
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
    act(arguments).or_else(|report| match report.downcast_ref::<UndoneError>() {
        Some(undone) if undone.why.is_refusal() => {
            super::output::warn(&super::told::told(&report));
            Ok(Ending::Failed)
        }
        _ => Err(report),
    })
}

/// Error of an action in a world, with advice.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("{why}")]
struct UndoneError {
    why: RefusedError,
    #[help]
    advice: Option<String>,
}

impl UndoneError {
    fn new(path: &Path, why: RefusedError) -> UndoneError {
        let file = path.display();
        let advice = match &why {
            RefusedError::World(WorldError::NoSuchPerson(_)) => {
                Some(format!("`rfid-sim world show {file}` lists everybody."))
            }
            RefusedError::World(WorldError::PhoneOff(number)) => {
                Some(format!("`rfid-sim world phone {file} {number} on` switches it on."))
            }
            RefusedError::World(WorldError::Handling(_)) => {
                Some(format!("`rfid-sim world messages {file}` lists what is under way."))
            }
            _ => None,
        };
        UndoneError { why, advice }
    }
}

/// Executes the subcommand.
fn act(arguments: &Arguments) -> CliResult {
    match &arguments.command {
        WorldCommand::New(arguments) => return new::run(arguments),
        WorldCommand::Show(at) => return show::world(&at.file),
        WorldCommand::Clock(arguments) => return clock::run(arguments),
        WorldCommand::Messages(arguments) => return messages::run(arguments),
        WorldCommand::Ledger(arguments) => return show::ledger(arguments),
        WorldCommand::Audit(at) => return audit(&at.file),
        WorldCommand::Inbox(whose) => return show::inbox(whose),
        WorldCommand::Export(arguments) => return export::run(arguments),
        WorldCommand::Text(TextArguments { whose, text, to }) => {
            let (to, text) = (Some(to.clone()), text.clone());
            whose.perform(|number| Action::Holder(number, HolderAction::Write { to, text }))?;
        }
        WorldCommand::Phone(PhoneArguments { whose, switch }) => {
            let switch = action::Switch::from_bool(*switch == Switch::On);
            whose.perform(|number| Action::Holder(number, HolderAction::SwitchPhone(switch)))?;
        }
        WorldCommand::Deposit(DepositArguments { whose, amount }) => {
            whose.perform(|number| Action::Hall(HallAction::Deposit(number, *amount)))?;
        }
        WorldCommand::ScratchCard(ScratchCardArguments { at, value, province }) => {
            sell_scratch_card(&at.file, &Action::Hall(HallAction::SellScratchCard(*value, *province)))?;
        }
        WorldCommand::Care(CareArguments { whose, password }) => {
            let password = pay_password(password)?;
            whose.perform(|number| Action::Care(number, CareAction::ResetPin(password)))?;
        }
        WorldCommand::Web(WebArguments { whose, amount, password }) => {
            let password = pay_password(password)?;
            whose.perform(|number| Action::WebsiteTopUp(number, *amount, password))?;
        }
    }
    Ok(Ending::Held)
}

fn pay_password(text: &str) -> miette::Result<PayPasswordInput> {
    let text = super::secret::read("PAY-PASSWORD", text)?;
    let password: PayPassword = text.parse().map_err(|_| miette!("A pay password has six digits."))?;
    Ok(PayPasswordInput::Digits(password.reveal()))
}

impl PersonArgument {
    /// Performs an action of the person, or for the person's number.
    fn perform(&self, action: impl FnOnce(Msisdn) -> Action) -> miette::Result<()> {
        perform(&self.at.file, &action(self.number)).map(drop)
    }
}

/// Performs an action that takes no time.
fn perform_now(world: &mut World, action: &Action) -> ActionResult {
    let Ok(result) = Actors::default().perform(world, action, &mut |_| Ok::<(), Infallible>(()));
    result
}

/// Performs an action in a world, lets everything happen that is due because of the action, and lists the events.
/// Returns the world as it is kept then.
fn perform(path: &Path, action: &Action) -> miette::Result<World> {
    let (mut file, mut world) = WorldFile::open(path)?;
    if let Action::Wait(ms) = action {
        let known = world.happened();
        pass_time(&mut file, &mut world, (known, *ms))?;
        return Ok(world);
    }
    file.begin(&mut world)?;
    let known = world.happened();
    let refused = perform_now(&mut world, action).err();
    if let Some(why) = refused.clone().filter(RefusedError::changed_nothing) {
        return Err(UndoneError::new(path, why).into());
    }
    file.keep(&mut world)?;
    pass_time(&mut file, &mut world, (known, 0))?;
    refused.map_or(Ok(world), |why| Err(UndoneError::new(path, why).into()))
}

/// Sells a scratch card. Its digits are printed once, so they are printed before the sale is kept: if they cannot be
/// printed, there was no sale.
fn sell_scratch_card(path: &Path, sale: &Action) -> miette::Result<()> {
    if super::output::is_discarded() {
        return Err(miette!(
            "Standard output is closed or the null device, where the digits would be lost, so no card was sold."
        ));
    }
    let (mut file, mut world) = WorldFile::open(path)?;
    file.begin(&mut world)?;
    let known = world.happened();
    let performed = perform_now(&mut world, sale).map_err(|why| UndoneError::new(path, why))?;
    world.pass(0);
    world.events_after(known).for_each(|event| print(&event.to_string()));
    if let Performed::Sold(_, digits) = performed {
        print(&digits.reveal());
    }
    if !super::output::is_whole() {
        return Err(miette!("The digits cannot be printed, so no card was sold."));
    }
    Ok(file.keep(&mut world)?)
}

/// Lets `ms` milliseconds pass in a world. All events after the first `known` are kept, and listed as they are kept.
fn pass_time(file: &mut WorldFile, world: &mut World, (known, ms): (u64, u64)) -> miette::Result<()> {
    let mut listing = Listing { file, listed: known };
    listing.list(world);
    Ok(world.pass_kept(TimeSpan::For(ms), &mut listing)?)
}

/// File that keeps a world, and the list of its events.
struct Listing<'f> {
    file: &'f mut WorldFile,
    /// Number of the last event that is listed.
    listed: u64,
}

impl Listing<'_> {
    fn list(&mut self, world: &World) {
        world.events_after(self.listed).for_each(|event| print(&event.to_string()));
        self.listed = world.happened();
    }
}

impl Store for Listing<'_> {
    type Error = WorldFileError;

    fn begin(&mut self, world: &mut World) -> Result<(), WorldFileError> {
        self.file.begin(world)?;
        // What others did is theirs to tell.
        self.listed = world.happened();
        Ok(())
    }

    fn keep(&mut self, world: &mut World) -> Result<(), WorldFileError> {
        self.file.keep(world)?;
        self.list(world);
        Ok(())
    }

    fn let_go(&mut self) -> Result<(), WorldFileError> {
        self.file.let_go()
    }

    fn refresh(&mut self, world: &mut World) -> Result<bool, WorldFileError> {
        self.file.refresh(world)
    }
}

fn audit(path: &Path) -> CliResult {
    let world = WorldFile::look(path)?;
    match world.audit() {
        Ok(()) => {
            let entries = world.platform().books.ledger.entries().len();
            let (entries, cards) = (Counted(entries, "entry"), Counted(world.people().len(), "card"));
            print(&format!("Money is conserved: {entries}, {cards}."));
            Ok(Ending::Held)
        }
        Err(findings) => {
            findings.iter().for_each(|finding| print(&finding.to_string()));
            Ok(Ending::Failed)
        }
    }
}
