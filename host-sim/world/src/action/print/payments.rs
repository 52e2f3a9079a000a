//! Printing the actions of users of the website, of banks and of merchants.

use std::fmt::{Display, Formatter, Result};

use super::super::words::{BANK_REPLIES, word_of};
use super::super::{BankAction, MerchantAction, PaymentCodeInput, SiteAction};
use super::digits_of;
use crate::platform::bank::{BankAnswer, BankPayment};
use crate::platform::bank_order::BankOrderTarget;
use crate::platform::goods_order::{GoodsKind, OrderPlacement};
use crate::platform::number::Msisdn;
use crate::platform::withdrawal::BankMishap;
use sim_codec::duration;

/// Prints a payment for which a bank is asked.
pub(super) fn from_bank(f: &mut Formatter<'_>, who: Msisdn, payment: &BankPayment) -> Result {
    let verb = match payment.target {
        BankOrderTarget::Wallet => "draws",
        BankOrderTarget::Account => "recharges",
    };
    let (amount, bank) = (digits_of(payment.amount), payment.bank.chinese());
    write!(f, "website {verb} {amount} from {bank} for {who}")?;
    match word_of(&BANK_REPLIES, payment.reply) {
        "" => Ok(()),
        reply => write!(f, " {reply}"),
    }
}

/// Prints an action of a user on the website.
pub(super) fn site(f: &mut Formatter<'_>, who: Msisdn, action: &SiteAction) -> Result {
    match action {
        SiteAction::BindBankCard(bank, card, pay) => {
            write!(f, "website binds {} card {} for {who} with {pay}", bank.chinese(), card.reveal())
        }
        SiteAction::Withdraw(amount, pay) => {
            write!(f, "website withdraws {} for {who} with {pay}", digits_of(*amount))
        }
        SiteAction::AskPaymentCode(order) => write!(f, "website sends code of order {order} for {who}"),
        SiteAction::PayOrder(order, pay, code) => {
            write!(f, "website pays order {order} for {who} with {pay}")?;
            match code {
                PaymentCodeInput::None => Ok(()),
                PaymentCodeInput::Last => f.write_str(" and code"),
                PaymentCodeInput::Digits(digits) => write!(f, " and code {digits}"),
            }
        }
    }
}

impl Display for BankAction {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            BankAction::Disturb(who, BankMishap::Refusal) => write!(f, "refuses withdrawal for {who}"),
            BankAction::Disturb(who, BankMishap::Repetition) => write!(f, "repeats withdrawal for {who}"),
            BankAction::Disturb(who, BankMishap::Delay(ms)) => {
                write!(f, "delays withdrawal for {who} by {}", duration::to_words(*ms))
            }
            BankAction::Answer(order, BankAnswer::Pays) => write!(f, "pays order {order}"),
            BankAction::Answer(order, BankAnswer::Refuses) => write!(f, "refuses order {order}"),
        }
    }
}

impl Display for MerchantAction {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            MerchantAction::Place(OrderPlacement { amount, goods, kind }) => {
                let digital = if *kind == GoodsKind::Digital { "digital " } else { "" };
                write!(f, "places {digital}order of {} for {goods}", digits_of(*amount))
            }
            MerchantAction::Refund(order, None) => write!(f, "refunds order {order}"),
            MerchantAction::Refund(order, Some(amount)) => {
                write!(f, "refunds {} of order {order}", digits_of(*amount))
            }
        }
    }
}
