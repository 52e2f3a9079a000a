//! The terminal's side of the purse: the keys and MACs of a load host, a merchant terminal and its PSAM, and the
//! commands that they send. It is derived from the specification by the host's own [`sim_codec::crypto::des`].
//!
//! Only the form of octets (`sim_wire`) is shared with the card, so everything else that both agree on has been
//! computed twice. The layers, from the bottom:
//!
//! - [`session_key`]: SESLK, SESULK, SESUK, SESPK; [`SessionKey::mac`] and [`TacKey::mac`] make MAC and TAC.
//! - [`transaction_mac`]: the input of each MAC and TAC, octet by octet.
//! - [`transaction`]: a whole load, unload, purchase or change of the overdraw limit. From what both sides know it
//!   computes every MAC, every command and every answer of the card.
//! - [`secure_messaging`], [`pin`], [`authentication`], [`diversification`]: the issuer's commands and keys.
//! - [`command`]: the octets of each command as a terminal builds them.
//! - [`diagnosis`]: why a MAC or TAC is wrong.
//! - [`psam`]: the merchant's security module, which keeps the purchase master keys; [`psam_card`], the module as a
//!   card over its contacts.

pub mod authentication;
pub mod command;
pub mod diagnosis;
pub mod diversification;
pub mod pin;
pub mod psam;
pub mod psam_card;
pub mod secure_messaging;
pub mod session_key;
pub mod transaction;
pub mod transaction_mac;

pub use session_key::{SessionKey, TacKey};

use sim_codec::crypto::des::DesBlock;

/// MAC or TAC on the wire: the leftmost four octets of the last block.
pub type Mac = [u8; 4];

/// Returns the leftmost four octets of a block.
pub fn leftmost(block: DesBlock) -> Mac {
    let [a, b, c, d, ..] = block;
    [a, b, c, d]
}

#[cfg(test)]
mod vectors;
