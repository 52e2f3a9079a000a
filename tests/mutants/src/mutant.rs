//! One mutant: a change of the code in one place, as cargo-mutants lists it.

use std::path::Path;

use serde::Deserialize;

/// Change that ought to turn some test red.
#[derive(Clone, Debug, Deserialize)]
pub struct Mutant {
    /// Path of the file, from the root of the tree.
    pub file: String,
    /// Function that is changed; `None` where the change is in no function.
    pub function: Option<Function>,
    /// File, place and change in words.
    pub name: String,
    /// Kind of the change.
    pub genre: Genre,
    /// Text that is replaced.
    pub span: Span,
    /// Text that replaces the old one; empty for a deletion.
    pub replacement: String,
}

/// Function without its visibility and attributes.
#[derive(Clone, Debug, Deserialize)]
pub struct Function {
    /// Text from the first word of the function to its last brace.
    pub span: Span,
}

/// Kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Genre {
    /// A function returns a value without doing its work.
    FnValue,
    /// Another operator stands between two operands.
    BinaryOperator,
    /// An operator before an operand is deleted.
    UnaryOperator,
    /// An arm of a `match` is deleted.
    MatchArm,
    /// The guard of an arm always or never holds.
    MatchArmGuard,
    /// A field of a struct expression is left to the base.
    StructField,
}

/// Range of a file, its end not included.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Span {
    pub start: Place,
    pub end: Place,
}

/// Line and column, in characters, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

/// Reads the list that `cargo mutants --list --json` prints. The number of a mutant is its place in the list, from 1.
pub fn read(list: &Path) -> Result<Vec<Mutant>, String> {
    let text = std::fs::read_to_string(list).map_err(|error| format!("{}: {error}", list.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", list.display()))
}

/// Beginnings of the lines of a text, in octets.
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Finds the lines of a text.
    pub fn new(text: &'a str) -> Lines<'a> {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Lines { text, starts }
    }

    /// Returns the offset of a place in octets.
    pub fn offset(&self, place: Place) -> usize {
        let line = self.starts[place.line - 1];
        let within = self.text[line..].char_indices().nth(place.column - 1).map(|(at, _)| at);
        line + within.unwrap_or(self.text.len() - line)
    }
}
