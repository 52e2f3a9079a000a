//! The card in a reader of PC/SC, and other people's programs before it.

use crate::binary::rfid_sim;

#[allow(dead_code, reason = "the tests of cards in real readers use it, too")]
mod desk;
mod handset;
mod programs;
mod robust;
mod traces;

/// Folder of the programs beside these tests, from the package's folder.
const BESIDE: &str = "it/pcsc";

/// Returns a desk with pcscd.
fn desk() -> desk::Desk {
    desk::Desk::start(rfid_sim())
}
