//! Start-up after TERMINAL PROFILE: the card asks the handset for its language, for reports of a change of language,
//! and to show the menu.

use serde::{Deserialize, Serialize};

use super::phrases::Tongue;
use super::prompt::Prompt;
use super::tree::Branch;
use super::{Answer, Dialog, Move};

/// Step of the start-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum StartUp {
    /// PROVIDE LOCAL INFORMATION of the language. A handset that does not answer it gets Chinese texts.
    Language,
    /// SET UP EVENT LIST of changes of the language.
    Events,
    /// SET UP MENU of the main menu.
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

    /// Returns the move after an answer. The menu comes last, after any answers.
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

/// Returns the tongue for a language of two letters (ISO 639): English has texts of its own; any other language gets
/// Chinese.
pub(crate) const fn tongue(code: [u8; 2]) -> Tongue {
    match code {
        [b'e' | b'E', b'n' | b'N'] => Tongue::English,
        _ => Tongue::Chinese,
    }
}
