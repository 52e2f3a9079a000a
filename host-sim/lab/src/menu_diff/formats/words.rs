//! Words of a comparison that all formats share.

use std::collections::BTreeSet;

use sim_wire::count::Counted;

use crate::menu_diff::comparison::{ChangedClaim, MenuComparison};
use crate::menu_diff::lines::LineChange;
use crate::menu_diff::matching::MatchGround;
use crate::menu_diff::record::{RecordedScreen, RecordedStart};
use crate::menu_diff::screen_graph::{ScreenGraph, StepTarget, TargetScreen};

/// Number of steps that are named one by one; the others are counted.
const STEPS_NAMED: usize = 4;

/// Returns a start in words.
pub fn start_words(start: &RecordedStart) -> String {
    let RecordedStart { name, about, phone, language } = start;
    format!("{name}: {about} ({phone}, {language})")
}

/// Returns a screen in words: its kind and its first line, with the path on which it stands.
pub fn node_words(graph: &ScreenGraph, node: usize) -> String {
    let Some(screen) = graph.screen(node) else { return "the phone that is off".to_owned() };
    let title = screen.title();
    let named = if title == screen.kind { title.to_owned() } else { format!("{} {title}", screen.kind) };
    let path = graph.nodes.get(node).and_then(|node| node.paths.first()).filter(|path| !path.is_empty());
    path.map_or_else(|| named.clone(), |path| format!("{named} (in {})", path.join(" > ")))
}

/// Returns in words by what two screens were taken for one; `None` if they show the same.
pub fn ground_words(comparison: &MenuComparison, ground: &MatchGround) -> Option<String> {
    match ground {
        MatchGround::Content => None,
        MatchGround::Place { from, step } => {
            let [graph, _] = &comparison.graphs;
            let step = graph.nodes.get(*from).map_or_else(|| step.clone(), |node| node.step_words(step));
            let from =
                graph.screen(*from).map_or_else(|| "the phone that is off".to_owned(), |at| at.title().to_owned());
            Some(format!("by its place: {step}, at {from}"))
        }
        MatchGround::Likeness(percent) => Some(format!("by its words, {percent} % alike")),
    }
}

/// Returns the change of a menu's line in words.
pub fn change_words(change: &LineChange) -> String {
    match change {
        LineChange::Gone { place, line } => format!("line {place} {} is gone", line.text),
        LineChange::Added { place, line } => format!("line {place} {} is new", line.text),
        LineChange::Renamed { place, from, to, .. } => format!("line {place} {from} is now {to}"),
        LineChange::Reidentified { place, text, from, to } => {
            format!("line {place} {text} has the identifier {to:02X} now, not {from:02X}")
        }
        LineChange::Moved { text, from, to } => format!("{text} stood at place {from}, and stands at {to} now"),
    }
}

/// Returns the change of a claim in words.
pub fn claim_words(claim: &ChangedClaim) -> [String; 2] {
    claim.broken.map(|broken| match broken {
        None => "not checked".to_owned(),
        Some(0) => "holds".to_owned(),
        Some(count) => format!("WRONG ({count})"),
    })
}

/// Returns steps in words; of many, the first ones and their number.
pub fn step_list(steps: &[String]) -> String {
    let named = steps.iter().take(STEPS_NAMED).map(String::as_str).collect::<Vec<_>>().join("; ");
    match steps.len().saturating_sub(STEPS_NAMED) {
        0 => named,
        more => format!("{named}; and {more} more"),
    }
}

/// Returns the targets of a step, line by line.
pub fn target_lines<'t>(graph: &ScreenGraph, targets: impl IntoIterator<Item = &'t StepTarget>) -> Vec<String> {
    let words = |target: &StepTarget| {
        let to = match &target.to {
            TargetScreen::Node(node) => node_words(graph, *node),
            TargetScreen::Unrest(why) => format!("no screen: {why}"),
        };
        if target.sends { format!("{to}, and a message is sent") } else { to }
    };
    let lines: Vec<String> = targets.into_iter().map(words).collect();
    if lines.is_empty() { vec!["nothing".to_owned()] } else { lines }
}

/// Returns the targets of a step on both sides, line by line, without those that both have; and the number of these.
pub fn other_targets(
    [left, right]: &[ScreenGraph; 2],
    [ours, theirs]: &[BTreeSet<StepTarget>; 2],
) -> ([Vec<String>; 2], usize) {
    let (ours, theirs) = (target_lines(left, ours), target_lines(right, theirs));
    let without = |lines: &[String], others: &[String]| {
        lines.iter().filter(|line| !others.contains(line)).cloned().collect::<Vec<_>>()
    };
    let sides = [without(&ours, &theirs), without(&theirs, &ours)];
    let alike = ours.len().saturating_sub(sides[0].len());
    // Two screens with the same first words differ further down.
    if sides.iter().all(Vec::is_empty) { ([ours, theirs], 0) } else { (sides, alike) }
}

/// Returns the note about targets that both sides have; `None` if there are none.
pub fn alike_words(alike: usize) -> Option<String> {
    (alike > 0).then(|| format!("({} alike)", Counted(alike, "target")))
}

/// Returns a screen as lines of text.
pub fn screen_lines(graph: &ScreenGraph, node: usize) -> Vec<String> {
    graph.screen(node).map(RecordedScreen::lines).unwrap_or_default()
}

/// Returns the counts in one sentence.
pub fn summary_words(comparison: &MenuComparison) -> String {
    let counts = comparison.counts;
    let parts = |all: &[(usize, &str)]| {
        let told = all.iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}"));
        let told = told.collect::<Vec<_>>().join(", ");
        if told.is_empty() { "none".to_owned() } else { told }
    };
    let screens = parts(&[
        (counts.same_screens, "alike"),
        (counts.changed_screens, "changed"),
        (counts.moved_screens, "moved"),
        (counts.only_left, "only in the first"),
        (counts.only_right, "only in the second"),
    ]);
    let steps = parts(&[
        (counts.same_steps, "alike"),
        (counts.changed_steps, "lead elsewhere"),
        (counts.gone_steps, "only in the first"),
        (counts.added_steps, "only in the second"),
    ]);
    let verdict = if counts.is_same() { "The menus are the same" } else { "The menus differ" };
    let claims = match counts.changed_claims {
        0 => String::new(),
        count => format!("; {} with another result", Counted(count, "claim")),
    };
    format!("{verdict}: screens {screens}; steps {steps}{claims}.")
}
