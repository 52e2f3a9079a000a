//! Content of the screen while no command is shown there.

use serde::{Deserialize, Serialize};

use super::Screen;

/// Text that stays on the screen after its command was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LingeringText {
    pub(super) screen: Screen,
    /// Milliseconds until the text goes by itself; `None` if the person has to clear it.
    pub(super) left_ms: Option<u32>,
}

/// Content of the screen while no command is shown there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Display {
    /// Text of a call, or the idle screen.
    #[default]
    Standing,
    /// Main menu of the card.
    Menu,
    /// Text that stays.
    Text(LingeringText),
}

impl Display {
    /// Returns the text that stays; `None` if there is none.
    pub(super) const fn text(&self) -> Option<&LingeringText> {
        match self {
            Display::Text(text) => Some(text),
            Display::Standing | Display::Menu => None,
        }
    }

    /// Returns whether the main menu is open.
    pub(super) const fn is_menu(&self) -> bool {
        matches!(self, Display::Menu)
    }

    /// Closes the main menu. A text stays.
    pub(super) fn close_menu(&mut self) {
        if self.is_menu() {
            *self = Display::Standing;
        }
    }

    /// Takes a text from the screen. The main menu stays.
    pub(super) fn clear_text(&mut self) {
        if self.text().is_some() {
            *self = Display::Standing;
        }
    }

    /// Lets time pass; returns whether a text has gone by itself.
    pub(super) fn pass(&mut self, ms: u32) -> bool {
        let Display::Text(LingeringText { left_ms: Some(left), .. }) = self else { return false };
        *left = left.saturating_sub(ms);
        let is_over = *left == 0;
        if is_over {
            *self = Display::Standing;
        }
        is_over
    }

    /// Returns whether nothing goes from the screen by itself.
    pub(super) const fn is_at_rest(&self) -> bool {
        !matches!(self, Display::Text(LingeringText { left_ms: Some(_), .. }))
    }
}
