//! Lines of a text as they are read, and as they are laid out.

use std::fmt::{Display, Formatter, Result};

use unicode_width::UnicodeWidthStr as _;

use super::blanks;
use crate::kind::TextKind;
use crate::lang::lines::Lines;
use crate::lang::procedure::is_block_start;

/// Blanks by which the lines of a block are indented.
const INDENT: usize = 2;

/// Blanks by which a continued line is indented.
const CONTINUED: usize = 2;

/// Least column of a comment behind a line of a trace, as the printer of traces has it.
const TRACE_COMMENT: usize = 50;

/// Least column of a comment behind a line of a walk or scenario, as the printer of walks has it.
const WALK_COMMENT: usize = 42;

/// Greatest width of a line that moves the comments of the lines around it.
const WIDTH_MAX: usize = 80;

/// Line of a text with the lines that continue it.
#[derive(Clone, Copy, Debug)]
pub(super) struct ReadLine<'t> {
    /// First octet of the line in the text.
    pub(super) start: usize,
    /// Octet behind the line.
    pub(super) end: usize,
    /// Whole text of the line, without its end.
    pub(super) whole: &'t str,
    /// Text without the comment and the blanks around it.
    pub(super) code: &'t str,
    /// Comment with its number sign; `None` if there is none.
    pub(super) comment: Option<&'t str>,
}

/// Returns the lines of a text.
pub(super) fn read_lines(text: &str) -> Vec<ReadLine<'_>> {
    let mut lines = Lines::of(text);
    let mut read = Vec::new();
    loop {
        let start = lines.position();
        let Some(line) = lines.next_line() else { return read };
        let end = lines.position();
        let whole = text.get(start..end).unwrap_or_default().trim_end_matches(['\n', '\r']);
        let code = text.get(line.span.start..line.span.end).unwrap_or_default();
        let behind = text.get(line.span.end..end).unwrap_or_default().trim();
        read.push(ReadLine { start, end, whole, code, comment: line.comment.map(|_| behind) });
    }
}

/// Line with its layout.
#[derive(Clone, Debug)]
pub(super) struct LaidLine {
    /// Blanks before the line.
    pub(super) indent: usize,
    /// Text without the comment; of a row of a table, until the table is aligned, as it was written.
    pub(super) code: String,
    /// Comment with its number sign; `None` if there is none.
    comment: Option<String>,
    /// Column of the comment behind the code.
    column: usize,
    /// Set for a line that stays as it was written.
    is_verbatim: bool,
}

impl LaidLine {
    /// Lays out a line inside so many blocks; `depth` is set to the number of blocks behind the line.
    pub(super) fn of(kind: TextKind, line: &ReadLine<'_>, depth: &mut usize) -> LaidLine {
        let closes = line.code == "end";
        if closes {
            *depth = depth.saturating_sub(1);
        }
        let indent = if line.whole.trim().is_empty() { 0 } else { depth.saturating_mul(INDENT) };
        if kind != TextKind::Scenario && is_block_start(line.code) {
            *depth = depth.saturating_add(1);
        }
        let code = continued(kind, line.code, indent);
        LaidLine { indent, code, comment: line.comment.map(spaced), column: 0, is_verbatim: false }
    }

    /// Keeps a line as it was written.
    pub(super) fn verbatim(line: &ReadLine<'_>) -> LaidLine {
        LaidLine { indent: 0, code: line.whole.to_owned(), comment: None, column: 0, is_verbatim: true }
    }

    /// Returns whether the line is a row of a table.
    pub(super) fn is_row(&self) -> bool {
        !self.is_verbatim && self.code.starts_with('|')
    }

    /// Returns the column behind the code.
    fn width(&self) -> usize {
        let last = self.code.rsplit('\n').next().unwrap_or_default();
        if last.len() == self.code.len() { self.indent.saturating_add(last.width()) } else { last.width() }
    }

    /// Returns whether a comment stands behind the code.
    fn is_commented(&self) -> bool {
        self.comment.is_some() && !self.code.is_empty()
    }
}

impl Display for LaidLine {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}{}", " ".repeat(self.indent), self.code)?;
        let Some(comment) = &self.comment else { return Ok(()) };
        if self.is_commented() {
            f.write_str(&" ".repeat(self.column.saturating_sub(self.width())))?;
        }
        f.write_str(comment)
    }
}

/// Lays out a line, and the lines that continue it with deeper indentation.
fn continued(kind: TextKind, code: &str, indent: usize) -> String {
    let pieces: Vec<&str> = code.split('\n').collect();
    let (Some((last, others)), true) = (pieces.split_last(), pieces.len() > 1) else {
        return blanks::arrange(kind, code);
    };
    let is_open = |piece: &&str| piece.matches('"').count() % 2 == 1;
    if pieces.iter().any(is_open) {
        // A quotation that goes on in the next line has its blanks at both ends.
        return code.to_owned();
    }
    let margin = " ".repeat(indent.saturating_add(CONTINUED));
    let mut text = String::new();
    for (at, piece) in others.iter().enumerate() {
        let piece = piece.trim_end().trim_end_matches('\\');
        let piece = if at == 0 { blanks::arrange(kind, piece) } else { margin.clone() + &blanks::spaced(piece) };
        text = format!("{text}{} \\\n", piece.trim_end());
    }
    text + &margin + &blanks::spaced(last)
}

/// Returns a comment with a blank between its number signs and a word.
fn spaced(comment: &str) -> String {
    let prose = comment.trim_start_matches('#');
    let (signs, _) = comment.split_at(comment.len().saturating_sub(prose.len()));
    let blank = if prose.starts_with(char::is_alphanumeric) { " " } else { "" };
    format!("{signs}{blank}{prose}")
}

/// Puts the comments of lines below each other in one column.
pub(super) fn align_comments(kind: TextKind, lines: &mut [LaidLine]) {
    let least = match kind {
        TextKind::Trace | TextKind::Fragment => TRACE_COMMENT,
        TextKind::Walk | TextKind::Scenario | TextKind::Profile => WALK_COMMENT,
    };
    for group in lines.chunk_by_mut(|one, other| is_code(one) && is_code(other)) {
        let narrow = group.iter().filter(|line| line.is_commented() && line.width() <= WIDTH_MAX);
        let widest = narrow.map(|line| line.width().saturating_add(2)).max().unwrap_or_default();
        let indent = group.first().map_or(0, |line| line.indent);
        let column = if group.iter().any(LaidLine::is_row) { widest } else { widest.max(indent.saturating_add(least)) };
        for line in group.iter_mut() {
            line.column = column.max(line.width().saturating_add(2));
        }
    }
}

/// Returns whether a line is neither blank nor a comment alone.
fn is_code(line: &LaidLine) -> bool {
    !line.is_verbatim && !line.code.is_empty() && !line.is_row()
}
