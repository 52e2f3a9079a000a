//! Devices that exchange commands and answers through the toolkit (TS 102 223 §8.7).

/// A device that sends or receives a command or an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Device {
    /// The keypad.
    Keypad,
    /// The display.
    Display,
    /// The earpiece.
    Earpiece,
    /// An additional card reader, by its number, 0 to 7.
    CardReader(u8),
    /// A channel, by its number, 1 to 7.
    Channel(u8),
    /// The card.
    Uicc,
    /// The terminal.
    Terminal,
    /// The network.
    Network,
    /// Code of no device of the standard.
    Other(u8),
}

impl Device {
    /// Returns the device of a code.
    pub const fn from_code(code: u8) -> Device {
        match code {
            0x01 => Device::Keypad,
            0x02 => Device::Display,
            0x03 => Device::Earpiece,
            0x10..=0x17 => Device::CardReader(code & 0x07),
            0x21..=0x27 => Device::Channel(code & 0x07),
            0x81 => Device::Uicc,
            0x82 => Device::Terminal,
            0x83 => Device::Network,
            _ => Device::Other(code),
        }
    }

    /// Returns the device's code.
    pub const fn code(self) -> u8 {
        match self {
            Device::Keypad => 0x01,
            Device::Display => 0x02,
            Device::Earpiece => 0x03,
            Device::CardReader(number) => 0x10 | number & 0x07,
            Device::Channel(number) => 0x20 | number & 0x07,
            Device::Uicc => 0x81,
            Device::Terminal => 0x82,
            Device::Network => 0x83,
            Device::Other(code) => code,
        }
    }

    /// Returns the name for machines, without the number of a card reader or channel.
    pub const fn key(self) -> &'static str {
        match self {
            Device::Keypad => "KEYPAD",
            Device::Display => "DISPLAY",
            Device::Earpiece => "EARPIECE",
            Device::CardReader(_) => "CARD_READER",
            Device::Channel(_) => "CHANNEL",
            Device::Uicc => "UICC",
            Device::Terminal => "TERMINAL",
            Device::Network => "NETWORK",
            Device::Other(_) => "UNKNOWN",
        }
    }

    /// Returns the number of a card reader or channel; `None` for any other device.
    pub const fn number(self) -> Option<u8> {
        match self {
            Device::CardReader(number) | Device::Channel(number) => Some(number),
            _ => None,
        }
    }
}
