//! A field to type into: the question, the box with the cursor, and what may be typed. Hidden characters are dots.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Block, BorderType};
use sim_i18n::phone::{hints, shown};
use unicode_width::UnicodeWidthStr as _;

use crate::tui::command::Focus;
use crate::tui::paint::{self, Alignment};
use crate::tui::scene::{FrameLayout, Scene};
use crate::tui::theme;
use crate::tui::wrap::{columns, preceded};
use sim_device::handset::Field;

/// Most rows of typed text that are shown.
const ROWS_MAX: usize = 5;

/// Returns what was typed, in rows of at most `width` columns; the last row has room for the cursor.
fn rows(field: &Field, width: usize) -> Vec<String> {
    let mut rows = vec![String::new()];
    for character in shown(field).chars() {
        if let Some(row) = rows.last_mut().filter(|row| row.width() + columns(character) <= width) {
            row.push(character);
        } else {
            rows.push(character.to_string());
        }
    }
    if rows.last().is_some_and(|row| row.width() >= width) {
        rows.push(String::new());
    }
    rows
}

/// Draws the question and the field below it.
pub(super) fn draw(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect, field: &Field, drawn: &mut FrameLayout) {
    let width = usize::from(area.width.saturating_sub(3));
    let rows = rows(field, width);
    let shown = rows.len().min(ROWS_MAX).min(usize::from(area.height / 2).max(1));
    let high = u16::try_from(shown).unwrap_or(1);
    let question = super::page::question(frame, scene, paint::between(area, 0, high.saturating_add(3)), drawn);
    let below = paint::between(area, question, 0);
    let area_of_box = Rect { height: high.saturating_add(2).min(below.height), ..below };
    let enough = field.is_enough();
    let style = if enough { theme::ACCENTED } else { theme::QUIET };
    frame.render_widget(Block::bordered().border_type(BorderType::Rounded).border_style(style), area_of_box);
    let inside = Rect {
        x: area_of_box.x.saturating_add(1),
        y: area_of_box.y.saturating_add(1),
        width: area_of_box.width.saturating_sub(2),
        height: area_of_box.height.saturating_sub(2),
    };
    let hidden = rows.len().saturating_sub(shown);
    let mut seen = rows.get(hidden..).unwrap_or_default().to_vec();
    if let Some(first) = seen.first_mut().filter(|_| hidden > 0) {
        *first = preceded(first, width);
    }
    paint::put_lines(frame, inside, &seen, (Alignment::Left, theme::STRONG));
    if scene.is_focused(Focus::Phone) && !scene.ui.keys_shown && inside.height > 0 {
        let column = seen.last().map_or(0, |row| paint::width(row));
        let y = inside.y.saturating_add(high.saturating_sub(1).min(inside.height.saturating_sub(1)));
        frame.set_cursor_position(Position { x: inside.x.saturating_add(column), y });
    }
    let (limits, left) = hints(scene.ui.language, field);
    let line = paint::row(below, area_of_box.height);
    let gap = u16::from(!left.is_empty());
    let beside = Rect { width: line.width.saturating_sub(paint::width(&left)).saturating_sub(gap), ..line };
    paint::put(frame, beside, (0, 0), &limits, theme::QUIET);
    paint::right(frame, line, 0, &left, theme::QUIET);
}
