//! Passing of time: for what waits in the handset, or over a handset at rest, where hours may go by at once.

use serde::{Deserialize, Serialize};

use sim_wire::instruction::Instruction;
use sim_wire::proactive::{Device, ObjectTag};

use super::queue::Purpose;
use super::{Handset, STEP_MS, Speech};
use sim_codec::cat::Object;
use sim_codec::cat::content::TimerValue;
use sim_codec::cat::envelope::{Body as EnvelopeBody, TimerExpiration};

/// Milliseconds of the clock's current second that have passed, 0 to 999.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SecondCounter(u32);

impl SecondCounter {
    /// Lets time pass; returns the whole seconds by which the clock advances.
    fn pass(&mut self, ms: u32) -> u32 {
        let since = u64::from(self.0) + u64::from(ms);
        self.0 = u32::try_from(since % 1000).unwrap_or(0);
        u32::try_from(since / 1000).unwrap_or(u32::MAX)
    }
}

impl Handset {
    /// Lets time pass until something is to be sent, at most `ms` milliseconds; returns the milliseconds that passed.
    pub fn wait(&mut self, ms: u32) -> u32 {
        let mut passed = 0;
        while passed < ms && self.queue.is_empty() {
            let step = STEP_MS.min(ms - passed);
            self.pass(step);
            passed += step;
        }
        passed
    }

    /// Lets time pass over a handset at rest: the clock advances, and the card is not polled.
    pub fn rest(&mut self, ms: u32) {
        self.surroundings.now = self.surroundings.now.later(self.second.pass(ms));
    }

    /// Returns whether nothing but the clock and the poll goes on. No command waits, no timer runs, no text is about to
    /// go from the screen, and no message is on its way to the card.
    pub fn is_at_rest(&self) -> bool {
        self.session.is_at_rest()
            && self.queue.is_at_rest()
            && self.display.is_at_rest()
            && self.timers.is_empty()
            && !self.has_downloads()
    }

    fn pass(&mut self, step_ms: u32) {
        self.rest(step_ms);
        for (timer, value) in self.timers.pass(step_ms) {
            self.report_timer(timer, value);
        }
        if self.display.pass(step_ms) {
            self.report_idle_screen();
        }
        if self.downloads.pass(step_ms) {
            self.bring_message();
        }
        if let Some(unanswered) = self.host.pass(step_ms) {
            self.take_command(&unanswered);
        }
        if self.polling.pass(step_ms) && !self.is_engaged() {
            self.poll();
        }
        if self.session.pass_stale_timeout(step_ms) {
            self.give_up_late();
        }
        if self.session.pass(step_ms) {
            self.give_up();
        }
    }

    /// Sends STATUS, which asks the card for a command.
    fn poll(&mut self) {
        let status = match self.speech {
            Speech::Gsm => vec![0xA0, Instruction::Status.ins(), 0x00, 0x00, 0x16],
            Speech::Uicc => vec![0x80, Instruction::Status.ins(), 0x00, 0x0C, 0x00],
        };
        self.queue.push(Purpose::Poll, status);
    }

    /// Sends TIMER EXPIRATION for a timer that expired.
    fn report_timer(&mut self, timer: u8, value: TimerValue) {
        let body = TimerExpiration {
            timer: Some(Object::new(ObjectTag::TimerIdentifier, timer)),
            value: Some(Object::new(ObjectTag::TimerValue, value)),
        };
        let body = EnvelopeBody::TimerExpiration(Box::new(body));
        self.tell(Purpose::TimerExpiration(timer), Device::Terminal, body);
    }
}
