//! SMS-DELIVER-REPORT, SMS-SUBMIT-REPORT and SMS-STATUS-REPORT, the reports on a message.

use serde::{Deserialize, Serialize};
use sim_wire::tlv::Emitter;

use super::reading::{FieldReader, Stop};
use super::write_user_data;
use crate::cat::EncodeError;
use crate::cat::value::ObjectValue;
use crate::sms::{SmsAddress, Timestamp, UserData};

/// TP-PI of a report, and the fields that it announces (3GPP TS 23.040 §9.2.3.27).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportParameters {
    /// TP-PI: bits 0 to 2 announce TP-PID, TP-DCS and TP-UDL; the others are kept as they came.
    pub indicator: u8,
    /// Octets of TP-PI behind the first, each announced by the highest bit of the one before.
    pub extension: Vec<u8>,
    /// TP-PID; `None` where it is not announced.
    pub pid: Option<u8>,
    /// TP-DCS; `None` where it is not announced.
    pub dcs: Option<u8>,
    /// TP-UDL and TP-UD; `None` where they are not announced.
    pub user: Option<UserData>,
}

impl ReportParameters {
    /// Reads TP-PI alone; other fields may stand between it and those that it announces.
    fn read_indicator(reader: &mut FieldReader<'_>) -> Result<ReportParameters, Stop> {
        let indicator = reader.octet("TP-PI")?;
        let (mut octet, mut extension) = (indicator, Vec::new());
        while octet & 0x80 != 0 {
            octet = reader.octet("TP-PI")?;
            extension.push(octet);
        }
        Ok(ReportParameters { indicator, extension, ..ReportParameters::default() })
    }

    fn read_announced(self, reader: &mut FieldReader<'_>) -> Result<ReportParameters, Stop> {
        let has = |bit: u8| self.indicator & bit != 0;
        Ok(ReportParameters {
            pid: has(0x01).then(|| reader.field("TP-PID", |fields| &mut fields.pid)).transpose()?,
            dcs: has(0x02).then(|| reader.field("TP-DCS", |fields| &mut fields.dcs)).transpose()?,
            user: has(0x04).then(|| reader.user_data("TP-UDL")).transpose()?,
            ..self
        })
    }

    /// Reads TP-PI and what it announces; `None` where the report ends before it. Octets of FF are no TP-PI: they fill
    /// a record of the card.
    fn read(reader: &mut FieldReader<'_>) -> Result<Option<ReportParameters>, Stop> {
        if reader.is_at_filling() {
            return Ok(None);
        }
        let parameters = ReportParameters::read_indicator(reader)?;
        parameters.read_announced(reader).map(Some)
    }

    fn write_indicator(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        into.octet(self.indicator)?;
        Ok(into.octets(&self.extension)?)
    }

    fn write_announced(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        for octet in [self.pid, self.dcs].into_iter().flatten() {
            into.octet(octet)?;
        }
        self.user.as_ref().map_or(Ok(()), |user| write_user_data(user, self.dcs.unwrap_or(0x00), into))
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        self.write_indicator(into)?;
        self.write_announced(into)
    }
}

/// SMS-DELIVER-REPORT (3GPP TS 23.040 §9.2.2.1a).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsDeliverReport {
    /// First octet: type and flags.
    pub first: u8,
    /// TP-FCS; `None` where the message was taken.
    pub cause: Option<u8>,
    /// TP-PI and what it announces; `None` where it is left out.
    pub parameters: Option<ReportParameters>,
}

impl SmsDeliverReport {
    pub(super) fn read(
        first: u8,
        cause: CausePresence,
        reader: &mut FieldReader<'_>,
    ) -> Result<SmsDeliverReport, Stop> {
        Ok(SmsDeliverReport { first, cause: cause.read(reader)?, parameters: ReportParameters::read(reader)? })
    }

    pub(super) fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        into.octet(self.first)?;
        self.cause.map_or(Ok(()), |cause| into.octet(cause))?;
        self.parameters.as_ref().map_or(Ok(()), |parameters| parameters.write(into))
    }
}

/// SMS-SUBMIT-REPORT (3GPP TS 23.040 §9.2.2.2a).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsSubmitReport {
    /// First octet: type and flags.
    pub first: u8,
    /// TP-FCS; `None` where the message was taken.
    pub cause: Option<u8>,
    /// TP-SCTS, between TP-PI and what that announces: the time at which the service centre took the message.
    pub time: Timestamp,
    /// TP-PI and what it announces.
    pub parameters: ReportParameters,
}

impl SmsSubmitReport {
    pub(super) fn read(first: u8, cause: CausePresence, reader: &mut FieldReader<'_>) -> Result<SmsSubmitReport, Stop> {
        let cause = cause.read(reader)?;
        let indicated = ReportParameters::read_indicator(reader)?;
        let time = reader.time("TP-SCTS", |fields| &mut fields.time)?;
        Ok(SmsSubmitReport { first, cause, time, parameters: indicated.read_announced(reader)? })
    }

    pub(super) fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        into.octet(self.first)?;
        self.cause.map_or(Ok(()), |cause| into.octet(cause))?;
        self.parameters.write_indicator(into)?;
        self.time.write(into)?;
        self.parameters.write_announced(into)
    }
}

/// Presence of TP-FCS before TP-PI of a report; no field tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CausePresence {
    /// No TP-FCS: the message was taken.
    Absent,
    /// TP-FCS: the message was refused.
    Present,
}

impl CausePresence {
    fn read(self, reader: &mut FieldReader<'_>) -> Result<Option<u8>, Stop> {
        match self {
            CausePresence::Absent => Ok(None),
            CausePresence::Present => reader.field("TP-FCS", |fields| &mut fields.cause).map(Some),
        }
    }
}

/// SMS-STATUS-REPORT (3GPP TS 23.040 §9.2.2.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsStatusReport {
    /// First octet: type and flags.
    pub first: u8,
    /// TP-MR of the message that the report is about.
    pub reference: u8,
    /// TP-RA: the receiver of that message.
    pub recipient: SmsAddress,
    /// TP-SCTS: the time at which the service centre took that message.
    pub time: Timestamp,
    /// TP-DT: the time at which the state of that message last changed.
    pub discharge: Timestamp,
    /// TP-ST: the state of that message.
    pub status: u8,
    /// TP-PI and what it announces; `None` where it is left out.
    pub parameters: Option<ReportParameters>,
}

impl SmsStatusReport {
    pub(super) fn read(first: u8, reader: &mut FieldReader<'_>) -> Result<SmsStatusReport, Stop> {
        Ok(SmsStatusReport {
            first,
            reference: reader.field("TP-MR", |fields| &mut fields.reference)?,
            recipient: reader.address("TP-RA")?,
            time: reader.time("TP-SCTS", |fields| &mut fields.time)?,
            discharge: reader.time("TP-DT", |fields| &mut fields.discharge)?,
            status: reader.field("TP-ST", |fields| &mut fields.status)?,
            parameters: ReportParameters::read(reader)?,
        })
    }

    pub(super) fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        into.octets(&[self.first, self.reference])?;
        self.recipient.write(into)?;
        self.time.write(into)?;
        self.discharge.write(into)?;
        into.octet(self.status)?;
        self.parameters.as_ref().map_or(Ok(()), |parameters| parameters.write(into))
    }
}
