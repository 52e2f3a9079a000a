//! Records of EF SMS (3GPP TS 31.102 §4.2.25, TS 51.011 §10.5.3). A status octet comes first, then a short message
//! behind the address of its service centre, then fill of FF.

use super::objects::part;
use super::short_message;
use crate::remark::MessageRemark;
use crate::tree::Span;
use crate::value::CodeTable;
use crate::{ContentKind, Explanation, Node, Value};
use sim_codec::sms::problem::is_filling;
use sim_codec::sms::{Direction, Pdu};

/// Octets of a record.
pub const RECORD: usize = 176;

/// Returns whether the reserved bits of a status octet are 0.
const fn is_known(status: u8) -> bool {
    matches!(status, 0x00 | 0x01 | 0x03 | 0x05 | 0x07 | 0x0D | 0x15 | 0x1D)
}

/// Record of EF SMS.
pub struct Record {
    /// Status octet.
    status: u8,
    /// Message behind the status octet; `None` where there is none.
    message: Option<Pdu>,
    /// `true` if only filling stands behind the status octet.
    is_empty: bool,
}

impl Record {
    /// Reads a record; `None` where there is no octet. In a free record the more plausible direction of the message is
    /// taken.
    pub fn read(octets: &[u8]) -> Option<Record> {
        let (status, message) = octets.split_first()?;
        let is_empty = is_filling(message);
        let pdu = match status & 0x05 {
            _ if is_empty => None,
            0x01 => Some(Pdu::read(Direction::FromNetwork, message)),
            0x05 => Some(Pdu::read(Direction::ToNetwork, message)),
            _ => {
                let (to, from) = (Pdu::read(Direction::ToNetwork, message), Pdu::read(Direction::FromNetwork, message));
                Some(if to.plausibility() > from.plausibility() { to } else { from })
            }
        };
        Some(Record { status: *status, message: pdu, is_empty })
    }
}

/// Returns the likeness of octets to the record that was read from them, 0 to 100. The length, the status octet, and a
/// whole message or only filling are the evidence.
pub fn likeness(record: Option<&Record>, octets: &[u8]) -> u8 {
    let (RECORD, Some(record)) = (octets.len(), record) else { return 0 };
    let is_whole = record.message.as_ref().is_some_and(|pdu| pdu.is_whole() && pdu.plausibility() >= 50);
    match (is_known(record.status), is_whole) {
        (true, true) => 98,
        (true, false) if record.status == 0x00 && record.is_empty => 96,
        (true, false) => 20,
        (false, _) => 0,
    }
}

/// Returns the nodes of a record.
pub(super) fn nodes<'a>(record: Option<Record>, span: Span<'a>, explanation: &mut Explanation<'a>) -> Vec<Node<'a>> {
    let Some(Record { status, message, is_empty }) = record else {
        explanation.problems.push("A record of EF SMS begins with a status octet, and there is no octet.".into());
        return Vec::new();
    };
    let mut left = span;
    let code = left.take(1);
    let mut nodes = vec![
        part("record_status", Value::Coded(CodeTable::RecordStatus, code.octets.into()), code).line("record status"),
    ];
    let is_free = status & 0x01 == 0;
    if is_empty {
        explanation.notes.push("All FF behind the status octet: no message stands here.".into());
        nodes.push(Node::frame("filling", left));
    } else if let Some(pdu) = message {
        if is_free {
            explanation.notes.push("The record is free; what follows is left over from an earlier message.".into());
        }
        if !is_free || pdu.is_whole() {
            nodes.extend(short_message::nodes(pdu, left, explanation));
        }
    }
    if !is_known(status) {
        explanation.problems.push(MessageRemark::RecordStatus(status).into());
    }
    let present = span.octets.len();
    if present != RECORD {
        explanation.problems.push(MessageRemark::RecordLength(present).into());
    }
    nodes
}

/// Explains a record that has been read.
pub fn explain(record: Option<Record>, octets: &[u8]) -> Explanation<'_> {
    let mut explanation = Explanation::new(ContentKind::SmsRecord, "record of EF SMS", octets);
    explanation.content = Some(ContentKind::SmsRecord);
    explanation.nodes = nodes(record, Span::whole(octets), &mut explanation);
    explanation.covered()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::{answer, command, guess};

    fn record(beginning: &str) -> Vec<u8> {
        let mut octets = hex::decode(beginning.replace(' ', "")).unwrap();
        octets.resize(RECORD, 0xFF);
        octets
    }

    fn said(explanation: &Explanation<'_>) -> Json {
        serde_json::to_value(explanation).unwrap()
    }

    const CENTRE: &str = "08 91 683108200105F0";
    const DELIVER: &str = "04 0D 91 683108108300F0 00 00 90 11 81 01 03 00 23 02 E8 34";
    const SUBMIT: &str = "11 FF 0D 91 683108108300F0 00 08 AA 04 4F59 989D";
    const REPORT: &str = "06 07 0D 91 683108108300F0 90118101030023 90118101030523 00";

    #[test]
    fn each_status_is_named_and_its_message_read() {
        for (status, message, words, member, value) in [
            ("01", DELIVER, "received, read", "text", json!("hi")),
            ("03", DELIVER, "received, to be read", "time", json!("2009-11-18 10:30:00 +08:00")),
            ("03", REPORT, "received, to be read", "type_name", json!("SMS-STATUS-REPORT")),
            ("05", SUBMIT, "sent, no status report requested", "text", json!("余额")),
            ("0D", SUBMIT, "sent, a status report requested and not yet received", "text", json!("余额")),
            ("15", SUBMIT, "sent, a status report received and not stored in EF SMSR", "text", json!("余额")),
            ("1D", SUBMIT, "sent, a status report received and stored in EF SMSR", "text", json!("余额")),
            ("07", SUBMIT, "to be sent", "address", json!("8613800138000")),
            ("00", DELIVER, "free: what stands behind is of no account", "text", json!("hi")),
        ] {
            let octets = record(&format!("{status} {CENTRE} {message}"));
            let json = said(&guess::explain(&octets));
            assert_eq!((&json["kind"], &json["name"]), (&json!("sms-record"), &json!("record of EF SMS")), "{json}");
            assert_eq!((&json["record_status_meaning"], &json[member]), (&json!(words), &value), "{json}");
            assert_eq!(json["service_centre"], "8613800210500", "{json}");
            assert_eq!(json.get("problem"), None, "{json}");
        }
    }

    #[test]
    fn free_record_has_no_message() {
        let json = said(&guess::explain(&record("00")));
        assert_eq!(
            (&json["kind"], json.get("text"), json.get("problem")),
            (&json!("sms-record"), None, None),
            "{json}"
        );
        // Leftovers that are no message are not told as one.
        let json = said(&guess::explain_as(ContentKind::SmsRecord, &record("00 12 34 56")));
        assert_eq!((json.get("type_name"), json.get("address")), (None, None), "{json}");
    }

    #[test]
    fn odd_records_say_what_is_wrong() {
        let cut = hex::decode(format!("01{}", DELIVER.replace(' ', ""))).unwrap();
        let json = said(&guess::explain_as(ContentKind::SmsRecord, &cut));
        assert!(json["problem"].as_str().unwrap().contains("has 176 octets, here are 23"), "{json}");
        let json = said(&guess::explain_as(ContentKind::SmsRecord, &record(&format!("21 {CENTRE} {DELIVER}"))));
        assert!(json["problem"].as_str().unwrap().contains("Status 21 has reserved bits"), "{json}");
        let damaged = said(&guess::explain_as(ContentKind::SmsRecord, &record(&format!("01 {CENTRE} 04 0D 91 6831"))));
        assert!(damaged["problem"].is_string(), "{damaged}");
    }

    #[test]
    fn record_is_read_in_its_apdus() {
        let octets = record(&format!("01 {CENTRE} {DELIVER}"));
        let read = [octets.as_slice(), &[0x90, 0x00]].concat();
        for command in ["A0B20104B0", "00B20104B0"] {
            let json = said(&answer(Some(&hex::decode(command).unwrap()), &read));
            assert_eq!((&json["text"], &json["record_status"]), (&json!("hi"), &json!(1)), "{json}");
        }
        for header in ["A0DC0104B0", "01DC0104B0"] {
            let update = [hex::decode(header).unwrap(), octets.clone()].concat();
            let json = said(&command(&update));
            assert_eq!((&json["text"], &json["p1"]), (&json!("hi"), &json!("01")), "{json}");
        }
    }
}
