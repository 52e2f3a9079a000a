//! Actions of users of the website, of banks and of merchants, by which money moves between them.

use std::fmt;

use sim_wire::Fen;

use super::PayPasswordInput;
use crate::platform::bank::{Bank, BankAnswer};
use crate::platform::bank_card::BankCardNumber;
use crate::platform::goods_order::OrderPlacement;
use crate::platform::number::Msisdn;
use crate::platform::serial::{BankOrderNumber, GoodsOrderNumber};
use crate::platform::withdrawal::BankMishap;

/// Action of a user who has signed in on the website.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteAction {
    /// Binds a bank card of the account's holder (绑定提现银行卡).
    BindBankCard(Bank, BankCardNumber, PayPasswordInput),
    /// Withdraws cash to the bank card (提现), in fen.
    Withdraw(Fen, PayPasswordInput),
    /// Has a code sent for the payment of an order (短信验证码).
    AskPaymentCode(GoodsOrderNumber),
    /// Pays an order for goods (消费).
    PayOrder(GoodsOrderNumber, PayPasswordInput, PaymentCodeInput),
}

/// Code by short message as a user gives it.
#[derive(Clone, PartialEq, Eq)]
pub enum PaymentCodeInput {
    /// No code.
    None,
    /// Code of the last short message that brought one.
    Last,
    /// Six digits.
    Digits(String),
}

impl fmt::Debug for PaymentCodeInput {
    /// Prints the variant without the digits, which are a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PaymentCodeInput::None => "None",
            PaymentCodeInput::Last => "Last",
            PaymentCodeInput::Digits(_) => "Digits(..)",
        })
    }
}

/// Action of a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BankAction {
    /// Answers the oldest open withdrawal of a number otherwise than usual.
    Disturb(Msisdn, BankMishap),
    /// Answers an order that its page left unanswered, or answers it again.
    Answer(BankOrderNumber, BankAnswer),
}

/// Action of a merchant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MerchantAction {
    /// Places an order for goods (订单).
    Place(OrderPlacement),
    /// Refunds an amount of an order in fen, or with `None` what is left of it (退款).
    Refund(GoodsOrderNumber, Option<Fen>),
}
