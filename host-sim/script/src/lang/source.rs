//! The text of a script, and places in it.

use std::sync::OnceLock;

/// Text that a script was read from, kept for error messages and for rewriting expectations in place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Path, or any name that tells the reader where the text is.
    pub name: String,
    /// Text itself; empty for a trace that was built, not read.
    pub text: String,
    /// Positions of the newlines, found at their first use.
    newlines: OnceLock<Vec<usize>>,
}

impl Source {
    /// Creates a source of a name and a text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Source {
        Source { name: name.into(), text: text.into(), newlines: OnceLock::new() }
    }

    /// Returns the positions of the newlines, in octets.
    pub(crate) fn newlines(&self) -> &[usize] {
        let find = || self.text.bytes().enumerate().filter(|(_, octet)| *octet == b'\n').map(|(at, _)| at).collect();
        self.newlines.get_or_init(find)
    }
}

/// Octets of the source text, from `start` to before `end`; both 0 where there is no text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Span {
    /// Position of the first octet.
    pub start: usize,
    /// Position one past the last octet.
    pub end: usize,
}

impl Span {
    /// Span of a node that was built, not read: no place in any text.
    pub const NONE: Span = Span { start: 0, end: 0 };
}

/// Spans are always equal, so that trees of the same content are equal wherever their words stand.
impl PartialEq for Span {
    fn eq(&self, _other: &Span) -> bool {
        true
    }
}

impl Eq for Span {}
