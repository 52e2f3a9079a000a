//! Mermaid flowchart of the screens and the steps between them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::ExploredMenu;
use super::tree::first_words;
use crate::menu_explorer::map::{self, Destination, Edge, Map};
use crate::menu_explorer::step::MapStep;
use sim_device::handset::{Act, Screen, ScreenBody};

/// Returns a flowchart with a node for every screen of a step forward, and an arrow for every pair of them. Steps back,
/// ends, time-outs, help and hindrances are left out: they are the same everywhere, and the proof has them.
pub fn mermaid(walked: &ExploredMenu) -> String {
    let map = &walked.map;
    let mut arrows: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
    for edge in map.edges.iter().filter(|edge| is_forward(edge)) {
        let (Some(from), Destination::State(_), Some(to)) = (map.from(edge), &edge.to, map.shown_after(edge)) else {
            continue;
        };
        let labels = arrows.entry((from.shown.number, to.number)).or_default();
        let label = label(map, edge);
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    let mut chart = "flowchart LR\n".to_owned();
    let drawn = |number: usize| arrows.keys().any(|(from, to)| *from == number || *to == number);
    for shown in map.screens.iter().filter(|shown| drawn(shown.number)) {
        // Writing into a string does not fail.
        writeln!(chart, "    s{}{}", shown.number, node(&shown.screen)).unwrap_or(());
    }
    for ((from, to), labels) in &arrows {
        writeln!(chart, "    s{from} -->|\"{}\"| s{to}", escaped(&shortened(labels))).unwrap_or(());
    }
    chart
}

fn is_forward(edge: &Edge) -> bool {
    matches!(edge.step, MapStep::Act(Act::Open | Act::Choose(_) | Act::Ok | Act::No | Act::Type(_)) | MapStep::Enter(_))
}

fn label(map: &Map, edge: &Edge) -> String {
    let screen = map.from(edge).map(|from| &from.shown.screen);
    let line = screen.and_then(|screen| map::line(screen, &edge.step));
    match (&edge.step, line) {
        (_, Some((_, line))) => line,
        (MapStep::Enter(text), _) if text.is_empty() => "OK".to_owned(),
        (MapStep::Enter(text), _) => text.clone(),
        (step, _) => step.to_string(),
    }
}

/// Returns the first labels, with `…` for more.
fn shortened(labels: &[String]) -> String {
    match labels {
        [first, second, _, ..] => format!("{first}, {second}, …"),
        few => few.join(", "),
    }
}

/// Returns a node in the shape of its kind: menus are boxes, questions are diamonds, inputs lean, texts are round.
fn node(screen: &Screen) -> String {
    let words = escaped(&first_words(screen));
    match &screen.body {
        ScreenBody::Items { .. } => format!("[\"{words}\"]"),
        ScreenBody::YesNo | ScreenBody::Confirm => format!("{{\"{words}\"}}"),
        ScreenBody::Input(_) | ScreenBody::Key { .. } => format!("[/\"{words}\"/]"),
        ScreenBody::Idle | ScreenBody::Waiting => format!("((\"{words}\"))"),
        ScreenBody::Text { .. } | ScreenBody::Tone(_) => format!("(\"{words}\")"),
    }
}

/// Returns a text with the escapes of a quoted Mermaid label.
fn escaped(text: &str) -> String {
    text.replace('&', "#amp;").replace('"', "#quot;").replace('<', "#lt;").replace('>', "#gt;")
}
