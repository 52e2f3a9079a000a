//! Values of a profile, each parsed from its text, or refused with a description of what was expected.

use sim_wire::Fen;

/// Description of the value that was expected.
pub(super) type Expected = &'static str;

/// Parses octets in hexadecimal; spaces are ignored.
pub(super) fn octets(text: &str) -> Result<Vec<u8>, Expected> {
    let digits: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    hex::decode(digits).map_err(|_| "an even number of hexadecimal digits")
}

/// Parses exactly `N` octets.
pub(super) fn exactly<const N: usize>(text: &str, expected: Expected) -> Result<[u8; N], Expected> {
    octets(text).map_err(|_| expected)?.try_into().map_err(|_| expected)
}

/// Parses up to `N` octets and fills the rest with 00.
pub(super) fn filled<const N: usize>(text: &str, expected: Expected) -> Result<[u8; N], Expected> {
    let mut octets = octets(text).map_err(|_| expected)?;
    if octets.len() > N {
        return Err(expected);
    }
    octets.resize(N, 0);
    octets.try_into().map_err(|_| expected)
}

/// Parses decimal digits, two to an octet.
pub(super) fn digits<const N: usize>(text: &str, expected: Expected) -> Result<[u8; N], Expected> {
    if !text.bytes().all(|octet| octet.is_ascii_digit()) {
        return Err(expected);
    }
    exactly(text, expected)
}

/// Parses a day, YYYYMMDD.
pub(super) fn day(text: &str) -> Result<[u8; 4], Expected> {
    const EXPECTED: Expected = "a day as YYYYMMDD, such as 20091118";
    let day = digits(text, EXPECTED)?;
    match day {
        [_, _, 0x01..=0x12, 0x01..=0x31] => Ok(day),
        _ => Err(EXPECTED),
    }
}

/// Parses the 19 or 20 digits of an ICCID. The two digits of each octet are exchanged as in file 2FE2; 19 digits end in
/// nibble F.
pub(super) fn iccid(text: &str) -> Result<[u8; 10], Expected> {
    const EXPECTED: Expected = "19 or 20 decimal digits";
    if !text.bytes().all(|octet| octet.is_ascii_digit()) {
        return Err(EXPECTED);
    }
    let padded = if text.len() == 19 { format!("{text}F") } else { text.to_owned() };
    let octets: [u8; 10] = exactly(&padded, EXPECTED)?;
    Ok(octets.map(|octet| octet.rotate_left(4)))
}

/// Parses an amount, `12.34 yuan` or `1234 fen`.
pub(super) fn money(text: &str) -> Result<Fen, Expected> {
    const EXPECTED: Expected = "an amount such as \"12.34 yuan\" or \"1234 fen\", at most 42949672.95 yuan";
    let whole = |digits: &str| match digits.bytes().all(|octet| octet.is_ascii_digit()) {
        true => digits.parse::<u32>().map_err(|_| EXPECTED),
        false => Err(EXPECTED),
    };
    if let Some(fen) = text.strip_suffix("fen") {
        return whole(fen.trim_end()).map(Fen);
    }
    let yuan = text.strip_suffix("yuan").ok_or(EXPECTED)?.trim_end();
    let (yuan, fen) = match yuan.split_once('.') {
        Some((yuan, fen)) if fen.len() == 2 => (whole(yuan)?, whole(fen)?),
        Some(_) => return Err(EXPECTED),
        None => (whole(yuan)?, 0),
    };
    yuan.checked_mul(100).and_then(|sum| sum.checked_add(fen)).map(Fen).ok_or(EXPECTED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amount_without_a_unit_is_refused() {
        assert_eq!(money("12.34 yuan"), Ok(Fen(1234)));
        assert_eq!(money("12 yuan"), Ok(Fen(1200)));
        assert_eq!(money("1234 fen"), Ok(Fen(1234)));
        assert_eq!(money("42949672.95 yuan"), Ok(Fen(u32::MAX)));
        for wrong in
            ["12", "12.3 yuan", "12.345 yuan", "-1 yuan", "+1 yuan", " yuan", "42949672.96 yuan", "1.5 fen", "yuan"]
        {
            assert!(money(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn iccid_digits_are_swapped_and_padded() {
        assert_eq!(iccid("89860009091112345678").unwrap()[..3], [0x98, 0x68, 0x00]);
        assert_eq!(iccid("8986000909111234567").unwrap()[9], 0xF7);
        assert!(iccid("898600090911123456").is_err());
        assert!(iccid("8986000909111234567F").is_err());
    }

    #[test]
    fn wrong_days_and_octets_are_refused() {
        assert_eq!(day("20091118"), Ok([0x20, 0x09, 0x11, 0x18]));
        for wrong in ["20091318", "20091132", "2009111", "2009-11-18", "20090A11"] {
            assert!(day(wrong).is_err(), "{wrong}");
        }
        assert_eq!(octets("12 34\t5 6"), Ok(vec![0x12, 0x34, 0x56]));
        assert!(octets("123").is_err());
        assert_eq!(filled::<3>("01", "three"), Ok([1, 0, 0]));
        assert_eq!(filled::<3>("01020304", "three"), Err("three"));
    }
}
