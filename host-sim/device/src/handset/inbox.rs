//! The handset's inbox: short messages that are for the person, long ones joined when all their parts are there
//! (3GPP TS 23.040 §9.2.3.24.1).

use std::ops::Range;

use serde::{Deserialize, Serialize};
use sim_wire::text::ucs2 as ucs2_text;

use sim_codec::cat::content::Address;
use sim_codec::sms::reassembly::{self, Part, Progress, Reassembly};
use sim_codec::sms::{Body, SmsAddress, SmsDeliver, Timestamp};
use sim_codec::time::Moment;

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

/// A part of a long message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Piece {
    /// The part as a message by itself.
    message: Received,
    /// The octets of its text in UCS2; `None` in another alphabet. A pair of surrogates may be cut between two parts.
    ucs2: Option<Vec<u8>>,
}

/// What came, and the parts of what has not come whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbox {
    messages: Vec<Received>,
    #[serde(default)]
    parts: Reassembly<Piece>,
    #[serde(skip)]
    kept: Kept,
}

/// How much of the inbox is as it was when somebody kept it. Two inboxes with the same messages are equal, whoever has
/// kept them.
#[derive(Clone, Copy, Debug, Default)]
struct Kept {
    /// Messages from the first on that have not changed since.
    same: usize,
    /// Messages that there were.
    count: usize,
}

impl PartialEq for Kept {
    fn eq(&self, _: &Kept) -> bool {
        true
    }
}

impl Eq for Kept {}

/// The class that a data coding scheme says (3GPP TS 23.038 §4).
pub(super) const fn class(dcs: u8) -> Option<u8> {
    match dcs {
        0x10..=0x1F | 0x30..=0x3F | 0x50..=0x5F | 0x70..=0x7F | 0xF0..=0xFF => Some(dcs & 0x03),
        _ => None,
    }
}

impl Inbox {
    /// What is there, the oldest first.
    pub fn messages(&self) -> &[Received] {
        &self.messages
    }

    /// How many parts of messages are there that have not come whole.
    pub fn parts(&self) -> usize {
        self.parts.waiting()
    }

    /// The parts of messages that have not come whole, as a file keeps them.
    pub const fn unjoined(&self) -> &impl Serialize {
        &self.parts
    }

    /// Deletes a message by its place and gives it.
    pub fn remove(&mut self, place: usize) -> Option<Received> {
        self.kept.same = self.kept.same.min(place);
        (place < self.messages.len()).then(|| self.messages.remove(place))
    }

    /// Returns the places of the messages that are new, others or gone since this was last asked.
    pub fn take_changed(&mut self) -> Range<usize> {
        let (same, count) = (self.kept.same, self.messages.len());
        let before = std::mem::replace(&mut self.kept, Kept { same: count, count });
        same..count.max(before.count)
    }

    /// Takes in what an SMS-DELIVER holds, at the time that the handset's clock shows.
    pub(super) fn take(&mut self, clock: Timestamp, delivered: &SmsDeliver, service_centre: &Address) {
        let user = &delivered.user;
        let message = Received {
            from: delivered.originator.clone(),
            service_centre: service_centre.clone(),
            time: delivered.time,
            class: class(delivered.dcs),
            pid: delivered.pid,
            body: user.body.clone(),
        };
        let Some(place) = user.header.as_deref().and_then(reassembly::place) else {
            self.messages.push(message);
            return;
        };
        let sent = Moment::from_stamp(message.time);
        // A clock that was never set tells no time; then the newest message does.
        let now = Moment::from_stamp(clock).or(sent).unwrap_or_default();
        let ucs2 = user.ucs2(delivered.dcs);
        let part = Part { peer: message.from.number.clone(), place, sent, content: Piece { message, ucs2 } };
        if let Progress::Whole(parts) = self.parts.take(now, part) {
            self.messages.extend(whole(parts));
        }
    }
}

/// The message of all parts, which are in their order.
fn whole(parts: Vec<Piece>) -> Option<Received> {
    let ucs2: Option<Vec<&[u8]>> = parts.iter().map(|part| part.ucs2.as_deref()).collect();
    let text = ucs2.map(|octets| ucs2_text(&octets.concat()).collect());
    let mut whole = parts.into_iter().map(|part| part.message).reduce(joined)?;
    if let Some(text) = text {
        whole.body = Body::Text(text);
    }
    Some(whole)
}

/// A message with the next part behind it.
fn joined(mut all: Received, next: Received) -> Received {
    all.body = match (all.body, next.body) {
        (Body::Text(first), Body::Text(second)) => Body::Text(first + &second),
        (first, second) => Body::Octets([octets(first), octets(second)].concat()),
    };
    all
}

/// The octets of a part; of a text among data, its characters in UTF-8.
fn octets(body: Body) -> Vec<u8> {
    match body {
        Body::Text(text) => text.into_bytes(),
        Body::Octets(octets) => octets,
    }
}
