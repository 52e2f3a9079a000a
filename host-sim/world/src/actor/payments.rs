//! Users of the website, banks and merchants, between whom money moves.

use super::Actors;
use super::result::{ActionResult, Performed, RefusedError};
use super::site::last_code;
use crate::action::{BankAction, MerchantAction, PayPasswordInput, PaymentCodeInput, PosPlace, SiteAction};
use crate::platform::bank_card::BankCard;
use crate::platform::error::PlatformError;
use crate::platform::goods_order::PaymentSecrets;
use crate::platform::number::Msisdn;
use crate::platform::password::PayPassword;
use crate::world::{ShopError, World};

/// Performs an action of a user who has signed in on the website.
pub(super) fn site(actors: &Actors, world: &mut World, who: &Msisdn, action: &SiteAction) -> ActionResult {
    let pay = |world: &World, password: &PayPasswordInput| -> Result<PayPassword, RefusedError> {
        actors.pay_password(world, who, password)
    };
    match action {
        SiteAction::BindBankCard(bank, number, password) => {
            let password = pay(world, password)?;
            let holder = world.platform().books.accounts.subscriber(who).holder;
            let owner = holder.map(|holder| holder.name().to_owned()).unwrap_or_default();
            world.bind_card_of_user(who, BankCard { bank: *bank, number: number.clone(), owner }, &password)?;
        }
        SiteAction::Withdraw(amount, password) => {
            let password = pay(world, password)?;
            let withdrawal = world.withdraw_of_user(who, *amount, &password)?;
            return Ok(Performed::Numbered(withdrawal.0));
        }
        SiteAction::AskPaymentCode(order) => world.send_payment_code(who, *order)?,
        SiteAction::PayOrder(order, password, code) => {
            let code = match code {
                PaymentCodeInput::None => None,
                PaymentCodeInput::Last => Some(last_code(world, who).ok_or(PlatformError::CodeMissing)?),
                PaymentCodeInput::Digits(digits) => Some(digits.parse().map_err(|_| PlatformError::CodeMissing)?),
            };
            let secrets = PaymentSecrets { password: pay(world, password)?, code };
            world.pay_goods_order(who, *order, &secrets)?;
        }
    }
    Ok(Performed::Done)
}

/// Performs an action of a bank.
pub(super) fn bank(world: &mut World, action: BankAction) -> ActionResult {
    match action {
        BankAction::Disturb(who, mishap) => world.disturb_payout(&who, mishap)?,
        BankAction::Answer(order, answer) => world.answer_bank_order(order, answer)?,
    }
    Ok(Performed::Done)
}

/// Performs an action of the merchant at a terminal's shop.
pub(super) fn merchant(world: &mut World, place: PosPlace, action: &MerchantAction) -> ActionResult {
    let shop = world.shops().get(place).ok_or(ShopError::NoSuchPos(place))?;
    let merchant = shop.terminal().sender().merchant;
    match action {
        MerchantAction::Place(placement) => {
            let order = world.place_goods_order(merchant, placement.clone())?;
            Ok(Performed::Numbered(order.0))
        }
        MerchantAction::Refund(order, amount) => {
            world.refund_goods_order(merchant, *order, *amount)?;
            Ok(Performed::Done)
        }
    }
}
