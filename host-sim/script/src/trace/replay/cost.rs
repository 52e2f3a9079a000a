//! What the rows of tables cost. A trace is played in the time of its length, but for its tables: of a thousand rows
//! and a thousand steps a million are made. So much is allowed that it takes some seconds.

use crate::trace::syntax::{LineContent, TraceLine};

/// Most that all rows of a trace may cost, in octets of their text as often as it is played.
pub(super) const MAX: usize = 64 << 20;

/// What a row costs besides its steps: a card of its own.
pub(super) const ROW: usize = 1024;

/// What a line costs besides its text.
const LINE: usize = 32;

/// What a row of these steps costs.
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

/// What is said of a row that is too much.
pub(super) fn told() -> String {
    format!("the steps of a trace's tables, as often as they are played, have more than {} MiB", MAX >> 20)
}
