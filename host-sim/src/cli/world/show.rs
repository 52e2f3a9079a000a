//! `rfid-sim world show` and `ledger`: people and money, in tables.

use super::step::{UndoneError, WorldConsole};
use super::{PersonArgument, WorldArgument};
use crate::cli::pos::list;
use crate::cli::table::{table, table_below};
use crate::cli::{CliResult, Ending, print};
use sim_i18n::Language;
use sim_i18n::world::{ledger, mail, overview};
use sim_world::platform::number::Msisdn;
use sim_world::world::WorldError;

/// Arguments of `rfid-sim world ledger`.
#[derive(clap::Args)]
pub(super) struct LedgerArguments {
    #[command(flatten)]
    at: WorldArgument,
    /// Number of a person; shows only the entries and books of this person.
    #[arg(value_name = "NUMBER")]
    number: Option<Msisdn>,
}

/// Shows a world.
pub(super) fn world(console: WorldConsole<'_>) -> CliResult {
    let (world, language) = (console.look()?, console.language);
    print(&overview::heading(language, &world));
    print("");
    table(&overview::people(language, &world));
    print("");
    list::print_shops(&world, language);
    table_below(&overview::loose_cards(language, &world));
    table_below(&overview::withdrawals(language, &world));
    print("");
    print(&overview::under_way(language, &world));
    world.centre().carried().for_each(|carried| print(&mail::carried(language, carried)));
    Ok(Ending::Held)
}

/// Shows what a person's phone has received.
pub(super) fn inbox(whose: &PersonArgument, language: Language) -> CliResult {
    let console = whose.at.console(language);
    let world = console.look()?;
    let person = world.person(&whose.number);
    let person = person.ok_or_else(|| UndoneError::new(console, WorldError::NoSuchPerson(whose.number)))?;
    let messages = person.station().handset().inbox().messages();
    messages.iter().for_each(|message| print(&mail::received(language, message)));
    if messages.is_empty() {
        print(mail::nothing_received(language));
    }
    Ok(Ending::Held)
}

/// Shows the ledger.
pub(super) fn ledger(arguments: &LedgerArguments, language: Language) -> CliResult {
    let world = arguments.at.console(language).look()?;
    let books = &world.platform().books.ledger;
    table(&ledger::entries(language, books, arguments.number));
    print("");
    table(&ledger::balances(language, books, arguments.number));
    Ok(Ending::Held)
}
