//! Handling of a message under way by a person at the centre: hold, release, drop, repeat, delay.

use super::{CargoKind, CarriedMessage, MessageId, SmsCentre, State};
use sim_codec::time::Moment;

/// Reason for which a message cannot be handled by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandlingError {
    /// No message of that number is under way.
    #[error("no message of number {0} is under way")]
    NoSuchMessage(MessageId),
    /// The message is held already.
    #[error("message {0} is held already")]
    Held(MessageId),
    /// The message is not held.
    #[error("message {0} is not held")]
    NotHeld(MessageId),
    /// The message is at the handset and no longer at the centre.
    #[error("message {0} is at the handset already, which has not reported yet")]
    AtHandset(MessageId),
}

impl SmsCentre {
    /// Changes a message that is at the centre.
    fn change_at_centre<T>(
        &mut self,
        id: MessageId,
        change: impl FnOnce(&mut CarriedMessage) -> T,
    ) -> Result<T, HandlingError> {
        let carried = self.carried.get(id).ok_or(HandlingError::NoSuchMessage(id))?;
        if matches!(carried.state, State::AtHandset(_)) {
            return Err(HandlingError::AtHandset(id));
        }
        self.carried.change(id, change).ok_or(HandlingError::NoSuchMessage(id))
    }

    /// Holds a message until it is released.
    pub fn hold(&mut self, id: MessageId) -> Result<(), HandlingError> {
        let was_held = self.change_at_centre(id, |carried| std::mem::replace(&mut carried.held, true))?;
        if was_held { Err(HandlingError::Held(id)) } else { Ok(()) }
    }

    /// Releases a held message.
    pub fn release(&mut self, id: MessageId) -> Result<(), HandlingError> {
        let was_held = self.change_at_centre(id, |carried| std::mem::replace(&mut carried.held, false))?;
        if was_held { Ok(()) } else { Err(HandlingError::NotHeld(id)) }
    }

    /// Drops a message and returns it.
    pub fn lose(&mut self, id: MessageId) -> Result<CarriedMessage, HandlingError> {
        self.change_at_centre(id, |_| ())?;
        self.carried.remove(id).ok_or(HandlingError::NoSuchMessage(id))
    }

    /// Sends a message a second time. Returns the number of the copy, which is under way from now on. The copy carries
    /// the time stamp of the original.
    pub fn repeat(&mut self, now: Moment, id: MessageId) -> Result<MessageId, HandlingError> {
        let original = self.carried.get(id).ok_or(HandlingError::NoSuchMessage(id))?.clone();
        let copy = self.number();
        let due = now.later(self.settings.delay_ms);
        let copied = CarriedMessage { id: copy, due, state: State::Waiting, held: false, tries: 0, ..original };
        self.carried.insert(copied);
        Ok(copy)
    }

    /// Gives a subscriber's message, and its copy if there is one, the time stamp of an earlier message. A repetition
    /// that passes the centre's entrance again brings that stamp.
    pub fn stamp_submit(&mut self, id: MessageId, taken: Moment) {
        let is_submit = |carried: &&CarriedMessage| carried.id >= id && carried.cargo.kind() == CargoKind::Submit;
        let submits: Vec<MessageId> = self.carried.all().filter(is_submit).map(|carried| carried.id).collect();
        for id in submits {
            self.carried.change(id, |carried| carried.taken = taken);
        }
    }

    /// Delays a message by so many milliseconds. Returns the new moment.
    pub fn delay(&mut self, now: Moment, id: MessageId, ms: u64) -> Result<Moment, HandlingError> {
        self.change_at_centre(id, |carried| {
            carried.due = carried.due.max(now).later(ms);
            carried.due
        })
    }
}
