//! TPDUs by their layout (3GPP TS 23.040 §9.2.2): which field follows which, for each type of message and its flags.

mod read;

pub use read::{Place, Reading, Stop};

use serde::{Deserialize, Serialize};

use sim_wire::tlv::Emitter;

use super::{SmsAddress, Timestamp, UserData};
use crate::cat::EncodeError;
use crate::cat::value::Content;

/// Which way a TPDU goes; its type octet means one thing there and another back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// To the handset.
    FromNetwork,
    /// From the handset.
    ToNetwork,
}

/// Type of message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TpduKind {
    /// A message to the handset.
    Deliver,
    /// The handset's answer to one.
    DeliverReport,
    /// A message from the handset.
    Submit,
    /// The network's answer to one.
    SubmitReport,
    /// What has become of a message.
    StatusReport,
    /// What the handset asks the service centre to do with a message.
    Command,
}

impl TpduKind {
    /// Every type.
    pub const ALL: [TpduKind; 6] = [
        TpduKind::Deliver,
        TpduKind::DeliverReport,
        TpduKind::Submit,
        TpduKind::SubmitReport,
        TpduKind::StatusReport,
        TpduKind::Command,
    ];

    /// Which way a message of the type goes.
    pub const fn direction(self) -> Direction {
        match self {
            TpduKind::Deliver | TpduKind::SubmitReport | TpduKind::StatusReport => Direction::FromNetwork,
            TpduKind::DeliverReport | TpduKind::Submit | TpduKind::Command => Direction::ToNetwork,
        }
    }

    /// The type that the first octet says. A reserved type to the handset is read as SMS-DELIVER (§9.2.3.1); from the
    /// handset there is nothing that it could be.
    pub const fn of(direction: Direction, first: u8) -> Option<TpduKind> {
        match (direction, first & 0x03) {
            (Direction::FromNetwork, 0 | 3) => Some(TpduKind::Deliver),
            (Direction::ToNetwork, 0) => Some(TpduKind::DeliverReport),
            (Direction::ToNetwork, 1) => Some(TpduKind::Submit),
            (Direction::FromNetwork, 1) => Some(TpduKind::SubmitReport),
            (Direction::FromNetwork, 2) => Some(TpduKind::StatusReport),
            (Direction::ToNetwork, 2) => Some(TpduKind::Command),
            (Direction::ToNetwork, _) | (Direction::FromNetwork, 4..) => None,
        }
    }

    /// The name in the standard's words.
    pub const fn name(self) -> &'static str {
        match self {
            TpduKind::Deliver => "SMS-DELIVER",
            TpduKind::DeliverReport => "SMS-DELIVER-REPORT",
            TpduKind::Submit => "SMS-SUBMIT",
            TpduKind::SubmitReport => "SMS-SUBMIT-REPORT",
            TpduKind::StatusReport => "SMS-STATUS-REPORT",
            TpduKind::Command => "SMS-COMMAND",
        }
    }
}

/// A TPDU. Which fields there are follows from its type and, in reports, from the parameter indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tpdu {
    /// Type of message.
    pub kind: TpduKind,
    /// The first octet: type and flags.
    pub first: u8,
    /// TP-MR.
    pub reference: Option<u8>,
    /// TP-FCS of a report that refuses.
    pub cause: Option<u8>,
    /// TP-PI of a report.
    pub indicator: Option<u8>,
    /// Octets of TP-PI behind the first, each announced by the highest bit of the one before.
    pub indicator_extension: Vec<u8>,
    /// TP-OA, TP-DA or TP-RA.
    pub address: Option<SmsAddress>,
    /// TP-PID.
    pub pid: Option<u8>,
    /// TP-DCS.
    pub dcs: Option<u8>,
    /// TP-SCTS.
    pub time: Option<Timestamp>,
    /// TP-DT.
    pub discharge: Option<Timestamp>,
    /// TP-ST.
    pub status: Option<u8>,
    /// TP-VP; its length follows from the flags.
    pub validity: Vec<u8>,
    /// TP-CT of a command.
    pub command: Option<u8>,
    /// TP-MN of a command: the reference of the message that it is about.
    pub message_number: Option<u8>,
    /// TP-UDL and TP-UD; of a command, TP-CDL and TP-CD.
    pub user: Option<UserData>,
}

impl Tpdu {
    /// An empty TPDU of that type.
    pub const fn new(kind: TpduKind, first: u8) -> Tpdu {
        Tpdu {
            kind,
            first,
            reference: None,
            cause: None,
            indicator: None,
            indicator_extension: Vec::new(),
            address: None,
            pid: None,
            dcs: None,
            time: None,
            discharge: None,
            status: None,
            validity: Vec::new(),
            command: None,
            message_number: None,
            user: None,
        }
    }

    /// Whether the user data begins with a header.
    pub const fn has_header(&self) -> bool {
        self.first & 0x40 != 0
    }

    /// Octets of the validity period, from its format in the first octet.
    pub const fn validity_length(first: u8) -> usize {
        match first & 0x18 {
            0x00 => 0,
            0x10 => 1,
            _ => 7,
        }
    }

    /// The data coding scheme of the user data: TP-DCS, and of a command, which has none, octets.
    pub fn coding(&self) -> u8 {
        self.dcs.unwrap_or(if self.kind == TpduKind::Command { 0x04 } else { 0x00 })
    }

    /// Reads a whole TPDU; `None` where it is of no type that goes that way, ends too early, or ends before the octets
    /// do.
    pub fn parse(direction: Direction, octets: &[u8]) -> Option<Tpdu> {
        let reading = Reading::of(direction, octets)?;
        (reading.stop.is_none() && reading.behind.is_empty()).then_some(reading.tpdu)
    }

    /// The octets.
    pub fn octets(&self) -> Result<Vec<u8>, EncodeError> {
        crate::cat::written(|into| self.write(into))
    }

    /// Writes the TPDU.
    pub fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        let lone = |octet: Option<u8>, into: &mut Emitter<'_>| octet.map_or(Ok(()), |octet| into.octet(octet));
        into.octet(self.first)?;
        lone(self.reference, into)?;
        lone(self.cause, into)?;
        let reports = matches!(self.kind, TpduKind::DeliverReport | TpduKind::SubmitReport);
        if reports {
            lone(self.indicator, into)?;
            into.octets(&self.indicator_extension)?;
        }
        if self.kind == TpduKind::Command {
            lone(self.pid, into)?;
            lone(self.command, into)?;
            lone(self.message_number, into)?;
        }
        if let Some(address) = &self.address {
            address.write(into)?;
        }
        if self.kind == TpduKind::StatusReport || self.kind == TpduKind::SubmitReport {
            self.time.map_or(Ok(()), |time| time.write(into))?;
            self.discharge.map_or(Ok(()), |time| time.write(into))?;
            lone(self.status, into)?;
        }
        if self.kind == TpduKind::StatusReport {
            lone(self.indicator, into)?;
            into.octets(&self.indicator_extension)?;
        }
        if self.kind != TpduKind::Command {
            lone(self.pid, into)?;
        }
        lone(self.dcs, into)?;
        if self.kind == TpduKind::Deliver {
            self.time.map_or(Ok(()), |time| time.write(into))?;
        }
        into.octets(&self.validity)?;
        if let Some(user) = &self.user {
            into.octet(user.length)?;
            into.octets(&user.octets(self.coding())?)?;
        }
        Ok(())
    }
}

impl Content for Tpdu {
    fn read(octets: &[u8]) -> Option<Tpdu> {
        Tpdu::parse(Direction::FromNetwork, octets)
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        Tpdu::write(self, into)
    }
}
