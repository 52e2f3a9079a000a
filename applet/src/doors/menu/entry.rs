//! Entries that a person typed, and their required form: an amount, a PIN, a pay password, a number.

use heapless::String;
use serde::{Deserialize, Serialize};

use sim_wire::Fen;
use sim_wire::message::{PayPasswordDigits, ScratchCardDigits};
use sim_wire::msisdn;
use sim_wire::pin::PinDigits;

use super::phrases::Phrase;
use super::text::Text;

/// Text that was typed. No entry of the menu has more characters.
pub(crate) type EntryText = String<32>;

/// Reason for which an entry is asked for again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum RetryReason {
    /// A fixed sentence.
    Is(Phrase),
    /// Wrong PIN, with the number of tries left.
    PinWrong(u8),
}

impl RetryReason {
    /// Writes the complaint, if there is one, and behind it the question.
    pub(crate) fn before(complaint: Option<RetryReason>, text: Text, asked: Phrase) -> Text {
        let text = match complaint {
            None => text,
            Some(RetryReason::Is(phrase)) => text.say(phrase),
            Some(RetryReason::PinWrong(left)) => {
                text.say(Phrase::PinWrong).number(u32::from(left)).say(Phrase::PinWrongTimes)
            }
        };
        text.say(asked)
    }
}

/// Reads an amount in yuan with at most two decimals, `.` or `*` before them.
pub(crate) fn amount(typed: &str) -> Result<Fen, RetryReason> {
    let wrong = RetryReason::Is(Phrase::NotAnAmount);
    let (whole, cents) = typed.split_once(['.', '*']).map_or((typed, None), |(whole, cents)| (whole, Some(cents)));
    let cents = match cents.map(str::as_bytes) {
        None => 0,
        Some([tens @ b'0'..=b'9']) => digit(*tens).saturating_mul(10),
        Some([tens @ b'0'..=b'9', units @ b'0'..=b'9']) => {
            digit(*tens).saturating_mul(10).saturating_add(digit(*units))
        }
        Some(_) => return Err(wrong),
    };
    if whole.is_empty() || !whole.bytes().all(|octet| octet.is_ascii_digit()) {
        return Err(wrong);
    }
    let yuan = whole.bytes().try_fold(0_u32, |sum, octet| sum.checked_mul(10)?.checked_add(digit(octet)));
    let fen = yuan.and_then(|yuan| yuan.checked_mul(100)).and_then(|fen| fen.checked_add(cents));
    fen.map(Fen).ok_or(RetryReason::Is(Phrase::AmountTooMany))
}

/// Reads an amount as [`amount`] does; zero is a complaint.
pub(crate) fn positive_amount(typed: &str) -> Result<Fen, RetryReason> {
    match amount(typed)? {
        Fen::ZERO => Err(RetryReason::Is(Phrase::AmountIsZero)),
        amount => Ok(amount),
    }
}

/// Reads an operation PIN of 4 to 12 digits.
pub(crate) fn pin(typed: &str) -> Result<PinDigits, RetryReason> {
    PinDigits::from_digits(typed).ok_or(RetryReason::Is(Phrase::NotAPin))
}

/// Reads a pay password of six digits. The card only checks its form: the platform knows the right one.
pub(crate) fn pay_password(typed: &str) -> Result<PayPasswordDigits, RetryReason> {
    PayPasswordDigits::from_digits(typed).ok_or(RetryReason::Is(Phrase::NotAPassword))
}

/// Reads a mobile number of eleven digits.
pub(crate) fn number(typed: &str) -> Result<[u8; 11], RetryReason> {
    let number: Option<[u8; 11]> = typed.as_bytes().try_into().ok();
    let number = number.filter(msisdn::is_mobile);
    number.ok_or(RetryReason::Is(Phrase::NotANumber))
}

/// Reads the secret of a scratch card: eighteen digits.
pub(crate) fn scratch_card(typed: &str) -> Result<ScratchCardDigits, RetryReason> {
    ScratchCardDigits::from_digits(typed).ok_or(RetryReason::Is(Phrase::NotAScratchCard))
}

fn digit(octet: u8) -> u32 {
    u32::from(octet & 0x0F)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_yuan_with_two_decimals_at_most() {
        let right = [
            ("0", 0),
            ("1", 100),
            ("12.5", 1250),
            ("12*50", 1250),
            ("0.01", 1),
            ("007", 700),
            ("42949672.95", u32::MAX),
        ];
        for (typed, fen) in right {
            assert_eq!(amount(typed), Ok(Fen(fen)), "{typed}");
        }
        for typed in ["", ".", "5.", ".5", "1.234", "1.2.3", "1,5", "abc", "-1", "1 ", "1.x", "1\u{ff0e}5"] {
            assert_eq!(amount(typed), Err(RetryReason::Is(Phrase::NotAnAmount)), "{typed}");
        }
        for typed in ["42949672.96", "42949673", "99999999999999"] {
            assert_eq!(amount(typed), Err(RetryReason::Is(Phrase::AmountTooMany)), "{typed}");
        }
        assert_eq!(positive_amount("0.00"), Err(RetryReason::Is(Phrase::AmountIsZero)));
    }

    #[test]
    fn secrets_and_numbers_have_exactly_their_digits() {
        assert_eq!(pay_password("123456"), Ok(PayPasswordDigits([0x12, 0x34, 0x56])));
        assert!(["12345", "1234567", "12345*", ""].iter().all(|typed| pay_password(typed).is_err()));
        assert_eq!(number("13800138000"), Ok(*b"13800138000"));
        assert!(
            ["12345678901", "10000000000", "15412345678", "14712345678", "23800138000", "1380013800", "+8613800138"]
                .iter()
                .all(|typed| number(typed).is_err())
        );
        assert!(scratch_card("123456789012345678").is_ok());
        assert!(scratch_card("12345678901234567#").is_err());
        assert!(pin("1234").is_ok() && pin("123456789012").is_ok());
        assert!(["123", "1234567890123", "12#4", "+1234"].iter().all(|typed| pin(typed).is_err()));
    }
}
