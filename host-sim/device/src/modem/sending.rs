//! Messages of the computer (+CMGS, 3GPP TS 27.005 §3.5.1): the command, the prompt, and the entry behind it.

use super::outcome::{Answer, AnswerResult, Outcome, done};
use super::{Modem, no_such_form};
use crate::handset::SendError;
use crate::link::Link;
use crate::mobile_station::MobileStation;
use sim_codec::at::{AtAction, AtParameter, FinalResult, MessageError, MessagePdu};
use sim_codec::sms::{Direction, Tpdu};

/// Message whose content the computer still has to give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Prompt {
    /// PDU, whose TPDU has that many octets.
    Pdu(u32),
    /// Text to that number.
    Text(String),
    /// Report on a message that was acknowledged, with the octets of its TPDU.
    Report(u32),
}

impl Prompt {
    /// Returns the result of an entry that is longer than there is room for.
    pub(super) fn too_long(&self) -> FinalResult {
        match self {
            Prompt::Pdu(_) | Prompt::Report(_) => MessageError::PduMode.into(),
            Prompt::Text(_) => MessageError::TextMode.into(),
        }
    }
}

impl Modem {
    /// Executes `+CMGS`.
    pub(super) fn begin_message(&self, action: &AtAction) -> AnswerResult {
        let parameters = match action {
            AtAction::Set(parameters) => parameters.as_slice(),
            AtAction::Test => return done(),
            action => return Err(no_such_form(action)),
        };
        match (self.settings.message_form, parameters) {
            (0, [length]) => length.number().map(Prompt::Pdu).map(Answer::Prompt).ok_or(MessageError::PduMode.into()),
            (0, _) => Err(MessageError::PduMode.into()),
            (_, [AtParameter::Quoted(number)] | [AtParameter::Quoted(number), AtParameter::Bare(_)]) => {
                let number = self.settings.charset.read(number.as_bytes()).ok_or(MessageError::TextMode)?;
                Ok(Answer::Prompt(Prompt::Text(number)))
            }
            (_, _) => Err(MessageError::TextMode.into()),
        }
    }

    /// Takes the entry behind a prompt; returns what was said and its outcome.
    pub(super) fn take_entry<L: Link>(&mut self, entry: &[u8], station: &mut MobileStation<L>) -> (String, Outcome) {
        let said = String::from_utf8_lossy(entry).escape_debug().to_string();
        let sent = match self.prompt.take() {
            Some(Prompt::Pdu(length)) => submit(entry, length, station),
            Some(Prompt::Text(number)) => self.write(&number, entry, station),
            Some(Prompt::Report(length)) => {
                let report = MessagePdu::parse(&[b"00", entry.trim_ascii()].concat(), length);
                report.map(|_| None).map_err(|_| MessageError::PduMode)
            }
            None => Err(MessageError::Unknown),
        };
        let settled = station.settle();
        self.note(settled);
        match sent {
            Ok(reference) => {
                let lines = reference.map(|reference| format!("+CMGS: {reference}").into_bytes());
                (said, Outcome { lines: lines.into_iter().collect(), end: Ok(FinalResult::Ok) })
            }
            Err(error) => (said, Outcome::of(error.into())),
        }
    }

    /// Sends a text; returns the reference of its last part.
    fn write<L: Link>(
        &self,
        number: &str,
        entry: &[u8],
        station: &mut MobileStation<L>,
    ) -> Result<Option<u8>, MessageError> {
        let text = self.settings.charset.read(entry).ok_or(MessageError::TextMode)?;
        let handset = station.handset_mut();
        handset.write_message(number, &text).map_err(|error| refusal(&error))?;
        Ok(Some(handset.message_reference().wrapping_sub(1)))
    }
}

/// Sends an SMS-SUBMIT; returns its reference.
fn submit<L: Link>(entry: &[u8], length: u32, station: &mut MobileStation<L>) -> Result<Option<u8>, MessageError> {
    let pdu = MessagePdu::parse(entry, length).map_err(|_| MessageError::PduMode)?;
    let Some(Tpdu::Submit(message)) = Tpdu::parse(Direction::ToNetwork, &pdu.tpdu) else {
        return Err(MessageError::PduMode);
    };
    let sent = station.handset_mut().submit_message(pdu.service_centre, message);
    sent.map(Some).map_err(|error| refusal(&error))
}

/// Returns the result of a message that was not sent.
const fn refusal(error: &SendError) -> MessageError {
    match error {
        SendError::Number(_) | SendError::Empty | SendError::TooLong(_) => MessageError::TextMode,
        SendError::NoService => MessageError::NoService,
        SendError::CentreRefuses(cause) | SendError::NetworkUnable(cause) => MessageError::Network(*cause),
    }
}
