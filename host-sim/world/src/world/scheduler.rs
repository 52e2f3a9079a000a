//! Scheduler of a world: its clock, the count of its steps, and the next step that is due.

use super::calls::LineCalls;
use super::people::People;
use crate::esme::Esmes;
use crate::platform::Platform;
use crate::platform::card_file::Asn;
use crate::platform::number::Msisdn;
use crate::smsc::{CarriedMessage, MessageId, SmsCentre};
use sim_codec::time::{Moment, SECOND};
use sim_device::link::Chance;

/// Longest step of time while a handset is not at rest, in milliseconds; nobody knows when its work ends.
const STRETCH_MS: u64 = SECOND;

/// Step that is due.
pub(super) enum DueStep {
    /// Switches a phone on again whose card fell silent; the place of its person.
    Restart(usize),
    /// Hands the platform's next letter to the centre.
    HandOver,
    /// Delivers a message of the centre.
    Carry(CarriedMessage),
    /// Wakes the platform.
    Wake,
    /// Ends the call of a person whose phone is in none any more.
    DropCall(Msisdn),
    /// Counts a silence in the call of a person.
    NoteSilence(Msisdn),
    /// Ends an external entity's submission whose validity is over.
    Expire(MessageId),
}

/// Scheduler of the world's steps. The cards' chance follows from its seed and its count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scheduler {
    /// Time of the world's clock.
    pub(crate) now: Moment,
    /// Seed of everything random.
    pub(crate) seed: u64,
    /// Number of steps so far.
    pub(crate) steps: u64,
}

impl Scheduler {
    /// Returns the seed of the chance of a card that is in no phone, for this step. The streams of people's cards count
    /// from 1; those of loose cards follow from their numbers.
    pub(super) fn seed_of_loose(&self, Asn([.., a, b, c, d]): Asn) -> u64 {
        let stream = u64::from(u32::from_be_bytes([a, b, c, d])) | 1 << 63;
        Chance::of_stream(self.seed, stream, self.steps)
    }

    /// Counts one step. The cards' chance follows from the seed and this number.
    pub(super) const fn count_step(&mut self) {
        self.steps = self.steps.saturating_add(1);
    }

    /// Returns the step that is due now: phones first, then the platform's letters, then the earliest other step. An
    /// answer that comes at the same moment as the end of the platform's patience still counts.
    pub(super) fn due_step(
        &self,
        (people, calls): (&People, &LineCalls),
        (centre, esmes): (&SmsCentre, &Esmes),
        platform: &Platform,
    ) -> Option<DueStep> {
        if let Some(fallen) = people.first_fallen() {
            return Some(DueStep::Restart(fallen));
        }
        if let Some(caller) = calls.dropped(people) {
            return Some(DueStep::DropCall(caller));
        }
        if !platform.outbox().is_empty() {
            return Some(DueStep::HandOver);
        }
        if let Some((_, caller)) = calls.next_silence().filter(|(due, _)| *due <= self.now) {
            return Some(DueStep::NoteSilence(caller));
        }
        if let Some((_, number)) = esmes.next_expiry().filter(|(due, _)| *due <= self.now) {
            return Some(DueStep::Expire(number));
        }
        let carried = centre.next(self.now);
        let wakes = platform.due().filter(|due| *due <= self.now);
        match (carried, wakes) {
            (Some(carried), Some(due)) if carried.due > due => Some(DueStep::Wake),
            (Some(carried), _) => Some(DueStep::Carry(carried.clone())),
            (None, Some(_)) => Some(DueStep::Wake),
            (None, None) => None,
        }
    }

    /// Returns the moment of the next due step, now or later; `None` if nothing is due.
    pub(super) fn next_due(
        &self,
        (people, calls): (&People, &LineCalls),
        (centre, esmes): (&SmsCentre, &Esmes),
        platform: &Platform,
    ) -> Option<Moment> {
        let at_once = people.first_fallen().is_some() || calls.dropped(people).is_some();
        let now = (at_once || !platform.outbox().is_empty()).then_some(self.now);
        let (silence, expiry) = (calls.next_silence(), esmes.next_expiry());
        let times = [now, centre.due(), platform.due(), silence.map(|(due, _)| due), expiry.map(|(due, _)| due)];
        times.into_iter().flatten().min().map(|due| due.max(self.now))
    }

    /// Moves the clock on to the next due step, at most to `until`, and at most by a stretch while a phone is restless.
    pub(super) fn advance(&mut self, due: Option<Moment>, until: Moment, is_restless: bool) {
        let due = due.unwrap_or(until).min(until);
        let to = if is_restless { due.min(self.now.later(STRETCH_MS)) } else { due };
        // Whatever is due now has been done, so that time goes on in any case.
        let to = to.max(self.now.later(1)).min(until);
        self.count_step();
        self.now = to;
    }
}
