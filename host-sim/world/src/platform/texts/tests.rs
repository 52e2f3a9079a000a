//! The sentences as a subscriber reads them.

use std::fmt::Write as _;

use super::*;
use crate::platform::account::NumberState;
use crate::platform::entry::Book;
use crate::platform::error::PlatformError;
use crate::platform::ledger::LedgerError;
use crate::platform::orders::{OrderError, Question};
use crate::platform::province::Province;
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
fn bound_bank_card_is_worded_as_in_the_handbook() {
    let told = "尊敬的客户:您的提现银行卡已设定成功!提现银行卡已设定为[中国建设银行0123]卡。详询10086。";
    assert_eq!(bank_card_bound(&bank_card()), told);
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
fn refusals() -> Vec<PlatformError> {
    vec![
        PlatformError::NoAccount,
        PlatformError::AlreadyOpen,
        PlatformError::AccountClosing,
        PlatformError::NumberState(NumberState::Lost),
        PlatformError::NumberState(NumberState::Barred),
        PlatformError::NumberState(NumberState::Cancelled),
        PlatformError::CancelledForGood,
        PlatformError::PasswordInitial,
        PlatformError::PasswordWrong { left: 4 },
        PlatformError::PasswordLocked { until: moment() },
        PlatformError::PasswordSame,
        PlatformError::PasswordHash,
        PlatformError::PasswordReplaced,
        PlatformError::PasswordChanged,
        PlatformError::QuestionsMissing,
        PlatformError::QuestionTwice,
        PlatformError::AnswerWrong { left: 2 },
        PlatformError::AnswersUsedUp,
        PlatformError::SecurityPhoneMissing,
        PlatformError::CodeWrong { left: 2 },
        PlatformError::CodeWrong { left: 0 },
        PlatformError::CodeMissing,
        PlatformError::CodeCount { most: 5 },
        PlatformError::AmountZero,
        PlatformError::CashShort(99),
        PlatformError::RechargeCardShort(5000),
        PlatformError::AccountShort(5050),
        PlatformError::WalletShort(0),
        PlatformError::TopUpCount { most: 5 },
        PlatformError::TopUpSum { most: Fen(50_000), left: Fen(12_050) },
        PlatformError::CardUnknown,
        PlatformError::CardGuesses { most: 5 },
        PlatformError::CardUsed,
        PlatformError::CardProvince(Province::Guangdong),
        PlatformError::CardKnown,
        PlatformError::BillCancelled(number()),
        PlatformError::NotEmpty(1990),
        PlatformError::InFlight(2000),
        PlatformError::WalletOpen,
        PlatformError::AgreementMissing,
        PlatformError::AlreadyRealName,
        PlatformError::IdentityIncomplete,
        PlatformError::NotRealName,
        PlatformError::BankCardMissing,
        PlatformError::BankCardOwner,
        PlatformError::BankCardBindings { most: 3 },
        PlatformError::AliasTaken,
        PlatformError::AliasNeeded,
        PlatformError::AliasTooEarly,
        PlatformError::TransferKnown(1),
        PlatformError::TransferUnknown(2),
        PlatformError::TransferOver(3),
        PlatformError::Ledger(LedgerError::BelowZero { book: Book::Bank, balance: -1 }),
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

fn bank_card() -> BankCard {
    let number = "6227001234567890123".parse().unwrap();
    BankCard { bank: Bank::Construction, number, owner: "张三".to_owned() }
}

#[test]
fn other_sentences_are_as_recorded() {
    let initials = Initials { login: "abcd2345".parse().unwrap(), pay: "123456".parse().unwrap() };
    let mistakes = [
        OrderError::Unknown,
        OrderError::CardDigits,
        OrderError::Amount,
        OrderError::Date,
        OrderError::WithdrawalAmount,
        OrderError::NotAsked,
        OrderError::Late,
        OrderError::ReplyAmount,
        OrderError::ReplyPassword,
        OrderError::ReplyCode('9'),
        OrderError::TooLong,
    ];
    let states = [NumberState::Normal, NumberState::Lost, NumberState::Barred, NumberState::Cancelled];
    let sentences = [
        question(Question::Open, None),
        question(Question::StartDate, None),
        question(Question::WithdrawalAmount, None),
        question(Question::WithdrawalPassword, Some(Fen(10_000))),
        question(Question::ClosingMenu, None),
        question(Question::ClosingConfirmation, None),
        question(Question::ClosingPassword, None),
        question(Question::LoginReset, None),
        question(Question::Upgrade, None),
        ask_model("NOKIA 6120"),
        account_opened(&initials),
        account_closed(),
        hall_cash(Fen(10_000), 12_050),
        bank_recharge(Bank::Merchants, Fen(10_000), 12_050),
        withdrawal_requested(Fen(10_000), &bank_card(), 2_050),
        withdrawn(Fen(10_000), &bank_card(), 2_050),
        withdrawal_returned(Fen(10_000), &bank_card(), 12_050),
        scratch_card(Fen(5000), 6990),
        own_bill(Fen(5000)),
        anothers_bill(&number(), Fen(5000)),
        bill_paid_by(&number(), Fen(5000)),
        pay_password_changed(),
        pay_password_reset(&initials.pay),
        pay_password_reset_of(&number(), &initials.pay),
        pay_password_sent_elsewhere(),
        security_phone_set(Some(number())),
        security_phone_set(None),
        login_password_reset(&initials.login),
        real_name_upgraded(),
        code(CodePurpose::Payment(7), &"135790".parse().unwrap(), 5),
        topped_up(Fen(2000)),
        top_up_refunded(Fen(2000)),
        top_up_refused(&refused(&PlatformError::CashShort(99))),
        purchase_voided(Fen(2000), 12_050),
        goods_returned(Fen(2000), 12_050),
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
