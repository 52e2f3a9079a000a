//! A tester's desk: a card behind a [`link`], the [`reader`] that reaches it, its [`memory`], and the [`profile`] that
//! it is made from. Beside them stand the terminal's security module ([`sam`]) and the [`handset`]. A
//! [`mobile_station`] is a handset with a card in it, and a [`modem`] the same for a computer. [`vpcd`] puts a card
//! into a reader of PC/SC.
//!
//! ```
//! use sim_device::link::{Chance, InProcess, Link, LinkContext};
//! use sim_device::memory::manufactured;
//! use sim_device::profile::Profile;
//!
//! let profile = Profile::default();
//! let memory = manufactured(&profile.to_personalisation())?;
//! let mut card = InProcess::new(memory, Chance::seeded(7));
//! card.power_on()?;
//! let select = sim_device::sam::command::select_application(&profile.card.aid).ok_or("no AID")?;
//! assert!(card.exchange(LinkContext::default(), &select)?.starts_with(&[0x61]));
//! let get_balance = [0x80, 0x5C, 0x00, 0x02, 0x04];
//! assert_eq!(card.exchange(LinkContext::default(), &get_balance)?, [0, 0, 0, 0, 0x90, 0x00]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod bounded;
pub mod danger;
pub mod handset;
pub mod link;
pub mod memory;
pub mod mobile_station;
pub mod modem;
pub mod pos;
pub mod private_file;
pub mod profile;
pub mod reader;
pub mod sam;
pub mod start_up;
pub mod tracked_map;
pub mod vpcd;
