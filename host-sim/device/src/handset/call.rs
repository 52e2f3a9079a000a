//! Calls that arrive and calls that the card sets up, with their events (TS 102 223 §7.5.1 to §7.5.3).

use serde::{Deserialize, Serialize};

use sim_wire::proactive::{Device, Event, GeneralResult, ObjectTag};

use super::pending::PendingCommand;
use super::reply::Reply;
use super::screen::title;
use super::{CallBehaviour, CardTransmission, Handset, Screen, ScreenBody};
use sim_codec::cat::command::SetupCall;
use sim_codec::cat::content::{Address, Octets};
use sim_codec::cat::envelope::EventDownload;
use sim_codec::cat::{Object, ProactiveCommand};

/// End of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// This handset.
    Near,
    /// The other party.
    Far,
}

/// Call that rings or goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// End that set the call up.
    pub from: End,
    /// `true` if both speak, `false` while the call rings.
    pub connected: bool,
}

impl Call {
    /// Returns the transaction identifier of a message from that end (3GPP TS 24.007 §11.2.3.1.3). Its flag is set on
    /// messages to the end that began the call.
    fn transaction(self, sender: End) -> Object<Octets> {
        let flag = if sender == self.from { 0x00 } else { 0x80 };
        Object::new(ObjectTag::TransactionIdentifier, Octets(vec![flag]))
    }
}

const fn device(end: End) -> Device {
    match end {
        End::Near => Device::Terminal,
        End::Far => Device::Network,
    }
}

/// Handset's call, and the text shown during it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CallState {
    /// Call that the handset knows of; `None` if none rings or goes on.
    call: Option<Call>,
    /// Text of the card during the call; `None` if the card gave none.
    text: Option<Screen>,
}

impl CallState {
    /// Returns the text that stands on the screen during the call.
    pub(super) const fn text(&self) -> Option<&Screen> {
        self.text.as_ref()
    }

    /// Drops the text shown during the call.
    pub(super) fn forget_text(&mut self) {
        self.text = None;
    }
}

impl Handset {
    /// Returns the call that rings or goes on; `None` if there is none.
    pub fn call(&self) -> Option<Call> {
        self.calls.call.or_else(|| self.surroundings.in_call.then_some(Call { from: End::Near, connected: true }))
    }

    /// Lets somebody call. A text that stays goes from the screen. Returns whether the handset rings: not during
    /// another call, and not without a network.
    pub fn receive_call(&mut self, from: Option<&Address>) -> bool {
        if self.call().is_some() || !self.surroundings.service {
            return false;
        }
        let call = Call { from: End::Far, connected: false };
        self.calls.call = Some(call);
        self.display.clear_text();
        let address = from.map(|from| Object::new(ObjectTag::Address, from.clone()).optional());
        let transactions = Some(call.transaction(End::Far));
        let told = EventDownload { transactions, address, ..EventDownload::default() };
        self.report(Event::MtCall, Device::Network, told);
        true
    }

    /// Calls a number for the person; the other side answers at once. Returns whether the call goes on: not during
    /// another one, and not without a network.
    pub fn place_call(&mut self) -> bool {
        if self.call().is_some() || !self.surroundings.service {
            return false;
        }
        self.begin_call(End::Near);
        true
    }

    /// Answers the call that rings, for the person; returns whether one rang.
    pub fn answer_call(&mut self) -> bool {
        match self.calls.call {
            Some(call) if !call.connected => {
                self.begin_call(call.from);
                true
            }
            _ => false,
        }
    }

    /// Begins a call that one end set up and the other has answered.
    fn begin_call(&mut self, from: End) {
        let call = Call { from, connected: true };
        self.calls.call = Some(call);
        self.surroundings.in_call = true;
        let answering = if from == End::Near { End::Far } else { End::Near };
        let transactions = Some(call.transaction(answering));
        let told = EventDownload { transactions, ..EventDownload::default() };
        self.report(Event::CallConnected, device(answering), told);
    }

    /// Ends the call from one end; returns whether there was one.
    pub fn end_call(&mut self, by: End) -> bool {
        let Some(call) = self.call() else { return false };
        self.calls = CallState::default();
        self.surroundings.in_call = false;
        // Normal call clearing, of a user (3GPP TS 24.008 §10.5.4.11).
        let cause = Some(Object::new(ObjectTag::Cause, Octets(vec![0xE0, 0x90])).optional());
        let transactions = Some(call.transaction(by));
        let told = EventDownload { transactions, cause, ..EventDownload::default() };
        self.report(Event::CallDisconnected, device(by), told);
        true
    }

    /// Returns the refusal if no call can be set up now; checked before the person is asked. `None` if a call can be
    /// set up.
    pub(super) fn call_refusal(&self, qualifier: u8) -> Option<Reply> {
        if !self.surroundings.service {
            return Some(Reply::because(GeneralResult::TerminalBusy, 0x04));
        }
        let only_if_idle = qualifier <= 0x01;
        (self.call().is_some() && only_if_idle).then(|| Reply::because(GeneralResult::TerminalBusy, 0x02))
    }

    /// Sets up a call for which the person gave permission; returns the answer, or `None` while the call rings.
    pub(super) fn dial(&mut self, pending: &mut PendingCommand, asked: &SetupCall) -> Option<Reply> {
        // 02 and 03 hold another call, 04 and 05 end it.
        if matches!(pending.command.details.value.qualifier, 0x04 | 0x05) {
            self.end_call(End::Near);
        }
        self.standing.sent.extend(asked.address.as_ref().map(|address| CardTransmission::Call(address.value.clone())));
        match self.surroundings.calling {
            CallBehaviour::Connects => Some(self.connect(&pending.command, asked)),
            CallBehaviour::RingsFor(ms) => {
                pending.ring(Screen::plain(ScreenBody::Waiting, called(asked)), ms);
                None
            }
            CallBehaviour::NetworkUnable(cause) => {
                Some(Reply::because(GeneralResult::NetworkUnavailable, cause | 0x80))
            }
        }
    }

    /// Connects the call: the other side answers. The second title is shown as long as the call goes on.
    pub(super) fn connect(&mut self, command: &ProactiveCommand, asked: &SetupCall) -> Reply {
        self.begin_call(End::Near);
        let shown = title(&asked.call_alpha);
        self.calls.text = (!shown.is_empty()).then(|| Screen::plain(ScreenBody::Text { stays: false }, shown));
        Reply::success(command, Vec::new(), &self.model)
    }
}

/// Returns the text of a call that is set up: the second title, or the number if there is none.
fn called(asked: &SetupCall) -> &str {
    let number = asked.address.as_ref().map_or("", |address| address.value.number.as_str());
    if title(&asked.call_alpha).is_empty() { number } else { title(&asked.call_alpha) }
}
