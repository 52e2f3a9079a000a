//! The SMS centre of a world for programs outside (ESMEs, 外部短信实体), over SMPP 3.4.
//!
//! The parts, from the ground up: frames and TLVs as octets; `coding`, `submission` and `delivery`, which convert
//! between SMPP and the world's messages; [`conversation`], the rules of one connection without sockets and clock; the
//! `desk`, which owns the world and its file; the [`server`], which listens.
//!
//! ```no_run
//! use std::sync::Arc;
//! use sim_smpp::server::{SmppServer, stopper};
//! use sim_smpp::settings::SmppSettings;
//!
//! let settings = SmppSettings::new("127.0.0.1:2775".parse()?, "bank".parse()?, "secret", vec!["10659999".to_owned()]);
//! let complain = Box::new(|complaint: &str| eprintln!("{complaint}"));
//! let server = SmppServer::bind(settings, "town.world".as_ref(), Arc::new(|| 0), complain)?;
//! println!("{}", server.address());
//! let (_stopper, stopped) = stopper();
//! server.run(stopped)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod coding;
pub mod conversation;
mod delivery;
mod desk;
mod frame;
mod pool;
pub mod server;
mod session;
pub mod settings;
mod smpp_time;
mod status;
mod submission;
mod throttle;
mod tlv;

pub use frame::{SmppFrame, SmppFrameError, SmppFrameReader};
