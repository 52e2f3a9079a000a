//! A menu on the screen: its title, and the numbered items. The marked item is always in sight.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::tui::command::PhoneCommand;
use crate::tui::paint::{self, Alignment};
use crate::tui::scene::{Extent, FrameLayout, Scene};
use crate::tui::theme;
use crate::tui::wrap::{hanging, line_number, padded, wrap};
use sim_device::handset::Choice;
use sim_i18n::phone::keys::PhoneKey;

/// Row of the list: the line that it belongs to, counted from 0, and its text.
struct Row {
    place: usize,
    text: String,
}

/// Returns the items in rows, a long item in several.
fn rows(items: &[Choice], marked: usize, width: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for (item, place) in items.iter().zip(0_usize..) {
        let sign = if place == marked { '▸' } else { ' ' };
        let number = line_number(place.saturating_add(1), items.len());
        // The last column is that of the arrows.
        let texts = hanging(&format!("{sign}{number} "), &item.text, width.saturating_sub(1));
        rows.extend(texts.into_iter().map(|text| Row { place, text }));
    }
    rows
}

/// Draws the menu below its title.
pub(super) fn draw(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect, items: &[Choice], drawn: &mut FrameLayout) {
    let width = usize::from(area.width);
    let title = wrap(&scene.screen.text, width);
    let title: Vec<String> = title.into_iter().filter(|line| !line.is_empty()).collect();
    let top = u16::try_from(title.len()).unwrap_or(u16::MAX).min(area.height / 3);
    paint::put_lines(frame, Rect { height: top, ..area }, &title, (Alignment::Left, theme::TITLE));
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
