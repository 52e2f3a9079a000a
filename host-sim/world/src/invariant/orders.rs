//! Orders and their effects: an effect that needs an order has one, and each order has one effect at most. Where the
//! handbook requires the pay password, the right one was given. The right password follows from the orders alone; the
//! platform's hashes are not consulted.

use std::collections::{BTreeMap, BTreeSet};

use super::Violation;
use super::effect::Effect;
use super::snapshot::Snapshot;
use crate::platform::number::Msisdn;
use crate::world::World;

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
    /// Text to the platform.
    Text(String),
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
            ObservedOrder::Text(text) => {
                let text = folded(text);
                if matches!(wanted, Effect::Withdrawal(_)) {
                    // The reply that ends the dialogue is the pay password.
                    return is_password(&text);
                }
                let words: &[&str] = match wanted {
                    Effect::OwnBill(_) => &["HF"],
                    Effect::ScratchCard => &["CZK"],
                    Effect::AccountOpened => &["KT", "A"],
                    _ => &[],
                };
                words.iter().any(|word| text.starts_with(word))
            }
        }
    }

    /// Returns the pay password that was given with the order.
    fn password(&self) -> Option<&str> {
        match self {
            ObservedOrder::Typed { password, .. } => password.as_deref(),
            ObservedOrder::ChangePayPassword { old, .. } => Some(old),
            ObservedOrder::Text(text) => Some(text.trim()).filter(|text| is_password(text)),
        }
    }
}

/// Returns whether a text has the form of a pay password.
fn is_password(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|octet| octet.is_ascii_digit())
}

/// Returns a text without blanks, in capitals, with full-width characters as their narrow forms.
fn folded(text: &str) -> String {
    let narrow = |character: char| match u32::from(character) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code.saturating_sub(0xFEE0)).unwrap_or(character),
        _ => character,
    };
    text.chars().map(narrow).filter(|character| !character.is_whitespace()).flat_map(char::to_uppercase).collect()
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
}

impl Orders {
    /// Notes an order before it is given.
    pub fn give(&mut self, number: Msisdn, order: ObservedOrder) {
        self.given.push(GivenOrder { number, order, had_effect: false });
    }

    /// Notes an initial pay password that a short message brought.
    pub fn learn_initial(&mut self, number: Msisdn, digits: String) {
        self.passwords.entry(number).or_default().initial.insert(digits);
    }

    /// Checks the effects since the last look against the orders.
    pub(super) fn check(&mut self, before: &Snapshot, now: &Snapshot, world: &World) -> Result<(), Violation> {
        for (number, effect) in before.effects(now, world) {
            let is_initial = before.accounts.get(&number).is_some_and(|account| account.pay.is_initial());
            self.account_for(number, &effect, is_initial)?;
        }
        Ok(())
    }

    /// Finds the order that caused an effect, and marks it as used.
    fn account_for(&mut self, number: Msisdn, effect: &Effect, is_initial: bool) -> Result<(), Violation> {
        let violation = |why| Violation::Unordered { number, effect: effect.clone(), why };
        let can = |given: &GivenOrder| given.number == number && given.order.can_have(effect);
        if !self.given.iter().any(can) {
            return Err(violation("nobody ordered it"));
        }
        let passwords = self.passwords.entry(number).or_default();
        let right = |order: &ObservedOrder| match order.password() {
            _ if !effect.has_password() => true,
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
        if *effect == Effect::PayPasswordChanged {
            passwords.set = set;
        }
        Ok(())
    }
}
