//! Procedures at a hall: loads, the unload of a purse, the registration of a swap, the load of the new card, closing.

use sim_codec::time::{HOUR, MINUTE};
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;
use sim_world::actor::{RefusedError, TerminalError, hall};
use sim_world::platform::entry::Book;
use sim_world::platform::hall::{HallFunds, SwapState, UnloadState};
use sim_world::platform::load::TransferState;

use super::cut::{Between, Procedure};
use super::town::{A, B, CASH, PURSE, Town, number};

/// Amount that is loaded, in fen.
const LOAD: u32 = 2_000;

/// Event between two tries at a hall.
const BETWEEN: &[Between] = &[
    ("nothing", |_| ()),
    ("another card is loaded", |town| town.done("hall loads 5 onto B")),
    ("another card pays", |town| town.done("B taps 5 at pos 1")),
    ("the card pays", |town| drop(town.act("A taps 1 at pos 2"))),
    ("the card pays, and the batch is uploaded", |town| {
        drop(town.act("A taps 1 at pos 2"));
        town.done("pos 2 uploads");
    }),
    ("the phone restarts", |town| town.done("A goes on")),
    ("an hour passes", |town| town.world.pass(HOUR)),
];

/// Tries a procedure again until it succeeds, if it failed.
fn again(town: &mut Town, tried: &Result<(), RefusedError>, once: impl Fn(&mut Town) -> Result<(), RefusedError>) {
    if tried.is_err() {
        let refused: Vec<_> = (0..4).map_while(|_| once(town).err()).collect();
        assert!(refused.len() < 4, "{tried:?}, then {refused:?}");
    }
}

/// Tries a load again until it succeeds, if it failed. Where the card has been loaded and only the platform's answer is
/// missing, the load is not repeated; at the next visit the platform learns of it.
fn load_again(town: &mut Town, tried: &Result<(), RefusedError>, once: impl Fn(&mut Town) -> Result<(), RefusedError>) {
    let mut tried = tried.clone();
    for _ in 0..4 {
        match &tried {
            Ok(()) => return,
            Err(RefusedError::Terminal(TerminalError::Unconfirmed(_))) => {
                town.done("hall loads 1 onto A");
                town.loaded_later = 100;
                return;
            }
            Err(_) => tried = once(town),
        }
    }
    panic!("{tried:?}");
}

/// Returns the number of transfers of the first holder that arrived.
fn arrived(town: &Town) -> usize {
    let transfers = town.world.platform().books.transfers();
    let own = transfers.filter(|(_, transfer)| transfer.number == number(A));
    own.filter(|(_, transfer)| transfer.state == TransferState::Settled).count()
}

/// Checks that the money of the second holder is where it should be.
fn judge_other(town: &Town, story: &str) {
    let all = i64::from(town.purse(B) + town.paid(B)) + town.cash(B);
    assert_eq!(all, i64::from(PURSE + CASH), "{story}");
}

fn load_account(town: &mut Town) -> Result<(), RefusedError> {
    town.attempt("hall loads 20 onto A")
}

pub const LOAD_ACCOUNT: Procedure = Procedure {
    name: "hall load from the account",
    prepare: |_| (),
    once: load_account,
    between: BETWEEN,
    resume: |town, tried| load_again(town, tried, load_account),
    judge: |town, story| {
        let later = town.loaded_later;
        assert_eq!(town.cash(A), i64::from(CASH - LOAD - later), "{story}");
        assert_eq!(town.purse(A), PURSE + LOAD + later - town.paid(A), "{story}");
        assert_eq!(arrived(town), 1 + usize::from(later > 0), "{story}");
        judge_other(town, story);
    },
    least: [0, 8, 8, 0, 0, 8],
};

/// Loads from cash; what a try that failed left in the account is loaded from there.
fn load_cash(town: &mut Town) -> Result<(), RefusedError> {
    let is_paid_in = town.book(Book::HallCash) < -2 * i64::from(CASH);
    let funds = if is_paid_in { HallFunds::Account } else { HallFunds::Cash };
    hall::load(&mut town.world, number(A), (funds, Fen(LOAD))).map(drop)
}

pub const LOAD_CASH: Procedure = Procedure {
    name: "hall load from cash",
    prepare: |_| (),
    once: load_cash,
    between: BETWEEN,
    resume: |town, tried| load_again(town, tried, load_cash),
    judge: |town, story| {
        assert_eq!(town.book(Book::HallCash), -i64::from(2 * CASH + LOAD), "{story}: the till");
        let later = town.loaded_later;
        assert_eq!(town.cash(A), i64::from(CASH - later), "{story}");
        assert_eq!(town.purse(A), PURSE + LOAD + later - town.paid(A), "{story}");
        assert_eq!(arrived(town), 1 + usize::from(later > 0), "{story}");
        judge_other(town, story);
    },
    least: [0, 8, 8, 0, 0, 8],
};

fn close(town: &mut Town) -> Result<(), RefusedError> {
    town.attempt("hall closes wallet of A")
}

fn register(town: &mut Town) -> Result<(), RefusedError> {
    town.attempt("hall registers card of A")
}

/// Checks that the rest of the purse is in the account once, and that the wallet is empty and closed.
fn judge_taken_back(town: &Town, story: &str) {
    assert_eq!(town.cash(A), i64::from(CASH + PURSE - town.paid(A)), "{story}");
    assert_eq!(town.purse(A), 0, "{story}");
    assert_eq!(town.person(A).card_state().unwrap().lifecycle, LifeCycle::Closed, "{story}");
    assert_eq!(town.world.platform().card_of(&number(A)).unwrap().state, LifeCycle::Closed, "{story}");
    let paid_out = town.world.platform().unloads().filter(|unload| unload.state == UnloadState::Settled);
    let paid_out: Vec<_> = paid_out.map(|unload| unload.amount.0).collect();
    let rest = PURSE - town.paid(A);
    assert_eq!(paid_out, if rest == 0 { vec![] } else { vec![rest] }, "{story}");
    judge_other(town, story);
}

pub const UNLOAD: Procedure = Procedure {
    name: "hall unload and closing",
    prepare: |_| (),
    once: close,
    between: BETWEEN,
    resume: |town, tried| again(town, tried, close),
    judge: judge_taken_back,
    least: [0, 20, 16, 0, 0, 8],
};

pub const UNLOAD_CANCELLED: Procedure = Procedure {
    name: "hall unload of a closing wallet",
    prepare: |town| {
        town.done("registry says A is cancelled");
        town.world.pass(MINUTE);
        assert_eq!(town.person(A).card_state().unwrap().lifecycle, LifeCycle::Closing);
    },
    once: close,
    between: BETWEEN,
    resume: |town, tried| again(town, tried, close),
    judge: judge_taken_back,
    least: [0, 12, 8, 0, 0, 8],
};

pub const CLOSING: Procedure = Procedure {
    name: "closing of an empty wallet",
    prepare: |town| {
        town.done("A taps 100 at pos 1");
        town.done("pos 1 uploads");
    },
    once: close,
    between: BETWEEN,
    resume: |town, tried| again(town, tried, close),
    judge: judge_taken_back,
    least: [0, 12, 8, 0, 0, 8],
};

pub const REGISTRATION: Procedure = Procedure {
    name: "registration of a swap",
    prepare: |_| (),
    once: register,
    between: BETWEEN,
    resume: |town, tried| again(town, tried, register),
    judge: |town, story| {
        judge_taken_back(town, story);
        let swap = *town.world.platform().swap_of(town.asn(A)).unwrap();
        assert_eq!((swap.amount.0, swap.state), (PURSE - town.paid(A), SwapState::Registered), "{story}");
        let listed = &town.world.platform().acquiring().parameters().black_list;
        assert_eq!(listed, &[town.asn(A).0], "{story}");
    },
    least: [0, 20, 16, 0, 0, 8],
};

fn reload(town: &mut Town) -> Result<(), RefusedError> {
    town.attempt("hall reloads card of A")
}

pub const SWAP_LOAD: Procedure = Procedure {
    name: "load of a swap onto the new card",
    prepare: |town| {
        town.done("hall registers card of A");
        town.done("hall issues card to A");
        town.world.pass(MINUTE);
    },
    once: reload,
    between: BETWEEN,
    resume: |town, tried| match tried {
        // The platform learns of the load at the next visit, or knows of it.
        Err(RefusedError::Terminal(TerminalError::Unconfirmed(_))) => drop(reload(town)),
        tried => again(town, tried, reload),
    },
    judge: |town, story| {
        assert_eq!(town.purse(A), PURSE - town.paid(A), "{story}");
        assert_eq!(town.cash(A), i64::from(CASH), "{story}");
        let old = town.world.loose_cards().next().unwrap();
        let state = old.card_state().unwrap();
        assert_eq!((state.balance, state.lifecycle), (Fen::ZERO, LifeCycle::Closed), "{story}: the old card");
        let swap = town.world.platform().swap_of(old.asn()).unwrap();
        assert_eq!((swap.amount.0, swap.state), (PURSE, SwapState::Loaded(town.asn(A))), "{story}");
        assert_eq!(town.person(A).card_state().unwrap().lifecycle, LifeCycle::Open, "{story}");
        // The unload of the old card, and one load of the new one.
        assert_eq!(arrived(town), 2, "{story}");
        let mut town = town.clone();
        let twice = reload(&mut town);
        assert!(twice.is_err() && town.purse(A) == PURSE - town.paid(A), "{story}: {twice:?}");
        judge_other(&town, story);
    },
    least: [0, 16, 16, 0, 0, 12],
};
