//! Payments of a plan: withdrawals, recharges from banks and orders for goods, with banks that answer otherwise than
//! they should. They have a chance of their own, so that the other draws of a run stay what they are.

use sim_wire::Fen;

use super::{AMOUNTS, OTHERS, PASSWORD};
use crate::draw::Draw;
use sim_codec::time::{HOUR, SECOND};
use sim_world::action::{
    Action, BankAction, HallAction, HallService, MerchantAction, PayPasswordInput, PaymentCodeInput, PosPlace,
    SiteAction,
};
use sim_world::platform::bank::{Bank, BankAnswer, BankPayment, BankReply};
use sim_world::platform::bank_order::BankOrderTarget;
use sim_world::platform::goods_order::{GoodsKind, OrderPlacement};
use sim_world::platform::number::Msisdn;
use sim_world::platform::serial::{BankOrderNumber, GoodsOrderNumber};
use sim_world::platform::withdrawal::BankMishap;

/// Difference between the seed of a plan and that of its payments.
pub(super) const STREAM: u64 = 0x5041_594D_454E_5453;

/// Number of a bank card.
const CARD: &str = "6227001234567890123";

/// Amounts of withdrawals, in fen.
const WITHDRAWN: [u32; 4] = [1, 1250, 2000, 5000];

/// Adds payments to the actions of some plans: in one of three, somebody has a real-name account and a bank card.
pub(super) fn add(draw: &mut Draw, numbers: &[Msisdn], actions: &mut Vec<Action>) {
    let Some(who) = draw.one(numbers).copied().filter(|_| draw.percent(33)) else { return };
    for _ in 0..draw.up_to(4) {
        let payment = payment(draw, who);
        let place = usize::try_from(draw.any()).ok().and_then(|any| any.checked_rem(actions.len())).unwrap_or(0);
        // The first half of the actions makes people ready.
        let place = place.saturating_add(actions.len()).checked_div(2).unwrap_or(0);
        actions.splice(place..place, payment);
    }
    if draw.percent(60) {
        actions.extend(withdrawals(draw, who));
    }
    // The registry has the holder before the account is opened.
    let opening = Action::Hall(HallAction::Serve(who, HallService::OpenAccount, None));
    actions.splice(0..0, [opening, Action::Wait(20 * SECOND)]);
}

fn password(draw: &mut Draw) -> PayPasswordInput {
    let digits = draw.one(&OTHERS).copied().filter(|_| draw.percent(10)).unwrap_or(PASSWORD);
    PayPasswordInput::Digits(digits.to_owned())
}

fn withdrawal(draw: &mut Draw, who: Msisdn) -> Action {
    let amount = Fen(draw.one(&WITHDRAWN).copied().unwrap_or(1));
    Action::Site(who, SiteAction::Withdraw(amount, password(draw)))
}

fn mishap(draw: &mut Draw, who: Msisdn) -> Action {
    let delay = BankMishap::Delay(u64::from(draw.up_to(200)).saturating_mul(HOUR));
    let mishaps = [BankMishap::Refusal, BankMishap::Repetition, BankMishap::Repetition, delay];
    Action::Bank(BankAction::Disturb(who, draw.one(&mishaps).copied().unwrap_or(BankMishap::Refusal)))
}

/// Draws two withdrawals a day apart, of which the bank answers the first otherwise than it should.
fn withdrawals(draw: &mut Draw, who: Msisdn) -> Vec<Action> {
    let binding = CARD.parse().ok().map(|card| SiteAction::BindBankCard(Bank::Post, card, password(draw)));
    let bound = binding.map(|binding| Action::Site(who, binding));
    let cash = Action::Hall(HallAction::Deposit(who, Fen(20_000)));
    let first = [withdrawal(draw, who), mishap(draw, who), Action::Wait(26 * HOUR), withdrawal(draw, who)];
    [cash].into_iter().chain(bound).chain(first).collect()
}

/// Draws a payment of one kind.
fn payment(draw: &mut Draw, who: Msisdn) -> Vec<Action> {
    let amount = Fen(draw.one(&AMOUNTS).copied().unwrap_or(1));
    let order = draw.up_to(3).into();
    match draw.below(3) {
        0 => {
            let replies = [BankReply::Pays, BankReply::PaysTwice, BankReply::Refuses, BankReply::Silence];
            let reply = draw.one(&replies).copied().unwrap_or(BankReply::Pays);
            let bank = draw.one(Bank::ALL).copied().unwrap_or(Bank::Post);
            let payment = BankPayment { bank, amount, target: BankOrderTarget::Account, reply };
            let answer = if draw.percent(80) { BankAnswer::Pays } else { BankAnswer::Refuses };
            vec![Action::BankTopUp(who, payment), Action::Bank(BankAction::Answer(BankOrderNumber(order), answer))]
        }
        1 => {
            let kind = if draw.percent(50) { GoodsKind::Digital } else { GoodsKind::Physical };
            let order = GoodsOrderNumber(order);
            let shop = PosPlace(draw.up_to(2));
            let placed = "book".parse().ok().map(|goods| MerchantAction::Place(OrderPlacement { amount, goods, kind }));
            let placed = placed.map(|placement| Action::Merchant(shop, placement));
            let code = [Action::Site(who, SiteAction::AskPaymentCode(order)), Action::Wait(8 * SECOND)];
            let paid = Action::Site(who, SiteAction::PayOrder(order, password(draw), PaymentCodeInput::Last));
            let back = draw.percent(50).then(|| Fen(draw.one(&AMOUNTS).copied().unwrap_or(1)));
            let refund = Action::Merchant(shop, MerchantAction::Refund(order, back));
            placed.into_iter().chain(code).chain([paid, refund]).collect()
        }
        _ => vec![withdrawal(draw, who), mishap(draw, who)],
    }
}
