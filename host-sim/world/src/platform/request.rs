//! Requests of cards: a secured packet that came up becomes a request if it is the card's own and new, and the request
//! becomes what the platform does.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sim_wire::bcd;
use sim_wire::message::{NoRequest, OperationKind, PayPasswordDigits, PlatformRequest};

use super::card_file::{Asn, CardFile, UnbelievedError};
use super::errand::ProofResult;
use super::notices::DeclinedError;
use super::number::Msisdn;
use super::password::PayPassword;
use sim_codec::ota::carriage::{Fault, Part, Reassembly, Whole};
use sim_codec::sms::Tpdu;
use sim_codec::time::Moment;

/// The result of a short message to the platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MessageResult {
    /// A request of a card.
    Request(OperationKind),
    /// A card's proof of receipt that came by itself.
    Proof(ProofResult),
    /// A text order.
    Order,
    /// A part of a text whose other parts have not come.
    Part {
        /// Which part, from 1.
        part: u8,
        /// Parts in all.
        total: u8,
    },
    /// A request or a text that was here before; it was answered then.
    Repeated,
    /// Nothing that the platform does anything about.
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

/// A reason for which a message comes to nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IgnoredError {
    /// It is not to the platform's number.
    #[error("it is no message to {}", super::NUMBER)]
    NotForPlatform,
    /// It carries neither a text nor a packet.
    #[error("it is neither a text nor a secured packet")]
    Unreadable,
    /// It carries no whole packet.
    #[error("{0}")]
    Carriage(#[from] Fault),
    /// The number has no card.
    #[error("{0} has no card that the platform knows")]
    NoCard(Msisdn),
    /// The packet is not believed.
    #[error("{0}")]
    Unbelieved(#[from] UnbelievedError),
    /// What the packet says is no request.
    #[error("{0}")]
    NoRequest(NoRequest),
    /// A text so old that nobody could tell whether it was obeyed before.
    #[error("it was submitted at {0}, which is longer ago than orders are remembered")]
    Forgotten(Moment),
    /// It is another card's.
    #[error("the request is of card {0}")]
    OtherCard(Asn),
    /// Its number does not follow the last.
    #[error("the request has number {number}, after {last}")]
    Number {
        /// Its number.
        number: u16,
        /// The number of the last request.
        last: u16,
    },
}

/// Returns the packet that a short message carries whole.
pub(super) fn packet(tpdu: &Tpdu) -> Result<Whole, IgnoredError> {
    Reassembly::new(1).take(Part::of(tpdu)?)?.ok_or(IgnoredError::Unreadable)
}

/// Takes the request in a packet, if it is this card's and new.
pub(super) fn take(card: &mut CardFile, packet: &[u8]) -> Result<PlatformRequest, IgnoredError> {
    let request = believed(card, packet)?;
    check_number(card, &request)?;
    card.request = Some(request.number);
    Ok(request)
}

/// The request in a packet, if it is this card's and new. The packet's counter is stored only then: another card may
/// have the same keys, and its packets must not use up this card's counter.
fn believed(card: &mut CardFile, packet: &[u8]) -> Result<PlatformRequest, IgnoredError> {
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

/// Whether a request comes after the last one. Its number goes round after 65535, on both sides: up to 32767 requests
/// may be lost in a row. That a packet is not heard twice is for its own counter, which never goes round.
fn check_number(card: &CardFile, request: &PlatformRequest) -> Result<(), IgnoredError> {
    match card.request {
        Some(last) if !(1..0x8000).contains(&request.number.wrapping_sub(last)) => {
            Err(IgnoredError::Number { number: request.number, last })
        }
        _ => Ok(()),
    }
}

/// A pay password as it travels.
pub(super) fn password(digits: &PayPasswordDigits) -> Result<PayPassword, DeclinedError> {
    PayPassword::from_bcd(digits.0).map_err(|_| DeclinedError::NoDigits)
}

/// A number as it travels: eleven digits of swapped BCD.
pub(super) fn number(octets: &[u8; 6]) -> Result<Msisdn, DeclinedError> {
    let digits: String = bcd::digits(octets).collect();
    Msisdn::from_str(&digits).map_err(|_| DeclinedError::NoDigits)
}
