//! Words of the walk language for an editor, and the lines of the card's menu, as a handset shows them.

use std::sync::OnceLock;

use super::parse::{expectation_words as words_of_expectations, step_words, words_of_header};
use super::replay;
use super::words;

/// Returns the words that begin the lines of a header.
pub(crate) fn header_words() -> Vec<&'static str> {
    words_of_header()
}

/// Returns the words that begin steps.
pub(crate) fn first_words() -> Vec<&'static str> {
    step_words()
}

/// Returns the words that begin expectations.
pub(crate) fn expectation_words() -> Vec<&'static str> {
    words_of_expectations()
}

/// Returns the names of keys.
pub(crate) fn key_words() -> Vec<&'static str> {
    words::KEYS.iter().map(|(name, _)| *name).collect()
}

/// Returns every line of the default card's menu in Chinese with the lines above it, outermost first.
pub(crate) fn menu_lines() -> &'static [Vec<String>] {
    static LINES: OnceLock<Vec<Vec<String>>> = OnceLock::new();
    LINES.get_or_init(replay::menu_lines)
}
