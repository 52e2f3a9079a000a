//! Requests to the payment platform in a packet, field by field. The passwords in it are never shown, although the keys
//! of the reader open them.

use sim_wire::bcd;
use sim_wire::message::{Operation, PlatformRequest};

use super::PacketReading;
use crate::remark::SecurityRemark;
use crate::tree::{Members, Range};
use crate::value::{PacketValue, WithheldData};
use crate::{Node, Value};

/// Adds the data of a packet for the platform.
pub(super) fn read(data: &[u8], range: Option<Range>, reading: &mut PacketReading<'_>) {
    let withheld = |contents| Value::Packet(PacketValue::Withheld(data.len(), contents));
    match PlatformRequest::parse(data) {
        Ok(request) => {
            let line = Node::new("request_data", withheld(WithheldData::Request), range).line("data");
            reading.nodes.push(line.placed(Members::Nothing));
            read_request(&request, reading);
        }
        // Whatever is secret in it may stand anywhere.
        Err(why) => {
            let line = Node::new("request_data", withheld(WithheldData::Unknown), range).line("data");
            reading.nodes.push(line.placed(Members::Nothing));
            reading.problems.push(SecurityRemark::NoRequest(why).into());
        }
    }
}

fn read_request(request: &PlatformRequest, reading: &mut PacketReading<'_>) {
    let PlatformRequest { asn, number, operation } = request;
    let value = PacketValue::Request(operation.code(), operation.kind(), *number, *asn);
    let head = Node::new("request", Value::Packet(value), None).placed(Members::Nothing).line("request");
    let member = |key, value| Node::new(key, value, None);
    let mut nodes = vec![
        head,
        member("operation", Value::Number(u64::from(operation.code()))),
        member("operation_name", Value::Text(operation.kind().name().into())),
        member("number", Value::Number(u64::from(*number))),
        member("asn", Value::Digits(hex::encode_upper(asn))),
    ];
    nodes.extend(fields(operation).into_iter().map(|(label, key, value)| Node::new(key, value, None).line(label)));
    reading.nodes.push(Node::new("request", Value::Group, None).placed(Members::Object).with(nodes));
}

/// Returns the fields of an operation: label, key, value.
fn fields<'a>(operation: &Operation) -> Vec<(&'static str, &'static str, Value<'a>)> {
    let hidden = |digits| Value::Packet(PacketValue::Hidden(digits));
    let money = |amount| Value::Packet(PacketValue::Amount(amount));
    match operation {
        Operation::Close { .. } => vec![("pay password", "pay_password", hidden(6))],
        Operation::TopUp { amount, answer, .. } => vec![
            ("amount", "amount", money(*amount)),
            ("pay password", "pay_password", hidden(6)),
            ("INITIALIZE", "initialize", Value::Packet(PacketValue::LoadAnswer(Box::new(*answer)))),
        ],
        Operation::ScratchCard { .. } => vec![("scratch card", "scratch_card", hidden(18))],
        Operation::OwnBill { amount } => vec![("amount", "amount", money(*amount))],
        Operation::OthersBill { number, amount, .. } => vec![
            ("phone", "phone", Value::Digits(bcd::digits(number).collect())),
            ("amount", "amount", money(*amount)),
            ("pay password", "pay_password", hidden(6)),
        ],
        Operation::ChangePayPassword { .. } => {
            vec![("old password", "old_pay_password", hidden(6)), ("new password", "new_pay_password", hidden(6))]
        }
        // The first nibble says which identity it is.
        Operation::Hello { imei } => vec![("IMEI", "imei", Value::Digits(bcd::digits(imei).skip(1).collect()))],
        Operation::Open | Operation::Suspend | Operation::Resume => Vec::new(),
        Operation::AccountBalance | Operation::AccountTransactions => Vec::new(),
    }
}
