//! What each doing orders, noted for the watchers before it is done.

use sim_wire::lifecycle::LifeCycle;

use super::{Doer, people};
use crate::doing::{Deed, Doing, PayDigits};
use crate::invariant::effect::Effect;
use crate::invariant::orders::Order;
use crate::platform;
use crate::platform::number::Msisdn;
use crate::smsc::Cargo;
use sim_codec::sms::{Body, Direction, Tpdu};

impl Doer {
    /// Notes the order in a doing, if there is one.
    pub(super) fn notes_order(&mut self, doing: &Doing) {
        let who = match doing {
            Doing::Person(who, _) | Doing::CareResetsPin(who, _) | Doing::WebsiteTopsUp(who, ..) => *who,
            _ => return,
        };
        let initial = people::initial_password(&self.world, &who);
        let given = self.orders(who, doing);
        let Some(orders) = &mut self.watch.orders else { return };
        if let Some(digits) = initial {
            orders.learn_initial(who, digits);
        }
        given.into_iter().for_each(|order| orders.give(who, order));
    }

    fn orders(&self, who: Msisdn, doing: &Doing) -> Vec<Order> {
        // Whoever has no account gets one with the wallet.
        let account = matches!(doing, Doing::Person(_, Deed::Opens)).then_some(Order::plain(Effect::AccountOpened));
        account.into_iter().chain(self.order(who, doing)).collect()
    }

    fn order(&self, who: Msisdn, doing: &Doing) -> Option<Order> {
        let digits = |password: &PayDigits| self.digits(&who, password).ok();
        let under = |effect, password| digits(password).map(|digits| Order::under(effect, digits));
        match doing {
            Doing::CareResetsPin(_, password) => under(Effect::OperationPinReset, password),
            Doing::WebsiteTopsUp(_, amount, password) => under(Effect::WebTopUp(*amount), password),
            Doing::Person(_, deed) => match deed {
                Deed::Opens | Deed::Resumes => Some(Order::plain(Effect::WalletMoved(LifeCycle::Open))),
                Deed::Suspends => Some(Order::plain(Effect::WalletMoved(LifeCycle::Suspended))),
                Deed::Closes(password) => under(Effect::WalletMoved(LifeCycle::Closed), password),
                Deed::TopsUp(amount, password) => under(Effect::TopUp(*amount), password),
                Deed::Recharges(_) => Some(Order::plain(Effect::ScratchCard)),
                Deed::PaysOwnBill(amount) => Some(Order::plain(Effect::OwnBill(*amount))),
                Deed::PaysBill(whose, amount, password) => {
                    under(Effect::AnothersBill { whose: *whose, amount: *amount }, password)
                }
                Deed::ChangesPayPassword(old, new) => {
                    Some(Order::ChangePayPassword { old: digits(old)?, new: digits(new)? })
                }
                Deed::Writes(text) => people::with_cards(self, text).ok().map(Order::Text),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The text for the platform that a message carries, and the number in whose name it goes.
pub(super) fn text_of(cargo: &Cargo) -> Option<(Msisdn, String)> {
    let Cargo::Submit { from, to, tpdu } = cargo else { return None };
    let read = Tpdu::parse(Direction::ToNetwork, tpdu)?;
    match read.user.map(|user| user.body) {
        Some(Body::Text(text)) if to == platform::NUMBER => Some((*from, text)),
        _ => None,
    }
}
