//! Search for the packet in the octets that a person has. They may be the ENVELOPE command, the envelope, the short
//! message with or without a service centre, its user data, or the packet itself. Of a long message all parts are
//! given.

use sim_wire::secured_packet::{CommandPacket, Form, PacketFormatError, ResponsePacket};
use sim_wire::udh::{Concatenation, Elements};

use super::carriage::{self, CarriageError, PacketKind, PacketPart, PacketReassembly, WholePacket};
use crate::cat::{Message, Value};
use crate::sms::{Direction, Pdu, Tpdu};

/// Reason for which no packet is found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPacketError {
    /// The octets look like no carrier and like no packet.
    #[error("this is no secured packet ({0}), and no short message or envelope with one in it")]
    Nothing(PacketFormatError),
    /// A short message carries no packet.
    #[error("{0}")]
    Carriage(#[from] CarriageError),
    /// Parts are missing after this many messages.
    #[error("parts of the long message are missing: {0} came")]
    Incomplete(usize),
    /// Something follows a packet that was whole after this many messages.
    #[error("the packet is whole after {0} of what was given")]
    Behind(usize),
}

/// Finds the one packet that all these octets bring.
pub fn locate<'a>(given: impl IntoIterator<Item = &'a [u8]>) -> Result<(Form, WholePacket), NoPacketError> {
    let mut waiting = PacketReassembly::new(u8::MAX);
    let mut found = None;
    let mut count = 0;
    for octets in given {
        if found.is_some() {
            return Err(NoPacketError::Behind(count));
        }
        count += 1;
        found = match bare(octets) {
            Some(bare) => Some(bare),
            None => waiting.take(part(octets)?)?.map(|whole| (Form::ShortMessage, whole)),
        };
    }
    found.ok_or(NoPacketError::Incomplete(count))
}

/// Parses a packet by itself: its lengths agree, and it has a check of an ordinary length (0, 2, 4 or 8 octets).
pub fn bare(octets: &[u8]) -> Option<(Form, WholePacket)> {
    let ordinary = |length: Option<usize>| matches!(length, Some(0 | 2 | 4 | 8));
    [Form::ShortMessage, Form::CatTp].into_iter().find_map(|form| {
        let command = CommandPacket::parse(form, octets).is_ok_and(|packet| ordinary(packet.check_length()));
        let response = ResponsePacket::parse(form, octets).is_ok_and(|packet| ordinary(packet.check_length()));
        let kind = match (command, response) {
            (true, _) => PacketKind::Command,
            (false, true) => PacketKind::Response,
            (false, false) => return None,
        };
        Some((form, WholePacket { kind, packet: octets.to_vec() }))
    })
}

/// Parses the part of a packet that a carrier brings.
fn part(octets: &[u8]) -> Result<PacketPart, NoPacketError> {
    if let Some(message) = in_toolkit(octets) {
        return Ok(PacketPart::of(&message)?);
    }
    if let Some(part) = user_data(octets) {
        return Ok(part);
    }
    let mut messages: Vec<Pdu> = [Direction::FromNetwork, Direction::ToNetwork]
        .into_iter()
        .map(|direction| Pdu::read(direction, octets))
        .collect();
    messages.sort_by_key(|message| std::cmp::Reverse(message.plausibility()));
    let whole = messages.into_iter().filter_map(|message| message.reading?.tpdu.ok());
    // Almost any two octets are a report without user data.
    let messages = whole.filter(|message| message.user_data().is_some());
    let mut parts = messages.map(|message| PacketPart::of(&message));
    let first = parts.next();
    match (first, parts.next()) {
        (Some(Ok(part)), _) | (Some(Err(_)), Some(Ok(part))) => Ok(part),
        (Some(Err(fault)), _) => Err(NoPacketError::Carriage(fault)),
        (None, _) => Err(NoPacketError::Nothing(
            CommandPacket::parse(Form::ShortMessage, octets).err().unwrap_or(PacketFormatError::LengthForm),
        )),
    }
}

/// Returns the short message in an envelope or in SEND SHORT MESSAGE, bare or in its command.
fn in_toolkit(octets: &[u8]) -> Option<Tpdu> {
    let inside = match octets {
        [0xA0 | 0x80, 0xC2, 0x00, 0x00, length, inside @ ..] => inside.get(..usize::from(*length))?,
        [0xD0 | 0xD1, ..] => octets,
        _ => return None,
    };
    let message = Message::parse(inside).ok()?;
    message.objects.into_iter().find_map(|object| match object.value {
        Value::Sms(message) => Some(message),
        _ => None,
    })
}

/// Parses user data whose header announces a packet, or a part of one.
pub fn user_data(octets: &[u8]) -> Option<PacketPart> {
    let (elements, rest) = Elements::split(octets).ok()?;
    let elements: Vec<_> = elements.collect::<Result<_, _>>().ok()?;
    let kind = elements.iter().find_map(|element| PacketKind::of_element(element.id));
    let place = elements.iter().rev().find_map(|element| carriage::possible(Concatenation::parse(*element)));
    (kind.is_some() || place.is_some()).then(|| PacketPart { peer: None, place, kind, octets: rest.to_vec() })
}
