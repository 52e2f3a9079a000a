//! Interruptions in a whole world: each procedure of shops and halls is cut off at every APDU, at every memory write of
//! the card, at every write of the terminal and its security module, at every message and at every step of the
//! platform. Then it is taken up again as a person would, with other cards and another terminal in between. Nobody is
//! charged twice, no goods leave unpaid, and after the upload both sides have the same totals.

mod cut;
mod hall;
mod shop;
mod town;

#[test]
fn purchase_is_paid_once_whatever_is_cut() {
    shop::PURCHASE.interrupt_everywhere();
}

#[test]
fn later_tap_completes_purchase_whatever_is_cut() {
    shop::COMPLETION.interrupt_everywhere();
    shop::FETCH.interrupt_everywhere();
}

#[test]
fn purchase_is_taken_back_once_whatever_is_cut() {
    shop::VOID.interrupt_everywhere();
    shop::RETURN.interrupt_everywhere();
}

#[test]
fn batch_is_settled_once_whatever_is_cut() {
    shop::BATCH.interrupt_everywhere();
    shop::LONG_BATCH.interrupt_everywhere();
}

#[test]
fn hall_load_arrives_once_whatever_is_cut() {
    hall::LOAD_ACCOUNT.interrupt_everywhere();
    hall::LOAD_CASH.interrupt_everywhere();
}

#[test]
fn purse_is_taken_back_once_whatever_is_cut() {
    hall::UNLOAD.interrupt_everywhere();
    hall::UNLOAD_CANCELLED.interrupt_everywhere();
    hall::CLOSING.interrupt_everywhere();
}

#[test]
fn swap_moves_the_purse_once_whatever_is_cut() {
    hall::REGISTRATION.interrupt_everywhere();
    hall::SWAP_LOAD.interrupt_everywhere();
}
