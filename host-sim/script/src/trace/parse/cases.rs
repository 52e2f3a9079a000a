//! Parser of `cases … end`: the title, the table between bars, and the steps.

use super::octets::{self, Place};
use super::{Block, row_line};
use crate::lang::Span;
use crate::lang::cursor::Cursor;
use crate::lang::error::LineError;
use crate::lang::lines::{LineText, Lines};
use crate::lang::mistakes::Mistakes;
use crate::lang::values;
use crate::trace::syntax::{Cases, Expression, LineContent, Piece, TableCell, TableRow, TraceLine, ValuePart};
use sim_wire::count::Counted;

/// Longest title in octets; the result of each row has a copy of its title.
const TITLE_MAX: usize = 300;

/// Greatest number of columns of a table.
const COLUMNS_MAX: usize = 64;

/// Reads a block of cases, after the word `cases`. Mistakes are collected, so that one wrong line does not hide the
/// others.
pub(super) fn cases(first: &mut Cursor<'_>, lines: &mut Lines<'_>, mistakes: &mut Mistakes) -> Cases {
    let same_card = first.eat_words("on the same card");
    if same_card {
        first.eat(":");
    }
    let opened = Span { start: first.position(), end: first.position() };
    let title = first.remainder();
    if first.between(title).len() > TITLE_MAX {
        let what = format!("this title has more than {TITLE_MAX} octets");
        mistakes.push(LineError::new(title, what, "a shorter title; prose stands behind `#`"));
    }
    let mut cases = Cases { title: first.between(title).to_owned(), same_card, ..Cases::default() };
    table(&mut cases, lines, mistakes);
    if cases.columns.is_empty() {
        let mistake = LineError::new(opened, "these cases have no table", "a table in the lines after this");
        mistakes
            .push(mistake.help("a table is lines between bars: first the columns' names, then a line for each case"));
    }
    let mut body = Vec::new();
    while !mistakes.is_full() {
        let Some(text) = lines.next_line() else {
            mistakes.push(LineError::new(opened, "these cases have no end", "a line `end` after the steps"));
            break;
        };
        if text.is_only("end") {
            cases.end_comment = text.comment.map(str::to_owned);
            break;
        }
        let line = match row_line::parse(&text, &cases, mistakes) {
            Some(line) => line,
            None => super::line(&text, lines, mistakes, Block { table: Some(&cases), depth: 1 }),
        };
        body.push(line);
    }
    cases.body = body;
    cases
}

/// Reads the columns and rows of a table.
pub(crate) fn table(cases: &mut Cases, lines: &mut Lines<'_>, mistakes: &mut Mistakes) {
    while let Some(text) = lines.next_if(|text| text.cursor().peek() == Some('|')) {
        let fields = fields(&text);
        if cases.columns.is_empty() {
            if fields.len() > COLUMNS_MAX {
                let what = format!("this table has {} columns, and {COLUMNS_MAX} is the most", fields.len());
                mistakes.push(LineError::new(text.span, what, "fewer columns"));
                return;
            }
            cases.columns_comment = text.comment.map(str::to_owned);
            for (name, span) in &fields {
                let known = cases.columns.contains(name);
                if let Err(mistake) = octets::valid_name(name, *span) {
                    mistakes.push(mistake);
                } else if known {
                    mistakes.push(LineError::new(*span, format!("the column `{name}` stands twice"), "another name"));
                }
                cases.columns.push(name.clone());
            }
            continue;
        }
        if fields.len() != cases.columns.len() {
            let what = format!(
                "this row has {} and the table {}",
                Counted(fields.len(), "cell"),
                Counted(cases.columns.len(), "column")
            );
            mistakes.push(LineError::new(text.span, what, "as many cells as columns"));
        }
        let cells = fields.into_iter().map(|(words, span)| cell(words, span, &text)).collect();
        cases.rows.push(TableRow { span: text.span, cells, comment: text.comment.map(str::to_owned) });
    }
    if let Some(end) = cases.rows.is_empty().then(|| lines.position()).filter(|_| !cases.columns.is_empty()) {
        let span = Span { start: end, end };
        mistakes.push(LineError::new(span, "this table has no rows", "a line between bars for each case"));
    }
}

/// Reads the fields between the bars; the last bar may be left out.
fn fields(text: &LineText<'_>) -> Vec<(String, Span)> {
    let mut cursor = text.cursor();
    let mut fields = Vec::new();
    while cursor.eat("|") && !cursor.skip_to_end() {
        let (words, mut span) = cursor.take_while(|letter| letter != '|');
        let words = words.trim_end();
        span.end = span.start + words.len();
        fields.push((words.to_owned(), span));
    }
    fields
}

/// Reads a cell: an amount, octets, or words that only `expect` understands.
fn cell(words: String, span: Span, text: &LineText<'_>) -> TableCell {
    let mut cursor = text.part(span);
    let amount = values::amount_if_here(&mut cursor);
    let parts = match amount {
        Ok(Some(amount)) => Ok(vec![ValuePart { span, piece: Piece::Value(Expression::Amount(amount)) }]),
        Ok(None) => octets::parts(&mut cursor, Place::Cell),
        Err(mistake) => Err(mistake),
    };
    // A cell that is neither is no mistake in itself: whoever uses the column says what it must be.
    match parts.and_then(|parts| cursor.finish().map(|()| parts)) {
        Ok(parts) => TableCell { span, text: words, parts: Some(parts) },
        Err(_) => TableCell { span, text: words, parts: None },
    }
}

impl TraceLine {
    /// Creates a line that was read.
    pub(super) fn read(text: &LineText<'_>, content: LineContent) -> TraceLine {
        TraceLine { span: text.place(), content, comment: text.comment.map(str::to_owned), is_filled: text.is_filled() }
    }
}
