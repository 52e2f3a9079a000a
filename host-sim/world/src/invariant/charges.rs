//! Charges of messages (通信费, handbook 2.1): each short message that the network takes from a phone to the platform
//! costs 0.1 yuan, and nothing else does, a call neither.

use std::collections::BTreeMap;

use super::Violation;
use super::overheard::Overheard;
use crate::platform::number::Msisdn;
use crate::world::{EventKind, Party, World};

/// Price of a message, in fen.
const PRICE: u64 = 10;

/// Number of messages that each phone has sent to the platform.
#[derive(Clone, Debug, Default)]
pub(super) struct Charges(BTreeMap<Msisdn, u64>);

impl Charges {
    /// Counts the messages since the last look, and compares their price with what each phone was charged.
    pub(super) fn check(&mut self, world: &World, overheard: &Overheard) -> Result<(), Violation> {
        for event in overheard.news(world) {
            let (Party::Person(from), Some(Party::Platform)) = (&event.from, &event.to) else { continue };
            if matches!(event.kind, EventKind::Handed { letter: None, .. }) {
                let sent = self.0.entry(*from).or_default();
                *sent = sent.saturating_add(1);
            }
        }
        for person in world.people() {
            let (number, charged) = (person.number(), person.message_charges());
            let sent = self.0.get(&number).copied().unwrap_or(0);
            if charged != sent.saturating_mul(PRICE) {
                return Err(Violation::Charged { number, sent, charged });
            }
        }
        Ok(())
    }
}
