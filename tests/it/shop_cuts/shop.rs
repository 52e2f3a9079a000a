//! Procedures at a shop: a purchase and its completion by a later tap, a void, a return, and uploads.

use sim_codec::time::SECOND;
use sim_world::actor::RefusedError;
use sim_world::platform::acquiring::{PurchaseRecord, PurchaseState};

use super::cut::{Between, Procedure};
use super::town::{A, B, CASH, PURSE, Town};

/// Price of the goods that the first holder wants, in fen.
const PRICE: u32 = 700;

/// Tap by which the first holder pays that price.
const TAP: &str = "A taps 7 at pos 1";

const NOTHING: Between = ("nothing", |_| ());
const OTHER_CARD: Between = ("another card pays", |town| {
    town.world.pass(7 * SECOND);
    drop(town.act("B taps 5 at pos 1"));
});
const PHONE_RESTARTS: Between = ("the phone restarts", |town| town.done("A goes on"));
const UPLOAD: Between = ("the batch is uploaded", |town| town.insist("pos 1 uploads"));
const SECOND_TERMINAL: Between = ("the card pays at the second terminal", |town| town.done("A taps 7 at pos 2"));
const SECOND_TERMINAL_UPLOADS: Between = ("the card pays at the second terminal, which uploads", |town| {
    town.done("A taps 7 at pos 2");
    town.done("pos 2 uploads");
});

/// Returns the purchases of a holder at a terminal.
fn at<'t>(town: &'t Town, pos: u32, who: &str) -> Vec<&'t PurchaseRecord> {
    let sender = town.terminal(pos).sender();
    town.purchases(who).into_iter().filter(|purchase| purchase.sender == sender).collect()
}

/// Returns the number of receipts over the price that a terminal has printed.
fn goods(town: &Town, pos: u32) -> usize {
    let bought = town.world.shops().receipts().filter(|(place, _)| place.pos.0 == pos);
    bought.filter(|(_, receipt)| receipt.amount.0 == PRICE).count()
}

/// Taps again until the holder has the goods and no purchase is open.
fn tap_again(town: &mut Town, _: &Result<(), RefusedError>) {
    for _ in 0..4 {
        let is_open = town.pending(1, A) > 0;
        if goods(town, 1) + goods(town, 2) > 0 && !is_open {
            return;
        }
        if is_open && goods(town, 2) > 0 {
            // The proof that the second terminal read is fetched from the platform.
            town.insist("pos 2 uploads");
        }
        drop(town.attempt(TAP));
    }
    assert!(goods(town, 1) > 0 && town.pending(1, A) == 0, "the holder gets no goods");
}

/// Checks the end of purchases of one price: each terminal sold at most once, and the card paid for what was sold.
fn judge_purchase(town: &Town, story: &str) {
    let sold = [1, 2].map(|pos| at(town, pos, A).len());
    assert_eq!([1, 2].map(|pos| goods(town, pos)), sold, "{story}");
    assert!(sold[0] <= 1 && sold[1] <= 1 && sold[0] + sold[1] >= 1, "{story}: {sold:?} purchases");
    let is_second = story.contains("second terminal");
    assert!(is_second || sold[0] == 1, "{story}: {sold:?}");
    let paid = PRICE * (sold[0] + sold[1]) as u32;
    assert_eq!((town.purse(A), town.paid(A)), (PURSE - paid, paid), "{story}");
    assert!(town.purchases(A).iter().all(|purchase| purchase.state == PurchaseState::Settled), "{story}");
    assert_eq!([town.cash(A), town.cash(B)], [i64::from(CASH); 2], "{story}");
    assert_eq!(town.purse(B) + town.paid(B), PURSE, "{story}");
}

pub const PURCHASE: Procedure = Procedure {
    name: "purchase",
    prepare: |_| (),
    once: |town| town.attempt(TAP),
    between: &[NOTHING, OTHER_CARD, PHONE_RESTARTS, UPLOAD, SECOND_TERMINAL, SECOND_TERMINAL_UPLOADS],
    resume: tap_again,
    judge: judge_purchase,
    least: [10, 10, 8, 6, 0, 0],
};

/// Leaves a purchase of the first card without an answer at the first terminal.
fn leave_at_debit(town: &mut Town) {
    let debit = (1..20).find(|nth| {
        let refused = town.act(&format!("A taps 7 at pos 1 leaving after command {nth}"));
        town.pending(1, A) > 0 && refused.is_err()
    });
    assert!(debit.is_some());
}

pub const COMPLETION: Procedure = Procedure {
    name: "purchase completed by the platform's check",
    prepare: |town| {
        leave_at_debit(town);
        // The security module forgets the session of the first purchase.
        town.done("B taps 5 at pos 1");
    },
    once: |town| town.attempt(TAP),
    between: &[NOTHING, OTHER_CARD, PHONE_RESTARTS, UPLOAD, SECOND_TERMINAL, SECOND_TERMINAL_UPLOADS],
    resume: tap_again,
    judge: judge_purchase,
    least: [8, 8, 0, 2, 2, 2],
};

pub const FETCH: Procedure = Procedure {
    name: "purchase completed by a carried proof",
    prepare: |town| {
        leave_at_debit(town);
        town.done("A taps 7 at pos 2");
        town.done("pos 2 uploads");
    },
    once: |town| town.attempt(TAP),
    between: &[NOTHING, OTHER_CARD, PHONE_RESTARTS, UPLOAD],
    resume: tap_again,
    judge: |town, story| {
        assert_eq!([1, 2].map(|pos| at(town, pos, A).len()), [1, 1], "{story}");
        assert_eq!(town.purse(A), PURSE - 2 * PRICE, "{story}");
        assert_eq!(town.paid(A), 2 * PRICE, "{story}");
    },
    least: [8, 8, 0, 2, 2, 2],
};

/// Taking back of the first receipt.
const TAKE_BACK: &str = "pos 1 takes back voucher 1 of batch 1";

/// Presents the receipt again until the purchase is taken back.
fn present_again(town: &mut Town, tried: &Result<(), RefusedError>) {
    if tried.is_ok() {
        return;
    }
    for _ in 0..4 {
        match town.attempt(TAKE_BACK) {
            Ok(()) => return,
            Err(refused) if refused.to_string().contains("was taken back before") => return,
            Err(_) => {}
        }
    }
    panic!("the receipt is not taken");
}

/// Checks that the price came back to the account once, and that the card paid for all that was bought.
fn judge_taken_back(town: &Town, story: &str) {
    assert_eq!(town.cash(A), i64::from(CASH + PRICE), "{story}");
    assert_eq!(town.purse(A) + town.paid(A), PURSE, "{story}");
    let is_back = |purchase: &&&PurchaseRecord| purchase.state != PurchaseState::Settled;
    let purchases = town.purchases(A);
    let back: Vec<_> = purchases.iter().filter(is_back).map(|purchase| purchase.entry.amount.0).collect();
    assert_eq!(back, [PRICE], "{story}");
}

pub const VOID: Procedure = Procedure {
    name: "void",
    prepare: |town| {
        town.done(TAP);
        town.done("A taps 3 at pos 1");
    },
    once: |town| town.attempt(TAKE_BACK),
    between: &[NOTHING, OTHER_CARD, UPLOAD, SECOND_TERMINAL, SECOND_TERMINAL_UPLOADS],
    resume: present_again,
    judge: judge_taken_back,
    least: [0, 0, 0, 4, 2, 2],
};

pub const RETURN: Procedure = Procedure {
    name: "return",
    prepare: |town| {
        town.done(TAP);
        town.done("A taps 3 at pos 1");
        town.done("pos 1 uploads");
    },
    once: |town| town.attempt(TAKE_BACK),
    between: &[NOTHING, OTHER_CARD, UPLOAD, SECOND_TERMINAL, SECOND_TERMINAL_UPLOADS],
    resume: present_again,
    judge: judge_taken_back,
    least: [0, 0, 0, 2, 2, 2],
};

/// Checks that everything that was bought is settled, but for the one purchase that was voided.
fn judge_upload(town: &Town, story: &str) {
    let state = |purchase: &&&PurchaseRecord| purchase.state == PurchaseState::Voided;
    let purchases = town.purchases(A);
    let voided: Vec<_> = purchases.iter().filter(state).map(|purchase| purchase.entry.amount.0).collect();
    assert_eq!(voided, [PRICE], "{story}");
    assert_eq!(town.cash(A), i64::from(CASH + PRICE), "{story}");
    assert_eq!(town.purse(A) + town.paid(A), PURSE, "{story}");
    assert_eq!(town.purse(B) + town.paid(B), PURSE, "{story}");
}

pub const BATCH: Procedure = Procedure {
    name: "upload",
    prepare: |town| {
        town.done(TAP);
        town.done("B taps 5 at pos 1");
        town.done("A taps 1.5 at pos 2");
        // The first terminal carries the proof of the second one's purchase.
        town.done("A taps 2 at pos 1");
        assert_eq!(town.terminal(1).carried().len(), 1);
        // The answer to a void is lost, so that the upload asks again.
        town.done("pos 1 loses line after message 1");
        town.act(TAKE_BACK).unwrap_err();
    },
    once: |town| town.attempt("pos 1 uploads"),
    between: &[NOTHING, OTHER_CARD, SECOND_TERMINAL, SECOND_TERMINAL_UPLOADS],
    resume: |_, _| (),
    judge: judge_upload,
    least: [0, 0, 0, 6, 10, 10],
};

pub const LONG_BATCH: Procedure = Procedure {
    name: "upload in several messages",
    prepare: |town| {
        town.done(TAP);
        (0..50).for_each(|_| town.done("A taps 0.5 at pos 1"));
        town.done(TAKE_BACK);
    },
    once: |town| town.attempt("pos 1 uploads"),
    between: &[NOTHING],
    resume: |_, _| (),
    judge: judge_upload,
    least: [0, 0, 0, 4, 8, 8],
};
