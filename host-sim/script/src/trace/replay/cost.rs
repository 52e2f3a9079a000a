//! Cost of the rows of tables. A trace is played in the time of its length, except for its tables: a thousand rows and
//! a thousand steps make a million. The limit allows some seconds.

use crate::trace::syntax::{LineContent, TraceLine};

/// Greatest cost of all rows of a trace, in octets of their text as often as it is played.
pub(super) const MAX: usize = 64 << 20;

/// Cost of a row besides its steps, in octets: a card of its own.
pub(super) const ROW: usize = 1024;

/// Cost of a line besides its text, in octets.
const LINE: usize = 32;

/// Returns the cost of a row of these steps, in octets.
pub(super) fn of(body: &[TraceLine]) -> usize {
    let costs = body.iter().map(|line| {
        let included = match &line.content {
            LineContent::Include(include) => include.trace.as_ref().map_or(0, |trace| of(&trace.lines)),
            _ => 0,
        };
        LINE + line.span.end.saturating_sub(line.span.start) + included
    });
    costs.sum()
}

/// Returns the error message for a row that is too much.
pub(super) fn told() -> String {
    format!("the steps of a trace's tables, as often as they are played, have more than {} MiB", MAX >> 20)
}
