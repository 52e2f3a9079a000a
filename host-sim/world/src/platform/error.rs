//! Every reason for which the platform refuses. Programs use the value, subscribers read its Chinese sentence
//! ([`super::texts::refused`]), and developers its English text.

use serde::{Deserialize, Serialize};
use sim_wire::Fen;
use sim_wire::count::Counted;

use super::account::NumberState;
use super::amount::as_fen;
use super::ledger::LedgerError;
use super::number::Msisdn;
use super::payment_error::PaymentError;
use super::province::Province;
use sim_codec::amount::in_english;
use sim_codec::time::Moment;

/// Reason for which the platform refuses a request. No money has moved; a wrong password has been counted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlatformError {
    /// The number has no payment account.
    #[error("there is no payment account")]
    NoAccount,
    /// The number has a payment account already.
    #[error("there is a payment account already")]
    AlreadyOpen,
    /// The account waits to be closed (待销户): it spends and takes nothing in.
    #[error("the account waits to be closed")]
    AccountClosing,
    /// The number is lost, barred or cancelled.
    #[error("the number is {0}")]
    NumberState(NumberState),
    /// A cancelled number stays cancelled.
    #[error("the number is cancelled for good")]
    CancelledForGood,
    /// The initial password was never changed.
    #[error("the initial password must be changed first")]
    PasswordInitial,
    /// The password is wrong.
    #[error("wrong password, {} left", Counted(*left, "try"))]
    PasswordWrong {
        /// Number of tries left until the password locks.
        left: u8,
    },
    /// The password is locked after too many wrong tries in a row.
    #[error("the password is locked until {until}")]
    PasswordLocked {
        /// Moment at which the password unlocks by itself.
        until: Moment,
    },
    /// The new password is the old one.
    #[error("the new password is the old one")]
    PasswordSame,
    /// The password could not be hashed: its cost exceeds the resources of this computer.
    #[error("the password cannot be hashed")]
    PasswordHash,
    /// The password was replaced after the typed one was compared with it.
    #[error("the password was changed meanwhile")]
    PasswordReplaced,
    /// The pay password was changed already, and is no initial one.
    #[error("the pay password is no initial one any more")]
    PasswordChanged,
    /// The account has no security questions.
    #[error("no security questions are set")]
    QuestionsMissing,
    /// A security question was chosen twice.
    #[error("the same security question was chosen twice")]
    QuestionTwice,
    /// The answer to a security question is wrong.
    #[error("the answer is wrong, {} left", Counted(*left, "try"))]
    AnswerWrong {
        /// Number of tries left until the next day.
        left: u8,
    },
    /// The answers of the day were wrong too often, and only customer care helps.
    #[error("the answers were wrong too often this day; customer care (10086) helps")]
    AnswersUsedUp,
    /// No phone is set to which a new initial pay password could be sent.
    #[error("no phone is set for a new initial pay password")]
    SecurityPhoneMissing,
    /// The verification code is wrong.
    #[error("wrong verification code, {} left", Counted(*left, "try"))]
    CodeWrong {
        /// Number of tries left until the code counts no more.
        left: u8,
    },
    /// No verification code is in force: none was sent, or it was used, or its time is over.
    #[error("no verification code is in force")]
    CodeMissing,
    /// The number got too many verification codes in the last hour.
    #[error("the number got {} in the last hour", Counted(*most, "verification code"))]
    CodeCount {
        /// Largest number of codes in an hour.
        most: u8,
    },
    /// The amount is zero.
    #[error("the amount is zero")]
    AmountZero,
    /// The cash sub-account, with its balance in fen, does not cover the amount.
    #[error("the cash sub-account has {}", in_english(*.0))]
    CashShort(i64),
    /// The recharge-card sub-account, with its balance in fen, does not cover the amount.
    #[error("the recharge-card sub-account has {}", in_english(*.0))]
    RechargeCardShort(i64),
    /// Both sub-accounts together, with their balance in fen, do not cover the amount.
    #[error("both sub-accounts have {}", in_english(*.0))]
    AccountShort(i64),
    /// The wallet's book and the money in flight to it, in fen, do not cover the amount.
    #[error("the wallet's book has {}", in_english(*.0))]
    WalletShort(i64),
    /// The daily number of top-ups is used up.
    #[error("there were {most} top-ups this day")]
    TopUpCount {
        /// Largest number of top-ups in a day.
        most: u32,
    },
    /// The top-up exceeds the daily sum.
    #[error("{left} are left to top up this day")]
    TopUpSum {
        /// Largest sum of a day, in fen.
        #[serde(with = "as_fen")]
        most: Fen,
        /// Sum that is left for the day, in fen.
        #[serde(with = "as_fen")]
        left: Fen,
    },
    /// No scratch card has these digits.
    #[error("no scratch card has these digits")]
    CardUnknown,
    /// Too many scratch cards in a row did not exist.
    #[error("{} in a row did not exist; no more is taken this day", Counted(*most, "scratch card"))]
    CardGuesses {
        /// Number of cards after which no more is taken on that day.
        most: u8,
    },
    /// The scratch card was used before.
    #[error("the scratch card was used before")]
    CardUsed,
    /// Scratch cards of this province are not accepted.
    #[error("scratch cards of {} are not taken", .0.english())]
    CardProvince(Province),
    /// A scratch card with these digits exists already.
    #[error("there is a scratch card with these digits already")]
    CardKnown,
    /// The number whose bill is to be paid is cancelled.
    #[error("the number {0} is cancelled")]
    BillCancelled(Msisdn),
    /// The account still holds this many fen.
    #[error("the account is not empty: {}", in_english(*.0))]
    NotEmpty(i64),
    /// The account has this many fen in flight.
    #[error("{} are in flight", in_english(*.0))]
    InFlight(i64),
    /// The wallet must be closed first.
    #[error("the wallet must be closed first")]
    WalletOpen,
    /// The service agreement was not agreed to.
    #[error("the service agreement was not agreed to")]
    AgreementMissing,
    /// The account is a real-name account already.
    #[error("the account is a real-name account already")]
    AlreadyRealName,
    /// The registry's data of the number are not complete.
    #[error("the registry's data of the number are not complete")]
    IdentityIncomplete,
    /// Only a real-name account is withdrawn from.
    #[error("the account is no real-name account")]
    NotRealName,
    /// The account is bound to no bank card.
    #[error("the account is bound to no bank card")]
    BankCardMissing,
    /// The owner of the bank card is not the holder of the account.
    #[error("the owner of the bank card is not the holder of the account")]
    BankCardOwner,
    /// The account was bound to bank cards too often this month.
    #[error("the account was bound to bank cards {} this month", Counted(*most, "time"))]
    BankCardBindings {
        /// Largest number of bindings in a month.
        most: u8,
    },
    /// A withdrawal or an order does not go on.
    #[error("{0}")]
    Payment(#[from] PaymentError),
    /// Another account has the alias.
    #[error("another account has this alias")]
    AliasTaken,
    /// The number is cancelled, and only the alias leads to its account.
    #[error("the number is cancelled: its user signs in with the alias")]
    AliasNeeded,
    /// The number is not cancelled, and its user signs in with it.
    #[error("the number is not cancelled: its user signs in with the number")]
    AliasTooEarly,
    /// A transfer of this number was reserved before.
    #[error("the transfer {0} was reserved before")]
    TransferKnown(u64),
    /// No transfer has this number.
    #[error("there is no transfer {0}")]
    TransferUnknown(u64),
    /// The transfer has been settled or refunded.
    #[error("the transfer {0} is over")]
    TransferOver(u64),
    /// The ledger refuses the movement.
    #[error("the ledger refuses: {0}")]
    Ledger(#[from] LedgerError),
}
