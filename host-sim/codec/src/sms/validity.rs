//! Validity periods of a submission (3GPP TS 23.040 §9.2.3.12): relative, absolute, or enhanced.

use super::Timestamp;

/// Period in which the service centre tries to deliver a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// Period from the submission on.
    Relative {
        /// Minutes, 5 to 635,040.
        minutes: u32,
    },
    /// Time at which the period ends.
    Absolute(Timestamp),
    /// Period of seven octets, of which the first gives the format of the others.
    Enhanced {
        /// Format in bits 0 to 2.
        indicator: u8,
        /// Value of the format: an octet of a relative period, seconds, or hours, minutes and seconds in swapped BCD.
        value: [u8; 6],
    },
}

/// Returns the minutes of an octet of a relative period.
const fn minutes(octet: u8) -> u32 {
    let octet = octet as u32;
    match octet {
        0..=143 => (octet + 1) * 5,
        144..=167 => 12 * 60 + (octet - 143) * 30,
        168..=196 => (octet - 166) * 24 * 60,
        _ => (octet - 192) * 7 * 24 * 60,
    }
}

impl Validity {
    /// Reads TP-VP, whose format stands in the first octet of the message; `None` where TP-VP is absent or cut.
    pub fn read(first: u8, octets: &[u8]) -> Option<Validity> {
        match (first & 0x18, octets) {
            (0x10, [octet]) => Some(Validity::Relative { minutes: minutes(*octet) }),
            (0x18, _) => octets.try_into().ok().map(Timestamp).map(Validity::Absolute),
            (0x08, [indicator, value @ ..]) => {
                Some(Validity::Enhanced { indicator: *indicator, value: value.try_into().ok()? })
            }
            _ => None,
        }
    }

    /// Returns the period in words.
    pub fn words(self) -> String {
        match self {
            Validity::Relative { minutes } => span(minutes * 60),
            Validity::Absolute(time) => format!("until {time}"),
            Validity::Enhanced { indicator, value } => enhanced(indicator, value),
        }
    }

    /// Returns whether the period is known: an absolute time is a date, an enhanced format is not reserved.
    pub fn is_known(self) -> bool {
        match self {
            Validity::Relative { .. } => true,
            Validity::Absolute(time) => time.date().is_some(),
            Validity::Enhanced { indicator, value } => match indicator & 0x87 {
                0..=2 => true,
                3 => clock(value).is_some(),
                _ => false,
            },
        }
    }
}

/// Reads hours, minutes and seconds in swapped BCD; `None` where they are no time.
fn clock([hours, minutes, seconds, ..]: [u8; 6]) -> Option<[u8; 3]> {
    let [hours, minutes, seconds] = [hours, minutes, seconds].map(sim_wire::bcd::number);
    let (minutes, seconds) = (minutes.filter(|minutes| *minutes < 60)?, seconds.filter(|seconds| *seconds < 60)?);
    Some([hours?, minutes, seconds])
}

fn enhanced(indicator: u8, value: [u8; 6]) -> String {
    let [first, ..] = value;
    let mut words = match indicator & 0x07 {
        0 => "no period is specified".to_owned(),
        1 => span(minutes(first) * 60),
        2 => span(first.into()),
        3 => match clock(value) {
            Some([hours, minutes, seconds]) => {
                span(u32::from(hours) * 3600 + u32::from(minutes) * 60 + u32::from(seconds))
            }
            None => format!("not a time ({})", hex::encode_upper(value)),
        },
        reserved => format!("reserved format {reserved} ({})", hex::encode_upper(value)),
    };
    if indicator & 0x40 != 0 {
        words.push_str(", tried once");
    }
    if indicator & 0x80 != 0 {
        words.push_str(", with an extension");
    }
    words
}

/// Returns a span of seconds in words: `12 h 30 min`, `4 days`, `63 weeks`.
fn span(seconds: u32) -> String {
    const DAY: u32 = 24 * 3600;
    if seconds >= 35 * DAY && seconds.is_multiple_of(7 * DAY) {
        return format!("{} weeks", seconds / (7 * DAY));
    }
    let units = [
        (seconds / DAY, if seconds / DAY == 1 { "day" } else { "days" }),
        (seconds % DAY / 3600, "h"),
        (seconds % 3600 / 60, "min"),
        (seconds % 60, "s"),
    ];
    let said: Vec<String> =
        units.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count} {unit}")).collect();
    if said.is_empty() { "0 s".to_owned() } else { said.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_periods_follow_their_table() {
        for (octet, words) in [
            (0, "5 min"),
            (11, "1 h"),
            (143, "12 h"),
            (144, "12 h 30 min"),
            (167, "1 day"),
            (168, "2 days"),
            (0xAA, "4 days"),
            (196, "30 days"),
            (197, "5 weeks"),
            (255, "63 weeks"),
        ] {
            assert_eq!(Validity::read(0x11, &[octet]).unwrap().words(), words, "{octet}");
        }
    }

    #[test]
    fn absolute_and_enhanced_periods_have_words() {
        let absolute = Validity::read(0x19, &[0x10, 0x10, 0x10, 0x32, 0x95, 0x95, 0x32]).unwrap();
        assert_eq!(absolute.words(), "until 2001-01-01 23:59:59 +05:45");
        let words = |octets: [u8; 7]| Validity::read(0x09, &octets).unwrap().words();
        assert_eq!(words([0x42, 3, 0, 0, 0, 0, 0]), "3 s, tried once");
        assert_eq!(words([0x01, 0, 0, 0, 0, 0, 0]), "5 min");
        assert_eq!(words([0x03, 0x21, 0x03, 0x54, 0, 0, 0]), "12 h 30 min 45 s");
        assert_eq!(words([0x00; 7]), "no period is specified");
        assert!(!Validity::read(0x09, &[0x05, 0, 0, 0, 0, 0, 0]).unwrap().is_known());
        assert!(!Validity::read(0x09, &[0x03, 0x00, 0x06, 0, 0, 0, 0]).unwrap().is_known());
    }

    #[test]
    fn cut_or_absent_period_is_none() {
        assert_eq!(Validity::read(0x01, &[]), None);
        assert_eq!(Validity::read(0x19, &[0x10]), None);
    }
}
