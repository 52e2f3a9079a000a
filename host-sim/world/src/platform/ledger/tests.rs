//! The ledger's own rules: entries balance, and refused movements leave no trace.

use proptest::prelude::*;

use super::*;
use crate::platform::card_file::Asn;
use crate::platform::entry::BookedPurchase;
use sim_device::pos::entry::PurchaseId;

fn number(last: u8) -> Msisdn {
    format!("138073100{last:02}").parse().unwrap()
}

fn hall(last: u8) -> EntryReason {
    EntryReason::HallCash { number: number(last) }
}

/// Makes a ledger in which one number has so much cash, in fen.
fn with_cash(fen: i64) -> Ledger {
    let mut ledger = Ledger::default();
    ledger.post(Moment(5), hall(1), &[(Book::HallCash, -fen), (Book::Cash(number(1)), fen)]).unwrap();
    ledger
}

fn merchant() -> Book {
    Book::Merchant("898430154110001".parse().unwrap())
}

fn bought() -> BookedPurchase {
    let purchase = PurchaseId { terminal: [0x11; 6], counter: 1 };
    let merchant = "898430154110001".parse().unwrap();
    BookedPurchase { number: number(1), asn: Asn([0x31; 10]), merchant, purchase, batch: 1 }
}

fn reserved() -> EntryReason {
    let channel = crate::platform::entry::LoadChannel::OverTheAir;
    EntryReason::LoadReserved { number: number(1), transfer: 1, channel }
}

#[test]
fn entry_moves_money_between_two_books() {
    let ledger = with_cash(1000);
    assert_eq!(ledger.balance(&Book::Cash(number(1))), 1000);
    assert_eq!(ledger.balance(&Book::HallCash), -1000);
    assert_eq!(ledger.balances().values().sum::<i64>(), 0);
    let [entry] = ledger.entries() else { panic!("one entry") };
    assert_eq!((entry.id, entry.at, entry.why), (1, Moment(5), hall(1)));
}

#[test]
fn refused_entry_leaves_no_trace() {
    let mut ledger = with_cash(1000);
    let (cash, flight) = (Book::Cash(number(1)), Book::InFlight(number(1)));
    let before = ledger.clone();
    let mut refusal = |at: u64, legs: &[(Book, i64)]| ledger.post(Moment(at), reserved(), legs).unwrap_err();
    assert_eq!(refusal(9, &[]), LedgerError::Nothing);
    assert_eq!(refusal(9, &[(cash, -5)]), LedgerError::Nothing);
    assert_eq!(refusal(9, &[(cash, -5), (flight, 5), (Book::Bank, 0)]), LedgerError::Nothing);
    assert_eq!(refusal(9, &[(cash, -5), (flight, 4)]), LedgerError::Unbalanced(-1));
    assert_eq!(refusal(4, &[(cash, -5), (flight, 5)]), LedgerError::Backwards { at: Moment(4), last: Moment(5) });
    let below = LedgerError::BelowZero { book: cash, balance: -1 };
    assert_eq!(refusal(9, &[(cash, -1001), (flight, 1001)]), below);
    assert_eq!(refusal(9, &[(cash, i64::MAX), (flight, 1), (Book::Bank, i64::MIN)]), LedgerError::TooLarge);
    assert_eq!(ledger, before);
}

#[test]
fn wallet_owes_at_most_its_money_in_flight() {
    let mut ledger = with_cash(1000);
    let (cash, flight, wallet) = (Book::Cash(number(1)), Book::InFlight(number(1)), Book::Wallet(number(1)));
    ledger.post(Moment(6), reserved(), &[(cash, -300), (flight, 300)]).unwrap();
    let purchase = EntryReason::Purchase(bought());
    let below = LedgerError::BelowZero { book: wallet, balance: -1 };
    assert_eq!(ledger.post(Moment(7), purchase, &[(wallet, -301), (merchant(), 301)]), Err(below));
    ledger.post(Moment(7), purchase, &[(wallet, -300), (merchant(), 300)]).unwrap();
    // The card has spent the load, so the load cannot have failed.
    let refunded = EntryReason::LoadRefunded { number: number(1), transfer: 1 };
    let below = LedgerError::BelowZero { book: flight, balance: -300 };
    assert_eq!(ledger.post(Moment(8), refunded, &[(flight, -300), (cash, 300)]), Err(below));
    let settled = EntryReason::LoadSettled { number: number(1), transfer: 1 };
    ledger.post(Moment(8), settled, &[(flight, -300), (wallet, 300)]).unwrap();
    assert_eq!((ledger.balance(&wallet), ledger.balance(&flight)), (0, 0));
}

#[test]
fn movements_of_one_moment_stand_together_or_not_at_all() {
    let mut ledger = with_cash(1000);
    let (cash, flight) = (Book::Cash(number(1)), Book::InFlight(number(1)));
    let takes = |fen: i64| (reserved(), vec![(cash, -fen), (flight, fen)]);
    let before = ledger.clone();
    let below = LedgerError::BelowZero { book: cash, balance: -1 };
    assert_eq!(ledger.post_all(Moment(6), vec![takes(600), takes(401), takes(1)]), Err(below));
    assert_eq!(ledger.post_all(Moment(6), vec![takes(600), takes(0)]), Err(LedgerError::Nothing));
    assert_eq!(ledger, before);
    assert_eq!(ledger.post_all(Moment(6), vec![takes(600), takes(400)]), Ok(3));
    assert_eq!((ledger.balance(&cash), ledger.balance(&flight)), (0, 1000));
    assert_eq!(ledger.of_account(number(1)).map(|(entry, _)| entry.id).collect::<Vec<_>>(), [3, 2, 1]);
}

#[test]
fn merchants_may_owe_what_they_return() {
    let mut ledger = with_cash(1000);
    let returned = EntryReason::Return(bought());
    ledger.post(Moment(6), returned, &[(merchant(), -5), (Book::Cash(number(1)), 5)]).unwrap();
    assert_eq!(ledger.balance(&merchant()), -5);
}

#[test]
fn account_entries_are_listed_newest_first() {
    let mut ledger = with_cash(1000);
    ledger.post(Moment(6), hall(2), &[(Book::HallCash, -7), (Book::Cash(number(2)), 7)]).unwrap();
    let (cash, card) = (Book::Cash(number(1)), Book::RechargeCard(number(1)));
    ledger.post(Moment(7), hall(1), &[(Book::HallCash, -7), (card, 7)]).unwrap();
    ledger.post(Moment(8), hall(1), &[(card, -7), (cash, -3), (Book::PhoneBills, 10)]).unwrap();
    let (flight, wallet) = (Book::InFlight(number(1)), Book::Wallet(number(1)));
    ledger.post(Moment(9), reserved(), &[(cash, -2), (flight, 2)]).unwrap();
    ledger.post(Moment(9), reserved(), &[(flight, -2), (wallet, 2)]).unwrap();
    let seen: Vec<_> = ledger.of_account(number(1)).map(|(entry, gained)| (entry.id, gained)).collect();
    assert_eq!(seen, [(5, -2), (4, -10), (3, 7), (1, 1000)]);
}

#[test]
fn tampered_ledger_is_refused() {
    let mut ledger = with_cash(1000);
    ledger.post(Moment(6), reserved(), &[(Book::Cash(number(1)), -300), (Book::InFlight(number(1)), 300)]).unwrap();
    let text = serde_json::to_string(&ledger).unwrap();
    assert_eq!(serde_json::from_str::<Ledger>(&text).unwrap(), ledger);
    let complaint = |from: &str, to: &str| {
        let text = text.replacen(from, to, 1);
        serde_json::from_str::<Ledger>(&text).unwrap_err().to_string()
    };
    assert_eq!(complaint("-300", "-200"), "the legs of a movement sum to 1.00 yuan instead of nothing");
    assert_eq!(complaint("\"id\":2", "\"id\":3"), "the entry in place 2 has the number 3");
    let unnamed = complaint("[\"hall-cash\"", "[\"tills\"");
    assert!(unnamed.starts_with("\"tills\" names no book of the ledger"), "{unnamed}");
}

/// Draws any book of two numbers or of none.
fn book() -> impl Strategy<Value = Book> {
    let owned = [Book::Cash, Book::RechargeCard, Book::Wallet, Book::InFlight];
    prop_oneof![
        (0..4_usize, 1..3_u8).prop_map(move |(which, last)| owned[which](number(last))),
        prop::sample::select(vec![merchant(), Book::Commission, Book::Bank, Book::ScratchCards, Book::HallCash]),
    ]
}

proptest! {
    #[test]
    fn any_postings_balance_and_nobody_owes(
        moves in prop::collection::vec((0..3_u64, prop::collection::vec((book(), -50..50_i64), 1..4)), 0..60),
    ) {
        let mut ledger = Ledger::default();
        let mut now = Moment(0);
        for (passes, mut legs) in moves {
            now = now.later(passes);
            // The last leg makes the movement balance, most of the time.
            let rest: i64 = legs.iter().map(|(_, amount)| amount).sum();
            legs.push((Book::Bank, -rest));
            let before = ledger.clone();
            if ledger.post(now, hall(1), &legs).is_err() {
                prop_assert_eq!(&ledger, &before);
            }
            prop_assert_eq!(ledger.balances().values().sum::<i64>(), 0);
        }
        let mut naive = BTreeMap::<Book, i64>::new();
        for (book, amount) in ledger.entries().iter().flat_map(|entry| &entry.legs) {
            *naive.entry(*book).or_default() += amount;
        }
        prop_assert_eq!(&naive, ledger.balances());
        for person in [number(1), number(2)] {
            prop_assert!(ledger.balance(&Book::Cash(person)) >= 0);
            prop_assert!(ledger.balance(&Book::RechargeCard(person)) >= 0);
            prop_assert!(ledger.balance(&Book::InFlight(person)) >= 0);
            let wallet = ledger.balance(&Book::Wallet(person));
            prop_assert!(wallet + ledger.balance(&Book::InFlight(person)) >= 0);
        }
        let text = serde_json::to_string(&ledger).unwrap();
        prop_assert_eq!(serde_json::from_str::<Ledger>(&text).unwrap(), ledger);
    }
}
