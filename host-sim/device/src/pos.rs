//! POS terminal (POS 终端) of a merchant, with its security module: purchases, receipts, the batch, and the line to the
//! platform. A terminal does not know whose phone is before it: it knows the card that answers.
//!
//! A sale is offline. The terminal commits the purchase as pending, sends the debit, and takes the purchase into its
//! batch once the card's MAC2 is right. If the answer to the debit is lost, or the power fails, the purchase stays
//! pending, and the next tap of the card decides:
//!
//! | card | then |
//! |---|---|
//! | has the proof, and the module's session stands | the module checks MAC2; the purchase enters the batch |
//! | has the proof, and the session is gone | the platform checks the TAC; the purchase enters the batch |
//! | has the purchase in its log, and no proof | the platform is asked for the TAC, which another terminal may bring |
//! | never used the counter, or used it for another purchase | the purchase never took place; the sale goes on |
//! | has had so many transactions that its log tells nothing | the platform is asked for the TAC |
//!
//! A purchase without its TAC stays pending: no goods are handed over, and the card is not charged again.
//!
//! ```
//! use sim_device::pos::line::LineSender;
//! use sim_device::pos::terminal::PosTerminal;
//! use sim_device::profile::Profile;
//!
//! let profile = Profile::default();
//! let sender = LineSender {
//!     merchant: "898430154110001".parse()?,
//!     pos: "00000042".parse()?,
//!     terminal: [0x66, 0x55, 0x44, 0x33, 0x22, 0x11],
//! };
//! let mut terminal = PosTerminal::new("永辉超市".parse()?, sender, vec![profile.card.aid.to_vec()]);
//! terminal.give_keys(profile.purchase_masters());
//! assert_eq!((terminal.batch(), terminal.totals().count()), (1, 0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod entry;
pub mod fault;
mod hex_list;
mod journal;
pub mod line;
pub mod load_slip;
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
