//! The payment platform in its pane: the account, the messages under way with the selected one, the newest ledger
//! entries, and the last events.

use sim_i18n::{self as i18n, Language, Word, entry, event};

use super::clickable::{Clickable, choice, hanging, heading, plain, section};
use super::named;
use crate::tui::command::{Focus, Pane, PhoneCommand};
use crate::tui::home::Home;
use crate::tui::scene::Scene;
use crate::tui::{theme, wrap};
use sim_world::platform::account::AccountState;
use sim_world::platform::entry::Book;

/// Number of ledger entries that are shown.
const ENTRIES: usize = 20;
/// Number of events that are shown.
const EVENTS: usize = 100;

/// Returns the state of the owner's account.
pub(super) fn account(language: Language, home: &Home) -> &'static str {
    let accounts = &home.world().platform().books.accounts;
    match accounts.get(&home.number()).map(|account| account.state) {
        None => Word::NoAccount.in_language(language),
        Some(AccountState::Open) => language.of("已开户", "open"),
        Some(AccountState::Closing) => language.of("待销户", "waits to be closed"),
        Some(AccountState::Closed) => language.of("已销户", "closed"),
    }
}

/// Returns the cash in the owner's account.
pub(super) fn cash(language: Language, home: &Home) -> String {
    money(language, home, &Book::Cash(home.number()))
}

/// Returns the row of the cash that is frozen for withdrawals; `None` if none is.
pub(super) fn frozen(language: Language, home: &Home) -> Option<(&'static str, String)> {
    let book = Book::Frozen(home.number());
    let is_frozen = home.world().platform().books.ledger.balance(&book) != 0;
    is_frozen.then(|| (Word::Frozen.in_language(language), money(language, home, &book)))
}

/// Returns the balance of a book.
fn money(language: Language, home: &Home, book: &Book) -> String {
    i18n::amount(language, home.world().platform().books.ledger.balance(book))
}

/// Returns the names and values of the account.
pub(in crate::tui) fn rows(language: Language, home: &Home) -> Vec<(&'static str, String)> {
    let say = |word: Word| word.in_language(language);
    let (number, account) = (home.number(), account(language, home));
    let money = |book: Book| money(language, home, &book);
    let mut rows = vec![(say(Word::Cash), cash(language, home))];
    rows.extend(frozen(language, home));
    rows.extend([
        (say(Word::RechargeCard), money(Book::RechargeCard(number))),
        (say(Word::InFlight), money(Book::InFlight(number))),
        (say(Word::BookedWallet), money(Book::Wallet(number))),
        (say(Word::Number), format!("{number} {account}")),
        (say(Word::WorldTime), home.world().now().to_string()),
    ]);
    rows.extend(home.first_password().map(|password| (say(Word::FirstPassword), password.to_owned())));
    rows
}

/// Returns the messages under way, a line each.
pub(in crate::tui) fn messages(language: Language, home: &Home) -> Vec<String> {
    let line = |carried| event::carried(language, home.number(), carried);
    home.carried().into_iter().map(|carried| format!("{} {}", carried.id, line(carried))).collect()
}

/// Returns the newest entries of the ledger, the newest first.
pub(in crate::tui) fn entries(language: Language, home: &Home) -> Vec<String> {
    let entries = home.world().platform().books.ledger.entries();
    entries.iter().rev().take(ENTRIES).map(|entry| entry::line(language, home.number(), entry)).collect()
}

/// Returns the last events of the world, the newest first.
pub(in crate::tui) fn events(language: Language, home: &Home) -> Vec<String> {
    let events = home.world().events().iter().rev().take(EVENTS);
    events.map(|event| event::line(language, home.number(), event)).collect()
}

/// Returns the messages under way; the selected one is marked, and a click selects.
fn under_way(scene: &Scene<'_>, home: &Home, width: usize) -> Vec<Clickable> {
    let language = scene.ui.language;
    let carried = home.carried();
    let held = if home.is_holding_all() { format!(" ({})", scene.say(Word::AllHeld)) } else { String::new() };
    let title = format!("{} {}{held}", scene.say(Word::UnderWay), carried.len());
    let mut lines: Vec<Clickable> = heading(&title, width).collect();
    let chosen = home.selected(scene.ui.message).map(|carried| carried.id);
    let focused = scene.is_focused(Focus::Pane(Pane::Platform));
    for (message, line) in carried.iter().zip(messages(language, home)) {
        let (sign, style) = choice(Some(message.id) == chosen, focused);
        for row in hanging(&format!("{sign}{line}"), width) {
            lines.push(((row, style), Some(PhoneCommand::SelectMessage(message.id))));
        }
    }
    lines
}

/// Returns the lines of the pane.
pub(super) fn lines(scene: &Scene<'_>, width: usize) -> Vec<Clickable> {
    let language = scene.ui.language;
    let Some(home) = scene.home else {
        let words = wrap::wrap(scene.say(Word::NoPlatform), width);
        return words.into_iter().map(|line| plain((line, theme::QUIET))).collect();
    };
    let column = if language == Language::Chinese { 14 } else { 22 };
    let rows = rows(language, home);
    let mut lines: Vec<Clickable> =
        rows.iter().flat_map(|(name, value)| named(name, value, column, width)).map(plain).collect();
    if let Some(((_, style), _)) = lines.first_mut() {
        *style = theme::STRONG;
    }
    lines.extend(under_way(scene, home, width));
    let ledger = &home.world().platform().books.ledger;
    let heading = format!("{} {}", scene.say(Word::Ledger), ledger.entries().len());
    lines.extend(section(heading, entries(language, home), width));
    let heading = format!("{} {}", scene.say(Word::Happened), home.world().happened());
    lines.extend(section(heading, events(language, home), width));
    lines
}
