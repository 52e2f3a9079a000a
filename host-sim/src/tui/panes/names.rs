//! Names of panes in a frame, which can be clicked: with blanks around them where there is room, else close together,
//! and from a later name on if the shown one would not be in sight.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::command::{Focus, Pane, PhoneCommand};
use crate::tui::scene::{FrameLayout, Scene};
use crate::tui::{paint, theme};
use sim_i18n::Word;

/// Returns the name of a pane.
pub(super) const fn name(pane: Pane) -> Word {
    match pane {
        Pane::Exchanges => Word::Exchanges,
        Pane::Card => Word::Card,
        Pane::Messages => Word::Messages,
        Pane::Platform => Word::Platform,
        Pane::Shops => Word::Shops,
        Pane::Hall => Word::Hall,
        Pane::Handset => Word::Handset,
    }
}

/// Returns the name of a pane where room is scarce.
const fn short_name(pane: Pane) -> Word {
    match pane {
        Pane::Exchanges => Word::ExchangesShort,
        Pane::Handset => Word::HandsetShort,
        other => name(other),
    }
}

/// Returns the columns that labels take with a column between each two.
fn width(labels: &[String]) -> u16 {
    labels.iter().fold(0_u16, |sum, label| sum.saturating_add(paint::width(label)).saturating_add(1)).saturating_sub(1)
}

/// Draws the names of panes that share a frame, the shown one marked.
pub(super) fn draw(
    frame: &mut Frame<'_>,
    scene: &Scene<'_>,
    area: Rect,
    (shown, panes): (Pane, &[Pane]),
    drawn: &mut FrameLayout,
) {
    let focused = matches!(scene.ui.focus, Focus::Pane(pane) if panes.contains(&pane));
    let (mut column, mut first) = (2, 0);
    let mut labels: Vec<String> = panes.iter().map(|pane| format!(" {} ", scene.say(name(*pane)))).collect();
    if width(&labels) > area.width.saturating_sub(3) {
        labels = panes.iter().map(|pane| scene.say(short_name(*pane)).to_owned()).collect();
        column = 1;
        let last = panes.iter().position(|pane| *pane == shown).unwrap_or(0);
        let room = area.width.saturating_sub(2);
        let is_beyond = |first: usize| labels.get(first..=last).is_some_and(|labels| width(labels) > room);
        while first < last && is_beyond(first) {
            first = first.saturating_add(1);
        }
    }
    for (pane, label) in panes.iter().zip(&labels).skip(first) {
        let style = match (*pane == shown, focused) {
            (true, true) => theme::MARKED,
            (true, false) => theme::TITLE,
            (false, _) => theme::QUIET,
        };
        let inside = Rect { width: area.width.saturating_sub(1), ..area };
        let label = paint::put(frame, inside, (column, 0), label, style);
        drawn.click(label, PhoneCommand::Focus(Focus::Pane(*pane)));
        column = column.saturating_add(label.width).saturating_add(1);
    }
}
