//! Claims about the tree: every item of the handbook is reached by the names on the screens, and no menu has any other
//! item.

use std::collections::BTreeSet;

use super::{Breach, Claim, ExpectedMenu, MapPlace};
use crate::menu_explorer::items::MenuItem;
use crate::menu_explorer::map::{Edge, Map, MapState};
use crate::menu_explorer::step::MapStep;
use sim_device::handset::Act;

pub(super) fn all(map: &Map, expected: ExpectedMenu<'_>) -> Vec<Claim> {
    vec![reached(map, expected), known(map, expected)]
}

/// Returns the path of the item that a step chooses; `None` if the step chooses none or shows nothing.
fn chosen(map: &Map, edge: &Edge) -> Option<Vec<String>> {
    let from = map.from(edge)?;
    let (_, line) = crate::menu_explorer::map::line(&from.shown.screen, &edge.step)?;
    let is_choice = matches!(edge.step, MapStep::Act(Act::Choose(_)) | MapStep::Enter(_));
    if !is_choice || !edge.commands.iter().any(|command| command.is_seen()) {
        return None;
    }
    let mut path: Vec<String> = from.path().into_iter().map(ToOwned::to_owned).collect();
    path.push(line);
    Some(path)
}

fn reached(map: &Map, expected: ExpectedMenu<'_>) -> Claim {
    let mut claim = Claim::new("reached", "every item of the tree is reached in every state that has it", "items");
    let found: BTreeSet<Vec<String>> = map.edges.iter().filter_map(|edge| chosen(map, edge)).collect();
    let homes: Vec<&MapState> = map.states.iter().filter(|state| state.is_home() && state.walked).collect();
    for item in expected.items.iter().filter(|item| homes.iter().any(|home| item.is_reached(home.card.as_deref()))) {
        claim.checked += 1;
        let path = item.path(expected.english);
        if !found.contains(&path) {
            let words = format!("{} > {} is not reached", expected.title, path.join(" > "));
            claim.broken.push(Breach { words, place: MapPlace::Nowhere });
        }
    }
    claim
}

/// Checks that every line of every menu is an item that stands there in the state of the card.
fn known(map: &Map, expected: ExpectedMenu<'_>) -> Claim {
    let mut claim = Claim::new("known", "no menu has a line that the tree does not have there", "menus");
    for state in &map.states {
        let Some(menu) = state.menu() else { continue };
        let before: Vec<String> = state.path().into_iter().map(ToOwned::to_owned).collect();
        let right_title = match before.last() {
            _ if menu.main => menu.title == expected.title,
            last => last.is_none_or(|last| *last == menu.title),
        };
        let wrong_title = (!right_title).then(|| format!("this menu is called \"{}\"", menu.title));
        let stray = menu.lines.iter().find(|(_, line)| {
            let path = [before.as_slice(), std::slice::from_ref(line)].concat();
            let stands =
                |item: &MenuItem| item.path(expected.english) == path && item.is_offered(state.card.as_deref());
            !expected.items.iter().any(stands)
        });
        let stray = stray.map(|(_, line)| format!("the line \"{line}\" does not belong into this menu"));
        claim.check_at(state, wrong_title.or(stray));
    }
    claim
}
