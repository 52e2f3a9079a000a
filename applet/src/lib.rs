//! The RFID-SIM mobile wallet card (手机钱包): a PBOC electronic purse (JR/T 0025) that speaks ISO 7816 APDUs. The
//! crate is `no_std`, without allocator and without `unsafe`.
//!
//! # Definitions
//!
//! - The **wallet** is the state that survives: purse, operation PIN, limit, life cycle, log, proof, calibration,
//!   files. It is one value.
//! - The **card session** is the state that a reset forgets. It is a value too, and can be kept outside the card and
//!   resumed.
//! - A **decision** is the outcome of a command: the next wallet, the next session, the answer.
//! - A **dialog** is the person's place in the menu; a reset forgets it, as the session.
//! - A **commit** is one write of the whole wallet into the memory slot that is not current. It bears the next sequence
//!   number, and a checksum over all of it.
//!
//! # Promise
//!
//! The power may be cut at any instant, in any command. After the next power-on the wallet is the one before the
//! command, or the one after; never between. An answer leaves only after its commit. The answer of a completed
//! transaction can be asked for again (GET TRANSACTION PROVE) until the next transaction completes. Every guess of a
//! PIN or key costs a try. A secured packet is several commands: if a packet could be accepted once more, none of its
//! commands has happened.
//!
//! # Assumptions
//!
//! A torn write changes no octet outside it ([`Nvm`]). A torn slot passes its checksum by chance once in 2^32.
//!
//! # Argument
//!
//! A commit never touches the current slot, so a torn commit leaves the wallet before. A commit that is whole is newer,
//! so it is the wallet after. Power-on writes nothing, so it can be cut any number of times. A guess commits its
//! spent try before it compares, so the outcome is never learnt for nothing. The proof is part of the wallet, so it is
//! committed with the balance it proves. A packet's counter is committed before its script's first command, so a packet
//! that did anything is spent.
//!
//! # Use
//!
//! ```
//! # use applet::{Card, Entropy, ExchangeContext, Interface, manufacture};
//! # use applet::{MEMORY_SIZE, MemoryError, Nvm, Personalisation};
//! # struct Memory(Vec<u8>);
//! # impl Nvm for Memory {
//! #     fn read(&self, offset: usize, into: &mut [u8]) -> Result<(), MemoryError> {
//! #         into.copy_from_slice(self.0.get(offset..offset + into.len()).ok_or(MemoryError)?);
//! #         Ok(())
//! #     }
//! #     fn write(&mut self, offset: usize, bytes: &[u8]) -> Result<(), MemoryError> {
//! #         self.0.get_mut(offset..offset + bytes.len()).ok_or(MemoryError)?.copy_from_slice(bytes);
//! #         Ok(())
//! #     }
//! # }
//! # struct Zeros;
//! # impl Entropy for Zeros {
//! #     fn fill(&mut self, into: &mut [u8]) {
//! #         into.fill(0);
//! #     }
//! # }
//! let mut memory = Memory(vec![0xFF; MEMORY_SIZE]);
//! manufacture(&mut memory, &Personalisation::default()).expect("a sound personalisation");
//! let mut card = Card::new(memory, Zeros);
//! card.power_on().expect("a card");
//! let desk = ExchangeContext { interface: Interface::Contact, uptime_s: 0 };
//! let select = [&[0x00, 0xA4, 0x04, 0x00, 0x10][..], &Personalisation::default().aid].concat();
//! card.transmit(desk, &select).expect("power");
//! let answer = card.transmit(desk, &[0x80, 0x5C, 0x00, 0x02, 0x04]).expect("power");
//! assert_eq!((&answer.data[..], answer.status.0), (&[0, 0, 0, 0][..], 0x9000));
//! ```
//!
//! # Modules
//!
//! [`sim_wire`], here as [`wire`], has the forms of octets, and money. Imports point one way: `crypto`, `nvm` ←
//! `request`, `refusal`, `identity`, `session` ← `wallet` ← `doors` ← `card`. The wallet's rules know no octets
//! of a command, and the doors decide nothing. After manufacture only `card` writes memory.
#![no_std]
// Tests may add and subtract as they like: overflow is a panic there, and a panic is a red test.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

mod card;
mod crypto;
mod doors;
mod entropy;
mod identity;
mod manufacture;
mod nvm;
mod personalisation;
mod refusal;
mod request;
mod session;
mod state;
mod wallet;

pub use card::{Answer, Card, CardSession, MuteError, PowerOnError, ResumeError};
pub use crypto::PurseKey;
pub use entropy::Entropy;
pub use heapless;
pub use manufacture::{CardManufactureError, manufacture};
pub use nvm::{IMAGE_VERSION, MEMORY_SIZE, MemoryError, Nvm};
pub use personalisation::{
    KEYS_MAX, KeyEntry, KeyUsage, OTA_APPLICATIONS_MAX, OTA_KEY_SETS_MAX, OtaApplication, OtaKey, OtaKeySet,
    Personalisation, Start, serving_key,
};
pub use refusal::Refusal;
pub use request::{ExchangeContext, Interface};
pub use sim_wire::calibration::Calibration;
pub use sim_wire::{self as wire, Fen};
pub use state::CardState;
pub use wallet::lifecycle::BlockState;
pub use wallet::proof::TransactionProof;
pub use wallet::remote::{CreditedLoad, PendingLoad, RemoteState};
