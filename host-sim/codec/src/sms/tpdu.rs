//! TPDUs by their type (3GPP TS 23.040 §9.2.2): the order of the fields for each type of message and its flags.

mod kind;
mod message;
mod reading;
mod report;

pub use kind::{Direction, TpduKind};
pub use message::{SmsCommand, SmsDeliver, SmsSubmit};
pub use reading::{Place, Reading, Stop, TpduFields};
pub use report::{ReportParameters, SmsDeliverReport, SmsStatusReport, SmsSubmitReport};

use serde::{Deserialize, Serialize};

use sim_wire::tlv::Emitter;

use super::{SmsAddress, UserData};
use crate::cat::EncodeError;
use crate::cat::value::ObjectValue;

/// TPDU by its type. Reserved values stand in their fields as they came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tpdu {
    /// Message to the handset. A reserved type to the handset is read as SMS-DELIVER, and keeps its first octet.
    Deliver(SmsDeliver),
    /// Report of the handset on an SMS-DELIVER.
    DeliverReport(SmsDeliverReport),
    /// Message from the handset.
    Submit(SmsSubmit),
    /// Report of the network on an SMS-SUBMIT.
    SubmitReport(SmsSubmitReport),
    /// Report of the service centre on the state of a message.
    StatusReport(SmsStatusReport),
    /// Order of the handset to the service centre about a message.
    Command(SmsCommand),
}

impl Tpdu {
    /// Parses a whole TPDU. `None` where its type does not go in this direction, or it ends too early, or octets follow
    /// it.
    pub fn parse(direction: Direction, octets: &[u8]) -> Option<Tpdu> {
        let reading = Reading::of(direction, octets)?;
        reading.tpdu.ok().filter(|_| reading.behind.is_empty())
    }

    /// Encodes the TPDU.
    pub fn encode(&self) -> Result<Vec<u8>, EncodeError> {
        crate::cat::written(|into| self.write(into))
    }

    /// Writes the TPDU.
    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        match self {
            Tpdu::Deliver(message) => message.write(into),
            Tpdu::DeliverReport(report) => report.write(into),
            Tpdu::Submit(message) => message.write(into),
            Tpdu::SubmitReport(report) => report.write(into),
            Tpdu::StatusReport(report) => report.write(into),
            Tpdu::Command(command) => command.write(into),
        }
    }

    /// Returns the type of the message.
    pub const fn kind(&self) -> TpduKind {
        match self {
            Tpdu::Deliver(_) => TpduKind::Deliver,
            Tpdu::DeliverReport(_) => TpduKind::DeliverReport,
            Tpdu::Submit(_) => TpduKind::Submit,
            Tpdu::SubmitReport(_) => TpduKind::SubmitReport,
            Tpdu::StatusReport(_) => TpduKind::StatusReport,
            Tpdu::Command(_) => TpduKind::Command,
        }
    }

    /// Returns the first octet: type and flags.
    pub const fn first(&self) -> u8 {
        match self {
            Tpdu::Deliver(SmsDeliver { first, .. })
            | Tpdu::DeliverReport(SmsDeliverReport { first, .. })
            | Tpdu::Submit(SmsSubmit { first, .. })
            | Tpdu::SubmitReport(SmsSubmitReport { first, .. })
            | Tpdu::StatusReport(SmsStatusReport { first, .. })
            | Tpdu::Command(SmsCommand { first, .. }) => *first,
        }
    }

    /// Returns whether the user data begins with a header.
    pub const fn has_header(&self) -> bool {
        has_header(self.first())
    }

    /// Returns the address of the other end, TP-OA, TP-DA or TP-RA; `None` of a type that has none.
    pub const fn address(&self) -> Option<&SmsAddress> {
        match self {
            Tpdu::Deliver(message) => Some(&message.originator),
            Tpdu::Submit(message) => Some(&message.destination),
            Tpdu::StatusReport(report) => Some(&report.recipient),
            Tpdu::Command(command) => Some(&command.destination),
            Tpdu::DeliverReport(_) | Tpdu::SubmitReport(_) => None,
        }
    }

    /// Returns TP-PI of a report and what it announces; `None` where there is none.
    const fn parameters(&self) -> Option<&ReportParameters> {
        match self {
            Tpdu::DeliverReport(report) => report.parameters.as_ref(),
            Tpdu::SubmitReport(report) => Some(&report.parameters),
            Tpdu::StatusReport(report) => report.parameters.as_ref(),
            Tpdu::Deliver(_) | Tpdu::Submit(_) | Tpdu::Command(_) => None,
        }
    }

    /// Returns TP-PID; `None` of a report without one.
    pub fn pid(&self) -> Option<u8> {
        match self {
            Tpdu::Deliver(message) => Some(message.pid),
            Tpdu::Submit(message) => Some(message.pid),
            Tpdu::Command(command) => Some(command.pid),
            _ => self.parameters()?.pid,
        }
    }

    /// Returns TP-DCS; `None` of a command, and of a report without one.
    pub fn dcs(&self) -> Option<u8> {
        match self {
            Tpdu::Deliver(message) => Some(message.dcs),
            Tpdu::Submit(message) => Some(message.dcs),
            _ => self.parameters()?.dcs,
        }
    }

    /// Returns TP-UDL and TP-UD, of a command TP-CDL and TP-CD; `None` of a report without them.
    pub fn user_data(&self) -> Option<&UserData> {
        match self {
            Tpdu::Deliver(message) => Some(&message.user),
            Tpdu::Submit(message) => Some(&message.user),
            Tpdu::Command(command) => Some(&command.data),
            _ => self.parameters()?.user.as_ref(),
        }
    }

    /// Returns the user data for a change; `None` of a report without them.
    pub const fn user_data_mut(&mut self) -> Option<&mut UserData> {
        let parameters = match self {
            Tpdu::Deliver(message) => return Some(&mut message.user),
            Tpdu::Submit(message) => return Some(&mut message.user),
            Tpdu::Command(command) => return Some(&mut command.data),
            Tpdu::DeliverReport(report) => report.parameters.as_mut(),
            Tpdu::SubmitReport(report) => Some(&mut report.parameters),
            Tpdu::StatusReport(report) => report.parameters.as_mut(),
        };
        match parameters {
            Some(parameters) => parameters.user.as_mut(),
            None => None,
        }
    }

    /// Returns the data coding scheme of the user data: TP-DCS, or octets for a command, which has no TP-DCS.
    pub fn coding(&self) -> u8 {
        coding(self.kind(), self.dcs())
    }
}

/// Returns whether a first octet has TP-UDHI set: the user data begins with a header.
const fn has_header(first: u8) -> bool {
    first & 0x40 != 0
}

/// Returns the data coding scheme of the user data for a type of message and its TP-DCS.
fn coding(kind: TpduKind, dcs: Option<u8>) -> u8 {
    dcs.unwrap_or(if kind == TpduKind::Command { message::COMMAND_CODING } else { 0x00 })
}

/// Writes the length of user data and the user data in that coding.
fn write_user_data(user: &UserData, dcs: u8, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
    into.octet(user.length)?;
    Ok(into.octets(&user.octets(dcs)?)?)
}

impl ObjectValue for Tpdu {
    fn read(octets: &[u8]) -> Option<Tpdu> {
        Tpdu::parse(Direction::FromNetwork, octets)
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        Tpdu::write(self, into)
    }
}
