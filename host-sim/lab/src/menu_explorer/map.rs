//! Map of a walk: the states, the steps between them, every screen and every command.

use sim_wire::count::Counted;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use applet::CardState;
use sim_wire::proactive::CommandType;

use super::items;
use super::step::MapStep;
use sim_codec::cat::command::{self, Action};
use sim_codec::cat::{ProactiveCommand, ToolkitError};
use sim_device::handset::{Act, Screen, ScreenBody};
use sim_device::mobile_station::StationError;

/// Screen with its number in the order of being found.
#[derive(Debug, PartialEq, Eq)]
pub struct NumberedScreen {
    /// Number of the screen, from 0.
    pub number: usize,
    /// Screen of the handset.
    pub screen: Screen,
}

/// Proactive command that the handset fetched.
#[derive(Debug)]
pub struct FetchedCommand {
    /// Octets as they were fetched.
    pub octets: Vec<u8>,
    /// Parsed command, or the reason why it cannot be parsed.
    pub command: Result<ProactiveCommand, ToolkitError>,
    /// Screen of the command, or the title that is shown while the handset carries it out; `None` if it shows nothing.
    pub screen: Option<Screen>,
}

impl FetchedCommand {
    /// Parses a command.
    pub(super) fn new(octets: &[u8]) -> FetchedCommand {
        let command = command::parse(octets);
        let screen = command.as_ref().ok().and_then(|command| Screen::of(command).or_else(|| meanwhile(command)));
        FetchedCommand { octets: octets.to_vec(), command, screen }
    }

    /// Returns the type of the command; `None` if it is unknown.
    pub fn kind(&self) -> Option<CommandType> {
        self.command.as_ref().ok().and_then(|command| command.details.value.command())
    }

    /// Returns `true` if a person sees the command: it is neither set up beforehand nor silent.
    pub fn is_seen(&self) -> bool {
        self.kind() != Some(CommandType::SetupMenu) && self.screen.is_some()
    }
}

/// Returns the screen with the title of a command that the handset carries out by itself; `None` if it has no title.
fn meanwhile(command: &ProactiveCommand) -> Option<Screen> {
    let title = match &command.action {
        Action::SendSms(c) => &c.alpha,
        Action::SendSs(c) => &c.alpha,
        Action::SendUssd(c) => &c.alpha,
        Action::SendDtmf(c) => &c.alpha,
        _ => return None,
    };
    let shown = title.as_ref().map(|title| title.value.text.as_str()).filter(|text| !text.is_empty());
    shown.map(|text| Screen::plain(ScreenBody::Text { stays: false }, text))
}

/// Line that was chosen on the way, and its menu.
#[derive(Clone, Debug)]
pub struct PathStep {
    /// Title of the menu.
    pub menu: String,
    /// Identifier of the line.
    pub id: u8,
    /// Text of the line.
    pub line: String,
}

/// State of handset and card.
#[derive(Debug)]
pub struct MapState {
    /// Number of the state in the order of being found, from 0.
    pub number: usize,
    /// Screen that the person sees.
    pub shown: Arc<NumberedScreen>,
    /// Number of the edge by which the state was first found, on a shortest path.
    pub by: usize,
    /// Number of steps from switching on.
    pub depth: usize,
    /// Lines that were chosen on the way, from the main menu on.
    pub crumbs: Vec<PathStep>,
    /// Visible state of the wallet; `None` if none can be seen.
    pub card: Option<Arc<CardState>>,
    /// Set if another use took the screen on the way to the state.
    pub interrupted: bool,
    /// Set if every step was tried at the state.
    pub walked: bool,
    /// Range of the edges that leave the state.
    pub(super) leaving: Range<usize>,
}

impl MapState {
    /// Returns `true` if no command waits and no session goes on: the idle screen or the main menu.
    pub fn is_home(&self) -> bool {
        matches!(self.shown.screen.body, ScreenBody::Idle | ScreenBody::Items { main: true, .. })
    }

    /// Returns the menu on the screen; `None` if the screen shows none.
    pub fn menu(&self) -> Option<Menu> {
        menu(&self.shown.screen)
    }

    /// Returns the names of the menu item to which the state belongs.
    pub fn path(&self) -> Vec<&str> {
        self.crumbs.iter().map(|crumb| crumb.line.as_str()).collect()
    }
}

/// Destination of a step.
#[derive(Clone, Debug)]
pub enum Destination {
    /// State of this number.
    State(usize),
    /// State that is not walked: it differs only in digits from others, or belongs to another walk.
    Tried(Arc<NumberedScreen>),
    /// No state: the card falls silent, or never comes to rest.
    Unrest(StationError),
}

/// Step that was taken.
#[derive(Debug)]
pub struct Edge {
    /// Number of the edge in the order of being tried.
    pub number: usize,
    /// Number of the state that the step leaves; `None` for a handset that is off.
    pub from: Option<usize>,
    /// Step itself.
    pub step: MapStep,
    /// Destination of the step.
    pub to: Destination,
    /// Commands that the handset fetched in the step, in order.
    pub commands: Vec<Arc<FetchedCommand>>,
    /// Status words of the card's answers in the step.
    pub statuses: Vec<u16>,
    /// Number of requests that the handset sent in the step: short messages, SS, USSD, DTMF tones.
    pub sent: usize,
    /// Set if the card keeps the same as before.
    pub kept: bool,
    /// Visible state of the wallet after the step; `None` if none can be seen.
    pub card: Option<Arc<CardState>>,
}

/// Reason why a walk was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The walk found this many states, and there were more.
    States(usize),
    /// The walk took no path of more than this many steps, and there were some.
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

/// Map that a walk found.
#[derive(Debug, Default)]
pub struct Map {
    /// All states, by number.
    pub states: Vec<MapState>,
    /// All steps that had an effect, by number.
    pub edges: Vec<Edge>,
    /// All screens of states, with the idle screen and the main menu.
    pub screens: Vec<Arc<NumberedScreen>>,
    /// All commands, each once.
    pub commands: Vec<Arc<FetchedCommand>>,
    /// Number of steps that were tried, even without effect.
    pub tried: usize,
    /// Number of APDUs that were exchanged.
    pub apdus: usize,
    /// TERMINAL PROFILE of the handset.
    pub profile: Vec<u8>,
    /// Limit at which the walk was stopped; `None` if it ended by itself.
    pub bound: Option<Bound>,
}

impl Map {
    /// Returns the edges that leave a state.
    pub fn leaving(&self, state: &MapState) -> &[Edge] {
        self.edges.get(state.leaving.clone()).unwrap_or(&[])
    }

    /// Returns the state that an edge leaves; `None` for a handset that is off.
    pub fn from(&self, edge: &Edge) -> Option<&MapState> {
        self.states.get(edge.from?)
    }

    /// Returns the state to which an edge leads; `None` if that state is not walked or there is none.
    pub fn to(&self, edge: &Edge) -> Option<&MapState> {
        match edge.to {
            Destination::State(number) => self.states.get(number),
            Destination::Tried(_) | Destination::Unrest(_) => None,
        }
    }

    /// Returns the screen to which an edge leads; `None` if the card falls silent or never rests.
    pub fn shown_after<'a>(&'a self, edge: &'a Edge) -> Option<&'a Arc<NumberedScreen>> {
        match &edge.to {
            Destination::State(number) => self.states.get(*number).map(|state| &state.shown),
            Destination::Tried(shown) => Some(shown),
            Destination::Unrest(_) => None,
        }
    }

    /// Returns a shortest path to a state, from switching on.
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

    /// Returns the states on a shortest path to a state, without that state, the nearest first.
    pub fn before<'a>(&'a self, state: &'a MapState) -> impl Iterator<Item = &'a MapState> {
        std::iter::successors(self.edges.get(state.by).and_then(|edge| self.from(edge)), |state| {
            self.edges.get(state.by).and_then(|edge| self.from(edge))
        })
    }
}

/// Menu as a person sees it: a list of the handset, or a text with numbered lines and a field for the number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Menu {
    /// Title of the menu.
    pub title: String,
    /// Lines of the menu, each with the number by which it is chosen.
    pub lines: Vec<(u8, String)>,
    /// Set for the main menu.
    pub main: bool,
}

/// Returns the menu on a screen. A question with a line for yes and one for no is no menu.
pub fn menu(screen: &Screen) -> Option<Menu> {
    let (title, lines, main) = match &screen.body {
        ScreenBody::Items { items, main, .. } => {
            let lines: Vec<(u8, String)> = items.iter().map(|item| (item.id, item.text.clone())).collect();
            (screen.text.clone(), lines, *main)
        }
        ScreenBody::Input(_) => {
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

/// Parses a numbered line such as `2 钱包充值`.
fn numbered(text: &str) -> Option<(u8, String)> {
    let (number, line) = text.split_once(' ')?;
    Some((number.parse().ok()?, line.to_owned()))
}

/// Returns the identifier and the text of the line that a step takes in a menu: the named one, the one whose number is
/// typed, or the marked one.
pub(super) fn line(screen: &Screen, step: &MapStep) -> Option<(u8, String)> {
    let menu = menu(screen)?;
    let marked = match &screen.body {
        ScreenBody::Items { default, .. } => default.or_else(|| menu.lines.first().map(|(id, _)| *id)),
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

/// Returns the place in a menu of the line that a step takes, counted from 1, and the line's text.
pub(super) fn place(screen: &Screen, step: &MapStep) -> Option<(usize, String)> {
    let (identifier, text) = line(screen, step)?;
    let place = menu(screen)?.lines.iter().position(|(known, _)| *known == identifier)?;
    Some((place.saturating_add(1), text))
}
