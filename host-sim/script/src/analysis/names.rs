//! Names in the lines of a text: where octets get them, and where they are used.

use super::{Document, DocumentLine};
use crate::kind::TextKind;
use crate::lang::Span;

/// Place of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NameUse {
    /// Name.
    pub(super) name: String,
    /// Place of the name in the text.
    pub(super) span: Span,
    /// Set where the name gets its value.
    pub(super) is_definition: bool,
}

/// Words of a terminal's value behind which a name may stand without braces.
const BEFORE_NAMES: [&str; 7] = ["of", "at", "on", "counter", "random", "balance", "challenge"];

impl Document {
    /// Returns the names that lines before an octet make known, each once, the last one first.
    pub fn names_before(&self, at: usize) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let before = self.lines.partition_point(|line| line.start <= at);
        for line in self.lines.get(..before).unwrap_or_default().iter().rev() {
            for found in self.names_in(line) {
                if found.is_definition && found.span.start < at && !names.contains(&found.name) {
                    names.push(found.name);
                }
            }
        }
        names
    }

    /// Returns every name of the text with its place, in order.
    pub(super) fn all_names(&self) -> Vec<NameUse> {
        self.lines.iter().flat_map(|line| self.names_in(line)).collect()
    }

    /// Returns the name under the cursor; `None` if there is none.
    pub(super) fn name_at(&self, at: usize) -> Option<NameUse> {
        let line = self.line_at(at)?;
        self.names_in(line).into_iter().find(|found| found.span.start <= at && at <= found.span.end)
    }

    /// Returns the names of one line.
    pub(super) fn names_in(&self, line: &DocumentLine) -> Vec<NameUse> {
        let code = self.code(line.code);
        let mut scanner = Scanner { found: Vec::new(), base: line.code.start };
        if self.kind == TextKind::Scenario || self.kind == TextKind::Profile {
            return scanner.found;
        }
        scanner.braces(code);
        let first = code.split_whitespace().next().unwrap_or_default();
        match first {
            "check" => scanner.checked(code),
            "procedure" => scanner.parameters(code),
            _ if code.starts_with('|') && self.is_first_row(line) => scanner.columns(code),
            _ if code.starts_with('<') || first == "apdu" => scanner.captures(code),
            _ => scanner.assignment(code),
        }
        scanner.found.sort_by_key(|found| found.span.start);
        scanner.found
    }

    /// Returns whether a line between bars has no such line before it, and so names the columns.
    fn is_first_row(&self, line: &DocumentLine) -> bool {
        let at = self.lines.partition_point(|other| other.start < line.start);
        let before = at.checked_sub(1).and_then(|before| self.lines.get(before));
        before.is_none_or(|before| !self.code(before.code).starts_with('|'))
    }
}

/// Scanner of one line.
struct Scanner {
    found: Vec<NameUse>,
    /// First octet of the line's code in the text.
    base: usize,
}

impl Scanner {
    fn push(&mut self, name: &str, at: usize, is_definition: bool) {
        let start = self.base.saturating_add(at);
        let span = Span { start, end: start.saturating_add(name.len()) };
        self.found.push(NameUse { name: name.to_owned(), span, is_definition });
    }

    /// Finds names in braces.
    fn braces(&mut self, code: &str) {
        let mut from = 0;
        while let Some(open) = code.get(from..).and_then(|rest| rest.find('{')).map(|at| from + at + 1) {
            let rest = code.get(open..).unwrap_or_default();
            let close = rest.find('}').map_or(code.len(), |at| open + at);
            for (at, word) in words(code.get(open..close).unwrap_or_default()) {
                if is_name(word) && !["yuan", "fen", "now"].contains(&word) {
                    self.push(word, open + at, false);
                }
            }
            from = close;
        }
    }

    /// Finds names before a colon: captures.
    fn captures(&mut self, code: &str) {
        for (at, word) in words(code) {
            let end = at + word.len();
            if is_name(word) && code.get(end..).is_some_and(|rest| rest.starts_with(':')) {
                self.push(word, at, true);
            }
        }
    }

    fn checked(&mut self, code: &str) {
        let mut is_kind = false;
        for (at, word) in words(code).skip(1) {
            if !std::mem::replace(&mut is_kind, word == "as") && word != "as" && is_name(word) {
                self.push(word, at, false);
            }
        }
    }

    fn parameters(&mut self, code: &str) {
        for (at, word) in words(code).skip(2).filter(|(_, word)| is_name(word)) {
            self.push(word, at, true);
        }
    }

    fn columns(&mut self, code: &str) {
        for (at, word) in words(code).filter(|(_, word)| is_name(word)) {
            self.push(word, at, true);
        }
    }

    /// Finds the name before `=`, and names without braces behind it.
    fn assignment(&mut self, code: &str) {
        let Some((before, behind)) = code.split_once('=') else { return };
        let name = before.trim();
        if !is_name(name) {
            return;
        }
        self.push(name, 0, true);
        let base = before.len() + 1;
        let mut is_before = false;
        let mut depth = 0_usize;
        let mut from = 0;
        for (at, word) in words(behind) {
            let between = behind.get(from..at).unwrap_or_default();
            depth = depth.saturating_add(between.matches('{').count()).saturating_sub(between.matches('}').count());
            from = at + word.len();
            if is_before && depth == 0 && is_name(word) && word != "now" {
                self.push(word, base + at, false);
                is_before = false;
            } else {
                is_before = BEFORE_NAMES.contains(&word);
            }
        }
    }
}

/// Returns the words of a text with their places.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(is_letter)?;
        let rest = text.get(start..)?;
        let word = rest.get(..rest.find(|letter| !is_letter(letter)).unwrap_or(rest.len()))?;
        at = start + word.len();
        Some((start, word))
    })
}

/// Returns whether a word can be a name.
pub(super) fn is_name(word: &str) -> bool {
    let is_letter = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    word.starts_with(|letter: char| letter.is_ascii_lowercase()) && word.chars().all(is_letter)
}
