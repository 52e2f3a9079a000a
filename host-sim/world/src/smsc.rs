//! The SMS centre (短信中心): carries short messages between handsets and the payment platform, and what the handsets
//! report of them back. It stores and forwards: what a handset cannot take now is tried again, at growing intervals.
//! What a network does to messages it does too, by rule, by chance or by hand: they are lost, late, there twice, in
//! another order.
//!
//! It is a value and has no clock. Its chance is a function of its seed and of a message's number, so that nothing of
//! it has to be kept: the same messages in the same order have the same fates.

use std::collections::BTreeSet;

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};
use serde::{Deserialize, Serialize};

use crate::platform::number::Msisdn;
use sim_codec::time::{HOUR, MINUTE, Moment, SECOND};

mod by_hand;
mod carried;
mod fate;
mod rule;
mod under_way;

pub use by_hand::HandlingError;
pub use carried::{Cargo, Carried, Kind, MessageId, State};
pub use fate::{Fate, Mix};
pub use rule::{Rule, RuleError};

use under_way::UnderWay;

/// How the centre works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentreSettings {
    /// How long a message is on its way.
    pub delay_ms: u64,
    /// By how much longer, at most, by chance: with more than nothing here messages overtake each other.
    pub spread_ms: u64,
    /// How long it waits after each try that failed; after the last of them it waits as long again each time.
    pub again_ms: Vec<u64>,
    /// For how long a message is tried at all.
    pub kept_ms: u64,
    /// How long it waits for a handset's report.
    pub report_ms: u64,
    /// How long a message that is to be overtaken waits for the one that overtakes it.
    pub swap_ms: u64,
}

impl Default for CentreSettings {
    fn default() -> CentreSettings {
        CentreSettings {
            delay_ms: 2 * SECOND,
            spread_ms: 0,
            again_ms: vec![MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR],
            kept_ms: 48 * HOUR,
            report_ms: MINUTE,
            swap_ms: MINUTE,
        }
    }
}

impl CentreSettings {
    /// A quick network, for somebody who waits at the phone: a request, its answer, the proof and the message about it
    /// come within two seconds.
    pub fn quick() -> CentreSettings {
        CentreSettings { delay_ms: 400, ..CentreSettings::default() }
    }
}

/// What became of a message when the centre took it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Its number.
    pub id: MessageId,
    /// What is done to it.
    pub fate: Option<Fate>,
    /// The number of the copy, where it is there twice.
    pub copy: Option<MessageId>,
}

/// What became of a message that could not be delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// It is tried again then.
    At(Moment),
    /// It was tried for long enough and is given up.
    GivenUp,
}

/// The SMS centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsCentre {
    /// How it works.
    pub settings: CentreSettings,
    /// What it does to messages by chance.
    pub mix: Mix,
    seed: u64,
    next: u64,
    rules: Vec<Rule>,
    #[serde(skip)]
    carried: UnderWay,
}

impl SmsCentre {
    /// A centre that does nothing to messages until it is told to.
    pub fn new(settings: CentreSettings, seed: u64) -> SmsCentre {
        SmsCentre { settings, mix: Mix::default(), seed, next: 1, rules: Vec::new(), carried: UnderWay::default() }
    }

    /// Does that to a message that is yet to come.
    pub fn add_rule(&mut self, rule: Rule) {
        self.rules.push(rule);
    }

    /// The rules whose message has not come.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Does nothing any more to messages that are yet to come.
    pub fn forget_rules(&mut self) {
        self.rules.clear();
    }

    /// Does nothing bad any more to messages that are yet to come.
    pub(crate) fn forgive(&mut self) {
        self.forget_rules();
        self.mix = Mix::default();
    }

    /// Does nothing bad any more to any message, and lets go what is held.
    pub(crate) fn heal(&mut self) {
        self.forgive();
        self.settings.spread_ms = 0;
        let held: Vec<_> = self.carried().filter(|carried| carried.held).map(|carried| carried.id).collect();
        // What is held is there and is let go.
        held.into_iter().filter_map(|message| self.release(message).err()).for_each(drop);
    }

    /// What is under way, by number.
    pub fn carried(&self) -> impl Iterator<Item = &Carried> {
        self.carried.all()
    }

    /// A message under way.
    pub fn get(&self, id: MessageId) -> Option<&Carried> {
        self.carried.get(id)
    }

    /// Whether nothing is under way.
    pub fn is_empty(&self) -> bool {
        self.carried.is_empty()
    }

    /// Puts back what was under way, as it was kept in a file.
    pub fn restore(&mut self, carried: impl IntoIterator<Item = Carried>) {
        carried.into_iter().for_each(|carried| self.carried.restore(carried.id, Some(carried)));
    }

    /// Notes from now on which messages change.
    pub fn watch(&mut self) {
        self.carried.watch();
    }

    /// Takes the numbers of the messages that are new, others or gone since this was last asked.
    pub fn take_changed(&mut self) -> BTreeSet<MessageId> {
        self.carried.take_changed()
    }

    /// Puts a message where somebody else changed it in the file.
    pub fn restore_one(&mut self, id: MessageId, carried: Option<Carried>) {
        self.carried.restore(id, carried);
    }

    /// Takes over what somebody else made of the centre; what it carries is restored one by one.
    pub fn restore_settings(&mut self, other: SmsCentre) {
        let carried = std::mem::take(&mut self.carried);
        *self = SmsCentre { carried, ..other };
    }

    /// Takes a message to carry it.
    pub fn take(&mut self, now: Moment, cargo: Cargo) -> Taken {
        let id = self.number();
        let mut chance = self.chance(id);
        let ruled = self.rules.iter_mut().filter_map(|rule| rule.see(&cargo)).last();
        self.rules.retain(|rule| !rule.is_done());
        let fate = ruled.or_else(|| self.mix.draw(&mut chance));
        let due = now.later(self.settings.delay_ms).later(below(&mut chance, self.settings.spread_ms));
        let carried = Carried { id, cargo, taken: now, due, state: State::Waiting, held: false, tries: 0 };
        let mut taken = Taken { id, fate, copy: None };
        match fate {
            Some(Fate::Lost) => return taken,
            Some(Fate::Swapped) => {
                let due = now.later(self.settings.swap_ms);
                self.carried.insert(Carried { due, state: State::BehindNext, ..carried });
                return taken;
            }
            Some(Fate::Late(ms)) => self.enter(Carried { due: due.later(ms), ..carried }),
            Some(Fate::Twice) => {
                self.enter(carried.clone());
                let copy = Carried { id: self.number(), due: due.later(self.settings.delay_ms), ..carried };
                taken.copy = Some(copy.id);
                self.carried.insert(copy);
            }
            None => self.enter(carried),
        }
        taken
    }

    /// A message is on its way; one that it was to overtake follows it.
    fn enter(&mut self, carried: Carried) {
        let waits = |other: &&Carried| other.state == State::BehindNext && other.cargo.has_same_way(&carried.cargo);
        let waiting = self.carried.of(carried.cargo.person()).filter(waits).map(|other| other.id);
        for id in waiting.collect::<Vec<_>>() {
            self.carried.change(id, |other| (other.state, other.due) = (State::Waiting, carried.due.later(1)));
        }
        self.carried.insert(carried);
    }

    fn number(&mut self) -> MessageId {
        let id = MessageId(self.next);
        self.next = self.next.saturating_add(1);
        id
    }

    /// The chance of a message: of the seed and its number.
    fn chance(&self, id: MessageId) -> ChaCha8Rng {
        let mut chance = ChaCha8Rng::seed_from_u64(self.seed);
        chance.set_stream(id.0);
        chance
    }

    /// When something is due next. What is held is never due.
    pub fn due(&self) -> Option<Moment> {
        self.carried.first_due().map(|carried| carried.due)
    }

    /// What is due now: the earliest, of two at one moment the one that was taken first.
    pub fn next(&self, now: Moment) -> Option<&Carried> {
        self.carried.first_due().filter(|carried| carried.due <= now)
    }

    /// A message has arrived, or is given up: it is carried no longer.
    pub fn finish(&mut self, id: MessageId) -> Option<Carried> {
        self.carried.remove(id)
    }

    /// A handset has taken a message and has not said what came of it.
    pub fn await_report(&mut self, now: Moment, id: MessageId, number: u32) {
        let due = now.later(self.settings.report_ms);
        self.carried.change(id, |carried| (carried.state, carried.due) = (State::AtHandset(number), due));
    }

    /// The message that a handset took under that number.
    pub fn at_handset(&self, person: &Msisdn, number: u32) -> Option<MessageId> {
        let is_it = |carried: &&Carried| carried.state == State::AtHandset(number);
        self.carried.of(person).find(is_it).map(|carried| carried.id)
    }

    /// A message could not be delivered: it is tried again later, unless it was tried for long enough.
    pub fn failed(&mut self, now: Moment, id: MessageId) -> Again {
        let Some(carried) = self.carried.get(id) else { return Again::GivenUp };
        let tried = usize::try_from(carried.tries).unwrap_or(usize::MAX);
        let waits = self.settings.again_ms.get(tried).or(self.settings.again_ms.last());
        let at = now.later(waits.copied().unwrap_or(MINUTE));
        if at.since(carried.taken) > self.settings.kept_ms {
            self.carried.remove(id);
            return Again::GivenUp;
        }
        self.carried.change(id, |carried| {
            carried.tries = carried.tries.saturating_add(1);
            (carried.state, carried.due) = (State::Waiting, at);
        });
        Again::At(at)
    }

    /// A handset is there again: what waits for it, or got no report from it, is tried now, in the order in which it
    /// was taken. What has not been tried keeps its time.
    pub fn alerted(&mut self, now: Moment, person: &Msisdn) {
        let is_concerned = |carried: &&Carried| {
            let waits = carried.state == State::Waiting && carried.tries > 0;
            carried.cargo.kind() == Kind::Deliver && (waits || matches!(carried.state, State::AtHandset(_)))
        };
        let concerned = self.carried.of(person).filter(is_concerned).map(|carried| carried.id);
        for id in concerned.collect::<Vec<_>>() {
            self.carried.change(id, |carried| (carried.state, carried.due) = (State::Waiting, carried.due.min(now)));
        }
    }
}

/// A number below a bound, by chance; 0 where there is none below it.
fn below(chance: &mut ChaCha8Rng, bound: u64) -> u64 {
    if bound == 0 { 0 } else { chance.next_u64() % bound }
}

#[cfg(test)]
mod tests;
