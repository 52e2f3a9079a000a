//! Time stamps: seven octets of swapped BCD, the last a time zone in quarters of an hour.

use applet::wire::tlv::Emitter;
use serde::{Deserialize, Serialize};

use crate::stk::CannotWrite;
use crate::stk::value::Content;

/// A time stamp, as its octets are: what is no date is still a time stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timestamp(#[serde(with = "hex::serde")] pub [u8; 7]);

/// Two digits, the low nibble first.
const fn digits(octet: u8) -> u8 {
    (octet & 0x0F) * 10 + (octet >> 4)
}

impl Timestamp {
    /// Year of the century, month, day, hour, minute, second.
    pub fn fields(self) -> [u8; 6] {
        let [year, month, day, hour, minute, second, _] = self.0;
        [year, month, day, hour, minute, second].map(digits)
    }

    /// The time so many seconds later, in the same zone. What is no date stays as it is.
    #[must_use]
    pub fn later(self, seconds: u32) -> Timestamp {
        let [.., zone] = self.0;
        let [year, month, day, hour, minute, second] = self.fields().map(|field| i8::try_from(field).unwrap_or(-1));
        let date = jiff::civil::DateTime::new(2000 + i16::from(year), month, day, hour, minute, second, 0);
        let later = date.ok().and_then(|date| date.checked_add(jiff::SignedDuration::from_secs(seconds.into())).ok());
        let Some(later) = later.filter(|_| seconds > 0) else { return self };
        let year = u8::try_from(later.year().rem_euclid(100)).unwrap_or(0);
        let rest = [later.month(), later.day(), later.hour(), later.minute(), later.second()];
        let [month, day, hour, minute, second] = rest.map(i8::unsigned_abs);
        let octet = |number: u8| ((number % 10) << 4) | (number / 10);
        let [year, month, day, hour, minute, second] = [year, month, day, hour, minute, second].map(octet);
        Timestamp([year, month, day, hour, minute, second, zone])
    }

    /// The zone in quarters of an hour east of Greenwich; `None` where it is not known (FF).
    pub fn zone(self) -> Option<i8> {
        let [.., zone] = self.0;
        let quarters = i8::try_from((zone & 0x07) * 10 + (zone >> 4)).unwrap_or(0);
        (zone != 0xFF).then_some(if zone & 0x08 == 0 { quarters } else { -quarters })
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [year, month, day, hour, minute, second] = self.fields();
        write!(f, "{year:02}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")?;
        match self.zone() {
            None => f.write_str(", zone not known"),
            Some(quarters) => {
                let minutes = u16::from(quarters.unsigned_abs()) * 15;
                let sign = if quarters < 0 { '-' } else { '+' };
                write!(f, " {sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

impl Content for Timestamp {
    fn read(octets: &[u8]) -> Option<Timestamp> {
        octets.try_into().ok().map(Timestamp)
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), CannotWrite> {
        Ok(into.octets(&self.0)?)
    }
}
