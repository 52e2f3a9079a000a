//! Long messages among several that are explained together: where all parts are there, in any order, the last of them says
//! the whole text (3GPP TS 23.040 §9.2.3.24.1).

use std::collections::BTreeMap;

use super::{fact, sms_record};
use crate::{Explanation, Kind};
use sim_codec::sms::{Body, Direction, Pdu, UserData, element};

/// What the parts of one message have in common: which way, the other end, the reference and its width, parts in all.
type Key = (Kind, String, u16, bool, u8);

/// A part: which one, and what it brings with its coding.
struct Part {
    key: Key,
    number: u8,
    user: UserData,
    dcs: u8,
}

/// The part that an explained message is; `None` of a message by itself.
fn part(explanation: &Explanation<'_>) -> Option<Part> {
    let (direction, octets) = match explanation.kind {
        Kind::SmsToHandset => (Direction::FromNetwork, explanation.octets),
        Kind::SmsFromHandset => (Direction::ToNetwork, explanation.octets),
        Kind::SmsRecord => sms_record::message(explanation.octets)?,
        _ => return None,
    };
    let tpdu = Pdu::read(direction, octets).reading?.tpdu;
    let dcs = tpdu.coding();
    let user = tpdu.user?;
    let place = element::part(user.header.as_deref()?).filter(|place| place.total > 1)?;
    let peer = tpdu.address.map(|address| address.number).unwrap_or_default();
    let key = (explanation.kind, peer, place.reference, place.wide, place.total);
    Some(Part { key, number: place.part, user, dcs })
}

/// Long messages whose parts come one after the other.
#[derive(Debug, Default)]
pub struct LongMessages {
    waiting: BTreeMap<Key, BTreeMap<u8, (UserData, u8)>>,
}

impl LongMessages {
    /// Takes the next explanation. If it is the part that makes a message whole, the whole text is added to it. A part that
    /// comes again with other contents begins a message of its own.
    pub fn add(&mut self, explanation: &mut Explanation<'_>) {
        let Some(Part { key, number, user, dcs }) = part(explanation) else { return };
        let total = usize::from(key.4);
        let parts = self.waiting.entry(key.clone()).or_default();
        if parts.get(&number).is_some_and(|(before, _)| *before != user) {
            parts.clear();
        }
        parts.insert(number, (user, dcs));
        if parts.len() < total {
            return;
        }
        let whole: Vec<_> = parts.values().map(|(user, dcs)| (user, *dcs)).collect();
        let texts = whole.iter().filter(|(user, _)| matches!(user.body, Body::Text(_))).count();
        if texts == 0 || texts == total {
            tell(UserData::join(&whole), total, explanation);
        } else {
            explanation
                .notes
                .push("All parts are here; some are text and some are data, so they are not joined.".into());
        }
        self.waiting.remove(&key);
    }
}

/// Adds the whole text to the last part of each long message whose parts are all among the explanations.
pub fn join(explanations: &mut [Explanation<'_>]) {
    let mut messages = LongMessages::default();
    explanations.iter_mut().for_each(|explanation| messages.add(explanation));
}

fn tell(body: Body, total: usize, explanation: &mut Explanation<'_>) {
    let (words, text) = match body {
        Body::Text(text) => (format!("\"{text}\", of {total} parts"), text),
        Body::Octets(octets) => {
            (format!("{}, of {total} parts", hex::encode_upper(&octets)), hex::encode_upper(octets))
        }
    };
    fact(explanation, "whole message", words);
    if let Some(told) = &mut explanation.told {
        told.members.insert("whole_message".into(), text.into());
    }
}
