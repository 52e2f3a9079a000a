//! Hexadecimal as people paste it: with blanks, colons, commas, `0x`, in either case. An error names the place of the
//! character that cannot be read.

use thiserror::Error;

/// Reason for which a text is no hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HexError {
    /// The text, shown here, has no digit.
    #[error("there is no hexadecimal digit in \"{0}\"")]
    Empty(String),
    /// A character is no hexadecimal digit.
    #[error("'{character}' at position {position} of \"{text}\" is no hexadecimal digit")]
    Character {
        /// Wrong character.
        character: char,
        /// Position of the character, counted from 1.
        position: usize,
        /// Text that was read, shortened for a sentence.
        text: String,
    },
    /// A line of JSON is malformed, for this reason.
    #[error("this is no JSON: {0}")]
    Json(String),
    /// The number of digits is odd.
    #[error("\"{text}\" has {digits} hexadecimal digits, an odd count: the octet at position {position} lacks a digit")]
    Odd {
        /// Number of digits.
        digits: usize,
        /// Position of the incomplete octet, counted from 1.
        position: usize,
        /// Text that was read, shortened for a sentence.
        text: String,
    },
}

/// Parses octets.
pub fn octets(text: &str) -> Result<Vec<u8>, HexError> {
    let mut octets = Vec::with_capacity(text.len() / 2);
    let mut half: Option<(usize, u8)> = None;
    let mut characters = text.char_indices().peekable();
    while let Some((place, character)) = characters.next() {
        let prefix =
            character == '0' && half.is_none() && characters.peek().is_some_and(|(_, next)| matches!(next, 'x' | 'X'));
        if prefix {
            characters.next();
            continue;
        }
        if character.is_whitespace() || matches!(character, ':' | ',' | ';' | '-' | '_' | '\u{feff}') {
            continue;
        }
        let Some(digit) = character.to_digit(16).and_then(|digit| u8::try_from(digit).ok()) else {
            return Err(HexError::Character { character, position: position(text, place), text: shown(text) });
        };
        half = match half {
            None => Some((place, digit)),
            Some((_, high)) => {
                octets.push(high << 4 | digit);
                None
            }
        };
    }
    match half {
        Some((place, _)) => {
            Err(HexError::Odd { digits: octets.len() * 2 + 1, position: position(text, place), text: shown(text) })
        }
        None if octets.is_empty() => Err(HexError::Empty(shown(text))),
        None => Ok(octets),
    }
}

/// Returns a position in characters, counted from 1.
fn position(text: &str, place: usize) -> usize {
    text.char_indices().take_while(|(at, _)| *at < place).count() + 1
}

/// Returns the text, cut where it is too long for a sentence.
fn shown(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain(std::iter::once('…')).collect()
}
