//! Analysis of a text for an editor: what stands under the cursor, what could be typed there, where a name comes from.
//! Everything works on texts with mistakes too, and a question costs the line that it is about.
//!
//! ```
//! use sim_script::analysis::Document;
//! use sim_script::kind::TextKind;
//!
//! let document = Document::new(TextKind::Trace, "a.trace", "> 805C0002 04\n< money:4 9000\n");
//! let hover = document.hover(4, None).expect("a command");
//! assert!(hover.text.contains("GET BALANCE"));
//! assert_eq!(document.names_before(14).len(), 0);
//! ```

use crate::kind::TextKind;
use crate::lang::Span;
use crate::lang::lines::Lines;

pub use completion::{Completion, CompletionKind};
pub use definition::Definition;
pub use hover::Hover;
pub use played::PlayedDocument;
pub use rename::RenameError;

mod completion;
mod definition;
mod hover;
mod names;
mod played;
mod rename;

/// Text that is open in an editor, with the places of its lines.
#[derive(Clone, Debug)]
pub struct Document {
    kind: TextKind,
    name: String,
    text: String,
    /// Lines with those that continue them, in order.
    lines: Vec<DocumentLine>,
    /// Positions of the newlines.
    newlines: Vec<usize>,
}

/// Line of a document, with the lines that continue it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct DocumentLine {
    /// First octet of the line in the text.
    start: usize,
    /// Octets of the line, without the comment and the blanks around them.
    code: Span,
}

/// Position of a character as the Language Server Protocol counts it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct EditorPosition {
    /// Line, counted from 0.
    pub line: usize,
    /// UTF-16 code units before the character in its line.
    pub character: usize,
}

impl Document {
    /// Creates the document of a text; `name` is the path of its file.
    pub fn new(kind: TextKind, name: impl Into<String>, text: impl Into<String>) -> Document {
        let (name, text) = (name.into(), text.into());
        let mut rest = Lines::of(&text);
        let mut lines = Vec::new();
        loop {
            let start = rest.position();
            let Some(line) = rest.next_line() else { break };
            lines.push(DocumentLine { start, code: line.span });
        }
        let newlines = text.bytes().enumerate().filter(|(_, octet)| *octet == b'\n').map(|(at, _)| at).collect();
        Document { kind, name, text, lines, newlines }
    }

    /// Returns the kind of the text.
    pub const fn kind(&self) -> TextKind {
        self.kind
    }

    /// Returns the path of the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the octet of a position; a position behind the end of its line is the end of the line.
    pub fn offset(&self, position: EditorPosition) -> usize {
        let start = match position.line.checked_sub(1) {
            None => 0,
            Some(before) => self.newlines.get(before).map_or(self.text.len(), |at| at.saturating_add(1)),
        };
        let end = self.newlines.get(position.line).copied().unwrap_or(self.text.len());
        let line = self.text.get(start..end).unwrap_or_default();
        let mut units = 0_usize;
        for (at, letter) in line.char_indices() {
            if units >= position.character {
                return start.saturating_add(at);
            }
            units = units.saturating_add(letter.len_utf16());
        }
        end.max(start)
    }

    /// Returns the position of an octet; a place behind the end is the end.
    pub fn position(&self, at: usize) -> EditorPosition {
        let at = (0..=at.min(self.text.len())).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or_default();
        let line = self.newlines.partition_point(|newline| *newline < at);
        let start =
            line.checked_sub(1).and_then(|before| self.newlines.get(before)).map_or(0, |at| at.saturating_add(1));
        let before = self.text.get(start..at).unwrap_or_default();
        EditorPosition { line, character: before.encode_utf16().count() }
    }

    /// Returns the place of the first step, above which an editor offers to play the text; `None` if there is none.
    pub fn first_step(&self) -> Option<Span> {
        let is_header = |word: &str| {
            let words = completion::header_words(self.kind);
            words.iter().any(|known| known.eq_ignore_ascii_case(word)) || ["include", "procedure"].contains(&word)
        };
        let first_word = |line: &DocumentLine| {
            let code = self.code(line.code);
            code.split_whitespace().next().unwrap_or_default().to_ascii_lowercase()
        };
        let steps = self.lines.iter().filter(|line| line.code.start < line.code.end && !is_header(&first_word(line)));
        steps.map(|line| line.code).next()
    }

    /// Returns the line around an octet, a place in a comment included.
    fn line_at(&self, at: usize) -> Option<&DocumentLine> {
        let behind = self.lines.partition_point(|line| line.start <= at);
        self.lines.get(behind.checked_sub(1)?)
    }

    /// Returns the text of a place.
    fn code(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
