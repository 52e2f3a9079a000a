//! A menu on the screen: its title, and the numbered items. The marked item is always in sight.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::command::PhoneCommand;
use crate::tui::scene::{Extent, FrameLayout, Scene};
use crate::tui::wrap::{padded, wrap};
use crate::tui::{paint, theme};
use sim_device::handset::Choice;
use sim_i18n::phone::keys::PhoneKey;

/// Row of the list: the line that it belongs to, counted from 0, and its text.
struct Row {
    place: usize,
    text: String,
}

/// Returns the items in rows, a long item in several.
fn rows(items: &[Choice], marked: usize, width: usize) -> Vec<Row> {
    let digits = items.len().to_string().len();
    let room = width.saturating_sub(digits + 3);
    let mut rows = Vec::new();
    for (item, place) in items.iter().zip(0_usize..) {
        for (text, part) in wrap(&item.text, room).into_iter().zip(0_usize..) {
            let sign = if place == marked && part == 0 { '▸' } else { ' ' };
            let number = if part == 0 { place.saturating_add(1).to_string() } else { String::new() };
            rows.push(Row { place, text: format!("{sign}{number:>digits$} {text}") });
        }
    }
    rows
}

/// Draws the menu below its title.
pub(super) fn draw(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect, items: &[Choice], drawn: &mut FrameLayout) {
    let width = usize::from(area.width);
    let title = wrap(&scene.screen.text, width);
    let mut top = 0_u16;
    for line in title.iter().filter(|line| !line.is_empty()).take(usize::from(area.height / 3)) {
        paint::put(frame, area, (0, top), line, theme::TITLE);
        top = top.saturating_add(1);
    }
    let gap = u16::from(top > 0 && area.height > 7);
    let area = paint::between(area, top.saturating_add(gap), 0);
    let rows = rows(items, scene.ui.marked, width);
    let height = usize::from(area.height);
    let marked = rows.iter().position(|row| row.place == scene.ui.marked).unwrap_or(0);
    let extent = Extent::of(rows.len(), height);
    let first = marked.saturating_sub(height / 2).min(extent.most);
    drawn.items = height;
    for (row, at) in rows.iter().skip(first).zip(0..area.height) {
        let style = if row.place == scene.ui.marked { theme::MARKED } else { theme::PLAIN };
        let line = paint::put(frame, area, (0, at), &padded(&row.text, width), style);
        drawn.click(line, PhoneCommand::Press(PhoneKey::Line(row.place)));
    }
    super::page::arrows(frame, area, first, extent);
}
