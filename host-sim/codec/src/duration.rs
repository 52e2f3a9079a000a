//! Durations as text: `90 s` where a line is made of words, `1h30m` where one word is all there is room for.

use crate::time::{DAY, HOUR, MINUTE, SECOND};

/// Units of a duration in words, each with its milliseconds, the longest first.
pub const UNITS: [(&str, u64); 5] = [("d", DAY), ("h", HOUR), ("min", MINUTE), ("s", SECOND), ("ms", 1)];

/// Error of a text that is no duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// The text is not made of numbers and units.
    #[error("a time is written as 90s, 5m, 1h30m or 2d, with ms, s, m, h and d")]
    Form,
    /// The text says more milliseconds than can be counted.
    #[error("the time is too long")]
    TooLong,
}

/// Returns the milliseconds of a count of units; `None` where the unit is none or the product is too large.
pub fn from_words(count: u64, unit: &str) -> Option<u64> {
    let (_, ms) = UNITS.iter().find(|(name, _)| *name == unit)?;
    count.checked_mul(*ms)
}

/// Returns a duration in milliseconds as words: a whole number of the longest unit that divides it.
pub fn to_words(ms: u64) -> String {
    let whole = UNITS.iter().find(|(_, unit)| ms > 0 && ms.is_multiple_of(*unit));
    let (name, unit) = whole.copied().unwrap_or(("s", SECOND));
    format!("{} {name}", ms.checked_div(unit).unwrap_or(0))
}

/// Parses a duration in one word into milliseconds: numbers with units, `1h30m`, with or without a plus sign before
/// them.
pub fn from_word(text: &str) -> Result<u64, DurationError> {
    let mut rest = text.strip_prefix('+').unwrap_or(text);
    let mut sum: u64 = 0;
    if rest.is_empty() {
        return Err(DurationError::Form);
    }
    while !rest.is_empty() {
        let digits = rest.find(|character: char| !character.is_ascii_digit()).ok_or(DurationError::Form)?;
        let (number, unit) = rest.split_at_checked(digits).ok_or(DurationError::Form)?;
        let length = unit.find(|character: char| character.is_ascii_digit()).unwrap_or(unit.len());
        let (unit, behind) = unit.split_at_checked(length).ok_or(DurationError::Form)?;
        let unit = if unit == "m" { "min" } else { unit };
        if !UNITS.iter().any(|(name, _)| *name == unit) {
            return Err(DurationError::Form);
        }
        let number: u64 = number.parse().map_err(|_| DurationError::Form)?;
        let part = from_words(number, unit).ok_or(DurationError::TooLong)?;
        sum = sum.checked_add(part).ok_or(DurationError::TooLong)?;
        rest = behind;
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn typed_durations_are_read() {
        let read = ["90s", "+5m", "1h30m", "+2d", "1m500ms", "0s", "5min"].map(from_word);
        let expected = [90 * SECOND, 5 * MINUTE, 90 * MINUTE, 2 * DAY, MINUTE + 500, 0, 5 * MINUTE];
        assert_eq!(read, expected.map(Ok));
        for wrong in ["", "+", "5", "h", "1x", "-5s", "1h x", "1.5h", "5s5", "五s"] {
            assert_eq!(from_word(wrong), Err(DurationError::Form), "{wrong}");
        }
        assert_eq!(from_word("999999999999999999d"), Err(DurationError::TooLong));
    }

    proptest! {
        #[test]
        fn duration_in_words_round_trips(ms in any::<u64>()) {
            let words = to_words(ms);
            let (count, unit) = words.split_once(' ').unwrap();
            prop_assert_eq!(from_words(count.parse().unwrap(), unit), Some(ms));
        }
    }
}
