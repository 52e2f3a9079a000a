//! Parser of the names of a menu's lines.

use crate::lang::cursor::{Cursor, ParseResult};
use crate::lang::error::LineError;
use crate::lang::values::string;
use crate::walk::syntax::Name;
use crate::walk::words::NAME_ENDS;

/// Reads the name of a menu's line: its text plain or quoted, or `line 2`.
pub(super) fn name(cursor: &mut Cursor<'_>) -> ParseResult<Name> {
    if cursor.peek() == Some('"') {
        return string(cursor, "the name of a line").map(Name::Text);
    }
    let mut ahead = *cursor;
    if ahead.eat_words("line") {
        let mut number = ahead;
        let place = ahead.decimal("a line's place in its menu, counted from 1")?;
        if place == 0 {
            return Err(LineError::new(number.word().1, "lines are counted from 1", "1 or more"));
        }
        *cursor = ahead;
        return Ok(Name::Line(place));
    }
    plain(cursor).map(Name::Text)
}

/// Reads the text of a line, plain or quoted.
pub(super) fn text(cursor: &mut Cursor<'_>) -> ParseResult<String> {
    match cursor.peek() {
        Some('"') => string(cursor, "the text of a line"),
        _ => plain(cursor),
    }
}

fn plain(cursor: &mut Cursor<'_>) -> ParseResult<String> {
    cursor.skip_blanks();
    let rest = cursor.rest();
    let end = rest.find(NAME_ENDS).unwrap_or(rest.len());
    let (name, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
    // `->` is no part of a name.
    let name = if behind.starts_with('>') { name.strip_suffix('-').unwrap_or(name) } else { name };
    if name.trim().is_empty() {
        return Err(cursor.unexpected("the name of a line of the menu"));
    }
    cursor.take(name.len());
    Ok(name.trim().to_owned())
}

/// Reads names with `>` between them.
pub(super) fn path(cursor: &mut Cursor<'_>) -> ParseResult<Vec<Name>> {
    let mut path = vec![name(cursor)?];
    while cursor.eat(">") {
        path.push(name(cursor)?);
    }
    Ok(path)
}
