//! Axes: round steps for amounts and for time.

use sim_codec::time::{DAY, HOUR, MINUTE, Moment, SECOND};

/// Largest number of marks on an axis.
const MARKS_MAX: u64 = 5;

/// Steps of an axis of time, in milliseconds.
const TIME_STEPS: [u64; 18] = [
    SECOND,
    5 * SECOND,
    15 * SECOND,
    30 * SECOND,
    MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    30 * DAY,
    90 * DAY,
    365 * DAY,
];

/// Range of amounts on an axis, in fen, with its marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AmountAxis {
    pub(super) low: i64,
    pub(super) high: i64,
    pub(super) marks: Vec<i64>,
}

impl AmountAxis {
    /// Makes the axis for amounts from `low` to `high`. Zero is always on the axis.
    pub(super) fn new(low: i64, high: i64) -> AmountAxis {
        let (low, high) = (i128::from(low.min(0)), i128::from(high.max(0)));
        let step = step(high.saturating_sub(low).max(1));
        let (first, last) = (low.div_euclid(step), -(-high).div_euclid(step));
        let last = if first == last { last.saturating_add(1) } else { last };
        let fen = |place: i128| i64::try_from(place.saturating_mul(step)).ok();
        let marks: Vec<i64> = (first..=last).filter_map(fen).collect();
        let low = marks.first().copied().unwrap_or(i64::MIN);
        let high = marks.last().copied().unwrap_or(i64::MAX);
        AmountAxis { low, high, marks }
    }

    /// Returns the place of an amount, in thousandths of the axis from below.
    pub(super) fn place(&self, fen: i64) -> u32 {
        let range = i128::from(self.high).saturating_sub(i128::from(self.low)).max(1);
        let above = i128::from(fen).saturating_sub(i128::from(self.low)).clamp(0, range);
        u32::try_from(above.saturating_mul(1000).checked_div(range).unwrap_or(0)).unwrap_or(1000)
    }
}

/// Returns the round step that divides a range into a few parts: 1, 2 or 5 of a power of ten, from 1 yuan on.
fn step(range: i128) -> i128 {
    let mut power: i128 = 100;
    loop {
        for times in [1, 2, 5] {
            let step = power.saturating_mul(times);
            if step.saturating_mul(i128::from(MARKS_MAX)) >= range {
                return step;
            }
        }
        power = power.saturating_mul(10);
    }
}

/// Range of time on an axis, with its marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TimeAxis {
    pub(super) from: Moment,
    pub(super) to: Moment,
    pub(super) marks: Vec<(Moment, String)>,
}

impl TimeAxis {
    /// Makes the axis from a moment to a later one.
    pub(super) fn new(from: Moment, to: Moment) -> TimeAxis {
        let range = to.since(from).max(MINUTE);
        let to = from.later(range);
        let longest = TIME_STEPS.last().copied().unwrap_or(DAY);
        let fits = TIME_STEPS.into_iter().find(|step| range / (*step).max(1) <= MARKS_MAX);
        let step = fits.unwrap_or_else(|| longest.saturating_mul(1 + range / longest / MARKS_MAX));
        let first = from.0.div_ceil(step).saturating_mul(step);
        let all = (0..=MARKS_MAX).map(|nth| Moment(first.saturating_add(step.saturating_mul(nth))));
        let marks = all.take_while(|at| *at <= to).map(|at| (at, label(at, step))).collect();
        TimeAxis { from, to, marks }
    }

    /// Returns the place of a moment, in thousandths of the axis from the left.
    pub(super) fn place(&self, at: Moment) -> u32 {
        let range = u128::from(self.to.since(self.from).max(1));
        let thousandths = u128::from(at.since(self.from)).saturating_mul(1000) / range;
        u32::try_from(thousandths.min(1000)).unwrap_or(1000)
    }
}

/// Renders the mark of a moment as precisely as the step needs.
fn label(at: Moment, step: u64) -> String {
    let civil = at.civil();
    let (hour, minute) = (civil.hour(), civil.minute());
    if step < MINUTE {
        format!("{hour:02}:{minute:02}:{:02}", civil.second())
    } else if step < DAY {
        format!("{hour:02}:{minute:02}")
    } else if step < 90 * DAY {
        format!("{:02}-{:02}", civil.month(), civil.day())
    } else {
        civil.date().to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amount_axis_has_round_marks() {
        assert_eq!(AmountAxis::new(0, 5000).marks, [0, 1000, 2000, 3000, 4000, 5000]);
        assert_eq!(AmountAxis::new(0, 0).marks, [0, 100]);
        assert_eq!(AmountAxis::new(-150, 730).marks, [-200, 0, 200, 400, 600, 800]);
    }

    #[test]
    fn time_axis_has_readable_marks() {
        let from: Moment = "2009-11-18 10:30:00".parse().unwrap();
        let marks = |ms: u64| TimeAxis::new(from, from.later(ms)).marks.into_iter().map(|(_, text)| text);
        assert_eq!(
            marks(40 * SECOND).collect::<Vec<_>>(),
            ["10:30:00", "10:30:15", "10:30:30", "10:30:45", "10:31:00"]
        );
        assert_eq!(marks(10 * HOUR).collect::<Vec<_>>(), ["12:00", "15:00", "18:00"]);
        assert_eq!(marks(4 * DAY).collect::<Vec<_>>(), ["11-19", "11-20", "11-21", "11-22"]);
    }

    proptest! {
        #[test]
        fn amounts_lie_on_their_axis(low: i64, high: i64, inside: prop::sample::Index) {
            let (low, high) = (low.min(high), low.max(high));
            let axis = AmountAxis::new(low, high);
            prop_assert!(axis.marks.len() <= 8 && axis.place(low) <= axis.place(high));
            prop_assert!(axis.marks.contains(&0) && inside.index(1001) <= 1000);
            prop_assert!(axis.place(axis.high) == 1000 && axis.place(axis.low) == 0);
        }

        #[test]
        fn moments_lie_on_their_axis(from: u64, range: u64, at: u64) {
            let axis = TimeAxis::new(Moment(from), Moment(from).later(range));
            prop_assert!(axis.marks.len() <= 6 && axis.place(Moment(at)) <= 1000);
        }
    }
}
