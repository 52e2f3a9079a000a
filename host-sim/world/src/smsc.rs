//! The SMS centre (短信中心): carries short messages between handsets and the payment platform, and the handsets'
//! delivery reports. It stores and forwards: a message that a handset cannot take now is tried again, at growing
//! intervals. The centre also plays the network's faults, by rule, at random or by hand: messages are lost, late, sent
//! twice, or in another order.
//!
//! The centre is a value and has no clock. Its random numbers are a function of the seed and of a message's number, so
//! that no generator has to be stored: the same messages in the same order have the same fates.

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
pub use carried::{Cargo, CargoKind, CarriedMessage, MessageId, State};
pub use fate::{Fate, Mix};
pub use rule::{Rule, RuleError};

use under_way::MessagesUnderWay;

/// Settings of the SMS centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentreSettings {
    /// Time that a message takes to its recipient, in milliseconds.
    pub delay_ms: u64,
    /// Largest additional time, drawn at random, in milliseconds. Above 0, messages may overtake each other.
    pub spread_ms: u64,
    /// Waits after failed tries, in milliseconds, the first first. Further tries wait as long as the last one.
    pub again_ms: Vec<u64>,
    /// Time for which a message is tried at all, in milliseconds.
    pub kept_ms: u64,
    /// Time for which the centre waits for a handset's report, in milliseconds.
    pub report_ms: u64,
    /// Time for which a message that is to be overtaken waits for the overtaking one, in milliseconds.
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
    /// Returns the settings of a quick network, for a person who waits at the phone: a request, its answer, the proof
    /// and the message about it come within two seconds.
    pub fn quick() -> CentreSettings {
        CentreSettings { delay_ms: 400, ..CentreSettings::default() }
    }
}

/// Result of handing a message to the centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// Number of the message.
    pub id: MessageId,
    /// Fate of the message; `None` if it is carried normally.
    pub fate: Option<Fate>,
    /// Number of the copy of a message that is carried twice; `None` otherwise.
    pub copy: Option<MessageId>,
}

/// Result of a failed delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextTry {
    /// The message is tried again at that moment.
    At(Moment),
    /// The message was tried for long enough and is given up.
    GivenUp,
}

/// SMS centre with the messages that it carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsCentre {
    /// Settings of the centre.
    pub settings: CentreSettings,
    /// Shares of the messages that meet a fate at random.
    pub mix: Mix,
    seed: u64,
    next: u64,
    rules: Vec<Rule>,
    #[serde(skip)]
    carried: MessagesUnderWay,
}

impl SmsCentre {
    /// Creates a centre that carries every message normally until rules or a mix are set.
    pub fn new(settings: CentreSettings, seed: u64) -> SmsCentre {
        SmsCentre {
            settings,
            mix: Mix::default(),
            seed,
            next: 1,
            rules: Vec::new(),
            carried: MessagesUnderWay::default(),
        }
    }

    /// Adds a rule for a message that is yet to come.
    pub fn add_rule(&mut self, rule: Rule) {
        self.rules.push(rule);
    }

    /// Returns the rules whose message has not come.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Removes all rules for messages that are yet to come.
    pub fn forget_rules(&mut self) {
        self.rules.clear();
    }

    /// Removes all rules and the mix, so that new messages are carried normally.
    pub(crate) fn forgive(&mut self) {
        self.forget_rules();
        self.mix = Mix::default();
    }

    /// Carries all messages normally from now on, and releases the held ones.
    pub(crate) fn heal(&mut self) {
        self.forgive();
        self.settings.spread_ms = 0;
        let held: Vec<_> = self.carried().filter(|carried| carried.held).map(|carried| carried.id).collect();
        // A held message is at the centre, so its release cannot fail.
        held.into_iter().filter_map(|message| self.release(message).err()).for_each(drop);
    }

    /// Returns the messages under way, by number.
    pub fn carried(&self) -> impl Iterator<Item = &CarriedMessage> {
        self.carried.all()
    }

    /// Returns a message under way.
    pub fn get(&self, id: MessageId) -> Option<&CarriedMessage> {
        self.carried.get(id)
    }

    /// Returns whether no message is under way.
    pub fn is_empty(&self) -> bool {
        self.carried.is_empty()
    }

    /// Restores the messages under way that a file kept.
    pub fn restore(&mut self, carried: impl IntoIterator<Item = CarriedMessage>) {
        carried.into_iter().for_each(|carried| self.carried.restore(carried.id, Some(carried)));
    }

    /// Starts to record which messages change.
    pub fn watch(&mut self) {
        self.carried.watch();
    }

    /// Takes the numbers of the messages that are new, changed or gone since the last call.
    pub fn take_changed(&mut self) -> BTreeSet<MessageId> {
        self.carried.take_changed()
    }

    /// Replaces a message that another process changed in the file; `None` removes it.
    pub fn restore_one(&mut self, id: MessageId, carried: Option<CarriedMessage>) {
        self.carried.restore(id, carried);
    }

    /// Takes over the rest of a centre that another process changed; the messages under way are restored one by one.
    pub fn restore_settings(&mut self, other: SmsCentre) {
        let carried = std::mem::take(&mut self.carried);
        *self = SmsCentre { carried, ..other };
    }

    /// Takes a message to carry it, and decides its fate.
    pub fn take(&mut self, now: Moment, cargo: Cargo) -> Acceptance {
        let id = self.number();
        let mut chance = self.chance(id);
        let ruled = self.rules.iter_mut().filter_map(|rule| rule.see(&cargo)).last();
        self.rules.retain(|rule| !rule.is_done());
        let fate = ruled.or_else(|| self.mix.draw(&mut chance));
        let due = now.later(self.settings.delay_ms).later(below(&mut chance, self.settings.spread_ms));
        let carried = CarriedMessage { id, cargo, taken: now, due, state: State::Waiting, held: false, tries: 0 };
        let mut taken = Acceptance { id, fate, copy: None };
        match fate {
            Some(Fate::Lost) => return taken,
            Some(Fate::Swapped) => {
                let due = now.later(self.settings.swap_ms);
                self.carried.insert(CarriedMessage { due, state: State::BehindNext, ..carried });
                return taken;
            }
            Some(Fate::Late(ms)) => self.enter(CarriedMessage { due: due.later(ms), ..carried }),
            Some(Fate::Twice) => {
                self.enter(carried.clone());
                let copy = CarriedMessage { id: self.number(), due: due.later(self.settings.delay_ms), ..carried };
                taken.copy = Some(copy.id);
                self.carried.insert(copy);
            }
            None => self.enter(carried),
        }
        taken
    }

    /// Puts a message under way. One that it was to overtake follows it.
    fn enter(&mut self, carried: CarriedMessage) {
        let waits =
            |other: &&CarriedMessage| other.state == State::BehindNext && other.cargo.has_same_way(&carried.cargo);
        let waiting = self.carried.of(carried.cargo.person()).filter(waits).map(|other| other.id);
        for id in waiting.collect::<Vec<_>>() {
            self.carried.change(id, |other| (other.state, other.due) = (State::Waiting, carried.due.later(1)));
        }
        self.carried.insert(carried);
    }

    /// Returns the messages under way of a subscriber, by number.
    pub(crate) fn of(&self, person: &Msisdn) -> impl Iterator<Item = &CarriedMessage> {
        self.carried.of(person)
    }

    /// Returns the number that the next message gets.
    pub(crate) const fn upcoming(&self) -> MessageId {
        MessageId(self.next)
    }

    /// Takes the next number, which no message has then.
    pub(crate) fn number(&mut self) -> MessageId {
        let id = MessageId(self.next);
        self.next = self.next.saturating_add(1);
        id
    }

    /// Returns the random numbers of a message, a function of the seed and the message's number.
    fn chance(&self, id: MessageId) -> ChaCha8Rng {
        let mut chance = ChaCha8Rng::seed_from_u64(self.seed);
        chance.set_stream(id.0);
        chance
    }

    /// Returns the next moment at which a message is due; `None` if none is. A held message is never due.
    pub fn due(&self) -> Option<Moment> {
        self.carried.first_due().map(|carried| carried.due)
    }

    /// Returns the message that is due first; of two at one moment the one with the lower number.
    pub fn next(&self, now: Moment) -> Option<&CarriedMessage> {
        self.carried.first_due().filter(|carried| carried.due <= now)
    }

    /// Removes a message that has arrived or is given up, and returns it.
    pub fn finish(&mut self, id: MessageId) -> Option<CarriedMessage> {
        self.carried.remove(id)
    }

    /// Records that a handset has taken a message and has not reported on it.
    pub fn await_report(&mut self, now: Moment, id: MessageId, number: u32) {
        let due = now.later(self.settings.report_ms);
        self.carried.change(id, |carried| (carried.state, carried.due) = (State::AtHandset(number), due));
    }

    /// Returns the message that a handset took under that number.
    pub fn at_handset(&self, person: &Msisdn, number: u32) -> Option<MessageId> {
        let is_it = |carried: &&CarriedMessage| carried.state == State::AtHandset(number);
        self.carried.of(person).find(is_it).map(|carried| carried.id)
    }

    /// Schedules the next try of a message that could not be delivered, or gives it up after its time.
    pub fn retry_or_give_up(&mut self, now: Moment, id: MessageId) -> NextTry {
        let Some(carried) = self.carried.get(id) else { return NextTry::GivenUp };
        let tried = usize::try_from(carried.tries).unwrap_or(usize::MAX);
        let waits = self.settings.again_ms.get(tried).or(self.settings.again_ms.last());
        let at = now.later(waits.copied().unwrap_or(MINUTE));
        if at.since(carried.taken) > self.settings.kept_ms {
            self.carried.remove(id);
            return NextTry::GivenUp;
        }
        self.carried.change(id, |carried| {
            carried.tries = carried.tries.saturating_add(1);
            (carried.state, carried.due) = (State::Waiting, at);
        });
        NextTry::At(at)
    }

    /// Schedules the messages for a handset that is reachable again: those that failed, or that it did not report on,
    /// are tried now, in their order. Messages that have not been tried keep their time.
    pub fn retry_now(&mut self, now: Moment, person: &Msisdn) {
        let is_concerned = |carried: &&CarriedMessage| {
            let waits = carried.state == State::Waiting && carried.tries > 0;
            carried.cargo.kind() == CargoKind::Deliver && (waits || matches!(carried.state, State::AtHandset(_)))
        };
        let concerned = self.carried.of(person).filter(is_concerned).map(|carried| carried.id);
        for id in concerned.collect::<Vec<_>>() {
            self.carried.change(id, |carried| (carried.state, carried.due) = (State::Waiting, carried.due.min(now)));
        }
    }
}

/// Draws a number below a bound; 0 for the bound 0.
fn below(chance: &mut ChaCha8Rng, bound: u64) -> u64 {
    if bound == 0 { 0 } else { chance.next_u64() % bound }
}

#[cfg(test)]
mod tests;
