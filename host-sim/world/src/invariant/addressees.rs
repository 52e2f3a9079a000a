//! Addressees of packets: a card accepts packets that the platform made for it, and none that was made for another.

use std::collections::{BTreeMap, BTreeSet};

use super::Violation;
use crate::platform::number::Msisdn;
use crate::smsc::{Cargo, MessageId};
use crate::world::{EventKind, Party, World};

/// Short messages that the platform made, with their addressees and the phones that have them.
#[derive(Clone, Debug, Default)]
pub(super) struct Addressees {
    /// Subscribers for whom the platform made a message of these octets.
    made_for: BTreeMap<Vec<u8>, BTreeSet<Msisdn>>,
    /// Octets of each message.
    octets: BTreeMap<MessageId, Vec<u8>>,
    /// Newest message that was noted; `None` before the first.
    newest: Option<MessageId>,
    /// Messages that a phone has and has not answered.
    pending: BTreeMap<Msisdn, BTreeSet<MessageId>>,
    /// Messages that came to a phone since the last look.
    came: BTreeSet<(Msisdn, MessageId)>,
    /// Number of events that were noted.
    happened: usize,
}

impl Addressees {
    /// Notes the messages under way, and those that came to a phone.
    pub(super) fn note(&mut self, world: &World) {
        let newest = self.newest;
        for carried in world.centre().carried().filter(|carried| newest.is_none_or(|newest| carried.id > newest)) {
            self.newest = Some(carried.id);
            if let Cargo::Deliver { tpdu, .. } = &carried.cargo {
                self.octets.insert(carried.id, tpdu.clone());
            }
        }
        self.came.clear();
        let events = world.events();
        for event in events.get(self.happened..).unwrap_or_default() {
            let Some(Party::Person(to)) = event.to else { continue };
            let pending = self.pending.entry(to).or_default();
            let message = match event.kind {
                EventKind::Handed { message, .. } if event.from == Party::Platform => {
                    let octets = self.octets.get(&message).cloned();
                    octets.into_iter().for_each(|octets| _ = self.made_for.entry(octets).or_default().insert(to));
                    continue;
                }
                EventKind::Brought { message } => {
                    pending.insert(message);
                    message
                }
                EventKind::Delivered { message, .. }
                | EventKind::Refused { message, .. }
                | EventKind::Failed { message, .. } => {
                    pending.remove(&message);
                    message
                }
                _ => continue,
            };
            self.came.insert((to, message));
        }
        self.happened = events.len();
    }

    /// Checks that one of the messages that a card may just have accepted was made for this card.
    pub(super) fn check(&self, number: Msisdn) -> Result<(), Violation> {
        let came = self.came.iter().filter(|(to, _)| *to == number).map(|(_, message)| message);
        let pending = self.pending.get(&number).into_iter().flatten();
        let mut other = None;
        for message in came.chain(pending) {
            let Some(made_for) = self.octets.get(message).and_then(|octets| self.made_for.get(octets)) else {
                continue;
            };
            if made_for.contains(&number) {
                return Ok(());
            }
            other = made_for.first().copied().or(other);
        }
        other.map_or(Ok(()), |meant| Err(Violation::Misdirected { number, meant }))
    }
}
