//! Steps of a session as messages of GSMTAP, while they happen.

use super::super::{Reply, SessionStep};
use sim_codec::gsmtap::{SimMessage, SimSubType};
use sim_codec::length_fields::{LengthFields, Width};

/// Step of a session as a message of GSMTAP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LiveMessage {
    /// Contents of a datagram.
    Datagram(Vec<u8>),
    /// An exchange that GSMTAP has no form for: nothing was answered, or the command is shorter than a header.
    Unsendable,
    /// A step that is nothing on the card's line.
    Nothing,
}

impl LiveMessage {
    /// Returns the message of a step.
    pub fn of(step: &SessionStep) -> LiveMessage {
        match step {
            SessionStep::PowerOn { atr: Some(atr) } | SessionStep::Reset { atr: Some(atr) } => LiveMessage::of_atr(atr),
            SessionStep::Exchange(exchange) => match &exchange.answer {
                Some(Reply::Octets(answer)) => LiveMessage::of_exchange(&exchange.command, answer),
                Some(Reply::Silence) | None => LiveMessage::Unsendable,
            },
            _ => LiveMessage::Nothing,
        }
    }

    /// Returns the messages of a step, of which there is one.
    pub fn all_of(step: &SessionStep) -> Vec<LiveMessage> {
        vec![LiveMessage::of(step)]
    }

    /// Returns the message of an answer to reset.
    pub fn of_atr(atr: &[u8]) -> LiveMessage {
        LiveMessage::Datagram(SimMessage { sub_type: SimSubType::Atr, payload: atr }.encode())
    }

    /// Returns the message of a command and its answer, in the form that T=0 has: always with P3, and without Le behind
    /// data.
    pub fn of_exchange(command: &[u8], answer: &[u8]) -> LiveMessage {
        let command = match (command.len(), LengthFields::parse(command)) {
            (0..4, _) => return LiveMessage::Unsendable,
            (4, _) => [command, &[0]].concat(),
            (_, Some(LengthFields { width: Width::Short, data: [_, ..], le: Some(_) })) => {
                command.split_last().map(|(_, without_le)| without_le.to_vec()).unwrap_or_default()
            }
            _ => command.to_vec(),
        };
        let payload = [command.as_slice(), answer].concat();
        LiveMessage::Datagram(SimMessage { sub_type: SimSubType::Apdu, payload: &payload }.encode())
    }
}
