//! The panes beside the phone: all of them if there is room, else the chosen one, with the names of all in its frame.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Block, BorderType};

use super::command::{Focus, Pane, PhoneCommand};
use super::scene::{Extent, FrameLayout, Scene};
use super::{paint, theme, wrap};
use sim_i18n::Word;
use unicode_width::UnicodeWidthStr as _;

pub(super) mod card;
mod clickable;
mod exchanges;
pub(super) mod hall;
mod handset;
pub(super) mod messages;
mod names;
pub(super) mod platform;
pub(super) mod shops;
mod slip;
pub(super) mod words;

/// Least number of columns for two columns of panes, each as high as the window.
const TWO_COLUMNS: u16 = 124;
/// Least numbers of columns and rows for all panes at once.
const ALL: (u16, u16) = (70, 30);

/// Line of a pane with its style.
pub(super) type Styled = (String, Style);

/// Splits an area in two with a column between them, the first that many hundredths of the width.
fn columns(area: Rect, hundredths: u16) -> (Rect, Rect) {
    let width = area.width.saturating_mul(hundredths) / 100;
    let x = area.x.saturating_add(width).saturating_add(1);
    let rest = Rect { x, width: area.width.saturating_sub(width).saturating_sub(1), ..area };
    (Rect { width, ..area }, rest)
}

/// Splits an area in two, the first that many rows high.
fn above_and_below(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    (Rect { height, ..area }, paint::between(area, height, 0))
}

/// Draws the panes.
pub(super) fn draw(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect, drawn: &mut FrameLayout) {
    if area.width >= TWO_COLUMNS && area.height >= ALL.1 {
        let (left, right) = columns(area, 60);
        let (list, words) = above_and_below(left, left.height / 2);
        let inner = draw_frame(frame, scene, list, Pane::Exchanges, drawn);
        exchanges::draw_list(frame, scene, inner, drawn);
        draw_words(frame, scene, words, drawn);
        let (card, rest) = above_and_below(right, right.height / 4);
        let (messages, rest) = above_and_below(rest, rest.height / 4);
        let (around, handset) = above_and_below(rest, rest.height * 3 / 5);
        draw_each(frame, scene, [card, messages, around, handset], drawn);
    } else if area.width >= ALL.0 && area.height >= ALL.1 {
        let (upper, lower) = above_and_below(area, area.height * 2 / 5);
        let inner = draw_frame(frame, scene, upper, Pane::Exchanges, drawn);
        draw_exchanges(frame, scene, inner, drawn);
        let (left, right) = columns(lower, 48);
        let (card, handset) = above_and_below(left, left.height / 2);
        let (messages, around) = above_and_below(right, right.height * 3 / 10);
        draw_each(frame, scene, [card, messages, around, handset], drawn);
    } else {
        let inner = draw_frame_with_names(frame, scene, area, (scene.ui.pane, &Pane::ALL), drawn);
        match scene.ui.pane {
            Pane::Exchanges => draw_exchanges(frame, scene, inner, drawn),
            pane => lines_inside(frame, scene, inner, pane, drawn),
        }
    }
}

/// Draws a frame without a name; returns the area inside.
fn bare(frame: &mut Frame<'_>, area: Rect, focused: bool) -> Rect {
    let block = Block::bordered().border_type(BorderType::Rounded).border_style(theme::frame(focused));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    Rect { x: inner.x.saturating_add(1), width: inner.width.saturating_sub(2), ..inner }
}

fn hit(area: Rect, pane: Pane, drawn: &mut FrameLayout) {
    drawn.click(area, PhoneCommand::Focus(Focus::Pane(pane)));
    drawn.wheel(area, Focus::Pane(pane));
}

/// Draws the frame of one pane among several; returns the area inside.
fn draw_frame(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect, pane: Pane, drawn: &mut FrameLayout) -> Rect {
    let focused = scene.is_focused(Focus::Pane(pane));
    hit(area, pane, drawn);
    let inner = bare(frame, area, focused);
    let style = if focused { theme::TITLE } else { theme::STRONG };
    paint::title(frame, area, scene.say(names::name(pane)), style);
    inner
}

/// Draws the frame of a pane that shares it with others, with the names of all; returns the area inside.
fn draw_frame_with_names(
    frame: &mut Frame<'_>,
    scene: &Scene<'_>,
    area: Rect,
    (pane, others): (Pane, &[Pane]),
    drawn: &mut FrameLayout,
) -> Rect {
    let focused = matches!(scene.ui.focus, Focus::Pane(pane) if others.contains(&pane));
    hit(area, pane, drawn);
    let inner = bare(frame, area, focused);
    names::draw(frame, scene, area, (pane, others), drawn);
    inner
}

/// Draws the list of exchanges, and below it the explanation of the selected one.
fn draw_exchanges(frame: &mut Frame<'_>, scene: &Scene<'_>, inner: Rect, drawn: &mut FrameLayout) {
    let (list, rest) = above_and_below(inner, inner.height * 9 / 20);
    exchanges::draw_list(frame, scene, list, drawn);
    paint::rule(frame, rest, 0, theme::QUIET);
    paint::put(frame, rest, (1, 0), &format!(" {} ", scene.say(Word::Explained)), theme::QUIET);
    exchanges::draw_words(frame, scene, paint::between(rest, 1, 0), drawn);
}

fn draw_words(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect, drawn: &mut FrameLayout) {
    hit(area, Pane::Exchanges, drawn);
    let inner = bare(frame, area, scene.is_focused(Focus::Pane(Pane::Exchanges)));
    paint::title(frame, area, scene.say(Word::Explained), theme::STRONG);
    exchanges::draw_words(frame, scene, inner, drawn);
}

/// Draws the panes of lines, in the order in which Tab goes through them. Those of the world share a frame.
fn draw_each(
    frame: &mut Frame<'_>,
    scene: &Scene<'_>,
    [card, messages, around, handset]: [Rect; 4],
    drawn: &mut FrameLayout,
) {
    draw_lines(frame, scene, card, Pane::Card, drawn);
    draw_lines(frame, scene, messages, Pane::Messages, drawn);
    let pane = scene.ui.around;
    let inner = draw_frame_with_names(frame, scene, around, (pane, &Pane::AROUND), drawn);
    lines_inside(frame, scene, inner, pane, drawn);
    draw_lines(frame, scene, handset, Pane::Handset, drawn);
}

fn draw_lines(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect, pane: Pane, drawn: &mut FrameLayout) {
    let inner = draw_frame(frame, scene, area, pane, drawn);
    lines_inside(frame, scene, inner, pane, drawn);
}

/// Draws the lines of a pane, scrolled.
fn lines_inside(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect, pane: Pane, drawn: &mut FrameLayout) {
    let width = usize::from(area.width);
    let top = scene.ui.pane_top.get(pane.place()).copied().unwrap_or(0);
    let extent = match pane {
        Pane::Exchanges => Extent::default(),
        Pane::Card => draw_scrolled(frame, area, &card::lines(scene, width), top),
        Pane::Messages => draw_scrolled(frame, area, &messages::lines(scene, width), top),
        Pane::Platform => clickable::draw(frame, platform::lines(scene, width), area, top, drawn),
        Pane::Shops => clickable::draw(frame, shops::lines(scene, width), area, top, drawn),
        Pane::Hall => clickable::draw(frame, hall::lines(scene, width), area, top, drawn),
        Pane::Handset => draw_scrolled(frame, area, &handset::lines(scene, width), top),
    };
    if let Some(known) = drawn.panes.get_mut(pane.place()) {
        *known = extent;
    }
}

/// Draws lines from `top` on, with signs in the frame where there are more; returns how far they scroll.
fn draw_scrolled(frame: &mut Frame<'_>, area: Rect, lines: &[Styled], top: usize) -> Extent {
    let extent = Extent::of(lines.len(), usize::from(area.height));
    let first = top.min(extent.most);
    for ((line, style), row) in lines.iter().skip(first).zip(0..area.height) {
        paint::put(frame, area, (0, row), line, *style);
    }
    // The column of the frame's right side.
    let side = Rect { width: area.width.saturating_add(2), ..area };
    paint::arrows(frame, side, (first > 0, first < extent.most), theme::ACCENTED);
    extent
}

/// Returns a heading inside a pane, in several rows where it is long.
fn heading(words: &str, width: usize) -> Vec<Styled> {
    clickable::hanging(words, width).into_iter().map(|row| (row, theme::QUIET)).collect()
}

/// Least number of columns for a value beside its name.
const VALUE_LEAST: usize = 12;
/// Columns before a value below its name.
const BELOW_NAME: usize = 2;

/// Returns a name and its value in rows of at most `width` columns. The rest of a long value goes below, and so does
/// all of it if the name itself is too long. In a pane too narrow for two columns, a value stands at the right end of
/// its name's row, or below if it is long.
fn named(name: &str, value: &str, column: usize, width: usize) -> Vec<Styled> {
    let plain = |row: String| (row, theme::PLAIN);
    if width < column.saturating_add(VALUE_LEAST) {
        let gap = width.saturating_sub(name.width()).saturating_sub(value.width());
        if gap > 0 && !value.contains(['\n', '\r']) {
            return vec![plain(format!("{name}{}{value}", " ".repeat(gap)))];
        }
        let indent = name.len().saturating_sub(name.trim_start().len()).saturating_add(BELOW_NAME);
        let below = wrap::hanging(&" ".repeat(indent), value, width);
        return wrap::wrap(name, width).into_iter().chain(below).map(plain).collect();
    }
    if name.width() >= column {
        let below = wrap::hanging(&" ".repeat(column), value, width);
        return wrap::wrap(name, width).into_iter().chain(below).map(plain).collect();
    }
    wrap::hanging(&wrap::padded(name, column), value, width).into_iter().map(plain).collect()
}
