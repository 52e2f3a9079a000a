//! Reading of a TPDU as far as its octets go, and the point where it stopped.

use super::report::CausePresence;
use super::{
    Direction, SmsCommand, SmsDeliver, SmsDeliverReport, SmsStatusReport, SmsSubmit, SmsSubmitReport, Tpdu, TpduKind,
};
use crate::sms::{SmsAddress, Timestamp, UserData};
use sim_wire::bcd::TonNpi;

/// Point at which the octets end before the message does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Name of the field in the standard's words.
    pub field: &'static str,
    /// Octets before the field.
    pub at: usize,
    /// Octets of the whole field.
    pub needed: usize,
    /// Octets of the field that are there.
    pub present: usize,
}

/// Place of a field in the TPDU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Name of the field in the standard's words.
    pub field: &'static str,
    /// Octets of the TPDU before the field.
    pub at: usize,
    /// Octets of the field that are there.
    pub length: usize,
}

/// Fields of a TPDU, cut or whole, whatever its type. `None` stands for a field that the type does not have, that is
/// left out, or that is behind the end of the octets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TpduFields {
    /// Type of message.
    pub kind: TpduKind,
    /// First octet: type and flags.
    pub first: u8,
    /// TP-MR.
    pub reference: Option<u8>,
    /// TP-FCS.
    pub cause: Option<u8>,
    /// TP-OA, TP-DA or TP-RA; of a cut one, as much as is there.
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
    /// TP-VP; empty where there is none.
    pub validity: Vec<u8>,
    /// TP-CT.
    pub command: Option<u8>,
    /// TP-MN.
    pub message_number: Option<u8>,
    /// TP-UDL and TP-UD, or TP-CDL and TP-CD.
    pub user: Option<UserData>,
}

impl TpduFields {
    const fn new(kind: TpduKind, first: u8) -> TpduFields {
        TpduFields {
            kind,
            first,
            reference: None,
            cause: None,
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

    /// Returns whether the user data begins with a header.
    pub const fn has_header(&self) -> bool {
        super::has_header(self.first)
    }

    /// Returns the data coding scheme of the user data: TP-DCS, or octets for a command, which has no TP-DCS.
    pub fn coding(&self) -> u8 {
        super::coding(self.kind, self.dcs)
    }
}

/// Readable part of a TPDU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Whole message, or the point where reading stopped.
    pub tpdu: Result<Tpdu, Stop>,
    /// Fields up to the end, or up to the point where reading stopped.
    pub fields: TpduFields,
    /// Octets behind the last field. [`UserData::surplus`] has those behind the user data.
    pub behind: Vec<u8>,
    /// Places of the fields, in the order of the octets.
    pub places: Vec<Place>,
}

/// Reader of a TPDU: the octets that are not yet read, and the fields that are, with their places.
pub(super) struct FieldReader<'a> {
    left: &'a [u8],
    length: usize,
    fields: TpduFields,
    places: Vec<Place>,
}

impl<'a> FieldReader<'a> {
    const fn stop(&self, field: &'static str, needed: usize) -> Stop {
        Stop { field, at: self.length - self.left.len(), needed, present: self.left.len() }
    }

    /// Records the place of the field just read, and goes on behind it.
    fn leave(&mut self, field: &'static str, rest: &'a [u8]) {
        let length = self.left.len() - rest.len();
        if length > 0 {
            self.places.push(Place { field, at: self.length - self.left.len(), length });
        }
        self.left = rest;
    }

    /// Returns whether only octets of FF are left, which fill a record of the card.
    pub(super) fn is_at_filling(&self) -> bool {
        self.left.iter().all(|octet| *octet == 0xFF)
    }

    /// Reads an octet that is no field of its own.
    pub(super) fn octet(&mut self, field: &'static str) -> Result<u8, Stop> {
        let (octet, rest) = self.left.split_first().ok_or(self.stop(field, 1))?;
        self.leave(field, rest);
        Ok(*octet)
    }

    /// Reads a field of one octet.
    pub(super) fn field(
        &mut self,
        name: &'static str,
        slot: fn(&mut TpduFields) -> &mut Option<u8>,
    ) -> Result<u8, Stop> {
        let octet = self.octet(name)?;
        *slot(&mut self.fields) = Some(octet);
        Ok(octet)
    }

    /// Reads a time stamp.
    pub(super) fn time(
        &mut self,
        name: &'static str,
        slot: fn(&mut TpduFields) -> &mut Option<Timestamp>,
    ) -> Result<Timestamp, Stop> {
        let (octets, rest) = self.left.split_first_chunk::<7>().ok_or(self.stop(name, 7))?;
        let time = Timestamp(*octets);
        self.leave(name, rest);
        *slot(&mut self.fields) = Some(time);
        Ok(time)
    }

    /// Reads a validity period of that many octets.
    pub(super) fn validity(&mut self, length: usize) -> Result<Vec<u8>, Stop> {
        let (octets, rest) = self.left.split_at_checked(length).ok_or(self.stop("TP-VP", length))?;
        self.leave("TP-VP", rest);
        self.fields.validity = octets.to_vec();
        Ok(octets.to_vec())
    }

    /// Reads an address.
    pub(super) fn address(&mut self, name: &'static str) -> Result<SmsAddress, Stop> {
        let Some((&[half_octets, ton_npi], value)) = self.left.split_first_chunk::<2>() else {
            let digits = self.left.first().map_or(0, |half_octets| usize::from(*half_octets).div_ceil(2));
            return Err(self.stop(name, 2 + digits));
        };
        if let Some((address, rest)) = SmsAddress::take(self.left) {
            self.leave(name, rest);
            self.fields.address = Some(address.clone());
            return Ok(address);
        }
        self.fields.address = Some(SmsAddress::read(half_octets, TonNpi(ton_npi), value));
        let stop = self.stop(name, 2 + usize::from(half_octets).div_ceil(2));
        self.leave(name, &[]);
        Err(stop)
    }

    /// Reads a length field of that name and the user data behind it, up to the end.
    pub(super) fn user_data(&mut self, length: &'static str) -> Result<UserData, Stop> {
        let length = self.octet(length)?;
        let octets = self.left;
        self.leave("TP-UD", &[]);
        let user = UserData::read(length, octets, self.fields.coding(), self.fields.has_header());
        self.fields.user = Some(user.clone());
        Ok(user)
    }
}

impl Reading {
    /// Reads a TPDU as far as it goes. `None` where there is no octet, or the type in the first does not go in this
    /// direction.
    pub fn of(direction: Direction, octets: &[u8]) -> Option<Reading> {
        let (first, rest) = octets.split_first()?;
        let kind = TpduKind::of(direction, *first)?;
        let read = |cause| Reading::of_kind(kind, *first, octets, cause);
        if !matches!(kind, TpduKind::DeliverReport | TpduKind::SubmitReport) {
            return Some(read(CausePresence::Absent));
        }
        // A report that refuses has a cause before its indicator, and no field says so. A cause has a bit that is
        // reserved in an indicator, or the bit that says that the indicator goes on; only then the octet may be either.
        let second = rest.first().copied().unwrap_or(0);
        let likely = read(if second & 0xF8 != 0 { CausePresence::Present } else { CausePresence::Absent });
        if second & 0x78 != 0 || second & 0x80 == 0 || likely.is_whole() {
            return Some(likely);
        }
        let other = read(CausePresence::Absent);
        Some(if other.is_whole() { other } else { likely })
    }

    fn of_kind(kind: TpduKind, first: u8, octets: &[u8], cause: CausePresence) -> Reading {
        let fields = TpduFields::new(kind, first);
        let mut reader = FieldReader { left: octets, length: octets.len(), fields, places: Vec::with_capacity(10) };
        let tpdu = reader.octet("TP-MTI").and_then(|first| match kind {
            TpduKind::Deliver => SmsDeliver::read(first, &mut reader).map(Tpdu::Deliver),
            TpduKind::Submit => SmsSubmit::read(first, &mut reader).map(Tpdu::Submit),
            TpduKind::Command => SmsCommand::read(first, &mut reader).map(Tpdu::Command),
            TpduKind::StatusReport => SmsStatusReport::read(first, &mut reader).map(Tpdu::StatusReport),
            TpduKind::DeliverReport => SmsDeliverReport::read(first, cause, &mut reader).map(Tpdu::DeliverReport),
            TpduKind::SubmitReport => SmsSubmitReport::read(first, cause, &mut reader).map(Tpdu::SubmitReport),
        });
        let behind = if tpdu.is_ok() { reader.left.to_vec() } else { Vec::new() };
        Reading { tpdu, fields: reader.fields, behind, places: reader.places }
    }

    /// Returns the point where reading stopped; `None` where every field is there.
    pub fn stop(&self) -> Option<Stop> {
        self.tpdu.as_ref().err().copied()
    }

    fn is_whole(&self) -> bool {
        let coding = self.fields.coding();
        let user = self.fields.user.as_ref();
        let agrees = user.is_none_or(|user| user.missing(coding) == 0 && user.surplus(coding).is_empty());
        self.tpdu.is_ok() && self.behind.is_empty() && agrees
    }
}
