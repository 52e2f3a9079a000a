//! Number of the subscriber whom an action is about.

use super::{Action, BankAction, HallAction, NetworkAction};
use crate::platform::number::Msisdn;

impl Action {
    /// Returns the action with the number `to` in the place of `from`, where that is the subscriber whom the action is
    /// about. Numbers that the subscriber names, such as that of another's bill, stay.
    #[must_use]
    pub fn with_number(self, from: Msisdn, to: Msisdn) -> Action {
        let other = |number: Msisdn| if number == from { to } else { number };
        match self {
            Action::Holder(number, action) => Action::Holder(other(number), action),
            Action::Hall(action) => Action::Hall(match action {
                HallAction::Deposit(number, amount) => HallAction::Deposit(other(number), amount),
                HallAction::Load(number, amount) => HallAction::Load(other(number), amount),
                HallAction::LoadCash(number, amount) => HallAction::LoadCash(other(number), amount),
                HallAction::Advise(number) => HallAction::Advise(other(number)),
                HallAction::Serve(number, service, document) => HallAction::Serve(other(number), service, document),
                action @ HallAction::SellScratchCard(..) => action,
            }),
            Action::Finder(number, tap) => Action::Finder(other(number), tap),
            Action::BlackList(number, switch) => Action::BlackList(other(number), switch),
            Action::Care(number, action) => Action::Care(other(number), action),
            Action::WebsiteTopUp(number, amount, password) => Action::WebsiteTopUp(other(number), amount, password),
            Action::BankTopUp(number, payment) => Action::BankTopUp(other(number), payment),
            Action::Site(number, action) => Action::Site(other(number), action),
            Action::SiteUser(number, action) => Action::SiteUser(other(number), action),
            Action::Bank(BankAction::Disturb(number, mishap)) => {
                Action::Bank(BankAction::Disturb(other(number), mishap))
            }
            Action::Registry(number, state) => Action::Registry(other(number), state),
            Action::PowerFailure { number, write, tear } => Action::PowerFailure { number: other(number), write, tear },
            Action::Network(NetworkAction::Submissions(number, reply)) => {
                Action::Network(NetworkAction::Submissions(other(number), reply))
            }
            action @ (Action::Pos(..)
            | Action::PosCeilings(..)
            | Action::Bank(_)
            | Action::Merchant(..)
            | Action::Attacker(_)
            | Action::Network(_)
            | Action::PlatformStop(..)
            | Action::Wait(_)
            | Action::Heal) => action,
        }
    }
}
