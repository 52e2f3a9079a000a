//! The handset's inbox: short messages that are for the person, long ones joined when all their parts are there
//! (3GPP TS 23.040 §9.2.3.24.1).

use serde::{Deserialize, Serialize};

use crate::sms::{Body, Element, SmsAddress, Timestamp, Tpdu};
use crate::stk::content::Address;

/// A short message for the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// Who sent it.
    pub from: SmsAddress,
    /// The service centre that brought it.
    pub service_centre: Address,
    /// When the service centre took it; of a long one, its first part.
    pub time: Timestamp,
    /// Class 0 to 3, where its data coding scheme says one; 0 is shown at once and not kept by many handsets.
    pub class: Option<u8>,
    /// Protocol identifier.
    pub pid: u8,
    /// What it says: a text, or octets where it is data.
    pub body: Body,
}

/// Which part of which long message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Part {
    reference: u16,
    of: u8,
    number: u8,
}

/// What came, and the parts of what has not come whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbox {
    messages: Vec<Received>,
    parts: Vec<(Part, Received)>,
}

/// The class that a data coding scheme says (3GPP TS 23.038 §4).
pub(super) const fn class(dcs: u8) -> Option<u8> {
    match dcs {
        0x10..=0x1F | 0x30..=0x3F | 0x50..=0x5F | 0x70..=0x7F | 0xF0..=0xFF => Some(dcs & 0x03),
        _ => None,
    }
}

impl Part {
    /// What a header says of it; one that makes no sense is none.
    fn of(header: &[Element]) -> Option<Part> {
        let part = header.iter().find_map(|element| match (element.id, element.data.as_slice()) {
            (0x00, [reference, of, number]) => {
                Some(Part { reference: u16::from(*reference), of: *of, number: *number })
            }
            (0x08, [high, low, of, number]) => {
                Some(Part { reference: u16::from_be_bytes([*high, *low]), of: *of, number: *number })
            }
            _ => None,
        })?;
        (part.number >= 1 && part.number <= part.of).then_some(part)
    }

    const fn is_of_the_same(self, other: Part) -> bool {
        self.reference == other.reference && self.of == other.of
    }
}

impl Inbox {
    /// What is there, the oldest first.
    pub fn messages(&self) -> &[Received] {
        &self.messages
    }

    /// How many parts of messages are there that have not come whole.
    pub fn parts(&self) -> usize {
        self.parts.len()
    }

    /// Deletes a message by its place and gives it.
    pub fn remove(&mut self, place: usize) -> Option<Received> {
        (place < self.messages.len()).then(|| self.messages.remove(place))
    }

    /// Takes in what an SMS-DELIVER holds; `None` where a field is missing that each has.
    pub(super) fn takes(&mut self, tpdu: &Tpdu, service_centre: &Address) -> Option<()> {
        let user = tpdu.user.as_ref()?;
        let message = Received {
            from: tpdu.address.clone()?,
            service_centre: service_centre.clone(),
            time: tpdu.time?,
            class: class(tpdu.dcs?),
            pid: tpdu.pid?,
            body: user.body.clone(),
        };
        match user.header.as_deref().and_then(Part::of) {
            Some(part) if part.of > 1 => self.joins(part, message),
            _ => self.messages.push(message),
        }
        Some(())
    }

    /// Keeps a part until all are there. A part that comes twice is taken once.
    fn joins(&mut self, part: Part, message: Received) {
        let from = message.from.number.clone();
        let same = |(other, theirs): &(Part, Received)| part.is_of_the_same(*other) && theirs.from.number == from;
        if self.parts.iter().any(|other| same(other) && other.0.number == part.number) {
            return;
        }
        self.parts.push((part, message));
        if self.parts.iter().filter(|other| same(other)).count() < usize::from(part.of) {
            return;
        }
        let (mut whole, others): (Vec<_>, Vec<_>) = self.parts.drain(..).partition(|other| same(other));
        self.parts = others;
        whole.sort_by_key(|(part, _)| part.number);
        let joined = whole.into_iter().map(|(_, message)| message).reduce(|mut all, next| {
            all.body = match (all.body, next.body) {
                (Body::Text(first), Body::Text(second)) => Body::Text(first + &second),
                (first, second) => Body::Octets([octets(first), octets(second)].concat()),
            };
            all
        });
        self.messages.extend(joined);
    }
}

/// The octets of a part; of a text among data, its characters in UTF-8.
fn octets(body: Body) -> Vec<u8> {
    match body {
        Body::Text(text) => text.into_bytes(),
        Body::Octets(octets) => octets,
    }
}
