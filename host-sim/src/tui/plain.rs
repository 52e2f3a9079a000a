//! The phone line by line, for pipes and screen readers: each screen is printed as text, each line that is read is a
//! command. Time stands still but for `wait`.

use std::collections::BTreeSet;

use super::app::{App, calling};
use super::command::PhoneCommand;
use super::ground::Ground;
use super::home::Home;
use super::panes::{hall, messages, platform, shops, words as exchanged};
use sim_device::handset::ScreenBody;
use sim_device::pos::load_slip::LoadSlip;
use sim_i18n::phone::{self, IdleUse};
use sim_i18n::{Language, Word, card};
use sim_world::action::{Action, HallAction, ReceiptPlace};

mod around;
mod screen;
mod words;

use words::LineCommand;

/// Number of exchanges that `apdus` shows by default.
const APDUS: usize = 10;

/// Renders the screen as text.
pub fn screen<G: Ground>(app: &App<G>, language: Language) -> String {
    let has_menu = app.desk().station().handset().has_menu();
    let call = calling::call_of(app.desk().home());
    let said = call.map(|call| call.prompt().lines().map(|line| format!("{}: {line}", call.line())).collect());
    let home = || app.desk().home();
    let reminders = || home().map(|home| phone::reminders(language, home.world(), home.number())).unwrap_or_default();
    let idle = IdleUse::of(call, app.dialled());
    screen::text(&app.desk().screen(), (has_menu, idle), language, &said.unwrap_or_else(reminders))
}

/// Executes a line and returns the text to print. After the last line [`App::is_leaving`] is `true`.
pub fn line<G: Ground>(app: &mut App<G>, language: Language, line: &str) -> String {
    let line = line.trim();
    match words::parse((language, app.number()), line, &app.desk().screen().body) {
        Ok(LineCommand::Screen) => screen(app, language),
        Ok(LineCommand::Help) => words::help(language),
        Ok(LineCommand::State) => state(app, language),
        Ok(LineCommand::Messages) => messages(app, language),
        Ok(LineCommand::Apdus(count)) => apdus(language, app, count.unwrap_or(APDUS)),
        Ok(LineCommand::Do(command)) => perform(app, language, command),
        Ok(LineCommand::Platform) => around_phone(app, language, account),
        Ok(LineCommand::Ledger) => around_phone(app, language, listed(Word::Ledger, platform::entries)),
        Ok(LineCommand::UnderWay) => around_phone(app, language, listed(Word::UnderWay, platform::messages)),
        Ok(LineCommand::Shops) => around_phone(app, language, terminals),
        Ok(LineCommand::Hall) => around_phone(app, language, |language, home| named(&hall::rows(language, home))),
        Ok(LineCommand::Receipt) => around_phone(app, language, last_receipt),
        Ok(LineCommand::Happened) => around_phone(app, language, listed(Word::Happened, platform::events)),
        Err(mistake) => words::mistake(language, &mistake, &app.desk().screen()),
    }
}

/// Returns `true` if a line buys a scratch card, whose digits are shown once and never again.
pub fn has_digits_to_show<G: Ground>(app: &App<G>, language: Language, line: &str) -> bool {
    let command = words::parse((language, app.number()), line.trim(), &app.desk().screen().body);
    matches!(command, Ok(LineCommand::Do(PhoneCommand::Perform(Action::Hall(HallAction::SellScratchCard(..))))))
}

fn perform<G: Ground>(app: &mut App<G>, language: Language, command: PhoneCommand) -> String {
    let before = received(app);
    let is_outside = matches!(command, PhoneCommand::Perform(_) | PhoneCommand::HoldAll(_) | PhoneCommand::Expect)
        || command.is_at_counter();
    let receipts = printed(app);
    let slip = app.load_slip().cloned();
    app.update(command);
    if app.is_leaving() {
        return String::new();
    }
    let came = texts(app, before);
    // What was done and worked out is no mistake; what came is printed as it is.
    let notice = app.notice().filter(|notice| *notice != Word::NewMessage.in_language(language));
    let sign = if is_outside && app.went_well() { "" } else { "! " };
    let notice = notice.map(|notice| format!("{sign}{notice}\n")).unwrap_or_default();
    let printed = app.load_slip().filter(|printed| Some(*printed) != slip.as_ref()).map(LoadSlip::print);
    notice + &new_receipts(app, &receipts) + &printed.unwrap_or_default() + &came + &screen(app, language)
}

/// Returns the places of the receipts that were printed in the world.
fn printed<G: Ground>(app: &App<G>) -> BTreeSet<ReceiptPlace> {
    let home = app.desk().home();
    home.map(|home| home.world().shops().receipts().map(|(place, _)| place).collect()).unwrap_or_default()
}

/// Renders the receipts that were printed behind those of `before`.
fn new_receipts<G: Ground>(app: &App<G>, before: &BTreeSet<ReceiptPlace>) -> String {
    let receipts = app.desk().home().into_iter().flat_map(|home| home.world().shops().receipts());
    receipts.filter(|(place, _)| !before.contains(place)).map(|(_, receipt)| receipt.print()).collect()
}

/// Returns the number of messages in the handset's inbox.
fn received<G: Ground>(app: &App<G>) -> usize {
    app.desk().station().handset().inbox().messages().len()
}

/// Renders the messages behind the first `before` of the inbox.
fn texts<G: Ground>(app: &App<G>, before: usize) -> String {
    let messages = app.desk().station().handset().inbox().messages().iter().skip(before);
    messages.map(|message| format!("← {}: {}\n", message.from.number, messages::summary(message))).collect()
}

/// Renders something about the world around the phone, or reports that there is none.
fn around_phone<G: Ground>(app: &App<G>, language: Language, tell: impl FnOnce(Language, &Home) -> String) -> String {
    let none = || format!("! {}\n", Word::NoPlatform.in_language(language));
    app.desk().home().map_or_else(none, |home| tell(language, home))
}

/// Renders the account, a line for each name and value.
fn account(language: Language, home: &Home) -> String {
    named(&platform::rows(language, home))
}

/// Renders names and values, a line each.
fn named(rows: &[(&str, String)]) -> String {
    rows.iter().map(|(name, value)| format!("{name}: {value}\n")).collect()
}

/// Renders the terminals of the shops.
fn terminals(language: Language, home: &Home) -> String {
    let title = format!("{}: {}\n", Word::Shops.in_language(language), home.world().shops().count());
    title + &shops::terminals(language, home).iter().map(|line| format!("{line}\n")).collect::<String>()
}

/// Renders the receipt that was printed last in the world, or reports that there is none.
fn last_receipt(language: Language, home: &Home) -> String {
    let none = || format!("! {}\n", Word::NoReceiptYet.in_language(language));
    shops::newest_receipt(home).unwrap_or_else(none)
}

/// Renders a list with its title, the lines as a pane has them.
fn listed(title: Word, lines: fn(Language, &Home) -> Vec<String>) -> impl FnOnce(Language, &Home) -> String {
    move |language, home| {
        let lines = lines(language, home);
        let title = format!("{}: {}\n", title.in_language(language), lines.len());
        title + &lines.iter().map(|line| format!("{line}\n")).collect::<String>()
    }
}

fn state<G: Ground>(app: &App<G>, language: Language) -> String {
    let Some(state) = app.desk().card() else {
        return format!("{}\n", Word::NoPower.in_language(language));
    };
    let mut text = String::new();
    for (name, value) in card::facts(language, &state) {
        text.push_str(&format!("{name}: {value}\n"));
    }
    for (record, number) in state.log.iter().zip(1..) {
        text.push_str(&format!("{number}. {}\n", card::logged(language, record)));
    }
    text
}

fn messages<G: Ground>(app: &App<G>, language: Language) -> String {
    let handset = app.desk().station().handset();
    let inbox = handset.inbox().messages();
    let sent = &handset.standing().sent;
    let mut text = String::new();
    let mut list = |title: Word, all: Vec<Vec<(String, String)>>| {
        text.push_str(&format!("{}: {}\n", title.in_language(language), all.len()));
        for (rows, number) in all.iter().zip(1..) {
            for ((name, value), place) in rows.iter().zip(0..) {
                let line = if place == 0 { format!("{number}. {name} {value}") } else { format!("   {name}: {value}") };
                text.push_str(line.trim_end());
                text.push('\n');
            }
        }
    };
    list(Word::Inbox, inbox.iter().map(|message| messages::received(language, message)).collect());
    list(Word::Outbox, sent.iter().map(|sent| messages::rows(language, sent)).collect());
    text
}

fn apdus<G: Ground>(language: Language, app: &App<G>, count: usize) -> String {
    let all = app.desk().exchanges();
    let mut text = String::new();
    for exchange in all.iter().skip(all.len().saturating_sub(count)) {
        let (command, answer) = exchanged::of(language, exchange);
        let octets = exchange.answer.as_deref().map(hex::encode_upper).unwrap_or_default();
        let asked = sim_explain::shown_octets(&exchange.command).concat();
        text.push_str(&format!("> {asked}\n  {command}\n"));
        text.push_str(&format!("< {octets}\n  {answer}\n"));
    }
    text
}

/// Returns `true` if lines are typed into something on a screen of this kind.
const fn is_typed_into(body: &ScreenBody) -> bool {
    matches!(body, ScreenBody::Input(_) | ScreenBody::Key { .. })
}
