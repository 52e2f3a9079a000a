//! Moments of the simulated world. Time is an argument everywhere: a [`Moment`] is a number that the caller counts up.
//! This module alone knows its date and time of day. Local time is China's (UTC+8, without summer time).

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use sim_wire::record;

use crate::sms;

/// Milliseconds in a second.
pub const SECOND: u64 = 1000;

/// Milliseconds in a minute.
pub const MINUTE: u64 = 60 * SECOND;

/// Milliseconds in an hour.
pub const HOUR: u64 = 60 * MINUTE;

/// Milliseconds in a day.
pub const DAY: u64 = 24 * HOUR;

/// Time zone of China as a short message's time stamp has it: 32 quarters of an hour east of Greenwich, digits swapped.
const ZONE: u8 = 0x23;
const ZONE_QUARTERS: i8 = 32;

/// Milliseconds since 1970-01-01 00:00 of China's local time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub u64);

/// Day of the calendar, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub u64);

/// Error of a text that is no moment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no moment: one is written 2009-11-18 09:30 or 2009-11-18 09:30:15, from 1970 on")]
pub struct MomentError(String);

impl Moment {
    /// Converts a date and time of day; `None` before 1970. What is below a millisecond is left out.
    pub fn from_civil(civil: DateTime) -> Option<Moment> {
        let passed = civil.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0));
        u64::try_from(passed.as_millis()).ok().map(Moment)
    }

    /// Returns date and time of day. After the year 9999 it stays the last one that can be written.
    pub fn civil(self) -> DateTime {
        let passed = i64::try_from(self.0).map(jiff::SignedDuration::from_millis);
        let civil = passed.ok().and_then(|passed| DateTime::constant(1970, 1, 1, 0, 0, 0, 0).checked_add(passed).ok());
        civil.unwrap_or(DateTime::MAX)
    }

    /// Returns the day of the moment.
    pub fn day(self) -> Day {
        Day(self.0 / DAY)
    }

    /// Returns the moment that many milliseconds later; the end of time stays the end of time.
    #[must_use]
    pub fn later(self, milliseconds: u64) -> Moment {
        Moment(self.0.saturating_add(milliseconds))
    }

    /// Returns the moment that many seconds later.
    #[must_use]
    pub fn seconds_later(self, seconds: u64) -> Moment {
        self.later(seconds.saturating_mul(SECOND))
    }

    /// Returns the moment that many minutes later.
    #[must_use]
    pub fn minutes_later(self, minutes: u64) -> Moment {
        self.later(minutes.saturating_mul(MINUTE))
    }

    /// Returns the moment that many hours later.
    #[must_use]
    pub fn hours_later(self, hours: u64) -> Moment {
        self.later(hours.saturating_mul(HOUR))
    }

    /// Returns the milliseconds from an earlier moment to this one; 0 where the other is not earlier.
    pub fn since(self, earlier: Moment) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Returns the time stamp of a short message's centre (TS 23.040 §9.2.3.11), with China's time zone.
    pub fn stamp(self) -> sms::Timestamp {
        let [_, year, month, day, hour, minute, second] = self.pairs();
        let swapped = |number: u8| ((number % 10) << 4) | (number / 10);
        let [year, month, day, hour, minute, second] = [year, month, day, hour, minute, second].map(swapped);
        sms::Timestamp([year, month, day, hour, minute, second, ZONE])
    }

    /// Converts a short message's time stamp; `None` where it is no date. A stamp without a zone has China's.
    pub fn from_stamp(stamp: sms::Timestamp) -> Option<Moment> {
        let [digits @ .., _] = stamp.0;
        if digits.iter().any(|octet| octet & 0x0F > 9 || octet >> 4 > 9) {
            return None;
        }
        let [year, month, day, hour, minute, second] = stamp.fields().map(|field| i8::try_from(field).ok());
        let civil = DateTime::new(2000 + i16::from(year?), month?, day?, hour?, minute?, second?, 0).ok()?;
        let quarters = i64::from(stamp.zone().map_or(0, |zone| ZONE_QUARTERS - zone));
        Moment::from_civil(civil.checked_add(jiff::SignedDuration::from_mins(15 * quarters)).ok()?)
    }

    /// Returns the moment of a date and time as a terminal writes it; `None` for what is no date, or before 1970.
    pub fn from_record(at: record::TerminalTime) -> Option<Moment> {
        let digits = hex::encode(at.0);
        DateTime::strptime("%Y%m%d%H%M%S", &digits).ok().and_then(Moment::from_civil)
    }

    /// Returns the time as a terminal gives it to the card and the card writes it into its log: YYYYMMDDHHMMSS in BCD.
    pub fn record(self) -> record::TerminalTime {
        record::TerminalTime(self.pairs().map(|number| ((number / 10) << 4) | (number % 10)))
    }

    /// Returns century, year of the century, month, day, hour, minute and second.
    fn pairs(self) -> [u8; 7] {
        let civil = self.civil();
        let year = civil.year().unsigned_abs();
        let (century, year) = (u8::try_from(year / 100).unwrap_or(99), u8::try_from(year % 100).unwrap_or(99));
        let [month, day, hour, minute, second] =
            [civil.month(), civil.day(), civil.hour(), civil.minute(), civil.second()].map(i8::unsigned_abs);
        [century, year, month, day, hour, minute, second]
    }
}

impl Day {
    /// Returns the day of a date; `None` before 1970.
    pub fn from_date(date: Date) -> Option<Day> {
        Moment::from_civil(date.at(0, 0, 0, 0)).map(Moment::day)
    }

    /// Returns the date of the day.
    pub fn date(self) -> Date {
        self.start().civil().date()
    }

    /// Returns whether the day is one from Monday to Friday (工作日).
    pub fn is_working_day(self) -> bool {
        self.date().weekday().to_monday_zero_offset() < 5
    }

    /// Returns the first moment of the day.
    pub fn start(self) -> Moment {
        Moment(self.0.saturating_mul(DAY))
    }
}

impl fmt::Display for Moment {
    /// Writes the moment as `2009-11-18 09:30:15`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let civil = self.civil();
        write!(f, "{} {:02}:{:02}:{:02}", civil.date(), civil.hour(), civil.minute(), civil.second())
    }
}

impl fmt::Display for Day {
    /// Writes the day as `2009-11-18`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date())
    }
}

impl FromStr for Moment {
    type Err = MomentError;

    fn from_str(text: &str) -> Result<Moment, MomentError> {
        let text = text.trim();
        let civil =
            DateTime::strptime("%Y-%m-%d %H:%M:%S", text).or_else(|_| DateTime::strptime("%Y-%m-%d %H:%M", text));
        civil.ok().and_then(Moment::from_civil).ok_or_else(|| MomentError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn moment_is_read_and_printed() {
        let moment: Moment = "2009-11-18 09:30:15".parse().unwrap();
        assert_eq!(moment, Moment(1_258_536_615_000));
        assert_eq!(moment.to_string(), "2009-11-18 09:30:15");
        assert_eq!("2009-11-18 09:30".parse(), Ok(Moment(1_258_536_600_000)));
        assert_eq!(Moment(0).to_string(), "1970-01-01 00:00:00");
        let wrong = "2009-02-30 09:30".parse::<Moment>().unwrap_err().to_string();
        assert_eq!(
            wrong,
            "\"2009-02-30 09:30\" is no moment: one is written 2009-11-18 09:30 or 2009-11-18 09:30:15, from 1970 on"
        );
        assert!("1969-12-31 23:59".parse::<Moment>().is_err());
    }

    #[test]
    fn day_ends_at_midnight() {
        let last: Moment = "2009-11-18 23:59:59".parse().unwrap();
        assert_eq!(last.day().to_string(), "2009-11-18");
        assert_eq!(last.seconds_later(1).day(), Day(last.day().0 + 1));
        assert_eq!(last.day().start().to_string(), "2009-11-18 00:00:00");
        assert_eq!(Day::from_date(last.civil().date()), Some(last.day()));
    }

    #[test]
    fn stamp_is_read_back_from_every_zone() {
        let moment: Moment = "2009-11-18 09:30:15".parse().unwrap();
        let stamp = moment.stamp();
        assert_eq!(Moment::from_stamp(stamp), Some(moment));
        let with = |hour: u8, zone: u8| sms::Timestamp([0x90, 0x11, 0x81, hour, 0x03, 0x51, zone]);
        assert_eq!(Moment::from_stamp(with(0x90, 0xFF)), Some(moment), "no zone is China's");
        assert_eq!(Moment::from_stamp(with(0x10, 0x00)), Some(moment), "01:30 in Greenwich");
        assert_eq!(Moment::from_stamp(with(0x30, 0x8A)), Some(moment.hours_later(9)), "03:30, seven hours west");
        for wrong in [[0xFF; 7], [0; 7], [0x90, 0x31, 0x81, 0, 0, 0, 0], [0x90, 0x11, 0xA1, 0, 0, 0, 0]] {
            assert_eq!(Moment::from_stamp(sms::Timestamp(wrong)), None, "{wrong:02X?}");
        }
    }

    #[test]
    fn stamps_follow_the_standards() {
        let moment: Moment = "2009-11-18 09:30:15".parse().unwrap();
        assert_eq!(moment.stamp().0, [0x90, 0x11, 0x81, 0x90, 0x03, 0x51, 0x23]);
        assert_eq!(moment.stamp().to_string(), "2009-11-18 09:30:15 +08:00");
        assert_eq!(moment.record().0, [0x20, 0x09, 0x11, 0x18, 0x09, 0x30, 0x15]);
    }

    #[test]
    fn moment_arithmetic_saturates() {
        let end = Moment(u64::MAX);
        assert_eq!(end.later(1), end);
        assert_eq!(end.to_string(), "9999-12-31 23:59:59");
        assert_eq!((Moment(3).since(Moment(5)), Moment(5).since(Moment(3))), (0, 2));
    }

    proptest! {
        #[test]
        fn civil_time_round_trips(milliseconds in 0..253_402_300_800_000_u64) {
            let moment = Moment(milliseconds);
            prop_assert_eq!(Moment::from_civil(moment.civil()), Some(moment));
            prop_assert_eq!(Day::from_date(moment.civil().date()), Some(moment.day()));
        }
    }
}
