//! The sentences as a subscriber reads them.

use std::fmt::Write as _;

use super::*;
use crate::platform::account::NumberState;
use crate::platform::entry::Book;
use crate::platform::ledger::LedgerError;
use crate::platform::orders::Mistake;
use crate::platform::province::Province;
use crate::platform::refused::Refused;
use sim_codec::time::Moment;

fn number() -> Msisdn {
    "13807310001".parse().unwrap()
}

fn moment() -> Moment {
    "2009-11-18 09:30".parse().unwrap()
}

#[test]
fn balance_is_worded_as_in_the_handbook() {
    assert_eq!(balance(0, 1990), "现金账户余额:0元;充值卡账户余额:19.9元,可用余额19.9元。");
}

#[test]
fn transactions_show_time_reason_and_amount() {
    let entry = |why| Entry { id: 1, at: moment(), why, legs: Vec::new() };
    let (cash, bill) =
        (entry(EntryReason::HallCash { number: number() }), entry(EntryReason::OwnBill { number: number() }));
    assert_eq!(
        transactions([(&bill, -1950), (&cash, 10_000)]),
        "最新交易明细:11月18日09:30缴本机话费-19.5元;11月18日09:30营业厅现金充值+100元。"
    );
    assert_eq!(transactions([(&cash, 0)]), "最新交易明细:11月18日09:30营业厅现金充值0元。");
    assert_eq!(transactions([]), "没有交易记录。");
    assert_eq!(no_transactions_since(moment().day()), "2009年11月18日起没有交易记录。");
}

/// Returns every refusal with an example of its values.
fn refusals() -> Vec<Refused> {
    vec![
        Refused::NoAccount,
        Refused::AlreadyOpen,
        Refused::AccountClosing,
        Refused::NumberState(NumberState::Lost),
        Refused::NumberState(NumberState::Barred),
        Refused::NumberState(NumberState::Cancelled),
        Refused::CancelledForGood,
        Refused::PasswordInitial,
        Refused::PasswordWrong { left: 4 },
        Refused::PasswordLocked { until: moment() },
        Refused::PasswordSame,
        Refused::PasswordHash,
        Refused::AmountZero,
        Refused::CashShort(99),
        Refused::RechargeCardShort(5000),
        Refused::AccountShort(5050),
        Refused::WalletShort(0),
        Refused::TopUpCount { most: 5 },
        Refused::TopUpSum { most: Fen(50_000), left: Fen(12_050) },
        Refused::CardUnknown,
        Refused::CardUsed,
        Refused::CardProvince(Province::Guangdong),
        Refused::CardKnown,
        Refused::BillCancelled(number()),
        Refused::NotEmpty(1990),
        Refused::WalletNotEmpty(100),
        Refused::InFlight(2000),
        Refused::WalletOpen,
        Refused::TransferKnown(1),
        Refused::TransferUnknown(2),
        Refused::TransferOver(3),
        Refused::Ledger(LedgerError::BelowZero { book: Book::Bank, balance: -1 }),
    ]
}

#[test]
fn every_refusal_is_told_to_people_and_developers() {
    let mut picture = String::new();
    for refusal in refusals() {
        writeln!(picture, "{}\n    {refusal}", refused(&refusal)).unwrap();
    }
    insta::assert_snapshot!(picture);
}

#[test]
fn other_sentences_are_as_recorded() {
    let initials = Initials { login: "abcd2345".parse().unwrap(), pay: "123456".parse().unwrap() };
    let mistakes =
        [Mistake::Unknown, Mistake::CardDigits, Mistake::Amount, Mistake::Date, Mistake::NotAsked, Mistake::TooLong];
    let states = [NumberState::Normal, NumberState::Lost, NumberState::Barred, NumberState::Cancelled];
    let sentences = [
        ask_open(),
        ask_start_date(),
        ask_model("NOKIA 6120"),
        account_opened(&initials),
        account_closed(),
        hall_cash(Fen(10_000), 12_050),
        bank_recharge(Bank::Merchants, Fen(10_000), 12_050),
        scratch_card(Fen(5000), 6990),
        own_bill(Fen(5000)),
        anothers_bill(&number(), Fen(5000)),
        bill_paid_by(&number(), Fen(5000)),
        pay_password_changed(),
        pay_password_reset(&initials.pay),
        topped_up(Fen(2000)),
        top_up_refunded(Fen(2000)),
        top_up_refused(&refused(&Refused::CashShort(99))),
        wallet_opened(),
        wallet_closed(),
        wallet_suspended(),
        wallet_resumed(),
        calibrated(),
        calibration_too_late(),
        calibrate_on_site(),
        operation_pin_reset(),
    ];
    let sentences = sentences.into_iter().chain(states.map(number_became)).chain(mistakes.map(mistake));
    let sentences: Vec<_> = sentences.collect();
    // Commas and colons are half-width, as in the handbook.
    assert!(
        sentences.iter().all(|sentence| !sentence.contains(['\u{FF0C}', '\u{FF1A}', '\u{FF1B}', '\u{FF01}'])),
        "{sentences:?}"
    );
    insta::assert_snapshot!(sentences.join("\n"));
}
