//! What an attacker has seen of the messages under way, the newest last.

use std::collections::VecDeque;

use crate::smsc::{Cargo, MessageId, SmsCentre};
use sim_codec::time::Moment;

/// Messages that an attacker remembers.
const REMEMBERED: usize = 64;

/// Messages that were under way.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// Each with the moment at which the centre took it.
    messages: VecDeque<(Cargo, Moment)>,
    last: Option<MessageId>,
}

impl Seen {
    /// Looks at what is under way.
    pub(super) fn note(&mut self, centre: &SmsCentre) {
        let last = self.last;
        for carried in centre.carried().filter(|carried| last.is_none_or(|last| carried.id > last)) {
            self.messages.push_back((carried.cargo.clone(), carried.taken));
            self.last = Some(carried.id);
        }
        while self.messages.len() > REMEMBERED {
            self.messages.pop_front();
        }
    }

    /// The how manieth message from the last one, which is 1.
    pub(super) fn back(&self, which: u32) -> Option<&Cargo> {
        self.seen(which).map(|(cargo, _)| cargo)
    }

    /// When the centre took that message.
    pub(super) fn taken(&self, which: u32) -> Option<Moment> {
        self.seen(which).map(|(_, taken)| *taken)
    }

    fn seen(&self, which: u32) -> Option<&(Cargo, Moment)> {
        let which = usize::try_from(which).ok()?;
        self.messages.get(self.messages.len().checked_sub(which)?)
    }
}
