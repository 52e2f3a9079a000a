//! Purchases whose proof the card no longer has: another terminal carries it, or the card's log decides.

use applet::KeyUsage;
use sim_wire::Fen;
use sim_wire::record::TransactionKind;

use super::desk::{CardOnDesk, Loss, NoLine, Platform, at, terminal};
use crate::pos::reader::CardReader as _;
use crate::pos::sale::{SaleError, SaleKind};
use crate::pos::terminal::PosTerminal;
use crate::sam::command::PurseApplication;
use crate::sam::transaction::{CardSide, Online, TransferDirection};
use crate::sam::transaction_mac::TransactionRequest;

/// Loses a card at the debit of a sale.
fn lose(pos: &mut PosTerminal, card: &mut CardOnDesk, loss: Loss) {
    let lost = pos.sell(card.tap_lost_at(5, loss), &mut NoLine, Fen(700), at(30));
    assert_eq!(lost, Err(SaleError::Unfinished));
}

/// Loads a card by radio, as a hall's terminal does.
fn load(card: &mut CardOnDesk, amount: Fen) {
    let request = TransactionRequest { amount, kind: TransactionKind::Load, terminal: [9; 6] };
    let mut online = Online {
        direction: TransferDirection::Load,
        dated: request.at(at(40)),
        card: CardSide { balance: Fen::ZERO, counter: 0, random: [0; 4] },
    };
    let initialized = card.tap().exchange(&online.initialize(PurseApplication::Purse, 1)).unwrap();
    (online.card, _, _) = CardSide::of_online(initialized.first_chunk().unwrap());
    let session = online.session_key(&card.profile.key(KeyUsage::Load, 1).unwrap().key);
    assert!(card.exchange(&online.complete(&session)).unwrap().ends_with(&[0x90, 0x00]));
}

#[test]
fn carried_proof_completes_purchase_at_first_terminal() {
    let mut card = CardOnDesk::with_number(0x56);
    let (mut first, mut second) = (terminal(1, &[&card]), terminal(2, &[&card]));
    let mut platform = Platform::of(&[&card]);
    lose(&mut first, &mut card, Loss::Answer);
    let other = second.sell(card.tap(), &mut NoLine, Fen(50), at(31)).unwrap();
    assert_eq!((other.kind, card.balance()), (SaleKind::Made, Fen(9250)));
    let carried = second.carried()[0];
    assert_eq!((second.carried().len(), carried.amount, carried.card_counter), (1, Fen(700), 1));
    assert_eq!((carried.terminal, carried.at), (first.sender().terminal, at(30).0));
    // The first terminal finds the purchase in the log, and nobody has its proof yet: no goods, no second charge.
    for minute in 32..34 {
        let unproved = first.sell(card.tap(), &mut platform, Fen(700), at(minute));
        assert_eq!(unproved, Err(SaleError::Unproved(Fen(700))));
    }
    assert_eq!((first.pending().len(), first.entries().len(), card.balance()), (1, 0, Fen(9250)));
    second.upload(&mut platform).unwrap();
    assert!(second.carried().is_empty());
    let sale = first.sell(card.tap(), &mut platform, Fen(1), at(34)).unwrap();
    assert_eq!((sale.kind, card.balance()), (SaleKind::Completed { asked: Fen(1) }, Fen(9250)));
    let entry = first.entries()[&1];
    assert_eq!((entry.amount, entry.tac), (Fen(700), entry.expected_tac(&card.tac_key())));
}

#[test]
fn proof_of_finished_purchase_is_carried_once() {
    let mut card = CardOnDesk::with_number(0x56);
    let (mut first, mut second) = (terminal(1, &[&card]), terminal(2, &[&card]));
    first.sell(card.tap(), &mut NoLine, Fen(700), at(30)).unwrap();
    for _ in 0..2 {
        second.sell(card.tap(), &mut NoLine, Fen(9999), at(31)).unwrap_err();
    }
    assert_eq!(second.carried().len(), 1);
    second.sell(card.tap(), &mut NoLine, Fen(1), at(31)).unwrap();
    second.sell(card.tap(), &mut NoLine, Fen(1), at(32)).unwrap();
    assert_eq!(second.carried().len(), 1, "the terminal's own purchases are not carried");
    load(&mut card, Fen(5));
    first.sell(card.tap(), &mut NoLine, Fen(1), at(33)).unwrap();
    assert!(first.carried().is_empty(), "a load has overwritten the proof");
}

#[test]
fn debit_that_never_arrived_is_dropped() {
    let mut card = CardOnDesk::with_number(0x56);
    let (mut first, mut second) = (terminal(1, &[&card]), terminal(2, &[&card]));
    lose(&mut first, &mut card, Loss::Request);
    // The other terminal uses the counter of the purchase that never took place: its proof is not this purchase's.
    second.sell(card.tap(), &mut NoLine, Fen(700), at(30)).unwrap();
    let sale = first.sell(card.tap(), &mut NoLine, Fen(20), at(31)).unwrap();
    assert_eq!((sale.kind, card.balance()), (SaleKind::Made, Fen(9280)));
    assert!(first.pending().is_empty());
    // The same where the other purchase is no longer the last.
    lose(&mut first, &mut card, Loss::Request);
    second.sell(card.tap(), &mut NoLine, Fen(700), at(32)).unwrap();
    second.sell(card.tap(), &mut NoLine, Fen(1), at(33)).unwrap();
    let sale = first.sell(card.tap(), &mut NoLine, Fen(20), at(34)).unwrap();
    assert_eq!((sale.kind, card.balance()), (SaleKind::Made, Fen(8559)));
}

#[test]
fn load_overwrites_the_proof_and_not_the_purchase() {
    let mut card = CardOnDesk::with_number(0x56);
    let mut pos = terminal(1, &[&card]);
    let mut platform = Platform::of(&[&card]);
    lose(&mut pos, &mut card, Loss::Answer);
    load(&mut card, Fen(5));
    let unproved = pos.sell(card.tap(), &mut platform, Fen(700), at(31));
    assert_eq!((unproved, platform.asked.as_slice()), (Err(SaleError::Unproved(Fen(700))), &["fetch"][..]));
    assert_eq!((card.balance(), pos.pending().len()), (Fen(9305), 1));
}

#[test]
fn ten_loads_hide_the_record_and_not_the_counter() {
    for (loss, is_dropped) in [(Loss::Request, true), (Loss::Answer, false)] {
        let mut card = CardOnDesk::with_number(0x56);
        let mut pos = terminal(1, &[&card]);
        let mut platform = Platform::of(&[&card]);
        lose(&mut pos, &mut card, loss);
        (0..10).for_each(|_| load(&mut card, Fen(1)));
        let result = pos.sell(card.tap(), &mut platform, Fen(700), at(31));
        match is_dropped {
            true => assert_eq!((result.unwrap().kind, card.balance()), (SaleKind::Made, Fen(9310))),
            false => assert_eq!((result, card.balance()), (Err(SaleError::Unproved(Fen(700))), Fen(9310))),
        }
        assert_eq!(pos.pending().len(), usize::from(!is_dropped));
    }
}

#[test]
fn ten_purchases_elsewhere_leave_it_to_the_platform() {
    for loss in [Loss::Request, Loss::Answer] {
        let mut card = CardOnDesk::with_number(0x56);
        let (mut first, mut second) = (terminal(1, &[&card]), terminal(2, &[&card]));
        let mut platform = Platform::of(&[&card]);
        lose(&mut first, &mut card, loss);
        for minute in 0..11 {
            second.sell(card.tap(), &mut NoLine, Fen(1), at(minute)).unwrap();
        }
        let unproved = first.sell(card.tap(), &mut platform, Fen(700), at(31));
        assert_eq!(unproved, Err(SaleError::Unproved(Fen(700))));
        second.upload(&mut platform).unwrap();
        platform.decides_counters = true;
        let sale = first.sell(card.tap(), &mut platform, Fen(700), at(32)).unwrap();
        let expected = if loss == Loss::Answer { SaleKind::Completed { asked: Fen(700) } } else { SaleKind::Made };
        assert_eq!((sale.kind, card.balance()), (expected, Fen(10_000 - 11 - 700)), "{loss:?}");
    }
}

#[test]
fn two_terminals_in_turn_lose_every_answer() {
    let mut card = CardOnDesk::with_number(0x56);
    let mut desks = [terminal(1, &[&card]), terminal(2, &[&card])];
    let mut platform = Platform::of(&[&card]);
    let (unfinished, unproved) = (Err(SaleError::Unfinished), Err(SaleError::Unproved(Fen(100))));
    let completed = Ok(SaleKind::Completed { asked: Fen(100) });
    // The second terminal's purchase is the card's last, so its proof is still there.
    let expected = [unfinished.clone(), unfinished.clone(), unproved.clone(), completed, unproved, unfinished];
    for (tap, expected) in expected.into_iter().enumerate() {
        let result = desks[tap % 2].sell(card.tap_lost_at_debit(), &mut platform, Fen(100), at(30));
        assert_eq!(result.map(|sale| sale.kind), expected, "tap {tap}");
    }
    for pos in desks.iter_mut().rev() {
        pos.upload(&mut platform).unwrap();
        let sale = pos.sell(card.tap(), &mut platform, Fen(100), at(50)).unwrap();
        assert_eq!(sale.kind, SaleKind::Completed { asked: Fen(100) });
        pos.upload(&mut platform).unwrap();
        assert!(pos.pending().is_empty());
    }
    let charged = 10_000 - card.balance().0;
    assert_eq!((charged, platform.settled_of(card.profile.asn())), (300, 300));
}
