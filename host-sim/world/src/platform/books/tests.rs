//! The books as a whole: money in, loads, bills, purchases, closing; each whole or not at all.

use proptest::prelude::*;
use sim_wire::Fen;

use super::*;
use crate::platform::bank::Bank;
use crate::platform::bill::BillFrom;
use crate::platform::card_file::Asn;
use crate::platform::entry::{BookedPurchase, LoadChannel};
use crate::platform::ledger::LedgerError;
use crate::platform::load::TransferState;
use crate::platform::scratch_card::CardDigits;
use crate::platform::wallet_book::SettledPurchase;
use sim_device::link::Chance;
use sim_device::pos::entry::PurchaseId;

/// Day of the tests: 2009-11-18 09:30.
const NOW: Moment = Moment(1_258_536_600_000);

fn number(last: u8) -> Msisdn {
    format!("138073100{last:02}").parse().unwrap()
}

fn pay(text: &str) -> PayPassword {
    text.parse().unwrap()
}

/// Makes books with one account, its pay password changed to 654321, and so much cash and recharge-card money, in fen.
fn books(cash: u32, card: u32) -> Books {
    let mut chance = Chance::seeded(7);
    let mut books = Books::new(Terms::light(), &mut chance);
    let initials = books.open_account(NOW, &number(1), &mut chance).unwrap();
    books.change_pay_password(NOW, &number(1), (&initials.pay, &pay("654321")), &mut chance).unwrap();
    if cash > 0 {
        books.hall_deposit(NOW, &number(1), Fen(cash)).unwrap();
    }
    if card > 0 {
        let digits = issue(&mut books, card, Province::Hunan, &mut chance);
        assert_eq!(books.scratch_card_recharge(NOW, &number(1), &digits), Ok(Fen(card)));
    }
    books
}

fn issue(books: &mut Books, value: u32, province: Province, chance: &mut Chance) -> CardDigits {
    let digits = CardDigits::draw(chance);
    books.scratch_cards.issue(&digits, Fen(value), province).unwrap();
    digits
}

fn merchant() -> Book {
    Book::Merchant("898430154110001".parse().unwrap())
}

/// Names a purchase of the first number by its counter.
fn bought(counter: u32) -> BookedPurchase {
    let purchase = PurchaseId { terminal: [0x11; 6], counter };
    let merchant = "898430154110001".parse().unwrap();
    BookedPurchase { number: number(1), asn: Asn([0x31; 10]), merchant, purchase, batch: 1 }
}

/// Settles a purchase of the first number's wallet.
fn settle(books: &mut Books, counter: u32, amount: u32, commission: u32) -> Result<(), PlatformError> {
    let (purchase, payer) = (bought(counter), Book::Wallet(number(1)));
    let settled = SettledPurchase { purchase, payer, amount: Fen(amount), commission: Fen(commission) };
    books.book_purchases(NOW, &[settled])
}

/// Returns the balances of cash, recharge card, in flight and wallet, in fen.
fn held(books: &Books) -> [i64; 4] {
    [Book::Cash, Book::RechargeCard, Book::InFlight, Book::Wallet].map(|book| books.ledger.balance(&book(number(1))))
}

/// Asserts that a request is refused and changes nothing. Returns the refusal.
fn expect_refusal<T: std::fmt::Debug>(
    books: &mut Books,
    ask: impl FnOnce(&mut Books) -> Result<T, PlatformError>,
) -> PlatformError {
    let before = books.clone();
    let refused = ask(books).unwrap_err();
    assert_eq!(*books, before);
    refused
}

#[test]
fn cash_and_scratch_cards_reach_separate_sub_accounts() {
    let mut books = books(1000, 5000);
    books.bank_recharge(NOW, &number(1), Bank::Merchants, Fen(500)).unwrap();
    assert_eq!(held(&books), [1500, 5000, 0, 0]);
    let outside = [Book::HallCash, Book::Bank, Book::ScratchCards].map(|book| books.ledger.balance(&book));
    assert_eq!(outside, [-1000, -500, -5000]);
    assert_eq!(
        expect_refusal(&mut books, |books| books.hall_deposit(NOW, &number(1), Fen(0))),
        PlatformError::AmountZero
    );
    assert_eq!(
        expect_refusal(&mut books, |books| books.hall_deposit(NOW, &number(2), Fen(1))),
        PlatformError::NoAccount
    );
}

#[test]
fn scratch_card_is_hunans_and_used_once() {
    let (mut books, mut chance) = (books(0, 0), Chance::seeded(9));
    let digits = issue(&mut books, 5000, Province::Hunan, &mut chance);
    books.scratch_card_recharge(NOW, &number(1), &digits).unwrap();
    assert_eq!(
        expect_refusal(&mut books, |books| books.scratch_card_recharge(NOW, &number(1), &digits)),
        PlatformError::CardUsed
    );
    let digits = issue(&mut books, 5000, Province::Guangdong, &mut chance);
    let refused = expect_refusal(&mut books, |books| books.scratch_card_recharge(NOW, &number(1), &digits));
    assert_eq!(refused, PlatformError::CardProvince(Province::Guangdong));
    assert_eq!(held(&books), [0, 5000, 0, 0]);
}

#[test]
fn load_moves_cash_through_flight_to_wallet() {
    let mut books = books(10_000, 0);
    books.reserve_load(NOW, &number(1), Fen(3000), 1).unwrap();
    assert_eq!(held(&books), [7000, 0, 3000, 0]);
    assert_eq!(books.open_transfers(number(1)).map(|(id, _)| id).collect::<Vec<_>>(), [1]);
    let transfer = books.settle_load(NOW, 1).unwrap();
    assert_eq!((transfer.number, transfer.amount), (number(1), Fen(3000)));
    assert_eq!(held(&books), [7000, 0, 0, 3000]);
    assert_eq!(books.transfer(1).unwrap().state, TransferState::Settled);
    assert_eq!(books.open_transfers(number(1)).count(), 0);
}

#[test]
fn refunded_load_restores_cash_and_allowance() {
    let mut books = books(60_000, 0);
    books.reserve_load(NOW, &number(1), Fen(50_000), 1).unwrap();
    let refused = expect_refusal(&mut books, |books| books.reserve_load(NOW, &number(1), Fen(1), 2));
    assert_eq!(refused, PlatformError::TopUpSum { most: Fen(50_000), left: Fen(0) });
    books.refund_load(NOW, 1).unwrap();
    assert_eq!(held(&books), [60_000, 0, 0, 0]);
    books.reserve_load(NOW, &number(1), Fen(50_000), 2).unwrap();
}

#[test]
fn transfer_is_reserved_and_ended_once() {
    let mut books = books(10_000, 0);
    books.reserve_load(NOW, &number(1), Fen(100), 1).unwrap();
    let again = expect_refusal(&mut books, |books| books.reserve_load(NOW, &number(1), Fen(100), 1));
    assert_eq!(again, PlatformError::TransferKnown(1));
    books.settle_load(NOW, 1).unwrap();
    assert_eq!(expect_refusal(&mut books, |books| books.settle_load(NOW, 1)), PlatformError::TransferOver(1));
    assert_eq!(expect_refusal(&mut books, |books| books.refund_load(NOW, 1)), PlatformError::TransferOver(1));
    assert_eq!(expect_refusal(&mut books, |books| books.refund_load(NOW, 2)), PlatformError::TransferUnknown(2));
}

#[test]
fn load_without_cash_is_refused() {
    let mut books = books(99, 5000);
    let refused = expect_refusal(&mut books, |books| books.reserve_load(NOW, &number(1), Fen(100), 1));
    assert_eq!(refused, PlatformError::CashShort(99));
    assert_eq!(
        expect_refusal(&mut books, |books| books.reserve_load(NOW, &number(1), Fen(0), 1)),
        PlatformError::AmountZero
    );
}

#[test]
fn ledger_refusal_takes_no_allowance() {
    let mut books = books(10_000, 0);
    let before = Moment(NOW.0 - 1);
    let refused = expect_refusal(&mut books, |books| books.reserve_load(before, &number(1), Fen(100), 1));
    assert_eq!(refused, PlatformError::Ledger(LedgerError::Backwards { at: before, last: NOW }));
}

#[test]
fn website_load_ignores_over_the_air_allowance() {
    let mut books = books(200_000, 0);
    for transfer in 1..=6 {
        books.reserve_load_by(LoadChannel::Website, NOW, &number(1), Fen(20_000), transfer).unwrap();
    }
    assert_eq!(books.allowance.used(&number(1), NOW.day()), (0, Fen(0)));
    books.reserve_load(NOW, &number(1), Fen(50_000), 7).unwrap();
}

#[test]
fn sixth_top_up_is_accepted_next_day() {
    let mut books = books(10_000, 0);
    for transfer in 1..=5 {
        books.reserve_load(NOW, &number(1), Fen(100), transfer).unwrap();
    }
    let refused = expect_refusal(&mut books, |books| books.reserve_load(NOW, &number(1), Fen(100), 6));
    assert_eq!(refused, PlatformError::TopUpCount { most: 5 });
    let tomorrow = NOW.hours_later(24).day().start();
    books.reserve_load(tomorrow, &number(1), Fen(100), 6).unwrap();
    // Yesterday's refund gives nothing back to this day.
    books.refund_load(tomorrow, 1).unwrap();
    assert_eq!(books.allowance.used(&number(1), tomorrow.day()), (1, Fen(100)));
}

#[test]
fn menu_bill_spares_cash_and_sms_takes_both() {
    let mut books = books(1000, 5000);
    let menu =
        expect_refusal(&mut books, |books| books.pay_own_bill(NOW, &number(1), Fen(5001), BillFrom::RechargeCard));
    assert_eq!(menu, PlatformError::RechargeCardShort(5000));
    books.pay_own_bill(NOW, &number(1), Fen(4000), BillFrom::RechargeCard).unwrap();
    assert_eq!(held(&books), [1000, 1000, 0, 0]);
    let sms = expect_refusal(&mut books, |books| books.pay_own_bill(NOW, &number(1), Fen(2001), BillFrom::Both));
    assert_eq!(sms, PlatformError::AccountShort(2000));
    books.pay_own_bill(NOW, &number(1), Fen(1500), BillFrom::Both).unwrap();
    assert_eq!(held(&books), [500, 0, 0, 0]);
    books.pay_own_bill(NOW, &number(1), Fen(500), BillFrom::Both).unwrap();
    assert_eq!(books.ledger.balance(&Book::PhoneBills), 6000);
}

#[test]
fn others_bill_needs_the_pay_password() {
    let mut books = books(0, 5000);
    let wrong = books.pay_anothers_bill(NOW, &number(1), &number(2), Fen(100), &pay("000000"));
    assert_eq!(wrong, Err(PlatformError::PasswordWrong { left: 4 }));
    assert_eq!(held(&books), [0, 5000, 0, 0]);
    books.pay_anothers_bill(NOW, &number(1), &number(2), Fen(100), &pay("654321")).unwrap();
    assert_eq!(held(&books), [0, 4900, 0, 0]);
    books.set_number_state(&number(2), NumberState::Cancelled).unwrap();
    let gone = expect_refusal(&mut books, |books| {
        books.pay_anothers_bill(NOW, &number(1), &number(2), Fen(100), &pay("654321"))
    });
    assert_eq!(gone, PlatformError::BillCancelled(number(2)));
}

/// The account is locked, and purchases of its wallet are still booked.
#[test]
fn lost_number_still_ends_loads_under_way() {
    let mut books = books(10_000, 5000);
    books.reserve_load(NOW, &number(1), Fen(100), 1).unwrap();
    books.reserve_load(NOW, &number(1), Fen(200), 2).unwrap();
    books.set_number_state(&number(1), NumberState::Lost).unwrap();
    let lost = PlatformError::NumberState(NumberState::Lost);
    assert_eq!(expect_refusal(&mut books, |books| books.reserve_load(NOW, &number(1), Fen(100), 3)), lost);
    assert_eq!(expect_refusal(&mut books, |books| books.hall_deposit(NOW, &number(1), Fen(100))), lost);
    assert_eq!(expect_refusal(&mut books, |books| books.pay_own_bill(NOW, &number(1), Fen(1), BillFrom::Both)), lost);
    books.settle_load(NOW, 1).unwrap();
    books.refund_load(NOW, 2).unwrap();
    // The wallet pays on: what it spent is booked.
    settle(&mut books, 1, 60, 1).unwrap();
    assert_eq!(held(&books), [9900, 5000, 0, 40]);
}

#[test]
fn purchases_voids_returns_and_unload_are_booked() {
    let mut books = books(10_000, 0);
    books.reserve_load(NOW, &number(1), Fen(5000), 1).unwrap();
    // Bought with the load and uploaded before the load was proved.
    settle(&mut books, 1, 1000, 10).unwrap();
    assert_eq!(held(&books), [5000, 0, 5000, -1000]);
    assert!(matches!(
        expect_refusal(&mut books, |books| books.refund_load(NOW, 1)),
        PlatformError::Ledger(LedgerError::BelowZero { balance: -1000, .. })
    ));
    books.settle_load(NOW, 1).unwrap();
    books.book_void(NOW, bought(2), (Book::Wallet(number(1)), Fen(500))).unwrap();
    books.book_return(NOW, bought(1), Fen(1000)).unwrap();
    assert_eq!(books.ledger.balance(&merchant()), -10);
    assert_eq!(books.ledger.balance(&Book::Commission), 10);
    let short = expect_refusal(&mut books, |books| books.reserve_unload(NOW, &number(1), Fen(3501), 2));
    assert_eq!(short, PlatformError::WalletShort(3500));
    books.reserve_unload(NOW, &number(1), Fen(3500), 2).unwrap();
    books.undo_unload(NOW, 2).unwrap();
    let over = expect_refusal(&mut books, |books| books.settle_unload(NOW, 2).map(drop));
    assert_eq!(over, PlatformError::TransferOver(2));
    books.reserve_unload(NOW, &number(1), Fen(3500), 3).unwrap();
    let other = expect_refusal(&mut books, |books| books.settle_load(NOW, 3).map(drop));
    assert_eq!(other, PlatformError::TransferUnknown(3), "an unload does not end as a load");
    books.settle_unload(NOW, 3).unwrap();
    assert_eq!(held(&books), [10_000, 0, 0, 0]);
}

#[test]
fn purchases_of_a_batch_are_booked_together_or_not_at_all() {
    let mut books = books(10_000, 0);
    books.bring_in(NOW, &number(1), Fen(300)).unwrap();
    assert_eq!((held(&books), books.ledger.balance(&Book::Outside)), ([10_000, 0, 0, 300], -300));
    let of = |counter, amount| {
        let (purchase, payer) = (bought(counter), Book::Wallet(number(1)));
        SettledPurchase { purchase, payer, amount: Fen(amount), commission: Fen(1) }
    };
    let short = expect_refusal(&mut books, |books| books.book_purchases(NOW, &[of(1, 200), of(2, 101)]));
    let below = LedgerError::BelowZero { book: Book::Wallet(number(1)), balance: -1 };
    assert_eq!(short, PlatformError::Ledger(below));
    books.book_purchases(NOW, &[of(1, 200), of(2, 100)]).unwrap();
    assert_eq!((held(&books), books.ledger.balance(&merchant())), ([10_000, 0, 0, 0], 298));
    assert_eq!(books.ledger.entries().iter().map(|entry| entry.id).collect::<Vec<_>>(), [1, 2, 3, 4]);
}

#[test]
fn retired_wallet_pays_what_it_holds() {
    let mut books = books(0, 0);
    let retired = Book::RetiredWallet(Asn([0x31; 10]));
    let short = expect_refusal(&mut books, |books| books.book_void(NOW, bought(1), (retired, Fen(1))));
    assert_eq!(short, PlatformError::WalletShort(0));
    let why = crate::platform::entry::EntryReason::BroughtIn { number: number(1) };
    books.ledger.post(NOW, why, &[(Book::Outside, -50), (retired, 50)]).unwrap();
    books.book_void(NOW, bought(1), (retired, Fen(50))).unwrap();
    assert_eq!((held(&books), books.ledger.balance(&retired)), ([50, 0, 0, 0], 0));
}

#[test]
fn commission_is_at_most_the_whole_purchase() {
    let mut books = books(1_000, 0);
    books.reserve_load(NOW, &number(1), Fen(1_000), 1).unwrap();
    books.settle_load(NOW, 1).unwrap();
    for (commission, short) in [(101, -1), (1_000, -900)] {
        let ask = |books: &mut Books| settle(books, 1, 100, commission);
        let refused = expect_refusal(&mut books, ask);
        assert_eq!(refused, PlatformError::Ledger(LedgerError::BelowZero { book: merchant(), balance: short }));
    }
    settle(&mut books, 1, 100, 100).unwrap();
    let outside = |books: &Books| [merchant(), Book::Commission].map(|book| books.ledger.balance(&book));
    assert_eq!((held(&books), outside(&books)), ([0, 0, 0, 900], [0, 100]));
    settle(&mut books, 2, 100, 99).unwrap();
    assert_eq!((held(&books), outside(&books)), ([0, 0, 0, 800], [1, 199]));
}

#[test]
fn account_with_money_anywhere_is_not_closed() {
    let mut books = books(100, 0);
    assert_eq!(
        expect_refusal(&mut books, |books| books.close_account(&number(1), false)),
        PlatformError::NotEmpty(100)
    );
    books.reserve_load(NOW, &number(1), Fen(100), 1).unwrap();
    assert_eq!(
        expect_refusal(&mut books, |books| books.close_account(&number(1), false)),
        PlatformError::InFlight(100)
    );
    books.settle_load(NOW, 1).unwrap();
    assert_eq!(expect_refusal(&mut books, |books| books.close_account(&number(1), true)), PlatformError::WalletOpen);
    books.close_account(&number(1), false).unwrap();
    assert_eq!(books.accounts.get(&number(1)).unwrap().state, AccountState::Closed);
    // The card closed its wallet empty: what it spent is uploaded later.
    settle(&mut books, 1, 100, 0).unwrap();
    assert_eq!(held(&books), [0, 0, 0, 0]);
    assert_eq!(
        expect_refusal(&mut books, |books| books.hall_deposit(NOW, &number(1), Fen(1))),
        PlatformError::NoAccount
    );
}

#[test]
fn cancelled_number_closes_account_when_empty() {
    let mut empty = books(0, 0);
    empty.set_number_state(&number(1), NumberState::Cancelled).unwrap();
    assert_eq!(empty.accounts.get(&number(1)).unwrap().state, AccountState::Closed);

    let mut books = books(100, 0);
    books.reserve_load(NOW, &number(1), Fen(60), 1).unwrap();
    books.settle_load(NOW, 1).unwrap();
    books.set_number_state(&number(1), NumberState::Cancelled).unwrap();
    let state = |books: &Books| books.accounts.get(&number(1)).unwrap().state;
    assert_eq!(state(&books), AccountState::Closing);
    assert_eq!(
        expect_refusal(&mut books, |books| books.hall_deposit(NOW, &number(1), Fen(1))),
        PlatformError::AccountClosing
    );
    assert_eq!(
        expect_refusal(&mut books, |books| books.reserve_load(NOW, &number(1), Fen(1), 2)),
        PlatformError::AccountClosing
    );
    books.pay_own_bill(NOW, &number(1), Fen(40), BillFrom::Both).unwrap();
    assert_eq!(state(&books), AccountState::Closing);
    settle(&mut books, 1, 60, 0).unwrap();
    assert_eq!(state(&books), AccountState::Closed);
}

#[test]
fn last_bill_closes_the_closing_account() {
    for (cash, card, from) in [(500, 0, BillFrom::Both), (300, 200, BillFrom::Both), (0, 500, BillFrom::RechargeCard)] {
        let mut books = books(cash, card);
        books.set_number_state(&number(1), NumberState::Cancelled).unwrap();
        let state = |books: &Books| books.accounts.get(&number(1)).unwrap().state;
        books.pay_own_bill(NOW, &number(1), Fen(499), from).unwrap();
        assert_eq!(state(&books), AccountState::Closing, "a fen is left");
        books.pay_own_bill(NOW, &number(1), Fen(1), from).unwrap();
        assert_eq!(state(&books), AccountState::Closed);
    }
    let mut books = books(0, 500);
    books.set_number_state(&number(1), NumberState::Cancelled).unwrap();
    books.pay_anothers_bill(NOW, &number(1), &number(2), Fen(500), &pay("654321")).unwrap();
    assert_eq!(books.accounts.get(&number(1)).unwrap().state, AccountState::Closed);
}

#[test]
fn books_round_trip_and_print_no_secret() {
    let mut books = books(10_000, 5000);
    books.reserve_load(NOW, &number(1), Fen(100), 1).unwrap();
    books.dialogs.ask(number(1), crate::platform::orders::Question::Open, NOW);
    let text = serde_json::to_string(&books).unwrap();
    assert_eq!(serde_json::from_str::<Books>(&text).unwrap(), books);
    let printed = format!("{books:?}");
    for secret in ["argon2", "654321", "hash", "key"] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
}

#[test]
fn same_seed_gives_same_books() {
    assert_eq!(books(1000, 5000), books(1000, 5000));
}

#[test]
fn pay_password_reset_needs_number_in_order() {
    let (mut books, mut chance) = (books(0, 0), Chance::seeded(9));
    let initial = books.reset_pay_password(&number(1), &mut chance).unwrap();
    assert_eq!(books.check_pay_password(NOW, &number(1), &initial), Err(PlatformError::PasswordInitial));
    books.set_number_state(&number(1), NumberState::Barred).unwrap();
    let refused = expect_refusal(&mut books, |books| books.reset_pay_password(&number(1), &mut chance));
    assert_eq!(refused, PlatformError::NumberState(NumberState::Barred));
}

proptest! {
    #[test]
    fn any_load_moves_whole_or_not_at_all(cash in 1..200_000_u32, amount in any::<u32>()) {
        let mut books = books(cash, 0);
        let before = books.clone();
        match books.reserve_load(NOW, &number(1), Fen(amount), 1) {
            Ok(()) => {
                prop_assert!((1..=50_000.min(cash)).contains(&amount));
                prop_assert_eq!(held(&books), [i64::from(cash - amount), 0, i64::from(amount), 0]);
            }
            Err(_) => {
                prop_assert!(amount == 0 || amount > 50_000 || amount > cash);
                prop_assert_eq!(books, before);
            }
        }
    }
}

#[test]
fn account_that_cannot_be_funded_is_not_opened() {
    let mut books = books(100, 0);
    let mut chance = Chance::seeded(9);
    let later = NOW.later(1);
    books.hall_deposit(later, &number(1), Fen(1)).unwrap();
    let before = books.clone();
    let funded = (&pay("654321"), Fen(500));
    // The ledger takes no entry that is earlier than its last.
    assert!(books.open_funded(NOW, &number(2), funded, &mut chance).is_err());
    assert_eq!(books, before);
    books.open_funded(later, &number(2), funded, &mut chance).unwrap();
    assert_eq!(books.ledger.balances().get(&Book::Cash(number(2))), Some(&500));
    let opened = books.clone();
    assert!(books.open_funded(later, &number(2), funded, &mut chance).is_err(), "there is an account");
    assert_eq!(books, opened);
}
