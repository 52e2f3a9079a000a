//! Orders in actions, noted for the watchers before they are given.

use sim_wire::lifecycle::LifeCycle;

use super::WatchedWorld;
use crate::action::{
    Action, CareAction, HallAction, HallService, HolderAction, LineAction, PayPasswordInput, SiteAction, SiteUserAction,
};
use crate::actor::initial_password;
use crate::invariant::effect::Effect;
use crate::invariant::orders::{ObservedOrder, ResetChannel};
use crate::invariant::overheard::text_of;
use crate::platform::bank_order::BankOrderTarget;
use crate::platform::number::Msisdn;
use crate::platform::security_questions::{SecurityAnswer, SecurityQuestion};
use crate::world::World;

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
        let mut given = self.orders(who, action);
        if let Action::Holder(_, HolderAction::Line(action)) = action {
            given.extend(self.call_orders(who, action));
        }
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
            // Whoever asks so has been verified.
            Action::Care(_, CareAction::ResetPayPassword) => Some(ObservedOrder::ResetPayPassword(ResetChannel::Care)),
            Action::Hall(HallAction::Serve(_, service, _)) => service_effect(*service).map(ObservedOrder::plain),
            Action::WebsiteTopUp(_, amount, password) => under(Effect::WebTopUp(*amount), password),
            Action::BankTopUp(_, payment) if payment.target == BankOrderTarget::Wallet => {
                Some(ObservedOrder::plain(Effect::BankTopUp(payment.amount)))
            }
            Action::Site(_, SiteAction::Withdraw(amount, password)) => under(Effect::Withdrawal(*amount), password),
            Action::Site(_, SiteAction::PayOrder(order, password, _)) => under(Effect::GoodsPayment(*order), password),
            Action::Site(_, SiteAction::BindBankCard(_, _, password)) => under(Effect::BankCardBound, password),
            Action::SiteUser(_, action) => self.site_order(who, action),
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

impl WatchedWorld {
    /// Returns the order of a user at the website.
    fn site_order(&self, who: Msisdn, action: &SiteUserAction) -> Option<ObservedOrder> {
        let digits = |password: &PayPasswordInput| self.actors.password_digits(&self.world, &who, password).ok();
        let under = |effect, password| digits(password).map(|digits| ObservedOrder::under(effect, digits));
        match action {
            SiteUserAction::OpenAccount(..) => Some(ObservedOrder::plain(Effect::AccountOpened)),
            SiteUserAction::ResetLogin(..) => Some(ObservedOrder::plain(Effect::LoginPasswordReset)),
            SiteUserAction::ChangeLogin(..) => Some(ObservedOrder::plain(Effect::LoginPasswordChanged)),
            SiteUserAction::Upgrade(..) => Some(ObservedOrder::plain(Effect::RealNameUpgrade)),
            SiteUserAction::BindCard { password, .. } => under(Effect::BankCardBound, password),
            SiteUserAction::PayBill(whose, amount, _, password) if *whose == who => {
                under(Effect::OwnBill(*amount), password)
            }
            SiteUserAction::PayBill(whose, amount, _, password) => {
                under(Effect::AnothersBill { whose: *whose, amount: *amount }, password)
            }
            SiteUserAction::ChangePay(old, new, _) => {
                Some(ObservedOrder::ChangePayPassword { old: digits(old)?, new: digits(new)? })
            }
            SiteUserAction::ResetPay(question, answer, _) => {
                let nth = SecurityQuestion::ALL.iter().position(|one| one == question)?;
                let right = self.watch.orders.as_ref()?.answers(&who)?.get(nth)?;
                (right == answer).then_some(ObservedOrder::ResetPayPassword(ResetChannel::Website))
            }
            SiteUserAction::CloseAccount(_, password) => under(Effect::AccountClosed, password),
            SiteUserAction::Register
            | SiteUserAction::ForgetLogin(_)
            | SiteUserAction::SignIn(..)
            | SiteUserAction::ChooseAlias(..)
            | SiteUserAction::AskUpgrade(_)
            | SiteUserAction::SetAnswers(..) => None,
        }
    }

    /// Returns the orders that an act in a call may be.
    fn call_orders(&mut self, who: Msisdn, action: &LineAction) -> Vec<ObservedOrder> {
        let keys = match action {
            LineAction::Press(keys) => self.actors.keys(&self.world, &who, keys).ok(),
            LineAction::Say(_) | LineAction::KeepSilent | LineAction::Dial(_) | LineAction::HangUp => None,
        };
        let Some(caller) = self.callers.get_mut(&who).filter(|_| self.world.call_of(&who).is_some()) else {
            return Vec::new();
        };
        match (action, keys) {
            (LineAction::Press(_), Some(keys)) => caller.press(&keys),
            (LineAction::Say(text), _) => {
                let said = caller.say(text).unwrap_or_default();
                let answers = self.watch.orders.as_ref().and_then(|orders| orders.answers(&who));
                let is_answer = |said: &String| {
                    let said = said.parse::<SecurityAnswer>();
                    said.is_ok_and(|said| answers.is_some_and(|answers| answers.contains(&said)))
                };
                let is_verified = said.iter().any(is_answer) || has_known_facts(&self.world, &who, said);
                let order = is_verified.then_some(ObservedOrder::ResetPayPassword(ResetChannel::Care));
                order.into_iter().collect()
            }
            (LineAction::KeepSilent, _) => {
                caller.be_silent();
                Vec::new()
            }
            _ => Vec::new(),
        }
    }
}

/// Number of facts that a caller says, and of those about the holder that are right at least if four of five are.
const FACTS: (usize, usize) = (5, 2);

/// Returns whether a caller has said facts of which four may be right. The amounts are not judged.
fn has_known_facts(world: &World, who: &Msisdn, said: &[String]) -> bool {
    let accounts = &world.platform().books.accounts;
    let (holder, opened) = (accounts.subscriber(who).holder, accounts.get(who).map(|account| account.opened.day()));
    let is_right = |said: &&String| {
        let is_holder = holder.as_ref().is_some_and(|holder| holder.name() == *said || holder.is_number(said));
        is_holder || opened.is_some_and(|opened| opened.date().strftime("%Y%m%d").to_string() == **said)
    };
    said.len() >= FACTS.0 && said.iter().filter(is_right).count() >= FACTS.1
}

/// Returns the effect that a holder orders by asking a hall for a service; `None` if no order is needed.
const fn service_effect(service: HallService) -> Option<Effect> {
    match service {
        HallService::OpenAccount | HallService::LoadSwap => Some(Effect::WalletMoved(LifeCycle::Open)),
        HallService::RegisterSwap | HallService::CloseWallet => Some(Effect::WalletTakenBack),
        HallService::IssueCard | HallService::CompleteData | HallService::Calibrate => None,
    }
}
