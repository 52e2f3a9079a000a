//! Slot of a virtual reader with a card in it: answers to vpcd's messages.

use super::VpcdMessage;
use crate::link::{Link, LinkContext, LinkError, Transport};
use crate::reader::{self, ReaderMode};

/// Card in a slot.
#[derive(Clone, Debug)]
pub struct CardSlot<L> {
    link: L,
    /// Answer to the last reset. vpcd asks for it also while the card has no power.
    atr: Vec<u8>,
    /// Set while the card has power.
    is_powered: bool,
    /// Part of the T=0 reader's work that the slot does, as readers with an APDU interface do.
    mode: ReaderMode,
}

/// Event at the card, brought about by a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotEvent {
    /// The card was given power.
    PoweredOn {
        /// Answer to reset.
        atr: Vec<u8>,
    },
    /// The card lost its power.
    PoweredOff,
    /// The card was reset.
    Reset {
        /// Answer to reset.
        atr: Vec<u8>,
    },
    /// A command was answered.
    Exchanged {
        /// Command as it came.
        command: Vec<u8>,
        /// Data and status word.
        answer: Vec<u8>,
    },
}

/// Outcome of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SlotOutcome {
    /// Octets to answer; `None` where vpcd waits for no answer.
    pub reply: Option<Vec<u8>>,
    /// Event at the card; `None` if nothing happened there.
    pub event: Option<SlotEvent>,
}

impl SlotOutcome {
    fn event(event: SlotEvent) -> SlotOutcome {
        SlotOutcome { reply: None, event: Some(event) }
    }
}

impl<L: Link> CardSlot<L> {
    /// Creates a slot for a card, which is not inserted yet.
    pub const fn new(link: L) -> CardSlot<L> {
        CardSlot { link, atr: Vec::new(), is_powered: false, mode: ReaderMode::Raw }
    }

    /// Inserts the card: it is reset once, for its answer to reset, which is returned, and is left without power.
    pub fn insert(&mut self) -> Result<&[u8], LinkError> {
        self.power_on()?;
        self.power_off();
        Ok(&self.atr)
    }

    /// Chooses whether the slot fetches what waits (61xx) and repeats commands (6Cxx) by itself.
    pub fn with_mode(self, mode: ReaderMode) -> CardSlot<L> {
        CardSlot { mode, ..self }
    }

    /// Returns the answer to the last reset.
    pub fn atr(&self) -> &[u8] {
        &self.atr
    }

    /// Returns whether the card has power.
    pub const fn is_powered(&self) -> bool {
        self.is_powered
    }

    /// Returns the card.
    pub const fn link(&self) -> &L {
        &self.link
    }

    /// Returns the card, to arm a fault in it.
    pub const fn link_mut(&mut self) -> &mut L {
        &mut self.link
    }

    /// Takes the card's power, as when it is taken out of the slot.
    pub fn power_off(&mut self) {
        self.link.power_off();
        self.is_powered = false;
    }

    /// Handles a message, `uptime_s` seconds after the card was last given power. An error is a card that is no longer
    /// there for the reader: it fell silent or was taken away.
    pub fn handle(&mut self, message: &VpcdMessage, uptime_s: u32) -> Result<SlotOutcome, LinkError> {
        match message {
            VpcdMessage::AskAtr => Ok(SlotOutcome { reply: Some(self.atr.clone()), event: None }),
            VpcdMessage::PowerOff if !self.is_powered => Ok(SlotOutcome::default()),
            VpcdMessage::PowerOff => {
                self.power_off();
                Ok(SlotOutcome::event(SlotEvent::PoweredOff))
            }
            VpcdMessage::PowerOn => Ok(SlotOutcome::event(SlotEvent::PoweredOn { atr: self.power_on()? })),
            VpcdMessage::Reset => Ok(SlotOutcome::event(SlotEvent::Reset { atr: self.reset()? })),
            VpcdMessage::Command(command) => {
                let situation = LinkContext { way: Transport::Contacts, uptime_s };
                let answer = self.answer(situation, command);
                let answer = answer.inspect_err(|_| self.power_off())?;
                let event = SlotEvent::Exchanged { command: command.clone(), answer: answer.clone() };
                Ok(SlotOutcome { reply: Some(answer), event: Some(event) })
            }
        }
    }

    /// Resets the card, and returns its answer to reset.
    pub fn reset(&mut self) -> Result<Vec<u8>, LinkError> {
        self.power_off();
        self.power_on()
    }

    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        self.atr = self.link.power_on().inspect_err(|_| self.is_powered = false)?;
        self.is_powered = true;
        Ok(self.atr.clone())
    }

    fn answer(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        if !self.is_powered {
            return Err(LinkError::Silent);
        }
        reader::transmit(&mut self.link, self.mode, situation, command)
    }
}
