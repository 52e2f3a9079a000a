//! Drawing of a form: in the middle of the window, its lines one below the other.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Block, BorderType, Clear};
use unicode_width::UnicodeWidthStr as _;

use super::command::{Focus, PhoneCommand};
use super::form::{InputForm, Line};
use super::scene::{FrameLayout, Scene};
use super::wrap::columns;
use super::{paint, theme, wrap};
use sim_i18n::Word;
use sim_i18n::phone::keys::PhoneKey;

/// Width of a form in columns.
const WIDTH: u16 = 50;

/// Returns the visible part of a line: the end, where the line is longer than `width` columns.
fn shown(line: &Line, width: usize) -> String {
    let dots = || "●".repeat(line.typed.chars().count());
    let text = if line.is_hidden() { dots() } else { line.typed.clone() };
    let mut room = width.saturating_sub(1);
    let tail = text.chars().rev().take_while(|character| {
        let fits = columns(*character) <= room;
        room = room.saturating_sub(columns(*character));
        fits
    });
    let tail: Vec<char> = tail.collect();
    tail.into_iter().rev().collect()
}

/// Draws the form over everything else.
pub(super) fn draw(frame: &mut Frame<'_>, scene: &Scene<'_>, whole: Rect, form: &InputForm, drawn: &mut FrameLayout) {
    let width = WIDTH.min(whole.width);
    let below = form.complaint.as_deref().unwrap_or_else(|| scene.say(Word::FormHint));
    let below_style = if form.complaint.is_some() { theme::WRONG } else { theme::QUIET };
    let below = wrap::wrap(below, usize::from(width.saturating_sub(4)));
    let count = |lines: usize| u16::try_from(lines).unwrap_or(u16::MAX);
    let lines = count(form.lines.len());
    let height = lines.saturating_mul(2).saturating_add(count(below.len())).saturating_add(2);
    let area = paint::middle(whole, width, height);
    drawn.covered();
    drawn.click(frame.area(), PhoneCommand::Press(PhoneKey::Back));
    drawn.click(area, PhoneCommand::Nothing);
    drawn.wheel(frame.area(), Focus::Phone);
    frame.render_widget(Clear, area);
    let block = Block::bordered().border_type(BorderType::Rounded).border_style(theme::ACCENTED);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    paint::put(frame, area, (2, 0), &format!(" {} ", scene.say(form.kind.title())), theme::TITLE);
    let inside = Rect { x: inner.x.saturating_add(1), width: inner.width.saturating_sub(2), ..inner };
    let label = form.lines.iter().map(|line| paint::width(scene.say(line.label))).max().unwrap_or(0).saturating_add(2);
    for (line, place) in form.lines.iter().zip(0_u16..) {
        let is_here = usize::from(place) == form.at;
        let row = place.saturating_mul(2);
        let style = if is_here { theme::TITLE } else { theme::PLAIN };
        paint::put(frame, inside, (0, row), scene.say(line.label), style);
        let typed = shown(line, usize::from(inside.width.saturating_sub(label)));
        paint::put(frame, inside, (label, row), &typed, theme::STRONG);
        if is_here && row < inside.height {
            let column = label.saturating_add(u16::try_from(typed.width()).unwrap_or(u16::MAX));
            let x = inside.x.saturating_add(column.min(inside.width.saturating_sub(1)));
            frame.set_cursor_position(Position { x, y: inside.y.saturating_add(row) });
        }
    }
    let rest = paint::between(inside, lines.saturating_mul(2), 0);
    for (line, row) in below.iter().zip(0..rest.height) {
        paint::put(frame, rest, (0, row), line, below_style);
    }
}
