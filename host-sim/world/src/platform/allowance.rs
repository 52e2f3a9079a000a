//! The daily limits of top-ups over the air (空中充值): at most five and at most 500 yuan, by the day of the
//! calendar. A top-up counts as soon as its money is reserved; a refund on the same day gives it back.

use serde::{Deserialize, Serialize};
use sim_wire::Fen;

use super::amount::as_fen;
use super::error::PlatformError;
use super::number::Msisdn;
use sim_codec::time::Day;
use sim_device::tracked_map::TrackedMap;

/// Daily limits of top-ups over the air.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DailyMost {
    /// Largest number of top-ups in a day.
    pub count: u32,
    /// Largest sum of the top-ups of a day, in fen.
    #[serde(with = "as_fen")]
    pub sum: Fen,
}

impl Default for DailyMost {
    /// Returns the handbook's limits: 每天最多可充值5次,最多转存500元 (3.2.1.3).
    fn default() -> DailyMost {
        DailyMost { count: 5, sum: Fen(50_000) }
    }
}

/// Top-ups of a subscriber on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DailyUse {
    day: Day,
    count: u32,
    #[serde(with = "as_fen")]
    sum: Fen,
}

/// Top-ups of each subscriber on the last day with one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    pub(super) used: TrackedMap<Msisdn, DailyUse>,
}

impl Allowance {
    /// Checks that a top-up exceeds neither limit of the day.
    pub fn check(&self, number: &Msisdn, day: Day, amount: Fen, most: DailyMost) -> Result<(), PlatformError> {
        self.after(number, day, amount, most).map(|_| ())
    }

    /// Charges a top-up to the day's allowance, or refuses and changes nothing.
    pub fn take(&mut self, number: Msisdn, day: Day, amount: Fen, most: DailyMost) -> Result<(), PlatformError> {
        let used = self.after(&number, day, amount, most)?;
        self.used.insert(number, used);
        Ok(())
    }

    /// Returns the day's use with one more top-up.
    fn after(&self, number: &Msisdn, day: Day, amount: Fen, most: DailyMost) -> Result<DailyUse, PlatformError> {
        let (count, sum) = self.used(number, day);
        if count >= most.count {
            return Err(PlatformError::TopUpCount { most: most.count });
        }
        let left = most.sum.checked_sub(sum).unwrap_or(Fen::ZERO);
        let after = sum.checked_add(amount).filter(|after| *after <= most.sum);
        let sum = after.ok_or(PlatformError::TopUpSum { most: most.sum, left })?;
        Ok(DailyUse { day, count: count.saturating_add(1), sum })
    }

    /// Gives back a refunded top-up of the given day. If the last top-ups were on another day, nothing changes.
    pub fn give_back(&mut self, number: Msisdn, day: Day, amount: Fen) {
        if self.used(&number, day) == (0, Fen::ZERO) {
            return;
        }
        if let Some(used) = self.used.get_mut(&number) {
            used.count = used.count.saturating_sub(1);
            used.sum = used.sum.checked_sub(amount).unwrap_or(Fen::ZERO);
        }
    }

    /// Returns count and sum (in fen) of the top-ups of a day.
    pub fn used(&self, number: &Msisdn, day: Day) -> (u32, Fen) {
        let used = self.used.get(number).filter(|used| used.day == day);
        used.map_or((0, Fen::ZERO), |used| (used.count, used.sum))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number() -> Msisdn {
        "13807310001".parse().unwrap()
    }

    #[test]
    fn sixth_top_up_of_day_is_refused() {
        let (mut allowance, most) = (Allowance::default(), DailyMost::default());
        for _ in 0..5 {
            assert_eq!(allowance.take(number(), Day(9), Fen(100), most), Ok(()));
        }
        let before = allowance.clone();
        assert_eq!(allowance.take(number(), Day(9), Fen(100), most), Err(PlatformError::TopUpCount { most: 5 }));
        assert_eq!(allowance, before);
        assert_eq!(allowance.take(number(), Day(10), Fen(100), most), Ok(()));
    }

    #[test]
    fn daily_sum_over_500_yuan_is_refused() {
        let (mut allowance, most) = (Allowance::default(), DailyMost::default());
        assert_eq!(allowance.take(number(), Day(9), Fen(30_000), most), Ok(()));
        let refused = PlatformError::TopUpSum { most: Fen(50_000), left: Fen(20_000) };
        assert_eq!(allowance.take(number(), Day(9), Fen(20_001), most), Err(refused));
        assert_eq!(allowance.take(number(), Day(9), Fen(20_000), most), Ok(()));
        assert_eq!(allowance.used(&number(), Day(9)), (2, Fen(50_000)));
        assert!(allowance.take(number(), Day(9), Fen(u32::MAX), most).is_err());
    }

    #[test]
    fn refund_restores_allowance_of_same_day_alone() {
        let (mut allowance, most) = (Allowance::default(), DailyMost::default());
        assert_eq!(allowance.take(number(), Day(9), Fen(50_000), most), Ok(()));
        allowance.give_back(number(), Day(9), Fen(50_000));
        assert_eq!(allowance.take(number(), Day(9), Fen(50_000), most), Ok(()));
        assert_eq!(allowance.take(number(), Day(10), Fen(40_000), most), Ok(()));
        allowance.give_back(number(), Day(9), Fen(50_000));
        assert_eq!(allowance.used(&number(), Day(10)), (1, Fen(40_000)));
    }
}
