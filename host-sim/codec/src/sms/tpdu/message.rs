//! SMS-DELIVER, SMS-SUBMIT and SMS-COMMAND: a message to the handset, a message from it, and an order about a message.

use serde::{Deserialize, Serialize};
use sim_wire::tlv::Emitter;

use super::reading::{FieldReader, Stop};
use super::{has_header, write_user_data};
use crate::cat::EncodeError;
use crate::cat::value::ObjectValue;
use crate::sms::{SmsAddress, Timestamp, UserData};

/// Data coding scheme in which TP-CD of a command is read: octets. A command has no TP-DCS.
pub(super) const COMMAND_CODING: u8 = 0x04;

/// SMS-DELIVER (3GPP TS 23.040 §9.2.2.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsDeliver {
    /// First octet: type and flags.
    pub first: u8,
    /// TP-OA: the sender.
    pub originator: SmsAddress,
    /// TP-PID.
    pub pid: u8,
    /// TP-DCS.
    pub dcs: u8,
    /// TP-SCTS: the time at which the service centre took the message.
    pub time: Timestamp,
    /// TP-UDL and TP-UD.
    pub user: UserData,
}

impl SmsDeliver {
    /// Returns whether the user data begins with a header.
    pub const fn has_header(&self) -> bool {
        has_header(self.first)
    }

    pub(super) fn read(first: u8, reader: &mut FieldReader<'_>) -> Result<SmsDeliver, Stop> {
        Ok(SmsDeliver {
            first,
            originator: reader.address("TP-OA")?,
            pid: reader.field("TP-PID", |fields| &mut fields.pid)?,
            dcs: reader.field("TP-DCS", |fields| &mut fields.dcs)?,
            time: reader.time("TP-SCTS", |fields| &mut fields.time)?,
            user: reader.user_data("TP-UDL")?,
        })
    }

    pub(super) fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        into.octet(self.first)?;
        self.originator.write(into)?;
        into.octets(&[self.pid, self.dcs])?;
        self.time.write(into)?;
        write_user_data(&self.user, self.dcs, into)
    }
}

/// SMS-SUBMIT (3GPP TS 23.040 §9.2.2.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsSubmit {
    /// First octet: type and flags.
    pub first: u8,
    /// TP-MR.
    pub reference: u8,
    /// TP-DA: the receiver.
    pub destination: SmsAddress,
    /// TP-PID.
    pub pid: u8,
    /// TP-DCS.
    pub dcs: u8,
    /// TP-VP: no octet, one, or seven, as the flags say.
    pub validity: Vec<u8>,
    /// TP-UDL and TP-UD.
    pub user: UserData,
}

impl SmsSubmit {
    pub(super) fn read(first: u8, reader: &mut FieldReader<'_>) -> Result<SmsSubmit, Stop> {
        Ok(SmsSubmit {
            first,
            reference: reader.field("TP-MR", |fields| &mut fields.reference)?,
            destination: reader.address("TP-DA")?,
            pid: reader.field("TP-PID", |fields| &mut fields.pid)?,
            dcs: reader.field("TP-DCS", |fields| &mut fields.dcs)?,
            validity: reader.validity(validity_length(first))?,
            user: reader.user_data("TP-UDL")?,
        })
    }

    pub(super) fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        into.octets(&[self.first, self.reference])?;
        self.destination.write(into)?;
        into.octets(&[self.pid, self.dcs])?;
        into.octets(&self.validity)?;
        write_user_data(&self.user, self.dcs, into)
    }
}

/// Returns the octets of the validity period, from its format in the first octet.
const fn validity_length(first: u8) -> usize {
    match first & 0x18 {
        0x00 => 0,
        0x10 => 1,
        _ => 7,
    }
}

/// SMS-COMMAND (3GPP TS 23.040 §9.2.2.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsCommand {
    /// First octet: type and flags.
    pub first: u8,
    /// TP-MR.
    pub reference: u8,
    /// TP-PID.
    pub pid: u8,
    /// TP-CT: the order.
    pub command: u8,
    /// TP-MN: the reference of the message that the order is about.
    pub message_number: u8,
    /// TP-DA: the receiver of that message.
    pub destination: SmsAddress,
    /// TP-CDL and TP-CD.
    pub data: UserData,
}

impl SmsCommand {
    pub(super) fn read(first: u8, reader: &mut FieldReader<'_>) -> Result<SmsCommand, Stop> {
        Ok(SmsCommand {
            first,
            reference: reader.field("TP-MR", |fields| &mut fields.reference)?,
            pid: reader.field("TP-PID", |fields| &mut fields.pid)?,
            command: reader.field("TP-CT", |fields| &mut fields.command)?,
            message_number: reader.field("TP-MN", |fields| &mut fields.message_number)?,
            destination: reader.address("TP-DA")?,
            data: reader.user_data("TP-CDL")?,
        })
    }

    pub(super) fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        into.octets(&[self.first, self.reference, self.pid, self.command, self.message_number])?;
        self.destination.write(into)?;
        write_user_data(&self.data, COMMAND_CODING, into)
    }
}
