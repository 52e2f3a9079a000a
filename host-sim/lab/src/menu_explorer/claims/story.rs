//! Story of a breach: the shortest path to it, every step in words and every screen as a picture.

use std::fmt::Write as _;

use super::{Breach, MapPlace};
use crate::menu_explorer::map::{Destination, Edge, Map};
use crate::menu_explorer::picture;

/// Returns the description of a breach and the steps to its place, with their screens.
pub fn story(map: &Map, breach: &Breach) -> String {
    let mut told = format!("{}\n", breach.words);
    let (path, last) = match breach.place {
        MapPlace::State(number) => (map.states.get(number).map(|state| map.path(state)), None),
        MapPlace::Edge(number) => {
            let edge = map.edges.get(number);
            (edge.and_then(|edge| map.from(edge)).map(|state| map.path(state)), edge)
        }
        MapPlace::Nowhere => return told,
    };
    for (number, edge) in path.unwrap_or_default().into_iter().chain(last).enumerate() {
        // Writing into a string does not fail.
        writeln!(told, "\n{}. {}", number + 1, sentence(map, edge)).unwrap_or(());
        for command in edge.commands.iter().filter(|command| command.is_seen()) {
            let is_after = map.shown_after(edge).is_some_and(|after| Some(&after.screen) == command.screen.as_ref());
            if let Some(screen) = command.screen.as_ref().filter(|_| !is_after) {
                indent(&mut told, &picture::lines(screen));
            }
        }
        match &edge.to {
            Destination::Unrest(unrest) => writeln!(told, "   ✗ {unrest}").unwrap_or(()),
            Destination::State(_) | Destination::Tried(_) => {
                let after = map.shown_after(edge);
                indent(&mut told, &after.map(|shown| picture::lines(&shown.screen)).unwrap_or_default());
            }
        }
    }
    told
}

/// Returns a step in words; the line of a menu stands with its place and its text.
fn sentence(map: &Map, edge: &Edge) -> String {
    let screen = map.from(edge).map(|state| &state.shown.screen);
    let line = screen.and_then(|screen| crate::menu_explorer::map::place(screen, &edge.step));
    match line {
        Some((place, text)) if edge.step.hindrance().is_none() => format!("choose {place} {text}"),
        _ => edge.step.to_string(),
    }
}

fn indent(told: &mut String, lines: &[String]) {
    for line in lines {
        told.push_str("   ");
        told.push_str(line);
        told.push('\n');
    }
}
