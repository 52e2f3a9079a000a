//! Amounts as every face writes them: `50.00 yuan` in English, `50.00 元` in Chinese. Texts in the handbook's wording
//! have a form of their own and are made elsewhere.

/// Returns fen as an English text has them: `50.00 yuan`.
pub fn in_english(fen: impl Into<i128>) -> String {
    format!("{} yuan", digits(fen.into()))
}

/// Returns fen as a Chinese text has them: `50.00 元`.
pub fn in_chinese(fen: impl Into<i128>) -> String {
    format!("{} 元", digits(fen.into()))
}

/// Returns fen as yuan with two decimals.
fn digits(fen: i128) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", fen.unsigned_abs() / 100, fen.unsigned_abs() % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_two_decimals_and_a_unit() {
        let written = [5000, 5, 0, -1990, i64::MIN].map(|fen: i64| in_english(fen));
        let expected = ["50.00 yuan", "0.05 yuan", "0.00 yuan", "-19.90 yuan", "-92233720368547758.08 yuan"];
        assert_eq!(written, expected);
        assert_eq!(in_chinese(123_456), "1234.56 元");
    }

    #[test]
    fn amount_of_card_reads_the_same() {
        for fen in [0, 5, 1990, u32::MAX] {
            assert_eq!(in_english(fen), sim_wire::Fen(fen).to_string());
        }
    }
}
