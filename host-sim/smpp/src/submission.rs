//! A `submit_sm` as an order to the world.

use rusmpp::pdus::SubmitSm;
use rusmpp::{CommandStatus, Pdu};
use sim_world::esme::{EsmeOrder, EsmeTime, ReceiptRequest, SmppAddress, SystemId};

use crate::coding::{self, SarPart};
use crate::frame::SmppFrame;
use crate::smpp_time;
use crate::tlv::{TlvList, tag};

/// Bits of `esm_class`: the mode, the type of message, and the two of GSM.
const MODE: u8 = 0x03;
const MESSAGE_TYPE: u8 = 0x3C;
const HEADER: u8 = 0x40;
const REPLY_PATH: u8 = 0x80;

/// Greatest `priority_flag`.
const PRIORITY_MAX: u8 = 3;

/// Type of number of letters, which no address of an entity has.
const ALPHANUMERIC: u8 = 5;

/// Returns the order of a `submit_sm`.
pub fn order(esme: &SystemId, frame: &SmppFrame) -> Result<EsmeOrder, CommandStatus> {
    let tlvs = optional_part(frame.body()).unwrap_or_default();
    let command = frame.command_before(tlvs.len())?;
    let Some(Pdu::SubmitSm(submit)) = command.pdu() else { return Err(CommandStatus::EsmeRinvcmdlen) };
    let tlvs = TlvList::parse(tlvs)?;
    let esm_class = u8::from(submit.esm_class);
    check(submit, esm_class)?;
    let message = message(submit, &tlvs)?;
    let sar = sar_part(&tlvs)?;
    let has_header = esm_class & HEADER != 0;
    if has_header && sar.is_some() {
        return Err(CommandStatus::EsmeRtlvnotallwd);
    }
    let coded = coding::encode(submit.data_coding.into(), has_header, message, sar)?;
    let to = address(submit.dest_addr_ton.into(), submit.dest_addr_npi.into(), submit.destination_addr.as_str());
    Ok(EsmeOrder {
        esme: esme.clone(),
        from: address(submit.source_addr_ton.into(), submit.source_addr_npi.into(), submit.source_addr.as_str()),
        to,
        has_header: coded.has_header,
        has_reply_path: esm_class & REPLY_PATH != 0,
        pid: submit.protocol_id,
        dcs: coded.dcs,
        text: coding::beginning(&coded.user),
        user: coded.user,
        receipt: receipt(submit.registered_delivery.into())?,
        reference: tlvs.word(tag::USER_MESSAGE_REFERENCE)?,
        schedule: time(submit.schedule_delivery_time.as_str(), CommandStatus::EsmeRinvsched)?,
        validity: time(submit.validity_period.as_str(), CommandStatus::EsmeRinvexpiry)?,
    })
}

/// Returns the optional parameters of a `submit_sm`; `None` if its mandatory fields are cut off.
fn optional_part(body: &[u8]) -> Option<&[u8]> {
    // Texts up to their ends, each with the number of octets that follow it.
    let mut rest = body;
    for octets in [2, 2, 3, 0, 4] {
        let end = rest.iter().position(|octet| *octet == 0)?;
        rest = rest.get(end.checked_add(1)?.checked_add(octets)?..)?;
    }
    let (length, rest) = rest.split_first()?;
    rest.get(usize::from(*length)..)
}

/// Checks the fields that have no counterpart in the world.
fn check(submit: &SubmitSm, esm_class: u8) -> Result<(), CommandStatus> {
    // Datagrams and transactions are other services than to store and forward.
    if !matches!(esm_class & MODE, 0 | 3) || esm_class & MESSAGE_TYPE != 0 {
        return Err(CommandStatus::EsmeRinvesmclass);
    }
    let service = submit.service_type.value();
    let checks = [
        (matches!(service.as_str(), "" | "CMT"), CommandStatus::EsmeRinvsertyp),
        (u8::from(submit.source_addr_ton) < ALPHANUMERIC, CommandStatus::EsmeRinvsrcton),
        (u8::from(submit.source_addr_npi) < 2, CommandStatus::EsmeRinvsrcnpi),
        (u8::from(submit.dest_addr_ton) < 3, CommandStatus::EsmeRinvdstton),
        (u8::from(submit.dest_addr_npi) < 2, CommandStatus::EsmeRinvdstnpi),
        (u8::from(submit.priority_flag) <= PRIORITY_MAX, CommandStatus::EsmeRinvprtflg),
        (u8::from(submit.replace_if_present_flag) == 0, CommandStatus::EsmeRinvrepflag),
        (submit.sm_default_msg_id == 0, CommandStatus::EsmeRinvdftmsgid),
    ];
    checks.iter().find(|(holds, _)| !holds).map_or(Ok(()), |(_, status)| Err(*status))
}

/// Returns the message from the field or from the parameter in its place.
fn message<'a>(submit: &'a SubmitSm, tlvs: &TlvList<'a>) -> Result<&'a [u8], CommandStatus> {
    let field: &[u8] = submit.short_message().as_ref();
    match tlvs.get(tag::MESSAGE_PAYLOAD) {
        Some(_) if !field.is_empty() => Err(CommandStatus::EsmeRtlvnotallwd),
        Some(payload) => Ok(payload),
        None => Ok(field),
    }
}

/// Returns the part of a long message that the three `sar_` parameters name.
fn sar_part(tlvs: &TlvList<'_>) -> Result<Option<SarPart>, CommandStatus> {
    let reference = tlvs.word(tag::SAR_MSG_REF_NUM)?;
    let (total, part) = (tlvs.octet(tag::SAR_TOTAL_SEGMENTS)?, tlvs.octet(tag::SAR_SEGMENT_SEQNUM)?);
    match (reference, total, part) {
        (None, None, None) => Ok(None),
        (Some(reference), Some(total), Some(part)) if (1..=total).contains(&part) => {
            Ok(Some(SarPart { reference, total, part }))
        }
        (Some(_), Some(_), Some(_)) => Err(CommandStatus::EsmeRinvtlvval),
        _ => Err(CommandStatus::EsmeRmissingtlv),
    }
}

fn address(ton: u8, npi: u8, digits: &str) -> SmppAddress {
    SmppAddress { ton, npi, digits: digits.trim_start_matches('+').to_owned() }
}

/// Returns the receipts that `registered_delivery` asks for. Acknowledgements of the receiver come in any case.
fn receipt(registered_delivery: u8) -> Result<ReceiptRequest, CommandStatus> {
    match registered_delivery & 0x03 {
        0 => Ok(ReceiptRequest::Never),
        1 => Ok(ReceiptRequest::Always),
        2 => Ok(ReceiptRequest::OnFailure),
        _ => Err(CommandStatus::EsmeRinvregdlvflg),
    }
}

/// Parses a time; an empty one is none.
fn time(text: &str, status: CommandStatus) -> Result<Option<EsmeTime>, CommandStatus> {
    if text.is_empty() { Ok(None) } else { smpp_time::parse(text).map(Some).ok_or(status) }
}
