//! The books as a whole: money in, loads, bills, purchases, closing; each whole or not at all.

use proptest::prelude::*;
use sim_wire::Fen;

use super::*;
use crate::platform::bank::Bank;
use crate::platform::bill::BillFrom;
use crate::platform::entry::LoadChannel;
use crate::platform::ledger::LedgerError;
use crate::platform::load::TransferState;
use crate::platform::scratch_card::CardDigits;
use sim_device::link::Chance;

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
    let digits = CardDigits::drawn(chance);
    books.scratch_cards.issue(&digits, Fen(value), province).unwrap();
    digits
}

/// Returns the balances of cash, recharge card, in flight and wallet, in fen.
fn held(books: &Books) -> [i64; 4] {
    [Book::Cash, Book::RechargeCard, Book::InFlight, Book::Wallet].map(|book| books.ledger.balance(&book(number(1))))
}

/// Asserts that a request is refused and changes nothing. Returns the refusal.
fn refuses<T: std::fmt::Debug>(books: &mut Books, ask: impl FnOnce(&mut Books) -> Result<T, Refused>) -> Refused {
    let before = books.clone();
    let refused = ask(books).unwrap_err();
    assert_eq!(*books, before);
    refused
}

#[test]
fn cash_goes_to_the_one_sub_account_and_scratch_cards_to_the_other() {
    let mut books = books(1000, 5000);
    books.bank_recharge(NOW, &number(1), Bank::Merchants, Fen(500)).unwrap();
    assert_eq!(held(&books), [1500, 5000, 0, 0]);
    let outside = [Book::HallCash, Book::Bank, Book::ScratchCards].map(|book| books.ledger.balance(&book));
    assert_eq!(outside, [-1000, -500, -5000]);
    assert_eq!(refuses(&mut books, |books| books.hall_deposit(NOW, &number(1), Fen(0))), Refused::AmountZero);
    assert_eq!(refuses(&mut books, |books| books.hall_deposit(NOW, &number(2), Fen(1))), Refused::NoAccount);
}

#[test]
fn a_scratch_card_is_used_once_and_only_one_of_hunan() {
    let (mut books, mut chance) = (books(0, 0), Chance::seeded(9));
    let digits = issue(&mut books, 5000, Province::Hunan, &mut chance);
    books.scratch_card_recharge(NOW, &number(1), &digits).unwrap();
    assert_eq!(refuses(&mut books, |books| books.scratch_card_recharge(NOW, &number(1), &digits)), Refused::CardUsed);
    let digits = issue(&mut books, 5000, Province::Guangdong, &mut chance);
    let refused = refuses(&mut books, |books| books.scratch_card_recharge(NOW, &number(1), &digits));
    assert_eq!(refused, Refused::CardProvince(Province::Guangdong));
    assert_eq!(held(&books), [0, 5000, 0, 0]);
}

#[test]
fn a_load_leaves_cash_for_the_air_and_the_air_for_the_wallet() {
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
fn a_refunded_load_is_back_in_cash_and_in_the_days_allowance() {
    let mut books = books(60_000, 0);
    books.reserve_load(NOW, &number(1), Fen(50_000), 1).unwrap();
    let refused = refuses(&mut books, |books| books.reserve_load(NOW, &number(1), Fen(1), 2));
    assert_eq!(refused, Refused::TopUpSum { most: Fen(50_000), left: Fen(0) });
    books.refund_load(NOW, 1).unwrap();
    assert_eq!(held(&books), [60_000, 0, 0, 0]);
    books.reserve_load(NOW, &number(1), Fen(50_000), 2).unwrap();
}

#[test]
fn a_transfer_is_reserved_once_and_ends_once() {
    let mut books = books(10_000, 0);
    books.reserve_load(NOW, &number(1), Fen(100), 1).unwrap();
    let again = refuses(&mut books, |books| books.reserve_load(NOW, &number(1), Fen(100), 1));
    assert_eq!(again, Refused::TransferKnown(1));
    books.settle_load(NOW, 1).unwrap();
    assert_eq!(refuses(&mut books, |books| books.settle_load(NOW, 1)), Refused::TransferOver(1));
    assert_eq!(refuses(&mut books, |books| books.refund_load(NOW, 1)), Refused::TransferOver(1));
    assert_eq!(refuses(&mut books, |books| books.refund_load(NOW, 2)), Refused::TransferUnknown(2));
}

#[test]
fn a_load_needs_cash_and_the_recharge_card_does_not_help() {
    let mut books = books(99, 5000);
    let refused = refuses(&mut books, |books| books.reserve_load(NOW, &number(1), Fen(100), 1));
    assert_eq!(refused, Refused::CashShort(99));
    assert_eq!(refuses(&mut books, |books| books.reserve_load(NOW, &number(1), Fen(0), 1)), Refused::AmountZero);
}

#[test]
fn where_the_ledger_refuses_the_allowance_is_not_taken() {
    let mut books = books(10_000, 0);
    let before = Moment(NOW.0 - 1);
    let refused = refuses(&mut books, |books| books.reserve_load(before, &number(1), Fen(100), 1));
    assert_eq!(refused, Refused::Ledger(LedgerError::Backwards { at: before, last: NOW }));
}

#[test]
fn the_website_is_not_bound_by_the_allowance_of_the_air() {
    let mut books = books(200_000, 0);
    for transfer in 1..=6 {
        books.reserve_load_by(LoadChannel::Website, NOW, &number(1), Fen(20_000), transfer).unwrap();
    }
    assert_eq!(books.allowance.used(&number(1), NOW.day()), (0, Fen(0)));
    books.reserve_load(NOW, &number(1), Fen(50_000), 7).unwrap();
}

#[test]
fn a_sixth_top_up_waits_for_tomorrow() {
    let mut books = books(10_000, 0);
    for transfer in 1..=5 {
        books.reserve_load(NOW, &number(1), Fen(100), transfer).unwrap();
    }
    let refused = refuses(&mut books, |books| books.reserve_load(NOW, &number(1), Fen(100), 6));
    assert_eq!(refused, Refused::TopUpCount { most: 5 });
    let tomorrow = NOW.hours_later(24).day().start();
    books.reserve_load(tomorrow, &number(1), Fen(100), 6).unwrap();
    // Yesterday's refund gives nothing back to this day.
    books.refund_load(tomorrow, 1).unwrap();
    assert_eq!(books.allowance.used(&number(1), tomorrow.day()), (1, Fen(100)));
}

#[test]
fn from_the_menu_the_recharge_card_pays_and_by_sms_the_cash_pays_the_rest() {
    let mut books = books(1000, 5000);
    let menu = refuses(&mut books, |books| books.pay_own_bill(NOW, &number(1), Fen(5001), BillFrom::RechargeCard));
    assert_eq!(menu, Refused::RechargeCardShort(5000));
    books.pay_own_bill(NOW, &number(1), Fen(4000), BillFrom::RechargeCard).unwrap();
    assert_eq!(held(&books), [1000, 1000, 0, 0]);
    let sms = refuses(&mut books, |books| books.pay_own_bill(NOW, &number(1), Fen(2001), BillFrom::Both));
    assert_eq!(sms, Refused::AccountShort(2000));
    books.pay_own_bill(NOW, &number(1), Fen(1500), BillFrom::Both).unwrap();
    assert_eq!(held(&books), [500, 0, 0, 0]);
    books.pay_own_bill(NOW, &number(1), Fen(500), BillFrom::Both).unwrap();
    assert_eq!(books.ledger.balance(&Book::PhoneBills), 6000);
}

#[test]
fn anothers_bill_asks_for_the_pay_password_and_a_wrong_one_counts() {
    let mut books = books(0, 5000);
    let wrong = books.pay_anothers_bill(NOW, &number(1), &number(2), Fen(100), &pay("000000"));
    assert_eq!(wrong, Err(Refused::PasswordWrong { left: 4 }));
    assert_eq!(held(&books), [0, 5000, 0, 0]);
    books.pay_anothers_bill(NOW, &number(1), &number(2), Fen(100), &pay("654321")).unwrap();
    assert_eq!(held(&books), [0, 4900, 0, 0]);
    books.number_becomes(&number(2), NumberState::Cancelled).unwrap();
    let gone =
        refuses(&mut books, |books| books.pay_anothers_bill(NOW, &number(1), &number(2), Fen(100), &pay("654321")));
    assert_eq!(gone, Refused::BillCancelled(number(2)));
}

#[test]
fn a_lost_number_locks_the_account_and_a_load_under_way_still_ends() {
    let mut books = books(10_000, 5000);
    books.reserve_load(NOW, &number(1), Fen(100), 1).unwrap();
    books.reserve_load(NOW, &number(1), Fen(200), 2).unwrap();
    books.number_becomes(&number(1), NumberState::Lost).unwrap();
    let lost = Refused::NumberState(NumberState::Lost);
    assert_eq!(refuses(&mut books, |books| books.reserve_load(NOW, &number(1), Fen(100), 3)), lost);
    assert_eq!(refuses(&mut books, |books| books.hall_deposit(NOW, &number(1), Fen(100))), lost);
    assert_eq!(refuses(&mut books, |books| books.pay_own_bill(NOW, &number(1), Fen(1), BillFrom::Both)), lost);
    books.settle_load(NOW, 1).unwrap();
    books.refund_load(NOW, 2).unwrap();
    // The wallet pays on: what it spent is booked.
    books.purchase_uploaded(NOW, &number(1), (Fen(60), Fen(1)), 1).unwrap();
    assert_eq!(held(&books), [9900, 5000, 0, 40]);
}

#[test]
fn purchases_voids_returns_and_the_rest_of_the_purse() {
    let mut books = books(10_000, 0);
    books.reserve_load(NOW, &number(1), Fen(5000), 1).unwrap();
    // Bought with the load and uploaded before the load was proved.
    books.purchase_uploaded(NOW, &number(1), (Fen(1000), Fen(10)), 1).unwrap();
    assert_eq!(held(&books), [5000, 0, 5000, -1000]);
    assert!(matches!(
        refuses(&mut books, |books| books.refund_load(NOW, 1)),
        Refused::Ledger(LedgerError::BelowZero { balance: -1000, .. })
    ));
    books.settle_load(NOW, 1).unwrap();
    books.purchase_voided(NOW, &number(1), Fen(500)).unwrap();
    books.goods_returned(NOW, &number(1), Fen(1000)).unwrap();
    assert_eq!(books.ledger.balance(&Book::Merchant), -10);
    assert_eq!(books.ledger.balance(&Book::Commission), 10);
    let short = refuses(&mut books, |books| books.wallet_unloaded(NOW, &number(1), Fen(3501)));
    assert_eq!(short, Refused::WalletShort(3500));
    books.wallet_unloaded(NOW, &number(1), Fen(3500)).unwrap();
    assert_eq!(held(&books), [10_000, 0, 0, 0]);
}

#[test]
fn commission_is_at_most_the_whole_purchase() {
    let mut books = books(1_000, 0);
    books.reserve_load(NOW, &number(1), Fen(1_000), 1).unwrap();
    books.settle_load(NOW, 1).unwrap();
    for (commission, short) in [(101, -1), (1_000, -900)] {
        let ask = |books: &mut Books| books.purchase_uploaded(NOW, &number(1), (Fen(100), Fen(commission)), 1);
        let refused = refuses(&mut books, ask);
        assert_eq!(refused, Refused::Ledger(LedgerError::BelowZero { book: Book::Merchant, balance: short }));
    }
    books.purchase_uploaded(NOW, &number(1), (Fen(100), Fen(100)), 1).unwrap();
    let outside = |books: &Books| [Book::Merchant, Book::Commission].map(|book| books.ledger.balance(&book));
    assert_eq!((held(&books), outside(&books)), ([0, 0, 0, 900], [0, 100]));
    books.purchase_uploaded(NOW, &number(1), (Fen(100), Fen(99)), 2).unwrap();
    assert_eq!((held(&books), outside(&books)), ([0, 0, 0, 800], [1, 199]));
}

#[test]
fn an_account_closes_when_nothing_is_left_anywhere() {
    let mut books = books(100, 0);
    assert_eq!(refuses(&mut books, |books| books.close_account(&number(1), false)), Refused::NotEmpty(100));
    books.reserve_load(NOW, &number(1), Fen(100), 1).unwrap();
    assert_eq!(refuses(&mut books, |books| books.close_account(&number(1), false)), Refused::InFlight(100));
    books.settle_load(NOW, 1).unwrap();
    assert_eq!(refuses(&mut books, |books| books.close_account(&number(1), false)), Refused::WalletNotEmpty(100));
    books.purchase_uploaded(NOW, &number(1), (Fen(100), Fen(0)), 1).unwrap();
    assert_eq!(refuses(&mut books, |books| books.close_account(&number(1), true)), Refused::WalletOpen);
    books.close_account(&number(1), false).unwrap();
    assert_eq!(books.accounts.get(&number(1)).unwrap().state, AccountState::Closed);
    assert_eq!(refuses(&mut books, |books| books.hall_deposit(NOW, &number(1), Fen(1))), Refused::NoAccount);
}

#[test]
fn a_cancelled_number_closes_its_account_at_once_or_with_its_last_fen() {
    let mut empty = books(0, 0);
    empty.number_becomes(&number(1), NumberState::Cancelled).unwrap();
    assert_eq!(empty.accounts.get(&number(1)).unwrap().state, AccountState::Closed);

    let mut books = books(100, 0);
    books.reserve_load(NOW, &number(1), Fen(60), 1).unwrap();
    books.settle_load(NOW, 1).unwrap();
    books.number_becomes(&number(1), NumberState::Cancelled).unwrap();
    let state = |books: &Books| books.accounts.get(&number(1)).unwrap().state;
    assert_eq!(state(&books), AccountState::Closing);
    assert_eq!(refuses(&mut books, |books| books.hall_deposit(NOW, &number(1), Fen(1))), Refused::AccountClosing);
    assert_eq!(refuses(&mut books, |books| books.reserve_load(NOW, &number(1), Fen(1), 2)), Refused::AccountClosing);
    books.pay_own_bill(NOW, &number(1), Fen(40), BillFrom::Both).unwrap();
    assert_eq!(state(&books), AccountState::Closing);
    books.purchase_uploaded(NOW, &number(1), (Fen(60), Fen(0)), 1).unwrap();
    assert_eq!(state(&books), AccountState::Closed);
}

#[test]
fn closing_account_closes_with_the_bill_that_empties_it() {
    for (cash, card, from) in [(500, 0, BillFrom::Both), (300, 200, BillFrom::Both), (0, 500, BillFrom::RechargeCard)] {
        let mut books = books(cash, card);
        books.number_becomes(&number(1), NumberState::Cancelled).unwrap();
        let state = |books: &Books| books.accounts.get(&number(1)).unwrap().state;
        books.pay_own_bill(NOW, &number(1), Fen(499), from).unwrap();
        assert_eq!(state(&books), AccountState::Closing, "a fen is left");
        books.pay_own_bill(NOW, &number(1), Fen(1), from).unwrap();
        assert_eq!(state(&books), AccountState::Closed);
    }
    let mut books = books(0, 500);
    books.number_becomes(&number(1), NumberState::Cancelled).unwrap();
    books.pay_anothers_bill(NOW, &number(1), &number(2), Fen(500), &pay("654321")).unwrap();
    assert_eq!(books.accounts.get(&number(1)).unwrap().state, AccountState::Closed);
}

#[test]
fn the_books_are_read_back_as_they_were_and_print_no_secret() {
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
fn the_same_chance_gives_the_same_books() {
    assert_eq!(books(1000, 5000), books(1000, 5000));
}

#[test]
fn care_resets_the_pay_password_but_not_of_a_lost_number() {
    let (mut books, mut chance) = (books(0, 0), Chance::seeded(9));
    let initial = books.reset_pay_password(&number(1), &mut chance).unwrap();
    assert_eq!(books.check_pay_password(NOW, &number(1), &initial), Err(Refused::PasswordInitial));
    books.number_becomes(&number(1), NumberState::Barred).unwrap();
    let refused = refuses(&mut books, |books| books.reset_pay_password(&number(1), &mut chance));
    assert_eq!(refused, Refused::NumberState(NumberState::Barred));
}

proptest! {
    #[test]
    fn a_load_of_any_amount_is_refused_whole_or_moves_it_whole(cash in 1..200_000_u32, amount in any::<u32>()) {
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
