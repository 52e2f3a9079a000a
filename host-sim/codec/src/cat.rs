//! Messages of the SIM toolkit between card and handset: proactive commands, terminal responses and envelopes. They are
//! typed, and encoded again octet for octet as they were parsed.
//!
//! A [`Message`] is the objects in their order, each with its value and its spelling. On it stand the typed views:
//! [`ProactiveCommand`], [`TerminalResponse`], [`Envelope`]. A view keeps the objects that its type does not have.

pub mod channel;
pub mod command;
pub mod content;
pub mod envelope;
mod fields;
pub mod judge;
pub mod message;
pub mod place;
pub mod response;
pub mod styled;
pub mod texts;
pub mod value;

pub use command::ProactiveCommand;
pub use envelope::Envelope;
pub use message::{Message, Object, ToolkitMessageKind};
pub use response::TerminalResponse;
pub use value::Value;

use sim_wire::count::{Counted, CountedVerb};
use sim_wire::tlv;

/// Reason for which octets are no message of the toolkit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ToolkitError {
    /// A TLV object is malformed.
    #[error("{0}")]
    Tlv(#[from] tlv::TlvError),
    /// The outer tag is not the wanted one.
    #[error("the outer tag is {found:02X}, not {wanted}")]
    OuterTag {
        /// Outer tag of the octets.
        found: u8,
        /// Outer tags that are accepted, in words.
        wanted: &'static str,
    },
    /// This many octets follow the outer object.
    #[error("{} {} the end that the outer length announces", Counted(*.0, "octet"), CountedVerb(*.0, "follows", "follow"))]
    Behind(usize),
    /// An object that must be there is missing, or cannot be parsed.
    #[error("there is no {0} that can be read")]
    Missing(&'static str),
}

/// Reason for which a value cannot be encoded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// The coding of a text lacks this character.
    #[error("the coding has no {0:?}")]
    Character(char),
    /// A value does not fit its field or the object does not fit its form of length.
    #[error("a value does not fit its field")]
    TooGreat,
}

impl From<tlv::BufferFullError> for EncodeError {
    fn from(_: tlv::BufferFullError) -> EncodeError {
        EncodeError::TooGreat
    }
}

impl From<sim_wire::text::TextError> for EncodeError {
    fn from(error: sim_wire::text::TextError) -> EncodeError {
        match error {
            sim_wire::text::TextError::Character(character) => EncodeError::Character(character),
            sim_wire::text::TextError::Full => EncodeError::TooGreat,
        }
    }
}

impl From<sim_wire::bcd::BcdError> for EncodeError {
    fn from(error: sim_wire::bcd::BcdError) -> EncodeError {
        match error {
            sim_wire::bcd::BcdError::Character(character) => EncodeError::Character(character),
            sim_wire::bcd::BcdError::Full => EncodeError::TooGreat,
        }
    }
}

/// Returns what `write` writes, in a buffer of the right size.
pub fn written<E>(write: impl Fn(&mut tlv::Emitter<'_>) -> Result<(), E>) -> Result<Vec<u8>, EncodeError>
where
    EncodeError: From<E>,
{
    let mut small = [0; 600];
    let mut emitter = tlv::Emitter::new(&mut small);
    if write(&mut emitter).is_ok() {
        return Ok(emitter.written().to_vec());
    }
    let mut large = vec![0; 0x2_0000];
    let mut emitter = tlv::Emitter::new(&mut large);
    write(&mut emitter)?;
    Ok(emitter.written().to_vec())
}

#[cfg(test)]
pub(crate) mod tests;
