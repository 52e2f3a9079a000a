//! Reading the actions of users of the website, of banks and of merchants.

use super::super::words::{BANK_REPLIES, Read, duration, number, part, password, sms_code, yuan};
use super::super::{Action, BankAction, MerchantAction, PaymentCodeInput, SiteAction};
use super::msisdn;
use crate::platform::bank::{BankAnswer, BankPayment};
use crate::platform::bank_order::BankOrderTarget;
use crate::platform::goods_order::{GoodsKind, OrderPlacement};
use crate::platform::number::Msisdn;
use crate::platform::serial::{BankOrderNumber, GoodsOrderNumber};
use crate::platform::withdrawal::BankMishap;

/// Name of a bank in errors.
const A_BANK: &str = "the Chinese name of a bank";

/// Reads an action on the website, after `website`.
pub(super) fn website<'l>(words: &'l [&'l str]) -> Read<'l, Option<Action>> {
    let (who, action) = match words {
        ["draws", rest @ ..] => return from_bank(BankOrderTarget::Wallet, rest),
        ["recharges", rest @ ..] => return from_bank(BankOrderTarget::Account, rest),
        ["binds", bank, "card", card, "for", who, "with", pay] => {
            let card = part(card, "16 to 19 digits")?;
            (who, SiteAction::BindBankCard(part(bank, A_BANK)?, card, password(pay)?))
        }
        ["withdraws", amount, "for", who, "with", pay] => (who, SiteAction::Withdraw(yuan(amount)?, password(pay)?)),
        ["sends", "code", "of", "order", order, "for", who] => (who, SiteAction::AskPaymentCode(goods_order(order)?)),
        ["pays", "order", order, "for", who, "with", pay, rest @ ..] => {
            let code = match rest {
                [] => PaymentCodeInput::None,
                ["and", "code"] => PaymentCodeInput::Last,
                ["and", "code", digits] => PaymentCodeInput::Digits(sms_code(digits)?),
                _ => return Ok(None),
            };
            (who, SiteAction::PayOrder(goods_order(order)?, password(pay)?, code))
        }
        _ => return Ok(None),
    };
    Ok(Some(Action::Site(msisdn(who)?, action)))
}

/// Reads `YUAN from BANK for NUMBER`, with or without a reply behind it.
fn from_bank<'l>(target: BankOrderTarget, words: &'l [&'l str]) -> Read<'l, Option<Action>> {
    let [amount, "from", bank, "for", who, rest @ ..] = words else { return Ok(None) };
    let behind = rest.join(" ");
    let Some((_, reply)) = BANK_REPLIES.iter().find(|(word, _)| *word == behind) else { return Ok(None) };
    let (bank, amount) = (part(bank, A_BANK)?, yuan(amount)?);
    let who: Msisdn = msisdn(who)?;
    Ok(Some(Action::BankTopUp(who, BankPayment { bank, amount, target, reply: *reply })))
}

/// Reads an action of a bank, after `bank`.
pub(super) fn bank<'l>(words: &'l [&'l str]) -> Read<'l, Option<BankAction>> {
    let order = |word| number(word).map(BankOrderNumber);
    Ok(Some(match words {
        ["refuses", "withdrawal", "for", who] => BankAction::Disturb(msisdn(who)?, BankMishap::Refusal),
        ["repeats", "withdrawal", "for", who] => BankAction::Disturb(msisdn(who)?, BankMishap::Repetition),
        ["delays", "withdrawal", "for", who, "by", count, unit] => {
            BankAction::Disturb(msisdn(who)?, BankMishap::Delay(duration(count, unit)?))
        }
        ["pays", "order", nth] => BankAction::Answer(order(nth)?, BankAnswer::Pays),
        ["refuses", "order", nth] => BankAction::Answer(order(nth)?, BankAnswer::Refuses),
        _ => return Ok(None),
    }))
}

/// Reads an action of a merchant, after `merchant N`.
pub(super) fn merchant<'l>(words: &'l [&'l str]) -> Read<'l, Option<MerchantAction>> {
    let place = |amount: &'l str, goods: &'l str, kind| -> Read<'l, MerchantAction> {
        let goods = part(goods, "the name of goods, one word")?;
        Ok(MerchantAction::Place(OrderPlacement { amount: yuan(amount)?, goods, kind }))
    };
    Ok(Some(match words {
        ["places", "order", "of", amount, "for", goods] => place(amount, goods, GoodsKind::Physical)?,
        ["places", "digital", "order", "of", amount, "for", goods] => place(amount, goods, GoodsKind::Digital)?,
        ["refunds", "order", order] => MerchantAction::Refund(goods_order(order)?, None),
        ["refunds", amount, "of", "order", order] => MerchantAction::Refund(goods_order(order)?, Some(yuan(amount)?)),
        _ => return Ok(None),
    }))
}

fn goods_order(word: &str) -> Read<'_, GoodsOrderNumber> {
    number(word).map(GoodsOrderNumber)
}
