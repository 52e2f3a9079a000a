//! Orders for goods (订单, handbook 2.4.2): a merchant places one, a user pays it on the website (消费), and the
//! merchant may refund it (退款). An order is paid once, by whoever pays it first; nobody pays it for another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sim_device::pos::number::MerchantNumber;
use sim_wire::Fen;

use super::amount::as_fen;
use super::books::Books;
use super::code::{CodePurpose, SmsCode};
use super::due_map::TimedRecord;
use super::entry::{Book, EntryReason};
use super::error::PlatformError;
use super::load::positive;
use super::number::Msisdn;
use super::password::PayPassword;
use super::payment_error::PaymentError;
use super::rules::ProtectedOrder;
use super::serial::GoodsOrderNumber;
use sim_codec::time::{DAY, Moment};

mod desk;
mod refund;

pub use desk::OrderPlacement;

/// Largest number of characters in the name of goods.
const NAME_MOST: usize = 20;

/// Name of goods: one word of 1 to 20 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct GoodsName(String);

/// Error of a text that is no name of goods.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no name of goods, which is one word of 1 to {NAME_MOST} characters")]
pub struct GoodsNameError(String);

impl FromStr for GoodsName {
    type Err = GoodsNameError;

    fn from_str(text: &str) -> Result<GoodsName, GoodsNameError> {
        let is_printable = |character: char| !character.is_whitespace() && !character.is_control();
        let is_name = (1..=NAME_MOST).contains(&text.chars().count()) && text.chars().all(is_printable);
        if is_name { Ok(GoodsName(text.to_owned())) } else { Err(GoodsNameError(text.to_owned())) }
    }
}

impl TryFrom<String> for GoodsName {
    type Error = GoodsNameError;

    fn try_from(text: String) -> Result<GoodsName, GoodsNameError> {
        text.parse()
    }
}

impl From<GoodsName> for String {
    fn from(name: GoodsName) -> String {
        name.0
    }
}

impl fmt::Display for GoodsName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Kind of goods, which decides the sub-accounts that pay (1.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GoodsKind {
    /// Goods of any kind, paid from cash alone.
    Physical,
    /// Software, games, magazines and the like: the recharge-card sub-account pays first, and cash the rest.
    Digital,
}

/// State of an order for goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GoodsOrderState {
    /// The order waits for its payment.
    Open,
    /// The order was not paid in time.
    Lapsed,
    /// The order is paid.
    Paid,
}

/// Amounts of the two sub-accounts, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountParts {
    /// Cash sub-account.
    pub cash: i64,
    /// Recharge-card sub-account.
    pub recharge_card: i64,
}

impl AccountParts {
    /// Returns both amounts together.
    pub const fn sum(self) -> i64 {
        self.cash.saturating_add(self.recharge_card)
    }
}

/// Payment of an order, with what was refunded since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoodsPayment {
    /// Number whose account paid.
    pub number: Msisdn,
    /// Moment of the payment.
    pub at: Moment,
    /// Amounts that the sub-accounts paid.
    pub taken: AccountParts,
    /// Amounts that came back to the sub-accounts.
    pub refunded: AccountParts,
}

/// Order for goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoodsOrder {
    /// Merchant that sells.
    pub merchant: MerchantNumber,
    /// Amount in fen.
    #[serde(with = "as_fen")]
    pub amount: Fen,
    /// Name of the goods.
    pub goods: GoodsName,
    /// Kind of the goods.
    pub kind: GoodsKind,
    /// Moment at which the merchant placed the order.
    pub placed: Moment,
    /// Moment at which the order lapses unpaid.
    pub lapses: Moment,
    /// State of the order.
    pub state: GoodsOrderState,
    /// Payment of the order; `None` until it is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<GoodsPayment>,
}

impl TimedRecord for GoodsOrder {
    fn due(&self) -> Option<Moment> {
        (self.state == GoodsOrderState::Open).then_some(self.lapses)
    }
}

/// Terms of orders for goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GoodsOrderTerms {
    /// Time after which an unpaid order lapses, in milliseconds.
    pub lapses: u64,
    /// Largest amount that is paid without a code by short message, in fen.
    #[serde(with = "as_fen")]
    pub without_code: Fen,
}

impl Default for GoodsOrderTerms {
    fn default() -> GoodsOrderTerms {
        GoodsOrderTerms { lapses: DAY, without_code: Fen(10_000) }
    }
}

/// Pay password and code by short message, with which a user pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentSecrets {
    /// Pay password.
    pub password: PayPassword,
    /// Code by short message; `None` if the user gives none.
    pub code: Option<SmsCode>,
}

impl Books {
    /// Enters an order that a merchant places.
    fn place_goods_order(
        &mut self,
        now: Moment,
        merchant: MerchantNumber,
        placement: OrderPlacement,
    ) -> Result<GoodsOrderNumber, PlatformError> {
        let OrderPlacement { amount, goods, kind } = placement;
        positive(amount)?;
        let lapses = now.later(self.terms.goods_orders.lapses);
        let (placed, state) = (now, GoodsOrderState::Open);
        let order = GoodsOrder { merchant, amount, goods, kind, placed, lapses, state, payment: None };
        Ok(self.goods_orders.push(order))
    }

    /// Returns an order that can be paid now.
    fn payable(&self, now: Moment, order: GoodsOrderNumber) -> Result<&GoodsOrder, PlatformError> {
        let found = self.goods_orders.get(order).ok_or(PaymentError::GoodsOrderUnknown(order))?;
        match found.state {
            GoodsOrderState::Open if now < found.lapses => Ok(found),
            GoodsOrderState::Open | GoodsOrderState::Lapsed => Err(PaymentError::GoodsOrderLapsed(order).into()),
            GoodsOrderState::Paid => Err(PaymentError::GoodsOrderPaid(order).into()),
        }
    }

    /// Returns whether a payment of an amount needs a code by short message (2.4.2.1).
    pub fn is_code_needed(&self, amount: Fen) -> bool {
        amount > self.terms.goods_orders.without_code
    }

    /// Returns the amounts that the sub-accounts of a number pay for an order, if they cover it.
    fn parts(&self, number: &Msisdn, order: &GoodsOrder) -> Result<AccountParts, PlatformError> {
        let (cash, card) = self.account_balances(number);
        let amount = i64::from(order.amount.0);
        match order.kind {
            GoodsKind::Physical if cash < amount => Err(PlatformError::CashShort(cash)),
            GoodsKind::Physical => Ok(AccountParts { cash: amount, recharge_card: 0 }),
            GoodsKind::Digital if cash.saturating_add(card) < amount => {
                Err(PlatformError::AccountShort(cash.saturating_add(card)))
            }
            GoodsKind::Digital => {
                let recharge_card = amount.min(card);
                Ok(AccountParts { cash: amount.saturating_sub(recharge_card), recharge_card })
            }
        }
    }

    /// Pays an order from the account of a number, under the pay password, and with a code by short message where the
    /// amount needs one. The merchant gets the amount without the commission. A refusal moves nothing.
    fn pay_goods_order(
        &mut self,
        now: Moment,
        number: &Msisdn,
        (order, commission): (GoodsOrderNumber, Fen),
        secrets: &PaymentSecrets,
    ) -> Result<(), PlatformError> {
        self.accounts.may_pay(number)?;
        let found = self.payable(now, order)?;
        let (merchant, amount) = (found.merchant, found.amount);
        let taken = self.parts(number, found)?;
        self.authorise(now, number, &secrets.password, ProtectedOrder::Payment)?;
        if self.is_code_needed(amount) {
            let code = secrets.code.as_ref().ok_or(PlatformError::CodeMissing)?;
            self.take_code(now, number, CodePurpose::Payment(order.0), code)?;
        }
        let commission = i64::from(commission.min(amount).0);
        let legs = [
            (Book::RechargeCard(*number), -taken.recharge_card),
            (Book::Cash(*number), -taken.cash),
            (Book::Merchant(merchant), i64::from(amount.0).saturating_sub(commission)),
            (Book::Commission, commission),
        ];
        let legs: Vec<_> = legs.into_iter().filter(|(_, fen)| *fen != 0).collect();
        self.ledger.post(now, EntryReason::RemotePurchase { number: *number, merchant, order }, &legs)?;
        let payment = GoodsPayment { number: *number, at: now, taken, refunded: AccountParts::default() };
        self.goods_orders
            .change(order, |record| (record.state, record.payment) = (GoodsOrderState::Paid, Some(payment)));
        self.accounts.end_row_of_withdrawals(number);
        self.close_if_empty(number);
        Ok(())
    }

    /// Returns an order for goods by its number.
    pub fn goods_order(&self, order: GoodsOrderNumber) -> Option<&GoodsOrder> {
        self.goods_orders.get(order)
    }

    /// Returns every order for goods with its number, those that are over included.
    pub fn goods_orders(&self) -> impl Iterator<Item = (GoodsOrderNumber, &GoodsOrder)> {
        self.goods_orders.rows().iter().map(|(number, order)| (*number, order))
    }
}

#[cfg(test)]
mod tests;
