//! Pace at which a face lets the time of a world pass that it may share with others.
//!
//! Each face counts its own time. The world's clock follows the face that is furthest, so that it goes no faster when
//! several faces are open. A face that is far behind goes on from the world's clock.

use super::World;
use crate::platform::number::Msisdn;
use sim_codec::time::Moment;

/// Milliseconds that may pass without any event before a world in a file goes on.
const IDLE_MS: u32 = 1000;

/// Milliseconds that may pass before a world in a file goes on while a phone is not at rest, such as for a timed text.
const RESTLESS_MS: u32 = 200;

/// Milliseconds by which the shared clock may be ahead before a face follows it at once.
const AHEAD_MS: u64 = 1000;

/// Time of one face, and the part of it that its world has not lived through yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Moment up to which the world has come by this face's time; others who share it may be ahead.
    reached: Moment,
    /// Milliseconds that passed without a step of the world.
    lag_ms: u32,
}

impl Pace {
    /// Creates the pace of a face that opens a world at `now`.
    pub const fn new(now: Moment) -> Pace {
        Pace { reached: now, lag_ms: 0 }
    }

    /// Adds time that passed for the face.
    pub fn add(&mut self, ms: u32) {
        self.lag_ms = self.lag_ms.saturating_add(ms);
    }

    /// Returns `true` if a world in a file, which is written at each step, must now go on through the time that passed.
    /// `watched` are the phones that the face shows.
    pub fn is_due(&self, world: &World, watched: &[Msisdn]) -> bool {
        let is_restless = || watched.iter().any(|number| !world.is_at_rest(number));
        let comes = world.next_due().is_some_and(|due| due <= world.now().later(self.lag_ms.into()));
        comes || self.lag_ms >= IDLE_MS || self.lag_ms >= RESTLESS_MS && is_restless()
    }

    /// Takes the time that the world has not lived through, in milliseconds.
    pub fn take_lag(&mut self) -> u64 {
        std::mem::take(&mut self.lag_ms).into()
    }

    /// Returns the moment that a shared world at `now` reaches after `ms` milliseconds. Unless the two clocks are far
    /// apart, the face's own time counts.
    pub fn until(&self, now: Moment, ms: u64) -> Moment {
        let own = self.reached.later(ms);
        let is_apart = now.since(own) > AHEAD_MS || own.since(now) > ms.saturating_add(AHEAD_MS);
        if is_apart { now.later(ms) } else { own }
    }

    /// Notes that the world has come to `moment` by this face's time.
    pub fn reach(&mut self, moment: Moment) {
        self.reached = moment;
    }
}

impl World {
    /// Returns `true` if a person's phone is at rest, or the person is not in this world.
    fn is_at_rest(&self, number: &Msisdn) -> bool {
        self.person(number).is_none_or(|person| person.station().handset().is_at_rest())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_faces_do_not_hurry_the_clock() {
        let start = Moment(1_000_000);
        let (mut one, mut other) = (Pace::new(start), Pace::new(start));
        let mut now = start;
        for _ in 0..10 {
            for face in [&mut one, &mut other] {
                let until = face.until(now, 500);
                now = now.max(until);
                face.reach(until);
            }
        }
        assert_eq!(now.since(start), 5000);
    }

    #[test]
    fn far_clock_is_followed_at_once() {
        let mut face = Pace::new(Moment(1_000_000));
        let far = Moment(1_000_000).later(3_600_000);
        assert_eq!(face.until(far, 200), far.later(200));
        face.reach(far.later(200));
        assert_eq!(face.until(far.later(200), 300), far.later(500));
    }

    #[test]
    fn lag_is_taken_once() {
        let mut face = Pace::new(Moment(0));
        face.add(300);
        face.add(400);
        assert_eq!((face.take_lag(), face.take_lag()), (700, 0));
    }
}
