//! What must hold of every menu, checked on the map of a walk. Nothing here knows how the card is made: what is claimed
//! is what a person with a handset can see, and what the card keeps.

mod commands;
mod story;
mod tree;
mod wallet;
mod ways_out;

use super::items::MenuItem;
use super::map::{Edge, Map, MapState};

pub use story::story;

/// One promise, how often it was checked, and where it is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// A name for programs.
    pub key: &'static str,
    /// The promise.
    pub promise: String,
    /// What was counted.
    pub counted: &'static str,
    /// How often it was checked.
    pub checked: usize,
    /// Where it is not kept, those on the shortest paths first.
    pub broken: Vec<Breach>,
}

/// Where a promise is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// What is wrong.
    pub words: String,
    /// Where.
    pub place: MapPlace,
}

/// Where something is on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapPlace {
    /// At this state.
    State(usize),
    /// In this step.
    Edge(usize),
    /// At no one place.
    Nowhere,
}

impl Claim {
    fn new(key: &'static str, promise: impl Into<String>, counted: &'static str) -> Claim {
        Claim { key, promise: promise.into(), counted, checked: 0, broken: Vec::new() }
    }

    /// Counts a check of a state; where it does not hold, it is remembered.
    fn at(&mut self, state: &MapState, wrong: Option<String>) {
        self.checked += 1;
        self.broken.extend(wrong.map(|words| Breach { words, place: MapPlace::State(state.number) }));
    }

    /// Counts a check of a step; where it does not hold, it is remembered.
    fn on(&mut self, edge: &Edge, wrong: Option<String>) {
        self.checked += 1;
        self.broken.extend(wrong.map(|words| Breach { words, place: MapPlace::Edge(edge.number) }));
    }

    /// Whether it holds.
    pub fn is_held(&self) -> bool {
        self.broken.is_empty()
    }
}

/// What is to be on a menu, by a table of its own.
#[derive(Clone, Copy, Debug)]
pub struct ExpectedMenu<'a> {
    /// The title of the main menu, and the items below it.
    pub title: &'a str,
    /// The items.
    pub items: &'a [MenuItem],
    /// Whether their English names are looked for.
    pub english: bool,
}

/// Checks everything. Breaches that lie on shorter paths come first.
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

/// How long the story of a place is.
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
