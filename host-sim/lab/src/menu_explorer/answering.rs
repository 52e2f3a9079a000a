//! Link on which one answer of the handset is changed on its way to the card. So the walk tries general results that a
//! handset may give and ours does not, and inputs that ours would not let a person type.

use applet::CardState;
use sim_wire::proactive::{CommandType, ObjectTag};

use super::card::MenuCard;
use sim_codec::cat::content::{CommandResult, Octets};
use sim_codec::cat::{Object, TerminalResponse, response};
use sim_device::link::{Link, LinkContext, LinkError};

/// Content of a TERMINAL RESPONSE in place of the handset's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseOverride {
    /// General result and its additional information. The data objects are left out unless the result means that the
    /// command was performed.
    pub result: Vec<u8>,
    /// Text string, data coding scheme first, or item identifier, in place of the data; `None` leaves a performed
    /// command's data unchanged.
    pub data: Option<(ObjectTag, Vec<u8>)>,
}

/// Link with an answer that waits to replace the handset's.
#[derive(Clone, Debug)]
pub(super) struct Answering<L> {
    link: L,
    armed: Option<(Option<CommandType>, ResponseOverride)>,
}

impl<L> Answering<L> {
    pub(super) const fn new(link: L) -> Answering<L> {
        Answering { link, armed: None }
    }

    /// Replaces the next answer to a command of type `kind`, or to any command for `None`.
    pub(super) fn arm(&mut self, kind: Option<CommandType>, answer: ResponseOverride) {
        self.armed = Some((kind, answer));
    }

    /// Forgets an answer that was not used. Returns whether there was one.
    pub(super) fn disarm(&mut self) -> bool {
        self.armed.take().is_some()
    }

    fn change(&mut self, command: &[u8]) -> Option<Vec<u8>> {
        let (header, data) = command.split_at_checked(5)?;
        let is_response = header.get(1) == Some(&0x14);
        let (kind, answer) = self.armed.as_ref().filter(|_| is_response)?;
        let said = response::parse(data).ok()?;
        if kind.is_some() && said.details.value.command() != *kind {
            return None;
        }
        let octets = answer.instead_of(said)?;
        self.armed = None;
        let mut changed = header.get(..4)?.to_vec();
        changed.push(u8::try_from(octets.len()).ok()?);
        changed.extend(octets);
        Some(changed)
    }
}

impl ResponseOverride {
    /// Creates an override with the octets of a general result.
    pub(super) fn result(octets: &[u8]) -> ResponseOverride {
        ResponseOverride { result: octets.to_vec(), data: None }
    }

    /// Creates an override that performs the command, with this object in place of the person's input.
    pub(super) fn with(tag: ObjectTag, octets: &[u8]) -> ResponseOverride {
        ResponseOverride { result: vec![0x00], data: Some((tag, octets.to_vec())) }
    }

    fn instead_of(&self, said: TerminalResponse) -> Option<Vec<u8>> {
        let (result, additional) = self.result.split_first()?;
        let outcome = CommandResult { result: *result, additional: additional.to_vec() };
        let mut data = if *result < 0x10 { said.data } else { Vec::new() };
        if let Some((tag, octets)) = &self.data {
            data.clear();
            data.push(Object::new(*tag, Octets(octets.clone()).into()));
        }
        let results = vec![Object::new(ObjectTag::Result, outcome)];
        TerminalResponse { results, data, ..said }.emit().ok()
    }
}

impl<L: Link> Link for Answering<L> {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        self.link.power_on()
    }

    fn power_off(&mut self) {
        self.link.power_off();
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        match self.change(command) {
            Some(change) => self.link.exchange(situation, &change),
            None => self.link.exchange(situation, command),
        }
    }
}

impl<L: MenuCard> MenuCard for Answering<L> {
    fn has_same_future(&self, other: &Self) -> bool {
        self.link.has_same_future(&other.link)
    }

    fn has_same_wallet(&self, other: &Self) -> bool {
        self.link.has_same_wallet(&other.link)
    }

    fn seen(&self) -> Option<CardState> {
        self.link.seen()
    }

    fn steady(&mut self) {
        self.link.steady();
    }
}
