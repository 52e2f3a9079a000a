//! The card's end of vpcd, a virtual reader of PC/SC (vsmartcard): whoever uses PC/SC then has our card before them.
//!
//! vpcd listens on a port for each slot; the card connects. A message is a length of two octets, most significant
//! first, and that many octets. A message of one octet is an order to the slot ([`VpcdMessage`]), any other is a
//! command APDU.
//! [`CardSlot`] answers the messages for a card behind a [`Link`](crate::link::Link), and [`serve`] does it over a
//! stream.
//!
//! ```
//! use sim_device::link::{Chance, InProcess};
//! use sim_device::memory::manufactured;
//! use sim_device::profile::Profile;
//! use sim_device::vpcd::{CardSlot, VpcdMessage, frame};
//!
//! let memory = manufactured(&Profile::default().to_personalisation())?;
//! let mut slot = CardSlot::new(InProcess::new(memory, Chance::seeded(7)));
//! slot.insert()?;
//! slot.handle(&VpcdMessage::parse(&[0x01])?, 0)?;
//! let select = VpcdMessage::parse(&[0xA0, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00])?;
//! let reply = slot.handle(&select, 0)?.reply.ok_or("no reply")?;
//! assert_eq!(frame(&reply), [0x00, 0x02, 0x9F, 0x16]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod message;
mod serve;
mod slot;

pub use message::{VpcdDecoder, VpcdError, VpcdMessage, frame};
pub use serve::{SlotHandler, SlotReply, VpcdStream, serve};
pub use slot::{CardSlot, SlotEvent, SlotOutcome};

/// TCP port of the first slot, unless vpcd is told another.
pub const PORT: u16 = 0x8C7B;

#[cfg(test)]
mod tests;
