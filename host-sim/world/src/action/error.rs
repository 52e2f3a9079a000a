//! Mistakes in the text of an action, each with its place in the line.

use std::ops::Range;

use super::words::WordError;

/// A mistake in the text of an action.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}{}", help.as_ref().map(|help| format!("; {help}")).unwrap_or_default())]
pub struct ActionError {
    /// Octets of the line that are wrong.
    pub place: Range<usize>,
    /// What is wrong, with the value.
    pub what: String,
    /// What is accepted there, a few words.
    pub expected: String,
    /// Advice; `None` where nothing helps.
    pub help: Option<String>,
}

impl ActionError {
    /// Ties a mistake to the line that its word is a part of.
    pub(super) fn in_line(line: &str, error: WordError<'_>) -> ActionError {
        let WordError { word, what, expected, help } = error;
        // The word is a slice of the line, so that the difference of the two is its place.
        let start = word.as_ptr().addr().saturating_sub(line.as_ptr().addr()).min(line.len());
        let end = start.saturating_add(word.len()).min(line.len());
        ActionError { place: start..end, what, expected, help }
    }
}
