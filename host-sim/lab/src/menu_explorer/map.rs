//! What a walk found: the states, the steps between them, every screen and every command that came.

use sim_wire::count::Counted;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use applet::CardState;
use sim_wire::proactive::CommandType;

use super::items;
use super::step::MapStep;
use sim_codec::cat::command::{self, Action};
use sim_codec::cat::{Fault, ProactiveCommand};
use sim_device::handset::{Act, Body, Screen};
use sim_device::mobile_station::StationError;

/// A screen and its number in the order of being found.
#[derive(Debug, PartialEq, Eq)]
pub struct NumberedScreen {
    /// Its number, from 0.
    pub number: usize,
    /// The screen.
    pub screen: Screen,
}

/// A proactive command that came.
#[derive(Debug)]
pub struct Fetched {
    /// As it was fetched.
    pub octets: Vec<u8>,
    /// What it means.
    pub command: Result<ProactiveCommand, Fault>,
    /// What it shows: its screen, or the title that is shown while it is carried out.
    pub screen: Option<Screen>,
}

impl Fetched {
    /// Reads a command.
    pub(super) fn new(octets: &[u8]) -> Fetched {
        let command = command::parse(octets);
        let screen = command.as_ref().ok().and_then(|command| Screen::of(command).or_else(|| meanwhile(command)));
        Fetched { octets: octets.to_vec(), command, screen }
    }

    /// The type of command, where it is known.
    pub fn kind(&self) -> Option<CommandType> {
        self.command.as_ref().ok().and_then(|command| command.details.value.command())
    }

    /// Whether a person sees it: neither set up beforehand nor done in silence.
    pub fn is_seen(&self) -> bool {
        self.kind() != Some(CommandType::SetupMenu) && self.screen.is_some()
    }
}

/// The title of a command that the handset carries out by itself.
fn meanwhile(command: &ProactiveCommand) -> Option<Screen> {
    let title = match &command.action {
        Action::SendSms(c) => &c.alpha,
        Action::SendSs(c) => &c.alpha,
        Action::SendUssd(c) => &c.alpha,
        Action::SendDtmf(c) => &c.alpha,
        _ => return None,
    };
    let shown = title.as_ref().map(|title| title.value.text.as_str()).filter(|text| !text.is_empty());
    shown.map(|text| Screen::plain(Body::Text { stays: false }, text))
}

/// A line that was chosen on the way, and the menu it stands in.
#[derive(Clone, Debug)]
pub struct Crumb {
    /// The title of the menu.
    pub menu: String,
    /// The identifier of the line.
    pub id: u8,
    /// The line.
    pub line: String,
}

/// A state.
#[derive(Debug)]
pub struct MapState {
    /// Its number in the order of being found, the first being 0.
    pub number: usize,
    /// What the person sees.
    pub shown: Arc<NumberedScreen>,
    /// The edge by which it was found first: on a shortest path.
    pub by: usize,
    /// Steps from switching on.
    pub depth: usize,
    /// The lines that were chosen on the way, from the main menu on.
    pub crumbs: Vec<Crumb>,
    /// What can be seen of the wallet.
    pub card: Option<Arc<CardState>>,
    /// Whether something else took the screen on the way to it.
    pub interrupted: bool,
    /// Whether everything was tried at it.
    pub walked: bool,
    /// The edges that leave it.
    pub(super) leaving: Range<usize>,
}

impl MapState {
    /// Whether no command waits and no session goes on: the idle screen or the main menu.
    pub fn is_home(&self) -> bool {
        matches!(self.shown.screen.body, Body::Idle | Body::Items { main: true, .. })
    }

    /// The menu that it shows.
    pub fn menu(&self) -> Option<Menu> {
        menu(&self.shown.screen)
    }

    /// The item of the menu it belongs to.
    pub fn path(&self) -> Vec<&str> {
        self.crumbs.iter().map(|crumb| crumb.line.as_str()).collect()
    }
}

/// Where a step leads.
#[derive(Clone, Debug)]
pub enum To {
    /// To this state.
    State(usize),
    /// To a state that is not walked: one that differs only in digits from others, or one that belongs to another walk.
    Tried(Arc<NumberedScreen>),
    /// The card falls silent, or never comes to rest.
    Unrest(StationError),
}

/// A step that was taken.
#[derive(Debug)]
pub struct Edge {
    /// Its number in the order of being tried.
    pub number: usize,
    /// The state it leaves; `None` is being switched off.
    pub from: Option<usize>,
    /// The step.
    pub step: MapStep,
    /// Where it leads.
    pub to: To,
    /// The commands that came in it, in their order.
    pub commands: Vec<Arc<Fetched>>,
    /// What the card said to each APDU of it, status words only.
    pub statuses: Vec<u16>,
    /// How much went out of the handset.
    pub sent: usize,
    /// Whether the card keeps the same as before.
    pub kept: bool,
    /// What can be seen of the wallet after it.
    pub card: Option<Arc<CardState>>,
}

/// Why a walk was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// So many states were found, and there were more.
    States(usize),
    /// No path of more steps was gone, and there were some.
    Depth(usize),
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bound::States(most) => write!(f, "the walk was stopped at {}, and there are more", Counted(*most, "state")),
            Bound::Depth(most) => {
                write!(f, "the walk was stopped at {} from the start, and there are more", Counted(*most, "step"))
            }
        }
    }
}

/// What a walk found.
#[derive(Debug, Default)]
pub struct Map {
    /// Every state.
    pub states: Vec<MapState>,
    /// Every step that meant something.
    pub edges: Vec<Edge>,
    /// Every screen that a state shows, the idle screen and the main menu among them.
    pub screens: Vec<Arc<NumberedScreen>>,
    /// Every command that came, each once.
    pub commands: Vec<Arc<Fetched>>,
    /// Steps that were tried, those that meant nothing too.
    pub tried: usize,
    /// APDUs that crossed.
    pub apdus: usize,
    /// What the handset promised the card by TERMINAL PROFILE.
    pub profile: Vec<u8>,
    /// What stopped the walk, if anything did.
    pub bound: Option<Bound>,
}

impl Map {
    /// The edges that leave a state.
    pub fn leaving(&self, state: &MapState) -> &[Edge] {
        self.edges.get(state.leaving.clone()).unwrap_or(&[])
    }

    /// The state an edge leaves.
    pub fn from(&self, edge: &Edge) -> Option<&MapState> {
        self.states.get(edge.from?)
    }

    /// The state an edge leads to.
    pub fn to(&self, edge: &Edge) -> Option<&MapState> {
        match edge.to {
            To::State(number) => self.states.get(number),
            To::Tried(_) | To::Unrest(_) => None,
        }
    }

    /// The screen an edge leads to.
    pub fn shown_after<'a>(&'a self, edge: &'a Edge) -> Option<&'a Arc<NumberedScreen>> {
        match &edge.to {
            To::State(number) => self.states.get(*number).map(|state| &state.shown),
            To::Tried(shown) => Some(shown),
            To::Unrest(_) => None,
        }
    }

    /// A shortest path to a state, from switching on.
    pub fn path(&self, state: &MapState) -> Vec<&Edge> {
        let mut path = Vec::new();
        let mut state = Some(state);
        while let Some(edge) = state.and_then(|state| self.edges.get(state.by)) {
            path.push(edge);
            state = self.from(edge);
        }
        path.reverse();
        path
    }

    /// The states on a shortest path to a state, itself left out, the nearest first.
    pub fn before<'a>(&'a self, state: &'a MapState) -> impl Iterator<Item = &'a MapState> {
        std::iter::successors(self.edges.get(state.by).and_then(|edge| self.from(edge)), |state| {
            self.edges.get(state.by).and_then(|edge| self.from(edge))
        })
    }
}

/// A menu as a person sees it: a list of the handset's, or, where the handset has none, a text with numbered lines and
/// a field for the number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Menu {
    /// What it is called.
    pub title: String,
    /// Its lines, by what is given to choose them.
    pub lines: Vec<(u8, String)>,
    /// Whether it is the main menu.
    pub main: bool,
}

/// The menu on a screen. A question with a line for yes and one for no is none.
pub fn menu(screen: &Screen) -> Option<Menu> {
    let (title, lines, main) = match &screen.body {
        Body::Items { items, main, .. } => {
            let lines: Vec<(u8, String)> = items.iter().map(|item| (item.id, item.text.clone())).collect();
            (screen.text.clone(), lines, *main)
        }
        Body::Input(_) => {
            let mut texts = screen.text.split('\n');
            let title = texts.next().unwrap_or_default().to_owned();
            (title, texts.filter_map(numbered).collect(), false)
        }
        _ => return None,
    };
    let texts: Vec<&str> = lines.iter().map(|(_, line)| line.as_str()).collect();
    let is_question = items::YES_OR_NO.iter().any(|question| texts == question);
    (!lines.is_empty() && !is_question).then_some(Menu { title, lines, main })
}

/// `2 钱包充值`.
fn numbered(text: &str) -> Option<(u8, String)> {
    let (number, line) = text.split_once(' ')?;
    Some((number.parse().ok()?, line.to_owned()))
}

/// The line that a step takes in a menu: the one it names, the number that is typed, or the marked one.
pub(super) fn line(screen: &Screen, step: &MapStep) -> Option<(u8, String)> {
    let menu = menu(screen)?;
    let marked = match &screen.body {
        Body::Items { default, .. } => default.or_else(|| menu.lines.first().map(|(id, _)| *id)),
        _ => None,
    };
    let id = match step.bare() {
        MapStep::Act(Act::Choose(id)) => Some(*id),
        MapStep::Act(Act::Ok) => marked,
        MapStep::Enter(text) => text.parse().ok(),
        _ => None,
    }?;
    menu.lines.into_iter().find(|(line, _)| *line == id)
}
