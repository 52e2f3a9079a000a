//! What the card asks of the payment platform (手机支付平台), by short message to 10658888. A request changes nothing on
//! the card; what the platform answers does.

use heapless::Vec;

use crate::money::Fen;
use crate::wire::bcd::{self, TonNpi};
use crate::wire::tlv::{Emitter, Full};

use super::phrases::Phrase;
use super::text::Text;

/// The platform's number (业务接入号).
const PLATFORM: &str = "10658888";

/// Version of the request's layout.
const VERSION: u8 = 0x01;

/// Most octets of an SMS-SUBMIT (3GPP TS 23.040 §9.2.2.2).
const TPDU_MAX: usize = 164;

/// A request. Secrets (pay password, scratch card) are asked for and looked at, but are not in it: the message is not
/// ciphered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Open,
    Close,
    Suspend,
    Resume,
    TopUp(Fen),
    AccountBalance,
    AccountRecords,
    ScratchCard,
    OwnBill(Fen),
    OthersBill { number: [u8; 11], amount: Fen },
    PayPasswordChange,
}

impl Order {
    /// What it is called in the sentences about it.
    const fn name(self) -> Phrase {
        match self {
            Order::Open => Phrase::OrderOpen,
            Order::Close => Phrase::OrderClose,
            Order::Suspend => Phrase::OrderSuspend,
            Order::Resume => Phrase::OrderResume,
            Order::TopUp(_) => Phrase::OrderTopUp,
            Order::AccountBalance => Phrase::OrderAccountBalance,
            Order::AccountRecords => Phrase::OrderAccountRecords,
            Order::ScratchCard => Phrase::OrderScratchCard,
            Order::OwnBill(_) | Order::OthersBill { .. } => Phrase::OrderBill,
            Order::PayPasswordChange => Phrase::OrderPayPassword,
        }
    }

    /// The operation's octet in the message.
    const fn operation(self) -> u8 {
        match self {
            Order::Open => 0x01,
            Order::Close => 0x02,
            Order::Suspend => 0x03,
            Order::Resume => 0x04,
            Order::TopUp(_) => 0x05,
            Order::AccountBalance => 0x06,
            Order::AccountRecords => 0x07,
            Order::ScratchCard => 0x08,
            Order::OwnBill(_) => 0x09,
            Order::OthersBill { .. } => 0x0A,
            Order::PayPasswordChange => 0x0B,
        }
    }

    /// Shown while it is being sent.
    pub(crate) fn sending(self, text: Text) -> Text {
        text.say(self.name()).say(Phrase::Request).say(Phrase::SendingEnd)
    }

    /// How it went: 「…请求发送成功!」 or 「…请求发送失败!」 (handbook 3.1.1, 3.4.3).
    pub(crate) fn outcome(self, sent: bool, text: Text) -> Text {
        text.say(self.name()).say(if sent { Phrase::Sent } else { Phrase::NotSent })
    }

    /// The SMS-SUBMIT (3GPP TS 23.040 §9.2.2.2): 8-bit data to the platform, without validity period and header. Its data
    /// is version, operation, application serial number, and what the operation needs.
    pub(crate) fn message(self, asn: &[u8]) -> Result<Vec<u8, TPDU_MAX>, Full> {
        let mut buffer = [0; TPDU_MAX];
        let mut tpdu = Emitter::new(&mut buffer);
        tpdu.octets(&[0x01, 0x00, PLATFORM.len() as u8, TonNpi::UNKNOWN.0])?;
        bcd::encode_digits(PLATFORM, &mut tpdu).map_err(|_| Full)?;
        tpdu.octets(&[0x00, 0x04])?;
        let mut data = [0; 32];
        let mut fields = Emitter::new(&mut data);
        fields.octets(&[VERSION, self.operation()])?;
        fields.octets(asn)?;
        match self {
            Order::TopUp(amount) | Order::OwnBill(amount) => fields.octets(&amount.to_bytes())?,
            Order::OthersBill { number, amount } => {
                let digits = core::str::from_utf8(&number).unwrap_or_default();
                bcd::encode_digits(digits, &mut fields).map_err(|_| Full)?;
                fields.octets(&amount.to_bytes())?;
            }
            _ => {}
        }
        let fields = fields.written();
        tpdu.octet(fields.len() as u8)?;
        tpdu.octets(fields)?;
        Vec::from_slice(tpdu.written()).map_err(|_| Full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_an_sms_submit_of_8_bit_data_to_the_platform() {
        let message = Order::OwnBill(Fen(0x1234)).message(&[0x11; 10]).unwrap();
        let expected: [u8; 27] = [
            0x01, 0x00, 0x08, 0x81, 0x01, 0x56, 0x88, 0x88, 0x00, 0x04, 0x10, 0x01, 0x09, 0x11, 0x11, 0x11, 0x11, 0x11,
            0x11, 0x11, 0x11, 0x11, 0x11, 0x00, 0x00, 0x12, 0x34,
        ];
        assert_eq!(message.as_slice(), expected);
        let number = *b"13800138000";
        let other = Order::OthersBill { number, amount: Fen(1) }.message(&[0; 10]).unwrap();
        assert_eq!(other[23..], [0x31, 0x08, 0x10, 0x83, 0x00, 0xF0, 0, 0, 0, 1]);
    }
}
