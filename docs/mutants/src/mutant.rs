//! One mutant: a change of the code in one place, as cargo-mutants lists it.

use std::path::Path;

use serde::Deserialize;

/// A change that ought to turn some test red.
#[derive(Clone, Debug, Deserialize)]
pub struct Mutant {
    /// The file, from the root of the tree.
    pub file: String,
    /// The function that it changes, where it changes one.
    pub function: Option<Function>,
    /// File, place and change in words.
    pub name: String,
    /// What is changed.
    pub genre: Genre,
    /// What is replaced.
    pub span: Span,
    /// What stands there instead; empty for a deletion.
    pub replacement: String,
}

/// A function without its visibility and attributes.
#[derive(Clone, Debug, Deserialize)]
pub struct Function {
    /// From its first word to its last brace.
    pub span: Span,
}

/// What a mutant changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Genre {
    /// A function gives a value without doing its work.
    FnValue,
    /// Another operator between two operands.
    BinaryOperator,
    /// An operator before an operand is gone.
    UnaryOperator,
    /// An arm of a `match` is gone.
    MatchArm,
    /// The guard of an arm always or never holds.
    MatchArmGuard,
    /// A field of a struct expression is left to its base.
    StructField,
}

/// A place in a file, its end not included.
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

/// Reads the list that `cargo mutants --list --json` prints. A mutant's number is its place in the list, from 1.
pub fn read(list: &Path) -> Result<Vec<Mutant>, String> {
    let text = std::fs::read_to_string(list).map_err(|error| format!("{}: {error}", list.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", list.display()))
}

/// Where each line begins, in octets.
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// The lines of a text.
    pub fn new(text: &'a str) -> Lines<'a> {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Lines { text, starts }
    }

    /// The octet at which a place stands.
    pub fn offset(&self, place: Place) -> usize {
        let line = self.starts[place.line - 1];
        let within = self.text[line..].char_indices().nth(place.column - 1).map(|(at, _)| at);
        line + within.unwrap_or(self.text.len() - line)
    }
}
