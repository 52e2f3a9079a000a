//! Requests of cards: a secured packet that came up becomes a request if it is the card's own and new, and the request
//! becomes what the platform does.

use std::str::FromStr;

use sim_wire::bcd;
use sim_wire::message::{NoRequest, Operation, PayPasswordDigits, Request};

use super::Platform;
use super::card_file::{Asn, CardFile, UnbelievedError};
use super::errand::Told;
use super::notices::{self, DeclinedError};
use super::number::Msisdn;
use super::password::PayPassword;
use sim_codec::ota::carriage::{Fault, PacketKind, Part, Reassembly};
use sim_codec::sms::Tpdu;
use sim_codec::time::Moment;

/// What became of a short message to the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A request of a card, by its name.
    Request(&'static str),
    /// A card's proof of receipt that came by itself.
    Proof(Told),
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

/// Why a message comes to nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
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

impl Platform {
    /// A secured packet came from a number.
    pub(super) fn receive_packet(&mut self, now: Moment, from: &Msisdn, tpdu: &Tpdu) -> Heard {
        let heard = self.take_packet(now, from, tpdu);
        heard.unwrap_or_else(|reason| match reason {
            IgnoredError::Unbelieved(UnbelievedError::Repeated(_)) => Heard::Repeated,
            reason => Heard::Ignored(reason),
        })
    }

    fn take_packet(&mut self, now: Moment, from: &Msisdn, tpdu: &Tpdu) -> Result<Heard, IgnoredError> {
        let whole = Reassembly::new(1).take(Part::of(tpdu)?)?.ok_or(IgnoredError::Unreadable)?;
        let asn = *self.current.get(from).ok_or(IgnoredError::NoCard(*from))?;
        if whole.kind == PacketKind::Response {
            return Ok(Heard::Proof(self.receive_proof(now, asn, &whole.packet)));
        }
        let card = self.cards.get_mut(&asn).ok_or(IgnoredError::NoCard(*from))?;
        let request = believed(card, &whole.packet)?;
        check_number(card, &request)?;
        card.request = Some(request.number);
        self.hurry(now, asn);
        self.perform(now, asn, &request.operation);
        Ok(Heard::Request(request.operation.name()))
    }

    /// A card that was heard can hear: its first errand need not wait longer than a first time.
    fn hurry(&mut self, now: Moment, asn: Asn) {
        let soon = now.later(self.settings.patience_first);
        if let Some(errand) = self.cards.get_mut(&asn).and_then(|card| card.errands.front_mut()) {
            errand.again = errand.again.map(|again| again.min(soon));
        }
    }

    /// Does what a request asks for. Whatever cannot be done is told to the person.
    fn perform(&mut self, now: Moment, asn: Asn, operation: &Operation) {
        let Some(number) = self.cards.get(&asn).map(|card| card.number) else { return };
        let (what, done) = match operation {
            Operation::Open => ("钱包开通", self.open_wallet(now, asn)),
            Operation::Suspend => ("钱包暂停", self.suspend_wallet(now, asn)),
            Operation::Resume => ("钱包恢复", self.resume_wallet(now, asn)),
            Operation::Close { pay_password } => {
                let closed = password(pay_password).and_then(|password| self.close_wallet(now, asn, &password));
                ("钱包注销", closed)
            }
            Operation::TopUp { amount, pay_password, answer } => {
                self.tops_up(now, asn, (*amount, password(pay_password)), answer);
                return;
            }
            Operation::Hello { imei } => {
                self.greeted(now, asn, *imei);
                return;
            }
            other => ("操作", self.check_service(now, &number, other)),
        };
        if let Err(declined) = done {
            self.say(now, number, &notices::declined(what, &declined));
        }
    }
}

/// The request in a packet, if it is this card's and new. The packet's counter is stored only then: another card may
/// have the same keys, and its packets must not use up this card's counter.
fn believed(card: &mut CardFile, packet: &[u8]) -> Result<Request, IgnoredError> {
    let heard = card.heard;
    let request = card.believe(packet).map(|octets| Request::parse(&octets));
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
fn check_number(card: &CardFile, request: &Request) -> Result<(), IgnoredError> {
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
