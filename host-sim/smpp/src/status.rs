//! Statuses of responses: what cannot be parsed, and what the world refuses.

use rusmpp::CommandStatus;
use rusmpp::decode::DecodeError;
use rusmpp::fields::SmppField;
use sim_world::esme::EsmeError;

/// Fields of a PDU whose error has a status of its own.
const FIELDS: [(SmppField, CommandStatus); 11] = [
    (SmppField::system_id, CommandStatus::EsmeRinvsysid),
    (SmppField::password, CommandStatus::EsmeRinvpaswd),
    (SmppField::system_type, CommandStatus::EsmeRinvsystyp),
    (SmppField::service_type, CommandStatus::EsmeRinvsertyp),
    (SmppField::source_addr, CommandStatus::EsmeRinvsrcadr),
    (SmppField::destination_addr, CommandStatus::EsmeRinvdstadr),
    (SmppField::schedule_delivery_time, CommandStatus::EsmeRinvsched),
    (SmppField::validity_period, CommandStatus::EsmeRinvexpiry),
    (SmppField::short_message, CommandStatus::EsmeRinvmsglen),
    (SmppField::message_id, CommandStatus::EsmeRinvmsgid),
    (SmppField::tlvs, CommandStatus::EsmeRinvtlvstream),
];

/// Returns the status for a PDU that cannot be parsed.
pub fn status_of(error: &DecodeError) -> CommandStatus {
    let field = FIELDS.iter().find(|(field, _)| error.field_exists(*field));
    field.map_or(CommandStatus::EsmeRinvcmdlen, |(_, status)| *status)
}

/// Returns the status for an order that the world refuses.
pub fn refusal(error: &EsmeError) -> CommandStatus {
    match error {
        EsmeError::Source(_) => CommandStatus::EsmeRinvsrcadr,
        EsmeError::Destination(_) => CommandStatus::EsmeRinvdstadr,
        EsmeError::TooLong => CommandStatus::EsmeRinvmsglen,
        EsmeError::Schedule => CommandStatus::EsmeRinvsched,
        EsmeError::Validity => CommandStatus::EsmeRinvexpiry,
        EsmeError::QueueFull(_) => CommandStatus::EsmeRmsgqful,
        EsmeError::NoSuchSubmission(_) => CommandStatus::EsmeRinvmsgid,
        EsmeError::NotCancelled(_) => CommandStatus::EsmeRcancelfail,
        EsmeError::Address(_) | EsmeError::NoAddress | EsmeError::NoSuchEsme(_) => CommandStatus::EsmeRsyserr,
    }
}
