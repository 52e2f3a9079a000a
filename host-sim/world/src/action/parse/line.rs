//! Reading the actions of a caller that stand between quotation marks.

use super::super::line::{LineAction, are_keys};
use super::super::words::{Read, WordError};
use super::super::{Action, HolderAction};
use super::{msisdn, quoted};

/// Reads `NUMBER presses "KEYS"` and `NUMBER says "TEXT"`.
pub(super) fn spoken<'l>(line: &'l str, (who, verb): (&'l str, &str)) -> Read<'l, Action> {
    let number = msisdn(who)?;
    let (text, rest) = quoted(line, verb)?;
    if !rest.is_empty() {
        return Err(WordError::new(rest, format!("{rest:?} follows the text"), "nothing behind the text"));
    }
    let action = match verb {
        "says" => LineAction::Say(text),
        _ if are_keys(&text) => LineAction::Press(text),
        _ => {
            let behind = line.split_once(verb).map_or(line, |(_, behind)| behind.trim());
            return Err(WordError::new(behind, "keys are 0 to 9, * and #", "keys such as `\"1 1#\"`"));
        }
    };
    Ok(Action::Holder(number, HolderAction::Line(action)))
}
