//! Steps to try at a screen: the acts of a person, and what can go wrong around them.

use std::fmt;

use sim_wire::proactive::{CommandType, GeneralResult, ObjectTag};

use super::answering::{Answering, ResponseOverride};
use super::card::MenuCard;
use sim_device::handset::{Act, ScreenBody, TIMERS};
use sim_device::mobile_station::{MobileStation, StationError};

/// Step that is tried at a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MapStep {
    /// The handset is switched on with the card in it.
    SwitchOn,
    /// A person acts.
    Act(Act),
    /// A person empties the field, types this text and confirms.
    Enter(String),
    /// Time passes without any act, until something happens.
    Time,
    /// Another step is taken under a hindrance.
    Despite(Obstacle, Box<MapStep>),
}

/// Hindrance of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The network does not serve the handset, so that a short message is not sent.
    NoService,
    /// Another use has the screen, so that a text of normal priority is not shown.
    ScreenBusy,
    /// The handset gives this answer to the next command of a type; `None` is any type.
    Answer(Option<CommandType>, ResponseOverride),
}

impl MapStep {
    /// Takes the step. Returns whether it had an effect.
    pub(super) fn take<L: MenuCard>(&self, station: &mut MobileStation<Answering<L>>) -> Result<bool, StationError> {
        match self {
            MapStep::SwitchOn => station.restart().map(|()| true),
            MapStep::Act(act) => station.act(act),
            MapStep::Enter(text) => enter(station, text),
            MapStep::Time => let_time_pass(station),
            MapStep::Despite(hindrance, step) => hindrance.around(station, step),
        }
    }

    /// Returns the step without its hindrances.
    pub fn bare(&self) -> &MapStep {
        match self {
            MapStep::Despite(_, step) => step.bare(),
            step => step,
        }
    }

    /// Returns the hindrance of the step; `None` if there is none.
    pub const fn hindrance(&self) -> Option<&Obstacle> {
        match self {
            MapStep::Despite(hindrance, _) => Some(hindrance),
            _ => None,
        }
    }

    /// Returns `true` if the handset answers that a command is beyond its capabilities or not understood. Such a
    /// handset has a start of its own.
    pub fn has_inability(&self) -> bool {
        self.answered().is_some_and(|result| matches!(result, 0x30..=0x33 | 0x36))
    }

    /// Returns `true` if another use takes the screen, or the handset answers that it is busy with the screen.
    pub fn is_interruption(&self) -> bool {
        let takes = matches!(self, MapStep::Act(Act::TakeScreen) | MapStep::Despite(Obstacle::ScreenBusy, _));
        let sends = matches!(self.hindrance(), Some(Obstacle::Answer(Some(_), _)));
        takes || (!sends && self.answered().is_some_and(|result| matches!(result, 0x20 | 0x21)))
    }

    /// Returns the general result in place of the handset's; `None` if the handset's stays.
    fn answered(&self) -> Option<u8> {
        match self.hindrance() {
            Some(Obstacle::Answer(_, answer)) => answer.result.first().copied(),
            _ => None,
        }
    }

    /// Returns the typed text; `None` for any other step and under a hindrance.
    pub fn entered(&self) -> Option<&str> {
        match self {
            MapStep::Enter(text) => Some(text),
            _ => None,
        }
    }
}

fn enter<L: MenuCard>(station: &mut MobileStation<Answering<L>>, text: &str) -> Result<bool, StationError> {
    while station.act(&Act::Erase)? {}
    if !text.is_empty() && !station.act(&Act::Type(text.to_owned()))? {
        return Ok(false);
    }
    station.act(&Act::Ok)
}

/// Lets the handset's time pass until something happens: a wait for the person ends, a text goes, a timer expires, or a
/// poll is due.
fn let_time_pass<L: MenuCard>(station: &mut MobileStation<Answering<L>>) -> Result<bool, StationError> {
    if station.act(&Act::Nothing)? {
        return Ok(true);
    }
    let handset = station.handset();
    let lingering =
        matches!(handset.screen().body, ScreenBody::Text { .. }).then_some(handset.model().patience.lingering);
    let timers = (1..=TIMERS).filter_map(|timer| handset.timers().left(timer));
    let timer = timers.map(|left| left.in_seconds().saturating_add(1).saturating_mul(1000)).min();
    let Some(ms) = lingering.or(timer).or(handset.poll_interval_ms()) else { return Ok(false) };
    station.handset_mut().wait(ms);
    station.settle()?;
    Ok(true)
}

impl Obstacle {
    /// Takes the step under this hindrance, and removes the hindrance. Returns `false` if an answer was not used, since
    /// nothing was hindered then.
    fn around<L: MenuCard>(
        &self,
        station: &mut MobileStation<Answering<L>>,
        step: &MapStep,
    ) -> Result<bool, StationError> {
        match self {
            Obstacle::NoService => station.handset_mut().surroundings.service = false,
            Obstacle::ScreenBusy => station.handset_mut().surroundings.screen_busy = true,
            Obstacle::Answer(kind, answer) => station.link_mut().arm(*kind, answer.clone()),
        }
        let taken = step.take(station);
        let surroundings = &mut station.handset_mut().surroundings;
        (surroundings.service, surroundings.screen_busy) = (true, false);
        let unused = station.link_mut().disarm();
        Ok(taken? && !unused)
    }
}

impl fmt::Display for MapStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MapStep::SwitchOn => f.write_str("switch on"),
            MapStep::Act(Act::Open) => f.write_str("open the menu"),
            MapStep::Act(Act::Ok) => f.write_str("OK"),
            MapStep::Act(Act::No) => f.write_str("no"),
            MapStep::Act(Act::Back) => f.write_str("back"),
            MapStep::Act(Act::End) => f.write_str("end"),
            MapStep::Act(Act::Home) => f.write_str("press home"),
            MapStep::Act(Act::Outside) => f.write_str("touch beside it"),
            MapStep::Act(Act::Help(None)) => f.write_str("help"),
            MapStep::Act(Act::Help(Some(item))) => write!(f, "help with line of identifier {item:02X}"),
            MapStep::Act(Act::Choose(item)) => write!(f, "line of identifier {item:02X}"),
            MapStep::Act(Act::Type(text)) => write!(f, "press {text}"),
            MapStep::Act(Act::Erase) => f.write_str("erase"),
            MapStep::Act(Act::Nothing) | MapStep::Time => f.write_str("do nothing"),
            MapStep::Act(Act::TakeScreen) => f.write_str("need the screen for something else"),
            MapStep::Enter(text) if text.is_empty() => f.write_str("type nothing, OK"),
            MapStep::Enter(text) => write!(f, "type {text}, OK"),
            MapStep::Despite(Obstacle::Answer(None, answer), _) => write!(f, "{answer}"),
            MapStep::Despite(hindrance, step) => write!(f, "{step} ({hindrance})"),
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Obstacle::NoService => f.write_str("no service"),
            Obstacle::ScreenBusy => f.write_str("the screen is busy"),
            Obstacle::Answer(None, answer) => write!(f, "{answer}"),
            Obstacle::Answer(Some(kind), answer) => write!(f, "{}: {answer}", kind.name()),
        }
    }
}

impl fmt::Display for ResponseOverride {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let result = self.result.first().copied().unwrap_or_default();
        let words = GeneralResult::from_code(result).map_or("a result that nobody knows", GeneralResult::name);
        write!(f, "the handset answers {} ({words})", hex::encode_upper(&self.result))?;
        match &self.data {
            Some((ObjectTag::ItemIdentifier, octets)) => write!(f, " with item {}", hex::encode_upper(octets)),
            Some((_, octets)) => write!(f, " with text {}", hex::encode_upper(octets)),
            None => Ok(()),
        }
    }
}
