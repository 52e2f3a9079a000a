//! Comparison as data.

use std::collections::BTreeSet;

use serde_json::{Value, json as object};

use super::words::target_lines;
use crate::menu_diff::comparison::{ChangedClaim, ChangedScreen, ChangedSteps, MenuComparison};
use crate::menu_diff::lines::LineChange;
use crate::menu_diff::matching::MatchGround;
use crate::menu_diff::record::RecordedStart;
use crate::menu_diff::screen_graph::{ScreenGraph, StepTarget};

/// Returns a comparison as one JSON object: `same`, both starts, `summary`, `screens`, `steps` and `claims`. What is
/// alike is counted, and not written.
pub fn json(comparison: &MenuComparison) -> Value {
    let counts = comparison.counts;
    let [left, right] = &comparison.starts;
    object!({
        "same": counts.is_same(),
        "left": start(left),
        "right": start(right),
        "summary": {
            "screens": {
                "alike": counts.same_screens, "changed": counts.changed_screens, "moved": counts.moved_screens,
                "only_left": counts.only_left, "only_right": counts.only_right,
            },
            "steps": {
                "alike": counts.same_steps, "changed": counts.changed_steps, "only_left": counts.gone_steps,
                "only_right": counts.added_steps, "sampled": counts.sampled_steps,
            },
            "claims": counts.changed_claims,
        },
        "screens": comparison.screens.iter().map(|changed| screen(comparison, changed)).collect::<Vec<_>>(),
        "steps": comparison.steps.iter().map(|changed| steps(comparison, changed)).collect::<Vec<_>>(),
        "claims": comparison.claims.iter().map(claim).collect::<Vec<_>>(),
    })
}

fn start(start: &RecordedStart) -> Value {
    object!({ "name": start.name, "about": start.about, "phone": start.phone, "language": start.language })
}

fn shown(graph: &ScreenGraph, node: usize) -> Value {
    let paths = graph.nodes.get(node).map(|node| &node.paths);
    let lines = graph.screen(node).map(|screen| screen.lines());
    object!({
        "kind": graph.screen(node).map(|screen| &screen.kind),
        "lines": lines,
        "path": paths.and_then(|all| all.first()),
    })
}

fn screen(comparison: &MenuComparison, changed: &ChangedScreen) -> Value {
    let [left, right] = &comparison.graphs;
    match changed {
        ChangedScreen::OnlyLeft(node) => object!({ "kind": "only_left", "left": shown(left, *node) }),
        ChangedScreen::OnlyRight(node) => object!({ "kind": "only_right", "right": shown(right, *node) }),
        ChangedScreen::Changed { matched, lines, moved } => object!({
            "kind": if matched.ground == MatchGround::Content { "moved" } else { "changed" },
            "left": shown(left, matched.left),
            "right": shown(right, matched.right),
            "matched_by": ground(&matched.ground),
            "moved": moved,
            "lines": lines.iter().map(line).collect::<Vec<_>>(),
        }),
    }
}

fn ground(ground: &MatchGround) -> Value {
    match ground {
        MatchGround::Content => object!({ "by": "content" }),
        MatchGround::Place { step, .. } => object!({ "by": "place", "step": step }),
        MatchGround::Likeness(percent) => object!({ "by": "likeness", "percent": percent }),
    }
}

fn line(change: &LineChange) -> Value {
    match change {
        LineChange::Gone { place, line } => {
            object!({ "change": "gone", "place": place, "identifier": line.identifier, "text": line.text })
        }
        LineChange::Added { place, line } => {
            object!({ "change": "added", "place": place, "identifier": line.identifier, "text": line.text })
        }
        LineChange::Renamed { place, identifier, from, to } => {
            object!({ "change": "renamed", "place": place, "identifier": identifier, "from": from, "to": to })
        }
        LineChange::Reidentified { place, text, from, to } => {
            object!({ "change": "reidentified", "place": place, "text": text, "from": from, "to": to })
        }
        LineChange::Moved { text, from, to } => object!({ "change": "moved", "text": text, "from": from, "to": to }),
    }
}

fn steps(comparison: &MenuComparison, changed: &ChangedSteps) -> Value {
    let [left, right] = &comparison.graphs;
    let [ours, theirs] = &changed.targets;
    let words = |graph: &ScreenGraph, targets: &BTreeSet<StepTarget>| match targets.is_empty() {
        true => Vec::new(),
        false => target_lines(graph, targets),
    };
    object!({
        "at": shown(left, changed.at[0]),
        "steps": changed.steps,
        "left": words(left, ours),
        "right": words(right, theirs),
    })
}

fn claim(claim: &ChangedClaim) -> Value {
    let [left, right] = claim.broken;
    object!({ "promise": claim.promise, "left": left, "right": right })
}
