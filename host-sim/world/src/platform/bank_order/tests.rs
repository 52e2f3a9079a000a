//! Orders to banks: credited once, whatever the page answers and when.

use proptest::prelude::*;

use super::*;
use crate::audit;
use crate::platform::account::NumberState;
use crate::platform::books::Terms;
use crate::platform::outbox::LetterKind;
use crate::platform::password::PayPassword;
use crate::platform::payment_error::PaymentError;
use crate::platform::{Platform, PlatformSettings};
use sim_codec::time::MINUTE;

/// Day of the tests: 2009-11-18 09:30.
const NOW: Moment = Moment(1_258_536_600_000);

fn number() -> Msisdn {
    "13807310001".parse().unwrap()
}

/// Creates a platform with one account that has 10 yuan of cash.
fn platform() -> Platform {
    let settings = PlatformSettings { terms: Terms::light(), ..PlatformSettings::default() };
    let mut platform = Platform::new(settings, 7);
    let pay: PayPassword = "654321".parse().unwrap();
    platform.open_with_account(NOW, &number(), &pay, Fen(1_000)).unwrap();
    platform
}

/// Opens an order of 50 yuan for the account.
fn order(platform: &mut Platform) -> BankOrderNumber {
    let payment = (Bank::Merchants, Fen(5_000));
    platform.open_bank_order(NOW, &number(), payment, BankOrderTarget::Account).unwrap()
}

fn state(platform: &Platform, order: BankOrderNumber) -> BankOrderState {
    platform.books.bank_order(order).unwrap().state
}

/// Returns the cash, and the money of the banks, in fen.
fn held(platform: &Platform) -> [i64; 2] {
    [Book::Cash(number()), Book::Bank].map(|book| platform.books.ledger.balance(&book))
}

fn texts(platform: &Platform) -> usize {
    platform.outbox().iter().filter(|letter| matches!(letter.kind, LetterKind::Text(_))).count()
}

#[test]
fn payment_is_credited_and_told_once() {
    let mut platform = platform();
    let order = order(&mut platform);
    assert_eq!((state(&platform, order), held(&platform)), (BankOrderState::Open, [1_000, 0]));
    assert!(!platform.is_quiet());
    platform.take_bank_answer(NOW, order, BankAnswer::Pays).unwrap();
    for again in [BankAnswer::Pays, BankAnswer::Refuses] {
        let taken = platform.take_bank_answer(NOW, order, again);
        assert_eq!(taken, Err(PlatformError::Payment(PaymentError::BankOrderOver(order)).into()));
    }
    assert_eq!((state(&platform, order), held(&platform)), (BankOrderState::Credited, [6_000, -5_000]));
    assert_eq!((texts(&platform), platform.due(), audit::books(&platform.books)), (1, None, vec![]));
}

#[test]
fn refused_order_moves_nothing_until_bank_pays() {
    let mut platform = platform();
    let order = order(&mut platform);
    platform.take_bank_answer(NOW, order, BankAnswer::Refuses).unwrap();
    assert_eq!((state(&platform, order), held(&platform)), (BankOrderState::Refused, [1_000, 0]));
    let again = platform.take_bank_answer(NOW, order, BankAnswer::Refuses);
    assert_eq!(again, Err(PlatformError::Payment(PaymentError::BankOrderOver(order)).into()));
    assert_eq!(platform.due(), None);
    // The bank has paid all the same: the money has moved.
    platform.take_bank_answer(NOW, order, BankAnswer::Pays).unwrap();
    assert_eq!((held(&platform), audit::books(&platform.books)), ([6_000, -5_000], vec![]));
}

#[test]
fn order_lapses_and_late_payment_is_credited() {
    let mut platform = platform();
    let order = order(&mut platform);
    let lapses = NOW.later(30 * MINUTE);
    assert_eq!(platform.due(), Some(lapses));
    platform.wake(lapses);
    assert_eq!((state(&platform, order), held(&platform), platform.due()), (BankOrderState::Lapsed, [1_000, 0], None));
    // The number is barred meanwhile; its money is its own.
    platform.set_number_state(lapses, &number(), NumberState::Barred).unwrap();
    platform.take_bank_answer(lapses, order, BankAnswer::Pays).unwrap();
    let again = platform.take_bank_answer(lapses, order, BankAnswer::Pays);
    assert_eq!(again, Err(PlatformError::Payment(PaymentError::BankOrderOver(order)).into()));
    assert_eq!((state(&platform, order), held(&platform)), (BankOrderState::Credited, [6_000, -5_000]));
    assert_eq!(audit::books(&platform.books), []);
}

#[test]
fn order_without_its_conditions_is_not_opened() {
    let mut platform = platform();
    let mut open = |number: &Msisdn, fen| {
        platform.open_bank_order(NOW, number, (Bank::Post, Fen(fen)), BankOrderTarget::Account).map(drop)
    };
    assert_eq!(open(&number(), 0), Err(PlatformError::AmountZero.into()));
    assert_eq!(open(&"13900000000".parse().unwrap(), 100), Err(PlatformError::NoAccount.into()));
    platform.set_number_state(NOW, &number(), NumberState::Lost).unwrap();
    let lost = platform.open_bank_order(NOW, &number(), (Bank::Post, Fen(100)), BankOrderTarget::Account);
    assert_eq!(lost, Err(PlatformError::NumberState(NumberState::Lost).into()));
    let unknown = BankOrderNumber(1);
    let taken = platform.take_bank_answer(NOW, unknown, BankAnswer::Pays);
    assert_eq!(taken, Err(PlatformError::Payment(PaymentError::BankOrderUnknown(unknown)).into()));
}

#[test]
fn account_with_open_order_is_not_closed() {
    let mut platform = platform();
    let books = &mut platform.books;
    books.pay_own_bill(NOW, &number(), Fen(1_000), crate::platform::bill::BillFrom::Both).unwrap();
    let order = books.open_bank_order(NOW, &number(), (Bank::Post, Fen(100)), BankOrderTarget::Account).unwrap();
    assert_eq!(books.close_account(&number(), false), Err(PaymentError::BankOrderOpen(order).into()));
    books.take_bank_answer(NOW, order, BankAnswer::Refuses).unwrap();
    assert_eq!(books.close_account(&number(), false), Ok(()));
    // A payment that comes then stays with the bank.
    let paid = books.take_bank_answer(NOW, order, BankAnswer::Pays);
    assert_eq!((paid, held(&platform)), (Err(PlatformError::NoAccount), [0, 0]));
}

#[test]
fn payment_for_earlier_account_stays_with_bank() {
    let mut platform = platform();
    let order = order(&mut platform);
    platform.wake(NOW.later(30 * MINUTE));
    let later = NOW.later(60 * MINUTE);
    platform.books.pay_own_bill(later, &number(), Fen(1_000), crate::platform::bill::BillFrom::Both).unwrap();
    platform.books.close_account(&number(), false).unwrap();
    platform.open_with_account(later, &number(), &"654321".parse().unwrap(), Fen(0)).unwrap();
    let paid = platform.take_bank_answer(later, order, BankAnswer::Pays);
    assert_eq!((paid, held(&platform)), (Err(PlatformError::NoAccount.into()), [0, 0]));
}

#[test]
fn second_credit_of_order_is_found() {
    let mut platform = platform();
    let order = order(&mut platform);
    platform.take_bank_answer(NOW, order, BankAnswer::Pays).unwrap();
    let why = EntryReason::WebBank { number: number(), bank: Bank::Merchants, order };
    let legs = [(Book::Bank, -5_000), (Book::Cash(number()), 5_000)];
    let id = platform.books.ledger.post(NOW, why, &legs).unwrap();
    assert_eq!(audit::books(&platform.books), [audit::AuditError::CreditedTwice { id, order }]);
    let other = EntryReason::WebBank { number: number(), bank: Bank::Merchants, order: BankOrderNumber(9) };
    platform.books.ledger.post(NOW, other, &legs).unwrap();
    let found = audit::books(&platform.books);
    assert_eq!(found[1..], [audit::AuditError::BankOrderKept { order: BankOrderNumber(9) }]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the pages answer, and when, cash grows by the orders that are credited, each once.
    #[test]
    fn any_answers_credit_each_order_once(
        answers in proptest::collection::vec((0..6_u64, any::<bool>(), 0..20_u64), 1..40),
    ) {
        let mut platform = platform();
        for _ in 0..5 {
            order(&mut platform);
        }
        let mut now = NOW;
        for (of, pays, minutes) in answers {
            now = now.minutes_later(minutes);
            platform.wake(now);
            let answer = if pays { BankAnswer::Pays } else { BankAnswer::Refuses };
            drop(platform.take_bank_answer(now, BankOrderNumber(of), answer));
            let is_credited = |(_, order): &(BankOrderNumber, &BankOrder)| order.state == BankOrderState::Credited;
            let credited = i64::try_from(platform.books.bank_orders().filter(is_credited).count()).unwrap();
            prop_assert_eq!(held(&platform), [1_000 + 5_000 * credited, -5_000 * credited]);
            prop_assert_eq!(audit::books(&platform.books), []);
        }
    }
}
