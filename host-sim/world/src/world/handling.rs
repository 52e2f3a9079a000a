//! Messages that a person handles by hand at the centre, and those that come there from outside.

use super::World;
use super::WorldError;
use crate::smsc::{Cargo, MessageId};
use sim_codec::time::Moment;

impl World {
    /// Gives the centre a message from outside, whose sender is no subscriber. Returns the message's number.
    pub fn smuggle(&mut self, cargo: Cargo) -> MessageId {
        self.scheduler.count_step();
        self.mail().smuggle(cargo)
    }

    /// Holds a message at the centre until it is released.
    pub fn hold(&mut self, message: MessageId) -> Result<(), WorldError> {
        self.handle(|mail| mail.hold(message))
    }

    /// Releases a held message.
    pub fn release(&mut self, message: MessageId) -> Result<(), WorldError> {
        self.handle(|mail| mail.release(message))
    }

    /// Discards a message.
    pub fn lose(&mut self, message: MessageId) -> Result<(), WorldError> {
        self.handle(|mail| mail.lose(message))
    }

    /// Sends a copy of a message. Returns the number of the copy.
    pub fn repeat(&mut self, message: MessageId) -> Result<MessageId, WorldError> {
        self.handle(|mail| mail.repeat(message))
    }

    /// Delays a message by `ms` milliseconds. Returns the moment at which the message is due.
    pub fn delay(&mut self, message: MessageId, ms: u64) -> Result<Moment, WorldError> {
        self.handle(|mail| mail.delay(message, ms))
    }
}
