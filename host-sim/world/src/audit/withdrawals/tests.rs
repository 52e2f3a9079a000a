//! The audit finds every withdrawal that is frozen or ended otherwise than once.

use sim_wire::Fen;

use crate::audit::{self, AuditError};
use crate::platform::allowance::DailyMost;
use crate::platform::bank::{Bank, BankAnswer};
use crate::platform::bank_card::BankCard;
use crate::platform::books::{Books, Terms};
use crate::platform::entry::{Book, Entry, EntryReason};
use crate::platform::identity::{DocumentKind, Identity};
use crate::platform::number::Msisdn;
use crate::platform::password::PayPassword;
use crate::platform::serial::WithdrawalNumber;
use sim_codec::time::Moment;
use sim_device::link::Chance;

/// 2009-11-18 09:30.
const NOW: Moment = Moment(1_258_536_600_000);

fn number() -> Msisdn {
    "13807310001".parse().unwrap()
}

/// Creates books with three withdrawals: one paid, one refused, one frozen. Their entries are 2 to 6.
fn books() -> Books {
    let mut chance = Chance::seeded(7);
    let pay: PayPassword = "654321".parse().unwrap();
    let mut books = Books::new(Terms::light(), &mut chance);
    let holder = Identity::new("张三", DocumentKind::IdentityCard, "11010519491231002X").unwrap();
    books.accounts.register_holder(number(), holder);
    let initials = books.open_account(NOW, &number(), &mut chance).unwrap();
    books.change_pay_password(NOW, &number(), (&initials.pay, &pay), &mut chance).unwrap();
    books.hall_deposit(NOW, &number(), Fen(10_000)).unwrap();
    let card =
        BankCard { bank: Bank::Post, number: "6227001234567890123".parse().unwrap(), owner: "张三".to_owned() };
    books.bind_bank_card(NOW, &number(), card, &pay).unwrap();
    for (fen, answer) in [(1_000, Some(BankAnswer::Pays)), (2_000, Some(BankAnswer::Refuses)), (3_000, None)] {
        let withdrawal = books.withdraw(NOW, &number(), Fen(fen), &pay).unwrap();
        answer.map(|answer| books.take_payout_answer(NOW, withdrawal, answer).unwrap());
    }
    books
}

/// Returns the findings about the entries with a fault in them, in words.
fn after(fault: impl FnOnce(&mut Vec<Entry>)) -> Vec<String> {
    let mut raw = books().ledger.entries().to_vec();
    fault(&mut raw);
    audit::entries(&raw, DailyMost::default()).iter().map(AuditError::to_string).collect()
}

/// Appends an entry of a withdrawal.
fn add(raw: &mut Vec<Entry>, why: EntryReason, legs: [(Book, i64); 2]) {
    let id = u64::try_from(raw.len()).unwrap() + 1;
    raw.push(Entry { id, at: NOW, why, legs: legs.to_vec() });
}

#[test]
fn withdrawals_in_order_pass_the_audit() {
    assert_eq!((after(|_| {}), audit::books(&books())), (vec![], vec![]));
}

#[test]
fn second_end_of_withdrawal_is_found() {
    let (number, frozen) = (number(), Book::Frozen(number()));
    for withdrawal in [WithdrawalNumber(1), WithdrawalNumber(2), WithdrawalNumber(9)] {
        let paid = EntryReason::WithdrawalPaid { number, withdrawal, bank: Bank::Post };
        let found = after(|raw| add(raw, paid, [(frozen, -1_000), (Book::Bank, 1_000)]));
        let ended = format!("entry 7 ends withdrawal {withdrawal}, which had ended, or had never begun");
        let short = "20.00 yuan of 13807310001 are frozen, and its withdrawals under way come to 30.00 yuan";
        assert_eq!(found, [ended, short.to_owned()]);
    }
    let again = EntryReason::WithdrawalFrozen { number, withdrawal: WithdrawalNumber(3) };
    let found = after(|raw| add(raw, again, [(Book::Cash(number), -500), (frozen, 500)]));
    assert_eq!(found[0], "entry 7 freezes the amount of withdrawal 3 a second time");
}

#[test]
fn withdrawal_ended_otherwise_is_found() {
    let less = after(|raw| {
        let legs = [(Book::Frozen(number()), -2_999), (Book::Cash(number()), 2_999)];
        add(raw, EntryReason::WithdrawalReturned { number: number(), withdrawal: WithdrawalNumber(3) }, legs);
    });
    assert_eq!(less[0], "entry 7 ends withdrawal 3 otherwise than it began");
    let to_bank = after(|raw| {
        let legs = [(Book::Frozen(number()), -3_000), (Book::Bank, 3_000)];
        add(raw, EntryReason::WithdrawalReturned { number: number(), withdrawal: WithdrawalNumber(3) }, legs);
    });
    assert_eq!(to_bank, ["entry 7 takes 30.00 yuan from or to the book bank, which its reason has nothing to do with"]);
}

#[test]
fn record_that_differs_from_entries_is_found() {
    let mut books = books();
    // The ledger goes on without the record.
    let why = EntryReason::WithdrawalReturned { number: number(), withdrawal: WithdrawalNumber(3) };
    books.ledger.post(NOW, why, &[(Book::Frozen(number()), -3_000), (Book::Cash(number()), 3_000)]).unwrap();
    assert_eq!(audit::books(&books), [AuditError::WithdrawalKept { withdrawal: WithdrawalNumber(3) }]);
}

#[test]
fn longer_row_than_terms_allow_is_found() {
    let mut books = books();
    books.terms.withdrawals.in_a_row = 1;
    let finding = AuditError::WithdrawalsInARow { number: number(), count: 2, most: 1 };
    assert_eq!(audit::books(&books), [finding]);
}
