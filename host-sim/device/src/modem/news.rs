//! What the modem says by itself: the card's commands, messages that came, and changes of registration.

use super::line::ModemReply;
use super::outcome::{Answer, AnswerResult, done, line};
use super::sending::Prompt;
use super::{Modem, no_such_form};
use crate::handset::{HostNotice, StoredMessage};
use crate::link::Link;
use crate::mobile_station::MobileStation;
use sim_codec::at::{AtAction, AtParameter, MessageError};
use sim_codec::sms::{Direction, Tpdu};

/// Message class of a message that is stored on the card, and so announced by its index however it is wanted.
const CARD_CLASS: u8 = 2;

/// Most octets of the report on a message.
const REPORT_MAX: u32 = 255;

impl Modem {
    /// Adds what the modem has to say by itself. While the computer writes behind a prompt, the news waits.
    pub(super) fn announce<L: Link>(&mut self, station: &mut MobileStation<L>, reply: &mut ModemReply) {
        if self.reader.is_in_entry() {
            return;
        }
        for notice in station.handset_mut().take_host_notices() {
            match notice {
                HostNotice::Command(octets) => {
                    self.write_news(&[format!("+CUSATP: {}", hex::encode_upper(octets)).into_bytes()], reply);
                }
                HostNotice::SessionEnd => self.write_news(&[b"+CUSATEND".to_vec()], reply),
                HostNotice::Message(index) => self.announce_message(index, station, reply),
            }
        }
        self.hand_over(station, reply);
        if self.has_service_news(station) {
            let around = &station.handset().surroundings;
            self.known_service = Some(around.service);
            if self.settings.registration > 0 {
                let registration = self.registration(around);
                self.write_news(&[format!("+CREG: {registration}").into_bytes()], reply);
            }
        }
    }

    /// Returns whether the network has come or gone since the computer was told.
    pub(super) fn has_service_news<L: Link>(&self, station: &MobileStation<L>) -> bool {
        self.known_service.is_some_and(|known| known != station.handset().surroundings.service)
    }

    /// Announces a message by its index, or lets it wait to be handed over.
    fn announce_message<L: Link>(&mut self, index: u16, station: &MobileStation<L>, reply: &mut ModemReply) {
        let Some(message) = find(index, station) else { return };
        match self.settings.routing() {
            0 => {}
            2 | 3 if class(message) != Some(CARD_CLASS) => self.undelivered.push_back(index),
            _ => self.write_news(&[format!("+CMTI: \"ME\",{index}").into_bytes()], reply),
        }
    }

    /// Hands messages over. A message that is to be acknowledged stays stored until it is, and the next one waits; any
    /// other is the computer's from now on.
    fn hand_over<L: Link>(&mut self, station: &mut MobileStation<L>, reply: &mut ModemReply) {
        while self.unacknowledged.is_none() {
            let Some(index) = self.undelivered.pop_front() else { return };
            let Some(message) = find(index, station) else { continue };
            self.write_news(&self.handed_over(message), reply);
            match self.settings.message_service {
                0 => drop(station.handset_mut().delete_stored_message(index)),
                _ => self.unacknowledged = Some(index),
            }
        }
    }

    /// Executes `+CNMA`: the message that was handed over is the computer's, or, if the computer refuses it, stays
    /// stored. A report may follow as a PDU.
    pub(super) fn acknowledge<L: Link>(&mut self, action: &AtAction, station: &mut MobileStation<L>) -> AnswerResult {
        let (accepts, length) = match action {
            AtAction::Test if self.settings.message_form == 0 => return line("+CNMA: (0-2)"),
            AtAction::Test => return done(),
            AtAction::Execute(None) => (true, 0),
            AtAction::Set(parameters) => acknowledgement(parameters).ok_or(MessageError::PduMode)?,
            action => return Err(no_such_form(action)),
        };
        let index = self.unacknowledged.take().ok_or(MessageError::NoAcknowledgement)?;
        if accepts {
            station.handset_mut().delete_stored_message(index);
        }
        match length {
            0 => done(),
            length => Ok(Answer::Prompt(Prompt::Report(length))),
        }
    }
}

/// Returns whether a message is accepted, and the octets of the report on it; `None` where a parameter is wrong.
fn acknowledgement(parameters: &[AtParameter]) -> Option<(bool, u32)> {
    let (how, length) = match parameters {
        [how] => (how.number()?, 0),
        [how, length] => (how.number()?, length.number()?),
        _ => return None,
    };
    (how <= 2 && length <= REPORT_MAX).then_some((how < 2, length))
}

fn find<L: Link>(index: u16, station: &MobileStation<L>) -> Option<&StoredMessage> {
    station.handset().stored_messages().iter().find(|message| message.index == index)
}

fn class(message: &StoredMessage) -> Option<u8> {
    match Tpdu::parse(Direction::FromNetwork, &message.tpdu) {
        Some(Tpdu::Deliver(deliver)) => crate::handset::message_class(deliver.dcs),
        _ => None,
    }
}
