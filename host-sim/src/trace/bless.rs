//! Rewriting expectations: what a trace expects becomes what the card answers, in place. Everything else in the text,
//! comments, wildcards and captures that still fit, stays as it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::pattern::{Pattern, Segment};
use super::recording::Place;
use super::syntax::{Source, Span};

/// A piece of text that takes the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The text that is changed.
    pub source: Arc<Source>,
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub text: String,
}

/// The new text of every file that the edits touch, by the file's name. Where two edits want the same place (a line in
/// a table's body that should differ from row to row), the first is done.
pub fn apply(edits: &[Edit]) -> BTreeMap<String, String> {
    let mut by_file: BTreeMap<&str, Vec<&Edit>> = BTreeMap::new();
    for edit in edits {
        by_file.entry(&edit.source.name).or_default().push(edit);
    }
    by_file.into_iter().map(|(name, edits)| (name.to_owned(), rewritten(edits))).collect()
}

fn rewritten(mut edits: Vec<&Edit>) -> String {
    edits.sort_by_key(|edit| edit.span.start);
    let text = edits.first().map(|edit| edit.source.text.as_str()).unwrap_or_default();
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    let mut last_start = None;
    for edit in edits {
        if edit.span.start < at || last_start == Some(edit.span.start) {
            continue;
        }
        last_start = Some(edit.span.start);
        new.push_str(text.get(at..edit.span.start).unwrap_or_default());
        new.push_str(&edit.text);
        at = edit.span.end;
    }
    new.push_str(text.get(at..).unwrap_or_default());
    new
}

/// The edits that make an expectation expect `actual`: parts that do not fit are replaced one by one, or all of them if
/// the answer has another length than they can take. `places` says where
/// each part is to be rewritten: where it stands, or in the table's cell that it stands for.
pub(super) fn answer(
    source: &Arc<Source>,
    line: Span,
    places: &[Span],
    segments: &[Vec<Segment>],
    actual: &[u8],
) -> Vec<Edit> {
    let edit = |span: Span, text: String| Edit { source: source.clone(), span, text };
    let Some(taken) = divided(segments, actual) else {
        let inside = places.iter().all(|place| line.start <= place.start && place.end <= line.end);
        let whole = places.iter().copied().reduce(|first, last| Span { start: first.start, end: last.end });
        // Where several cells of a table make up the answer, nothing says which of them is to change.
        let Some(whole) = whole.filter(|_| inside || places.len() == 1) else {
            return Vec::new();
        };
        return vec![edit(whole, octets(actual))];
    };
    let wrong = places.iter().zip(segments).zip(taken).filter(|((_, segments), octets)| {
        let pattern = Pattern { segments: (*segments).clone() };
        pattern.captures(octets).is_none()
    });
    wrong.map(|((place, _), octets)| edit(*place, hex::encode_upper(octets))).collect()
}

/// An answer line that expects just this.
pub(super) fn answer_line(actual: Option<&[u8]>) -> String {
    actual.map_or("< no answer".to_owned(), |actual| format!("< {}", octets(actual)))
}

/// Data and status word, a blank between them.
fn octets(answer: &[u8]) -> String {
    let (data, status) = answer.split_at(answer.len().saturating_sub(2));
    let blank = if data.is_empty() { "" } else { " " };
    format!("{}{blank}{}", hex::encode_upper(data), hex::encode_upper(status))
}

/// The edit that gives a command its first answer line, below it and as far to the right.
pub(super) fn new_answer(command: &Place, actual: Option<&[u8]>) -> Edit {
    let text = &command.source.text;
    let below = text.get(command.span.end..).and_then(|rest| rest.find('\n')).map(|length| command.span.end + length);
    let end = below.unwrap_or(text.len());
    let before = text.get(..command.span.start).unwrap_or_default();
    let indent = before.rsplit('\n').next().unwrap_or_default();
    let text = format!("\n{indent}{}", answer_line(actual));
    Edit { source: command.source.clone(), span: Span { start: end, end }, text }
}

/// The octets that fall to each part, if there are as many as the parts can take.
fn divided<'o>(parts: &[Vec<Segment>], actual: &'o [u8]) -> Option<Vec<&'o [u8]>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    #[test]
    fn octets_are_divided_among_the_parts_or_not_at_all() {
        let parts = [vec![Segment::literal(&[0x6F])], vec![Segment::Any], vec![Segment::literal(&[0x90, 0])]];
        assert_eq!(divided(&parts, &[1, 2, 3, 4, 5]), Some(vec![&[1][..], &[2, 3], &[4, 5]]));
        assert_eq!(divided(&parts, &[1, 2]), None);
        let closed = [vec![Segment::Capture("tac".into(), Some(2))], vec![Segment::literal(&[0x90, 0])]];
        assert_eq!(divided(&closed, &[1, 2, 0x6A, 0x81]), Some(vec![&[1, 2][..], &[0x6A, 0x81]]));
        assert_eq!(divided(&closed, &[0x6A, 0x81]), None);
    }

    #[test]
    fn an_answer_of_another_length_is_written_anew() {
        let source = Arc::new(Source::default());
        let parts = [vec![Segment::Capture("tac".into(), Some(4))], vec![Segment::literal(&[0x90, 0])]];
        let edits = answer(&source, span(0, 20), &[span(2, 7), span(8, 12)], &parts, &[0x93, 0x02]);
        assert_eq!(edits, [Edit { source: source.clone(), span: span(2, 12), text: "9302".into() }]);
        let in_cells = answer(&source, span(0, 20), &[span(2, 7), span(80, 84)], &parts, &[0x93, 0x02]);
        assert_eq!(in_cells, []);
    }

    #[test]
    fn edits_replace_their_places_and_nothing_else() {
        let source = Arc::new(Source { name: "a".into(), text: "< 00 9000 # why\n< 01".into() });
        let edit = |span, text: &str| Edit { source: source.clone(), span, text: text.into() };
        let edits = [edit(span(18, 20), "FF"), edit(span(5, 9), "6985"), edit(span(5, 9), "6A81")];
        assert_eq!(apply(&edits)["a"], "< 00 6985 # why\n< FF");
    }
}
