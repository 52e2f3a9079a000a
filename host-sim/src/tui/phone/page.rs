//! The page between status bar and soft keys, by the kind of the screen.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{field, menu};
use crate::tui::scene::{Extent, FrameLayout, Scene};
use crate::tui::wrap::wrap;
use crate::tui::{paint, reminders, theme};
use sim_device::handset::ScreenBody;
use sim_i18n::{Word, phone};
use sim_world::line::LineCall;

/// Draws the page.
pub(super) fn draw(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect, drawn: &mut FrameLayout) {
    match &scene.screen.body {
        ScreenBody::Idle => idle(frame, scene, area),
        ScreenBody::Waiting => waiting(frame, scene, area),
        ScreenBody::Items { items, .. } => menu::draw(frame, scene, area, items, drawn),
        ScreenBody::Input(input) => field::draw(frame, scene, area, input, drawn),
        ScreenBody::Text { .. } | ScreenBody::YesNo => {
            text(frame, scene, area, drawn, theme::PLAIN);
        }
        body @ (ScreenBody::Key { .. } | ScreenBody::Tone(_) | ScreenBody::Confirm) => {
            draw_request(frame, scene, area, phone::request(body), drawn);
        }
    }
}

/// Draws an idle phone: the time, the text that the card set, reminders, and how the menu is opened.
fn idle(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect) {
    let now = scene.handset.surroundings.now;
    let top = area.height / 5;
    paint::draw_centred(frame, area, top, &phone::time(now), theme::STRONG);
    if let Some(date) = phone::date(now) {
        paint::draw_centred(frame, area, top.saturating_add(1), &date, theme::QUIET);
    }
    if let Some(call) = scene.call() {
        return in_call(frame, scene, paint::between(area, top.saturating_add(3), 0), call);
    }
    let middle = paint::between(area, top.saturating_add(3), 2);
    if !scene.ui.dialled.is_empty() {
        paint::draw_centred(frame, middle, 0, &scene.ui.dialled, theme::STRONG);
        return;
    }
    for (line, row) in wrap(&scene.screen.text, usize::from(area.width)).iter().zip(0..middle.height) {
        paint::draw_centred(frame, middle, row, line, theme::PLAIN);
    }
    let hint = wrap(scene.say(phone::idle_hint(scene.handset)), usize::from(area.width));
    let rows = u16::try_from(hint.len()).unwrap_or(1);
    for (line, row) in hint.iter().zip(area.height.saturating_sub(rows)..) {
        paint::draw_centred(frame, area, row, line, theme::QUIET);
    }
    let below = paint::between(area, top.saturating_add(6), rows.saturating_add(1));
    let lines = reminders::of(scene).into_iter().flat_map(|line| wrap(&line, usize::from(area.width)));
    for (line, row) in lines.zip(0..below.height) {
        paint::draw_centred(frame, below, row, &line, theme::TITLE);
    }
}

/// Draws a call to a service line: its number, the keys typed since the prompt, and what was said last.
fn in_call(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect, call: &LineCall) {
    let typed = "●".repeat(call.typed());
    paint::draw_centred(frame, area, 0, &format!("✆ {} {typed}", call.line()), theme::TITLE);
    let below = paint::between(area, 2, 0);
    let said = call.prompt().lines().flat_map(|line| wrap(line, usize::from(area.width))).collect::<Vec<_>>();
    // The end of a long prompt has the choices that were not heard yet.
    let hidden = said.len().saturating_sub(usize::from(below.height));
    for (line, row) in said.iter().skip(hidden).zip(0..below.height) {
        paint::put(frame, below, (0, row), line, theme::PLAIN);
    }
    if call.step().is_spoken() {
        paint::draw_centred(frame, area, 1, scene.say(Word::SayHint), theme::QUIET);
    }
}

/// Draws a handset that waits for the card; the sign turns with the time since power-on.
fn waiting(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect) {
    const TURNS: [&str; 8] = ["⠋", "⠙", "⠸", "⠴", "⠦", "⠧", "⠇", "⠏"];
    let turn = usize::try_from(scene.powered_ms / 100 % 8).unwrap_or(0);
    let sign = TURNS.get(turn).copied().unwrap_or("⠋");
    paint::draw_centred(frame, area, area.height / 3, sign, theme::TITLE);
    paint::draw_centred(frame, area, area.height / 3 + 2, scene.say(Word::Waiting), theme::PLAIN);
}

/// Draws the text, scrolled; returns the number of rows that it took.
fn text(
    frame: &mut Frame<'_>,
    scene: &Scene<'_>,
    area: Rect,
    drawn: &mut FrameLayout,
    style: ratatui::style::Style,
) -> u16 {
    // One column less, for the arrows that say there is more.
    let lines = wrap(&scene.screen.text, usize::from(area.width.saturating_sub(1)));
    let extent = Extent::of(lines.len(), usize::from(area.height));
    let first = scene.ui.text_top.min(extent.most);
    drawn.text = extent;
    for (line, row) in lines.iter().skip(first).zip(0..area.height) {
        paint::put(frame, area, (0, row), line, style);
    }
    arrows(frame, area, first, extent);
    u16::try_from(lines.len()).unwrap_or(u16::MAX).min(area.height)
}

/// Draws the question above a field; returns its rows, with a blank one where there is room.
pub(super) fn question(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect, drawn: &mut FrameLayout) -> u16 {
    let rows = text(frame, scene, area, drawn, theme::PLAIN);
    rows.saturating_add(u16::from(rows > 0 && rows < area.height))
}

/// Draws the text, and below it what the phone itself asks for.
fn draw_request(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect, word: Option<Word>, drawn: &mut FrameLayout) {
    let rows = question(frame, scene, paint::between(area, 0, 2), drawn);
    let below = paint::between(area, rows.saturating_add(1), 0);
    paint::draw_centred(frame, below, 0, word.map_or("", |word| scene.say(word)), theme::TITLE);
}

/// Draws arrows in the last column where there is more above or below.
pub(super) fn arrows(frame: &mut Frame<'_>, area: Rect, first: usize, extent: Extent) {
    if first > 0 {
        paint::right(frame, area, 0, "▲", theme::ACCENTED);
    }
    if first < extent.most {
        paint::right(frame, area, area.height.saturating_sub(1), "▼", theme::ACCENTED);
    }
}
