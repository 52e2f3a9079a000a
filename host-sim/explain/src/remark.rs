//! Problems of octets and further remarks about them, as typed values: a sentence each when they are printed. The words
//! here are English; other languages are made from the same values elsewhere.

mod answer;
mod command;
mod packet;
mod reset;
mod short_message;
mod toolkit;

pub use answer::AnswerRemark;
pub use command::{CommandRemark, behind_data};
pub use packet::SecurityRemark;
pub use reset::{ResetRemark, SUPPLY_CLASSES, named, speed};
pub use short_message::MessageRemark;
pub use toolkit::ToolkitRemark;

use std::fmt::{Display, Formatter};

use serde::{Serialize, Serializer};

/// Problem of octets, or a further remark about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OctetRemark {
    /// Sentence without a value in it.
    Fixed(&'static str),
    /// Remark about a command APDU.
    Command(CommandRemark),
    /// Remark about an answer, a file or a whole card.
    Answer(AnswerRemark),
    /// Remark about an answer to reset.
    Reset(ResetRemark),
    /// Remark about a message of the toolkit.
    Toolkit(ToolkitRemark),
    /// Remark about a short message.
    ShortMessage(MessageRemark),
    /// Remark about a secured packet.
    Packet(SecurityRemark),
}

impl Display for OctetRemark {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            OctetRemark::Fixed(sentence) => formatter.write_str(sentence),
            OctetRemark::Command(remark) => remark.fmt(formatter),
            OctetRemark::Answer(remark) => remark.fmt(formatter),
            OctetRemark::Reset(remark) => remark.fmt(formatter),
            OctetRemark::Toolkit(remark) => remark.fmt(formatter),
            OctetRemark::ShortMessage(remark) => remark.fmt(formatter),
            OctetRemark::Packet(remark) => remark.fmt(formatter),
        }
    }
}

impl Serialize for OctetRemark {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Returns remarks in English, with a blank between two.
pub fn joined(remarks: &[OctetRemark]) -> String {
    remarks.iter().map(OctetRemark::to_string).collect::<Vec<_>>().join(" ")
}

impl From<&'static str> for OctetRemark {
    fn from(sentence: &'static str) -> OctetRemark {
        OctetRemark::Fixed(sentence)
    }
}

/// Writes the conversion from each kind of remark once.
macro_rules! kinds {
    ($($variant:ident($kind:ident),)+) => {
        $(impl From<$kind> for OctetRemark {
            fn from(remark: $kind) -> OctetRemark {
                OctetRemark::$variant(remark)
            }
        })+
    };
}

kinds! {
    Command(CommandRemark),
    Answer(AnswerRemark),
    Reset(ResetRemark),
    Toolkit(ToolkitRemark),
    ShortMessage(MessageRemark),
    Packet(SecurityRemark),
}
