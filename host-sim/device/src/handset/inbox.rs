//! The handset's inbox: short messages that are for the person, long ones joined when all their parts are there
//! (3GPP TS 23.040 §9.2.3.24.1).

use std::ops::Range;

use serde::{Deserialize, Serialize};
use sim_wire::text::ucs2 as ucs2_text;

use sim_codec::cat::content::Address;
use sim_codec::sms::reassembly::{self, MessagePart, MessageReassembly, Progress};
use sim_codec::sms::{MessageBody, SmsAddress, SmsDeliver, Timestamp};
use sim_codec::time::Moment;

/// Short message for the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedMessage {
    /// Address of the sender.
    pub from: SmsAddress,
    /// Service centre that delivered the message.
    pub service_centre: Address,
    /// Moment at which the service centre took the message; of a long message, its first part.
    pub time: Timestamp,
    /// Message class 0 to 3; `None` if the data coding scheme states none. Class 0 is shown at once and not kept by
    /// many handsets.
    pub class: Option<u8>,
    /// Protocol identifier (TP-PID).
    pub pid: u8,
    /// Content: a text, or octets of data.
    pub body: MessageBody,
}

/// Part of a long message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct LongMessagePart {
    /// The part as a message of its own.
    message: ReceivedMessage,
    /// Octets of the part's text in UCS2, as a pair of surrogates may be cut between two parts; `None` in another
    /// alphabet.
    ucs2: Option<Vec<u8>>,
}

/// Messages that came, and the parts of messages that are not complete.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbox {
    messages: Vec<ReceivedMessage>,
    #[serde(default)]
    parts: MessageReassembly<LongMessagePart>,
    #[serde(skip)]
    kept: KeptCount,
}

/// Part of the inbox that has not changed since it was last kept. Two inboxes with the same messages are equal, so all
/// values of this type are.
#[derive(Clone, Copy, Debug, Default)]
struct KeptCount {
    /// Number of messages, from the first on, that have not changed since.
    same: usize,
    /// Number of messages at that time.
    count: usize,
}

impl PartialEq for KeptCount {
    fn eq(&self, _: &KeptCount) -> bool {
        true
    }
}

impl Eq for KeptCount {}

/// Returns the message class that a data coding scheme states (3GPP TS 23.038 §4); `None` if it states none.
pub const fn class(dcs: u8) -> Option<u8> {
    match dcs {
        0x10..=0x1F | 0x30..=0x3F | 0x50..=0x5F | 0x70..=0x7F | 0xF0..=0xFF => Some(dcs & 0x03),
        _ => None,
    }
}

impl Inbox {
    /// Returns the messages, the oldest first.
    pub fn messages(&self) -> &[ReceivedMessage] {
        &self.messages
    }

    /// Returns the number of parts of messages that are not complete.
    pub fn parts(&self) -> usize {
        self.parts.waiting()
    }

    /// Returns the parts of messages that are not complete, as a file keeps them.
    pub const fn unjoined(&self) -> &impl Serialize {
        &self.parts
    }

    /// Deletes the message at `place` and returns it; `None` if there is none.
    pub fn remove(&mut self, place: usize) -> Option<ReceivedMessage> {
        self.kept.same = self.kept.same.min(place);
        (place < self.messages.len()).then(|| self.messages.remove(place))
    }

    /// Returns the places of the messages that are new, changed or deleted since the last call.
    pub fn take_changed(&mut self) -> Range<usize> {
        let (same, count) = (self.kept.same, self.messages.len());
        let before = std::mem::replace(&mut self.kept, KeptCount { same: count, count });
        same..count.max(before.count)
    }

    /// Takes in an SMS-DELIVER at the time of the handset's clock. A part of a long message waits for the others.
    pub(super) fn take(&mut self, clock: Timestamp, delivered: &SmsDeliver, service_centre: &Address) {
        let user = &delivered.user;
        let message = ReceivedMessage {
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
        let part =
            MessagePart { peer: message.from.number.clone(), place, sent, content: LongMessagePart { message, ucs2 } };
        if let Progress::Whole(parts) = self.parts.take(now, part) {
            self.messages.extend(whole(parts));
        }
    }
}

/// Joins all parts, which are in order, into one message.
fn whole(parts: Vec<LongMessagePart>) -> Option<ReceivedMessage> {
    let ucs2: Option<Vec<&[u8]>> = parts.iter().map(|part| part.ucs2.as_deref()).collect();
    let text = ucs2.map(|octets| ucs2_text(&octets.concat()).collect());
    let mut whole = parts.into_iter().map(|part| part.message).reduce(joined)?;
    if let Some(text) = text {
        whole.body = MessageBody::Text(text);
    }
    Some(whole)
}

/// Appends the body of the next part to a message.
fn joined(mut all: ReceivedMessage, next: ReceivedMessage) -> ReceivedMessage {
    all.body = match (all.body, next.body) {
        (MessageBody::Text(first), MessageBody::Text(second)) => MessageBody::Text(first + &second),
        (first, second) => MessageBody::Octets([octets(first), octets(second)].concat()),
    };
    all
}

/// Returns the octets of a part; of a text, the characters in UTF-8.
fn octets(body: MessageBody) -> Vec<u8> {
    match body {
        MessageBody::Text(text) => text.into_bytes(),
        MessageBody::Octets(octets) => octets,
    }
}
