//! The one way to reach a card: power on, exchange, power off. A user of a link does not depend on the card behind it.

mod chance;
mod error;
mod in_process;
#[cfg(feature = "pcsc")]
pub mod pcsc;
mod radio;
mod shared;
mod supply;

pub use chance::{Chance, ChanceFault};
pub use error::{LinkError, NoAnswerError};
pub use in_process::InProcess;
pub use shared::SharedLink;
pub use supply::{FileBacked, PoweredMemory};

/// Interface over which the reader speaks to the card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transport {
    /// Contacts, T=0.
    #[default]
    Contacts,
    /// 2.4 GHz radio.
    Air {
        /// Distance between card and reader, in centimetres.
        distance_cm: u16,
    },
}

/// Circumstances of one exchange. Time is an argument, as no card or link here has a clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LinkContext {
    /// Interface of the exchange.
    pub way: Transport,
    /// Seconds since power-on.
    pub uptime_s: u32,
}

/// Way to a card.
pub trait Link {
    /// Switches power on and resets the card; returns the answer to reset.
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError>;

    /// Switches power off.
    fn power_off(&mut self);

    /// Takes the power from the card and gives it back; returns the answer to reset.
    fn reset(&mut self) -> Result<Vec<u8>, LinkError> {
        self.power_off();
        self.power_on()
    }

    /// Sends one command; returns data and two octets of status word.
    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError>;
}
