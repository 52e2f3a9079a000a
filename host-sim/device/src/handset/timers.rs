//! The eight timers that a card may set in the terminal (TS 102 223 §6.4.21). Time comes from outside, as milliseconds
//! that have passed.

use serde::{Deserialize, Serialize};

use sim_wire::proactive::{GeneralResult, ObjectTag};

use super::object;
use super::reply::Reply;
use sim_codec::cat::command::TimerManagement;
use sim_codec::cat::content::{CommandResult, TimerValue};

/// Number of timers of a terminal.
pub const TIMERS: u8 = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Timer {
    id: u8,
    set_ms: u64,
    gone_ms: u64,
    /// Milliseconds since the start at which the card is notified.
    told_at_ms: u64,
    announced: bool,
}

/// Milliseconds until a busy card is notified again.
const AGAIN_MS: u64 = 1000;

/// Timers that run, and those whose expiration the card has not taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timers(Vec<Timer>);

fn value(ms: u64) -> TimerValue {
    let seconds = ms / 1000;
    let part = |number: u64, most: u64| u8::try_from(number.min(most)).unwrap_or(0);
    TimerValue {
        hours: part(seconds / 3600, 99),
        minutes: part(seconds / 60 % 60, 59),
        seconds: part(seconds % 60, 59),
    }
}

impl Timers {
    /// Returns whether no timer runs, and the card has taken the expiration of each.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Carries out TIMER MANAGEMENT: qualifier 00 starts, 01 stops, 02 asks.
    pub(super) fn manage(&mut self, qualifier: u8, asked: &TimerManagement) -> Reply {
        let timer = asked.timer.as_ref().map(|timer| timer.value).filter(|timer| (1..=TIMERS).contains(timer));
        let Some(timer) = timer else { return Reply::of(GeneralResult::DataNotUnderstood) };
        let mut data = vec![object(ObjectTag::TimerIdentifier, timer)];
        let left = match (qualifier & 0x03, &asked.value) {
            (0x00, Some(value)) => {
                self.start(timer, value.value);
                return Reply { outcome: CommandResult::of(GeneralResult::Success), data };
            }
            (0x01, _) => self.stop(timer),
            (0x02, _) => self.left(timer),
            _ => return Reply::of(GeneralResult::DataNotUnderstood),
        };
        let result = if left.is_some() { GeneralResult::Success } else { GeneralResult::TimerConflict };
        data.extend(left.map(|left| object(ObjectTag::TimerValue, left)));
        Reply { outcome: CommandResult::of(result), data }
    }

    /// Starts a timer; a timer that runs is restarted.
    pub fn start(&mut self, id: u8, value: TimerValue) {
        self.0.retain(|timer| timer.id != id);
        let set_ms = u64::from(value.in_seconds()) * 1000;
        self.0.push(Timer { id, set_ms, gone_ms: 0, told_at_ms: set_ms, announced: false });
    }

    /// Returns the time left of a timer; `None` if it does not run.
    pub fn left(&self, id: u8) -> Option<TimerValue> {
        let timer = self.0.iter().find(|timer| timer.id == id && !timer.announced)?;
        Some(value(timer.set_ms.saturating_sub(timer.gone_ms).div_ceil(1000).saturating_mul(1000)))
    }

    /// Stops a timer that runs and returns the time left; `None` if it does not run.
    pub fn stop(&mut self, id: u8) -> Option<TimerValue> {
        let left = self.left(id)?;
        self.0.retain(|timer| timer.id != id);
        Some(left)
    }

    /// Lets time pass; returns each timer that expired, with the time since its start.
    pub fn pass(&mut self, ms: u32) -> Vec<(u8, TimerValue)> {
        for timer in &mut self.0 {
            timer.gone_ms = timer.gone_ms.saturating_add(u64::from(ms));
        }
        let due = self.0.iter_mut().filter(|timer| !timer.announced && timer.gone_ms >= timer.told_at_ms);
        due.map(|timer| {
            timer.announced = true;
            (timer.id, value(timer.gone_ms))
        })
        .collect()
    }

    /// Removes a timer, as the card has taken its expiration.
    pub fn acknowledge(&mut self, id: u8) {
        self.0.retain(|timer| timer.id != id || !timer.announced);
    }

    /// Notifies the card again after one second, as it was busy.
    pub fn retry(&mut self, id: u8) {
        for timer in self.0.iter_mut().filter(|timer| timer.id == id) {
            timer.announced = false;
            timer.told_at_ms = timer.gone_ms.saturating_add(AGAIN_MS);
        }
    }
}
