//! Rewriting of expectations in place: a trace then expects what the card answers. Comments, wildcards, captures and
//! the form of each value (`{1.00 yuan}`) stay. An expectation without a faithful rewriting is left, with the reason
//! ([`LeftExpectation`]).
//!
//! A replay notes edits ([`BlessingNotes`]); [`verified`] joins those of many traces and plays the new texts before
//! they are kept.

use std::sync::Arc;

use super::pattern::Segment;
use super::place::TracePlace;
use super::syntax::{Piece, ValuePart};
use crate::lang::{Source, Span};

mod form;
mod joined;
#[cfg(test)]
mod tests;

pub(super) use form::{answer_line, fact_value};
pub use joined::{Blessed, verified};

/// Text that takes the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Source that is changed.
    pub source: Arc<Source>,
    /// Octets that are replaced; empty for a line that is added.
    pub span: Span,
    /// New text.
    pub text: String,
    /// Title of the case that asks for the edit; `None` for the trace outside of its tables.
    pub case: Option<String>,
}

impl Edit {
    fn new(source: &Arc<Source>, span: Span, text: String) -> Edit {
        Edit { source: source.clone(), span, text, case: None }
    }
}

/// Expectation that does not hold and stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftExpectation {
    /// Place of the expectation.
    pub place: TracePlace,
    /// Reason for which the expectation is not rewritten.
    pub why: String,
}

/// Notes of a replay for blessing.
#[derive(Clone, Debug, Default)]
pub struct BlessingNotes {
    /// Edits that blessing would make.
    pub edits: Vec<Edit>,
    /// Expectations that blessing would leave.
    pub left: Vec<LeftExpectation>,
}

impl BlessingNotes {
    /// Notes the edits that rewrite an expectation, or the reason why there are none.
    pub(super) fn note(&mut self, place: &TracePlace, edits: Result<Vec<Edit>, String>) {
        match edits {
            Ok(edits) => self.edits.extend(edits),
            Err(why) => self.left.push(LeftExpectation { place: place.written(), why }),
        }
    }
}

/// Part of an expected answer: its piece, the octets that match, and the place where it is rewritten.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    /// Part as it is written; a part that names a column is replaced by the parts of the row's cell.
    pub(super) part: ValuePart,
    /// Segments that the octets of the part must match.
    pub(super) segments: Vec<Segment>,
    /// Cell of the table that contains the part; `None` for a part outside of tables.
    pub(super) cell: Option<Home>,
}

/// Cell of a table.
#[derive(Clone, Debug)]
pub(super) struct Home {
    /// Place of the cell.
    pub(super) span: Span,
    /// Name of the column.
    pub(super) column: String,
    /// Set if the octets of the cell are also sent to the card.
    pub(super) sent: bool,
}

/// Returns the edits after which an expectation expects `actual`.
///
/// The parts that do not fit are rewritten one by one. The whole is rewritten if the parts cannot take as many octets
/// as the answer has.
pub(super) fn answer(source: &Arc<Source>, expected: &[Expected], actual: &[u8]) -> Result<Vec<Edit>, String> {
    let parts: Vec<&[Segment]> = expected.iter().map(|part| part.segments.as_slice()).collect();
    let Some(taken) = divided(&parts, actual) else {
        return whole(expected, &form::octets(actual)).map(|(span, text)| vec![Edit::new(source, span, text)]);
    };
    let wrong = expected.iter().zip(taken).filter(|(part, octets)| !is_match(&part.segments, octets));
    wrong
        .map(|(expected, octets)| {
            sendable(expected)?;
            let written = source.text.get(expected.part.span.start..expected.part.span.end).unwrap_or_default();
            let text = form::part(&expected.part.piece, written, octets)?;
            Ok(Edit::new(source, expected.part.span, text))
        })
        .collect()
}

/// Returns the edit that rewrites a whole expectation as `text`.
pub(super) fn replaced(source: &Arc<Source>, expected: &[Expected], text: &str) -> Result<Vec<Edit>, String> {
    whole(expected, text).map(|(span, text)| vec![Edit::new(source, span, text)])
}

/// Returns `text` with the place of all parts, if one text can replace them without losing anything.
fn whole(expected: &[Expected], text: &str) -> Result<(Span, String), String> {
    let captures = expected.iter().filter_map(|expected| match &expected.part.piece {
        Piece::Capture(capture) => Some(format!("`{}`", capture.name)),
        _ => None,
    });
    let captures: Vec<String> = captures.collect();
    if !captures.is_empty() {
        return Err(format!("the answer {text} has no place for what is captured as {}", captures.join(", ")));
    }
    for part in expected {
        sendable(part)?;
        form::is_written_out(&part.part.piece)?;
    }
    let home = |part: &Expected| part.cell.as_ref().map(|cell| (cell.span.start, cell.span.end));
    let same_home = expected.windows(2).all(|pair| matches!(pair, [one, other] if home(one) == home(other)));
    let first = expected.first().filter(|_| same_home);
    let (Some(first), Some(last)) = (first, expected.last()) else {
        return Err(format!("several cells of the table make up this answer, which is {text}"));
    };
    Ok((Span { start: first.part.span.start, end: last.part.span.end }, text.to_owned()))
}

/// Returns an error for a part that is also sent to the card: to change it would be to play something else.
fn sendable(expected: &Expected) -> Result<(), String> {
    match &expected.cell {
        Some(cell) if cell.sent => Err(sent(&cell.column)),
        _ => Ok(()),
    }
}

/// Returns the reason for which a cell that is sent is left.
pub(super) fn sent(column: &str) -> String {
    format!("the column `{column}` is also sent to the card")
}

fn is_match(segments: &[Segment], octets: &[u8]) -> bool {
    super::pattern::Pattern { segments: segments.to_vec() }.captures(octets).is_some()
}

/// Returns what the rewritten answer captures.
pub(super) fn captured(expected: &[Expected], actual: &[u8]) -> super::pattern::Captures {
    let parts: Vec<&[Segment]> = expected.iter().map(|part| part.segments.as_slice()).collect();
    let taken = divided(&parts, actual).unwrap_or_default();
    let named = expected.iter().zip(taken).filter_map(|(expected, octets)| match &expected.part.piece {
        Piece::Capture(capture) => Some((capture.name.clone(), octets.to_vec())),
        _ => None,
    });
    named.collect()
}

/// Returns the edit that adds the first answer line of a command, below the command and with its indent.
pub(super) fn new_answer(command: &TracePlace, actual: Option<&[u8]>) -> Edit {
    let text = &command.source.text;
    let below = text.get(command.span.end..).and_then(|rest| rest.find('\n')).map(|length| command.span.end + length);
    let end = below.unwrap_or(text.len());
    // The line ends as the others of the file do.
    let returns = text.get(..end).is_some_and(|before| before.ends_with('\r'));
    let (at, newline) = if returns { (end.saturating_sub(1), "\r\n") } else { (end, "\n") };
    let before = text.get(..command.span.start).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
    let indent: String = before.chars().filter(|letter| letter.is_whitespace()).collect();
    let text = format!("{newline}{indent}{}", answer_line(actual));
    Edit::new(&command.source, Span { start: at, end: at }, text)
}

/// Returns the edit of a place that is not an answer.
pub(super) fn value(source: &Arc<Source>, span: Span, text: String) -> Edit {
    Edit::new(source, span, text)
}

/// Applies edits to a text, and returns the new text with the place of each edit. The edits must be in order and must
/// not overlap.
pub(super) fn apply(text: &str, edits: &[Edit]) -> (String, Vec<Span>) {
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    let mut places = Vec::with_capacity(edits.len());
    for edit in edits {
        new.push_str(text.get(at..edit.span.start).unwrap_or_default());
        places.push(Span { start: new.len(), end: new.len() + edit.text.len() });
        new.push_str(&edit.text);
        at = edit.span.end;
    }
    new.push_str(text.get(at..).unwrap_or_default());
    (new, places)
}

/// Divides the octets among the parts; `None` if the parts cannot take as many.
fn divided<'o>(parts: &[&[Segment]], actual: &'o [u8]) -> Option<Vec<&'o [u8]>> {
    let lengths: Vec<Option<usize>> =
        parts.iter().map(|part| part.iter().map(Segment::length).sum::<Option<usize>>()).collect();
    let fixed: usize = lengths.iter().flatten().sum();
    let mut spare = actual.len().checked_sub(fixed)?;
    let mut rest = actual;
    let mut taken = Vec::with_capacity(parts.len());
    for length in lengths {
        // The first open part takes all there is to spare.
        let (octets, behind) = rest.split_at_checked(length.unwrap_or_else(|| std::mem::take(&mut spare)))?;
        taken.push(octets);
        rest = behind;
    }
    rest.is_empty().then_some(taken)
}
