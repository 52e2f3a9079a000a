//! Parser of the blocks of a walk: tables of cases and repetitions.

use super::WalkReader;
use crate::lang::cursor::Cursor;
use crate::lang::error::LineError;
use crate::lang::lines::{LineText, Lines};
use crate::lang::mistakes::Mistakes;
use crate::lang::procedure::text_lines;
use crate::lang::template::filled;
use crate::lang::{Source, Span};
use crate::trace::parse::cases::table;
use crate::trace::parse::repeat_count;
use crate::trace::syntax::{Cases, TraceSetting as CardSetting};
use crate::walk::link::argument_form;
use crate::walk::syntax::{Line, Setting, WalkCases, WalkContent, WalkRepeat};

/// Largest size of the lines of a table for all rows together, in octets.
const ROWS_MAX: usize = 16 << 20;

/// Reads a repetition with the lines up to its `end`.
pub(super) fn repeat(
    reader: &mut WalkReader,
    text: &LineText<'_>,
    lines: &mut Lines<'_>,
    mistakes: &mut Mistakes,
) -> WalkRepeat {
    let mut cursor = text.cursor();
    cursor.eat_words("repeat");
    let count = repeat_count(&mut cursor).and_then(|count| cursor.finish().map(|()| count));
    let count = count.unwrap_or_else(|mistake| {
        let span = if text.is_filled() { text.place() } else { mistake.span };
        mistakes.push(LineError { span, ..mistake });
        1
    });
    let mut repeat = WalkRepeat { count, body: Vec::new(), end_comment: None };
    reader.depth = reader.depth.saturating_add(1);
    while !mistakes.is_full() {
        let Some(text) = lines.next_line() else {
            mistakes.push(LineError::new(text.place(), "this repetition has no end", "a line `end` after the steps"));
            break;
        };
        if text.is_only("end") {
            repeat.end_comment = text.comment.map(str::to_owned);
            break;
        }
        repeat.body.push(reader.line(&text, lines, mistakes));
    }
    reader.depth = reader.depth.saturating_sub(1);
    repeat
}

/// Reads a table after its first word, with the lines up to its `end`; `source` is the text that it stands in.
pub(super) fn cases(
    first: &mut Cursor<'_>,
    source: &Source,
    lines: &mut Lines<'_>,
    mistakes: &mut Mistakes,
) -> WalkCases {
    let opened = Span { start: first.position(), end: first.position() };
    if first.eat_words("on the same card") {
        let what = "every row of a walk's table has a world of its own";
        mistakes.push(LineError::new(opened, what, "the title of the table"));
    }
    let title = first.remainder();
    let mut read = Cases::default();
    table(&mut read, lines, mistakes);
    let mut cases = WalkCases {
        title: first.between(title).to_owned(),
        columns: read.columns,
        columns_comment: read.columns_comment,
        rows: read.rows,
        ..WalkCases::default()
    };
    if cases.columns.is_empty() {
        let mistake = LineError::new(opened, "these cases have no table", "a table in the lines after this");
        mistakes
            .push(mistake.help("a table is lines between bars: first the columns' names, then a line for each case"));
    }
    match text_lines(lines) {
        Some((body, end_comment)) => (cases.body, cases.end_comment) = (body, end_comment),
        None => mistakes.push(LineError::new(opened, "these cases have no end", "a line `end` after the steps")),
    }
    let size: usize = cases.body.iter().map(|line| line.text.len().saturating_add(64)).sum();
    if size.saturating_mul(cases.rows.len()) > ROWS_MAX {
        let what = format!("the lines of this table have more than {} MiB for all rows together", ROWS_MAX >> 20);
        mistakes.push(LineError::new(opened, what, "fewer rows"));
        return cases;
    }
    for at in 0..cases.rows.len() {
        if mistakes.is_full() {
            break;
        }
        let played = row(&cases, at, source, mistakes);
        cases.played.push(played);
    }
    cases
}

/// Reads the lines of one row.
fn row(cases: &WalkCases, at: usize, source: &Source, mistakes: &mut Mistakes) -> Vec<Line> {
    let Some(row) = cases.rows.get(at) else { return Vec::new() };
    let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
    let texts: Vec<Option<String>> =
        cases.body.iter().map(|line| filled(&line.text, &cases.columns, &cells, argument_form(&line.text))).collect();
    let lines = cases.body.iter().zip(&texts);
    let lines: Vec<LineText<'_>> = lines.map(|(line, filled)| line.to_text(source, filled.as_deref())).collect();
    let mut own = Mistakes::new(mistakes.max());
    let tree = WalkReader::inside().read(&lines, &mut own);
    for line in &tree {
        let is_card = matches!(line.content, WalkContent::Setting(Setting::Card(CardSetting::Card(_))));
        if matches!(line.content, WalkContent::Setting(_)) && !is_card {
            let what = "a row says of its world only what its card is: `card …`";
            own.push(LineError::new(line.span, what, "a step"));
        }
    }
    // What is wrong in every row is told once.
    let is_filled =
        |span: Span| cases.body.iter().zip(&texts).any(|(line, text)| line.span.start == span.start && text.is_some());
    let own = own.into_list().into_iter().filter(|mistake| at == 0 || is_filled(mistake.span));
    mistakes.extend(own);
    tree
}
