//! Outline of the map as a tree: every line of every menu from the main menu down, and under each line that leads to no
//! menu the screens of its dialog.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use super::map::{Map, MapState, NumberedScreen};
use super::step::MapStep;
use sim_device::handset::{Act, ScreenBody};

/// Line of a menu.
#[derive(Clone, Debug)]
pub struct MenuLine {
    /// Place of the line in its menu, counted from 1, where it was found first; 0 for the title. A line that replaces
    /// another has its place.
    pub place: usize,
    /// Identifier by which the card knows the line.
    pub identifier: u8,
    /// Text on the screen.
    pub text: String,
    /// Lines of the menu to which this line leads.
    pub lines: Vec<MenuLine>,
    /// Dialog to which this line leads; `None` if it leads to a menu.
    pub leaf: Option<Leaf>,
}

/// Dialog behind a line that leads to no menu.
#[derive(Clone, Debug, Default)]
pub struct Leaf {
    /// Screens of the dialog in the order of being found, help left out.
    pub screens: Vec<Arc<NumberedScreen>>,
    /// Screens of a shortest way through the dialog, from first to last, with every input right.
    pub way: Vec<Arc<NumberedScreen>>,
    /// Number of states in the dialog.
    pub states: usize,
    /// Set if the dialog sends a short message.
    pub sends: bool,
}

/// Returns the title of the main menu and the tree below. Lines that appear only after a change of the card stand
/// beside those that they replace.
pub fn outline(map: &Map) -> Option<MenuLine> {
    let title = map.states.iter().filter_map(MapState::menu).find(|menu| menu.main)?.title;
    let mut root = MenuLine { place: 0, identifier: 0, text: title, lines: Vec::new(), leaf: None };
    for state in &map.states {
        let path: Vec<u8> = state.crumbs.iter().map(|crumb| crumb.id).collect();
        let (Some(menu), Some(line)) = (state.menu(), descend(&mut root, &path)) else { continue };
        let mut place = 0;
        for ((identifier, text), number) in menu.lines.into_iter().zip(1..) {
            match line.lines.iter().position(|known| known.identifier == identifier) {
                Some(known) => place = known + 1,
                None => {
                    let new = MenuLine { place: number, identifier, text, lines: Vec::new(), leaf: None };
                    line.lines.insert(place, new);
                    place += 1;
                }
            }
        }
    }
    let help = help(map);
    for state in &map.states {
        add(map, &mut root, state, &help);
    }
    Some(root)
}

/// Returns the line at the end of a path of identifiers.
fn descend<'a>(root: &'a mut MenuLine, path: &[u8]) -> Option<&'a mut MenuLine> {
    path.iter().try_fold(root, |line, id| line.lines.iter_mut().find(|line| line.identifier == *id))
}

/// Counts a state to the leaf it belongs to.
fn add(map: &Map, root: &mut MenuLine, state: &MapState, help: &BTreeSet<usize>) {
    let path: Vec<u8> = state.crumbs.iter().map(|crumb| crumb.id).collect();
    let Some(line) = descend(root, &path).filter(|line| line.lines.is_empty() && !path.is_empty()) else { return };
    let leaf = line.leaf.get_or_insert_default();
    leaf.states += 1;
    if leaf.states == 1 {
        leaf.way = way(map, state);
    }
    leaf.sends |= map.leaving(state).iter().chain(map.edges.get(state.by)).any(|edge| edge.sent > 0);
    let is_own = state.shown.screen.body != ScreenBody::Idle && !help.contains(&state.shown.number);
    if is_own && !leaf.screens.contains(&state.shown) {
        leaf.screens.push(Arc::clone(&state.shown));
    }
}

/// Returns the numbers of the help screens: those to which help leads, and the pages behind them.
fn help(map: &Map) -> BTreeSet<usize> {
    let mut help = BTreeSet::new();
    let is_text = |state: &&MapState| matches!(state.shown.screen.body, ScreenBody::Text { .. });
    for asked in map.edges.iter().filter(|edge| matches!(edge.step, MapStep::Act(Act::Help(_)))) {
        let mut page = map.to(asked).filter(is_text);
        while let Some(state) = page {
            if !help.insert(state.shown.number) {
                break;
            }
            let read = map.leaving(state).iter().find(|edge| edge.step == MapStep::Act(Act::Ok));
            page = read.and_then(|read| map.to(read)).filter(is_text);
        }
    }
    help
}

/// Returns the screens of a shortest way from a state to the idle screen, by typed input and OK alone.
fn way(map: &Map, from: &MapState) -> Vec<Arc<NumberedScreen>> {
    let mut came: BTreeMap<usize, Option<usize>> = BTreeMap::from([(from.number, None)]);
    let mut next = VecDeque::from([from]);
    while let Some(state) = next.pop_front() {
        if state.is_home() {
            let before = |number: &usize| came.get(number).copied().flatten();
            let back = std::iter::successors(before(&state.number), before);
            let mut screens: Vec<_> =
                back.filter_map(|number| map.states.get(number)).map(|state| Arc::clone(&state.shown)).collect();
            screens.reverse();
            return screens;
        }
        for edge in map.leaving(state) {
            if !matches!(edge.step, MapStep::Enter(_) | MapStep::Act(Act::Ok)) {
                continue;
            }
            if let Some(to) = map.to(edge).filter(|to| !came.contains_key(&to.number)) {
                came.insert(to.number, Some(state.number));
                next.push_back(to);
            }
        }
    }
    vec![Arc::clone(&from.shown)]
}
