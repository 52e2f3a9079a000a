//! Terminals of the shops in their pane: each with its batch and what is pending, what the selected one shows, and the
//! last receipt as it was printed.

use super::clickable::{Clickable, choice, hanging, plain, section};
use super::slip;
use crate::tui::command::{Focus, Pane, PhoneCommand};
use crate::tui::home::Home;
use crate::tui::scene::Scene;
use crate::tui::{theme, wrap};
use sim_i18n::{Language, Word, counter, outcome};
use sim_world::action::PosPlace;
use sim_world::radio_field::CardPlace;
use sim_world::shop::Shop;

/// Returns what a terminal remembers and how far the phone is, a line each.
fn details(language: Language, home: &Home, shop: &Shop) -> Vec<String> {
    let (world, number) = (home.world(), home.number());
    let card_number = world.person(&number).map(sim_world::world::Person::asn).unwrap_or_default();
    let mut lines = counter::terminal(language, shop.terminal(), &card_number);
    let (reader, phone) = (shop.terminal().sender().pos, CardPlace::Person(number));
    lines.extend(world.distance_of(phone, reader).map(|distance_cm| {
        let is_read = world.find_cards(reader).iter().any(|card| card.card == phone);
        counter::distance(language, distance_cm, is_read)
    }));
    lines
}

/// Returns the title of a terminal: its place, and the merchant's name.
fn title(place: PosPlace, shop: &Shop) -> String {
    format!("{place} {}", shop.terminal().merchant_name())
}

/// Returns the terminals, a title and indented lines for each.
pub(in crate::tui) fn terminals(language: Language, home: &Home) -> Vec<String> {
    let lines = home.world().shops().all().flat_map(|(place, shop)| {
        let details = details(language, home, shop).into_iter().map(|line| format!("  {line}"));
        [title(place, shop)].into_iter().chain(details)
    });
    lines.collect()
}

/// Returns the last receipt of a terminal as it was printed; `None` if the terminal has printed none.
fn receipt(home: &Home, pos: PosPlace) -> Option<String> {
    home.last_receipt(pos).map(|(_, receipt)| receipt.print())
}

/// Returns the receipt with the latest time as it was printed; `None` if no terminal has printed any.
pub(in crate::tui) fn newest_receipt(home: &Home) -> Option<String> {
    let receipts = home.world().shops().receipts();
    receipts.max_by_key(|(_, receipt)| (receipt.at, receipt.card_counter)).map(|(_, receipt)| receipt.print())
}

/// Returns the lines of the pane.
pub(super) fn lines(scene: &Scene<'_>, width: usize) -> Vec<Clickable> {
    let (language, chosen) = (scene.ui.language, scene.ui.pos);
    let quiet = |word: Word| wrap::wrap(scene.say(word), width).into_iter().map(|line| plain((line, theme::QUIET)));
    let Some(home) = scene.home else { return quiet(Word::NoPlatform).collect() };
    if home.world().shops().count() == 0 {
        return quiet(Word::NoShop).collect();
    }
    let focused = scene.is_focused(Focus::Pane(Pane::Shops));
    let mut lines = Vec::new();
    for (place, shop) in home.world().shops().all() {
        let (sign, style) = choice(place == chosen, focused);
        let select = || Some(PhoneCommand::SelectPos(place));
        lines.extend(
            hanging(&format!("{sign}{}", title(place, shop)), width).into_iter().map(|row| ((row, style), select())),
        );
        let details = details(language, home, shop).into_iter().flat_map(|line| hanging(&format!("  {line}"), width));
        lines.extend(details.map(|row| ((row, theme::PLAIN), select())));
    }
    if let Some(reading) = &scene.ui.reading {
        let shown = outcome::performed(language, reading).lines().map(str::to_owned).collect();
        lines.extend(section(scene.say(Word::TerminalShows).to_owned(), shown, width));
    }
    match receipt(home, chosen) {
        Some(printed) => {
            lines.extend(quiet(Word::LastReceipt));
            lines.extend(slip::rows(&printed, width).into_iter().map(|row| plain((row, theme::PLAIN))));
        }
        None => lines.extend(quiet(Word::NoReceiptYet)),
    }
    lines
}
