//! Times as people type them: `90s`, `1h30m`, `2d`, with or without a + in front.

use sim_codec::time::{DAY, HOUR, MINUTE, SECOND};

/// Milliseconds of a time.
pub(super) fn parse(text: &str) -> Result<u64, String> {
    let wrong = || "a time is written as 90s, 5m, 1h30m or 2d, with ms, s, m, h and d".to_owned();
    let mut rest = text.strip_prefix('+').unwrap_or(text);
    let mut sum: u64 = 0;
    if rest.is_empty() {
        return Err(wrong());
    }
    while !rest.is_empty() {
        let digits = rest.find(|character: char| !character.is_ascii_digit()).ok_or_else(wrong)?;
        let (number, unit) = rest.split_at_checked(digits).ok_or_else(wrong)?;
        let length = unit.find(|character: char| character.is_ascii_digit()).unwrap_or(unit.len());
        let (unit, behind) = unit.split_at_checked(length).ok_or_else(wrong)?;
        let unit = match unit {
            "ms" => 1,
            "s" => SECOND,
            "m" | "min" => MINUTE,
            "h" => HOUR,
            "d" => DAY,
            _ => return Err(wrong()),
        };
        let number: u64 = number.parse().map_err(|_| wrong())?;
        let part = number.checked_mul(unit).ok_or_else(|| "the time is too long".to_owned())?;
        sum = sum.checked_add(part).ok_or_else(|| "the time is too long".to_owned())?;
        rest = behind;
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_type_them() {
        let read = ["90s", "+5m", "1h30m", "+2d", "1m500ms", "0s"].map(parse);
        let expected = [90 * SECOND, 5 * MINUTE, 90 * MINUTE, 2 * DAY, MINUTE + 500, 0];
        assert_eq!(read, expected.map(Ok));
        for wrong in ["", "+", "5", "h", "1x", "-5s", "1h x", "1.5h", "5s5", "五s"] {
            assert!(parse(wrong).unwrap_err().starts_with("a time is written as"), "{wrong}");
        }
        assert_eq!(parse("999999999999999999d"), Err("the time is too long".to_owned()));
    }
}
