//! Two texts side by side in the columns of a terminal.

use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::columns::{padded, wrapped};

/// Columns between the two sides: a blank, the sign, and a blank.
const BETWEEN: usize = 3;

/// Two lines beside each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SideRow {
    /// Line of the first text; empty if there is none.
    pub left: String,
    /// A blank for equal lines, `|` for different ones, `<` and `>` for a line of one text only.
    pub sign: char,
    /// Line of the second text; empty if there is none.
    pub right: String,
}

/// Aligns the lines of two texts.
pub fn rows(left: &[String], right: &[String]) -> Vec<SideRow> {
    let mut rows = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, left, right) {
        let ours = left.get(op.old_range()).unwrap_or_default();
        let theirs = right.get(op.new_range()).unwrap_or_default();
        let row = |at: usize| {
            let sign = match (op.tag(), ours.get(at), theirs.get(at)) {
                (DiffTag::Equal, ..) => ' ',
                (_, Some(_), Some(_)) => '|',
                (_, Some(_), None) => '<',
                _ => '>',
            };
            let line = |lines: &[String]| lines.get(at).cloned().unwrap_or_default();
            SideRow { left: line(ours), sign, right: line(theirs) }
        };
        rows.extend((0..ours.len().max(theirs.len())).map(row));
    }
    rows
}

/// Prints two texts side by side in lines of at most `width` columns, with `indent` before each. A line that does not
/// fit its side goes on in the next.
pub fn lines(left: &[String], right: &[String], indent: &str, width: usize) -> Vec<String> {
    let side = width.saturating_sub(indent.len().saturating_add(BETWEEN)) / 2;
    let mut lines = Vec::new();
    for SideRow { left, sign, right } in rows(left, right) {
        let (ours, theirs) = (wrapped(&left, side), wrapped(&right, side));
        for at in 0..ours.len().max(theirs.len()) {
            let part = |lines: &[String]| lines.get(at).cloned().unwrap_or_default();
            let line = format!("{indent}{} {sign} {}", padded(&part(&ours), side), part(&theirs));
            lines.push(line.trim_end().to_owned());
        }
    }
    lines
}
