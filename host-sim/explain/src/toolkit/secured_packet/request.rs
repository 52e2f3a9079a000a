//! What a packet for the payment platform asks, field by field. Whoever has the keys could read the passwords in it; they
//! are not shown all the same.

use serde_json::{Map, Value as Json, json};
use sim_wire::bcd;
use sim_wire::count::Counted;
use sim_wire::message::{LoadAnswer, NoRequest, Operation, Request};

use super::Telling;

/// Stands for a digit that is not shown.
const HIDDEN: &str = "•";

/// Tells the data of a packet for the platform.
pub(super) fn tell(data: &[u8], telling: &mut Telling) {
    match Request::parse(data) {
        Ok(request) => tell_request(&request, data.len(), telling),
        // Whatever is secret in it may stand anywhere.
        Err(why) => tell_nothing(&why, data.len(), telling),
    }
}

fn tell_nothing(why: &NoRequest, octets: usize, telling: &mut Telling) {
    telling.line("data", format!("{}, not shown: a password may stand there", Counted(octets, "octet")));
    telling.problems.push(format!("The data is no request to the platform: {why}."));
}

fn tell_request(request: &Request, octets: usize, telling: &mut Telling) {
    let Request { asn, number, operation } = request;
    let (code, asn) = (operation.code(), hex::encode_upper(asn));
    telling.line("data", format!("{}: a request to the payment platform", Counted(octets, "octet")));
    telling.line("request", format!("{code:02X}  {}, number {number} of the card {asn}", operation.name()));
    let mut members = Map::new();
    members.insert("operation".to_owned(), json!(code));
    members.insert("operation_name".to_owned(), json!(operation.name()));
    members.insert("number".to_owned(), json!(number));
    members.insert("asn".to_owned(), json!(asn));
    let mut field = |label: &'static str, member: &str, value: String| {
        members.insert(member.to_owned(), Json::String(value.clone()));
        telling.line(label, value);
    };
    match operation {
        Operation::Close { .. } => field("pay password", "pay_password", HIDDEN.repeat(6)),
        Operation::TopUp { amount, answer, .. } => {
            field("amount", "amount", amount.to_string());
            field("pay password", "pay_password", HIDDEN.repeat(6));
            field("INITIALIZE", "initialize", initialize(answer));
        }
        Operation::ScratchCard { .. } => field("scratch card", "scratch_card", HIDDEN.repeat(18)),
        Operation::OwnBill { amount } => field("amount", "amount", amount.to_string()),
        Operation::OthersBill { number, amount, .. } => {
            field("phone", "phone", bcd::digits(number).collect());
            field("amount", "amount", amount.to_string());
            field("pay password", "pay_password", HIDDEN.repeat(6));
        }
        Operation::ChangePayPassword { .. } => {
            field("old password", "old_pay_password", HIDDEN.repeat(6));
            field("new password", "new_pay_password", HIDDEN.repeat(6));
        }
        // The first nibble says which identity it is.
        Operation::Hello { imei } => field("IMEI", "imei", bcd::digits(imei).skip(1).collect()),
        Operation::Open | Operation::Suspend | Operation::Resume => {}
        Operation::AccountBalance | Operation::AccountTransactions => {}
    }
    telling.member("request", members);
}

/// The card's answer to its own INITIALIZE FOR LOAD.
fn initialize(answer: &LoadAnswer) -> String {
    let LoadAnswer { balance, counter, key_version, algorithm, random, mac1 } = answer;
    let (random, mac1) = (hex::encode_upper(random), hex::encode_upper(mac1));
    format!(
        "balance {balance}, online counter {counter}, key version {key_version:02X}, algorithm {algorithm:02X}, \
         random {random}, MAC1 {mac1}"
    )
}
