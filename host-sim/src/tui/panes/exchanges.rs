//! The exchanges over the contacts: a list with the newest at the bottom, each exchange in words, and a full
//! explanation of the selected one.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::{Styled, draw_scrolled, words};
use crate::tui::command::{Focus, Pane, PhoneCommand};
use crate::tui::scene::{FrameLayout, Scene};
use crate::tui::wrap::wrap;
use crate::tui::{paint, theme};
use sim_device::mobile_station::{Exchange, Sender};
use sim_explain::render::text::PageLine;
use sim_i18n::{Language, explanation};
use unicode_width::UnicodeWidthStr as _;

/// Rows of an exchange in the list.
const ROWS: u16 = 2;
/// Column behind the time of an exchange.
const TIME_END: u16 = 9;
/// Columns before words that stand below their label.
const HANG: usize = 4;
/// Width in columns below which words stand below their label.
const NARROW_PAGE: usize = 60;
/// Width in columns below which names are shortened.
const NARROW: u16 = 60;

/// Returns `true` if the status word reports success: 90xx, 91xx, 92xx, 9Fxx or 61xx.
fn went_well(exchange: &Exchange) -> bool {
    let status = exchange.answer.as_deref().and_then(<[u8]>::last_chunk::<2>);
    matches!(status, Some([0x90 | 0x91 | 0x92 | 0x9F | 0x61, _]))
}

/// Returns the place of the selected exchange, counted from 0; without a selection, of the newest.
fn selected(scene: &Scene<'_>) -> usize {
    scene.ui.selected.unwrap_or(scene.exchanges.len().saturating_sub(1))
}

/// Draws the list of exchanges, with the selected one in sight.
pub(super) fn draw_list(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect, drawn: &mut FrameLayout) {
    let fit = usize::from(area.height / ROWS).max(1);
    let selected = selected(scene);
    let last = scene.exchanges.len();
    // The newest at the bottom; an older one that is selected stands in the middle.
    let first = selected.saturating_sub(fit / 2).min(last.saturating_sub(fit));
    let focused = scene.is_focused(Focus::Pane(Pane::Exchanges));
    for ((exchange, place), at) in scene.exchanges.iter().zip(0_usize..).skip(first).take(fit).zip(0_u16..) {
        let row = Rect { y: area.y.saturating_add(at * ROWS), height: ROWS.min(area.height), ..area };
        let is_selected = place == selected;
        drawn.click(row, PhoneCommand::Select(place));
        draw_exchange(frame, row, (scene.ui.language, exchange), is_selected, focused);
    }
    let side = Rect { width: area.width.saturating_add(2), ..area };
    paint::arrows(frame, side, (first > 0, first.saturating_add(fit) < last), theme::ACCENTED);
}

fn draw_exchange(
    frame: &mut Frame<'_>,
    area: Rect,
    (language, exchange): (Language, &Exchange),
    selected: bool,
    focused: bool,
) {
    let words = if area.width < NARROW { words::short } else { words::of };
    let (command, answer) = words(language, exchange);
    let at = format!("{:>6}.{}", exchange.at_ms / 1000, exchange.at_ms % 1000 / 100);
    let style = match (selected, focused) {
        (true, true) => theme::MARKED,
        (true, false) => theme::TITLE,
        (false, _) => theme::PLAIN,
    };
    let sign = if selected { "▸" } else { " " };
    let who = if exchange.sender == Sender::Handset { "→" } else { "⇢" };
    paint::put(frame, area, (0, 0), sign, style);
    paint::put(frame, Rect { width: area.width.min(TIME_END), ..area }, (1, 0), &at, theme::QUIET);
    paint::put(frame, area, (10, 0), who, theme::QUIET);
    paint::put(frame, area, (12, 0), &command, style);
    let style = if went_well(exchange) { theme::QUIET } else { theme::WRONG };
    paint::put(frame, area, (10, 1), "←", theme::QUIET);
    paint::put(frame, area, (12, 1), &answer, style);
}

/// Joins octets into rows that fit `width` columns.
fn octets(octets: &[String], width: usize) -> Vec<String> {
    let a_row = (width / 3).max(1);
    octets.chunks(a_row).map(|octets| octets.join(" ")).collect()
}

/// Returns a line of an explanation in rows; a wrapped line goes on behind its label.
fn wrapped(line: &PageLine<'_>, width: usize) -> Vec<String> {
    // A narrow pane takes the words below their label.
    if width < NARROW_PAGE { below_label(line, width) } else { behind_label(line, width) }
}

fn below_label(line: &PageLine<'_>, width: usize) -> Vec<String> {
    let (margin, words) = (line.margin(), line.words());
    let label = margin.trim_end();
    if label.is_empty() {
        let before = " ".repeat(margin.len().min(HANG));
        return hung(&before, &words, width, HANG);
    }
    let whole = wrap(&format!("{label} {words}"), width);
    if whole.len() <= 1 {
        return whole;
    }
    let hang = if matches!(line, PageLine::Heading(..)) { HANG / 2 } else { HANG };
    [label.to_owned()].into_iter().chain(hung(&" ".repeat(hang), &words, width, hang)).collect()
}

fn behind_label(line: &PageLine<'_>, width: usize) -> Vec<String> {
    let margin = line.margin();
    match line {
        // Under a label the digits are a label of their own.
        PageLine::Labelled(label, phrase) if label.is_empty() && !phrase.digits.is_empty() => {
            let before = format!("{margin}{}  ", phrase.digits);
            hung(&before, &phrase.words, width, before.width())
        }
        _ => hung(&margin, &line.words(), width, margin.width()),
    }
}

/// Returns words in rows: the first row behind `before`, the others behind `hang` columns.
fn hung(before: &str, words: &str, width: usize, hang: usize) -> Vec<String> {
    let whole = wrap(&format!("{before}{words}"), width);
    if whole.len() <= 1 {
        return whole;
    }
    let rows = wrap(words, width.saturating_sub(hang.max(before.width())));
    let blanks = " ".repeat(hang);
    rows.iter().enumerate().map(|(row, words)| format!("{}{words}", if row == 0 { before } else { &blanks })).collect()
}

/// Returns the lines that explain an exchange: command and answer, in octets and in words.
pub(in crate::tui) fn page(language: Language, exchange: &Exchange, width: usize) -> Vec<Styled> {
    let (command, answer) = words::of(language, exchange);
    let mut lines: Vec<Styled> = Vec::new();
    for (sign, words, style) in [("→", command, theme::STRONG), ("←", answer, theme::PLAIN)] {
        let mut sign = sign;
        for row in wrap(&words, width.saturating_sub(2)) {
            lines.push((format!("{sign} {row}"), style));
            sign = " ";
        }
    }
    lines.push((String::new(), theme::PLAIN));
    let mut part = |sign: &str, octets_of: &[String], explained: &sim_explain::Explanation<'_>| {
        let mut sign = sign;
        for row in octets(octets_of, width.saturating_sub(2)) {
            lines.push((format!("{sign} {row}"), theme::ACCENTED));
            sign = " ";
        }
        for line in explanation::page_lines(language, explained) {
            lines.extend(wrapped(&line, width).into_iter().map(|line| (line, theme::PLAIN)));
        }
        lines.push((String::new(), theme::PLAIN));
    };
    part(">", &sim_explain::shown_octets(&exchange.command), &sim_explain::command(&exchange.command));
    if let Some(answer) = &exchange.answer {
        let octets: Vec<String> = answer.iter().map(|octet| format!("{octet:02X}")).collect();
        part("<", &octets, &sim_explain::answer(Some(&exchange.command), answer));
    }
    lines
}

/// Draws the explanation of the selected exchange.
pub(super) fn draw_words(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect, drawn: &mut FrameLayout) {
    let Some(exchange) = scene.exchanges.get(selected(scene)) else { return };
    let lines = page(scene.ui.language, exchange, usize::from(area.width));
    drawn.words = draw_scrolled(frame, area, &lines, scene.ui.words_top);
}
