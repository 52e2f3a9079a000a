//! Orders in actions, noted for the watchers before they are given.

use sim_wire::lifecycle::LifeCycle;

use super::WatchedWorld;
use crate::action::{
    Action, CareAction, HallAction, HallService, HolderAction, PayPasswordInput, SiteAction, SiteUserAction,
};
use crate::actor::initial_password;
use crate::invariant::effect::Effect;
use crate::invariant::orders::ObservedOrder;
use crate::platform;
use crate::platform::bank_order::BankOrderTarget;
use crate::platform::number::Msisdn;
use crate::smsc::Cargo;
use sim_codec::sms::{Direction, MessageBody, Tpdu};

impl WatchedWorld {
    /// Notes the order in an action, if there is one.
    pub(super) fn note_order(&mut self, action: &Action) {
        let who = match action {
            Action::Holder(who, _)
            | Action::Care(who, _)
            | Action::WebsiteTopUp(who, ..)
            | Action::BankTopUp(who, _)
            | Action::Site(who, _)
            | Action::SiteUser(who, _)
            | Action::Hall(HallAction::Serve(who, ..)) => *who,
            Action::Attacker(attack) => {
                // Nothing secures a text: a text that is sent in a subscriber's name is an order in that name.
                let cargo = self.actors.attack_message(&self.world, attack);
                let text = cargo.as_ref().and_then(text_of);
                if let (Some((number, text)), Some(orders)) = (text, &mut self.watch.orders) {
                    orders.give(number, ObservedOrder::Text(text));
                }
                return;
            }
            _ => return,
        };
        let initial = initial_password(&self.world, &who);
        let given = self.orders(who, action);
        let Some(orders) = &mut self.watch.orders else { return };
        if let Some(digits) = initial {
            orders.learn_initial(who, digits);
        }
        given.into_iter().for_each(|order| orders.give(who, order));
    }

    fn orders(&self, who: Msisdn, action: &Action) -> Vec<ObservedOrder> {
        // A subscriber without an account gets one with the wallet.
        let opens = matches!(
            action,
            Action::Holder(_, HolderAction::OpenWallet)
                | Action::Hall(HallAction::Serve(_, HallService::OpenAccount | HallService::LoadSwap, _))
        );
        let account = opens.then_some(ObservedOrder::plain(Effect::AccountOpened));
        // The money of a bank comes to the account, and for a wallet the card is invited to load it.
        let from_bank = match action {
            Action::BankTopUp(_, payment) => Some(ObservedOrder::plain(Effect::BankRecharge(payment.amount))),
            _ => None,
        };
        account.into_iter().chain(from_bank).chain(self.order(who, action)).collect()
    }

    fn order(&self, who: Msisdn, action: &Action) -> Option<ObservedOrder> {
        let digits = |password: &PayPasswordInput| self.actors.password_digits(&self.world, &who, password).ok();
        let under = |effect, password| digits(password).map(|digits| ObservedOrder::under(effect, digits));
        match action {
            Action::Care(_, CareAction::ResetPin(password)) => under(Effect::OperationPinReset, password),
            Action::Hall(HallAction::Serve(_, service, _)) => service_effect(*service).map(ObservedOrder::plain),
            Action::WebsiteTopUp(_, amount, password) => under(Effect::WebTopUp(*amount), password),
            Action::BankTopUp(_, payment) if payment.target == BankOrderTarget::Wallet => {
                Some(ObservedOrder::plain(Effect::BankTopUp(payment.amount)))
            }
            Action::Site(_, SiteAction::Withdraw(amount, password)) => under(Effect::Withdrawal(*amount), password),
            Action::Site(_, SiteAction::PayOrder(order, password, _)) => under(Effect::GoodsPayment(*order), password),
            Action::SiteUser(_, action) if matches!(**action, SiteUserAction::OpenAccount(..)) => {
                Some(ObservedOrder::plain(Effect::AccountOpened))
            }
            Action::Holder(_, action) => match action {
                HolderAction::OpenWallet | HolderAction::ResumeWallet => {
                    Some(ObservedOrder::plain(Effect::WalletMoved(LifeCycle::Open)))
                }
                HolderAction::SuspendWallet => Some(ObservedOrder::plain(Effect::WalletMoved(LifeCycle::Suspended))),
                HolderAction::CloseWallet(password) => under(Effect::WalletMoved(LifeCycle::Closed), password),
                HolderAction::TopUp(amount, password) => under(Effect::TopUp(*amount), password),
                HolderAction::Recharge(_) => Some(ObservedOrder::plain(Effect::ScratchCard)),
                HolderAction::PayOwnBill(amount) => Some(ObservedOrder::plain(Effect::OwnBill(*amount))),
                HolderAction::PayOtherBill(whose, amount, password) => {
                    under(Effect::AnothersBill { whose: *whose, amount: *amount }, password)
                }
                HolderAction::ChangePayPassword(old, new) => {
                    Some(ObservedOrder::ChangePayPassword { old: digits(old)?, new: digits(new)? })
                }
                HolderAction::Write { to: None, text } => self.actors.order_text(text).ok().map(ObservedOrder::Text),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Returns the effect that a holder orders by asking a hall for a service; `None` if no order is needed.
const fn service_effect(service: HallService) -> Option<Effect> {
    match service {
        HallService::OpenAccount | HallService::LoadSwap => Some(Effect::WalletMoved(LifeCycle::Open)),
        HallService::RegisterSwap | HallService::CloseWallet => Some(Effect::WalletTakenBack),
        HallService::IssueCard | HallService::CompleteData | HallService::Calibrate => None,
    }
}

/// Returns the text for the platform that a message carries, with the number of the sender.
fn text_of(cargo: &Cargo) -> Option<(Msisdn, String)> {
    let Cargo::Submit { from, to, tpdu } = cargo else { return None };
    let read = Tpdu::parse(Direction::ToNetwork, tpdu)?;
    match read.user_data().map(|user| &user.body) {
        Some(MessageBody::Text(text)) if to == platform::NUMBER => Some((*from, text.clone())),
        _ => None,
    }
}
