//! `rfid-sim world show` and `ledger`: people and money, in tables.

use sim_wire::count::Counted;
use std::path::Path;

use super::messages::line;
use super::step::UndoneError;
use super::{PersonArgument, WorldArgument};
use crate::cli::pos::list;
use crate::cli::report::counted;
use crate::cli::table::{row, table};
use crate::cli::{CliResult, Ending, print};
use sim_codec::amount::in_english;
use sim_codec::sms::MessageBody;
use sim_world::action::CardLoss;
use sim_world::platform::account::AccountState;
use sim_world::platform::entry::EntryReason;
use sim_world::platform::number::Msisdn;
use sim_world::platform::withdrawal::WithdrawalState;
use sim_world::store::sqlite::WorldFile;
use sim_world::world::{Person, Power, Readability, World, WorldError};

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
pub(super) fn world(path: &Path) -> CliResult {
    let world = WorldFile::look(path)?;
    let (steps, happened) = (Counted(world.steps(), "step"), Counted(world.happened(), "event"));
    print(&format!("{}, seed {}, {steps}, {happened}", world.now(), world.seed()));
    print("");
    let mut rows = vec![row([
        "number",
        "phone",
        "IMEI",
        "card",
        "wallet",
        "purse",
        "account",
        "cash",
        "recharge card",
        "sent texts",
    ])];
    rows.extend(world.people().iter().map(|person| of_person(&world, person)));
    table(&rows);
    print("");
    list::print_shops(&world);
    print_loose_cards(&world);
    print_withdrawals(&world);
    let errands = world.platform().cards().map(|card| card.errands.len()).sum::<usize>();
    print("");
    print(&format!(
        "under way: {}, {} at the platform, {} to cards",
        counted(world.centre().carried().count(), "message", "messages"),
        counted(world.platform().outbox().len(), "letter", "letters"),
        counted(errands, "errand", "errands"),
    ));
    world.centre().carried().for_each(|carried| print(&line(carried)));
    Ok(Ending::Held)
}

/// Prints the withdrawals that their banks have not answered, if there are any.
fn print_withdrawals(world: &World) {
    let mut rows = vec![row(["withdrawal", "of", "amount", "to", "requested", "state"])];
    let open = world.platform().books.withdrawals().filter(|(_, withdrawal)| withdrawal.is_under_way());
    rows.extend(open.map(|(number, withdrawal)| {
        let state = if withdrawal.state == WithdrawalState::Requested { "requested" } else { "accepted" };
        vec![
            number.to_string(),
            withdrawal.number.to_string(),
            in_english(withdrawal.amount.0),
            format!("{} {}", withdrawal.card.bank.chinese(), withdrawal.card.number.tail()),
            withdrawal.requested.to_string(),
            state.to_owned(),
        ]
    }));
    if rows.len() > 1 {
        print("");
        table(&rows);
    }
}

/// Prints the cards that are in no person's phone, if there are any.
fn print_loose_cards(world: &World) {
    let mut rows = vec![row(["loose card", "was of", "state", "wallet", "purse"])];
    rows.extend(world.loose_cards().map(|card| {
        let readable = match card.readability() {
            Readability::Readable => "readable",
            Readability::Unreadable => "unreadable",
        };
        let state = card.card_state();
        let wallet = state.as_ref().map_or("no card", |state| state.lifecycle.name());
        let purse = state.map(|state| in_english(state.balance.0)).unwrap_or_default();
        vec![card.asn().to_string(), card.number().to_string(), readable.to_owned(), wallet.to_owned(), purse]
    }));
    if rows.len() > 1 {
        print("");
        table(&rows);
    }
}

fn of_person(world: &World, person: &Person) -> Vec<String> {
    let (number, handset) = (person.number(), person.station().handset());
    let books = &world.platform().books;
    let power = if person.power() == Power::Off { " (off)" } else { "" };
    let loss = match person.loss() {
        Some(CardLoss::Lost) => " (lost)",
        Some(CardLoss::Broken) => " (broken)",
        None => "",
    };
    let (wallet, purse) = match person.card_state() {
        Some(state) => (state.lifecycle.name().to_owned(), in_english(state.balance.0)),
        None => ("no card".to_owned(), String::new()),
    };
    let account = books.accounts.get(&number).map(|account| match account.state {
        AccountState::Open => "open",
        AccountState::Closing => "closing",
        AccountState::Closed => "closed",
    });
    let (cash, card) = books.account_balances(&number);
    let balances = account.map(|_| [in_english(cash), in_english(card)]).unwrap_or_default();
    let [cash, card] = balances;
    vec![
        number.to_string(),
        format!("{}{power}", handset.model().name),
        handset.model().imei.clone(),
        format!("{}{loss}", person.asn()),
        wallet,
        purse,
        account.unwrap_or("none").to_owned(),
        cash,
        card,
        in_english(person.message_charges()),
    ]
}

/// Shows what a person's phone has received.
pub(super) fn inbox(whose: &PersonArgument) -> CliResult {
    let world = WorldFile::look(&whose.at.file)?;
    let person = world.person(&whose.number);
    let person = person.ok_or_else(|| UndoneError::new(&whose.at.file, WorldError::NoSuchPerson(whose.number)))?;
    let messages = person.station().handset().inbox().messages();
    for message in messages {
        let said = match &message.body {
            MessageBody::Text(text) => text.clone(),
            MessageBody::Octets(octets) => hex::encode_upper(octets),
        };
        print(&format!("{}  {}: {said}", message.time, message.from.number));
    }
    if messages.is_empty() {
        print("There is no message.");
    }
    Ok(Ending::Held)
}

/// Shows the ledger.
pub(super) fn ledger(arguments: &LedgerArguments) -> CliResult {
    let world = WorldFile::look(&arguments.at.file)?;
    let ledger = &world.platform().books.ledger;
    let mut rows = vec![row(["entry", "time", "why", "whose", "legs"])];
    let asked = |why: &EntryReason| arguments.number.is_none_or(|number| why.number() == number);
    for entry in ledger.entries().iter().filter(|entry| asked(&entry.why)) {
        let legs: Vec<String> = entry.legs.iter().map(|(book, amount)| format!("{book} {}", signed(*amount))).collect();
        let why = named(&entry.why);
        rows.push(vec![
            entry.id.to_string(),
            entry.at.to_string(),
            why,
            entry.why.number().to_string(),
            legs.join(", "),
        ]);
    }
    table(&rows);
    print("");
    let mut rows = vec![row(["book", "balance"])];
    let asked =
        ledger.balances().iter().filter(|(book, _)| arguments.number.is_none_or(|of| book.number() == Some(of)));
    rows.extend(asked.map(|(book, balance)| vec![book.to_string(), in_english(*balance)]));
    table(&rows);
    Ok(Ending::Held)
}

/// Returns the reason as the world's file names it.
pub(in crate::cli) fn named(why: &EntryReason) -> String {
    let value = serde_json::to_value(why).unwrap_or_default();
    value.get("why").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

/// Returns an amount in fen with its sign.
pub(in crate::cli) fn signed(amount: i64) -> String {
    if amount > 0 { format!("+{}", in_english(amount)) } else { in_english(amount) }
}
