//! Tables with the cells of a column below each other.

use unicode_width::UnicodeWidthStr as _;

use super::line::LaidLine;
use crate::columns::padded;

/// Aligns the tables of a text: rows that follow each other.
pub(super) fn align(lines: &mut [LaidLine]) {
    for table in lines.chunk_by_mut(|one, other| one.is_row() && other.is_row()) {
        if table.first().is_some_and(LaidLine::is_row) {
            align_rows(table);
        }
    }
}

fn align_rows(table: &mut [LaidLine]) {
    let rows: Vec<Vec<String>> = table.iter().map(|row| cells(&row.code)).collect();
    let mut widths: Vec<usize> = Vec::new();
    for row in &rows {
        widths.resize(widths.len().max(row.len()), 0);
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.width().max(*width);
        }
    }
    for (line, row) in table.iter_mut().zip(rows) {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("| {} ", padded(cell, *width)));
        line.code = cells.collect::<String>() + "|";
    }
}

/// Returns the cells between the bars; the last bar may be left out.
fn cells(row: &str) -> Vec<String> {
    let row = row.trim().trim_start_matches('|');
    let row = row.trim_end();
    let row = row.strip_suffix('|').unwrap_or(row);
    row.split('|').map(|cell| cell.trim().to_owned()).collect()
}
