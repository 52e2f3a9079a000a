//! Rows of a walk's tables: each is a walk with the header, what the row says of its card, and the row's steps.

use crate::trace::outcome::{CaseResult, Failure, FailureKind};
use crate::trace::place::TracePlace;
use crate::walk::Walk;
use crate::walk::languages::WalkVersion;
use crate::walk::story::story;
use crate::walk::syntax::{Line, WalkContent};

/// Row of a table, to be played by itself.
pub(super) struct WalkRow {
    /// Title of the table with the row's cells.
    pub(super) title: String,
    /// Place of the row.
    pub(super) place: TracePlace,
    /// Walk that the row is.
    pub(super) walk: Walk,
}

/// Returns the rows of a walk's tables, in order, with `before` and a colon before their titles.
pub(super) fn of(walk: &Walk, before: Option<&str>) -> Vec<WalkRow> {
    let story = story(walk);
    let header: Vec<&Line> =
        story.iter().map(|line| line.line).filter(|line| matches!(line.content, WalkContent::Setting(_))).collect();
    let mut rows = Vec::new();
    for line in &story {
        let WalkContent::Cases(cases) = &line.line.content else { continue };
        for (row, played) in cases.rows.iter().zip(&cases.played) {
            let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
            let named = [before.unwrap_or_default(), &cases.title, &cells.join(", ")];
            let title = named.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ");
            let place = line.place.moved(row.span);
            let lines = header.iter().copied().chain(played).cloned().collect();
            rows.push(WalkRow { title, place, walk: Walk { source: line.place.source.clone(), lines } });
        }
    }
    rows
}

/// Returns the titles of the cases of a walk, which are its rows and, in several languages, the walk in each.
pub(super) fn titles(versions: &[WalkVersion<'_>]) -> Vec<String> {
    let of_version = |version: &WalkVersion<'_>| {
        let title = version.title();
        let rows = of(&version.walk, title.as_deref()).into_iter().map(|row| row.title);
        title.clone().into_iter().chain(rows).collect::<Vec<_>>()
    };
    versions.iter().flat_map(of_version).collect()
}

/// Returns the result of a case that cannot be played.
pub(super) fn failed(title: Option<String>, place: TracePlace, why: String) -> CaseResult {
    let trouble = FailureKind::Impossible(why);
    let failure = Failure::of(place.clone(), trouble);
    CaseResult { title, place, commands: 0, time: None, failure: Some(failure) }
}
