//! POS terminal (POS 终端) of a merchant, with its security module: purchases, receipts, the batch, and the line to the
//! platform. A terminal does not know whose phone is before it: it knows the card that answers.
//!
//! ```
//! use sim_device::pos::number::MerchantNumber;
//!
//! let merchant: MerchantNumber = "898430154110001".parse()?;
//! assert_eq!(merchant.to_string(), "898430154110001");
//! # Ok::<(), sim_device::pos::number::PosNumberError>(())
//! ```

pub mod entry;
pub mod fault;
mod hex_list;
mod journal;
pub mod line;
pub mod merchant_name;
pub mod number;
mod pending;
pub mod reader;
pub mod receipt;
pub mod sale;
pub mod slip;
pub mod take_back;
pub mod tap;
pub mod terminal;
pub mod upload;

#[cfg(test)]
mod tests;
