//! Names of the panes that share a frame, in its upper side: with blanks around them where there is room, else close
//! together. Where that is not enough, `…` stands for the names at either end, and the shown one is always in sight.

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

/// Columns of the mark of further names, with the gap beside it.
const MARK: u16 = 2;

/// Names of panes in a row, and those of them that are drawn.
struct NameRow {
    labels: Vec<String>,
    /// Column of the first drawn name or mark.
    column: u16,
    /// First drawn name, counted from 0; a mark stands before it if it is not the first of all.
    first: usize,
    /// Place behind the last drawn name; a mark stands there if it is not the end.
    end: usize,
}

/// Returns the columns that labels take, each with a column behind it.
fn width(labels: &[String]) -> u16 {
    labels.iter().fold(0_u16, |sum, label| sum.saturating_add(paint::width(label)).saturating_add(1))
}

/// Returns the columns that the labels from `first` to before `end` take, with the marks of further ones.
fn width_with_marks(labels: &[String], first: usize, end: usize) -> u16 {
    let marks = u16::from(first > 0).saturating_add(u16::from(end < labels.len())).saturating_mul(MARK);
    // The gap behind the last one is not needed.
    labels.get(first..end).map_or(0, width).saturating_add(marks).saturating_sub(1)
}

impl NameRow {
    /// Returns the names for a frame of that width, in which the one at the place `shown` is always drawn.
    fn new(scene: &Scene<'_>, panes: &[Pane], shown: usize, frame_width: u16) -> NameRow {
        let long: Vec<String> = panes.iter().map(|pane| format!(" {} ", scene.say(name(*pane)))).collect();
        let end = long.len();
        if width(&long).saturating_sub(1) <= frame_width.saturating_sub(3) {
            return NameRow { labels: long, column: 2, first: 0, end };
        }
        let labels: Vec<String> = panes.iter().map(|pane| scene.say(short_name(*pane)).to_owned()).collect();
        let room = frame_width.saturating_sub(2);
        let mut first = 0;
        while first < shown && width_with_marks(&labels, first, shown.saturating_add(1)) > room {
            first = first.saturating_add(1);
        }
        let mut end = shown.saturating_add(1);
        while end < labels.len() && width_with_marks(&labels, first, end.saturating_add(1)) <= room {
            end = end.saturating_add(1);
        }
        NameRow { labels, column: 1, first, end }
    }
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
    let place = panes.iter().position(|pane| *pane == shown).unwrap_or(0);
    let NameRow { labels, mut column, first, end } = NameRow::new(scene, panes, place, area.width);
    // The corners of the frame stay.
    let inside = Rect { width: area.width.saturating_sub(1), ..area };
    let mark = |frame: &mut Frame<'_>, drawn: &mut FrameLayout, column: u16, pane: Option<&Pane>| {
        let mark = paint::ellipsis(frame, inside, column, theme::QUIET);
        pane.into_iter().for_each(|pane| drawn.click(mark, PhoneCommand::Focus(Focus::Pane(*pane))));
    };
    if let Some(before) = first.checked_sub(1) {
        mark(frame, drawn, column, panes.get(before));
        column = column.saturating_add(MARK);
    }
    for (pane, label) in panes.iter().zip(&labels).take(end).skip(first) {
        let style = match (*pane == shown, focused) {
            (true, true) => theme::MARKED,
            (true, false) => theme::TITLE,
            (false, _) => theme::QUIET,
        };
        // The name gives way to the mark behind it where not even one fits.
        let is_followed = *pane == shown && end < labels.len();
        let inside = Rect { width: inside.width.saturating_sub(if is_followed { MARK } else { 0 }), ..inside };
        let label = paint::put(frame, inside, (column, 0), label, style);
        drawn.click(label, PhoneCommand::Focus(Focus::Pane(*pane)));
        column = column.saturating_add(label.width).saturating_add(1);
    }
    if end < labels.len() {
        mark(frame, drawn, column, panes.get(end));
    }
}
