//! Requests to the payment platform (手机支付平台), by short message to 10658888. A request does not change the
//! purse; the platform's answer does. Its secrets (pay password, scratch card) are kept here from the person's last key
//! until the packet is ciphered, and no longer.

use serde::{Deserialize, Serialize};

use crate::request::{PlatformService, Request};
use sim_wire::Fen;
use sim_wire::bcd;
use sim_wire::message::{LoadAnswer, Operation, PayPasswordDigits, ScratchCardDigits};
use sim_wire::tlv::Emitter;

use super::phrases::Phrase;
use super::text::Text;

/// A request to the platform with everything that the person entered for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum MenuOrder {
    Open,
    Close { pay_password: PayPasswordDigits },
    Suspend,
    Resume,
    TopUp { amount: Fen, pay_password: PayPasswordDigits },
    AccountBalance,
    AccountRecords,
    ScratchCard(ScratchCardDigits),
    OwnBill(Fen),
    OthersBill { number: [u8; 11], amount: Fen, pay_password: PayPasswordDigits },
    PayPasswordChange { old: PayPasswordDigits, new: PayPasswordDigits },
    Hello { imei: [u8; 8] },
}

impl MenuOrder {
    /// Returns the name of the request in the sentences about it. The card's own requests have no sentences.
    pub(crate) const fn name(&self) -> Phrase {
        match self {
            MenuOrder::Open => Phrase::OrderOpen,
            MenuOrder::Close { .. } => Phrase::OrderClose,
            MenuOrder::Suspend => Phrase::OrderSuspend,
            MenuOrder::Resume => Phrase::OrderResume,
            MenuOrder::TopUp { .. } => Phrase::OrderTopUp,
            MenuOrder::AccountBalance => Phrase::OrderAccountBalance,
            MenuOrder::AccountRecords => Phrase::OrderAccountRecords,
            MenuOrder::ScratchCard(_) => Phrase::OrderScratchCard,
            MenuOrder::OwnBill(_) | MenuOrder::OthersBill { .. } => Phrase::OrderBill,
            MenuOrder::PayPasswordChange { .. } => Phrase::OrderPayPassword,
            MenuOrder::Hello { .. } => Phrase::MobileWallet,
        }
    }

    /// Returns the request to the wallet that precedes the order. The wallet sees no secret of the platform's.
    pub(crate) const fn request(&self) -> Request {
        Request::AskPlatform(match self {
            MenuOrder::TopUp { amount, .. } => PlatformService::Load(*amount),
            MenuOrder::Close { .. } => PlatformService::Close,
            MenuOrder::Suspend => PlatformService::Suspend,
            _ => PlatformService::Other,
        })
    }

    /// Returns the operation for the platform, given the wallet's answer to [`Order::request`]; `None` if the answer
    /// does not fit.
    pub(crate) fn operation(&self, answer: &[u8]) -> Option<Operation> {
        Some(match *self {
            MenuOrder::Open => Operation::Open,
            MenuOrder::Close { pay_password } => Operation::Close { pay_password },
            MenuOrder::Suspend => Operation::Suspend,
            MenuOrder::Resume => Operation::Resume,
            MenuOrder::TopUp { amount, pay_password } => {
                Operation::TopUp { amount, pay_password, answer: LoadAnswer::parse(answer.first_chunk()?) }
            }
            MenuOrder::AccountBalance => Operation::AccountBalance,
            MenuOrder::AccountRecords => Operation::AccountTransactions,
            MenuOrder::ScratchCard(card) => Operation::ScratchCard { card },
            MenuOrder::OwnBill(amount) => Operation::OwnBill { amount },
            MenuOrder::OthersBill { number, amount, pay_password } => {
                Operation::OthersBill { number: swapped(&number)?, amount, pay_password }
            }
            MenuOrder::PayPasswordChange { old, new } => Operation::ChangePayPassword { old, new },
            MenuOrder::Hello { imei } => Operation::Hello { imei },
        })
    }
}

/// Encodes eleven digits in swapped BCD, filled with F.
fn swapped(number: &[u8; 11]) -> Option<[u8; 6]> {
    let mut octets = [0; 6];
    bcd::encode_digits(core::str::from_utf8(number).ok()?, &mut Emitter::new(&mut octets)).ok()?;
    Some(octets)
}

/// Returns the text that is shown while a request of that name is being sent.
pub(crate) fn sending(name: Phrase, text: Text) -> Text {
    text.say(name).say(Phrase::Request).say(Phrase::SendingEnd)
}

/// Returns the text of the outcome: 「…请求发送成功!」 or 「…请求发送失败!」 (handbook 3.1.1,
/// 3.4.3).
pub(super) fn outcome(name: Phrase, sent: bool, text: Text) -> Text {
    text.say(name).say(if sent { Phrase::Sent } else { Phrase::NotSent })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_is_swapped_and_filled() {
        assert_eq!(swapped(b"13800138000"), Some([0x31, 0x08, 0x10, 0x83, 0x00, 0xF0]));
    }

    #[test]
    fn top_up_needs_the_wallets_answer() {
        let pay_password = PayPasswordDigits([0x12, 0x34, 0x56]);
        let top_up = MenuOrder::TopUp { amount: Fen(1), pay_password };
        assert_eq!(top_up.operation(&[]), None);
        assert!(matches!(top_up.operation(&[0; 16]), Some(Operation::TopUp { amount: Fen(1), .. })));
        assert_eq!(MenuOrder::Suspend.operation(&[]), Some(Operation::Suspend));
    }
}
