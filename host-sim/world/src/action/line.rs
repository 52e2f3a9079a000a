//! Actions of a caller on the service lines, as data and as text.

use std::fmt::{self, Display, Formatter};

use crate::line::{LineKeys, ServiceLine};
use sim_codec::quotation;

/// Action of a caller on a service line.
#[derive(Clone, PartialEq, Eq)]
pub enum LineAction {
    /// Calls a line.
    Dial(ServiceLine),
    /// Presses keys: digits, `*`, `#`, and blanks between them. `{card 1}` stands for the digits of the first scratch
    /// card that was sold, `{initial}` for the last initial pay password.
    Press(String),
    /// Says something.
    Say(String),
    /// Is silent until the line counts it.
    KeepSilent,
    /// Hangs up.
    HangUp,
}

impl Display for LineAction {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            LineAction::Dial(line) => write!(f, "dials {line}"),
            LineAction::Press(keys) => write!(f, "presses {}", quotation::quote(keys)),
            LineAction::Say(text) => write!(f, "says {}", quotation::quote(text)),
            LineAction::KeepSilent => f.write_str("keeps silent"),
            LineAction::HangUp => f.write_str("hangs up"),
        }
    }
}

impl fmt::Debug for LineAction {
    /// Prints the action without its secrets: keys and answers.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            LineAction::Press(_) => f.write_str("presses"),
            LineAction::Say(_) => f.write_str("says"),
            other => Display::fmt(other, f),
        }
    }
}

/// Returns whether a text is a row of keys, in which `{…}` stands for keys that are not known yet.
pub fn are_keys(text: &str) -> bool {
    let mut rest = text.to_owned();
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((_, behind)) = behind.split_once('}') else { return false };
        rest = format!("{before}0{behind}");
    }
    let keys: String = rest.split_whitespace().collect();
    keys.parse::<LineKeys>().is_ok()
}
