//! Requests of a line to the platform during a call, and the platform's replies.

use serde::{Deserialize, Serialize};

use crate::platform::advice::Advice;
use crate::platform::entry::EntryReason;
use crate::platform::notices::DeclinedError;
use crate::platform::password::PayPassword;
use crate::platform::scratch_card::{CardDigits, Recharge};
use crate::platform::security_questions::{QUESTIONS, SecurityQuestion};
use sim_codec::time::Moment;

/// Fact that an agent asks for, to verify a caller (核对客户信息, handbook 2.6.2.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallerFact {
    /// Name of the holder (姓名).
    Name,
    /// Number of the holder's document (身份证号码).
    Document,
    /// Date on which the account was opened (开户日期).
    OpeningDate,
    /// Amount of the last successful recharge (最近成功充值).
    LastRecharge,
    /// Amount of the last successful purchase (最近成功消费).
    LastPurchase,
}

impl CallerFact {
    /// All facts, in the order in which they are asked.
    pub const ALL: [CallerFact; 5] = [
        CallerFact::Name,
        CallerFact::Document,
        CallerFact::OpeningDate,
        CallerFact::LastRecharge,
        CallerFact::LastPurchase,
    ];

    /// Returns the fact that is asked next; `None` after the last one.
    pub fn next(self) -> Option<CallerFact> {
        let mut behind = CallerFact::ALL.into_iter().skip_while(|fact| *fact != self);
        behind.nth(1)
    }
}

/// Request of a line to the platform, for the caller's own number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallerRequest {
    /// Check that the account can be recharged now.
    RechargeCheck,
    /// Recharge by the digits of a scratch card.
    Recharge(CardDigits),
    /// Balances of the account.
    Balance,
    /// Newest transactions of the account.
    Transactions,
    /// Change of the pay password from old to new.
    PayPasswordChange(PayPassword, PayPassword),
    /// Reset of the login password.
    LoginPasswordReset,
    /// Reset of the operation PIN under the pay password.
    OperationPinReset(PayPassword),
    /// Closing of the account under the pay password.
    Closing(PayPassword),
    /// Check that the pay password may be reset, with the security questions for it.
    Verification,
    /// Answer to a security question, to be checked.
    Answer(SecurityQuestion, SaidText),
    /// Fact about holder or account, to be checked.
    Fact(CallerFact, SaidText),
    /// Check that the account is a real-name one, so that facts can be asked.
    RealName,
    /// Reset of the pay password of a caller who was verified.
    PayPasswordReset,
    /// Advice of the agent (业务咨询).
    Advice,
}

/// Words that a caller said. They may be a secret, so they are not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct SaidText(pub String);

impl std::fmt::Debug for SaidText {
    /// Writes the type's name without the words.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SaidText")
    }
}

/// Transaction that a line reads out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransactionLine {
    /// Moment of the transaction.
    pub at: Moment,
    /// Reason for which money moved.
    pub why: EntryReason,
    /// Change of the account in fen, below zero for a loss.
    pub gained: i64,
}

/// Reply of the platform to a request of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallerReply {
    /// The request was granted.
    Done,
    /// The scratch card was used.
    Recharged(Recharge),
    /// Balances of the cash and the recharge-card sub-account, in fen.
    Balance(i64, i64),
    /// Newest transactions, the newest first.
    Transactions(Vec<TransactionLine>),
    /// Security questions of the account; `None` if none are set.
    Questions(Option<[SecurityQuestion; QUESTIONS]>),
    /// Result of a check: `true` if the answer or the fact is right, or the account is a real-name one.
    Is(bool),
    /// Advice for the caller.
    Advised(Vec<Advice>),
    /// The platform refuses.
    Refused(DeclinedError),
}
