//! Claims about every menu, checked on the map of a walk. They know nothing of the card's inside, only what a person
//! with a handset can see, and what the card keeps.

mod commands;
mod story;
mod tree;
mod wallet;
mod ways_out;

use super::items::MenuItem;
use super::map::{Edge, Map, MapState};

pub use story::story;

/// Promise, with the number of checks and the breaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Name for programs.
    pub key: &'static str,
    /// Text of the promise.
    pub promise: String,
    /// Noun for the cases that were counted.
    pub counted: &'static str,
    /// Number of checks.
    pub checked: usize,
    /// Breaches of the promise, those on the shortest paths first.
    pub broken: Vec<Breach>,
}

/// Breach of a promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// Description of the breach.
    pub words: String,
    /// Place of the breach on the map.
    pub place: MapPlace,
}

/// Place on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapPlace {
    /// State of this number.
    State(usize),
    /// Step of this number.
    Edge(usize),
    /// No single place.
    Nowhere,
}

impl Claim {
    fn new(key: &'static str, promise: impl Into<String>, counted: &'static str) -> Claim {
        Claim { key, promise: promise.into(), counted, checked: 0, broken: Vec::new() }
    }

    /// Counts a check of a state, and notes a breach if `wrong` describes one.
    fn check_at(&mut self, state: &MapState, wrong: Option<String>) {
        self.checked += 1;
        self.broken.extend(wrong.map(|words| Breach { words, place: MapPlace::State(state.number) }));
    }

    /// Counts a check of a step, and notes a breach if `wrong` describes one.
    fn on(&mut self, edge: &Edge, wrong: Option<String>) {
        self.checked += 1;
        self.broken.extend(wrong.map(|words| Breach { words, place: MapPlace::Edge(edge.number) }));
    }

    /// Returns `true` if the promise holds.
    pub fn is_held(&self) -> bool {
        self.broken.is_empty()
    }
}

/// Items that a menu must have, by an independent table.
#[derive(Clone, Copy, Debug)]
pub struct ExpectedMenu<'a> {
    /// Title of the main menu.
    pub title: &'a str,
    /// Items below the title.
    pub items: &'a [MenuItem],
    /// Set to compare the items' English names.
    pub english: bool,
}

/// Checks all claims. Breaches on shorter paths come first.
pub fn prove(map: &Map, expected: Option<ExpectedMenu<'_>>) -> Vec<Claim> {
    let mut claims = vec![whole(map)];
    claims.extend(ways_out::all(map));
    claims.extend(commands::all(map));
    claims.extend(wallet::all(map));
    claims.extend(expected.map(|expected| tree::all(map, expected)).into_iter().flatten());
    for claim in &mut claims {
        claim.broken.sort_by_key(|breach| length(map, breach.place));
    }
    claims
}

/// Returns the number of steps in the story of a place.
fn length(map: &Map, place: MapPlace) -> usize {
    let state = match place {
        MapPlace::State(number) => map.states.get(number),
        MapPlace::Edge(number) => map.edges.get(number).and_then(|edge| map.from(edge)),
        MapPlace::Nowhere => None,
    };
    state.map_or(0, |state| state.depth)
}

fn whole(map: &Map) -> Claim {
    let mut claim = Claim::new("whole", "the walk ended by itself: no state was left out", "states");
    claim.checked = map.states.len();
    let started = !map.states.is_empty();
    let stopped = map.bound.map(|bound| bound.to_string());
    let wrong = stopped.or_else(|| (!started).then(|| "the handset does not start with this card".to_owned()));
    claim.broken.extend(wrong.map(|words| Breach { words, place: MapPlace::Nowhere }));
    claim
}
