//! The payment platform in its pane: the account, the messages under way with the selected one, the newest ledger
//! entries, and the last events.

use crate::i18n::{self, Language, Word, entry, event};
use ratatui::Frame;
use ratatui::layout::Rect;

use super::{Styled, draw_scrolled, named};
use crate::tui::command::{Focus, Pane, PhoneCommand};
use crate::tui::home::Home;
use crate::tui::scene::{Extent, FrameLayout, Scene};
use crate::tui::{theme, wrap};
use sim_world::platform::account::AccountState;
use sim_world::platform::entry::Book;

/// Number of ledger entries that are shown.
const ENTRIES: usize = 20;
/// Number of events that are shown.
const EVENTS: usize = 100;

/// Line with its style, and the command of a click on it; `None` where a click does nothing.
type Clickable = (Styled, Option<PhoneCommand>);

/// Returns the names and values of the account.
pub(in crate::tui) fn rows(language: Language, home: &Home) -> Vec<(&'static str, String)> {
    let say = |word: Word| word.in_language(language);
    let (number, books) = (home.number(), &home.world().platform().books);
    let account = match books.accounts.get(&number).map(|account| account.state) {
        None => say(Word::NoAccount),
        Some(AccountState::Open) => language.of("已开户", "open"),
        Some(AccountState::Closing) => language.of("待销户", "waits to be closed"),
        Some(AccountState::Closed) => language.of("已销户", "closed"),
    };
    let money = |book: Book| i18n::amount(language, books.ledger.balance(&book));
    let mut rows = vec![
        (say(Word::Cash), money(Book::Cash(number))),
        (say(Word::RechargeCard), money(Book::RechargeCard(number))),
        (say(Word::InFlight), money(Book::InFlight(number))),
        (say(Word::BookedWallet), money(Book::Wallet(number))),
        (say(Word::Number), format!("{number} {account}")),
        (say(Word::WorldTime), home.world().now().to_string()),
    ];
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

/// Returns a line in rows; what does not fit goes on below, two columns to the right.
fn hanging(line: &str, width: usize) -> Vec<String> {
    let mut rows = wrap::wrap(line, width);
    if rows.len() > 1 {
        let first = rows.remove(0);
        let rest = line.strip_prefix(first.as_str()).unwrap_or_default().trim_start();
        rows = wrap::wrap(rest, width.saturating_sub(2)).into_iter().map(|row| format!("  {row}")).collect();
        rows.insert(0, first);
    }
    rows
}

fn plain(line: Styled) -> Clickable {
    (line, None)
}

/// Returns a heading, and lines below it.
fn section(heading: String, lines: Vec<String>, width: usize) -> Vec<Clickable> {
    let rows = lines.iter().flat_map(|line| hanging(line, width)).map(|row| plain((row, theme::PLAIN)));
    [plain((heading, theme::QUIET))].into_iter().chain(rows).collect()
}

/// Returns the messages under way; the selected one is marked, and a click selects.
fn under_way(scene: &Scene<'_>, home: &Home, width: usize) -> Vec<Clickable> {
    let language = scene.ui.language;
    let carried = home.carried();
    let held = if home.is_holding_all() { format!(" ({})", scene.say(Word::AllHeld)) } else { String::new() };
    let heading = format!("{} {}{held}", scene.say(Word::UnderWay), carried.len());
    let mut lines = vec![plain((heading, theme::QUIET))];
    let chosen = home.selected(scene.ui.message).map(|carried| carried.id);
    let focused = scene.is_focused(Focus::Pane(Pane::Platform));
    for (message, line) in carried.iter().zip(messages(language, home)) {
        let is_chosen = Some(message.id) == chosen;
        let style = match (is_chosen, focused) {
            (true, true) => theme::MARKED,
            (true, false) => theme::TITLE,
            (false, _) => theme::PLAIN,
        };
        let sign = if is_chosen { '▸' } else { ' ' };
        for row in hanging(&format!("{sign}{line}"), width) {
            lines.push(((row, style), Some(PhoneCommand::SelectMessage(message.id))));
        }
    }
    lines
}

/// Returns the lines of the pane.
fn lines(scene: &Scene<'_>, width: usize) -> Vec<Clickable> {
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

/// Draws the pane's lines from `top` on; returns how far they scroll.
pub(super) fn draw(
    frame: &mut Frame<'_>,
    scene: &Scene<'_>,
    area: Rect,
    top: usize,
    drawn: &mut FrameLayout,
) -> Extent {
    let lines = lines(scene, usize::from(area.width));
    let extent = Extent::of(lines.len(), usize::from(area.height));
    let seen = lines.iter().skip(top.min(extent.most)).zip(0..area.height);
    for ((_, command), row) in seen {
        if let Some(command) = command {
            drawn.click(Rect { y: area.y.saturating_add(row), height: 1, ..area }, command.clone());
        }
    }
    let styled: Vec<Styled> = lines.into_iter().map(|(line, _)| line).collect();
    draw_scrolled(frame, area, &styled, top)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_line_continues_with_indent() {
        assert_eq!(hanging("3 10:30:04 钱包充值到账 50元", 18), ["3 10:30:04 钱包充", "  值到账 50元"]);
        assert_eq!(hanging("short", 18), ["short"]);
    }
}
