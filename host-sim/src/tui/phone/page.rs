//! The page between status bar and soft keys, by the kind of the screen.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{field, menu};
use crate::tui::paint::{self, Alignment};
use crate::tui::scene::{Extent, FrameLayout, Scene};
use crate::tui::wrap::{preceded, tail, wrap};
use crate::tui::{reminders, theme};
use sim_device::handset::ScreenBody;
use sim_i18n::{Word, phone};
use sim_world::line::LineCall;

/// Row of the reminders below the date where there is room.
const APART: u16 = 4;

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
    if !scene.ui.dialled.is_empty() {
        let dialled = tail(&scene.ui.dialled, usize::from(area.width));
        paint::draw_centred(frame, area, top.saturating_add(3), &dialled, theme::STRONG);
        return;
    }
    let wrapped = |text: &str| if text.is_empty() { Vec::new() } else { wrap(text, usize::from(area.width)) };
    let parts = [
        (wrapped(&scene.screen.text), theme::PLAIN),
        (reminders::of(scene).iter().flat_map(|line| wrapped(line)).collect(), theme::TITLE),
        (wrapped(scene.say(phone::idle_hint(scene.handset))), theme::QUIET),
    ];
    idle_parts(frame, area, top, parts);
}

/// Draws the text of the card, the reminders and the hint of an idle phone below the time. The hint stands at the
/// bottom. Where there is room, the reminders stand apart from the text.
fn idle_parts(frame: &mut Frame<'_>, area: Rect, top: u16, [text, reminders, hint]: [(Vec<String>, Style); 3]) {
    let count = |lines: &[String]| u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let below = paint::between(area, top.saturating_add(2), 0);
    // Text and reminders come before the hint, which says nothing new.
    let hint_rows = count(&hint.0).min(below.height.saturating_sub(count(&text.0)).saturating_sub(count(&reminders.0)));
    let hint_rows = hint_rows.max(u16::from(text.0.is_empty() && reminders.0.is_empty()));
    let at_bottom = paint::between(below, below.height.saturating_sub(hint_rows), 0);
    paint::put_lines(frame, at_bottom, &hint.0, (Alignment::Centre, hint.1));
    let rest = paint::between(below, 0, hint_rows);
    let needed = count(&text.0).saturating_add(count(&reminders.0));
    let gap = u16::from(rest.height > needed);
    // The text keeps a row, and so do the reminders.
    let least = u16::from(!reminders.0.is_empty());
    let text_rows = count(&text.0).min(rest.height.saturating_sub(gap).saturating_sub(least));
    let text_area = Rect { height: text_rows, ..paint::between(rest, gap, 0) };
    paint::put_lines(frame, text_area, &text.0, (Alignment::Centre, text.1));
    let spread = APART.saturating_sub(gap).saturating_sub(text_rows);
    let free = rest.height.saturating_sub(needed).saturating_sub(gap);
    let above = gap.saturating_add(text_rows).saturating_add(spread.min(free));
    paint::put_lines(frame, paint::between(rest, above, 0), &reminders.0, (Alignment::Centre, reminders.1));
}

/// Draws a call to a service line: its number, the keys typed since the prompt, and what was said last.
fn in_call(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect, call: &LineCall) {
    let typed = "●".repeat(call.typed());
    paint::draw_centred(frame, area, 0, &format!("✆ {} {typed}", call.line()), theme::TITLE);
    let below = paint::between(area, 2, 0);
    let mut said = call.prompt().lines().flat_map(|line| wrap(line, usize::from(area.width))).collect::<Vec<_>>();
    // The end of a long prompt has the choices that were not heard yet.
    let hidden = said.len().saturating_sub(usize::from(below.height));
    said.drain(..hidden);
    if let Some(first) = said.first_mut().filter(|_| hidden > 0) {
        *first = preceded(first, usize::from(area.width));
    }
    paint::put_lines(frame, below, &said, (Alignment::Left, theme::PLAIN));
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
fn text(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect, drawn: &mut FrameLayout, style: Style) -> u16 {
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
    paint::arrows(frame, area, (first > 0, first < extent.most), theme::ACCENTED);
}
