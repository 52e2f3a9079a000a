//! Requests of cards: a secured packet from a card becomes a request if it is the card's own and new, and the platform
//! performs the request.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sim_wire::bcd;
use sim_wire::message::{OperationKind, PayPasswordDigits, PlatformRequest, RequestFormatError};

use super::card_file::{Asn, CardFile, UnbelievedError};
use super::errand::ProofResult;
use super::notices::DeclinedError;
use super::number::Msisdn;
use super::password::PayPassword;
use sim_codec::ota::carriage::{CarriageError, PacketPart, PacketReassembly, WholePacket};
use sim_codec::sms::Tpdu;
use sim_codec::time::Moment;

/// Result of a short message to the platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MessageResult {
    /// The message was a request of a card.
    Request(OperationKind),
    /// The message was a card's proof of receipt, sent by itself.
    Proof(ProofResult),
    /// The message was a text order.
    Order,
    /// The message is a part of a text whose other parts have not come.
    Part {
        /// Number of the part, counted from 1.
        part: u8,
        /// Number of parts of the text.
        total: u8,
    },
    /// The message is a request or a text that was received and answered before.
    Repeated,
    /// The message has no effect.
    Ignored(IgnoredError),
}

impl fmt::Display for MessageResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MessageResult::Request(kind) => write!(f, "request {}", kind.name()),
            MessageResult::Proof(proof) => proof.fmt(f),
            MessageResult::Order => f.write_str("an order"),
            MessageResult::Part { part, total } => {
                write!(f, "part {part} of a text of {total}, which waits for the others")
            }
            MessageResult::Repeated => f.write_str("which was here before"),
            MessageResult::Ignored(why) => write!(f, "which comes to nothing: {why}"),
        }
    }
}

/// Reason for which a message has no effect.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IgnoredError {
    /// The message is not to the platform's number.
    #[error("it is no message to {}", super::NUMBER)]
    NotForPlatform,
    /// The message carries neither a text nor a packet.
    #[error("it is neither a text nor a secured packet")]
    Unreadable,
    /// The message carries no whole packet.
    #[error("{0}")]
    Carriage(#[from] CarriageError),
    /// The number has no card.
    #[error("{0} has no card that the platform knows")]
    NoCard(Msisdn),
    /// The packet is not believed.
    #[error("{0}")]
    Unbelieved(#[from] UnbelievedError),
    /// The data of the packet are no request.
    #[error("{0}")]
    NoRequest(RequestFormatError),
    /// The text is so old that the platform cannot tell whether it was executed before.
    #[error("it was submitted at {0}, which is longer ago than orders are remembered")]
    Forgotten(Moment),
    /// The request is another card's.
    #[error("the request is of card {0}")]
    OtherCard(Asn),
    /// The request's number does not follow the last one.
    #[error("the request has number {number}, after {last}")]
    Number {
        /// Number of the request.
        number: u16,
        /// Number of the card's last request.
        last: u16,
    },
}

/// Returns the packet that a short message carries whole.
pub(super) fn packet(tpdu: &Tpdu) -> Result<WholePacket, IgnoredError> {
    PacketReassembly::new(1).take(PacketPart::of(tpdu)?)?.ok_or(IgnoredError::Unreadable)
}

/// Takes the request in a packet, if it is this card's and new.
pub(super) fn take(card: &mut CardFile, packet: &[u8]) -> Result<PlatformRequest, IgnoredError> {
    let request = believe(card, packet)?;
    check_number(card, &request)?;
    card.request = Some(request.number);
    Ok(request)
}

/// Returns the request in a packet, if it is this card's and new. The packet's counter is stored only then: another
/// card may have the same keys, and its packets must not use up this card's counter.
fn believe(card: &mut CardFile, packet: &[u8]) -> Result<PlatformRequest, IgnoredError> {
    let heard = card.heard;
    let request = card.believe(packet).map(|octets| PlatformRequest::parse(&octets));
    match request {
        Ok(Ok(request)) if request.asn != card.asn.0 => {
            card.heard = heard;
            Err(IgnoredError::OtherCard(Asn(request.asn)))
        }
        Ok(request) => request.map_err(IgnoredError::NoRequest),
        Err(unbelieved) => Err(unbelieved.into()),
    }
}

/// Checks that a request comes after the last one. Its number wraps after 65535 on both sides: up to 32767 requests in
/// a row may be lost. Repeated packets are excluded by the packet counter, which never wraps.
fn check_number(card: &CardFile, request: &PlatformRequest) -> Result<(), IgnoredError> {
    match card.request {
        Some(last) if !(1..0x8000).contains(&request.number.wrapping_sub(last)) => {
            Err(IgnoredError::Number { number: request.number, last })
        }
        _ => Ok(()),
    }
}

/// Returns a pay password from the request's encoding.
pub(super) fn password(digits: &PayPasswordDigits) -> Result<PayPassword, DeclinedError> {
    PayPassword::from_bcd(digits.0).map_err(|_| DeclinedError::NoDigits)
}

/// Returns a number from the request's encoding: eleven digits of swapped BCD.
pub(super) fn number(octets: &[u8; 6]) -> Result<Msisdn, DeclinedError> {
    let digits: String = bcd::digits(octets).collect();
    Msisdn::from_str(&digits).map_err(|_| DeclinedError::NoDigits)
}
