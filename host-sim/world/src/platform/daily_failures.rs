//! Failures of a day that are counted against a limit, such as wrong answers to security questions.

use serde::{Deserialize, Serialize};

use sim_codec::time::Day;

/// Failures on the last day with one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DailyFailures {
    day: Day,
    count: u8,
}

impl DailyFailures {
    /// Returns the number of failures on a day.
    pub fn on(&self, day: Day) -> u8 {
        if self.day == day { self.count } else { 0 }
    }

    /// Counts a failure. Returns the number of failures on that day.
    pub(super) fn count(&mut self, day: Day) -> u8 {
        let count = self.on(day).saturating_add(1);
        *self = DailyFailures { day, count };
        count
    }

    /// Forgets the failures.
    pub(super) fn clear(&mut self) {
        *self = DailyFailures::default();
    }

    /// Returns whether nothing is counted.
    pub(super) fn is_clear(&self) -> bool {
        self.count == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_count_by_the_day() {
        let mut failures = DailyFailures::default();
        assert_eq!([failures.count(Day(9)), failures.count(Day(9))], [1, 2]);
        assert_eq!([failures.on(Day(9)), failures.on(Day(10))], [2, 0]);
        assert_eq!(failures.count(Day(10)), 1);
        failures.clear();
        assert!(failures.is_clear() && failures.on(Day(10)) == 0);
    }
}
