//! Money: the fen (分), 1/100 yuan. Every amount on the card is a [`Fen`], so that no bare integer is ever mistaken
//! for money and no sum can wrap.

use core::fmt;

use serde::{Deserialize, Serialize};

/// An amount in fen (分, 1/100 yuan): four octets big-endian on the wire (JR/T 0025).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fen(pub u32);

impl Fen {
    /// An amount of zero.
    pub const ZERO: Fen = Fen(0);

    /// Returns the sum; `None` if it does not fit in 32 bits.
    pub const fn checked_add(self, other: Fen) -> Option<Fen> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Fen(sum)),
            None => None,
        }
    }

    /// Returns the difference; `None` if it would be negative.
    pub const fn checked_sub(self, other: Fen) -> Option<Fen> {
        match self.0.checked_sub(other.0) {
            Some(difference) => Some(Fen(difference)),
            None => None,
        }
    }

    /// Returns the four octets of the wire.
    pub const fn to_bytes(self) -> [u8; 4] {
        self.0.to_be_bytes()
    }

    /// Creates an amount from the four octets of the wire.
    pub const fn from_bytes(bytes: [u8; 4]) -> Fen {
        Fen(u32::from_be_bytes(bytes))
    }
}

impl fmt::Display for Fen {
    /// Prints the amount in yuan with two decimals, such as `12.34 yuan`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02} yuan", self.0 / 100, self.0 % 100)
    }
}
