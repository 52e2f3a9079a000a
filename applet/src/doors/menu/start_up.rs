//! What the card asks of a handset that has just said what it can do: its language, to be told when that changes, and
//! to show the menu.

use serde::{Deserialize, Serialize};

use super::phrases::Tongue;
use super::prompt::Prompt;
use super::tree::Branch;
use super::{Answer, Dialog, Move};

/// Where the start-up stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum StartUp {
    /// PROVIDE LOCAL INFORMATION was asked. A handset that does not say it is spoken to in Chinese.
    Language,
    /// SET UP EVENT LIST was asked.
    Events,
    /// SET UP MENU was asked.
    Menu,
}

impl StartUp {
    pub(super) fn prompt(self) -> Prompt {
        match self {
            StartUp::Language => Prompt::Language,
            StartUp::Events => Prompt::Events,
            StartUp::Menu => Prompt::MainMenu(Branch::main()),
        }
    }

    /// Whatever the handset says, the menu comes at last.
    pub(super) fn answered(self, answer: Answer) -> Move {
        let next = match self {
            StartUp::Language => StartUp::Events,
            StartUp::Events => StartUp::Menu,
            StartUp::Menu => return Move::End,
        };
        match answer {
            Answer::Language(code) => Move::Speak(tongue(code), Dialog::StartUp(next)),
            _ => Move::Show(Dialog::StartUp(next)),
        }
    }
}

/// The tongue for a language of two letters (ISO 639): English has its own texts, every other hears Chinese.
pub(crate) const fn tongue(code: [u8; 2]) -> Tongue {
    match code {
        [b'e' | b'E', b'n' | b'N'] => Tongue::English,
        _ => Tongue::Chinese,
    }
}
