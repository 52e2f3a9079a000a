//! Personalisation for secured packets: their key sets (ETSI TS 102 225 §5.1), and the applications that packets may
//! be for (TS 102 226 §8.2).

use sim_wire::secured_packet::Tar;
pub use sim_wire::{OtaKey, OtaKeySet};

/// Most key sets for packets that a card holds.
pub const OTA_KEY_SETS_MAX: usize = 3;

/// Most applications that packets may be for.
pub const OTA_APPLICATIONS_MAX: usize = 4;

/// An application that packets may be for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtaApplication {
    /// Application reference (TAR) by which packets name the application.
    pub tar: Tar,
    /// Minimum security level (TS 102 226 §8.2.1.3.2.4): the first octet of an SPI, each of whose fields counts by
    /// itself.
    pub least: u8,
}
