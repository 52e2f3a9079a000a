//! Requests to the network: short messages, SS and USSD requests, and the tones of a call.

use serde::{Deserialize, Serialize};

use sim_wire::proactive::GeneralResult;
use sim_wire::proactive::ObjectTag;

use super::reply::Reply;
use super::screen::title;
use super::{CardTransmission, Handset, Sending, object};
use sim_codec::cat::ProactiveCommand;
use sim_codec::cat::command::{Action, SendSms};
use sim_codec::cat::content::Address;
use sim_codec::cat::texts::{Alphabet, Text};
use sim_codec::sms::{MessageBody as SmsBody, SmsSubmit, Tpdu, UserData};

/// Short message that went out: the card had it sent, or the person wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// Service centre: the card's, or the handset's own.
    pub service_centre: Address,
    /// TPDU that was sent, packed if the card asked for it.
    pub tpdu: Tpdu,
    /// `true` if the service centre took the message.
    pub accepted: bool,
}

/// Short messages that went out, and the reference of the next text. Messages that the network has taken over are
/// history and not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "OutboxState", into = "OutboxState")]
pub(super) struct Outbox {
    messages: Vec<Outgoing>,
    /// Number of messages, from the first on, that the network has taken over.
    carried: usize,
    /// Message reference (TP-MR) of the next text that the person sends.
    reference: u8,
}

/// Outbox as it is kept.
#[derive(Serialize, Deserialize)]
struct OutboxState {
    waiting: Vec<Outgoing>,
    reference: u8,
}

impl From<Outbox> for OutboxState {
    fn from(outbox: Outbox) -> OutboxState {
        OutboxState { waiting: outbox.waiting().to_vec(), reference: outbox.reference }
    }
}

impl From<OutboxState> for Outbox {
    fn from(kept: OutboxState) -> Outbox {
        Outbox { messages: kept.waiting, carried: 0, reference: kept.reference }
    }
}

impl Outbox {
    /// Returns the messages that went out, the oldest first.
    pub(super) fn messages(&self) -> &[Outgoing] {
        &self.messages
    }

    /// Returns the messages that the network has not taken over.
    fn waiting(&self) -> &[Outgoing] {
        self.messages.get(self.carried..).unwrap_or_default()
    }

    /// Takes the messages that the network has not taken over; they stay in the outbox.
    pub(super) fn carry(&mut self) -> Vec<Outgoing> {
        let waiting = self.waiting().to_vec();
        self.carried = self.messages.len();
        waiting
    }

    /// Drops the messages that the network has taken over.
    pub(super) fn forget_carried(&mut self) {
        self.messages.drain(..self.carried.min(self.messages.len()));
        self.carried = 0;
    }

    /// Adds a message that went out.
    pub(super) fn push(&mut self, message: Outgoing) {
        self.messages.push(message);
    }

    /// Returns the message reference (TP-MR) of the next text.
    pub(super) const fn reference(&self) -> u8 {
        self.reference
    }

    /// Sets the message reference (TP-MR) of the next text.
    pub(super) const fn set_reference(&mut self, reference: u8) {
        self.reference = reference;
    }
}

impl Handset {
    /// Sends a short message, SS or USSD request or DTMF tones without a question to the person, and shows the title
    /// meanwhile.
    pub(super) fn transmit(&mut self, command: &ProactiveCommand) -> Reply {
        if !self.surroundings.service {
            return Reply::because(GeneralResult::TerminalBusy, 0x04);
        }
        let (sent, shown) = match &command.action {
            Action::SendSms(sms) => return self.send_message(command, sms),
            Action::SendSs(ss) => {
                let Some(request) = &ss.request else { return Reply::of(GeneralResult::MinimumNotMet) };
                (CardTransmission::Ss(request.value.clone()), title(&ss.alpha))
            }
            Action::SendUssd(ussd) => {
                let Some(request) = &ussd.request else { return Reply::of(GeneralResult::MinimumNotMet) };
                (CardTransmission::Ussd(request.value.clone()), title(&ussd.alpha))
            }
            Action::SendDtmf(_) if !self.surroundings.in_call => {
                return Reply::because(GeneralResult::TerminalBusy, 0x07);
            }
            Action::SendDtmf(dtmf) => {
                let digits = dtmf.digits.as_ref().map(|digits| digits.value.0.clone()).unwrap_or_default();
                (CardTransmission::Dtmf(digits), title(&dtmf.alpha))
            }
            _ => return Reply::of(GeneralResult::NotCapable),
        };
        self.show_title(shown);
        let reply = match (&sent, self.surroundings.ss_error) {
            (CardTransmission::Ussd(_), _) => self.network_answers(command),
            (CardTransmission::Ss(_), Some(error)) => Reply::because(GeneralResult::SsReturnError, error),
            _ => Reply::success(command, Vec::new(), &self.model),
        };
        self.standing.sent.push(sent);
        reply
    }

    /// Sends a short message of the card's. [`Surroundings::sending`](super::Surroundings::sending) settles the
    /// outcome.
    fn send_message(&mut self, command: &ProactiveCommand, sms: &SendSms) -> Reply {
        let Some(message) = &sms.message else { return Reply::of(GeneralResult::NotCapable) };
        let tpdu = match command.details.value.qualifier & 0x01 {
            0x00 => Some(message.value.clone()),
            _ => packed(&message.value),
        };
        let Some(tpdu) = tpdu else { return Reply::of(GeneralResult::DataNotUnderstood) };
        self.show_title(title(&sms.alpha));
        let named = sms.service_centre.as_ref().map(|centre| centre.value.clone());
        let service_centre = named.clone().unwrap_or_else(|| self.surroundings.service_centre.clone());
        let accepted = self.surroundings.sending == Sending::Accepted;
        self.outbox.push(Outgoing { service_centre, tpdu: tpdu.clone(), accepted });
        match self.surroundings.sending {
            Sending::Accepted => {
                self.standing.sent.push(CardTransmission::Sms(named, Box::new(tpdu)));
                Reply::success(command, Vec::new(), &self.model)
            }
            Sending::CentreRefuses(cause) => Reply::because(GeneralResult::SmsRpError, cause),
            Sending::NetworkUnable(cause) => Reply::because(GeneralResult::NetworkUnavailable, cause | 0x80),
        }
    }

    /// Returns the reply with the network's answer to a USSD request.
    fn network_answers(&self, command: &ProactiveCommand) -> Reply {
        let Some(answer) = &self.surroundings.ussd_answer else {
            return Reply::because(GeneralResult::UssdReturnError, 0x00);
        };
        let gsm = answer.chars().all(|character| sim_wire::text::spelling(character).is_some());
        let text = Text { dcs: Some(if gsm { 0x04 } else { 0x08 }), text: answer.clone() };
        Reply::success(command, vec![object(ObjectTag::TextString, text)], &self.model)
    }
}

/// Returns whether a short message of the card's carries data, and no text.
pub(super) fn is_data(sms: &SendSms) -> bool {
    let user = sms.message.as_ref().and_then(|message| message.value.user_data());
    user.is_some_and(|user| matches!(user.body, SmsBody::Octets(_)))
}

/// Packs a message of eight bits a character into septets and changes its coding scheme (TS 31.111 §6.4.10). A message
/// of another coding is returned unchanged; `None` if it cannot be packed.
fn packed(message: &Tpdu) -> Option<Tpdu> {
    let Tpdu::Submit(submit) = message else { return None };
    let (dcs, user) = (submit.dcs, &submit.user);
    let (Some(Alphabet::Octets), SmsBody::Octets(octets)) = (Alphabet::of_sms(dcs), &user.body) else {
        return Some(message.clone());
    };
    let dcs = dcs & !0x04;
    let text = Alphabet::Octets.read(octets);
    let mut packed = UserData::new(SmsBody::Text(text), dcs).ok()?;
    packed.header = user.header.clone();
    let header = user.header.as_ref().map_or(0, |_| (user.octets(0x04).map_or(0, |all| all.len()) - octets.len()) * 8);
    packed.length = packed.length.checked_add(u8::try_from(header.div_ceil(7)).ok()?)?;
    Some(Tpdu::Submit(SmsSubmit { dcs, user: packed, ..submit.clone() }))
}
