//! Messages that wait for a connection of the entity. Each is on its way on one connection at most; a connection that
//! ends gives back what was not confirmed.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sim_world::esme::EsmeMessage;
use sim_world::smsc::MessageId;
use tokio::sync::watch;

/// Message that waits, with its number.
pub type WaitingMessage = (MessageId, Arc<EsmeMessage>);

/// Content of a pool.
#[derive(Debug, Default)]
struct Contents {
    waiting: BTreeMap<MessageId, Arc<EsmeMessage>>,
    /// Messages that the entity could not take, with the machine's time of the next try in milliseconds.
    later: BTreeMap<(u64, MessageId), Arc<EsmeMessage>>,
    /// Greatest number that was ever offered.
    last: u64,
}

/// Pool of the messages for the entity, shared by the desk and all connections.
#[derive(Clone, Debug)]
pub struct EsmePool {
    contents: Arc<Mutex<Contents>>,
    changed: Arc<watch::Sender<u64>>,
}

impl EsmePool {
    /// Creates an empty pool.
    pub fn new() -> EsmePool {
        EsmePool { contents: Arc::default(), changed: Arc::new(watch::channel(0).0) }
    }

    fn contents(&self) -> MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the number from which messages have not been offered.
    pub fn next(&self) -> MessageId {
        MessageId(self.contents().last.saturating_add(1))
    }

    /// Adds new messages.
    pub fn offer(&self, messages: impl IntoIterator<Item = WaitingMessage>) {
        let mut contents = self.contents();
        let before = contents.last;
        for (number, message) in messages {
            contents.last = contents.last.max(number.0);
            contents.waiting.insert(number, message);
        }
        let is_changed = contents.last > before;
        drop(contents);
        if is_changed {
            self.announce();
        }
    }

    /// Takes the message that has waited longest.
    pub fn take(&self, now: u64) -> Option<WaitingMessage> {
        let mut contents = self.contents();
        while let Some(entry) = contents.later.first_entry()
            && entry.key().0 <= now
        {
            let ((_, number), message) = entry.remove_entry();
            contents.waiting.insert(number, message);
        }
        contents.waiting.pop_first()
    }

    /// Takes a message back that was not confirmed.
    pub fn give_back(&self, (number, message): WaitingMessage) {
        self.contents().waiting.insert(number, message);
        self.announce();
    }

    /// Takes a message back that the entity can take later.
    pub fn give_back_until(&self, (number, message): WaitingMessage, until: u64) {
        self.contents().later.insert((until, number), message);
    }

    /// Returns a receiver that learns of every change.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    fn announce(&self) {
        self.changed.send_modify(|number| *number = number.wrapping_add(1));
    }
}
