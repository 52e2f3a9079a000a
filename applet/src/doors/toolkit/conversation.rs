//! A dialog and where in it the person is: which page, whether help is shown over it, whether the PIN was given.

use serde::{Deserialize, Serialize};

use super::super::menu::phrases::Phrase;
use super::super::menu::prompt::Prompt;
use super::super::menu::text::Text;
use super::super::menu::{Dialog, View};

/// A dialog and where in it the person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Conversation {
    pub(super) dialog: Dialog,
    /// Help that is shown over it.
    pub(super) helping: Option<Phrase>,
    /// Page of a notice, counted from 0.
    pub(super) page: u8,
    /// How often the handset was busy for this command.
    pub(super) busy: u8,
    /// The operation PIN was given.
    pub(super) holder: bool,
}

impl Conversation {
    /// One that begins.
    pub(super) const fn about(dialog: Dialog) -> Conversation {
        Conversation { dialog, helping: None, page: 0, busy: 0, holder: false }
    }

    /// The same person's next dialog.
    pub(super) const fn with_dialog(self, dialog: Dialog) -> Conversation {
        Conversation { holder: self.holder, ..Conversation::about(dialog) }
    }

    /// What it wants now.
    pub(super) fn prompt(&self, view: &View<'_>) -> Prompt {
        match self.helping {
            Some(help) => Prompt::Notice(Text::of(view.tongue, help)),
            None => self.dialog.prompt(view),
        }
    }
}
