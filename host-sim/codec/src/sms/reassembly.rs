//! Long messages put together from their parts (3GPP TS 23.040 §9.2.3.24.1), for the receivers of short messages: the
//! handset's inbox and the platform's text orders.
//!
//! Parts of one message have the same peer, reference, width of the reference and number of parts. That alone does not
//! tell two messages apart, because a reference comes round again. The service centre's time stamps do: a sender
//! submits the parts of a message in their order and shortly one after the other. A part that contradicts the parts
//! before it begins a message of its own. A message that stays incomplete lapses.

use std::collections::BTreeMap;

use crc::{CRC_32_ISO_HDLC, Crc};
use serde::{Deserialize, Serialize};
use sim_wire::udh::Concatenation;

use super::Element;
use crate::time::{DAY, MINUTE, Moment};

/// Milliseconds that parts wait for the others: longer than a service centre tries to deliver a message.
pub const LAPSE_MS: u64 = 7 * DAY;

/// Most milliseconds between the time stamps of two parts of one message.
pub const SPAN_MS: u64 = 5 * MINUTE;

/// Most parts that one receiver holds; beyond it the message that waited longest is given up.
const PARTS_MAX: usize = 512;

/// Most messages that are remembered, the complete ones among them.
const MESSAGES_MAX: usize = 64;

const CHECKSUM: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// Returns the place in a long message that a header announces; `None` for a message by itself.
///
/// An impossible element (no parts, part 0, part 3 of 2) is ignored; of several the last counts (TS 23.040 §9.2.3.24,
/// §9.2.3.24.1).
pub fn place(header: &[Element]) -> Option<Concatenation> {
    super::element::part(header).filter(|place| place.total > 1)
}

/// Part of a long message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessagePart<T> {
    /// Digits of the other end's address.
    pub peer: String,
    /// Place of the part in the message.
    pub place: Concatenation,
    /// Time stamp of the service centre; `None` where the stamp is no date.
    pub sent: Option<Moment>,
    /// Content of the part.
    pub content: T,
}

/// State of a long message after a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress<T> {
    /// Other parts are missing.
    Waiting,
    /// This part was here before.
    Repeated,
    /// The message is whole: the contents of all parts, in their order.
    Whole(Vec<T>),
}

/// Properties that all parts of one message share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Key {
    peer: String,
    reference: u16,
    /// `true` if the reference has two octets, which makes it another reference.
    wide: bool,
    total: u8,
}

/// Part that has arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct ReceivedPart<T> {
    sent: Option<Moment>,
    /// CRC-32 of time stamp and content, by which a repetition is recognized.
    digest: u32,
    /// Content of the part; `None` once the message was complete.
    content: Option<T>,
}

/// Message of which some parts have arrived, or all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Assembly<T> {
    key: Key,
    /// Moment at which the last part arrived.
    touched: Moment,
    pieces: BTreeMap<u8, ReceivedPart<T>>,
}

/// Long messages that are not complete, and the parts that complete ones had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageReassembly<T> {
    assemblies: Vec<Assembly<T>>,
}

impl<T> Default for MessageReassembly<T> {
    fn default() -> MessageReassembly<T> {
        MessageReassembly { assemblies: Vec::new() }
    }
}

impl<T> Assembly<T> {
    fn is_whole(&self) -> bool {
        self.pieces.len() >= usize::from(self.key.total)
    }

    /// Returns the milliseconds from a new part's time stamp to the nearest stamp of this message; `None` where the
    /// part cannot belong to it. Such a part is here already, or its stamp is more than [`SPAN_MS`] from another, or
    /// out of the parts' order.
    fn gap(&self, number: u8, sent: Option<Moment>) -> Option<u64> {
        if self.is_whole() || self.pieces.contains_key(&number) {
            return None;
        }
        let gaps = self.pieces.iter().map(|(other, piece)| {
            let (Some(theirs), Some(sent)) = (piece.sent, sent) else { return Some(SPAN_MS) };
            let (before, after) = if *other < number { (theirs, sent) } else { (sent, theirs) };
            (before <= after).then(|| after.since(before)).filter(|gap| *gap <= SPAN_MS)
        });
        gaps.collect::<Option<Vec<u64>>>()?.into_iter().min()
    }
}

impl<T: Clone + Serialize> MessageReassembly<T> {
    /// Takes a part, and returns the contents of the message if that was the last one missing.
    pub fn take(&mut self, now: Moment, part: MessagePart<T>) -> Progress<T> {
        self.lapse(now);
        let MessagePart { peer, place, sent, content } = part;
        let Concatenation { reference, total, part: number, wide } = place;
        let key = Key { peer, reference, wide, total };
        let digest = digest(sent, &content);
        let of_key = |assembly: &&Assembly<T>| assembly.key == key;
        let is_repeated = |assembly: &Assembly<T>| assembly.pieces.get(&number).is_some_and(|one| one.digest == digest);
        if self.assemblies.iter().filter(of_key).any(is_repeated) {
            return Progress::Repeated;
        }
        let candidates = self.assemblies.iter().enumerate().rev().filter(|(_, assembly)| of_key(assembly));
        let fitting = candidates.filter_map(|(place, assembly)| Some((assembly.gap(number, sent)?, place)));
        let found = fitting.min_by_key(|(gap, _)| *gap).map(|(_, place)| place);
        let mut assembly = match found {
            Some(place) => self.assemblies.remove(place),
            None => Assembly { key, touched: now, pieces: BTreeMap::new() },
        };
        assembly.touched = now;
        assembly.pieces.insert(number, ReceivedPart { sent, digest, content: Some(content) });
        let whole = assembly
            .is_whole()
            .then(|| assembly.pieces.values_mut().filter_map(|piece| piece.content.take()).collect());
        self.assemblies.push(assembly);
        self.limit();
        whole.map_or(Progress::Waiting, Progress::Whole)
    }

    /// Gives up messages that have waited too long, and forgets messages that were complete as long ago.
    pub fn lapse(&mut self, now: Moment) {
        self.assemblies.retain(|assembly| now.since(assembly.touched) < LAPSE_MS);
    }

    /// Keeps within the limits: gives up the message that was touched longest ago, which stands first.
    fn limit(&mut self) {
        while self.assemblies.len() > MESSAGES_MAX || self.held() > PARTS_MAX {
            self.assemblies.remove(0);
        }
    }

    fn held(&self) -> usize {
        self.assemblies.iter().map(|assembly| assembly.pieces.len()).sum()
    }

    /// Counts the parts of messages that are not complete.
    pub fn waiting(&self) -> usize {
        let incomplete = self.assemblies.iter().filter(|assembly| !assembly.is_whole());
        incomplete.map(|assembly| assembly.pieces.len()).sum()
    }

    /// Returns whether no message is remembered.
    pub const fn is_empty(&self) -> bool {
        self.assemblies.is_empty()
    }
}

/// Returns the CRC-32 of a part's time stamp and content.
fn digest<T: Serialize>(sent: Option<Moment>, content: &T) -> u32 {
    // Contents are texts and octets, which JSON always has a form for.
    CHECKSUM.checksum(&serde_json::to_vec(&(sent, content)).unwrap_or_default())
}

#[cfg(test)]
mod tests;
