//! Every reason for which the platform says no. For programs it is a value; people read its Chinese sentence
//! ([`super::texts::refused`]), and who develops reads it in English.

use serde::{Deserialize, Serialize};
use sim_wire::Fen;
use sim_wire::count::Counted;

use super::account::NumberState;
use super::amount::as_fen;
use super::ledger::LedgerError;
use super::number::Msisdn;
use super::province::Province;
use sim_codec::amount::in_english;
use sim_codec::time::Moment;

/// Why the platform refuses. Whatever was asked, nothing moved; a wrong password has been counted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refused {
    /// The number has no payment account.
    #[error("there is no payment account")]
    NoAccount,
    /// It has one already.
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
    /// A password that was never changed.
    #[error("the initial password must be changed first")]
    PasswordInitial,
    /// A wrong password.
    #[error("wrong password, {} left", Counted(*left, "try"))]
    PasswordWrong {
        /// Tries until it locks.
        left: u8,
    },
    /// Too many wrong ones in a row.
    #[error("the password is locked until {until}")]
    PasswordLocked {
        /// When it unlocks by itself.
        until: Moment,
    },
    /// The new password is the old one.
    #[error("the new password is the old one")]
    PasswordSame,
    /// The password could not be hashed: its cost asks for what this computer does not have.
    #[error("the password cannot be hashed")]
    PasswordHash,
    /// An amount of nothing.
    #[error("the amount is zero")]
    AmountZero,
    /// The cash sub-account does not cover it.
    #[error("the cash sub-account has {}", in_english(*.0))]
    CashShort(i64),
    /// The recharge-card sub-account does not cover it.
    #[error("the recharge-card sub-account has {}", in_english(*.0))]
    RechargeCardShort(i64),
    /// Both sub-accounts together do not cover it.
    #[error("both sub-accounts have {}", in_english(*.0))]
    AccountShort(i64),
    /// The wallet's book and what is in flight to it do not cover it.
    #[error("the wallet's book has {}", in_english(*.0))]
    WalletShort(i64),
    /// Too many top-ups this day.
    #[error("there were {most} top-ups this day")]
    TopUpCount {
        /// The day's most.
        most: u32,
    },
    /// Too much topped up this day.
    #[error("{left} are left to top up this day")]
    TopUpSum {
        /// The day's most.
        #[serde(with = "as_fen")]
        most: Fen,
        /// What is left of it.
        #[serde(with = "as_fen")]
        left: Fen,
    },
    /// No scratch card has these digits.
    #[error("no scratch card has these digits")]
    CardUnknown,
    /// The scratch card was used before.
    #[error("the scratch card was used before")]
    CardUsed,
    /// A scratch card of a province that is not taken.
    #[error("scratch cards of {} are not taken", .0.english())]
    CardProvince(Province),
    /// Two scratch cards with the same digits.
    #[error("there is a scratch card with these digits already")]
    CardKnown,
    /// The phone whose bill it is does not exist any more.
    #[error("the number {0} is cancelled")]
    BillCancelled(Msisdn),
    /// There is money in the account.
    #[error("the account is not empty: {}", in_english(*.0))]
    NotEmpty(i64),
    /// There is money in the wallet.
    #[error("the wallet is not empty: {}", in_english(*.0))]
    WalletNotEmpty(i64),
    /// Money is in flight.
    #[error("{} are in flight", in_english(*.0))]
    InFlight(i64),
    /// The wallet must be closed first.
    #[error("the wallet must be closed first")]
    WalletOpen,
    /// A transfer's number that was used before.
    #[error("the transfer {0} was reserved before")]
    TransferKnown(u64),
    /// A transfer that never was.
    #[error("there is no transfer {0}")]
    TransferUnknown(u64),
    /// A transfer that has been settled or refunded.
    #[error("the transfer {0} is over")]
    TransferOver(u64),
    /// The ledger refuses the movement.
    #[error("the ledger refuses: {0}")]
    Ledger(#[from] LedgerError),
}
