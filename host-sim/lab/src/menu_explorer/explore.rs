//! Walk itself: breadth first, every step on a copy of its state, and no state twice.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use applet::CardState;
use sim_wire::proactive::CommandType;

use super::answering::Answering;
use super::book;
use super::card::{self, MenuCard};
use super::map::{self, Bound, Destination, Edge, FetchedCommand, Map, MapState, NumberedScreen, PathStep};
use super::step::MapStep;
use sim_device::handset::{Act, Handset, Screen, ScreenBody};
use sim_device::mobile_station::{Exchange, MobileStation, StationError};

/// Greatest number of inputs with the same answer, digits aside, that are walked on.
const ALIKE_MAX: usize = 2;

/// INS of FETCH.
const FETCH: u8 = 0x12;

/// Extent of a walk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// One session. A card that was changed twice, or that returned to the idle screen as another card, belongs to
    /// another start. A path has at most one interruption of the screen.
    #[default]
    Session,
    /// Everything that can follow, session after session.
    Everything,
}

/// Steps that a walk tries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trials {
    /// Everything: the acts of a person, hindrances of the network, and the answers of other handsets.
    #[default]
    Everything,
    /// Acts of a person on a handset and in a network without faults.
    PersonOnly,
}

/// Extent of a walk, and the limits at which an endless one is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Extent of the walk.
    pub reach: Reach,
    /// Steps that are tried.
    pub trials: Trials,
    /// Greatest number of states.
    pub states: usize,
    /// Greatest number of steps from the start.
    pub depth: usize,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds { reach: Reach::Session, trials: Trials::Everything, states: 50_000, depth: 200 }
    }
}

/// Puts the card into the handset, switches the handset on, and walks every path of the card's menu.
pub fn explore<L: MenuCard>(link: L, handset: Handset, bounds: Bounds) -> Map {
    let map = Map { profile: handset.model().profile().to_vec(), ..Map::default() };
    let mut walk = Walk {
        map,
        stations: Vec::new(),
        places: HashMap::new(),
        commands: HashMap::new(),
        screens: HashMap::new(),
        bounds,
    };
    let mut link = Answering::new(link);
    link.steady();
    match MobileStation::switch_on(link, handset) {
        Ok(station) => walk.begin(station),
        Err(unrest) => walk.map.edges.push(Edge {
            number: 0,
            from: None,
            step: MapStep::SwitchOn,
            to: Destination::Unrest(unrest),
            commands: Vec::new(),
            statuses: Vec::new(),
            sent: 0,
            kept: true,
            card: None,
        }),
    }
    let mut next = 0;
    while next < walk.stations.len() && walk.map.bound.is_none() {
        walk.leave(next);
        next += 1;
    }
    walk.map
}

struct Walk<L> {
    map: Map,
    /// Station of each state.
    stations: Vec<MobileStation<Answering<L>>>,
    /// Numbers of states by their hash key.
    places: HashMap<u64, Vec<usize>>,
    /// Commands by their octets, with the command number set to 0.
    commands: HashMap<Vec<u8>, Arc<FetchedCommand>>,
    /// Screens by their texts.
    screens: HashMap<String, Vec<Arc<NumberedScreen>>>,
    bounds: Bounds,
}

/// Result of a step.
struct StepTrial<L> {
    station: MobileStation<Answering<L>>,
    outcome: Result<bool, StationError>,
    commands: Vec<Arc<FetchedCommand>>,
    statuses: Vec<u16>,
}

/// Step that leads to a state.
struct Arrival<'a> {
    from: Option<usize>,
    step: &'a MapStep,
    edge: usize,
    card: Option<Arc<CardState>>,
}

impl Arrival<'_> {
    /// Returns the new state to which the step leads.
    fn state(&self, number: usize, shown: Arc<NumberedScreen>, before: Option<&MapState>) -> MapState {
        MapState {
            number,
            by: self.edge,
            depth: before.map_or(0, |before| before.depth + 1),
            crumbs: crumbs(before, self.step, &shown),
            card: self.card.clone(),
            interrupted: before.is_some_and(|before| before.interrupted) || self.step.is_interruption(),
            walked: false,
            leaving: 0..0,
            shown,
        }
    }
}

impl<L: MenuCard> Walk<L> {
    fn begin(&mut self, mut station: MobileStation<Answering<L>>) {
        let (commands, statuses) = self.read(station.take_exchanges());
        let taken = StepTrial { station, outcome: Ok(true), commands, statuses };
        self.records(None, MapStep::SwitchOn, taken, &mut Vec::new());
    }

    /// Tries every step at a state.
    fn leave(&mut self, number: usize) {
        let (Some(station), Some(state)) = (self.stations.get(number).cloned(), self.map.states.get(number)) else {
            return;
        };
        let is_first = !self.map.states.iter().take(number).any(|earlier| earlier.shown == state.shown);
        let is_abroad = self.bounds.reach == Reach::Session && state.is_home() && !self.is_start(state);
        let is_hindered = self.bounds.trials == Trials::Everything;
        let steps = match (is_abroad, is_first) {
            (true, _) => vec![MapStep::Time],
            (false, true) if is_hindered => {
                [book::steps(&state.shown.screen), book::answers(&state.shown.screen)].concat()
            }
            (false, _) => book::steps(&state.shown.screen),
        };
        let first = self.map.edges.len();
        let mut classes = Vec::new();
        for step in steps {
            let known = self.map.commands.len();
            let kinds = self.try_step(&station, number, &step, &mut classes);
            let is_new = self.map.commands.len() > known;
            let kinds = if is_hindered && step.hindrance().is_none() { kinds } else { Vec::new() };
            for hindered in book::hindered(&step, &kinds, is_new) {
                self.try_step(&station, number, &hindered, &mut classes);
            }
        }
        let last = self.map.edges.len();
        if let Some(state) = self.map.states.get_mut(number) {
            state.leaving = first..last;
            state.walked = !is_abroad;
        }
    }

    /// Returns `true` for the idle screen where the walk began, and for the main menu opened there.
    fn is_start(&self, state: &MapState) -> bool {
        let by = self.map.edges.get(state.by);
        state.number == 0 || by.is_some_and(|by| by.from == Some(0) && by.step == MapStep::Act(Act::Open))
    }

    /// Returns `true` if a step leads to a card of another start: a card that had changed already and changes again.
    fn is_another_card(&self, from: Option<usize>, station: &MobileStation<Answering<L>>) -> bool {
        let (Some(before), Some(start)) = (from.and_then(|number| self.stations.get(number)), self.stations.first())
        else {
            return false;
        };
        let (before, start, now) = (before.link(), start.link(), station.link());
        !now.has_same_wallet(before) && !now.has_same_wallet(start) && !before.has_same_wallet(start)
    }

    /// Tries one step. Returns the types of the commands that came.
    fn try_step(
        &mut self,
        station: &MobileStation<Answering<L>>,
        number: usize,
        step: &MapStep,
        classes: &mut Vec<String>,
    ) -> Vec<CommandType> {
        let mut station = station.clone();
        station.link_mut().steady();
        let outcome = step.take(&mut station);
        self.map.tried += 1;
        let (commands, statuses) = self.read(station.take_exchanges());
        if outcome == Ok(false) {
            return Vec::new();
        }
        let kinds = commands.iter().filter_map(|command| command.kind()).collect();
        self.records(Some(number), step.clone(), StepTrial { station, outcome, commands, statuses }, classes);
        kinds
    }

    /// Returns the commands in the exchanges, and the status words.
    fn read(&mut self, exchanges: Vec<Exchange>) -> (Vec<Arc<FetchedCommand>>, Vec<u16>) {
        let mut commands = Vec::new();
        let mut statuses = Vec::new();
        self.map.apdus += exchanges.len();
        for exchange in exchanges {
            let answer = exchange.answer.unwrap_or_default();
            let Some((data, status)) = answer.split_last_chunk::<2>() else { continue };
            statuses.push(u16::from_be_bytes(*status));
            if exchange.command.get(1) == Some(&FETCH) && !data.is_empty() {
                commands.push(self.intern_command(data));
            }
        }
        (commands, statuses)
    }

    fn intern_command(&mut self, octets: &[u8]) -> Arc<FetchedCommand> {
        let mut key = octets.to_vec();
        // The command number follows the outer tag, its length, and the tag and length of the command details.
        let place = if octets.get(1) == Some(&0x81) { 5 } else { 4 };
        key.get_mut(place).into_iter().for_each(|number| *number = 0);
        let known = self.commands.entry(key).or_insert_with(|| {
            let new = Arc::new(FetchedCommand::new(octets));
            self.map.commands.push(Arc::clone(&new));
            new
        });
        Arc::clone(known)
    }

    /// Adds a step and its destination to the map.
    fn records(&mut self, from: Option<usize>, step: MapStep, taken: StepTrial<L>, classes: &mut Vec<String>) {
        let before = from.and_then(|number| self.stations.get(number));
        let kept = before.is_none_or(|before| taken.station.link().has_same_wallet(before.link()));
        let sent_before = before.map_or(0, |before| before.handset().standing().sent.len());
        let sent = taken.station.handset().standing().sent.len().saturating_sub(sent_before);
        let card = self.seen(from, taken.station.link().seen());
        let number = self.map.edges.len();
        let to = match taken.outcome {
            Err(unrest) => Destination::Unrest(unrest),
            Ok(_) => {
                let arrival = Arrival { from, step: &step, edge: number, card: card.clone() };
                self.arrive(arrival, taken.station, &taken.commands, classes)
            }
        };
        let StepTrial { commands, statuses, .. } = taken;
        self.map.edges.push(Edge { number, from, step, to, commands, statuses, sent, kept, card });
    }

    /// Returns the visible wallet, shared with the state before if both are equal.
    fn seen(&self, from: Option<usize>, card: Option<CardState>) -> Option<Arc<CardState>> {
        let before = self.before(from).and_then(|state| state.card.as_ref());
        match (card, before) {
            (Some(card), Some(before)) if card == **before => Some(Arc::clone(before)),
            (card, _) => card.map(Arc::new),
        }
    }

    /// Returns the destination of a step: a known state, a new one, or one that is not walked because others like it
    /// are.
    fn arrive(
        &mut self,
        arrival: Arrival<'_>,
        station: MobileStation<Answering<L>>,
        commands: &[Arc<FetchedCommand>],
        classes: &mut Vec<String>,
    ) -> Destination {
        let screen = station.screen();
        let mark = mark(&screen, arrival.card.as_deref());
        let alike = |known: &&usize| self.stations.get(**known).is_some_and(|known| are_alike(known, &station));
        let known = self.places.get(&mark).and_then(|places| places.iter().find(alike)).copied();
        let is_one_of_many = arrival.step.bare().entered().is_some() && {
            let class = words(commands, &screen);
            classes.push(class.clone());
            classes.iter().filter(|known| **known == class).count() > ALIKE_MAX
        };
        if let Some(known) = known {
            return Destination::State(known);
        }
        let shown = self.intern_screen(screen);
        if is_one_of_many || self.is_beyond(&arrival, &station) {
            return Destination::Tried(shown);
        }
        let number = self.map.states.len();
        let state = arrival.state(number, shown, self.before(arrival.from));
        if number >= self.bounds.states || state.depth > self.bounds.depth {
            let by_states = number >= self.bounds.states;
            let bound = if by_states { Bound::States(self.bounds.states) } else { Bound::Depth(self.bounds.depth) };
            self.map.bound = Some(bound);
            return Destination::Tried(state.shown);
        }
        self.map.states.push(state);
        self.stations.push(station);
        self.places.entry(mark).or_default().push(number);
        Destination::State(number)
    }

    fn before(&self, from: Option<usize>) -> Option<&MapState> {
        from.and_then(|number| self.map.states.get(number))
    }

    /// Returns `true` if a step leads to a state that belongs to another walk.
    fn is_beyond(&self, arrival: &Arrival<'_>, station: &MobileStation<Answering<L>>) -> bool {
        let interrupted = self.before(arrival.from).is_some_and(|before| before.interrupted);
        let again = interrupted && arrival.step.is_interruption();
        let is_other = self.bounds.reach == Reach::Session && (again || self.is_another_card(arrival.from, station));
        is_other || arrival.step.has_inability()
    }

    fn intern_screen(&mut self, screen: Screen) -> Arc<NumberedScreen> {
        let of_text = self.screens.entry(screen.text.clone()).or_default();
        if let Some(known) = of_text.iter().find(|known| known.screen == screen) {
            return Arc::clone(known);
        }
        let shown = Arc::new(NumberedScreen { number: self.map.screens.len(), screen });
        of_text.push(Arc::clone(&shown));
        self.map.screens.push(Arc::clone(&shown));
        shown
    }
}

fn are_alike<L: MenuCard>(one: &MobileStation<Answering<L>>, other: &MobileStation<Answering<L>>) -> bool {
    one.link().has_same_future(other.link()) && one.handset().has_same_future(other.handset())
}

/// Returns the hash key of a state, under which equal states are found.
fn mark(screen: &Screen, card: Option<&CardState>) -> u64 {
    let mut hasher = DefaultHasher::new();
    let lines = match &screen.body {
        ScreenBody::Items { items, .. } => items.len(),
        _ => 0,
    };
    (screen.text.as_str(), lines, card::mark(card)).hash(&mut hasher);
    hasher.finish()
}

/// Returns the words of all commands and of the screen, without digits. Inputs that are answered in the same words are
/// of one class.
fn words(commands: &[Arc<FetchedCommand>], screen: &Screen) -> String {
    let texts = commands.iter().filter_map(|command| command.screen.as_ref()).chain([screen]);
    let joined: Vec<&str> = texts.map(|screen| screen.text.as_str()).collect();
    joined.join("\n").chars().filter(|character| !character.is_ascii_digit()).collect()
}

/// Returns the lines that were chosen on the way. A return to an earlier menu removes the lines after it.
fn crumbs(before: Option<&MapState>, step: &MapStep, shown: &NumberedScreen) -> Vec<PathStep> {
    let Some(before) = before else { return Vec::new() };
    let mut crumbs = before.crumbs.clone();
    if let (Some(menu), Some((id, line))) = (before.menu(), map::line(&before.shown.screen, step)) {
        crumbs.push(PathStep { menu: menu.title, id, line });
    }
    // A line of it may have turned meanwhile. What was put off goes on from the idle screen, and belongs to its item.
    if let Some(menu) = map::menu(&shown.screen) {
        let came_back = crumbs.iter().position(|crumb| crumb.menu == menu.title);
        crumbs.truncate(if menu.main { 0 } else { came_back.unwrap_or(crumbs.len()) });
    }
    crumbs
}
