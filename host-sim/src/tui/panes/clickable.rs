//! Lines of a pane on which a click is a command: headings, lists, and choices.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Styled, draw_scrolled};
use crate::tui::command::PhoneCommand;
use crate::tui::scene::{Extent, FrameLayout};
use crate::tui::{theme, wrap};

/// Line with its style, and the command of a click on it; `None` where a click does nothing.
pub(super) type Clickable = (Styled, Option<PhoneCommand>);

/// Returns a line in rows; what does not fit goes on below, two columns to the right.
pub(super) fn hanging(line: &str, width: usize) -> Vec<String> {
    let mut rows = wrap::wrap(line, width);
    if rows.len() > 1 {
        let first = rows.remove(0);
        let rest = line.strip_prefix(first.as_str()).unwrap_or_default().trim_start();
        rows = wrap::wrap(rest, width.saturating_sub(2)).into_iter().map(|row| format!("  {row}")).collect();
        rows.insert(0, first);
    }
    rows
}

/// Returns a line on which a click does nothing.
pub(super) const fn plain(line: Styled) -> Clickable {
    (line, None)
}

/// Returns a heading on which a click does nothing, in several rows where it is long.
pub(super) fn heading(words: &str, width: usize) -> impl Iterator<Item = Clickable> + use<> {
    super::heading(words, width).into_iter().map(plain)
}

/// Returns a heading, and lines below it.
pub(super) fn section(heading: String, lines: Vec<String>, width: usize) -> Vec<Clickable> {
    let rows = lines.iter().flat_map(|line| hanging(line, width)).map(|row| plain((row, theme::PLAIN)));
    self::heading(&heading, width).chain(rows).collect()
}

/// Returns the sign and the style of a line that can be chosen, by whether it is and whether its pane has the focus.
pub(super) const fn choice(is_chosen: bool, is_focused: bool) -> (char, Style) {
    match (is_chosen, is_focused) {
        (true, true) => ('▸', theme::MARKED),
        (true, false) => ('▸', theme::TITLE),
        (false, _) => (' ', theme::PLAIN),
    }
}

/// Draws a pane's lines from `top` on; returns how far they scroll.
pub(super) fn draw(
    frame: &mut Frame<'_>,
    lines: Vec<Clickable>,
    area: Rect,
    top: usize,
    drawn: &mut FrameLayout,
) -> Extent {
    let extent = Extent::of(lines.len(), usize::from(area.height));
    let seen = lines.iter().skip(top.min(extent.most)).zip(0..area.height);
    for ((_, command), row) in seen {
        if let Some(command) = command {
            drawn.click(Rect { y: area.y.saturating_add(row), height: 1, ..area }, command.clone());
        }
    }
    let styled: Vec<Styled> = lines.into_iter().map(|(line, _)| line).collect();
    draw_scrolled(frame, area, &styled, top)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_line_continues_with_indent() {
        assert_eq!(hanging("3 10:30:04 钱包充值到账 50元", 18), ["3 10:30:04 钱包充", "  值到账 50元"]);
        assert_eq!(hanging("short", 18), ["short"]);
    }
}
