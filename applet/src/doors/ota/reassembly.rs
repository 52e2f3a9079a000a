//! Parts of a long message that wait for each other (3GPP TS 31.115 §4.3). Nobody has been authenticated yet, so this is
//! where a stranger could fill the card's memory: there is room for one message of five parts, the parts of another take
//! its place, and a reset clears it.

use heapless::Vec;

use crate::refusal::Refusal;
use crate::wire::secured_packet::CommandHeader;
use crate::wire::udh::{Concatenation, USER_DATA_MAX};

use super::carriage::{Address, Message};

/// Most parts of a long message.
pub(crate) const PARTS_MAX: usize = 5;

/// Most octets of a part: what a header with nothing but its number leaves.
const PART_MAX: usize = USER_DATA_MAX - 6;

/// Most octets of a packet: the first part's header has two octets more.
pub(crate) const PACKET_MAX: usize = PARTS_MAX * PART_MAX - 2;

/// A whole packet.
pub(crate) type Packet = Vec<u8, PACKET_MAX>;

/// What comes of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "there is no heap that a packet could be put on")]
pub(crate) enum Taken {
    /// Other parts are missing.
    Waiting,
    /// The packet is whole.
    Whole(Packet),
    /// It has more parts than there is room for; its header, where this part has it.
    TooMany(Option<CommandHeader>),
}

/// The message that waits for its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reassembly(Option<Waiting>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Waiting {
    sender: Address,
    /// The reference, and whether it is the wide one, which is another.
    reference: (u16, bool),
    total: u8,
    /// Whether the first part says that this is a command packet.
    is_command: bool,
    parts: [Option<Vec<u8, PART_MAX>>; PARTS_MAX],
}

impl Reassembly {
    /// Takes a message. Of a part that comes twice the first copy counts; parts that do not agree how many they are, are all
    /// thrown away.
    pub(crate) fn take(&mut self, message: Message<'_>) -> Result<Taken, Refusal> {
        let Some(place) = message.place else {
            return if message.is_command { whole(&[message.octets]) } else { Err(Refusal::WrongData) };
        };
        let Concatenation { total, part, reference, wide } = place;
        if part == 0 || part > total {
            return Err(Refusal::WrongData);
        }
        if usize::from(total) > PARTS_MAX {
            let is_first = part == 1 && message.is_command;
            return Ok(Taken::TooMany(is_first.then(|| CommandHeader::glimpse(message.octets)).flatten()));
        }
        let reference = (reference, wide);
        let mut waiting = match self.0.take() {
            Some(waiting) if waiting.sender == message.sender && waiting.reference == reference => waiting,
            _ => Waiting { sender: message.sender, reference, total, is_command: false, parts: Default::default() },
        };
        if waiting.total != total {
            return Err(Refusal::WrongData);
        }
        waiting.is_command |= part == 1 && message.is_command;
        if let Some(room) = waiting.parts.get_mut(usize::from(part.saturating_sub(1)))
            && room.is_none()
        {
            *room = Some(Vec::from_slice(message.octets).map_err(|_| Refusal::WrongData)?);
        }
        if waiting.parts.iter().flatten().count() < usize::from(total) {
            self.0 = Some(waiting);
            return Ok(Taken::Waiting);
        }
        if !waiting.is_command {
            return Err(Refusal::WrongData);
        }
        whole(&waiting.parts.each_ref().map(|part| part.as_deref().unwrap_or_default()))
    }
}

/// The packet of these parts.
fn whole(parts: &[&[u8]]) -> Result<Taken, Refusal> {
    let mut packet = Packet::new();
    for part in parts {
        packet.extend_from_slice(part).map_err(|_| Refusal::WrongData)?;
    }
    Ok(Taken::Whole(packet))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(sender: u8, reference: u16, total: u8, number: u8, octets: &[u8]) -> Message<'_> {
        let place = Some(Concatenation { reference, total, part: number, wide: false });
        Message { sender: Vec::from_slice(&[sender]).unwrap(), place, is_command: number == 1, octets }
    }

    fn packet(octets: &[u8]) -> Result<Taken, Refusal> {
        Ok(Taken::Whole(Vec::from_slice(octets).unwrap()))
    }

    #[test]
    fn parts_come_in_any_order_and_the_first_copy_counts() {
        let mut waiting = Reassembly::default();
        assert_eq!(waiting.take(part(1, 9, 3, 3, b"c")), Ok(Taken::Waiting));
        assert_eq!(waiting.take(part(1, 9, 3, 1, b"a")), Ok(Taken::Waiting));
        assert_eq!(waiting.take(part(1, 9, 3, 1, b"x")), Ok(Taken::Waiting));
        assert_eq!(waiting.take(part(1, 9, 3, 2, b"b")), packet(b"abc"));
        assert_eq!(waiting, Reassembly::default(), "nothing is kept of what is whole");
        assert_eq!(waiting.take(part(1, 9, 1, 1, b"one")), packet(b"one"));
    }

    #[test]
    fn one_message_waits_at_a_time_and_parts_that_do_not_agree_are_all_lost() {
        let wide = |message: Message<'static>| {
            let place = message.place.map(|place| Concatenation { wide: true, ..place });
            Message { place, ..message }
        };
        for other in [part(2, 9, 2, 1, b"x"), part(1, 8, 2, 1, b"x"), wide(part(1, 9, 2, 1, b"x"))] {
            let mut waiting = Reassembly::default();
            assert_eq!(waiting.take(part(1, 9, 2, 1, b"a")), Ok(Taken::Waiting));
            assert_eq!(waiting.take(other), Ok(Taken::Waiting));
            assert_eq!(waiting.take(part(1, 9, 2, 2, b"b")), Ok(Taken::Waiting), "the first part is gone");
        }
        let mut waiting = Reassembly::default();
        assert_eq!(waiting.take(part(1, 9, 2, 2, b"b")), Ok(Taken::Waiting));
        assert_eq!(waiting.take(part(1, 9, 3, 3, b"c")), Err(Refusal::WrongData));
        assert_eq!(waiting, Reassembly::default());
    }

    #[test]
    fn parts_that_cannot_be_are_refused_and_do_not_disturb() {
        let mut waiting = Reassembly::default();
        assert_eq!(waiting.take(part(1, 9, 2, 2, b"b")), Ok(Taken::Waiting));
        for (total, number) in [(0, 0), (0, 1), (2, 0), (2, 3)] {
            assert_eq!(waiting.take(part(1, 9, total, number, b"x")), Err(Refusal::WrongData), "{number} of {total}");
        }
        assert_eq!(waiting.take(part(1, 9, 255, 2, b"x")), Ok(Taken::TooMany(None)));
        let header = CommandHeader::glimpse(&[7; 10]);
        assert_eq!(waiting.take(part(1, 9, 6, 1, &[7; 134])), Ok(Taken::TooMany(header)));
        assert_eq!(waiting.take(part(1, 9, 2, 1, b"a")), packet(b"ab"));
    }

    #[test]
    fn what_does_not_say_that_it_is_a_command_packet_is_none() {
        let nameless = |message: Message<'static>| Message { is_command: false, ..message };
        let mut waiting = Reassembly::default();
        assert_eq!(waiting.take(nameless(part(1, 9, 1, 1, b"a"))), Err(Refusal::WrongData));
        assert_eq!(waiting.take(Message { place: None, ..nameless(part(1, 9, 1, 1, b"a")) }), Err(Refusal::WrongData));
        let late = Message { is_command: true, ..part(1, 9, 2, 2, b"b") };
        assert_eq!(waiting.take(late), Ok(Taken::Waiting), "the second part may not say it");
        assert_eq!(waiting.take(nameless(part(1, 9, 2, 1, b"a"))), Err(Refusal::WrongData));
    }

    #[test]
    fn the_longest_packet_fills_five_messages() {
        let mut waiting = Reassembly::default();
        let (first, rest) = ([1; 132], [2; 134]);
        for number in (2..=5).rev() {
            assert_eq!(waiting.take(part(1, 9, 5, number, &rest)), Ok(Taken::Waiting));
        }
        let Ok(Taken::Whole(packet)) = waiting.take(part(1, 9, 5, 1, &first)) else { panic!() };
        assert_eq!((packet.len(), packet[131], packet[132]), (668, 1, 2));
        assert_eq!(PACKET_MAX, 668);
    }
}
