//! Delivery of messages. In a walk messages wait at the SMS centre until a step releases them. In between, each can be
//! looked at and tampered with. Time alone moves none.

use super::player::{Player, StepResult, impossible};
use sim_codec::time::{DAY, Moment, SECOND};
use sim_wire::count::{Counted, CountedVerb};
use sim_world::smsc::{CarriedMessage, MessageId, State};
use sim_world::world::{Power, World};

/// Longest time until arrival for which a delivery waits, in milliseconds. A message that is later, or tried again
/// later, waits for its own time.
const SOON_MS: u64 = 30 * SECOND;

/// Greatest number of messages that one line delivers: card and platform that never stop speaking are a failure.
const MESSAGES_MAX: usize = 200;

/// Longest time that healing may take until nothing is under way, in milliseconds.
const HEALING_MS: u64 = 14 * DAY;

impl Player {
    /// Holds every message at the centre that has just come there.
    pub(super) fn hold_new(&mut self) {
        let now = &mut self.now;
        now.actors.look_on(&now.world);
        let new: Vec<CarriedMessage> =
            now.world.centre().carried().filter(|carried| carried.id > now.known).cloned().collect();
        for carried in new {
            self.now.known = self.now.known.max(carried.id);
            self.hold(carried.id);
        }
        let elapsed = self.now.world.now().since(self.now.began) / SECOND;
        self.now.values.clock.elapsed_s = u32::try_from(elapsed).unwrap_or(u32::MAX);
        self.note_scripts();
    }

    /// Holds a message at the centre, unless it is at the handset.
    pub(super) fn hold(&mut self, id: MessageId) {
        match self.now.world.centre_mut().hold(id) {
            // One that has arrived, or that the handset has, is not to be kept.
            Ok(()) | Err(_) => {}
        }
    }

    /// Discards what is under way: nobody has to answer what the card said before the walk began.
    pub(super) fn drop_all(&mut self) {
        let all: Vec<MessageId> = self.now.world.centre().carried().map(|carried| carried.id).collect();
        for id in all {
            self.now.known = self.now.known.max(id);
            self.now.world.centre_mut().finish(id);
        }
    }

    /// Lets `ms` milliseconds pass: the platform does what is due, and the handset what it does by itself.
    pub(super) fn run_for(&mut self, ms: u64) -> StepResult {
        let until = self.now.world.now().later(ms);
        loop {
            let (number, known, faults) = (self.number, self.now.known, self.now.world.faults().len());
            let left = until.since(self.now.world.now());
            let passed = self.now.actors.pass(&mut self.now.world, left, &mut |world: &World| {
                let is_new = world.centre().carried().any(|carried| carried.id > known);
                let fell = world.person(&number).is_some_and(|person| person.power() == Power::Fallen);
                if is_new || fell || world.faults().len() < faults { Err(()) } else { Ok(()) }
            });
            if self.now.world.faults().len() < faults {
                self.hold_again();
            }
            if self.settle(Ok(()))?.is_none() || passed.is_ok() {
                return Ok(());
            }
        }
    }

    /// Holds the known messages again after the platform was stopped, so that an interrupted delivery waits for the
    /// next one.
    fn hold_again(&mut self) {
        let known = self.now.known;
        let all = self.now.world.centre().carried().map(|carried| carried.id).filter(|id| *id <= known);
        all.collect::<Vec<MessageId>>().into_iter().for_each(|id| self.hold(id));
    }

    /// Returns the messages that are under way and not yet at a handset, in the order of their arrival.
    fn under_way(&self) -> Vec<CarriedMessage> {
        let at_centre = |carried: &&CarriedMessage| !matches!(carried.state, State::AtHandset(_));
        let mut list: Vec<CarriedMessage> = self.now.world.centre().carried().filter(at_centre).cloned().collect();
        list.sort_by_key(|carried| (carried.due, carried.id));
        list
    }

    /// Returns the message that arrives next, if it arrives within [`SOON_MS`].
    fn next(&self) -> Option<CarriedMessage> {
        let soon = self.now.world.now().later(SOON_MS);
        self.under_way().into_iter().next().filter(|carried| carried.due <= soon)
    }

    /// Delivers `count` messages; with `None`, all that are under way, and the answers to them.
    pub(super) fn deliver(&mut self, count: Option<u32>) -> StepResult {
        self.run_for(0)?;
        let most = count.map_or(MESSAGES_MAX, |count| usize::try_from(count).unwrap_or(usize::MAX));
        for delivered in 0..most {
            match self.next() {
                Some(carried) => self.bring(&carried)?,
                None if count.is_some() => {
                    let why = format!(
                        "{} {} delivered, and then none was under way that arrives now",
                        Counted(delivered, "message"),
                        CountedVerb(delivered, "was", "were")
                    );
                    return Err(impossible(&why));
                }
                None => return Ok(()),
            }
            if self.now.dark {
                return Ok(());
            }
        }
        match count {
            Some(_) => Ok(()),
            None => Err(impossible(&format!("card and platform exchanged {MESSAGES_MAX} messages and go on"))),
        }
    }

    /// Delivers one message, or lets its delivery fail.
    fn bring(&mut self, carried: &CarriedMessage) -> StepResult {
        self.now.world.centre_mut().release(carried.id).map_err(|why| impossible(&why.to_string()))?;
        self.run_for(carried.due.since(self.now.world.now()))?;
        while !self.now.dark && self.is_at_handset(carried.id) {
            self.run_for(SECOND)?;
        }
        self.hold(carried.id);
        Ok(())
    }

    fn is_at_handset(&self, id: MessageId) -> bool {
        self.now.world.centre().get(id).is_some_and(|carried| matches!(carried.state, State::AtHandset(_)))
    }

    /// Ends all faults, and lets time pass until nothing is under way and the platform waits for nothing.
    pub(super) fn heal(&mut self) -> StepResult {
        self.now.world.forgive();
        let until = self.now.world.now().later(HEALING_MS);
        while !self.now.world.is_quiet() {
            self.deliver(None)?;
            if self.now.dark || self.now.world.is_quiet() {
                return Ok(());
            }
            match self.next_thing().filter(|next| *next <= until) {
                Some(next) => self.run_for(next.since(self.now.world.now()))?,
                None => return Err(impossible("14 days later something is still under way")),
            }
        }
        Ok(())
    }

    /// Returns the moment of the next event: a message arrives, or the platform loses its patience.
    fn next_thing(&self) -> Option<Moment> {
        let arrives = self.now.world.centre().carried().map(|carried| carried.due).min();
        let due = arrives.into_iter().chain(self.now.world.next_due()).min()?;
        Some(due.max(self.now.world.now().later(1)))
    }
}
