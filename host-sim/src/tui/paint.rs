//! Text on a frame. Nothing outside the area is touched, and no character is cut in half.

use ratatui::Frame;
use ratatui::layout::{Constraint, Rect};
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr as _;

/// Returns the width of a text in columns, as the terminal counts.
pub(super) fn width(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}

/// Puts a text into a row of an area, `at` column and row; returns the area that the text took.
pub(super) fn put(frame: &mut Frame<'_>, area: Rect, at: (u16, u16), text: &str, style: Style) -> Rect {
    let (column, row) = at;
    let area = area.intersection(frame.area());
    if row >= area.height || column >= area.width {
        return Rect::new(area.x, area.y, 0, 0);
    }
    let (x, y) = (area.x.saturating_add(column), area.y.saturating_add(row));
    let room = area.width.saturating_sub(column);
    frame.buffer_mut().set_stringn(x, y, text, usize::from(room), style);
    Rect::new(x, y, width(text).min(room), 1)
}

/// Puts a text into the middle of a row; returns the area that the text took.
pub(super) fn draw_centred(frame: &mut Frame<'_>, area: Rect, row: u16, text: &str, style: Style) -> Rect {
    let column = area.width.saturating_sub(width(text)) / 2;
    put(frame, area, (column, row), text, style)
}

/// Puts a text at the right end of a row; returns the area that the text took.
pub(super) fn right(frame: &mut Frame<'_>, area: Rect, row: u16, text: &str, style: Style) -> Rect {
    put(frame, area, (area.width.saturating_sub(width(text)), row), text, style)
}

/// Draws a thin line across a row.
pub(super) fn rule(frame: &mut Frame<'_>, area: Rect, row: u16, style: Style) {
    put(frame, area, (0, row), &"─".repeat(usize::from(area.width)), style);
}

/// Returns one row of an area, empty below the area's end.
pub(super) fn row(area: Rect, row: u16) -> Rect {
    let row = row.min(area.height);
    Rect { y: area.y.saturating_add(row), height: area.height.saturating_sub(row).min(1), ..area }
}

/// Returns an area without `above` rows at the top and `below` rows at the bottom.
pub(super) fn between(area: Rect, above: u16, below: u16) -> Rect {
    let above = above.min(area.height);
    let height = area.height.saturating_sub(above).saturating_sub(below);
    Rect { y: area.y.saturating_add(above), height, ..area }
}

/// Returns an area of at most that size in the middle of another.
pub(super) fn middle(area: Rect, width: u16, height: u16) -> Rect {
    area.centered(Constraint::Length(width.min(area.width)), Constraint::Length(height.min(area.height)))
}
