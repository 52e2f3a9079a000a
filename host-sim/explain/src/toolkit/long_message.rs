//! Long messages among several that are explained together (3GPP TS 23.040 §9.2.3.24.1). Where all parts are there, in
//! any order, the last of them shows the whole text.

use std::collections::BTreeMap;

use crate::value::SmsValue;
use crate::{ContentKind, Explanation, Node, Value};
use sim_codec::sms::{MessageBody, TpduFields, UserData, element};

/// Properties that all parts of one message share: kind, the other end, the reference and its width, number of parts.
type Key = (ContentKind, String, u16, bool, u8);

/// Part of a long message: its number, and its user data with the coding.
struct ExplainedPart {
    key: Key,
    number: u8,
    user: UserData,
    dcs: u8,
}

/// Returns the fields of an explained short message; `None` of every other explanation.
fn message<'m>(explanation: &'m Explanation<'_>) -> Option<&'m TpduFields> {
    let is_message =
        matches!(explanation.kind, ContentKind::SmsToHandset | ContentKind::SmsFromHandset | ContentKind::SmsRecord);
    explanation.nodes.iter().filter(|_| is_message).find_map(|node| match &node.value {
        Value::Sms(SmsValue::Message(fields)) => Some(fields.as_ref()),
        _ => None,
    })
}

/// Returns the part of a long message in an explanation; `None` of a message by itself.
fn part(explanation: &Explanation<'_>) -> Option<ExplainedPart> {
    let fields = message(explanation)?;
    let dcs = fields.coding();
    let user = fields.user.clone()?;
    let place = element::part(user.header.as_deref()?).filter(|place| place.total > 1)?;
    let peer = fields.address.as_ref().map(|address| address.number.clone()).unwrap_or_default();
    let key = (explanation.kind, peer, place.reference, place.wide, place.total);
    Some(ExplainedPart { key, number: place.part, user, dcs })
}

/// Long messages whose parts come one after the other.
#[derive(Debug, Default)]
pub struct LongMessages {
    waiting: BTreeMap<Key, BTreeMap<u8, (UserData, u8)>>,
}

impl LongMessages {
    /// Takes the next explanation, and adds the whole text to it where it completes a message. A part that comes again
    /// with other contents begins a message of its own.
    pub fn add(&mut self, explanation: &mut Explanation<'_>) {
        let Some(ExplainedPart { key, number, user, dcs }) = part(explanation) else { return };
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
        let texts = whole.iter().filter(|(user, _)| matches!(user.body, MessageBody::Text(_))).count();
        if texts == 0 || texts == total {
            let joined = Value::Sms(SmsValue::Whole(UserData::join(&whole), total));
            explanation.nodes.push(Node::new("whole_message", joined, None).line("whole message"));
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
