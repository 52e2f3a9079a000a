//! Response packets, field by field. A response packet does not say how it is secured. So with keys every reading is
//! tried, and without keys only a packet that can be in clear is read.

use sim_wire::addressee;
use sim_wire::secured_packet::{ResponsePacket, ResponseStatus, SecuredResponse};

use super::{PacketReading, Place, Reader};
use crate::remark::SecurityRemark;
use crate::tree::Members;
use crate::value::{PacketRemark, PacketValue};
use crate::{Node, Value};
use sim_codec::ota::Opened;
use sim_codec::ota::script::ScriptAnswer;

/// Reads a response packet.
pub(super) fn read(place: Place<'_>, reader: &Reader, reading: &mut PacketReading<'_>) {
    let parsed = match ResponsePacket::parse(place.form, place.octets) {
        Ok(parsed) => parsed,
        Err(error) => return reading.problems.push(SecurityRemark::NoResponsePacket(error).into()),
    };
    reading.member("type", Value::Text("response".into()));
    let check_length = parsed.check_length();
    let behind = parsed.secured.len().saturating_add(3);
    reading.lengths(place, ["RPL", "RHL"], behind, parsed.header_length, check_length);
    let tar = place.range(place.octets.len().saturating_sub(behind), 3);
    reading.octets("TAR", "tar", &parsed.tar.0, PacketRemark::Application(parsed.tar), tar);
    let nowhere = Place { offset: None, ..place };
    if let Some(opened) = reader.keys.open_response(place.form, place.octets).ok().flatten() {
        let Opened { packet, padding_count: padding, check, .. } = &opened;
        let (counter, status, data) = (packet.counter, packet.status, packet.data.as_slice());
        let read = SecuredResponse { counter, padding: *padding, status, check, data };
        reading.add_ciphered(parsed.secured, place.last(parsed.secured.len()));
        return read_secured(&read, (!check.is_empty()).then_some(true), nowhere, reading);
    }
    match check_length.and_then(|length| SecuredResponse::split(parsed.secured, length)).filter(is_clear) {
        Some(clear) => {
            // Without a key for it nothing is said of the checksum.
            let holds = reader.keys.kid.as_ref().filter(|_| !clear.check.is_empty()).map(|_| false);
            read_secured(&clear, holds, place, reading);
            if holds == Some(false) {
                let words = "The checksum is wrong: it was made with another key, or the packet was changed.";
                reading.problems.push(words.into());
            }
        }
        None => read_closed(parsed.secured, place, reader, reading),
    }
}

fn read_closed(secured: &[u8], place: Place<'_>, reader: &Reader, reading: &mut PacketReading<'_>) {
    let remark = PacketRemark::CipheredResponse;
    reading.octets("secured part", "secured", secured, remark, place.last(secured.len()));
    if reader.keys.is_empty() {
        reading.member("checksum_ok", Value::Nothing);
        return;
    }
    let words = "With these keys no reading of it holds: they are others, or the packet was changed.";
    reading.problems.push(words.into());
    reading.member("checksum_ok", Value::Flag(false));
}

/// Returns whether the secured part can be in clear: it has no padding, and its status exists.
fn is_clear(secured: &SecuredResponse<'_>) -> bool {
    secured.padding == 0 && ResponseStatus::ALL.contains(&secured.status)
}

/// Adds the secured part in clear; `place` has no offset where the part was ciphered.
fn read_secured(secured: &SecuredResponse<'_>, holds: Option<bool>, place: Place<'_>, reading: &mut PacketReading<'_>) {
    let length = SecuredResponse::BEFORE_CHECK.saturating_add(secured.check.len()).saturating_add(secured.data.len());
    let start = place.octets.len().saturating_sub(length);
    let range = |at: usize, length| place.range(start.saturating_add(at), length);
    reading.line("counter", "CNTR", PacketValue::Counter(secured.counter), range(0, 5));
    reading.line("padding", "PCNTR", PacketValue::Padding(secured.padding), range(5, 1));
    reading.line("status", "status", PacketValue::Status(secured.status), range(6, 1));
    reading.member("status_name", Value::Text(secured.status.key().into()));
    reading.member("status_meaning", Value::Text(secured.status.meaning().into()));
    reading.member("checksum_ok", holds.map_or(Value::Nothing, Value::Flag));
    if !secured.check.is_empty() {
        let remark = PacketRemark::Check(holds);
        reading.octets("check", "checksum", secured.check, remark, range(7, secured.check.len()));
    }
    reading.octets("data", "data", secured.data, PacketRemark::None, place.last(secured.data.len()));
    if secured.status == ResponseStatus::OK {
        read_answer(secured.data, reading);
    }
}

/// Adds the answer to a script, where the data is one: its status word must be possible.
fn read_answer(data: &[u8], reading: &mut PacketReading<'_>) {
    let (named, data) = addressee::split(data);
    super::command::read_card(named, reading);
    let member = |key, value| Node::new(key, value, None);
    let done = |count, word| member("commands_done", Value::Packet(PacketValue::Done(count, word))).line("script");
    let parts = match ScriptAnswer::parse(data) {
        Ok(ScriptAnswer::Compact { count, status, data }) if matches!(status.0 >> 8, 0x61..=0x6F | 0x90..=0x9F) => {
            vec![
                done(Some(u64::from(count)), Some(status.0)),
                member("status_word", Value::Octets(status.0.to_be_bytes().to_vec().into())),
                member("data", Value::Octets(data.into())),
            ]
        }
        Ok(ScriptAnswer::Expanded { count, answers, bad_format, .. }) => {
            let answer = |answer: Vec<u8>| member("answer", Value::Packet(PacketValue::Answer(answer))).line("");
            let list = answers.into_iter().map(answer).collect();
            vec![
                done(count.map(u64::from), None),
                member("answers", Value::Group).placed(Members::Array).with(list),
                member("bad_format", bad_format.map_or(Value::Nothing, |code| Value::Number(u64::from(code)))),
            ]
        }
        _ => return,
    };
    reading.nodes.push(member("script_answer", Value::Group).placed(Members::Object).with(parts));
}
