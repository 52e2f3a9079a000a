//! The eight timers that a card may set in the terminal (TS 102 223 §6.4.21). Time comes from outside, in milliseconds
//! that have passed.

use serde::{Deserialize, Serialize};

use sim_wire::proactive::{GeneralResult, ObjectTag};

use super::object;
use super::reply::Reply;
use sim_codec::cat::command::TimerManagement;
use sim_codec::cat::content::{Outcome, TimerValue};

/// How many timers a terminal has.
pub const TIMERS: u8 = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Timer {
    id: u8,
    set_ms: u64,
    gone_ms: u64,
    /// The card is told when so much has gone.
    told_at_ms: u64,
    announced: bool,
}

/// How long the handset waits before it tells a busy card again, in milliseconds.
const AGAIN_MS: u64 = 1000;

/// The timers that run, and those whose end the card has not been told.
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
    /// Whether none runs, and the card knows of the end of each.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// TIMER MANAGEMENT: 00 starts, 01 stops, 02 asks.
    pub(super) fn manage(&mut self, qualifier: u8, asked: &TimerManagement) -> Reply {
        let timer = asked.timer.as_ref().map(|timer| timer.value).filter(|timer| (1..=TIMERS).contains(timer));
        let Some(timer) = timer else { return Reply::of(GeneralResult::DataNotUnderstood) };
        let mut data = vec![object(ObjectTag::TimerIdentifier, timer)];
        let left = match (qualifier & 0x03, &asked.value) {
            (0x00, Some(value)) => {
                self.start(timer, value.value);
                return Reply { outcome: Outcome::of(GeneralResult::Success), data };
            }
            (0x01, _) => self.stop(timer),
            (0x02, _) => self.left(timer),
            _ => return Reply::of(GeneralResult::DataNotUnderstood),
        };
        let result = if left.is_some() { GeneralResult::Success } else { GeneralResult::TimerConflict };
        data.extend(left.map(|left| object(ObjectTag::TimerValue, left)));
        Reply { outcome: Outcome::of(result), data }
    }

    /// Starts a timer; one that runs is started again.
    pub fn start(&mut self, id: u8, value: TimerValue) {
        self.0.retain(|timer| timer.id != id);
        let set_ms = u64::from(value.in_seconds()) * 1000;
        self.0.push(Timer { id, set_ms, gone_ms: 0, told_at_ms: set_ms, announced: false });
    }

    /// What is left of a timer that runs.
    pub fn left(&self, id: u8) -> Option<TimerValue> {
        let timer = self.0.iter().find(|timer| timer.id == id && !timer.announced)?;
        Some(value(timer.set_ms.saturating_sub(timer.gone_ms).div_ceil(1000).saturating_mul(1000)))
    }

    /// Stops a timer that runs and says what was left of it.
    pub fn stop(&mut self, id: u8) -> Option<TimerValue> {
        let left = self.left(id)?;
        self.0.retain(|timer| timer.id != id);
        Some(left)
    }

    /// Time passes; what has run off is given with the time since its start.
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

    /// The card has heard that the timer ran off.
    pub fn heard(&mut self, id: u8) {
        self.0.retain(|timer| timer.id != id || !timer.announced);
    }

    /// The card was busy: it is told again when more time has passed.
    pub fn again(&mut self, id: u8) {
        for timer in self.0.iter_mut().filter(|timer| timer.id == id) {
            timer.announced = false;
            timer.told_at_ms = timer.gone_ms.saturating_add(AGAIN_MS);
        }
    }
}
