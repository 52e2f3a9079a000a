//! The edits of many traces joined, and kept only as far as the new texts hold when they are played again.

use std::collections::{BTreeMap, BTreeSet};

use super::{BlessingNotes, Edit, LeftExpectation, apply};
use crate::lang::Span;
use crate::trace::outcome::TraceOutcome;
use crate::trace::place::TracePlace;

/// Number of rounds after which every edit of a file that still does not hold is given up.
const ROUNDS_MAX: usize = 16;

/// Outcome of a trace or walk with its texts changed, and the notes of a replay that goes on after failures.
///
/// The error says why the new text cannot be read.
pub type BlessedReplay = Result<(TraceOutcome, BlessingNotes), String>;

/// Result of blessing, with the replay of every trace.
#[derive(Debug, Default)]
pub struct Blessed {
    /// New texts by their files' names.
    pub texts: BTreeMap<String, String>,
    /// Edits that were made.
    pub edits: Vec<Edit>,
    /// Expectations that were left.
    pub left: Vec<LeftExpectation>,
    /// Replay of each trace with the new texts, in the order of [`verified`]'s player.
    pub played: Vec<BlessedReplay>,
}

/// Joins edits and plays the new texts; `play` plays every trace with these texts in the place of their files'.
///
/// An edit that another contradicts, or that does not hold when it is played, is left.
pub fn verified(
    proposed: Vec<Edit>,
    mut left: Vec<LeftExpectation>,
    mut play: impl FnMut(&BTreeMap<String, String>) -> Vec<BlessedReplay>,
) -> Blessed {
    let mut edits = agreed(proposed, &mut left);
    let mut round = 0;
    loop {
        round += 1;
        let (texts, places) = written(&edits);
        let played = play(&texts);
        let wrong = match round {
            ROUNDS_MAX => failing_files(&played, &edits),
            _ => failing(&played, &edits, &places, &left),
        };
        if wrong.is_empty() {
            return Blessed { texts, edits, left, played };
        }
        let mut at = 0;
        edits.retain(|edit| {
            let keeps = !wrong.contains(&at);
            at += 1;
            if !keeps {
                let place = TracePlace::at(edit.source.clone(), edit.span);
                let why = format!("`{}` does not hold whenever it is played", shown(edit));
                left.push(LeftExpectation { place, why });
            }
            keeps
        });
    }
}

fn shown(edit: &Edit) -> &str {
    edit.text.trim()
}

/// Returns one edit for each place at which all edits agree, file by file and in order. The other edits are left.
fn agreed(mut proposed: Vec<Edit>, left: &mut Vec<LeftExpectation>) -> Vec<Edit> {
    proposed.sort_by(|one, other| {
        let key = |edit: &Edit| (edit.span.start, edit.span.end);
        one.source.name.cmp(&other.source.name).then_with(|| key(one).cmp(&key(other)))
    });
    let mut agreed = Vec::new();
    for edits in proposed.chunk_by(|one, other| one.source.name == other.source.name) {
        let mut rest = edits;
        while let Some((first, others)) = rest.split_first() {
            let mut end = first.span.end;
            let same = others.iter().take_while(|edit| {
                let overlaps = edit.span.start < end || edit.span.start == first.span.start;
                end = end.max(if overlaps { edit.span.end } else { end });
                overlaps
            });
            let (group, behind) = rest.split_at(same.count() + 1);
            rest = behind;
            let wanted: BTreeSet<(usize, usize, &str)> =
                group.iter().map(|edit| (edit.span.start, edit.span.end, edit.text.as_str())).collect();
            if wanted.len() == 1 {
                agreed.push(first.clone());
                continue;
            }
            let texts: BTreeSet<String> = group.iter().map(|edit| format!("`{}`", shown(edit))).collect();
            let few: Vec<String> = texts.into_iter().take(4).collect();
            let place = TracePlace::at(first.source.clone(), first.span);
            left.push(LeftExpectation {
                place,
                why: format!("it is played more than once and would have to be {}", few.join(" and ")),
            });
        }
    }
    agreed
}

/// Returns the new texts, and the place of each edit in its text. The edits come file by file, in order.
fn written(edits: &[Edit]) -> (BTreeMap<String, String>, Vec<Span>) {
    let mut texts = BTreeMap::new();
    let mut places = Vec::with_capacity(edits.len());
    for in_file in edits.chunk_by(|one, other| one.source.name == other.source.name) {
        let Some(first) = in_file.first() else { continue };
        let (new, spans) = apply(&first.source.text, in_file);
        texts.insert(first.source.name.clone(), new);
        places.extend(spans);
    }
    (texts, places)
}

/// Returns the places in the new texts of what is left, by the names of the files. The spans are in order and do not
/// overlap.
fn still<'l>(left: &'l [LeftExpectation], edits: &[Edit], places: &[Span]) -> BTreeMap<&'l str, Vec<Span>> {
    let mut moved: Vec<(&str, usize, usize)> = left
        .iter()
        .map(|LeftExpectation { place: TracePlace { source, span, .. }, .. }| {
            let before = edits.partition_point(|edit| (&edit.source.name, edit.span.end) <= (&source.name, span.start));
            let last = before.checked_sub(1).and_then(|last| Some((edits.get(last)?, places.get(last)?)));
            let last = last.filter(|(edit, _)| edit.source.name == source.name);
            let (was, is) = last.map_or((0, 0), |(edit, place)| (edit.span.end, place.end));
            let at = |place: usize| place.saturating_sub(was).saturating_add(is);
            (source.name.as_str(), at(span.start), at(span.end))
        })
        .collect();
    moved.sort_unstable();
    let mut still: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for (name, start, end) in moved {
        let spans = still.entry(name).or_default();
        match spans.last_mut() {
            Some(last) if start < last.end => last.end = last.end.max(end),
            _ => spans.push(Span { start, end }),
        }
    }
    still
}

/// Returns the range of the spans that overlap a place; the spans must be in order and must not overlap.
fn overlapping(spans: &[Span], place: Span) -> std::ops::Range<usize> {
    let from = spans.partition_point(|span| span.end <= place.start);
    from..spans.partition_point(|span| span.start < place.end).max(from)
}

/// Returns the edits at places where something does not hold; all edits, if a new text cannot be read.
///
/// What is left fails with any edit, and counts against none.
fn failing(played: &[BlessedReplay], edits: &[Edit], places: &[Span], left: &[LeftExpectation]) -> BTreeSet<usize> {
    let still = still(left, edits, places);
    let mut wrong = BTreeSet::new();
    for played in played {
        let Ok((outcome, noted)) = played else {
            wrong.extend(0..edits.len());
            continue;
        };
        let mut at_edits = |name: &str, place: Span| {
            let from = edits.partition_point(|edit| edit.source.name.as_str() < name);
            let upto = edits.partition_point(|edit| edit.source.name.as_str() <= name);
            let in_file = overlapping(places.get(from..upto).unwrap_or_default(), place);
            wrong.extend(in_file.map(|at| from.saturating_add(at)));
        };
        noted.edits.iter().for_each(|edit| at_edits(&edit.source.name, edit.span));
        noted.left.iter().for_each(|left| at_edits(&left.place.source.name, left.place.span));
        for result in &outcome.results {
            let Some(failure) = &result.failure else { continue };
            let mut looked_at = vec![&failure.place];
            // The failing line stands in a table's body, what was rewritten for it perhaps in the row.
            let left_there = still.get(failure.place.source.name.as_str()).map(Vec::as_slice).unwrap_or_default();
            let is_left = !overlapping(left_there, failure.place.span).is_empty();
            looked_at.extend(result.title.as_ref().filter(|_| !is_left).map(|_| &result.place));
            looked_at.iter().for_each(|place| at_edits(&place.source.name, place.span));
        }
    }
    wrong
}

/// Returns every edit of a file in which something does not hold.
fn failing_files(played: &[BlessedReplay], edits: &[Edit]) -> BTreeSet<usize> {
    let outcomes = played.iter().flatten();
    let failures =
        outcomes.flat_map(|(outcome, _)| outcome.results.iter().filter_map(|result| result.failure.as_ref()));
    let files: BTreeSet<&str> = failures.map(|failure| failure.place.source.name.as_str()).collect();
    let all = played.iter().any(Result::is_err);
    let in_them = edits.iter().enumerate().filter(|(_, edit)| all || files.contains(edit.source.name.as_str()));
    in_them.map(|(at, _)| at).collect()
}
