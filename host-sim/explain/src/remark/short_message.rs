//! Remarks about short messages and records of EF SMS.

use std::fmt::{Display, Formatter};

use sim_codec::sms::SmsError;
use sim_wire::count::{Counted, CountedVerb};

use crate::toolkit::RECORD;

/// Remark about a short message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageRemark {
    /// Fault of a message.
    Fault(SmsError),
    /// Nibble that fills up an address in place of F.
    Filler(u8),
    /// Type of address whose highest bit is 0.
    AddressType(u8),
    /// Half of a surrogate pair at the edge of a part.
    EdgeHalf {
        /// Half of the pair.
        half: u16,
        /// `true` if the other half is in the part before, `false` if it is in the part behind.
        is_before: bool,
    },
    /// Number of octets of FF behind the message.
    Filling(usize),
    /// Status of a record with reserved bits set.
    RecordStatus(u8),
    /// Record with this many octets in place of 176.
    RecordLength(usize),
}

impl Display for MessageRemark {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            MessageRemark::Fault(fault) => write!(f, "{}.", capitalized(&fault.to_string())),
            MessageRemark::Filler(filler) => write!(f, "The address is filled up with {filler:X} in place of F."),
            MessageRemark::AddressType(octet) => {
                write!(f, "The type of address is {octet:02X}; its highest bit should be 1.")
            }
            MessageRemark::EdgeHalf { half, is_before } => {
                let neighbour = if *is_before { "before" } else { "behind" };
                write!(f, "{half:04X} is half of a surrogate pair; the other half is in the part {neighbour} this one.")
            }
            MessageRemark::Filling(count) => write!(
                f,
                "{} of FF {} up the record behind the message.",
                Counted(*count, "octet"),
                CountedVerb(*count, "fills", "fill")
            ),
            MessageRemark::RecordStatus(status) => {
                write!(f, "Status {status:02X} has reserved bits set (3GPP TS 31.102 §4.2.25).")
            }
            MessageRemark::RecordLength(present) => {
                write!(f, "A record of EF SMS has {RECORD} octets, here are {present}.")
            }
        }
    }
}

fn capitalized(clause: &str) -> String {
    let mut characters = clause.chars();
    let first = characters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(characters).collect()
}
