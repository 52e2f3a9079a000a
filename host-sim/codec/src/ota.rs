//! Secured packets as a platform makes and reads them (3GPP TS 31.115, ETSI TS 102 225 and 102 226; before them
//! GSM 03.48). Commands for a card and its proofs of receipt become short messages, and are read back from them, with
//! arithmetic of the platform's own.
//!
//! - [`KeyMaterial`], [`Keys`], [`Security`]: which key does what, and what a header asks for.
//! - [`Command`] and [`Response`]: packets, wrapped and opened.
//! - [`judge`]: every check that a receiver makes before it believes a packet, in order, each with its reason.
//! - [`carriage`]: packets in short messages, in parts and in ENVELOPE.
//! - [`script`]: the contents of remote management packets.
//!
//! Only the layout of octets is shared with the card (`sim_wire`).

pub mod carriage;
mod check;
mod cipher;
mod command;
mod diagnosis;
mod given;
mod judge;
mod key;
mod locate;
mod response;
pub mod script;
mod security;

pub use check::RedundancyCheck;
pub use cipher::BlockError;
pub use command::{Command, OpenError, Opened, WrapError};
pub use diagnosis::{DerivedCheck, PacketDiagnosis, PacketMistake};
pub use given::{GivenKey, GivenKeys, KeyError};
pub use judge::{
    AcceptedPacket, CheckStep, KeySet, Receiver, RejectedPacket, RejectionError, TargetApplication, count, judge,
};
pub use key::{ChainingMode, ChecksumKey, CipherKey, Family, KeyAlgorithm, KeyLengthError, KeyMaterial};
pub use locate::{NoPacketError, bare, locate, user_data};
pub use response::{Response, ResponseSecurity};
pub use security::{Keys, PacketCheck, Padding, SecureError, Security};

#[cfg(test)]
mod tests;
