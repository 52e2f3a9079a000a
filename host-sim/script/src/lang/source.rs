//! The text of a script, and places in it.

use std::sync::OnceLock;

/// The text that a script was read from, kept for error messages and for rewriting expectations in place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// A path, or any name that tells the reader where the text is.
    pub name: String,
    /// The text itself; empty for a trace that was built, not read.
    pub text: String,
    /// Where its lines end, once somebody asked.
    newlines: OnceLock<Vec<usize>>,
}

impl Source {
    /// A text under a name.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Source {
        Source { name: name.into(), text: text.into(), newlines: OnceLock::new() }
    }

    /// The places of its newlines.
    pub(crate) fn newlines(&self) -> &[usize] {
        let find = || self.text.bytes().enumerate().filter(|(_, octet)| *octet == b'\n').map(|(at, _)| at).collect();
        self.newlines.get_or_init(find)
    }
}

/// Octets of the source text, from `start` to before `end`; both 0 where there is no text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Span {
    /// First octet.
    pub start: usize,
    /// One past the last octet.
    pub end: usize,
}

impl Span {
    /// No place in any text: the mark of a node that was built, not read.
    pub const NONE: Span = Span { start: 0, end: 0 };
}

/// Two trees that say the same are equal wherever their words stand.
impl PartialEq for Span {
    fn eq(&self, _other: &Span) -> bool {
        true
    }
}

impl Eq for Span {}
