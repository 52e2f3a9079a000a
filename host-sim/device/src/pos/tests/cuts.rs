//! Cards that leave: at every exchange of a sale, before the command or after it, then what the next tap makes of it.

use sim_wire::Fen;

use super::desk::{CardOnDesk, Loss, Platform, START, at, terminal};
use crate::pos::line::{AcquirerError, AcquirerLineError, PosParameters};
use crate::pos::sale::{SaleError, SaleKind};
use crate::pos::terminal::PosTerminal;

/// Exchanges of a sale without faults.
const EXCHANGES: usize = 6;

/// Event between the tap that fails and the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Between {
    Nothing,
    /// The card loses its power.
    CardRestarts,
    /// The terminal loses its power, and its module the session.
    TerminalRestarts,
    /// Another card pays at the terminal.
    OtherCardPays,
    /// The batch is uploaded.
    Upload,
}

/// Returns what the terminal's batches and its platform say the card has paid, in fen.
fn paid(pos: &PosTerminal, platform: &Platform, asn: [u8; 10]) -> u32 {
    let of_card = |entry: &&crate::pos::entry::PurchaseEntry| entry.asn == asn;
    let in_batch: u32 = pos.entries().values().filter(of_card).map(|entry| entry.amount.0).sum();
    in_batch + platform.settled_of(asn)
}

#[test]
fn lost_card_is_neither_charged_twice_nor_served_unpaid() {
    let between =
        [Between::Nothing, Between::CardRestarts, Between::TerminalRestarts, Between::OtherCardPays, Between::Upload];
    let mut taps = 0;
    let mut completed = 0;
    let cards = [0x56, 0x57].map(CardOnDesk::with_number);
    for exchange in 0..EXCHANGES {
        for loss in [Loss::Request, Loss::Answer] {
            for between in between {
                for second_exchange in 0..=9 {
                    for second_loss in [Loss::Request, Loss::Answer] {
                        let outcome = play(cards.clone(), (exchange, loss), between, (second_exchange, second_loss));
                        taps += 3;
                        completed += usize::from(outcome);
                    }
                }
            }
        }
    }
    println!("{taps} taps, {completed} sales completed by a later tap");
    assert_eq!((taps, completed), (3600, 100));
}

/// Plays a tap that loses the card, something between, a second tap that may lose it too, and taps until a sale is
/// made. Checks money and goods after each. Returns whether a later tap completed the purchase.
fn play(cards: [CardOnDesk; 2], first: (usize, Loss), between: Between, second: (usize, Loss)) -> bool {
    let story = format!("{first:?}, {between:?}, {second:?}");
    let [mut card, mut other] = cards;
    let mut pos = terminal(1, &[&card, &other]);
    let mut platform = Platform::of(&[&card, &other]);
    let asn = card.profile.asn();
    let amount = Fen(700);
    let mut goods = 0;
    let mut tap = |card: &mut CardOnDesk, pos: &mut PosTerminal, platform: &mut Platform, minute| {
        let before = card.balance();
        let result = pos.sell(card, platform, amount, at(minute));
        if let Ok(sale) = &result {
            goods += 1;
            assert_eq!(sale.receipt.amount, amount, "{story}");
            let charged = before.0 - card.balance().0;
            let expected = if sale.kind == SaleKind::Made { amount.0 } else { 0 };
            assert_eq!(charged, expected, "{story}: a completed purchase is not charged again");
        }
        assert!(START.0 - card.balance().0 <= (goods + 1) * amount.0, "{story}: at most one purchase is open");
        assert_eq!(paid(pos, platform, asn), goods * amount.0, "{story}: goods and entries");
        result
    };
    let first = tap(card.tap_lost_at(first.0, first.1), &mut pos, &mut platform, 30);
    assert!(matches!(first, Err(SaleError::Card(_) | SaleError::Unfinished)), "{story}: {first:?}");
    let is_charged = card.balance() != START;
    match between {
        Between::Nothing => {}
        Between::CardRestarts => card.restart(),
        Between::TerminalRestarts => pos.restart(),
        Between::OtherCardPays => {
            let sale = pos.sell(other.tap(), &mut platform, Fen(5), at(31)).unwrap();
            assert_eq!((sale.kind, other.balance()), (SaleKind::Made, Fen(9995)));
        }
        Between::Upload => drop(pos.upload(platform.repaired()).unwrap()),
    }
    let second = tap(card.tap_lost_at(second.0, second.1), &mut pos, &mut platform, 32);
    let third = if second.is_err() { tap(card.tap(), &mut pos, &mut platform, 33) } else { second.clone() };
    let sale = third.unwrap();
    assert!(pos.pending().is_empty(), "{story}");
    assert_eq!(START.0 - card.balance().0, amount.0, "{story}: one purchase, one charge");
    is_charged && sale.kind == SaleKind::Completed { asked: amount }
}

#[test]
fn other_amount_completes_the_pending_purchase() {
    let mut card = CardOnDesk::with_number(0x56);
    let mut pos = terminal(1, &[&card]);
    let mut platform = Platform::of(&[&card]);
    let lost = pos.sell(card.tap_lost_at(5, Loss::Answer), &mut platform, Fen(700), at(30));
    assert_eq!(lost, Err(SaleError::Unfinished));
    let sale = pos.sell(card.tap(), &mut platform, Fen(50), at(31)).unwrap();
    assert_eq!((sale.kind, sale.receipt.amount), (SaleKind::Completed { asked: Fen(50) }, Fen(700)));
    assert_eq!((card.balance(), platform.asked.len()), (Fen(9300), 0), "the module checked MAC2, offline");
    assert_eq!(sale.receipt.at, at(30).0, "the receipt is of the first tap");
    let sale = pos.sell(card.tap(), &mut platform, Fen(50), at(32)).unwrap();
    assert_eq!((sale.kind, card.balance()), (SaleKind::Made, Fen(9250)));
}

#[test]
fn listed_card_completes_pending_and_buys_nothing() {
    let mut card = CardOnDesk::with_number(0x56);
    let mut pos = terminal(1, &[&card]);
    let mut platform = Platform::of(&[&card]);
    let lost = pos.sell(card.tap_lost_at(5, Loss::Answer), &mut platform, Fen(700), at(30));
    assert_eq!(lost, Err(SaleError::Unfinished));
    let black_list = vec![card.profile.asn()];
    platform.parameters = Some(PosParameters { version: 1, black_list, ..PosParameters::default() });
    pos.update_parameters(&mut platform).unwrap();
    let sale = pos.sell(card.tap(), &mut platform, Fen(50), at(31)).unwrap();
    assert_eq!((sale.kind, sale.receipt.amount), (SaleKind::Completed { asked: Fen(50) }, Fen(700)));
    assert_eq!(pos.sell(card.tap(), &mut platform, Fen(50), at(32)), Err(SaleError::BlackListed));
    assert_eq!((card.balance(), pos.pending().len(), pos.entries().len()), (Fen(9300), 0, 1));
}

#[test]
fn platform_checks_the_proof_after_module_lost_its_session() {
    let mut card = CardOnDesk::with_number(0x56);
    let mut pos = terminal(1, &[&card]);
    let mut platform = Platform::of(&[&card]);
    pos.sell(card.tap_lost_at(5, Loss::Answer), &mut platform, Fen(700), at(30)).unwrap_err();
    pos.restart();
    let broken = pos.sell(card.tap(), platform.breaking_at(0, Loss::Request), Fen(700), at(31));
    assert!(matches!(broken, Err(SaleError::Line(_))), "{broken:?}");
    assert!(pos.entries().is_empty() && pos.pending().len() == 1);
    let sale = pos.sell(card.tap(), platform.repaired(), Fen(700), at(32)).unwrap();
    assert_eq!((sale.kind, card.balance()), (SaleKind::Completed { asked: Fen(700) }, Fen(9300)));
    assert_eq!(platform.asked, ["verify"]);
}

#[test]
fn false_proof_is_refused_by_the_platform() {
    let mut card = CardOnDesk::with_number(0x56);
    let mut pos = terminal(1, &[&card]);
    let mut platform = Platform::default();
    pos.sell(card.tap_lost_at(5, Loss::Answer), &mut platform, Fen(700), at(30)).unwrap_err();
    pos.restart();
    let refused = pos.sell(card.tap(), &mut platform, Fen(700), at(31));
    assert_eq!(refused, Err(SaleError::Line(AcquirerLineError::Refused(AcquirerError::WrongTac))));
    assert!(pos.entries().is_empty() && pos.pending().len() == 1);
    assert_eq!(card.balance(), Fen(9300));
}
