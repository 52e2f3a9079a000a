//! The one way to reach a card: power on, exchange, power off. What a card is behind a link does not matter to whoever
//! uses it; what is wrapped around a link ([`Radio`]) is a link again.

use std::fmt;

mod chance;
mod in_process;
mod radio;
mod supply;

pub use chance::{Chance, ChanceFault};
pub use in_process::InProcess;
pub use radio::{REACH_UNCALIBRATED_CM, Radio};
pub use supply::{FileBacked, Supplied};

/// How the reader speaks to the card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// Over the contacts, T=0.
    #[default]
    Contacts,
    /// Over the 2.4 GHz radio.
    Air {
        /// Between the card and the reader.
        distance_cm: u16,
    },
}

/// What surrounds one exchange; time is an argument, nobody here has a clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Situation {
    /// How the reader speaks to the card.
    pub way: Way,
    /// Seconds since power-on.
    pub uptime_s: u32,
}

/// Nothing came back: the card is off, mute or out of reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAnswer;

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the card does not answer")
    }
}

impl std::error::Error for NoAnswer {}

/// A way to a card.
pub trait Link {
    /// Gives power and reset; the answer to reset comes back.
    fn power_on(&mut self) -> Result<Vec<u8>, NoAnswer>;

    /// Takes the power away.
    fn power_off(&mut self);

    /// One command, and what comes back: data and two octets of status word.
    fn exchange(&mut self, situation: Situation, command: &[u8]) -> Result<Vec<u8>, NoAnswer>;
}
