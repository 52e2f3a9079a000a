//! Orders and their effects: an effect that needs an order has one, and each order has one effect at most. Where the
//! handbook requires the pay password, the right one was given, and it was not locked. The right password follows from
//! the orders alone; the platform's hashes are not consulted.

use std::collections::{BTreeMap, BTreeSet};

use super::dialogues::{Dialogues, folded, is_password};
use super::effect::Effect;
use super::locks::{Locks, Password};
use super::logins::Logins;
use super::overheard::Overheard;
use super::snapshot::Snapshot;
use super::{Violation, transitions};
use crate::platform::number::Msisdn;
use crate::platform::security_questions::{QUESTIONS, SecurityAnswer};
use crate::world::World;
use sim_codec::time::Moment;

/// Order of a subscriber, through any channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ObservedOrder {
    /// Order that can have this effect and no other, with the pay password that was given.
    Typed {
        /// Effect of the order.
        effect: Effect,
        /// Pay password; `None` for an order without one.
        password: Option<String>,
    },
    /// Order to change the pay password.
    ChangePayPassword {
        /// Old password as it was typed.
        old: String,
        /// New password as it was typed.
        new: String,
    },
    /// Request for a new initial pay password in place of a forgotten one, by somebody who was verified.
    ResetPayPassword(ResetChannel),
    /// Text to the platform.
    Text(String),
}

/// Channel through which a forgotten pay password is reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResetChannel {
    /// Customer care, which alone resets a locked password (2.6.3).
    Care,
    /// Website.
    Website,
}

impl ObservedOrder {
    /// Creates an order without a password.
    pub const fn plain(effect: Effect) -> ObservedOrder {
        ObservedOrder::Typed { effect, password: None }
    }

    /// Creates an order under a pay password.
    pub const fn under(effect: Effect, password: String) -> ObservedOrder {
        ObservedOrder::Typed { effect, password: Some(password) }
    }

    /// Returns whether this order can have that effect.
    fn can_have(&self, wanted: &Effect) -> bool {
        match self {
            ObservedOrder::Typed { effect, .. } => effect == wanted,
            ObservedOrder::ChangePayPassword { .. } => *wanted == Effect::PayPasswordChanged,
            ObservedOrder::ResetPayPassword(_) => *wanted == Effect::PayPasswordReset,
            ObservedOrder::Text(text) => {
                let text = folded(text);
                match wanted {
                    // The reply that ends the dialogue is the pay password.
                    Effect::Withdrawal(_) | Effect::AccountClosed => is_password(&text),
                    Effect::LoginPasswordReset => text == "B",
                    Effect::RealNameUpgrade => text == "C",
                    Effect::AccountOpened => text == "KTA" || text == "A",
                    Effect::OwnBill(_) => text.starts_with("HF"),
                    Effect::ScratchCard => text.starts_with("CZK"),
                    _ => false,
                }
            }
        }
    }

    /// Returns the pay password that was given with the order.
    fn password(&self) -> Option<&str> {
        match self {
            ObservedOrder::Typed { password, .. } => password.as_deref(),
            ObservedOrder::ChangePayPassword { old, .. } => Some(old),
            ObservedOrder::ResetPayPassword(_) => None,
            ObservedOrder::Text(text) => Some(text.trim()).filter(|text| is_password(text)),
        }
    }
}

/// Order that was given.
#[derive(Clone, Debug)]
struct GivenOrder {
    number: Msisdn,
    order: ObservedOrder,
    had_effect: bool,
}

/// Pay passwords that may be right for a number. There may be several: the order of two changes under way is unknown.
#[derive(Clone, Debug, Default)]
struct RightPasswords {
    /// Initial passwords that short messages brought.
    initial: BTreeSet<String>,
    /// Passwords that the last changes may have set.
    set: BTreeSet<String>,
}

/// Orders that were given, and the pay passwords that may be right.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    given: Vec<GivenOrder>,
    passwords: BTreeMap<Msisdn, RightPasswords>,
    /// Answers to the security questions that users have set.
    answers: BTreeMap<Msisdn, [SecurityAnswer; QUESTIONS]>,
    dialogues: Dialogues,
    locks: Locks,
    pub(super) logins: Logins,
}

impl Orders {
    /// Notes an order before it is given.
    pub fn give(&mut self, number: Msisdn, order: ObservedOrder) {
        self.given.push(GivenOrder { number, order, had_effect: false });
    }

    /// Returns the number of orders that were given.
    pub(super) fn count(&self) -> usize {
        self.given.len()
    }

    /// Forgets the orders behind the first `count`, which were refused at once.
    pub(super) fn forget_behind(&mut self, count: usize) {
        self.given.truncate(count);
    }

    /// Notes an initial pay password that a short message brought.
    pub fn learn_initial(&mut self, number: Msisdn, digits: String) {
        self.passwords.entry(number).or_default().initial.insert(digits);
    }

    /// Notes the answers to security questions that a user has set.
    pub(super) fn learn_answers(&mut self, number: Msisdn, answers: [SecurityAnswer; QUESTIONS]) {
        self.answers.insert(number, answers);
    }

    /// Returns the right answers to a number's security questions; `None` if none are set.
    pub(super) fn answers(&self, number: &Msisdn) -> Option<&[SecurityAnswer; QUESTIONS]> {
        self.answers.get(number)
    }

    /// Checks the effects since the last look against the orders.
    pub(super) fn check(
        &mut self,
        (before, now): (&Snapshot, &Snapshot),
        world: &World,
        overheard: &Overheard,
    ) -> Result<(), Violation> {
        self.dialogues.follow(world.now(), overheard);
        self.logins.hear(overheard);
        for (number, effect) in before.effects(now, world) {
            let is_initial = before.accounts.get(&number).is_some_and(|account| account.pay.is_initial());
            self.account_for(number, &effect, is_initial)?.check_lock(&self.locks, world.now())?;
            if effect == Effect::AccountClosed {
                transitions::check_closed_alone(number, now, world)?;
            }
            self.note_reset(world.now(), number, &effect);
        }
        self.locks.learn(world, overheard)
    }

    /// Checks the pay password of a request that was granted and has no effect that is seen.
    pub(super) fn check_password(&self, now: Moment, number: Msisdn, given: &str) -> Result<(), Violation> {
        let is_right = self.passwords.get(&number).is_some_and(|passwords| passwords.set.contains(given));
        match self.locks.until(now, number, Password::Pay) {
            Some(until) => Err(Violation::Locked { number, what: "a request was granted under it".to_owned(), until }),
            None if is_right => Ok(()),
            None => Err(Violation::SignedIn { number, why: "a wrong pay password" }),
        }
    }

    /// Forgets what was right before an account was opened or a password was reset.
    fn note_reset(&mut self, now: Moment, number: Msisdn, effect: &Effect) {
        if matches!(effect, Effect::AccountOpened | Effect::PayPasswordReset) {
            self.locks.note_reset(now, number, Password::Pay);
            self.passwords.entry(number).or_default().set.clear();
        }
        if matches!(effect, Effect::AccountOpened | Effect::LoginPasswordReset) {
            self.locks.note_reset(now, number, Password::Login);
            self.logins.note_reset(now, number);
        }
        if *effect == Effect::AccountOpened {
            self.answers.remove(&number);
        }
    }

    /// Finds the order that caused an effect, and marks it as used.
    fn account_for(&mut self, number: Msisdn, effect: &Effect, is_initial: bool) -> Result<OrderedEffect, Violation> {
        let violation = |why| Violation::Unordered { number, effect: effect.clone(), why };
        let can = |given: &GivenOrder| given.number == number && given.order.can_have(effect);
        if !self.given.iter().any(can) {
            return Err(violation("nobody ordered it"));
        }
        let passwords = self.passwords.entry(number).or_default();
        let right = |order: &ObservedOrder| match order.password() {
            None if !effect.has_password() => true,
            // The initial password does nothing but let itself be changed.
            Some(digits) if is_initial => *effect == Effect::PayPasswordChanged && passwords.initial.contains(digits),
            Some(digits) => passwords.set.contains(digits),
            None => false,
        };
        let fresh = |given: &&mut GivenOrder| can(given) && !given.had_effect;
        let mut fresh: Vec<&mut GivenOrder> = self.given.iter_mut().filter(fresh).collect();
        if fresh.is_empty() {
            return Err(violation("it is a further effect of one order"));
        }
        fresh.retain(|given| right(&given.order));
        let set: BTreeSet<String> = fresh
            .iter()
            .filter_map(|given| match &given.order {
                ObservedOrder::ChangePayPassword { new, .. } => Some(new.clone()),
                _ => None,
            })
            .collect();
        // A text may have come to any amount, another order to one alone: that one is used up before a text.
        let is_text = |given: &&mut &mut GivenOrder| matches!(given.order, ObservedOrder::Text(_));
        let Some(found) = fresh.iter_mut().min_by_key(is_text) else {
            return Err(violation("it was ordered under a wrong pay password"));
        };
        found.had_effect = true;
        let order = found.order.clone();
        if *effect == Effect::PayPasswordChanged {
            passwords.set = set;
        }
        let is_led = !matches!(order, ObservedOrder::Text(_)) || !is_by_dialogue(effect);
        if !is_led && !self.dialogues.end(number, effect) {
            return Err(violation("no dialogue by short message led to it"));
        }
        Ok(OrderedEffect { number, effect: effect.clone(), order })
    }
}

/// Returns whether a text order that has this effect asks before.
const fn is_by_dialogue(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::AccountOpened
            | Effect::Withdrawal(_)
            | Effect::AccountClosed
            | Effect::LoginPasswordReset
            | Effect::RealNameUpgrade
    )
}

/// Effect with its order.
struct OrderedEffect {
    number: Msisdn,
    effect: Effect,
    order: ObservedOrder,
}

impl OrderedEffect {
    /// Checks that the pay password was not locked that the order needs.
    fn check_lock(&self, locks: &Locks, now: Moment) -> Result<(), Violation> {
        let is_under_lock = match &self.order {
            ObservedOrder::ResetPayPassword(channel) => *channel != ResetChannel::Care,
            order => self.effect.has_password() || order.password().is_some(),
        };
        match locks.until(now, self.number, Password::Pay).filter(|_| is_under_lock) {
            Some(until) => {
                Err(Violation::Locked { number: self.number, what: format!("{} was done", self.effect), until })
            }
            None => Ok(()),
        }
    }
}
