//! Whole: everything that could be covered. Most of it stands in tables; the screens, the steps between them and the
//! proactive commands are those that the menu explorer finds from every state of a wallet.

use std::collections::{BTreeMap, BTreeSet};

use sim_script::lang::handbook::HandbookSection;

use super::Coverage;
use super::command_outcome::{self, CommandOutcome};
use super::command_state::CommandState;
use super::covered_message::CoveredMessage;
use super::dimension::Dimension;
use super::item::CoverageItem;
use super::report::{CoverageReport, DimensionReport};
use super::screen_class::{ScreenClass, ScreenStep};
use super::status_pattern::StatusPattern;
use super::suggestion::{self, CoverageSuggestion};
use crate::menu_explorer::formats::ExploredMenu;
use crate::menu_explorer::starts::StartPoint;
use crate::menu_explorer::{Bounds, Edge, Map, MapStep, Reach, Trials, items};

/// Names of the starts from which the menu is explored: one for each state of a wallet. Handsets that lack something
/// show the same menu in another way, and English ones in other words.
const STARTS: [&str; 11] = [
    "open",
    "empty",
    "unopened",
    "suspended",
    "closing",
    "closed",
    "limit",
    "top-up-under-way",
    "pin-on",
    "pin-last-try",
    "pin-blocked",
];

/// Place in an explored menu where an item is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct MenuPlace {
    /// Number of the explored start.
    start: usize,
    /// Number of the edge that shows the item.
    edge: usize,
}

/// Greatest number of places that are kept of an item.
const PLACES_MAX: usize = 4;

/// Everything that could be covered.
#[derive(Debug, Default)]
pub struct WholeCoverage {
    items: BTreeSet<CoverageItem>,
    menus: Vec<ExploredMenu>,
    places: BTreeMap<CoverageItem, Vec<MenuPlace>>,
}

impl WholeCoverage {
    /// Extent of the walks: what a person can do, without faults of handset or network.
    pub const BOUNDS: Bounds = Bounds { reach: Reach::Session, trials: Trials::PersonOnly, states: 50_000, depth: 200 };

    /// Returns the starts from which the menu has to be explored.
    pub fn start_points() -> Vec<StartPoint> {
        STARTS.into_iter().filter_map(StartPoint::named).collect()
    }

    /// Returns the whole without what is found in an explored menu only: screens, steps and proactive commands.
    pub fn without_menu() -> WholeCoverage {
        WholeCoverage::of(Vec::new())
    }

    /// Returns the whole with what these walks have found.
    pub fn of(menus: Vec<ExploredMenu>) -> WholeCoverage {
        let mut whole = WholeCoverage::default();
        for (start, menu) in menus.iter().enumerate() {
            whole.add_menu(start, &menu.map);
        }
        let kinds = menus.iter().flat_map(|menu| &menu.map.commands).filter_map(|command| command.kind());
        let commands: BTreeSet<&'static str> = kinds.map(|kind| kind.name()).collect();
        let items = &mut whole.items;
        items.extend(CommandOutcome::all().into_iter().map(CoverageItem::Command));
        items.extend(StatusPattern::all().into_iter().map(CoverageItem::StatusWord));
        items.extend(command_outcome::refusals().into_iter().map(CoverageItem::Refusal));
        items.extend(CommandState::all().into_iter().map(CoverageItem::State));
        items.extend(items::ITEMS.iter().map(|item| CoverageItem::MenuItem(item.path(false))));
        items.extend(CoveredMessage::all(&commands).into_iter().map(CoverageItem::Message));
        items.extend(HandbookSection::all().map(CoverageItem::Section));
        whole.menus = menus;
        whole
    }

    /// Returns `true` if an item is part of the whole.
    pub fn has(&self, item: &CoverageItem) -> bool {
        self.items.contains(item)
    }

    /// Returns the items of a dimension that have these words; words of nothing are passed over, since an earlier
    /// version may have known more.
    pub fn named(&self, dimension: &str, words: &[String]) -> Vec<CoverageItem> {
        let words: BTreeSet<&str> = words.iter().map(String::as_str).collect();
        let dimension = dimension.parse::<Dimension>().ok();
        let items = dimension.into_iter().flat_map(|dimension| self.of_dimension(dimension));
        items.filter(|item| words.contains(item.to_string().as_str())).cloned().collect()
    }

    /// Returns every item of a dimension, in order.
    pub fn of_dimension(&self, dimension: Dimension) -> impl Iterator<Item = &CoverageItem> {
        self.items.iter().filter(move |item| item.dimension() == dimension)
    }

    /// Returns the menus that were explored.
    pub fn menus(&self) -> &[ExploredMenu] {
        &self.menus
    }

    /// Compares a coverage with the whole.
    pub fn report(&self, coverage: &Coverage) -> CoverageReport {
        let of_dimension = |dimension| {
            let items = self.of_dimension(dimension).cloned();
            let (covered, missing) = items.partition(|item| coverage.items.contains(item));
            DimensionReport { dimension, covered, missing }
        };
        let dimensions = Dimension::ALL.map(of_dimension).into_iter().filter(|report| report.share().all > 0);
        CoverageReport { dimensions: dimensions.collect() }
    }

    /// Returns a trace or a walk that covers an item, or the line that does; `None` if none is known.
    pub fn suggestion(&self, item: &CoverageItem) -> Option<CoverageSuggestion> {
        suggestion::suggestion(self, item)
    }

    /// Returns the places in explored menus where an item is found.
    pub(super) fn places(&self, item: &CoverageItem) -> Vec<(&StartPoint, &Map, &Edge)> {
        let places = self.places.get(item).into_iter().flatten();
        let found = places.filter_map(|place| {
            let menu = self.menus.get(place.start)?;
            Some((&menu.start, &menu.map, menu.map.edges.get(place.edge)?))
        });
        found.collect()
    }

    /// Adds the screens of a map, and the steps that a person takes between them. Only what a walk can say is added.
    fn add_menu(&mut self, start: usize, map: &Map) {
        for edge in map.edges.iter().filter(|edge| edge.step != MapStep::SwitchOn) {
            let Some(shown) = map.shown_after(edge) else { continue };
            let to = ScreenClass::of(&shown.screen);
            let place = MenuPlace { start, edge: edge.number };
            let before = map.from(edge).filter(|before| before.shown.screen != shown.screen);
            if let Some(before) = before {
                let from = ScreenClass::of(&before.shown.screen);
                self.add(CoverageItem::Edge(ScreenStep { from, to: to.clone() }), place);
            }
            self.add(CoverageItem::Screen(to), place);
        }
    }

    fn add(&mut self, item: CoverageItem, place: MenuPlace) {
        let places = self.places.entry(item.clone()).or_default();
        if places.len() < PLACES_MAX {
            places.push(place);
        }
        self.items.insert(item);
    }
}
