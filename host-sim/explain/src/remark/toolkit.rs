//! Remarks about messages of the toolkit and about pages of cell broadcast.

use std::fmt::{Display, Formatter};

use sim_codec::cat::ToolkitError;
use sim_wire::proactive::GeneralResult;

use crate::ContentKind;
use crate::toolkit::PAGE;

/// Remark about a message of the toolkit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToolkitRemark {
    /// Octets that are no message of that kind.
    NoMessage(ContentKind, ToolkitError),
    /// Terminal response without an object that it must have.
    IncompleteResponse(ToolkitError),
    /// Proactive command without an object that it must have.
    IncompleteCommand(ToolkitError),
    /// Result by which a handset refuses the command.
    HandsetRefuses(GeneralResult),
    /// Type of command that is not known.
    UnknownType(u8),
    /// Object that is not known.
    UnknownObject {
        /// Number of the tag.
        number: u16,
        /// Octets of the value.
        octets: Vec<u8>,
        /// `true` if a handset must understand the object.
        comprehension: bool,
    },
    /// Page of a cell broadcast message with this many octets, which are fewer than stand before its text.
    ShortPage(usize),
    /// Part that a data coding scheme puts before the text, and that is missing.
    MissingPrefix(u8, &'static str),
    /// Page with this many octets in place of 88.
    PageLength(usize),
    /// Number of a page above the number of pages.
    PageNumber(u8, u8),
}

impl Display for ToolkitRemark {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            ToolkitRemark::NoMessage(kind, fault) => {
                write!(f, "This is no {}: {fault}.", kind.name().replace('-', " "))
            }
            ToolkitRemark::IncompleteResponse(fault) => {
                write!(f, "As a terminal response this is not complete: {fault}.")
            }
            ToolkitRemark::IncompleteCommand(fault) => {
                write!(f, "As a proactive command this is not complete: {fault}.")
            }
            ToolkitRemark::HandsetRefuses(result) => {
                write!(f, "A handset refuses it with result {:02X}: {}.", result.code(), result.name())
            }
            ToolkitRemark::UnknownType(kind) => {
                write!(f, "Type {kind:02X} is not known; a handset answers with result 31.")
            }
            ToolkitRemark::UnknownObject { number, octets, comprehension } => {
                let octets = if octets.is_empty() { "empty".to_owned() } else { hex::encode_upper(octets) };
                let must = if *comprehension {
                    "it must be understood, so a handset answers with result 32"
                } else {
                    "it may be passed over"
                };
                write!(f, "Object {number:02X} is not known ({octets}); {must}.")
            }
            ToolkitRemark::ShortPage(length) => {
                write!(f, "A page begins with 6 octets before its text, here are {length}.")
            }
            ToolkitRemark::MissingPrefix(dcs, missing) => write!(
                f,
                "Data coding scheme {dcs:02X} puts {missing} before the text (3GPP TS 23.038 §5), which is not there."
            ),
            ToolkitRemark::PageLength(length) => write!(f, "A page has {PAGE} octets, here are {length}."),
            ToolkitRemark::PageNumber(number, total) => {
                write!(f, "It is page {number} of {total}, which cannot be.")
            }
        }
    }
}
