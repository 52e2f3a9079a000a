//! Uploads over a line that breaks at every message, before the request or before its answer.

use sim_wire::Fen;

use super::desk::{CardOnDesk, Loss, NoLine, Platform, at, terminal};
use crate::pos::entry::BatchTotals;
use crate::pos::line::{AcquirerError, AcquirerLineError, ENTRIES_MOST};
use crate::pos::sale::SaleError;
use crate::pos::take_back::TakeBackError;
use crate::pos::terminal::{OnlineError, PosTerminal};

/// Number of purchases in the tests' batch: more than two messages hold.
const PURCHASES: u32 = 2 * ENTRIES_MOST as u32 + 3;

/// Messages of an upload without faults: open, three of entries, one of proofs, close.
const MESSAGES: usize = 6;

/// Returns a terminal with a full batch and a carried proof, and their platform.
fn full() -> (CardOnDesk, PosTerminal, Platform) {
    let mut card = CardOnDesk::with_number(0x56);
    let (mut elsewhere, mut pos) = (terminal(2, &[&card]), terminal(1, &[&card]));
    elsewhere.sell(card.tap(), &mut NoLine, Fen(1), at(29)).unwrap();
    for _ in 0..PURCHASES {
        pos.sell(card.tap(), &mut NoLine, Fen(10), at(30)).unwrap();
    }
    let platform = Platform::of(&[&card]);
    (card, pos, platform)
}

const TOTALS: BatchTotals = BatchTotals { sold: PURCHASES, sum: PURCHASES as u64 * 10, voided: 0, voided_sum: 0 };

#[test]
fn batch_is_uploaded_in_parts() {
    let (_, mut pos, mut platform) = full();
    pos.watch();
    assert_eq!(pos.upload(&mut platform).unwrap().settled, TOTALS);
    assert_eq!(platform.asked, ["open", "entries", "entries", "entries", "proofs", "close"]);
    assert_eq!((pos.batch(), pos.totals(), pos.carried().len()), (2, BatchTotals::default(), 0));
    assert_eq!(pos.take_changed().len() as u32, PURCHASES, "a store removes the rows");
    assert_eq!(platform.carried.len(), 1);
}

#[test]
fn line_lost_at_every_message_settles_once() {
    let (_, full, platform) = full();
    let (mut breaks, mut again) = (0, 0);
    for message in 0..MESSAGES {
        for loss in [Loss::Request, Loss::Answer] {
            for second in 0..=MESSAGES {
                for second_loss in [Loss::Request, Loss::Answer] {
                    let story = format!("{message} {loss:?}, then {second} {second_loss:?}");
                    let (mut pos, mut platform) = (full.clone(), platform.clone());
                    let broken = pos.upload(platform.breaking_at(message, loss)).unwrap_err();
                    assert!(matches!(broken, OnlineError::Line(AcquirerLineError::Broken(_))), "{story}");
                    assert_eq!(pos.totals(), TOTALS, "{story}");
                    assert_eq!(pos.is_closing(), message == MESSAGES - 1, "{story}");
                    let result = pos.upload(platform.breaking_at(second, second_loss));
                    breaks += 1 + usize::from(result.is_err());
                    let result = result.or_else(|_| pos.upload(platform.repaired())).unwrap();
                    again += usize::from(platform.asked.iter().filter(|name| **name == "close").count() > 1);
                    assert_eq!((result.settled, result.refused.len()), (TOTALS, 0), "{story}");
                    assert_eq!(platform.closed.len(), 1, "{story}");
                    assert_eq!(u64::from(platform.settled.iter().map(|entry| entry.amount.0).sum::<u32>()), TOTALS.sum);
                    assert_eq!((pos.batch(), pos.totals()), (2, BatchTotals::default()), "{story}");
                }
            }
        }
    }
    println!("{breaks} broken lines, {again} batches closed twice");
}

#[test]
fn batch_being_closed_takes_nothing() {
    let (mut card, mut pos, mut platform) = full();
    let receipt = pos.last_receipt().unwrap();
    pos.upload(platform.breaking_at(MESSAGES - 1, Loss::Answer)).unwrap_err();
    assert_eq!(pos.sell(card.tap(), &mut NoLine, Fen(1), at(31)), Err(SaleError::BatchClosing));
    assert_eq!(pos.take_back(&mut NoLine, &receipt), Err(TakeBackError::BatchClosing));
    platform.asked.clear();
    pos.upload(platform.repaired()).unwrap();
    assert_eq!(platform.asked, ["close"], "the platform answers as the first time");
    pos.take_back(&mut platform, &receipt).unwrap();
    pos.sell(card.tap(), &mut NoLine, Fen(1), at(32)).unwrap();
}

#[test]
fn refused_close_opens_the_batch_again() {
    let (mut card, mut pos, mut platform) = full();
    pos.upload(platform.breaking_at(MESSAGES - 1, Loss::Request)).unwrap_err();
    platform.open.clear();
    platform.refused_close = Some(AcquirerError::TotalsDiffer);
    let refused = pos.upload(platform.repaired());
    assert_eq!(refused, Err(OnlineError::Line(AcquirerLineError::Refused(AcquirerError::TotalsDiffer))));
    assert!(!pos.is_closing());
    pos.sell(card.tap(), &mut NoLine, Fen(1), at(32)).unwrap();
    assert_eq!(pos.upload(platform.repaired()).unwrap().settled.sold, PURCHASES + 1);
}

#[test]
fn empty_batch_is_uploaded_with_its_proofs() {
    let mut card = CardOnDesk::with_number(0x56);
    let (mut elsewhere, mut pos) = (terminal(2, &[&card]), terminal(1, &[&card]));
    elsewhere.sell(card.tap(), &mut NoLine, Fen(1), at(29)).unwrap();
    pos.sell(card.tap(), &mut NoLine, Fen(99_999), at(30)).unwrap_err();
    let mut platform = Platform::of(&[&card]);
    pos.upload(&mut platform).unwrap();
    assert_eq!((platform.asked.as_slice(), platform.carried.len()), (&["open", "proofs", "close"][..], 1));
}
