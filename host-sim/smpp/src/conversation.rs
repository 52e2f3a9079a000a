//! Rules of one connection: the state of the session, the answer to each PDU, the windows, and the timers. Sockets,
//! clock and world are elsewhere: a frame goes in with the time, and steps come out.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusmpp::pdus::{BindTransceiverResp, CancelSm, QuerySm, QuerySmResp, SubmitSmResp};
use rusmpp::types::{COctetString, EmptyOrFullCOctetString};
use rusmpp::{Command, CommandId, CommandStatus, Pdu};
use sim_world::esme::{EsmeMessage, EsmeOrder, EsmeSubmission};
use sim_world::smsc::MessageId;

use crate::delivery::{self, message_id};
use crate::frame::{self, RESPONSE, SmppFrame, SmppFrameError};
use crate::settings::SmppSettings;
use crate::throttle::Throttle;
use crate::tlv::{Tlvs, tag};
use crate::{smpp_time, submission};

mod bind;
#[cfg(test)]
mod tests;

use bind::BindKind;

/// Time in which a client must bind, in milliseconds.
pub const BIND_MS: u64 = 30_000;

/// Time in which a request must be answered, in milliseconds.
pub const RESPONSE_MS: u64 = 30_000;

/// Time after which a message is tried again that the entity could not take, in milliseconds.
pub const AGAIN_MS: u64 = 5_000;

/// Version of SMPP: 3.4.
const VERSION: u8 = 0x34;

/// Step that follows from a frame or from time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConversationStep {
    /// Sends octets.
    Send(Vec<u8>),
    /// Asks the world to take an order.
    Submit(u32, Box<EsmeOrder>),
    /// Asks the world for a submission.
    Query(u32, MessageId),
    /// Asks the world to cancel a submission.
    Cancel(u32, MessageId),
    /// Removes a message for the entity, which has it.
    Confirm(MessageId),
    /// Tries a message again from a moment on, which is the machine's time in milliseconds.
    GiveBack(MessageId, Arc<EsmeMessage>, u64),
    /// Ends the connection.
    Close,
}

/// State of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SessionState {
    /// The client has not bound.
    Open,
    /// The client has bound.
    Bound(BindKind),
    /// The server has sent `unbind`.
    Unbinding,
}

/// Message for the entity that is on its way on this connection.
#[derive(Clone, Debug)]
struct SentMessage {
    number: MessageId,
    message: Arc<EsmeMessage>,
    at: u64,
}

/// Conversation with one client.
#[derive(Clone, Debug)]
pub struct SmppConversation {
    settings: Arc<SmppSettings>,
    state: SessionState,
    throttle: Throttle,
    /// Sequence number of the last request of the server.
    sequence: u32,
    /// Messages for the entity without an answer, by sequence number.
    sent: BTreeMap<u32, SentMessage>,
    /// Requests of the client without an answer.
    unanswered: usize,
    /// Sequence number and moment of an `enquire_link` without an answer.
    link_test: Option<(u32, u64)>,
    /// Moment of the beginning, or of `unbind`.
    since: u64,
    /// Moment of the last frame.
    heard_at: u64,
}

impl SmppConversation {
    /// Begins the conversation on a new connection.
    pub fn new(settings: Arc<SmppSettings>, now: u64) -> SmppConversation {
        let throttle = Throttle::new(settings.rate, now);
        SmppConversation {
            settings,
            state: SessionState::Open,
            throttle,
            sequence: 0,
            sent: BTreeMap::new(),
            unanswered: 0,
            link_test: None,
            since: now,
            heard_at: now,
        }
    }

    /// Returns `true` if the client may send a further request. With a full window its requests wait in the connection.
    pub fn has_request_room(&self) -> bool {
        self.unanswered < self.settings.window
    }

    /// Returns `true` if the client may be sent a further message.
    pub fn has_delivery_room(&self) -> bool {
        let receives = matches!(self.state, SessionState::Bound(kind) if kind.is_receiver());
        receives && self.sent.len() < self.settings.window
    }

    /// Takes a frame.
    pub fn hear(&mut self, frame: &SmppFrame, now: u64) -> Vec<ConversationStep> {
        self.heard_at = now;
        if frame.id & RESPONSE != 0 {
            return self.hear_response(frame, now);
        }
        match self.hear_request(frame, now) {
            Ok(steps) => steps,
            Err(status) => vec![refuse(frame, status)],
        }
    }

    /// Takes octets in which no frame can be found: they are refused, and the connection ends.
    pub fn hear_nonsense(&self, error: SmppFrameError) -> Vec<ConversationStep> {
        let nack = frame::header_alone(CommandId::GenericNack.into(), CommandStatus::EsmeRinvcmdlen, error.sequence);
        vec![ConversationStep::Send(nack), ConversationStep::Close]
    }

    /// Takes a request.
    fn hear_request(&mut self, frame: &SmppFrame, now: u64) -> Result<Vec<ConversationStep>, CommandStatus> {
        let id = CommandId::from(frame.id);
        if let Some(kind) = BindKind::of(id) {
            return self.bind(kind, frame);
        }
        match id {
            CommandId::EnquireLink => {
                let answer = frame::header_alone(frame.id | RESPONSE, CommandStatus::EsmeRok, frame.sequence);
                Ok(vec![ConversationStep::Send(answer)])
            }
            CommandId::Unbind => match self.state {
                SessionState::Open => Err(CommandStatus::EsmeRinvbndsts),
                SessionState::Bound(_) | SessionState::Unbinding => {
                    let answer = frame::header_alone(frame.id | RESPONSE, CommandStatus::EsmeRok, frame.sequence);
                    Ok(vec![ConversationStep::Send(answer), ConversationStep::Close])
                }
            },
            CommandId::SubmitSm | CommandId::QuerySm | CommandId::CancelSm => {
                let transmits = matches!(self.state, SessionState::Bound(kind) if kind.is_transmitter());
                if transmits { self.serve(frame, now) } else { Err(CommandStatus::EsmeRinvbndsts) }
            }
            _ => Err(CommandStatus::EsmeRinvcmdid),
        }
    }

    /// Serves a request about messages.
    fn serve(&mut self, frame: &SmppFrame, now: u64) -> Result<Vec<ConversationStep>, CommandStatus> {
        let is_submission = CommandId::from(frame.id) == CommandId::SubmitSm;
        if is_submission && !self.throttle.permit(now) {
            return Err(CommandStatus::EsmeRthrottled);
        }
        let step = if is_submission {
            let order = submission::order(&self.settings.system_id, frame)?;
            ConversationStep::Submit(frame.sequence, Box::new(order))
        } else {
            about_submission(frame)?
        };
        self.unanswered = self.unanswered.saturating_add(1);
        Ok(vec![step])
    }

    /// Takes a response, or `generic_nack`. One that answers nothing is ignored.
    fn hear_response(&mut self, frame: &SmppFrame, now: u64) -> Vec<ConversationStep> {
        let id = CommandId::from(frame.id);
        let is_nack = id == CommandId::GenericNack;
        if (is_nack || id == CommandId::EnquireLinkResp)
            && self.link_test.is_some_and(|(sequence, _)| sequence == frame.sequence)
        {
            self.link_test = None;
        }
        if self.state == SessionState::Unbinding && (is_nack || id == CommandId::UnbindResp) {
            return vec![ConversationStep::Close];
        }
        if !is_nack && id != CommandId::DeliverSmResp {
            return Vec::new();
        }
        let Some(SentMessage { number, message, .. }) = self.sent.remove(&frame.sequence) else { return Vec::new() };
        vec![match CommandStatus::from(frame.status) {
            CommandStatus::EsmeRok if !is_nack => ConversationStep::Confirm(number),
            // The entity does not want this message: no further try changes that.
            CommandStatus::EsmeRxRAppn | CommandStatus::EsmeRxPAppn => ConversationStep::Confirm(number),
            _ => ConversationStep::GiveBack(number, message, now.saturating_add(AGAIN_MS)),
        }]
    }

    /// Sends the entity a message. Call this with room alone.
    pub fn deliver(&mut self, (number, message): (MessageId, Arc<EsmeMessage>), now: u64) -> Vec<u8> {
        let sequence = self.next_sequence();
        let octets = delivery::deliver_sm(number, &message, sequence);
        self.sent.insert(sequence, SentMessage { number, message, at: now });
        octets
    }

    /// Answers a `submit_sm`.
    pub fn answer_submit(&mut self, sequence: u32, result: Result<MessageId, CommandStatus>) -> Vec<u8> {
        self.answer(CommandId::SubmitSmResp, sequence, result, |number| {
            SubmitSmResp::new(c_string(message_id(number)), Vec::new()).into()
        })
    }

    /// Answers a `query_sm`.
    pub fn answer_query(
        &mut self,
        sequence: u32,
        result: Result<(MessageId, EsmeSubmission), CommandStatus>,
    ) -> Vec<u8> {
        self.answer(CommandId::QuerySmResp, sequence, result, |(number, submission)| {
            let date = submission.ended.map(smpp_time::absolute).unwrap_or_default();
            let date = EmptyOrFullCOctetString::from_string(date).unwrap_or_default();
            let state = delivery::state_number(submission.state);
            QuerySmResp::new(c_string(message_id(number)), date, state.into(), submission.error).into()
        })
    }

    /// Answers a `cancel_sm`.
    pub fn answer_cancel(&mut self, sequence: u32, result: Result<(), CommandStatus>) -> Vec<u8> {
        self.answer(CommandId::CancelSmResp, sequence, result, |()| Pdu::CancelSmResp)
    }

    fn answer<T>(
        &mut self,
        id: CommandId,
        sequence: u32,
        result: Result<T, CommandStatus>,
        pdu: impl FnOnce(T) -> Pdu,
    ) -> Vec<u8> {
        self.unanswered = self.unanswered.saturating_sub(1);
        match result {
            Ok(value) => {
                let command = Command::new(CommandStatus::EsmeRok, sequence, pdu(value));
                frame::encode(&command, &Tlvs::default())
            }
            Err(status) => frame::header_alone(id.into(), status, sequence),
        }
    }

    /// Acts on the time that has passed.
    pub fn tick(&mut self, now: u64) -> Vec<ConversationStep> {
        let is_over = |at: u64, ms: u64| now.saturating_sub(at) >= ms;
        let is_dead = match self.state {
            SessionState::Open => is_over(self.since, BIND_MS),
            SessionState::Unbinding => is_over(self.since, RESPONSE_MS),
            SessionState::Bound(_) => self.sent.values().any(|sent| is_over(sent.at, RESPONSE_MS)),
        };
        if is_dead || self.link_test.is_some_and(|(_, at)| is_over(at, RESPONSE_MS)) {
            return vec![ConversationStep::Close];
        }
        let is_bound = matches!(self.state, SessionState::Bound(_));
        if !is_bound || self.link_test.is_some() || !is_over(self.heard_at, self.settings.silence_ms) {
            return Vec::new();
        }
        let sequence = self.next_sequence();
        self.link_test = Some((sequence, now));
        vec![ConversationStep::Send(frame::header_alone(
            CommandId::EnquireLink.into(),
            CommandStatus::EsmeRok,
            sequence,
        ))]
    }

    /// Ends the session from the server's side: a bound client is told and may answer.
    pub fn unbind(&mut self, now: u64) -> Vec<ConversationStep> {
        if self.state == SessionState::Open {
            return vec![ConversationStep::Close];
        }
        (self.state, self.since) = (SessionState::Unbinding, now);
        let sequence = self.next_sequence();
        vec![ConversationStep::Send(frame::header_alone(CommandId::Unbind.into(), CommandStatus::EsmeRok, sequence))]
    }

    /// Ends the conversation. Returns the messages that the entity has not confirmed.
    pub fn end(self) -> Vec<(MessageId, Arc<EsmeMessage>)> {
        self.sent.into_values().map(|sent| (sent.number, sent.message)).collect()
    }

    const fn next_sequence(&mut self) -> u32 {
        // Sequence numbers go from 1 to 7FFFFFFF.
        self.sequence = if self.sequence == 0x7FFF_FFFF { 1 } else { self.sequence.saturating_add(1) };
        self.sequence
    }
}

/// Returns the refusal of a request: its response with a status, or `generic_nack` for what is no request of SMPP.
fn refuse(frame: &SmppFrame, status: CommandStatus) -> ConversationStep {
    let id = CommandId::from(frame.id);
    let has_response = !matches!(id, CommandId::Other(_) | CommandId::Outbind | CommandId::AlertNotification);
    let id = if has_response { frame.id | RESPONSE } else { CommandId::GenericNack.into() };
    ConversationStep::Send(frame::header_alone(id, status, frame.sequence))
}

/// Returns the step of a request about a submission.
fn about_submission(frame: &SmppFrame) -> Result<ConversationStep, CommandStatus> {
    match frame.command()?.pdu() {
        Some(Pdu::QuerySm(QuerySm { message_id, .. })) => {
            Ok(ConversationStep::Query(frame.sequence, number(message_id.as_str())?))
        }
        Some(Pdu::CancelSm(CancelSm { message_id, .. })) => {
            Ok(ConversationStep::Cancel(frame.sequence, number(message_id.as_str())?))
        }
        _ => Err(CommandStatus::EsmeRinvcmdlen),
    }
}

/// Parses the identifier of a message.
fn number(text: &str) -> Result<MessageId, CommandStatus> {
    text.parse().map(MessageId).map_err(|_| CommandStatus::EsmeRinvmsgid)
}

/// Returns a text as SMPP writes one; one that does not fit becomes empty.
fn c_string<const MAX: usize>(text: String) -> COctetString<1, MAX> {
    COctetString::from_string(text).unwrap_or_default()
}
