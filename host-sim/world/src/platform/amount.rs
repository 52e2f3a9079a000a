//! Amounts as people read and type them, and as they stand in files. No float stands between a text and a [`Fen`].

use sim_wire::Fen;

/// Error of a text that is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// The text is not digits with at most two decimals.
    #[error("an amount is yuan in digits with at most two decimals")]
    Form,
    /// The amount exceeds the range of a [`Fen`].
    #[error("the amount is too large")]
    TooLarge,
}

/// Prints yuan as the handbook writes them (2.7.2): `0元`, `19.9元`, `500元`, without decimals that are zero.
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let (whole, part) = (fen.unsigned_abs() / 100, fen.unsigned_abs() % 100);
    match (part, part % 10) {
        (0, _) => format!("{sign}{whole}元"),
        (_, 0) => format!("{sign}{whole}.{}元", part / 10),
        _ => format!("{sign}{whole}.{part:02}元"),
    }
}

/// Reads yuan as people type them: `50`, `19.9`, `0.05`, with or without 元 behind.
pub fn parse_yuan(text: &str) -> Result<Fen, AmountError> {
    let text = text.strip_suffix('元').unwrap_or(text);
    let (whole, part) = text.split_once('.').map_or((text, None), |(whole, part)| (whole, Some(part)));
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !are_digits(whole) || part.is_some_and(|part| !are_digits(part) || part.len() > 2) {
        return Err(AmountError::Form);
    }
    let whole: u32 = whole.parse().map_err(|_| AmountError::TooLarge)?;
    // One decimal counts tenths: `.9` is 90 fen.
    let part: u32 = format!("{:0<2}", part.unwrap_or_default()).parse().map_err(|_| AmountError::Form)?;
    let fen = whole.checked_mul(100).and_then(|whole| whole.checked_add(part));
    fen.map(Fen).ok_or(AmountError::TooLarge)
}

/// Serde form of a [`Fen`]: a number of fen, for `#[serde(with = "…")]`.
pub mod as_fen {
    use serde::{Deserialize, Deserializer, Serializer};
    use sim_wire::Fen;

    /// Writes an amount as a number of fen.
    pub fn serialize<S: Serializer>(amount: &Fen, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(amount.0)
    }

    /// Reads an amount from a number of fen.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Fen, D::Error> {
        u32::deserialize(deserializer).map(Fen)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_printed_as_in_the_handbook() {
        let written = [0, 1990, 1995, 50_000, 5, -2000].map(yuan);
        assert_eq!(written, ["0元", "19.9元", "19.95元", "500元", "0.05元", "-20元"]);
    }

    #[test]
    fn amounts_are_read_in_common_spellings() {
        let read = ["50", "50元", "19.9", "19.95", "0.05", "007"].map(parse_yuan);
        assert_eq!(read, [5000, 5000, 1990, 1995, 5, 700].map(|fen| Ok(Fen(fen))));
        for wrong in ["", "元", ".5", "5.", "1.234", "-5", "五", "1.2.3", "5 0", "+5"] {
            assert_eq!(parse_yuan(wrong), Err(AmountError::Form), "{wrong}");
        }
        for large in ["42949673", "99999999999999", "42949672.96"] {
            assert_eq!(parse_yuan(large), Err(AmountError::TooLarge), "{large}");
        }
        assert_eq!(parse_yuan("42949672.95"), Ok(Fen(u32::MAX)));
    }

    proptest! {
        #[test]
        fn any_amount_round_trips(fen in any::<u32>()) {
            prop_assert_eq!(parse_yuan(&yuan(fen.into())), Ok(Fen(fen)));
        }
    }
}
