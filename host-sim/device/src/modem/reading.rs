//! Messages for the computer (3GPP TS 27.005 §3.4): listed, read and deleted by their index.

use super::outcome::{AnswerResult, block, done, line};
use super::{Modem, no_such_form};
use crate::handset::{Handset, StoredMessage};
use sim_codec::at::{AtAction, AtParameter, MessageError, MessagePdu};
use sim_codec::sms::{Direction, MessageBody, SmsDeliver, Timestamp, Tpdu};

/// States of a message that came, in PDU mode and in text mode: not read, read.
const UNREAD: (u32, &str) = (0, "REC UNREAD");
const READ: (u32, &str) = (1, "REC READ");

/// Every state of a message.
const ALL: (u32, &str) = (4, "ALL");

/// Messages of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Listing {
    Unread,
    Read,
    All,
    /// Messages of the computer, of which none is stored.
    Nothing,
}

impl Listing {
    fn has(self, message: &StoredMessage) -> bool {
        match self {
            Listing::Unread => !message.is_read,
            Listing::Read => message.is_read,
            Listing::All => true,
            Listing::Nothing => false,
        }
    }
}

impl Modem {
    /// Executes `+CMGL`. What is listed has been read.
    pub(super) fn list(&self, action: &AtAction, handset: &mut Handset) -> AnswerResult {
        let is_text = self.settings.message_form == 1;
        let listed = match action {
            AtAction::Execute(None) => Some(Listing::Unread),
            AtAction::Test if is_text => return line("+CMGL: (\"REC UNREAD\",\"REC READ\",\"ALL\")"),
            AtAction::Test => return line("+CMGL: (0,1,4)"),
            AtAction::Set(parameters) => match parameters.as_slice() {
                [state] => self.listed(state),
                _ => None,
            },
            action => return Err(no_such_form(action)),
        };
        let wrong = if is_text { MessageError::TextMode } else { MessageError::PduMode };
        let listed = listed.ok_or(wrong)?;
        let messages: Vec<_> =
            handset.stored_messages().iter().filter(|message| listed.has(message)).cloned().collect();
        let lines = messages.iter().flat_map(|message| {
            handset.mark_message_read(message.index);
            let (head, body) = self.shown(message);
            [[format!("+CMGL: {},", message.index).as_bytes(), head.as_slice()].concat(), body]
        });
        block(&lines.collect::<Vec<_>>())
    }

    fn listed(&self, state: &AtParameter) -> Option<Listing> {
        let is = |(number, name): (u32, &str)| match self.settings.message_form {
            0 => state.number() == Some(number),
            _ => state.text() == Some(name),
        };
        [(UNREAD, Listing::Unread), (READ, Listing::Read), (ALL, Listing::All)]
            .into_iter()
            .chain([((2, "STO UNSENT"), Listing::Nothing), ((3, "STO SENT"), Listing::Nothing)])
            .find_map(|(state, listed)| is(state).then_some(listed))
    }

    /// Executes `+CMGR`.
    pub(super) fn read(&self, action: &AtAction, handset: &mut Handset) -> AnswerResult {
        let parameters = match action {
            AtAction::Set(parameters) => parameters.as_slice(),
            AtAction::Test => return done(),
            action => return Err(no_such_form(action)),
        };
        let [index] = parameters else { return Err(MessageError::Index.into()) };
        let index = index_of(index)?;
        let found = handset.stored_messages().iter().find(|message| message.index == index).cloned();
        let message = found.ok_or(MessageError::Index)?;
        handset.mark_message_read(index);
        let (head, body) = self.shown(&message);
        block(&[[b"+CMGR: ", head.as_slice()].concat(), body])
    }

    /// Executes `+CMGD`: one message, or by the flag all that were read (1 to 3) or all (4).
    pub(super) fn delete(&mut self, action: &AtAction, handset: &mut Handset) -> AnswerResult {
        let parameters = match action {
            AtAction::Set(parameters) => parameters.as_slice(),
            AtAction::Test => {
                let indices: Vec<_> = handset.stored_messages().iter().map(|found| found.index.to_string()).collect();
                return line(format!("+CMGD: ({}),(0-4)", indices.join(",")));
            }
            action => return Err(no_such_form(action)),
        };
        let (index, flag) = match parameters {
            [index] => (index_of(index)?, 0),
            [index, flag] => (index_of(index)?, flag.number().filter(|flag| *flag < 5).ok_or(MessageError::Index)?),
            _ => return Err(MessageError::Index.into()),
        };
        let is_meant = |message: &&StoredMessage| match flag {
            0 => message.index == index,
            4 => true,
            _ => message.is_read,
        };
        let meant: Vec<u16> = handset.stored_messages().iter().filter(is_meant).map(|message| message.index).collect();
        if flag == 0 && meant.is_empty() {
            return Err(MessageError::Index.into());
        }
        meant.into_iter().for_each(|index| {
            handset.delete_stored_message(index);
            self.undelivered.retain(|waiting| *waiting != index);
        });
        done()
    }

    /// Returns what +CMGL and +CMGR show of a message: the rest of the first line, and the second.
    fn shown(&self, message: &StoredMessage) -> (Vec<u8>, Vec<u8>) {
        let (number, name) = if message.is_read { READ } else { UNREAD };
        match (self.settings.message_form, deliver(message)) {
            (1, Some(deliver)) => {
                let (from, time, body) = self.text(&deliver);
                ([format!("\"{name}\",\"").as_bytes(), &from, format!("\",,\"{time}\"").as_bytes()].concat(), body)
            }
            _ => (format!("{number},,{}", message.tpdu.len()).into_bytes(), pdu(message)),
        }
    }

    /// Returns what +CMT shows of a message: the first line, and the second.
    pub(super) fn handed_over(&self, message: &StoredMessage) -> Vec<Vec<u8>> {
        match (self.settings.message_form, deliver(message)) {
            (1, Some(deliver)) => {
                let (from, time, body) = self.text(&deliver);
                vec![[b"+CMT: \"", from.as_slice(), format!("\",,\"{time}\"").as_bytes()].concat(), body]
            }
            _ => vec![format!("+CMT: ,{}", message.tpdu.len()).into_bytes(), pdu(message)],
        }
    }

    /// Returns sender, time and text of a message in text mode. Data are shown as hexadecimal digits.
    fn text(&self, message: &SmsDeliver) -> (Vec<u8>, String, Vec<u8>) {
        let charset = self.settings.charset;
        let sign = if message.originator.ton_npi.ton() == 1 { "+" } else { "" };
        let from = charset.write(&format!("{sign}{}", message.originator.number));
        let body = match &message.user.body {
            MessageBody::Text(text) => charset.write(text),
            MessageBody::Octets(octets) => hex::encode_upper(octets).into_bytes(),
        };
        (from, stamp(message.time), body)
    }
}

fn deliver(message: &StoredMessage) -> Option<SmsDeliver> {
    match Tpdu::parse(Direction::FromNetwork, &message.tpdu) {
        Some(Tpdu::Deliver(deliver)) => Some(deliver),
        _ => None,
    }
}

fn pdu(message: &StoredMessage) -> Vec<u8> {
    let service_centre = Some(message.service_centre.clone());
    MessagePdu { service_centre, tpdu: message.tpdu.clone() }.emit().into_bytes()
}

/// Returns a time stamp as `09/11/18,10:30:00+32`.
fn stamp(time: Timestamp) -> String {
    let [year, month, day, hour, minute, second] = time.fields();
    let zone = time.zone().unwrap_or_default();
    format!("{year:02}/{month:02}/{day:02},{hour:02}:{minute:02}:{second:02}{zone:+03}")
}

fn index_of(parameter: &AtParameter) -> Result<u16, MessageError> {
    parameter.number().and_then(|number| u16::try_from(number).ok()).ok_or(MessageError::Index)
}
