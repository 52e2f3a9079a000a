//! Short messages as they came, for a host that reads and deletes them by index (3GPP TS 27.005 §3.2.3). The person's
//! inbox has the same messages, long ones joined; deleting here deletes nothing there.

use serde::{Deserialize, Serialize};

use sim_codec::cat::content::Address;

/// Most messages that are stored.
pub const STORED_MAX: u16 = 50;

/// Message as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredMessage {
    /// Index by which the host names the message, from 1 on.
    pub index: u16,
    /// Set once the host has read the message.
    pub is_read: bool,
    /// SMS-DELIVER.
    #[serde(with = "hex::serde")]
    pub tpdu: Vec<u8>,
    /// Service centre that delivered the message.
    pub service_centre: Address,
}

/// Stored messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MessageStore {
    /// Set once a host was there; nothing is stored before.
    is_open: bool,
    /// Messages by index.
    messages: Vec<StoredMessage>,
}

impl MessageStore {
    /// Stores what comes from now on.
    pub(super) const fn open(&mut self) {
        self.is_open = true;
    }

    pub(super) fn messages(&self) -> &[StoredMessage] {
        &self.messages
    }

    /// Stores a message under the least free index, and returns the index; `None` if nothing is stored. A full store
    /// drops a message that was read, or else the first.
    pub(super) fn take(&mut self, message: impl FnOnce() -> StoredMessage) -> Option<u16> {
        if !self.is_open {
            return None;
        }
        if self.messages.len() >= usize::from(STORED_MAX) {
            let place = self.messages.iter().position(|message| message.is_read).unwrap_or(0);
            self.messages.remove(place);
        }
        let is_free = |index: &u16| self.messages.iter().all(|message| message.index != *index);
        let index = (1..=STORED_MAX).find(is_free)?;
        let place = self.messages.iter().take_while(|message| message.index < index).count();
        self.messages.insert(place, StoredMessage { index, ..message() });
        Some(index)
    }

    pub(super) fn mark_read(&mut self, index: u16) -> bool {
        let found = self.messages.iter_mut().find(|message| message.index == index);
        let is_there = found.is_some();
        found.into_iter().for_each(|message| message.is_read = true);
        is_there
    }

    pub(super) fn remove(&mut self, index: u16) -> bool {
        let before = self.messages.len();
        self.messages.retain(|message| message.index != index);
        self.messages.len() < before
    }
}
