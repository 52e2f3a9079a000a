//! Forms of octets: parse and emit, no state and no policy. The only crate that both sides of the contacts use.
//!
//! # Use
//!
//! Each form of octets has a type with `parse` and `emit`, and a table of codes serves both directions:
//!
//! ```
//! use sim_wire::Fen;
//! use sim_wire::status::StatusWord;
//!
//! assert_eq!(Fen::from_bytes([0, 0, 0, 100]).to_string(), "1.00 yuan");
//! assert_eq!(Fen(100).to_bytes(), [0, 0, 0, 100]);
//! assert_eq!(StatusWord(0x9000).0, 0x9000);
//! ```
#![no_std]
// Tests may add and subtract as they like: overflow is a panic there, and a panic is a red test.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

pub mod addressee;
pub mod apdu;
pub mod bcd;
pub mod calibration;
pub mod count;
pub mod fields;
pub mod instruction;
pub mod lifecycle;
pub mod message;
mod money;
pub mod msisdn;
mod ota_key;
pub mod pin;
pub mod proactive;
pub mod record;
pub mod secured_packet;
pub mod status;
pub mod tag;
pub mod text;
pub mod tlv;
pub mod udh;

pub use money::Fen;
pub use ota_key::{OtaKey, OtaKeySet};

/// Joins the parts into `N` octets. Octets that the parts do not fill stay zero, and parts that would not fit are left
/// out. Callers therefore state `N` as the sum of their parts.
pub fn concat<const N: usize>(parts: &[&[u8]]) -> [u8; N] {
    let mut whole = [0; N];
    fill(&mut whole, parts);
    whole
}

/// Writes the parts one behind the other. Octets that the parts do not fill keep their value; a part that does not fit
/// is left out, and all parts behind it.
pub fn fill(whole: &mut [u8], parts: &[&[u8]]) {
    let mut rest = whole;
    for part in parts {
        let Some((head, tail)) = core::mem::take(&mut rest).split_at_mut_checked(part.len()) else {
            break;
        };
        head.iter_mut().zip(*part).for_each(|(to, from)| *to = *from);
        rest = tail;
    }
}
