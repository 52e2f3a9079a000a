//! The world behind the handset, as a walk names it: what the platform has when the walk begins, and what can be looked
//! at.

use std::fmt;

use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use super::Wording;
use sim_world::platform::account::AccountState;
use sim_world::platform::province::Province;

/// Digits that are a secret: a pay password, a scratch card.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretDigits(pub String);

impl fmt::Debug for SecretDigits {
    /// Not the digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretDigits(..)")
    }
}

/// Something about the number's payment account when the walk begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountFact {
    /// `none`: there is no account.
    None,
    /// `cash 200.00 yuan`: what the cash sub-account holds.
    Cash(Fen),
    /// `recharge card 30.00 yuan`: what the recharge-card sub-account holds.
    RechargeCard(Fen),
    /// `pay password 123456`: one that its owner has set.
    PayPassword(SecretDigits),
    /// `initial pay password 123456`: one that came by message and must be changed before it works.
    InitialPayPassword(SecretDigits),
}

/// `scratch card 123456789012345678 of 50.00 yuan, 湖南`: a card that was sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scratch {
    /// What is under the coating.
    pub digits: SecretDigits,
    /// What it is worth.
    pub value: Fen,
    /// Where it was sold.
    pub province: Province,
}

/// Something about the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlatformFact {
    /// `red list feature-phone`: handsets of this model are calibrated by short message.
    RedList(&'static str),
    /// `refunds too early`: a fault on purpose, which the books show.
    RefundsTooEarly,
}

/// What is expected of the next message in the inbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpectedMessage {
    /// From whom.
    pub from: Option<String>,
    /// What it says.
    pub wording: Option<Wording>,
}

/// Something about the platform, its books and what is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorldFact {
    /// `cash 150.00 yuan` and its like: where one of the books stands.
    Book(Purse, Fen),
    /// `books hold`, `books do not hold`: whether the audit finds nothing.
    BooksHold(bool),
    /// `account open`, `account none`.
    Account(Option<AccountState>),
    /// `pay password initial`.
    PayPassword(PayPasswordState),
    /// `platform believes suspended`: the wallet's state, as far as the card has proved it.
    Believes(LifeCycle),
    /// `under way 2`: messages that have not arrived.
    UnderWay(usize),
    /// `quiet`, `not quiet`: whether nothing is under way and the platform waits for nothing.
    Quiet(bool),
}

/// A book of the ledger that a walk can look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purse {
    /// `cash`: the cash sub-account.
    Cash,
    /// `recharge card`: the recharge-card sub-account.
    RechargeCard,
    /// `wallet`: the wallet, as far as the platform knows.
    Wallet,
    /// `in flight`: set aside for the wallet, and not known to have arrived.
    InFlight,
    /// `phone bills`: bills that were paid.
    PhoneBills,
}

/// How the pay password stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayPasswordState {
    /// `initial`: it must be changed before it works.
    Initial,
    /// `set`: its owner has set it.
    Set,
    /// `locked`, after five wrong tries.
    Locked,
    /// `none`: there is no account.
    None,
}
