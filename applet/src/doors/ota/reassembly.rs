//! Reassembly of the parts of a long message (3GPP TS 31.115 §4.3). No part is authenticated yet, so that a stranger
//! could fill the card's memory here. There is therefore room for one message of five parts and one part more. The
//! parts of another message replace them, and a reset clears them.
//!
//! A reference comes again after 256 messages, or after its sender was switched off, and an old part may still wait
//! under it. Only the check of the packet shows which parts belong together:
//!
//! - A part that comes again with other content is kept beside the first copy. If the packet is not authentic with the
//!   first copy, the other one is tried.
//! - A second part that comes again with other content proves that the first parts are old: the two begin anew.
//! - If a packet is not authentic, the part that waited longest is dropped, and the others wait on.
//! - Parts that no other part has followed for an hour are dropped.

use heapless::Vec;
use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;
use sim_wire::secured_packet::CommandHeader;
use sim_wire::udh::{Concatenation, USER_DATA_MAX};

use super::carriage::{Address, Message};

/// Most parts of a long message.
pub(crate) const PARTS_MAX: usize = 5;

/// Seconds for which parts wait for the next one.
pub(crate) const PATIENCE_S: u32 = 3600;

/// Most octets of a part, behind a header that has only the part's number.
const PART_MAX: usize = USER_DATA_MAX - 6;

/// Most octets of a packet: the first part's header has two octets more.
pub(crate) const PACKET_MAX: usize = PARTS_MAX * PART_MAX - 2;

/// A whole packet.
pub(crate) type Packet = Vec<u8, PACKET_MAX>;

/// Octets of a part.
type Octets = Vec<u8, PART_MAX>;

/// Outcome of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "there is no heap that a packet could be put on")]
pub(crate) enum ReassemblyResult {
    /// Incomplete packet: other parts are missing.
    Waiting,
    /// Packet of a single message.
    Whole(Packet),
    /// Packet put together from parts. The parts stay until [`Reassembly::clear`] or [`Reassembly::doubt`].
    Joined(Packet),
    /// Packet of more parts than there is room for; its header, or `None` if this part does not have it.
    TooMany(Option<CommandHeader>),
}

/// The message that waits for its parts; `None` while none waits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reassembly(Option<Waiting>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Waiting {
    sender: Address,
    /// Reference, and whether it is wide: the same number in the other width is another reference.
    reference: (u16, bool),
    total: u8,
    /// `true` if the first part announces a command packet.
    is_command: bool,
    /// Octets of each part, with the number of its arrival.
    parts: [Option<(u8, Octets)>; PARTS_MAX],
    /// Another copy of a part, with the index of that part; `None` if there is none.
    other: Option<(usize, Octets)>,
    /// Number of the next arrival.
    arrival: u8,
    /// Seconds from power-on to the last arrival.
    last_s: u32,
}

impl Reassembly {
    /// Takes a message that came `uptime_s` seconds after power-on.
    pub(crate) fn take(&mut self, message: Message<'_>, uptime_s: u32) -> Result<ReassemblyResult, Refusal> {
        let Some(place) = message.place else {
            return if message.is_command {
                single(message.octets).map(ReassemblyResult::Whole)
            } else {
                Err(Refusal::WrongData)
            };
        };
        let Concatenation { total, part, .. } = place;
        if usize::from(total) > PARTS_MAX {
            let is_first = part == 1 && message.is_command;
            return Ok(ReassemblyResult::TooMany(is_first.then(|| CommandHeader::glimpse(message.octets)).flatten()));
        }
        let octets = Octets::from_slice(message.octets).map_err(|_| Refusal::WrongData)?;
        let kept = self.0.take().filter(|waiting| waiting.is_followed_by(&message, place, uptime_s));
        let mut waiting = kept.unwrap_or_else(|| Waiting::new(message.sender, place));
        waiting.last_s = uptime_s;
        waiting.is_command |= part == 1 && message.is_command;
        waiting.put(usize::from(part.saturating_sub(1)), octets);
        let waiting = self.0.insert(waiting);
        if !waiting.is_whole() {
            return Ok(ReassemblyResult::Waiting);
        }
        if !waiting.is_command {
            self.0 = None;
            return Err(Refusal::WrongData);
        }
        waiting.packet().map(ReassemblyResult::Joined)
    }

    /// Returns whether messages can lead to this state. More parts than there is room for never wait, and the second
    /// copy of a part stands beside a first.
    pub(crate) fn is_sound(&self) -> bool {
        let Some(waiting) = &self.0 else { return true };
        let is_beside = |index: usize| waiting.parts.get(index).is_some_and(Option::is_some);
        usize::from(waiting.total) <= PARTS_MAX && waiting.other.as_ref().is_none_or(|(index, _)| is_beside(*index))
    }

    /// Forgets the parts, after their packet has proved authentic.
    pub(crate) fn clear(&mut self) {
        self.0 = None;
    }

    /// Takes the packet for not authentic. Returns the packet with the other copy of one of its parts. If there is no
    /// other copy, drops the part that waited longest.
    pub(crate) fn doubt(&mut self) -> Option<Packet> {
        let waiting = self.0.as_mut()?;
        if let Some((index, octets)) = waiting.other.take() {
            waiting.replace(index, octets);
            return waiting.packet().ok();
        }
        let arrivals = waiting.parts.iter().flatten().map(|(arrival, _)| *arrival);
        let oldest = arrivals.min();
        for place in &mut waiting.parts {
            place.take_if(|(arrival, _)| Some(*arrival) == oldest);
        }
        None
    }
}

impl Waiting {
    fn new(sender: Address, place: Concatenation) -> Waiting {
        let Concatenation { reference, wide, total, .. } = place;
        Waiting {
            sender,
            reference: (reference, wide),
            total,
            is_command: false,
            parts: Default::default(),
            other: None,
            arrival: 0,
            last_s: 0,
        }
    }

    /// Returns whether a part belongs to this message by sender, reference and number of parts, and comes in time.
    fn is_followed_by(&self, message: &Message<'_>, place: Concatenation, uptime_s: u32) -> bool {
        let Concatenation { reference, wide, total, .. } = place;
        let is_in_time = uptime_s.saturating_sub(self.last_s) <= PATIENCE_S;
        is_in_time && (&self.sender, self.reference, self.total) == (&message.sender, (reference, wide), total)
    }

    /// Puts a part in its place, or another copy of one beside it.
    fn put(&mut self, index: usize, octets: Octets) {
        let known = self.parts.get(index).and_then(Option::as_ref).map(|(_, known)| known);
        match known {
            None => self.replace(index, octets),
            Some(known) if *known == octets => {}
            Some(_) => match self.other.take() {
                Some((before, other)) if before != index => {
                    self.parts = Default::default();
                    self.replace(before, other);
                    self.replace(index, octets);
                }
                _ => self.other = Some((index, octets)),
            },
        }
    }

    fn replace(&mut self, index: usize, octets: Octets) {
        self.arrival = self.arrival.saturating_add(1);
        if let Some(place) = self.parts.get_mut(index) {
            *place = Some((self.arrival, octets));
        }
    }

    fn is_whole(&self) -> bool {
        self.parts.iter().flatten().count() >= usize::from(self.total)
    }

    fn packet(&self) -> Result<Packet, Refusal> {
        let mut packet = Packet::new();
        for (_, part) in self.parts.iter().flatten() {
            packet.extend_from_slice(part).map_err(|_| Refusal::WrongData)?;
        }
        Ok(packet)
    }
}

/// Copies the packet of a message that has no other parts.
fn single(octets: &[u8]) -> Result<Packet, Refusal> {
    Packet::from_slice(octets).map_err(|_| Refusal::WrongData)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(sender: u8, reference: u16, total: u8, number: u8, octets: &[u8]) -> Message<'_> {
        let place = Some(Concatenation { reference, total, part: number, wide: false });
        Message { sender: Vec::from_slice(&[sender]).unwrap(), place, is_command: number == 1, octets }
    }

    fn joined(octets: &[u8]) -> Result<ReassemblyResult, Refusal> {
        Ok(ReassemblyResult::Joined(Vec::from_slice(octets).unwrap()))
    }

    fn packet(octets: &[u8]) -> Option<Packet> {
        Some(Vec::from_slice(octets).unwrap())
    }

    /// Takes part `number` of message 9 of sender 1, at the same second.
    fn next(waiting: &mut Reassembly, total: u8, number: u8, octets: &[u8]) -> Result<ReassemblyResult, Refusal> {
        waiting.take(part(1, 9, total, number, octets), 0)
    }

    #[test]
    fn parts_in_any_order_are_joined() {
        let mut waiting = Reassembly::default();
        assert_eq!(next(&mut waiting, 3, 3, b"c"), Ok(ReassemblyResult::Waiting));
        assert_eq!(next(&mut waiting, 3, 1, b"a"), Ok(ReassemblyResult::Waiting));
        assert_eq!(next(&mut waiting, 3, 1, b"a"), Ok(ReassemblyResult::Waiting), "a copy");
        assert_eq!(next(&mut waiting, 3, 2, b"b"), joined(b"abc"));
        waiting.clear();
        assert_eq!(waiting, Reassembly::default());
        assert_eq!(next(&mut waiting, 1, 1, b"one"), joined(b"one"));
    }

    #[test]
    fn parts_of_another_message_replace_waiting_ones() {
        let wide = |message: Message<'static>| {
            let place = message.place.map(|place| Concatenation { wide: true, ..place });
            Message { place, ..message }
        };
        for other in [part(2, 9, 2, 1, b"x"), part(1, 8, 2, 1, b"x"), wide(part(1, 9, 2, 1, b"x"))] {
            let mut waiting = Reassembly::default();
            assert_eq!(next(&mut waiting, 2, 1, b"a"), Ok(ReassemblyResult::Waiting));
            assert_eq!(waiting.take(other, 0), Ok(ReassemblyResult::Waiting));
            assert_eq!(next(&mut waiting, 2, 2, b"b"), Ok(ReassemblyResult::Waiting), "the first part is gone");
        }
        let mut waiting = Reassembly::default();
        assert_eq!(next(&mut waiting, 2, 2, b"b"), Ok(ReassemblyResult::Waiting));
        assert_eq!(
            next(&mut waiting, 3, 3, b"z"),
            Ok(ReassemblyResult::Waiting),
            "another number of parts begins anew"
        );
        assert_eq!(next(&mut waiting, 3, 1, b"x"), Ok(ReassemblyResult::Waiting));
        assert_eq!(next(&mut waiting, 3, 2, b"y"), joined(b"xyz"));
    }

    #[test]
    fn changed_part_is_tried_after_the_first_copy() {
        let mut waiting = Reassembly::default();
        assert_eq!(next(&mut waiting, 2, 1, b"old"), Ok(ReassemblyResult::Waiting));
        assert_eq!(next(&mut waiting, 2, 1, b"new"), Ok(ReassemblyResult::Waiting));
        assert_eq!(next(&mut waiting, 2, 2, b"-2"), joined(b"old-2"));
        assert_eq!(waiting.doubt(), packet(b"new-2"));
        assert_eq!(waiting.doubt(), None);
    }

    #[test]
    fn copy_of_a_part_is_not_tried_again() {
        let mut waiting = Reassembly::default();
        assert_eq!(next(&mut waiting, 2, 1, b"a"), Ok(ReassemblyResult::Waiting));
        assert_eq!(next(&mut waiting, 2, 1, b"a"), Ok(ReassemblyResult::Waiting));
        assert_eq!(next(&mut waiting, 2, 2, b"b"), joined(b"ab"));
        assert_eq!(waiting.doubt(), None, "it would be the same packet");
    }

    #[test]
    fn last_of_several_changed_parts_is_tried() {
        let mut waiting = Reassembly::default();
        for octets in [b"1st", b"2nd", b"3rd"] {
            assert_eq!(next(&mut waiting, 2, 1, octets), Ok(ReassemblyResult::Waiting));
        }
        assert_eq!(next(&mut waiting, 2, 2, b"-2"), joined(b"1st-2"));
        assert_eq!(waiting.doubt(), packet(b"3rd-2"));
    }

    #[test]
    fn only_first_command_part_gives_refused_header() {
        let mut waiting = Reassembly::default();
        for (number, is_command) in [(1, false), (2, true)] {
            let message = Message { is_command, ..part(1, 9, 6, number, &[7; 134]) };
            assert_eq!(waiting.take(message, 0), Ok(ReassemblyResult::TooMany(None)), "part {number}");
        }
    }

    #[test]
    fn second_changed_part_starts_a_new_packet() {
        let mut waiting = Reassembly::default();
        for (number, octets) in [(1, b"A"), (2, b"B"), (1, b"a"), (2, b"b")] {
            assert_eq!(next(&mut waiting, 3, number, octets), Ok(ReassemblyResult::Waiting));
        }
        assert_eq!(next(&mut waiting, 3, 3, b"c"), joined(b"abc"));
    }

    #[test]
    fn oldest_part_of_a_doubted_packet_is_dropped() {
        let mut waiting = Reassembly::default();
        assert_eq!(next(&mut waiting, 3, 2, b"B"), Ok(ReassemblyResult::Waiting), "left over");
        assert_eq!(next(&mut waiting, 3, 1, b"a"), Ok(ReassemblyResult::Waiting));
        assert_eq!(next(&mut waiting, 3, 3, b"c"), joined(b"aBc"));
        assert_eq!(waiting.doubt(), None);
        assert_eq!(next(&mut waiting, 3, 2, b"b"), joined(b"abc"));
        // Left over are all but one.
        let mut waiting = Reassembly::default();
        for (number, octets) in [(2, b"B"), (3, b"C")] {
            assert_eq!(next(&mut waiting, 3, number, octets), Ok(ReassemblyResult::Waiting));
        }
        for (number, octets, whole) in [(1, b"a", b"aBC"), (2, b"b", b"abC"), (3, b"c", b"abc")] {
            assert_eq!(next(&mut waiting, 3, number, octets), joined(whole));
            if whole != b"abc" {
                assert_eq!(waiting.doubt(), None);
            }
        }
    }

    #[test]
    fn parts_lapse_after_an_hour() {
        for (later, whole) in [(PATIENCE_S, true), (PATIENCE_S + 1, false)] {
            let mut waiting = Reassembly::default();
            assert_eq!(waiting.take(part(1, 9, 2, 1, b"a"), 5), Ok(ReassemblyResult::Waiting));
            let last = waiting.take(part(1, 9, 2, 2, b"b"), 5 + later);
            assert_eq!(last == joined(b"ab"), whole, "{later} s");
        }
    }

    #[test]
    fn excess_parts_leave_waiting_message_intact() {
        let mut waiting = Reassembly::default();
        assert_eq!(next(&mut waiting, 2, 2, b"b"), Ok(ReassemblyResult::Waiting));
        assert_eq!(next(&mut waiting, 255, 2, b"x"), Ok(ReassemblyResult::TooMany(None)));
        let header = CommandHeader::glimpse(&[7; 10]);
        assert_eq!(next(&mut waiting, 6, 1, &[7; 134]), Ok(ReassemblyResult::TooMany(header)));
        assert_eq!(next(&mut waiting, 2, 1, b"a"), joined(b"ab"));
    }

    #[test]
    fn message_without_command_header_is_refused() {
        let nameless = |message: Message<'static>| Message { is_command: false, ..message };
        let mut waiting = Reassembly::default();
        assert_eq!(waiting.take(nameless(part(1, 9, 1, 1, b"a")), 0), Err(Refusal::WrongData));
        let alone = Message { place: None, ..nameless(part(1, 9, 1, 1, b"a")) };
        assert_eq!(waiting.take(alone, 0), Err(Refusal::WrongData));
        let late = Message { is_command: true, ..part(1, 9, 2, 2, b"b") };
        assert_eq!(waiting.take(late, 0), Ok(ReassemblyResult::Waiting), "the second part may not say it");
        assert_eq!(waiting.take(nameless(part(1, 9, 2, 1, b"a")), 0), Err(Refusal::WrongData));
    }

    #[test]
    fn longest_packet_fills_five_messages() {
        let mut waiting = Reassembly::default();
        let (first, rest) = ([1; 132], [2; 134]);
        for number in (2..=5).rev() {
            assert_eq!(next(&mut waiting, 5, number, &rest), Ok(ReassemblyResult::Waiting));
        }
        let Ok(ReassemblyResult::Joined(packet)) = next(&mut waiting, 5, 1, &first) else { panic!() };
        assert_eq!((packet.len(), packet[131], packet[132]), (668, 1, 2));
        assert_eq!(PACKET_MAX, 668);
    }

    #[test]
    fn impossible_waiting_parts_are_unsound() {
        let mut reassembly = Reassembly::default();
        assert!(reassembly.is_sound());
        assert_eq!(next(&mut reassembly, 5, 1, b"a"), Ok(ReassemblyResult::Waiting));
        assert_eq!(next(&mut reassembly, 5, 1, b"b"), Ok(ReassemblyResult::Waiting));
        assert!(reassembly.is_sound());
        let with = |change: fn(&mut Waiting)| {
            let mut changed = reassembly.clone();
            changed.0.iter_mut().for_each(change);
            changed.is_sound()
        };
        assert!(!with(|waiting| waiting.total = 6));
        assert!(!with(|waiting| waiting.other = Some((1, Octets::new()))), "no first copy stands there");
        assert!(!with(|waiting| waiting.other = Some((9, Octets::new()))));
    }
}
