//! A message that waits for the entity as a `deliver_sm`.

use rusmpp::pdus::DeliverSm;
use rusmpp::types::{COctetString, OctetString};
use rusmpp::{Command, CommandStatus};
use sim_codec::sms::{Direction, Tpdu};
use sim_world::esme::{EsmeMessage, EsmeMessageKind, EsmeSubmission, SmppAddress, SubmissionState};
use sim_world::smsc::MessageId;

use crate::tlv::{Tlvs, tag};
use crate::{coding, frame, smpp_time};

/// Bits of `esm_class`: a receipt of the centre, an acknowledgement of the receiver.
const RECEIPT: u8 = 0x04;
const ACKNOWLEDGEMENT: u8 = 0x08;

/// Bits of the first octet of a TPDU that `esm_class` has too: TP-UDHI and TP-RP.
const GSM_BITS: u8 = 0xC0;

/// Kind of network in `network_error_code`: GSM.
const GSM: u8 = 3;

/// Content of a `deliver_sm`.
#[derive(Default)]
struct Delivery {
    from: SmppAddress,
    to: SmppAddress,
    esm_class: u8,
    pid: u8,
    data_coding: u8,
    message: Vec<u8>,
    tlvs: Tlvs,
}

/// Returns the identifier of a message as SMPP has it.
pub fn message_id(number: MessageId) -> String {
    format!("{:010}", number.0)
}

/// Returns the `deliver_sm` of a message.
pub fn deliver_sm(number: MessageId, message: &EsmeMessage, sequence: u32) -> Vec<u8> {
    let delivery = match &message.kind {
        EsmeMessageKind::Submit { from, to, tpdu, .. } => {
            let of_digits = |digits: String| SmppAddress { ton: 0, npi: 1, digits };
            let (from, to) = (of_digits(from.to_string()), of_digits(to.clone()));
            let mut delivery = Delivery { from, to, ..content(tpdu) };
            // The same in each repetition, so that a client can tell one from another message with the same text.
            let [.., high, low] = number.0.to_be_bytes();
            delivery.tlvs.add(tag::USER_MESSAGE_REFERENCE, &[high, low]);
            delivery
        }
        EsmeMessageKind::Receipt { number, submission } => receipt(*number, submission),
        EsmeMessageKind::Acknowledgement { number, submission, tpdu } => {
            let content = content(tpdu);
            let esm_class = content.esm_class | ACKNOWLEDGEMENT;
            let (from, to) = (submission.to.clone(), submission.from.clone());
            Delivery { from, to, esm_class, tlvs: about(*number, submission), ..content }
        }
    };
    delivery.encode(sequence)
}

/// Returns the user data of a TPDU from a handset. A TPDU that cannot be read is passed on as data.
fn content(octets: &[u8]) -> Delivery {
    let read = Tpdu::parse(Direction::ToNetwork, octets);
    let Some((tpdu, user)) = read.as_ref().and_then(|tpdu| Some((tpdu, tpdu.user_data()?))) else {
        return Delivery { data_coding: 0x04, message: octets.to_vec(), ..Delivery::default() };
    };
    let (data_coding, message) = coding::decode(user, tpdu.coding(), tpdu.has_header());
    // The highest bit of the first octet of a report is no reply path.
    let bits = if matches!(tpdu, Tpdu::Submit(_)) { GSM_BITS } else { 0x40 };
    let (esm_class, pid) = (tpdu.first() & bits, tpdu.pid().unwrap_or_default());
    Delivery { esm_class, pid, data_coding, message, ..Delivery::default() }
}

/// Returns the receipt about a submission (SMPP 3.4, Appendix B).
fn receipt(number: MessageId, submission: &EsmeSubmission) -> Delivery {
    let delivered = u8::from(submission.state == SubmissionState::Delivered);
    let message = format!(
        "id:{} sub:001 dlvrd:{delivered:03} submit date:{} done date:{} stat:{} err:{:03} text:{}",
        message_id(number),
        smpp_time::receipt_date(submission.at),
        smpp_time::receipt_date(submission.ended.unwrap_or(submission.at)),
        state_word(submission.state),
        submission.error,
        submission.text,
    );
    let mut tlvs = about(number, submission);
    tlvs.add(tag::MESSAGE_STATE, &[state_number(submission.state)]);
    if submission.error > 0 {
        tlvs.add(tag::NETWORK_ERROR_CODE, &[GSM, 0, submission.error]);
    }
    let (from, to) = (submission.to.clone(), submission.from.clone());
    Delivery { from, to, esm_class: RECEIPT, message: message.into_bytes(), tlvs, ..Delivery::default() }
}

/// Returns the parameters that name a submission.
fn about(number: MessageId, submission: &EsmeSubmission) -> Tlvs {
    let mut tlvs = Tlvs::default();
    tlvs.add_text(tag::RECEIPTED_MESSAGE_ID, &message_id(number));
    if let Some(reference) = submission.reference {
        tlvs.add(tag::USER_MESSAGE_REFERENCE, &reference.to_be_bytes());
    }
    tlvs
}

/// Returns the word for a state in the text of a receipt.
const fn state_word(state: SubmissionState) -> &'static str {
    match state {
        SubmissionState::Enroute => "ENROUTE",
        SubmissionState::Delivered => "DELIVRD",
        SubmissionState::Expired => "EXPIRED",
        SubmissionState::Deleted => "DELETED",
        SubmissionState::Undeliverable => "UNDELIV",
    }
}

/// Returns the number of a state (SMPP 3.4 §5.2.28).
pub const fn state_number(state: SubmissionState) -> u8 {
    match state {
        SubmissionState::Enroute => 1,
        SubmissionState::Delivered => 2,
        SubmissionState::Expired => 3,
        SubmissionState::Deleted => 4,
        SubmissionState::Undeliverable => 5,
    }
}

impl Delivery {
    fn encode(self, sequence: u32) -> Vec<u8> {
        let digits = |address: &SmppAddress| COctetString::from_string(address.digits.clone()).unwrap_or_default();
        let pdu = DeliverSm::builder()
            .source_addr_ton(self.from.ton.into())
            .source_addr_npi(self.from.npi.into())
            .source_addr(digits(&self.from))
            .dest_addr_ton(self.to.ton.into())
            .dest_addr_npi(self.to.npi.into())
            .destination_addr(digits(&self.to))
            .esm_class(self.esm_class.into())
            .protocol_id(self.pid)
            .data_coding(self.data_coding.into())
            .short_message(OctetString::from_vec(self.message).unwrap_or_default())
            .build();
        frame::encode(&Command::new(CommandStatus::EsmeRok, sequence, pdu), &self.tlvs)
    }
}
