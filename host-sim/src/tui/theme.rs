//! Styles: the terminal's own colours, one accent, and red for refusals. A sign or the reverse says the same as each
//! colour, for terminals without colours.

use ratatui::style::{Color, Modifier, Style};

const ACCENT: Color = Color::Indexed(37);

/// Style of plain text.
pub(super) const PLAIN: Style = Style::new();
/// Style of what stays in the background.
pub(super) const QUIET: Style = Style::new().add_modifier(Modifier::DIM);
/// Style of what stands out.
pub(super) const STRONG: Style = Style::new().add_modifier(Modifier::BOLD);
/// Style of titles, and of the frame that has the focus.
pub(super) const ACCENTED: Style = Style::new().fg(ACCENT);
/// Style of the title on the phone's screen.
pub(super) const TITLE: Style = Style::new().fg(ACCENT).add_modifier(Modifier::BOLD);
/// Style of the marked line.
pub(super) const MARKED: Style = Style::new().fg(ACCENT).add_modifier(Modifier::REVERSED).add_modifier(Modifier::BOLD);
/// Style of what was refused.
pub(super) const WRONG: Style = Style::new().fg(Color::Red);

/// Returns the style of a frame, by whether it has the focus.
pub(super) const fn frame(focused: bool) -> Style {
    if focused { ACCENTED } else { QUIET }
}
