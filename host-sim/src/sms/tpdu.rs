//! TPDUs by their layout: which field follows which, for each type of message and its flags.

use applet::wire::tlv::Emitter;

use super::{SmsAddress, Timestamp, UserData};
use crate::stk::CannotWrite;
use crate::stk::value::Content;

/// Which way a TPDU goes; its type octet means one thing there and another back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// To the handset.
    FromNetwork,
    /// From the handset.
    ToNetwork,
}

/// Type of message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
}

impl TpduKind {
    /// The type that the first octet says.
    pub const fn of(direction: Direction, first: u8) -> Option<TpduKind> {
        match (direction, first & 0x03) {
            (Direction::FromNetwork, 0) => Some(TpduKind::Deliver),
            (Direction::ToNetwork, 0) => Some(TpduKind::DeliverReport),
            (Direction::ToNetwork, 1) => Some(TpduKind::Submit),
            (Direction::FromNetwork, 1) => Some(TpduKind::SubmitReport),
            (Direction::FromNetwork, 2) => Some(TpduKind::StatusReport),
            _ => None,
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
        }
    }
}

/// A TPDU. Which fields there are follows from its type and, in reports, from the parameter indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// TP-UDL and TP-UD.
    pub user: Option<UserData>,
}

/// The octets that are not yet read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn octet(&mut self) -> Option<u8> {
        let (octet, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*octet)
    }

    fn octets(&mut self, count: usize) -> Option<&'a [u8]> {
        let (octets, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(octets)
    }

    fn address(&mut self) -> Option<SmsAddress> {
        let (address, rest) = SmsAddress::take(self.0)?;
        self.0 = rest;
        Some(address)
    }

    fn time(&mut self) -> Option<Timestamp> {
        self.octets(7).and_then(Timestamp::read)
    }

    fn user(&mut self, dcs: u8, header: bool) -> Option<UserData> {
        let length = self.octet()?;
        Some(UserData::read(length, std::mem::take(&mut self.0), dcs, header))
    }
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
            address: None,
            pid: None,
            dcs: None,
            time: None,
            discharge: None,
            status: None,
            validity: Vec::new(),
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

    /// Reads a TPDU; `None` where it is of no type that is known here, or ends too early.
    pub fn parse(direction: Direction, octets: &[u8]) -> Option<Tpdu> {
        let mut reader = Reader(octets);
        let first = reader.octet()?;
        let mut tpdu = Tpdu::new(TpduKind::of(direction, first)?, first);
        match tpdu.kind {
            TpduKind::Deliver => {
                tpdu.address = Some(reader.address()?);
                tpdu.protocol(&mut reader)?;
                tpdu.time = Some(reader.time()?);
                tpdu.user = Some(reader.user(tpdu.dcs.unwrap_or(0), tpdu.has_header())?);
            }
            TpduKind::Submit => {
                tpdu.reference = Some(reader.octet()?);
                tpdu.address = Some(reader.address()?);
                tpdu.protocol(&mut reader)?;
                tpdu.validity = reader.octets(Tpdu::validity_length(first))?.to_vec();
                tpdu.user = Some(reader.user(tpdu.dcs.unwrap_or(0), tpdu.has_header())?);
            }
            TpduKind::StatusReport => {
                tpdu.reference = Some(reader.octet()?);
                tpdu.address = Some(reader.address()?);
                tpdu.time = Some(reader.time()?);
                tpdu.discharge = Some(reader.time()?);
                tpdu.status = Some(reader.octet()?);
                tpdu.parameters(&mut reader)?;
            }
            TpduKind::DeliverReport | TpduKind::SubmitReport => {
                // A cause stands there in a report that refuses; an indicator has none of the bits 3 to 6.
                if reader.0.first().is_some_and(|octet| octet & 0x78 != 0 || *octet >= 0x80) {
                    tpdu.cause = reader.octet();
                }
                if tpdu.kind == TpduKind::SubmitReport {
                    tpdu.indicator = Some(reader.octet()?);
                    tpdu.time = Some(reader.time()?);
                    tpdu.indicated(&mut reader)?;
                } else {
                    tpdu.parameters(&mut reader)?;
                }
            }
        }
        reader.0.is_empty().then_some(tpdu)
    }

    fn protocol(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        self.pid = Some(reader.octet()?);
        self.dcs = Some(reader.octet()?);
        Some(())
    }

    /// TP-PI, where it is there, and what it announces.
    fn parameters(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        self.indicator = reader.octet();
        self.indicated(reader)
    }

    fn indicated(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        let indicator = self.indicator.unwrap_or(0);
        if indicator & 0x01 != 0 {
            self.pid = Some(reader.octet()?);
        }
        if indicator & 0x02 != 0 {
            self.dcs = Some(reader.octet()?);
        }
        if indicator & 0x04 != 0 {
            self.user = Some(reader.user(self.dcs.unwrap_or(0), self.has_header())?);
        }
        Some(())
    }

    /// The octets.
    pub fn octets(&self) -> Result<Vec<u8>, CannotWrite> {
        crate::stk::written(|into| self.write(into))
    }

    /// Writes the TPDU.
    pub fn write(&self, into: &mut Emitter<'_>) -> Result<(), CannotWrite> {
        let lone = |octet: Option<u8>, into: &mut Emitter<'_>| octet.map_or(Ok(()), |octet| into.octet(octet));
        into.octet(self.first)?;
        lone(self.reference, into)?;
        lone(self.cause, into)?;
        let reports = matches!(self.kind, TpduKind::DeliverReport | TpduKind::SubmitReport);
        if reports {
            lone(self.indicator, into)?;
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
        }
        lone(self.pid, into)?;
        lone(self.dcs, into)?;
        if self.kind == TpduKind::Deliver {
            self.time.map_or(Ok(()), |time| time.write(into))?;
        }
        into.octets(&self.validity)?;
        if let Some(user) = &self.user {
            into.octet(user.length)?;
            into.octets(&user.octets(self.dcs.unwrap_or(0))?)?;
        }
        Ok(())
    }
}

impl Content for Tpdu {
    fn read(octets: &[u8]) -> Option<Tpdu> {
        Tpdu::parse(Direction::FromNetwork, octets)
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), CannotWrite> {
        Tpdu::write(self, into)
    }
}
