//! What is tried at a screen: what a person can do, and what can go wrong around it.

use std::fmt;

use sim_wire::proactive::{CommandType, GeneralResult, ObjectTag};

use super::answering::{Answering, ResponseOverride};
use super::card::MenuCard;
use sim_device::handset::{Act, Body, TIMERS};
use sim_device::mobile_station::{MobileStation, StationError};

/// One thing that is tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MapStep {
    /// The handset is switched on with the card in it.
    SwitchOn,
    /// A person does something.
    Act(Act),
    /// A person takes back what stands in the field, types this and confirms.
    Enter(String),
    /// Time passes and nobody does anything, until something happens.
    Time,
    /// The same with something in its way.
    Despite(Hindrance, Box<MapStep>),
}

/// What is in the way of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// The network does not serve: a short message is not sent.
    NoService,
    /// Something else has the screen: a text of normal priority is not shown.
    ScreenBusy,
    /// The handset answers the next command of that type, or the next of any, with this.
    Answer(Option<CommandType>, ResponseOverride),
}

impl MapStep {
    /// Takes the step; whether it meant anything where it was taken.
    pub(super) fn take<L: MenuCard>(&self, station: &mut MobileStation<Answering<L>>) -> Result<bool, StationError> {
        match self {
            MapStep::SwitchOn => station.restart().map(|()| true),
            MapStep::Act(act) => station.act(act),
            MapStep::Enter(text) => enter(station, text),
            MapStep::Time => let_time_pass(station),
            MapStep::Despite(hindrance, step) => hindrance.around(station, step),
        }
    }

    /// The step itself, with nothing in its way.
    pub fn bare(&self) -> &MapStep {
        match self {
            MapStep::Despite(_, step) => step.bare(),
            step => step,
        }
    }

    /// What is in its way.
    pub const fn hindrance(&self) -> Option<&Hindrance> {
        match self {
            MapStep::Despite(hindrance, _) => Some(hindrance),
            _ => None,
        }
    }

    /// Whether the handset says in it that a command is beyond it, or not understood: what follows is another handset's
    /// walk, which is a start of its own.
    pub fn has_inability(&self) -> bool {
        self.answered().is_some_and(|result| matches!(result, 0x30..=0x33 | 0x36))
    }

    /// Whether something else takes the screen in it, or the handset says that it has no time for what it shows.
    pub fn is_interruption(&self) -> bool {
        let takes = matches!(self, MapStep::Act(Act::TakeScreen) | MapStep::Despite(Hindrance::ScreenBusy, _));
        let sends = matches!(self.hindrance(), Some(Hindrance::Answer(Some(_), _)));
        takes || (!sends && self.answered().is_some_and(|result| matches!(result, 0x20 | 0x21)))
    }

    /// The general result that is put in the place of the handset's.
    fn answered(&self) -> Option<u8> {
        match self.hindrance() {
            Some(Hindrance::Answer(_, answer)) => answer.result.first().copied(),
            _ => None,
        }
    }

    /// What was typed in this step, and nothing in its way.
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

/// What waits for the person is given up; a text that stands goes; a timer runs off; a poll comes round. Only the
/// handset's time passes.
fn let_time_pass<L: MenuCard>(station: &mut MobileStation<Answering<L>>) -> Result<bool, StationError> {
    if station.act(&Act::Nothing)? {
        return Ok(true);
    }
    let handset = station.handset();
    let lingering = matches!(handset.screen().body, Body::Text { .. }).then_some(handset.model().patience.lingering);
    let timers = (1..=TIMERS).filter_map(|timer| handset.timers().left(timer));
    let timer = timers.map(|left| left.in_seconds().saturating_add(1).saturating_mul(1000)).min();
    let Some(ms) = lingering.or(timer).or(handset.poll_interval_ms()) else { return Ok(false) };
    station.handset_mut().wait(ms);
    station.settle()?;
    Ok(true)
}

impl Hindrance {
    /// Takes the step with this in its way, and takes it out of the way again; an answer that found no place means that
    /// there was nothing to hinder.
    fn around<L: MenuCard>(
        &self,
        station: &mut MobileStation<Answering<L>>,
        step: &MapStep,
    ) -> Result<bool, StationError> {
        match self {
            Hindrance::NoService => station.handset_mut().surroundings.service = false,
            Hindrance::ScreenBusy => station.handset_mut().surroundings.screen_busy = true,
            Hindrance::Answer(kind, answer) => station.link_mut().arm(*kind, answer.clone()),
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
            MapStep::Act(Act::Help(Some(item))) => write!(f, "help with line {item}"),
            MapStep::Act(Act::Choose(item)) => write!(f, "line {item}"),
            MapStep::Act(Act::Type(text)) => write!(f, "press {text}"),
            MapStep::Act(Act::Erase) => f.write_str("erase"),
            MapStep::Act(Act::Nothing) | MapStep::Time => f.write_str("do nothing"),
            MapStep::Act(Act::TakeScreen) => f.write_str("need the screen for something else"),
            MapStep::Enter(text) if text.is_empty() => f.write_str("type nothing, OK"),
            MapStep::Enter(text) => write!(f, "type {text}, OK"),
            MapStep::Despite(Hindrance::Answer(None, answer), _) => write!(f, "{answer}"),
            MapStep::Despite(hindrance, step) => write!(f, "{step} ({hindrance})"),
        }
    }
}

impl fmt::Display for Hindrance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Hindrance::NoService => f.write_str("no service"),
            Hindrance::ScreenBusy => f.write_str("the screen is busy"),
            Hindrance::Answer(None, answer) => write!(f, "{answer}"),
            Hindrance::Answer(Some(kind), answer) => write!(f, "{}: {answer}", kind.name()),
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
