//! Code tables of the SIM toolkit: types of command, devices, results, objects and events. Each is written once and
//! read in both directions (ETSI TS 102 223 §8 and §9, 3GPP TS 31.111 §8).

mod command;
mod device;
mod envelope;
mod event;
mod object;
mod result;

pub use command::CommandType;
pub use device::Device;
pub use envelope::EnvelopeTag;
pub use event::Event;
pub use object::ObjectTag;
pub use result::{GeneralResult, additional};

/// Tag of the BER-TLV around a proactive command.
pub const PROACTIVE_COMMAND: u8 = 0xD0;

/// Writes a table of one-octet codes: the enum, its names and keys, and the search by code.
macro_rules! codes {
    (
        $(#[doc = $about:literal])* $name:ident;
        $($(#[doc = $doc:literal])* $variant:ident = $code:literal, $words:literal, $key:literal;)+
    ) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $(#[doc = $words] $(#[doc = $doc])* $variant,)+ }

        impl $name {
            /// Every row, in the order of the table.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// Returns the code of the row.
            pub const fn code(self) -> u8 {
                match self { $($name::$variant => $code,)+ }
            }

            /// Returns the row of a code; `None` if the table does not have the code.
            pub const fn from_code(code: u8) -> Option<$name> {
                match code { $($code => Some($name::$variant),)+ _ => None }
            }

            /// Returns the name in words.
            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $words,)+ }
            }

            /// Returns the name for machines.
            pub const fn key(self) -> &'static str {
                match self { $($name::$variant => $key,)+ }
            }
        }
    };
}
use serde::{Deserialize, Serialize};

use codes;

/// Number, type and qualifier of a command, which the answer to it repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CommandDetails {
    /// Command number, 01 to FE.
    pub number: u8,
    /// Type of command; [`CommandType`] names those that are known.
    pub kind: u8,
    /// Command qualifier; its meaning depends on the type.
    pub qualifier: u8,
}

impl CommandDetails {
    /// Parses the value of the object; `None` if it is not three octets.
    pub const fn parse(octets: &[u8]) -> Option<CommandDetails> {
        match *octets {
            [number, kind, qualifier] => Some(CommandDetails { number, kind, qualifier }),
            _ => None,
        }
    }

    /// Encodes the value of the object.
    pub const fn emit(self) -> [u8; 3] {
        [self.number, self.kind, self.qualifier]
    }

    /// Returns the type of command; `None` if it is not known.
    pub const fn command(self) -> Option<CommandType> {
        CommandType::from_code(self.kind)
    }
}

/// Source and destination of a command or of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DeviceIdentities {
    /// Device that sends.
    pub source: Device,
    /// Device that receives.
    pub destination: Device,
}

impl DeviceIdentities {
    /// Parses the value of the object; `None` if it is not two octets.
    pub const fn parse(octets: &[u8]) -> Option<DeviceIdentities> {
        match *octets {
            [source, destination] => Some(DeviceIdentities {
                source: Device::from_code(source),
                destination: Device::from_code(destination),
            }),
            _ => None,
        }
    }

    /// Encodes the value of the object.
    pub const fn emit(self) -> [u8; 2] {
        [self.source.code(), self.destination.code()]
    }
}

#[cfg(test)]
mod tests;
