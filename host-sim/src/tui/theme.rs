//! How things look: the terminal's own colours, one accent, and red for what went wrong. What a colour says, a sign or
//! the reverse says too, for terminals without colours.

use ratatui::style::{Color, Modifier, Style};

const ACCENT: Color = Color::Indexed(37);

/// What is plain.
pub(super) const PLAIN: Style = Style::new();
/// What stands back.
pub(super) const QUIET: Style = Style::new().add_modifier(Modifier::DIM);
/// What has the eye.
pub(super) const STRONG: Style = Style::new().add_modifier(Modifier::BOLD);
/// Titles, and the frame of what has the focus.
pub(super) const ACCENTED: Style = Style::new().fg(ACCENT);
/// The title on the phone's screen.
pub(super) const TITLE: Style = Style::new().fg(ACCENT).add_modifier(Modifier::BOLD);
/// The marked line.
pub(super) const MARKED: Style = Style::new().fg(ACCENT).add_modifier(Modifier::REVERSED).add_modifier(Modifier::BOLD);
/// What was refused.
pub(super) const WRONG: Style = Style::new().fg(Color::Red);

/// A frame, by whether it has the focus.
pub(super) const fn frame(focused: bool) -> Style {
    if focused { ACCENTED } else { QUIET }
}
