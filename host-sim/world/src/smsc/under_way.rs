//! The messages under way, found by number, by subscriber, and by the moment at which they are due.

use std::collections::{BTreeMap, BTreeSet};

use super::{CarriedMessage, MessageId};
use crate::platform::number::Msisdn;
use sim_codec::time::Moment;
use sim_device::tracked_map::TrackedMap;

/// Messages under way, with the index over them.
#[derive(Clone, Debug, Default)]
pub(super) struct MessagesUnderWay {
    messages: TrackedMap<MessageId, CarriedMessage>,
    /// Due moments of the messages that are not held.
    due: BTreeSet<(Moment, MessageId)>,
    of: BTreeMap<Msisdn, BTreeSet<MessageId>>,
}

impl PartialEq for MessagesUnderWay {
    fn eq(&self, other: &MessagesUnderWay) -> bool {
        self.messages == other.messages
    }
}

impl Eq for MessagesUnderWay {}

impl MessagesUnderWay {
    pub(super) fn all(&self) -> impl Iterator<Item = &CarriedMessage> {
        self.messages.rows().values()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.messages.rows().is_empty()
    }

    pub(super) fn get(&self, id: MessageId) -> Option<&CarriedMessage> {
        self.messages.get(&id)
    }

    /// Returns the message that is due first, by the moment and then by the number.
    pub(super) fn first_due(&self) -> Option<&CarriedMessage> {
        self.due.first().and_then(|(_, id)| self.messages.get(id))
    }

    /// Returns the messages of a subscriber, by number.
    pub(super) fn of(&self, person: &Msisdn) -> impl Iterator<Item = &CarriedMessage> {
        self.of.get(person).into_iter().flatten().filter_map(|id| self.messages.get(id))
    }

    pub(super) fn insert(&mut self, carried: CarriedMessage) {
        self.unlist(carried.id);
        self.list(&carried);
        self.messages.insert(carried.id, carried);
    }

    pub(super) fn remove(&mut self, id: MessageId) -> Option<CarriedMessage> {
        self.unlist(id);
        self.messages.remove(&id)
    }

    /// Changes a message. Returns the result of `change`; `None` without such a message.
    pub(super) fn change<T>(&mut self, id: MessageId, change: impl FnOnce(&mut CarriedMessage) -> T) -> Option<T> {
        self.unlist(id);
        let carried = self.messages.get_mut(&id)?;
        let given = change(carried);
        let carried = carried.clone();
        self.list(&carried);
        Some(given)
    }

    pub(super) fn watch(&mut self) {
        self.messages.watch();
    }

    pub(super) fn take_changed(&mut self) -> BTreeSet<MessageId> {
        self.messages.take_changed()
    }

    /// Replaces a message that another process changed in the file; `None` removes it.
    pub(super) fn restore(&mut self, id: MessageId, carried: Option<CarriedMessage>) {
        self.unlist(id);
        carried.iter().for_each(|carried| self.list(carried));
        self.messages.restore(id, carried);
    }

    fn list(&mut self, carried: &CarriedMessage) {
        if !carried.held {
            self.due.insert((carried.due, carried.id));
        }
        self.of.entry(*carried.cargo.person()).or_default().insert(carried.id);
    }

    fn unlist(&mut self, id: MessageId) {
        let Some(carried) = self.messages.get(&id) else { return };
        self.due.remove(&(carried.due, id));
        let person = *carried.cargo.person();
        if let Some(of) = self.of.get_mut(&person) {
            of.remove(&id);
            if of.is_empty() {
                self.of.remove(&person);
            }
        }
    }
}
