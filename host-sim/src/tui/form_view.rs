//! Drawing of a form: in the middle of the window, its lines one below the other.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Block, BorderType, Clear};

use super::command::{Focus, PhoneCommand};
use super::form::{InputForm, Line};
use super::paint::{self, Alignment};
use super::scene::{FrameLayout, Scene};
use super::{theme, wrap};
use sim_i18n::Word;
use sim_i18n::phone::keys::PhoneKey;

/// Width of a form in columns.
const WIDTH: u16 = 50;

/// Least number of columns for typing beside a label; where there are fewer, what is typed stands below the label.
const TYPING_LEAST: u16 = 14;

/// Columns before what is typed below its label.
const BELOW_LABEL: u16 = 2;

/// Returns the visible part of a line: the end, where the line is longer than `width` columns.
fn shown(line: &Line, width: usize) -> String {
    let dots = || "●".repeat(line.typed.chars().count());
    let text = if line.is_hidden() { dots() } else { line.typed.clone() };
    // The last column is the cursor's.
    wrap::tail(&text, width.saturating_sub(1))
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
    #[cfg(test)]
    paint::record::cover(area);
    let block = Block::bordered().border_type(BorderType::Rounded).border_style(theme::ACCENTED);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    paint::title(frame, area, scene.say(form.kind.title()), theme::TITLE);
    let inside = Rect { x: inner.x.saturating_add(1), width: inner.width.saturating_sub(2), ..inner };
    draw_lines(frame, scene, inside, form);
    let rest = paint::between(inside, lines.saturating_mul(2), 0);
    paint::put_lines(frame, rest, &below, (Alignment::Left, below_style));
}

/// Draws the lines, each with its label: two rows a line.
fn draw_lines(frame: &mut Frame<'_>, scene: &Scene<'_>, inside: Rect, form: &InputForm) {
    let label = form.lines.iter().map(|line| paint::width(scene.say(line.label))).max().unwrap_or(0).saturating_add(2);
    let is_below = label.saturating_add(TYPING_LEAST) > inside.width;
    let (column, down) = if is_below { (BELOW_LABEL, 1) } else { (label, 0) };
    for (line, place) in form.lines.iter().zip(0_u16..) {
        let is_here = usize::from(place) == form.at;
        let row = place.saturating_mul(2);
        let style = if is_here { theme::TITLE } else { theme::PLAIN };
        paint::put(frame, inside, (0, row), scene.say(line.label), style);
        let row = row.saturating_add(down);
        let typed = shown(line, usize::from(inside.width.saturating_sub(column)));
        paint::put(frame, inside, (column, row), &typed, theme::STRONG);
        if is_here && row < inside.height {
            let column = column.saturating_add(paint::width(&typed)).min(inside.width.saturating_sub(1));
            frame.set_cursor_position(Position { x: inside.x.saturating_add(column), y: inside.y.saturating_add(row) });
        }
    }
}
