//! Requests to the platform, opened with the card's keys: the host's own arithmetic judges the packet, and its fields
//! stand beside what a walk expects.

use sim_wire::bcd;
use sim_wire::message::{self, Operation};
use sim_wire::secured_packet::Counter;

use crate::walk::syntax::{Detail, Request, RequestKind};
use sim_codec::ota::carriage::{PacketKind, PacketPart};
use sim_codec::ota::{KeySet, Receiver, TargetApplication, judge};
use sim_codec::sms::Tpdu;
use sim_device::profile::Profile;

/// Opens the request that a message carries, and returns it with the counter of its packet. `last` is the counter of
/// the request before.
///
/// The error says why the platform would not believe the packet.
pub(super) fn open(message: &Tpdu, profile: &Profile, last: Counter) -> Result<(Counter, Request), String> {
    let part = PacketPart::of(message).map_err(|fault| format!("it carries no packet: {fault}"))?;
    if part.kind != Some(PacketKind::Command) || part.place.is_some() {
        return Err("it carries no packet in one piece".to_owned());
    }
    let receiver = Receiver {
        applications: vec![TargetApplication { tar: message::PLATFORM, least: message::UP }],
        key_sets: profile.card.ota_keys.iter().take(1).map(KeySet::of).collect(),
    };
    let believed = judge(&part.octets, &receiver, last).map_err(|refused| refused.reason.to_string())?;
    let request = message::PlatformRequest::parse(&believed.command.data).map_err(|why| why.to_string())?;
    match profile.card.start.file_15.get(10..20) {
        Some(asn) if asn == request.asn => Ok((believed.command.counter, read(&request.operation))),
        _ => Err(format!("it comes from the card {}", hex::encode_upper(request.asn))),
    }
}

/// Converts an operation to the words of a walk.
fn read(operation: &Operation) -> Request {
    let password = |digits: &message::PayPasswordDigits| written(digits.digits().as_ref().map(|digits| &digits[..]));
    let (asked, details) = match operation {
        Operation::Open => (RequestKind::Open, vec![]),
        Operation::Close { pay_password } => (RequestKind::Close, vec![Detail::Password(password(pay_password))]),
        Operation::Suspend => (RequestKind::Suspend, vec![]),
        Operation::Resume => (RequestKind::Resume, vec![]),
        Operation::TopUp { amount, pay_password, answer: _ } => {
            (RequestKind::TopUp, vec![Detail::Amount(*amount), Detail::Password(password(pay_password))])
        }
        Operation::AccountBalance => (RequestKind::AccountBalance, vec![]),
        Operation::AccountTransactions => (RequestKind::AccountTransactions, vec![]),
        Operation::ScratchCard { card } => {
            let digits = written(card.digits().as_ref().map(|digits| &digits[..]));
            (RequestKind::ScratchCard, vec![Detail::Card(digits)])
        }
        Operation::OwnBill { amount } => (RequestKind::OwnBill, vec![Detail::Amount(*amount)]),
        Operation::OthersBill { number, amount, pay_password } => {
            let number = Detail::Of(bcd::digits(number).collect());
            (RequestKind::OtherBill, vec![number, Detail::Amount(*amount), Detail::Password(password(pay_password))])
        }
        Operation::ChangePayPassword { old, new } => {
            (RequestKind::PayPassword, vec![Detail::Old(password(old)), Detail::New(password(new))])
        }
        Operation::Hello { imei } => {
            // The first nibble says which identity it is (3GPP TS 24.008 §10.5.1.4).
            (RequestKind::Hello, vec![Detail::Imei(bcd::digits(imei).skip(1).collect())])
        }
    };
    Request { asked, details }
}

/// Returns digits as text; `?` where there are none, which no walk can expect.
fn written(digits: Option<&[u8]>) -> String {
    digits.map_or("?".to_owned(), |digits| String::from_utf8_lossy(digits).into_owned())
}

impl Request {
    /// Returns whether `actual` is the request that is expected, field by field.
    pub(super) fn is_met_by(&self, actual: &Request) -> bool {
        self.asked == actual.asked && self.details.iter().all(|detail| actual.details.contains(detail))
    }

    /// Returns the request for a reader, with its secrets masked.
    pub(super) fn masked(mut self) -> Request {
        for detail in &mut self.details {
            if let Detail::Password(digits) | Detail::Old(digits) | Detail::New(digits) | Detail::Card(digits) = detail
            {
                *digits = "•".repeat(digits.chars().count());
            }
        }
        self
    }
}
