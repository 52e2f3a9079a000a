//! The phone's time of day, set and shown. A clock that was never set shows no time.

use jiff::civil::DateTime;

use sim_codec::sms::Timestamp;

/// Encodes a number below 100 as an octet of two swapped digits.
fn swapped(number: i8) -> u8 {
    let number = number.unsigned_abs() % 100;
    ((number % 10) << 4) | (number / 10)
}

/// Creates the timestamp of a date and time in a zone, in quarters of an hour east of Greenwich.
pub fn timestamp(at: DateTime, quarters: i8) -> Timestamp {
    let sign = if quarters < 0 { 0x08 } else { 0x00 };
    let year = i8::try_from(at.year().rem_euclid(100)).unwrap_or(0);
    let date = [year, at.month(), at.day(), at.hour(), at.minute(), at.second()].map(swapped);
    let [year, month, day, hour, minute, second] = date;
    Timestamp([year, month, day, hour, minute, second, swapped(quarters) | sign])
}

/// Returns the date and time of a time stamp of this century; `None` if the clock was never set or the date is invalid.
pub fn civil(now: Timestamp) -> Option<DateTime> {
    let [year, month, day, hour, minute, second] = now.fields();
    let part = |number: u8| i8::try_from(number).ok();
    let year = i16::from(year).checked_add(2000)?;
    DateTime::new(year, part(month)?, part(day)?, part(hour)?, part(minute)?, part(second)?, 0).ok()
}

/// Returns hours and minutes as the status bar shows them; `--:--` for a clock that was never set.
pub fn face(now: Timestamp) -> String {
    civil(now).map_or_else(|| "--:--".to_owned(), |at| format!("{:02}:{:02}", at.hour(), at.minute()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_of_day_round_trips() {
        let set = "2012-02-29T23:59:58".parse().unwrap();
        let at = timestamp(set, 32);
        assert_eq!(at.to_string(), "2012-02-29 23:59:58 +08:00");
        assert_eq!((civil(at), face(at)), (Some(set), "23:59".to_owned()));
    }

    #[test]
    fn zone_west_of_greenwich_keeps_its_sign() {
        assert_eq!(timestamp("2009-11-18T10:30:00".parse().unwrap(), -20).to_string(), "2009-11-18 10:30:00 -05:00");
    }

    #[test]
    fn unset_clock_shows_no_time() {
        let never = Timestamp([0xFF; 7]);
        assert_eq!(face(never), "--:--");
    }
}
