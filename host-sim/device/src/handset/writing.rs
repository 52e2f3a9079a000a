//! Text messages that the person writes: an SMS-SUBMIT (3GPP TS 23.040 §9.2.2.2), or several if the text is longer
//! than one holds. The coding is the GSM default alphabet if it has every character, else UCS2.

use sim_wire::bcd::TonNpi;
use sim_wire::text::{Spelling, spelling};
use sim_wire::udh::USER_DATA_MAX;

use super::outbox::Outbox;
use super::{Outgoing, Sending, Surroundings};
use sim_codec::cat::content::Address;
use sim_codec::sms::{Element, MessageBody, SmsAddress, SmsSubmit, Tpdu, UserData};

/// Most digits of an address (3GPP TS 23.040 §9.1.2.5).
const DIGITS_MAX: usize = 20;

/// Data coding schemes (TP-DCS) of a text: default alphabet, UCS2.
const DCS_GSM: u8 = 0x00;
const DCS_UCS2: u8 = 0x08;

/// Septets, or units of UCS2, of a message by itself and of one part of a long one, behind a header of six octets.
const GSM_ALONE: usize = USER_DATA_MAX * 8 / 7;
const GSM_PART: usize = (USER_DATA_MAX - 6) * 8 / 7;
const UCS2_ALONE: usize = USER_DATA_MAX / 2;
const UCS2_PART: usize = (USER_DATA_MAX - 6) / 2;

/// Reason for which a text message is not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The recipient is no number.
    #[error(
        "{0:?} is no number to send a message to: it has one to {DIGITS_MAX} digits, with a + before them if abroad"
    )]
    Number(String),
    /// The text is empty.
    #[error("the message is empty")]
    Empty,
    /// The text needs this many parts, more than the 255 that a long message holds.
    #[error("the message needs {0} parts, and a long message has 255 at most")]
    TooLong(usize),
    /// The handset is out of the network's reach.
    #[error("the network does not reach the handset")]
    NoService,
    /// The service centre refuses the message with that RP cause.
    #[error("the service centre refuses the message (RP cause {0})")]
    CentreRefuses(u8),
    /// The network cannot take the message now, with that cause.
    #[error("the network cannot take the message now (cause {0})")]
    NetworkUnable(u8),
}

impl Outbox {
    /// Writes a text message as SMS-SUBMITs to the service centre; returns their number. Messages that the network
    /// refuses stand in the outbox as not accepted.
    pub(super) fn write(&mut self, to: &str, text: &str, around: &Surroundings) -> Result<usize, SendError> {
        let address = address(to).ok_or_else(|| SendError::Number(to.to_owned()))?;
        let parts = parts(text)?;
        if !around.service {
            return Err(SendError::NoService);
        }
        let total = u8::try_from(parts.len()).map_err(|_| SendError::TooLong(parts.len()))?;
        let is_gsm = is_gsm(text);
        let long = self.reference();
        let accepted = around.sending == Sending::Accepted;
        for (number, part) in (1..=total).zip(&parts) {
            let place = (total > 1).then(|| Element { id: 0x00, data: vec![long, total, number] });
            let tpdu = Tpdu::Submit(SmsSubmit {
                first: if total > 1 { 0x41 } else { 0x01 },
                reference: self.reference(),
                destination: address.clone(),
                pid: 0x00,
                dcs: if is_gsm { DCS_GSM } else { DCS_UCS2 },
                validity: Vec::new(),
                user: user_data(part, is_gsm, place),
            });
            self.set_reference(self.reference().wrapping_add(1));
            self.push(Outgoing { service_centre: around.service_centre.clone(), tpdu, accepted });
        }
        sent(around.sending).map(|()| parts.len())
    }

    /// Sends an SMS-SUBMIT that somebody else wrote, to a service centre or the handset's own; returns its message
    /// reference (TP-MR), which the handset sets. A message that the network refuses stands in the outbox as not
    /// accepted.
    pub(super) fn submit(
        &mut self,
        service_centre: Option<Address>,
        submit: SmsSubmit,
        around: &Surroundings,
    ) -> Result<u8, SendError> {
        if !around.service {
            return Err(SendError::NoService);
        }
        let reference = self.reference();
        self.set_reference(reference.wrapping_add(1));
        let service_centre = service_centre.unwrap_or_else(|| around.service_centre.clone());
        let accepted = around.sending == Sending::Accepted;
        self.push(Outgoing { service_centre, tpdu: Tpdu::Submit(SmsSubmit { reference, ..submit }), accepted });
        sent(around.sending).map(|()| reference)
    }
}

/// Returns the outcome of a message.
const fn sent(sending: Sending) -> Result<(), SendError> {
    match sending {
        Sending::Accepted => Ok(()),
        Sending::CentreRefuses(cause) => Err(SendError::CentreRefuses(cause)),
        Sending::NetworkUnable(cause) => Err(SendError::NetworkUnable(cause)),
    }
}

/// Returns an address of digits: as dialled, or after a + in the international numbering plan. `None` if `to` is no
/// number of 1 to 20 digits.
fn address(to: &str) -> Option<SmsAddress> {
    let (ton_npi, digits) = to.strip_prefix('+').map_or((0x81, to), |digits| (0x91, digits));
    let is_number = !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_digit());
    (is_number && digits.len() <= DIGITS_MAX).then(|| SmsAddress::new(TonNpi(ton_npi), digits))
}

fn is_gsm(text: &str) -> bool {
    text.chars().all(|character| spelling(character).is_some())
}

/// Returns the septets that a character takes in the default alphabet.
fn septets(character: char) -> usize {
    if matches!(spelling(character), Some(Spelling::Extension(_))) { 2 } else { 1 }
}

/// Splits a text where a message is full; no character is cut in two.
fn parts(text: &str) -> Result<Vec<String>, SendError> {
    let is_gsm = is_gsm(text);
    if text.is_empty() {
        return Err(SendError::Empty);
    }
    // A character beyond U+FFFF is a pair of surrogates, as UTF-16 has it.
    let takes = |character: char| if is_gsm { septets(character) } else { character.len_utf16() };
    let (alone, part) = if is_gsm { (GSM_ALONE, GSM_PART) } else { (UCS2_ALONE, UCS2_PART) };
    if text.chars().map(takes).sum::<usize>() <= alone {
        return Ok(vec![text.to_owned()]);
    }
    let (mut parts, mut current, mut filled) = (Vec::new(), String::new(), 0);
    for character in text.chars() {
        if filled + takes(character) > part {
            parts.push(std::mem::take(&mut current));
            filled = 0;
        }
        current.push(character);
        filled += takes(character);
    }
    parts.push(current);
    match parts.len() {
        0..=255 => Ok(parts),
        count => Err(SendError::TooLong(count)),
    }
}

/// Returns the user data of a text, with its place in a long message in the header. TP-UDL counts septets of the
/// default alphabet, with the header and its fill bits, or octets of UCS2.
fn user_data(text: &str, is_gsm: bool, place: Option<Element>) -> UserData {
    let header = place.as_ref().map_or(0, |place| place.data.len() + 3);
    let length = match is_gsm {
        true => (header * 8).div_ceil(7) + text.chars().map(septets).sum::<usize>(),
        false => header + 2 * text.chars().map(char::len_utf16).sum::<usize>(),
    };
    UserData {
        length: u8::try_from(length).unwrap_or(u8::MAX),
        header: place.map(|place| vec![place]),
        body: MessageBody::Text(text.to_owned()),
        kept: None,
    }
}
