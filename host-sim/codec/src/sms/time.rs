//! Time stamps (3GPP TS 23.040 §9.2.3.11): seven octets of swapped BCD, the last a time zone in quarters of an hour.
//! Only this module decides which octets are a date.

use serde::{Deserialize, Serialize};
use sim_wire::bcd;
use sim_wire::tlv::Emitter;

use crate::cat::EncodeError;
use crate::cat::value::ObjectValue;

/// Quarters of an hour in the zone that is farthest from Greenwich, UTC+14.
const ZONE_MAX: u8 = 56;

/// Time stamp as its octets, a date or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timestamp(#[serde(with = "hex::serde")] pub [u8; 7]);

/// Returns two half octets as a number, the low one first, whether or not they are digits.
const fn halves(octet: u8) -> u8 {
    (octet & 0x0F) * 10 + (octet >> 4)
}

impl Timestamp {
    /// Returns year of the century, month, day, hour, minute and second. The numbers of a stamp that is no date mean
    /// nothing.
    pub fn fields(self) -> [u8; 6] {
        let [year, month, day, hour, minute, second, _] = self.0;
        [year, month, day, hour, minute, second].map(halves)
    }

    /// Returns the local date and time of day in the years 2000 to 2099; `None` where the octets are no date.
    pub fn date(self) -> Option<jiff::civil::DateTime> {
        let [year, month, day, hour, minute, second, _] = self.0;
        let number = |octet: u8| bcd::number(octet).and_then(|number| i8::try_from(number).ok());
        let (year, month, day) = (number(year)?, number(month)?, number(day)?);
        let (hour, minute, second) = (number(hour)?, number(minute)?, number(second)?);
        jiff::civil::DateTime::new(2000 + i16::from(year), month, day, hour, minute, second, 0).ok()
    }

    /// Returns the time that many seconds later, in the same zone. A stamp that is no date stays as it is.
    #[must_use]
    pub fn later(self, seconds: u32) -> Timestamp {
        // Most steps of a handset's time are shorter than a second, and the calendar is slow.
        if seconds == 0 {
            return self;
        }
        let [.., zone] = self.0;
        let later = self.date().and_then(|date| date.checked_add(jiff::SignedDuration::from_secs(seconds.into())).ok());
        let Some(later) = later else { return self };
        let year = u8::try_from(later.year().rem_euclid(100)).unwrap_or(0);
        let rest = [later.month(), later.day(), later.hour(), later.minute(), later.second()];
        let [month, day, hour, minute, second] = rest.map(i8::unsigned_abs);
        let octet = |number: u8| ((number % 10) << 4) | (number / 10);
        let [year, month, day, hour, minute, second] = [year, month, day, hour, minute, second].map(octet);
        Timestamp([year, month, day, hour, minute, second, zone])
    }

    /// Returns the zone in quarters of an hour east of Greenwich; `None` where it is not known (FF).
    pub fn zone(self) -> Option<i8> {
        let [.., zone] = self.0;
        let quarters = i8::try_from(halves(zone & 0xF7)).unwrap_or(0);
        (zone != 0xFF).then_some(if zone & 0x08 == 0 { quarters } else { -quarters })
    }

    /// Returns whether the zone is digits and at most 14 hours from Greenwich; `false` for a zone that is not known.
    pub fn has_zone(self) -> bool {
        let [.., zone] = self.0;
        bcd::number(zone & 0xF7).is_some_and(|quarters| quarters <= ZONE_MAX)
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.date().is_none() {
            return write!(f, "not a date ({})", hex::encode_upper(self.0));
        }
        let [year, month, day, hour, minute, second] = self.fields();
        let [.., zone] = self.0;
        write!(f, "20{year:02}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")?;
        match self.zone() {
            None => f.write_str(", zone not known"),
            Some(_) if bcd::number(zone & 0xF7).is_none() => write!(f, ", zone {zone:02X} is no number"),
            Some(quarters) => {
                let minutes = u16::from(quarters.unsigned_abs()) * 15;
                let sign = if quarters < 0 { '-' } else { '+' };
                write!(f, " {sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

impl ObjectValue for Timestamp {
    fn read(octets: &[u8]) -> Option<Timestamp> {
        octets.try_into().ok().map(Timestamp)
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        Ok(into.octets(&self.0)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(octets: &str) -> String {
        Timestamp(hex::decode(octets).unwrap().try_into().unwrap()).to_string()
    }

    #[test]
    fn dates_are_shown_with_their_zone() {
        assert_eq!(shown("90118101030023"), "2009-11-18 10:30:00 +08:00");
        assert_eq!(shown("1230405060703B"), "2021-03-04 05:06:07 -08:15");
        assert_eq!(shown("02202200000023"), "2020-02-22 00:00:00 +08:00");
        assert_eq!(shown("901181010300FF"), "2009-11-18 10:30:00, zone not known");
        assert_eq!(shown("901181010300C2"), "2009-11-18 10:30:00, zone C2 is no number");
    }

    #[test]
    fn impossible_dates_are_no_dates() {
        for octets in [
            "FFFFFFFFFFFFFF",
            "00000000000000",
            "11526461402623",
            "90119201030023", // 29 November is one, 31 is none:
            "90111301030023",
            "90201301030023",
            "90209201030023", // 29 February 2009
            "90118142030023", // 24 o'clock
            "90118101060023", // minute 60
            "90118101030623", // second 60
            "A0118101030023", // a half octet above 9
            "9011810103A023",
        ] {
            let date = octets == "90119201030023";
            assert_eq!(shown(octets).starts_with("not a date"), !date, "{octets}: {}", shown(octets));
        }
    }

    #[test]
    fn zones_end_at_fourteen_hours() {
        let has_zone = |zone| Timestamp([0x90, 0x11, 0x81, 0x01, 0x03, 0x00, zone]).has_zone();
        assert_eq!([0x65, 0x6D, 0x75, 0x7D, 0xFF, 0xC2].map(has_zone), [true, true, false, false, false, false]);
    }

    #[test]
    fn leap_days_follow_the_calendar() {
        assert_eq!(shown("02209201030023"), "2020-02-29 10:30:00 +08:00");
        assert_eq!(
            Timestamp([0x02, 0x20, 0x82, 0x32, 0x95, 0x95, 0x23]).later(1).to_string(),
            "2020-02-29 00:00:00 +08:00"
        );
    }
}
