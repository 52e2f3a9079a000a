//! Errors in the text of an action, each with its place in the line.

use std::ops::Range;

use super::words::WordError;

/// Error in the text of an action.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}{}", help.as_ref().map(|help| format!("; {help}")).unwrap_or_default())]
pub struct ActionError {
    /// Range of the wrong octets in the line.
    pub place: Range<usize>,
    /// Description of the mistake, with the wrong value.
    pub what: String,
    /// Short description of what is accepted there.
    pub expected: String,
    /// Advice; `None` if there is none.
    pub help: Option<String>,
}

impl ActionError {
    /// Converts an error of a word, which is a slice of `line`, into one with the word's place in `line`.
    pub(super) fn in_line(line: &str, error: WordError<'_>) -> ActionError {
        let WordError { word, what, expected, help } = error;
        // The word is a slice of the line, so that the difference of the two is its place.
        let start = word.as_ptr().addr().saturating_sub(line.as_ptr().addr()).min(line.len());
        let end = start.saturating_add(word.len()).min(line.len());
        ActionError { place: start..end, what, expected, help }
    }
}
