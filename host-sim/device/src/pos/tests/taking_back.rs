//! Voids and returns: by receipt, with a line that breaks, and with receipts that were altered.

use sim_wire::Fen;

use super::desk::{Booking, CardOnDesk, Loss, NoLine, Platform, at, terminal};
use crate::pos::entry::{BatchTotals, EntryState};
use crate::pos::line::{AcquirerError, AcquirerLineError, BatchEntryError};
use crate::pos::receipt::{Receipt, ReceiptField};
use crate::pos::take_back::{TakeBackError, TakenBack};
use crate::pos::terminal::PosTerminal;

/// Returns a card, a terminal that has sold to it for 7.00 and 0.50 yuan, and their platform.
fn sold() -> (CardOnDesk, PosTerminal, Platform, [Receipt; 2]) {
    let mut card = CardOnDesk::with_number(0x56);
    let mut pos = terminal(1, &[&card]);
    let platform = Platform::of(&[&card]);
    let receipts = [700, 50].map(|amount| pos.sell(card.tap(), &mut NoLine, Fen(amount), at(30)).unwrap().receipt);
    (card, pos, platform, receipts)
}

#[test]
fn batch_decides_between_void_and_return() {
    let (card, mut pos, mut platform, [first, second]) = sold();
    let slip = first.print().parse::<Receipt>().unwrap();
    assert_eq!(pos.take_back(&mut platform, &slip), Ok(TakenBack::Voided));
    assert_eq!(pos.entries()[&1].state, EntryState::Voided);
    let totals = BatchTotals { sold: 1, sum: 50, voided: 1, voided_sum: 700 };
    assert_eq!(pos.totals(), totals);
    assert_eq!(pos.upload(&mut platform).unwrap().settled, totals);
    assert_eq!(pos.take_back(&mut platform, &second), Ok(TakenBack::Returned));
    let bookings = [&first, &second].map(|receipt| platform.bookings[&receipt.purchase()]);
    assert_eq!(bookings, [Booking::Voided, Booking::Returned]);
    assert_eq!(card.balance(), Fen(9250), "nothing goes back onto the purse");
    assert_eq!(platform.asked, ["void", "open", "entries", "close", "return"]);
}

#[test]
fn purchase_is_taken_back_once() {
    let (_, mut pos, mut platform, [first, second]) = sold();
    pos.take_back(&mut platform, &first).unwrap();
    assert_eq!(pos.take_back(&mut NoLine, &first), Err(TakeBackError::TakenBack));
    pos.upload(&mut platform).unwrap();
    pos.take_back(&mut platform, &second).unwrap();
    assert_eq!(pos.take_back(&mut NoLine, &second), Err(TakeBackError::TakenBack));
    let of_voided = pos.take_back(&mut platform, &first);
    assert_eq!(of_voided, Err(TakeBackError::Line(AcquirerLineError::Refused(AcquirerError::UnknownPurchase))));
}

#[test]
fn altered_or_foreign_receipt_is_refused_offline() {
    let (card, mut pos, _, [first, _]) = sold();
    let altered = [
        (ReceiptField::Amount, Receipt { amount: Fen(7000), ..first.clone() }),
        (ReceiptField::Tac, Receipt { tac: [0; 4], ..first.clone() }),
        (ReceiptField::MerchantName, Receipt { merchant_name: "x".parse().unwrap(), ..first.clone() }),
        (ReceiptField::CardNumber, Receipt { masked_asn: "000012**********3457".to_owned(), ..first.clone() }),
        (ReceiptField::TerminalCounter, Receipt { voucher: 2, ..first.clone() }),
    ];
    for (field, receipt) in altered {
        assert_eq!(pos.take_back(&mut NoLine, &receipt), Err(TakeBackError::Altered(field)));
    }
    let unknown = |batch, voucher| Err(TakeBackError::Unknown { batch, voucher });
    assert_eq!(pos.take_back(&mut NoLine, &Receipt { voucher: 3, ..first.clone() }), unknown(1, 3));
    assert_eq!(pos.take_back(&mut NoLine, &Receipt { batch: 2, ..first.clone() }), unknown(2, 1));
    assert_eq!(terminal(2, &[&card]).take_back(&mut NoLine, &first), Err(TakeBackError::Foreign));
}

#[test]
fn refused_void_leaves_the_purchase() {
    let (_, mut pos, mut platform, [first, _]) = sold();
    platform.refused.insert(first.purchase());
    let refused = Err(TakeBackError::Line(AcquirerLineError::Refused(AcquirerError::NoAccount)));
    assert_eq!(pos.take_back(&mut platform, &first), refused);
    assert_eq!(pos.entries()[&1].state, EntryState::Sold);
    platform.refused.clear();
    platform.asked.clear();
    pos.upload(&mut platform).unwrap();
    assert_eq!(platform.asked, ["open", "entries", "close"], "the refused void is not asked for again");
}

#[test]
fn lost_void_is_asked_for_again() {
    for loss in [Loss::Request, Loss::Answer] {
        // Again by the cashier, or by the upload.
        for is_again in [true, false] {
            let (_, mut pos, mut platform, [first, _]) = sold();
            let broken = pos.take_back(platform.breaking_at(0, loss), &first);
            assert!(matches!(broken, Err(TakeBackError::Line(AcquirerLineError::Broken(_)))), "{broken:?}");
            if is_again {
                assert_eq!(pos.take_back(platform.repaired(), &first), Ok(TakenBack::Voided));
            }
            let result = pos.upload(platform.repaired()).unwrap();
            assert_eq!(result.settled, BatchTotals { sold: 1, sum: 50, voided: 1, voided_sum: 700 }, "{loss:?}");
            assert_eq!((result.refused.as_slice(), platform.bookings[&first.purchase()]), (&[][..], Booking::Voided));
        }
    }
}

#[test]
fn lost_return_is_asked_for_again() {
    for loss in [Loss::Request, Loss::Answer] {
        let (_, mut pos, mut platform, [first, _]) = sold();
        pos.upload(&mut platform).unwrap();
        pos.take_back(platform.breaking_at(0, loss), &first).unwrap_err();
        assert_eq!(pos.take_back(platform.repaired(), &first), Ok(TakenBack::Returned));
        assert_eq!(platform.bookings[&first.purchase()], Booking::Returned);
        assert_eq!(pos.take_back(&mut NoLine, &first), Err(TakeBackError::TakenBack));
    }
}

#[test]
fn refused_entry_is_kept_with_its_reason() {
    let (_, mut pos, mut platform, [first, second]) = sold();
    platform.refused.insert(second.purchase());
    let result = pos.upload(&mut platform).unwrap();
    assert_eq!(result.refused, [(2, BatchEntryError::WrongTac)]);
    let refused = pos.refused()[0];
    assert_eq!((pos.refused().len(), refused.batch, refused.reason), (1, 1, BatchEntryError::WrongTac));
    assert_eq!(refused.entry.id, second.purchase());
    assert_eq!(platform.bookings[&first.purchase()], Booking::Settled(Fen(700)));
}
