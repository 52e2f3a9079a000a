//! Bank card to which cash is withdrawn (提现银行卡, handbook 2.5.1): its owner must be the holder of the account. An
//! account has one such card at most, and is bound to one three times a month at most (2.5.3).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::bank::Bank;
use super::books::Books;
use super::error::PlatformError;
use super::number::Msisdn;
use super::password::PayPassword;
use super::rules::ProtectedOrder;
use sim_codec::time::Moment;

/// Largest number of bindings in a month.
const BINDINGS_A_MONTH: u8 = 3;

/// Number of a bank card: 16 to 19 digits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct BankCardNumber(String);

/// Error of a text that is no number of a bank card; it does not repeat the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the number of a bank card has 16 to 19 digits")]
pub struct BankCardNumberError;

impl FromStr for BankCardNumber {
    type Err = BankCardNumberError;

    fn from_str(text: &str) -> Result<BankCardNumber, BankCardNumberError> {
        let is_number = (16..=19).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_digit());
        if is_number { Ok(BankCardNumber(text.to_owned())) } else { Err(BankCardNumberError) }
    }
}

impl TryFrom<String> for BankCardNumber {
    type Error = BankCardNumberError;

    fn try_from(text: String) -> Result<BankCardNumber, BankCardNumberError> {
        text.parse()
    }
}

impl From<BankCardNumber> for String {
    fn from(number: BankCardNumber) -> String {
        number.0
    }
}

impl BankCardNumber {
    /// Returns all digits, for an action that binds the card.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// Returns the last four digits, by which texts name the card.
    pub fn tail(&self) -> &str {
        self.0.get(self.0.len().saturating_sub(4)..).unwrap_or_default()
    }
}

impl fmt::Debug for BankCardNumber {
    /// Writes the last four digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BankCardNumber(..{})", self.tail())
    }
}

/// Bank card of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankCard {
    /// Bank that issued the card.
    pub bank: Bank,
    /// Number of the card.
    pub number: BankCardNumber,
    /// Name of the card's owner, as the bank has it.
    pub owner: String,
}

/// Bindings of an account to bank cards in its last month with one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bindings {
    /// Months since the beginning of year 0.
    month: u32,
    /// Number of bindings in that month.
    count: u8,
}

impl Bindings {
    /// Counts a binding; refused if the month has had its number.
    fn count_one(self, now: Moment) -> Result<Bindings, PlatformError> {
        let date = now.civil().date();
        let (year, month) = (date.year().unsigned_abs(), date.month().unsigned_abs());
        let month = u32::from(year).saturating_mul(12).saturating_add(month.into());
        let count = if month == self.month { self.count } else { 0 };
        match count < BINDINGS_A_MONTH {
            true => Ok(Bindings { month, count: count.saturating_add(1) }),
            false => Err(PlatformError::BankCardBindings { most: BINDINGS_A_MONTH }),
        }
    }
}

impl Books {
    /// Binds a bank card to an account (绑定提现银行卡), in place of an earlier one, under the pay password. A refusal
    /// changes nothing but the count of wrong passwords.
    pub fn bind_bank_card(
        &mut self,
        now: Moment,
        number: &Msisdn,
        card: BankCard,
        password: &PayPassword,
    ) -> Result<(), PlatformError> {
        self.accounts.may_withdraw(number)?;
        let holder = self.accounts.subscriber(number).holder;
        if holder.is_none_or(|holder| holder.name() != card.owner) {
            return Err(PlatformError::BankCardOwner);
        }
        let bindings = self.accounts.living(number)?.bindings.count_one(now)?;
        self.authorise(now, number, password, ProtectedOrder::Withdrawal)?;
        self.accounts.set_bank_card(number, (card, bindings))
    }
}
