//! Drawing of the handset: its shell, the screen with status bar, page and soft keys, and the keypad where there is
//! room for it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, BorderType};

use super::command::Focus;
use super::paint::{self, Alignment};
use super::scene::{FrameLayout, Scene};
use super::{softkeys, theme, wrap};
use sim_i18n::phone as i18n;

mod field;
mod keypad;
mod menu;
mod page;

/// Least number of rows of a page for a notice of several rows with a gap above it.
const NOTICE_WITH_GAP: u16 = 9;

/// Least number of rows for a phone with its keypad.
const WITH_KEYPAD: u16 = 37;

/// Draws the phone into the area.
pub(super) fn draw(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect, drawn: &mut FrameLayout) {
    let focused = scene.is_focused(Focus::Phone);
    drawn.click(area, super::PhoneCommand::Focus(Focus::Phone));
    let shell = Block::bordered().border_type(BorderType::Rounded).border_style(theme::frame(focused));
    let inner = shell.inner(area);
    frame.render_widget(shell, area);
    paint::draw_centred(frame, area, 0, " ━━━━━ ", theme::QUIET);
    if area.height < WITH_KEYPAD || inner.width < keypad::WIDTH {
        return draw_screen(frame, scene, inner, drawn);
    }
    let screen = paint::between(inner, 0, keypad::HEIGHT);
    let glass = Block::bordered().border_type(BorderType::Rounded).border_style(theme::QUIET);
    let inside = glass.inner(screen);
    frame.render_widget(glass, screen);
    draw_screen(frame, scene, inside, drawn);
    keypad::draw(frame, scene, paint::between(inner, screen.height, 0), drawn);
}

/// Draws the screen: status bar, page, soft keys.
fn draw_screen(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect, drawn: &mut FrameLayout) {
    drawn.wheel(area, Focus::Phone);
    status_bar(frame, scene, paint::row(area, 0));
    paint::rule(frame, area, 1, theme::QUIET);
    let last = area.height.saturating_sub(1);
    paint::rule(frame, area, last.saturating_sub(1), theme::QUIET);
    soft_keys(frame, scene, paint::row(area, last), drawn);
    let mut page = paint::between(area, 2, 2);
    page.x = page.x.saturating_add(1);
    page.width = page.width.saturating_sub(2);
    if let Some(notice) = &scene.ui.notice {
        let lines = wrap::wrap(notice, usize::from(page.width));
        let (most, gap) = if page.height < NOTICE_WITH_GAP { (1, 0) } else { (page.height / 2, 1) };
        let rows = u16::try_from(lines.len()).unwrap_or(1).min(most);
        let below = paint::between(page, page.height.saturating_sub(rows), 0);
        paint::put_lines(frame, below, &lines, (Alignment::Left, theme::TITLE));
        page = paint::between(page, 0, rows.saturating_add(gap));
    }
    page::draw(frame, scene, page, drawn);
}

fn status_bar(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect) {
    let around = &scene.handset.surroundings;
    let bar = paint::put(frame, area, (1, 0), i18n::signal(around), theme::ACCENTED);
    let (signs, time) = (i18n::signs(scene.handset), i18n::time(around.now));
    let right = format!("{signs}{time}  {} ", i18n::battery(around));
    let left = bar.width.saturating_add(2);
    let room = area.width.saturating_sub(left).saturating_sub(paint::width(&right)).saturating_sub(1);
    let name = wrap::shortened(&i18n::operator(scene.ui.language, around), usize::from(room));
    paint::put(frame, area, (left, 0), &name, theme::PLAIN);
    let behind = Rect { x: area.x.saturating_add(left), width: area.width.saturating_sub(left), ..area };
    paint::right(frame, behind, 0, &right, theme::PLAIN);
}

/// Returns the labels of soft keys in a row of that width: with blanks around them where there is room, else each
/// shortened to its share.
fn soft_key_labels(words: &[&str], width: u16) -> Vec<String> {
    let spread: Vec<String> = words.iter().map(|word| format!(" {word} ")).collect();
    if spread.iter().map(|label| paint::width(label)).sum::<u16>() <= width {
        return spread;
    }
    let share = usize::from(width).checked_div(words.len()).unwrap_or(0).saturating_sub(1);
    words.iter().map(|word| wrap::shortened(word, share)).collect()
}

/// Draws the soft keys, spread over the row.
fn soft_keys(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect, drawn: &mut FrameLayout) {
    let keys = softkeys::of(scene.screen, scene.handset.has_menu(), scene.idle_use());
    let words: Vec<&str> = keys.iter().map(|(key, _)| scene.say(key.word)).collect();
    let labels = soft_key_labels(&words, area.width);
    let room = area.width.saturating_sub(labels.iter().map(|label| paint::width(label)).sum());
    let gaps = u16::try_from(keys.len().saturating_sub(1)).unwrap_or(0);
    let mut column = 0_u16;
    for (((key, command), label), place) in keys.into_iter().zip(labels).zip(0_u16..) {
        let before = room.saturating_mul(place).checked_div(gaps).unwrap_or(0);
        let style = match (key.enabled, place) {
            (false, _) => theme::QUIET,
            (true, 0) => theme::TITLE,
            (true, _) => theme::ACCENTED,
        };
        let button = paint::put(frame, area, (column.saturating_add(before), 0), &label, style);
        drawn.click(button, command);
        column = column.saturating_add(paint::width(&label));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soft_keys_share_a_narrow_row() {
        let words = ["Select", "Help", "End", "Back"];
        assert_eq!(soft_key_labels(&words, 28), [" Select ", " Help ", " End ", " Back "]);
        assert_eq!(soft_key_labels(&words, 24), ["Select", "Help", "End", "Back"].map(|word| wrap::shortened(word, 5)));
        assert_eq!(soft_key_labels(&["选择", "返回"], 6), ["…", "…"]);
    }
}
