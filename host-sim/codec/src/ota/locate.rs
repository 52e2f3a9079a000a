//! Finds the packet in whatever a person has of it: the ENVELOPE command, the envelope, the short message with or
//! without a service centre before it, its user data, or the packet itself; of a long message all its parts.

use sim_wire::secured_packet::{CommandPacket, Form, Malformed, ResponsePacket};
use sim_wire::udh::{Concatenation, Elements};

use super::carriage::{self, Fault, PacketKind, Part, Reassembly, Whole};
use crate::cat::{Message, Value};
use crate::sms::{Direction, Pdu, Tpdu};

/// Why there is no packet to be found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotFound {
    /// Nothing looks like any carrier or like a packet.
    #[error("this is no secured packet ({0}), and no short message or envelope with one in it")]
    Nothing(Malformed),
    /// A short message carries none.
    #[error("{0}")]
    Carriage(#[from] Fault),
    /// Parts are missing.
    #[error("parts of the long message are missing: {0} came")]
    Incomplete(usize),
    /// Something follows a packet that was whole.
    #[error("the packet is whole after {0} of what was given")]
    Behind(usize),
}

/// The one packet that all of these bring.
pub fn locate<'a>(given: impl IntoIterator<Item = &'a [u8]>) -> Result<(Form, Whole), NotFound> {
    let mut waiting = Reassembly::new(u8::MAX);
    let mut found = None;
    let mut count = 0;
    for octets in given {
        if found.is_some() {
            return Err(NotFound::Behind(count));
        }
        count += 1;
        found = match bare(octets) {
            Some(bare) => Some(bare),
            None => waiting.take(part(octets)?)?.map(|whole| (Form::ShortMessage, whole)),
        };
    }
    found.ok_or(NotFound::Incomplete(count))
}

/// A packet by itself: its lengths agree, and a check of an ordinary length stands in it.
pub fn bare(octets: &[u8]) -> Option<(Form, Whole)> {
    let ordinary = |length: Option<usize>| matches!(length, Some(0 | 2 | 4 | 8));
    [Form::ShortMessage, Form::CatTp].into_iter().find_map(|form| {
        let command = CommandPacket::parse(form, octets).is_ok_and(|packet| ordinary(packet.check_length()));
        let response = ResponsePacket::parse(form, octets).is_ok_and(|packet| ordinary(packet.check_length()));
        let kind = match (command, response) {
            (true, _) => PacketKind::Command,
            (false, true) => PacketKind::Response,
            (false, false) => return None,
        };
        Some((form, Whole { kind, packet: octets.to_vec() }))
    })
}

/// What a carrier brings of a packet.
fn part(octets: &[u8]) -> Result<Part, NotFound> {
    if let Some(message) = in_toolkit(octets) {
        return Ok(Part::of(&message)?);
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
    let mut parts = messages.map(|message| Part::of(&message));
    let first = parts.next();
    match (first, parts.next()) {
        (Some(Ok(part)), _) | (Some(Err(_)), Some(Ok(part))) => Ok(part),
        (Some(Err(fault)), _) => Err(NotFound::Carriage(fault)),
        (None, _) => Err(NotFound::Nothing(
            CommandPacket::parse(Form::ShortMessage, octets).err().unwrap_or(Malformed::LengthForm),
        )),
    }
}

/// The short message in an envelope or in SEND SHORT MESSAGE, bare or in its command.
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

/// User data whose header announces a packet, or a part of one.
pub fn user_data(octets: &[u8]) -> Option<Part> {
    let (elements, rest) = Elements::split(octets).ok()?;
    let elements: Vec<_> = elements.collect::<Result<_, _>>().ok()?;
    let kind = elements.iter().find_map(|element| PacketKind::of_element(element.id));
    let place = elements.iter().rev().find_map(|element| carriage::possible(Concatenation::parse(*element)));
    (kind.is_some() || place.is_some()).then(|| Part { peer: None, place, kind, octets: rest.to_vec() })
}
