//! Cost of rows of tables and of repetitions. A trace is played in the time of its length, except for its tables and
//! repetitions: a thousand rows and a thousand steps make a million. The limit allows some seconds.

use crate::trace::syntax::{LineContent, TraceLine};

/// Greatest cost of all rows and repetitions of a trace, in octets of their text as often as it is played.
pub(super) const MAX: usize = 64 << 20;

/// Cost of a row besides its steps, in octets: a card of its own.
pub(super) const ROW: usize = 1024;

/// Cost of a line besides its text, in octets.
const LINE: usize = 32;

/// Returns the cost of these steps, in octets; steps that are repeated count once.
pub(super) fn of(body: &[TraceLine]) -> usize {
    let costs = body.iter().map(|line| {
        let inside = match &line.content {
            LineContent::Repeat(repeat) => of(&repeat.body),
            LineContent::RowLine(line) => line.rows.iter().map(|row| inner(&row.content)).max().unwrap_or_default(),
            content => inner(content),
        };
        LINE + line.span.end.saturating_sub(line.span.start) + inside
    });
    costs.sum()
}

/// Returns the cost of the lines of another text that stand in the place of a line, in octets.
fn inner(content: &LineContent) -> usize {
    content.inner().map_or(0, |trace| of(&trace.lines))
}

/// Returns the error message for a row or repetition that is too much.
pub(super) fn told() -> String {
    format!(
        "the steps of a trace's tables and repetitions, as often as they are played, have more than {} MiB",
        MAX >> 20
    )
}
