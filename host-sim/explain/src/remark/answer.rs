//! Remarks about answers, files, cards, and octets of no clear kind.

use std::fmt::{Display, Formatter};

use applet::Refusal;
use sim_device::memory::image::ImageError;

use crate::ContentKind;
use crate::command::octets_of;
use crate::layout::LengthRange;

/// Remark about an answer, a file or a whole card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerRemark {
    /// Two octets at the end that cannot be a status word.
    NoStatusWord(u16),
    /// Reason to refuse that has the status word.
    Reason(Refusal),
    /// Data behind a command that answers none: the name of the command, and the octets of data.
    NoData(&'static str, usize),
    /// Data whose length is not that of the layout.
    AnswerLength {
        /// Lengths of the layout.
        extent: LengthRange,
        /// Octets that are there.
        present: usize,
    },
    /// File of a record, by its short identifier and its name.
    RecordOf(u8, &'static str),
    /// Memory on which no card comes up.
    SilentCard(ImageError),
    /// Octets, this many, that could be of no one kind.
    Unclear(usize),
    /// Kind of which the octets are a whole message.
    WholeAs(ContentKind),
    /// Abilities of a terminal in an octet of its profile, which has this number.
    Abilities(usize, Vec<&'static str>),
    /// Number of soft keys in a profile.
    SoftKeys(u8),
    /// Number of channels in a profile.
    ProfileChannels(u8),
}

impl Display for AnswerRemark {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            AnswerRemark::NoStatusWord(word) => {
                write!(f, "{word:04X} is no status word: SW1 is 61 to 6F or 90 to 9F.")
            }
            AnswerRemark::Reason(reason) => write!(f, "Possible reason: {}.", reason.words()),
            AnswerRemark::NoData(name, present) => {
                write!(f, "{name} answers no data, here are {}.", octets_of(*present))
            }
            AnswerRemark::AnswerLength { extent: LengthRange { least, most }, present } => {
                let wanted = if least == most { octets_of(*least) } else { format!("{least} to {most} octets") };
                write!(f, "{} of data are here, {wanted} were expected.", octets_of(*present))
            }
            AnswerRemark::RecordOf(sfi, name) => write!(f, "The record is of file {sfi:02X}, {name}."),
            AnswerRemark::SilentCard(error) => write!(f, "The card does not come up: {error}."),
            AnswerRemark::Unclear(octets) => write!(
                f,
                "What {} should be is not clear: nothing that is read here has this form and no doubt about it. --as \
                 KIND says what it is.",
                octets_of(*octets)
            ),
            AnswerRemark::WholeAs(kind) => {
                write!(f, "The octets are whole as {}: --as {}.", kind.phrase(), kind.name())
            }
            AnswerRemark::Abilities(number, abilities) => write!(f, "Octet {number}: {}.", abilities.join(", ")),
            AnswerRemark::SoftKeys(keys) => write!(f, "Octet 11: {keys} soft keys."),
            AnswerRemark::ProfileChannels(channels) => write!(f, "Octet 13: {channels} channels."),
        }
    }
}
