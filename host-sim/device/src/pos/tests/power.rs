//! Power failures of the terminal at every commit of its journal and of its module, on both sides of the commit.

use sim_wire::Fen;

use super::desk::{Booking, CardOnDesk, Loss, Platform, START, at, terminal};
use crate::pos::fault::{PosFault, PosPowerFailedError};
use crate::pos::sale::{SaleError, SaleKind};
use crate::pos::take_back::{TakeBackError, TakenBack};
use crate::pos::terminal::OnlineError;
use crate::sam::psam::WriteCut;

const CUTS: [WriteCut; 2] = [WriteCut::Before, WriteCut::After];

#[test]
fn power_cut_in_a_sale_charges_once() {
    let mut cuts = 0;
    for is_lost in [false, true] {
        for nth in 1..=4 {
            for cut in CUTS {
                let story = format!("lost: {is_lost}, commit {nth}, {cut:?}");
                let mut card = CardOnDesk::with_number(0x56);
                let mut pos = terminal(1, &[&card]);
                let mut platform = Platform::of(&[&card]);
                if is_lost {
                    let lost = pos.sell(card.tap_lost_at(5, Loss::Answer), &mut platform, Fen(700), at(29));
                    assert_eq!(lost, Err(SaleError::Unfinished));
                }
                pos.arm(PosFault { nth, cut });
                let result = pos.sell(card.tap(), &mut platform, Fen(700), at(30));
                let commits = if is_lost { 1 } else { 3 };
                if nth > commits {
                    result.unwrap();
                    continue;
                }
                assert_eq!(result, Err(SaleError::PowerFailed(PosPowerFailedError)), "{story}");
                cuts += 1;
                assert!(!pos.state().psam.awaits_mac2_of(1), "{story}: the module forgot its session");
                let is_entered = nth == commits && cut == WriteCut::After;
                assert_eq!(pos.entries().len(), usize::from(is_entered), "{story}");
                if is_entered {
                    // No slip was printed: the cashier reprints the last one, and the card was charged once.
                    assert_eq!((pos.last_receipt().unwrap().amount, card.balance()), (Fen(700), Fen(9300)));
                    continue;
                }
                let sale = pos.sell(card.tap(), &mut platform, Fen(700), at(31)).unwrap();
                let was_charged = is_lost || nth == commits;
                let expected = if was_charged { SaleKind::Completed { asked: Fen(700) } } else { SaleKind::Made };
                assert_eq!((sale.kind, card.balance()), (expected, Fen(9300)), "{story}");
                assert!(pos.pending().is_empty() && pos.entries().len() == 1, "{story}");
            }
        }
    }
    println!("{cuts} power cuts in sales");
    assert_eq!(cuts, 8);
}

#[test]
fn power_cut_at_module_counter_leaves_either() {
    for (cut, next) in [(WriteCut::Before, 1), (WriteCut::After, 2)] {
        let mut card = CardOnDesk::with_number(0x56);
        let mut pos = terminal(1, &[&card]);
        pos.arm(PosFault { nth: 1, cut });
        pos.sell(card.tap(), &mut Platform::default(), Fen(700), at(30)).unwrap_err();
        assert!(pos.pending().is_empty());
        assert_eq!(card.balance(), START);
        let sale = pos.sell(card.tap(), &mut Platform::default(), Fen(700), at(31)).unwrap();
        assert_eq!(sale.receipt.terminal_counter, next);
    }
}

#[test]
fn power_cut_where_a_dropped_purchase_is_forgotten() {
    for cut in CUTS {
        let mut card = CardOnDesk::with_number(0x56);
        let mut pos = terminal(1, &[&card]);
        let mut platform = Platform::of(&[&card]);
        pos.sell(card.tap_lost_at(5, Loss::Request), &mut platform, Fen(700), at(30)).unwrap_err();
        assert_eq!((pos.pending().len(), card.balance()), (1, START));
        pos.arm(PosFault { nth: 1, cut });
        pos.sell(card.tap(), &mut platform, Fen(700), at(31)).unwrap_err();
        assert_eq!(pos.pending().len(), usize::from(cut == WriteCut::Before));
        let sale = pos.sell(card.tap(), &mut platform, Fen(700), at(32)).unwrap();
        assert_eq!((sale.kind, card.balance(), pos.pending().len()), (SaleKind::Made, Fen(9300), 0));
    }
}

#[test]
fn power_cut_in_void_and_upload_is_resumed() {
    let mut cuts = 0;
    for nth in 1..=5 {
        for cut in CUTS {
            let story = format!("commit {nth}, {cut:?}");
            let mut card = CardOnDesk::with_number(0x56);
            let mut pos = terminal(1, &[&card]);
            let mut platform = Platform::of(&[&card]);
            let voided = pos.sell(card.tap(), &mut platform, Fen(700), at(30)).unwrap().receipt;
            let kept = pos.sell(card.tap(), &mut platform, Fen(50), at(31)).unwrap().receipt;
            pos.arm(PosFault { nth, cut });
            let void = pos.take_back(&mut platform, &voided);
            let upload = if void.is_ok() { pos.upload(&mut platform).map(drop) } else { Ok(()) };
            cuts += usize::from(void == Err(TakeBackError::PowerFailed(PosPowerFailedError)));
            cuts += usize::from(upload == Err(OnlineError::PowerFailed(PosPowerFailedError)));
            pos.disarm();
            // A void that the terminal noted is asked for again by the upload, a void that it did not note is not.
            let is_voided = nth > 1 || cut == WriteCut::After;
            if pos.batch() == 1 {
                pos.upload(&mut platform).unwrap();
            }
            let booking = |id| platform.bookings.get(&id).copied();
            assert_eq!(booking(kept.purchase()), Some(Booking::Settled(Fen(50))), "{story}");
            let expected = if is_voided { Booking::Voided } else { Booking::Settled(Fen(700)) };
            assert_eq!(booking(voided.purchase()), Some(expected), "{story}");
            assert_eq!((pos.batch(), pos.entries().len(), pos.refused().len()), (2, 0, 0), "{story}");
            assert!(!pos.is_closing(), "{story}");
            // After the upload the other purchase is returned, whatever is cut there.
            pos.arm(PosFault { nth: 1, cut });
            pos.take_back(&mut platform, &kept).unwrap_err();
            let again = pos.take_back(&mut platform, &kept);
            match cut {
                WriteCut::Before => assert_eq!(again, Ok(TakenBack::Returned), "{story}"),
                WriteCut::After => assert_eq!(again, Err(TakeBackError::TakenBack), "{story}"),
            }
            assert_eq!(platform.bookings[&kept.purchase()], Booking::Returned, "{story}");
        }
    }
    println!("{cuts} power cuts in voids and uploads");
    assert_eq!(cuts, 8);
}
