//! Clock of the polls (TS 102 223 §6.4.6): how often STATUS asks the card for a command.

use serde::{Deserialize, Serialize};

use sim_wire::proactive::{GeneralResult, ObjectTag};

use super::pending::milliseconds;
use super::reply::Reply;
use super::{Model, Quirk, object};
use sim_codec::cat::command::PollInterval;
use sim_codec::cat::content::Duration;

/// Clock of the polls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PollingClock {
    /// Milliseconds between two polls; `None` where the card is not polled.
    interval_ms: Option<u32>,
    /// Milliseconds since the last poll.
    since_ms: u32,
}

impl PollingClock {
    /// Creates the clock of a model whose card has asked for no interval.
    pub(super) fn unasked(model: &Model) -> PollingClock {
        let interval_ms = model.poll_unasked_s.map(|seconds| u32::from(seconds) * 1000);
        PollingClock { interval_ms, since_ms: 0 }
    }

    /// Returns the milliseconds between two polls; `None` where the card is not polled.
    pub(super) const fn interval_ms(&self) -> Option<u32> {
        self.interval_ms
    }

    /// Returns the milliseconds until the next poll; `None` where the card is not polled.
    pub(super) fn next_ms(&self) -> Option<u32> {
        self.interval_ms.map(|interval| interval.saturating_sub(self.since_ms))
    }

    /// Stops the polls, for POLLING OFF.
    pub(super) const fn stop(&mut self) {
        self.interval_ms = None;
    }

    /// Sets the interval for POLL INTERVAL; the answer contains the interval that this model keeps.
    pub(super) fn set_interval(&mut self, asked: &PollInterval, model: &Model) -> Reply {
        let Some(asked) = asked.duration.as_ref().map(|duration| duration.value).filter(|asked| asked.unit <= 0x02)
        else {
            return Reply::of(GeneralResult::DataNotUnderstood);
        };
        let (least, greatest) = model.poll_s;
        let ms = match asked.unit {
            0x02 if model.quirks.has(Quirk::TenthsTooLong) => u32::from(asked.interval) * 10_000,
            _ => milliseconds(asked),
        };
        let kept = ms.clamp(u32::from(least) * 1000, u32::from(greatest) * 1000);
        let used = if kept == ms {
            asked
        } else {
            let seconds = u8::try_from(kept / 1000);
            let minutes = u8::try_from(kept / 60_000).unwrap_or(u8::MAX);
            seconds.map_or(Duration { unit: 0x00, interval: minutes }, |interval| Duration { unit: 0x01, interval })
        };
        *self = PollingClock { interval_ms: Some(kept), since_ms: 0 };
        Reply::with(object(ObjectTag::Duration, used))
    }

    /// Puts the next poll off, if it would come in less than `ms` milliseconds.
    pub(super) fn put_off(&mut self, ms: u32) {
        if let Some(interval) = self.interval_ms {
            self.since_ms = self.since_ms.min(interval.saturating_sub(ms));
        }
    }

    /// Lets time pass; returns whether the card is to be polled.
    pub(super) fn pass(&mut self, ms: u32) -> bool {
        self.since_ms = self.since_ms.saturating_add(ms);
        let is_due = self.interval_ms.is_some_and(|interval| self.since_ms >= interval);
        if is_due {
            self.since_ms = 0;
        }
        is_due
    }

    /// Returns whether both poll alike. Without an interval the time since the last poll does not count.
    pub(super) fn has_same_future(&self, other: &PollingClock) -> bool {
        let PollingClock { interval_ms, since_ms } = self;
        *interval_ms == other.interval_ms && (interval_ms.is_none() || *since_ms == other.since_ms)
    }
}
