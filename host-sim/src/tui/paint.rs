//! Putting text on a frame. Nothing outside the area is touched, and no character is cut in half.

use ratatui::Frame;
use ratatui::layout::{Constraint, Rect};
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr as _;

/// Columns of a text, as the terminal counts.
pub(super) fn width(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}

/// A text in a row of an area, so many columns from its left; gives the columns it took.
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

/// A text in the middle of a row.
pub(super) fn centred(frame: &mut Frame<'_>, area: Rect, row: u16, text: &str, style: Style) -> Rect {
    let column = area.width.saturating_sub(width(text)) / 2;
    put(frame, area, (column, row), text, style)
}

/// A text at the right end of a row.
pub(super) fn right(frame: &mut Frame<'_>, area: Rect, row: u16, text: &str, style: Style) -> Rect {
    put(frame, area, (area.width.saturating_sub(width(text)), row), text, style)
}

/// A thin line across a row.
pub(super) fn rule(frame: &mut Frame<'_>, area: Rect, row: u16, style: Style) {
    put(frame, area, (0, row), &"─".repeat(usize::from(area.width)), style);
}

/// A row of an area.
pub(super) fn row(area: Rect, row: u16) -> Rect {
    let row = row.min(area.height);
    Rect { y: area.y.saturating_add(row), height: area.height.saturating_sub(row).min(1), ..area }
}

/// What is left of an area without so many rows at the top and at the bottom.
pub(super) fn between(area: Rect, above: u16, below: u16) -> Rect {
    let above = above.min(area.height);
    let height = area.height.saturating_sub(above).saturating_sub(below);
    Rect { y: area.y.saturating_add(above), height, ..area }
}

/// An area of at most that size in the middle of another.
pub(super) fn middle(area: Rect, width: u16, height: u16) -> Rect {
    area.centered(Constraint::Length(width.min(area.width)), Constraint::Length(height.min(area.height)))
}
