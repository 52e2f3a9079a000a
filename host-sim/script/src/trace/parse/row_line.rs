//! Parser of lines that are another line for every row of their table: `wait {time}`, `tap {distance}`, `call load
//! {amount}`. A cell is read as the part of the line in whose place it stands.

use super::{Block, line};
use crate::lang::Span;
use crate::lang::error::LineError;
use crate::lang::lines::{LineText, Lines};
use crate::lang::mistakes::Mistakes;
use crate::lang::template::{ArgumentForm, filled};
use crate::trace::syntax::{Cases, LineContent, RowLine, TableRow, TraceLine};

/// First words of the lines in which a cell may stand for any part. In other lines, a column is a value.
const FIRST_WORDS: [&str; 5] = ["wait", "tap", "cut", "card", "call"];

/// Largest size of a line for all rows together, in octets.
const ROWS_MAX: usize = 16 << 20;

/// Reads a line of a table's body that is another line for every row; `None` for any other line.
pub(super) fn parse(text: &LineText<'_>, table: &Cases, mistakes: &mut Mistakes) -> Option<TraceLine> {
    let written = text.cursor().between(text.span);
    let first = text.cursor().word().0.to_ascii_lowercase();
    if !FIRST_WORDS.contains(&first.as_str()) {
        return None;
    }
    let names: Vec<&str> = table.columns.iter().map(|_| "").collect();
    filled(written, &table.columns, &names, ArgumentForm::Words)?;
    if written.len().saturating_mul(table.rows.len()) > ROWS_MAX {
        let what = format!("this line has more than {} MiB for all rows together", ROWS_MAX >> 20);
        mistakes.push(LineError::new(text.span, what, "a table with fewer rows"));
    }
    let mut rows = Vec::new();
    for row in &table.rows {
        if mistakes.is_full() {
            break;
        }
        rows.push(of_row(text, written, table, row, mistakes));
    }
    let content = LineContent::RowLine(RowLine { text: written.to_owned(), rows });
    Some(TraceLine::read(text, content))
}

/// Reads the line for one row.
fn of_row(text: &LineText<'_>, written: &str, table: &Cases, row: &TableRow, mistakes: &mut Mistakes) -> TraceLine {
    let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
    let filled = filled(written, &table.columns, &cells, ArgumentForm::Words).unwrap_or_default();
    let whole = Span { start: 0, end: filled.len() };
    let filled_text = LineText::standing_at(text.span, (&filled, whole), text.comment);
    let mut own = Mistakes::new(1);
    let line = line(&filled_text, &mut Lines::listed(&[]), &mut own, Block { table: Some(table), depth: 1 });
    // The cell is what is wrong: another row may be right in the same place.
    let named = table.columns.iter().position(|name| written.contains(&format!("{{{name}}}")));
    let cell = named.and_then(|column| row.cells.get(column)).map_or(row.span, |cell| cell.span);
    mistakes.extend(own.into_list().into_iter().map(|mistake| LineError { span: cell, ..mistake }));
    line
}
