//! Text of a screen, put together without an allocator: fixed phrases, numbers and amounts, one behind the other. A
//! text is cut only between characters.

use heapless::String;

use sim_wire::Fen;
use sim_wire::text::spelling;

use super::phrases::{Phrase, Tongue};

/// Most octets of UTF-8 in a text.
const TEXT_MAX: usize = 768;

/// A text in one tongue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    tongue: Tongue,
    written: String<TEXT_MAX>,
}

impl Text {
    /// Creates an empty text.
    pub(crate) const fn new(tongue: Tongue) -> Text {
        Text { tongue, written: String::new() }
    }

    /// Creates a text of one phrase.
    pub(crate) fn of(tongue: Tongue, phrase: Phrase) -> Text {
        Text::new(tongue).say(phrase)
    }

    /// Returns the text.
    pub(crate) fn as_str(&self) -> &str {
        &self.written
    }

    /// Appends a phrase.
    pub(crate) fn say(self, phrase: Phrase) -> Text {
        let words = phrase.in_tongue(self.tongue);
        self.write(words)
    }

    /// Appends characters, as many as there is room for.
    #[inline(never)]
    pub(crate) fn write(mut self, words: &str) -> Text {
        for character in words.chars() {
            if self.written.push(character).is_err() {
                break;
            }
        }
        self
    }

    /// Appends a whole number.
    pub(crate) fn number(mut self, number: u32) -> Text {
        let mut divisor = 1_u32;
        while number.checked_div(divisor).is_some_and(|left| left >= 10) {
            divisor = divisor.saturating_mul(10);
        }
        while divisor > 0 {
            let digit = number.checked_div(divisor).unwrap_or(0).checked_rem(10).unwrap_or(0);
            self = self.write(core::str::from_utf8(&[b'0'.saturating_add(digit as u8)]).unwrap_or_default());
            divisor = divisor.checked_div(10).unwrap_or(0);
        }
        self
    }

    /// Appends an amount: `12.34` and the word for yuan.
    pub(crate) fn amount(self, amount: Fen) -> Text {
        let cents = amount.0 % 100;
        let whole = self.number(amount.0 / 100).write(".");
        let whole = if cents < 10 { whole.number(0) } else { whole };
        whole.number(cents).say(Phrase::Yuan)
    }

    /// Appends BCD or other octets in hexadecimal.
    pub(crate) fn hex(mut self, octets: &[u8]) -> Text {
        for octet in octets {
            for nibble in [octet >> 4, octet & 0x0F] {
                let digit = char::from_digit(u32::from(nibble), 16).unwrap_or('?').to_ascii_uppercase();
                self = self.write(digit.encode_utf8(&mut [0; 4]));
            }
        }
        self
    }

    /// Returns the part of the text on page `number`, counted from 0; `None` behind the last page. A page has `room`
    /// octets on the wire. An empty text has one page. A longer text is split behind a sentence or a word if one ends
    /// in the second half of the page.
    pub(crate) fn page(&self, number: u8, room: usize) -> Option<&str> {
        let mut left = self.as_str();
        for turn in 0..=number {
            let here = parted(left, fitting(left, self.tongue, room));
            if turn == number {
                return Some(here);
            }
            left = left.get(here.len()..).unwrap_or_default();
            if left.is_empty() {
                return None;
            }
        }
        None
    }
}

/// Returns the part of a text on its first page; `most` is the longest part that fits.
fn parted<'a>(text: &str, most: &'a str) -> &'a str {
    if text.len() == most.len() {
        return most;
    }
    let mut ends = most.char_indices().filter(|(_, character)| matches!(character, '。' | ';' | ' ' | '\n'));
    let end = ends.next_back().map_or(0, |(at, character)| at.saturating_add(character.len_utf8()));
    let whole = most.get(..end).unwrap_or_default();
    if end > most.len() / 2 { whole } else { most }
}

/// Returns the longest beginning of a text that takes at most `room` octets on the wire.
pub(crate) fn fitting(text: &str, tongue: Tongue, room: usize) -> &str {
    let mut taken = 0_usize;
    for (at, character) in text.char_indices() {
        taken = taken.saturating_add(octets(character, tongue));
        if taken > room {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

/// Returns the octets that a character takes: two or four in UCS2, one or two in the default alphabet.
fn octets(character: char, tongue: Tongue) -> usize {
    match tongue {
        Tongue::Chinese => character.len_utf16().saturating_mul(2),
        Tongue::English => match spelling(character) {
            Some(sim_wire::text::Spelling::Extension(_)) => 2,
            _ => 1,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> Text {
        Text::new(Tongue::English)
    }

    #[test]
    fn numbers_and_amounts_are_written_in_decimal() {
        for (number, written) in [(0, "0"), (7, "7"), (10, "10"), (4_294_967_295, "4294967295")] {
            assert_eq!(english().number(number).as_str(), written);
        }
        for (fen, written) in [(0, "0.00"), (5, "0.05"), (1_234, "12.34"), (u32::MAX, "42949672.95")] {
            assert_eq!(Text::new(Tongue::Chinese).amount(Fen(fen)).as_str(), std::format!("{written}元"));
        }
    }

    #[test]
    fn pages_are_cut_between_characters_and_lose_nothing() {
        extern crate std;
        let words = "钱包余额abc😀查询".repeat(20);
        let text = Text::new(Tongue::Chinese).write(&words);
        for room in [4, 5, 7, 64, 240] {
            let pages: std::vec::Vec<&str> = (0..=u8::MAX).map_while(|number| text.page(number, room)).collect();
            assert!(pages.iter().all(|page| page.encode_utf16().count() * 2 <= room), "{room}");
            let whole: std::string::String = pages.concat();
            assert!(text.as_str().starts_with(&whole));
            if pages.len() <= usize::from(u8::MAX) {
                assert_eq!(whole, text.as_str());
            }
        }
        assert_eq!(english().page(0, 240), Some(""));
        assert_eq!(english().page(1, 240), None);
    }

    #[test]
    fn overlong_text_ends_between_characters() {
        let text = Text::new(Tongue::Chinese).write("a").write(&"余".repeat(400));
        assert_eq!(text.as_str().chars().count(), 1 + (TEXT_MAX - 1) / 3);
    }

    extern crate std;
}
