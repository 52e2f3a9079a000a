//! A dialog and the person's place in it: the page, help that is shown over it, and whether the PIN was given.

use serde::{Deserialize, Serialize};

use super::super::menu::phrases::Phrase;
use super::super::menu::prompt::Prompt;
use super::super::menu::text::Text;
use super::super::menu::{Dialog, View};

/// A dialog and the person's place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Conversation {
    pub(super) dialog: Dialog,
    /// Help that is shown over the dialog; `None` if none is shown.
    pub(super) helping: Option<Phrase>,
    /// Page of a notice, counted from 0.
    pub(super) page: u8,
    /// Number of times that the handset was busy for this command.
    pub(super) busy: u8,
    /// Set after the operation PIN was verified or switched on in the menu.
    pub(super) holder: bool,
}

impl Conversation {
    /// Creates a conversation that begins.
    pub(super) const fn about(dialog: Dialog) -> Conversation {
        Conversation { dialog, helping: None, page: 0, busy: 0, holder: false }
    }

    /// Returns the conversation with the same person's next dialog.
    pub(super) const fn with_dialog(self, dialog: Dialog) -> Conversation {
        Conversation { holder: self.holder, ..Conversation::about(dialog) }
    }

    /// Returns the prompt that the conversation shows now.
    pub(super) fn prompt(&self, view: &View<'_>) -> Prompt {
        match self.helping {
            Some(help) => Prompt::Notice(Text::of(view.tongue, help)),
            None => self.dialog.prompt(view),
        }
    }
}
