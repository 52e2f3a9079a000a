//! Short messages: the TPDUs that a card and a handset pass on (3GPP TS 23.040 §9.2), read into what they mean and written
//! again. SMS-COMMAND is not read.

pub mod address;
pub mod reassembly;
pub mod time;
pub mod tpdu;
pub mod user_data;

pub use address::SmsAddress;
pub use time::Timestamp;
pub use tpdu::{Direction, Tpdu, TpduKind};
pub use user_data::{Body, Element, UserData};

#[cfg(test)]
mod tests;
