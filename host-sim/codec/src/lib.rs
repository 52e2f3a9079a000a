//! Codecs of the bytes around a SIM card: toolkit messages ([`cat`]), short messages ([`sms`]) and secured packets
//! ([`ota`]), capture files ([`pcap`]) and the messages in them ([`gsmtap`]), the commands of a modem ([`at`]). With
//! them stand the host's own ciphers ([`crypto`]), points in time ([`time`]), and small pieces of text that every
//! language has ([`duration`], [`quotation`], [`suggest`]). Nothing here knows a card, a file or a screen.
//!
//! ```
//! use sim_codec::cat::ProactiveCommand;
//!
//! // DISPLAY TEXT, high priority, cleared by the user (3GPP TS 31.124 §27.22.4.1).
//! let octets = [
//!     0xD0, 0x1A, 0x81, 0x03, 0x01, 0x21, 0x80, 0x82, 0x02, 0x81, 0x02, 0x8D, 0x0F, 0x04, 0x54, 0x6F, 0x6F, 0x6C,
//!     0x6B, 0x69, 0x74, 0x20, 0x54, 0x65, 0x73, 0x74, 0x20, 0x31,
//! ];
//! let command: ProactiveCommand = sim_codec::cat::command::parse(&octets)?;
//! assert_eq!(command.emit().ok().as_deref(), Some(&octets[..]));
//! # Ok::<(), sim_codec::cat::ToolkitError>(())
//! ```

pub mod amount;
pub mod at;
pub mod cat;
pub mod crypto;
pub mod duration;
pub mod gsmtap;
pub mod length_fields;
pub mod ota;
pub mod pcap;
pub mod quotation;
pub mod sms;
pub mod suggest;
pub mod time;
