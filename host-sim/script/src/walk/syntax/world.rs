//! World behind the handset in a walk: what the platform has when the walk begins, and what a walk can expect of it.

use std::fmt;
use std::path::PathBuf;

use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use super::Wording;
use sim_world::action::{DocumentInput, PosPlace};
use sim_world::platform::account::AccountState;
use sim_world::platform::number::Msisdn;
use sim_world::platform::province::Province;
use sim_world::platform::security_questions::SecurityQuestion;

/// Digits that are a secret, of a pay password or a scratch card.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretDigits(pub String);

impl fmt::Debug for SecretDigits {
    /// Formats the type's name without the digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretDigits(..)")
    }
}

/// Words that are a secret, such as the answer to a security question.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretWords(pub String);

impl fmt::Debug for SecretWords {
    /// Formats the type's name without the words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretWords(..)")
    }
}

/// World of a file with which a walk goes on, and the person whose phone it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorldChoice {
    /// Path as written, relative to the walk.
    pub path: String,
    /// Number of the person; `None` stands for the only person of the world.
    pub person: Option<Msisdn>,
    /// Place of the file from the working folder; `None` until [`crate::walk::files`] has looked for it.
    pub place: Option<PathBuf>,
}

/// Fact about the number's payment account when the walk begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountFact {
    /// `none`: there is no account.
    None,
    /// `cash 200.00 yuan`: balance of the cash sub-account.
    Cash(Fen),
    /// `recharge card 30.00 yuan`: balance of the recharge-card sub-account.
    RechargeCard(Fen),
    /// `pay password 123456`: a password that its owner has set.
    PayPassword(SecretDigits),
    /// `holder 张三 11010519491231002X`: the holder of the number, by which the account is a real-name one.
    Holder(DocumentInput),
    /// `question father "张大山"`: security question with its answer.
    Question(SecurityQuestion, SecretWords),
    /// `initial pay password 123456`: a password that came by message and must be changed before it works.
    InitialPayPassword(SecretDigits),
}

/// Scratch card that was sold: `scratch card 123456789012345678 of 50.00 yuan, 湖南`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scratch {
    /// Digits under the coating.
    pub digits: SecretDigits,
    /// Value of the card in fen.
    pub value: Fen,
    /// Province in which the card was sold.
    pub province: Province,
}

/// Property of the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlatformFact {
    /// `red list feature-phone`: handsets of this model are calibrated by short message.
    RedList(&'static str),
    /// `refunds too early`: a planted fault, which the books show.
    RefundsTooEarly,
}

/// Expected message in the inbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpectedMessage {
    /// Number of the sender; `None` stands for any.
    pub from: Option<String>,
    /// Wording of the text; `None` stands for any.
    pub wording: Option<Wording>,
}

/// Fact about the platform, its books and what is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorldFact {
    /// `cash 150.00 yuan` and its like: balance of a book.
    Book(Purse, Fen),
    /// `books hold`, `books do not hold`: `true` if the audit finds nothing.
    BooksHold(bool),
    /// `account open`, `account none`: state of the account; `None` if there is none.
    Account(Option<AccountState>),
    /// `pay password initial`: state of the pay password.
    PayPassword(PayPasswordState),
    /// `platform believes suspended`: the wallet's state, as far as the card has proved it.
    Believes(LifeCycle),
    /// `under way 2`: number of messages that have not arrived.
    UnderWay(usize),
    /// `quiet`, `not quiet`: `true` if nothing is under way and the platform waits for nothing.
    Quiet(bool),
    /// `merchant 2.98 yuan`, `merchant owes 0.01 yuan`: balance of the merchant's book in fen, below zero if the
    /// merchant owes.
    Merchant(PosPlace, i64),
    /// `batch 2 sold 3.00 yuan`: number and sum of the purchases that stand in the open batch.
    Batch(PosPlace, u32, Fen),
    /// `pending 1`: number of the terminal's purchases that are not proved.
    Pending(PosPlace, usize),
    /// `entries refused 1`: number of entries of uploaded batches that the platform refused.
    EntriesRefused(PosPlace, usize),
    /// `hall records 2 worth 37.50 yuan`: number of the wallet's records that a hall shows, up to the day before, and
    /// their sum in fen.
    HallRecords(usize, Fen),
    /// `charges 0.30 yuan`: charges on the phone bill for messages to the platform, in fen.
    Charges(Fen),
}

/// Book of the ledger that a walk can look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purse {
    /// `cash`: the cash sub-account.
    Cash,
    /// `recharge card`: the recharge-card sub-account.
    RechargeCard,
    /// `wallet`: the wallet, as far as the platform knows.
    Wallet,
    /// `in flight`: money set aside for the wallet, and not known to have arrived.
    InFlight,
    /// `frozen`: cash of a withdrawal that the bank does not have yet.
    Frozen,
    /// `phone bills`: bills that were paid.
    PhoneBills,
    /// `commission`: commission that the merchants paid.
    Commission,
    /// `retired wallet`: wallets on cards that were replaced.
    RetiredWallet,
}

/// State of the pay password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayPasswordState {
    /// `initial`: the password must be changed before it works.
    Initial,
    /// `set`: the owner has set the password.
    Set,
    /// `locked`: the password is locked after five wrong tries.
    Locked,
    /// `none`: there is no account.
    None,
}
