//! Parties around a mobile wallet: people with phones and cards, the SMS centre ([`smsc`]), and the payment platform
//! with its ledger ([`platform`]). Programs outside send and receive messages as [`esme`]. The clock is [`world`], and
//! the file that keeps them [`store`].
//! Where cards lie before readers is in [`radio_field`], and the terminals of shops in [`shop`]. Acts are in
//! [`action`], those who perform them in [`actor`]. Checks are in [`audit`], whether money is conserved, and
//! [`invariant`], what must never happen.
//!
//! ```
//! use sim_device::profile::Profile;
//! use sim_world::world::{WorldSettings, World};
//!
//! let mut world = World::new(WorldSettings::of_seed(7));
//! world.add_person("13807310001".parse()?, "feature-2009", "default", &Profile::default())?;
//! assert_eq!(world.people().len(), 1);
//! assert_eq!(world.audit(), Ok(()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod action;
pub mod actor;
pub mod audit;
pub mod esme;
pub mod invariant;
pub mod line;
pub mod platform;
pub mod radio_field;
pub mod shop;
pub mod smsc;
pub mod store;
pub mod world;
