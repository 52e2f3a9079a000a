//! Text on a frame. Nothing outside the area is touched, and no character is cut in half. Every text goes through
//! [`put`], which ends a text that does not fit with `…`; no other function writes characters.

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::{Constraint, Rect};
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr as _;

use super::wrap::{self, ELLIPSIS};

#[cfg(test)]
pub(super) mod record;

/// Place of a text in its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alignment {
    /// At the left end.
    Left,
    /// In the middle.
    Centre,
}

/// Returns the width of a text in columns, as the terminal counts.
pub(super) fn width(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}

/// Returns a text as it stands in `room` columns. Blanks at the end may be lost without a mark.
fn fitted(text: &str, room: u16) -> Cow<'_, str> {
    if width(text) <= room {
        return Cow::Borrowed(text);
    }
    let bare = text.trim_end();
    let blanks = usize::from(room.saturating_sub(width(bare)));
    match width(bare) <= room {
        true => Cow::Owned(format!("{bare}{}", " ".repeat(blanks))),
        false => Cow::Owned(wrap::shortened(bare, usize::from(room))),
    }
}

/// Puts a text into a row of an area, `at` column and row, with `…` at its end where the text does not fit; returns the
/// area that the text took.
pub(super) fn put(frame: &mut Frame<'_>, area: Rect, at: (u16, u16), text: &str, style: Style) -> Rect {
    let (column, row) = at;
    let area = area.intersection(frame.area());
    // The terminal would count characters that do not print.
    let text: Cow<'_, str> = match text.chars().any(char::is_control) {
        true => Cow::Owned(text.chars().filter(|character| !character.is_control()).collect()),
        false => Cow::Borrowed(text),
    };
    let is_inside = row < area.height && column < area.width;
    let room = if is_inside { area.width.saturating_sub(column) } else { 0 };
    let (x, y) = (area.x.saturating_add(column), area.y.saturating_add(row));
    let shown = fitted(&text, room);
    if is_inside {
        frame.buffer_mut().set_stringn(x, y, &shown, usize::from(room), style);
    }
    #[cfg(test)]
    record::add(record::PutText {
        area,
        at: (x, y),
        asked: text.clone().into_owned(),
        shown: shown.clone().into_owned(),
    });
    match is_inside {
        true => Rect::new(x, y, width(&shown), 1),
        false => Rect::new(area.x, area.y, 0, 0),
    }
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

/// Puts lines below each other from the top of an area. Where there is no room for all, the last one that is drawn ends
/// in `…`.
pub(super) fn put_lines(
    frame: &mut Frame<'_>,
    area: Rect,
    lines: &[impl AsRef<str>],
    (alignment, style): (Alignment, Style),
) {
    let last = area.height.saturating_sub(1);
    for (line, row) in lines.iter().zip(0..area.height) {
        let is_cut = row == last && lines.len() > usize::from(area.height);
        let line = match is_cut {
            true => Cow::Owned(wrap::continued(line.as_ref(), usize::from(area.width))),
            false => Cow::Borrowed(line.as_ref()),
        };
        match alignment {
            Alignment::Left => put(frame, area, (0, row), &line, style),
            Alignment::Centre => draw_centred(frame, area, row, &line, style),
        };
    }
}

/// Puts a title into the upper side of a frame, between its corners.
pub(super) fn title(frame: &mut Frame<'_>, area: Rect, text: &str, style: Style) {
    let side = Rect { width: area.width.saturating_sub(1), ..area };
    put(frame, side, (2, 0), &format!(" {text} "), style);
}

/// Puts arrows into the last column of an area where there is more above or below.
pub(super) fn arrows(frame: &mut Frame<'_>, area: Rect, (is_above, is_below): (bool, bool), style: Style) {
    if area.is_empty() {
        return;
    }
    if is_above {
        right(frame, area, 0, "▲", style);
    }
    if is_below {
        let last = area.height.saturating_sub(1);
        // In a single row both stand beside each other.
        let area = if last == 0 && is_above { Rect { width: area.width.saturating_sub(1), ..area } } else { area };
        right(frame, area, last, "▼", style);
    }
}

/// Puts the mark of left-out text at a column of a row.
pub(super) fn ellipsis(frame: &mut Frame<'_>, area: Rect, column: u16, style: Style) -> Rect {
    put(frame, area, (column, 0), ELLIPSIS.encode_utf8(&mut [0; 4]), style)
}

/// Draws a thin line across a row.
pub(super) fn rule(frame: &mut Frame<'_>, area: Rect, row: u16, style: Style) {
    let area = self::row(area, row).intersection(frame.area());
    for column in 0..area.width {
        if let Some(cell) = frame.buffer_mut().cell_mut((area.x.saturating_add(column), area.y)) {
            cell.set_char('─').set_style(style);
        }
    }
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
