//! Calls: one that arrives, one that the card sets up, and how the card hears of both (TS 102 223 §7.5.1 to §7.5.3).

use serde::{Deserialize, Serialize};

use sim_wire::proactive::{Device, Event, GeneralResult, ObjectTag};

use super::pending::PendingCommand;
use super::reply::Reply;
use super::screen::title;
use super::{Body, Calling, Handset, Screen, Sent};
use sim_codec::cat::command::SetupCall;
use sim_codec::cat::content::{Address, Octets};
use sim_codec::cat::envelope::EventDownload;
use sim_codec::cat::{Object, ProactiveCommand};

/// Which end of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// The handset's.
    Near,
    /// The other one.
    Far,
}

/// A call that rings or goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Who called.
    pub from: End,
    /// Whether both speak.
    pub connected: bool,
}

impl Call {
    /// The transaction identifier of a message from that end (3GPP TS 24.007 §11.2.3.1.3): its flag is set on messages
    /// to the end that began.
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

/// The handset's call, and what the card has to show during it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CallState {
    /// `None` where neither rings nor speaks anybody whom the handset knows of.
    call: Option<Call>,
    /// What the card would have shown during the call.
    text: Option<Screen>,
}

impl CallState {
    /// The text that stands on the screen during the call.
    pub(super) const fn text(&self) -> Option<&Screen> {
        self.text.as_ref()
    }

    /// Forgets what the card would have shown.
    pub(super) fn forget_text(&mut self) {
        self.text = None;
    }
}

impl Handset {
    /// The call that rings or goes on.
    pub fn call(&self) -> Option<Call> {
        self.calls.call.or_else(|| self.surroundings.in_call.then_some(Call { from: End::Near, connected: true }))
    }

    /// Lets somebody call. A text that stays goes from the screen. Returns whether it rings: not during another call,
    /// and not without a network.
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

    /// Answers the call that rings, for the person; returns whether one did.
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

    /// Ends the call, by which end; returns whether there was one.
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

    /// Returns why no call can be set up now, which is asked before the person is.
    pub(super) fn call_refusal(&self, qualifier: u8) -> Option<Reply> {
        if !self.surroundings.service {
            return Some(Reply::because(GeneralResult::TerminalBusy, 0x04));
        }
        let only_if_idle = qualifier <= 0x01;
        (self.call().is_some() && only_if_idle).then(|| Reply::because(GeneralResult::TerminalBusy, 0x02))
    }

    /// Sets up a call that the person lets the handset make; `None` where it rings and is not to be answered yet.
    pub(super) fn dial(&mut self, pending: &mut PendingCommand, asked: &SetupCall) -> Option<Reply> {
        // 02 and 03 hold another call, 04 and 05 end it.
        if matches!(pending.command.details.value.qualifier, 0x04 | 0x05) {
            self.end_call(End::Near);
        }
        self.standing.sent.extend(asked.address.as_ref().map(|address| Sent::Call(address.value.clone())));
        match self.surroundings.calling {
            Calling::Connects => Some(self.connect(&pending.command, asked)),
            Calling::RingsFor(ms) => {
                pending.ring(Screen::plain(Body::Waiting, called(asked)), ms);
                None
            }
            Calling::NetworkUnable(cause) => Some(Reply::because(GeneralResult::NetworkUnavailable, cause | 0x80)),
        }
    }

    /// Lets the other side answer; the second title is shown as long as the call goes on.
    pub(super) fn connect(&mut self, command: &ProactiveCommand, asked: &SetupCall) -> Reply {
        self.begin_call(End::Near);
        let shown = title(&asked.call_alpha);
        self.calls.text = (!shown.is_empty()).then(|| Screen::plain(Body::Text { stays: false }, shown));
        Reply::success(command, Vec::new(), &self.model)
    }
}

/// Returns whom the handset calls, as the person sees it.
fn called(asked: &SetupCall) -> &str {
    let number = asked.address.as_ref().map_or("", |address| address.value.number.as_str());
    if title(&asked.call_alpha).is_empty() { number } else { title(&asked.call_alpha) }
}
