//! Calls of people to the service lines: the dialogue goes on with each input, the platform serves what the line asks
//! for, and a caller who does not answer, or whose phone has no network any more, is hung up on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::people::People;
use super::{EventKind, Fault, Party, ServiceRequest, World, WorldError};
use crate::line::{CallerReply, CallerRequest, LineCall, LineInput, LineKeys, LineTurn, ServiceLine};
use crate::platform::account::NumberState;
use crate::platform::number::Msisdn;
use sim_codec::time::{Moment, SECOND};
use sim_device::handset::End;

/// Time without an input that counts as a silence, in milliseconds.
const SILENCE_MS: u64 = 20 * SECOND;

/// Reason why a person cannot call, or go on with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// No network serves the phone.
    #[error("no network serves the phone of {0}")]
    NoService(Msisdn),
    /// The phone is in a call already.
    #[error("the phone of {0} is in a call already")]
    InCall(Msisdn),
    /// The network takes no such call from a number in this state.
    #[error("the number {0} is {1} and cannot call there")]
    NumberState(Msisdn, NumberState),
    /// The person is in no call to a service line.
    #[error("{0} is in no call to a service line")]
    NoCall(Msisdn),
}

/// Call that goes on, with the moment of its last input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct OpenCall {
    call: LineCall,
    heard: Moment,
}

/// Calls that go on, by the callers' numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct LineCalls(BTreeMap<Msisdn, OpenCall>);

impl LineCalls {
    /// Returns the calls that go on, each with the caller and the moment of the last input.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Msisdn, &LineCall, Moment)> {
        self.0.iter().map(|(number, open)| (number, &open.call, open.heard))
    }

    /// Returns whether nobody calls.
    pub(super) fn are_over(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the caller whose phone is in no call any more.
    pub(super) fn dropped(&self, people: &People) -> Option<Msisdn> {
        let is_in_call = |number: &Msisdn| people.by_number(number).is_some_and(super::Person::is_calling);
        self.0.keys().find(|number| !is_in_call(number)).copied()
    }

    /// Returns the moment of the next silence, with its caller; `None` while nobody calls.
    pub(super) fn next_silence(&self) -> Option<(Moment, Msisdn)> {
        self.0.iter().map(|(number, open)| (open.heard.later(SILENCE_MS), *number)).min()
    }
}

/// Returns whether the network lets a number in this state call a line. A barred number still reaches customer care.
const fn is_admitted(line: ServiceLine, state: NumberState) -> bool {
    match (line, state) {
        (_, NumberState::Normal) | (ServiceLine::Care, NumberState::Barred) => true,
        (_, NumberState::Lost | NumberState::Barred | NumberState::Cancelled) => false,
    }
}

const fn party(line: ServiceLine) -> Party {
    match line {
        ServiceLine::Voice => Party::VoiceLine,
        ServiceLine::Care => Party::Care,
    }
}

/// Returns the service that a request asks for, for the log; `None` for a request in the middle of one.
const fn service(request: &CallerRequest) -> Option<ServiceRequest> {
    Some(match request {
        CallerRequest::Recharge(_) => ServiceRequest::CardRecharge,
        CallerRequest::Balance => ServiceRequest::BalanceQuery,
        CallerRequest::Transactions => ServiceRequest::TransactionsQuery,
        CallerRequest::PayPasswordChange(..) => ServiceRequest::PayPasswordChange,
        CallerRequest::LoginPasswordReset => ServiceRequest::LoginPasswordReset,
        CallerRequest::OperationPinReset(_) => ServiceRequest::OperationPinReset,
        CallerRequest::Closing(_) => ServiceRequest::AccountClosing,
        CallerRequest::Verification => ServiceRequest::CallerVerification,
        CallerRequest::PayPasswordReset => ServiceRequest::PayPasswordReset,
        CallerRequest::Advice => ServiceRequest::Advice,
        CallerRequest::RechargeCheck
        | CallerRequest::Answer(..)
        | CallerRequest::Fact(..)
        | CallerRequest::RealName => {
            return None;
        }
    })
}

impl World {
    /// Calls a service line from a person's phone, and returns the first prompt.
    pub fn dial(&mut self, number: &Msisdn, line: ServiceLine) -> Result<String, WorldError> {
        self.check_call(number, line)?;
        self.phones().place_call(number)?;
        let call = LineCall::new(line);
        let prompt = call.prompt().to_owned();
        self.calls.0.insert(*number, OpenCall { call, heard: self.scheduler.now });
        self.log.note(self.scheduler.now, (Party::Person(*number), Some(party(line))), EventKind::CallBegan);
        Ok(prompt)
    }

    /// Checks whether a person can call a line now.
    fn check_call(&self, number: &Msisdn, line: ServiceLine) -> Result<(), WorldError> {
        let person = self.person(number).ok_or(WorldError::NoSuchPerson(*number))?;
        if let Some(loss) = person.loss() {
            return Err(WorldError::CardGone(*number, loss));
        }
        if person.power() == super::Power::Off {
            return Err(WorldError::PhoneOff(*number));
        }
        let handset = person.station().handset();
        let state = self.platform.books.accounts.subscriber(number).state;
        if handset.call().is_some() || self.calls.0.contains_key(number) {
            Err(CallError::InCall(*number).into())
        } else if !handset.surroundings.service {
            Err(CallError::NoService(*number).into())
        } else if !is_admitted(line, state) {
            Err(CallError::NumberState(*number, state).into())
        } else {
            Ok(())
        }
    }

    /// Returns the call of a person to a service line; `None` if there is none.
    pub fn call_of(&self, number: &Msisdn) -> Option<&LineCall> {
        self.calls.0.get(number).map(|open| &open.call)
    }

    /// Presses keys in a call, and returns the prompt after them. Keys after the line has hung up do nothing.
    pub fn press(&mut self, number: &Msisdn, keys: &LineKeys) -> Result<String, WorldError> {
        let mut prompt = self.going_call(number)?.prompt().to_owned();
        for key in keys.keys() {
            if self.call_of(number).is_some() {
                prompt = self.put_in(number, &LineInput::Key(*key))?;
            }
        }
        Ok(prompt)
    }

    /// Says something in a call, and returns the prompt after it.
    pub fn say(&mut self, number: &Msisdn, said: &str) -> Result<String, WorldError> {
        self.put_in(number, &LineInput::Said(said.to_owned()))
    }

    /// Keeps silent in a call for so long that the line counts it, and returns the prompt after it.
    pub fn keep_silent(&mut self, number: &Msisdn) -> Result<String, WorldError> {
        self.put_in(number, &LineInput::Silence)
    }

    /// Hangs up.
    pub fn hang_up(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        self.going_call(number)?;
        self.scheduler.count_step();
        self.end_call(number, End::Near);
        Ok(())
    }

    /// Hangs every call up.
    pub(super) fn end_calls(&mut self) {
        for number in self.calls.0.keys().copied().collect::<Vec<_>>() {
            self.end_call(&number, End::Near);
        }
    }

    fn going_call(&self, number: &Msisdn) -> Result<&LineCall, WorldError> {
        self.call_of(number).ok_or_else(|| CallError::NoCall(*number).into())
    }

    /// Lets the call's time without an input count as a silence.
    pub(super) fn note_silence(&mut self, number: &Msisdn) {
        drop(self.take_turn(number, &LineInput::Silence));
    }

    /// Ends a call whose phone is in no call any more.
    pub(super) fn drop_call(&mut self, number: &Msisdn) {
        self.end_call(number, End::Near);
    }

    fn put_in(&mut self, number: &Msisdn, input: &LineInput) -> Result<String, WorldError> {
        self.going_call(number)?;
        if let Some(dropped) = self.calls.dropped(&self.people).filter(|dropped| dropped == number) {
            self.scheduler.count_step();
            self.drop_call(&dropped);
            return Err(CallError::NoCall(dropped).into());
        }
        self.scheduler.count_step();
        self.take_turn(number, input)
    }

    /// Takes an input, and serves what the line asks the platform for, until the line speaks or listens.
    fn take_turn(&mut self, number: &Msisdn, input: &LineInput) -> Result<String, WorldError> {
        let now = self.scheduler.now;
        let Some(open) = self.calls.0.get_mut(number) else { return Err(CallError::NoCall(*number).into()) };
        open.heard = now;
        let mut turn = open.call.take(input);
        while let LineTurn::Asks(request) = turn {
            let (reply, stopped) = self.serve_call(number, &request);
            let Some(open) = self.calls.0.get_mut(number) else { return Err(CallError::NoCall(*number).into()) };
            if let Some(CallerReply::Recharged(recharge)) = &reply {
                open.call.note_recharge(*recharge);
            }
            turn = match reply.filter(|_| stopped.is_none()) {
                Some(reply) => open.call.reply(&reply),
                None => {
                    self.end_call(number, End::Far);
                    return Err(WorldError::LineBroken);
                }
            };
        }
        let prompt = self.going_call(number)?.prompt().to_owned();
        if turn == LineTurn::HungUp {
            self.end_call(number, End::Far);
        }
        Ok(prompt)
    }

    /// Asks the platform for the caller. A fault may stop the platform before it keeps its decision, so that there is
    /// no reply, or before the reply leaves.
    fn serve_call(&mut self, number: &Msisdn, request: &CallerRequest) -> (Option<CallerReply>, Option<Fault>) {
        let now = self.scheduler.now;
        let channel = self.call_of(number).map_or(Party::Care, |call| party(call.line()));
        let before = self.faults.fire(Fault::BeforeKeeping).then(|| self.platform.clone());
        let reply = self.platform.serve_line(now, number, request);
        let stopped = |at: Fault| EventKind::Stopped { at };
        if let Some(before) = before {
            self.platform = before;
            self.log.note(now, (Party::Platform, None), stopped(Fault::BeforeKeeping));
            return (None, Some(Fault::BeforeKeeping));
        }
        let refused = if let CallerReply::Refused(why) = &reply { Some(why.clone()) } else { None };
        if service(request).is_some() || refused.is_some() {
            let request = service(request).unwrap_or(ServiceRequest::CallerVerification);
            let kind = EventKind::Asked { request, refused };
            self.log.note(now, (channel, Some(Party::Person(*number))), kind);
        }
        let fault = self.faults.fire(Fault::AfterKeeping).then_some(Fault::AfterKeeping);
        if let Some(fault) = fault {
            self.log.note(now, (Party::Platform, None), stopped(fault));
        }
        (Some(reply), fault)
    }

    /// Ends a call from one side. The caller is told of recharges by short message.
    fn end_call(&mut self, number: &Msisdn, by: End) {
        let Some(OpenCall { call, .. }) = self.calls.0.remove(number) else { return };
        let now = self.scheduler.now;
        let line = party(call.line());
        let parties = match by {
            End::Near => (Party::Person(*number), Some(line)),
            End::Far => (line, Some(Party::Person(*number))),
        };
        self.log.note(now, parties, EventKind::CallEnded);
        for recharge in call.recharges() {
            self.platform.tell_of_recharge(now, number, *recharge);
        }
        self.phones().end_call(number, by);
    }
}
